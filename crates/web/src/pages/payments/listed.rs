//! A list of what is owed or was paid, around its table: search, tabs, views, filters, and the way to the next page.
//!
//! Invariant: nothing is cut off without a link to the rest. Absent: which rows, columns and filters there are; each list has its own.

use maud::{Markup, html};

use super::list::{Tab, tabs};
use crate::{
    heard::heard,
    kernel::{Answer, InBrand, Posted, values::with_query},
    pages::{asking::Question, campaigns::first_step, saved},
    text::{grouped, t, tf},
    ui::{form::hidden, section::empty, shell::page_head, table, views::search},
};

/// So many rows stand on a page.
pub(super) const PAGE: i64 = 100;

/// What differs between the lists.
pub(super) struct Listed<'a> {
    pub tab: Tab,
    pub question: &'a Question<'a>,
    pub views: &'a saved::Tabs<'a>,
    /// At the end of the filters.
    pub tools: Markup,
    /// The table; nothing where no row fits.
    pub table: Option<Markup>,
    /// What can be done with chosen rows: where it is sent, and the verbs.
    pub verbs: Option<(&'static str, Markup)>,
    /// Where the next page begins.
    pub next: Option<&'a str>,
    /// What is said where nothing fits.
    pub without: Markup,
    /// What is said where there is nothing at all: a sentence, and more.
    pub none: (&'static str, &'static str),
}

pub(super) fn page(of: Listed<'_>) -> Markup {
    let (at, path) = (of.views.at, of.views.path);
    let asks_something = of.question.asks_something();
    html! {
        (page_head(t("place.payments"), "", search(path, "q", t("payments.search"), &of.question.text("q").unwrap_or_default(), &of.question.pairs_without(&["q"]))))
        (tabs(at, of.tab))
        (saved::tabs(of.views))
        @if of.table.is_some() || asks_something { (of.question.row(Some(of.tools))) }
        @match of.table {
            None => div.body { @if asks_something { (of.without) } @else { (empty(of.none.0, of.none.1, first_step(at))) } },
            Some(table) => {
                @let rows = html! {
                    (table)
                    @if let Some(cursor) = of.next { p.more-rows { a href=(of.question.next(cursor)) { (t("payments.more")) } } }
                };
                @match of.verbs {
                    None => div.body.flush.scrollx { (rows) },
                    Some((action, verbs)) => form.body.flush.scrollx method="post" action=(at.path(action)) {
                        (hidden("back", &with_query("", &of.question.pairs_without(&[]))))
                        (rows)
                        (table::bulk(t("creators.chosen"), verbs))
                    },
                }
            },
        }
    }
}

/// Back to a list as it was asked, with what was done, or with why nothing was.
pub(super) fn back(at: &InBrand, path: &str, posted: &Posted, done: app::Result<String>) -> Answer {
    let asked = Some(posted.get("back")).filter(|asked| asked.starts_with('?') && asked.len() <= 1_000).unwrap_or_default();
    let to = format!("{path}{asked}");
    match done {
        Ok(words) => at.done(&to, words),
        Err(app::Error::Rule { message, .. }) => at.done(&to, heard(&message)),
        Err(error) => at.refused(&to, error),
    }
}

/// What all that fit come to, a row for each currency.
pub(super) fn sums(sums: &[(i64, String)], columns: usize) -> Markup {
    html! {
        @for (count, sum) in sums {
            tr { td colspan=(columns.saturating_sub(1).max(1)) { (tf("payments.in_all", &[("count", &grouped(count.unsigned_abs()))])) } td.num { (sum) } }
        }
    }
}
