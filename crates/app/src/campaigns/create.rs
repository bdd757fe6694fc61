//! A manager sets a campaign up.

use domain::{
    campaigns::{Campaign, CampaignState},
    ids::CampaignId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER};

/// Adds a campaign as a draft.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateCampaign {
    /// The campaign. Its state is ignored: it begins as a draft.
    pub campaign: Campaign,
}

impl Operation for CreateCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.create_campaign",
        doc: "Adds a campaign as a draft: objective, goals, window, budget, deliverables, review and cadence.",
        route: Route::post("/campaigns"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        let mut campaign = self.campaign.checked()?;
        campaign.state = CampaignState::Draft;
        if campaign.owner.is_none()
            && let Rights::Person { id, .. } = ctx.caller().rights
        {
            campaign.owner = Some(id);
        }
        if campaign.tracking.landing_page.is_empty() {
            campaign.tracking.landing_page = ctx.brand_facts()?.value.profile.website.clone();
        }
        let taken = store::campaigns::slugs(ctx.tx(), ctx.brand()?).await?;
        if taken.contains(&campaign.slug) {
            return Err(Error::field("name", "Another campaign has this name. Choose a name of its own, such as with the year."));
        }
        let id: CampaignId = ctx.id();
        let stored = store::document::insert(ctx.tx(), ctx.brand()?, id, &campaign).await?;
        ctx.note(About::campaign(id).subject(id), "campaigns.created", json!({ "name": campaign.name })).await?;
        Ok(Done::new(id, stored.version))
    }
}
