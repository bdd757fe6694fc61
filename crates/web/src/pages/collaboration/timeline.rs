//! The timeline of a collaboration: what was, with what people said, and above the line of now what will be.
//!
//! Invariant: what happened comes from events and messages, what will be from open moves. Absent: a second record of
//! either.

use app::views::{OpenMove, collaboration::Happened};
use domain::{
    events::Actor,
    outreach::{Direction, Message},
    time::Timestamp,
};
use maud::{Markup, html};

use super::Room;
use crate::{
    pages::said,
    text::{Said, t, tf, tk, tkf, within},
    ui::{
        Whose,
        section::chapter as section,
        timeline::{Moment, timeline},
        views::{View, segments},
        when,
    },
};

/// What the timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Everything.
    All,
    /// What people wrote.
    Messages,
    /// What happened.
    Facts,
}

impl Shown {
    /// From an address.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "messages" => Shown::Messages,
            "facts" => Shown::Facts,
            _ => Shown::All,
        }
    }
}

/// The chapter.
#[must_use]
pub fn chapter(room: &Room<'_>) -> Markup {
    let now = room.at.now();
    let view = |name, shown, end: &str| View { href: room.path(end), name, count: None, current: room.shown == shown };
    let choice = segments(
        t("collaboration.timeline"),
        &[
            view(t("collaboration.timeline.all"), Shown::All, ""),
            view(t("collaboration.timeline.messages"), Shown::Messages, "?show=messages"),
            view(t("collaboration.timeline.facts"), Shown::Facts, "?show=facts"),
        ],
    );
    let mut ahead: Vec<&OpenMove> = room.page.moves.iter().filter(|open| open.due.is_some_and(|due| due >= now)).collect();
    ahead.sort_by_key(|open| std::cmp::Reverse(open.due));
    let ahead: Vec<Moment> =
        if room.shown == Shown::Messages { Vec::new() } else { ahead.into_iter().map(|open| will_be(room, open)).collect() };
    let words = tf("collaboration.now", &[("hour", &now.format_in(room.at.zone(), "%H:%M"))]);
    section(t("collaboration.timeline"), choice, html! { (timeline(&ahead, &words, &past(room))) })
}

fn will_be(room: &Room<'_>, open: &OpenMove) -> Moment {
    let at = open.due.unwrap_or(open.since);
    Moment {
        when: when::time(at, room.at.now(), room.at.zone()),
        what: html! { span.soft { (said::move_sentence(open, room.first_name())) @if open.stake > 0 && open.what.effort() == domain::moves::Effort::Pay { ", " (said::exact(open.stake, room.page.campaign.currency)) } } },
        whose: Some(Whose::for_team(open.turn)),
        ahead: true,
        said: None,
    }
}

fn past(room: &Room<'_>) -> Vec<Moment> {
    let mut all: Vec<(Timestamp, Moment)> = Vec::new();
    if room.shown != Shown::Messages {
        let told = room.page.events.iter().filter(|event| !is_message(&event.kind));
        all.extend(told.filter_map(|event| Some((event.at, fact(room, event)?))));
    }
    if room.shown != Shown::Facts {
        all.extend(room.page.messages.iter().map(|(_, who, message)| (message.at, said_by(room, who, message))));
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    all.into_iter().map(|(_, moment)| moment).collect()
}

/// Events that a message tells better.
fn is_message(kind: &str) -> bool {
    matches!(kind, "outreach.message_logged" | "outreach.message_sent" | "outreach.message_written" | "outreach.message_received")
}

fn said_by(room: &Room<'_>, who: &str, message: &Message) -> Moment {
    let troupe = t("document.name");
    let (name, verb) = match (message.direction, message.automatic) {
        (Direction::In, true) => (room.first_name(), t("collaboration.answered_itself")),
        (Direction::In, false) => (room.first_name(), t("collaboration.wrote")),
        (Direction::Out, _) if message.by == Actor::Clock => (t("collaboration.clock"), t("collaboration.wrote")),
        (Direction::Out, true) => (troupe, t("collaboration.wrote")),
        (Direction::Out, false) => (said::first_name(if who.is_empty() { troupe } else { who }), t("collaboration.wrote")),
    };
    let text = if message.direction == Direction::Out { said::letter(&message.body) } else { message.body.clone() };
    Moment {
        when: when::time(message.at, room.at.now(), room.at.zone()),
        what: html! { b { (name) } " " (verb) @if !message.subject.is_empty() { span.quiet { " · " (message.subject) } } },
        whose: None,
        ahead: false,
        said: Some(shortened(&text)),
    }
}

/// The beginning of a long text; the conversation has the whole.
fn shortened(text: &str) -> String {
    const MOST: usize = 280;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(MOST).collect::<String>().trim_end())
}

fn fact(room: &Room<'_>, event: &Happened) -> Option<Moment> {
    let (words, extra, said) = words(room, event)?;
    // What follows by itself is told without the name of who caused it.
    let follows = !tk("followed", &event.kind).is_empty();
    let who = if follows { String::new() } else { said::first_name(&event.who).to_owned() };
    let received = event.data.get("as_received").and_then(serde_json::Value::as_bool) == Some(true);
    let what = html! {
        @if who.is_empty() { span.soft { (said::capitalised(&words)) } } @else { b { (who) } " " (words) }
        @if received { " " span.quiet { (t("collaboration.received")) } }
        @if !extra.is_empty() { span.quiet { " · " (extra) } }
    };
    Some(Moment { when: when::time(event.at, room.at.now(), room.at.zone()), what, whose: None, ahead: false, said })
}

/// What an event says after the name of who did it, a quiet addition, and what was written with it. An event that has no
/// words in the catalogue is the program's own business and is not told.
fn words(room: &Room<'_>, event: &Happened) -> Option<(String, String, Option<String>)> {
    let text = |name: &str| event.data.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let days = |name: &str| domain::time::Day::parse(&text(name)).ok();
    let number = |name: &str| event.data.get(name).and_then(serde_json::Value::as_i64).unwrap_or(1);
    let voice = |name: &str| Some(text(name)).filter(|said| !said.trim().is_empty());
    let amount = event
        .data
        .get("amount")
        .or_else(|| event.data.get("deduction"))
        .and_then(|sum| serde_json::from_value::<domain::money::Money>(sum.clone()).ok().map(|sum| sum.said()));
    let by_creator = event.data.get("by").and_then(serde_json::Value::as_str) == Some("creator");
    let kind = match event.kind.as_str() {
        "agreements.offer_made" if by_creator => "agreements.offer_countered",
        kind => kind,
    };
    let values = [
        ("thing", thing(room, event)),
        ("number", number("number").to_string()),
        ("round", number("round").to_string()),
        ("kind", within(tk("payable_kind", &text("kind")))),
        ("amount", amount.unwrap_or_default()),
        ("reason", text("reason")),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let told = Some(tkf("happened", kind, &values)).filter(|told| !told.is_empty());
    let told = told.unwrap_or_else(|| tkf("followed", kind, &values));
    if told.is_empty() {
        return None;
    }
    let extra = match kind {
        "agreements.offer_made" | "agreements.offer_countered" | "agreements.offer_accepted" => offered(room, event),
        "shipments.sent" => text("items"),
        "content.changes_requested" => {
            let changes = event.data.get("changes").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
            said::count(i64::try_from(changes).unwrap_or(0), t("unit.change"), t("unit.changes"))
        }
        "content.signed_off" | "content.approved" => tk("sign_off", &text("kind")).to_owned(),
        "content.window_offered" | "content.window_withdrawn" => {
            days("opens").zip(days("closes")).map(|(opens, closes)| said::window(opens, closes)).unwrap_or_default()
        }
        "tracking.post_reported" | "tracking.post_corrected" => text("url"),
        "attribution.link_confirmed" => text("slug"),
        "attribution.code_confirmed" | "attribution.code_changed" | "attribution.code_made" => text("code"),
        _ => text("override_reason"),
    };
    let said = match kind {
        "content.draft_submitted" => {
            let note = room.page.drafts.iter().find(|draft| draft.id.to_string() == text("draft"));
            note.map(|draft| draft.value.note.clone()).filter(|note| !note.trim().is_empty())
        }
        "agreements.offer_made" | "agreements.offer_countered" => {
            let offer = room.page.offers.iter().find(|offer| Some(offer.id.0) == event.subject);
            offer.map(|offer| offer.value.message.clone()).filter(|message| !message.trim().is_empty())
        }
        _ => voice("reason").or_else(|| voice("message")),
    };
    Some((told, extra, said))
}

/// The deliverable that an event is about, as a thing.
fn thing(room: &Room<'_>, event: &Happened) -> String {
    let named = event.data.get("deliverable").and_then(|id| id.as_str());
    let about = |made: &domain::ids::DeliverableId| named == Some(made.to_string().as_str()) || Some(made.0) == event.subject;
    let made = room.page.deliverables.iter().find(|made| about(&made.id));
    made.map_or_else(|| t("collaboration.content").to_owned(), |made| said::format_within(&made.value.format))
}

fn offered(room: &Room<'_>, event: &Happened) -> String {
    let offer = room.page.offers.iter().find(|offer| Some(offer.id.0) == event.subject);
    offer.map(|offer| said::offer_in_short(&offer.value.terms)).unwrap_or_default()
}
