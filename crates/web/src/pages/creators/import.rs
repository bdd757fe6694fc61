//! Creators from a spreadsheet: look first, then bring them in; rejected rows come back as a file.
//!
//! Invariant: nothing is saved by looking, and between looking and bringing in the file is kept under a signed name that
//! only this brand can use, for a day at most; it goes once it is brought in. What was brought in can be taken back for a day.
//! Absent: reading files; the room has it.

use app::{
    App,
    creators::{
        GetImport, ImportCreators, ImportRow, ImportView, ListFields, ListImports, TakeBackImport,
        import::kept::{self, KeptList},
    },
};
use axum::{
    Router,
    extract::{Path, Request},
    response::Response,
    routing::{get, post},
};
use domain::{
    creators::{Import, Platform, Source, Tier, changes::TAKEN_BACK_WITHIN, import::Column as FileColumn},
    ids::ImportId,
};
use maud::{Markup, html};

use super::{platforms, running};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal},
    pages::sheets::{self, long},
    text::{Worded, grouped, t, tf},
    ui::{
        Button, Field,
        choice::uploading,
        figure::{Stat, stats},
        form::{self, hidden},
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{Column, Table},
        when,
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/b/{slug}/creators/import", get(start).post(look))
        .route("/b/{slug}/creators/import/run", post(run))
        .route("/b/{slug}/creators/imports/{import}", get(one))
        .route("/b/{slug}/creators/imports/{import}/errors.csv", get(errors))
        .route("/b/{slug}/creators/imports/{import}/take-back", post(take_back))
}

async fn start(at: InBrand) -> Answer {
    at.only::<ImportCreators>()?;
    let posted = Posted::filled([("source", "cold"), ("tier", "paid")]);
    start_page(&at, &posted, false).await
}

async fn start_page(at: &InBrand, posted: &Posted, again: bool) -> Answer {
    let history = at.show(ListImports {}).await?;
    let body = html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators"))], t("import.title"), html! {}))
        div.body.near {
            h1 { (t("import.title")) }
            p.soft.mt-2 { (t("import.text")) " " a href=(at.path("/campaigns/import")) { (t("tracker.from_creators")) } }
            (form::refusals(&posted.errors))
            (running::notice(at))
            div.form-narrow.mt-4 {
                (form::post_files(&at.path("/creators/import"), html! {
                    (long::fields(posted))
                    (options(posted))
                    (uploading())
                    div { (Button::submit(t("import.look")).primary()) }
                }))
            }
            div.mt-6 { (chapter(t("import.history"), "", past(at, &history))) }
        }
    };
    Ok(if again { at.page_again(t("import.title"), "creators", body) } else { at.page(t("import.title"), "creators", body) })
}

fn options(posted: &Posted) -> Markup {
    let known = platforms();
    let choices: Vec<(&str, &str)> = known.iter().map(|(value, words)| (value.as_str(), words.as_str())).collect();
    let tiers: Vec<(&str, &str)> = Tier::ALL.iter().map(|tier| (tier.as_str(), tier.worded())).collect();
    let sources: Vec<(&str, &str)> = Source::ALL.iter().map(|source| (source.as_str(), source.worded())).collect();
    html! {
        div.cols.three {
            (Field::select("platform", t("import.platform"), &choices, Some(t("import.platform.none"))).value(posted.get("platform")))
            (Field::select("source", t("creator_form.source"), &sources, None).value(posted.get("source")))
            (Field::select("tier", t("creators.tier"), &tiers, None).value(posted.get("tier")))
        }
    }
}

fn past(at: &InBrand, history: &[ImportRow]) -> Markup {
    if history.is_empty() {
        return empty(t("import.none"), "", html! {});
    }
    let columns = [
        Column::text(t("import.file")),
        Column::number(t("import.rows")),
        Column::number(t("import.created")),
        Column::number(t("import.updated")),
        Column::number(t("import.rejected")),
        Column::text(t("import.by")),
        Column::text(t("mail.when")),
    ];
    let rows = html! {
        @for row in history {
            @let counts = &row.import.counts;
            tr {
                td {
                    a href=(at.path(&format!("/creators/imports/{}", row.id))) { (row.import.file_name) }
                    @if row.import.taken_back.is_some() { " " span.quiet { (t("import.taken_back")) } }
                }
                @for count in [counts.rows, counts.created, counts.updated, counts.rejected] { td.num { (grouped(count)) } }
                td.soft { (row.import.name) }
                td.soft { (when::time(row.import.at, at.now(), at.zone())) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&columns, rows)) } }
}

/// The first look: the file is kept, nothing else.
async fn look(at: InBrand, request: Request) -> Answer {
    at.only::<ImportCreators>()?;
    let mut posted = long::read(&at, request).await?;
    let Some((name, list)) = long::chosen(&at, &mut posted).await else { return start_page(&at, &posted, true).await };
    preview(&at, posted, &name, list).await
}

fn command(posted: &Posted, dry_run: bool) -> ImportCreators {
    let rows = if sheets::is_other(posted) { Vec::new() } else { posted.rows("columns") };
    let columns: Vec<FileColumn> =
        rows.iter().filter_map(|row| FileColumn::try_from(posted.text(&format!("columns.{row}.is"))).ok()).collect();
    ImportCreators {
        platform: posted.some("platform").map(|word| Platform::parse(&word)),
        source: Source::parse(posted.get("source")),
        tier: Tier::parse(posted.get("tier")),
        sheet: posted.some("sheet"),
        afresh: posted.get("do") == "afresh",
        columns: Some(columns).filter(|columns| !columns.is_empty() && columns.len() == rows.len()),
        dry_run,
        ..ImportCreators::default()
    }
}

async fn preview(at: &InBrand, mut posted: Posted, name: &str, list: KeptList) -> Answer {
    match kept::run(at.app(), &at.caller, kept::command(name, list, command(&posted, true))).await {
        Ok(view) => Ok(at.page(t("import.title"), "creators", preview_page(at, &view, &posted))),
        Err(error) => {
            posted.refuse(error)?;
            sheets::refused_as_file(&mut posted);
            start_page(at, &posted, true).await
        }
    }
}

/// Looks again with other columns, or brings the file in.
async fn run(at: InBrand, mut posted: Posted) -> Answer {
    let (name, list) = match long::kept(&at, &posted).await {
        Ok(found) => found,
        Err(error) => {
            posted.refuse(error)?;
            return start_page(&at, &posted, true).await;
        }
    };
    if posted.get("do") != "import" {
        return preview(&at, posted, &name, list).await;
    }
    let command = kept::command(&name, list, command(&posted, false));
    if running::is_large(&posted) {
        at.only::<ImportCreators>()?;
        return running::begin(&at, command);
    }
    match kept::run(at.app(), &at.caller, command).await {
        Ok(view) => running::kept(&at, &view),
        Err(error) => {
            posted.refuse(error)?;
            start_page(&at, &posted, true).await
        }
    }
}

fn counts(rows: u64, created: u64, updated: u64, merged: u64, unchanged: u64, rejected: u64) -> Markup {
    stats(&[
        Stat::new(t("import.rows"), grouped(rows)),
        Stat::new(t("import.created"), grouped(created)),
        Stat::new(t("import.updated"), grouped(updated)),
        Stat::new(t("import.merged"), grouped(merged)),
        Stat::new(t("import.unchanged"), grouped(unchanged)),
        Stat::new(t("import.rejected"), grouped(rejected)),
    ])
}

fn preview_page(at: &InBrand, view: &ImportView, posted: &Posted) -> Markup {
    let taken = view.created + view.updated;
    let go = if taken == 0 { t("import.go.none").to_owned() } else { tf("import.go", &[("count", &grouped(taken))]) };
    html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&at.path("/creators/import"), t("import.title"))], &view.file_name, html! {}))
        div.body.near {
            h1 { (view.file_name) }
            p.soft.mt-2 { (tf("import.read", &[("count", &grouped(view.rows))])) }
            (form::refusals(&posted.errors))
            @for words in &view.notes { p.row-size.mt-2 { (heard(words)) } }
            (form::post(&at.path("/creators/import/run"), html! {
                (hidden("kept", posted.get("kept")))
                (hidden("rows", &view.rows.to_string()))
                div.stack.loose.mt-4 {
                    (sheets::sheet(view.sheet.as_deref(), &view.sheets))
                    (sheets::as_before(at, view.as_before.as_ref(), "import.as_before.text"))
                    (chapter(t("import.columns"), "", file_columns(view)))
                    (options(posted))
                    (chapter(t("import.then"), "", html! {
                        (counts(view.rows, view.created, view.updated, view.merged, view.unchanged, view.rejected))
                        @if view.rejected > 0 { div.mt-4 { (note(Weight::Plain, &tf("import.back", &[("count", &grouped(view.rejected))]), t("import.back.text"))) } }
                    }))
                    @if !view.rejections.is_empty() { (chapter(t("import.rejected"), "", rejected(view))) }
                    @if view.warned > 0 { (chapter(t("import.warnings"), grouped(view.warned), sheets::warnings(&view.warnings))) }
                    div.line.wrap {
                        (Button::submit(&go).primary().named("do", "import"))
                        (Button::submit(t("import.again")).named("do", "look"))
                        (Button::link(&at.path("/creators/import"), t("import.other")).quiet())
                    }
                }
            }))
        }
    }
}

/// What each column was taken for, to be chosen otherwise.
fn file_columns(view: &ImportView) -> Markup {
    let choices: Vec<(String, &str)> = FileColumn::all().into_iter().map(|column| (String::from(column), column.label())).collect();
    let own = view.fields.iter().map(|field| (String::from(FileColumn::Field(field.id)), field.name.as_str()));
    let choices: Vec<(String, &str)> = choices.into_iter().chain(own).collect();
    let all = view.columns.iter().map(|one| sheets::Heading {
        place: one.place,
        heading: &one.heading,
        is: String::from(one.column),
        reason: &one.reason,
    });
    sheets::columns(&all.collect::<Vec<_>>(), &choices, &view.sample)
}

fn rejected(view: &ImportView) -> Markup {
    let heads = [Column::number(t("import.row")), Column::text(t("import.why")), Column::text(t("import.cells"))];
    let rows = html! {
        @for row in view.rejections.iter().take(20) {
            tr { td.num { (row.row) } td.wrap { (row.reason) } td.soft.cut { (row.cells.join(" · ")) } }
        }
    };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
}

async fn one(at: InBrand, Path((_, id)): Path<(String, ImportId)>) -> Answer {
    let row = at.show(GetImport { import: id }).await?;
    let (import, counted) = (&row.import, &row.import.counts);
    let has_own = import.columns.iter().any(|one| matches!(one.column, FileColumn::Field(_)));
    let own = if has_own { at.show(ListFields {}).await?.fields } else { Vec::new() };
    let named = |column: FileColumn| match column {
        FileColumn::Field(id) => own.iter().find(|field| field.id == id).map(|field| field.name.clone()),
        _ => None,
    };
    let words = |column: FileColumn| named(column).unwrap_or_else(|| heard(column.label()));
    let taken: Vec<(&str, String, &str)> =
        import.columns.iter().map(|one| (one.heading.as_str(), words(one.column), one.reason.as_str())).collect();
    let taken = taken.iter().map(|(heading, words, reason)| (*heading, words.as_str(), *reason));
    let body = html! {
        (crumb_head(&[(&at.path("/creators"), t("place.creators")), (&at.path("/creators/import"), t("import.title"))], &import.file_name, html! {}))
        div.body.near {
            h1 { (import.file_name) }
            p.soft.mt-2 { (import.name) ", " (when::time(import.at, at.now(), at.zone())) }
            div.mt-4 { (counts(counted.rows, counted.created, counted.updated, counted.merged, counted.unchanged, counted.rejected)) }
            @if import.error_file.is_some() {
                div.mt-4 { (note(Weight::Plain, &tf("import.back", &[("count", &grouped(counted.rejected))]), html! {
                    (t("import.back.text")) " " a href=(at.path(&format!("/creators/imports/{id}/errors.csv"))) { (t("import.download")) }
                })) }
            }
            (back(&at, id, import))
            div.stack.loose.mt-5 {
                div.line { (Button::link(&at.path("/creators?sort=newest"), t("import.see")).primary()) (Button::link(&at.path("/creators/import"), t("import.other"))) }
                @for words in &import.notes { p.row-size { (heard(words)) } }
                (chapter(t("import.columns"), "", sheets::columns_taken(taken)))
                @if import.warned > 0 { (chapter(t("import.warnings"), grouped(import.warned), sheets::warnings(&import.warnings))) }
            }
        }
    };
    Ok(at.page(&import.file_name, "creators", body))
}

/// That an import was taken back, or the way to do it.
fn back(at: &InBrand, id: ImportId, import: &Import) -> Markup {
    let text = match &import.taken_back {
        Some(taken) => {
            let when = when::said(taken.at, at.now(), at.zone());
            let counts = [grouped(taken.removed), grouped(taken.restored), grouped(taken.changed_since)];
            let [removed, restored, since] = counts.each_ref().map(String::as_str);
            let fields =
                [("name", taken.name.as_str()), ("date", when.as_str()), ("removed", removed), ("restored", restored), ("since", since)];
            note(Weight::Plain, t("import.taken_back"), tf("import.taken_back.text", &fields))
        }
        None if import.counts.created + import.counts.updated > 0
            && import.can_be_taken_back(at.now()).is_ok()
            && at.may_run::<TakeBackImport>() =>
        {
            let until = when::said(import.at.plus(TAKEN_BACK_WITHIN), at.now(), at.zone());
            let form =
                form::post(&at.path(&format!("/creators/imports/{id}/take-back")), html! { (Button::submit(t("import.take_back"))) });
            note(
                Weight::Plain,
                t("import.take_back.title"),
                html! { p { (tf("import.take_back.text", &[("until", &until)])) } div.mt-2 { (form) } },
            )
        }
        None => return html! {},
    };
    html! { div.mt-4 { (text) } }
}

/// Takes an import back.
async fn take_back(at: InBrand, Path((_, id)): Path<(String, ImportId)>, _posted: Posted) -> Answer {
    let to = format!("/creators/imports/{id}");
    match at.run(TakeBackImport { import: id }).await {
        Ok(taken) => {
            let key = if taken.changed_since == 0 { "import.taken_back.done" } else { "import.taken_back.done_but" };
            let counts = [grouped(taken.removed), grouped(taken.restored), grouped(taken.changed_since)];
            let [removed, restored, since] = counts.each_ref().map(String::as_str);
            at.done(&to, tf(key, &[("removed", removed), ("restored", restored), ("since", since)]))
        }
        Err(error) => at.refused(&to, error),
    }
}

/// The rejected rows with their reasons, to mend and bring again.
async fn errors(at: InBrand, Path((_, id)): Path<(String, ImportId)>) -> Result<Response, Refusal> {
    let row = at.show(GetImport { import: id }).await?;
    sheets::rows_to_mend(&at, row.import.error_file).await
}
