//! A payout run: payouts for many creators in one go, and their approval in one go.
//!
//! Invariant: a run is done whole or not at all, and what stands in the way is said with the creator's name. Whether a second
//! person is needed follows from the run's total (docs/domain.md, small print of money). Absent: what one payout needs;
//! `payout` has it.

use domain::{
    creators::Creator,
    ids::{CreatorId, PayableId, PayoutId},
    money::{Currency, Money},
    payments::{FourEyes, Payable, Payout},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, document};

use super::{payout, person};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    operation::{FINANCE, FINANCE_MANAGER},
};

/// So many rows are taken at once.
pub const MOST: usize = 500;

/// The payouts of a run.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PayoutRun {
    /// Which, in the order in which they were done.
    pub payouts: Vec<PayoutId>,
}

/// Makes a payout of open payables for each of their creators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MakePayouts {
    /// What they pay: at most 500, of any creators and currencies.
    pub payables: Vec<PayableId>,
    /// The account from which they are paid, such as `Marketing GBP`: an account of the ledger.
    pub method: String,
}

impl Operation for MakePayouts {
    type Answer = PayoutRun;
    const META: Meta = Meta {
        name: "payments.make_payouts",
        doc: "Makes a payout of open payables for each of their creators and currencies: all of them, or none.",
        route: Route::post("/payout-runs"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<PayoutRun> {
        let ids = once("payables", self.payables)?;
        let by = person(ctx).await?;
        let found = document::list_in::<Payable, _>(ctx.tx(), ctx.brand()?, "id", &ids, "id").await?;
        if found.len() < ids.len() {
            return Err(Error::field("payables", payout::NOT_THERE));
        }
        let amounts: Vec<Money> = found.iter().map(|payable| payable.value.amount).collect();
        let mut payouts = Vec::new();
        for part in parts(&ids, found) {
            let creator = part.first().map(|payable| payable.value.creator);
            let order: Vec<PayableId> = part.iter().map(|payable| payable.id).collect();
            let run = part.first().map(|payable| total(&amounts, payable.value.amount.currency));
            match payout::make(ctx, (&order, part), (&self.method, by), run).await {
                Ok(made) => payouts.push(made.id),
                Err(error) => return Err(of(ctx, creator, error, "payables").await),
            }
        }
        Ok(PayoutRun { payouts })
    }
}

/// Approves payouts together.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApprovePayouts {
    /// Which: at most 500.
    pub payouts: Vec<PayoutId>,
}

impl Operation for ApprovePayouts {
    type Answer = PayoutRun;
    const META: Meta = Meta {
        name: "payments.approve_payouts",
        doc: "Approves payouts together: all of them, or none. Where their total reaches the brand's limit, somebody else than their maker must.",
        route: Route::post("/payout-runs/approval"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<PayoutRun> {
        let by = payout::approver(ctx)?;
        let ids = once("payouts", self.payouts)?;
        let found = document::list_in::<Payout, _>(ctx.tx(), ctx.brand()?, "id", &ids, "id").await?;
        if found.len() < ids.len() {
            return Err(Error::field("payouts", payout::NOT_THERE));
        }
        let four_eyes = FourEyes::of(&ctx.brand_facts()?.value);
        let amounts: Vec<Money> = found.iter().map(|one| one.value.transfer().amount).collect();
        for one in &found {
            let transfer = one.value.transfer();
            let total = total(&amounts, transfer.amount.currency);
            if let Err(error) = payout::approve(ctx, one, by, total, four_eyes).await {
                return Err(of(ctx, Some(transfer.creator), error, "payouts").await);
            }
        }
        Ok(PayoutRun { payouts: found.iter().map(|one| one.id).collect() })
    }
}

/// What amounts of one currency come to.
fn total(amounts: &[Money], currency: Currency) -> Money {
    let minor = amounts.iter().filter(|amount| amount.currency == currency).fold(0_i64, |sum, amount| sum.saturating_add(amount.minor));
    Money::new(minor, currency)
}

/// What was chosen, each once.
fn once<I: PartialEq + Copy>(field: &str, chosen: Vec<I>) -> Result<Vec<I>> {
    if chosen.is_empty() {
        return Err(Error::field(field, "Choose at least one row first."));
    }
    if chosen.len() > MOST {
        return Err(Error::field(field, format!("These are more than {MOST} rows. Choose fewer.")));
    }
    let mut all: Vec<I> = Vec::with_capacity(chosen.len());
    for one in chosen {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all)
}

/// What is owed to one creator in one currency is one payout; in the order in which it was chosen.
fn parts(order: &[PayableId], mut found: Vec<Stored<Payable>>) -> Vec<Vec<Stored<Payable>>> {
    found.sort_by_key(|payable| order.iter().position(|id| *id == payable.id));
    let mut parts: Vec<Vec<Stored<Payable>>> = Vec::new();
    let whose = |payable: &Stored<Payable>| (payable.value.creator, payable.value.amount.currency);
    for payable in found {
        match parts.iter_mut().find(|part| part.first().is_some_and(|first| whose(first) == whose(&payable))) {
            Some(part) => part.push(payable),
            None => parts.push(vec![payable]),
        }
    }
    parts
}

/// A refusal with the name of the creator at whom the run stopped. What is wrong with a field of the whole run is said as it is.
async fn of(ctx: &Ctx, creator: Option<CreatorId>, error: Error, field: &str) -> Error {
    let message = match &error {
        Error::Rule { code, message } if code != "payments.no_source" => message.clone(),
        Error::Fields(errors) if errors.0.iter().all(|one| one.field != "method") => error.to_string(),
        _ => return error,
    };
    let named = async || -> Result<Option<String>> {
        let Some(id) = creator else { return Ok(None) };
        Ok(document::find::<Creator>(ctx.tx(), ctx.organisation()?, id).await?.map(|found| found.value.name))
    };
    match named().await {
        Ok(Some(name)) => Error::field(field, format!("{name}: {message}")),
        Ok(None) => error,
        Err(other) => other,
    }
}
