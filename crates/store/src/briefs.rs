//! Rows of the room `briefs`: versions, and to whom they were sent.

use domain::{
    briefs::{Brief, BriefSent},
    ids::{BrandId, BriefId, CampaignId, CollaborationId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for Brief {
    const TABLE: &'static str = "brief";
    const WALL: &'static str = "brand";
    type Id = BriefId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("campaign", self.campaign.bind()), ("number", self.number.bind())]
    }
}

impl Document for BriefSent {
    const TABLE: &'static str = "brief_sent";
    const WALL: &'static str = "brand";
    type Id = BriefId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("number", self.number.bind())]
    }
}

/// The newest version of a campaign's brief.
///
/// # Errors
/// The store's.
pub async fn newest(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Option<Stored<Brief>>> {
    Ok(document::list(db, brand, "campaign = $2 ORDER BY number DESC LIMIT 1", params![campaign]).await?.into_iter().next())
}

/// Every version of a campaign's brief, newest first.
///
/// # Errors
/// The store's.
pub async fn versions(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Vec<Stored<Brief>>> {
    document::list(db, brand, "campaign = $2 ORDER BY number DESC", params![campaign]).await
}

/// What was sent to a collaboration, oldest first.
///
/// # Errors
/// The store's.
pub async fn sent(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<BriefSent>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY number", params![collaboration]).await
}
