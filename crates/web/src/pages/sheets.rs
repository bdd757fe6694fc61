//! Lists that somebody brings in a file: choosing one, keeping it between looking and bringing in, and how it was read.
//!
//! Invariant: between looking and bringing in a file is kept under a signed name that only this brand can use, for an hour.
//! A list of creators may be longer than what fits into a form (`long`). Absent: what the rows of a list become; each kind of list
//! has a page of its own.

pub(super) mod long;

use app::{
    creators::import::{MappedBefore, SheetView},
    uploads::keep_until,
};
use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    creators::RowWarning,
    files::{ContentHash, StoredFile},
    time::{HOUR, Timestamp},
};
use futures_util::TryStreamExt;
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{InBrand, Posted, Refusal, posted::File},
    text::{grouped, t, tf},
    ui::{
        Button, Field,
        choice::{Upload, upload},
        form::hidden,
        section::{Weight, note},
        table::{Column, Table},
        when,
    },
};

/// What the signed name of a kept file is for.
const KEPT: &str = "import";
/// The largest list that is taken: 32 MB is some 300,000 rows.
const MOST: i64 = 32 * 1024 * 1024;
/// What the browser offers to choose.
pub(super) const ACCEPT: &str = ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls,text/csv";
/// How many cells that were not taken as they are stand on a page.
const WARNINGS: usize = 50;

/// The fields of a list: a file, or cells that are pasted.
pub(super) fn fields(posted: &Posted) -> Markup {
    fields_with(posted, t("import.file.help"))
}

/// The same, with what is said of the files that are taken.
fn fields_with(posted: &Posted, help: &str) -> Markup {
    let file = Upload { name: "file", label: t("import.file"), help, accept: ACCEPT, many: false };
    html! {
        (upload(&file, &posted.errors))
        (Field::lines("pasted", t("import.pasted"), 4).value(posted.get("pasted")).errors(&posted.errors).optional().help(t("import.pasted.help")))
    }
}

/// The file that was chosen or pasted, kept for bringing it in; nothing where there is none, and the form says why.
pub(super) async fn keep(at: &InBrand, posted: &mut Posted) -> Option<File> {
    let Some(file) = chosen(posted) else {
        posted.errors.add("file", t("import.choose_or_paste"));
        return None;
    };
    let Some(kept) = keep_as(at, file.bytes.clone(), &file.name).await else {
        posted.errors.add("file", t("import.too_large"));
        return None;
    };
    posted.put("kept", kept);
    Some(file)
}

/// The file that was chosen, or the cells that were pasted, as the file they would be: spreadsheets put tabs between them.
pub(super) fn chosen(posted: &Posted) -> Option<File> {
    let pasted = || {
        let cells = posted.raw("pasted");
        (!cells.trim().is_empty()).then(|| File { name: t("import.pasted.name").to_owned(), bytes: Bytes::from(cells) })
    };
    posted.file("file").cloned().or_else(pasted)
}

/// Whether a file is small enough to be looked at.
pub(super) fn fits(file: &File) -> bool {
    i64::try_from(file.bytes.len()).is_ok_and(|size| size <= MOST)
}

/// Keeps bytes for an hour; gives the signed name under which they come back. Nothing where they are too many.
pub(super) async fn keep_as(at: &InBrand, bytes: Bytes, name: &str) -> Option<String> {
    let until = at.now().plus(HOUR);
    let hash = keep_until(at.app(), bytes, MOST, until).await.ok()?;
    Some(signed(at, &hash, name, until))
}

/// The name under which a kept file comes back until then.
fn signed(at: &InBrand, hash: &ContentHash, name: &str, until: Timestamp) -> String {
    let name: String = name.chars().filter(|c| *c != '\n').take(200).collect();
    let text = format!("{}\n{}\n{name}", at.brand().id, hash.as_str());
    at.app().secrets().sign(KEPT, &text, until)
}

/// The kept file behind a signed name, when it is this brand's.
pub(super) async fn kept(at: &InBrand, posted: &Posted) -> app::Result<(String, Bytes)> {
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

/// A file that cannot be read at all is refused where it was chosen.
pub(super) fn refused_as_file(posted: &mut Posted) {
    posted.errors.0.iter_mut().filter(|error| error.field.is_empty()).for_each(|error| "file".clone_into(&mut error.field));
}

/// Which sheet was read, where the file has several.
pub(super) fn sheet(read: Option<&str>, sheets: &[SheetView]) -> Markup {
    let Some(read) = read else { return html! {} };
    let words = |one: &SheetView| {
        let key = if one.hidden { "import.sheet.hidden" } else { "import.sheet.of" };
        tf(key, &[("name", &one.name), ("count", &grouped(one.rows))])
    };
    let choices: Vec<(&str, String)> = sheets.iter().map(|one| (one.name.as_str(), words(one))).collect();
    let choices: Vec<(&str, &str)> = choices.iter().map(|(value, words)| (*value, words.as_str())).collect();
    html! {
        (hidden("sheet_read", read))
        @if sheets.len() > 1 {
            div.form-narrow { (Field::select("sheet", t("import.sheet"), &choices, None).value(read).help(t("import.sheet.help"))) }
        } @else { (hidden("sheet", read)) }
    }
}

/// Whether the columns of a form are not those of the list that is read now: another sheet has columns of its own, and so has a
/// list that is read as if for the first time.
pub(super) fn is_other(posted: &Posted) -> bool {
    posted.get("do") == "afresh" || posted.get("sheet") != posted.get("sheet_read")
}

/// Who said last what the columns under these headings are, in a sentence with `name` and `date`; and the way to begin anew.
pub(super) fn as_before(at: &InBrand, before: Option<&MappedBefore>, sentence: &'static str) -> Markup {
    let Some(before) = before else { return html! {} };
    let day = when::date(before.at, at.now(), at.zone());
    let said = html! {
        p { (tf(sentence, &[("name", &before.name), ("date", &day)])) }
        div.mt-2 { (Button::submit(t("import.afresh")).named("do", "afresh")) }
    };
    note(Weight::Plain, t("import.as_before"), said)
}

/// One column of a list.
pub(super) struct Heading<'a> {
    /// Its place.
    pub(super) place: usize,
    /// Its heading.
    pub(super) heading: &'a str,
    /// What it was taken for, by its stable word.
    pub(super) is: String,
    /// Why.
    pub(super) reason: &'a str,
}

/// What each column was taken for, why, with the first value; each can be chosen otherwise, out of words and what they say.
pub(super) fn columns(all: &[Heading<'_>], choices: &[(String, &str)], sample: &[Vec<String>]) -> Markup {
    let heads = [
        Column::text(t("import.yours")),
        Column::text(t("import.becomes")),
        Column::text(t("import.example")),
        Column::text(t("import.why")),
    ];
    let example = |place: usize| sample.iter().filter_map(|row| row.get(place)).find(|cell| !cell.is_empty()).map_or("", String::as_str);
    let rows = html! {
        @for column in all {
            tr {
                td { b.medium { (column.heading) } }
                td {
                    select.input.small name=(format!("columns.{}.is", column.place)) aria-label=(tf("import.becomes.of", &[("heading", column.heading)])) {
                        @if !choices.iter().any(|(value, _)| *value == column.is) { option value=(column.is) selected { (t("import.becomes.gone")) } }
                        @for (value, words) in choices { option value=(value) selected[*value == column.is] { (words) } }
                    }
                }
                td.soft.cut { (example(column.place)) }
                td.soft.wrap { (heard(column.reason)) }
            }
        }
    };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
}

/// What each column was taken for, and why: heading, words, reason.
pub(super) fn columns_taken<'a>(all: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Markup {
    let heads = [Column::text(t("import.yours")), Column::text(t("import.becomes")), Column::text(t("import.why"))];
    let rows = html! { @for (heading, words, reason) in all { tr { td { (heading) } td { (words) } td.soft.wrap { (heard(reason)) } } } };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
}

/// The first cells that were not taken as they are.
pub(super) fn warnings(all: &[RowWarning]) -> Markup {
    let heads = [Column::number(t("import.row")), Column::text(t("import.yours")), Column::text(t("import.what"))];
    let rows = html! { @for warning in all.iter().take(WARNINGS) { tr { td.num { (warning.row) } td { (warning.column) } td.wrap { (heard(&warning.message)) } } } };
    html! { div.scrollx { (Table::inset(&heads, rows)) } }
}

/// The rows that were not taken with their reasons, to mend and bring again.
pub(super) async fn rows_to_mend(at: &InBrand, file: Option<StoredFile>) -> Result<Response, Refusal> {
    let file = file.ok_or(Refusal::App(app::Error::NotFound))?;
    let stream = at.app().files().open(&file.hash, 0).await.map_err(|_| Refusal::App(app::Error::NotFound))?;
    let mut answer = Body::from_stream(stream).into_response();
    let fields = answer.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"rows-to-mend.csv\""));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}
