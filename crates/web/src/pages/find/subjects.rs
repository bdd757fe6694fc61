//! Of whom: those whom a verb may be about, each with the address of its form on their page.
//!
//! Invariant: whoever is listed is the person's to see, by the view that lists them, in this brand. Absent: whether the verb still
//! can be done there; the page and the operation say it.

use std::collections::BTreeSet;

use app::{
    creators::{ListApplications, ListCreators},
    imports::ListTrackerImports,
    payments::ListPayments,
    views::finding::{FindCampaigns, FindCollaborations, FindConversations, FoundCollaboration, FoundConversation},
};
use domain::{campaigns::CampaignState, moves::What, text::folded};

use super::{Found, ways::Way};
use crate::{
    kernel::{InBrand, values::with_query},
    pages::payments::returnable,
    text::{Said, t, tk},
};

/// So many are listed of whom a verb may be about.
const MOST: i64 = 20;

/// Those whom a verb may be about and whose names fit.
pub(super) async fn of(at: &InBrand, way: Way, asked: &str) -> app::Result<Vec<Found>> {
    match way {
        Way::To(_) => Ok(Vec::new()),
        Way::Creator(rest) => creators(at, asked, MOST, rest).await,
        Way::Conversation(rest) if asked.is_empty() => creators_to_write_to(at, rest).await,
        Way::Conversation(rest) => written_to(at, asked, rest).await,
        Way::Campaign(rest, states) => {
            let mut found = campaigns(at, asked, rest, states).await?;
            found.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
            Ok(found)
        }
        Way::Collaboration(verb, waits) => {
            Ok(waiting(at, asked, waits, false).await?.iter().map(|one| collaboration(at, one, verb, waits)).collect())
        }
        Way::Draft(rest, waits) => {
            // Whoever may review may ask for changes and share a draft; a sign-off is of its kind.
            let found = waiting(at, asked, waits, rest == "#approve").await?;
            Ok(found.iter().filter_map(|one| Some(to_page(one, at.path(&format!("/reviews/{}{rest}", one.about.as_ref()?))))).collect())
        }
        Way::Payment(form, waits) => {
            // Four eyes bar who made a payout from approving it, and from nothing else.
            let found = waiting(at, asked, waits, form == "approve").await?;
            let mut rows: Vec<Found> = found.iter().map(|one| payment(at, one, form)).collect();
            // A payout is of several collaborations, and a creator is owed several fees.
            let mut seen = BTreeSet::new();
            rows.retain(|row| seen.insert(row.href.clone()));
            Ok(rows)
        }
        Way::Paid => paid(at, asked).await,
        Way::Standing => {
            let found = waiting(at, asked, &[What::DecideStanding], false).await?;
            let address = |one: &FoundCollaboration| at.path(&format!("/campaigns/{}/report#standing-{}", one.slug, one.collaboration));
            Ok(found.iter().map(|one| to_page(one, address(one))).collect())
        }
        Way::Application => applications(at, asked).await,
        Way::Tracker => trackers(at, asked).await,
    }
}

/// Creators by the search of their list; what follows their address is where the form is.
pub(super) async fn creators(at: &InBrand, asked: &str, most: i64, rest: &str) -> app::Result<Vec<Found>> {
    let query = Some(asked.to_owned()).filter(|asked| !asked.is_empty());
    let list = at.show(ListCreators { query, limit: Some(most), ..ListCreators::default() }).await?;
    let rows = list.items.into_iter().map(|row| {
        let handles: Vec<String> = row.accounts.iter().filter_map(|account| Some(format!("@{}", account.handle.as_ref()?))).collect();
        Found::new("user", row.name, handles.join(" · "), at.path(&format!("/creators/{}{rest}", row.id)))
    });
    Ok(rows.collect())
}

/// Conversations by name and by what was said lately.
pub(super) async fn conversations(at: &InBrand, asked: &str, most: i64, rest: &str) -> app::Result<Vec<Found>> {
    let found = at.show(FindConversations { query: asked.to_owned(), limit: most }).await?;
    let about = |one: &FoundConversation| if one.subject.is_empty() { shortened(&one.body) } else { one.subject.clone() };
    let rows = found.into_iter().map(|one| {
        let (about, href) = (about(&one), at.path(&format!("/inbox/{}{rest}", one.creator)));
        Found::new("message", one.name, about, href)
    });
    Ok(rows.collect())
}

/// How words begin, in one line.
fn shortened(words: &str) -> String {
    let line: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(120).collect()
}

/// Everybody can be written to, also who never was.
async fn creators_to_write_to(at: &InBrand, rest: &str) -> app::Result<Vec<Found>> {
    Ok(to_conversations(at, creators(at, "", MOST, "").await?, rest))
}

async fn written_to(at: &InBrand, asked: &str, rest: &str) -> app::Result<Vec<Found>> {
    let mut rows = conversations(at, asked, MOST, rest).await?;
    for other in to_conversations(at, creators(at, asked, MOST, "").await?, rest) {
        if !rows.iter().any(|row| row.href == other.href) {
            rows.push(other);
        }
    }
    Ok(rows)
}

fn to_conversations(at: &InBrand, creators: Vec<Found>, rest: &str) -> Vec<Found> {
    let (from, to) = (at.path("/creators/"), at.path("/inbox/"));
    let moved = |row: Found| {
        let href = format!("{to}{}{rest}", row.href.strip_prefix(&from).unwrap_or_default());
        Found { href, ..row }
    };
    creators.into_iter().map(moved).collect()
}

/// Campaigns in some states, those that are over last.
pub(super) async fn campaigns(at: &InBrand, asked: &str, rest: &str, states: &[CampaignState]) -> app::Result<Vec<Found>> {
    let mut all = at.show(FindCampaigns {}).await?;
    all.retain(|campaign| states.contains(&campaign.state) && super::fits(asked, &campaign.name));
    all.sort_by_key(|campaign| campaign.state == CampaignState::Ended);
    let rows = all.into_iter().map(|campaign| {
        let about = match campaign.state {
            CampaignState::Draft => t("find.draft"),
            CampaignState::Running => "",
            CampaignState::Ended => t("find.ended"),
        };
        Found::new("campaigns", campaign.name, about.to_owned(), at.path(&format!("/campaigns/{}{rest}", campaign.slug)))
    });
    Ok(rows.collect())
}

/// Where something waits, or anything goes on; where it has to be their `own` to end, only that.
async fn waiting(at: &InBrand, asked: &str, waits: &[What], own: bool) -> app::Result<Vec<FoundCollaboration>> {
    at.show(FindCollaborations { query: asked.to_owned(), waits: waits.to_vec(), own, limit: MOST }).await
}

fn to_page(one: &FoundCollaboration, href: String) -> Found {
    Found::new("user", one.name.clone(), format!("{} · {}", one.campaign, tk("stage", one.stage.as_str())), href)
}

/// The form of a verb on a collaboration's page, filled for what waits.
fn collaboration(at: &InBrand, one: &FoundCollaboration, verb: &str, waits: &[What]) -> Found {
    let page = format!("/collaborations/{}", one.collaboration);
    let href = match (verb, &one.about) {
        ("", _) => at.path(&page),
        (verb, Some(about)) if !waits.is_empty() => at.path(&format!("{page}?do={verb}&about={about}#do")),
        (verb, _) => at.path(&format!("{page}?do={verb}#do")),
    };
    to_page(one, href)
}

/// A creator's part of the payments, at the form of what waits there.
fn payment(at: &InBrand, one: &FoundCollaboration, form: &str) -> Found {
    let page = with_query(&at.path("/payments"), &[("q", one.name.as_str())]);
    let href = match form {
        "" => page,
        "held" => format!("{page}#held-{}", one.collaboration),
        form => format!("{page}#{form}-{}", one.about.as_deref().unwrap_or_default()),
    };
    to_page(one, href)
}

/// Payouts that were paid, as far as the page of payments has their form.
async fn paid(at: &InBrand, asked: &str) -> app::Result<Vec<Found>> {
    let view = at.show(ListPayments {}).await?;
    let words = folded(asked);
    let named = returnable(&view).into_iter().filter(|one| folded(&one.creator_name).contains(&words));
    let rows = named.map(|one| {
        let href = format!("{}#returned-{}", with_query(&at.path("/payments"), &[("q", one.creator_name.as_str())]), one.id);
        Found::new("payments", one.creator_name.clone(), one.payout.transfer().sent().said(), href)
    });
    Ok(rows.take(usize::try_from(MOST).unwrap_or(usize::MAX)).collect())
}

async fn applications(at: &InBrand, asked: &str) -> app::Result<Vec<Found>> {
    let queue = at.show(ListApplications::default()).await?;
    let fitting = queue.items.into_iter().filter(|one| super::fits(asked, &format!("{} {}", one.name, one.accounts.join(" "))));
    let rows =
        fitting.map(|one| Found::new("applications", one.name, one.accounts.join(" · "), at.path(&format!("/applications/{}", one.id))));
    Ok(rows.take(usize::try_from(MOST).unwrap_or(usize::MAX)).collect())
}

async fn trackers(at: &InBrand, asked: &str) -> app::Result<Vec<Found>> {
    let all = at.show(ListTrackerImports {}).await?;
    let rows = all
        .into_iter()
        .filter(|one| super::fits(asked, &one.import.file_name))
        .map(|one| Found::new("list", one.import.file_name, String::new(), at.path(&format!("/campaigns/imports/{}", one.id))));
    Ok(rows.collect())
}
