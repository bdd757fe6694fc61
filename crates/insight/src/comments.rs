//! What kind of comment stands under a post, and how it is meant.
//!
//! Transparent rules over tables of phrases in English, German, French and Spanish (`comments/data`): what decided is
//! named in plain English. The kinds and their order are those of the labelled set's guidelines (`data/labelled`).
//! Invariant: pure, never fails, time linear in the text; a comment in another language is not judged.
//! Absent: a neural model; a guess where nothing is known; who the author is (`quality` only counts names).

mod address;
mod deciding;
mod emoji;
mod feeling;
mod lexicon;
mod quality;
pub mod quality_table;
mod reading;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::language::Language;
pub use quality::{Comment, Quality, quality};

/// What a comment is, the first of these that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Sells or pushes something of the writer's.
    Spam,
    /// Nothing but emoji and typed smileys.
    EmojiOnly,
    /// Asks what a buyer asks, or says that they buy.
    PurchaseIntent,
    /// Wants an answer, not about buying.
    Question,
    /// Says something about this post that a bot could not guess.
    Substantive,
    /// Praise that could stand under any post.
    GenericPraise,
    /// Tags, greetings, laughter, insults without content.
    Other,
}

impl Kind {
    /// All kinds, in the order in which they are tried.
    pub const ALL: [Kind; 7] =
        [Kind::Spam, Kind::EmojiOnly, Kind::PurchaseIntent, Kind::Question, Kind::Substantive, Kind::GenericPraise, Kind::Other];

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Spam => "spam",
            Kind::EmojiOnly => "emoji_only",
            Kind::PurchaseIntent => "purchase_intent",
            Kind::Question => "question",
            Kind::Substantive => "substantive",
            Kind::GenericPraise => "generic_praise",
            Kind::Other => "other",
        }
    }
}

/// How the writer feels towards the post, the creator or the product, as meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Likes it.
    Positive,
    /// Has content, shows no attitude.
    Neutral,
    /// Dislikes it, or is annoyed.
    Negative,
}

impl Sentiment {
    /// All of them.
    pub const ALL: [Sentiment; 3] = [Sentiment::Positive, Sentiment::Neutral, Sentiment::Negative];

    /// The name as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Sentiment::Positive => "positive",
            Sentiment::Neutral => "neutral",
            Sentiment::Negative => "negative",
        }
    }
}

/// What was found out about a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judged {
    /// Its language: its own where it can be told, else that of the thread.
    pub language: Option<Language>,
    /// What it is; `None` where the judge abstains.
    pub kind: Option<Kind>,
    /// How it is meant; `None` where it shows no attitude or cannot be told, always so for spam.
    pub sentiment: Option<Sentiment>,
    /// What decided, in plain English, at most four reasons.
    pub because: Vec<String>,
}

/// Judges a comment. `thread_language` is the language of the post; it counts where the comment is too short to tell.
#[must_use]
pub fn judge(text: &str, thread_language: Option<Language>) -> Judged {
    deciding::judge(text, thread_language)
}
