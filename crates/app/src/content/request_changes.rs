//! A reviewer sends a draft back with one list of changes.

use domain::{
    content::{Change, Review, Verdict},
    ids::{DeliverableId, DraftId, ReviewId},
    time::Calendar,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{creator_zone, deliverable, included_rounds};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, agreements, context::About, operation::REVIEWER};

/// Sends a draft back with one list of changes.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestChanges {
    /// Of what.
    pub deliverable: DeliverableId,
    /// The draft that was looked at.
    pub draft: DraftId,
    /// What to change, where, and whether it is a must. One list for the creator, whoever wrote it.
    pub changes: Vec<Change>,
}

impl Operation for RequestChanges {
    type Answer = Done<DeliverableId>;
    const META: Meta = Meta {
        name: "content.request_changes",
        doc: "Sends a draft back with one list of changes. The agreement's rounds count.",
        route: Route::post("/deliverables/{deliverable}/change-requests"),
        reach: Reach::Brand,
        who: REVIEWER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DeliverableId>> {
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        if self.changes.len() > 100 || self.changes.iter().any(|change| change.text.chars().count() > 2_000) {
            return Err(Error::field("changes", "A list has at most 100 lines of at most 2,000 characters."));
        }
        let campaign = agreements::campaign(ctx, &collaboration.value).await?;
        let included = included_rounds(ctx.tx(), brand, &campaign.value, collaboration.id).await?;
        let zone = creator_zone(ctx, &collaboration.value).await?;
        let holidays = ctx.brand_facts()?.value.settings.holidays.clone();
        let calendar = Calendar { zone: &zone, holidays: &holidays };
        let (state, event) = found.value.request_changes(found.id, self.draft, self.changes, included, &calendar, ctx.now())?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &state).await?;
        let review = Review {
            draft: self.draft,
            deliverable: found.id,
            verdict: Verdict::Changes,
            kind: None,
            checked: Vec::new(),
            changes: event.changes.clone(),
            extra: None,
            by: ctx.caller().actor(),
            name: ctx.caller_name().await?,
            at: ctx.now(),
        };
        let id: ReviewId = ctx.id();
        store::document::insert(ctx.tx(), brand, id, &review).await?;
        ctx.record(About::collaboration(&collaboration).subject(found.id), &event).await?;
        Ok(Done::new(found.id, version))
    }
}
