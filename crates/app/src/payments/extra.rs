//! What a round beyond the agreement costs: promised when it is asked for, owed when the next draft answers it.
//!
//! Invariant: asked again, nothing is owed twice. Absent: the fee of the agreement; `fees` has it.

use domain::{
    content::Review,
    ids::{CollaborationId, DeliverableId, PayableId},
    money::Money,
    payments::{BudgetLine, Expense, Payable, PayableKind, PayableState, Posting},
};
use serde_json::json;
use store::Stored;

use super::{change_budget, enter};
use crate::{Ctx, Result, context::About};

/// Commits what was offered for a round beyond the agreement.
pub(crate) async fn promise(ctx: &mut Ctx, collaboration: CollaborationId, fee: Money, reason: Option<&str>) -> Result<()> {
    let found = ctx.collaboration(collaboration).await?;
    super::budget::commit_extra(ctx, &found, fee, reason).await
}

/// Frees what was offered for a round that the brand took back.
pub(crate) async fn free(ctx: &mut Ctx, collaboration: CollaborationId, fee: Money) -> Result<()> {
    let found = ctx.collaboration(collaboration).await?;
    let change = |budget: domain::payments::Budget| Ok(budget.uncommit(collaboration, BudgetLine::Bonus, fee));
    change_budget(ctx, found.value.campaign, change).await.map(|_| ())
}

/// Makes a payable of each round beyond the agreement that a draft of this deliverable has answered.
pub(crate) async fn owe(ctx: &mut Ctx, collaboration: CollaborationId, deliverable: DeliverableId) -> Result<()> {
    let brand = ctx.brand()?;
    let reviews: Vec<Stored<Review>> = store::content::reviews(ctx.tx(), brand, deliverable).await?;
    for review in reviews {
        let Some(taken) = review.value.extra.as_ref().and_then(|extra| extra.taken(ctx.now())) else { continue };
        let found = ctx.collaboration(collaboration).await?;
        // A deal from before the program's time names no terms here; the brand's own hold for it.
        let agreement = store::agreements::agreement(ctx.tx(), brand, collaboration).await?;
        let days = agreement.map_or(ctx.brand_facts()?.value.settings.payment_days, |found| found.value.terms.payment.days);
        let (creator, fee) = (found.value.creator, taken.fee);
        let payable = Payable {
            collaboration,
            creator,
            kind: PayableKind::Bonus,
            deliverables: vec![],
            orders: vec![],
            amount: fee,
            deducted: 0,
            started_at: ctx.now(),
            due: ctx.now().day_in(&ctx.zone()?).plus_days(days),
            state: PayableState::Open,
        };
        let changed = Review { extra: Some(taken), ..review.value.clone() };
        store::document::save(ctx.tx(), brand, review.id, review.version, &changed).await?;
        let id: PayableId = ctx.id();
        store::document::insert(ctx.tx(), brand, id, &payable).await?;
        enter(ctx, &Posting::accrual(creator, Expense::Bonus, fee), creator, Some(collaboration), "A round beyond the agreement").await?;
        change_budget(ctx, found.value.campaign, |budget| budget.accrue(collaboration, BudgetLine::Bonus, fee)).await?;
        let data = json!({ "kind": "bonus", "amount": fee, "due": payable.due });
        ctx.note(About::collaboration(&found).subject(id), "payments.payable_accrued", data).await?;
    }
    Ok(())
}
