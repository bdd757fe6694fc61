//! A fee that a sheet left open is owed, or was paid elsewhere: a person says which.
//!
//! Invariant: it becomes one payable, once; what was paid elsewhere is never paid here. Absent: guessing from the sheet.

use domain::{
    campaigns::{Collaboration, Fallen},
    ids::{CollaborationId, PayableId},
    money::Money,
    payments::{BudgetLine, Expense, Payable, PayableKind, PayableState, Posting},
    time::Day,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::{
    decide::{named, refused, told},
    writing::{OUTSIDE, currency},
};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    campaigns::save,
    context::About,
    operation::{FINANCE, MANAGER},
    payments::{change_budget, enter},
};

/// Says that fees which a sheet left open are owed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OweFee {
    /// In which collaborations: at most 500 at once.
    pub collaborations: Vec<CollaborationId>,
}

/// Says that fees which a sheet left open were paid before.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordPaidOutside {
    /// In which collaborations: at most 500 at once.
    pub collaborations: Vec<CollaborationId>,
    /// On which day, in the brand's zone.
    pub paid_on: Day,
}

impl Operation for OweFee {
    type Answer = Vec<PayableId>;
    const META: Meta = Meta {
        name: "imports.owe_fee",
        doc: "Makes payables of fees that a tracker left open. They are due by the brand's payment terms, from today.",
        route: Route::post("/imports/tracker/owe-fees"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<PayableId>> {
        let mut made = Vec::with_capacity(self.collaborations.len());
        for found in named(ctx, &self.collaborations).await? {
            made.push(settle(ctx, &found, None).await?);
        }
        Ok(made)
    }
}

impl Operation for RecordPaidOutside {
    type Answer = Vec<PayableId>;
    const META: Meta = Meta {
        name: "imports.record_paid_outside",
        doc: "Records that fees which a tracker left open were paid before, outside of Troupe. They are never paid again.",
        route: Route::post("/imports/tracker/paid-outside"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Vec<PayableId>> {
        if self.paid_on > ctx.now().day_in(&ctx.zone()?) {
            return Err(Error::field("paid_on", "That day lies ahead. Say when it was paid."));
        }
        let mut made = Vec::with_capacity(self.collaborations.len());
        for found in named(ctx, &self.collaborations).await? {
            made.push(settle(ctx, &found, Some(self.paid_on)).await?);
        }
        Ok(made)
    }
}

/// What was left open of a fee becomes a payable: open, or paid on a day.
async fn settle(ctx: &mut Ctx, found: &Stored<Collaboration>, paid_on: Option<Day>) -> Result<PayableId> {
    let (brand, id, creator) = (ctx.brand()?, found.id, found.value.creator);
    let mut told = told(found)?;
    if told.unpaid == 0 {
        return Err(refused("nothing_open", "No fee of the sheet is open here: it was decided already, or there was none."));
    }
    let today = ctx.now().day_in(&ctx.zone()?);
    let amount = Money::new(told.unpaid, currency(ctx, &found.value).await?);
    let days = ctx.brand_facts()?.value.settings.payment_days;
    let owed = store::payments::of_collaboration(ctx.tx(), brand, id).await?;
    let made = store::content::of_collaboration(ctx.tx(), brand, id).await?;
    let is_paid = |made: &domain::ids::DeliverableId| owed.iter().any(|payable| payable.deliverables.contains(made));
    let name = ctx.caller_name().await?;
    let payable = Payable {
        collaboration: id,
        creator,
        kind: PayableKind::Fee,
        deliverables: made.iter().filter(|one| !one.value.is_let_go()).map(|one| one.id).filter(|one| !is_paid(one)).collect(),
        orders: Vec::new(),
        amount,
        deducted: 0,
        started_at: ctx.now(),
        due: paid_on.unwrap_or_else(|| today.plus_days(days)),
        state: match paid_on {
            Some(on) => PayableState::PaidOutside { on, source: format!("{name}, of {}", told.file) },
            None => PayableState::Open,
        },
    };
    let payable_id: PayableId = ctx.id();
    store::document::insert(ctx.tx(), brand, payable_id, &payable).await?;
    let memo = format!("Fee, {}", told.file);
    let posting = match paid_on {
        Some(_) => Posting::paid_outside(Expense::Fees, OUTSIDE, amount),
        None => Posting::accrual(creator, Expense::Fees, amount),
    };
    enter(ctx, &posting, creator, Some(id), &memo).await?;
    change_budget(ctx, found.value.campaign, |budget| {
        let owed = budget.accrue(id, BudgetLine::Fees, amount)?;
        if paid_on.is_some() { owed.pay(id, BudgetLine::Fees, amount) } else { Ok(owed) }
    })
    .await?;
    told.unpaid = 0;
    told.fallen.retain(|fallen| *fallen != Fallen::Unpaid);
    let mut changed = found.value.clone();
    changed.taken_over = Some(Box::new(told));
    save(ctx, found, &changed).await?;
    let about = About::collaboration(found).subject(payable_id);
    let kind = if paid_on.is_some() { "imports.fee_paid_outside" } else { "imports.fee_owed" };
    ctx.note(about, kind, json!({ "amount": amount, "due": payable.due, "paid_on": paid_on })).await?;
    Ok(payable_id)
}
