//! The timeline: what was, is and will be. The past is below, the future above the line of now.
//!
//! Invariant: what people wrote is in the voice face; what will happen is dashed. Absent: logs, which are tables.

use maud::{Markup, Render, html};

use super::turn::{Whose, turn_mark};

/// One entry.
#[derive(Debug, Clone)]
pub struct Moment {
    /// When, as a person says it (or a `time` element).
    pub when: Markup,
    /// What happened or will happen.
    pub what: Markup,
    /// Whose turn it is or was; nothing draws a plain dot for a fact.
    pub whose: Option<Whose>,
    /// Whether it is still to come.
    pub ahead: bool,
    /// What a person said with it.
    pub said: Option<String>,
}

/// A timeline: what is ahead first, then the line of now with its words, then what was.
#[must_use]
pub fn timeline(ahead: &[Moment], now: &str, past: &[Moment]) -> Markup {
    html! {
        ol.tl {
            @for moment in ahead { (moment) }
            li.now { time { (now) } hr; }
            @for moment in past { (moment) }
        }
    }
}

/// A sequence without a line of now, in the order given (how a payment comes about).
#[must_use]
pub fn sequence(moments: &[Moment]) -> Markup {
    html! { ol.tl.narrow { @for moment in moments { (moment) } } }
}

impl Render for Moment {
    fn render(&self) -> Markup {
        html! {
            li.next[self.ahead] {
                span.tl-when { (self.when) }
                @if let Some(whose) = self.whose { (turn_mark(whose, false)) } @else { span.dot {} }
                span {
                    (self.what)
                    @if let Some(said) = &self.said { span.voice.said { (said) } }
                }
            }
        }
    }
}
