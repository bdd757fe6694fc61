//! Rows of a list that were not taken, with their numbers and reasons.
//!
//! Invariant: a reason is said in the reader's language where it has been translated. Absent: a file to mend; the rows are named.

use domain::listening::RefusedRow;
use maud::{Markup, html};

use crate::{
    heard::heard,
    text::{grouped, t},
    ui::{
        section::chapter,
        table::{Column, Table},
    },
};

/// So many are shown.
const SHOWN: usize = 20;

pub(super) fn rows(title: &str, count: u64, all: &[RefusedRow]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let heads = [Column::number(t("import.row")), Column::text(t("import.why"))];
    let rows = html! { @for one in all.iter().take(SHOWN) { tr { td.num { (one.row) } td.wrap { (heard(&one.reason)) } } } };
    chapter(title, grouped(count), html! { div.scrollx { (Table::inset(&heads, rows)) } })
}
