//! One order that both a file and the shop tell of: what a person brought in from an export, and what the shop's own
//! messages say of it before or after.
//!
//! Invariant: it is counted once. The shop's word replaces a file's; a file adds to a shop's order only what was given
//! back beyond what the shop told. Absent: two shops with the same numbers, whose orders are different ones.

use super::{Click, CodeUse, Order, OrderError, Refund, RefundPart, ShopOrder, Told};
use crate::ids::RefundId;
use crate::money::{Money, share_half_up};
use crate::time::Timestamp;

/// The source of orders that come by file.
pub const FILE: &str = "import";

impl ShopOrder {
    /// Whether a file brought it and no shop has told of it yet.
    #[must_use]
    pub fn is_of_file(&self) -> bool {
        self.source == FILE
    }

    /// The shop tells of an order that a file brought: its content, state, codes and clicks hold from the beginning, what
    /// was given back stays.
    #[must_use]
    pub fn taken_over(self, source: &str, told: &Told, texts: Vec<String>, codes: Vec<CodeUse>, clicks: Vec<Click>) -> Self {
        let as_the_shop_says = ShopOrder::first(self.order.id, source, &self.number, told, texts, codes, clicks, self.heard_at);
        let known = self.order;
        let mut codes = as_the_shop_says.order.codes;
        codes.extend(known.codes.into_iter().filter(|code| !codes.iter().any(|told| told.code == code.code)).collect::<Vec<_>>());
        let mut clicks = as_the_shop_says.order.clicks;
        clicks.extend(known.clicks.into_iter().filter(|click| !clicks.iter().any(|told| told.id == click.id)).collect::<Vec<_>>());
        let mut texts = as_the_shop_says.codes;
        texts.extend(self.codes.into_iter().filter(|text| !texts.contains(text)).collect::<Vec<_>>());
        Self {
            order: Order { codes, clicks, refunds: known.refunds, ..as_the_shop_says.order },
            codes: texts,
            new_customer: as_the_shop_says.new_customer.or(self.new_customer),
            referrer: self.referrer,
            ..as_the_shop_says
        }
    }

    /// A refund that the shop tells of, where files told only sums. A sum holds all that was given back until it was read, so
    /// what the shop says happened by then is part of it: it takes the place of as much of the sum.
    #[must_use]
    pub fn refunded_within(mut self, refund: Refund, of_files: &[RefundId]) -> Self {
        let mut rest = self.of_total(&refund);
        let sums = self.order.refunds.iter_mut().filter(|known| of_files.contains(&known.id) && refund.at <= known.at);
        for part in sums.flat_map(|known| &mut known.parts) {
            if let RefundPart::Sum { amount } = part {
                let held = rest.min(*amount);
                *amount -= held;
                rest -= held;
            }
        }
        self.refunded(refund).0
    }

    /// All that was given back as files count it, shipping and tax included, in minor units.
    #[must_use]
    pub fn given_back(&self) -> i64 {
        self.order.refunds.iter().map(|refund| self.of_total(refund)).sum()
    }

    /// What a refund is of the order's total. Where the shop names lines alone, which are without tax and shipping, it is
    /// their share of it.
    fn of_total(&self, refund: &Refund) -> i64 {
        let content = self.order.content_at(refund.at);
        let lines_alone = refund.parts.iter().all(|part| matches!(part, RefundPart::Line { .. }));
        if lines_alone && content.net() > 0 { share_half_up(refund.amount(), content.total, content.net()) } else { refund.amount() }
    }

    /// Whether a file says the same as the shop does: of the items or of the total, since files often have only one.
    ///
    /// # Errors
    /// When it does not: the shop's word stands, and a person should know.
    pub fn agrees_with(&self, file: &Told) -> Result<(), OrderError> {
        let (now, told) = (self.order.content_at(Timestamp(i64::MAX)), file.content());
        let currency = self.order.currency;
        if currency == file.currency && (now.net() == told.net() || now.total == told.total) {
            return Ok(());
        }
        Err(OrderError::ToldOtherwise {
            number: self.number.clone(),
            shop: self.source.clone(),
            known: Money::new(now.net(), currency),
            told: Money::new(told.net(), file.currency),
        })
    }
}

impl Refund {
    /// All that it gives back, in minor units.
    #[must_use]
    pub fn amount(&self) -> i64 {
        self.parts.iter().map(RefundPart::amount).sum()
    }
}

impl RefundPart {
    /// What it gives back, in minor units.
    #[must_use]
    pub fn amount(&self) -> i64 {
        match self {
            RefundPart::Line { net, .. } => *net,
            RefundPart::Sum { amount } | RefundPart::Shipping { amount } | RefundPart::Tax { amount } => *amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{
        Line, OrderStatus,
        samples::{PLACED, click, code, line, refund, sum},
    };
    use crate::ids::{Id, OrderId};
    use crate::money::Currency;
    use crate::time::DAY;

    fn told(lines: &[(&str, i64)], total: i64) -> Told {
        Told {
            placed_at: PLACED,
            paid_at: None,
            currency: Currency::GBP,
            lines: lines.iter().map(|(id, net)| Line { id: (*id).into(), net: *net }).collect(),
            total,
            status: OrderStatus::Paid,
            as_of: None,
            new_customer: None,
        }
    }

    fn by_file() -> ShopOrder {
        let id = OrderId::from_uuid(uuid::Uuid::from_u128(7));
        ShopOrder::first(id, FILE, "1001", &told(&[("items", 10_000)], 12_000), vec!["OAT".into()], vec![code(4)], vec![], PLACED)
    }

    #[test]
    fn the_shops_word_takes_the_files_place_and_what_was_given_back_stays() {
        let (known, _) = by_file().refunded(refund(1, DAY, vec![sum(1_200)]));
        let shop = told(&[("a", 7_000), ("b", 3_000)], 12_000);
        let order = known.taken_over("shop", &shop, vec!["OAT".into()], vec![code(4)], vec![click(1, 1, DAY)]);
        assert_eq!((order.source.as_str(), order.is_of_file()), ("shop", false));
        assert_eq!((order.order.content.lines.len(), order.order.edits.len()), (2, 0));
        assert_eq!((order.order.codes.len(), order.order.clicks.len(), order.codes.len()), (1, 1, 1), "no touch stands twice");
        assert_eq!((order.net(), order.given_back()), (9_000, 1_200), "a tenth of the total is a tenth of the items");
    }

    #[test]
    fn a_refund_that_a_file_counted_already_takes_nothing_more() {
        let (known, _) = by_file().refunded(refund(1, 3 * DAY, vec![sum(5_000)]));
        let sums = [refund(1, 0, vec![]).id];
        let known = known.taken_over("shop", &told(&[("a", 10_000)], 10_000), vec![], vec![], vec![]);
        let within = known.clone().refunded_within(refund(2, DAY, vec![line("a", 2_000)]), &sums);
        assert_eq!((within.net(), within.given_back()), (5_000, 5_000));
        let both = within.refunded_within(refund(3, 2 * DAY, vec![line("a", 4_000)]), &sums);
        assert_eq!((both.net(), both.given_back()), (4_000, 6_000), "the shop told of more than the file knew");
        let after = known.refunded_within(refund(4, 4 * DAY, vec![line("a", 2_000)]), &sums);
        assert_eq!((after.net(), after.given_back()), (3_000, 7_000), "what happened after the file was read comes on top");
    }

    #[test]
    fn a_file_that_says_otherwise_is_told_so() {
        let order = by_file().taken_over("shop", &told(&[("a", 10_000)], 12_000), vec![], vec![], vec![]);
        let file = |net: i64, total: i64| told(&[("items", net)], total);
        assert_eq!(order.agrees_with(&file(10_000, 9_999)), Ok(()));
        assert_eq!(order.agrees_with(&file(9_999, 12_000)), Ok(()), "files say now the one, now the other");
        let euros = Told { currency: Currency::EUR, ..file(10_000, 12_000) };
        let cancelled = Told { status: OrderStatus::Cancelled, ..file(10_000, 12_000) };
        for other in [file(9_999, 9_999), euros, cancelled] {
            assert!(order.agrees_with(&other).unwrap_err().to_string().contains("the shop's word stands"));
        }
    }
}
