//! A manager looked at a post and confirms it with evidence.

use domain::{
    content::Deliverable,
    ids::{FileId, PostId},
    tracking::{Evidence, PostState},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{post, window};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Confirms that a post is live as approved. With the last one the fee's clock starts.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VerifyPost {
    /// Which.
    pub post: PostId,
    /// What was seen, and where.
    #[serde(default)]
    pub note: String,
    /// A screenshot that was kept.
    #[serde(default)]
    pub file: Option<FileId>,
    /// Counts it although it went live outside its window.
    #[serde(default)]
    pub accept_outside: bool,
}

impl Operation for VerifyPost {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.verify_post",
        doc: "Confirms with evidence that a post is live as approved. Outside its window only when accepted so.",
        route: Route::post("/posts/{post}/verification"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let brand = ctx.brand()?;
        let (found, collaboration) = post(ctx, self.post).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let deliverable = store::document::find::<Deliverable>(ctx.tx(), brand, found.value.deliverable).await?.ok_or(Error::NotFound)?;
        let file = match self.file {
            Some(id) => Some(
                store::files::find(ctx.tx(), brand, id)
                    .await?
                    .ok_or_else(|| Error::field("file", "This file is not there. Upload it again."))?,
            ),
            None => None,
        };
        let evidence =
            Evidence { note: self.note.trim().to_owned(), file, by: ctx.caller().actor(), name: ctx.caller_name().await?, at: ctx.now() };
        let verified = found.value.verify(evidence, window(&deliverable.value, &ctx.zone()?), self.accept_outside)?;
        let version = store::document::save(ctx.tx(), brand, found.id, found.version, &verified).await?;
        let late = matches!(verified.state, PostState::Verified { late: true, .. });
        let data = json!({ "post": found.id, "deliverable": deliverable.id, "late": late, "accept_outside": self.accept_outside });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "tracking.post_verified", data).await?;
        Ok(Done::new(found.id, version))
    }
}
