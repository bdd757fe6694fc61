//! Credit: how an order's value is shared by the collaborations that touched it.
//!
//! Invariant: shares and unattributed add up to the order's value, to the minor unit, under every model.
//! Absent: stored credit; a model is chosen when reading.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::touches::{Touch, touches};
use super::{Model, Order, WINDOW};
use crate::ids::CollaborationId;
use crate::money::{Currency, split_by_weight};
use crate::time::Timestamp;

/// What one collaboration is given of one order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// Whose share.
    pub collaboration: CollaborationId,
    /// Minor units of the order's currency.
    pub minor: i64,
}

/// How an order's value is shared under a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Credit {
    /// By which rule.
    pub model: Model,
    /// Of every amount here.
    pub currency: Currency,
    /// What each collaboration is given, the earlier touch first.
    pub shares: Vec<Share>,
    /// What no touch explains, in minor units: all or nothing of an order.
    pub unattributed: i64,
}

impl Credit {
    /// What a collaboration is given, in minor units.
    #[must_use]
    pub fn of(&self, collaboration: CollaborationId) -> i64 {
        self.shares.iter().filter(|share| share.collaboration == collaboration).map(|share| share.minor).sum()
    }

    /// All that is credited, in minor units.
    #[must_use]
    pub fn credited(&self) -> i64 {
        self.shares.iter().map(|share| share.minor).sum()
    }
}

impl Order {
    /// Who is credited with what, with every edit and refund that is known.
    #[must_use]
    pub fn credit(&self, model: Model) -> Credit {
        self.credit_at(model, Timestamp(i64::MAX))
    }

    /// Who was credited with what at an instant, with the edits and refunds that had happened by then. Touches are
    /// those of the order as placed. What is left is split anew each time (docs/domain.md, small print of credit).
    #[must_use]
    pub fn credit_at(&self, model: Model, at: Timestamp) -> Credit {
        let net = self.value_at(at).net();
        let weights = by_collaboration(weighted(&touches(self, WINDOW), model));
        let amounts = split_by_weight(net, &weights.iter().map(|(_, weight)| *weight).collect::<Vec<_>>());
        let shares: Vec<Share> =
            weights.iter().zip(amounts).map(|((collaboration, _), minor)| Share { collaboration: *collaboration, minor }).collect();
        let unattributed = net - shares.iter().map(|share| share.minor).sum::<i64>();
        Credit { model, currency: self.currency, shares, unattributed }
    }

    /// What a change between two instants took from each collaboration (positive) or gave to it (negative): the
    /// difference of the two splits.
    #[must_use]
    pub fn reversal(&self, model: Model, before: Timestamp, after: Timestamp) -> Vec<Share> {
        let (old, new) = (self.credit_at(model, before), self.credit_at(model, after));
        let difference = |share: &Share| Share { collaboration: share.collaboration, minor: share.minor - new.of(share.collaboration) };
        old.shares.iter().map(difference).collect()
    }
}

/// The touches that a model credits, each with its weight.
fn weighted(touches: &[Touch], model: Model) -> Vec<(Touch, i64)> {
    let only = |touch: Option<&Touch>| touch.map(|touch| (*touch, 1)).into_iter().collect();
    match model {
        Model::CodeFirst => only(touches.iter().rfind(|touch| touch.is_code()).or_else(|| touches.last())),
        Model::LastClick => only(touches.iter().rfind(|touch| !touch.is_code())),
        Model::FirstClick => only(touches.iter().find(|touch| !touch.is_code())),
        Model::Linear => touches.iter().map(|touch| (*touch, 1)).collect(),
        Model::Position => touches.iter().copied().zip(position_weights(touches.len())).collect(),
    }
}

/// 40 % to the first and to the last, 20 % shared by the `n - 2` between, as whole weights: two parts of `n - 2`
/// for each end against one part for each between. One touch takes all, two take half each.
fn position_weights(count: usize) -> Vec<i64> {
    if count < 3 {
        return vec![1; count];
    }
    let ends = i64::try_from(2 * (count - 2)).unwrap_or(i64::MAX);
    let mut weights = vec![1; count];
    weights[0] = ends;
    weights[count - 1] = ends;
    weights
}

/// Adds the weights of each collaboration before anything is rounded, in the order in which equal remainders are
/// served: the earlier touch first, then the smaller id. Clicks have an order of their own (instant, then id);
/// codes are all at the order's instant, so between two of them the id decides.
fn by_collaboration(weighted: Vec<(Touch, i64)>) -> Vec<(CollaborationId, i64)> {
    let codes_from = weighted.iter().position(|(touch, _)| touch.is_code()).unwrap_or(weighted.len());
    let mut sums: Vec<((usize, CollaborationId), i64)> = Vec::new();
    for (rank, (touch, weight)) in weighted.into_iter().enumerate() {
        match sums.iter_mut().find(|((_, collaboration), _)| *collaboration == touch.collaboration) {
            Some((_, sum)) => *sum += weight,
            None => sums.push(((rank.min(codes_from), touch.collaboration), weight)),
        }
    }
    sums.sort_by_key(|(key, _)| *key);
    sums.into_iter().map(|((_, collaboration), weight)| (collaboration, weight)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::samples::{PLACED, click, code, collaboration, line, order, refund, sum};
    use crate::attribution::{Click, CodeUse, Edit, RefundPart};
    use crate::time::{DAY, HOUR};
    use proptest::prelude::*;

    fn shares(order: &Order, model: Model) -> Vec<(u128, i64)> {
        use crate::ids::Id;
        order.credit(model).shares.iter().map(|share| (share.collaboration.uuid().as_u128(), share.minor)).collect()
    }

    /// One order under every model: clicks of 1, 2 and 3, then a code of 4. Worth 100.00.
    #[test]
    fn each_model_credits_by_its_rule() {
        let clicks = vec![click(1, 1, 3 * HOUR), click(2, 2, 2 * HOUR), click(3, 3, HOUR)];
        let with_code = order(&[10_000], vec![code(4)], clicks.clone());
        let without = order(&[10_000], vec![], clicks);
        for (model, coded, plain) in [
            (Model::CodeFirst, vec![(4, 10_000)], vec![(3, 10_000)]),
            (Model::LastClick, vec![(3, 10_000)], vec![(3, 10_000)]),
            (Model::FirstClick, vec![(1, 10_000)], vec![(1, 10_000)]),
            (Model::Linear, vec![(1, 2_500), (2, 2_500), (3, 2_500), (4, 2_500)], vec![(1, 3_334), (2, 3_333), (3, 3_333)]),
            (Model::Position, vec![(1, 4_000), (2, 1_000), (3, 1_000), (4, 4_000)], vec![(1, 4_000), (2, 2_000), (3, 4_000)]),
        ] {
            assert_eq!(shares(&with_code, model), coded, "{model:?} with a code");
            assert_eq!(shares(&without, model), plain, "{model:?} without a code");
        }
    }

    #[test]
    fn only_a_code_leaves_click_models_unattributed() {
        let order = order(&[10_000], vec![code(1)], vec![]);
        for (model, credited) in
            [(Model::CodeFirst, 10_000), (Model::LastClick, 0), (Model::FirstClick, 0), (Model::Linear, 10_000), (Model::Position, 10_000)]
        {
            let credit = order.credit(model);
            assert_eq!((credit.credited(), credit.unattributed), (credited, 10_000 - credited), "{model:?}");
            assert_eq!(model.credits_whatever_was_touched(), credit.unattributed == 0, "{model:?}");
        }
    }

    #[test]
    fn position_with_one_and_two_touches() {
        assert_eq!(shares(&order(&[999], vec![], vec![click(1, 1, HOUR)]), Model::Position), [(1, 999)]);
        assert_eq!(shares(&order(&[999], vec![code(2)], vec![click(1, 1, HOUR)]), Model::Position), [(1, 500), (2, 499)]);
    }

    #[test]
    fn of_two_creators_codes_the_one_applied_last_wins() {
        let two = order(&[1_001], vec![code(2), code(1)], vec![]);
        assert_eq!(shares(&two, Model::CodeFirst), [(1, 1_001)]);
        // Both are touches at the order's instant: the odd unit goes to the smaller collaboration id.
        assert_eq!(shares(&two, Model::Linear), [(1, 501), (2, 500)]);
        let mut timed = two.clone();
        timed.codes[0].applied_at = Some(PLACED);
        timed.codes[1].applied_at = Some(PLACED.plus(-HOUR));
        assert_eq!(shares(&timed, Model::CodeFirst), [(2, 1_001)]);
    }

    #[test]
    fn shares_of_one_collaboration_are_added_before_rounding() {
        // Three touches of 100 minor units: 1 has two of them. 66.67 and 33.33, so 67 and 33; rounding each touch
        // first would have given 34 + 33 or 33 + 33.
        let order = order(&[100], vec![], vec![click(1, 2, 3 * HOUR), click(2, 1, 2 * HOUR), click(3, 1, HOUR)]);
        assert_eq!(shares(&order, Model::Linear), [(2, 33), (1, 67)]);
    }

    #[test]
    fn equal_remainders_go_to_the_earlier_touch() {
        // 2 clicked first, so it gets the odd unit though its id is larger; a click at the order's instant is
        // earlier than a code.
        let clicks = order(&[101], vec![], vec![click(5, 1, HOUR), click(6, 2, 2 * HOUR)]);
        assert_eq!(shares(&clicks, Model::Linear), [(2, 51), (1, 50)]);
        let at_once = order(&[101], vec![code(1)], vec![click(5, 2, 0)]);
        assert_eq!(shares(&at_once, Model::Linear), [(2, 51), (1, 50)]);
        let one_instant = order(&[101], vec![], vec![click(6, 1, 0), click(5, 2, 0)]);
        assert_eq!(shares(&one_instant, Model::Linear), [(2, 51), (1, 50)]);
    }

    #[test]
    fn after_each_refund_the_rest_is_split_anew() {
        // 100.01 over two touches is 50.01 and 50.00; after 0.01 is refunded 50.00 each, after 0.02 50.00 and 49.99.
        let mut order = order(&[10_001], vec![], vec![click(1, 1, 2 * HOUR), click(2, 2, HOUR)]);
        order.refunds = vec![refund(1, DAY, vec![line("a", 1)]), refund(2, 2 * DAY, vec![line("a", 1)])];
        let taken = |from: i64, to: i64| -> Vec<i64> {
            order.reversal(Model::Linear, PLACED.plus(from), PLACED.plus(to)).iter().map(|share| share.minor).collect()
        };
        assert_eq!(taken(0, DAY), [1, 0]);
        assert_eq!(taken(DAY, 2 * DAY), [0, 1]);
        assert_eq!(shares(&order, Model::Linear), [(1, 5_000), (2, 4_999)]);
    }

    #[test]
    fn an_edit_is_shared_by_the_touches_of_the_original_order() {
        let mut order = order(&[10_000], vec![code(1)], vec![]);
        order.edits = vec![Edit { at: PLACED.plus(DAY), content: crate::attribution::samples::content(&[12_000], 0) }];
        // A click after the order is no touch, even though it came before the edit.
        order.clicks = vec![click(1, 2, -HOUR)];
        assert_eq!(shares(&order, Model::Linear), [(1, 12_000)]);
        assert_eq!(order.reversal(Model::CodeFirst, PLACED, PLACED.plus(DAY)), [Share { collaboration: collaboration(1), minor: -2_000 }]);
    }

    fn any_part() -> impl Strategy<Value = RefundPart> {
        prop_oneof![
            (prop_oneof!["a", "b", "z"], 0_i64..200_000).prop_map(|(id, net)| line(&id, net)),
            (0_i64..200_000).prop_map(sum),
            (0_i64..5_000).prop_map(|amount| RefundPart::Shipping { amount }),
        ]
    }

    proptest! {
        #[test]
        fn credited_and_unattributed_are_the_order_under_every_model(
            nets in proptest::collection::vec(0_i64..1_000_000, 0..4),
            clicks in proptest::collection::vec((0_u128..50, 0_u128..5, -2 * DAY..40 * DAY), 0..12),
            codes in proptest::collection::vec(0_u128..5, 0..3),
            refunds in proptest::collection::vec((0_i64..10 * DAY, proptest::collection::vec(any_part(), 0..3)), 0..4),
            edited in proptest::option::of(proptest::collection::vec(0_i64..1_000_000, 0..4)),
            at in 0_i64..12 * DAY,
        ) {
            let clicks: Vec<Click> = clicks.into_iter().map(|(id, who, before)| click(id, who, before)).collect();
            let codes: Vec<CodeUse> = codes.into_iter().map(code).collect();
            let mut order = order(&nets, codes, clicks);
            order.refunds = refunds.into_iter().zip(1..).map(|((after, parts), id)| refund(id, after, parts)).collect();
            order.edits = edited.into_iter().map(|nets| Edit { at: PLACED.plus(5 * DAY), content: crate::attribution::samples::content(&nets, 300) }).collect();
            for model in Model::ALL {
                let credit = order.credit_at(model, PLACED.plus(at));
                let net = order.value_at(PLACED.plus(at)).net();
                prop_assert!(net >= 0);
                prop_assert!(credit.shares.iter().all(|share| share.minor >= 0));
                prop_assert_eq!(credit.credited() + credit.unattributed, net);
            }
        }
    }
}
