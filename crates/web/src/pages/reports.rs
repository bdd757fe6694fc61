//! Reports: what came of campaigns, creator by creator, and whom to work with again.
//!
//! Invariant: what is not attributed is shown beside what is; a figure says where it comes from. Absent: how credit is
//! given and what is proposed; the domain has both.

use app::{
    App,
    attribution::ListOrders,
    campaigns::{StageCount, view::named},
    reports::{
        CampaignReport, DecideStanding, ExportCampaignReport, GetCampaignReport, ListReports,
        view::{ReportLine, ReportList},
    },
};
use axum::{
    Router,
    extract::Path,
    routing::{get, post},
};
use domain::{attribution::Model, creators::Standing, ids::CollaborationId, journey::Stage};
use maud::{Markup, Render, html};

use super::payments::{at_form, file, of_form};
use crate::{
    kernel::{
        Answer, InBrand, Posted,
        values::{Asks, escaped},
    },
    text::{Said, Worded, t, tf, tk},
    ui::when,
    ui::{
        Button,
        section::{chapter, empty},
        shell::page_head,
        table::{Column, Table},
        views::{View, views},
    },
};

mod cohorts;
mod orders;
mod printed;
mod progress;
mod report;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/reports", get(list))
        .route("/b/{slug}/campaigns/{campaign}/report", get(show))
        .route("/b/{slug}/campaigns/{campaign}/report.csv", get(export))
        .route("/b/{slug}/campaigns/{campaign}/report.pdf", get(pdf))
        .route("/b/{slug}/campaigns/{campaign}/report/standing/{collaboration}", post(decide))
        .merge(orders::routes())
}

/// The tabs of reports; orders are for those who work with money.
fn tabs(at: &InBrand, orders: bool) -> Markup {
    let mut all = vec![View { href: at.path("/reports"), name: t("reports.all"), count: None, current: !orders }];
    if at.may_see::<ListOrders>() {
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
    let ReportList { lines, latest, cohorts } = at.show(ListReports {}).await?;
    let body = html! {
        (page_head(t("place.reports"), tf("reports.about", &[("count", &lines.len().to_string())]), html! {}))
        (tabs(&at, false))
        div.body {
            div.stack.loose {
                @match &latest {
                    None => (empty(t("reports.none"), t("reports.none.text"), html! { (Button::link(&at.path("/campaigns"), t("reports.none.do"))) })),
                    Some(report) => {
                        @let href = address(&at, &report.slug);
                        (chapter(&report.name, html! { a href=(href) { (t("reports.open")) } }, report::headline(report)))
                        (chapter(t("reports.all"), t("reports.all.note"), html! { div.scrollx { (table(&at, &lines)) } }))
                        (cohorts::picture(&cohorts))
                    }
                }
            }
        }
    };
    Ok(at.page(t("place.reports"), "reports", body))
}

fn address(at: &InBrand, slug: &str) -> String {
    at.path(&format!("/campaigns/{slug}/report"))
}

fn table(at: &InBrand, all: &[ReportLine]) -> Markup {
    let columns = [
        Column::text(t("reports.campaign")),
        Column::text(t("reports.state")),
        Column::text(t("reports.window")),
        Column::number(t("reports.agreed")),
        Column::number(t("reports.live")),
        Column::number(t("report.orders")),
        Column::number(t("report.revenue")),
        Column::number(t("report.cost")),
        Column::number(t("report.roas")),
    ];
    let rows = html! {
        @for line in all {
            tr {
                td { a href=(address(at, &line.slug)) { b.medium { (line.name) } } }
                td.soft { (tk("campaign_state", line.state.as_str())) }
                td { (tf("said.window", &[("first", &when::day(line.starts, "%-d %b")), ("last", &when::day(line.ends, "%-d %b %Y"))])) }
                td.num { (reached(&line.stages, Stage::Agreed)) }
                td.num { (reached(&line.stages, Stage::Live)) }
                td.num { (line.orders) }
                td.num { (line.revenue.said_short()) }
                td.num { (line.cost.said_short()) }
                td.num { (report::plain(&line.roas)) }
            }
        }
    };
    Table::inset(&columns, rows).caption(t("reports.all")).render()
}

/// How many got as far as a stage and did not leave the road.
fn reached(stages: &[StageCount], stage: Stage) -> usize {
    stages.iter().filter(|count| count.stage >= stage && !count.stage.is_off()).map(|count| count.count).sum()
}

async fn show(at: InBrand, Path((_, name)): Path<(String, String)>, asks: Asks) -> Answer {
    let campaign = named(at.app(), &at.caller, &name).await?;
    let report = at.show(GetCampaignReport { campaign, model: Model::parse(asks.get("model")) }).await?;
    Ok(at.page(&title(&report), "reports", report::page(&at, &report, None)))
}

fn title(report: &CampaignReport) -> String {
    tf("report.title", &[("name", &report.name)])
}

async fn export(at: InBrand, Path((_, name)): Path<(String, String)>, asks: Asks) -> Answer {
    let campaign = named(at.app(), &at.caller, &name).await?;
    Ok(file(at.show(ExportCampaignReport { campaign, model: Model::parse(asks.get("model")) }).await?))
}

async fn pdf(at: InBrand, Path((_, name)): Path<(String, String)>, asks: Asks) -> Answer {
    let campaign = named(at.app(), &at.caller, &name).await?;
    let report = at.show(GetCampaignReport { campaign, model: Model::parse(asks.get("model")) }).await?;
    let paper = printed::report(&at, &report);
    crate::printed::answer(&format!("{}-report.pdf", report.slug), move || paper.print()).await
}

async fn decide(at: InBrand, Path((_, name, collaboration)): Path<(String, String, CollaborationId)>, mut posted: Posted) -> Answer {
    let campaign = named(at.app(), &at.caller, &name).await?;
    let (form, model) = (format!("standing-{collaboration}"), Model::parse(posted.get("model")));
    match decided(&at, collaboration, &form, &mut posted).await {
        Ok(standing) => {
            let to = format!("/campaigns/{}/report?model={}", escaped(&name), model.unwrap_or_default().as_str());
            at.done(&to, tf("report.decided", &[("standing", standing.worded())]))
        }
        Err(error) => {
            posted.refuse(error)?;
            at_form(&mut posted, &form, &["standing", "reason"]);
            let report = at.show(GetCampaignReport { campaign, model }).await?;
            let body = report::page(&at, &report, Some(&Again { form: &form, posted: &posted }));
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
