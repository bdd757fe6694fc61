//! Moves: who must do what by when, and why.
//!
//! Invariant: two lines a row at most, what and then why; the box is for the one move that is yours.
//! Absent: which moves there are and in which order.

use maud::{Markup, Render, html};

use super::{
    thumb::Thumb,
    turn::{Due, Whose, turn_mark},
};

/// One move in a list.
#[derive(Debug, Clone)]
pub struct MoveRow<'a> {
    /// Where a click leads.
    pub href: Option<&'a str>,
    /// Whose turn.
    pub whose: Whose,
    /// Whom or what it is about; set heavier.
    pub name: &'a str,
    /// What has to be done or what happened; set softer after the name.
    pub what: &'a str,
    /// What happened and what follows if nobody acts.
    pub why: &'a str,
    /// Until when.
    pub due: Option<Due>,
    /// What is at stake, such as `£340`.
    pub stake: Option<&'a str>,
    /// Whether it is the one that is open beside the list.
    pub current: bool,
    /// What it looks like, where it is about something that was sent.
    pub thumb: Option<Thumb>,
}

impl Render for MoveRow<'_> {
    fn render(&self) -> Markup {
        let inner = html! {
            (turn_mark(self.whose, is_late(self.due.as_ref())))
            @if let Some(thumb) = &self.thumb { (thumb) }
            span.move-what { (self.name) @if !self.what.is_empty() { " " span.soft { (self.what) } } }
            @if let Some(due) = &self.due { span.move-at { (due) } }
            @if !self.why.is_empty() { span.move-why { (self.why) } }
            @if let Some(stake) = self.stake { span.move-stake { (stake) } }
        };
        html! {
            @if let Some(href) = self.href {
                a.move href=(href) aria-current=[self.current.then_some("true")] { (inner) }
            } @else {
                div.move { (inner) }
            }
        }
    }
}

/// The move that is yours, in a box with its button or form.
#[must_use]
pub fn move_box(whose: Whose, what: &str, due: Option<&Due>, why: &str, act: Markup) -> Markup {
    html! {
        div.move.box {
            (turn_mark(whose, is_late(due)))
            span.move-what { (what) }
            @if let Some(due) = due { span.move-at { (due) } }
            span.move-why { (why) }
            span.move-stake { (act) }
        }
    }
}

/// A move or verb in a box with its whole form below. Nobody's turn shows no mark.
#[must_use]
pub fn move_doing(whose: Option<Whose>, what: &str, due: Option<&Due>, why: &str, form: Markup) -> Markup {
    html! {
        div.move.box.doing {
            @if let Some(whose) = whose { (turn_mark(whose, is_late(due))) }
            h3.move-what { (what) }
            @if let Some(due) = due { span.move-at { (due) } }
            @if !why.is_empty() { span.move-why { (why) } }
            div.move-form { (form) }
        }
    }
}

/// The name of a group of moves, and how many there are.
#[must_use]
pub fn moves_group(name: &str, count: impl Render) -> Markup {
    html! { div.moves-group { b { (name) } " " (count) } }
}

fn is_late(due: Option<&Due>) -> bool {
    due.is_some_and(Due::is_late)
}
