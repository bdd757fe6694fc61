//! Figures with their source: dotted under it means "ask me where I come from".
//!
//! Invariant: the source says measure, method, when it was fetched and which formula; *unknown* is a word, never a zero.
//! Absent: the arithmetic.

use maud::{Markup, Render, html};

/// A figure that says where it comes from. `id` is unique on the page; `matter` is set heavier ("71 orders, exact.").
#[must_use]
pub fn sourced(id: &str, value: impl Render, matter: &str, rest: &str) -> Markup {
    let id = format!("src-{id}");
    html! {
        span.src {
            button.src-ask type="button" aria-describedby=(id) { (value) }
            span.tip role="tooltip" id=(id) { b { (matter) } " " (rest) }
        }
    }
}

/// One figure with its name.
#[derive(Debug, Clone)]
pub struct Stat<'a> {
    /// What is measured, with the unit or goal: "Orders, goal 240".
    pub name: &'a str,
    /// The value; `sourced` where it can say where it comes from.
    pub value: Markup,
    /// A lighter word after the value: "± 0.80", "plan by now 60".
    pub beside: Option<String>,
    /// A line under it: "goal £9,000".
    pub under: Option<String>,
}

impl<'a> Stat<'a> {
    /// A name and a value.
    #[must_use]
    pub fn new(name: &'a str, value: impl Render) -> Self {
        Self { name, value: value.render(), beside: None, under: None }
    }

    /// With a lighter word after the value.
    #[must_use]
    pub fn beside(mut self, words: impl Into<String>) -> Self {
        self.beside = Some(words.into());
        self
    }

    /// With a line under it.
    #[must_use]
    pub fn under(mut self, words: impl Into<String>) -> Self {
        self.under = Some(words.into());
        self
    }

    fn shown(&self, class: &str) -> Markup {
        html! {
            div class=(class) {
                dt { (self.name) }
                dd { (self.value) @if let Some(beside) = &self.beside { " " span.quiet.beside { (beside) } } }
                @if let Some(under) = &self.under { dd.under { small.quiet { (under) } } }
            }
        }
    }
}

/// A row of figures.
#[must_use]
pub fn stats(all: &[Stat<'_>]) -> Markup {
    html! { dl.stats { @for stat in all { (stat.shown("stat")) } } }
}

/// The figures that a page exists for: 28 px, at most one row a page.
#[must_use]
pub fn figures(all: &[Stat<'_>]) -> Markup {
    html! { dl.stats.figures { @for stat in all { (stat.shown("stat figure")) } } }
}

/// The one sum of a page (a payout, a payment on its way), larger than all else.
#[must_use]
pub fn headline(label: &str, value: impl Render) -> Markup {
    html! { div { p.label { (label) } p.headline { (value) } } }
}
