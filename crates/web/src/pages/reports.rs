//! Reports: what came of campaigns, creator by creator, and whom to work with again.
//!
//! Invariant: what is not attributed is shown beside what is; a figure says where it comes from. Absent: how credit is
//! given and what is proposed; the domain has both.

use app::{
    App,
    campaigns::{CampaignView, ListCampaigns},
    reports::{CampaignReport, DecideStanding, ExportCampaignReport, GetCampaignReport},
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{
    attribution::Model, campaigns::CampaignState, creators::Standing, ids::CollaborationId, journey::Stage, money::Money, team::Role,
};
use maud::{Markup, Render, html};

use super::{
    campaigns::named,
    payments::{at_form, file, of_form},
};
use crate::{
    kernel::{Answer, InBrand, Posted, values::Asks},
    text::{t, tf, tk},
    ui::{
        Button,
        section::{chapter, empty},
        shell::page_head,
        table::{Column, Table},
        views::{View, views},
    },
};

mod orders;
mod report;

const DECIDE: &[Role] = &[Role::Owner, Role::Manager];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/reports", get(list))
        .route("/b/{slug}/campaigns/{campaign}/report", get(show))
        .route("/b/{slug}/campaigns/{campaign}/report.csv", get(export))
        .route("/b/{slug}/campaigns/{campaign}/report/standing/{collaboration}", post(decide))
        .merge(orders::routes())
}

/// The tabs of reports; orders are for those who work with money.
fn tabs(at: &InBrand, orders: bool) -> Markup {
    let mut all = vec![View { href: at.path("/reports"), name: t("reports.all"), count: None, current: !orders }];
    if at.may(orders::SEE) {
        all.push(View { href: at.path("/reports/orders"), name: t("orders.title"), count: None, current: orders });
    }
    views(t("place.reports"), &all, html! {})
}

/// A campaign with a decision that was refused: at which form, and what was typed.
struct Again<'a> {
    form: &'a str,
    posted: &'a Posted,
}

async fn list(at: InBrand) -> Answer {
    let mut all = at.show(ListCampaigns {}).await?;
    all.retain(|view| view.campaign.state != CampaignState::Draft);
    all.sort_by_key(|view| std::cmp::Reverse(view.campaign.starts));
    let latest = match all.first() {
        Some(view) => Some((view, at.show(GetCampaignReport { campaign: view.id, model: None }).await?)),
        None => None,
    };
    let body = html! {
        (page_head(t("place.reports"), tf("reports.about", &[("count", &all.len().to_string())]), html! {}))
        (tabs(&at, false))
        div.body {
            div.stack.loose {
                @match &latest {
                    None => (empty(t("reports.none"), t("reports.none.text"), html! { (Button::link(&at.path("/campaigns"), t("reports.none.do"))) })),
                    Some((view, report)) => {
                        @let href = address(&at, view);
                        (chapter(&view.campaign.name, html! { a href=(href) { (t("reports.open")) } }, report::headline(report)))
                        (chapter(t("reports.all"), "", html! { div.scrollx { (table(&at, &all)) } }))
                    }
                }
            }
        }
    };
    Ok(at.page(t("place.reports"), "reports", body))
}

fn address(at: &InBrand, view: &CampaignView) -> String {
    at.path(&format!("/campaigns/{}/report", view.campaign.slug))
}

fn table(at: &InBrand, all: &[CampaignView]) -> Markup {
    let columns = [
        Column::text(t("reports.campaign")),
        Column::text(t("reports.state")),
        Column::text(t("reports.window")),
        Column::number(t("reports.agreed")),
        Column::number(t("reports.live")),
        Column::number(t("reports.budget")),
    ];
    let rows = html! {
        @for view in all {
            tr {
                td { a href=(address(at, view)) { b.medium { (view.campaign.name) } } }
                td.soft { (tk("campaign_state", view.campaign.state.as_str())) }
                td { (view.campaign.starts.format("%-d %b")) " – " (view.campaign.ends.format("%-d %b %Y")) }
                td.num { (reached(view, Stage::Agreed)) }
                td.num { (reached(view, Stage::Live)) }
                td.num { (Money::new(view.campaign.budget.total(), view.campaign.currency).short()) }
            }
        }
    };
    Table::inset(&columns, rows).caption(t("reports.all")).render()
}

/// How many got as far as a stage and did not leave the road.
fn reached(view: &CampaignView, stage: Stage) -> usize {
    view.stages.iter().filter(|count| count.stage >= stage && !count.stage.is_off()).map(|count| count.count).sum()
}

async fn show(at: InBrand, Path((_, name)): Path<(String, String)>, asks: Asks) -> Answer {
    let view = named(&at, &name).await?;
    let report = at.show(GetCampaignReport { campaign: view.id, model: Model::parse(asks.get("model")) }).await?;
    Ok(at.page(&title(&report), "reports", report::page(&at, &view, &report, None)))
}

fn title(report: &CampaignReport) -> String {
    tf("report.title", &[("name", &report.name)])
}

async fn export(at: InBrand, Path((_, name)): Path<(String, String)>, asks: Asks) -> Answer {
    let view = named(&at, &name).await?;
    Ok(file(at.show(ExportCampaignReport { campaign: view.id, model: Model::parse(asks.get("model")) }).await?))
}

async fn decide(at: InBrand, Path((_, name, collaboration)): Path<(String, String, CollaborationId)>, mut posted: Posted) -> Answer {
    let view = named(&at, &name).await?;
    let (form, model) = (format!("standing-{collaboration}"), Model::parse(posted.get("model")));
    match decided(&at, collaboration, &form, &mut posted).await {
        Ok(standing) => {
            let to = format!("/campaigns/{}/report?model={}", view.campaign.slug, model.unwrap_or_default().as_str());
            at.done(&to, tf("report.decided", &[("standing", tk("standing", standing.as_str()))]))
        }
        Err(error) => {
            posted.refuse(error)?;
            at_form(&mut posted, &form, &["standing", "reason"]);
            let report = at.show(GetCampaignReport { campaign: view.id, model }).await?;
            let body = report::page(&at, &view, &report, Some(&Again { form: &form, posted: &posted }));
            Ok(at.page_again(&title(&report), "reports", body))
        }
    }
}

async fn decided(at: &InBrand, collaboration: CollaborationId, form: &str, posted: &mut Posted) -> app::Result<Standing> {
    let standing = posted.word(&of_form(form, "standing"), Standing::parse);
    posted.checked()?;
    let standing = standing.unwrap_or(Standing::Test);
    let reason = posted.text(&of_form(form, "reason"));
    at.run_asked(posted, DecideStanding { collaboration, standing, reason }).await?;
    Ok(standing)
}
