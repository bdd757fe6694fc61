//! Time: "not contacted this year", "posted in the last 30 days", "since March".
//!
//! Invariant: days are counted back from the day that was handed in, and the first day of a period is within it. Absent:
//! the hour; a period that ends before today.

use jiff::ToSpan;
use jiff::civil::Date;

use super::NotUnderstood;
use super::grammar::{Found, Grammar};
use super::lexicon::Role;

/// How far back something reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    /// So many days.
    Days(i64),
    /// From a day on.
    From(Date),
    /// "recently", "last year": no first day that all would agree on.
    Vague,
}

/// The most days that a filter holds, and what "never" becomes: nobody's records reach further back.
const MOST_DAYS: i64 = 3_650;

impl Grammar<'_> {
    /// Whether somebody was written to: "not contacted this year", "seit März nicht angeschrieben".
    pub(super) fn contact(&self, at: usize) -> Option<Found> {
        let (mut next, mut period) = self.leading_period(at);
        let mut never = false;
        if self.is(next, Role::Uncontacted) {
            (next, never) = (next + 1, true);
        } else {
            let not = self.is(next, Role::Not);
            if not {
                let word = self.slice(next, next + 1);
                never = ["never", "nie", "niemals", "noch nie", "noch nicht"].iter().any(|known| word.eq_ignore_ascii_case(known));
                next = self.skip_stops(next + 1, 3);
                (next, period) = self.later_period(next, period);
                next = self.skip_stops(next, 3);
            }
            if !self.is(next, Role::Contacted) || (!not && self.slice(next, next + 1).eq_ignore_ascii_case("contact")) {
                return None;
            }
            (next, period) = self.later_period(next + 1, period);
            if !not {
                let next = self.ago(next).map_or(next, |(to, _)| to);
                return Some(Found::refused(at, next, NotUnderstood::NotKept));
            }
        }
        let days = match period {
            None if never => MOST_DAYS,
            None | Some(Period::Vague) => return Some(Found::refused(at, next, NotUnderstood::Vague)),
            Some(Period::Days(days)) => days,
            // The first day itself is within, whatever the hour of today.
            Some(Period::From(day)) => self.days_since(day) + 1,
        };
        Some(days_filter(at, next, "not_contacted", days))
    }

    /// Whether somebody posts: "active in the last 30 days", "diesen Monat gepostet", "posts daily".
    pub(super) fn posting(&self, at: usize) -> Option<Found> {
        let often = at + usize::from(self.is(at, Role::Posts));
        if let Some(entry) = self.entry(often).filter(|entry| entry.role == Some(Role::Often)) {
            let to = often + 1 + usize::from(self.is(often + 1, Role::Posts));
            return Some(match entry.value {
                "" => Found::refused(at, to, NotUnderstood::NoBound),
                thousandths => Found::values(at, to, "posts_a_week", [format!("{thousandths}..")]),
            });
        }
        let (mut next, mut period) = self.leading_period(at);
        let not = self.is(next, Role::Not);
        if not {
            next = self.skip_stops(next + 1, 2);
        }
        let role = self.role(next).filter(|role| matches!(role, Role::Posted | Role::Active | Role::LastPost))?;
        next += 1;
        if period.is_none() {
            (next, period) = self.later_period(next, period);
        }
        if period.is_none() && role == Role::LastPost {
            (next, period) = self.ago(next)?;
        }
        match period {
            None if role == Role::Active && !not && (self.is(next, Role::Person) || next >= self.lexemes.len()) => {
                Some(Found::refused(at, next, NotUnderstood::Vague))
            }
            None => None,
            Some(_) if not => Some(Found::refused(at, next, NotUnderstood::Excludes)),
            Some(Period::Vague) => Some(Found::refused(at, next, NotUnderstood::Vague)),
            Some(Period::Days(days)) => Some(days_filter(at, next, "posted_within", days)),
            Some(Period::From(day)) => Some(days_filter(at, next, "posted_within", self.days_since(day).max(1))),
        }
    }

    /// A period of which nothing says what happened in it: "worked with us last year".
    pub(super) fn dated(&self, at: usize) -> Option<Found> {
        let (to, _) = self.period(at).filter(|_| !self.is(at, Role::Recently))?;
        Some(Found::refused(at, to, NotUnderstood::Ambiguous))
    }

    fn days_since(&self, day: Date) -> i64 {
        self.today.since(day).map_or(0, |span| i64::from(span.get_days()))
    }

    /// A period before the verb, as in German, with the small words behind it.
    fn leading_period(&self, at: usize) -> (usize, Option<Period>) {
        match self.period(at) {
            Some((to, period)) => (self.skip_stops(to, 3), Some(period)),
            None => (at, None),
        }
    }

    /// A period here, over small words; the place stays where none follows.
    fn later_period(&self, at: usize, known: Option<Period>) -> (usize, Option<Period>) {
        if known.is_some() {
            return (at, known);
        }
        let next = self.skip_stops(at, 3);
        let here = self.period(at).or_else(|| self.period(next));
        here.map_or((at, None), |(to, period)| (to, Some(period)))
    }

    /// "less than 30 days ago", "höchstens 30 Tage alt" after the last post.
    fn ago(&self, at: usize) -> Option<(usize, Option<Period>)> {
        let next = self.skip_stops(at, 2);
        // More than so many days ago would be a post that is old enough, which no filter asks for.
        let bound =
            usize::from(self.is(next, Role::AtMost) || (!self.is(at.saturating_sub(1), Role::LastPost) && self.is(next, Role::AtLeast)));
        let next = next + bound;
        let (to, period) = self.number_of_units(next)?;
        self.is(to, Role::Ago).then_some((to + 1, Some(period)))
    }

    /// A period that begins at a place.
    fn period(&self, at: usize) -> Option<(usize, Period)> {
        match self.role(at)? {
            Role::Recently => Some((at + 1, Period::Vague)),
            Role::This => self.this(at + 1),
            Role::Last => self.number_of_units(at + 1).or_else(|| self.unit(at + 1).map(|_| (at + 2, Period::Vague))),
            Role::Within => {
                let next = self.skip_stops(at + 1, 2);
                let next = next + usize::from(self.is(next, Role::Last));
                self.number_of_units(next).or_else(|| Some((next + 1, self.units(1, self.unit(next)?)?)))
            }
            Role::In => {
                let next = at + 1 + usize::from(self.is(at + 1, Role::Last));
                self.number_of_units(next)
            }
            Role::Stop if self.slice(at, at + 1).eq_ignore_ascii_case("for") => self.number_of_units(at + 1),
            Role::Since => self.since(at + 1),
            _ => None,
        }
    }

    /// "30 days", "2 weeks", "3 months".
    fn number_of_units(&self, at: usize) -> Option<(usize, Period)> {
        let count = self.number(at)?.plain()?;
        Some((at + 2, self.units(count, self.unit(at + 1)?)?))
    }

    fn unit(&self, at: usize) -> Option<Role> {
        self.role(at).filter(|role| matches!(role, Role::Day | Role::Week | Role::Month | Role::Quarter | Role::Year))
    }

    fn units(&self, count: i64, unit: Role) -> Option<Period> {
        let count = i32::try_from(count).ok().filter(|count| (1..=4_000).contains(count))?;
        let span = match unit {
            Role::Week => count.weeks(),
            Role::Month => count.months(),
            Role::Quarter => count.checked_mul(3)?.months(),
            Role::Year => count.years(),
            _ => count.days(),
        };
        let first = self.today.checked_sub(span).ok()?;
        Some(Period::Days(self.days_since(first)))
    }

    /// "this year".
    fn this(&self, at: usize) -> Option<(usize, Period)> {
        let today = self.today;
        let first = match self.unit(at)? {
            Role::Week => today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()?,
            Role::Month => today.first_of_month(),
            Role::Quarter => Date::new(today.year(), (today.month() - 1) / 3 * 3 + 1, 1).ok()?,
            Role::Year => today.first_of_year(),
            _ => today,
        };
        Some((at + 1, Period::From(first)))
    }

    /// "since March", "since 1 March 2026", "since 2025", "since 2026-03-01", "seit 90 Tagen".
    fn since(&self, at: usize) -> Option<(usize, Period)> {
        if let Some(found) = self.number_of_units(at) {
            return Some(found);
        }
        if matches!(self.role(at), Some(Role::Last | Role::This)) {
            return self.period(at);
        }
        if let Some(found) = self.iso_date(at) {
            return Some(found);
        }
        let (mut next, mut day) = (at, 1);
        if let Some(number) = self.number(at).and_then(|number| number.plain()) {
            next += 1 + usize::from(self.is_mark(at + 1, '.'));
            if !self.is(next, Role::NamedMonth) {
                let first = Date::new(i16::try_from(number).ok()?, 1, 1).ok().filter(|day| self.is_near_past(*day))?;
                return Some((at + 1, Period::From(first)));
            }
            day = i8::try_from(number).ok()?;
        }
        let month: i8 = self.entry(next).filter(|entry| entry.role == Some(Role::NamedMonth))?.value.parse().ok()?;
        next += 1;
        let written = self.number(next).and_then(|number| number.plain()).and_then(|year| i16::try_from(year).ok());
        if let Some(first) = written.and_then(|year| Date::new(year, month, day).ok()).filter(|day| self.is_near_past(*day)) {
            return Some((next + 1, Period::From(first)));
        }
        let this_year = Date::new(self.today.year(), month, day).ok()?;
        let first = if this_year > self.today { Date::new(self.today.year() - 1, month, day).ok()? } else { this_year };
        Some((next, Period::From(first)))
    }

    fn iso_date(&self, at: usize) -> Option<(usize, Period)> {
        if !(self.is_dash(at + 1) && self.is_dash(at + 3)) {
            return None;
        }
        let part = |at: usize| self.number(at).and_then(|number| number.digits().parse::<i16>().ok());
        let (month, day) = (i8::try_from(part(at + 2)?).ok()?, i8::try_from(part(at + 4)?).ok()?);
        let date = Date::new(part(at)?, month, day).ok().filter(|day| self.is_near_past(*day))?;
        Some((at + 5, Period::From(date)))
    }

    fn is_near_past(&self, day: Date) -> bool {
        day <= self.today && self.days_since(day) < MOST_DAYS
    }
}

fn days_filter(from: usize, to: usize, name: &'static str, days: i64) -> Found {
    if (1..=MOST_DAYS).contains(&days) {
        Found::values(from, to, name, [days.to_string()])
    } else {
        Found::refused(from, to, NotUnderstood::UnknownNumber)
    }
}
