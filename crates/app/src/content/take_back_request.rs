//! A manager takes a request beyond the agreement back, because the creator would rather not.

use domain::{
    content::{ContentError, Review},
    ids::DeliverableId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::deliverable;
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Takes back a request that goes beyond what was agreed, before a draft answered it. The draft is under review again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct TakeBackRequest {
    /// Of what.
    pub deliverable: DeliverableId,
}

impl Operation for TakeBackRequest {
    type Answer = Done<DeliverableId>;
    const META: Meta = Meta {
        name: "content.take_back_request",
        doc: "Takes back a request beyond the agreement that no draft has answered; its fee is free again and the draft is under review.",
        route: Route::post("/deliverables/{deliverable}/out-of-scope-requests/take-back"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DeliverableId>> {
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let reviews = store::content::reviews(ctx.tx(), brand, found.id).await?;
        let is_open = |review: &Stored<Review>| review.value.extra.as_ref().is_some_and(|extra| extra.taken_back(ctx.now()).is_some());
        let newest = reviews.into_iter().rev().find(is_open).ok_or(ContentError::NothingToTakeBack)?;
        let extra = newest.value.extra.as_ref().and_then(|extra| extra.taken_back(ctx.now())).ok_or(ContentError::NothingToTakeBack)?;
        let (draft, fee) = (newest.value.draft, extra.fee);
        let state = found.value.take_back(draft, ctx.now())?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &state).await?;
        let changed = Review { extra: Some(extra), ..newest.value.clone() };
        store::document::save(ctx.tx(), brand, newest.id, newest.version, &changed).await?;
        let data = json!({ "deliverable": found.id, "draft": draft, "amount": fee });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "content.request_taken_back", data).await?;
        Ok(Done::new(found.id, version))
    }
}
