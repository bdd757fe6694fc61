//! What the creator's pages say about time, money and things to be made.
//!
//! Invariant: a deadline has date, hour and zone. Absent: addresses.

pub(crate) use crate::text::{format_within as format_words, platform as platform_words};
use app::views::portal::{PortalCollaboration, PortalDeliverable};
use domain::{
    money::Money,
    moves::{Move, What},
    text::capitalised,
    time::{Day, Timestamp, Zone},
};

use crate::text::{Said, fill, t, tf, tk};
use crate::ui::when;

/// A deadline: date, hour and zone, such as `Sat 21 Nov, 23:59, London time`; the year when it is another.
pub(super) fn deadline(at: Timestamp, now: Timestamp, zone: &Zone) -> String {
    let same_year = at.day_in(zone).year() == now.day_in(zone).year();
    let when = when::at(at, zone, if same_year { "%a %-d %b, %H:%M" } else { "%a %-d %b %Y, %H:%M" });
    tf("portal.deadline", &[("when", &when), ("zone", &zone_words(zone))])
}

/// A zone as people say it: `London time`, `UTC`.
pub(crate) fn zone_words(zone: &Zone) -> String {
    match zone.name().rsplit_once('/') {
        Some((_, city)) => tf("portal.zone", &[("city", &city.replace('_', " "))]),
        None => zone.name().to_owned(),
    }
}

/// A day as people say it: `Thu 19 Nov`; the year when it is another.
pub(super) fn day(day: Day, now: Timestamp, zone: &Zone) -> String {
    let same_year = day.year() == now.day_in(zone).year();
    when::day(day, if same_year { "%a %-d %b" } else { "%a %-d %b %Y" })
}

/// A posting window: `Wed 18 to Sat 21 Nov`.
pub(crate) fn window(opens: Day, closes: Day) -> String {
    if opens == closes {
        return when::day(closes, "%a %-d %b");
    }
    let same_month = opens.format("%Y-%m") == closes.format("%Y-%m");
    let from = when::day(opens, if same_month { "%a %-d" } else { "%a %-d %b" });
    tf("portal.window", &[("from", &from), ("to", &when::day(closes, "%a %-d %b"))])
}

/// What is to be made and where it goes: `Reel on Instagram`; a thing that has its place in its name says it once.
pub(crate) fn placed(thing: &str, platform: &str) -> String {
    let (thing, place) = (capitalised(thing), platform_words(platform));
    if thing.starts_with(&place) { thing } else { tf("portal.terms.thing", &[("format", &thing), ("platform", &place)]) }
}

/// What is to be made, short: `reel`, or `reel 2` where there are several.
pub(super) fn thing(collaboration: &PortalCollaboration, deliverable: &PortalDeliverable) -> String {
    let name = format_words(&deliverable.deliverable.format);
    let alike = || collaboration.deliverables.iter().filter(|other| other.deliverable.format == deliverable.deliverable.format);
    if alike().count() < 2 {
        return name;
    }
    let place = alike().take_while(|other| other.id != deliverable.id).count() + 1;
    format!("{name} {place}")
}

/// What a move is about, when it is about something to be made.
pub(super) fn made<'a>(collaboration: &'a PortalCollaboration, open: &Move) -> Option<&'a PortalDeliverable> {
    use domain::ids::Id;
    let subject = open.subject?;
    collaboration.deliverables.iter().find(|deliverable| deliverable.id.uuid() == subject)
}

/// What a move of the creator asks, in words. An offer without a fee names no sum.
pub(super) fn to_do(collaboration: &PortalCollaboration, open: &Move, sender: &str) -> String {
    let free = open.what == What::AnswerOffer && open.stake == 0;
    of_move(if free { t("portal.do.offer_no_fee") } else { tk("portal.do", open.what.as_str()) }, collaboration, open, sender)
}

/// The words for a move, as the catalogue has them, with the thing, the campaign, the sum and who writes filled in.
pub(super) fn of_move(words: &str, collaboration: &PortalCollaboration, open: &Move, sender: &str) -> String {
    let thing = made(collaboration, open).map(|deliverable| thing(collaboration, deliverable)).unwrap_or_default();
    let money = collaboration.offer().map(|offer| Money::new(open.stake, offer.terms.fee.currency).said_short()).unwrap_or_default();
    fill(words, &[("thing", &thing), ("campaign", &collaboration.campaign), ("money", &money), ("sender", sender)])
}

/// Basis points as percent: 1,250 is `12.5`.
pub(super) fn percent(points: i64) -> String {
    let (whole, rest) = (points / 100, points % 100);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{rest:02}").trim_end_matches('0').to_owned()
}

/// How long reading takes, at 200 words a minute, rounded up.
pub(super) fn reading(words: usize) -> String {
    match words.div_ceil(200).max(1) {
        1 => t("portal.minute").to_owned(),
        minutes => tf("portal.minutes", &[("count", &minutes.to_string())]),
    }
}

/// Several words as people list them: `a, b and c`.
pub(super) fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [begin @ .., last] => tf("portal.and", &[("begin", &begin.join(", ")), ("last", last)]),
    }
}

/// A message as it is shown here. A link to the creator's page is this very page, so its address is left out: nobody
/// reads 100 letters of it, and it should not be passed on by accident. The host may have changed since it was sent.
pub(crate) fn said(body: &str) -> String {
    let shown = |piece: &str| {
        let word = piece.trim_end();
        if is_own_link(word) { piece.replacen(word, t("portal.this_page"), 1) } else { piece.to_owned() }
    };
    body.split_inclusive(char::is_whitespace).map(shown).collect()
}

/// `https://any.host/c/<token>`.
fn is_own_link(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    rest.and_then(|rest| rest.split_once('/')).is_some_and(|(_, path)| path.strip_prefix("c/").is_some_and(|token| token.len() > 20))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_has_date_hour_and_zone() {
        let (zone, now) = (Zone::parse("Europe/London"), Timestamp::parse("2026-11-17T09:40:00Z"));
        let (Ok(zone), Ok(now)) = (zone, now) else { panic!("a zone and a time") };
        let at = Timestamp::parse("2026-11-21T23:59:00Z").unwrap_or(now);
        assert_eq!(deadline(at, now, &zone), "Sat 21 Nov, 23:59, London time");
        let later = Timestamp::parse("2027-01-02T08:00:00Z").unwrap_or(now);
        let york = Zone::parse("America/New_York").unwrap_or(zone);
        assert_eq!(deadline(later, now, &york), "Sat 2 Jan 2027, 03:00, New York time");
    }

    #[test]
    fn windows_and_numbers_read_as_people_say_them() {
        let day = |text| Day::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(window(day("2026-11-18"), day("2026-11-21")), "Wed 18 to Sat 21 Nov");
        assert_eq!(window(day("2026-11-28"), day("2026-12-02")), "Sat 28 Nov to Wed 2 Dec");
        assert_eq!(window(day("2026-11-18"), day("2026-11-18")), "Wed 18 Nov");
        assert_eq!([percent(1200), percent(1250), percent(1205)], ["12", "12.5", "12.05"]);
        assert_eq!(listed(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(format_words("ugc_video"), "UGC video");
    }

    #[test]
    fn the_creators_own_link_is_not_shown_to_them_again() {
        let link = "https://old.example/c/MTgwMzM3ODM4NDUwOjE.x-y_z";
        assert_eq!(said(&format!("Say yes here:\n{link}\n\nNora")), "Say yes here:\n(this page)\n\nNora");
        assert_eq!(said(&format!("Your page: {link}")), "Your page: (this page)");
        assert_eq!(said("See https://troupe.example/creators"), "See https://troupe.example/creators", "other addresses stay");
    }
}
