//! Terms: what both sides exchange, from the fee to the last day of a posting window.
//!
//! Invariant: terms that passed [`Terms::checked`] offer something and price every deliverable or none. Absent: whether
//! they are fair ([`super::card`], [`super::comparable`]), and whether the budget covers them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{fields::FieldErrors, money::Money, time::Day};

/// What starts the clock of a fee (docs/domain.md, Money).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockStart {
    /// Both have signed.
    Signed,
    /// The last draft is approved.
    Approved,
    /// The last post is verified live.
    #[default]
    VerifiedLive,
}

/// When and how fees are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PaymentTerms {
    /// What starts the clock.
    pub clock: ClockStart,
    /// Calendar days from there until it is due.
    pub days: i64,
}

/// How changes are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RevisionTerms {
    /// Rounds that the fee includes.
    pub included_rounds: u8,
}

/// What a late post costs (docs/domain.md, Moves: 25 % per started day, at most 50 %).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LateTerms {
    /// Percent of the deliverable's share for each started day.
    pub percent_per_day: u8,
    /// At most this many percent.
    pub most_percent: u8,
}

impl Default for LateTerms {
    fn default() -> Self {
        Self { percent_per_day: 25, most_percent: 50 }
    }
}

/// What the brand may do with the content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UsageRights {
    /// Where, such as `own channels`, `website`, `paid social`.
    pub channels: Vec<String>,
    /// Whether in paid advertising.
    pub paid: bool,
    /// Country codes or `world`.
    pub territory: String,
    /// Days from going live; zero means none.
    pub days: i64,
}

/// Product that is part of the exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProductTerms {
    /// What, in words: `Oat Barrier Cream, Rye Night Balm`.
    pub items: String,
    /// Its stated value.
    pub value: Money,
}

/// One thing to be made under the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AgreedDeliverable {
    /// `reel`, `story`, `tiktok` ...
    pub format: String,
    /// Where it is posted.
    pub platform: String,
    /// First day of the posting window, in the brand's zone.
    pub opens: Day,
    /// Last day, until 23:59.
    pub closes: Day,
    /// Its own price, when the agreement prices each; otherwise a share of the fee.
    pub price: Option<Money>,
}

/// The value exchange proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
    /// Cash for the whole.
    pub fee: Money,
    /// Commission in basis points of credited sales (1,200 is 12 %); zero means none.
    pub commission_points: i64,
    /// Product, if any.
    pub product: Option<ProductTerms>,
    /// What is made. Nothing: the product is a gift, for which nothing is owed.
    pub deliverables: Vec<AgreedDeliverable>,
    /// What the brand may do with it.
    pub usage: UsageRights,
    /// What the creator's code takes off, in percent.
    pub code_percent: Option<u8>,
    /// How the advertising is marked, in words for the creator.
    pub disclosure: String,
    /// Rounds of changes.
    pub revisions: RevisionTerms,
    /// Late posts.
    pub late: LateTerms,
    /// When money moves.
    pub payment: PaymentTerms,
    /// Whether silence for three working days approves a draft. Off unless both agree.
    pub silence_approves: bool,
    /// Anything else, in words.
    pub notes: String,
}

impl Terms {
    /// Checks what a person entered.
    ///
    /// # Errors
    /// Names every field that cannot stand.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.require(self.fee.minor >= 0, "terms.fee", "A fee cannot be negative.");
        errors.require(
            (0..=9_000).contains(&self.commission_points),
            "terms.commission_points",
            "Commission lies between 0 and 90 percent.",
        );
        if let Some(product) = &mut self.product {
            product.items = errors.text("terms.product.items", &product.items, 500);
            errors.require(product.value.minor >= 0, "terms.product.value", "A value cannot be negative.");
            errors.require(product.value.currency == self.fee.currency, "terms.product.value", "Use the currency of the fee.");
        }
        if self.deliverables.is_empty() {
            errors.require(self.product.is_some(), "terms.deliverables", "Name at least one thing to be made, or send product as a gift.");
            errors.require(self.fee.minor == 0, "terms.fee", "A fee needs something to be made. A gift has no fee.");
        }
        errors.require(self.deliverables.len() <= 20, "terms.deliverables", "At most 20 deliverables.");
        for (at, agreed) in self.deliverables.iter_mut().enumerate() {
            agreed.format = agreed.format.trim().to_lowercase();
            agreed.platform = agreed.platform.trim().to_lowercase();
            let field = |name: &str| format!("terms.deliverables.{at}.{name}");
            if agreed.format.is_empty() {
                errors.add(field("format"), "Say what is to be made, such as reel.");
            }
            if agreed.platform.is_empty() {
                errors.add(field("platform"), "Say where it is posted, such as instagram.");
            }
            if agreed.opens > agreed.closes {
                errors.add(field("closes"), "The window closes before it opens.");
            }
        }
        let prices: Vec<i64> = self.deliverables.iter().filter_map(|agreed| agreed.price).map(|price| price.minor).collect();
        if !prices.is_empty() {
            errors.require(prices.len() == self.deliverables.len(), "terms.deliverables", "Price each deliverable or none.");
            errors.require(
                prices.iter().sum::<i64>() == self.fee.minor,
                "terms.fee",
                "The prices of the deliverables do not add up to the fee.",
            );
        }
        errors.require((0..=365).contains(&self.payment.days), "terms.payment.days", "Payment terms lie between 0 and 365 days.");
        errors.require(self.revisions.included_rounds <= 10, "terms.revisions", "At most 10 rounds.");
        errors.require(self.late.most_percent <= 100, "terms.late", "A deduction is at most the whole share.");
        self.disclosure = self.disclosure.trim().to_owned();
        errors.require(!self.disclosure.is_empty(), "terms.disclosure", "Say how the advertising is marked, such as \"Ad\" first.");
        self.notes = self.notes.trim().to_owned();
        errors.require(
            self.fee.minor > 0 || self.commission_points > 0 || self.product.is_some(),
            "terms.fee",
            "Offer something: a fee, a commission or product.",
        );
        errors.ok(self)
    }

    /// Passes when no posting window is over already; an offer that nobody could keep is not made.
    ///
    /// # Errors
    /// Names the last day of each window that is over.
    pub fn still_possible(self, today: Day) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        for (at, agreed) in self.deliverables.iter().enumerate() {
            if agreed.closes < today {
                let message = format!("This window is over. Choose a day from {} on.", today.format("%-d %b %Y"));
                errors.add(format!("terms.deliverables.{at}.closes"), message);
            }
        }
        errors.ok(self)
    }

    /// The share of the fee that each deliverable stands for: its price, or an even split, the extra unit to the
    /// earlier ones (docs/domain.md, small print of money).
    #[must_use]
    pub fn shares(&self) -> Vec<i64> {
        if self.deliverables.iter().all(|agreed| agreed.price.is_some()) {
            return self.deliverables.iter().filter_map(|agreed| agreed.price).map(|price| price.minor).collect();
        }
        crate::money::split_evenly(self.fee.minor, self.deliverables.len())
    }

    /// The same terms for another fee. Where each deliverable has its price, the prices keep their proportions.
    #[must_use]
    pub fn for_fee(mut self, fee: Money) -> Self {
        if self.priced_separately() {
            let weights: Vec<i64> = self.deliverables.iter().filter_map(|agreed| agreed.price).map(|price| price.minor).collect();
            let weights = if weights.iter().sum::<i64>() == 0 { vec![1; weights.len()] } else { weights };
            for (agreed, minor) in self.deliverables.iter_mut().zip(crate::money::split_by_weight(fee.minor, &weights)) {
                agreed.price = Some(Money::new(minor, fee.currency));
            }
        }
        self.fee = fee;
        self
    }

    /// Product for which nothing is to be made.
    #[must_use]
    pub fn owes_nothing(&self) -> bool {
        self.deliverables.is_empty()
    }

    /// Whether each deliverable has its own price, and so its own payable.
    #[must_use]
    pub fn priced_separately(&self) -> bool {
        !self.owes_nothing() && self.deliverables.iter().all(|agreed| agreed.price.is_some())
    }
}
