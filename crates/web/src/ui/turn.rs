//! Whose turn it is and until when: the mark that is on every page, the due, and how far a collaboration is.
//!
//! Invariant: the shape says whose turn, colour repeats it, and a word stands beside it or is there for screen readers.
//! Absent: categories and statuses of other things; those are words.

use domain::moves::Turn;
use maud::{Markup, Render, html};

use crate::text::t;

/// Whose turn, as the reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Ours: the team's, on a page for the team.
    Ours,
    /// Yours: the creator's or guest's, on a page for them.
    Yours,
    /// The other side's.
    Theirs,
    /// The program's own.
    Clock,
    /// Nobody's any more.
    Done,
    /// Nobody's yet.
    Nobody,
}

impl Whose {
    /// As the team sees a turn.
    #[must_use]
    pub fn for_team(turn: Turn) -> Self {
        match turn {
            Turn::Team => Whose::Ours,
            Turn::Creator => Whose::Theirs,
            Turn::Clock => Whose::Clock,
        }
    }

    /// As the creator sees a turn.
    #[must_use]
    pub fn for_creator(turn: Turn) -> Self {
        match turn {
            Turn::Team => Whose::Theirs,
            Turn::Creator => Whose::Yours,
            Turn::Clock => Whose::Clock,
        }
    }

    fn shape(self) -> &'static str {
        match self {
            Whose::Ours | Whose::Yours => "ours",
            Whose::Theirs => "theirs",
            Whose::Clock => "clock",
            Whose::Done => "done",
            Whose::Nobody => "none",
        }
    }

    /// The words for it, such as "Our turn"; nothing when it is nobody's.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Whose::Ours => t("turn.ours"),
            Whose::Yours => t("turn.yours"),
            Whose::Theirs => t("turn.theirs"),
            Whose::Clock => t("turn.clock"),
            Whose::Done => t("turn.done"),
            Whose::Nobody => "",
        }
    }
}

/// The mark with its words: what has to be done, or whose turn it is.
#[must_use]
pub fn turn(whose: Whose, late: bool, words: impl Render) -> Markup {
    html! { span.turn data-turn=(whose.shape()) data-state=[late.then_some("late")] { (words) } }
}

/// The mark alone; its words are there for screen readers.
#[must_use]
pub fn turn_mark(whose: Whose, late: bool) -> Markup {
    let late_words = if late { t("turn.late") } else { "" };
    turn(whose, late, html! { span.vh { (whose.words()) (late_words) } })
}

/// How a due stands against now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DueState {
    /// There is time.
    #[default]
    Plain,
    /// It will be missed unless somebody acts: red ink.
    Risk,
    /// It was missed: red fill, the only filled tag.
    Late,
}

/// Until when, as a person says it, with the full date behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// As a person says it: `today 18:12`, `Wed 18:00`, `1 day late`.
    pub words: String,
    /// Date, hour and zone, shown on hover; may be empty.
    pub full: String,
    /// How it stands.
    pub state: DueState,
}

impl Due {
    /// Words without trouble and without a full date.
    #[must_use]
    pub fn plain(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    /// Words in the given state.
    #[must_use]
    pub fn new(words: impl Into<String>, state: DueState) -> Self {
        Self { words: words.into(), full: String::new(), state }
    }

    /// Whether it was missed.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.state == DueState::Late
    }
}

impl Render for Due {
    fn render(&self) -> Markup {
        let state = match self.state {
            DueState::Plain => None,
            DueState::Risk => Some("risk"),
            DueState::Late => Some("late"),
        };
        let full = (!self.full.is_empty()).then_some(self.full.as_str());
        html! { span.due data-state=[state] title=[full] { (self.words) } }
    }
}

/// A small word about a thing, such as "sent with brief 3".
#[must_use]
pub fn tag(words: impl Render) -> Markup {
    html! { span.tag { (words) } }
}

/// The same for something estimated or guessed: dashed.
#[must_use]
pub fn tag_guessed(words: impl Render) -> Markup {
    html! { span.tag.est { (words) } }
}

/// How far one of the four phases (agree, make, show, settle) is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Not begun.
    Ahead,
    /// Under way.
    Half,
    /// Done.
    Done,
}

/// A stage: its words, then the four phases agree, make, show, settle.
#[must_use]
pub fn stage(phases: [Phase; 4], words: impl Render) -> Markup {
    html! {
        span.stage {
            span.stage-track aria-hidden="true" {
                @for phase in phases {
                    @match phase {
                        Phase::Ahead => { i {} }
                        Phase::Half => { i.half {} }
                        Phase::Done => { i.on {} }
                    }
                }
            }
            (words)
        }
    }
}

/// The phases when `done` halves of the eight are behind: 0 is nothing, 1 the first half of agree, 8 all four.
#[must_use]
pub fn phases(done: u8) -> [Phase; 4] {
    std::array::from_fn(|at| match (usize::from(done)).saturating_sub(at * 2) {
        0 => Phase::Ahead,
        1 => Phase::Half,
        _ => Phase::Done,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_creator_and_the_team_see_each_others_turns_the_other_way_round() {
        assert_eq!(Whose::for_team(Turn::Creator), Whose::Theirs);
        assert_eq!(Whose::for_creator(Turn::Creator), Whose::Yours);
        assert_eq!(Whose::for_creator(Turn::Team), Whose::Theirs);
    }

    #[test]
    fn three_halves_fill_one_phase_and_half_of_the_next() {
        assert_eq!(phases(3), [Phase::Done, Phase::Half, Phase::Ahead, Phase::Ahead]);
        assert_eq!(phases(8), [Phase::Done; 4]);
    }
}
