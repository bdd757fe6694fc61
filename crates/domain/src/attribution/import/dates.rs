//! Times as shops write them.
//!
//! Invariant: a day that can be read two ways is not guessed (`crate::time::written`). Absent: names of months, which no shop's
//! export that we know has.

use crate::time::{
    DateOrder, Day, MINUTE, SECOND, Timestamp, Zone,
    written::{self, NoDay},
};

/// Reads a day, without a time.
fn day(text: &str, order: Option<DateOrder>) -> Result<Day, String> {
    written::day(text, order).map_err(|why| match why {
        NoDay::Unreadable => no_date(text),
        NoDay::TwoWays => format!("\"{text}\" can be read two ways. Say whether the day or the month comes first."),
    })
}

fn no_date(text: &str) -> String {
    format!("\"{text}\" is no date. Write it like 2026-11-02 or 2026-11-02 14:05.")
}

/// Reads a time as shops write it: RFC 3339, `2026-11-02 14:05:00 +0000`, `2026-11-02 14:05`, `11/02/2026 2:05 PM`, or a
/// day (its noon in the zone, so that it stays that day wherever it is read).
pub(super) fn time(text: &str, order: Option<DateOrder>, zone: &Zone) -> Result<Timestamp, String> {
    if text.trim().is_empty() {
        return Err("The date is missing. Write it like 2026-11-02 or 2026-11-02 14:05.".to_owned());
    }
    if let Ok(at) = Timestamp::parse(text) {
        return Ok(at);
    }
    let refused = || no_date(text);
    let mut parts = text.split_whitespace();
    let (on, clock, rest) = (parts.next().unwrap_or_default().trim_end_matches(','), parts.next(), parts.next());
    let (on, clock) = match (on.split_once('T'), clock) {
        (Some((on, clock)), None) => (on, Some(clock)),
        _ => (on, clock),
    };
    let on = day(on, order)?;
    let Some(clock) = clock else { return Ok(on.at(12, 0, zone)) };
    let mut numbers = clock.split(':').map(|part| part.split('.').next().unwrap_or_default().parse::<i8>());
    let (Some(Ok(hour)), Some(Ok(minute))) = (numbers.next(), numbers.next()) else { return Err(refused()) };
    let seconds = numbers.next().and_then(Result::ok).unwrap_or(0);
    let (hour, offset) = match rest.map(str::to_ascii_lowercase).as_deref() {
        Some("am") if (1..=12).contains(&hour) => (hour % 12, None),
        Some("pm") if (1..=12).contains(&hour) => (hour % 12 + 12, None),
        _ => (hour, rest),
    };
    let in_range = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..61).contains(&seconds);
    let exact = |at: Timestamp| at.plus(i64::from(seconds) * SECOND);
    match offset {
        _ if !in_range => Err(refused()),
        None => Ok(exact(on.at(hour, minute, zone))),
        Some(offset) => {
            let utc = exact(on.at(hour, minute, &Zone::utc()));
            Ok(utc.plus(-minutes_east(offset).ok_or_else(refused)? * MINUTE))
        }
    }
}

/// `+0100`, `-05:00`, `UTC`, `Z`.
fn minutes_east(offset: &str) -> Option<i64> {
    if matches!(offset, "UTC" | "GMT" | "Z") {
        return Some(0);
    }
    let (sign, digits) = match offset.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    Some(sign * (hours.parse::<i64>().ok()? * 60 + if minutes.is_empty() { 0 } else { minutes.parse::<i64>().ok()? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london() -> Zone {
        Zone::parse("Europe/London").unwrap()
    }

    #[test]
    fn times_without_a_zone_are_the_brands() {
        for (text, expected) in [
            ("2026-07-01 10:00", "2026-07-01T09:00:00Z"),
            ("2026-07-01T10:00:30", "2026-07-01T09:00:30Z"),
            ("2026-07-01 10:00:00 -0500", "2026-07-01T15:00:00Z"),
            ("2026-07-01 10:00:00 UTC", "2026-07-01T10:00:00Z"),
            ("25/11/2026 14:05", "2026-11-25T14:05:00Z"),
            ("11/25/2026, 2:05 PM", "2026-11-25T14:05:00Z"),
            ("11/25/26 12:05 AM", "2026-11-25T00:05:00Z"),
            ("02.11.2026", "2026-11-02T12:00:00Z"),
        ] {
            assert_eq!(time(text, None, &london()).unwrap(), Timestamp::parse(expected).unwrap(), "{text}");
        }
        for text in ["", "01/07/2026", "31/02/2026", "2026-07-01 25:00", "2026-07-01 10:00 BST", "2026-07-01 13:00 PM", "13/13/2026"] {
            assert!(time(text, None, &london()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_day_that_reads_two_ways_waits_for_the_file_or_a_person_to_say() {
        for (order, expected) in [(DateOrder::DayFirst, "2026-07-01T11:00:00Z"), (DateOrder::MonthFirst, "2026-01-07T12:00:00Z")] {
            assert_eq!(time("01/07/2026", Some(order), &london()).unwrap(), Timestamp::parse(expected).unwrap());
        }
        assert!(time("01/07/2026", None, &london()).unwrap_err().contains("two ways"));
    }
}
