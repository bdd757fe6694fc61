//! Orders as a shop tells of them: first heard, heard again, edited, refunded, cancelled; in any order, any number of
//! times.
//!
//! Invariants: hearing the same thing twice changes nothing; the touches of an order are those of its first telling;
//! revisions count by the time at which the shop says they happened, not by when they arrived.
//! Absent: who tells (a webhook, a file), and which codes and clicks are ours; those come in as values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Click, CodeUse, Content, Edit, Line, Order, Refund};
use crate::fields::FieldErrors;
use crate::ids::OrderId;
use crate::money::{Currency, Money};
use crate::time::Timestamp;

/// Where the shop says an order stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Not paid yet: no commission is released.
    Pending,
    /// Paid.
    #[default]
    Paid,
    /// It will not be fulfilled: worth nothing from then on.
    Cancelled,
}

/// What a shop says about an order at one time. Amounts are minor units of its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Told {
    /// When the customer placed it.
    pub placed_at: Timestamp,
    /// When it was paid, if it was.
    pub paid_at: Option<Timestamp>,
    /// Of all amounts.
    pub currency: Currency,
    /// The items net of discount, tax and shipping.
    pub lines: Vec<Line>,
    /// What the customer pays in all.
    pub total: i64,
    /// Where it stands.
    pub status: OrderStatus,
    /// When the shop says that this became so; nothing when it does not say.
    pub as_of: Option<Timestamp>,
    /// Whether the customer is new, where the shop says so.
    pub new_customer: Option<bool>,
}

impl Told {
    /// Checks what came in.
    ///
    /// # Errors
    /// Names every field that cannot stand.
    pub fn checked(self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.require(self.total >= 0, "total", "A total cannot be negative. Send what was given back as a refund.");
        errors.require(self.lines.len() <= 1_000, "lines", "At most 1,000 lines.");
        for (at, line) in self.lines.iter().enumerate() {
            if line.net < 0 {
                errors.add(format!("lines.{at}.net"), "A line is worth nothing or more, net of discount.");
            }
            if self.lines[..at].iter().any(|earlier| earlier.id == line.id) {
                errors.add(format!("lines.{at}.id"), "This line's id stands twice.");
            }
        }
        errors.ok(self)
    }

    /// What it holds: nothing once it is cancelled.
    pub(super) fn content(&self) -> Content {
        match self.status {
            OrderStatus::Pending | OrderStatus::Paid => Content { lines: self.lines.clone(), total: self.total },
            OrderStatus::Cancelled => Content { lines: vec![], total: 0 },
        }
    }

    /// When it was paid: as told, or when it was placed where the shop only says that it is.
    fn paid(&self) -> Option<Timestamp> {
        match self.status {
            OrderStatus::Paid => Some(self.paid_at.unwrap_or(self.placed_at)),
            OrderStatus::Pending | OrderStatus::Cancelled => self.paid_at,
        }
    }
}

/// An order with what is known of it beside its credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShopOrder {
    /// The shop, such as `shop` or `import`.
    pub source: String,
    /// The shop's number of it.
    pub number: String,
    /// All that decides its credit.
    pub order: Order,
    /// Since when the first content holds.
    pub as_of: Timestamp,
    /// Codes as the shop wrote them, ours and shop-wide ones.
    pub codes: Vec<String>,
    /// Whether the customer is new, where the shop says so.
    pub new_customer: Option<bool>,
    /// The host that the shop says the customer came from.
    #[serde(default)]
    pub referrer: Option<String>,
    /// Where the shop last said that it stands.
    pub status: OrderStatus,
    /// When we first heard of it.
    pub heard_at: Timestamp,
}

/// Why a telling is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// The order is in another currency than before.
    #[error("order {number} is in {known} and now comes in {told}; a shop's order keeps its currency")]
    CurrencyChanged {
        /// Which.
        number: String,
        /// As first told.
        known: Currency,
        /// As told now.
        told: Currency,
    },
    /// A file names an order by a number that two shops use.
    #[error("order {number} is an order of several shops ({shops}), so a file cannot say which one it means")]
    SeveralShops {
        /// Which.
        number: String,
        /// Of which shops.
        shops: String,
    },
    /// A file says something else than the shop does.
    #[error("order {number} is here already: \"{shop}\" told of items for {known}, and this file says {told}; the shop's word stands")]
    ToldOtherwise {
        /// Which.
        number: String,
        /// Who told of it first.
        shop: String,
        /// What its items are worth.
        known: Money,
        /// What the file says.
        told: Money,
    },
}

impl ShopOrder {
    /// An order of which we hear for the first time.
    #[must_use]
    pub fn first(
        id: OrderId,
        source: &str,
        number: &str,
        told: &Told,
        texts: Vec<String>,
        codes: Vec<CodeUse>,
        clicks: Vec<Click>,
        now: Timestamp,
    ) -> Self {
        let order = Order {
            id,
            placed_at: told.placed_at,
            paid_at: told.paid(),
            currency: told.currency,
            content: told.content(),
            codes,
            clicks,
            edits: vec![],
            refunds: vec![],
        };
        Self {
            source: source.to_owned(),
            number: number.to_owned(),
            order,
            as_of: told.as_of.unwrap_or(told.placed_at),
            codes: texts,
            new_customer: told.new_customer,
            referrer: None,
            status: told.status,
            heard_at: now,
        }
    }

    /// The shop tells again. Gives whether anything changed: what differs in its items is an edit at the time that the
    /// shop states (now where it states none); touches stay as they were (docs/domain.md, small print of credit).
    ///
    /// # Errors
    /// Refused when the currency is another.
    pub fn told_again(mut self, told: &Told, now: Timestamp) -> Result<(Self, bool), OrderError> {
        if told.currency != self.order.currency {
            return Err(OrderError::CurrencyChanged { number: self.number, known: self.order.currency, told: told.currency });
        }
        let before = self.clone();
        let newest = self.order.edits.iter().map(|edit| edit.at).max().unwrap_or(self.as_of).max(self.as_of);
        let at = told.as_of.unwrap_or(now);
        self.take(at, told.content());
        if at >= newest {
            self.status = told.status;
            self.order.paid_at = self.order.paid_at.or(told.paid());
            self.new_customer = told.new_customer.or(self.new_customer);
        }
        let changed = self != before;
        Ok((self, changed))
    }

    /// A refund. Gives whether it was new.
    #[must_use]
    pub fn refunded(mut self, refund: Refund) -> (Self, bool) {
        if self.order.refunds.iter().any(|known| known.id == refund.id) {
            return (self, false);
        }
        self.order.refunds.push(refund);
        (self, true)
    }

    /// What the order is worth now, in minor units.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.order.value().net()
    }

    /// Puts a content where its time says. One that is older than the first becomes the first.
    fn take(&mut self, at: Timestamp, content: Content) {
        let told_already = (at == self.as_of && content == self.order.content)
            || self.order.edits.iter().any(|edit| edit.at == at && edit.content == content);
        if told_already {
            return;
        }
        if at < self.as_of {
            let newer = std::mem::replace(&mut self.order.content, content);
            if newer != self.order.content {
                self.order.edits.push(Edit { at: self.as_of, content: newer });
            }
            self.as_of = at;
        } else if *self.order.content_at(at) != content {
            self.order.edits.retain(|edit| edit.at != at);
            self.order.edits.push(Edit { at, content });
        }
        self.order.edits.sort_by_key(|edit| edit.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::samples::{PLACED, line as part, refund};
    use crate::ids::Id;
    use crate::time::DAY;

    fn told(net: i64, as_of: Option<i64>, status: OrderStatus) -> Told {
        Told {
            placed_at: PLACED,
            paid_at: None,
            currency: Currency::GBP,
            lines: vec![Line { id: "a".into(), net }],
            total: net,
            status,
            as_of: as_of.map(|after| PLACED.plus(after)),
            new_customer: None,
        }
    }

    fn heard(told: &Told) -> ShopOrder {
        let id = OrderId::from_uuid(uuid::Uuid::from_u128(7));
        ShopOrder::first(id, "shop", "1001", told, vec![], vec![], vec![], PLACED)
    }

    #[test]
    fn hearing_it_again_changes_nothing() {
        for as_of in [None, Some(0), Some(DAY)] {
            let first = told(5_000, as_of, OrderStatus::Paid);
            let (again, changed) = heard(&first).told_again(&first, PLACED.plus(9 * DAY)).unwrap();
            assert_eq!((again, changed), (heard(&first), false), "{as_of:?}");
        }
    }

    #[test]
    fn an_edit_counts_from_its_time_and_a_late_old_one_does_not_undo_it() {
        let newest = told(8_000, Some(2 * DAY), OrderStatus::Paid);
        let oldest = told(5_000, Some(0), OrderStatus::Paid);
        let middle = told(6_000, Some(DAY), OrderStatus::Paid);
        for order in [[&oldest, &middle, &newest], [&newest, &oldest, &middle], [&middle, &newest, &oldest]] {
            let mut shop = heard(order[0]);
            for telling in &order[1..] {
                shop = shop.told_again(telling, PLACED.plus(5 * DAY)).unwrap().0;
            }
            assert_eq!(shop.net(), 8_000);
            assert_eq!(shop.order.value_at(PLACED).net(), 5_000);
            assert_eq!(shop.order.value_at(PLACED.plus(DAY)).net(), 6_000);
        }
    }

    #[test]
    fn a_cancelled_order_is_worth_nothing_from_then_on() {
        let placed = told(5_000, None, OrderStatus::Paid);
        let (shop, changed) = heard(&placed).told_again(&told(5_000, Some(DAY), OrderStatus::Cancelled), PLACED).unwrap();
        assert!(changed);
        assert_eq!((shop.net(), shop.order.value_at(PLACED).net()), (0, 5_000));
    }

    #[test]
    fn payment_may_be_told_later_and_stays() {
        let shop = heard(&told(5_000, None, OrderStatus::Pending));
        assert_eq!(shop.order.paid_at, None);
        let mut paid = told(5_000, Some(DAY), OrderStatus::Paid);
        paid.paid_at = Some(PLACED.plus(DAY));
        let (shop, changed) = shop.told_again(&paid, PLACED.plus(DAY)).unwrap();
        assert_eq!((shop.order.paid_at, changed), (paid.paid_at, true));
        let (shop, _) = shop.told_again(&told(5_000, Some(2 * DAY), OrderStatus::Pending), PLACED).unwrap();
        assert_eq!(shop.order.paid_at, paid.paid_at);
    }

    #[test]
    fn a_refund_is_taken_once() {
        let (shop, new) = heard(&told(5_000, None, OrderStatus::Paid)).refunded(refund(1, DAY, vec![part("a", 2_000)]));
        assert!(new);
        let (shop, new) = shop.refunded(refund(1, DAY, vec![part("a", 2_000)]));
        assert_eq!((shop.net(), new), (3_000, false));
    }

    #[test]
    fn a_currency_stays() {
        let mut other = told(5_000, None, OrderStatus::Paid);
        other.currency = Currency::EUR;
        assert!(heard(&told(5_000, None, OrderStatus::Paid)).told_again(&other, PLACED).is_err());
    }
}
