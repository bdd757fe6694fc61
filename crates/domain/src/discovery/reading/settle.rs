//! From what the words say one by one to filters that can all hold.
//!
//! Invariant: what nobody could fit together with what was said before is refused, the later one; every value of a filter
//! stands in a part; the filters survive their address. Absent: grammar.

use std::collections::BTreeMap;

use super::super::{Between, Filters};
use super::grammar::{Found, Says};
use super::lexemes::{Lexeme, What};
use super::{Becomes, NotUnderstood, Part, Reading, Tongue};
use crate::creators::Country;
use crate::money::Currency;

/// The most values of a list, as in the filters.
const MOST_VALUES: usize = 50;

#[derive(Default)]
struct Settled {
    bounds: Vec<(&'static str, Between)>,
    sizes: Option<Between>,
    lists: BTreeMap<&'static str, Vec<String>>,
    named_countries: Vec<Country>,
    cities: Vec<Vec<Country>>,
    currency: Option<Currency>,
}

/// The reading of a text from what was found in it.
pub(super) fn settle(text: &str, lexemes: &[Lexeme], found: Vec<Found>) -> Reading {
    let mut settled = Settled::default();
    // Places that were named come before words for peoples: "Turkish creators in Germany" are in Germany.
    let says_place = |says: &Says| matches!(says, Says::Countries { people: false, .. } | Says::City { .. });
    let mut becomes: Vec<Option<Becomes>> = found.iter().map(|one| says_place(&one.says).then(|| settled.take(&one.says))).collect();
    for (one, slot) in found.iter().zip(&mut becomes) {
        if slot.is_none() {
            *slot = Some(settled.take(&one.says));
        }
    }
    let mut parts: Vec<Part> = Vec::new();
    for (one, becomes) in found.iter().zip(becomes) {
        let (Some(first), Some(last)) = (lexemes.get(one.from), one.to.checked_sub(1).and_then(|last| lexemes.get(last))) else { continue };
        push(text, &mut parts, first.start, last.end, becomes.unwrap_or(Becomes::Passed));
    }
    for part in &mut parts {
        part.text = text.get(part.start..part.end).unwrap_or("").to_owned();
    }
    let about: Vec<&str> =
        parts.iter().filter(|part| matches!(part.becomes, Becomes::About | Becomes::Topic { .. })).map(|part| part.text.as_str()).collect();
    Reading { about: about.join(" "), filters: settled.filters(), currency: settled.currency, language: tongue(lexemes), parts }
}

/// Adds a part; neighbours that become the same plain thing are one, where only a space or a hyphen stands between.
fn push(text: &str, parts: &mut Vec<Part>, start: usize, end: usize, becomes: Becomes) {
    if let Some(last) = parts.last_mut() {
        let plain = matches!(becomes, Becomes::About | Becomes::Passed) && last.becomes == becomes;
        let between = text.get(last.end..start).unwrap_or("");
        if plain && between.chars().all(|c| c == ' ' || c == '-') {
            last.end = end;
            return;
        }
    }
    parts.push(Part { start, end, text: String::new(), becomes });
}

impl Settled {
    fn take(&mut self, says: &Says) -> Becomes {
        let taken = match says {
            Says::Values(name, values) => self.values(name, values.clone()),
            Says::Bounds(name, bounds, currency) => self.narrow(name, *bounds, *currency),
            Says::Size(bounds) => self.size(*bounds),
            Says::Countries { among, people } => self.countries(among, *people),
            Says::City { names, among } => self.city(names, among),
            Says::Topic(topic) => Ok(Becomes::Topic { topic }),
            Says::About => Ok(Becomes::About),
            Says::Passed => Ok(Becomes::Passed),
            Says::Refused(why) => Err(*why),
        };
        taken.unwrap_or_else(|why| Becomes::NotUnderstood { why })
    }

    fn values(&mut self, name: &'static str, values: Vec<String>) -> Result<Becomes, NotUnderstood> {
        let (filters, unreadable) = Filters::of_pairs(values.iter().map(|value| (name, value.as_str())));
        if !unreadable.is_empty() || filters.is_empty() {
            return Err(NotUnderstood::UnknownValue);
        }
        // As the filter keeps them, which folds topics.
        let values: Vec<String> = filters.pairs().into_iter().map(|(_, value)| value).collect();
        if let Some((least, most)) = values.first().filter(|_| values.len() == 1).and_then(|value| value.split_once("..")) {
            let bounds = Between { least: least.parse().ok(), most: most.parse().ok() };
            return if bounds.is_any() { Err(NotUnderstood::UnknownValue) } else { self.narrow(name, bounds, None) };
        }
        let known = self.lists.entry(name).or_default();
        match name {
            "contactable" | "worked_with" | "verified" | "customer" if known.first().is_some_and(|known| values.first() != Some(known)) => {
                return Err(NotUnderstood::Contradicts);
            }
            // Both are asked, so the narrower one holds.
            "not_contacted" | "posted_within" => {
                let days = |values: &[String]| values.first().and_then(|value| value.parse::<i64>().ok());
                let narrower = match (days(known), days(&values)) {
                    (Some(before), Some(now)) => {
                        if name == "not_contacted" {
                            now > before
                        } else {
                            now < before
                        }
                    }
                    _ => true,
                };
                if narrower {
                    known.clone_from(&values);
                }
                return Ok(Becomes::Filter { name, values });
            }
            _ => {}
        }
        let more: Vec<&String> = values.iter().filter(|value| !known.contains(value)).collect();
        if known.len() + more.len() > MOST_VALUES {
            return Err(NotUnderstood::TooMany);
        }
        let more: Vec<String> = more.into_iter().cloned().collect();
        known.extend(more);
        Ok(Becomes::Filter { name, values })
    }

    fn narrow(&mut self, name: &'static str, bounds: Between, currency: Option<Currency>) -> Result<Becomes, NotUnderstood> {
        if currency.is_some() && self.currency.is_some_and(|known| Some(known) != currency) {
            return Err(NotUnderstood::Contradicts);
        }
        let known = self.bounds.iter().find(|(known, _)| *known == name).map_or(Between::ANY, |(_, bounds)| *bounds);
        let mut both = both(known, bounds).ok_or(NotUnderstood::Contradicts)?;
        if name == "followers" {
            // A size is held against the numbers at the end; here only that they meet.
            self.sizes.map_or(Some(both), |sizes| self::both(both, sizes)).ok_or(NotUnderstood::Contradicts)?;
        }
        if both.is_any() {
            both = bounds;
        }
        self.bounds.retain(|(known, _)| *known != name);
        self.bounds.push((name, both));
        self.currency = self.currency.or(currency);
        Ok(Becomes::Filter { name, values: vec![written(bounds)] })
    }

    /// "micro or mid-tier" is all of both; "micro and mega" leaves a gap that no range can have.
    fn size(&mut self, bounds: Between) -> Result<Becomes, NotUnderstood> {
        let sizes = match self.sizes {
            None => bounds,
            Some(known) => {
                both(known, bounds).ok_or(NotUnderstood::Contradicts)?;
                let least = known.least.zip(bounds.least).map(|(a, b)| a.min(b));
                let most = known.most.zip(bounds.most).map(|(a, b)| a.max(b));
                Between { least, most }
            }
        };
        let said = self.bounds.iter().find(|(name, _)| *name == "followers").map_or(Between::ANY, |(_, bounds)| *bounds);
        both(said, sizes).ok_or(NotUnderstood::Contradicts)?;
        self.sizes = Some(sizes);
        Ok(Becomes::Filter { name: "followers", values: vec![written(bounds)] })
    }

    fn countries(&mut self, among: &[Country], people: bool) -> Result<Becomes, NotUnderstood> {
        let named: Vec<Country> = self.named_countries.iter().copied().chain(self.cities.iter().flatten().copied()).collect();
        if people && !named.is_empty() && !among.iter().any(|country| named.contains(country)) {
            return Err(NotUnderstood::Ambiguous);
        }
        let outside = !self.cities.is_empty() && !self.cities.iter().flatten().any(|country| among.contains(country));
        if outside {
            return Err(NotUnderstood::Contradicts);
        }
        let taken = self.values("country", among.iter().map(|country| country.code().to_owned()).collect())?;
        if !people {
            self.named_countries.extend(among);
        }
        Ok(taken)
    }

    fn city(&mut self, names: &[String], among: &[Country]) -> Result<Becomes, NotUnderstood> {
        if !self.named_countries.is_empty() && !among.iter().any(|country| self.named_countries.contains(country)) {
            return Err(NotUnderstood::Contradicts);
        }
        let taken = self.values("city", names.to_vec())?;
        self.cities.push(among.to_vec());
        Ok(taken)
    }

    fn filters(&self) -> Filters {
        let mut bounds = self.bounds.clone();
        if let Some(sizes) = self.sizes {
            let said = bounds.iter().find(|(name, _)| *name == "followers").map_or(Between::ANY, |(_, bounds)| *bounds);
            bounds.retain(|(name, _)| *name != "followers");
            bounds.extend(both(said, sizes).map(|both| ("followers", both)));
        }
        let ranges: Vec<(&str, String)> = bounds.into_iter().map(|(name, bounds)| (name, written(bounds))).collect();
        let lists = self.lists.iter().flat_map(|(name, values)| values.iter().map(move |value| (*name, value.as_str())));
        Filters::of_pairs(ranges.iter().map(|(name, value)| (*name, value.as_str())).chain(lists)).0
    }
}

/// What both bounds allow; nothing where no number fits both.
fn both(a: Between, b: Between) -> Option<Between> {
    let least = a.least.max(b.least);
    let most = match (a.most, b.most) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let empty = matches!((least, most), (Some(least), Some(most)) if least > most);
    (!empty).then_some(Between { least, most })
}

/// As in an address.
fn written(bounds: Between) -> String {
    let digits = |bound: Option<i64>| bound.map(|number| number.to_string()).unwrap_or_default();
    format!("{}..{}", digits(bounds.least), digits(bounds.most))
}

/// The language that more words tell.
fn tongue(lexemes: &[Lexeme]) -> Tongue {
    let count =
        |tongue: Tongue| lexemes.iter().filter(|lexeme| matches!(lexeme.what, What::Known(entry) if entry.tongue == Some(tongue))).count();
    match count(Tongue::English).cmp(&count(Tongue::German)) {
        std::cmp::Ordering::Greater => Tongue::English,
        std::cmp::Ordering::Less => Tongue::German,
        std::cmp::Ordering::Equal => Tongue::Unclear,
    }
}
