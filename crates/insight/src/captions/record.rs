//! How a creator has disclosed so far.
//!
//! Invariant: the sponsored posts are exactly those that are clear, weak or missing.
//! Absent: a score; who reads the counts sees how few posts they may rest on.

use super::{Caption, Reading, Severity, Verdict, Weakness};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Counts over some posts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// All posts.
    pub posts: u32,
    /// Those that show a tie.
    pub sponsored: u32,
    /// Sponsored and clearly disclosed.
    pub clear: u32,
    /// Sponsored, with an English word for people who read another language.
    pub weak_language: u32,
    /// Sponsored, with a word that is not accepted.
    pub weak_word: u32,
    /// Sponsored, with the word inside a run of hashtags.
    pub weak_tag_string: u32,
    /// Sponsored, with the word where people do not see it at once.
    pub weak_position: u32,
    /// Sponsored, with no word.
    pub missing: u32,
    /// Posts with a serious safety finding, sponsored or not.
    pub serious: u32,
}

impl Counts {
    /// Sponsored posts whose disclosure is weak, whatever the reason.
    #[must_use]
    pub fn weak(&self) -> u32 {
        self.weak_language + self.weak_word + self.weak_tag_string + self.weak_position
    }

    /// Share of posts that are sponsored; `None` without posts.
    #[must_use]
    pub fn sponsored_share(&self) -> Option<f64> {
        (self.posts > 0).then(|| f64::from(self.sponsored) / f64::from(self.posts))
    }

    /// Share of sponsored posts that disclose clearly; `None` without sponsored posts.
    #[must_use]
    pub fn clear_share(&self) -> Option<f64> {
        (self.sponsored > 0).then(|| f64::from(self.clear) / f64::from(self.sponsored))
    }

    fn count(&mut self, reading: &Reading) {
        self.posts += 1;
        self.sponsored += u32::from(reading.sponsored.yes);
        self.serious += u32::from(reading.safety.iter().any(|finding| finding.severity == Severity::High));
        match reading.disclosure.verdict {
            Verdict::NotNeeded => {}
            Verdict::Clear => self.clear += 1,
            Verdict::Weak(Weakness::Language) => self.weak_language += 1,
            Verdict::Weak(Weakness::Word) => self.weak_word += 1,
            Verdict::Weak(Weakness::TagString) => self.weak_tag_string += 1,
            Verdict::Weak(Weakness::Position) => self.weak_position += 1,
            Verdict::Missing => self.missing += 1,
        }
    }
}

/// The disclosure record of a creator.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Over all posts.
    pub all: Counts,
    /// For each platform.
    pub platforms: BTreeMap<String, Counts>,
}

/// Counts what was read of a creator's captions.
#[must_use]
pub fn record(read: &[(&Caption<'_>, &Reading)]) -> Record {
    let mut record = Record::default();
    for (caption, reading) in read {
        record.all.count(reading);
        record.platforms.entry(caption.platform.to_owned()).or_default().count(reading);
    }
    record
}
