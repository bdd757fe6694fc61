//! How a tracker is read, before anything is saved: its columns, its words, what is asked, and what each row becomes.
//!
//! Invariant: what has to be answered stands first, at its field. Absent: saving.

use app::imports::{ImportTracker, TrackerView};
use domain::{
    campaigns::Fallen,
    imports::{Ask, Refused, RowTaken, Said, StatusWord, TrackerColumn, TrackerCounts, What},
};
use maud::{Markup, html};

use crate::{
    heard::heard,
    kernel::{InBrand, Posted},
    pages::sheets,
    text::{Said as _, grouped, t, tf, tk},
    ui::{
        Button, Field,
        figure::{Stat, stats},
        form::{self, hidden},
        section::{Weight, chapter, note},
        shell::crumb_head,
        table::{Column, Table},
    },
};

/// How many rows of each kind are shown.
const SHOWN: usize = 50;

pub(super) fn page(at: &InBrand, view: &TrackerView, posted: &Posted, choose: &Markup) -> Markup {
    let counts = &view.counts;
    let (new, renewed) = (grouped(counts.collaborations), grouped(counts.renewed));
    let go = match counts.renewed {
        0 => tf("tracker.go", &[("count", &new)]),
        _ => tf("tracker.go.renew", &[("count", &new), ("renewed", &renewed)]),
    };
    html! {
        (crumb_head(&[(&at.path("/campaigns"), t("place.campaigns")), (&at.path("/campaigns/import"), t("tracker.title"))], &view.file_name, html! {}))
        div.body.near {
            h1 { (view.file_name) }
            p.soft.mt-2 { (tf("import.read", &[("count", &grouped(counts.rows))])) }
            (form::refusals(&posted.errors))
            @for words in &view.notes { p.row-size.mt-2 { (heard(words)) } }
            (form::post(&at.path("/campaigns/import/run"), html! {
                (hidden("kept", posted.get("kept")))
                div.stack.loose.mt-4 {
                    (sheets::sheet(view.sheet.as_deref(), &view.sheets))
                    (sheets::as_before(at, view.as_before.as_ref(), "tracker.as_before.text"))
                    (asked(view, posted, choose))
                    (chapter(t("tracker.statuses"), "", statuses(&view.statuses, posted)))
                    (chapter(t("import.columns"), "", columns(view)))
                    (chapter(t("import.then"), "", html! {
                        (figures(view))
                        @if !view.fallen.is_empty() { div.mt-4 { (fallen(view)) } }
                        p.soft.mt-4 { (t("tracker.nobody_is_written_to")) }
                    }))
                    @if !view.refused.is_empty() { (chapter(t("tracker.refused"), grouped(counts.refused), refused(&view.refused))) }
                    @if !view.taken.is_empty() { (chapter(t("tracker.rows"), "", taken(&view.taken))) }
                    @if view.warned > 0 { (chapter(t("import.warnings"), grouped(view.warned), sheets::warnings(&view.warnings))) }
                    div.line.wrap {
                        @if counts.taken == 0 { p.soft { (t("tracker.go.none")) "." } }
                        @if view.asks.is_empty() && counts.taken > 0 && at.may_run::<ImportTracker>() {
                            (Button::submit(&go).primary().named("do", "import"))
                            (Button::submit(t("import.again")).named("do", "look"))
                        } @else {
                            (Button::submit(t("import.again")).primary().named("do", "look"))
                        }
                        (Button::link(&at.path("/campaigns/import"), t("import.other")).quiet())
                    }
                }
            }))
        }
    }
}

/// What only a person can say; what was answered stays, to be changed.
fn asked(view: &TrackerView, posted: &Posted, choose: &Markup) -> Markup {
    let asks = |wanted: fn(&Ask) -> bool| view.asks.iter().find(|ask| wanted(ask));
    let dates = asks(|ask| matches!(ask, Ask::DateOrder { .. }));
    let currency = asks(|ask| matches!(ask, Ask::Currency { .. }));
    let orders = [("day_first", t("tracker.day_first")), ("month_first", t("tracker.month_first"))];
    let currencies: Vec<(&str, &str)> =
        ["EUR", "GBP", "USD", "CHF", "PLN", "SEK", "DKK", "NOK", "AUD", "CAD"].map(|code| (code, code)).to_vec();
    let example = match dates {
        Some(Ask::DateOrder { column, example }) => tf("tracker.date_order.text", &[("column", column), ("example", example)]),
        _ => t("tracker.date_order.help").to_owned(),
    };
    let rows = match currency {
        Some(Ask::Currency { rows }) => tf("tracker.currency.text", &[("count", &grouped(*rows))]),
        _ => t("tracker.currency.help").to_owned(),
    };
    let body = html! {
        (choose)
        div.cols.two.mt-4 {
            @if dates.is_some() || posted.some("date_order").is_some() {
                (Field::select("date_order", t("tracker.date_order"), &orders, Some(t("tracker.choose"))).value(posted.get("date_order")).errors(&posted.errors).help(&example))
            }
            @if currency.is_some() || posted.some("currency").is_some() {
                (Field::select("currency", t("tracker.currency"), &currencies, Some(t("tracker.choose"))).value(posted.get("currency")).errors(&posted.errors).help(&rows))
            }
        }
    };
    html! {
        @if !view.asks.is_empty() { (note(Weight::Plain, t("tracker.asks"), asks_said(view))) }
        (chapter(t("tracker.where"), "", body))
    }
}

fn asks_said(view: &TrackerView) -> Markup {
    html! {
        ul {
            @for ask in &view.asks {
                li {
                    @match ask {
                        Ask::DateOrder { column, example } => (tf("tracker.date_order.text", &[("column", column), ("example", example)])),
                        Ask::Currency { rows } => (tf("tracker.currency.text", &[("count", &grouped(*rows))])),
                        Ask::Statuses { words } => (tf("tracker.statuses.text", &[("count", &grouped(*words))])),
                        Ask::Campaign => (t("tracker.campaign.text")),
                    }
                }
            }
        }
    }
}

/// The sheet's own words beside ours; each can be said otherwise, and what nobody knows stands first.
fn statuses(words: &[StatusWord], posted: &Posted) -> Markup {
    if words.is_empty() {
        return html! { p.soft { (t("tracker.statuses.none")) } };
    }
    let heads = [Column::text(t("tracker.word")), Column::number(t("import.rows")), Column::text(t("tracker.means"))];
    let rows = html! {
        @for (at, word) in words.iter().enumerate() {
            tr {
                td { b.medium { (word.word) } (hidden(&format!("statuses.{at}.word"), &word.word)) }
                td.num { (grouped(word.rows)) }
                td {
                    select.input.small name=(format!("statuses.{at}.is")) aria-label=(tf("tracker.means.of", &[("word", &word.word)])) {
                        @if word.is.is_none() { option value="" selected { (t("tracker.choose")) } }
                        @for said in Said::ALL { option value=(said.as_str()) selected[word.is == Some(said)] { (tk("tracker_said", said.as_str())) } }
                    }
                }
            }
        }
    };
    let error = posted.errors.0.iter().find(|error| error.field == "statuses");
    html! {
        @if let Some(error) = error { p.error { (heard(&error.message)) } }
        p.soft { (t("tracker.statuses.help")) }
        div.scrollx.mt-2 { (Table::inset(&heads, rows)) }
    }
}

/// What a column becomes, in words.
pub(super) fn column_words(column: TrackerColumn) -> &'static str {
    match column {
        TrackerColumn::Creator(column) => column.label(),
        own => tk("tracker_column", own.as_str()),
    }
}

fn columns(view: &TrackerView) -> Markup {
    let choices: Vec<(String, &str)> = TrackerColumn::all().into_iter().map(|one| (one.as_str().to_owned(), column_words(one))).collect();
    let all = view.columns.iter().map(|one| sheets::Heading {
        place: one.place,
        heading: &one.heading,
        is: one.column.as_str().to_owned(),
        reason: &one.reason,
    });
    sheets::columns(&all.collect::<Vec<_>>(), &choices, &view.sample)
}

fn figures(view: &TrackerView) -> Markup {
    became(&view.counts, true)
}

/// What became of the rows, in figures; what only a second sheet brings is left out where there is none of it.
pub(super) fn became(counts: &TrackerCounts, campaigns: bool) -> Markup {
    let mut all = vec![
        Stat::new(t("import.rows"), grouped(counts.rows)),
        Stat::new(t("tracker.collaborations"), grouped(counts.collaborations)),
        Stat::new(t("tracker.creators"), grouped(counts.creators)),
    ];
    if campaigns {
        all.push(Stat::new(t("tracker.campaigns"), grouped(counts.campaigns)));
    }
    if counts.renewed > 0 {
        all.push(Stat::new(t("tracker.renewed"), grouped(counts.renewed)));
    }
    all.push(Stat::new(t("tracker.unchanged"), grouped(counts.unchanged + counts.repeated)));
    if counts.left > 0 {
        all.push(Stat::new(t("tracker.left"), grouped(counts.left)));
    }
    all.push(Stat::new(t("tracker.refused"), grouped(counts.refused)));
    stats(&all)
}

fn fallen(view: &TrackerView) -> Markup {
    html! {
        p { (t("tracker.fallen.text")) }
        ul { @for one in &view.fallen { li { (tk("fallen", one.is.as_str())) ": " b.medium { (grouped(one.count)) } } } }
    }
}

fn taken(rows: &[RowTaken]) -> Markup {
    let heads = [
        Column::number(t("import.row")),
        Column::text(t("tracker.creator")),
        Column::text(t("tracker.found")),
        Column::text(t("tracker.campaign")),
        Column::text(t("tracker.becomes")),
        Column::number(t("tracker.fee")),
    ];
    let body = html! {
        @for row in rows.iter().take(SHOWN) {
            tr {
                td.num { (row.row) }
                td { b.medium { (row.name) } }
                td.soft {
                    @match &row.known_by {
                        Some(by) => (tf("tracker.known_by", &[("by", &heard(by))])),
                        None if row.what == What::Repeated => "",
                        None => (t("tracker.new")),
                    }
                }
                td.soft { (row.campaign) }
                td.wrap {
                    (tk("tracker_what", word(row.what)))
                    @if let Some(stage) = row.stage { ": " (tk("stage", stage.as_str())) }
                    @for fallen in &row.fallen { " · " (tk("fallen", fallen.as_str())) }
                    @if !row.note.is_empty() { br; span.soft { (heard(&row.note)) } }
                }
                td.num { @if let Some(fee) = row.fee { (fee.said_short()) @if row.paid { " " span.quiet { (t("tracker.paid")) } } } }
            }
        }
    };
    html! {
        div.scrollx { (Table::inset(&heads, body)) }
        @if rows.len() > SHOWN { p.soft.mt-2 { (tf("tracker.first", &[("count", &grouped(u64::try_from(SHOWN).unwrap_or(u64::MAX)))])) } }
    }
}

fn word(what: What) -> &'static str {
    match what {
        What::Created => "created",
        What::Joined => "joined",
        What::Renewed => "renewed",
        What::Unchanged => "unchanged",
        What::Left => "left",
        What::Repeated => "repeated",
    }
}

pub(super) fn refused(rows: &[Refused]) -> Markup {
    let heads = [Column::number(t("import.row")), Column::text(t("import.yours")), Column::text(t("import.why"))];
    let body =
        html! { @for row in rows.iter().take(SHOWN) { tr { td.num { (row.row) } td { (row.column) } td.wrap { (heard(&row.reason)) } } } };
    html! { div.scrollx { (Table::inset(&heads, body)) } }
}

/// What of a kind waits, and why it does.
pub(super) fn fallen_why(is: Fallen) -> &'static str {
    tk("fallen_why", is.as_str())
}
