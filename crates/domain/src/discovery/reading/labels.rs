//! Filters by their name: "tag:vip", "topic: skincare", "country:DE", "posted_within:30".
//!
//! Invariant: a name with a value that its filter does not have is said, and never read as something else. Absent: a fee as a
//! bare number, because nobody knows its currency.

use super::super::{Filters, NAMES};
use super::NotUnderstood;
use super::grammar::{Found, Grammar};
use super::lexemes::{Lexeme, What};
use super::lexicon::{Role, key};
use crate::creators::Country;

/// Names of lists and choices as people write them, and the filter.
const LABELS: &[(&str, &str)] = &[
    ("platform", "platform"),
    ("platforms", "platform"),
    ("plattform", "platform"),
    ("country", "country"),
    ("countries", "country"),
    ("land", "country"),
    ("city", "city"),
    ("stadt", "city"),
    ("language", "language"),
    ("languages", "language"),
    ("sprache", "language"),
    ("audience", "audience"),
    ("publikum", "audience"),
    ("zielgruppe", "audience"),
    ("topic", "topic"),
    ("topics", "topic"),
    ("thema", "topic"),
    ("themen", "topic"),
    ("tag", "tag"),
    ("tags", "tag"),
    ("schlagwort", "tag"),
    ("tier", "tier"),
    ("standing", "standing"),
    ("contactable", "contactable"),
    ("verified", "verified"),
    ("verifiziert", "verified"),
    ("customer", "customer"),
    ("customers", "customer"),
    ("kunde", "customer"),
    ("kunden", "customer"),
];

impl Grammar<'_> {
    /// A filter by its name and its value.
    pub(super) fn labelled(&self, at: usize) -> Option<Found> {
        let colon = (at + 1..at + 6).find(|colon| self.is_mark(*colon, ':'))?;
        let label = self.slice(at, colon);
        let written = key(label);
        let name = match LABELS.iter().find(|(known, _)| *known == written) {
            Some((_, name)) => *name,
            None => *NAMES.iter().find(|name| **name == label && !matches!(**name, "fee" | "field"))?,
        };
        let name = NAMES.iter().find(|known| **known == name)?;
        let first = colon + 1;
        // "worked_with:no" is a value.
        if self.is(first, Role::Not) && !matches!(*name, "contactable" | "worked_with" | "verified" | "customer") {
            return Some(Found::refused(at, self.end_of_negation(first), NotUnderstood::Excludes));
        }
        let quoted = self.quoted(first);
        let (to, raw) = match quoted {
            Some((to, inside)) => (to, inside),
            None => (self.end_of_value(first), self.slice(first, self.end_of_value(first))),
        };
        if raw.is_empty() {
            return None;
        }
        // "audience:DE>=30" is one value; its part alone would be another filter.
        if *name == "audience" && raw.contains(">=") {
            let is_read = Filters::of_pairs([(*name, raw)]).1.is_empty();
            return Some(if is_read {
                Found::values(at, to, name, [raw.trim()])
            } else {
                Found::refused(at, to, NotUnderstood::UnknownValue)
            });
        }
        let plain = quoted.is_none() && !matches!(*name, "tag" | "contactable");
        if let Some(found) = plain.then(|| self.listed(at, first, name)).flatten() {
            return Some(found);
        }
        // "audience: women 25-34" is understood, and refused, as what it is.
        if *name == "audience" && self.is_of_people(first) {
            return None;
        }
        let unknown_platform = *name == "platform";
        if !unknown_platform && Filters::of_pairs([(*name, raw)]).1.is_empty() {
            return Some(Found::values(at, to, name, [raw.trim()]));
        }
        // "followers: over 10k" is read as a measure with its number.
        if self.measured(at).is_some() {
            return None;
        }
        Some(Found::refused(at, to, NotUnderstood::UnknownValue))
    }

    /// "tagged vip", "tagged \"summer 26\"".
    pub(super) fn tagged(&self, at: usize) -> Option<Found> {
        if self.is(at + 1, Role::Not) {
            return Some(Found::refused(at, self.end_of_negation(at + 1), NotUnderstood::Excludes));
        }
        let (to, tag) = match self.quoted(at + 1) {
            Some(found) => found,
            None => (self.end_of_value(at + 1), self.slice(at + 1, self.end_of_value(at + 1))),
        };
        let readable = !tag.trim().is_empty() && Filters::of_pairs([("tag", tag)]).1.is_empty();
        Some(if readable { Found::values(at, to, "tag", [tag]) } else { Found::refused(at, at + 1, NotUnderstood::UnknownValue) })
    }

    /// Values that the lexicon knows, joined by commas or "and".
    fn listed(&self, from: usize, at: usize, name: &'static str) -> Option<Found> {
        let mut values = self.known_value(at, name)?;
        let mut to = at + 1;
        while self.is_mark(to, ',') || self.is(to, Role::Or) || self.is_mark(to, '/') {
            let Some(more) = self.known_value(to + 1, name).filter(|_| !self.is_mark(to + 2, ':') && self.alone(to + 2)) else { break };
            values.extend(more);
            to += 2;
        }
        Some(Found::values(from, to, name, values))
    }

    fn known_value(&self, at: usize, name: &str) -> Option<Vec<String>> {
        if matches!(name, "country" | "audience") && self.is_capitals(at) {
            return Some(vec![Country::parse(self.slice(at, at + 1))?.code().to_owned()]);
        }
        let entry = self.entry(at)?;
        let own = |names: &[&str]| Some(names.iter().map(|name| (*name).to_owned()).collect());
        match name {
            "platform" if entry.role == Some(Role::Platform) => own(&[entry.value]),
            "country" | "audience" if !entry.place.is_empty() => {
                Some(entry.place.iter().map(|country| country.code().to_owned()).collect())
            }
            "city" => own(&entry.city.as_ref()?.0),
            "language" => own(&[entry.language?]),
            "topic" => own(&[entry.topic.filter(|topic| !topic.is_empty())?]),
            "tier" if entry.role == Some(Role::Tier) => own(&[entry.value]),
            "standing" if entry.role == Some(Role::Standing) => own(&[entry.value]),
            _ => None,
        }
    }

    /// The text in quotation marks here, and the place after them.
    fn quoted(&self, at: usize) -> Option<(usize, &str)> {
        let opens = ['"', '“', '„', '”'].iter().any(|mark| self.is_mark(at, *mark));
        let closes = |at: usize| ['"', '“', '”'].iter().any(|mark| self.is_mark(at, *mark));
        let end = opens.then(|| (at + 1..at + 20).find(|end| closes(*end))).flatten()?;
        Some((end + 1, self.slice(at + 1, end)))
    }

    /// The place after a value: it goes on while no space or comma comes.
    fn end_of_value(&self, at: usize) -> usize {
        let ends = |lexeme: &Lexeme| matches!(lexeme.what, What::Mark(',' | ';' | '\n' | '"' | ')' | '?' | '!'));
        let mut to = at;
        while self.lexemes.get(to).is_some_and(|lexeme| !ends(lexeme)) && (to == at || self.glued(to)) && to < at + 20 {
            to += 1;
        }
        to
    }
}
