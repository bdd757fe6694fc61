//! The attrition plan of a campaign: how many to invite so that enough take part, and the chance.

use domain::{
    campaigns::attrition::{self, MixedPlan, Plan, Record},
    creators::Source,
    ids::CampaignId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Read;

use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, operation::TEAM};

/// How many creators to invite to a campaign.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PlanInvitations {
    /// Which.
    pub campaign: CampaignId,
}

/// The plan, against where the campaign is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InvitationPlan {
    /// How many should end up active.
    pub target: u32,
    /// How many are missing to it, beside those who have agreed.
    pub missing: u32,
    /// If all who are missing were found by one source: for each source. Nothing once nobody is missing.
    pub by_source: Vec<Plan>,
    /// With the sources of the shortlist as they are; nothing while it is empty or once nobody is missing.
    pub as_shortlisted: Option<MixedPlan>,
    /// On the shortlist, invited or further, off-ramps left out.
    pub shortlisted: u32,
    /// Invited so far, off-ramps included.
    pub invited: u32,
    /// Agreed and still there.
    pub active: u32,
    /// Where the numbers come from, in words.
    pub basis: String,
}

impl View for PlanInvitations {
    type Answer = InvitationPlan;
    const META: Meta = Meta {
        name: "campaigns.plan_invitations",
        doc: "Proposes how many creators to invite so that enough take part, with the chance that it suffices.",
        route: Route::get("/campaigns/{campaign}/invitation-plan"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<InvitationPlan> {
        let brand = look.brand()?;
        let campaign =
            store::document::find::<domain::campaigns::Campaign>(look.db(), brand, self.campaign).await?.ok_or(Error::NotFound)?;
        plan(look.db(), brand, campaign.id, campaign.value.active_creators).await
    }
}

/// The plan for a campaign that wants so many creators.
pub(crate) async fn plan(db: &impl Read, brand: domain::ids::BrandId, campaign: CampaignId, target: u32) -> Result<InvitationPlan> {
    let records = store::campaigns::acceptance(db, brand).await?;
    let record =
        |source: Source| records.iter().find(|record| record.source == source).copied().unwrap_or(Record { source, yes: 0, no: 0 });
    let counts = store::campaigns::shortlist_counts(db, brand, campaign).await?;
    let missing = target.saturating_sub(counts.active);
    let mut by_source: Vec<Plan> = Source::ALL.iter().map(|source| attrition::plan(missing, record(*source))).collect();
    by_source.retain(|plan| plan.target > 0);
    let weights: Vec<(Record, u32)> = counts.by_source.iter().map(|(source, count)| (record(*source), *count)).collect();
    let as_shortlisted = (missing > 0 && !weights.is_empty()).then(|| attrition::mixed(missing, &weights));
    let basis = by_source.iter().map(|plan| format!("{}: {}", plan.source.label(), plan.basis.text())).collect::<Vec<_>>().join(" ");
    Ok(InvitationPlan {
        target,
        missing,
        by_source,
        as_shortlisted,
        shortlisted: counts.shortlisted,
        invited: counts.invited,
        active: counts.active,
        basis,
    })
}
