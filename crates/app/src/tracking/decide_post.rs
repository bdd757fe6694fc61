//! The team decides about a post that is not as it was: it is fine, or the creator is asked to mend it.

use domain::ids::PostId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{post, saved};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, operation::MANAGER};

/// Accepts a post as it is now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AcceptPost {
    /// Which.
    pub post: PostId,
    /// Why it is fine.
    pub reason: String,
}

impl Operation for AcceptPost {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.accept_post",
        doc: "Accepts, with a reason, a post that is gone, edited or lost its disclosure since it was verified.",
        route: Route::post("/posts/{post}/acceptance"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let (found, collaboration) = post(ctx, self.post).await?;
        ctx.expect(found.version)?;
        let deliverable = found.value.deliverable;
        let accepted = found.value.accept_as_is(&self.reason, ctx.caller().actor(), ctx.now())?;
        let data = json!({ "post": found.id, "deliverable": deliverable, "reason": self.reason.trim() });
        saved(ctx, &collaboration, (found.id, found.version), &accepted, "tracking.post_accepted", data).await
    }
}

/// Asks the creator to mend a post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RequestMending {
    /// Which.
    pub post: PostId,
    /// What should be mended, as the creator reads it.
    pub message: String,
}

impl Operation for RequestMending {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.request_mending",
        doc: "Writes to the creator what to mend about a live post. The clock looks daily; after three days it is the team's turn again.",
        route: Route::post("/posts/{post}/mending"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let (found, collaboration) = post(ctx, self.post).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let (deliverable, url) = (found.value.deliverable, found.value.url.clone());
        let asked = found.value.ask_to_mend(&self.message, ctx.now())?;
        let data = json!({ "post": found.id, "deliverable": deliverable, "url": url, "message": self.message.trim() });
        saved(ctx, &collaboration, (found.id, found.version), &asked, "tracking.mending_requested", data).await
    }
}
