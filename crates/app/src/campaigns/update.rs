//! A manager changes a campaign.

use domain::{campaigns::Campaign, ids::CampaignId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::campaign;
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Changes a campaign. What was agreed with creators stays as agreed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCampaign {
    /// Which.
    pub campaign: CampaignId,
    /// The whole campaign. State, currency and short name stay as they are.
    pub details: Campaign,
}

impl Operation for UpdateCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.update_campaign",
        doc: "Changes a campaign; what was agreed with creators stays as agreed.",
        route: Route::put("/campaigns/{campaign}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        let found = campaign(ctx, self.campaign).await?;
        ctx.expect(found.version)?;
        let mut details = self.details.checked()?;
        details.state = found.value.state;
        details.currency = found.value.currency;
        details.slug.clone_from(&found.value.slug);
        details.owner = details.owner.or(found.value.owner);
        if let Some(owner) = details.owner
            && store::document::find::<domain::team::Person>(ctx.tx(), ctx.organisation()?, owner).await?.is_none()
        {
            return Err(Error::field("owner", "There is no such person."));
        }
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &details).await?;
        for collaboration in store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, found.id).await? {
            ctx.touch(collaboration.id);
        }
        ctx.note(About::campaign(found.id).subject(found.id), "campaigns.updated", json!({ "name": details.name })).await?;
        Ok(Done::new(found.id, version))
    }
}
