//! A campaign's budget follows offers and agreements: checked, reserved, committed, released.
//!
//! Invariant: what goes over the budget is refused, or stands there with a person's reason, which is recorded.

use std::collections::BTreeMap;

use domain::{
    agreements::Terms,
    campaigns::{Campaign, Collaboration},
    events::Actor,
    ids::{CampaignId, CollaborationId},
    money::Money,
    payments::{Budget, BudgetError, BudgetLine, budget::OverrideRequest, plan::lines},
};
use serde_json::json;
use store::Stored;

use super::{change_budget, person};
use crate::{Ctx, Error, Result, Rights, context::About};

/// Refuses an offer whose acceptance would go over the budget. A reason lets it pass and covers the acceptance.
///
/// # Errors
/// `payments.over_budget`; the store's.
pub async fn check(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, terms: &Terms, override_reason: Option<&str>) -> Result<()> {
    let (id, over) = (collaboration.id, over(ctx, collaboration.id, override_reason).await?);
    let lines = cost(ctx, collaboration.value.campaign, terms).await?;
    change_budget(ctx, collaboration.value.campaign, |budget| budget.check(id, &lines, over)).await.map(|_| ())
}

/// Reserves what an accepted offer costs.
///
/// # Errors
/// `payments.over_budget`; the store's.
pub async fn reserve(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, terms: &Terms, override_reason: Option<&str>) -> Result<()> {
    let (id, over) = (collaboration.id, over(ctx, collaboration.id, override_reason).await?);
    let lines = cost(ctx, collaboration.value.campaign, terms).await?;
    change_budget(ctx, collaboration.value.campaign, |budget| budget.reserve_all(id, &lines, over)).await.map(|_| ())
}

/// Commits what a signed agreement costs.
///
/// # Errors
/// `payments.over_budget` when it was never reserved; the store's.
pub async fn commit(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, terms: &Terms) -> Result<()> {
    let id = collaboration.id;
    let lines = cost(ctx, collaboration.value.campaign, terms).await?;
    change_budget(ctx, collaboration.value.campaign, |budget| budget.commit_all(id, &lines, None)).await.map(|_| ())
}

/// Commits what was offered for a round beyond the agreement.
///
/// # Errors
/// `payments.over_budget` without a reason; the store's.
pub async fn commit_extra(ctx: &mut Ctx, collaboration: &Stored<Collaboration>, fee: Money, override_reason: Option<&str>) -> Result<()> {
    let (id, over) = (collaboration.id, over(ctx, collaboration.id, override_reason).await?);
    let change = |budget: domain::payments::Budget| budget.commit(id, BudgetLine::Bonus, fee, over).map(|(budget, _)| budget);
    change_budget(ctx, collaboration.value.campaign, change).await.map(|_| ())
}

/// Frees what is reserved or committed for a collaboration that ended. What is owed stays.
///
/// # Errors
/// The store's.
pub async fn release(ctx: &mut Ctx, collaboration: &Stored<Collaboration>) -> Result<()> {
    let id = collaboration.id;
    change_budget(ctx, collaboration.value.campaign, |budget| Ok(budget.release_all(id))).await.map(|_| ())
}

/// Frees what was planned for commission once nothing more can be earned: the measuring is over and no order is held.
///
/// # Errors
/// The store's.
pub(crate) async fn release_commission(ctx: &mut Ctx, collaboration: &Stored<Collaboration>) -> Result<()> {
    let held = store::attribution::credit::held(ctx.tx(), ctx.brand()?, collaboration.id).await?;
    if collaboration.value.measured_at.is_none() || held > 0 {
        return Ok(());
    }
    let id = collaboration.id;
    change_budget(ctx, collaboration.value.campaign, |budget| Ok(budget.release(id, BudgetLine::Commission))).await.map(|_| ())
}

async fn cost(ctx: &Ctx, campaign: CampaignId, terms: &Terms) -> Result<Vec<(BudgetLine, Money)>> {
    let campaign = store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, campaign).await?.ok_or(Error::NotFound)?;
    Ok(lines(terms, &campaign.value))
}

/// A reason with the person who answers for it. When a creator accepts, the reason is the one that the brand gave with its
/// offer, and so is the person; a creator's own words never widen the budget.
async fn over(ctx: &Ctx, collaboration: CollaborationId, reason: Option<&str>) -> Result<Option<OverrideRequest>> {
    let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) else { return Ok(None) };
    let request = |by| Some(OverrideRequest { by, at: ctx.now(), reason: reason.to_owned() });
    if !matches!(ctx.caller().rights, Rights::Creator { .. }) {
        return Ok(request(person(ctx).await?));
    }
    for made in store::events::of_kind(ctx.tx(), ctx.brand()?, collaboration, "agreements.offer_made").await? {
        let given = made.data.get("override_reason").and_then(serde_json::Value::as_str).map(str::trim);
        if let (Some(given), Actor::Person { id }) = (given, made.actor)
            && given == reason
        {
            return Ok(request(id));
        }
    }
    Ok(None)
}

/// A refusal in words for who called: the team hears the sums and how to override, a creator that the brand must act.
pub(crate) fn refusal(ctx: &Ctx, before: &Budget, error: BudgetError) -> Error {
    let BudgetError::Over { beyond, total } = error else { return Error::rule("payments", &error) };
    let spoken_for = Money::new(before.sums().used(), before.currency);
    let message = match ctx.caller().rights {
        Rights::Creator { .. } | Rights::ReviewLink { .. } | Rights::Visitor => {
            "The brand must first make room in its budget for this. Nothing was changed; please write to them.".to_owned()
        }
        Rights::Person { .. } | Rights::Key { .. } | Rights::Clock | Rights::Operator => format!(
            "This would take the campaign {beyond} over its budget of {total}, of which {spoken_for} is spoken for. \
             Offer less, raise the budget, or give a reason for going over; the reason is kept with the budget."
        ),
    };
    Error::Rule { code: "payments.over_budget".to_owned(), message }
}

/// Records an override that a step has newly granted, once for all lines that it covers.
pub(crate) async fn log_overrides(ctx: &mut Ctx, campaign: CampaignId, before: &Budget, after: &Budget) -> Result<()> {
    let mut granted: BTreeMap<CollaborationId, (String, Vec<BudgetLine>, i64)> = BTreeMap::new();
    for amounts in &after.amounts {
        let Some(over) = &amounts.over else { continue };
        let known = before.of(amounts.collaboration, amounts.line).over;
        if known.is_none_or(|known| known.reason != over.reason || known.at != over.at) {
            let (_, lines, covers) = granted.entry(amounts.collaboration).or_insert((over.reason.clone(), vec![], 0));
            lines.push(amounts.line);
            *covers += over.covers;
        }
    }
    for (collaboration, (reason, lines, covers)) in granted {
        let about = About { collaboration: Some(collaboration), ..About::campaign(campaign) };
        let covers = Money::new(covers, after.currency);
        ctx.note(about, "payments.budget_overridden", json!({ "lines": lines, "reason": reason, "covers": covers })).await?;
    }
    Ok(())
}
