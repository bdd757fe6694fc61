//! Misses: why posting windows were missed, so that the next campaign mends the cause.
//!
//! Invariant: every miss has one cause. Absent: blame; the field says that slow approvals, the brand's own, cause 20 to
//! 30 % of them (docs/domain.md, Judging results).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Formula;

/// How the shares are counted.
pub const MISSES: Formula = Formula::first("Misses by cause", "missed windows with this cause / all missed windows");

/// Why a window was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissCause {
    /// We took too long to review.
    SlowApproval,
    /// The product came too late.
    LateProduct,
    /// The brief or a change of it came too late.
    LateBrief,
    /// The draft came too late.
    LateDraft,
    /// It was approved and not posted.
    NotPosted,
    /// Illness, a platform's outage, and what else happens.
    Other,
}

impl MissCause {
    /// All causes.
    pub const ALL: [MissCause; 6] = [
        MissCause::SlowApproval,
        MissCause::LateProduct,
        MissCause::LateBrief,
        MissCause::LateDraft,
        MissCause::NotPosted,
        MissCause::Other,
    ];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            MissCause::SlowApproval => "slow_approval",
            MissCause::LateProduct => "late_product",
            MissCause::LateBrief => "late_brief",
            MissCause::LateDraft => "late_draft",
            MissCause::NotPosted => "not_posted",
            MissCause::Other => "other",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text)
    }

    /// Whether it was the brand's own doing, so that no late policy runs for it.
    #[must_use]
    pub fn is_ours(self) -> bool {
        match self {
            MissCause::SlowApproval | MissCause::LateProduct | MissCause::LateBrief => true,
            MissCause::LateDraft | MissCause::NotPosted | MissCause::Other => false,
        }
    }
}

/// How often one cause made a window be missed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct CauseCount {
    /// Why.
    pub cause: MissCause,
    /// How often.
    pub count: usize,
    /// Of all misses, in percent.
    pub percent: f64,
}

/// Causes by how often they made a window be missed, the most frequent first; causes that never did are left out.
#[must_use]
pub fn by_cause(misses: &[MissCause]) -> Vec<CauseCount> {
    let count = |cause: MissCause| misses.iter().filter(|miss| **miss == cause).count();
    let percent = |count: usize| 100.0 * count as f64 / misses.len() as f64;
    let mut causes: Vec<CauseCount> = MissCause::ALL
        .into_iter()
        .map(|cause| (cause, count(cause)))
        .filter(|(_, count)| *count > 0)
        .map(|(cause, count)| CauseCount { cause, count, percent: percent(count) })
        .collect();
    causes.sort_by_key(|one| (std::cmp::Reverse(one.count), one.cause));
    causes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_cause_comes_first() {
        let misses = [MissCause::NotPosted, MissCause::SlowApproval, MissCause::LateDraft, MissCause::LateDraft];
        let seen: Vec<(MissCause, usize, f64)> = by_cause(&misses).iter().map(|one| (one.cause, one.count, one.percent)).collect();
        assert_eq!(seen, [(MissCause::LateDraft, 2, 50.0), (MissCause::SlowApproval, 1, 25.0), (MissCause::NotPosted, 1, 25.0)]);
        assert_eq!(by_cause(&[]), []);
    }

    #[test]
    fn words_read_back_and_our_own_causes_are_named() {
        for cause in MissCause::ALL {
            assert_eq!(MissCause::parse(cause.as_str()), Some(cause));
        }
        let ours: Vec<MissCause> = MissCause::ALL.into_iter().filter(|cause| cause.is_ours()).collect();
        assert_eq!(ours, [MissCause::SlowApproval, MissCause::LateProduct, MissCause::LateBrief]);
    }
}
