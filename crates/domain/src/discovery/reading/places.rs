//! Where somebody is from, where their audience is, and what they speak.
//!
//! Invariant: a word for a people ("German") is a country, never silently a language; a name that is an ordinary word too
//! ("Nice", "Turkey", "Reading") counts only where a word before it says that a place follows. Absent: parts of countries
//! and distances, which are not kept.

use super::NotUnderstood;
use super::grammar::{AHEAD, Found, Grammar, Says};
use super::lexicon::{Entry, Role};
use crate::creators::Country;

/// Codes that are read as countries without a label; "IT", "AI", "CA" or "LA" are as likely something else.
const CODES: [&str; 20] =
    ["AT", "AU", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "HU", "IE", "NL", "NZ", "PL", "PT", "SE", "US"];

impl Grammar<'_> {
    /// "in Germany", "aus Köln", "Berlin-based", "German creators".
    pub(super) fn place(&self, at: usize, before: Option<&Found>) -> Option<Found> {
        let introduced = matches!(self.role(at), Some(Role::In | Role::From));
        // "THE US", where capitals tell nothing, is no small word after its article.
        let article =
            self.slice(at, at + 1).to_ascii_lowercase().ends_with(" the") && self.entry(at + 1).is_some_and(|next| !next.place.is_empty());
        let name_at = match introduced {
            true if article => at + 1,
            true => self.skip_stops(at + 1, 2),
            false => at,
        };
        if let Some(country) = self.code(name_at, introduced) {
            return Some(Found { from: at, to: name_at + 1, says: Says::Countries { among: vec![country], people: false } });
        }
        let entry = self.entry(name_at)?;
        let listed = before.is_some_and(|before| matches!(before.says, Says::Passed)) && self.after_place(at);
        if entry.careful && !self.surely_a_name(name_at, introduced || listed) {
            return None;
        }
        let based = name_at + 1 + usize::from(self.is_dash(name_at + 1) && self.is(name_at + 2, Role::Based));
        let to = if self.is(based, Role::Based) { based + 1 } else { name_at + 1 };
        let stands = introduced || to > name_at + 1 || self.alone(name_at + 1);
        if !entry.place.is_empty() {
            return stands.then(|| Found { from: at, to, says: Says::Countries { among: entry.place.clone(), people: false } });
        }
        if let Some((names, among)) = &entry.city {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            return stands.then(|| Found { from: at, to, says: Says::City { names, among: among.clone() } });
        }
        if entry.state {
            return stands.then(|| Found::refused(at, to, NotUnderstood::NotKept));
        }
        if entry.people.is_empty() || introduced { None } else { self.people(at, entry) }
    }

    /// "German creators"; but "Italian food" and "Korean skincare" are what somebody posts about.
    fn people(&self, at: usize, entry: &Entry) -> Option<Found> {
        if self.entry(at + 1).is_some_and(|next| !next.people.is_empty()) && !self.is(at + 1, Role::Person) {
            return Some(Found::refused(at, at + 2, NotUnderstood::Ambiguous));
        }
        let next = at + 1 + usize::from(self.is_dash(at + 1) && self.glued(at + 1));
        let eastern =
            self.is(next, Role::Eastern) && entry.people.iter().any(|country| matches!(country.code(), "KR" | "JP" | "CN" | "TW" | "TH"));
        let about = self.is(next, Role::Style) || eastern || !self.alone(at + 1);
        let says = if about { Says::About } else { Says::Countries { among: entry.people.clone(), people: true } };
        Some(Found { from: at, to: at + 1, says })
    }

    /// A country by its two capitals, where a place is expected or in a list such as "DE/AT/CH".
    fn code(&self, at: usize, introduced: bool) -> Option<Country> {
        let read = |at: usize| {
            let written = self.slice(at, at + 1);
            (self.is_capitals(at) && CODES.contains(&written)).then(|| Country::by_code(written)).flatten()
        };
        let listed = (self.is_mark(at + 1, '/') && read(at + 2).is_some())
            || (at.checked_sub(1).is_some_and(|slash| self.is_mark(slash, '/')) && at.checked_sub(2).and_then(read).is_some());
        read(at).filter(|_| introduced || listed)
    }

    /// Whether an ordinary word is a name here: with a capital where a place is expected, or in capitals such as "US".
    fn surely_a_name(&self, at: usize, expected: bool) -> bool {
        let written = self.slice(at, at + 1);
        let people = self.entry(at).is_some_and(|entry| !entry.people.is_empty());
        self.is_capitals(at) || (written.starts_with(char::is_uppercase) && (expected || people))
    }

    /// Whether a joiner stands here after a place: "in Nice and Reading".
    fn after_place(&self, at: usize) -> bool {
        let joined = at.checked_sub(1).is_some_and(|joiner| self.is(joiner, Role::Or));
        joined
            && at.checked_sub(2).and_then(|before| self.entry(before)).is_some_and(|entry| !entry.place.is_empty() || entry.city.is_some())
    }

    /// "near Berlin", "im Umkreis von Köln": distances are not kept.
    pub(super) fn near(&self, at: usize) -> Option<Found> {
        if !self.is(at, Role::Near) && !self.is(at, Role::Roughly) {
            return None;
        }
        let next = self.skip_stops(at + 1, 2);
        let next = next + usize::from(self.is(next, Role::From));
        let entry = self.entry(next)?;
        let place = entry.city.is_some() || !entry.place.is_empty() || entry.state;
        place.then(|| Found::refused(at, next + 1, NotUnderstood::NotKept))
    }

    /// "audience in the US", "mostly UK audience", "Follower aus Österreich und der Schweiz".
    pub(super) fn audience(&self, at: usize) -> Option<Found> {
        let begin = self.skip_mostly(at);
        let next = self.skip_stops(begin, 2);
        if self.is(next, Role::Audience) || self.is(next, Role::Followers) {
            return self.audience_then_place(at, next);
        }
        let (to, among) = self.countries(begin)?;
        let to = self.skip_mostly(to);
        self.is(to, Role::Audience).then(|| audience(at, to + 1, &among))
    }

    fn audience_then_place(&self, from: usize, at: usize) -> Option<Found> {
        let next = self.skip_mostly(self.skip_stops(self.skip_mostly(at + 1), 2));
        if self.is(at, Role::Audience) {
            let people = next + usize::from(self.is_mark(next, ':'));
            if self.is_of_people(people) {
                return Some(self.people_of_audience(from, people));
            }
        }
        let introduced = matches!(self.role(next), Some(Role::In | Role::From));
        if !introduced && (self.is(at, Role::Followers) || !self.is_mark(next, ':')) {
            return None;
        }
        let name_at = self.skip_stops(next + 1, 2);
        if self.entry(name_at).is_some_and(|entry| entry.city.is_some() || entry.state) && self.countries(name_at).is_none() {
            return Some(Found::refused(from, name_at + 1, NotUnderstood::NotKept));
        }
        let (to, among) = self.countries(name_at)?;
        Some(audience(from, to, &among))
    }

    /// Whether an age or a gender is named here.
    pub(super) fn is_of_people(&self, at: usize) -> bool {
        matches!(self.role(at), Some(Role::Gender | Role::Generation | Role::Aged))
    }

    /// "women 25-34 in the UK" of an audience: refused with the place, which would be another one without the rest.
    pub(super) fn people_of_audience(&self, from: usize, at: usize) -> Found {
        let why = if self.is(at, Role::Gender) { NotUnderstood::GenderIsNotKnown } else { NotUnderstood::AgeIsNotKnown };
        let mut to = at + 1;
        for _ in 0..AHEAD {
            let next = self.skip_stops(to, 1);
            if self.is_of_people(next) || self.is(next, Role::Audience) || self.is(next, Role::YearsOld) || self.is(next, Role::Year) {
                to = next + 1;
            } else if let Some(quantity) = self.quantity(next) {
                to = quantity.to;
            } else {
                break;
            }
        }
        let placed = matches!(self.role(to), Some(Role::In | Role::From));
        let place = placed.then(|| self.countries(self.skip_stops(to + 1, 2))).flatten();
        Found::refused(from, place.map_or(to, |(to, _)| to), why)
    }

    fn skip_mostly(&self, at: usize) -> usize {
        at + usize::from(self.is(at, Role::Mostly))
    }

    /// Names of countries or peoples, joined by "and" or commas.
    fn countries(&self, at: usize) -> Option<(usize, Vec<Country>)> {
        let named = |at: usize| {
            let entry = self.entry(at)?;
            let sure = !entry.careful || self.slice(at, at + 1).starts_with(char::is_uppercase);
            let among = if entry.place.is_empty() { &entry.people } else { &entry.place };
            (sure && !among.is_empty()).then_some(among)
        };
        let mut among = named(at)?.clone();
        let mut to = at + 1;
        for _ in 0..2 * AHEAD {
            let joined = self.is(to, Role::Or) || self.is_mark(to, '/');
            let next = self.skip_stops(to + 1, 2);
            let Some(more) = named(next).filter(|_| joined) else { break };
            more.iter().for_each(|country| {
                if !among.contains(country) {
                    among.push(*country)
                }
            });
            to = next + 1;
        }
        Some((to, among))
    }

    /// "German-speaking", "posts in French", "auf Englisch", "deutschsprachig".
    pub(super) fn language(&self, at: usize) -> Option<Found> {
        let spoken = self.is(at, Role::Speaks) || self.is(at, Role::Speaking);
        let among = self
            .is(at, Role::In)
            .then(|| self.entry(at + 1))
            .flatten()
            .is_some_and(|entry| entry.place.is_empty() && entry.language.is_some());
        let first = if spoken { self.skip_stops(at + 1, 1) } else { at + usize::from(among) };
        let language = |at: usize| self.entry(at).and_then(|entry| entry.language);
        let mut codes = vec![language(first)?];
        let (mut to, mut ends) = (first + 1, self.entry(first).is_some_and(|entry| entry.spoken));
        for _ in 0..AHEAD {
            let dash = usize::from(self.is_dash(to));
            if matches!(self.role(to + dash), Some(Role::Speaking | Role::Content)) {
                (to, ends) = (to + dash + 1, true);
                break;
            }
            // "deutsch- und englischsprachig", "English, German or French speaking"
            let joiner = to + dash;
            let joined = self.is(joiner, Role::Or) || self.is_mark(joiner, ',') || self.is_mark(joiner, '/');
            let next = joiner + 1 + usize::from(self.is_mark(joiner, ',') && self.is(joiner + 1, Role::Or));
            let Some(code) = language(next).filter(|_| joined && !ends) else { break };
            // "speaks English, German creators": a list goes on with a comma only to a language that is one.
            if (spoken || among) && self.is(next + 1, Role::Person) {
                break;
            }
            codes.push(code);
            (to, ends) = (next + 1, self.entry(next).is_some_and(|entry| entry.spoken));
        }
        let only_a_language = self.entry(first).is_some_and(|entry| entry.people.is_empty() && entry.place.is_empty());
        let alone = only_a_language && codes.len() == 1 && self.alone(to) && !self.is(to, Role::Style);
        // "die auf Englisch posten"
        let to = to + usize::from(spoken && self.is(to, Role::Posts));
        (spoken || among || ends || alone).then(|| Found::values(at, to, "language", codes))
    }
}

fn audience(from: usize, to: usize, among: &[Country]) -> Found {
    Found::values(from, to, "audience", among.iter().map(|country| country.code()))
}
