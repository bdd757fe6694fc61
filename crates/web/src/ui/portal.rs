//! Parts for creators and guests: one main task framed, the rest in rows, at 390 px first.
//!
//! Invariant: targets are 44 px or more, and at most one task is framed. Absent: what the tasks are.

use maud::{Markup, Render, html};

use super::icon::icon;
use super::thumb::Thumb;
use super::turn::{Whose, turn};
use crate::text::t;

/// The one task that is theirs now.
#[must_use]
pub fn main_task(label: &str, body: Markup) -> Markup {
    html! { section.task.main aria-label=(label) { (body) } }
}

/// A task without the frame of the main one.
#[must_use]
pub fn task(label: &str, body: Markup) -> Markup {
    html! { section.task aria-label=(label) { (body) } }
}

/// The head of a task: whose turn, what, by when.
#[must_use]
pub fn task_head(whose: Whose, late: bool, what: &str, by: impl Render) -> Markup {
    html! { div.task-head { (turn(whose, late, whose.words())) h2 { (what) } p.soft { (by) } } }
}

/// A row that leads on.
#[derive(Debug, Clone)]
pub struct RowLink<'a> {
    /// Where.
    pub href: &'a str,
    /// Whose turn, with its words ("Nora is checking").
    pub turn: Option<(Whose, &'a str)>,
    /// The thing.
    pub name: &'a str,
    /// About it.
    pub about: &'a str,
    /// What it looks like.
    pub thumb: Option<Thumb>,
}

impl Render for RowLink<'_> {
    fn render(&self) -> Markup {
        html! {
            a.rowlink href=(self.href) {
                @if let Some(thumb) = &self.thumb { (thumb) }
                span.grow {
                    @if let Some((whose, words)) = self.turn { (turn(whose, false, words)) br; }
                    b.medium { (self.name) }
                    @if !self.about.is_empty() { br; span.about { (self.about) } }
                }
                (icon("right"))
            }
        }
    }
}

/// A text to copy (a link, a code) with its button; `beside` stands after it ("15 % off").
#[must_use]
pub fn copy(text: &str, beside: Option<&str>) -> Markup {
    html! {
        div.copy {
            span.grow { b.medium data-copy-text { (breakable(text)) } @if let Some(beside) = beside { " " span.quiet.sans { (beside) } } }
            button.btn.quiet.needs-script type="button" data-copy=(text) data-copied=(t("copy.done")) { (icon("copy")) span data-words { (t("copy.do")) } }
        }
    }
}

/// A long address may break before its path's parts.
fn breakable(text: &str) -> Markup {
    html! { @for (at, part) in text.split('/').enumerate() { @if at > 0 { wbr; "/" } (part) } }
}

/// The bar at the thumb with the page's one or two actions.
#[must_use]
pub fn portal_act(body: Markup) -> Markup {
    html! { div.portal-act { (body) } }
}
