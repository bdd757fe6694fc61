//! What lists of customers and of mentions have in common: headings that say what a column is, days, and rows that are refused.
//!
//! Invariant: a row that is not taken is named by its number with the reason. Absent: files; a plan of the room `creators` gives
//! the cells, whatever kind of file they came in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    creators::{Handle, Platform, Profile, import::Plan, posts::time_of},
    time::{
        Day, Timestamp, Zone,
        written::{self, NoDay},
    },
};

/// So many refusals and warnings are told one by one; all are counted.
pub const TOLD: usize = 200;

/// Why a list cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// No headings.
    #[error("The first row must say what each column is, such as email, handle, name, orders.")]
    NoHeadings,
    /// Nothing by which anybody could be recognised.
    #[error("No column holds e-mail addresses or handles, and a name alone says nothing. Name one \"email\" or \"handle\".")]
    NobodyNamed,
    /// Nothing by which a post could be recognised.
    #[error("No column says who posted. Name one \"handle\", and one \"url\" for the address of the post.")]
    NoPosts,
    /// A meaning for each column, or none at all.
    #[error("The file has {expected} columns, the mapping {found}. Give one meaning for each column.")]
    Columns {
        /// In the file.
        expected: usize,
        /// In the mapping.
        found: usize,
    },
}

/// A row that was not taken, or a cell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedRow {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// Why, and what to do.
    pub reason: String,
}

/// Notes that are counted, of which the first are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// The first of them.
    pub first: Vec<RefusedRow>,
    /// How many there are.
    pub all: u64,
}

impl Notes {
    /// Adds one.
    pub fn add(&mut self, row: u64, reason: impl Into<String>) {
        self.all += 1;
        if self.first.len() < TOLD {
            self.first.push(RefusedRow { row, reason: reason.into() });
        }
    }
}

/// The headings of a list.
pub(super) fn headings(plan: &Plan) -> Result<&[String], ListError> {
    plan.headings().ok_or(ListError::NoHeadings)
}

/// A cell as a message quotes it.
pub(super) fn quoted(cell: &str) -> String {
    let short: String = cell.chars().take(40).collect();
    format!("\"{short}\"")
}

/// A cell of at most so many letters, without control characters.
pub(super) fn cut(cell: &str, most: usize) -> String {
    cell.trim().chars().filter(|letter| !letter.is_control() || *letter == '\n').take(most).collect()
}

/// An account by its handle or its address. What the row says of the platform counts where the address does not.
pub(super) fn account(cell: &str, platform: &Platform) -> Result<(Platform, Handle), String> {
    if let Some(found) = crate::creators::locate(cell) {
        let Profile { platform, handle, .. } = found.into();
        return handle.map(|handle| (platform, handle)).ok_or_else(|| format!("{} names no handle.", quoted(cell)));
    }
    Handle::parse(platform, cell).map(|handle| (platform.clone(), handle)).map_err(|error| crate::text::sentence(&error.to_string()))
}

/// A time: as posts have it, or a day with dots or slashes where it can be read one way only.
pub(super) fn time(cell: &str) -> Result<Timestamp, String> {
    if let Some(at) = time_of(cell) {
        return Ok(at);
    }
    let on = cell.split_whitespace().next().unwrap_or_default().trim_end_matches(',');
    match written::year_last(on, None) {
        Ok(day) => Ok(day.at(12, 0, &Zone::utc())),
        Err(NoDay::TwoWays) => Err(format!("{} can be read two ways. Write it like 2026-11-02.", quoted(cell))),
        Err(NoDay::Unreadable) => Err(format!("{} is no date. Write it like 2026-11-02.", quoted(cell))),
    }
}

/// The day of a time in UTC.
pub(super) fn day(cell: &str) -> Result<Day, String> {
    time(cell).map(|at| at.day_in(&Zone::utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_where_they_can_be_read_one_way_only() {
        let read = |cell: &str| day(cell).map(|day| day.to_string());
        for (cell, expected) in
            [("2026-03-02", "2026-03-02"), ("2.3.2026", "2026-03-02"), ("25/03/2026", "2026-03-25"), ("03/25/26 10:00", "2026-03-25")]
        {
            assert_eq!(read(cell).as_deref(), Ok(expected), "{cell}");
        }
        assert_eq!(read("02/03/2026").unwrap_err(), "\"02/03/2026\" can be read two ways. Write it like 2026-11-02.");
        assert_eq!(read("soon").unwrap_err(), "\"soon\" is no date. Write it like 2026-11-02.");
        assert!(read("31.02.2026").is_err());
    }

    #[test]
    fn an_account_is_read_from_its_address_whatever_the_row_says() {
        let read = |cell: &str| account(cell, &Platform::unknown()).map(|(platform, handle)| format!("{platform}:{handle}"));
        assert_eq!(read("https://www.instagram.com/maya.k/").as_deref(), Ok("instagram:maya.k"));
        assert_eq!(read("@maya.k").as_deref(), Ok("unknown:maya.k"));
        assert!(read("Maya Okafor").is_err());
    }
}
