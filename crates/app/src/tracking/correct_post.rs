//! Somebody mends the address or time of a reported post.

use domain::{
    ids::PostId,
    time::Timestamp,
    tracking::{LinkCheck, Post, PostError, PostState, checked_url},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{look_at, post, saved};
use crate::{Agent, Ctx, Done, Error, Look, Meta, Operation, Reach, Result, Route, operation::MANAGER_CREATOR};

/// Corrects a post that nobody has verified or rejected yet.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CorrectPost {
    /// Which.
    pub post: PostId,
    /// Where it is.
    pub url: String,
    /// Since when; as it was when nothing is said.
    #[serde(default)]
    pub live_at: Option<Timestamp>,
    /// What the program saw there, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub check: Option<LinkCheck>,
}

impl Operation for CorrectPost {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.correct_post",
        doc: "Corrects the address or time of a reported post before it is verified.",
        route: Route::put("/posts/{post}"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        let found = store::document::find::<Post>(before.db(), before.brand()?, self.post).await?.ok_or(Error::NotFound)?;
        before.collaboration(found.value.collaboration).await?;
        self.check = look_at(before, &self.url).await;
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let (found, collaboration) = post(ctx, self.post).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let mut mended = found.value;
        match mended.state {
            PostState::Reported => {}
            PostState::Verified { .. } => return Err(PostError::AlreadyVerified.into()),
            PostState::Rejected { .. } => return Err(PostError::NotReported.into()),
        }
        mended.url = checked_url(&self.url)?;
        mended.live_at = self.live_at.unwrap_or(mended.live_at);
        if mended.live_at > ctx.now() {
            return Err(PostError::NotYetLive.into());
        }
        mended.check = self.check;
        let data = json!({ "post": found.id, "deliverable": mended.deliverable, "url": mended.url, "live_at": mended.live_at });
        saved(ctx, &collaboration, (found.id, found.version), &mended, "tracking.post_corrected", data).await
    }
}
