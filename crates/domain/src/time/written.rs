//! Days as people and shops write them in a sheet.
//!
//! Invariant: a day that can be read two ways is not guessed: the file itself shows its order somewhere, or a person says it.
//! Absent: hours, and names of months.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Day;

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
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst].into_iter().find(|one| one.as_str() == word)
    }

    /// The order that the days of a file show: some day after the twelfth tells. Nothing when none does, or when they
    /// contradict each other.
    pub(crate) fn shown_by<'a>(cells: impl Iterator<Item = &'a str>) -> Option<Self> {
        let (mut day_first, mut month_first) = (false, false);
        for (first, second, _) in cells.filter_map(|cell| slashed(cell.split_whitespace().next()?)) {
            day_first |= first > 12;
            month_first |= second > 12;
        }
        match (day_first, month_first) {
            (true, false) => Some(Self::DayFirst),
            (false, true) => Some(Self::MonthFirst),
            _ => None,
        }
    }
}

/// Why a text is not read as a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoDay {
    /// It is none.
    Unreadable,
    /// Nothing says whether the day or the month comes first.
    TwoWays,
}

/// Reads a day, without a time.
pub(crate) fn day(text: &str, order: Option<DateOrder>) -> Result<Day, NoDay> {
    Day::parse(text).or_else(|_| year_last(text, order))
}

/// Reads a day whose year stands last.
pub(crate) fn year_last(text: &str, order: Option<DateOrder>) -> Result<Day, NoDay> {
    // With dots the day comes first everywhere.
    let (day, month, year) = match (numbers(text, '.'), slashed(text)) {
        (Some(dotted), _) => dotted,
        (None, Some((first, second, year))) => match order {
            // 13/25/2026: there is no order in which that is a day.
            _ if first > 12 && second > 12 => return Err(NoDay::Unreadable),
            _ if first > 12 || first == second => (first, second, year),
            _ if second > 12 => (second, first, year),
            Some(DateOrder::DayFirst) => (first, second, year),
            Some(DateOrder::MonthFirst) => (second, first, year),
            None => return Err(NoDay::TwoWays),
        },
        (None, None) => return Err(NoDay::Unreadable),
    };
    let year = if year < 100 { 2000 + year } else { year };
    Day::parse(&format!("{year:04}-{month:02}-{day:02}")).map_err(|_| NoDay::Unreadable)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_read_two_ways_waits_for_an_order() {
        let both = [Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)];
        for (text, unsaid, said) in [
            ("2026-11-02", Ok("2026-11-02"), [Ok("2026-11-02"), Ok("2026-11-02")]),
            ("02.11.2026", Ok("2026-11-02"), [Ok("2026-11-02"), Ok("2026-11-02")]),
            ("25/11/26", Ok("2026-11-25"), [Ok("2026-11-25"), Ok("2026-11-25")]),
            ("11-25-2026", Ok("2026-11-25"), [Ok("2026-11-25"), Ok("2026-11-25")]),
            ("05/05/2026", Ok("2026-05-05"), [Ok("2026-05-05"), Ok("2026-05-05")]),
            ("01/07/2026", Err(NoDay::TwoWays), [Ok("2026-07-01"), Ok("2026-01-07")]),
            ("13/25/2026", Err(NoDay::Unreadable), [Err(NoDay::Unreadable), Err(NoDay::Unreadable)]),
            ("31/02/2026", Err(NoDay::Unreadable), [Err(NoDay::Unreadable), Err(NoDay::Unreadable)]),
            ("soon", Err(NoDay::Unreadable), [Err(NoDay::Unreadable), Err(NoDay::Unreadable)]),
        ] {
            let read = |order| day(text, order).map(|day| day.to_string());
            let expected = |one: Result<&str, NoDay>| one.map(str::to_owned);
            assert_eq!(read(None), expected(unsaid), "{text}");
            assert_eq!(both.map(read), said.map(expected), "{text}");
        }
    }

    #[test]
    fn a_file_shows_its_order_where_its_days_agree() {
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
