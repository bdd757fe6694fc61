//! What is changed where it stands in a campaign's table: what the brand keeps about its creators, by the cells of their own list.
//!
//! Invariant: what follows from facts is never typed in; such a cell says what it follows from. Absent: the editor, the look
//! before a block is pasted and the taking back; the creators' list has them, and a campaign's table is sent to it and back.

use app::{
    creators::{ChangeCells, ChangeCreators, GetCreator},
    views::tracker::{KeptOfCreator, TrackerRow},
};
use domain::creators::{cells::CellColumn, changes::Changeable};
use maud::{Markup, html};

use super::question::{Cell, Question};
use crate::{
    kernel::InBrand,
    pages::creators::{bulk, cells},
    text::{Worded, t, tk},
    ui::{
        form::hidden,
        table::{bulk as bar, choose_cell},
    },
};

/// Whether rows are chosen and cells changed by who looks.
pub(super) fn may(at: &InBrand) -> bool {
    at.may_run::<ChangeCells>() && at.may_run::<ChangeCreators>()
}

fn part(kept: &KeptOfCreator) -> Changeable {
    let KeptOfCreator { email, country, tier, tags, summary, .. } = kept.clone();
    Changeable { tags, tier, email, country, summary: Some(summary) }
}

/// A cell of what the brand keeps; once for a creator, with marks in the rows below.
pub(super) fn kept(at: &InBrand, row: &TrackerRow, column: CellColumn, again: bool) -> Markup {
    let Some(kept) = row.kept.as_ref() else { return html! { td {} } };
    if again {
        return html! { td.quiet data-ditto { span aria-hidden="true" { "″" } } };
    }
    cells::place(at, cells::Of { creator: row.creator, name: &row.name, version: kept.version }, column, &part(kept))
}

/// The box that chooses a creator; one for all rows of theirs.
pub(super) fn chooses(row: &TrackerRow, again: bool) -> Markup {
    if again {
        html! { td.fit {} }
    } else {
        choose_cell("creator", &row.creator.to_string(), &row.name, false)
    }
}

/// Why a column's cells are not changed here, for who may change others.
pub(super) fn why(at: &InBrand, cell: Cell) -> Option<&'static str> {
    let own = may(at) && !matches!(cell, Cell::Kept(_));
    own.then(|| tk("tracker_why", cell.word()))
}

/// The table with what its cells and chosen rows need around it; `back` is where one comes back to.
pub(super) fn around(at: &InBrand, rows: &[&TrackerRow], shown: &[Cell], back: &str, table: Markup) -> Markup {
    if !may(at) {
        return html! { div.body.flush.scrollx data-density="compact" { (table) } };
    }
    let mut tags: Vec<&String> = rows.iter().filter_map(|row| row.kept.as_ref()).flat_map(|kept| &kept.tags).collect();
    tags.sort();
    tags.dedup();
    html! {
        form.body.flush.scrollx data-density="compact" method="post" action=(at.path("/creators/changes")) {
            (hidden("back", back))
            (table)
            @if shown.iter().any(|cell| matches!(cell, Cell::Kept(_))) { p.about.more-rows.needs-script { (t("tracker.cells")) } }
            (bar(t("creators.chosen"), bulk::changing(at, &tags)))
            (cells::beside(at))
        }
    }
}

/// The chosen columns of what the brand keeps that go into the table's file. The summary stays here: it leaves on purpose only.
pub(super) fn filed(at: &InBrand, question: &Question) -> Vec<CellColumn> {
    let shown = question.columns(at.may_see::<GetCreator>()).into_iter();
    let kept = shown.filter_map(|cell| if let Cell::Kept(column) = cell { Some(column) } else { None });
    kept.filter(|column| *column != CellColumn::Summary).collect()
}

/// What a cell says in the file.
pub(super) fn filed_as(row: &TrackerRow, column: CellColumn) -> String {
    match (&row.kept, column) {
        (None, _) => String::new(),
        (Some(kept), CellColumn::Tier) => kept.tier.worded().to_owned(),
        (Some(kept), column) => column.says(&part(kept)),
    }
}
