//! Chasing: when the clock reminds a creator of an open move, and when it gives up waiting (docs/domain.md, section 4).
//!
//! Invariant: a pure function of facts. The times of all steps follow from when the asking was sent, when a thing is due
//! or when a gift arrived, from the conversation's pauses and from the steps taken; "now" only decides which planned step
//! is the newest. Absent: words, mailboxes, quiet hours and budgets, which delay a step but never plan one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::escalation::Told;
use crate::campaigns::Cadence;
use crate::time::{Day, HOUR, Timestamp, Zone};

/// Messages of the clock go out at this hour in the creator's zone.
const AT: i8 = 10;
/// A named deadline ends at this hour there.
const DEADLINE: i8 = 18;
/// A named deadline lies so many days after the notice that names it.
const NOTICE_DAYS: i64 = 2;
/// Work is reminded of so many hours before it is due.
const EARLY: i64 = 72 * HOUR;
const LAST: i64 = 24 * HOUR;
/// A gift that obliges is reminded of so many days after it arrived; the last names a deadline.
const GIFT_DAYS: [i64; 3] = [7, 10, 14];

/// Who owes nothing for a gift is asked once how it is.
const QUESTION_DAYS: i64 = 14;

/// One step of a chase, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Work is due in three days.
    EarlyReminder,
    /// Work is due tomorrow.
    LastReminder,
    /// Two weeks after a gift arrived for which nothing is owed: how is it? Nothing follows.
    Question,
    /// Three days without an answer, or past due; a week for a gift.
    Reminder,
    /// Ten days after a gift arrived.
    SecondReminder,
    /// A week, or two for a gift; it names a deadline.
    FinalNotice,
    /// The named deadline has passed.
    End,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Step; 7] =
        [Step::EarlyReminder, Step::LastReminder, Step::Question, Step::Reminder, Step::SecondReminder, Step::FinalNotice, Step::End];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Step::EarlyReminder => "early_reminder",
            Step::LastReminder => "last_reminder",
            Step::Question => "question",
            Step::Reminder => "reminder",
            Step::SecondReminder => "second_reminder",
            Step::FinalNotice => "final_notice",
            Step::End => "end",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }

    /// Whether it is worthless once the due time has passed.
    #[must_use]
    pub fn is_before_due(self) -> bool {
        matches!(self, Step::EarlyReminder | Step::LastReminder)
    }
}

/// What a chase counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    /// An answer is waited for since the asking was sent.
    Answer {
        /// When it was really sent.
        asked: Timestamp,
    },
    /// Work is due.
    Work {
        /// When the move opened.
        opened: Timestamp,
        /// When it is due.
        due: Timestamp,
    },
    /// A gift obliges.
    Gift {
        /// When it arrived.
        delivered: Timestamp,
    },
    /// A gift that does not oblige.
    Question {
        /// When it arrived.
        delivered: Timestamp,
    },
}

impl Track {
    /// What its steps belong to: with another asking or due time they start anew.
    #[must_use]
    pub fn start(self) -> Timestamp {
        match self {
            Track::Answer { asked } => asked,
            Track::Work { due, .. } => due,
            Track::Gift { delivered } | Track::Question { delivered } => delivered,
        }
    }
}

/// The creator wrote, and the clock stood still until the team answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// When they wrote.
    pub from: Timestamp,
    /// When the team answered; nothing while it has not.
    pub until: Option<Timestamp>,
}

/// A step that was taken: sent, or left out because a newer one was due or because it could not go in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Taken {
    /// Which.
    pub step: Step,
    /// When.
    pub at: Timestamp,
    /// What it was counted from; see [`Track::start`].
    pub start: Timestamp,
    /// The deadline that it named.
    pub deadline: Option<Timestamp>,
}

/// A chase with all that decides its steps.
#[derive(Debug, Clone, Copy)]
pub struct Chase<'a> {
    /// What it counts from.
    pub track: Track,
    /// The campaign's days.
    pub cadence: Cadence,
    /// The creator's zone, or the brand's where it is not known.
    pub zone: &'a Zone,
    /// Days on which the workspace does not work: no named deadline falls on them.
    pub holidays: &'a [Day],
    /// Pauses of the conversation, in their order.
    pub pauses: &'a [Pause],
    /// Steps taken, in their order.
    pub taken: &'a [Taken],
}

/// What `journey` needs to know to chase a collaboration's creator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Whether mail reaches the creator at all.
    pub reachable: bool,
    /// The campaign's days.
    pub cadence: Cadence,
    /// When each open question was really asked, by the key of its move.
    pub asked: BTreeMap<String, Timestamp>,
    /// Steps taken, with the key of the move.
    pub taken: Vec<(String, Taken)>,
    /// Until when the next step of a move is held back.
    pub held: BTreeMap<String, Timestamp>,
    /// Pauses of the conversation.
    pub pauses: Vec<Pause>,
    /// Who was told that a move of the team is late.
    pub told: Vec<Told>,
}

impl Summary {
    /// The steps that were taken for one move.
    #[must_use]
    pub fn taken_for(&self, key: &str) -> Vec<Taken> {
        self.taken.iter().filter(|(of, _)| of == key).map(|(_, taken)| *taken).collect()
    }
}

/// A step with its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub step: Step,
    /// When.
    pub at: Timestamp,
}

impl Chase<'_> {
    /// The steps that are still to come, in their order; none while the conversation is paused.
    #[must_use]
    pub fn ahead(&self) -> Vec<Planned> {
        if self.pauses.iter().any(|pause| pause.until.is_none()) {
            return Vec::new();
        }
        let start = self.track.start();
        let taken: Vec<&Taken> = self.taken.iter().filter(|taken| taken.start == start).collect();
        let resumed = self.pauses.iter().filter_map(|pause| pause.until).max();
        // A pause after the final notice voids the deadline that it named; the notice goes again.
        let voided = |notice: &Taken| self.pauses.iter().any(|pause| pause.from >= notice.at);
        let notice = taken.iter().rev().find(|taken| taken.step == Step::FinalNotice);
        match notice {
            Some(notice) if !voided(notice) => {
                let over = taken.iter().any(|taken| taken.step == Step::End);
                let end = notice.deadline.map(|deadline| Planned { step: Step::End, at: self.end_at(deadline) });
                return end.filter(|_| !over).into_iter().collect();
            }
            Some(_) => {
                let planned = self.planned().into_iter().find(|planned| planned.step == Step::FinalNotice);
                let again = planned.map(|planned| resumed.map_or(planned.at, |resumed| planned.at.max(self.first_after(resumed))));
                return again.map(|at| Planned { step: Step::FinalNotice, at }).into_iter().collect();
            }
            None => {}
        }
        let newest = taken.iter().map(|taken| taken.step).max();
        let mut ahead: Vec<Planned> = self.planned();
        ahead.retain(|planned| newest.is_none_or(|newest| planned.step > newest));
        // Reminders before a due date never shift: one whose time fell into a pause is not sent.
        ahead.retain(|planned| !planned.step.is_before_due() || resumed.is_none_or(|resumed| planned.at >= resumed));
        // The others keep their order; one that a long pause left behind goes at the first hour after it.
        for planned in &mut ahead {
            if let Some(resumed) = resumed
                && planned.at < resumed
            {
                planned.at = self.first_after(resumed);
            }
        }
        ahead
    }

    /// The next step.
    #[must_use]
    pub fn next(&self) -> Option<Planned> {
        self.ahead().into_iter().min_by_key(|planned| (planned.at, planned.step))
    }

    /// The steps that follow one whose time is known, if nobody does anything: for looking ahead where only the next step
    /// is at hand. What pauses moved it by moves them too; after a notice comes the end that it names.
    #[must_use]
    pub fn after(&self, known: Planned) -> Vec<Planned> {
        let planned = self.planned();
        let moved = planned.iter().find(|one| one.step == known.step).map_or(0, |one| self.day(one.at).days_until(self.day(known.at)));
        let later = planned.into_iter().filter(|one| one.step > known.step);
        let mut after: Vec<Planned> = later
            .map(|one| {
                let days = if known.step.is_before_due() || one.step.is_before_due() { 0 } else { moved };
                Planned { at: self.hour_on(self.day(one.at).plus_days(days)), ..one }
            })
            .collect();
        let notice = after.iter().chain([&known]).find(|one| one.step == Step::FinalNotice).map(|notice| notice.at);
        after.extend(notice.map(|at| Planned { step: Step::End, at: self.end_at(self.deadline(at)) }));
        after
    }

    /// What a late clock does: the newest step that is due, and the older ones that are left out for it. A reminder of
    /// work that is overdue already is left out too.
    #[must_use]
    pub fn due(&self, now: Timestamp) -> (Option<Planned>, Vec<Planned>) {
        let mut due: Vec<Planned> = self.ahead().into_iter().filter(|planned| planned.at <= now).collect();
        let overdue = matches!(self.track, Track::Work { due, .. } if due <= now);
        let newest = due.iter().rposition(|planned| !(overdue && planned.step.is_before_due()));
        let chosen = newest.map(|at| due.remove(at));
        (chosen, due)
    }

    /// The deadline that a notice sent now names: 18:00 two days later, never on a weekend or a listed holiday.
    #[must_use]
    pub fn deadline(&self, sent: Timestamp) -> Timestamp {
        sent.day_in(self.zone).plus_days(NOTICE_DAYS).or_next_working_day(self.holidays).at(DEADLINE, 0, self.zone)
    }

    /// All steps but the end, at their times, whatever was taken.
    fn planned(&self) -> Vec<Planned> {
        let Cadence { reminder_days, final_notice_days } = self.cadence;
        let start = self.track.start();
        let after = |step: Step, days: i64| Planned { step, at: self.hour_on(self.day(start).plus_days(days + self.shift(start))) };
        match self.track {
            Track::Answer { .. } => vec![after(Step::Reminder, reminder_days), after(Step::FinalNotice, final_notice_days)],
            Track::Work { opened, due } => {
                let before = [(Step::EarlyReminder, EARLY), (Step::LastReminder, LAST)];
                let before = before.map(|(step, hours)| Planned { step, at: self.last_hour_by(due.plus(-hours)) });
                let in_time = before.into_iter().filter(|planned| planned.at >= opened);
                in_time.chain([after(Step::Reminder, reminder_days), after(Step::FinalNotice, final_notice_days)]).collect()
            }
            Track::Question { .. } => vec![after(Step::Question, QUESTION_DAYS)],
            Track::Gift { .. } => {
                let steps = [Step::Reminder, Step::SecondReminder, Step::FinalNotice];
                steps.into_iter().zip(GIFT_DAYS).map(|(step, days)| after(step, days)).collect()
            }
        }
    }

    /// Off-boarding goes at the first 10:00 after the deadline; work is missed when it has passed.
    fn end_at(&self, deadline: Timestamp) -> Timestamp {
        match self.track {
            Track::Answer { .. } => self.first_after(deadline),
            Track::Work { .. } | Track::Gift { .. } | Track::Question { .. } => deadline,
        }
    }

    /// By how many calendar days pauses moved what counts from this instant.
    fn shift(&self, start: Timestamp) -> i64 {
        let days = |pause: &Pause| {
            let until = pause.until.filter(|until| *until > start)?;
            Some(self.day(pause.from.max(start)).days_until(self.day(until)))
        };
        self.pauses.iter().filter_map(days).sum()
    }

    fn day(&self, at: Timestamp) -> Day {
        at.day_in(self.zone)
    }

    fn hour_on(&self, day: Day) -> Timestamp {
        day.at(AT, 0, self.zone)
    }

    /// The last 10:00 that is not after an instant.
    fn last_hour_by(&self, at: Timestamp) -> Timestamp {
        let same_day = self.hour_on(self.day(at));
        if same_day <= at { same_day } else { self.hour_on(self.day(at).plus_days(-1)) }
    }

    /// The first 10:00 that is not before an instant.
    fn first_after(&self, at: Timestamp) -> Timestamp {
        let same_day = self.hour_on(self.day(at));
        if same_day >= at { same_day } else { self.hour_on(self.day(at).plus_days(1)) }
    }
}

#[cfg(test)]
mod tests;
