//! What happens to a payout, for the timeline and for those who react.
//!
//! Invariant: an event carries what others need (which payables are settled or open again) and nothing of how they use
//! it. Absent: bank details.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Transfer;
use crate::events::Event;
use crate::ids::{CreatorId, PayableId};
use crate::money::Money;
use crate::time::Day;

/// A payout that ended without paying: its payables are owed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reopened {
    /// Whose.
    pub creator: CreatorId,
    /// How much.
    pub amount: Money,
    /// Open again; a new payout needs a new approval and key.
    pub payables: Vec<PayableId>,
    /// Why.
    pub reason: String,
}

impl Reopened {
    /// What opens again when this transfer ends without paying.
    #[must_use]
    pub fn of(transfer: &Transfer, reason: &str) -> Self {
        Self { creator: transfer.creator, amount: transfer.amount, payables: transfer.payables.clone(), reason: reason.to_owned() }
    }
}

/// What happened to a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum PayoutEvent {
    /// Somebody put it together.
    Made {
        /// To whom.
        creator: CreatorId,
        /// How much.
        amount: Money,
        /// What it pays.
        payables: Vec<PayableId>,
    },
    /// Somebody approved it.
    Approved {
        /// To whom.
        creator: CreatorId,
        /// How much.
        amount: Money,
    },
    /// Somebody took it back before it was sent.
    Withdrawn(Reopened),
    /// It went to the provider.
    Submitted {
        /// Under which key.
        key: String,
        /// To which provider; empty when a person tried by hand.
        provider: String,
    },
    /// The provider's answer never came.
    LostSight {
        /// Under which key it was sent.
        key: String,
    },
    /// The provider had never received it, so it was sent again.
    SentAgain {
        /// The same key.
        key: String,
    },
    /// It arrived.
    Settled {
        /// To whom.
        creator: CreatorId,
        /// How much was owed.
        amount: Money,
        /// Paid by it.
        payables: Vec<PayableId>,
        /// The bank's or provider's reference.
        reference: String,
        /// On which day.
        on: Day,
    },
    /// It did not arrive.
    Failed(Reopened),
    /// It arrived and came back.
    Returned(Reopened),
}

impl Event for PayoutEvent {
    fn kind(&self) -> &'static str {
        match self {
            PayoutEvent::Made { .. } => "payments.payout_made",
            PayoutEvent::Approved { .. } => "payments.payout_approved",
            PayoutEvent::Withdrawn(_) => "payments.payout_withdrawn",
            PayoutEvent::Submitted { .. } => "payments.payout_submitted",
            PayoutEvent::LostSight { .. } => "payments.payout_lost_from_sight",
            PayoutEvent::SentAgain { .. } => "payments.payout_sent_again",
            PayoutEvent::Settled { .. } => "payments.payout_settled",
            PayoutEvent::Failed(_) => "payments.payout_failed",
            PayoutEvent::Returned(_) => "payments.payout_returned",
        }
    }
}
