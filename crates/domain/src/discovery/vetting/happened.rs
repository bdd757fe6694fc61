//! What a brand knows to have happened about a creator: posts of its campaigns, and posts that name it.
//!
//! Invariant: dated, so that it can stand beside a jump of followers; it is near in time and never said to be the cause. Absent:
//! what nobody told the program of.

use crate::time::Timestamp;

/// What something was to the brand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HappenedAs {
    /// A post that was agreed, in a campaign of this name.
    Campaign(String),
    /// A post that names the brand, as listening heard of it.
    Mention,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// When it went live.
    pub at: Timestamp,
    /// What it was.
    pub what: HappenedAs,
    /// Its words, or what it is called where they are not known.
    pub words: String,
    /// Where it is.
    pub url: Option<String>,
    /// How many saw it, where that is known.
    pub views: Option<i64>,
}

impl Happened {
    /// What it was, in a sentence.
    #[must_use]
    pub fn says(&self) -> String {
        match &self.what {
            HappenedAs::Campaign(name) => format!("Near in time: a post of the campaign {name}."),
            HappenedAs::Mention => "Near in time: a post of theirs that names the brand.".to_owned(),
        }
    }
}
