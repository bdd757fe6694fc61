//! A manager starts and ends a campaign.

use domain::{campaigns::CampaignState, ids::CampaignId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::campaign;
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Starts a campaign: creators can be invited.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StartCampaign {
    /// Which.
    pub campaign: CampaignId,
}

/// Ends a campaign: nobody new is invited; what runs goes on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct EndCampaign {
    /// Which.
    pub campaign: CampaignId,
}

async fn turn(ctx: &mut Ctx, id: CampaignId, to: CampaignState) -> Result<Done<CampaignId>> {
    let found = campaign(ctx, id).await?;
    ctx.expect(found.version)?;
    let mut changed = found.value;
    match (changed.state, to) {
        (from, to) if from == to => return Ok(Done::new(found.id, found.version)),
        (CampaignState::Ended, CampaignState::Draft | CampaignState::Running) | (CampaignState::Running, CampaignState::Draft) => {
            return Err(Error::Rule { code: "campaigns.over".into(), message: "This campaign has ended. Make a new one.".into() });
        }
        _ => {}
    }
    if to == CampaignState::Running {
        let today = ctx.now().day_in(&ctx.zone()?);
        if changed.ends < today {
            let message = format!("The campaign’s last day, {}, is over. Give it later dates before you start it.", changed.ends);
            return Err(Error::Rule { code: "campaigns.dates_over".into(), message });
        }
    }
    changed.state = to;
    let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &changed).await?;
    for collaboration in store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, found.id).await? {
        ctx.touch(collaboration.id);
    }
    let kind = if to == CampaignState::Running { "campaigns.started" } else { "campaigns.ended" };
    ctx.note(About::campaign(found.id).subject(found.id), kind, json!({})).await?;
    Ok(Done::new(found.id, version))
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
        turn(ctx, self.campaign, CampaignState::Running).await
    }
}

impl Operation for EndCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.end_campaign",
        doc: "Ends a campaign: nobody new is invited; what runs goes on.",
        route: Route::post("/campaigns/{campaign}/end"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        turn(ctx, self.campaign, CampaignState::Ended).await
    }
}
