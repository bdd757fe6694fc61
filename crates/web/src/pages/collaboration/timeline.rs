//! The timeline of a collaboration: what was, with what people said, and above the line of now what will be.
//!
//! Invariant: what happened comes from events and messages, what will be from open moves. Absent: a second record of
//! either.

use app::views::{OpenMove, collaboration::Happened};
use domain::{
    outreach::{Direction, Message},
    time::Timestamp,
};
use maud::{Markup, html};

use super::Room;
use crate::{
    pages::said,
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
        "Timeline",
        &[view("All", Shown::All, ""), view("Messages", Shown::Messages, "?show=messages"), view("Facts", Shown::Facts, "?show=facts")],
    );
    let mut ahead: Vec<&OpenMove> = room.page.moves.iter().filter(|open| open.due.is_some_and(|due| due >= now)).collect();
    ahead.sort_by_key(|open| std::cmp::Reverse(open.due));
    let ahead: Vec<Moment> =
        if room.shown == Shown::Messages { Vec::new() } else { ahead.into_iter().map(|open| will_be(room, open)).collect() };
    let words = format!("now {}", now.format_in(room.at.zone(), "%H:%M"));
    section("Timeline", choice, html! { (timeline(&ahead, &words, &past(room))) })
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
    let (name, verb) = match (message.direction, message.automatic) {
        (Direction::In, true) => (room.first_name(), "’s mailbox answered by itself"),
        (Direction::In, false) => (room.first_name(), " wrote"),
        (Direction::Out, true) => ("Troupe", " wrote"),
        (Direction::Out, false) => (said::first_name(if who.is_empty() { "Troupe" } else { who }), " wrote"),
    };
    Moment {
        when: when::time(message.at, room.at.now(), room.at.zone()),
        what: html! { b { (name) } (verb) @if !message.subject.is_empty() { span.quiet { " · " (message.subject) } } },
        whose: None,
        ahead: false,
        said: Some(shortened(&message.body)),
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
    let (words, extra, said) = words(room, event);
    let who = said::first_name(&event.who).to_owned();
    let what = html! {
        @if who.is_empty() { span.soft { (capital(&words)) } } @else { b { (who) } " " (words) }
        @if !extra.is_empty() { span.quiet { " · " (extra) } }
    };
    Some(Moment { when: when::time(event.at, room.at.now(), room.at.zone()), what, whose: None, ahead: false, said })
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What an event says after the name of who did it, a quiet addition, and what was written with it.
fn words(room: &Room<'_>, event: &Happened) -> (String, String, Option<String>) {
    let text = |name: &str| event.data.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let number = |name: &str| event.data.get(name).and_then(serde_json::Value::as_i64);
    let voice = |name: &str| Some(text(name)).filter(|said| !said.trim().is_empty());
    let thing = room
        .page
        .deliverables
        .iter()
        .find(|deliverable| {
            Some(deliverable.id.0.to_string()) == event.data.get("deliverable").and_then(|id| id.as_str().map(str::to_owned))
                || Some(deliverable.id.0) == event.subject
        })
        .map_or_else(|| "content".to_owned(), |deliverable| said::format(&deliverable.value.format).to_lowercase());
    let plain = |words: &str| (words.to_owned(), String::new(), None);
    match event.kind.as_str() {
        "campaigns.shortlisted" => plain("put the creator on the shortlist"),
        "campaigns.declined" => ("declined".into(), String::new(), voice("reason")),
        "campaigns.withdrawn" => ("withdrew".into(), String::new(), voice("reason")),
        "campaigns.dropped" => ("ended the collaboration".into(), "dropped".into(), voice("reason")),
        "campaigns.cancelled" => ("cancelled the collaboration".into(), String::new(), voice("reason")),
        "outreach.invited" => plain("sent the invitation"),
        "outreach.invitation_accepted" => plain("said yes to the invitation"),
        "outreach.invitation_declined" => ("said no to the invitation".into(), String::new(), voice("message")),
        "agreements.offer_made" => (format!("made offer {}", number("number").unwrap_or(1)), offered(room, event), voice("message")),
        "agreements.offer_countered" => ("made a counter-offer".into(), offered(room, event), voice("message")),
        "agreements.offer_accepted" => ("accepted the offer".into(), offered(room, event), None),
        "agreements.offer_refused" => ("refused the offer".into(), String::new(), voice("reason")),
        "agreements.agreement_prepared" | "agreements.prepared" => plain("prepared the agreement"),
        "agreements.signed" => plain("signed the agreement"),
        "agreements.agreement_signed" | "agreements.both_signed" | "agreements.bound" => plain("the agreement is signed by both"),
        "agreements.form_filled" | "agreements.form_completed" => plain("filled in the form"),
        "agreements.form_corrected" => plain("corrected the form"),
        "shipments.shipped" | "shipments.sent" => ("sent the parcel".into(), text("items"), None),
        "shipments.delivered" => plain("the parcel arrived"),
        "briefs.sent" | "briefs.brief_sent" => (format!("sent brief {}", number("number").unwrap_or(1)), text("override_reason"), None),
        "briefs.acknowledged" => (format!("acknowledged brief {}", number("number").unwrap_or(1)), String::new(), None),
        "content.draft_submitted" => {
            let note = room.page.drafts.iter().find(|draft| Some(draft.id.0) == event.subject || draft.id.to_string() == text("draft"));
            (
                format!("uploaded the {thing}, draft {}", number("number").unwrap_or(1)),
                String::new(),
                note.map(|draft| draft.value.note.clone()).filter(|note| !note.trim().is_empty()),
            )
        }
        "content.changes_requested" => {
            let changes = event.data.get("changes").and_then(serde_json::Value::as_array).map_or(0, Vec::len);
            (
                format!("asked for changes to the {thing}, round {}", number("round").unwrap_or(1)),
                said::count(i64::try_from(changes).unwrap_or(0), "change", "changes"),
                None,
            )
        }
        "content.signed_off" => (format!("signed off the {thing}"), text("kind"), None),
        "content.approved" => (format!("approved the {thing}, frozen"), String::new(), None),
        "tracking.post_reported" | "tracking.reported_live" => (format!("reported the {thing} live"), text("url"), None),
        "tracking.post_verified" => (
            format!("verified the {thing}"),
            if event.data.get("late").and_then(serde_json::Value::as_bool) == Some(true) { "late".into() } else { String::new() },
            voice("note"),
        ),
        "tracking.post_rejected" => (format!("rejected the post of the {thing}"), String::new(), voice("reason")),
        "attribution.link_confirmed" => ("confirmed a tracking link".into(), text("slug"), None),
        "attribution.code_confirmed" => ("confirmed the code".into(), text("code"), None),
        "attribution.code_set" => ("set the code".into(), text("code"), None),
        other => (other.rsplit('.').next().unwrap_or(other).replace('_', " "), String::new(), voice("reason")),
    }
}

fn offered(room: &Room<'_>, event: &Happened) -> String {
    let offer = room.page.offers.iter().find(|offer| Some(offer.id.0) == event.subject);
    offer.map(|offer| said::offer_in_short(&offer.value.terms)).unwrap_or_default()
}
