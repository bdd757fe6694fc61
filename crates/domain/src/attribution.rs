//! Attribution: which collaboration an order is credited to, and what commission follows from it.
//!
//! Invariant: an order is counted once: under every model the shares and what is unattributed add up to the
//! order's value net of refunds, to the minor unit (docs/domain.md, Invariants). Everything is computed from the
//! order's facts each time it is read; no model is ever stored in an order.
//! Absent on purpose: how a shop is asked, who clicked, and payments, which look back at the results here.

pub mod codes;
pub mod commission;
pub mod credit;
pub mod import;
pub mod leak;
pub mod links;
pub mod orders;
pub mod refunds;
pub mod setup;
pub mod told_twice;
pub mod touches;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{ClickId, CodeId, CollaborationId, OrderId, RefundId};
use crate::money::Currency;
use crate::time::{DAY, Timestamp};

pub use codes::{CodeError, CodeText};
pub use commission::{CommissionRule, Earned};
pub use credit::{Credit, Share};
pub use orders::{OrderError, OrderStatus, ShopOrder, Told};
pub use refunds::OrderValue;
pub use touches::Touch;

/// The window in which a click is a touch: 30 x 24 h before the order, closed at both ends (docs/domain.md,
/// small print of credit).
pub const WINDOW: i64 = 30 * DAY;

/// By which rule credit is given when orders are read (docs/domain.md, Attribution).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// The creator's code that was applied last; without one, the last click.
    #[default]
    CodeFirst,
    /// The last click; codes are ignored.
    LastClick,
    /// The first click; codes are ignored.
    FirstClick,
    /// Every touch the same.
    Linear,
    /// 40 % to the first touch, 40 % to the last, 20 % shared evenly by all between.
    Position,
}

impl Model {
    /// All models, in the order in which a report offers them.
    pub const ALL: [Model; 5] = [Model::CodeFirst, Model::LastClick, Model::FirstClick, Model::Linear, Model::Position];

    /// The stable word, as stored in an agreement and written in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Model::CodeFirst => "code_first",
            Model::LastClick => "last_click",
            Model::FirstClick => "first_click",
            Model::Linear => "linear",
            Model::Position => "position",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.as_str() == text)
    }

    /// Whether an order that any creator touched is credited whole; the rules of clicks leave alone what only a code explains.
    #[must_use]
    pub fn credits_whatever_was_touched(self) -> bool {
        match self {
            Model::CodeFirst | Model::Linear | Model::Position => true,
            Model::LastClick | Model::FirstClick => false,
        }
    }

    /// The rule as people read it beside a number.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Model::CodeFirst => "Code first, then last click",
            Model::LastClick => "Last click",
            Model::FirstClick => "First click",
            Model::Linear => "All touches alike",
            Model::Position => "40 % first, 40 % last, 20 % between",
        }
    }
}

/// One item of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Line {
    /// The shop's own id of the line, by which refunds and edits name it.
    pub id: String,
    /// Minor units, net of discount and without tax and shipping.
    pub net: i64,
}

/// What an order holds at one time: as placed, or after an edit in the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Content {
    /// The items.
    pub lines: Vec<Line>,
    /// What the customer pays in all, with tax and shipping, in minor units.
    pub total: i64,
}

impl Content {
    /// The items net of discount, tax and shipping, in minor units; never below zero.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.net)).max(0)
    }
}

/// A change of an order's items in the shop after it was placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// When the shop says that it happened.
    pub at: Timestamp,
    /// The whole order after the edit.
    pub content: Content,
}

/// A creator's or the shop's promo code on an order. A code that an edit removes stays here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CodeUse {
    /// Which code of ours it is.
    pub code: CodeId,
    /// Whose code it is; nothing for a shop-wide code, which is no creator's touch.
    pub collaboration: Option<CollaborationId>,
    /// When it was applied, where the shop says so; otherwise the shop's order of codes counts.
    pub applied_at: Option<Timestamp>,
}

/// A click on a collaboration's link by the customer who ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Click {
    /// Which click; clicks of one instant are ordered by it.
    pub id: ClickId,
    /// Whose link it was.
    pub collaboration: CollaborationId,
    /// When it happened, not when we heard of it.
    pub at: Timestamp,
}

/// What a part of a refund gives money back for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum RefundPart {
    /// An item, at its value net of discount and without tax.
    Line {
        /// The shop's id of the line.
        line: String,
        /// Minor units.
        net: i64,
    },
    /// A sum without lines, as the customer received it.
    Sum {
        /// Minor units, with tax and shipping.
        amount: i64,
    },
    /// Shipping: reverses nothing.
    Shipping {
        /// Minor units.
        amount: i64,
    },
    /// Tax: reverses nothing.
    Tax {
        /// Minor units.
        amount: i64,
    },
}

/// Money given back to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Refund {
    /// Which refund.
    pub id: RefundId,
    /// When the shop says that it happened.
    pub at: Timestamp,
    /// What for.
    pub parts: Vec<RefundPart>,
}

/// An order of the shop with all that decides its credit. Amounts are minor units of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// Which order.
    pub id: OrderId,
    /// When it was placed: the instant from which the window looks back.
    pub placed_at: Timestamp,
    /// When it was paid, as the shop states it; the commission's hold counts from here.
    pub paid_at: Option<Timestamp>,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// As placed.
    pub content: Content,
    /// Codes in the shop's order.
    pub codes: Vec<CodeUse>,
    /// Clicks of the same customer, in any order; those outside the window are left aside when reading.
    pub clicks: Vec<Click>,
    /// Edits, in any order.
    pub edits: Vec<Edit>,
    /// Refunds, in any order.
    pub refunds: Vec<Refund>,
}

#[cfg(test)]
pub(crate) mod samples {
    //! Short names for orders in the tables of this room.

    use super::*;
    use crate::ids::Id;
    use uuid::Uuid;

    /// Noon of the day on which sample orders are placed.
    pub(crate) const PLACED: Timestamp = Timestamp(1_800_000_000_000_000);

    pub(crate) fn collaboration(n: u128) -> CollaborationId {
        CollaborationId::from_uuid(Uuid::from_u128(n))
    }

    /// A click of collaboration `who`, so many microseconds before the order.
    pub(crate) fn click(id: u128, who: u128, before: i64) -> Click {
        Click { id: ClickId::from_uuid(Uuid::from_u128(id)), collaboration: collaboration(who), at: PLACED.plus(-before) }
    }

    pub(crate) fn code(who: u128) -> CodeUse {
        CodeUse { code: CodeId::from_uuid(Uuid::from_u128(who + 1_000)), collaboration: Some(collaboration(who)), applied_at: None }
    }

    /// An order of lines `a`, `b`, ... with these nets, whose total has neither tax nor shipping.
    pub(crate) fn order(nets: &[i64], codes: Vec<CodeUse>, clicks: Vec<Click>) -> Order {
        Order {
            id: OrderId::from_uuid(Uuid::from_u128(7)),
            placed_at: PLACED,
            paid_at: Some(PLACED),
            currency: Currency::GBP,
            content: content(nets, 0),
            codes,
            clicks,
            edits: vec![],
            refunds: vec![],
        }
    }

    /// Lines `a`, `b`, ... with a total of so much more than they are worth.
    pub(crate) fn content(nets: &[i64], beside: i64) -> Content {
        let lines = nets.iter().zip('a'..).map(|(net, id)| Line { id: id.to_string(), net: *net }).collect();
        Content { lines, total: nets.iter().sum::<i64>() + beside }
    }

    pub(crate) fn refund(id: u128, after: i64, parts: Vec<RefundPart>) -> Refund {
        Refund { id: RefundId::from_uuid(Uuid::from_u128(id)), at: PLACED.plus(after), parts }
    }

    pub(crate) fn line(id: &str, net: i64) -> RefundPart {
        RefundPart::Line { line: id.to_owned(), net }
    }

    pub(crate) fn sum(amount: i64) -> RefundPart {
        RefundPart::Sum { amount }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_models_word_reads_back() {
        for model in Model::ALL {
            assert_eq!(Model::parse(model.as_str()), Some(model));
            assert_eq!(serde_json::to_string(&model).unwrap(), format!("\"{}\"", model.as_str()));
        }
        assert_eq!(Model::parse("best_guess"), None);
        assert_eq!(Model::default(), Model::CodeFirst);
    }
}
