//! Creators from a spreadsheet: look first, then bring them in; rejected rows come back as a file.
//!
//! Invariant: nothing is saved by looking, and between looking and bringing in the file is kept under a signed name that
//! only this brand can use, for an hour; what was brought in can be taken back for a day. Absent: reading files; the room has it.

use app::{
    App, Caller,
    creators::{GetImport, ImportCreators, ImportRow, ImportView, ListImports, TakeBackImport, import},
    ports::ByteStream,
};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::{
    creators::{Import, Platform, Source, Tier, changes::TAKEN_BACK_WITHIN, import::Column as FileColumn},
    files::ContentHash,
    ids::ImportId,
    time::HOUR,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use maud::{Markup, html};

use super::platforms;
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, Refusal, posted::File},
    text::{Worded, grouped, t, tf},
    ui::{
        Button, Field,
        choice::{Upload, upload, uploading},
        figure::{Stat, stats},
        form::{self, hidden},
        section::{Weight, chapter, empty, note},
        shell::crumb_head,
        table::{Column, Table},
        when,
    },
};

/// What the signed name of a kept file is for.
const KEPT: &str = "import";
/// The largest list that is taken: 32 MB is some 300,000 rows.
const MOST: i64 = 32 * 1024 * 1024;
/// What the browser offers to choose.
const ACCEPT: &str = ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls,text/csv";

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
            p.soft.mt-2 { (t("import.text")) }
            (form::refusals(&posted.errors))
            div.form-narrow.mt-4 {
                (form::post_files(&at.path("/creators/import"), html! {
                    (upload(&Upload { name: "file", label: t("import.file"), help: t("import.file.help"), accept: ACCEPT, many: false }, &posted.errors))
                    (Field::lines("pasted", t("import.pasted"), 4).value(posted.get("pasted")).errors(&posted.errors).optional().help(t("import.pasted.help")))
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
async fn look(at: InBrand, mut posted: Posted) -> Answer {
    at.only::<ImportCreators>()?;
    let Some(file) = posted.file("file").cloned().or_else(|| pasted(&posted)) else {
        posted.errors.add("file", t("import.choose_or_paste"));
        return start_page(&at, &posted, true).await;
    };
    let bytes = file.bytes.clone();
    let stream: ByteStream = stream::once(async move { Ok(bytes) }).boxed();
    let kept = match at.app().files().keep(stream, MOST).await {
        Ok(kept) => kept,
        Err(_) => {
            posted.errors.add("file", t("import.too_large"));
            return start_page(&at, &posted, true).await;
        }
    };
    posted.put("kept", signed(&at, &kept.hash, &file.name));
    preview(&at, posted, &file.name, &file.bytes).await
}

/// Cells that were pasted, as the file they would be: spreadsheets put tabs between them.
fn pasted(posted: &Posted) -> Option<File> {
    let cells = posted.raw("pasted");
    (!cells.trim().is_empty()).then(|| File { name: t("import.pasted.name").to_owned(), bytes: Bytes::from(cells) })
}

pub(in crate::pages) fn signed(at: &InBrand, hash: &ContentHash, name: &str) -> String {
    let name: String = name.chars().filter(|c| *c != '\n').take(200).collect();
    let text = format!("{}\n{}\n{name}", at.brand().id, hash.as_str());
    at.app().secrets().sign(KEPT, &text, at.now().plus(HOUR))
}

/// The kept file behind a signed name, when it is this brand's.
pub(in crate::pages) async fn kept(at: &InBrand, posted: &Posted) -> app::Result<(String, Bytes)> {
    let gone = || app::Error::field("file", t("import.gone"));
    let text = at.app().secrets().read(KEPT, posted.get("kept"), at.now()).map_err(|_| gone())?;
    let mut parts = text.splitn(3, '\n');
    let (Some(brand), Some(hash), Some(name)) = (parts.next(), parts.next(), parts.next()) else { return Err(gone()) };
    if brand != at.brand().id.to_string() {
        return Err(gone());
    }
    let hash = ContentHash::parse(hash).map_err(|_| gone())?;
    let stream = at.app().files().open(&hash, 0).await.map_err(|_| gone())?;
    let chunks: Vec<Bytes> = stream.try_collect().await.map_err(|_| gone())?;
    Ok((name.to_owned(), Bytes::from(chunks.concat())))
}

fn command(posted: &Posted, dry_run: bool) -> ImportCreators {
    // Another sheet has columns of its own, and so has a list that is read as if for the first time.
    let afresh = posted.get("do") == "afresh";
    let other = afresh || posted.get("sheet") != posted.get("sheet_read");
    let rows = if other { Vec::new() } else { posted.rows("columns") };
    let columns: Vec<FileColumn> =
        rows.iter().filter_map(|row| FileColumn::try_from(posted.text(&format!("columns.{row}.is"))).ok()).collect();
    ImportCreators {
        platform: posted.some("platform").map(|word| Platform::parse(&word)),
        source: Source::parse(posted.get("source")),
        tier: Tier::parse(posted.get("tier")),
        sheet: posted.some("sheet"),
        afresh,
        columns: Some(columns).filter(|columns| !columns.is_empty() && columns.len() == rows.len()),
        dry_run,
        ..ImportCreators::default()
    }
}

async fn preview(at: &InBrand, mut posted: Posted, name: &str, bytes: &[u8]) -> Answer {
    match import::run(at.app(), &at.caller, name, bytes, command(&posted, true)).await {
        Ok(view) => Ok(at.page(t("import.title"), "creators", preview_page(at, &view, &posted))),
        Err(error) => {
            posted.refuse(error)?;
            // A file that cannot be read at all is refused where it was chosen.
            posted.errors.0.iter_mut().filter(|error| error.field.is_empty()).for_each(|error| "file".clone_into(&mut error.field));
            start_page(at, &posted, true).await
        }
    }
}

/// Looks again with other columns, or brings the file in.
async fn run(at: InBrand, mut posted: Posted) -> Answer {
    let (name, bytes) = match kept(&at, &posted).await {
        Ok(found) => found,
        Err(error) => {
            posted.refuse(error)?;
            return start_page(&at, &posted, true).await;
        }
    };
    if posted.get("do") != "import" {
        return preview(&at, posted, &name, &bytes).await;
    }
    let caller: &Caller = &at.caller;
    match import::run(at.app(), caller, &name, &bytes, command(&posted, false)).await {
        Ok(view) => {
            let words = tf("import.done", &[("created", &grouped(view.created)), ("updated", &grouped(view.updated))]);
            match view.id {
                Some(id) if view.created + view.updated > 0 => {
                    let undo = at.path(&format!("/creators/imports/{id}/take-back"));
                    at.done_undo(&format!("/creators/imports/{id}"), words, undo)
                }
                Some(id) => at.done(&format!("/creators/imports/{id}"), words),
                None => at.done("/creators", words),
            }
        }
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
                div.stack.loose.mt-4 {
                    (sheet(view))
                    @if let Some(before) = &view.as_before {
                        @let day = when::date(before.at, at.now(), at.zone());
                        (note(Weight::Plain, t("import.as_before"), html! {
                            p { (tf("import.as_before.text", &[("name", &before.name), ("date", &day)])) }
                            div.mt-2 { (Button::submit(t("import.afresh")).named("do", "afresh")) }
                        }))
                    }
                    (chapter(t("import.columns"), "", file_columns(view)))
                    (options(posted))
                    (chapter(t("import.then"), "", html! {
                        (counts(view.rows, view.created, view.updated, view.merged, view.unchanged, view.rejected))
                        @if view.rejected > 0 { div.mt-4 { (note(Weight::Plain, &tf("import.back", &[("count", &grouped(view.rejected))]), t("import.back.text"))) } }
                    }))
                    @if !view.rejections.is_empty() { (chapter(t("import.rejected"), "", rejected(view))) }
                    @if view.warned > 0 { (chapter(t("import.warnings"), grouped(view.warned), warnings(&view.warnings))) }
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

/// Which sheet was read, where the file has several.
fn sheet(view: &ImportView) -> Markup {
    let Some(read) = view.sheet.as_deref() else { return html! {} };
    let words = |one: &import::SheetView| {
        let key = if one.hidden { "import.sheet.hidden" } else { "import.sheet.of" };
        tf(key, &[("name", &one.name), ("count", &grouped(one.rows))])
    };
    let choices: Vec<(&str, String)> = view.sheets.iter().map(|one| (one.name.as_str(), words(one))).collect();
    let choices: Vec<(&str, &str)> = choices.iter().map(|(value, words)| (*value, words.as_str())).collect();
    html! {
        (hidden("sheet_read", read))
        @if view.sheets.len() > 1 {
            div.form-narrow { (Field::select("sheet", t("import.sheet"), &choices, None).value(read).help(t("import.sheet.help"))) }
        } @else { (hidden("sheet", read)) }
    }
}

/// What each column was taken for, why, with the first values; each can be chosen otherwise.
fn file_columns(view: &ImportView) -> Markup {
    let choices: Vec<(String, &str)> = FileColumn::all().into_iter().map(|column| (String::from(column), column.label())).collect();
    let own = view.fields.iter().map(|field| (String::from(FileColumn::Field(field.id)), field.name.as_str()));
    let choices: Vec<(String, &str)> = choices.into_iter().chain(own).collect();
    let choices: Vec<(&str, &str)> = choices.iter().map(|(value, words)| (value.as_str(), *words)).collect();
    let heads = [
        Column::text(t("import.yours")),
        Column::text(t("import.becomes")),
        Column::text(t("import.example")),
        Column::text(t("import.why")),
    ];
    let rows = html! {
        @for column in &view.columns {
            @let name = format!("columns.{}.is", column.place);
            @let chosen = String::from(column.column);
            tr {
                td { b.medium { (column.heading) } }
                td {
                    select.input.small name=(name) aria-label=(tf("import.becomes.of", &[("heading", &column.heading)])) {
                        @for (value, words) in &choices { option value=(value) selected[*value == chosen] { (words) } }
                    }
                }
                td.soft { (view.sample.iter().filter_map(|row| row.get(column.place)).find(|cell| !cell.is_empty()).map(String::as_str).unwrap_or_default()) }
                td.soft.wrap { (heard(&column.reason)) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
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

fn warnings(all: &[domain::creators::RowWarning]) -> Markup {
    let heads = [Column::number(t("import.row")), Column::text(t("import.yours")), Column::text(t("import.what"))];
    let rows = html! { @for warning in all.iter().take(20) { tr { td.num { (warning.row) } td { (warning.column) } td.wrap { (heard(&warning.message)) } } } };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
}

async fn one(at: InBrand, Path((_, id)): Path<(String, ImportId)>) -> Answer {
    let row = at.show(GetImport { import: id }).await?;
    let (import, counted) = (&row.import, &row.import.counts);
    let columns = [Column::text(t("import.yours")), Column::text(t("import.becomes")), Column::text(t("import.why"))];
    let taken = html! { @for column in &import.columns { tr { td { (column.heading) } td { (column.column.label()) } td.soft.wrap { (heard(&column.reason)) } } } };
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
                (chapter(t("import.columns"), "", html! { div.scrollx { (Table::inset(&columns, taken)) } }))
                @if import.warned > 0 { (chapter(t("import.warnings"), grouped(import.warned), warnings(&import.warnings))) }
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
    let file = row.import.error_file.ok_or(Refusal::App(app::Error::NotFound))?;
    let stream = at.app().files().open(&file.hash, 0).await.map_err(|_| Refusal::App(app::Error::NotFound))?;
    let mut answer = Body::from_stream(stream).into_response();
    let fields = answer.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rows-to-mend.csv\""));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
