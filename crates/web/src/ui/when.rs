//! Times as a person says them: "today 18:12", "Wed 18:00", "1 day late", with the full date on hover.
//!
//! Invariant: now comes in as a value; names of months and days are the language's. Absent: the rule by which something is due or at risk; the caller says it.

use app::catalogue::dated;
use domain::time::{Day, Timestamp, Zone};
use maud::{Markup, html};

use super::turn::{Due, DueState};
use crate::text::{of, t, tf};

const MINUTE: i64 = 60 * 1_000_000;
const HOUR: i64 = 60 * MINUTE;

/// A time by a pattern, in the language of the reader.
#[must_use]
pub fn at(at: Timestamp, zone: &Zone, pattern: &str) -> String {
    dated(pattern, of, |pattern| at.format_in(zone, pattern))
}

/// A day by a pattern, in the language of the reader.
#[must_use]
pub fn day(day: Day, pattern: &str) -> String {
    dated(pattern, of, |pattern| day.format(pattern))
}

/// A deadline with its date, hour and zone.
#[must_use]
pub fn deadline(due: Timestamp, zone: &Zone) -> String {
    format!("{} ({zone})", at(due, zone, "%a %-d %b %Y, %H:%M"))
}

/// A time relative to now, in the reader's zone: the hour for days close by, the date for others.
#[must_use]
pub fn said(time: Timestamp, now: Timestamp, zone: &Zone) -> String {
    let hour = time.format_in(zone, "%H:%M");
    match now.day_in(zone).days_until(time.day_in(zone)) {
        0 => tf("when.today", &[("hour", &hour)]),
        1 => tf("when.tomorrow", &[("hour", &hour)]),
        -6..=6 => at(time, zone, "%a %H:%M"),
        _ => date(time, now, zone),
    }
}

/// A date without its hour; the year when it is another.
#[must_use]
pub fn date(time: Timestamp, now: Timestamp, zone: &Zone) -> String {
    let same_year = time.day_in(zone).year() == now.day_in(zone).year();
    at(time, zone, if same_year { "%-d %b" } else { "%-d %b %Y" })
}

/// A `time` element: said as above, with the full date on hover and for machines.
#[must_use]
pub fn time(at: Timestamp, now: Timestamp, zone: &Zone) -> Markup {
    html! { time datetime=(at.rfc3339()) title=(deadline(at, zone)) { (said(at, now, zone)) } }
}

/// A due: late when it is past, at risk within `risk_hours` of it.
#[must_use]
pub fn due(at: Timestamp, now: Timestamp, zone: &Zone, risk_hours: i64) -> Due {
    let left = at.since(now);
    let (words, state) = if left < 0 {
        (late(-left), DueState::Late)
    } else {
        (said(at, now, zone), if left <= risk_hours * HOUR { DueState::Risk } else { DueState::Plain })
    };
    Due { words, full: deadline(at, zone), state }
}

fn late(by: i64) -> String {
    let (unit, one, many) = match by {
        0..HOUR => (MINUTE, t("when.late.minute"), "when.late.minutes"),
        HOUR..86_400_000_000 => (HOUR, t("when.late.hour"), "when.late.hours"),
        _ => (24 * HOUR, t("when.late.day"), "when.late.days"),
    };
    match by / unit {
        0 | 1 => one.to_owned(),
        count => tf(many, &[("count", &count.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let zone = Zone::parse("Europe/London").expect("a zone");
        let at = |text| Timestamp::parse(text).expect("a time");
        let now = at("2026-11-17T09:40:00Z");
        assert_eq!(said(at("2026-11-17T18:12:00Z"), now, &zone), "today 18:12");
        assert_eq!(said(at("2026-11-18T18:00:00Z"), now, &zone), "tomorrow 18:00");
        assert_eq!(said(at("2026-11-21T23:59:00Z"), now, &zone), "Sat 23:59");
        assert_eq!(said(at("2026-11-16T20:41:00Z"), now, &zone), "Mon 20:41");
        assert_eq!(said(at("2026-12-05T09:00:00Z"), now, &zone), "5 Dec");
        assert_eq!(said(at("2025-12-05T09:00:00Z"), now, &zone), "5 Dec 2025");
        crate::language::speaking(crate::language::Language::German, || {
            assert_eq!(said(at("2026-12-05T09:00:00Z"), now, &zone), "5. Dez.");
            assert_eq!(super::at(now, &zone, "%A %-d %B"), "Dienstag 17. November");
            assert_eq!(deadline(at("2026-03-18T18:00:00Z"), &zone), "Mi 18. März 2026, 18:00 (Europe/London)");
        });
        assert_eq!(due(at("2026-11-16T09:00:00Z"), now, &zone, 12).words, "1 day late");
        assert_eq!(due(at("2026-11-17T06:00:00Z"), now, &zone, 12).words, "3 hours late");
        assert_eq!(due(at("2026-11-17T18:12:00Z"), now, &zone, 12).state, DueState::Risk);
    }
}
