//! What became of a payout: it went out, it failed, it came back. People record it by hand; what a provider says takes the
//! same steps.
//!
//! Invariant: a step is saved with its entries in the books, its payables, its budget and its event, in one transaction.
//! Absent: talking to providers.

use domain::{
    campaigns::{Campaign, Collaboration},
    creators::{Purpose, can_contact},
    ids::{CampaignId, CollaborationId, PayoutId},
    payments::{
        Budget, BudgetError, Payable, Payout, PayoutEvent,
        payout::{ProviderTimes, Settlement},
    },
    time::Day,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, Version, creators::Creator, document};

use super::{
    change_budget, enter, line,
    payout::{payables, payout, reckon, record, reopen},
    person,
};
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Route,
    mail::Mail,
    operation::{Done, FINANCE},
};

/// Records that an approved payout was paid by hand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordPaid {
    /// Which.
    pub payout: PayoutId,
    /// The day on which the money went out, in the brand's zone.
    pub paid_on: Day,
    /// The bank's reference.
    pub reference: String,
    /// What was seen, such as the line of the bank statement.
    pub note: String,
}

impl Operation for RecordPaid {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.record_paid",
        doc: "Records that an approved payout was paid by hand, with the bank's reference and what was seen. The creator is told.",
        route: Route::post("/payouts/{payout}/payment"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        let by = person(ctx).await?;
        let found = payout(ctx, self.payout).await?;
        let before = found.value.clone();
        let today = ctx.now().day_in(&ctx.zone()?);
        let (paid, event) = found.value.record_paid(by, &self.reference, self.paid_on, &self.note, today, ctx.now())?;
        let before = Stored { id: found.id, version: found.version, value: before };
        let version = take(ctx, &before, vec![(paid, event)], &self.reference).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// Records that an approved payout could not be paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordFailed {
    /// Which.
    pub payout: PayoutId,
    /// Why, as the bank said.
    pub reason: String,
}

impl Operation for RecordFailed {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.record_failed",
        doc: "Records that an approved payout did not go through; its payables are open again and need a new payout.",
        route: Route::post("/payouts/{payout}/failure"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        person(ctx).await?;
        if self.reason.trim().is_empty() {
            return Err(Error::field("reason", "Say why it failed, as the bank said."));
        }
        let found = payout(ctx, self.payout).await?;
        let before = found.value.clone();
        let before = match before {
            // By hand there is no submission of its own: it was tried and failed, and the books show both.
            Payout::Approved { .. } => {
                let (tried, _) = found.value.submit(&format!("hand:{}", found.id), "", ProviderTimes::default(), ctx.now())?;
                post(ctx, &before, &tried, "Tried by hand").await?;
                tried
            }
            Payout::Submitted { .. } | Payout::Unknown { needs_person: false, .. } => {
                return Err(Error::Rule {
                    code: "payments.with_provider".to_owned(),
                    message: "This payout is with the provider, which says how it ends. It may still arrive.".to_owned(),
                });
            }
            Payout::Unknown { .. }
            | Payout::Made { .. }
            | Payout::Settled { .. }
            | Payout::Failed { .. }
            | Payout::Returned { .. }
            | Payout::Withdrawn { .. } => before,
        };
        let failed = before.clone().fail(&self.reason, ctx.now())?;
        let before = Stored { id: found.id, version: found.version, value: before };
        let version = take(ctx, &before, vec![failed], &self.reason).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// Records that a settled payout came back.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordReturned {
    /// Which.
    pub payout: PayoutId,
    /// Why it came back.
    pub reason: String,
    /// The day on which it came back, in the brand's zone.
    pub returned_on: Day,
}

impl Operation for RecordReturned {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.record_returned",
        doc: "Records that a settled payout came back; its payables are open again.",
        route: Route::post("/payouts/{payout}/return"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        person(ctx).await?;
        let found = payout(ctx, self.payout).await?;
        if self.returned_on > ctx.now().day_in(&ctx.zone()?) {
            return Err(Error::field("returned_on", "This day has not come yet."));
        }
        let returned = found.value.clone().come_back(&self.reason, self.returned_on)?;
        let version = take(ctx, &found, vec![returned], &self.reason).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// Takes steps of a payout with all that follows from each: the books, its payables, budgets, the event, and a word to the
/// creator where money went out. Gives the version that it has then.
pub(super) async fn take(ctx: &mut Ctx, found: &Stored<Payout>, steps: Vec<(Payout, PayoutEvent)>, memo: &str) -> Result<Version> {
    let (mut before, mut version) = (found.value.clone(), found.version);
    for (after, event) in steps {
        version = document::save(ctx.tx(), ctx.brand()?, found.id, version, &after).await?;
        post(ctx, &before, &after, memo).await?;
        match &after {
            Payout::Settled { settlement, .. } => {
                for payable in payables(ctx, &after).await? {
                    let settled = payable.value.clone().paid(settlement.on)?;
                    document::save(ctx.tx(), ctx.brand()?, payable.id, payable.version, &settled).await?;
                    budgeted(ctx, &payable, Budget::pay).await?;
                }
            }
            Payout::Failed { .. } => drop(reopen(ctx, &after).await?),
            Payout::Returned { .. } => {
                for (payable, _) in reopen(ctx, &after).await? {
                    budgeted(ctx, &payable, Budget::come_back).await?;
                }
            }
            Payout::Made { .. }
            | Payout::Approved { .. }
            | Payout::Submitted { .. }
            | Payout::Unknown { .. }
            | Payout::Withdrawn { .. } => {}
        }
        record(ctx, found.id, &after, &event).await?;
        if matches!(after, Payout::Failed { .. } | Payout::Returned { .. }) {
            reckon(ctx, &after).await?;
        }
        if let Payout::Settled { settlement, .. } = &after {
            tell(ctx, &after, settlement).await?;
        }
        before = after;
    }
    Ok(version)
}

/// Enters what a step of a payout means for the books.
async fn post(ctx: &mut Ctx, before: &Payout, after: &Payout, memo: &str) -> Result<()> {
    for posting in after.postings(before) {
        enter(ctx, &posting, after.transfer().creator, None, memo.trim()).await?;
    }
    Ok(())
}

type Step = fn(Budget, CollaborationId, domain::payments::BudgetLine, domain::money::Money) -> std::result::Result<Budget, BudgetError>;

/// Takes a payable's step in its campaign's budget. What is owed in another currency than the budget's is not in it.
async fn budgeted(ctx: &mut Ctx, payable: &Stored<Payable>, step: Step) -> Result<()> {
    let brand = ctx.brand()?;
    let collaboration = document::find::<Collaboration>(ctx.tx(), brand, payable.collaboration).await?.ok_or(Error::NotFound)?;
    let campaign: CampaignId = collaboration.value.campaign;
    let found = document::find::<Campaign>(ctx.tx(), brand, campaign).await?.ok_or(Error::NotFound)?;
    if found.currency != payable.amount.currency {
        return Ok(());
    }
    let (of, kind, amount) = (payable.collaboration, line(payable.kind), payable.amount);
    change_budget(ctx, campaign, |budget| step(budget, of, kind, amount)).await.map(|_| ())
}

/// Writes to the creator what was paid, where they can be written to.
async fn tell(ctx: &mut Ctx, paid: &Payout, settlement: &Settlement) -> Result<()> {
    let transfer = paid.transfer();
    let Some(creator) = document::find::<Creator>(ctx.tx(), ctx.organisation()?, transfer.creator).await? else { return Ok(()) };
    let email = creator.value.email.clone().unwrap_or_default();
    if can_contact(&creator.value.suppression, None, Some(&email), Purpose::Contract).is_err() {
        return Ok(());
    }
    let tongue = ctx.tongue(&creator.value)?;
    let mut parts = Vec::new();
    for payable in payables(ctx, paid).await? {
        parts.push(format!("{}: {}", super::view::what(&payable.value, tongue), tongue.money(payable.amount)));
    }
    let brand = ctx.brand_facts()?.value.name.clone();
    let (money, day, parts) = (tongue.money(transfer.sent()), tongue.day(settlement.on, "%-d %B %Y"), parts.join("\n"));
    let reference = settlement.reference.as_str();
    let values = [("brand", &*brand), ("money", &*money), ("day", &*day), ("reference", reference), ("parts", &*parts)];
    let body = format!("{}\n\n{}", tongue.greeting(&creator.value.name), tongue.tf("mail.paid.text", &values));
    let subject = tongue.tf("mail.paid.subject", &values);
    ctx.mail(Mail {
        kind: "payment",
        to: email,
        subject,
        body,
        message: None,
        creator: Some((transfer.creator, Purpose::Contract)),
        asks: None,
    })
    .await
    .map(|_| ())
}
