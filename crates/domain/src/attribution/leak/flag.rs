//! The flag on a code that looks leaked: it holds the commission until a person lifts it.
//!
//! Invariant: a flag keeps the evidence that raised it, and who lifted it and why. A lifted code is not flagged again for
//! orders that were known when it was lifted. Absent: money; what a held commission means is for payments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, WEEK};
use crate::{
    attribution::setup::PromoCode,
    events::{Actor, Event},
    time::{Day, Timestamp, Zone},
};

/// A person's decision that the commission is owed all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lifted {
    /// Why, in their words.
    pub reason: String,
    /// Who.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Why a code's commission is or was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Flag {
    /// Since when.
    pub raised_at: Timestamp,
    /// What was counted.
    pub evidence: Vec<Evidence>,
    /// The decision that ended it.
    pub lifted: Option<Lifted>,
}

impl Flag {
    /// What was counted, in one line: `9 of 11 orders without a click; 4 of 6 referrers are coupon sites`.
    #[must_use]
    pub fn why(&self) -> String {
        let counted: Vec<&str> = self.evidence.iter().map(|one| one.text.as_str()).collect();
        counted.join("; ")
    }
}

/// Why a flag is not lifted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LeakError {
    /// There is nothing to lift.
    #[error("no commission of this code is held")]
    NotFlagged,
    /// A decision without a reason.
    #[error("say why the commission is owed although the code looks leaked")]
    NoReason,
}

/// A code was flagged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlagRaised {
    /// The code.
    pub code: String,
    /// What was counted.
    pub why: String,
}

impl Event for FlagRaised {
    fn kind(&self) -> &'static str {
        "attribution.code_flagged"
    }
}

/// A flag was lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FlagLifted {
    /// The code.
    pub code: String,
    /// Why.
    pub reason: String,
}

impl Event for FlagLifted {
    fn kind(&self) -> &'static str {
        "attribution.code_flag_lifted"
    }
}

impl PromoCode {
    /// The flag that holds the commission now.
    #[must_use]
    pub fn held(&self) -> Option<&Flag> {
        self.flag.as_ref().filter(|flag| flag.lifted.is_none())
    }

    /// The first day on which a week may end that is judged: no week that a person has let pass is judged again.
    #[must_use]
    pub fn judged_from(&self, first: Day, zone: &Zone) -> Day {
        let lifted = self.flag.as_ref().and_then(|flag| flag.lifted.as_ref());
        lifted.map_or(first, |lifted| first.max(lifted.at.day_in(zone).plus_days(WEEK)))
    }

    /// Holds the commission.
    #[must_use]
    pub fn raise(mut self, evidence: Vec<Evidence>, now: Timestamp) -> (Self, FlagRaised) {
        let flag = Flag { raised_at: now, evidence, lifted: None };
        let event = FlagRaised { code: self.code.clone(), why: flag.why() };
        self.flag = Some(flag);
        (self, event)
    }

    /// Lets the commission go.
    ///
    /// # Errors
    /// Refused when nothing is held, and without a reason.
    pub fn lift(mut self, reason: &str, by: Actor, name: &str, now: Timestamp) -> Result<(Self, FlagLifted), LeakError> {
        let reason = reason.trim();
        let flag = self.flag.as_mut().filter(|flag| flag.lifted.is_none()).ok_or(LeakError::NotFlagged)?;
        if reason.is_empty() {
            return Err(LeakError::NoReason);
        }
        flag.lifted = Some(Lifted { reason: reason.to_owned(), by, name: name.to_owned(), at: now });
        let event = FlagLifted { code: self.code.clone(), reason: reason.to_owned() };
        Ok((self, event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{leak::Sign, samples};

    fn code() -> PromoCode {
        PromoCode {
            collaboration: samples::collaboration(1),
            code: "MAYA15".into(),
            key: "maya15".into(),
            percent: 15,
            confirmed: None,
            flag: None,
        }
    }

    #[test]
    fn a_flag_is_lifted_once_and_with_a_reason() {
        let now = samples::PLACED;
        let lift = |code: PromoCode, reason: &str| code.lift(reason, Actor::Clock, "Nora", now);
        assert_eq!(lift(code(), "known").unwrap_err(), LeakError::NotFlagged);
        let evidence = vec![Evidence { sign: Sign::NoClicks, text: "9 of 11 orders without a click".into() }];
        let (raised, event) = code().raise(evidence, now);
        assert_eq!((raised.held().is_some(), event.why.as_str()), (true, "9 of 11 orders without a click"));
        assert_eq!(lift(raised.clone(), " ").unwrap_err(), LeakError::NoReason);
        let (lifted, _) = lift(raised, " her own shop ").unwrap();
        assert_eq!(lifted.held(), None);
        assert_eq!(lifted.flag.as_ref().and_then(|flag| flag.lifted.as_ref()).map(|lifted| lifted.reason.as_str()), Some("her own shop"));
        assert_eq!(lift(lifted, "again").unwrap_err(), LeakError::NotFlagged);
    }

    #[test]
    fn a_week_that_a_person_let_pass_is_not_judged_again() {
        let zone = Zone::parse("Europe/London").unwrap();
        let today = samples::PLACED.day_in(&zone);
        let (lifted, _) = code().raise(vec![], samples::PLACED).0.lift("fine", Actor::Clock, "Nora", samples::PLACED).unwrap();
        assert_eq!(code().judged_from(today, &zone), today);
        assert_eq!(lifted.judged_from(today.plus_days(-20), &zone), today.plus_days(7), "its first day is the one after the lifting");
        assert_eq!(lifted.judged_from(today.plus_days(9), &zone), today.plus_days(9));
    }
}
