//! A campaign begins, and is over.

use domain::{campaigns::Campaign, ids::CampaignId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Stored;

use super::{campaign, touch_all};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Starts a campaign, so that creators can be invited.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StartCampaign {
    /// Which.
    pub campaign: CampaignId,
}

impl Operation for StartCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.start_campaign",
        doc: "Starts a campaign, so that creators can be invited.",
        route: Route::post("/campaigns/{campaign}/start"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        let found = campaign(ctx, self.campaign).await?;
        ctx.expect(found.version)?;
        let started = found.value.clone().start()?;
        save(ctx, &found, &started, "campaigns.campaign_started").await
    }
}

/// Ends a campaign: nobody new is invited, what runs goes on to its end.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndCampaign {
    /// Which.
    pub campaign: CampaignId,
}

impl Operation for EndCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.end_campaign",
        doc: "Ends a campaign: nobody new is invited, what runs goes on to its end.",
        route: Route::post("/campaigns/{campaign}/end"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        let found = campaign(ctx, self.campaign).await?;
        ctx.expect(found.version)?;
        let ended = found.value.clone().end()?;
        save(ctx, &found, &ended, "campaigns.campaign_ended").await
    }
}

/// Saves a campaign in its new state, with the moves that follow from it.
pub(super) async fn save(ctx: &mut Ctx, found: &Stored<Campaign>, changed: &Campaign, event: &str) -> Result<Done<CampaignId>> {
    let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, changed).await?;
    touch_all(ctx, found.id).await?;
    ctx.note(About::campaign(found.id).subject(found.id), event, json!({ "name": changed.name })).await?;
    Ok(Done::new(found.id, version))
}
