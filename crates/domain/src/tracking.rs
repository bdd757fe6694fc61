//! Tracking: what went live, checked and captured.
//!
//! Invariant: a post counts when a person verified it with evidence; a correction is a new report, the old one stays.
//! Absent: money.

pub mod numbers;
pub mod watch;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    events::Actor,
    fields::FieldErrors,
    files::{ContentHash, StoredFile},
    ids::{CollaborationId, DeliverableId, PostId},
    time::Timestamp,
};

/// What a look at a URL gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkCheck {
    /// When.
    pub at: Timestamp,
    /// HTTP status, when anything answered.
    pub status: Option<u16>,
    /// Where redirects ended.
    pub final_url: String,
    /// SHA-256 of what came back.
    pub hash: Option<ContentHash>,
    /// Why nothing came back, or what is odd.
    pub problem: Option<String>,
    /// The words that the page shows of itself: a post's caption, where the platform gives it to everybody.
    #[serde(default)]
    pub caption: Option<String>,
    /// What the page says about how often it was seen and answered, where it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<numbers::Counts>,
}

impl LinkCheck {
    /// Whether the page answered with success.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }
}

/// What a person saw when they verified something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// In words: what was seen and where.
    pub note: String,
    /// A screenshot, if there is one.
    pub file: Option<StoredFile>,
    /// Who.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Where a post stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PostState {
    /// Somebody said that it is live.
    Reported,
    /// A person looked and confirmed it.
    Verified {
        /// What they saw.
        evidence: Evidence,
        /// Accepted although its window was over.
        late: bool,
    },
    /// A person looked and it is not what was agreed.
    Rejected {
        /// When.
        at: Timestamp,
        /// What is wrong.
        reason: String,
    },
}

/// Live content at a URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Of which deliverable.
    pub deliverable: DeliverableId,
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// Where it is.
    pub url: String,
    /// When it went live, as reported.
    pub live_at: Timestamp,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// By whom.
    pub reported_by: Actor,
    /// The last look of the program at the URL.
    pub check: Option<LinkCheck>,
    /// Where it stands.
    pub state: PostState,
    /// What was seen of it since it was verified.
    #[serde(default)]
    pub watch: watch::Watch,
    /// How often it was seen and answered, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<numbers::Reading>,
}

/// Why a verb about a post was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostError {
    /// Approve first.
    #[error("this has not been approved yet; only an approved version may be reported live")]
    NotApproved,
    /// One is enough.
    #[error("a live post has been reported already; correct it instead")]
    AlreadyReported,
    /// Done.
    #[error("this post has been verified already")]
    AlreadyVerified,
    /// Only what counts is counted.
    #[error("numbers are kept once the post has been verified")]
    NotVerified,
    /// Nothing there.
    #[error("no post has been reported yet")]
    NotReported,
    /// Evidence needed.
    #[error("say what you saw, or add a screenshot")]
    NoEvidence,
    /// Outside the window.
    #[error("it went live after its window closed; accept it as late, or reject it")]
    OutsideWindow,
    /// Before the window.
    #[error("it went live before its window opened; accept it outside the window, or reject it")]
    BeforeWindow,
    /// In the future.
    #[error("that time lies ahead; report it when it is live")]
    NotYetLive,
}

/// Checks the address of a post: whole, on the web, of a sensible length.
///
/// # Errors
/// Says what is wrong, at the field `url`.
pub fn checked_url(url: &str) -> Result<String, FieldErrors> {
    let url = url.trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default()).unwrap_or_default();
    let mut errors = FieldErrors::new();
    let fine = host.contains('.') && !host.contains('@') && url.len() <= 2_000 && !url.chars().any(|c| c.is_whitespace() || c.is_control());
    errors.require(fine, "url", "Paste the whole address of the post, beginning with https://.");
    errors.ok(url.to_owned())
}

impl Post {
    /// A person confirms that it is live as agreed.
    ///
    /// # Errors
    /// Refused twice, without evidence, or outside the window unless accepted so.
    pub fn verify(mut self, evidence: Evidence, window: (Timestamp, Timestamp), accept_outside: bool) -> Result<Self, PostError> {
        match self.state {
            PostState::Verified { .. } => return Err(PostError::AlreadyVerified),
            PostState::Rejected { .. } => return Err(PostError::NotReported),
            PostState::Reported => {}
        }
        if evidence.note.trim().is_empty() && evidence.file.is_none() {
            return Err(PostError::NoEvidence);
        }
        let (early, late) = (self.live_at < window.0, self.live_at > window.1);
        if early && !accept_outside {
            return Err(PostError::BeforeWindow);
        }
        if late && !accept_outside {
            return Err(PostError::OutsideWindow);
        }
        // What the person has looked at is what later looks are compared with.
        self.watch.caption = self.check.as_ref().and_then(|check| check.caption.clone());
        self.state = PostState::Verified { evidence, late };
        Ok(self)
    }

    /// A person says that it is not what was agreed; the creator is asked to mend it.
    ///
    /// # Errors
    /// Refused once verified or rejected.
    pub fn reject(mut self, reason: &str, now: Timestamp) -> Result<Self, PostError> {
        match self.state {
            PostState::Verified { .. } => return Err(PostError::AlreadyVerified),
            PostState::Rejected { .. } => return Err(PostError::NotReported),
            PostState::Reported => {}
        }
        if reason.trim().is_empty() {
            return Err(PostError::NoEvidence);
        }
        self.state = PostState::Rejected { at: now, reason: reason.trim().to_owned() };
        Ok(self)
    }

    /// When a person verified it.
    #[must_use]
    pub fn verified_at(&self) -> Option<Timestamp> {
        match &self.state {
            PostState::Verified { evidence, .. } => Some(evidence.at),
            PostState::Reported | PostState::Rejected { .. } => None,
        }
    }
}

/// What `journey` needs to know of a deliverable's post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which deliverable.
    pub deliverable: DeliverableId,
    /// Which post.
    pub post: PostId,
    /// When it went live.
    pub live_at: Timestamp,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// When it was verified.
    pub verified_at: Option<Timestamp>,
    /// When the clock looks at it next.
    pub next_look: Option<Timestamp>,
    /// What about it waits for a person.
    pub waits: Option<Waits>,
}

/// Something about a verified post that waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// Since when.
    pub since: Timestamp,
    /// From when on: a creator who was asked has time to mend it.
    pub shown: Timestamp,
    /// What it is.
    pub is: watch::Odd,
}

/// The posts that stand: a rejected one is as if it had not been reported.
#[must_use]
pub fn summary<'a>(posts: impl IntoIterator<Item = (PostId, &'a Post)>) -> Vec<Summary> {
    posts
        .into_iter()
        .filter(|(_, post)| !matches!(post.state, PostState::Rejected { .. }))
        .map(|(id, post)| Summary {
            deliverable: post.deliverable,
            post: id,
            live_at: post.live_at,
            reported_at: post.reported_at,
            verified_at: post.verified_at(),
            next_look: post.next_look(),
            waits: watch::waits(post),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn post(state: PostState, live_at: i64) -> Post {
        let id = uuid::Uuid::nil();
        Post {
            deliverable: DeliverableId::from_uuid(id),
            collaboration: CollaborationId::from_uuid(id),
            url: "https://example.com/p/1".into(),
            live_at: Timestamp(live_at),
            reported_at: Timestamp(live_at),
            reported_by: Actor::Clock,
            check: None,
            state,
            watch: watch::Watch::default(),
            readings: vec![],
        }
    }
    fn evidence(note: &str) -> Evidence {
        Evidence { note: note.into(), file: None, by: Actor::Clock, name: "Nora".into(), at: Timestamp(50) }
    }
    const WINDOW: (Timestamp, Timestamp) = (Timestamp(10), Timestamp(20));

    #[test]
    fn every_state_and_every_verb() {
        let states = [
            PostState::Reported,
            PostState::Verified { evidence: evidence("seen"), late: false },
            PostState::Rejected { at: Timestamp(1), reason: "no".into() },
        ];
        for state in states {
            let verify = post(state.clone(), 15).verify(evidence("seen"), WINDOW, false).map(|_| ());
            let reject = post(state.clone(), 15).reject("no", Timestamp(2)).map(|_| ());
            match state {
                PostState::Reported => assert_eq!((verify, reject), (Ok(()), Ok(()))),
                PostState::Verified { .. } => {
                    assert_eq!((verify, reject), (Err(PostError::AlreadyVerified), Err(PostError::AlreadyVerified)))
                }
                PostState::Rejected { .. } => assert_eq!((verify, reject), (Err(PostError::NotReported), Err(PostError::NotReported))),
            }
        }
    }

    #[test]
    fn nothing_counts_outside_its_window_unless_accepted() {
        assert_eq!(post(PostState::Reported, 21).verify(evidence("seen"), WINDOW, false).unwrap_err(), PostError::OutsideWindow);
        assert_eq!(post(PostState::Reported, 9).verify(evidence("seen"), WINDOW, false).unwrap_err(), PostError::BeforeWindow);
        assert!(matches!(
            post(PostState::Reported, 21).verify(evidence("seen"), WINDOW, true).unwrap().state,
            PostState::Verified { late: true, .. }
        ));
        assert_eq!(post(PostState::Reported, 15).verify(evidence(" "), WINDOW, false).unwrap_err(), PostError::NoEvidence);
    }

    #[test]
    fn an_address_is_whole() {
        assert!(checked_url(" https://www.instagram.com/reel/C1/ ").is_ok());
        for bad in ["instagram.com/reel", "javascript:alert(1)", "https://", "https://a b.com", "ftp://example.com"] {
            assert!(checked_url(bad).is_err(), "{bad}");
        }
    }
}
