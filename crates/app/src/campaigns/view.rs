//! What people see of the room `campaigns`.

use std::collections::BTreeMap;

use domain::{
    campaigns::{
        Campaign, CampaignState,
        attrition::{self, MixedPlan, Plan, Record},
    },
    creators::Source,
    ids::CampaignId,
    journey::Stage,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Stored;

use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View,
    operation::{TEAM, WORKERS},
};

/// How many collaborations are at a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageCount {
    /// Where.
    pub stage: Stage,
    /// How many.
    pub count: i64,
}

/// A campaign with how far its people are.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CampaignView {
    /// Which.
    pub id: CampaignId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The plan.
    pub campaign: Campaign,
    /// How many collaborations are at each stage, in the order of stages; those without any are left out.
    pub stages: Vec<StageCount>,
}

impl CampaignView {
    fn new(found: Stored<Campaign>, counts: &BTreeMap<(CampaignId, Stage), i64>) -> Self {
        let stages =
            Stage::ALL.into_iter().filter_map(|stage| Some(StageCount { stage, count: *counts.get(&(found.id, stage))? })).collect();
        Self { id: found.id, version: found.version.0, campaign: found.value, stages }
    }
}

async fn stage_counts(look: &Look, campaign: Option<CampaignId>) -> Result<BTreeMap<(CampaignId, Stage), i64>> {
    let mut counts = BTreeMap::new();
    for (campaign, _, stage) in store::moves::stages(look.db(), look.brand()?, campaign).await? {
        *counts.entry((campaign, stage)).or_insert(0) += 1;
    }
    Ok(counts)
}

/// The campaigns of the brand, the newest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ListCampaigns {
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<CampaignState>,
}

impl View for ListCampaigns {
    type Answer = Vec<CampaignView>;
    const META: Meta = Meta {
        name: "campaigns.list_campaigns",
        doc: "Lists the campaigns of a brand, the newest first, with how many collaborations are at each stage.",
        route: Route::get("/campaigns"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<CampaignView>> {
        let counts = stage_counts(look, None).await?;
        let all = store::campaigns::campaigns(look.db(), look.brand()?).await?;
        let wanted = |found: &Stored<Campaign>| self.state.is_none_or(|state| found.value.state == state);
        Ok(all.into_iter().filter(wanted).map(|found| CampaignView::new(found, &counts)).collect())
    }
}

/// One campaign.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetCampaign {
    /// Which.
    pub campaign: CampaignId,
}

impl View for GetCampaign {
    type Answer = CampaignView;
    const META: Meta = Meta {
        name: "campaigns.get_campaign",
        doc: "Shows a campaign: its plan and how many collaborations are at each stage.",
        route: Route::get("/campaigns/{campaign}"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CampaignView> {
        let found = store::document::find::<Campaign>(look.db(), look.brand()?, self.campaign).await?.ok_or(Error::NotFound)?;
        let counts = stage_counts(look, Some(found.id)).await?;
        Ok(CampaignView::new(found, &counts))
    }
}

/// How many creators to invite so that enough of them take part.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct PlanInvitations {
    /// For which campaign.
    pub campaign: CampaignId,
}

/// How many to invite if all came from one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourcePlan {
    /// The plan.
    pub plan: Plan,
    /// What its chance rests on, in words.
    pub basis: String,
    /// How many of this source are on the shortlist or invited.
    pub shortlisted: u32,
}

/// The attrition plan of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvitationPlan {
    /// Active creators wanted.
    pub target: u32,
    /// Who have agreed already.
    pub agreed: u32,
    /// For those still wanted: how many to invite if all came from one source.
    pub sources: Vec<SourcePlan>,
    /// For those still wanted, in the mix of sources that the shortlist has; nothing while it is empty.
    pub mixed: Option<MixedPlan>,
}

impl View for PlanInvitations {
    type Answer = InvitationPlan;
    const META: Meta = Meta {
        name: "campaigns.plan_invitations",
        doc: "Says how many creators to invite so that enough of them take part, and with what chance, by source.",
        route: Route::get("/campaigns/{campaign}/invitation-plan"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<InvitationPlan> {
        let campaign = store::document::find::<Campaign>(look.db(), look.brand()?, self.campaign).await?.ok_or(Error::NotFound)?;
        let own = store::campaigns::acceptance(look.db(), look.brand()?).await?;
        let all = store::campaigns::of_campaign(look.db(), look.brand()?, campaign.id).await?;
        let ids: Vec<_> = all.iter().filter(|one| one.value.off.is_none()).map(|one| one.id).collect();
        let (agreed, _) = store::campaigns::agreed_and_live(look.db(), look.brand()?, &ids).await?;
        let agreed = u32::try_from(agreed.len()).unwrap_or(u32::MAX);
        let target = campaign.value.active_creators;
        let wanted = target.saturating_sub(agreed);
        let record = |source| own.iter().find(|record| record.source == source).copied().unwrap_or(Record { source, yes: 0, no: 0 });
        let on_list = |source| u32::try_from(all.iter().filter(|one| one.value.source == source).count()).unwrap_or(u32::MAX);
        let by_source = |source: &Source| {
            let plan = attrition::plan(wanted, record(*source));
            SourcePlan { plan, basis: plan.basis.text(), shortlisted: on_list(*source) }
        };
        let weights: Vec<(Record, u32)> =
            Source::ALL.iter().map(|source| (record(*source), on_list(*source))).filter(|(_, weight)| *weight > 0).collect();
        let mixed = (!weights.is_empty()).then(|| attrition::mixed(wanted, &weights));
        Ok(InvitationPlan { target, agreed, sources: Source::ALL.iter().map(by_source).collect(), mixed })
    }
}
