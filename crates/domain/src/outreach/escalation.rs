//! Late moves of the team: who is told, and when (docs/domain.md, section 4).
//!
//! Invariant: each is told once for a move's time; a new due time is told of anew. Absent: the words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::{Calendar, Timestamp};

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The campaign's owner, when it is late.
    Owner,
    /// The organisation's owners, on the third working day.
    Organisation,
}

impl Level {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Owner => "owner",
            Level::Organisation => "organisation",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Level::Owner, Level::Organisation].into_iter().find(|level| level.as_str() == text)
    }
}

/// Somebody was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of which move, by its key.
    pub key: String,
    /// Who.
    pub level: Level,
    /// The due time, or the beginning, that it was about.
    pub since: Timestamp,
}

/// The third working day after an instant, at the same clock time (docs/domain.md: submitted Friday 15:00 is Wednesday
/// 15:00).
#[must_use]
pub fn third_working_day(since: Timestamp, brand: &Calendar<'_>) -> Timestamp {
    let mut day = since.day_in(brand.zone);
    for _ in 0..3 {
        day = day.next_working_day(brand.holidays);
    }
    let minutes = since.minute_of_day_in(brand.zone);
    let part = |value: i64| i8::try_from(value).unwrap_or(0);
    day.at(part(minutes / 60), part(minutes % 60), brand.zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn the_third_working_day_is_at_the_same_clock_time() {
        let zone = Zone::parse("Europe/London").unwrap();
        for (since, expected) in [
            ("2026-11-06T15:00:00Z", "2026-11-11T15:00:00Z"),
            ("2026-11-02T09:30:00Z", "2026-11-05T09:30:00Z"),
            ("2026-11-07T12:00:00Z", "2026-11-11T12:00:00Z"),
            // Summer time ends on 25 October: still three o'clock.
            ("2026-10-23T14:00:00Z", "2026-10-28T15:00:00Z"),
        ] {
            let since = Timestamp::parse(since).unwrap();
            assert_eq!(third_working_day(since, &Calendar::plain(&zone)), Timestamp::parse(expected).unwrap(), "{since}");
        }
    }
}
