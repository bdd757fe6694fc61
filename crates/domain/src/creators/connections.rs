//! Connections to platforms' own interfaces: whose key it is, whether it may be used now, and what of its day is left.
//!
//! Invariants: a secret stands here sealed only; a platform that said when to come back is not asked before; what the clock may
//! spend leaves a reserve for people. Absent: how a platform is asked, and what it answers; `fetching` has that.

pub mod hashtags;
pub mod policy;
pub mod quota;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Platform, words};
use crate::time::{DAY, HOUR, MINUTE, SECOND, Timestamp, Zone};

words! {
    /// A platform whose own interface can be connected.
    Service {
        /// The YouTube Data API, version 3.
        YouTube = "youtube", "YouTube";
        /// The Instagram Graph API, by the brand's own professional account.
        Instagram = "instagram", "Instagram";
        /// TikTok's Display API, version 2, by the log-in of each creator.
        TikTok = "tiktok", "TikTok";
    }
}

impl Service {
    /// The platform whose accounts it tells of.
    #[must_use]
    pub fn platform(self) -> Platform {
        match self {
            Service::YouTube => Platform::YouTube,
            Service::Instagram => Platform::Instagram,
            Service::TikTok => Platform::TikTok,
        }
    }

    /// The service that tells of a platform's accounts.
    #[must_use]
    pub fn of(platform: &Platform) -> Option<Self> {
        Self::ALL.iter().copied().find(|service| service.platform() == *platform)
    }

    /// How its numbers name their source.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Service::YouTube => "youtube_api",
            Service::Instagram => "instagram_api",
            Service::TikTok => "tiktok_api",
        }
    }

    /// Whether it tells of an account only where the account's owner logged in; the connection is then no more than an app's name.
    #[must_use]
    pub const fn by_log_in(self) -> bool {
        match self {
            Service::YouTube | Service::Instagram => false,
            Service::TikTok => true,
        }
    }
}

/// Why a connection is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectionError {
    /// Nothing is connected.
    #[error("{0} is not connected; an owner adds a key in Settings, Connections")]
    NotConnected(&'static str),
    /// The key was refused when it was last used.
    #[error("{service} refuses the key: {reason} An owner puts in another one in Settings, Connections")]
    KeyRefused {
        /// Of which service.
        service: &'static str,
        /// In its words, or ours.
        reason: String,
    },
    /// It said when to come back.
    #[error("{service} asks us to wait until {until}")]
    Waiting {
        /// Which service.
        service: &'static str,
        /// Until when, for people, in UTC.
        until: String,
    },
    /// This installation has no way out.
    #[error("this installation asks no platform; whoever runs it can allow that")]
    NoWayOut,
    /// Only accounts of the service can be asked for.
    #[error("only accounts of {0} can be fetched")]
    OtherPlatform(&'static str),
    /// The window of hashtags is used.
    #[error("Instagram lets {most} different hashtags be asked for in seven days, and they are used; the next one is free on {until}")]
    HashtagsUsed {
        /// How many it lets.
        most: usize,
        /// When the oldest counts no longer, for people, in UTC.
        until: String,
    },
    /// It is asked by no account of the brand's.
    #[error("{0} was connected without an account of the brand's; connect it anew in Settings, Connections")]
    NoAccount(&'static str),
    /// Its account is another brand's.
    #[error("@{0} is no account of this brand; name it in the brand's profile first")]
    NotOurs(String),
    /// A service whose key is no token that could be renewed.
    #[error("the key of {0} has no end and is not renewed")]
    Endless(&'static str),
    /// Nothing to ask by.
    #[error("this account has neither a handle nor an id; add one of them first")]
    Nameless,
}

/// Why a platform is left alone for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wait {
    /// Until when.
    pub until: Timestamp,
    /// What it said.
    pub because: Because,
    /// How often it said so in a row.
    pub times: u32,
}

words! {
    /// What a platform said when it wanted to be left alone.
    Because {
        /// The day's quota is used.
        QuotaUsed = "quota_used", "The day's quota is used";
        /// Too many questions in a short time.
        TooMany = "too_many", "Too many questions";
    }
}

/// A key that the service did not take when it was last used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refused {
    /// When.
    pub at: Timestamp,
    /// Why, without the key.
    pub reason: String,
}

/// An organisation's connection to one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Connection {
    /// Which service.
    pub service: Service,
    /// The key, sealed; nothing once it was removed.
    pub sealed: Option<String>,
    /// The last characters of the key, by which people know which one it is.
    pub hint: String,
    /// Since when this key.
    pub since: Timestamp,
    /// Who put it in, by name.
    pub by: String,
    /// When the service last took it.
    pub answered_at: Timestamp,
    /// Whether the service refused it since.
    pub refused: Option<Refused>,
    /// Whether the service wants to be left alone.
    pub wait: Option<Wait>,
    /// How many units a day the service grants this key.
    pub daily_units: i64,
    /// How many of them the clock leaves for people.
    pub reserve: i64,
    /// Whether the organisation accepted the terms under which its own figures may be worked out from the service's.
    pub derived: bool,
    /// Whose account it asks by, where the service is asked by an account of the brand's own.
    #[serde(default)]
    pub account: Option<OwnAccount>,
    /// When the token ends, where it ends and that is known.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    /// When the clock has it renewed, where it can be.
    #[serde(default)]
    pub renew_at: Option<Timestamp>,
}

/// The brand's own account at a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnAccount {
    /// The service's id of it.
    pub id: String,
    /// Its name there.
    pub name: String,
}

/// So long before a token ends people are told. The clock renews it long before, so that only what could not be renewed is told of.
pub const TOLD_BEFORE: i64 = 14 * DAY;
/// A token whose end is not told is renewed after so long.
const RENEWED_EVERY: i64 = 30 * DAY;

/// So many of a key's last characters are shown.
const HINT: usize = 4;
/// However long a platform says to wait, a person may ask it again after a day.
const LONGEST: i64 = DAY;

impl Connection {
    /// A key that the service took just now.
    #[must_use]
    pub fn new(service: Service, key: &str, sealed: String, by: String, now: Timestamp) -> Self {
        Self {
            service,
            sealed: Some(sealed),
            hint: Self::hint_of(key),
            since: now,
            by,
            answered_at: now,
            refused: None,
            wait: None,
            daily_units: quota::daily(service),
            reserve: quota::reserve(service),
            // Where no term of the platform's asks for it, there is nothing to accept.
            derived: !policy::asks_about_figures(service),
            account: None,
            ends_at: None,
            renew_at: None,
        }
    }

    /// The same by an account of the brand's own, whose token ends after so many microseconds, where that is told.
    #[must_use]
    pub fn of_account(self, account: OwnAccount, lasts: Option<i64>, now: Timestamp) -> Self {
        Self { account: Some(account), ..self }.with_end(lasts, now)
    }

    /// The same with a newer token of the same account. It is renewed again when half of its time is over.
    #[must_use]
    pub fn renewed(self, sealed: String, hint: String, lasts: Option<i64>, now: Timestamp) -> Self {
        Self { sealed: Some(sealed), hint, ..self }.answered(now).with_end(lasts, now)
    }

    fn with_end(self, lasts: Option<i64>, now: Timestamp) -> Self {
        let renew_at = Some(now.plus(lasts.map_or(RENEWED_EVERY, |lasts| lasts / 2)));
        Self { ends_at: lasts.map(|lasts| now.plus(lasts)), renew_at, ..self }
    }

    /// The same after its token could not be renewed: it is tried again the next day.
    #[must_use]
    pub fn not_renewed(self, now: Timestamp) -> Self {
        Self { renew_at: Some(now.plus(DAY)), ..self }
    }

    /// Whether the clock is to have its token renewed now. One that was refused cannot be.
    #[must_use]
    pub fn to_renew(&self, now: Timestamp) -> bool {
        self.usable(now).is_ok() && self.renew_at.is_some_and(|at| at <= now)
    }

    /// When its token ends, where that is so soon that people are told, or was already.
    #[must_use]
    pub fn ends_soon(&self, now: Timestamp) -> Option<Timestamp> {
        self.ends_at.filter(|_| self.refused.is_none() && self.told_from().is_some_and(|from| from <= now))
    }

    /// From when on people are told of it: since its key is refused, or two weeks before its token ends.
    #[must_use]
    pub fn told_from(&self) -> Option<Timestamp> {
        let refused = self.refused.as_ref().map(|refused| refused.at);
        refused.or(self.ends_at.map(|ends| ends.plus(-TOLD_BEFORE))).filter(|_| self.sealed.is_some())
    }

    /// The last characters of a key, by which people know which one it is; nothing of a short one.
    #[must_use]
    pub fn hint_of(key: &str) -> String {
        let letters: Vec<char> = key.chars().collect();
        if letters.len() >= 4 * HINT { letters[letters.len() - HINT..].iter().collect() } else { String::new() }
    }

    /// Another key in place of this one. What was chosen stays; what was wrong with the old key is over.
    #[must_use]
    pub fn with_key(self, new: Self) -> Self {
        Self { daily_units: self.daily_units, reserve: self.reserve, derived: self.derived, ..new }
    }

    /// The connection without its key.
    #[must_use]
    pub fn removed(self) -> Self {
        let hint = String::new();
        Self { sealed: None, hint, refused: None, wait: None, account: None, ends_at: None, renew_at: None, ..self }
    }

    /// Whether the service may be asked now; gives the sealed key.
    ///
    /// # Errors
    /// Says why not.
    pub fn usable(&self, now: Timestamp) -> Result<&str, ConnectionError> {
        let service = self.service.label();
        let sealed = self.sealed.as_deref().ok_or(ConnectionError::NotConnected(service))?;
        if let Some(refused) = &self.refused {
            return Err(ConnectionError::KeyRefused { service, reason: refused.reason.clone() });
        }
        match &self.wait {
            Some(wait) if wait.until > now => {
                let until = wait.until.format_in(&Zone::utc(), "%-d %b %Y, %H:%M UTC");
                Err(ConnectionError::Waiting { service, until })
            }
            _ => Ok(sealed),
        }
    }

    /// The service took the key.
    #[must_use]
    pub fn answered(self, now: Timestamp) -> Self {
        Self { answered_at: now.max(self.answered_at), refused: None, wait: None, ..self }
    }

    /// The service refused the key.
    #[must_use]
    pub fn refuses(self, reason: String, now: Timestamp) -> Self {
        Self { refused: Some(Refused { at: now, reason }), ..self }
    }

    /// The service wants to be left alone: a used quota until its day ends, too many questions for as long as it says, or one
    /// minute, two, four up to an hour where it says nothing.
    #[must_use]
    pub fn waits(self, because: Because, retry_after: Option<i64>, now: Timestamp) -> Self {
        let times = self.wait.as_ref().map_or(0, |wait| wait.times).saturating_add(1);
        let until = match because {
            Because::QuotaUsed => quota::resets_at(now),
            Because::TooMany => {
                let pause = retry_after.unwrap_or_else(|| (MINUTE << (times - 1).min(6)).min(HOUR));
                now.plus(pause.clamp(SECOND, LONGEST))
            }
        };
        Self { wait: Some(Wait { until, because, times }), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(now: Timestamp) -> Connection {
        Connection::new(Service::YouTube, "AIzaSyA-made-up-key-of-39-letters-1234", "sealed".into(), "Nora".into(), now)
    }

    #[test]
    fn a_key_is_known_by_its_end_and_a_short_one_by_nothing() {
        assert_eq!(made(Timestamp(0)).hint, "1234");
        assert_eq!(Connection::new(Service::YouTube, "short", "s".into(), "Nora".into(), Timestamp(0)).hint, "");
    }

    #[test]
    fn who_is_told_to_wait_waits_so_long_and_longer_where_nothing_is_said() {
        let now = Timestamp::parse("2026-11-27T20:00:00Z").unwrap();
        let told = made(now).waits(Because::TooMany, Some(HOUR), now);
        assert!(matches!(told.usable(now.plus(HOUR - 1)), Err(ConnectionError::Waiting { .. })));
        assert_eq!(told.usable(now.plus(HOUR)), Ok("sealed"));
        let mut silent = made(now);
        let mut pauses = Vec::new();
        for _ in 0..8 {
            silent = silent.waits(Because::TooMany, None, now);
            pauses.push(silent.wait.as_ref().map_or(0, |wait| wait.until.since(now)) / MINUTE);
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(silent.answered(now).waits(Because::TooMany, None, now).wait.map(|wait| wait.until.since(now)), Some(MINUTE));
        let for_ever = made(now).waits(Because::TooMany, Some(400 * DAY), now);
        assert_eq!(for_ever.wait.map(|wait| wait.until.since(now)), Some(DAY));
        // 27 November, 12:00 in Los Angeles: the day ends at 08:00 UTC.
        let used = made(now).waits(Because::QuotaUsed, None, now);
        assert_eq!(used.wait.map(|wait| wait.until.rfc3339()).as_deref(), Some("2026-11-28T08:00:00Z"));
    }

    #[test]
    fn a_token_is_renewed_at_half_of_its_time_and_its_end_is_told_two_weeks_before() {
        let now = Timestamp(0);
        let own = OwnAccount { id: "17841405309211844".into(), name: "fennelandrye".into() };
        let new = Connection::new(Service::Instagram, "token", "sealed".into(), "Nora".into(), now);
        let made = new.clone().of_account(own.clone(), Some(60 * DAY), now);
        assert_eq!((made.to_renew(now.plus(30 * DAY - 1)), made.to_renew(now.plus(30 * DAY))), (false, true));
        assert_eq!((made.ends_soon(now.plus(46 * DAY - 1)), made.ends_soon(now.plus(46 * DAY))), (None, Some(Timestamp(60 * DAY))));
        let later = now.plus(30 * DAY);
        assert!(!made.clone().not_renewed(later).to_renew(later.plus(DAY - 1)));
        assert!(made.clone().not_renewed(later).to_renew(later.plus(DAY)));
        let renewed = made.clone().renewed("newer".into(), String::new(), Some(60 * DAY), later);
        assert_eq!((renewed.ends_at, renewed.sealed.as_deref(), renewed.since), (Some(Timestamp(90 * DAY)), Some("newer"), now));
        // Where nothing is told of its end, it is renewed all the same, and no end is made up.
        let endless = new.of_account(own, None, now);
        assert_eq!((endless.ends_at, endless.to_renew(now.plus(30 * DAY))), (None, true));
        let refused = made.refuses("It ended.".into(), later);
        assert!(!refused.to_renew(later) && refused.removed().ends_soon(now.plus(99 * DAY)).is_none());
    }

    #[test]
    fn a_refused_key_is_not_tried_again_and_another_one_keeps_what_was_chosen() {
        let now = Timestamp(5);
        let refused = Connection { derived: true, reserve: 7, ..made(now) }.refuses("It was revoked.".into(), now);
        assert!(matches!(refused.usable(now.plus(DAY)), Err(ConnectionError::KeyRefused { .. })));
        let again = refused.with_key(made(now));
        assert_eq!((again.usable(now), again.derived, again.reserve), (Ok("sealed"), true, 7));
        assert!(matches!(again.removed().usable(now), Err(ConnectionError::NotConnected(_))));
    }
}
