//! Reading plain language: one line such as "vegan skincare creators in Germany, 10k to 80k, over 3 % engagement" becomes
//! filters that a person sees and can edit, and what is left is searched by meaning.
//!
//! Invariant: every word stands in exactly one part, in order; every filter has a part that says it; what is turned around,
//! unclear or not kept here becomes no filter but a part with the reason. English and German, by grammar and gazetteers
//! written by hand (`data/`); time is linear in the text. Bounds stand as written: "over 3 %" is at least 3 %.
//! Absent: other languages, which stay in the meaning query; the brand's currency, against which the caller holds `currency`.

mod amounts;
mod grammar;
mod labels;
mod lexemes;
mod lexicon;
mod measures;
mod periods;
mod places;
mod settle;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Filters;
use crate::money::Currency;

/// What a line of plain language says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reading {
    /// What is searched by meaning: the words that are no filter, as written.
    pub about: String,
    /// The filters.
    pub filters: Filters,
    /// The currency in which a fee was written; the filter counts its minor units.
    pub currency: Option<Currency>,
    /// The words in order, each in one part.
    pub parts: Vec<Part>,
    /// The language of the words around the names and numbers.
    pub language: Tongue,
}

impl Reading {
    /// What is searched: [`Reading::about`], and after it the English names of the topics that it says in another language,
    /// because the model of meaning knows English and most captions and file columns use these names.
    #[must_use]
    pub fn searched(&self) -> String {
        let mut searched = self.about.clone();
        for part in &self.parts {
            if let Becomes::Topic { topic } = part.becomes
                && !searched.to_lowercase().contains(topic)
            {
                if !searched.is_empty() {
                    searched.push(' ');
                }
                searched.push_str(topic);
            }
        }
        searched
    }

    /// The parts of which nothing could be made, each with its reason.
    pub fn not_understood(&self) -> impl Iterator<Item = (&Part, NotUnderstood)> {
        self.parts.iter().filter_map(|part| match part.becomes {
            Becomes::NotUnderstood { why } => Some((part, why)),
            _ => None,
        })
    }
}

/// Some words and what they become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// Where they begin in the text, in bytes.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// The words.
    pub text: String,
    /// What they become.
    pub becomes: Becomes,
}

/// What some words become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum Becomes {
    /// A filter, with the values as they stand in an address; a region gives several.
    Filter {
        /// One of `discovery::NAMES`.
        name: &'static str,
        /// Its values.
        values: Vec<String>,
    },
    /// Part of the meaning query, and a word for one of the product's topics, which a page can offer as a filter.
    Topic {
        /// Such as `skincare`.
        topic: &'static str,
    },
    /// Part of the meaning query.
    About,
    /// Words that only hold others together: "creators", "please", "with".
    Passed,
    /// Nothing.
    NotUnderstood {
        /// Why.
        why: NotUnderstood,
    },
}

/// Why some words became nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotUnderstood {
    /// An age was asked for.
    AgeIsNotKnown,
    /// A gender was asked for.
    GenderIsNotKnown,
    /// Origin, faith or the like was asked for.
    OriginIsNotKept,
    /// More than one thing can be meant.
    Ambiguous,
    /// A number without "at least" or "at most".
    NoBound,
    /// A measure without a number.
    Vague,
    /// Nobody can fit this and what was said before.
    Contradicts,
    /// A range that ends before it begins.
    Backwards,
    /// A number without what it counts, or one that cannot be read.
    UnknownNumber,
    /// An amount of money without what it is paid for, or a price without a currency.
    UnknownAmount,
    /// Something is to be left out.
    Excludes,
    /// Nothing of the kind is kept.
    NotKept,
    /// More values than a filter holds.
    TooMany,
    /// A filter by its name with a value that it does not have.
    UnknownValue,
    /// A sign that stands for no word.
    NoWord,
}

impl NotUnderstood {
    /// The reason as a sentence for people.
    #[must_use]
    pub const fn says(self) -> &'static str {
        match self {
            Self::AgeIsNotKnown => "Ages are not known, so nobody is filtered by age.",
            Self::GenderIsNotKnown => "Gender is not known, so nobody is filtered by it.",
            Self::OriginIsNotKept => "Origin, faith and the like are not kept; describe what they post about instead.",
            Self::Ambiguous => "This can mean more than one thing. Say it in other words, or choose the filter.",
            Self::NoBound => "Say whether this is the least or the most, or give a range.",
            Self::Vague => "Say how much, how many or since when, as a number.",
            Self::Contradicts => "Nobody fits this and what was said before. Take one of the two away.",
            Self::Backwards => "This range ends before it begins. Write the smaller number first.",
            Self::UnknownNumber => "Say what this number counts, such as followers, views or a percentage of engagement.",
            Self::UnknownAmount => "Say what this amount is paid for and in which currency, such as up to £300 per post.",
            Self::Excludes => "Filters say what is wanted; they cannot leave something out.",
            Self::NotKept => "This is not kept in a way that can be filtered by.",
            Self::TooMany => "These are more values than a filter holds.",
            Self::UnknownValue => "This filter has no such value.",
            Self::NoWord => "This sign stands for no word.",
        }
    }
}

/// The language of a line, by its small words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tongue {
    /// English.
    English,
    /// German.
    German,
    /// No small words, or as many of one as of the other.
    Unclear,
}

/// Reads a line of plain language on a day, from which "this year" and "since March" are counted.
#[must_use]
pub fn read(text: &str, today: Date) -> Reading {
    let lexemes = lexemes::lexemes(text);
    let found = grammar::Grammar::new(text, &lexemes, today).found();
    settle::settle(text, &lexemes, found)
}

#[cfg(test)]
mod tests;
