//! What an order is worth after edits and refunds.
//!
//! Invariant: the value is never below zero and never above the edited items; what was refunded beyond that is
//! named, not hidden. Absent: who is credited; edits and refunds never change an order's touches.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, Order, Refund, RefundPart};
use crate::money::share_half_up;
use crate::time::Timestamp;

/// What is left of an order, with how it came about. All amounts are minor units of the order's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderValue {
    /// The items after the last edit, net of discount, tax and shipping.
    pub items: i64,
    /// What refunds took off the items.
    pub refunded: i64,
    /// Refunds beyond the order's value: shown as unexplained.
    pub unexplained: i64,
    /// Refunds of lines that an edit had removed: not taken again.
    pub already_removed: i64,
}

impl OrderValue {
    /// What is left to be credited.
    #[must_use]
    pub fn net(&self) -> i64 {
        self.items - self.refunded
    }
}

impl Order {
    /// What the order holds at an instant: as placed, or after the last edit by then.
    #[must_use]
    pub fn content_at(&self, at: Timestamp) -> &Content {
        self.edits.iter().filter(|edit| edit.at <= at).max_by_key(|edit| edit.at).map_or(&self.content, |edit| &edit.content)
    }

    /// What the order is worth with every edit and refund that is known.
    #[must_use]
    pub fn value(&self) -> OrderValue {
        self.value_at(Timestamp(i64::MAX))
    }

    /// What the order was worth at an instant, with what had happened by then (docs/domain.md, small print of
    /// credit): the edited value less all refunds. A refunded line counts with its value net of discount unless an
    /// edit already removed it; a sum without lines counts with the share that it is of the order's total when it
    /// was refunded; shipping and tax reverse nothing; the whole stops at the order's value.
    #[must_use]
    pub fn value_at(&self, at: Timestamp) -> OrderValue {
        let items = self.content_at(at).net();
        let mut refunds: Vec<&Refund> = self.refunds.iter().filter(|refund| refund.at <= at).collect();
        refunds.sort_by_key(|refund| (refund.at, refund.id));
        let (lines, already_removed) = self.refunded_lines(&refunds, at);
        let counted = lines.saturating_add(self.refunded_sums(&refunds));
        let refunded = counted.clamp(0, items);
        OrderValue { items, refunded, unexplained: counted.saturating_sub(refunded).max(0), already_removed }
    }

    /// The refunded lines that are still in the order, and those that an edit has taken out of it.
    fn refunded_lines(&self, refunds: &[&Refund], at: Timestamp) -> (i64, i64) {
        let present = &self.content_at(at).lines;
        let parts = refunds.iter().flat_map(|refund| &refund.parts);
        parts.fold((0_i64, 0_i64), |(taken, removed), part| match part {
            RefundPart::Line { line, net } if present.iter().any(|kept| kept.id == *line) => (taken.saturating_add(*net), removed),
            RefundPart::Line { net, .. } => (taken, removed.saturating_add(*net)),
            RefundPart::Sum { .. } | RefundPart::Shipping { .. } | RefundPart::Tax { .. } => (taken, removed),
        })
    }

    /// The part of the items that refunds without lines stand for. Sums of one version of the order are added
    /// before anything is rounded, so that the order's whole total, given back in pieces, is the whole order.
    fn refunded_sums(&self, refunds: &[&Refund]) -> i64 {
        let mut by_version: Vec<(&Content, i64)> = Vec::new();
        for refund in refunds {
            let content = self.content_at(refund.at);
            let amount: i64 = refund.parts.iter().map(|part| if let RefundPart::Sum { amount } = part { *amount } else { 0 }).sum();
            match by_version.iter_mut().find(|(version, _)| std::ptr::eq(*version, content)) {
                Some((_, sum)) => *sum = sum.saturating_add(amount),
                None => by_version.push((content, amount)),
            }
        }
        let worth = |(content, amount): (&Content, i64)| {
            if content.total > 0 { share_half_up(content.net(), amount, content.total) } else { amount }
        };
        by_version.into_iter().map(worth).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::Edit;
    use crate::attribution::samples::{PLACED, content, line, order, refund, sum};
    use crate::time::DAY;

    fn edit(after: i64, content: Content) -> Edit {
        Edit { at: PLACED.plus(after), content }
    }

    #[test]
    fn refunds_count_by_their_share_of_the_items() {
        // Items 60.00 and 40.00 net of discount, 25.00 tax and shipping: the total is 125.00.
        for (name, parts, refunded, unexplained) in [
            ("a whole line", vec![line("a", 6_000)], 6_000, 0),
            ("a part of a line", vec![line("b", 1_500)], 1_500, 0),
            ("shipping", vec![RefundPart::Shipping { amount: 500 }], 0, 0),
            ("tax", vec![RefundPart::Tax { amount: 2_000 }], 0, 0),
            ("a line with its tax", vec![line("b", 4_000), RefundPart::Tax { amount: 800 }], 4_000, 0),
            ("a fifth of the total without lines", vec![sum(2_500)], 2_000, 0),
            ("the whole total without lines", vec![sum(12_500)], 10_000, 0),
            ("more than the total", vec![sum(15_000)], 10_000, 2_000),
            ("more than the lines are worth", vec![line("a", 6_000), line("b", 4_100)], 10_000, 100),
            // 33.33 of 125.00 is 26.664 % of 100.00, and 26.66 after rounding half up.
            ("a sum that does not divide", vec![sum(3_333)], 2_666, 0),
        ] {
            let mut order = order(&[], vec![], vec![]);
            order.content = content(&[6_000, 4_000], 2_500);
            order.refunds = vec![refund(1, DAY, parts)];
            let value = order.value();
            assert_eq!((value.refunded, value.unexplained, value.net()), (refunded, unexplained, 10_000 - refunded), "{name}");
        }
    }

    #[test]
    fn the_total_given_back_in_pieces_is_the_whole_order() {
        // Items of 1.01 in a total of 2.00: each half is 50.5 and would round up to 51.
        let mut order = order(&[101], vec![], vec![]);
        order.content.total = 200;
        order.refunds = vec![refund(1, DAY, vec![sum(100)]), refund(2, 2 * DAY, vec![sum(100)])];
        assert_eq!(order.value_at(PLACED.plus(DAY)).net(), 50);
        assert_eq!((order.value().net(), order.value().unexplained), (0, 0));
    }

    #[test]
    fn a_refund_for_a_line_that_an_edit_removed_is_not_taken_again() {
        let mut order = order(&[6_000, 4_000], vec![], vec![]);
        order.edits = vec![edit(DAY, content(&[6_000], 0))];
        order.refunds = vec![refund(1, 2 * DAY, vec![line("b", 4_000)])];
        let value = order.value();
        assert_eq!((value.net(), value.refunded, value.already_removed), (6_000, 0, 4_000));
    }

    #[test]
    fn the_last_edit_less_all_refunds_is_what_counts() {
        let mut order = order(&[10_000], vec![], vec![]);
        order.edits = vec![edit(3 * DAY, content(&[20_000], 0)), edit(DAY, content(&[15_000], 0))];
        order.refunds = vec![refund(1, 2 * DAY, vec![line("a", 2_500)])];
        assert_eq!(order.value_at(PLACED).net(), 10_000);
        assert_eq!(order.value_at(PLACED.plus(DAY)).net(), 15_000);
        assert_eq!(order.value_at(PLACED.plus(2 * DAY)).net(), 12_500);
        assert_eq!(order.value().net(), 17_500);
    }

    #[test]
    fn a_sum_is_a_share_of_the_total_at_the_time_of_its_refund() {
        // Half of 120.00 was given back before the order doubled: half of the items as they were, 50.00.
        let mut order = order(&[], vec![], vec![]);
        order.content = content(&[10_000], 2_000);
        order.edits = vec![edit(2 * DAY, content(&[20_000], 2_000))];
        order.refunds = vec![refund(1, DAY, vec![sum(6_000)])];
        assert_eq!(order.value().net(), 15_000);
    }

    #[test]
    fn an_order_worth_nothing_explains_no_refund() {
        let mut order = order(&[0], vec![], vec![]);
        order.refunds = vec![refund(1, DAY, vec![sum(700)])];
        assert_eq!((order.value().net(), order.value().unexplained), (0, 700));
    }
}
