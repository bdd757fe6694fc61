//! A manager writes a campaign's brief: the first, or the next version.

use domain::{
    briefs::{Brief, BriefContent},
    campaigns::Campaign,
    ids::{BriefId, CampaignId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Version;

use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Saves a campaign's brief as its next version. The same words again are no new version.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SaveBrief {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// What it says.
    pub content: BriefContent,
}

impl Operation for SaveBrief {
    type Answer = Done<BriefId>;
    const META: Meta = Meta {
        name: "briefs.save_brief",
        doc: "Saves a campaign's brief as its next version. Who was sent an older one keeps it until the new one is sent.",
        route: Route::post("/campaigns/{campaign}/briefs"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<BriefId>> {
        let brand = ctx.brand()?;
        let campaign = store::document::find::<Campaign>(ctx.tx(), brand, self.campaign).await?.ok_or(Error::NotFound)?;
        let content = self.content.checked()?;
        let newest = store::briefs::newest(ctx.tx(), brand, campaign.id).await?;
        if let Some(newest) = &newest {
            // Each version is a row of its own, so its number is what two writers differ by.
            ctx.expect(Version(newest.value.number))?;
            if newest.value.content == content {
                return Ok(Done::new(newest.id, Version(newest.value.number)));
            }
        }
        let number = newest.map_or(1, |newest| newest.value.number + 1);
        let id: BriefId = ctx.id();
        let brief = Brief { campaign: campaign.id, number, content, written_at: ctx.now() };
        store::document::insert(ctx.tx(), brand, id, &brief).await?;
        for collaboration in store::campaigns::of_campaign(ctx.tx(), brand, campaign.id).await? {
            if collaboration.value.off.is_none() {
                ctx.touch(collaboration.id);
            }
        }
        ctx.note(About::campaign(campaign.id).subject(id), "briefs.saved", json!({ "brief": id, "number": number })).await?;
        Ok(Done::new(id, Version(number)))
    }
}
