//! Cohorts: of the creators who first signed in a month, how many signed again later.
//!
//! Invariant: a creator is in one cohort, that of their first signature, and is counted once in each later month however often
//! they signed in it. Absent: why somebody came back, and sums of money.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{ids::CreatorId, time::Day};

/// So many cohorts are shown, the newest ones.
pub const MOST: usize = 12;

/// Everybody who first signed in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cohort {
    /// The first day of that month.
    pub month: Day,
    /// How many they are.
    pub creators: usize,
    /// How many of them signed again in the first, second, third ... month after it, until now.
    pub again: Vec<usize>,
    /// How many of them signed again in any later month.
    pub came_back: usize,
}

/// The cohorts of signatures, oldest first. `today` is in the brand's zone, as the days are.
#[must_use]
pub fn cohorts(signed: &[(CreatorId, Day)], today: Day) -> Vec<Cohort> {
    let mut months: BTreeMap<CreatorId, BTreeSet<i64>> = BTreeMap::new();
    for (creator, day) in signed {
        months.entry(*creator).or_default().insert(number(*day));
    }
    let mut found: BTreeMap<i64, Vec<BTreeSet<i64>>> = BTreeMap::new();
    for months in months.into_values() {
        if let Some(first) = months.first().copied() {
            found.entry(first).or_default().push(months);
        }
    }
    let now = number(today);
    let skipped = found.len().saturating_sub(MOST);
    let cohort = |(first, all): (i64, Vec<BTreeSet<i64>>)| {
        let in_month = |month: i64| all.iter().filter(|months| months.contains(&month)).count();
        Some(Cohort {
            month: month(first)?,
            creators: all.len(),
            again: (first + 1..=now).map(in_month).collect(),
            came_back: all.iter().filter(|months| months.len() > 1).count(),
        })
    };
    found.into_iter().skip(skipped).filter_map(cohort).collect()
}

/// Months since the year 0.
fn number(day: Day) -> i64 {
    let part = |pattern: &str| day.format(pattern).parse::<i64>().unwrap_or_default();
    part("%Y") * 12 + part("%m") - 1
}

fn month(number: i64) -> Option<Day> {
    let (year, month) = (i16::try_from(number.div_euclid(12)).ok()?, i8::try_from(number.rem_euclid(12) + 1).ok()?);
    Day::new(year, month, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_creator_belongs_to_the_month_of_the_first_signature_and_comes_back_once_a_month() {
        let who = |number: u128| CreatorId::from_uuid(uuid::Uuid::from_u128(number));
        let signed = [
            (who(1), day("2026-08-31")),
            (who(1), day("2026-10-02")),
            (who(1), day("2026-10-30")),
            (who(2), day("2026-08-01")),
            (who(3), day("2026-10-05")),
            (who(4), day("2025-12-05")),
            (who(4), day("2026-01-05")),
        ];
        let found = cohorts(&signed, day("2026-11-03"));
        let seen: Vec<(String, usize, usize, Vec<usize>)> =
            found.into_iter().map(|one| (one.month.to_string(), one.creators, one.came_back, one.again)).collect();
        assert_eq!(
            seen,
            [
                ("2025-12-01".to_owned(), 1, 1, vec![1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
                ("2026-08-01".to_owned(), 2, 1, vec![0, 1, 0]),
                ("2026-10-01".to_owned(), 1, 0, vec![0]),
            ]
        );
        assert!(cohorts(&[], day("2026-11-03")).is_empty());
    }

    #[test]
    fn only_the_newest_are_shown() {
        let signed: Vec<(CreatorId, Day)> = (0..30_u128)
            .map(|at| (CreatorId::from_uuid(uuid::Uuid::from_u128(at)), month(24_300 + i64::try_from(at).unwrap()).unwrap()))
            .collect();
        let found = cohorts(&signed, month(24_340).unwrap());
        assert_eq!((found.len(), found.last().map(|one| one.month)), (MOST, month(24_329)));
    }
}
