//! Rows of the room `campaigns`: campaigns and collaborations.

use domain::{
    campaigns::{Campaign, CampaignState, Collaboration},
    ids::{BrandId, CampaignId, CollaborationId, CreatorId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for Campaign {
    const TABLE: &'static str = "campaign";
    const WALL: &'static str = "brand";
    type Id = CampaignId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("slug", self.slug.as_str().bind()),
            ("state", self.state.as_str().bind()),
            ("starts", self.starts.bind()),
            ("ends", self.ends.bind()),
        ]
    }
}

impl Document for Collaboration {
    const TABLE: &'static str = "collaboration";
    const WALL: &'static str = "brand";
    type Id = CollaborationId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("campaign", self.campaign.bind()),
            ("creator", self.creator.bind()),
            ("slug", self.slug.as_str().bind()),
            ("source", self.source.as_str().bind()),
            ("invited", self.invited_at.is_some().bind()),
            ("off", self.off.as_ref().map(|off| off.ramp.as_str()).bind()),
        ]
    }
}

/// The campaigns of a brand, the newest first.
///
/// # Errors
/// The store's.
pub async fn campaigns(db: &impl Read, brand: BrandId) -> Result<Vec<Stored<Campaign>>> {
    document::list(db, brand, "1 = 1 ORDER BY starts DESC, id DESC", vec![]).await
}

/// The campaigns of a brand in a state, the newest first.
///
/// # Errors
/// The store's.
pub async fn in_state(db: &impl Read, brand: BrandId, state: CampaignState) -> Result<Vec<Stored<Campaign>>> {
    document::list(db, brand, "state = $2 ORDER BY starts DESC, id DESC", params![state.as_str()]).await
}

/// The collaborations of a campaign, in the order in which they were shortlisted.
///
/// # Errors
/// The store's.
pub async fn of_campaign(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Vec<Stored<Collaboration>>> {
    document::list(db, brand, "campaign = $2 ORDER BY id", params![campaign]).await
}

/// The collaborations of a creator in a brand, newest first.
///
/// # Errors
/// The store's.
pub async fn of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Collaboration>>> {
    document::list(db, brand, "creator = $2 ORDER BY id DESC", params![creator]).await
}

/// A campaign of a brand by its short name.
///
/// # Errors
/// The store's.
pub async fn by_slug(db: &impl Read, brand: BrandId, slug: &str) -> Result<Option<Stored<Campaign>>> {
    Ok(document::list(db, brand, "slug = $2", params![slug]).await?.into_iter().next())
}

/// Collaborations by their ids.
///
/// # Errors
/// The store's.
pub async fn by_ids(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<Vec<Stored<Collaboration>>> {
    document::list_in(db, brand, "id", ids, "id").await
}
