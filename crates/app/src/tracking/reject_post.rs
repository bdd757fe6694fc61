//! A manager looked at a post and it is not what was agreed.

use domain::ids::PostId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{post, saved};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, operation::MANAGER};

/// Says what is wrong with a reported post; the creator mends it and reports again.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RejectPost {
    /// Which.
    pub post: PostId,
    /// What is wrong.
    pub reason: String,
}

impl Operation for RejectPost {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.reject_post",
        doc: "Rejects a reported post with a reason. The creator mends it and reports it again.",
        route: Route::post("/posts/{post}/rejection"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let (found, collaboration) = post(ctx, self.post).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let deliverable = found.value.deliverable;
        let rejected = found.value.reject(&self.reason, ctx.now())?;
        let data = json!({ "post": found.id, "deliverable": deliverable, "reason": self.reason.trim() });
        saved(ctx, &collaboration, (found.id, found.version), &rejected, "tracking.post_rejected", data).await
    }
}
