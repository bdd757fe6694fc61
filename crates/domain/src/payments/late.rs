//! Late posts: how many days have started since the window's end, and what they take off the fee.
//!
//! Invariant: nothing is taken off where the brand's own lateness in answering caused the delay.
//! Absent: who is told, and what becomes of a deliverable that is never posted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agreements::LateTerms;
use crate::money::Money;
use crate::time::{DAY, Timestamp};

/// How long the brand may take to answer a draft before its delay counts: 24 h.
pub const FREE_WAIT: i64 = DAY;

/// One draft's wait for the brand's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// When the draft was handed in.
    pub since: Timestamp,
    /// When the brand answered; when the post went live, where that was before or it never did.
    pub until: Timestamp,
}

/// What being late comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Late {
    /// Begun days after the window's end, the brand's own delay taken off.
    pub started_days: i64,
    /// The brand's own delay, in microseconds.
    pub brands_delay: i64,
    /// What part of the deliverable's share is lost, in percent.
    pub percent: i64,
    /// What that is, rounded half up.
    pub deduction: Money,
}

/// What a post that went live at `live_at` loses of its share (docs/domain.md, Moves: by default 25 % per started day,
/// at most 50 %). A started day is each begun 24 h after the window's end; the hours beyond 24 that any of its drafts
/// waited for the brand are taken off first.
#[must_use]
pub fn late(window_end: Timestamp, live_at: Timestamp, waits: &[Wait], share: Money, terms: LateTerms) -> Late {
    let brands_delay = waits.iter().map(|wait| (wait.until.since(wait.since) - FREE_WAIT).max(0)).sum::<i64>();
    let behind = live_at.since(window_end).saturating_sub(brands_delay).max(0);
    let started_days = behind / DAY + i64::from(behind % DAY > 0);
    let percent = started_days.saturating_mul(terms.percent_per_day.into()).min(terms.most_percent.into());
    Late { started_days, brands_delay, percent, deduction: share.basis_points(percent * 100) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use crate::time::HOUR;

    const END: Timestamp = Timestamp(1_800_000_000_000_000);

    /// A wait of so many hours, at any time before.
    fn waited(hours: i64) -> Wait {
        Wait { since: END.plus(-200 * HOUR), until: END.plus((hours - 200) * HOUR) }
    }

    #[test]
    fn each_started_day_takes_a_quarter_and_two_are_the_most() {
        let share = Money::new(21_000, Currency::GBP);
        for (name, live_after, waits, days, deduction) in [
            ("in time to the minute", 0, vec![], 0, 0),
            ("an hour early", -HOUR, vec![], 0, 0),
            ("a moment late", 1, vec![], 1, 5_250),
            ("exactly a day", DAY, vec![], 1, 5_250),
            ("a day and a moment", DAY + 1, vec![], 2, 10_500),
            ("five days: half at most", 5 * DAY, vec![], 5, 10_500),
            ("the brand took 24 h, which it may", HOUR, vec![waited(24)], 1, 5_250),
            ("the brand took an hour more", HOUR, vec![waited(25)], 0, 0),
            ("25 h late, 2 of them the brand's", 25 * HOUR, vec![waited(26)], 1, 5_250),
            ("two drafts that waited 10 h too long each", 30 * HOUR, vec![waited(34), waited(34)], 1, 5_250),
            ("quick answers give nothing back", 25 * HOUR, vec![waited(1), waited(26)], 1, 5_250),
            ("the brand caused it all", 3 * DAY, vec![waited(24 + 72)], 0, 0),
        ] {
            let late = late(END, END.plus(live_after), &waits, share, LateTerms::default());
            assert_eq!((late.started_days, late.deduction.minor), (days, deduction), "{name}");
        }
    }

    #[test]
    fn the_deduction_is_rounded_half_up() {
        for (share, percent_per_day, expected) in [(10_002, 25, 2_501), (10_001, 25, 2_500), (10_003, 25, 2_501)] {
            let terms = LateTerms { percent_per_day, most_percent: 50 };
            assert_eq!(late(END, END.plus(1), &[], Money::new(share, Currency::GBP), terms).deduction.minor, expected, "{share}");
        }
    }
}
