//! The orders that a campaign's report has in view, shared under one rule of credit.
//!
//! Invariant: every order in view is counted once; in another currency than the report's it is in no other sum. Absent: what was
//! spent for them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    attribution::{Model, Order},
    ids::{BrandId, CollaborationId},
    money::Currency,
    time::Timestamp,
};
use store::{Read, attribution::orders};

use super::standing::Known;
use crate::{
    Result,
    attribution::credit::{before_refunds, touched_by},
};

/// What one collaboration was credited with.
#[derive(Default)]
pub(super) struct Credited {
    /// Net of refunds.
    pub revenue: i64,
    /// Before refunds.
    pub gross: i64,
    /// Of each order.
    pub orders: Vec<i64>,
}

/// Every order in view, shared under one rule.
#[derive(Default)]
pub(super) struct Shared {
    /// What the campaign's collaborations were credited with.
    pub by: BTreeMap<CollaborationId, Credited>,
    /// When each order was placed that a collaboration is credited with something of: once for each of them, as the totals count.
    pub sold: Vec<Timestamp>,
    /// Credited to other campaigns' creators.
    pub elsewhere: i64,
    /// Credited to nobody.
    pub unattributed: i64,
    /// How many orders are credited to nobody.
    pub unattributed_orders: i64,
    /// What all are worth.
    pub all: i64,
    /// How many.
    pub count: i64,
    /// Value and number of those in other currencies.
    pub other: BTreeMap<Currency, (i64, i64)>,
}

impl Shared {
    fn add(&mut self, order: &Order, model: Model, currency: Currency, here: &dyn Fn(CollaborationId) -> bool) {
        let credit = order.credit(model);
        let net = order.value().net();
        if order.currency != currency {
            let other = self.other.entry(order.currency).or_default();
            *other = (other.0 + net, other.1 + 1);
            return;
        }
        let gross = before_refunds(order).credit(model);
        for collaboration in touched_by(order) {
            let (mine, before) = (credit.of(collaboration), gross.of(collaboration));
            if !here(collaboration) {
                self.elsewhere += mine;
            } else if mine != 0 || before != 0 {
                let credited = self.by.entry(collaboration).or_default();
                credited.revenue += mine;
                credited.gross += before;
                credited.orders.push(mine);
                if mine > 0 {
                    self.sold.push(order.placed_at);
                }
            }
        }
        self.unattributed += credit.unattributed;
        self.unattributed_orders += i64::from(credit.shares.is_empty());
        self.all += net;
        self.count += 1;
    }

    /// Orders that nobody of the campaign touched: their value and how many. Whoever else touched them has all of it.
    fn add_others(&mut self, touched: bool, currency: Currency, reported: Currency, (net, count): (i64, i64)) {
        if currency != reported {
            let other = self.other.entry(currency).or_default();
            *other = (other.0 + net, other.1 + count);
            return;
        }
        if touched {
            self.elsewhere += net;
        } else {
            self.unattributed += net;
            self.unattributed_orders += count;
        }
        self.all += net;
        self.count += count;
    }
}

/// Every order in view: those that the campaign touched, and the brand's others of the same time, of which `placed` holds the sums.
pub(super) async fn shared(
    db: &impl Read,
    brand: BrandId,
    known: &Known,
    model: Model,
    (from, until): (Timestamp, Timestamp),
    mut placed: BTreeMap<(bool, Currency), (i64, i64)>,
) -> Result<Shared> {
    let campaign = known.campaign();
    let in_it: BTreeSet<CollaborationId> = known.collaborations().iter().map(|one| one.id).collect();
    let mut shared = Shared::default();
    // Under most rules an order that only others touched is theirs as a whole, and need not be read for that.
    let whole = model.credits_whatever_was_touched();
    let orders = if whole {
        orders::of_campaign(db, brand, campaign.id).await?
    } else {
        orders::touched(db, brand, campaign.id, from, until).await?
    };
    for order in orders {
        let order = order.value.order;
        shared.add(&order, model, campaign.currency, &|id| in_it.contains(&id));
        if (from..=until).contains(&order.placed_at)
            && let Some(rest) = placed.get_mut(&(true, order.currency))
        {
            *rest = (rest.0 - order.value().net(), rest.1 - 1);
        }
    }
    for ((touched, currency), rest) in placed.into_iter().filter(|((touched, _), (_, count))| *count > 0 && (whole || !touched)) {
        shared.add_others(touched, currency, campaign.currency, rest);
    }
    Ok(shared)
}
