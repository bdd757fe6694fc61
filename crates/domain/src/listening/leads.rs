//! Warm leads: people who named the brand or buy from it and whom it does not work with, and why they stand where they stand.
//!
//! Invariant: the order follows from the reasons that are shown, by fixed points; nothing is hidden in a score. Absent: what
//! somebody posts about otherwise; vetting looks at that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    creators::{Handle, Platform},
    ids::{CreatorId, CustomerId},
    time::{DAY, Day, Timestamp},
};

/// Who a lead is, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LeadKey {
    /// A creator whom the brand knows and does not work with.
    Creator {
        /// Who.
        creator: CreatorId,
    },
    /// An account.
    Account {
        /// Where.
        platform: Platform,
        /// [`Handle::key`].
        key: String,
    },
    /// A customer of whom no account is known.
    Customer {
        /// Who.
        customer: CustomerId,
    },
}

impl LeadKey {
    /// An account.
    #[must_use]
    pub fn account(platform: &Platform, handle: &Handle) -> Self {
        Self::Account { platform: platform.clone(), key: handle.key() }
    }

    /// One text, as decisions are kept under it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Creator { creator } => format!("creator:{creator}"),
            Self::Account { platform, key } => format!("account:{platform}:{key}"),
            Self::Customer { customer } => format!("customer:{customer}"),
        }
    }

    /// Reads that text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "creator" => Some(Self::Creator { creator: rest.parse().ok()? }),
            "customer" => Some(Self::Customer { customer: rest.parse().ok()? }),
            "account" => {
                let (platform, key) = rest.split_once(':')?;
                let platform = Platform::parse(platform);
                let handle = Handle::known(&platform, key).ok()?;
                Some(Self::account(&platform, &handle))
            }
            _ => None,
        }
    }
}

/// What is known of a lead.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeadFacts {
    /// How often they named the brand.
    pub mentions: i64,
    /// When last.
    pub last_mention: Option<Timestamp>,
    /// Whether they are a customer.
    pub customer: bool,
    /// How often they bought, where the list says.
    pub orders: Option<i64>,
    /// When last.
    pub last_order: Option<Day>,
    /// Followers of their largest account that is known.
    pub followers: Option<i64>,
}

/// Why somebody stands where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum LeadReason {
    /// They named the brand.
    Mentions {
        /// How often.
        count: i64,
    },
    /// And not long ago.
    Recent {
        /// When last.
        at: Timestamp,
    },
    /// They buy.
    Customer {
        /// How often, where the list says.
        orders: Option<i64>,
    },
    /// People listen to them.
    Reach {
        /// Followers.
        followers: i64,
    },
}

impl LeadFacts {
    /// Why, each with its points (docs/domain.md, Warm leads): one for each mention up to five; two for one in the last 30 days,
    /// one in the last 90; three for a customer, four for one who came back; one from 1,000 followers on, two from 10,000 on.
    #[must_use]
    pub fn reasons(&self, now: Timestamp) -> Vec<(LeadReason, i64)> {
        let mut reasons = Vec::new();
        if self.mentions > 0 {
            reasons.push((LeadReason::Mentions { count: self.mentions }, self.mentions.min(5)));
        }
        if let Some(at) = self.last_mention {
            match now.since(at) {
                age if age <= 30 * DAY => reasons.push((LeadReason::Recent { at }, 2)),
                age if age <= 90 * DAY => reasons.push((LeadReason::Recent { at }, 1)),
                _ => {}
            }
        }
        if self.customer {
            let points = if self.orders.is_some_and(|orders| orders > 1) { 4 } else { 3 };
            reasons.push((LeadReason::Customer { orders: self.orders }, points));
        }
        match self.followers {
            Some(followers) if followers >= 10_000 => reasons.push((LeadReason::Reach { followers }, 2)),
            Some(followers) if followers >= 1_000 => reasons.push((LeadReason::Reach { followers }, 1)),
            _ => {}
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_follow_from_the_reasons() {
        let now = Timestamp(1_000 * DAY);
        let ago = |days: i64| Some(now.plus(-days * DAY));
        let points = |facts: LeadFacts| facts.reasons(now).iter().map(|(_, points)| points).sum::<i64>();
        let mentions = |count, days| LeadFacts { mentions: count, last_mention: ago(days), ..LeadFacts::default() };
        assert_eq!([mentions(1, 200), mentions(1, 90), mentions(1, 30), mentions(9, 30)].map(points), [1, 2, 3, 7]);
        let buys = |orders| LeadFacts { customer: true, orders, ..LeadFacts::default() };
        assert_eq!([buys(None), buys(Some(1)), buys(Some(2))].map(points), [3, 3, 4]);
        let reach = |followers| LeadFacts { followers: Some(followers), ..LeadFacts::default() };
        assert_eq!([reach(999), reach(1_000), reach(10_000)].map(points), [0, 1, 2]);
        assert_eq!(points(LeadFacts::default()), 0);
    }

    #[test]
    fn a_key_reads_back_from_its_text() {
        let customer: CustomerId = "018f0000-0000-7000-8000-000000000001".parse().expect("an id");
        let handle = Handle::parse(&Platform::Instagram, "Maya.K").expect("a handle");
        for key in [LeadKey::Customer { customer }, LeadKey::account(&Platform::Instagram, &handle)] {
            assert_eq!(LeadKey::parse(&key.text()), Some(key));
        }
        assert_eq!(LeadKey::parse("account:instagram:Maya Okafor"), None);
        assert_eq!(LeadKey::parse("somebody"), None);
    }
}
