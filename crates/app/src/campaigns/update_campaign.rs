//! A manager changes a campaign's plan.

use domain::{campaigns::Campaign, ids::CampaignId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{campaign, create_campaign::check_owner, touch_all};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Changes a campaign's plan. What was agreed with creators stays as it was agreed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCampaign {
    /// Which.
    pub campaign: CampaignId,
    /// The whole plan as it shall be; state and short name stay.
    pub details: Campaign,
}

impl Operation for UpdateCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.update_campaign",
        doc: "Changes a campaign's plan. What was agreed with creators stays as it was agreed.",
        route: Route::put("/campaigns/{campaign}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        let found = campaign(ctx, self.campaign).await?;
        ctx.expect(found.version)?;
        let details = self.details.checked()?;
        check_owner(ctx, details.owner).await?;
        let has_people = !store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, found.id).await?.is_empty();
        let changed = found.value.changed(details, has_people)?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &changed).await?;
        touch_all(ctx, found.id).await?;
        ctx.note(About::campaign(found.id).subject(found.id), "campaigns.campaign_updated", json!({ "name": changed.name })).await?;
        Ok(Done::new(found.id, version))
    }
}
