//! A language model that may help Discovery: where it is, what it may be asked, how much of a month it may use.
//!
//! Invariants: nothing is asked unless an owner turned it on; what it says is taken only where it can be held against words or facts
//! that were there before (`reading`, `summary`); everything works without one. Absent: how it is asked; a port does that.

mod facts;
pub mod numbers;
pub mod reading;
pub mod summary;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    fields::FieldErrors,
    time::{Timestamp, Zone},
};

pub use facts::{Fact, facts};
pub use reading::{ReadFilter, grounded, left};
pub use summary::{Sentence, Summary, SummaryError, checked};

/// So many tokens a month, unless an owner says otherwise: some two hundred searches or a hundred summaries.
pub const MONTHLY_TOKENS: i64 = 200_000;
/// The most that an owner can allow.
const MOST_TOKENS: i64 = 1_000_000_000;
/// So many of a key's last characters are shown, of a key that is long enough.
const HINT: usize = 4;

/// An organisation's language model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelSetting {
    /// Where its interface is, without a slash at the end; nothing once it was removed.
    pub base_url: String,
    /// What it is called there.
    pub model: String,
    /// The key, sealed; one on a machine of one's own may need none.
    pub sealed: Option<String>,
    /// The last characters of the key, by which people know which one it is.
    pub hint: String,
    /// Whether it reads words of a search that the grammar left.
    pub reading: bool,
    /// Whether it may write a summary of a vetting report.
    pub summaries: bool,
    /// How many tokens a month it may use.
    pub monthly_tokens: i64,
    /// Since when it is set as it is.
    pub since: Option<Timestamp>,
    /// Who set it, by name.
    pub by: String,
    /// When it last answered somebody who tried it.
    pub answered_at: Option<Timestamp>,
}

impl ModelSetting {
    /// Whether one is set.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.base_url.is_empty()
    }

    /// Whether it is the same model behind the same address, asked by the same key: what one answers, the other would.
    #[must_use]
    pub fn is_same_model(&self, other: &Self) -> bool {
        (&self.base_url, &self.model, &self.sealed) == (&other.base_url, &other.model, &other.sealed)
    }

    /// Checks what an owner typed.
    ///
    /// # Errors
    /// At the field that cannot be taken.
    pub fn checked(base_url: &str, model: &str, key: &str, monthly_tokens: i64) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.require(is_address(base_url), "base_url", "Write the address of the interface, such as https://api.example.com/v1.");
        let named = !model.is_empty() && model.chars().count() <= 200 && !model.contains(char::is_control);
        errors.require(named, "model", "Write what the model is called there, with at most 200 characters.");
        let plain = key.len() <= 500 && key.bytes().all(|byte| byte.is_ascii_graphic());
        errors.require(plain, "key", "This is no key: it has at most 500 letters, digits and signs, without spaces.");
        let fits = (1..=MOST_TOKENS).contains(&monthly_tokens);
        errors.require(fits, "monthly_tokens", "Write a number from 1 to 1,000,000,000.");
        errors.ok(())
    }
}

/// Whether a text is a web address to which a path can be added.
fn is_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '@' | '?' | '#' | '\\' | '<' | '>' | '"');
    !host.is_empty() && text.len() <= 300 && !text.contains(odd)
}

/// The last characters of a key; nothing of a short one.
#[must_use]
pub fn hint(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    if letters.len() >= 4 * HINT { letters[letters.len() - HINT..].iter().collect() } else { String::new() }
}

/// The month in which tokens are counted: `2026-11`, in UTC.
#[must_use]
pub fn month(now: Timestamp) -> String {
    now.format_in(&Zone::utc(), "%Y-%m")
}

/// Why a model is not asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// None is set.
    #[error("no language model is set; an owner does that in Settings, Language model")]
    NoModel,
    /// It is set, and not for this.
    #[error("the language model writes no summaries here; an owner can turn that on in Settings, Language model")]
    SummariesAreOff,
    /// This installation has no way out.
    #[error("this installation asks no language model")]
    NoModelAsked,
    /// There is nothing to write about.
    #[error("nothing is known yet that a summary could rest on; bring posts, comments and followers first")]
    NothingKnown,
}

/// Why a model gave no answer, by what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum ModelFailure {
    /// Nothing answered, or something is wrong over there.
    Unreachable {
        /// In words for people.
        reason: String,
    },
    /// It took too long.
    Slow,
    /// It does not take the key, or not for this.
    Refused {
        /// In words for people, without the key.
        reason: String,
    },
    /// It knows no such model, or the address is another one.
    NoSuchModel,
    /// Too many questions.
    TooMany {
        /// After how many microseconds to come back, where it says so.
        retry_after: Option<i64>,
    },
    /// It did not answer just now or was asked too often, so that it is left alone.
    Waiting,
    /// The month's tokens are used.
    BudgetUsed,
    /// It does not want to answer this.
    Declined,
    /// Its answer was cut off.
    Cut,
    /// It does not understand such a question.
    Unable {
        /// In words for people.
        reason: String,
    },
    /// The answer is none that can be read.
    Unreadable {
        /// In words for people.
        reason: String,
    },
}

impl ModelFailure {
    /// A stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::Slow => "slow",
            Self::Refused { .. } => "refused",
            Self::NoSuchModel => "no_such_model",
            Self::TooMany { .. } => "too_many",
            Self::Waiting => "waiting",
            Self::BudgetUsed => "budget_used",
            Self::Declined => "declined",
            Self::Cut => "cut",
            Self::Unable { .. } => "unable",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// In words for people.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Unreachable { reason } => format!("The language model did not answer: {reason}"),
            Self::Slow => "The language model did not answer in time.".to_owned(),
            Self::Refused { reason } => format!("The language model refuses to answer: {reason}"),
            Self::NoSuchModel => "There is no such language model at this address. Look at both again.".to_owned(),
            Self::TooMany { .. } => "The language model asks us to come back later.".to_owned(),
            Self::Waiting => {
                "The language model was left alone for a moment after it did not answer or was asked too often. Try again in a few minutes."
                    .to_owned()
            }
            Self::BudgetUsed => "What the language model may use this month is used up.".to_owned(),
            Self::Declined => "The language model does not want to answer this.".to_owned(),
            Self::Cut => "The language model's answer was cut off before its end.".to_owned(),
            Self::Unable { reason } => format!("The language model does not understand the question: {reason}"),
            Self::Unreadable { reason } => format!("The language model's answer could not be read: {reason}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_to_which_a_path_can_be_added() {
        for good in ["https://api.example.com/v1", "http://127.0.0.1:11434/v1", "https://models.example"] {
            assert_eq!(ModelSetting::checked(good, "small-1", "", 1), Ok(()), "{good}");
        }
        for bad in
            ["", "api.example.com", "ftp://a.example", "https://", "https://a:b@c.example", "https://a.example/?key=1", "https://a b"]
        {
            assert!(ModelSetting::checked(bad, "small-1", "", 1).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_one_model_answered_says_nothing_of_another() {
        let set = ModelSetting { base_url: "https://a.example/v1".into(), model: "small-1".into(), ..ModelSetting::default() };
        assert!(set.is_same_model(&ModelSetting { reading: true, monthly_tokens: 7, ..set.clone() }), "what it may is no other model");
        for other in [
            ModelSetting { base_url: "https://b.example/v1".into(), ..set.clone() },
            ModelSetting { model: "small-2".into(), ..set.clone() },
            ModelSetting { sealed: Some("another key".into()), ..set.clone() },
        ] {
            assert!(!set.is_same_model(&other), "{other:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let errors = ModelSetting::checked("x", "", "with a space", 0).unwrap_err();
        let fields: Vec<&str> = errors.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["base_url", "model", "key", "monthly_tokens"]);
    }

    #[test]
    fn a_key_is_known_by_its_end_and_a_month_by_its_number() {
        assert_eq!((hint("sk-made-up-key-1234").as_str(), hint("short").as_str()), ("1234", ""));
        assert_eq!(month(Timestamp::parse("2026-11-30T23:59:59Z").unwrap()), "2026-11");
    }
}
