//! Above every table: saved views, filters, and two or three ways to look at the same thing.
//!
//! Invariant: each is a link, so that a view can be sent to somebody. Absent: settings.

use maud::{Markup, html};

use super::icon::icon_small;
use crate::text::{t, tf};

/// One view.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// Where it is.
    pub href: String,
    /// Its name.
    pub name: &'a str,
    /// How many are in it.
    pub count: Option<u64>,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// The tabs of views; `more` comes after them (such as "Save view").
#[must_use]
pub fn views(label: &str, all: &[View<'_>], more: Markup) -> Markup {
    html! {
        nav.views aria-label=(label) {
            @for view in all {
                a href=(view.href) aria-current=[view.current.then_some("page")] {
                    (view.name) @if let Some(count) = view.count { " " span.n { (crate::text::grouped(count)) } }
                }
            }
            (more)
        }
    }
}

/// One filter that is on.
#[derive(Debug, Clone)]
pub struct Filter<'a> {
    /// What it is about: "Campaign".
    pub name: &'a str,
    /// How: "is", "is any of"; may be empty.
    pub how: &'a str,
    /// Its value in words.
    pub value: &'a str,
    /// The page without it.
    pub without: Option<String>,
    /// Guessed by the program from a person's words: dashed.
    pub guessed: bool,
}

/// The row of filters; `more` comes after them, `end` stands at the end of the line.
#[must_use]
pub fn filters(all: &[Filter<'_>], more: Markup, end: Option<Markup>) -> Markup {
    html! {
        div.filters {
            (chips(all))
            (more)
            @if let Some(end) = end { span.push.line { (end) } }
        }
    }
}

/// The filters that are on, for a row of one's own.
#[must_use]
pub fn chips(all: &[Filter<'_>]) -> Markup {
    html! { @for filter in all { (chip(filter)) } }
}

fn chip(filter: &Filter<'_>) -> Markup {
    html! {
        span.filter data-guess[filter.guessed] {
            span { (filter.name) }
            @if !filter.how.is_empty() { span { (filter.how) } }
            b { (filter.value) }
            @if let Some(without) = &filter.without {
                a href=(without) aria-label=(tf("filter.drop", &[("name", filter.name)])) { (icon_small("x")) }
            }
        }
    }
}

/// The menu that chooses columns: each with its word in the address, its name, and whether it is shown. `keep` are the
/// parameters that stay.
#[must_use]
pub fn columns(action: &str, all: &[(&str, &str, bool)], keep: &[(&str, &str)]) -> Markup {
    let form = html! {
        form.filter-form.stack.tight method="get" action=(action) {
            @for (name, value) in keep { (super::form::hidden(name, value)) }
            fieldset.stack.tight {
                legend.label { (t("table.columns.which")) }
                @for (word, words, shown) in all { (super::choice::tick("column", word, *words, *shown, None)) }
            }
            div { (super::Button::submit(t("table.columns.do")).primary()) }
        }
    };
    super::overlay::menu_named(t("table.columns"), &[super::overlay::MenuItem::Other(form)])
}

/// Two or three ways to look at the same thing.
#[must_use]
pub fn segments(label: &str, all: &[View<'_>]) -> Markup {
    html! {
        div.seg role="group" aria-label=(label) {
            @for view in all {
                a href=(view.href) aria-current=[view.current.then_some("true")] {
                    (view.name) @if let Some(count) = view.count { " " span.quiet { (count) } }
                }
            }
        }
    }
}

/// A search over what is shown: a form that asks by its address. `keep` are the parameters that stay. One a page: links
/// to `#search` put the cursor into it.
#[must_use]
pub fn search(action: &str, name: &str, label: &str, value: &str, keep: &[(&str, &str)]) -> Markup {
    html! {
        form.search-form role="search" method="get" action=(action) {
            @for (name, value) in keep { (super::form::hidden(name, value)) }
            label.search {
                (icon_small("search"))
                span.vh { (label) }
                input type="search" id="search" name=(name) value=(value) placeholder=(label) data-search;
                kbd.push aria-hidden="true" { "/" }
            }
        }
    }
}
