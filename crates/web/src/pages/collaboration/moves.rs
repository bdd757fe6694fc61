//! The open moves of a collaboration: ours in a box with the form that ends it, the others in rows.
//!
//! Invariant: each move says since when, until when and why. Absent: deciding; the form posts a verb.

use domain::{moves::Turn, moves::What};
use maud::{Markup, html};

use super::{Room, verbs};
use crate::{
    pages::said,
    ui::{
        Button, Whose,
        moves::move_box,
        section::{chapter, empty},
    },
};

/// The chapter.
pub fn open(room: &Room<'_>) -> Markup {
    let now = room.at.now();
    let (ours, others): (Vec<_>, Vec<_>) = room.page.moves.iter().partition(|open| open.turn == Turn::Team);
    let count = room.page.moves.len();
    let body = html! {
        div.stack.tight {
            @for open in &ours {
                @let due = said::due(open, now, room.at.zone());
                (move_box(Whose::Ours, &said::move_sentence(open, room.first_name()), due.as_ref(), &said::move_why(open, now, room.at.zone()), html! {}))
                (act(room, open.what, open.subject.map(|id| id.to_string())))
            }
            @if let Some(doing) = room.doing.filter(|doing| !ours.iter().any(|open| verbs::Verb::of(open.what) == Some(*doing))) {
                div id="do" { (verbs::form(room, doing, None)) }
            }
            @for open in &others {
                @let due = said::due(open, now, room.at.zone());
                div.move {
                    (said::move_turn(open, now))
                    span.move-what { (said::move_sentence(open, room.first_name())) }
                    span.move-at { @if let Some(due) = &due { (due) } }
                    span.move-why { (said::move_why(open, now, room.at.zone())) }
                }
            }
            @if count == 0 { (empty("Nothing is open.", "This collaboration is over; what happened stands below.", html! {})) }
        }
    };
    chapter("Open moves", count.to_string(), body)
}

/// What ends our move: its form here, or the page that has it.
fn act(room: &Room<'_>, what: What, subject: Option<String>) -> Markup {
    if let Some(verb) = verbs::Verb::of(what) {
        return html! { div.near { (verbs::form(room, verb, subject.as_deref())) } };
    }
    let creator = room.page.creator.id;
    let (href, words) = match what {
        What::Answer => (room.at.path(&format!("/inbox/{creator}")), "Open the conversation"),
        What::FindAddress => (room.at.path(&format!("/creators/{creator}")), "Open the creator"),
        What::Invite => (room.at.path(&format!("/campaigns/{}/add", room.page.campaign.slug)), "Write the invitation"),
        What::ReviewDraft => (room.at.path(&format!("/reviews/{}", subject.unwrap_or_default())), "Open the draft"),
        What::DecideStanding => (room.at.path(&format!("/campaigns/{}/report", room.page.campaign.slug)), "Open the report"),
        _ => (room.at.path("/payments"), "Open payments"),
    };
    html! { p { (Button::link(&href, words).primary()) } }
}
