//! What a person decided about a creator, for one brand.
//!
//! Invariant: a decision has a reason and a name, and the newest counts; the older ones stay. What was known then is kept
//! beside it. Absent: consequences; whoever goes ahead invites.

use domain::{
    campaigns::Campaign,
    discovery::vetting::{Choice, Decision, fit_of},
    ids::{CampaignId, CreatorId, DecisionId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::material::Gathered;
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, creators::familiar, operation::MANAGER};

/// Records what somebody decided about a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct DecideVetting {
    /// About whom.
    pub creator: CreatorId,
    /// For which campaign; nothing for all of them.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
    /// What.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

impl Operation for DecideVetting {
    type Answer = Done<DecisionId>;
    const META: Meta = Meta {
        name: "discovery.decide",
        doc: "Records what a person decided about a creator after vetting: go ahead, with conditions, or not; and why.",
        route: Route::post("/creators/{creator}/vetting/decisions"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<DecisionId>> {
        let brand = ctx.brand_facts()?.clone();
        familiar(ctx, self.creator).await?;
        let campaign = match self.campaign {
            Some(id) => Some(store::document::find::<Campaign>(ctx.tx(), brand.id, id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        let reason = Decision::reason(&self.reason)?;
        let beside = store::discovery::model::beside(ctx.tx(), ctx.organisation()?, brand.id, self.creator, self.campaign).await?;
        let happened = beside.map(|beside| beside.happened).unwrap_or_default();
        let gathered = Gathered::of(ctx.tx(), ctx.organisation()?, self.creator, happened).await?;
        let markets = campaign.as_ref().map(|found| found.value.markets.clone()).unwrap_or_default();
        let signals = gathered.signals(&brand.value.profile, &markets, ctx.now());
        let fit = fit_of(&signals, gathered.main().map(|account| account.id));
        let decision = Decision {
            creator: self.creator,
            campaign: self.campaign,
            choice: self.choice,
            reason,
            name: ctx.caller_name().await?,
            at: ctx.now(),
            fit,
        };
        let id: DecisionId = ctx.id();
        let made = store::document::insert(ctx.tx(), brand.id, id, &decision).await?;
        let about = About { campaign: self.campaign, ..About::creator(self.creator) };
        let data = json!({ "choice": decision.choice, "reason": decision.reason });
        ctx.note(about.subject(id), "discovery.decided", data).await?;
        Ok(Done::new(id, made.version))
    }
}
