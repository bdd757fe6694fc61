//! Changes beyond what was agreed: a round outside the agreement, for a fee of its own.
//!
//! Invariant: the fee is named before the creator begins, and owed once, when the next draft answers the list (docs/domain.md,
//! Review and approval: a request outside the brief is out of scope and proposes a fee). Absent: budgets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Change, ChangesRequested, ContentError, Deliverable, Progress};
use crate::{
    ids::{DeliverableId, DraftId},
    money::Money,
    time::{Calendar, Timestamp},
};

/// What a round beyond the agreement pays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExtraRound {
    /// What the brand offers for it.
    pub fee: Money,
    /// When the creator sent the draft that answers it, and so took the offer.
    pub owed_at: Option<Timestamp>,
    /// When the brand took the request back, because the creator would rather not.
    #[serde(default)]
    pub taken_back_at: Option<Timestamp>,
}

impl ExtraRound {
    /// An offer that nobody has answered yet.
    #[must_use]
    pub fn offered(fee: Money) -> Self {
        Self { fee, owed_at: None, taken_back_at: None }
    }

    /// Whether the creator may still take it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.owed_at.is_none() && self.taken_back_at.is_none()
    }

    /// The creator answered with a draft. Nothing when it is owed already or was taken back.
    #[must_use]
    pub fn taken(&self, now: Timestamp) -> Option<Self> {
        self.is_open().then(|| Self { owed_at: Some(now), ..self.clone() })
    }

    /// The brand takes it back. Nothing when it is owed already or was taken back.
    #[must_use]
    pub fn taken_back(&self, now: Timestamp) -> Option<Self> {
        self.is_open().then(|| Self { taken_back_at: Some(now), ..self.clone() })
    }
}

impl Deliverable {
    /// Sends the draft back with a list that goes beyond what was agreed, for a fee. The agreed rounds do not limit it.
    ///
    /// # Errors
    /// Refused without a fee, when nothing (or another draft) is under review, or the list is empty.
    pub fn request_out_of_scope(
        self,
        id: DeliverableId,
        of: DraftId,
        changes: Vec<Change>,
        fee: Money,
        calendar: &Calendar<'_>,
        now: Timestamp,
    ) -> Result<(Self, ChangesRequested), ContentError> {
        if fee.minor <= 0 {
            return Err(ContentError::NoFee);
        }
        self.request_changes(id, of, changes, u8::MAX, calendar, now)
    }

    /// Puts the draft that was sent back under review again, as if the request beyond the agreement had not been made.
    /// Sign-offs are given anew.
    ///
    /// # Errors
    /// Refused when a draft is under review or approved.
    pub fn take_back(mut self, draft: DraftId, now: Timestamp) -> Result<Self, ContentError> {
        self.state = match self.state {
            Progress::Awaiting { round, .. } => {
                Progress::InReview { round: round.saturating_sub(1).max(1), draft, since: now, sign_offs: Vec::new() }
            }
            Progress::InReview { draft, .. } => return Err(ContentError::UnderReview(draft)),
            Progress::Approved { .. } => return Err(ContentError::AlreadyApproved),
        };
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn a_fee_is_owed_once_and_not_after_it_was_taken_back() {
        let extra = ExtraRound::offered(Money::new(6_000, Currency::GBP));
        let taken = extra.taken(Timestamp(7)).expect("taken");
        assert_eq!((taken.fee, taken.owed_at), (extra.fee, Some(Timestamp(7))));
        assert_eq!((taken.taken(Timestamp(8)), taken.taken_back(Timestamp(8))), (None, None));
        let back = extra.taken_back(Timestamp(7)).expect("taken back");
        assert_eq!((back.taken(Timestamp(8)), back.taken_back(Timestamp(8))), (None, None));
    }
}
