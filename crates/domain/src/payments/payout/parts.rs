//! What a payout is made of: the transfer, its approval, how it was sent and how it arrived.
//!
//! Invariant: none of these changes once it is written; a payout's states only pass them on.
//! Absent: verbs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CreatorId, PayableId, PersonId};
use crate::money::{Currency, Money};
use crate::team::Brand;
use crate::time::{Day, HOUR, Timestamp};

/// What does not change about a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transfer {
    /// To whom.
    pub creator: CreatorId,
    /// How much is owed by its payables.
    pub amount: Money,
    /// What of it is kept back as tax, in minor units.
    pub withheld: i64,
    /// What it pays.
    pub payables: Vec<PayableId>,
    /// The funding source, such as `Marketing GBP`.
    pub source: String,
    /// Who made it.
    pub made_by: PersonId,
    /// When.
    pub made_at: Timestamp,
    /// Who approved it: it stays known when the money has left.
    #[serde(default)]
    pub approved: Option<Approval>,
    /// What all payouts came to that were made together with it in its currency, itself included; nothing for one made alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Money>,
}

impl Transfer {
    /// The total by which four eyes are asked for: its run's, or its own.
    #[must_use]
    pub fn run_total(&self) -> Money {
        self.run.unwrap_or(self.amount)
    }

    /// What the creator receives: the amount less tax withheld.
    #[must_use]
    pub fn sent(&self) -> Money {
        Money::new(self.amount.minor - self.withheld, self.amount.currency)
    }
}

/// Who approved a transfer and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What was handed to a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Submission {
    /// The idempotency key, stored before anything is sent, and the only one that this transfer is sent under.
    pub key: String,
    /// When it was first sent.
    pub at: Timestamp,
    /// The provider's name.
    #[serde(default)]
    pub provider: String,
    /// What the provider stated then about looking payouts up.
    #[serde(default)]
    pub times: ProviderTimes,
    /// When it was last sent again under the same key, because the provider had not received it.
    #[serde(default)]
    pub again_at: Option<Timestamp>,
}

impl Submission {
    /// When it was last sent.
    #[must_use]
    pub fn sent_at(&self) -> Timestamp {
        self.again_at.unwrap_or(self.at)
    }

    /// Whether the provider would no longer recognise the key, so that sending it again could pay twice.
    #[must_use]
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        now.since(self.at) >= self.times.key_lifetime
    }
}

/// How a transfer arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Settlement {
    /// The provider's or bank's reference.
    pub reference: String,
    /// The day, in the workspace's zone; the payment belongs to its year.
    pub on: Day,
    /// Who recorded it by hand, and what they saw; nothing when a provider said so.
    pub by_hand: Option<ByHand>,
}

/// A person's word that money went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ByHand {
    /// Who.
    pub by: PersonId,
    /// When it was recorded.
    pub at: Timestamp,
    /// What they saw, such as `bank statement 18 Nov, line 4`.
    pub evidence: String,
}

/// What looking a payout up at its provider found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Finding {
    /// It arrived.
    Settled {
        /// The provider's reference.
        reference: String,
        /// The day in the workspace's zone.
        on: Day,
    },
    /// It did not and will not.
    Failed {
        /// Why.
        reason: String,
    },
    /// It is on its way.
    UnderWay,
    /// The provider knows nothing of it.
    Nothing,
    /// The provider did not answer; nothing is known that was not before.
    NoAnswer,
}

/// What a provider tells by itself about a payout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum News {
    /// It arrived.
    Settled {
        /// The provider's reference.
        reference: String,
        /// The day in the workspace's zone.
        on: Day,
    },
    /// It did not and will not.
    Failed {
        /// Why.
        reason: String,
    },
    /// It had arrived and came back.
    Returned {
        /// The provider's reference.
        reference: String,
        /// Why.
        reason: String,
        /// The day in the workspace's zone.
        on: Day,
    },
}

/// What a provider states about looking payouts up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProviderTimes {
    /// After so many microseconds a payout that it does not find was never received.
    pub visible_after: i64,
    /// For so many microseconds from the first sending it recognises a key.
    pub key_lifetime: i64,
    /// Within so many microseconds it says by itself how a payout ended; after that it is asked.
    pub news_within: i64,
    /// So many microseconds lie between two look-ups.
    pub look_again: i64,
}

impl Default for ProviderTimes {
    fn default() -> Self {
        Self { visible_after: HOUR, key_lifetime: 24 * HOUR, news_within: 12 * HOUR, look_again: 4 * HOUR }
    }
}

/// The workspace's limit from which a second person approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FourEyes {
    /// From this total of a run on, itself included; zero, the default, means always. A run in another currency
    /// always needs the second person, because nothing is converted here.
    pub limit: Option<Money>,
}

impl FourEyes {
    /// As a brand has set it.
    #[must_use]
    pub fn of(brand: &Brand) -> Self {
        Self { limit: Some(Money::new(brand.settings.four_eyes_from, brand.currency)) }
    }

    /// Whether a run with this total needs a second person.
    #[must_use]
    pub fn needed(&self, run_total: Money) -> bool {
        self.limit.is_none_or(|limit| limit.currency != run_total.currency || run_total.minor >= limit.minor)
    }

    /// Which of several a person may approve in one run, an answer for each: what others made, and their own where neither the run
    /// in which it was made nor this one reaches the limit.
    #[must_use]
    pub fn run_of(&self, by: PersonId, made: &[&Transfer]) -> Vec<bool> {
        let alone = |transfer: &Transfer| transfer.made_by != by || !self.needed(transfer.run_total());
        let total = |currency: Currency| {
            let of = made.iter().filter(|&&transfer| transfer.amount.currency == currency && alone(transfer));
            Money::new(of.fold(0_i64, |sum, transfer| sum.saturating_add(transfer.amount.minor)), currency)
        };
        let fits = |transfer: &Transfer| transfer.made_by != by || (alone(transfer) && !self.needed(total(transfer.amount.currency)));
        made.iter().map(|&transfer| fits(transfer)).collect()
    }
}
