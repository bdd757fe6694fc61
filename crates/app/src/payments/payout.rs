//! A payout is made of open payables and approved by somebody else.

use domain::{
    agreements::OnboardingForm,
    campaigns::Collaboration,
    ids::{CollaborationId, CreatorId, PayableId, PayoutId, PersonId},
    money::Money,
    payments::{FourEyes, Payable, Payout, PayoutEvent},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Stored, Version, document};

use super::person;
use crate::{
    Agent, Ctx, Error, Meta, Operation, Reach, Result, Rights, Route,
    context::About,
    operation::{Done, FINANCE, FINANCE_MANAGER},
};

/// What is said of ids that name nothing here.
pub(super) const NOT_THERE: &str = "One of these is not there. Reload the list and choose again.";

/// Makes a payout of open payables of one creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MakePayout {
    /// To whom.
    pub creator: CreatorId,
    /// What it pays.
    pub payables: Vec<PayableId>,
    /// The account from which it is paid, such as `Marketing GBP`: an account of the ledger.
    pub method: String,
}

impl Operation for MakePayout {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.make_payout",
        doc: "Makes a payout of open payables of one creator. It waits for approval by a second person from the brand's limit on.",
        route: Route::post("/payouts"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        let brand = ctx.brand()?;
        let by = person(ctx).await?;
        let found = document::list_in::<Payable, _>(ctx.tx(), brand, "id", &self.payables, "id").await?;
        if self.payables.iter().any(|id| !found.iter().any(|payable| payable.id == *id)) {
            return Err(Error::field("payables", NOT_THERE));
        }
        if found.iter().any(|payable| payable.creator != self.creator) {
            return Err(Error::field("payables", "One of these is owed to another creator. A payout goes to one creator."));
        }
        make(ctx, (&self.payables, found), (&self.method, by), None).await
    }
}

/// Makes a payout of payables of one creator, named in this order; with the total of the run that it is a part of.
pub(super) async fn make(
    ctx: &mut Ctx,
    (order, found): (&[PayableId], Vec<Stored<Payable>>),
    (method, by): (&str, PersonId),
    run: Option<Money>,
) -> Result<Done<PayoutId>> {
    let brand = ctx.brand()?;
    let chosen: Vec<(PayableId, &Payable)> =
        order.iter().filter_map(|id| found.iter().find(|payable| payable.id == *id)).map(|payable| (payable.id, &payable.value)).collect();
    let (payout, event) = Payout::make(&chosen, 0, method, by, ctx.now())?;
    let payout = match run {
        Some(total) => payout.in_run(total),
        None => payout,
    };
    details_known(ctx, &found).await?;
    let id: PayoutId = ctx.id();
    let stored = document::insert(ctx.tx(), brand, id, &payout).await?;
    for payable in found {
        let taken = payable.value.take_into(id)?;
        document::save(ctx.tx(), brand, payable.id, payable.version, &taken).await?;
    }
    record(ctx, id, &payout, &event).await?;
    Ok(Done { id, version: stored.version.0 })
}

/// Refuses while nobody knows where the money should go.
async fn details_known(ctx: &Ctx, payables: &[Stored<Payable>]) -> Result<()> {
    let collaborations: Vec<CollaborationId> = payables.iter().map(|payable| payable.collaboration).collect();
    let forms = document::list_in::<OnboardingForm, _>(ctx.tx(), ctx.brand()?, "collaboration", &collaborations, "id").await?;
    if forms.iter().any(|form| form.payment_account.is_some()) {
        return Ok(());
    }
    let message = if forms.is_empty() {
        "The creator has not filled in the onboarding form yet, so nobody knows where to pay. Ask for it first."
    } else {
        "The onboarding form names no account to pay to. Ask the creator to add it."
    };
    Err(Error::Rule { code: "payments.no_payment_details".to_owned(), message: message.to_owned() })
}

/// Approves a payout.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApprovePayout {
    /// Which.
    pub payout: PayoutId,
}

impl Operation for ApprovePayout {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.approve_payout",
        doc: "Approves a payout. From the brand's limit on, somebody else than its maker must.",
        route: Route::post("/payouts/{payout}/approval"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        let by = approver(ctx)?;
        let found = payout(ctx, self.payout).await?;
        let four_eyes = FourEyes::of(&ctx.brand_facts()?.value);
        let total = found.value.transfer().amount;
        let version = approve(ctx, &found, by, total, four_eyes).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// Who approves: a person, because a key is a program and four eyes are two people's.
pub(super) fn approver(ctx: &Ctx) -> Result<PersonId> {
    let Rights::Person { id, .. } = ctx.caller().rights else {
        return Err(Error::Rule {
            code: "payments.person_needed".to_owned(),
            message: "A person must approve a payout. Sign in first.".to_owned(),
        });
    };
    Ok(id)
}

/// Approves a payout as part of a run with this total.
pub(super) async fn approve(ctx: &mut Ctx, found: &Stored<Payout>, by: PersonId, total: Money, four_eyes: FourEyes) -> Result<Version> {
    let (payout, event) = found.value.clone().approve(by, ctx.now(), total, four_eyes)?;
    let version = document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &payout).await?;
    record(ctx, found.id, &payout, &event).await?;
    Ok(version)
}

/// Takes a payout back before anything was paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WithdrawPayout {
    /// Which.
    pub payout: PayoutId,
    /// Why.
    pub reason: String,
}

impl Operation for WithdrawPayout {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.withdraw_payout",
        doc: "Takes a payout back before anything was paid; its payables are open again.",
        route: Route::post("/payouts/{payout}/withdrawal"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        let by = person(ctx).await?;
        let found = payout(ctx, self.payout).await?;
        let (payout, event) = found.value.withdraw(by, &self.reason, ctx.now())?;
        let version = document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &payout).await?;
        reopen(ctx, &payout).await?;
        record(ctx, found.id, &payout, &event).await?;
        reckon(ctx, &payout).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// A payout of this brand at the version that the caller saw.
pub(super) async fn payout(ctx: &Ctx, id: PayoutId) -> Result<Stored<Payout>> {
    let found = document::find::<Payout>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
    ctx.expect(found.version)?;
    Ok(found)
}

/// The payables of a payout.
pub(super) async fn payables(ctx: &Ctx, payout: &Payout) -> Result<Vec<Stored<Payable>>> {
    Ok(document::list_in::<Payable, _>(ctx.tx(), ctx.brand()?, "id", &payout.transfer().payables, "id").await?)
}

/// The payables of a payout that ended without paying are owed again.
pub(super) async fn reopen(ctx: &Ctx, payout: &Payout) -> Result<Vec<(Stored<Payable>, Version)>> {
    let brand = ctx.brand()?;
    let mut reopened = Vec::new();
    for found in payables(ctx, payout).await? {
        let open = found.value.clone().reopen()?;
        let version = document::save(ctx.tx(), brand, found.id, found.version, &open).await?;
        reopened.push((found, version));
    }
    Ok(reopened)
}

/// What happened while fees were in a payout is taken off them once they are owed again.
pub(super) async fn reckon(ctx: &mut Ctx, payout: &Payout) -> Result<()> {
    for collaboration in collaborations(ctx, payout).await? {
        super::fees::reckon(ctx, collaboration).await?;
    }
    Ok(())
}

/// The collaborations whose money is in a payout.
async fn collaborations(ctx: &Ctx, payout: &Payout) -> Result<Vec<CollaborationId>> {
    let mut collaborations: Vec<CollaborationId> = payables(ctx, payout).await?.iter().map(|payable| payable.collaboration).collect();
    collaborations.sort();
    collaborations.dedup();
    Ok(collaborations)
}

/// Marks every collaboration whose money is in a payout. Gives the first of them.
pub(super) async fn touch(ctx: &mut Ctx, payout: &Payout) -> Result<Option<CollaborationId>> {
    let collaborations = collaborations(ctx, payout).await?;
    for collaboration in &collaborations {
        ctx.touch(*collaboration);
    }
    Ok(collaborations.first().copied())
}

/// What an event of a payout is about.
pub(super) async fn about(ctx: &Ctx, id: PayoutId, payout: &Payout, of: Option<CollaborationId>) -> Result<About> {
    Ok(match of {
        Some(of) => {
            let found = document::find::<Collaboration>(ctx.tx(), ctx.brand()?, of).await?.ok_or(Error::NotFound)?;
            About::collaboration(&found).subject(id)
        }
        None => About::creator(payout.transfer().creator).subject(id),
    })
}

/// Records what happened to a payout and marks every collaboration whose money is in it.
pub(super) async fn record(ctx: &mut Ctx, id: PayoutId, payout: &Payout, event: &PayoutEvent) -> Result<()> {
    let first = touch(ctx, payout).await?;
    let about = about(ctx, id, payout, first).await?;
    ctx.record(about, event).await
}
