//! Days and times as shops write them.
//!
//! Invariant: a day that can be read two ways is not guessed: the file itself shows its order somewhere, or a person
//! says it. Absent: names of months, which no shop's export that we know has.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Day, MINUTE, SECOND, Timestamp, Zone};

/// How days with the year last are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 25/11/2026.
    DayFirst,
    /// 11/25/2026.
    MonthFirst,
}

impl DateOrder {
    /// The order that the days of a file show: some day after the twelfth tells. Nothing when none does, or when they
    /// contradict each other.
    pub(crate) fn shown_by<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut day_first, mut month_first) = (false, false);
        for (first, second, _) in cells.filter_map(|cell| slashed(cell.split_whitespace().next()?)) {
            day_first |= first > 12;
            month_first |= second > 12;
        }
        match (day_first, month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
}

/// Three numbers with slashes or hyphens between and the year last.
fn slashed(text: &str) -> Option<(u16, u16, u16)> {
    numbers(text, '/').or_else(|| numbers(text, '-')).filter(|(first, ..)| *first < 100)
}

fn numbers(text: &str, between: char) -> Option<(u16, u16, u16)> {
    let mut parts = text.split(between).map(|part| part.parse::<u16>().ok());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(first)), Some(Some(second)), Some(Some(third)), None) => Some((first, second, third)),
        _ => None,
    }
}

/// Reads a day, without a time.
pub(crate) fn day(text: &str, order: Option<DateOrder>) -> Result<Day, String> {
    if let Ok(day) = Day::parse(text) {
        return Ok(day);
    }
    let refused = || format!("\"{text}\" is no date. Write it like 2026-11-02 or 2026-11-02 14:05.");
    // With dots the day comes first everywhere.
    let (day, month, year) = match (numbers(text, '.'), slashed(text)) {
        (Some((day, month, year)), _) => (day, month, year),
        (None, Some((first, second, year))) => match order {
            _ if first > 12 && second <= 12 => (first, second, year),
            _ if second > 12 && first <= 12 => (second, first, year),
            Some(DateOrder::DayFirst) => (first, second, year),
            Some(DateOrder::MonthFirst) => (second, first, year),
            None => return Err(format!("\"{text}\" can be read two ways. Say whether the day or the month comes first.")),
        },
        (None, None) => return Err(refused()),
    };
    let year = if year < 100 { 2000 + year } else { year };
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).map_err(|_| refused())
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
    let refused = || format!("\"{text}\" is no date. Write it like 2026-11-02 or 2026-11-02 14:05.");
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
        for (cells, order) in [
            (vec!["01/07/2026", "25/07/2026 10:00"], Some(DateOrder::DayFirst)),
            (vec!["01-07-2026", "07-25-2026"], Some(DateOrder::MonthFirst)),
            (vec!["25/07/2026", "07/25/2026"], None),
            (vec!["2026-07-25", "01.07.2026", ""], None),
        ] {
            assert_eq!(DateOrder::shown_by(cells.iter().copied()), order, "{cells:?}");
        }
    }
}
