//! A manager plans a campaign.

use domain::{
    campaigns::{Campaign, CampaignState},
    ids::{CampaignId, PersonId},
    text,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER};

/// Plans a campaign. It starts as a draft, whatever its state says here.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreateCampaign {
    /// The campaign.
    pub campaign: Campaign,
}

impl Operation for CreateCampaign {
    type Answer = Done<CampaignId>;
    const META: Meta = Meta {
        name: "campaigns.create_campaign",
        doc: "Plans a campaign: objective, goals, window, budget, deliverables, cadence. It starts as a draft.",
        route: Route::post("/campaigns"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CampaignId>> {
        let mut campaign = self.campaign.checked()?;
        campaign.state = CampaignState::Draft;
        campaign.slug = free_slug(ctx, &campaign.slug).await?;
        if let (None, Rights::Person { id, .. }) = (campaign.owner, &ctx.caller().rights) {
            campaign.owner = Some(*id);
        }
        check_owner(ctx, campaign.owner).await?;
        let id: CampaignId = ctx.id();
        let stored = store::document::insert(ctx.tx(), ctx.brand()?, id, &campaign).await?;
        ctx.note(About::campaign(id).subject(id), "campaigns.campaign_created", json!({ "name": campaign.name })).await?;
        Ok(Done::new(id, stored.version))
    }
}

/// The short name, with a number where another campaign of the brand has it.
async fn free_slug(ctx: &Ctx, wanted: &str) -> Result<String> {
    let (mut slug, mut number) = (text::slug(wanted), 2);
    while store::campaigns::slug_taken(ctx.tx(), ctx.brand()?, &slug).await? {
        slug = format!("{wanted}-{number}");
        number += 1;
    }
    Ok(slug)
}

/// Who answers for a campaign works in its brand.
pub(super) async fn check_owner(ctx: &Ctx, owner: Option<PersonId>) -> Result<()> {
    let Some(owner) = owner else { return Ok(()) };
    let found = store::document::find::<domain::team::Person>(ctx.tx(), ctx.organisation()?, owner).await?;
    let brand = ctx.brand()?;
    if found.is_some_and(|person| person.value.may(brand, &domain::team::Role::ALL)) {
        return Ok(());
    }
    Err(Error::field("owner", "Choose somebody who works in this brand."))
}
