//! A person keeps the clock from chasing: everybody of the brand, one campaign, or one creator; and lets it go on.
//!
//! Invariant: nothing is lost by a pause; when it ends, the newest step that is due goes and the older ones are left out.

use domain::{
    campaigns::Campaign,
    fields::FieldErrors,
    ids::{CampaignId, CreatorId, PauseId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::outreach::chase::{ClockPause, resume};

use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Keeps the clock from chasing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PauseChasing {
    /// Only in this campaign.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// Only this creator.
    #[serde(default)]
    pub creator: Option<CreatorId>,
    /// Why, for the others of the team.
    #[serde(default)]
    pub reason: String,
}

impl Operation for PauseChasing {
    type Answer = PauseId;
    const META: Meta = Meta {
        name: "outreach.pause_chasing",
        doc: "Keeps the clock from reminding creators: all of the brand, those of one campaign, or one creator.",
        route: Route::post("/chase-pauses"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<PauseId> {
        let brand = ctx.brand()?;
        let mut errors = FieldErrors::new();
        errors.require(self.reason.len() <= 500, "reason", "At most 500 characters.");
        errors.ok(())?;
        if let Some(campaign) = self.campaign {
            store::document::find::<Campaign>(ctx.tx(), brand, campaign).await?.ok_or(Error::NotFound)?;
        }
        if let Some(creator) = self.creator {
            ctx.creator(creator).await?;
        }
        let known = store::document::list::<ClockPause>(ctx.tx(), brand, "1 = 1 ORDER BY id", vec![]).await?;
        if let Some(same) = known.iter().find(|pause| (pause.value.campaign, pause.value.creator) == (self.campaign, self.creator)) {
            return Ok(same.id);
        }
        let (campaign, creator) = (self.campaign, self.creator);
        let reason = self.reason.trim().to_owned();
        let pause = ClockPause { campaign, creator, reason: reason.clone(), name: ctx.caller_name().await?, since: ctx.now() };
        let id: PauseId = ctx.id();
        store::document::insert(ctx.tx(), brand, id, &pause).await?;
        let data = json!({ "campaign": campaign, "creator": creator, "reason": reason });
        ctx.note(About::default().subject(id), "outreach.chasing_paused", data).await?;
        Ok(id)
    }
}

/// Lets the clock go on.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ResumeChasing {
    /// Which pause ends.
    pub pause: PauseId,
}

impl Operation for ResumeChasing {
    type Answer = ();
    const META: Meta = Meta {
        name: "outreach.resume_chasing",
        doc: "Ends a pause of the clock. What is due then goes out, the newest step only.",
        route: Route::post("/chase-pauses/{pause}/end"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<()> {
        if !resume(ctx.tx(), ctx.brand()?, self.pause).await? {
            return Err(Error::NotFound);
        }
        ctx.note(About::default().subject(self.pause), "outreach.chasing_resumed", json!({})).await
    }
}
