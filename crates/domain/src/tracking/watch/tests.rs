//! Tests of the watch: when a look comes, what it makes of what it sees, and what a disclosure is.

use super::*;
use crate::{
    ids::{CollaborationId, DeliverableId, Id},
    tracking::Evidence,
};

const LIVE: Timestamp = Timestamp(1_800_000_000_000_000);

fn at(hours: i64) -> Timestamp {
    LIVE.plus(hours * HOUR)
}

fn post() -> Post {
    let evidence = Evidence { note: "seen".into(), file: None, by: Actor::Clock, name: "Nora".into(), at: at(2) };
    Post {
        deliverable: DeliverableId::from_uuid(uuid::Uuid::nil()),
        collaboration: CollaborationId::from_uuid(uuid::Uuid::nil()),
        url: "https://example.com/p/1".into(),
        live_at: LIVE,
        reported_at: at(1),
        reported_by: Actor::Clock,
        check: None,
        state: PostState::Verified { evidence, late: false },
        watch: Watch::default(),
        readings: vec![],
    }
}

fn look(hours: i64, status: u16, caption: Option<&str>) -> LinkCheck {
    let caption = caption.map(str::to_owned);
    LinkCheck { at: at(hours), status: Some(status), final_url: String::new(), hash: None, problem: None, caption, counts: None }
}

fn terms() -> Vec<String> {
    disclosure_terms("Write \"Ad\" as the first word of the caption, and show it on screen.")
}

/// What looks at a post say, one after the other.
fn said(looks: &[LinkCheck]) -> (Post, Vec<Looked>) {
    looks.iter().cloned().fold((post(), Vec::new()), |(post, mut all), check| {
        let (post, looked) = post.looked_at(check, &terms());
        all.push(looked);
        (post, all)
    })
}

#[test]
fn looks_come_daily_for_a_week_then_weekly_and_end_after_thirty_days() {
    let (mut watched, mut days) = (post(), Vec::new());
    while let Some(next) = watched.next_look() {
        days.push(next.since(at(2)) / DAY);
        watched = watched.looked_at(LinkCheck { at: next, ..look(0, 200, Some("Ad. x")) }, &terms()).0;
    }
    assert_eq!(days, [1, 2, 3, 4, 5, 6, 7, 14, 21, 28]);
    let reported = Post { state: PostState::Reported, ..post() };
    assert_eq!(reported.next_look(), None);
}

#[test]
fn what_a_page_states_becomes_a_reading_and_a_page_without_an_answer_says_nothing() {
    let counted = |hours, status, views| {
        let counts = Some(crate::tracking::numbers::Counts { views: Some(views), ..Default::default() });
        LinkCheck { counts, ..look(hours, status, None) }
    };
    let (post, _) = said(&[counted(24, 200, 500), look(48, 200, None), counted(72, 503, 9), counted(96, 200, 800)]);
    let read: Vec<_> = post.readings.iter().map(|reading| (reading.at, reading.counts.views)).collect();
    assert_eq!(read, [(at(24), Some(500)), (at(96), Some(800))]);
}

#[test]
fn a_post_is_gone_when_it_was_gone_for_most_of_a_day() {
    let (waits, all) = said(&[look(24, 404, None), look(30, 404, None)]);
    assert_eq!((all, waits.watch.found.is_some()), (vec![Looked::Quiet, Looked::Quiet], false));
    let back = said(&[look(24, 404, None), look(30, 200, None), look(48, 404, None)]).1;
    assert_eq!(back, [Looked::Quiet; 3], "it was back in between");
    let (gone, all) = said(&[look(24, 404, None), look(36, 503, None), look(48, 410, None), look(72, 404, None)]);
    assert_eq!(all, [Looked::Quiet, Looked::Quiet, Looked::Found(Odd::Gone), Looked::Quiet], "a bad hour says nothing");
    assert!(gone.next_look().is_some(), "it may come back");
    let accepted = gone.accept_as_is("She had to delete it", Actor::Clock, at(80)).unwrap();
    assert_eq!(accepted.next_look(), None);
    assert_eq!(said(&[look(24, 404, None), look(48, 404, None), look(72, 200, None)]).1.pop(), Some(Looked::Mended));
}

#[test]
fn captions_are_compared_with_the_one_that_was_seen_first() {
    let (edited, all) = said(&[look(24, 200, Some("Ad. My skin")), look(48, 200, None), look(72, 200, Some("Ad. My hands"))]);
    assert_eq!(all, [Looked::Quiet, Looked::Quiet, Looked::Found(Odd::Edited)]);
    let found = edited.watch.found.clone().unwrap();
    assert_eq!((found.then.as_deref(), found.now.caption.as_deref()), (Some("Ad. My skin"), Some("Ad. My hands")));
    let fine = edited.accept_as_is("Better so", Actor::Clock, at(80)).unwrap();
    assert_eq!(fine.looked_at(look(96, 200, Some("Ad. My hands")), &terms()).1, Looked::Quiet);

    let (lost, all) = said(&[look(24, 200, Some("Ad. My skin")), look(48, 200, Some("My skin")), look(72, 200, Some("My skin"))]);
    assert_eq!(all, [Looked::Quiet, Looked::Found(Odd::Undisclosed), Looked::Quiet]);
    let asked = lost.ask_to_mend("Please begin with Ad again", at(73)).unwrap();
    let waits = super::waits(&asked).unwrap();
    assert_eq!((waits.since, waits.shown), (at(48), at(73 + 72)));
    assert_eq!(asked.clone().looked_at(look(96, 200, Some("#ad My skin")), &terms()).1, Looked::Mended);
    assert_eq!(asked.looked_at(look(96, 200, Some("Ad. My skin")), &terms()).1, Looked::Mended);
}

#[test]
fn a_decision_needs_something_that_waits_and_words() {
    assert_eq!(post().accept_as_is("fine", Actor::Clock, at(1)).unwrap_err(), WatchError::Nothing);
    assert_eq!(post().accept_as_is(" ", Actor::Clock, at(1)).unwrap_err(), WatchError::NoReason);
    assert_eq!(post().ask_to_mend("please", at(1)).unwrap_err(), WatchError::Nothing);
}

/// Captions from docs/domain.md, 12g: what is enough, and what is not.
#[test]
fn a_disclosure_is_a_known_word_where_people_read() {
    let long = format!("{} #ad", "x".repeat(130));
    for (caption, says) in [
        ("Ad. My skin feels calm", true),
        ("AD | new cream", true),
        ("My skin feels calm #ad", true),
        ("Sponsored by Fennel", true),
        ("Anzeige: meine Haut", true),
        ("#werbung Meine Haut", true),
        ("My new cream", false),
        ("I had a bad day. Add this to your list", false),
        ("#adventure with #sp #spon #partner", false),
        ("Thanks @fennel #collab #ambassador", false),
        (long.as_str(), false),
    ] {
        assert_eq!(discloses(caption, &terms()), says, "{caption}");
    }
    let agreed = disclosure_terms("Begin with “Publicité” or #gesponsert.");
    assert!(discloses("Publicité, ma peau", &agreed) && discloses("Haut #gesponsert", &agreed));
}
