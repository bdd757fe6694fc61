//! Cells about creators, in their list and in a campaign's table, changed where they stand: one that somebody types, or a block from a spreadsheet.
//!
//! Invariant: without scripts a cell is a link to the creator's form; a block is shown as it would become before anything is
//! changed, and can be taken back afterwards. Absent: what may stand in a cell; the room says it.

use app::creators::{
    ChangeCells, CreatorRow,
    change_cells::{Cell, CellOutcome, CellsChanged},
};
use axum::{http::StatusCode, response::IntoResponse};
use domain::{
    creators::{Country, Tier, cells::CellColumn, changes::Changeable},
    ids::CreatorId,
    text::folded,
};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Page, Posted, values::with_query},
    text::{self, Worded, grouped, t, tf, tk},
    ui::{
        Button, Person,
        form::{hidden, post},
        person::Size,
        section::empty,
        shell::crumb_head,
        table::{Column, Table, unknown},
        turn::tag,
    },
};

/// What a cell says, as a person reads it.
fn said(column: CellColumn, text: &str) -> String {
    match column {
        CellColumn::Tier => Tier::parse(text).map_or_else(|| text.to_owned(), |tier| tier.worded().to_owned()),
        CellColumn::Country => Country::by_code(text).map_or_else(|| text.to_owned(), |found| text::country(found).to_owned()),
        CellColumn::Email | CellColumn::Tags | CellColumn::Summary => text.to_owned(),
    }
}

/// What somebody typed, with words of the reader's language as the room knows them.
fn meant(column: CellColumn, typed: &str) -> String {
    let same = |words: &str| folded(words) == folded(typed);
    let known = match column {
        CellColumn::Tier => Tier::ALL.iter().find(|tier| same(tier.worded())).map(|tier| tier.as_str().to_owned()),
        CellColumn::Country => Country::all()
            .iter()
            .filter_map(|(code, _)| Country::by_code(code))
            .find(|found| same(text::country(*found)))
            .map(|found| found.code().to_owned()),
        CellColumn::Email | CellColumn::Tags | CellColumn::Summary => None,
    };
    known.unwrap_or_else(|| typed.to_owned())
}

/// Whose cell it is, and which version of the row it was read from.
#[derive(Clone, Copy)]
pub(in crate::pages) struct Of<'a> {
    pub creator: CreatorId,
    pub name: &'a str,
    pub version: i64,
}

/// The cell of a row; for who may change it, a link that the script makes an editor.
pub(super) fn cell(at: &InBrand, row: &CreatorRow, column: CellColumn) -> Markup {
    let part = Changeable { tags: row.tags.clone(), tier: row.tier, email: row.email.clone(), country: row.country, summary: None };
    place(at, Of { creator: row.id, name: &row.name, version: row.version }, column, &part)
}

/// The cell of any table's row.
pub(in crate::pages) fn place(at: &InBrand, of: Of<'_>, column: CellColumn, part: &Changeable) -> Markup {
    let text = column.says(part);
    html! { td.soft { @if at.may_run::<ChangeCells>() { (link(at, of, column, &text)) } @else { (shown(column, &text)) } } }
}

fn shown(column: CellColumn, text: &str) -> Markup {
    match column {
        CellColumn::Tags => {
            let tags: Vec<&str> = text.split(", ").filter(|tag| !tag.is_empty()).collect();
            html! {
                @for word in tags.iter().take(3) { (tag(word)) " " }
                @if tags.len() > 3 { span.quiet { (tf("creators.more_tags", &[("count", &(tags.len() - 3).to_string())])) } }
            }
        }
        CellColumn::Summary => html! { span.cell-words { (text) } },
        _ if text.is_empty() => unknown(),
        _ => html! { (said(column, text)) },
    }
}

fn link(at: &InBrand, Of { creator, name, version }: Of<'_>, column: CellColumn, text: &str) -> Markup {
    // Tags and summary stand on the creator's page, everything else in the form.
    let noted = matches!(column, CellColumn::Tags | CellColumn::Summary);
    let rest = if noted { "" } else { "/edit" };
    let title = tf("cells.change", &[("column", tk("creator_column", column.as_str())), ("name", name)]);
    html! {
        a.cell href=(at.path(&format!("/creators/{creator}{rest}"))) title=(title) data-cell=(column.as_str()) data-creator=(creator)
            data-version=(version) data-text=(text) data-lines[column == CellColumn::Summary] {
            @if noted && text.is_empty() { span.quiet { (t("cells.add")) } } @else { (shown(column, text)) }
        }
    }
}

/// What the script needs beside the table: the choices of a tier, and what it says itself.
pub(in crate::pages) fn beside(at: &InBrand) -> Markup {
    html! {
        @if at.may_run::<ChangeCells>() {
            template id="cell-tier" { select { @for tier in Tier::ALL { option value=(tier.as_str()) { (tier.worded()) } } } }
            template id="cells" data-to=(at.path("/creators/cells")) data-broken=(t("cells.broken")) {}
        }
    }
}

fn read(posted: &Posted, start: &str) -> Option<Cell> {
    let get = |name: &str| posted.get(&format!("{start}{name}"));
    let column = CellColumn::parse(get("column"))?;
    Some(Cell { creator: get("creator").parse().ok()?, version: get("version").parse().ok(), column, text: meant(column, get("text")) })
}

/// One cell: it comes back as it is now, or with why it was refused.
pub(super) async fn one(at: InBrand, posted: Posted) -> Answer {
    at.only::<ChangeCells>()?;
    let cell = read(&posted, "").ok_or(crate::kernel::Refusal::App(app::Error::NotFound))?;
    let done = at.run(ChangeCells { cells: vec![cell], dry_run: false }).await?;
    let outcome = done.cells.into_iter().next().ok_or(crate::kernel::Refusal::App(app::Error::NotFound))?;
    let of = Of { creator: outcome.creator, name: &outcome.name, version: outcome.version };
    let now = link(&at, of, outcome.column, &outcome.says);
    let Some(why) = &outcome.refused else { return Ok(Page::new(now).into_response()) };
    let body = html! {
        (now)
        span.cell-note.is-late role="alert" {
            (heard(why))
            @if outcome.conflict { " " (tf("cells.now", &[("says", &spoken(outcome.column, &outcome.says))])) }
        }
    };
    Ok(Page::new(body).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// What a cell says, in a sentence.
fn spoken(column: CellColumn, text: &str) -> String {
    if text.is_empty() { t("cells.nothing").to_owned() } else { said(column, text) }
}

fn block(posted: &Posted) -> Vec<Cell> {
    posted.rows("cells").into_iter().filter_map(|row| read(posted, &format!("cells.{row}."))).collect()
}

/// What a block from a spreadsheet would change.
pub(super) async fn look(at: InBrand, posted: Posted) -> Answer {
    at.only::<ChangeCells>()?;
    let to = super::bulk::back(posted.get("back"));
    match at.run(ChangeCells { cells: block(&posted), dry_run: true }).await {
        Ok(seen) => Ok(at.page(t("cells.paste"), super::bulk::leads(&at, &to).1, preview(&at, &posted, &seen, &to))),
        Err(error) => at.refused(&to, error),
    }
}

fn preview(at: &InBrand, posted: &Posted, seen: &CellsChanged, to: &str) -> Markup {
    let count = |number: usize| grouped(u64::try_from(number).unwrap_or(u64::MAX));
    let same = seen.cells.len() - seen.changed - seen.refused;
    let mut parts = vec![tf("cells.seen", &[("cells", &count(seen.changed)), ("rows", &count(seen.creators))])];
    parts.extend((seen.refused > 0).then(|| tf("cells.refused", &[("count", &count(seen.refused))])));
    parts.extend((same > 0).then(|| tf("cells.same", &[("count", &count(same))])));
    parts.extend(posted.some("beyond").filter(|beyond| beyond != "0").map(|beyond| tf("cells.beyond", &[("count", &beyond)])));
    let columns = [
        Column::text(t("creators.creator")),
        Column::text(t("cells.column")),
        Column::text(t("cells.was")),
        Column::text(t("cells.becomes")),
    ];
    let rows = html! { @for outcome in seen.cells.iter().filter(|outcome| outcome.refused.is_some() || outcome.was != outcome.says) { (seen_row(outcome)) } };
    let go = if seen.changed == 1 { t("cells.go.one").to_owned() } else { tf("cells.go", &[("count", &count(seen.changed))]) };
    html! {
        @let (path, _, name) = super::bulk::leads(at, to);
        (crumb_head(&[(&at.path(&path), name)], t("cells.paste"), html! {}))
        div.body.near {
            h1 { (t("cells.paste")) }
            p.soft.mt-2 { (parts.join("; ")) "." }
            div.stack.loose.mt-4 {
                @if seen.changed == 0 && seen.refused == 0 { (empty(t("cells.none"), t("cells.none.text"), html! {})) }
                @else { div.scrollx { (Table::inset(&columns, rows).caption(t("cells.paste"))) } }
                (post(&at.path("/creators/cells/change"), html! {
                    (hidden("back", to))
                    @for (number, cell) in block(posted).iter().enumerate() {
                        (hidden(&format!("cells.{number}.creator"), &cell.creator.to_string()))
                        (hidden(&format!("cells.{number}.version"), &cell.version.map(|version| version.to_string()).unwrap_or_default()))
                        (hidden(&format!("cells.{number}.column"), cell.column.as_str()))
                        (hidden(&format!("cells.{number}.text"), &cell.text))
                    }
                    div.line {
                        @if seen.changed > 0 { (Button::submit(&go).primary()) }
                        (Button::link(&at.path(to), t("cells.back")).quiet())
                    }
                }))
            }
        }
    }
}

fn seen_row(outcome: &CellOutcome) -> Markup {
    html! {
        tr {
            td { (Person::creator(&outcome.name).size(Size::Small)) }
            td.soft { (tk("creator_column", outcome.column.as_str())) }
            td.soft { (spoken(outcome.column, &outcome.was)) }
            td.wrap {
                @if let Some(why) = &outcome.refused { span.is-late { (heard(why)) } } @else { (spoken(outcome.column, &outcome.says)) }
            }
        }
    }
}

/// Changes the block, as it was looked at.
pub(super) async fn change(at: InBrand, posted: Posted) -> Answer {
    at.only::<ChangeCells>()?;
    let to = super::bulk::back(posted.get("back"));
    match at.run(ChangeCells { cells: block(&posted), dry_run: false }).await {
        Ok(done) => {
            let Some(change) = done.change else { return at.done(&to, t("creators.bulk.nothing")) };
            let undo = with_query(&at.path(&format!("/creators/changes/{change}/take-back")), &[("back", super::bulk::kept(&to))]);
            let count = [("cells", grouped(u64::try_from(done.changed).unwrap_or(0))), ("refused", done.refused.to_string())];
            let count = count.each_ref().map(|(name, value)| (*name, value.as_str()));
            at.done_undo(&to, tf(if done.refused == 0 { "cells.done" } else { "cells.done_but" }, &count), undo)
        }
        Err(error) => at.refused(&to, error),
    }
}
