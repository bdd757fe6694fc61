//! The grammar: which words of a query say something together, tried from the most particular rule to single words.
//!
//! Invariant: each step takes at least one lexeme and looks at a bounded number ahead, so the whole is linear; what follows
//! a "not" that no rule of its own understands becomes no filter. Absent: what two parts mean for each other (`settle`).

use jiff::civil::Date;

use super::super::Between;
use super::NotUnderstood;
use super::lexemes::{Lexeme, What};
use super::lexicon::{Entry, Role};
use crate::creators::Country;
use crate::money::Currency;

/// What some lexemes say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Says {
    /// Values of a list or of yes and no.
    Values(&'static str, Vec<String>),
    /// Bounds of a number, with the currency of a fee.
    Bounds(&'static str, Between, Option<Currency>),
    /// Bounds that a word such as "micro" stands for; two such words are any of them.
    Size(Between),
    /// From one of these countries: said as a place, or by a word for its people.
    Countries { among: Vec<Country>, people: bool },
    /// From a city: its names, and the countries that have one.
    City { names: Vec<String>, among: Vec<Country> },
    /// A word for a topic, for the meaning query.
    Topic(&'static str),
    /// For the meaning query.
    About,
    /// Words that hold others together.
    Passed,
    /// Nothing, and why.
    Refused(NotUnderstood),
}

/// Some lexemes and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The first lexeme.
    pub(super) from: usize,
    /// The one after the last.
    pub(super) to: usize,
    /// What they say.
    pub(super) says: Says,
}

impl Found {
    pub(super) fn refused(from: usize, to: usize, why: NotUnderstood) -> Self {
        Self { from, to, says: Says::Refused(why) }
    }

    pub(super) fn values(from: usize, to: usize, name: &'static str, values: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { from, to, says: Says::Values(name, values.into_iter().map(Into::into).collect()) }
    }
}

/// The reader of one query.
pub(super) struct Grammar<'a> {
    text: &'a str,
    /// Several words and no small letter: capitals tell nothing then.
    shouts: bool,
    pub(super) lexemes: &'a [Lexeme],
    pub(super) today: Date,
}

/// How far ahead a rule looks for the word that decides.
pub(super) const AHEAD: usize = 6;

impl<'a> Grammar<'a> {
    pub(super) fn new(text: &'a str, lexemes: &'a [Lexeme], today: Date) -> Self {
        let words = lexemes.iter().filter(|lexeme| matches!(lexeme.what, What::Known(_) | What::Unknown)).count();
        let shouts = words > 1 && !text.chars().any(char::is_lowercase);
        Self { text, shouts, lexemes, today }
    }

    /// What the whole query says, in order.
    pub(super) fn found(&self) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut at = 0;
        while at < self.lexemes.len() {
            let not = self.is(at, Role::Not) || self.is_minus(at);
            let step = if not { self.negation(at) } else { self.step(at, found.last()) };
            match step {
                Some(mut step) => {
                    if not && step.to == at + 1 {
                        self.turn_around(&mut found, &mut step);
                    }
                    at = step.to.max(at + 1);
                    found.push(step);
                }
                None => at += 1,
            }
        }
        found
    }

    /// What begins at a place; nothing for a mark.
    fn step(&self, at: usize, before: Option<&Found>) -> Option<Found> {
        let known = match &self.lexemes.get(at)?.what {
            What::Picture => return Some(Found::refused(at, at + 1, NotUnderstood::NoWord)),
            What::Mark('#' | '＃') if self.is_word(at + 1) && self.glued(at + 1) => {
                return Some(Found::refused(at, at + 2, NotUnderstood::Ambiguous));
            }
            What::Known(entry) => Some(*entry),
            _ => None,
        };
        let rules =
            [Self::labelled, Self::contact, Self::posting, Self::measured, Self::counted, Self::audience, Self::language, Self::near];
        let placed = || self.place(at, before).or_else(|| self.dated(at));
        rules.iter().find_map(|rule| rule(self, at)).or_else(placed).or_else(|| self.single(at, known))
    }

    /// A word that says something by itself, or nothing.
    fn single(&self, at: usize, known: Option<&'static Entry>) -> Option<Found> {
        let found = |says| Some(Found { from: at, to: at + 1, says });
        let refused = |why| Some(Found::refused(at, at + 1, why));
        let values = |name, value: &str| Some(Found::values(at, at + 1, name, [value]));
        let Some(entry) = known else {
            return if self.is_word(at) { found(Says::About) } else { None };
        };
        let alone = self.alone(at + 1);
        match entry.role {
            Some(Role::Platform) => values("platform", entry.value),
            // "mega" alone is as often praise.
            Some(Role::Size) if alone && (entry.value != "mega" || self.joins_a_size(at)) => found(Says::Size(size(entry.value))),
            Some(Role::Tier) if alone => values("tier", entry.value),
            Some(Role::PaidTier) if self.is(at + 1, Role::Person) => values("tier", "paid"),
            Some(Role::Standing) if alone => values("standing", entry.value),
            Some(Role::Contactable) => values("contactable", "yes"),
            Some(Role::Verified) => values("verified", if entry.value.is_empty() { "yes" } else { "no" }),
            // "customer service" is what somebody posts about; "our customers" are ours in every company.
            Some(Role::Customer) if alone || !entry.value.is_empty() => values("customer", "yes"),
            Some(Role::Worked) => values("worked_with", "yes"),
            Some(Role::WorkedWith | Role::NotKept) => refused(NotUnderstood::NotKept),
            Some(Role::Tagged) => self.tagged(at),
            Some(Role::Stop) if self.has_email(at).is_some() => {
                Some(Found::values(at, self.has_email(at).unwrap_or(at + 1), "contactable", ["yes"]))
            }
            Some(Role::Gender | Role::Generation) if self.is(at + 1, Role::Audience) => {
                let placed = self.audience(at + 1).is_some();
                Some(Found::refused(at, at + if placed { 1 } else { 2 }, age_or_gender(entry.role)))
            }
            Some(Role::Gender | Role::Generation) if alone => refused(age_or_gender(entry.role)),
            Some(Role::Origin) if self.is(at + 1, Role::Person) => refused(NotUnderstood::OriginIsNotKept),
            Some(Role::Vague) if self.before_person(at + 1) => refused(NotUnderstood::Vague),
            // "women in IT" are not in it.
            Some(Role::Stop) if self.is_capitals(at) => found(Says::About),
            Some(Role::Unworked) => values("worked_with", "no"),
            Some(Role::Percent | Role::Numeral) => refused(NotUnderstood::UnknownNumber),
            Some(Role::FastGrowing) => refused(NotUnderstood::Vague),
            Some(Role::Degree) if self.is_measure(at + 1) => Some(Found::refused(at, at + 2, NotUnderstood::Vague)),
            Some(Role::Learn) if self.entry(at + 1).is_some_and(|next| next.language.is_some()) => {
                Some(Found { from: at, to: at + 2, says: Says::About })
            }
            // The word alone says nothing; but "Paris Hilton fans" are what somebody posts for.
            Some(Role::Followers) if entry.value.is_empty() => found(Says::Passed),
            Some(Role::Fixed) => found(Says::About),
            _ => match entry.topic {
                Some("") => found(Says::About),
                Some(topic) => found(Says::Topic(topic)),
                None if entry.role.is_some_and(Role::is_grammar) => found(Says::Passed),
                None => found(Says::About),
            },
        }
    }

    /// "not ...": a rule of its own, or everything that it turns around, which becomes nothing.
    fn negation(&self, at: usize) -> Option<Found> {
        if let Some(found) = self.contact(at).or_else(|| self.posting(at)) {
            return Some(found);
        }
        let next = self.skip_stops(at + 1, 3);
        if self.is(next, Role::Worked) {
            return Some(Found::values(at, next + 1, "worked_with", ["no"]));
        }
        if self.is(next, Role::Contactable) || (self.is(next, Role::Email) && self.alone(next + 1)) {
            return Some(Found::values(at, next + 1, "contactable", ["no"]));
        }
        if self.is(next, Role::Verified) && self.entry(next).is_some_and(|entry| entry.value.is_empty()) {
            return Some(Found::values(at, next + 1, "verified", ["no"]));
        }
        if self.is(next, Role::Customer) && self.alone(next + 1) {
            return Some(Found::values(at, next + 1, "customer", ["no"]));
        }
        Some(Found::refused(at, self.end_of_negation(at), NotUnderstood::Excludes))
    }

    /// "Berlin nicht", "Germany: no": a "not" after which nothing stands turns around what stands before it.
    fn turn_around(&self, found: &mut Vec<Found>, not: &mut Found) {
        while let Some(before) = found.last() {
            let between = before.to..not.from;
            let joined = between.len() <= 1 && between.into_iter().all(|at| self.is_mark(at, ':') || self.is_mark(at, '?'));
            if !joined || matches!(before.says, Says::Refused(_)) {
                return;
            }
            let small = matches!(before.says, Says::Passed);
            not.from = before.from;
            found.pop();
            if !small {
                return;
            }
        }
    }

    /// "-gaming": a minus before a word, as in other search boxes.
    fn is_minus(&self, at: usize) -> bool {
        self.is_dash(at) && self.slice(at, at + 1) == "-" && self.is_word(at + 1) && self.glued(at + 1) && !self.glued(at)
    }

    /// The lexeme after all that a "not" turns around: what follows it and what is joined to that and of the same kind.
    pub(super) fn end_of_negation(&self, at: usize) -> usize {
        let mut to = at + 1;
        let mut kind = Kind::Passed;
        let mut joined = false;
        let mut previous: Option<Found> = None;
        while to < self.lexemes.len() && !self.is(to, Role::But) && !self.is(to, Role::Not) {
            let listed = self.is_mark(to, ',') && kind == Kind::Place || self.is_mark(to, '/');
            if kind != Kind::Passed && (self.is(to, Role::Or) || listed) {
                let next = to + 1 + usize::from(listed && self.is(to + 1, Role::Or));
                match self.step(self.skip_stops(next, 2), previous.as_ref()) {
                    Some(found) if !self.is(next, Role::Not) && kind_of(&found.says) == kind => (to, joined) = (next, true),
                    _ => break,
                }
                continue;
            }
            let opens = kind == Kind::Passed && [':', '"', '(', '\'', '“', '„'].iter().any(|mark| self.is_mark(to, *mark));
            if opens || (self.is_dash(to) && self.glued(to)) {
                to += 1;
                continue;
            }
            let Some(found) = self.step(to, previous.as_ref()) else { break };
            let this = kind_of(&found.says);
            let goes_on = match kind {
                Kind::Passed => true,
                Kind::About => this == Kind::About || self.is(to, Role::Person) || this == Kind::Passed && joined,
                Kind::Place | Kind::Other => joined,
            };
            if !goes_on {
                break;
            }
            joined = joined && this == Kind::Passed;
            if this != Kind::Passed {
                kind = this;
            }
            to = found.to;
            previous = Some(found);
        }
        to
    }

    // What stands at a place.

    pub(super) fn entry(&self, at: usize) -> Option<&'static Entry> {
        match self.lexemes.get(at)?.what {
            What::Known(entry) => Some(entry),
            _ => None,
        }
    }

    pub(super) fn role(&self, at: usize) -> Option<Role> {
        self.entry(at)?.role
    }

    pub(super) fn is(&self, at: usize, role: Role) -> bool {
        self.role(at) == Some(role)
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        matches!(self.lexemes.get(at), Some(Lexeme { what: What::Mark(found), .. }) if *found == mark)
    }

    pub(super) fn is_dash(&self, at: usize) -> bool {
        matches!(self.lexemes.get(at), Some(Lexeme { what: What::Dash, .. }))
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        matches!(self.lexemes.get(at), Some(Lexeme { what: What::Known(_) | What::Unknown, .. }))
    }

    /// Whether nothing stands between a lexeme and the one before.
    pub(super) fn glued(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.lexemes.get(before));
        matches!((before, self.lexemes.get(at)), (Some(before), Some(here)) if before.end == here.start)
    }

    /// The text of some lexemes.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        let (Some(first), Some(last)) = (self.lexemes.get(from), to.checked_sub(1).and_then(|last| self.lexemes.get(last))) else {
            return "";
        };
        self.text.get(first.start..last.end).unwrap_or("")
    }

    /// The place after at most so many small words.
    pub(super) fn skip_stops(&self, at: usize, most: usize) -> usize {
        let stop = |at: usize| self.is(at, Role::Stop) && !self.is_capitals(at);
        (at..at + most).find(|at| !stop(*at)).unwrap_or(at + most)
    }

    /// Whether two letters stand here in capitals, such as "US" or "U.K.".
    pub(super) fn is_capitals(&self, at: usize) -> bool {
        let written = self.slice(at, at + 1);
        !self.shouts
            && written.len() <= 4
            && written.chars().filter(|c| c.is_alphabetic()).count() == 2
            && written.chars().all(|c| c.is_uppercase() || c == '.')
    }

    pub(super) fn is_measure(&self, at: usize) -> bool {
        matches!(
            self.role(at),
            Some(Role::Followers | Role::Views | Role::Engagement | Role::EngagementByViews | Role::Growth | Role::Sponsored)
        )
    }

    /// Whether what stands here says nothing more about the word before it: an end, a mark, a small word, a person, a
    /// number, or words for topics only. Any other word may make a name or a thing of its own with it ("Berlin fashion
    /// week", "macro photography"), and then the word before is no filter.
    pub(super) fn alone(&self, at: usize) -> bool {
        for next in at..at + AHEAD {
            if self.is_dash(next) && self.glued(next) {
                continue;
            }
            match self.lexemes.get(next).map(|lexeme| &lexeme.what) {
                Some(What::Unknown) => return false,
                Some(What::Known(entry)) => match (entry.topic, entry.role) {
                    (_, Some(Role::Fixed)) => return false,
                    (Some(_), _) => {}
                    (None, Some(Role::Style | Role::Day | Role::Week | Role::Month | Role::Year | Role::NamedMonth | Role::Times)) => {
                        return false;
                    }
                    _ => return true,
                },
                _ => return true,
            }
        }
        false
    }

    /// Whether a person follows, with words for topics at most between: "big skincare influencers".
    fn before_person(&self, at: usize) -> bool {
        let between = |at: usize| self.entry(at).is_some_and(|entry| entry.topic.is_some()) || (self.is_dash(at) && self.glued(at));
        (at..at + AHEAD).find(|next| !between(*next)).is_some_and(|next| self.is(next, Role::Person))
    }

    /// Whether a word for a size goes with a person or with another size.
    fn joins_a_size(&self, at: usize) -> bool {
        let other = |joiner: Option<usize>, size: Option<usize>| {
            joiner.zip(size).is_some_and(|(joiner, size)| self.is(joiner, Role::Or) && self.is(size, Role::Size))
        };
        let person = self.before_person(at + 1);
        person || other(Some(at + 1), Some(at + 2)) || other(at.checked_sub(1), at.checked_sub(2))
    }

    /// The place after "with an e-mail address", where that begins here.
    fn has_email(&self, at: usize) -> Option<usize> {
        let with =
            ["with", "has", "have", "having", "mit", "hat", "haben"].iter().any(|word| self.slice(at, at + 1).eq_ignore_ascii_case(word));
        let next = self.skip_stops(at + 1, 2);
        (with && self.is(next, Role::Email) && self.alone(next + 1)).then_some(next + 1)
    }
}

/// What joins in a list after "not".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Passed,
    About,
    Place,
    Other,
}

fn kind_of(says: &Says) -> Kind {
    match says {
        Says::Passed => Kind::Passed,
        Says::About | Says::Topic(_) => Kind::About,
        Says::Countries { .. } | Says::City { .. } => Kind::Place,
        Says::Values(..) | Says::Bounds(..) | Says::Size(_) | Says::Refused(_) => Kind::Other,
    }
}

fn age_or_gender(role: Option<Role>) -> NotUnderstood {
    if role == Some(Role::Gender) { NotUnderstood::GenderIsNotKnown } else { NotUnderstood::AgeIsNotKnown }
}

/// Followers by the usual names of sizes (docs/domain.md, 12a, the default edges).
fn size(name: &str) -> Between {
    match name {
        "nano" => Between::at_most(10_000),
        "micro" => Between { least: Some(10_000), most: Some(100_000) },
        "mid" => Between { least: Some(100_000), most: Some(500_000) },
        "macro" => Between { least: Some(500_000), most: Some(1_000_000) },
        _ => Between::at_least(1_000_000),
    }
}
