//! Who may not be written to: opt-outs and blocks, over the whole organisation.

use domain::ids::CreatorId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{familiar, save_creator};
use crate::{
    Agent, Ctx, Done, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{MANAGER, MANAGER_CREATOR},
};

/// Blocks a creator: no brand of the organisation writes to or shortlists them, and open invitations are dropped.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct BlockCreator {
    /// Who.
    pub creator: CreatorId,
    /// Why; colleagues of all brands see it.
    pub reason: String,
}

impl Operation for BlockCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.block_creator",
        doc: "Blocks a creator over the whole organisation: nobody writes to them, and open invitations are dropped.",
        route: Route::post("/creators/{creator}/block"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        let blocked = found.creator.value.clone().block(&self.reason, ctx.now())?;
        let version = save_creator(ctx, &found, &blocked).await?;
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.blocked", json!({ "reason": self.reason.trim() })).await?;
        Ok(Done::new(self.creator, version))
    }
}

/// Lifts a block.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UnblockCreator {
    /// Who.
    pub creator: CreatorId,
}

impl Operation for UnblockCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.unblock_creator",
        doc: "Lifts a creator's block. What was dropped stays dropped.",
        route: Route::post("/creators/{creator}/unblock"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        let free = found.creator.value.clone().unblock()?;
        let version = save_creator(ctx, &found, &free).await?;
        ctx.note(About::creator(self.creator).subject(self.creator), "creators.unblocked", json!({})).await?;
        Ok(Done::new(self.creator, version))
    }
}

/// Ends all marketing to a creator, over the whole organisation at once. Asking twice is asking once.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SuppressCreator {
    /// Who.
    pub creator: CreatorId,
}

impl Operation for SuppressCreator {
    type Answer = Done<CreatorId>;
    const META: Meta = Meta {
        name: "creators.suppress_creator",
        doc: "Opts a creator out of all marketing of the organisation; what a running contract or a payment needs goes on.",
        route: Route::post("/creators/{creator}/opt-out"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CreatorId>> {
        let found = familiar(ctx, self.creator).await?;
        ctx.expect(found.version())?;
        opt_out(ctx, self.creator, json!({})).await
    }
}

/// Ends all marketing to a creator, because they said so in one way or another. Asking twice is asking once.
pub(crate) async fn opt_out(ctx: &mut Ctx, creator: CreatorId, said: serde_json::Value) -> Result<Done<CreatorId>> {
    let found = familiar(ctx, creator).await?;
    if found.creator.value.suppression.opted_out_at.is_some() {
        return Ok(Done::new(creator, found.version()));
    }
    let out = found.creator.value.clone().opt_out(ctx.now());
    let version = save_creator(ctx, &found, &out).await?;
    ctx.note(About::creator(creator).subject(creator), "creators.opted_out", said).await?;
    Ok(Done::new(creator, version))
}
