//! What a platform answers about an account, in the program's own words, and what became of asking.
//!
//! Invariants: a number that the platform does not give is unknown and never zero; a count that it rounds is not exact; what was
//! known stays when an account is renamed, hidden or gone. Absent: how a platform is asked.

mod channel;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use channel::{FetchedChannel, FetchedComment, FetchedVideo, FoundChannel, averages};

use super::{Country, access::Part, connections::Service, words};
use crate::time::{DAY, HOUR, Timestamp};

/// Why a platform gave no answer, by what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Failure {
    /// It does not take the key: another one is needed. Never holds the key.
    Refused {
        /// In words for people.
        reason: String,
    },
    /// It does not take the log-in of the account's owner: it ended, or another token is needed. Never holds the token.
    Ended {
        /// In words for people.
        reason: String,
    },
    /// The day's quota is used, as the platform or our own count says.
    QuotaUsed {
        /// Whether it is our own count, or the reserve that the clock leaves; then the platform was not asked.
        ours: bool,
    },
    /// Too many questions.
    TooMany {
        /// After how many microseconds to come back, where it says so.
        retry_after: Option<i64>,
    },
    /// It knows no such thing.
    Missing,
    /// It knows the thing and does not show it: private, or comments turned off.
    Closed,
    /// It does not let this one thing be seen with this key; everything else goes on.
    Forbidden {
        /// In words for people.
        reason: String,
    },
    /// Nothing answered, or something is wrong over there. Worth another try.
    Unreachable {
        /// In words for people.
        reason: String,
    },
    /// The answer is none that can be read.
    Unreadable {
        /// In words for people.
        reason: String,
    },
}

/// What was had of an account in one go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    /// The channel; nothing where there is none, or where asking ended before.
    pub channel: Option<FetchedChannel>,
    /// Its newest videos that everybody may see.
    pub videos: Vec<FetchedVideo>,
    /// Comments under the newest of them.
    pub comments: Vec<FetchedComment>,
    /// Of how many videos the comments are turned off.
    pub closed_comments: u32,
    /// Whether the list of its videos is not shown.
    pub closed_uploads: bool,
    /// What the account's owner does not let be read, where it is read by their log-in.
    #[serde(default)]
    pub withheld: Vec<Part>,
    /// Why asking ended before everything was had.
    pub stopped: Option<Failure>,
    /// Since when the key by which it was asked is there: what was said to it is no news of another one.
    #[serde(default)]
    pub key_since: Option<Timestamp>,
}

words! {
    /// What became of asking for an account.
    Outcome {
        /// Everything was had.
        Fetched = "fetched", "Fetched";
        /// A part was had before something stopped it.
        Partly = "partly", "Fetched in part";
        /// There is no such account.
        NotFound = "not_found", "Not found";
        /// Nothing could be had, for a reason that is not the account's.
        Failed = "failed", "Not fetched";
    }
}

/// Something to be told about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Remark {
    /// It has another handle now.
    Renamed {
        /// What it was.
        from: String,
        /// What it is.
        to: String,
    },
    /// Its number of subscribers is hidden.
    HiddenSubscribers,
    /// Its videos are not shown.
    ClosedUploads,
    /// Comments are turned off under some of its newest videos.
    ClosedComments {
        /// Under how many.
        videos: u32,
    },
    /// The account that answered belongs to another creator here.
    SomebodyElses,
    /// The platform shows professional accounts alone, and this is none that it knows.
    NotProfessional,
    /// Another account stands under the handle since it was last fetched.
    OtherAccount,
    /// Its owner logged in and does not let everything be read.
    Withheld {
        /// What they keep to themselves.
        parts: Vec<Part>,
    },
}

/// What is kept about asking for one account: the last try, and what its words were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountFetch {
    /// Which service.
    pub service: Service,
    /// What became of the last try.
    pub outcome: Outcome,
    /// Why, where it did not end well; in words for people.
    pub reason: Option<String>,
    /// What is to be told.
    #[serde(default)]
    pub remarks: Vec<Remark>,
    /// When it was last tried.
    pub tried_at: Timestamp,
    /// When asking last ended by itself: everything was had, or there was no such account.
    #[serde(default)]
    pub settled_at: Option<Timestamp>,
    /// How often it failed in a row.
    #[serde(default)]
    pub failures: u32,
    /// When something was last had.
    pub fetched_at: Option<Timestamp>,
    /// Until when what was had may be kept.
    pub keep_until: Option<Timestamp>,
    /// Whether the creator's country is the one that the account names, because none was known and nobody said it since.
    #[serde(default)]
    pub gave_country: bool,
    /// The account's words as the platform gave them, so that they go when they must.
    pub channel: Option<FetchedChannel>,
}

impl AccountFetch {
    /// Before anything was asked.
    #[must_use]
    pub fn never(service: Service, now: Timestamp) -> Self {
        Self {
            service,
            outcome: Outcome::Failed,
            reason: None,
            remarks: Vec::new(),
            tried_at: now,
            settled_at: None,
            failures: 0,
            fetched_at: None,
            keep_until: None,
            gave_country: false,
            channel: None,
        }
    }

    /// When the clock may try again, whatever the account's urgency: an account that is gone after a week, what failed after
    /// an hour, two, four up to a day.
    #[must_use]
    pub fn not_before(&self) -> Timestamp {
        match self.outcome {
            Outcome::Fetched => self.tried_at,
            Outcome::NotFound => self.tried_at.plus(7 * DAY),
            Outcome::Partly | Outcome::Failed => self.tried_at.plus((HOUR << self.failures.saturating_sub(1).min(5)).min(DAY)),
        }
    }

    /// What is left once the platform's words may not be kept any longer.
    #[must_use]
    pub fn without_words(self) -> Self {
        Self { channel: None, keep_until: None, remarks: Vec::new(), fetched_at: None, gave_country: false, ..self }
    }
}

/// The creator's country after an account was had that names one, or none any more, and whether it is the account's: `gave` is what
/// it gave last, unless somebody said the same since. What somebody else said stands, and what the account gave goes where it says so
/// no longer.
#[must_use]
pub fn country_after(kept: Option<Country>, gave: Option<Country>, names: Option<Country>) -> (Option<Country>, bool) {
    if kept.is_some() && kept != gave { (kept, false) } else { (names, names.is_some()) }
}

impl Failure {
    /// Whether it is about the connection rather than about what was asked for.
    #[must_use]
    pub const fn of_connection(&self) -> bool {
        matches!(self, Failure::Refused { .. } | Failure::QuotaUsed { .. } | Failure::TooMany { .. })
    }

    /// In words for people.
    #[must_use]
    pub fn words(&self, service: Service) -> String {
        let name = service.label();
        match self {
            Failure::Refused { reason } => format!("{name} refuses the key: {reason}"),
            Failure::Ended { reason } => format!("{name} does not take the log-in of this account: {reason}"),
            Failure::QuotaUsed { ours: true } => "What may be asked today is used up.".to_owned(),
            Failure::QuotaUsed { ours: false } => format!("{name} says that the day's quota is used."),
            Failure::TooMany { .. } => format!("{name} asks us to come back later."),
            Failure::Missing => format!("{name} knows no such thing."),
            Failure::Closed => format!("{name} does not show this."),
            Failure::Forbidden { reason } => format!("{name} does not let this be seen: {reason}"),
            Failure::Unreachable { reason } => format!("{name} did not answer: {reason}"),
            Failure::Unreadable { reason } => format!("The answer of {name} could not be read: {reason}"),
        }
    }
}

impl Fetched {
    /// What became of it, and why where it did not end well.
    #[must_use]
    pub fn outcome(&self, service: Service) -> (Outcome, Option<String>) {
        let reason = self.stopped.as_ref().map(|failure| failure.words(service));
        let outcome = match (&self.channel, &self.stopped) {
            (Some(_), None) => Outcome::Fetched,
            (Some(_), Some(_)) => Outcome::Partly,
            (None, None) => Outcome::NotFound,
            (None, Some(_)) => Outcome::Failed,
        };
        (outcome, reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_waits_longer_and_what_is_gone_a_week() {
        let asked = AccountFetch { tried_at: Timestamp(0), ..AccountFetch::never(Service::YouTube, Timestamp(0)) };
        let after = |failures| AccountFetch { failures, ..asked.clone() }.not_before().0 / HOUR;
        assert_eq!([1, 2, 3, 5, 6, 40].map(after), [1, 2, 4, 16, 24, 24]);
        assert_eq!(AccountFetch { outcome: Outcome::NotFound, ..asked.clone() }.not_before().0, 7 * DAY);
        assert_eq!(AccountFetch { outcome: Outcome::Fetched, failures: 3, ..asked }.not_before().0, 0);
    }

    #[test]
    fn a_country_that_an_account_gave_follows_it_and_anybody_elses_stays() {
        let [none, de, at] = [None, Country::by_code("DE"), Country::by_code("AT")];
        assert!(de.is_some() && at.is_some() && de != at);
        for (kept, gave, names, after) in [
            (none, none, de, (de, true)),
            (none, none, none, (none, false)),
            (de, de, de, (de, true)),
            (de, de, at, (at, true)),
            // It is told no longer.
            (de, de, none, (none, false)),
            // A person's word, before or since.
            (de, none, de, (de, false)),
            (at, none, none, (at, false)),
            (at, de, none, (at, false)),
            (at, de, de, (at, false)),
            // It gave it first, and a sheet said the same since: what it gave counts no longer.
            (de, none, none, (de, false)),
        ] {
            assert_eq!(country_after(kept, gave, names), after, "{kept:?} {gave:?} {names:?}");
        }
    }

    #[test]
    fn an_answer_without_a_channel_is_no_failure() {
        let nothing = Fetched::default();
        assert_eq!(nothing.outcome(Service::YouTube), (Outcome::NotFound, None));
        let stopped = Fetched { stopped: Some(Failure::QuotaUsed { ours: false }), ..Fetched::default() };
        let (outcome, reason) = stopped.outcome(Service::YouTube);
        assert_eq!((outcome, reason.as_deref()), (Outcome::Failed, Some("YouTube says that the day's quota is used.")));
    }
}
