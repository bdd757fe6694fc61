//! What `journey` needs to know of a collaboration's money.
//!
//! Absent: amounts of other collaborations that share a payout; a move names its own.

use crate::{
    ids::{PayableId, PayoutId, PersonId},
    time::Timestamp,
};

/// Whether a payable is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// Nobody has made a payout of it.
    Open,
    /// It is in a payout that is not settled.
    InPayout,
    /// Paid.
    Paid,
}

/// One payable in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayableSummary {
    /// Which.
    pub id: PayableId,
    /// Whether it is a fee (and not commission or bonus, which have tracks of their own).
    pub is_fee: bool,
    /// Minor units.
    pub minor: i64,
    /// When it came to be owed.
    pub accrued_at: Timestamp,
    /// The start of the day on which it is due, in the brand's zone.
    pub due: Timestamp,
    /// Whether it is on its way.
    pub owed: Owed,
}

/// What a payout that is not settled waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PayoutWaits {
    /// A second person.
    Approval,
    /// Somebody to record that the money went out.
    Recording,
    /// The provider's word; the clock looks after it at this time.
    Provider(Timestamp),
    /// Somebody to ask the provider, which does not know it.
    Asking,
}

/// One payout that is not settled, in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PayoutSummary {
    /// Which.
    pub id: PayoutId,
    /// Since when it waits for this.
    pub since: Timestamp,
    /// What for.
    pub waits: PayoutWaits,
    /// Minor units.
    pub minor: i64,
    /// Who made it, when somebody else must approve it.
    pub not_by: Option<PersonId>,
}

/// A collaboration's money in short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// What is or was owed.
    pub payables: Vec<PayableSummary>,
    /// Payouts under way.
    pub payouts: Vec<PayoutSummary>,
}

impl Summary {
    /// Whether every fee that the agreement promises has been paid.
    #[must_use]
    pub fn fees_paid(&self, agreed_fee: i64) -> bool {
        let fees: Vec<&PayableSummary> = self.payables.iter().filter(|payable| payable.is_fee).collect();
        // Nobody pays a fee of which nothing is left.
        let settled = |fee: &&PayableSummary| fee.owed == Owed::Paid || (fee.owed == Owed::Open && fee.minor == 0);
        (agreed_fee == 0 || !fees.is_empty()) && fees.iter().all(settled)
    }
}
