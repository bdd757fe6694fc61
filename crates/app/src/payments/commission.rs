//! Commission after its hold: released into a payable, netted against what refunds took back later.
//!
//! What refunds take back after release stands as entries of the table `carry`, a running balance per creator, brand and
//! currency: below zero until later released commission nets it. Invariants: it is taken off commission only, never off
//! fees; what was released for an order is frozen; nothing of a code that looks leaked is released.

use std::collections::BTreeMap;

use domain::{
    attribution::{CommissionRule, ShopOrder},
    campaigns::Collaboration,
    ids::{CollaborationId, LedgerEntryId, OrderId, PayableId},
    money::{Currency, Money},
    payments::{
        Expense, Payable, PayableKind, PayableState, Posting,
        payable::{OrderPart, due_day, net_commission},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{
    Stored,
    attribution::credit::{self, CreditRow},
    payments::ledger,
};

use super::{budget, enter};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    attribution::{self, credit::rules},
    context::About,
    operation::CLOCK,
};

/// Releases a collaboration's commission whose hold is over.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReleaseCommission {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// What was released in one currency.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReleasedCommission {
    /// Orders.
    pub orders: usize,
    /// Commission released.
    pub released: Money,
    /// What earlier refunds took off it.
    pub netted: Money,
    /// What is owed now; nothing when all was netted.
    pub payable: Option<PayableId>,
}

impl Operation for ReleaseCommission {
    type Answer = Vec<ReleasedCommission>;
    const META: Meta = Meta {
        name: "payments.release_commission",
        doc: "Releases commission whose hold is over, net of what refunds took back, unless its code looks leaked. Done by the clock.",
        route: Route::post("/collaborations/{collaboration}/commission-releases"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<ReleasedCommission>> {
        let brand = ctx.brand()?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        let rows = credit::to_release(ctx.tx(), brand, collaboration.id, ctx.now()).await?;
        if rows.is_empty() {
            return Ok(vec![]);
        }
        let oldest = rows.iter().map(|row| row.placed_at).min().unwrap_or(ctx.now());
        if attribution::leak::holds(ctx, &collaboration, oldest).await? {
            return Ok(vec![]);
        }
        let rule = rules(ctx, &[collaboration.id]).await?.remove(&collaboration.id).ok_or(Error::NotFound)?;
        let ids: Vec<OrderId> = rows.iter().map(|row| row.order).collect();
        let orders = store::document::list_in::<ShopOrder, _>(ctx.tx(), brand, "id", &ids, "id").await?;
        let mut by_currency: BTreeMap<Currency, Vec<(CreditRow, i64)>> = BTreeMap::new();
        for row in rows {
            let order = orders.iter().find(|order| order.id == row.order).ok_or(Error::NotFound)?;
            let earned = rule.released(&order.value.order).map_or(0, |money| money.minor);
            by_currency.entry(row.currency).or_default().push((row, earned));
        }
        let mut answers = Vec::new();
        for (currency, rows) in by_currency {
            answers.push(release(ctx, &collaboration, &rule, currency, rows).await?);
        }
        // A tick that comes late releases what was earned at the hold's end; refunds since then are taken back at once.
        for order in ids {
            take_back(ctx, order).await?;
        }
        budget::release_commission(ctx, &collaboration).await?;
        Ok(answers)
    }
}

async fn release(
    ctx: &mut Ctx,
    collaboration: &Stored<Collaboration>,
    rule: &CommissionRule,
    currency: Currency,
    rows: Vec<(CreditRow, i64)>,
) -> Result<ReleasedCommission> {
    let (brand, creator) = (ctx.brand()?, collaboration.value.creator);
    let money = |minor: i64| Money::new(minor, currency);
    let released: i64 = rows.iter().map(|(_, earned)| earned).sum();
    let carried = ledger::carried(ctx.tx(), brand, creator, currency).await?;
    // A balance above zero is commission that a refund took back and the shop restored: it is owed with this release.
    let netted = net_commission(carried.min(0), released.saturating_add(carried.max(0)));
    if released > 0 {
        enter(ctx, &Posting::accrual(creator, Expense::Commission, money(released)), creator, Some(collaboration.id), "Commission").await?;
    }
    if netted.carry != carried {
        let id: LedgerEntryId = ctx.id();
        let change = money(netted.carry - carried);
        let memo = "Netted with released commission";
        ledger::carry(ctx.tx(), id, brand, creator, change, collaboration.id, None, memo, ctx.now()).await?;
    }
    let payable = if netted.payable > 0 { Some(owe(ctx, collaboration, rule, money(netted.payable), &rows).await?) } else { None };
    for (row, earned) in &rows {
        credit::put(ctx.tx(), brand, &CreditRow { released: Some(*earned), payable, ..row.clone() }).await?;
    }
    let (released, taken) = (money(released), money(netted.carry - carried));
    let data = json!({ "orders": rows.len(), "released": released, "netted": taken, "payable": payable });
    ctx.note(About::collaboration(collaboration), "payments.commission_released", data).await?;
    Ok(ReleasedCommission { orders: rows.len(), released, netted: taken, payable })
}

async fn owe(
    ctx: &mut Ctx,
    collaboration: &Stored<Collaboration>,
    rule: &CommissionRule,
    amount: Money,
    rows: &[(CreditRow, i64)],
) -> Result<PayableId> {
    let started_at = rows.iter().filter_map(|(row, _)| row.release_at).max().unwrap_or(ctx.now());
    let payable = Payable {
        collaboration: collaboration.id,
        creator: collaboration.value.creator,
        kind: PayableKind::Commission,
        deliverables: vec![],
        orders: rows.iter().map(|(row, earned)| OrderPart { order: row.order, minor: *earned }).collect(),
        amount,
        deducted: 0,
        started_at,
        due: due_day(started_at, rule.terms_days, &ctx.zone()?),
        state: PayableState::Open,
    };
    let id: PayableId = ctx.id();
    store::document::insert(ctx.tx(), ctx.brand()?, id, &payable).await?;
    let of = collaboration.id;
    let campaign = store::document::find::<domain::campaigns::Campaign>(ctx.tx(), ctx.brand()?, collaboration.value.campaign).await?;
    // A budget counts one currency; commission in another is owed all the same and shown with its own.
    if campaign.is_some_and(|campaign| campaign.currency == amount.currency) {
        super::change_budget(ctx, collaboration.value.campaign, |budget| budget.accrue_commission(of, amount).map(|(budget, _)| budget))
            .await?;
    }
    let data = json!({ "kind": "commission", "amount": amount, "due": payable.due });
    ctx.note(About::collaboration(collaboration).subject(id), "payments.payable_accrued", data).await?;
    Ok(id)
}

/// After an order changed: what it no longer earns of commission that was released is carried as a negative balance, and
/// what a shop restores is given back.
pub(crate) async fn take_back(ctx: &mut Ctx, order: OrderId) -> Result<()> {
    let brand = ctx.brand()?;
    for row in credit::of_order(ctx.tx(), brand, order).await? {
        let Some(released) = row.released else { continue };
        let target = (row.commission - released).min(0);
        let change = Money::new(target - row.taken_back, row.currency);
        if change.minor == 0 {
            continue;
        }
        let found = store::document::find::<Collaboration>(ctx.tx(), brand, row.collaboration).await?.ok_or(Error::NotFound)?;
        let creator = found.value.creator;
        let (posting, memo) = match change.minor {
            ..0 => (Posting::commission_taken_back(creator, Money::new(-change.minor, row.currency)), "Refunded after release"),
            _ => (Posting::commission_taken_back(creator, change).corrected(), "Restored after a refund"),
        };
        enter(ctx, &posting, creator, Some(row.collaboration), memo).await?;
        let id: LedgerEntryId = ctx.id();
        ledger::carry(ctx.tx(), id, brand, creator, change, row.collaboration, Some(order), memo, ctx.now()).await?;
        credit::put(ctx.tx(), brand, &CreditRow { taken_back: target, ..row }).await?;
        let about = About::collaboration(&found).subject(order);
        ctx.note(about, "payments.commission_taken_back", json!({ "amount": change })).await?;
    }
    Ok(())
}
