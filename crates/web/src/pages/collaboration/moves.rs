//! The open moves of a collaboration: ours in boxes, one of them with the form that ends it, the others in rows.
//!
//! Invariant: each move says since when, until when and why; one form is open at a time, so that one button is the next.
//! Absent: deciding; the form posts a verb.

use app::{
    content::Approve,
    creators::UpdateCreator,
    imports::TakeUp,
    outreach::{Invite, SendMessage},
    payments::ListPayments,
    reports::DecideStanding,
    views::OpenMove,
};
use domain::moves::{Turn, What};
use maud::{Markup, html};

use super::{
    Room,
    verbs::{self, Verb},
};
use crate::{
    pages::said,
    text::t,
    ui::{
        Button, Whose,
        moves::{move_box, move_doing},
        section::{chapter, empty},
    },
};

/// The chapter.
pub fn open(room: &Room<'_>) -> Markup {
    let (ours, others): (Vec<_>, Vec<_>) = room.page.moves.iter().partition(|open| open.turn == Turn::Team);
    let chosen = chosen(room, &ours);
    let count = room.page.moves.len();
    let body = html! {
        div.stack.tight {
            @if let (Some(doing), None) = (room.doing.filter(|verb| verb.may(room.at)), chosen) { (beside(room, doing)) }
            @for (at, open) in ours.iter().enumerate() { (our(room, open, chosen == Some(at), at == 0 && room.doing.is_none())) }
            @for open in &others { (their(room, open)) }
            @if count == 0 { (empty(t("collaboration.nothing_open"), t("collaboration.nothing_open.text"), html! {})) }
        }
    };
    chapter(t("collaboration.moves"), if count == 0 { String::new() } else { count.to_string() }, body)
}

/// The move of ours whose form is open: that of the chosen verb, otherwise the first with a form.
fn chosen(room: &Room<'_>, ours: &[&OpenMove]) -> Option<usize> {
    match room.doing {
        Some(doing) if !doing.may(room.at) => None,
        Some(doing) => {
            let about = room.posted.get("deliverable");
            let fits = |open: &&OpenMove| Verb::of(open.what) == Some(doing);
            let named = |open: &&OpenMove| fits(open) && open.subject.is_some_and(|id| id.to_string() == about);
            ours.iter().position(named).or_else(|| ours.iter().position(fits))
        }
        None => ours.iter().position(|open| Verb::of(open.what).is_some_and(|verb| verb.may(room.at))).filter(|at| *at == 0),
    }
}

/// A verb that ends no open move of ours.
fn beside(room: &Room<'_>, doing: Verb) -> Markup {
    let about = room.page.moves.iter().find(|open| Verb::received(open.what) == Some(doing));
    html! { div id="do" { (move_doing(None, doing.words(), None, "", verbs::form(room, doing, about))) } }
}

fn our(room: &Room<'_>, open: &OpenMove, is_open: bool, is_first: bool) -> Markup {
    let now = room.at.now();
    let due = said::due(open, now, room.at.zone());
    let (what, why) = (said::move_sentence(open, room.first_name()), said::move_why(open, now, room.at.zone()));
    if let (true, Some(verb)) = (is_open, Verb::of(open.what)) {
        return html! { div id="do" { (move_doing(Some(Whose::Ours), &what, due.as_ref(), &why, verbs::form(room, verb, Some(open)))) } };
    }
    let act = match leads(room, open) {
        Some((href, words)) => {
            let button = Button::link(&href, words);
            html! { @if is_first { (button.primary()) } @else { (button) } }
        }
        None => html! {},
    };
    move_box(Whose::Ours, &what, due.as_ref(), &why, act)
}

/// Where a move of ours is ended: at its form here, or on the page that has it. Nothing for who may not.
fn leads(room: &Room<'_>, open: &OpenMove) -> Option<(String, &'static str)> {
    let creator = room.page.creator.id;
    let subject = open.subject.map(|id| id.to_string()).unwrap_or_default();
    if let Some(verb) = Verb::of(open.what) {
        let about = if subject.is_empty() { String::new() } else { format!("&about={subject}") };
        return verb.may(room.at).then(|| (room.path(&format!("?do={}{about}#do", verb.word())), verb.words()));
    }
    let campaign = |rest: &str| room.at.path(&format!("/campaigns/{}{rest}", room.page.campaign.slug));
    let at = room.at;
    let (href, words, may) = match open.what {
        What::Answer => (at.path(&format!("/inbox/{creator}")), t("collaboration.to_conversation"), at.may_run::<SendMessage>()),
        What::FindAddress => (at.path(&format!("/creators/{creator}")), t("collaboration.to_creator"), at.may_run::<UpdateCreator>()),
        What::Invite => (campaign("/add"), t("collaboration.to_invitation"), at.may_run::<Invite>()),
        What::ReviewDraft => (at.path(&format!("/reviews/{subject}")), t("collaboration.to_draft"), at.may_run::<Approve>()),
        What::TakeUp => {
            let told = room.page.collaboration.taken_over.as_deref();
            let import = told.map(|told| told.import.to_string()).unwrap_or_default();
            let show = open.detail.as_deref().unwrap_or_default();
            (at.path(&format!("/campaigns/imports/{import}?show={show}")), t("collaboration.to_sheet"), at.may_run::<TakeUp>())
        }
        What::DecideStanding => (campaign("/report"), t("collaboration.to_report"), at.may_run::<DecideStanding>()),
        _ => (at.path("/payments"), t("collaboration.to_payments"), at.may_see::<ListPayments>()),
    };
    may.then_some((href, words))
}

fn their(room: &Room<'_>, open: &OpenMove) -> Markup {
    let now = room.at.now();
    let due = said::due(open, now, room.at.zone());
    let about = open.subject.map(|id| format!("&about={id}")).unwrap_or_default();
    let received = Verb::received(open.what).filter(|verb| verb.may(room.at));
    html! {
        div.move {
            (crate::ui::turn::turn_mark(Whose::for_team(open.turn), said::is_late(open, now)))
            span.move-what { (said::move_sentence(open, room.first_name())) }
            span.move-at { @if let Some(due) = &due { (due) } }
            span.move-why {
                (said::move_why(open, now, room.at.zone()))
                @if let Some(verb) = received { " " a href=(room.path(&format!("?do={}{about}#do", verb.word()))) { (t("collaboration.as_received")) } }
            }
        }
    }
}
