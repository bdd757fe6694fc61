//! A deliverable that was missed: its named deadline passed. It is not final: another window may be offered, the thing may
//! come after all, or it is let go with its share of the fee (docs/domain.md, section 4). And one whose dates the brand would
//! like to move while it is still made.
//!
//! Invariant: a missed deliverable waits for exactly one side: for the team's decision, or for the creator's answer to a
//! window; the agreed dates of one that is made hold until the creator says yes to others. Absent: what lateness costs, which
//! follows from when a post goes live.

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

/// What other dates change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherDates {
    /// When the first draft is due, now and then, where that changes.
    pub draft: Option<(Timestamp, Timestamp)>,
    /// The last day to post, now and then.
    pub post_by: (Day, Day),
    /// Whether the first draft would have less than the usual six days before the window opens.
    pub rushed: bool,
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
        // Other dates that wait for an answer are the other window now.
        self.missed = Some(Missed { at: now, cause, offered: self.moving.take(), let_go_at: None });
        Ok(self)
    }

    /// The brand offers another window, for what was missed or for what is still made; a newer one takes the place of an older one,
    /// and the dates that hold take the question back.
    ///
    /// # Errors
    /// Refused for what was let go, for days in the wrong order or the past, and for the dates that it has.
    pub fn offer_window(mut self, opens: Day, closes: Day, today: Day, now: Timestamp) -> Result<Self, ContentError> {
        let missed = self.open_miss()?;
        if closes < opens || closes < today {
            return Err(ContentError::Window);
        }
        let offered = Some(Window { opens, closes, offered_at: now });
        match missed {
            Some(missed) => self.missed = Some(Missed { offered, ..missed }),
            None if (opens, closes) == (self.opens, self.closes) => {
                self.moving.take().ok_or(ContentError::SameWindow)?;
            }
            None if self.moving.is_some_and(|asked| (opens, closes) == (asked.opens, asked.closes)) => {
                return Err(ContentError::AskedAlready);
            }
            None => self.moving = offered,
        }
        Ok(self)
    }

    /// The window that the creator has not answered yet.
    #[must_use]
    pub fn window_offered(&self) -> Option<Window> {
        self.missed.map_or(self.moving, |missed| missed.offered)
    }

    /// The creator says whether the window suits. With a yes the work goes on where it stood, with dates of its own: what was
    /// missed begins anew, and a first draft that is still to come is due by the new ones. With a no everything stays as it was.
    ///
    /// `today` is in the brand's zone, as windows are.
    ///
    /// # Errors
    /// Refused when no window is offered, and a yes to one that is over.
    pub fn answer_window(mut self, accept: bool, today: Day, creator_zone: &Zone, now: Timestamp) -> Result<Self, ContentError> {
        let missed = self.open_miss()?;
        let window = self.window_offered().ok_or(ContentError::NoWindow)?;
        if accept && window.closes < today {
            return Err(ContentError::WindowOver);
        }
        self.moving = None;
        self.missed = missed.filter(|_| !accept).map(|missed| Missed { offered: None, ..missed });
        if accept {
            self.moved = true;
            (self.opens, self.closes) = (window.opens, window.closes);
            match self.state {
                Progress::Awaiting { round, .. } if missed.is_some() => {
                    self.state = Progress::Awaiting { round, since: now, due: first_draft_due(window.opens, creator_zone, now) };
                }
                Progress::Awaiting { round: 1, since, .. } => {
                    self.state = Progress::Awaiting { round: 1, since, due: first_draft_due(window.opens, creator_zone, now) };
                }
                _ => {}
            }
        }
        Ok(self)
    }

    /// What other dates would change, if the creator said yes now.
    #[must_use]
    pub fn other_dates(&self, opens: Day, closes: Day, creator_zone: &Zone, now: Timestamp) -> OtherDates {
        let offered = Self { moving: Some(Window { opens, closes, offered_at: now }), missed: None, ..self.clone() };
        let due = |of: &Self| if let Progress::Awaiting { round: 1, due, .. } = of.state { Some(due) } else { None };
        let then = offered.answer_window(true, opens, creator_zone, now).ok().as_ref().and_then(due);
        let draft = due(self).zip(then).filter(|(was, will)| was != will);
        let rushed = then.is_some_and(|due| due > opens.plus_days(-6).at(18, 0, creator_zone));
        OtherDates { draft, post_by: (self.closes, closes), rushed }
    }

    /// It will not be made.
    ///
    /// # Errors
    /// Refused for what is not missed or was let go already.
    pub fn let_go(mut self, now: Timestamp) -> Result<Self, ContentError> {
        let missed = self.open_miss()?.ok_or(ContentError::NotMissed)?;
        self.missed = Some(Missed { offered: None, let_go_at: Some(now), ..missed });
        Ok(self)
    }

    /// It came after all: what was missed is made late, and other dates have nothing to move any more.
    #[must_use]
    pub fn came(mut self) -> Self {
        if self.missed.is_some_and(|missed| missed.let_go_at.is_none()) {
            self.missed = None;
        }
        self.moving = None;
        self
    }

    /// Whether it was let go.
    #[must_use]
    pub fn is_let_go(&self) -> bool {
        self.missed.is_some_and(|missed| missed.let_go_at.is_some())
    }

    fn open_miss(&self) -> Result<Option<Missed>, ContentError> {
        if self.is_let_go() { Err(ContentError::LetGo) } else { Ok(self.missed) }
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

    fn moving() -> Deliverable {
        made().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), NOW).unwrap()
    }

    #[test]
    fn dates_move_when_the_creator_says_yes_and_stay_when_not() {
        let first = made();
        assert_eq!(first.clone().offer_window(first.opens, first.closes, first.opens, NOW), Err(ContentError::SameWindow));
        let offered = moving();
        assert_eq!((offered.opens, offered.closes), (first.opens, first.closes), "until then the agreed dates hold");
        assert_eq!(offered.clone().answer_window(false, day("2027-01-15"), &Zone::utc(), NOW).unwrap(), first);
        let later = NOW.plus(crate::time::DAY);
        let moved = offered.clone().answer_window(true, day("2027-01-15"), &Zone::utc(), later).unwrap();
        assert_eq!((moved.opens, moved.closes, moved.moving), (day("2027-03-01"), day("2027-03-05"), None));
        let due = day("2027-02-23").at(18, 0, &Zone::utc());
        assert!(matches!(moved.state, Progress::Awaiting { round: 1, since, due: found } if since == NOW && found == due));
        assert!(moved.moved, "and the agreement's are no longer its own");
        assert_eq!(offered.clone().answer_window(true, day("2027-03-06"), &Zone::utc(), later), Err(ContentError::WindowOver));
        assert!(offered.clone().answer_window(false, day("2027-03-06"), &Zone::utc(), later).is_ok());
        let again = offered.clone().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), later);
        assert_eq!(again, Err(ContentError::AskedAlready), "a second click asks nobody twice");
        let back = offered.clone().offer_window(first.opens, first.closes, first.opens, later);
        assert_eq!(back, Ok(first.clone()), "the agreed days take the question back");
        // A revision keeps its own day.
        let revising = Deliverable { state: Progress::Awaiting { round: 2, since: NOW, due: later }, ..offered.clone() };
        assert_eq!(revising.clone().answer_window(true, day("2027-01-15"), &Zone::utc(), later).unwrap().state, revising.state);
        // A deadline that passes meanwhile leaves the offer open, and a post ends it.
        let missed = offered.clone().miss(Cause::Creator, NOW).unwrap();
        assert_eq!((missed.window_offered(), missed.moving), (offered.moving, None));
        assert_eq!(offered.came(), first);
    }

    #[test]
    fn what_other_dates_change_is_said_before() {
        let first = made();
        let Progress::Awaiting { due: was, .. } = first.state else { panic!("a draft is awaited") };
        let (opens, closes) = (day("2027-03-01"), day("2027-03-05"));
        let seen = first.other_dates(opens, closes, &Zone::utc(), NOW);
        assert_eq!(
            seen,
            OtherDates { draft: Some((was, day("2027-02-23").at(18, 0, &Zone::utc()))), post_by: (first.closes, closes), rushed: false }
        );
        let soon = NOW.day_in(&Zone::utc()).plus_days(2);
        let seen = first.other_dates(soon, closes, &Zone::utc(), NOW);
        assert!(seen.rushed, "a day is left for it, and it is as soon as before");
        assert_eq!(seen.draft.map_or(was, |(_, then)| then), NOW.plus(crate::time::DAY));
    }

    /// Every verb in every state: not missed, moving, missed, offered, let go.
    #[test]
    fn each_verb_has_its_time() {
        let missed = made().miss(Cause::Creator, NOW).unwrap();
        let offered = missed.clone().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), NOW).unwrap();
        let gone = offered.clone().let_go(NOW).unwrap();
        for (name, state, expected) in [
            ("not missed", made(), [true, true, false, false]),
            ("moving", moving(), [true, false, true, false]),
            ("missed", missed, [false, true, false, true]),
            ("offered", offered, [false, true, true, true]),
            ("let go", gone, [false, false, false, false]),
        ] {
            let found = [
                state.clone().miss(Cause::Creator, NOW).is_ok(),
                state.clone().offer_window(day("2027-03-01"), day("2027-03-05"), day("2027-01-15"), NOW).is_ok(),
                state.clone().answer_window(true, day("2027-01-15"), &Zone::utc(), NOW).is_ok(),
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
        assert_eq!(offered.clone().answer_window(false, day("2027-01-15"), &Zone::utc(), NOW).unwrap(), missed);
        let again = offered.answer_window(true, day("2027-01-15"), &Zone::utc(), NOW).unwrap();
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
