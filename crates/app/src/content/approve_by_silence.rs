//! The clock approves a draft that nobody looked at for three working days, where the agreement says that silence approves.

use domain::{
    content::{Draft, Progress, SignOff},
    ids::DeliverableId,
    outreach::escalation::third_working_day,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::deliverable;
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, agreements, context::About, operation::CLOCK};

/// Approves by silence.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ApproveBySilence {
    /// What.
    pub deliverable: DeliverableId,
}

impl Operation for ApproveBySilence {
    type Answer = bool;
    const META: Meta = Meta {
        name: "content.approve_by_silence",
        doc: "Approves a draft on the third working day after it was sent, where the agreement grants it. Done by the clock; says whether it was time.",
        route: Route::post("/deliverables/{deliverable}/approval-by-silence"),
        reach: Reach::Brand,
        who: CLOCK,
        agent: Agent::Never,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<bool> {
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        collaboration.value.running()?;
        let agreement = store::agreements::agreement(ctx.tx(), brand, collaboration.id).await?.ok_or(Error::NotFound)?;
        let Progress::InReview { draft, since, .. } = found.value.state.clone() else { return Ok(false) };
        if !agreement.value.terms.silence_approves || third_working_day(since, &ctx.brand_facts()?.value.calendar()) > ctx.now() {
            return Ok(false);
        }
        let campaign = agreements::campaign(ctx, &collaboration.value).await?;
        let files = store::document::find::<Draft>(ctx.tx(), brand, draft).await?.ok_or(Error::NotFound)?.value.files;
        let sign_off = |kind| SignOff { kind, by: ctx.caller().actor(), name: "Silence, as agreed".to_owned(), at: ctx.now() };
        let asked: Vec<SignOff> = campaign.value.review.sign_offs.iter().map(|kind| sign_off(*kind)).collect();
        let (state, event) = found.value.clone().approve_by_silence(found.id, asked, files)?;
        store::document::save(ctx.tx(), brand, found.id, found.version, &state).await?;
        ctx.record(About::collaboration(&collaboration).subject(found.id), &event).await?;
        Ok(true)
    }
}
