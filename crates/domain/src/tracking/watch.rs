//! A verified post is looked at again: daily for a week, then weekly, until 30 days after it went live. What is not as it was
//! when somebody verified it waits for a person.
//!
//! Invariants: it is gone when the platform said so twice, most of a day apart; a look without an answer, or without a
//! caption, says nothing about the post; what was found keeps what was seen then and now. Absent: fetching, and letters.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LinkCheck, Post, PostState, numbers::Reading};
use crate::{
    creators::Method,
    events::Actor,
    time::{DAY, HOUR, Timestamp},
};

/// For so long after it went live a post is watched (as long as it is measured; docs/domain.md, section 3).
const WATCHED: i64 = 30 * DAY;
/// For so long it is looked at daily, then weekly.
const DAILY: i64 = 7 * DAY;
/// What is gone must be gone for so long: a platform's bad hour is no removal.
const GONE_FOR: i64 = 20 * HOUR;
/// A creator who was asked has so long before the team looks again.
const MENDS_WITHIN: i64 = 3 * DAY;
/// So many characters of a caption are read before "more" (docs/domain.md, 12g).
const BEFORE_MORE: usize = 125;

/// Words that say to ordinary readers that it is an advertisement (docs/domain.md, 12g), as whole words.
const DISCLOSES: [&str; 11] =
    ["ad", "#ad", "advert", "advertisement", "#advertisement", "sponsored", "#sponsored", "anzeige", "#anzeige", "werbung", "#werbung"];

/// What is not as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    /// It is not there any more.
    Gone,
    /// Its caption is another.
    Edited,
    /// Its caption does not say any more that it is an advertisement.
    Undisclosed,
}

impl Odd {
    /// The stable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Odd::Gone => "gone",
            Odd::Edited => "edited",
            Odd::Undisclosed => "undisclosed",
        }
    }
}

/// Something that a look found, until a person decides or it is mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// What.
    pub is: Odd,
    /// When it was first seen so.
    pub at: Timestamp,
    /// The caption as it was verified, where one was seen.
    pub then: Option<String>,
    /// The look that found it.
    pub now: LinkCheck,
    /// When the creator was asked to mend it.
    pub asked_at: Option<Timestamp>,
}

/// What a person made of something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// What was found.
    pub found: Found,
    /// Why it is fine.
    pub reason: String,
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// What is known of a verified post since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Watch {
    /// The caption that others are compared with.
    pub caption: Option<String>,
    /// The newest look.
    pub last: Option<LinkCheck>,
    /// The first look that found nothing there, while that is not certain.
    pub missing: Option<LinkCheck>,
    /// What waits for a person.
    pub found: Option<Found>,
    /// What persons accepted, oldest first.
    pub accepted: Vec<Accepted>,
}

/// Why a verb about a watched post was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WatchError {
    /// Nothing waits.
    #[error("nothing was found about this post that waits for a decision")]
    Nothing,
    /// A text is needed.
    #[error("say why it is fine as it is")]
    NoReason,
    /// A text is needed.
    #[error("say what should be mended")]
    NoWish,
}

/// What a look changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Nothing that anybody must know.
    Quiet,
    /// Something is not as it was.
    Found(Odd),
    /// What was found is as it was again.
    Mended,
}

/// The words by which a caption may disclose: those that the agreement names in quotes or as hashtags, and the usual ones.
#[must_use]
pub fn disclosure_terms(agreed: &str) -> Vec<String> {
    let quoted = agreed.split(['"', '“', '”', '„']).skip(1).step_by(2).map(str::trim).filter(|term| !term.is_empty());
    let hashtags = agreed.split_whitespace().filter(|word| word.starts_with('#'));
    let trimmed = |term: &str| term.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut terms: Vec<String> = quoted.chain(hashtags).map(trimmed).filter(|term| term.chars().any(char::is_alphanumeric)).collect();
    terms.extend(DISCLOSES.map(str::to_owned));
    terms
}

/// Whether a caption says that it is an advertisement where people read it: one of the terms as whole words before "more".
#[must_use]
pub fn discloses(caption: &str, terms: &[String]) -> bool {
    let seen: String = caption.chars().take(BEFORE_MORE).collect::<String>().to_lowercase();
    let part = |c: char| c.is_alphanumeric() || c == '#' || c == '_';
    terms.iter().any(|term| {
        seen.match_indices(term.as_str()).any(|(at, found)| {
            let before = seen[..at].chars().next_back();
            let after = seen[at + found.len()..].chars().next();
            !before.is_some_and(part) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
        })
    })
}

impl Post {
    /// When the clock looks at it next; nothing before it is verified, or when its time is over.
    #[must_use]
    pub fn next_look(&self) -> Option<Timestamp> {
        let verified = self.verified_at()?;
        let watch = &self.watch;
        if watch.accepted.last().is_some_and(|accepted| accepted.found.is == Odd::Gone) {
            return None;
        }
        let last = watch.last.as_ref().map_or(verified, |check| check.at);
        let closely = last.since(self.live_at) < DAILY || watch.missing.is_some() || watch.found.is_some();
        let next = last.plus(if closely { DAY } else { 7 * DAY });
        (next.since(self.live_at) <= WATCHED).then_some(next)
    }

    /// Takes a look at a verified post.
    #[must_use]
    pub fn looked_at(mut self, check: LinkCheck, terms: &[String]) -> (Self, Looked) {
        if !matches!(self.state, PostState::Verified { .. }) {
            return (self, Looked::Quiet);
        }
        if let Some(counts) = check.counts.filter(|_| check.answers()).and_then(|counts| counts.checked().ok()) {
            let source = "the post's own page".to_owned();
            self = self.read(Reading { at: check.at, method: Method::Platform, source, counts });
        }
        let watch = &mut self.watch;
        watch.last = Some(check.clone());
        let known = watch.found.as_ref().map(|found| found.is);
        let is = if matches!(check.status, Some(404 | 410)) {
            let first = watch.missing.get_or_insert_with(|| check.clone());
            match check.at.since(first.at) >= GONE_FOR {
                true => Some(Odd::Gone),
                false => return (self, Looked::Quiet),
            }
        } else if check.answers() {
            watch.missing = None;
            match (&watch.caption, &check.caption) {
                // It is there; a page that shows no caption says nothing about it.
                (_, None) => known.filter(|odd| *odd != Odd::Gone),
                (None, Some(caption)) => {
                    watch.caption = Some(caption.clone());
                    None
                }
                (Some(then), Some(now)) if discloses(then, terms) && !discloses(now, terms) => Some(Odd::Undisclosed),
                (Some(then), Some(now)) => (then != now).then_some(Odd::Edited),
            }
        } else {
            return (self, Looked::Quiet);
        };
        let looked = match (known, is) {
            (None, None) => Looked::Quiet,
            (Some(_), None) => {
                watch.found = None;
                Looked::Mended
            }
            (Some(known), Some(is)) if known == is => Looked::Quiet,
            // A disclosure that is back in other words than before is what was asked for.
            (Some(Odd::Undisclosed), Some(Odd::Edited)) => {
                watch.found = None;
                watch.caption = check.caption;
                Looked::Mended
            }
            (_, Some(is)) => {
                watch.found = Some(Found { is, at: check.at, then: watch.caption.clone(), now: check, asked_at: None });
                Looked::Found(is)
            }
        };
        (self, looked)
    }

    /// A person says that it is fine as it is; what is seen now is what later looks are compared with.
    ///
    /// # Errors
    /// Refused when nothing waits, and without a reason.
    pub fn accept_as_is(mut self, reason: &str, by: Actor, at: Timestamp) -> Result<Self, WatchError> {
        if reason.trim().is_empty() {
            return Err(WatchError::NoReason);
        }
        let found = self.watch.found.take().ok_or(WatchError::Nothing)?;
        if let Some(now) = found.now.caption.clone() {
            self.watch.caption = Some(now);
        }
        self.watch.accepted.push(Accepted { found, reason: reason.trim().to_owned(), by, at });
        Ok(self)
    }

    /// The creator is asked to mend it.
    ///
    /// # Errors
    /// Refused when nothing waits, and without a wish.
    pub fn ask_to_mend(mut self, wish: &str, at: Timestamp) -> Result<Self, WatchError> {
        if wish.trim().is_empty() {
            return Err(WatchError::NoWish);
        }
        self.watch.found.as_mut().ok_or(WatchError::Nothing)?.asked_at = Some(at);
        Ok(self)
    }
}

/// What of it waits for a person: since when, from when on it is shown, and what it is.
pub(super) fn waits(post: &Post) -> Option<super::Waits> {
    let found = post.watch.found.as_ref()?;
    let shown = found.asked_at.map_or(found.at, |asked| asked.plus(MENDS_WITHIN));
    Some(super::Waits { since: found.at, shown, is: found.is })
}

#[cfg(test)]
mod tests;
