//! Somebody says that an approved version is live.

use domain::{
    content::Progress,
    ids::{DeliverableId, PostId},
    time::Timestamp,
    tracking::{LinkCheck, Post, PostError, PostState, checked_url},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::look_at;
use crate::{
    Agent, Ctx, Done, Look, Meta, Operation, Reach, Result, Route, content::deliverable, context::About, operation::MANAGER_CREATOR,
};

/// Reports the address of a live post.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ReportLive {
    /// What is live.
    pub deliverable: DeliverableId,
    /// Where.
    pub url: String,
    /// Since when; now when nothing is said.
    #[serde(default)]
    pub live_at: Option<Timestamp>,
    /// What the program saw there, before the transaction.
    #[serde(default)]
    #[schemars(skip)]
    pub check: Option<LinkCheck>,
}

impl Operation for ReportLive {
    type Answer = Done<PostId>;
    const META: Meta = Meta {
        name: "tracking.report_live",
        doc: "Reports where an approved version is live. The program looks at the address; a person verifies it.",
        route: Route::post("/deliverables/{deliverable}/posts"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn prepare(&mut self, before: &Look) -> Result<()> {
        // Who may not see the deliverable makes the program fetch nothing.
        deliverable(before.db(), before.caller(), before.brand()?, self.deliverable).await?;
        self.check = look_at(before, &self.url).await;
        Ok(())
    }

    async fn run(self, ctx: &mut Ctx) -> Result<Done<PostId>> {
        let brand = ctx.brand()?;
        let (found, collaboration) = deliverable(ctx.tx(), ctx.caller(), brand, self.deliverable).await?;
        collaboration.value.running()?;
        let url = checked_url(&self.url)?;
        if !matches!(found.value.state, Progress::Approved { .. }) {
            return Err(PostError::NotApproved.into());
        }
        let posts = store::tracking::of_deliverable(ctx.tx(), brand, found.id).await?;
        if posts.iter().any(|post| !matches!(post.value.state, PostState::Rejected { .. })) {
            return Err(PostError::AlreadyReported.into());
        }
        let live_at = self.live_at.unwrap_or(ctx.now());
        if live_at > ctx.now() {
            return Err(PostError::NotYetLive.into());
        }
        let post = Post {
            deliverable: found.id,
            collaboration: collaboration.id,
            url,
            live_at,
            reported_at: ctx.now(),
            reported_by: ctx.caller().actor(),
            check: self.check,
            state: PostState::Reported,
            watch: Default::default(),
            readings: vec![],
        };
        let id: PostId = ctx.id();
        let stored = store::document::insert(ctx.tx(), brand, id, &post).await?;
        let answers = post.check.as_ref().map(LinkCheck::answers);
        let data = json!({ "post": id, "deliverable": found.id, "url": post.url, "live_at": live_at, "answers": answers });
        ctx.note(About::collaboration(&collaboration).subject(id), "tracking.post_reported", data).await?;
        Ok(Done::new(id, stored.version))
    }
}
