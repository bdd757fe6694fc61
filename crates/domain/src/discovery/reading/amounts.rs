//! Numbers of a query: one amount as written, and ranges and bounds of two.
//!
//! Invariant: nothing overflows and no digit is guessed; a number that cannot be read has no value. Absent: what is counted.

use super::super::Between;
use super::NotUnderstood;
use super::grammar::Grammar;
use super::lexemes::What;
use super::lexicon::Role;
use crate::creators::counts::{self, DecimalMark, Scale};
use crate::money::{Currency, Money};

/// A number as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Amount {
    digits: String,
    /// `k`, `mio` and the like; empty without.
    unit: &'static str,
    /// With a percent sign.
    pub(super) percent: bool,
    /// With the sign of a currency.
    pub(super) currency: Option<Currency>,
    /// `10k+`.
    pub(super) plus: bool,
}

/// Units as they are written, and as `counts` reads them; whether they may stand after a space.
const UNITS: &[(&str, &str, bool)] = &[
    ("k", "k", true),
    ("m", "m", false),
    ("mn", "mn", true),
    ("mio", "mio", true),
    ("million", "million", true),
    ("millions", "million", true),
    ("millionen", "million", true),
    ("thousand", "k", true),
    ("tausend", "k", true),
    ("tsd", "tsd", true),
    ("lakh", "lakh", true),
    ("bn", "bn", true),
];

impl Amount {
    /// Digits, and the currency that stood before them.
    pub(super) fn of(digits: &str, currency: Option<Currency>) -> Self {
        Self { digits: digits.to_owned(), currency, ..Self::default() }
    }

    /// A number in digits that are not read.
    pub(super) fn unreadable() -> Self {
        Self::default()
    }

    /// Takes a word as the unit, where it is one.
    pub(super) fn take_unit(&mut self, word: &str, glued: bool, capital_m: bool) -> bool {
        let known = UNITS.iter().find(|(written, _, spaced)| *written == word && (glued || *spaced || capital_m));
        self.unit = known.map_or("", |(_, unit, _)| unit);
        known.is_some()
    }

    /// Whether thousands or millions were written.
    pub(super) fn has_unit(&self) -> bool {
        !self.unit.is_empty()
    }

    fn is_plain(&self) -> bool {
        !self.percent && self.currency.is_none()
    }

    /// A count.
    fn count(&self, unit: &str) -> Option<i64> {
        counts::parse(&format!("{}{unit}", self.digits)).value()
    }

    /// A whole number without unit, such as a year or a number of days.
    pub(super) fn plain(&self) -> Option<i64> {
        (self.is_plain() && !self.has_unit() && !self.plus).then(|| self.digits.parse().ok()).flatten()
    }

    /// The digits as they stand.
    pub(super) fn digits(&self) -> &str {
        &self.digits
    }
}

/// How a bound of a quantity was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// At least, at most, or a range.
    Bounded,
    /// A number alone, or "about" one.
    Bare,
}

/// One or two amounts with how they bound.
#[derive(Debug, Clone)]
pub(super) struct Quantity {
    /// The lexeme after it.
    pub(super) to: usize,
    least: Option<Amount>,
    most: Option<Amount>,
    /// Whether it bounds anything.
    pub(super) said: Said,
}

/// What is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Whole things.
    Count,
    /// Millionths, from a percentage.
    Percent,
    /// Thousandths of things.
    Thousandths,
    /// Minor units of a currency.
    Money(Currency),
}

impl Quantity {
    fn amounts(&self) -> impl Iterator<Item = &Amount> {
        self.least.iter().chain(self.most.iter())
    }

    /// Whether a percent sign was written.
    pub(super) fn is_percent(&self) -> bool {
        self.amounts().any(|amount| amount.percent)
    }

    /// The currency that was written.
    pub(super) fn currency(&self) -> Option<Currency> {
        self.amounts().find_map(|amount| amount.currency)
    }

    /// Whether thousands or millions were written and nothing else.
    pub(super) fn is_large_count(&self) -> bool {
        !self.is_percent() && self.currency().is_none() && self.amounts().any(Amount::has_unit)
    }

    /// A number alone becomes a bound: "20k followers or more", a budget.
    pub(super) fn bounded(mut self, at_least: bool) -> Self {
        if self.said == Said::Bare {
            self.said = Said::Bounded;
            if !at_least {
                self.most = self.least.take();
            }
        }
        self
    }

    /// The bounds in a measure.
    ///
    /// # Errors
    /// When no bound was said, a number cannot be read, or a range ends before it begins.
    pub(super) fn bounds(&self, measure: Measure) -> Result<Between, NotUnderstood> {
        let fits = match measure {
            Measure::Count | Measure::Thousandths => !self.is_percent() && self.currency().is_none(),
            Measure::Percent => self.is_percent() && self.currency().is_none() && !self.amounts().any(Amount::has_unit),
            Measure::Money(currency) => {
                !self.is_percent() && self.amounts().all(|amount| amount.currency.is_none_or(|other| other == currency))
            }
        };
        if !fits {
            return Err(NotUnderstood::UnknownNumber);
        }
        let read = |amount: &Amount, unit: &str| value(amount, unit, measure).ok_or(NotUnderstood::UnknownNumber);
        let most = self.most.as_ref().map(|amount| read(amount, amount.unit)).transpose()?;
        let least = self.least.as_ref().map(|amount| read(amount, amount.unit)).transpose()?;
        if self.said == Said::Bare {
            return Err(NotUnderstood::NoBound);
        }
        let (Some(low), Some(high), Some(first), Some(second)) = (least, most, &self.least, &self.most) else {
            return Ok(Between { least, most });
        };
        let mut low = low;
        if !first.has_unit() && second.has_unit() {
            // In "10 to 80k" the unit of the end counts for the beginning too; in "900 to 1k" it cannot, and in "500 to 1M"
            // nobody knows which unit was left out.
            match read(first, second.unit) {
                Ok(shared) if shared <= high => low = shared,
                _ if low.saturating_mul(100) < high => return Err(NotUnderstood::Ambiguous),
                _ => {}
            }
        }
        if low > high { Err(NotUnderstood::Backwards) } else { Ok(Between { least: Some(low), most: Some(high) }) }
    }
}

fn value(amount: &Amount, unit: &str, measure: Measure) -> Option<i64> {
    match measure {
        Measure::Count => amount.count(unit),
        Measure::Percent => counts::rate(&amount.digits, Scale::Percent, DecimalMark::Unknown).value().filter(|value| *value <= 1_000_000),
        // A percentage is in millionths of a hundred, ten of which are a thousandth of one.
        Measure::Thousandths => counts::rate(&amount.digits, Scale::Percent, DecimalMark::Unknown).value().map(|value| value / 10),
        Measure::Money(currency) if unit.is_empty() => Money::parse(&amount.digits, currency).ok().map(|money| money.minor),
        Measure::Money(currency) => amount.count(unit)?.checked_mul(10_i64.checked_pow(currency.digits())?),
    }
}

impl Grammar<'_> {
    /// The number that stands at a place.
    pub(super) fn number(&self, at: usize) -> Option<&Amount> {
        match &self.lexemes.get(at)?.what {
            What::Number(amount) => Some(amount),
            _ => None,
        }
    }

    /// A quantity that begins at a place: "at least 5,000", "10k to 80k", "between 3 and 6 %", "10k+", "about 50k".
    pub(super) fn quantity(&self, at: usize) -> Option<Quantity> {
        let (bound, next) = self.bound(at);
        let first = self.number(next)?;
        let after = next + 1;
        let range = |joined: bool| if joined { self.number(after + 1).map(|second| (second.clone(), after + 2)) } else { None };
        let second = match bound {
            Some(Role::Between) => {
                range(self.is(after, Role::Or) || self.is(after, Role::To) || self.is(after, Role::Until) || self.is_dash(after))
            }
            Some(Role::From) | None => range(self.is(after, Role::To) || self.is(after, Role::Until) || self.is_dash(after)),
            Some(Role::AtLeast) => self.bounded_end(after),
            _ => None,
        };
        let least_only = |to: usize| Quantity { to, least: Some(first.clone()), most: None, said: Said::Bounded };
        let most_only = |to: usize| Quantity { to, least: None, most: Some(first.clone()), said: Said::Bounded };
        let found = match (bound, second) {
            (_, Some((second, to))) => Quantity { to, least: Some(first.clone()), most: Some(second), said: Said::Bounded },
            (Some(Role::AtLeast), None) => least_only(after),
            (Some(Role::AtMost | Role::Until), None) => most_only(after),
            (None | Some(Role::From), None) if first.plus => least_only(after),
            (None, None) if self.is(after, Role::OrMore) => least_only(after + 1),
            (None, None) if self.is(after, Role::OrLess) => most_only(after + 1),
            // "from 10k" is a beginning; "von 10k" as likely a possession.
            (Some(Role::From), None) if self.slice(at, at + 1).eq_ignore_ascii_case("from") => least_only(after),
            _ => Quantity { to: after, least: Some(first.clone()), most: None, said: Said::Bare },
        };
        Some(found)
    }

    /// The word or sign before a number that says how it bounds.
    fn bound(&self, at: usize) -> (Option<Role>, usize) {
        let equals = usize::from(self.is_mark(at + 1, '='));
        match self.lexemes.get(at).map(|lexeme| &lexeme.what) {
            Some(What::Mark('>')) => (Some(Role::AtLeast), at + 1 + equals),
            Some(What::Mark('≥')) => (Some(Role::AtLeast), at + 1),
            Some(What::Mark('<')) => (Some(Role::AtMost), at + 1 + equals),
            Some(What::Mark('≤')) => (Some(Role::AtMost), at + 1),
            Some(What::Mark('~' | '≈')) => (Some(Role::Roughly), at + 1),
            Some(What::Known(entry)) => match entry.role {
                // "min." and "ca." are written with a full stop.
                Some(role @ (Role::AtLeast | Role::AtMost | Role::Roughly)) => {
                    (Some(role), at + 1 + usize::from(self.is_mark(at + 1, '.')))
                }
                Some(role @ (Role::Between | Role::From | Role::Until)) => (Some(role), at + 1),
                _ => (None, at),
            },
            _ => (None, at),
        }
    }

    /// "and at most 80k" after "at least 10k".
    fn bounded_end(&self, at: usize) -> Option<(Amount, usize)> {
        let joined = self.is(at, Role::Or) || self.is(at, Role::But);
        let (bound, next) = self.bound(at + usize::from(joined));
        let ends = matches!(bound, Some(Role::AtMost | Role::Until));
        (joined && ends).then(|| self.number(next).map(|amount| (amount.clone(), next + 1))).flatten()
    }
}
