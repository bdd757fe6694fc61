//! Time: instants in UTC microseconds, calendar days, and the zones in which people read both.
//!
//! Invariant: an instant is a plain number that somebody passed in. Absent: the current time; no function here
//! knows it (clippy bans asking for it).

pub(crate) mod written;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::written::DateOrder;

/// An instant: microseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Timestamp(pub i64);

/// A calendar day with no zone of its own: `2026-11-21`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Day(jiff::civil::Date);

/// An IANA time zone by name, such as `Europe/London`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Zone(String);

/// By what somebody counts working days: their zone, and the days on which nobody works.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// Where days begin and end.
    pub zone: &'a Zone,
    /// Listed holidays.
    pub holidays: &'a [Day],
}

impl<'a> Calendar<'a> {
    /// Without holidays: Monday to Friday.
    #[must_use]
    pub fn plain(zone: &'a Zone) -> Self {
        Self { zone, holidays: &[] }
    }
}

/// A text that is no time, day or zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// Not RFC 3339.
    #[error("\"{0}\" is no time. Write it like 2026-11-21T18:00:00Z.")]
    Timestamp(String),
    /// Not a calendar day.
    #[error("\"{0}\" is no day. Write it like 2026-11-21.")]
    Day(String),
    /// Not an IANA zone.
    #[error("\"{0}\" is no time zone. Use a name such as Europe/London.")]
    Zone(String),
}

/// One second in microseconds.
pub const SECOND: i64 = 1_000_000;
/// One minute in microseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in microseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// Exactly 24 hours in microseconds; a calendar day may be longer or shorter.
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// Reads RFC 3339 with any offset.
    ///
    /// # Errors
    /// When the text is no time.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        text.trim().parse::<jiff::Timestamp>().map(|at| Self(at.as_microsecond())).map_err(|_| TimeError::Timestamp(text.trim().to_owned()))
    }

    /// RFC 3339 in UTC: `2026-11-21T18:00:00Z`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.inner().to_string()
    }

    /// The instant so many microseconds later.
    #[must_use]
    pub const fn plus(self, microseconds: i64) -> Self {
        Self(self.0.saturating_add(microseconds))
    }

    /// Microseconds from `earlier` until this instant.
    #[must_use]
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day that it is in a zone.
    #[must_use]
    pub fn day_in(self, zone: &Zone) -> Day {
        Day(self.zoned(zone).date())
    }

    /// Formats by `strftime` rules in a zone, such as `%a %-d %b %H:%M`.
    #[must_use]
    pub fn format_in(self, zone: &Zone, pattern: &str) -> String {
        self.zoned(zone).strftime(pattern).to_string()
    }

    /// How a deadline is written to a creator: date, hour and zone: `Wed 18 Nov 2026, 18:00 (Europe/London)`.
    #[must_use]
    pub fn deadline_in(self, zone: &Zone) -> String {
        format!("{} ({zone})", self.format_in(zone, "%a %-d %b %Y, %H:%M"))
    }

    /// Hour and minute in a zone, as minutes after midnight.
    #[must_use]
    pub fn minute_of_day_in(self, zone: &Zone) -> i64 {
        let zoned = self.zoned(zone);
        i64::from(zoned.hour()) * 60 + i64::from(zoned.minute())
    }

    fn inner(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0.clamp(jiff::Timestamp::MIN.as_microsecond(), jiff::Timestamp::MAX.as_microsecond()))
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    fn zoned(self, zone: &Zone) -> jiff::Zoned {
        self.inner().to_zoned(zone.tz())
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.rfc3339())
    }
}
impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.rfc3339())
    }
}
impl TryFrom<String> for Timestamp {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        Self::parse(&text)
    }
}
impl From<Timestamp> for String {
    fn from(at: Timestamp) -> Self {
        at.rfc3339()
    }
}

impl Day {
    /// The day in the calendar's own terms.
    pub(crate) const fn date(self) -> jiff::civil::Date {
        self.0
    }

    /// Reads `2026-11-21`.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        text.trim().parse::<jiff::civil::Date>().map(Self).map_err(|_| TimeError::Day(text.trim().to_owned()))
    }

    /// A day by its numbers.
    ///
    /// # Errors
    /// When there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, TimeError> {
        jiff::civil::Date::new(year, month, day).map(Self).map_err(|_| TimeError::Day(format!("{year}-{month}-{day}")))
    }

    /// So many calendar days later (or earlier, when negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))))
    }

    /// Calendar days from this day until a later one.
    #[must_use]
    pub fn days_until(self, later: Day) -> i64 {
        (later.0 - self.0).get_days().into()
    }

    /// Whether it is a Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday)
    }

    /// The same day, or the next Monday to Friday that is no holiday of the workspace's list.
    #[must_use]
    pub fn or_next_working_day(self, holidays: &[Day]) -> Self {
        let mut day = self;
        while day.is_weekend() || holidays.contains(&day) {
            day = day.plus_days(1);
        }
        day
    }

    /// The first working day after this day.
    #[must_use]
    pub fn next_working_day(self, holidays: &[Day]) -> Self {
        self.plus_days(1).or_next_working_day(holidays)
    }

    /// The instant at which a clock in the zone shows this hour and minute; where summer time skips it, the
    /// instant after the gap, where it comes twice, the earlier.
    #[must_use]
    pub fn at(self, hour: i8, minute: i8, zone: &Zone) -> Timestamp {
        let time = jiff::civil::Time::constant(hour.clamp(0, 23), minute.clamp(0, 59), 0, 0);
        match self.0.to_datetime(time).to_zoned(zone.tz()) {
            Ok(zoned) => Timestamp(zoned.timestamp().as_microsecond()),
            Err(_) => Timestamp(0),
        }
    }

    /// The end of a window: 23:59 in the zone.
    #[must_use]
    pub fn end_in(self, zone: &Zone) -> Timestamp {
        self.at(23, 59, zone)
    }

    /// Formats by `strftime` rules, such as `%-d %b %Y`.
    #[must_use]
    pub fn format(self, pattern: &str) -> String {
        self.0.strftime(pattern).to_string()
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
impl TryFrom<String> for Day {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        Self::parse(&text)
    }
}
impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

impl Zone {
    /// Takes an IANA name that the built-in zone data knows.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let name = text.trim();
        jiff::tz::TimeZone::get(name).map(|_| Self(name.to_owned())).map_err(|_| TimeError::Zone(name.to_owned()))
    }

    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    fn tz(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.0).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl TryFrom<String> for Zone {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        Self::parse(&text)
    }
}
impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.0
    }
}

/// Quiet hours, in which nobody is written to by the program, in their zone: from 20:00 until before 08:00.
#[must_use]
pub fn is_quiet(at: Timestamp, zone: &Zone) -> bool {
    !(8 * 60..20 * 60).contains(&at.minute_of_day_in(zone))
}

/// When quiet hours that reign at an instant end: the next 08:00.
#[must_use]
pub fn quiet_until(at: Timestamp, zone: &Zone) -> Timestamp {
    let morning = at.day_in(zone).at(8, 0, zone);
    if at < morning { morning } else { at.day_in(zone).plus_days(1).at(8, 0, zone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london() -> Zone {
        Zone::parse("Europe/London").unwrap()
    }

    #[test]
    fn a_window_ends_at_2359_in_the_brands_zone() {
        let day = Day::parse("2026-07-21").unwrap();
        assert_eq!(day.end_in(&london()).rfc3339(), "2026-07-21T22:59:00Z");
        assert_eq!(day.end_in(&Zone::parse("Pacific/Auckland").unwrap()).rfc3339(), "2026-07-21T11:59:00Z");
    }

    #[test]
    fn working_days_skip_the_weekend() {
        let friday = Day::parse("2026-11-20").unwrap();
        assert_eq!(friday.next_working_day(&[]).to_string(), "2026-11-23");
        assert_eq!(friday.or_next_working_day(&[]), friday);
        // Easter 2027 in the United Kingdom: Good Friday, 26 March, and Easter Monday, 29 March.
        let easter = ["2027-03-26", "2027-03-29"].map(|day| Day::parse(day).unwrap());
        assert_eq!(Day::parse("2027-03-25").unwrap().next_working_day(&easter).to_string(), "2027-03-30");
        assert_eq!(easter[0].or_next_working_day(&easter).to_string(), "2027-03-30");
        assert_eq!(friday.days_until(Day::parse("2027-01-20").unwrap()), 61);
    }

    #[test]
    fn times_read_and_write_rfc3339() {
        let at = Timestamp::parse("2026-11-21T18:00:00+01:00").unwrap();
        assert_eq!(at.rfc3339(), "2026-11-21T17:00:00Z");
        assert_eq!(at.deadline_in(&london()), "Sat 21 Nov 2026, 17:00 (Europe/London)");
        assert!(Timestamp::parse("yesterday").is_err());
        assert!(Zone::parse("Mars/Olympus").is_err());
    }
}
