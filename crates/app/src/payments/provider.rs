//! A payout goes to the connected provider: handed over, heard of, lost from sight, looked up.
//!
//! Invariants: the key is stored before anything is sent; one payout has one key for ever; the provider's news change a
//! payout once, however often and in whatever order they come. Absent: calling the provider to send; the outbox worker
//! does, with no transaction open.

use domain::{
    agreements::OnboardingForm,
    ids::{BrandId, CollaborationId, PayoutId},
    payments::{
        Payable, Payout,
        payout::{Finding, Heard, LookedUp, News},
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Read, Stored, creators::Creator, document};

use super::{
    payout::{about, payout, touch},
    person,
    record::take,
};
use crate::{
    Agent, App, Ctx, Error, Look, Meta, Operation, Reach, Result, Route,
    operation::{CLOCK, Done, FINANCE},
    ports::Remittance,
};

/// The outbox's word for a payout on its way to a provider.
pub(crate) const EFFECT: &str = "payout";

/// Hands an approved payout to the connected provider.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SubmitPayout {
    /// Which.
    pub payout: PayoutId,
}

impl Operation for SubmitPayout {
    type Answer = Done<PayoutId>;
    const META: Meta = Meta {
        name: "payments.submit_payout",
        doc: "Hands an approved payout to the connected payment provider, under one key for ever. The provider says how it ends.",
        route: Route::post("/payouts/{payout}/submission"),
        reach: Reach::Brand,
        who: FINANCE,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PayoutId>> {
        person(ctx).await?;
        let found = payout(ctx, self.payout).await?;
        let Some((name, times)) = ctx.app().provider().map(|provider| (provider.name().to_owned(), provider.times())) else {
            return Err(Error::Rule {
                code: "payments.no_provider".to_owned(),
                message: "No payment provider is connected. Pay it at your bank and record it here.".to_owned(),
            });
        };
        let submitted = found.value.clone().submit(&key(found.id), &name, times, ctx.now())?;
        let version = take(ctx, &found, vec![submitted], &format!("Sent with {name}")).await?;
        ctx.effect(EFFECT, &format!("payout:{}", found.id), json!({ "payout": found.id }), ctx.now()).await?;
        Ok(Done { id: found.id, version: version.0 })
    }
}

/// The key under which a payout goes out: its own name, so that it has one for ever.
fn key(id: PayoutId) -> String {
    format!("payout-{id}")
}

/// The payout that a provider names by its key.
#[must_use]
pub fn of_key(key: &str) -> Option<PayoutId> {
    key.strip_prefix("payout-")?.parse().ok()
}

/// What a provider tells of a payout.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecordNews {
    /// Of which.
    pub payout: PayoutId,
    /// What.
    pub news: News,
}

impl Operation for RecordNews {
    type Answer = bool;
    const META: Meta = Meta {
        name: "payments.record_news",
        doc: "Records what the payment provider tells of a payout: settled, failed or returned. Says whether it was news.",
        route: Route::post("/payouts/{payout}/news"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let found = payout(ctx, self.payout).await?;
        match found.value.clone().hear(self.news.clone(), ctx.now())? {
            Heard::Steps(steps) => {
                let memo = match &self.news {
                    News::Settled { reference, .. } => reference.clone(),
                    News::Failed { reason } | News::Returned { reason, .. } => reason.clone(),
                };
                take(ctx, &found, steps, &memo).await?;
                Ok(true)
            }
            Heard::Known => Ok(false),
            Heard::Contradiction => {
                let first = touch(ctx, &found.value).await?;
                let about = about(ctx, found.id, &found.value, first).await?;
                let data = json!({ "is": found.value.as_str(), "news": self.news });
                ctx.note(about, "payments.news_contradicted", data).await?;
                Ok(false)
            }
        }
    }
}

/// The provider's answer to a sending never came.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NoteSilence {
    /// To which.
    pub payout: PayoutId,
}

impl Operation for NoteSilence {
    type Answer = bool;
    const META: Meta = Meta {
        name: "payments.note_silence",
        doc: "Notes that the provider gave no answer that says whether a payout was taken. The clock looks it up. Says whether it was under way.",
        route: Route::post("/payouts/{payout}/silence"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let found = payout(ctx, self.payout).await?;
        if !matches!(found.value, Payout::Submitted { .. }) {
            return Ok(false);
        }
        let lost = found.value.clone().lose_sight(ctx.now())?;
        take(ctx, &found, vec![lost], "").await?;
        Ok(true)
    }
}

/// Looks after a payout that is with a provider and has not been heard of.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CheckPayout {
    /// Which.
    pub payout: PayoutId,
    /// What the provider said, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub found: Option<Finding>,
}

impl Operation for CheckPayout {
    type Answer = bool;
    const META: Meta = Meta {
        name: "payments.check_payout",
        doc: "Looks up a payout of which the provider has not told. One that it never received is sent again under the same key. \
              Done by the clock; says whether it was time.",
        route: Route::post("/payouts/{payout}/look"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let brand = before.brand_facts()?;
        let Some(found) = document::find::<Payout>(before.db(), brand.id, self.payout).await? else { return Ok(()) };
        let due = found.value.look_at().is_some_and(|at| at <= before.now());
        let (Payout::Unknown { submission, .. }, true) = (&found.value, due) else { return Ok(()) };
        self.found = Some(match before.app().provider().filter(|provider| provider.name() == submission.provider) {
            Some(provider) => provider.look_up(&submission.key, &brand.value.zone).await,
            None => Finding::NoAnswer,
        });
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let found = payout(ctx, self.payout).await?;
        if found.value.look_at().is_none_or(|at| at > ctx.now()) {
            return Ok(false);
        }
        if matches!(found.value, Payout::Submitted { .. }) {
            let lost = found.value.clone().lose_sight(ctx.now())?;
            take(ctx, &found, vec![lost], "").await?;
            return Ok(true);
        }
        // Nobody has asked: what was read before the transaction is another state than what stands there now.
        let Some(finding) = self.found else { return Ok(false) };
        match found.value.clone().look_up(finding, ctx.now())? {
            LookedUp::Known(after, event) => {
                let again = matches!(after, Payout::Submitted { .. });
                take(ctx, &found, vec![(after, event)], "Looked up").await?;
                if again {
                    let effect = format!("payout:{}:{}", found.id, ctx.now().0);
                    ctx.effect(EFFECT, &effect, json!({ "payout": found.id }), ctx.now()).await?;
                }
            }
            LookedUp::Wait(after) => {
                document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &after).await?;
                touch(ctx, &after).await?;
            }
            LookedUp::NeedsPerson(after) => {
                document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &after).await?;
                let first = touch(ctx, &after).await?;
                let about = about(ctx, found.id, &after, first).await?;
                let key = after.submission().map(|submission| submission.key.clone());
                ctx.note(about, "payments.payout_needs_person", json!({ "key": key })).await?;
            }
        }
        Ok(true)
    }
}

/// What goes to the provider for a payout; says what is missing.
///
/// # Errors
/// The store's.
pub(crate) async fn remittance(
    app: &App,
    brand: BrandId,
    found: &Stored<Payout>,
    key: &str,
) -> Result<std::result::Result<Remittance, String>> {
    let (db, transfer) = (app.db(), found.value.transfer());
    let Some(receiver) = account(app, db, brand, found).await? else {
        return Ok(Err("The onboarding form names no account that can be read.".to_owned()));
    };
    let Some(of) = store::team::brand(db, brand).await? else { return Err(Error::NotFound) };
    let creator = document::find::<Creator>(db, of.value.organisation, transfer.creator).await?.ok_or(Error::NotFound)?;
    Ok(Ok(Remittance {
        key: key.to_owned(),
        amount: transfer.sent(),
        receiver,
        name: creator.value.name,
        note: format!("From {}", of.value.name),
    }))
}

/// The account that the creator named last in the collaborations that are paid.
async fn account(app: &App, db: &impl Read, brand: BrandId, found: &Stored<Payout>) -> Result<Option<String>> {
    let payables = document::list_in::<Payable, _>(db, brand, "id", &found.value.transfer().payables, "id").await?;
    let of: Vec<CollaborationId> = payables.iter().map(|payable| payable.collaboration).collect();
    let mut forms = document::list_in::<OnboardingForm, _>(db, brand, "collaboration", &of, "id").await?;
    forms.sort_by_key(|form| form.completed_at);
    let sealed = forms.iter().rev().find_map(|form| form.payment_account.as_deref());
    Ok(sealed.and_then(|sealed| app.secrets().open(sealed).ok()))
}
