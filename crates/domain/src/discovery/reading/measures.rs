//! Numbers with what they count: followers, views, shares, fees, posts a week, and what is not counted here.
//!
//! Invariant: a number becomes a filter only where the text says what it counts, or where thousands of nothing else can be
//! meant. Absent: numbers of days (`periods`).

use super::super::Between;
use super::NotUnderstood;
use super::amounts::{Measure, Quantity};
use super::grammar::{AHEAD, Found, Grammar, Says};
use super::lexicon::Role;

/// Weeks of a year by months of a year, so that posts a month become posts a week.
const WEEKS_A_YEAR: i64 = 52;
const MONTHS_A_YEAR: i64 = 12;

impl Grammar<'_> {
    /// A measure and then its number: "engagement over 3 %", "followers: 10k-80k", "posts at least 3 times a week".
    pub(super) fn measured(&self, at: usize) -> Option<Found> {
        let role = self.role(at)?;
        let counts = matches!(role, Role::Fee | Role::Budget | Role::Posts | Role::Aged);
        if !counts && !self.is_measure(at) && role != Role::NotKept {
            return None;
        }
        let quantity = self.quantity(self.fillers(at + 1))?;
        let to = quantity.to;
        if role == Role::NotKept {
            return self.measure_after(to).is_none().then(|| Found::refused(at, to, NotUnderstood::NotKept));
        }
        match role {
            Role::Posts => self.frequency(at, to, &quantity),
            Role::Aged => Some(Found::refused(at, to + usize::from(self.is_years(to)), NotUnderstood::AgeIsNotKnown)),
            Role::Budget | Role::Fee => {
                if quantity.is_percent() || self.is_measure(to) {
                    return None;
                }
                let quantity = if role == Role::Budget { quantity.bounded(false) } else { quantity };
                Some(self.fee(at, to, &quantity))
            }
            Role::Growth if quantity.is_percent() => Some(self.growth(at, to, &quantity)),
            _ => {
                let found = self.of_measure(at, to, role, &quantity);
                // "engagement over 10k followers": the number belongs to the measure behind it.
                let belongs = !matches!(found.says, Says::Refused(NotUnderstood::UnknownNumber)) || self.measure_after(to).is_none();
                belongs.then_some(found)
            }
        }
    }

    /// A number and then what it counts, or a number alone.
    pub(super) fn counted(&self, at: usize) -> Option<Found> {
        let quantity = self.quantity(at)?;
        let to = quantity.to;
        if let Some((measure_at, role)) = self.measure_after(to) {
            return Some(self.number_then_measure(at, measure_at, role, quantity));
        }
        let next = self.skip_stops(to, 2);
        if quantity.currency().is_some() {
            return Some(if self.is(next, Role::PerPost) || self.is(next, Role::Fee) {
                self.fee(at, next + 1, &quantity)
            } else if self.is(next, Role::NotKept) || self.is(next, Role::PerMonth) || self.is(next, Role::PerYear) {
                Found::refused(at, next + 1, NotUnderstood::NotKept)
            } else {
                Found::refused(at, to, NotUnderstood::UnknownAmount)
            });
        }
        if let Some(found) = self.frequency(at, to, &quantity) {
            return Some(found);
        }
        if self.is_years(to) {
            return Some(Found::refused(at, to + 1, NotUnderstood::AgeIsNotKnown));
        }
        if self.is(next, Role::NotKept) {
            return Some(Found::refused(at, next + 1, NotUnderstood::NotKept));
        }
        if quantity.is_percent() {
            return Some(self.share_of_audience(at, next).unwrap_or(Found::refused(at, to, NotUnderstood::UnknownNumber)));
        }
        if let Some(near) = self.near(to) {
            return Some(Found::refused(at, near.to, NotUnderstood::NotKept));
        }
        let followers = quantity.is_large_count() && self.counts_people(to) && !self.is_a_thing_before(at);
        Some(match quantity.bounds(Measure::Count) {
            Ok(bounds) if followers => Found { from: at, to, says: Says::Bounds("followers", bounds, None) },
            Err(why @ (NotUnderstood::Backwards | NotUnderstood::Ambiguous)) if followers => Found::refused(at, to, why),
            _ => Found::refused(at, to, NotUnderstood::UnknownNumber),
        })
    }

    /// Small words and marks between a measure and its number.
    fn fillers(&self, at: usize) -> usize {
        let filler = |at: usize| {
            self.is_mark(at, ':')
                || self.is_mark(at, '=')
                || self.is(at, Role::Stop)
                || self.is(at, Role::To)
                || (self.is(at, Role::From) && !self.slice(at, at + 1).eq_ignore_ascii_case("from") && self.number(at + 1).is_none())
        };
        (at..at + 3).find(|at| !filler(*at)).unwrap_or(at + 3)
    }

    /// The measure that a number before it counts, over small words and marks such as "of the".
    fn measure_after(&self, at: usize) -> Option<(usize, Role)> {
        let at = self.skip_stops(at, 2);
        let role = self.role(at).filter(|_| self.is_measure(at))?;
        Some((at, role))
    }

    fn number_then_measure(&self, at: usize, measure_at: usize, role: Role, quantity: Quantity) -> Found {
        let mut to = measure_at + 1;
        let quantity = match self.role(to) {
            Some(Role::OrMore) => quantity.bounded(true),
            Some(Role::OrLess) => quantity.bounded(false),
            _ => quantity,
        };
        if matches!(self.role(to), Some(Role::OrMore | Role::OrLess)) {
            to += 1;
        }
        match role {
            Role::Growth => self.growth(at, to, &quantity),
            Role::Sponsored if self.is(to, Role::Posts) || self.is(to, Role::Content) => self.of_measure(at, to + 1, role, &quantity),
            _ => self.of_measure(at, to, role, &quantity),
        }
    }

    fn of_measure(&self, from: usize, to: usize, role: Role, quantity: &Quantity) -> Found {
        let (name, measure) = match role {
            Role::Followers => ("followers", Measure::Count),
            Role::Views => ("views", Measure::Count),
            Role::Sponsored => ("sponsored_share", Measure::Percent),
            Role::Growth => ("growth", Measure::Percent),
            Role::EngagementByViews => ("engagement_by_views", Measure::Percent),
            _ => ("engagement", Measure::Percent),
        };
        filter(from, to, name, quantity.bounds(measure))
    }

    /// Growth is kept by the month; another period is not turned into one, because growth compounds.
    fn growth(&self, from: usize, to: usize, quantity: &Quantity) -> Found {
        match self.role(to) {
            Some(Role::PerMonth) => self.of_measure(from, to + 1, Role::Growth, quantity),
            Some(Role::Last) if self.is(to + 1, Role::Month) => self.of_measure(from, to + 2, Role::Growth, quantity),
            Some(Role::PerDay | Role::PerWeek | Role::PerYear) => Found::refused(from, to + 1, NotUnderstood::NotKept),
            _ => self.of_measure(from, to, Role::Growth, quantity),
        }
    }

    fn fee(&self, from: usize, to: usize, quantity: &Quantity) -> Found {
        let next = self.skip_stops(to, 1);
        let to = if self.is(next, Role::PerPost) { next + 1 } else { to };
        if matches!(self.role(to), Some(Role::PerMonth | Role::PerYear | Role::PerWeek | Role::PerDay | Role::NotKept)) {
            return Found::refused(from, to + 1, NotUnderstood::NotKept);
        }
        let Some(currency) = quantity.currency() else { return Found::refused(from, to, NotUnderstood::UnknownAmount) };
        match quantity.bounds(Measure::Money(currency)) {
            Ok(bounds) => Found { from, to, says: Says::Bounds("fee", bounds, Some(currency)) },
            Err(NotUnderstood::UnknownNumber) => Found::refused(from, to, NotUnderstood::UnknownAmount),
            Err(why) => Found::refused(from, to, why),
        }
    }

    /// "3 times a week", "3 posts a week", "3x/week" behind a quantity.
    fn frequency(&self, from: usize, at: usize, quantity: &Quantity) -> Option<Found> {
        let counted = self.is(at, Role::Times) || self.is(at, Role::Posts);
        let mut to = at + usize::from(counted);
        to += usize::from(counted && self.is(to, Role::Posts));
        let slash = self.is_mark(to, '/');
        let role = self.role(to + usize::from(slash))?;
        let (times, by) = match role {
            Role::PerDay | Role::Day if slash || role == Role::PerDay => (7, 1),
            Role::PerWeek | Role::Week if slash || role == Role::PerWeek => (1, 1),
            Role::PerMonth | Role::Month if slash || role == Role::PerMonth => (MONTHS_A_YEAR, WEEKS_A_YEAR),
            Role::PerYear if counted => (1, WEEKS_A_YEAR),
            _ => return None,
        };
        if !counted && !self.is(from, Role::Posts) {
            return None;
        }
        let after = to + usize::from(slash) + 1;
        let quantity = match self.role(after) {
            Some(Role::OrMore) => &quantity.clone().bounded(true),
            Some(Role::OrLess) => &quantity.clone().bounded(false),
            _ => quantity,
        };
        let a_week = |bound: Option<i64>| bound.map(|number| number.saturating_mul(times) / by);
        let bounds = quantity.bounds(Measure::Thousandths).map(|read| Between { least: a_week(read.least), most: a_week(read.most) });
        let mut to = after + usize::from(matches!(self.role(after), Some(Role::OrMore | Role::OrLess)));
        // "at least 3 times a week posting"
        to += usize::from(self.is(to, Role::Posts) && !self.is(from, Role::Posts) && self.is(at, Role::Times));
        Some(filter(from, to, "posts_a_week", bounds))
    }

    /// "60 % female audience", "40 % of the audience in the US": shares of an audience.
    fn share_of_audience(&self, from: usize, at: usize) -> Option<Found> {
        if self.is_of_people(at) {
            return Some(self.people_of_audience(from, at));
        }
        self.audience(at).map(|audience| Found::refused(from, audience.to, NotUnderstood::NotKept))
    }

    fn is_years(&self, at: usize) -> bool {
        self.is(at, Role::YearsOld) || self.is(at, Role::Year) || (self.is_dash(at) && self.is(at + 1, Role::YearsOld))
    }

    /// Whether the word before a number may be what it counts: "sales over 50k".
    fn is_a_thing_before(&self, at: usize) -> bool {
        let before = (1..=3).filter_map(|back| at.checked_sub(back)).find(|before| !self.is(*before, Role::Stop));
        let Some(before) = before.filter(|before| self.is_word(*before)) else { return false };
        self.entry(before).is_none_or(|entry| {
            let names = !entry.place.is_empty() || !entry.people.is_empty() || entry.city.is_some() || entry.language.is_some();
            let role = entry.role.is_none_or(|role| {
                !role.is_grammar()
                    && !matches!(
                        role,
                        Role::Platform | Role::Size | Role::Tier | Role::Contactable | Role::Speaking | Role::Worked | Role::Contacted
                    )
            });
            !names && entry.topic.is_none() && role
        })
    }

    /// Whether thousands before this place can only be followers: nothing follows, or a person does, or topics.
    fn counts_people(&self, at: usize) -> bool {
        // "over 100k in revenue", "over 50k of debt"; but "10k to 80k in Germany".
        let thing = match self.role(at) {
            Some(Role::In) => self.place(at, None).is_none() && self.language(at).is_none(),
            Some(Role::Stop) => {
                ["of", "for", "per", "a", "each", "every"].contains(&self.slice(at, at + 1))
                    && !self.is(self.skip_stops(at, 3), Role::Person)
            }
            _ => false,
        };
        if thing {
            return false;
        }
        if self.alone(at) {
            return true;
        }
        // "10k-80k crochet creators": the words up to the person say what they do.
        (at..at + AHEAD).find(|next| !self.is_word(*next) || self.is(*next, Role::Person)).is_some_and(|next| self.is(next, Role::Person))
    }
}

/// A filter, or the reason why there is none.
fn filter(from: usize, to: usize, name: &'static str, bounds: Result<Between, NotUnderstood>) -> Found {
    match bounds {
        Ok(bounds) => Found { from, to, says: Says::Bounds(name, bounds, None) },
        Err(why) => Found::refused(from, to, why),
    }
}
