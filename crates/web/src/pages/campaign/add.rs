//! Adding creators to a campaign: put on the shortlist, then invited with one text that is filled in for each.
//!
//! Invariant: who cannot be written to is left out with the reason, and the rest goes. Absent: searching beyond names.

use app::{
    App,
    campaigns::Shortlist,
    creators::{ListCreators, list::CreatorPage},
    outreach::{Invite, ListTemplates},
    views::{ShowTracker, Tracker},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{
    ids::{CollaborationId, CreatorId},
    journey::Stage,
    outreach::TemplateKind,
};
use maud::{Markup, html};

use super::head::{Tab, head};
use crate::{
    kernel::{Answer, InBrand, Posted, values::Asks},
    ui::{
        Button, Field, Person,
        form::{self, refusals},
        person::Size,
        section::{chapter, empty},
        table::{Column, Table, choose_cell},
        views::search,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/campaigns/{campaign}/add", get(show).post(add))
        .route("/b/{slug}/campaigns/{campaign}/invite", post(invite))
}

async fn show(at: InBrand, Path((_, campaign)): Path<(String, String)>, asks: Asks) -> Answer {
    let posted = Posted::default();
    page(&at, &campaign, asks.get("q"), &posted).await.map(|(title, body)| at.page(&title, "campaigns", body))
}

async fn page(at: &InBrand, campaign: &str, query: &str, posted: &Posted) -> Result<(String, Markup), crate::kernel::Refusal> {
    let tracker = at.show(ShowTracker { campaign: campaign.to_owned() }).await?;
    let wanted = (!query.is_empty()).then(|| query.to_owned());
    let found = at.show(ListCreators { query: wanted, limit: Some(50), ..ListCreators::default() }).await?;
    let templates = at.show(ListTemplates {}).await?;
    let template = templates.into_iter().find(|view| view.template.kind == TemplateKind::Invitation).map(|view| view.template);
    let base = at.path(&format!("/campaigns/{}", tracker.head.campaign.slug));
    let (subject, body) = template.map_or_else(Default::default, |template| (template.subject, template.body));
    let typed = |name: &str, otherwise: &str| if posted.get(name).is_empty() { otherwise.to_owned() } else { posted.get(name).to_owned() };
    let (subject, body) = (typed("subject", &subject), typed("body", &body));
    let markup = html! {
        (head(at, &tracker.head, Tab::None))
        div.body.stack.loose {
            (refusals(&posted.errors))
            (chapter("Add creators", "", to_add(&tracker, &found, &base, query)))
            (chapter("Invite", "", to_invite(&tracker, &base, &subject, &body, posted)))
        }
    };
    Ok((tracker.head.campaign.name.clone(), markup))
}

/// Everybody of the brand who is not in the campaign yet.
fn to_add(tracker: &Tracker, found: &CreatorPage, base: &str, query: &str) -> Markup {
    let there: Vec<CreatorId> = tracker.rows.iter().map(|row| row.creator).collect();
    let rows: Vec<_> = found.items.iter().filter(|row| !there.contains(&row.id)).collect();
    html! {
        (search(&format!("{base}/add"), "q", "Search creators", query, &[]))
        @if rows.is_empty() {
            (empty("Nobody else is found.", "Everybody who fits is in this campaign already, or nobody has this name.", html! {}))
        } @else {
            (form::post(&format!("{base}/add"), html! {
                div.scrollx {
                    (Table::inset(&[Column::choose(), Column::text("Creator"), Column::text("Where"), Column::number("Followers")], html! {
                        @for row in &rows {
                            tr {
                                (choose_cell("creator", &row.id.to_string(), &row.name, false))
                                td { (Person::creator(&row.name).size(Size::Small)) }
                                td.soft { @for profile in row.accounts.iter().take(2) { (profile.platform.label()) " " } }
                                td.num { @match row.accounts.iter().filter_map(|profile| profile.followers).max() {
                                    Some(followers) => (domain::text::short_count(followers)),
                                    None => span.unknown { "unknown" },
                                } }
                            }
                        }
                    }).caption("Creators who can be added"))
                }
                p.mt-3 { (Button::submit("Put on the shortlist").primary()) }
            }))
        }
    }
}

fn to_invite(tracker: &Tracker, base: &str, subject: &str, body: &str, posted: &Posted) -> Markup {
    let waiting: Vec<_> = tracker.rows.iter().filter(|row| row.stage == Stage::Shortlisted).collect();
    html! {
        @if waiting.is_empty() {
            (empty("Nobody on the shortlist waits for an invitation.", "Put creators on the shortlist above; then write to them here, each by name.", html! {}))
        } @else {
            (form::post(&format!("{base}/invite"), html! {
                div.stack {
                    div.stack.tight {
                        @for row in &waiting {
                            (crate::ui::choice::tick("collaboration", &row.collaboration.to_string(), &row.name, true, None))
                        }
                    }
                    (Field::text("subject", "Subject").value(subject).errors(&posted.errors).required())
                    (Field::lines("body", "Message", 12).value(body).errors(&posted.errors).voice()
                        .help("{{creator.first_name}}, {{campaign.name}}, {{brand.name}}, {{sender.name}} and {{portal.link}} are filled in for each."))
                    p { (Button::submit("Send the invitations").primary()) }
                }
            }))
        }
    }
}

async fn add(at: InBrand, Path((_, campaign)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let tracker = at.show(ShowTracker { campaign: campaign.clone() }).await?;
    let creators: Vec<CreatorId> = posted.ids("creator");
    let back = format!("/campaigns/{}/add", tracker.head.campaign.slug);
    match at.run(Shortlist { campaign: tracker.head.id, creators, source: None }).await {
        Ok(ids) => at.done(&back, format!("{} on the shortlist", ids.len())),
        Err(error) => {
            posted.refuse(error)?;
            page(&at, &campaign, "", &posted).await.map(|(title, body)| at.page_again(&title, "campaigns", body))
        }
    }
}

async fn invite(at: InBrand, Path((_, campaign)): Path<(String, String)>, mut posted: Posted) -> Answer {
    let collaborations: Vec<CollaborationId> = posted.ids("collaboration");
    let command = Invite { collaborations, template: None, subject: posted.text("subject"), body: posted.raw("body") };
    match at.run(command).await {
        Ok(outcomes) => {
            let sent = outcomes.iter().filter(|outcome| outcome.sent).count();
            let left: Vec<String> =
                outcomes.iter().filter_map(|outcome| Some(format!("{}: {}", outcome.name, outcome.reason.as_deref()?))).collect();
            let words = if left.is_empty() { format!("{sent} invited") } else { format!("{sent} invited. Left out: {}", left.join(" ")) };
            at.done(&format!("/campaigns/{campaign}"), words)
        }
        Err(error) => {
            posted.refuse(error)?;
            page(&at, &campaign, "", &posted).await.map(|(title, body)| at.page_again(&title, "campaigns", body))
        }
    }
}
