//! Adding creators to a campaign: those of the brand who are not in it yet, put on its shortlist.
//!
//! Invariant: who cannot be written to says so before anybody is chosen. Absent: filters beyond a search, which the list
//! of creators has; the invitation, which `invite` has below on the same page.

use app::{
    App,
    campaigns::{Shortlist, StartCampaign},
    creators::{CreatorRow, ListCreators, list::CreatorPage},
    outreach::{InvitationPreview, InviteOutcome, ListTemplates},
    views::{ShowTracker, Tracker},
};
use axum::{Router, extract::Path, routing::get};
use domain::{campaigns::CampaignState, ids::CreatorId};
use maud::{Markup, html};

use super::{
    head::{Tab, head},
    invite,
};
use crate::{
    heard::heard,
    kernel::{
        Answer, InBrand, Posted, Refusal,
        page::go_plain,
        values::{Asks, with_query},
    },
    text::{t, tf},
    ui::{
        Button,
        form::{self, refusals},
        section::{chapter, empty},
        table::{Column, Table, choose_cell, unknown},
        turn::tag,
        views::search,
    },
};

/// So many creators stand on one page.
const MOST: i64 = 100;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/campaigns/{campaign}/add", get(show).post(add))
        .route("/b/{slug}/campaigns/{campaign}/invite", get(to_invite).post(invite::send))
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    at.only::<Shortlist>()?;
    let (title, place, body) = page(&at, &campaign, &asks, &Posted::default(), &Below::default()).await?;
    Ok(at.page(&title, &place, body))
}

/// Somebody who opens the address of a sent form again, such as by reloading.
async fn to_invite(at: InBrand, Path((_, campaign)): Path<(String, String)>) -> Answer {
    Ok(go_plain(&at.path(&format!("/campaigns/{campaign}/add#invite"))))
}

/// What stands around the invitation: how it reads, or whom it did not reach.
#[derive(Default)]
pub(super) struct Below {
    /// The invitation as one creator would read it, and their name.
    pub preview: Option<(String, InvitationPreview)>,
    /// What became of the invitations that were just sent.
    pub outcomes: Vec<InviteOutcome>,
}

/// Title, place in the rail, and the page.
pub(super) async fn page(
    at: &InBrand,
    campaign: &str,
    asks: &Asks,
    posted: &Posted,
    below: &Below,
) -> Result<(String, String, Markup), Refusal> {
    let tracker = at.show(ShowTracker { campaign: campaign.to_owned() }).await?;
    let question = ListCreators { query: asks.some("q"), cursor: asks.some("cursor"), limit: Some(MOST), ..ListCreators::default() };
    let found = at.show(question).await?;
    let templates = at.show(ListTemplates {}).await?;
    let campaign = &tracker.head.campaign;
    let base = at.path(&format!("/campaigns/{}", campaign.slug));
    let over = campaign.state == CampaignState::Ended;
    let markup = html! {
        (head(at, &tracker.head, Tab::None))
        div.body.stack.loose {
            (refusals(&posted.errors))
            @if over { (empty(t("add.over"), t("add.over.text"), html! {})) }
            @else {
                (chapter(t("add.title"), "", to_add(at, &tracker, &found, &base, asks)))
                div id="invite" {
                    (chapter(t("invite.title"), "", html! {
                        @if campaign.state == CampaignState::Draft { (not_started(at, &tracker, &base)) }
                        @else { (invite::form(&tracker, &base, &templates, asks, posted, below)) }
                    }))
                }
            }
        }
    };
    Ok((campaign.name.clone(), campaign.slug.clone(), markup))
}

/// Everybody of the brand who is not in the campaign yet.
fn to_add(at: &InBrand, tracker: &Tracker, found: &CreatorPage, base: &str, asks: &Asks) -> Markup {
    let there: Vec<CreatorId> = tracker.rows.iter().map(|row| row.creator).collect();
    let rows: Vec<&CreatorRow> = found.items.iter().filter(|row| !there.contains(&row.id)).collect();
    let path = format!("{base}/add");
    let (query, more) = (asks.get("q"), found.next_cursor.as_deref());
    html! {
        (search(&path, "q", t("add.search"), query, &[]))
        @if rows.is_empty() { (nobody(at, found, &path, query)) }
        @else {
            (form::post(&path, html! {
                div.scrollx {
                    (Table::inset(&[Column::choose(), Column::text(t("creators.creator")), Column::text(t("creators.platforms")), Column::number(t("creators.followers")), Column::unseen(t("add.notes"))], html! {
                        @for row in &rows { (creator(at, row)) }
                    }).caption(t("add.caption")))
                }
                p.mt-3 { (Button::submit(t("add.do")).primary()) }
            }))
        }
        @if let Some(cursor) = more { p.mt-3 { a href=(with_query(&path, &[("q", query), ("cursor", cursor)])) { (t("creators.more")) } } }
    }
}

fn creator(at: &InBrand, row: &CreatorRow) -> Markup {
    let handle = row.accounts.iter().find_map(|account| account.handle.as_ref()).map(|handle| format!("@{handle}"));
    let platforms: Vec<String> = row.accounts.iter().map(|account| crate::heard::heard(account.platform.label())).collect();
    let href = at.path(&format!("/creators/{}", row.id));
    html! {
        tr {
            (choose_cell("creator", &row.id.to_string(), &row.name, false))
            td { a.plain href=(href) { (row.name) } @if let Some(handle) = &handle { " " span.quiet { (handle) } } }
            td.soft { (platforms.join(", ")) }
            td.num { @match row.followers { Some(followers) => (domain::text::short_count(followers)), None => (unknown()) } }
            td { @if let Some(reason) = &row.no_contact { span title=(heard(reason)) { (tag(t("creators.not_to_write"))) } } @else if row.email.is_none() { (tag(t("add.no_address"))) } }
        }
    }
}

fn nobody(at: &InBrand, found: &CreatorPage, path: &str, query: &str) -> Markup {
    let import = at.path("/creators/import");
    html! {
        @if !query.is_empty() { (empty(t("add.none_so"), t("add.none_so.text"), html! { (Button::link(path, t("add.all"))) })) }
        @else if found.total == 0 { (empty(t("creators.none"), t("creators.none.text"), html! { (Button::link(&import, t("creators.import")).primary()) })) }
        @else if found.next_cursor.is_some() { (empty(t("add.all_here"), t("add.all_here.text"), html! {})) }
        @else { (empty(t("add.all_in"), t("add.all_in.text"), html! { (Button::link(&import, t("creators.import"))) })) }
    }
}

/// A draft campaign: nobody is invited before it is started.
fn not_started(at: &InBrand, tracker: &Tracker, base: &str) -> Markup {
    let start = html! {
        @if at.may_run::<StartCampaign>() {
            (form::post_inline(&format!("{base}/start"), html! {
                (form::hidden("version", &tracker.head.version.to_string()))
                (Button::submit(t("plan.start")))
            }))
        }
    };
    empty(t("invite.draft"), t("plan.start.text"), start)
}

async fn add(at: InBrand, Path((_, campaign)): Path<(String, String)>, mut posted: Posted) -> Answer {
    at.only::<Shortlist>()?;
    let tracker = at.show(ShowTracker { campaign: campaign.clone() }).await?;
    let creators: Vec<CreatorId> = posted.ids("creator");
    match at.run(Shortlist { campaign: tracker.head.id, creators, source: None, again: true }).await {
        Ok(ids) => {
            let back = format!("/campaigns/{}/add", tracker.head.campaign.slug);
            at.done(&back, tf("creators.shortlisted", &[("count", &ids.len().to_string())]))
        }
        Err(error) => {
            posted.refuse(error)?;
            let (title, place, body) = page(&at, &campaign, &Asks(Vec::new()), &posted, &Below::default()).await?;
            Ok(at.page_again(&title, &place, body))
        }
    }
}
