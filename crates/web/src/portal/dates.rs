//! The creator's dates as a calendar file (RFC 5545): what is due from them, and the windows in which they post.
//!
//! Invariant: an entry keeps its identity when its date moves, so that a calendar that takes the file again moves it too. Absent:
//! a feed that a calendar asks by itself; the link would let its program in.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    moves::Turn,
    time::{HOUR, Timestamp, Zone},
};
use icalendar::{Calendar, Component, Event, Property};

use super::{Visit, words};
use crate::text::{format, t, tf};

/// The file.
pub(super) async fn file(visit: Visit) -> Response {
    let name = tf("portal.dates.name", &[("brand", &visit.view.brand.name)]);
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"dates.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, written(&visit, &name)).into_response()
}

fn stamp(at: Timestamp) -> String {
    at.format_in(&Zone::utc(), "%Y%m%dT%H%M%SZ")
}

fn written(visit: &Visit, name: &str) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name);
    let now = stamp(visit.now());
    let brand = visit.view.brand.name.as_str();
    for of in visit.view.collaborations.iter().filter(|of| of.off.is_none()) {
        for (open, due) in of.moves.iter().filter(|open| open.turn == Turn::Creator).filter_map(|open| Some((open, open.due?))) {
            let what = words::to_do(of, open, visit.sender());
            let mut event = Event::new();
            event.uid(&format!("{}-{}@troupe", of.id, open.key)).summary(&format!("{what} ({brand})")).description(&of.campaign);
            event.add_property("DTSTAMP", &now).add_property("DTSTART", stamp(due.plus(-HOUR / 2))).add_property("DTEND", stamp(due));
            calendar.push(event.done());
        }
        for made in of.deliverables.iter().filter(|made| made.post.is_none()) {
            let window = &made.deliverable;
            let what = tf("portal.dates.window", &[("thing", &format(&window.format)), ("brand", brand)]);
            let mut event = Event::new();
            event.uid(&format!("{}-window@troupe", made.id)).summary(&what).description(&of.campaign).add_property("DTSTAMP", &now);
            for (name, day) in [("DTSTART", window.opens), ("DTEND", window.closes.plus_days(1))] {
                let mut date = Property::new(name, day.format("%Y%m%d"));
                date.add_parameter("VALUE", "DATE");
                event.append_property(date);
            }
            calendar.push(event.done());
        }
    }
    calendar.to_string()
}

/// Whether anything of the creator's has a date.
pub(super) fn has_some(visit: &Visit) -> bool {
    visit.view.collaborations.iter().filter(|of| of.off.is_none()).any(|of| {
        of.deliverables.iter().any(|made| made.post.is_none())
            || of.moves.iter().any(|open| open.turn == Turn::Creator && open.due.is_some())
    })
}

/// What the link to the file says.
pub(super) fn link_words() -> &'static str {
    t("portal.dates")
}
