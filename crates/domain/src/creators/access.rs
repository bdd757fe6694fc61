//! Access that creators give to accounts of their own by logging in at a platform: what it lets be read, until when, and how it
//! ended.
//!
//! Invariants: tokens stand here sealed only, and none is left once access has ended; a newer token takes the place of the one
//! before. Absent: how a platform is asked for tokens, and what is read with them; `fetching` has that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    connections::{Service, TOLD_BEFORE},
    words,
};
use crate::{
    ids::{BrandId, CreatorId, ProfileId},
    time::{DAY, HOUR, MINUTE, Timestamp},
};

words! {
    /// What somebody lets be read of their account; the word is the platform's own for it.
    Part {
        /// Which account it is.
        Basic = "user.info.basic", "Which account it is";
        /// Its name, what it says of itself, whether it is verified.
        Profile = "user.info.profile", "Name and words";
        /// How many follow it, and its likes and videos.
        Stats = "user.info.stats", "Numbers";
        /// Its public videos, each with its numbers.
        Videos = "video.list", "Public videos";
    }
}

impl Part {
    /// Those of a list as platforms write it: words with commas or spaces between. What is not known is left.
    #[must_use]
    pub fn list(text: &str) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|part| text.split([',', ' ']).any(|word| word.trim() == part.as_str())).collect()
    }
}

words! {
    /// How access ended.
    EndedBy {
        /// The creator ended it on their page.
        Creator = "creator", "By the creator";
        /// The team ended it.
        Team = "team", "By the team";
        /// It was taken back at the platform.
        Platform = "platform", "Taken back at the platform";
        /// The platform takes its tokens no more: their time is over, or they were refused.
        RanOut = "ran_out", "It ran out";
    }
}

/// Why an account cannot be read by its creator's log-in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// Nobody logged in yet.
    #[error("the creator has not connected this account of {0} yet; send them the link to do so")]
    NotGiven(&'static str),
    /// It ended.
    #[error("the connection to this account of {0} has ended; the creator can connect it anew")]
    AccessEnded(&'static str),
    /// The account that answered is known as somebody else's.
    #[error("the account that {0} named belongs to somebody else here; write to us, so that we can mend that")]
    AnothersAccount(&'static str),
    /// Nobody can say which account it is.
    #[error("{0} did not tell the account's name, so that we do not know which one it is; connect it again and leave every switch on")]
    NamelessAccount(&'static str),
    /// The log-in was started by another page, or long ago.
    #[error("this log-in was not started from this page, or more than an hour ago; begin again")]
    LogInExpired,
    /// The person said no.
    #[error("nothing was connected, because you said no at {0}")]
    LogInDenied(&'static str),
    /// The platform did not go through with it.
    #[error("{0} did not finish the log-in, and nothing was connected; try again later")]
    LogInFailed(&'static str),
}

/// How and when access ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// How.
    pub by: EndedBy,
}

/// Tokens as a platform gave them, but for the tokens themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// After how many microseconds the token by which is asked ends.
    pub fresh_for: i64,
    /// After how many it can be renewed no more, where that is told.
    pub lasts: Option<i64>,
    /// What it lets be read.
    pub parts: Vec<Part>,
}

/// Access to one account of a creator's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Access {
    /// Whose account.
    pub creator: CreatorId,
    /// Which one.
    pub profile: ProfileId,
    /// On which brand's page it was given.
    pub brand: BrandId,
    /// By which service.
    pub service: Service,
    /// The platform's id of the account, as this app knows it.
    pub external: String,
    /// Since when.
    pub since: Timestamp,
    /// What it lets be read.
    pub parts: Vec<Part>,
    /// The tokens, sealed as one; nothing once it ended.
    pub sealed: Option<String>,
    /// Until when the token is taken by which is asked.
    pub fresh_until: Timestamp,
    /// Until when it can be renewed, where that is told.
    pub ends_at: Option<Timestamp>,
    /// When the clock renews it.
    pub renew_at: Timestamp,
    /// How often renewing failed in a row.
    #[serde(default)]
    pub failures: u32,
    /// How it ended, where it did.
    #[serde(default)]
    pub ended: Option<Ended>,
}

/// Whose account access is given to, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Whose account.
    pub creator: CreatorId,
    /// Which one.
    pub profile: ProfileId,
    /// On which brand's page.
    pub brand: BrandId,
    /// By which service.
    pub service: Service,
    /// The platform's id of the account.
    pub external: String,
}

/// So long before a token ends it is no longer asked by: the answer has to come in time.
const SPARE: i64 = 5 * MINUTE;
/// The longest that the clock waits after renewing failed.
const LONGEST_WAIT: i64 = 6 * HOUR;

impl Access {
    /// Access that was given just now.
    #[must_use]
    pub fn new(given: Given, sealed: String, terms: &Terms, now: Timestamp) -> Self {
        let Given { creator, profile, brand, service, external } = given;
        let empty = Self {
            creator,
            profile,
            brand,
            service,
            external,
            since: now,
            parts: Vec::new(),
            sealed: None,
            fresh_until: now,
            ends_at: None,
            renew_at: now,
            failures: 0,
            ended: None,
        };
        empty.renewed(sealed, terms, now)
    }

    /// The same with newer tokens. They are renewed again when two thirds of their time are over.
    #[must_use]
    pub fn renewed(self, sealed: String, terms: &Terms, now: Timestamp) -> Self {
        let fresh_for = terms.fresh_for.clamp(MINUTE, 400 * DAY);
        Self {
            sealed: Some(sealed),
            parts: terms.parts.clone(),
            fresh_until: now.plus(fresh_for),
            renew_at: now.plus(fresh_for / 3 * 2),
            ends_at: terms.lasts.map(|lasts| now.plus(lasts)).or(self.ends_at),
            failures: 0,
            ended: None,
            ..self
        }
    }

    /// The same after its tokens could not be renewed for a reason that passes: after a quarter of an hour, half an hour, one
    /// hour up to six.
    #[must_use]
    pub fn not_renewed(self, now: Timestamp) -> Self {
        let failures = self.failures.saturating_add(1);
        let wait = ((15 * MINUTE) << (failures - 1).min(5)).min(LONGEST_WAIT);
        Self { failures, renew_at: now.plus(wait), ..self }
    }

    /// The same once the platform says that it takes the token no more: it is renewed before anything else is asked.
    #[must_use]
    pub fn stale(self, now: Timestamp) -> Self {
        let (fresh_until, renew_at) = (self.fresh_until.min(now), self.renew_at.min(now));
        Self { fresh_until, renew_at, ..self }
    }

    /// Access that has ended, without its tokens. Who ended it first did.
    #[must_use]
    pub fn ended(self, by: EndedBy, now: Timestamp) -> Self {
        let at = self.ended.as_ref().map_or(now, |ended| ended.at);
        Self { sealed: None, ended: Some(Ended { at, by }), ..self }
    }

    /// The sealed tokens.
    ///
    /// # Errors
    /// Says that it has ended.
    pub fn usable(&self) -> Result<&str, AccessError> {
        self.sealed.as_deref().filter(|_| self.ended.is_none()).ok_or(AccessError::AccessEnded(self.service.label()))
    }

    /// Whether it is in force.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.usable().is_ok()
    }

    /// Whether the token is taken for long enough to ask something.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.holds() && self.fresh_until > now.plus(SPARE)
    }

    /// Whether it lets something be read.
    #[must_use]
    pub fn lets(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }

    /// What it does not let be read.
    #[must_use]
    pub fn withheld(&self) -> Vec<Part> {
        Part::ALL.iter().copied().filter(|part| !self.lets(*part)).collect()
    }

    /// From when on the clock has it renewed; nothing once it ended.
    #[must_use]
    pub fn renewed_from(&self) -> Option<Timestamp> {
        self.holds().then_some(self.renew_at)
    }

    /// From when on people are told that the creator has to log in again: since it ran out, or two weeks before it does. What
    /// somebody ended on purpose nobody is asked to bring back.
    #[must_use]
    pub fn told_from(&self) -> Option<Timestamp> {
        match &self.ended {
            None => self.ends_at.map(|ends| ends.plus(-TOLD_BEFORE)),
            Some(Ended { by: EndedBy::RanOut, at }) => Some(*at),
            Some(Ended { by: EndedBy::Creator | EndedBy::Team | EndedBy::Platform, .. }) => None,
        }
    }

    /// Whether people are told of it now.
    #[must_use]
    pub fn is_told(&self, now: Timestamp) -> bool {
        self.told_from().is_some_and(|from| from <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    fn terms() -> Terms {
        Terms { fresh_for: DAY, lasts: Some(365 * DAY), parts: Part::ALL.to_vec() }
    }

    fn given() -> Access {
        let (creator, profile, brand) = (id(1), id(2), id(3));
        let given = Given { creator, profile, brand, service: Service::TikTok, external: "-000Anna".into() };
        Access::new(given, "sealed".into(), &terms(), Timestamp(0))
    }

    fn id<I: Id>(number: u128) -> I {
        I::from_uuid(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_list_of_parts_is_read_as_platforms_write_it() {
        assert_eq!(Part::list("user.info.basic,video.list"), [Part::Basic, Part::Videos]);
        assert_eq!(Part::list("video.list, user.info.stats user.info.basic"), [Part::Basic, Part::Stats, Part::Videos]);
        assert!(Part::list("video.listing,user.info").is_empty());
    }

    #[test]
    fn a_token_of_a_day_is_renewed_after_sixteen_hours_and_asked_by_until_shortly_before_its_end() {
        let made = given();
        assert_eq!(made.renewed_from(), Some(Timestamp(16 * HOUR)));
        assert!(made.is_fresh(Timestamp(DAY - 6 * MINUTE)) && !made.is_fresh(Timestamp(DAY - 5 * MINUTE)));
        let later = Timestamp(20 * HOUR);
        let renewed = made.clone().renewed("newer".into(), &Terms { lasts: None, ..terms() }, later);
        assert_eq!((renewed.usable(), renewed.fresh_until), (Ok("newer"), later.plus(DAY)));
        assert_eq!(renewed.ends_at, made.ends_at, "where nothing new is told of its end, the old one stands");
    }

    #[test]
    fn what_could_not_be_renewed_is_tried_again_later_and_later() {
        let mut made = given();
        let mut waits = Vec::new();
        for _ in 0..7 {
            made = made.not_renewed(Timestamp(0));
            waits.push(made.renew_at.0 / MINUTE);
        }
        assert_eq!(waits, [15, 30, 60, 120, 240, 360, 360]);
        assert_eq!(made.renewed("newer".into(), &terms(), Timestamp(0)).failures, 0);
        let stale = given().stale(Timestamp(HOUR));
        assert!(!stale.is_fresh(Timestamp(HOUR)) && stale.holds() && stale.renewed_from() == Some(Timestamp(HOUR)));
    }

    #[test]
    fn ended_access_holds_no_token_and_only_what_ran_out_is_told() {
        for by in EndedBy::ALL {
            let ended = given().ended(*by, Timestamp(7));
            assert_eq!((ended.sealed.as_deref(), ended.renewed_from()), (None, None), "{by}");
            assert_eq!(ended.usable(), Err(AccessError::AccessEnded("TikTok")), "{by}");
            assert_eq!(ended.told_from().is_some(), *by == EndedBy::RanOut, "{by}");
            assert!(ended.renewed("again".into(), &terms(), Timestamp(8)).holds(), "a new log-in begins it anew");
        }
        let ran_out = given().ended(EndedBy::RanOut, Timestamp(7)).ended(EndedBy::Team, Timestamp(9));
        assert_eq!(ran_out.ended, Some(Ended { at: Timestamp(7), by: EndedBy::Team }), "seen to, and told no more");
    }

    #[test]
    fn its_end_is_told_two_weeks_before() {
        let made = given();
        assert!(!made.is_told(Timestamp(351 * DAY - 1)) && made.is_told(Timestamp(351 * DAY)));
        assert_eq!(Access { ends_at: None, ..made }.told_from(), None);
    }

    #[test]
    fn what_is_withheld_is_known() {
        let made = given().renewed("s".into(), &Terms { parts: vec![Part::Basic, Part::Profile], ..terms() }, Timestamp(0));
        assert_eq!(made.withheld(), [Part::Stats, Part::Videos]);
        assert!(made.lets(Part::Profile) && !made.lets(Part::Videos));
    }
}
