//! The board: what stands where, a card for each, in at most seven lanes.
//!
//! Invariant: a card leads to its page, and whatever dragging does has a button with the same verb there. A card can be
//! dragged only where the way to the next lane asks something of this person now, and dropping it opens the form of that. Absent: moving a card by itself;
//! lanes follow from facts, and facts are changed by verbs.

use maud::{Markup, Render, html};

use super::person::{Kind, Size, avatar};
use super::thumb::Thumb;
use super::turn::{Due, Whose, turn};

/// One card.
#[derive(Debug, Clone)]
pub struct Card {
    /// Where it leads.
    pub href: String,
    /// The creator's name.
    pub name: String,
    /// The sum at stake: `£340`.
    pub amount: String,
    /// Whose turn, late or not, and what has to be done.
    pub turn: (Whose, bool, String),
    /// Until when.
    pub due: Option<Due>,
    /// Since when: `since Mon 20:41`.
    pub since: Option<String>,
    /// The form of what the way to the next lane asks, and what letting go there does; nothing when it is not for this person to do now.
    pub verb: Option<(String, String)>,
    /// Why it goes nowhere else: said in the other lanes while it is dragged.
    pub stays: String,
    /// What was sent looks like, where something was.
    pub thumb: Option<Thumb>,
}

impl Render for Card {
    fn render(&self) -> Markup {
        let (whose, late, words) = &self.turn;
        html! {
            a.card href=(self.href) draggable=(if self.verb.is_some() { "true" } else { "false" }) data-verb=[self.verb.as_ref().map(|(href, _)| href)]
                data-consequence=[self.verb.as_ref().map(|(_, words)| words)] data-stays=(self.stays) {
                span.line { @if let Some(thumb) = &self.thumb { (thumb) } (avatar(Kind::Creator, &self.name, Size::Small)) b.cut title=(self.name) { (self.name) } span.push.quiet { (self.amount) } }
                span.grow { (turn(*whose, *late, words)) @if let Some(due) = &self.due { br; (due) } @if let Some(since) = &self.since { br; small.quiet { (since) } } }
            }
        }
    }
}

/// One lane with its cards.
#[derive(Debug, Clone)]
pub struct Lane<'a> {
    /// Its name.
    pub name: &'a str,
    /// How many there are, drawn or not.
    pub count: usize,
    /// Its cards.
    pub cards: Vec<Card>,
}

/// The board.
#[must_use]
pub fn board(lanes: &[Lane<'_>]) -> Markup {
    html! {
        div.board {
            @for lane in lanes {
                section.lane aria-label=(lane.name) {
                    div.lane-head { (lane.name) " " span { (lane.count) } }
                    @for card in &lane.cards { (card) }
                }
            }
        }
    }
}
