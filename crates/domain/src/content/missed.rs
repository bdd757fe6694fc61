//! A deliverable that was missed: its named deadline passed. It is not final: another window may be offered, the thing may
//! come after all, or it is let go with its share of the fee (docs/domain.md, section 4).
//!
//! Invariant: a missed deliverable waits for exactly one side: for the team's decision, or for the creator's answer to a
//! window. Absent: what lateness costs, which follows from when a post goes live.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ContentError, Deliverable, Progress, first_draft_due};
use crate::time::{Day, Timestamp, Zone};

/// Why a window was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The creator did not come in time.
    Creator,
    /// The brand took longer with an answer than it should.
    Brand,
}

/// Another posting window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// First day.
    pub opens: Day,
    /// Last day, until 23:59.
    pub closes: Day,
    /// When it was offered.
    pub offered_at: Timestamp,
}

/// That a deliverable was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Missed {
    /// When its deadline had passed.
    pub at: Timestamp,
    /// Why.
    pub cause: Cause,
    /// The window that the creator has not answered yet.
    pub offered: Option<Window>,
    /// When it was let go: it will not be made, and its share of the fee is not owed.
    pub let_go_at: Option<Timestamp>,
}

impl Deliverable {
    /// Its named deadline has passed.
    ///
    /// # Errors
    /// Refused when it is missed already.
    pub fn miss(mut self, cause: Cause, now: Timestamp) -> Result<Self, ContentError> {
        if self.missed.is_some() {
            return Err(ContentError::MissedAlready);
        }
        self.missed = Some(Missed { at: now, cause, offered: None, let_go_at: None });
        Ok(self)
    }

    /// The brand offers another window; a newer one takes the place of an older one.
    ///
    /// # Errors
    /// Refused for what is not missed or was let go, and for days in the wrong order or the past.
    pub fn offer_window(mut self, opens: Day, closes: Day, today: Day, now: Timestamp) -> Result<Self, ContentError> {
        let mut missed = self.open_miss()?;
        if closes < opens || closes < today {
            return Err(ContentError::Window);
        }
        missed.offered = Some(Window { opens, closes, offered_at: now });
        self.missed = Some(missed);
        Ok(self)
    }

    /// The creator says whether the window suits. With a yes the work goes on where it stood, with dates of its own.
    ///
    /// # Errors
    /// Refused when no window is offered.
    pub fn answer_window(mut self, accept: bool, creator_zone: &Zone, now: Timestamp) -> Result<Self, ContentError> {
        let mut missed = self.open_miss()?;
        let window = missed.offered.take().ok_or(ContentError::NoWindow)?;
        if !accept {
            self.missed = Some(missed);
            return Ok(self);
        }
        self.missed = None;
        (self.opens, self.closes) = (window.opens, window.closes);
        if let Progress::Awaiting { round, .. } = self.state {
            self.state = Progress::Awaiting { round, since: now, due: first_draft_due(window.opens, creator_zone, now) };
        }
        Ok(self)
    }

    /// It will not be made.
    ///
    /// # Errors
    /// Refused for what is not missed or was let go already.
    pub fn let_go(mut self, now: Timestamp) -> Result<Self, ContentError> {
        let missed = self.open_miss()?;
        self.missed = Some(Missed { offered: None, let_go_at: Some(now), ..missed });
        Ok(self)
    }

    /// It came after all: what was missed is made late.
    #[must_use]
    pub fn came(mut self) -> Self {
        if self.missed.is_some_and(|missed| missed.let_go_at.is_none()) {
            self.missed = None;
        }
        self
    }

    /// Whether it was let go.
    #[must_use]
    pub fn is_let_go(&self) -> bool {
        self.missed.is_some_and(|missed| missed.let_go_at.is_some())
    }

    fn open_miss(&self) -> Result<Missed, ContentError> {
        let missed = self.missed.ok_or(ContentError::NotMissed)?;
        if missed.let_go_at.is_some() { Err(ContentError::LetGo) } else { Ok(missed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        content::plan::planned,
        ids::{CollaborationId, Id},
    };

    const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

    fn made() -> Deliverable {
        let terms = crate::agreements::tests::terms(10_000);
        let id = CollaborationId::from_uuid(uuid::Uuid::nil());
        planned(id, "maya", &terms, &[], &Zone::utc(), NOW).remove(0)
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// Every verb in every state: not missed, missed, offered, let go.
    #[test]
    fn each_verb_has_its_time() {
        let missed = made().miss(Cause::Creator, NOW).unwrap();
        let offered = missed.clone().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), NOW).unwrap();
        let gone = offered.clone().let_go(NOW).unwrap();
        for (name, state, expected) in [
            ("not missed", made(), [true, false, false, false]),
            ("missed", missed, [false, true, false, true]),
            ("offered", offered, [false, true, true, true]),
            ("let go", gone, [false, false, false, false]),
        ] {
            let found = [
                state.clone().miss(Cause::Creator, NOW).is_ok(),
                state.clone().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), NOW).is_ok(),
                state.clone().answer_window(true, &Zone::utc(), NOW).is_ok(),
                state.let_go(NOW).is_ok(),
            ];
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn a_window_that_suits_begins_the_work_anew_and_one_that_does_not_leaves_the_decision_to_the_team() {
        let missed = made().miss(Cause::Brand, NOW).unwrap();
        for (opens, closes) in [("2027-03-05", "2027-03-01"), ("2027-01-01", "2027-01-14")] {
            assert_eq!(missed.clone().offer_window(day(opens), day(closes), day("2027-01-15"), NOW), Err(ContentError::Window));
        }
        let offered = missed.clone().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), NOW).unwrap();
        assert_eq!(offered.clone().answer_window(false, &Zone::utc(), NOW).unwrap(), missed);
        let again = offered.answer_window(true, &Zone::utc(), NOW).unwrap();
        assert_eq!((again.opens, again.closes, again.missed), (day("2027-03-01"), day("2027-03-05"), None));
        let Progress::Awaiting { due, since, .. } = again.state else { panic!("{:?}", again.state) };
        assert_eq!((due, since), (day("2027-02-23").at(18, 0, &Zone::utc()), NOW));
    }

    #[test]
    fn what_comes_after_all_is_only_late() {
        let missed = made().miss(Cause::Creator, NOW).unwrap();
        assert_eq!(missed.clone().came(), made());
        let gone = missed.let_go(NOW).unwrap();
        assert!(gone.clone().came().is_let_go(), "what was let go stays so");
    }
}
