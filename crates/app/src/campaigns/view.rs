//! What people see of the room `campaigns`.

use std::collections::BTreeMap;

use domain::{ids::CampaignId, journey::Stage};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CampaignView, CollaborationView, StageCount};
use crate::{Agent, App, Caller, Error, Look, Meta, Reach, Result, Route, View, operation::TEAM};

/// The campaign that an address of a page names, by its short name or its id; the caller's brand is its wall.
///
/// # Errors
/// Not found; the store's.
pub async fn named(app: &App, caller: &Caller, name: &str) -> Result<CampaignId> {
    let brand = caller.brand.ok_or(Error::NotFound)?;
    let found = match name.parse() {
        Ok(id) => store::document::find::<domain::campaigns::Campaign>(app.db(), brand, id).await?,
        Err(_) => store::campaigns::by_slug(app.db(), brand, name).await?,
    };
    found.map(|campaign| campaign.id).ok_or(Error::NotFound)
}

/// The campaigns of a brand, the newest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListCampaigns {}

impl View for ListCampaigns {
    type Answer = Vec<CampaignView>;
    const META: Meta = Meta {
        name: "campaigns.list_campaigns",
        doc: "Lists the campaigns of a brand with how many collaborations are in each stage.",
        route: Route::get("/campaigns"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<CampaignView>> {
        let brand = look.brand()?;
        let campaigns = store::campaigns::campaigns(look.db(), brand).await?;
        let mut counts = store::moves::stage_counts(look.db(), brand).await?;
        Ok(campaigns
            .into_iter()
            .map(|found| CampaignView {
                id: found.id,
                version: found.version.0,
                stages: counts
                    .remove(&found.id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(stage, count)| StageCount { stage, count })
                    .collect(),
                campaign: found.value,
            })
            .collect())
    }
}

/// One campaign with its collaborations.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct GetCampaign {
    /// Which.
    pub campaign: CampaignId,
}

/// A campaign with its collaborations.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CampaignDetail {
    /// The campaign.
    pub campaign: CampaignView,
    /// Its collaborations, in the order in which they were shortlisted.
    pub collaborations: Vec<CollaborationView>,
}

impl View for GetCampaign {
    type Answer = CampaignDetail;
    const META: Meta = Meta {
        name: "campaigns.get_campaign",
        doc: "Shows a campaign with its collaborations and the stage of each.",
        route: Route::get("/campaigns/{campaign}"),
        reach: Reach::Brand,
        who: TEAM,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<CampaignDetail> {
        let brand = look.brand()?;
        let found = store::document::find::<domain::campaigns::Campaign>(look.db(), brand, self.campaign).await?.ok_or(Error::NotFound)?;
        let stages: BTreeMap<_, _> =
            store::moves::stages(look.db(), brand, Some(found.id)).await?.into_iter().map(|(_, id, stage)| (id, stage)).collect();
        let mut counts: BTreeMap<Stage, usize> = BTreeMap::new();
        for stage in stages.values() {
            *counts.entry(*stage).or_default() += 1;
        }
        let collaborations = store::campaigns::of_campaign(look.db(), brand, found.id)
            .await?
            .into_iter()
            .map(|one| CollaborationView {
                id: one.id,
                version: one.version.0,
                creator: one.value.creator,
                source: one.value.source,
                stage: stages.get(&one.id).copied().unwrap_or(Stage::Shortlisted),
                off: one.value.off,
            })
            .collect();
        let campaign = CampaignView {
            id: found.id,
            version: found.version.0,
            stages: counts.into_iter().map(|(stage, count)| StageCount { stage, count }).collect(),
            campaign: found.value,
        };
        Ok(CampaignDetail { campaign, collaborations })
    }
}
