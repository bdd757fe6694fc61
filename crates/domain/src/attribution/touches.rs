//! Touches: which clicks and codes of an order can be given credit, and in which order they happened.
//!
//! Invariant: touches depend on the order as it was placed; no edit, refund or late arrival changes them.
//! Absent: weights; those belong to the models.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CodeUse, Order};
use crate::ids::{ClickId, CodeId, CollaborationId};
use crate::time::Timestamp;

/// What touched the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum TouchKind {
    /// A click on a tracking link.
    Click(ClickId),
    /// A creator's promo code on the order.
    Code(CodeId),
}

/// One click or code that counts for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Touch {
    /// Whose it is.
    pub collaboration: CollaborationId,
    /// What it was.
    pub kind: TouchKind,
    /// When; a code is a touch at the order's time.
    pub at: Timestamp,
}

impl Touch {
    /// Whether it is a code.
    #[must_use]
    pub fn is_code(&self) -> bool {
        matches!(self.kind, TouchKind::Code(_))
    }
}

/// The touches of an order in their order: clicks by instant and id, then creators' codes as they were applied.
///
/// A click counts when it happened at most `window` microseconds before the order and not after it, both ends
/// included; a shop-wide code is no creator's touch (docs/domain.md, small print of credit).
#[must_use]
pub fn touches(order: &Order, window: i64) -> Vec<Touch> {
    let mut clicks: Vec<_> = order.clicks.iter().filter(|click| (0..=window).contains(&order.placed_at.since(click.at))).collect();
    clicks.sort_by_key(|click| (click.at, click.id));
    clicks.dedup_by_key(|click| click.id);
    let clicks =
        clicks.into_iter().map(|click| Touch { collaboration: click.collaboration, kind: TouchKind::Click(click.id), at: click.at });
    clicks.chain(codes(order)).collect()
}

/// Creators' codes in the order in which they were applied; the shop's order where any time is unknown. A code
/// that a shop lists twice is one touch, at its last place.
fn codes(order: &Order) -> impl Iterator<Item = Touch> {
    let mut uses: Vec<&CodeUse> = order.codes.iter().collect();
    if uses.iter().all(|used| used.applied_at.is_some()) {
        uses.sort_by_key(|used| used.applied_at);
    }
    let last_of = |at: usize, code: CodeId| uses[at + 1..].iter().all(|later| later.code != code);
    let kept: Vec<Touch> = uses
        .iter()
        .enumerate()
        .filter(|(at, used)| last_of(*at, used.code))
        .filter_map(|(_, used)| {
            used.collaboration.map(|collaboration| Touch { collaboration, kind: TouchKind::Code(used.code), at: order.placed_at })
        })
        .collect();
    kept.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::WINDOW;
    use crate::attribution::samples::{PLACED, click, code, collaboration, order};
    use crate::time::HOUR;

    fn who(touches: &[Touch]) -> Vec<CollaborationId> {
        touches.iter().map(|touch| touch.collaboration).collect()
    }

    #[test]
    fn the_window_is_closed_at_both_ends() {
        for (name, before, counts) in [
            ("exactly 30 x 24 h before", WINDOW, true),
            ("a microsecond earlier", WINDOW + 1, false),
            ("at the order's instant", 0, true),
            ("a microsecond later", -1, false),
        ] {
            let found = touches(&order(&[1_000], vec![], vec![click(1, 1, before)]), WINDOW);
            assert_eq!(found.len(), usize::from(counts), "{name}");
        }
    }

    #[test]
    fn clicks_of_one_instant_are_ordered_by_id_and_codes_come_after_all_clicks() {
        let order = order(&[1_000], vec![code(3)], vec![click(9, 2, 0), click(4, 1, 0), click(11, 5, HOUR)]);
        let found = touches(&order, WINDOW);
        assert_eq!(who(&found), [5, 1, 2, 3].map(collaboration));
        assert_eq!(found[3].at, PLACED);
    }

    #[test]
    fn every_click_is_its_own_touch_but_one_click_heard_twice_is_one() {
        let order = order(&[1_000], vec![], vec![click(1, 1, HOUR), click(2, 1, HOUR), click(2, 1, HOUR)]);
        assert_eq!(touches(&order, WINDOW).len(), 2);
    }

    #[test]
    fn a_shop_wide_code_is_no_creators_touch() {
        let mut shop_wide = code(1);
        shop_wide.collaboration = None;
        assert_eq!(touches(&order(&[1_000], vec![shop_wide], vec![]), WINDOW), []);
    }

    #[test]
    fn codes_are_ordered_by_when_they_were_applied_else_as_the_shop_lists_them() {
        let applied = |who: u128, before: i64| CodeUse { applied_at: Some(PLACED.plus(-before)), ..code(who) };
        let timed = order(&[1_000], vec![applied(1, 10), applied(2, 20)], vec![]);
        assert_eq!(who(&touches(&timed, WINDOW)), [2, 1].map(collaboration));
        let half_timed = order(&[1_000], vec![applied(1, 10), code(2)], vec![]);
        assert_eq!(who(&touches(&half_timed, WINDOW)), [1, 2].map(collaboration));
        let twice = order(&[1_000], vec![code(1), code(2), code(1)], vec![]);
        assert_eq!(who(&touches(&twice, WINDOW)), [2, 1].map(collaboration));
    }
}
