//! Whom an order credits: the rows beside it, rewritten whenever the order changes.
//!
//! Invariant: what was released is never rewritten here; only what is credited and earned is.

use std::collections::BTreeMap;

use domain::{
    agreements::Agreement,
    attribution::{CommissionRule, Model, Order, ShopOrder, WINDOW, commission::HOLD, touches::touches},
    ids::CollaborationId,
    time::Timestamp,
};
use store::attribution::credit::CreditRow;

use crate::{Ctx, Result};

/// The commission rule of signed terms: `code_first` with a hold of 30 x 24 h (docs/domain.md, Attribution).
pub(crate) fn rule(collaboration: CollaborationId, agreement: Option<&Agreement>) -> CommissionRule {
    let signed = agreement.filter(|agreement| agreement.signed_at().is_some());
    CommissionRule {
        collaboration,
        basis_points: signed.map_or(0, |agreement| agreement.terms.commission_points),
        model: Model::CodeFirst,
        hold: HOLD,
        terms_days: signed.map_or(0, |agreement| agreement.terms.payment.days),
    }
}

/// The rules of collaborations by their agreements.
pub(crate) async fn rules(ctx: &Ctx, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, CommissionRule>> {
    let agreements = store::document::list_in::<Agreement, _>(ctx.tx(), ctx.brand()?, "collaboration", ids, "id").await?;
    let of = |id: CollaborationId| agreements.iter().find(|agreement| agreement.collaboration == id).map(|agreement| &agreement.value);
    Ok(ids.iter().map(|id| (*id, rule(*id, of(*id)))).collect())
}

/// Who touched an order, each once, in the order of the touches.
pub(crate) fn touched_by(order: &Order) -> Vec<CollaborationId> {
    let mut found = Vec::new();
    for touch in touches(order, WINDOW) {
        if !found.contains(&touch.collaboration) {
            found.push(touch.collaboration);
        }
    }
    found
}

/// What the order would be worth to each had nothing been given back.
pub(crate) fn before_refunds(order: &Order) -> Order {
    Order { refunds: vec![], ..order.clone() }
}

/// Rewrites the credit of an order and marks whom it touches. Gives those who touched it, the one credited first.
pub(crate) async fn rewrite(ctx: &mut Ctx, shop: &ShopOrder) -> Result<Vec<CollaborationId>> {
    let brand = ctx.brand()?;
    let order = &shop.order;
    let mut touched = touched_by(order);
    let rules = rules(ctx, &touched).await?;
    let known = store::attribution::credit::of_order(ctx.tx(), brand, order.id).await?;
    let (now, gross) = (order.credit(Model::CodeFirst), before_refunds(order).credit(Model::CodeFirst));
    for id in &touched {
        let rule = rules.get(id).cloned().unwrap_or_else(|| rule(*id, None));
        let before = known.iter().find(|row| row.collaboration == *id);
        let row = CreditRow {
            order: order.id,
            collaboration: *id,
            minor: now.of(*id),
            gross: gross.of(*id),
            currency: order.currency,
            placed_at: order.placed_at,
            commission: rule.earned_at(order, Timestamp(i64::MAX)).minor,
            release_at: rule.release(order),
            released: before.and_then(|row| row.released),
            taken_back: before.map_or(0, |row| row.taken_back),
            payable: before.and_then(|row| row.payable),
        };
        store::attribution::credit::put(ctx.tx(), brand, &row).await?;
        ctx.touch(*id);
    }
    touched.sort_by_key(|id| std::cmp::Reverse(gross.of(*id)));
    Ok(touched)
}
