//! A reminder that could not leave in time, or that is true no more, is taken back: its steps are due again, and the clock
//! writes anew with what is true then.
//!
//! Invariant: what has left stays, and a goodbye is never taken back, because what it ended stays ended.

use domain::{
    ids::{BrandId, CollaborationId, MailId, MessageId},
    journey::chases::chased,
    outreach::chase::{Step, Taken},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Stored, outreach::chase::ClockPause};

use crate::{
    Agent, App, Ctx, Error, Meta, Operation, Reach, Result, Route,
    context::About,
    journey::{Whole, gather},
    operation::CLOCK,
};

/// Takes a reminder back that has not left.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RetractReminder {
    /// Its mail.
    pub mail: MailId,
    /// Why it did not leave.
    pub reason: String,
}

impl Operation for RetractReminder {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.retract_reminder",
        doc: "Takes a reminder back that could not leave in time; what it asked for is due again. Done by the clock.",
        route: Route::post("/mail/{mail}/retraction"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        let mail = store::outbox::mail(ctx.tx(), self.mail).await?.filter(|mail| mail.brand == ctx.brand().ok()).ok_or(Error::NotFound)?;
        let Some(message) = mail.message.filter(|_| mail.sent_at.is_none()) else { return Ok(()) };
        store::outbox::mail_ended(ctx.tx(), self.mail, "withheld", None, Some(&self.reason)).await?;
        for collaboration in store::outreach::chase::untake(ctx.tx(), ctx.brand()?, message).await? {
            let found = ctx.collaboration(collaboration).await?;
            ctx.note(About::collaboration(&found).subject(self.mail), "outreach.reminder_retracted", json!({ "reason": self.reason }))
                .await?;
        }
        Ok(())
    }
}

/// Why a reminder that waits in the outbox must not leave: since it was written what it asks for was done, got another date,
/// or waits for us or for a person who paused the clock.
///
/// # Errors
/// The store's.
pub(crate) async fn no_longer_true(app: &App, brand: BrandId, message: MessageId) -> Result<Option<&'static str>> {
    let carried = store::outreach::chase::carried(app.db(), brand, message).await?;
    if carried.iter().any(|(.., taken)| taken.step == Step::End) {
        return Ok(None);
    }
    let Some(brand) = store::team::brand(app.db(), brand).await? else { return Ok(None) };
    let mut ids: Vec<CollaborationId> = carried.iter().map(|(of, ..)| *of).collect();
    ids.sort();
    ids.dedup();
    let pauses = store::document::list::<ClockPause>(app.db(), brand.id, "1 = 1 ORDER BY id", vec![]).await?;
    let wholes = gather(app.db(), &brand, &ids).await?;
    let reason = |(of, key, taken): &(CollaborationId, String, Taken)| {
        let whole = wholes.iter().find(|whole| whole.collaboration.id == *of)?;
        why_not(whole, key, taken, &pauses)
    };
    Ok(carried.iter().find_map(reason))
}

fn why_not(whole: &Whole, key: &str, taken: &Taken, pauses: &[Stored<ClockPause>]) -> Option<&'static str> {
    let collaboration = &whole.collaboration.value;
    if pauses.iter().any(|pause| pause.value.covers(collaboration.campaign, collaboration.creator)) {
        return Some("Somebody paused the clock before it left.");
    }
    let facts = &whole.facts;
    if facts.chase.pauses.iter().any(|pause| pause.until.is_none()) {
        return Some("They wrote before it left, and wait for our answer.");
    }
    match chased(facts, &domain::journey::moves(facts)).into_iter().find(|one| one.key == key) {
        None => Some("What it asks for is done or over."),
        Some(now) if now.track.start() != taken.start => Some("What it asks for got another date before it left."),
        Some(_) => None,
    }
}
