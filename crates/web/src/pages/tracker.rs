//! A brand brings its tracker: look first, answer what only a person can say, then bring it in.
//!
//! Invariant: nothing is saved by looking; between looking and bringing in the file is kept under a signed name, as for creators.
//! Absent: reading files and judging rows; the rooms have it.

mod preview;
mod result;

use app::{
    App,
    campaigns::ListCampaigns,
    imports::{self, ImportTracker, ListTrackerImports, TrackerRow},
};
use axum::{
    Router,
    routing::{get, post},
};
use domain::{
    creators::Platform,
    imports::{Said, StatusMeaning, TrackerColumn},
    money::Currency,
    time::DateOrder,
};
use maud::{Markup, html};

use super::sheets;
use crate::{
    kernel::{Answer, InBrand, Posted},
    text::{grouped, t, tf},
    ui::{
        Button, Field,
        choice::uploading,
        form,
        section::{chapter, empty},
        shell::crumb_head,
        table::{Column, Table},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/campaigns/import", get(start).post(look))
        .route("/b/{slug}/campaigns/import/run", post(run))
        .route("/b/{slug}/campaigns/imports/{tracker}", get(result::show))
        .route("/b/{slug}/campaigns/imports/{tracker}/refused.csv", get(result::refused))
        .route("/b/{slug}/campaigns/imports/{tracker}/take-back", post(result::take_back))
        .route("/b/{slug}/campaigns/imports/{tracker}/take-up", post(result::take_up))
        .route("/b/{slug}/campaigns/imports/{tracker}/let-rest", post(result::let_rest))
        .route("/b/{slug}/campaigns/imports/{tracker}/owe", post(result::owe))
        .route("/b/{slug}/campaigns/imports/{tracker}/paid", post(result::paid))
}

async fn start(at: InBrand) -> Answer {
    at.only::<ImportTracker>()?;
    start_page(&at, &Posted::filled([("into", "column")]), false).await
}

async fn start_page(at: &InBrand, posted: &Posted, again: bool) -> Answer {
    let history = at.show(ListTrackerImports {}).await?;
    let body = html! {
        (crumb_head(&[(&at.path("/campaigns"), t("place.campaigns"))], t("tracker.title"), html! {}))
        div.body.near {
            h1 { (t("tracker.title")) }
            p.soft.mt-2 { (t("tracker.text")) }
            (form::refusals(&posted.errors))
            div.form-narrow.mt-4 {
                (form::post_files(&at.path("/campaigns/import"), html! {
                    (sheets::fields(posted))
                    (where_to(at, posted).await?)
                    (uploading())
                    div { (Button::submit(t("import.look")).primary()) }
                }))
            }
            div.mt-6 { (chapter(t("import.history"), "", past(at, &history))) }
        }
    };
    Ok(if again { at.page_again(t("tracker.title"), "campaigns", body) } else { at.page(t("tracker.title"), "campaigns", body) })
}

/// Into which campaign: one that is there, a new one by its name, or as a column says.
async fn where_to(at: &InBrand, posted: &Posted) -> app::Result<Markup> {
    let all = at.show(ListCampaigns {}).await?;
    let all: Vec<(String, String)> = all.into_iter().map(|view| (view.id.to_string(), view.campaign.name)).collect();
    let choices: Vec<(&str, &str)> = all.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    Ok(html! {
        div.cols.two {
            (Field::select("campaign", t("tracker.campaign"), &choices, Some(t("tracker.campaign.column"))).value(posted.get("campaign")).errors(&posted.errors).help(t("tracker.campaign.help")))
            (Field::text("campaign_name", t("tracker.campaign.new")).value(posted.get("campaign_name")).errors(&posted.errors).optional().help(t("tracker.campaign.new.help")))
        }
    })
}

fn past(at: &InBrand, history: &[TrackerRow]) -> Markup {
    if history.is_empty() {
        return empty(t("tracker.none"), "", html! {});
    }
    let columns = [
        Column::text(t("import.file")),
        Column::number(t("import.rows")),
        Column::number(t("tracker.collaborations")),
        Column::number(t("tracker.refused")),
        Column::text(t("import.by")),
        Column::text(t("mail.when")),
    ];
    let rows = html! {
        @for row in history {
            @let counts = &row.import.counts;
            tr {
                td {
                    a href=(at.path(&format!("/campaigns/imports/{}", row.id))) { (row.import.file_name) }
                    @if row.import.taken_back.is_some() { " " span.quiet { (t("import.taken_back")) } }
                }
                @for count in [counts.rows, counts.collaborations, counts.refused] { td.num { (grouped(count)) } }
                td.soft { (row.import.name) }
                td.soft { (when::time(row.import.at, at.now(), at.zone())) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

/// The first look: the file is kept, nothing else.
async fn look(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<ImportTracker>()?;
    let Some(file) = sheets::keep(&at, &mut posted).await else { return start_page(&at, &posted, true).await };
    looked(&at, posted, &file.name, &file.bytes).await
}

/// What a form says about how the file is to be read.
fn command(posted: &Posted, dry_run: bool) -> ImportTracker {
    let afresh = posted.get("do") == "afresh";
    let rows = if sheets::is_other(posted) { Vec::new() } else { posted.rows("columns") };
    let columns: Vec<TrackerColumn> =
        rows.iter().filter_map(|row| TrackerColumn::parse(posted.get(&format!("columns.{row}.is")))).collect();
    let meaning = |row: &usize| {
        let is = Said::parse(posted.get(&format!("statuses.{row}.is")))?;
        Some(StatusMeaning { word: posted.text(&format!("statuses.{row}.word")), is })
    };
    ImportTracker {
        campaign: posted.get("campaign").parse().ok(),
        campaign_name: posted.text("campaign_name"),
        statuses: if afresh { Vec::new() } else { posted.rows("statuses").iter().filter_map(meaning).collect() },
        date_order: DateOrder::parse(posted.get("date_order")),
        currency: posted.some("currency").and_then(|code| Currency::parse(&code).ok()),
        platform: posted.some("platform").map(|word| Platform::parse(&word)),
        sheet: posted.some("sheet"),
        afresh,
        columns: Some(columns).filter(|columns| !columns.is_empty() && columns.len() == rows.len()),
        dry_run,
        ..ImportTracker::default()
    }
}

async fn looked(at: &InBrand, mut posted: Posted, name: &str, bytes: &[u8]) -> Answer {
    match imports::run(at.app(), &at.caller, name, bytes, command(&posted, true)).await {
        Ok(view) => {
            let choose = where_to(at, &posted).await?;
            let again = !posted.errors.0.is_empty();
            let body = preview::page(at, &view, &posted, &choose);
            Ok(if again { at.page_again(t("tracker.title"), "campaigns", body) } else { at.page(t("tracker.title"), "campaigns", body) })
        }
        Err(error) => {
            posted.refuse(error)?;
            sheets::refused_as_file(&mut posted);
            start_page(at, &posted, true).await
        }
    }
}

/// Looks again with what was answered, or brings the file in.
async fn run(at: InBrand, mut posted: Posted) -> Answer {
    let (name, bytes) = match sheets::kept(&at, &posted).await {
        Ok(found) => found,
        Err(error) => {
            posted.refuse(error)?;
            return start_page(&at, &posted, true).await;
        }
    };
    if posted.get("do") != "import" {
        return looked(&at, posted, &name, &bytes).await;
    }
    match imports::run(at.app(), &at.caller, &name, &bytes, command(&posted, false)).await {
        Ok(view) => {
            let words =
                tf("tracker.done", &[("count", &grouped(view.counts.collaborations)), ("creators", &grouped(view.counts.creators))]);
            match view.id {
                Some(id) => at.done(&format!("/campaigns/imports/{id}"), words),
                None => at.done("/campaigns", words),
            }
        }
        Err(error) => {
            posted.refuse(error)?;
            looked(&at, posted, &name, &bytes).await
        }
    }
}
