//! Rows of the room `campaigns`: campaigns and collaborations.

use std::collections::BTreeSet;

use domain::{
    campaigns::{Campaign, Collaboration, attrition::Record},
    creators::Source,
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, OrganisationId},
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

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

/// Whether a brand has a campaign of this short name.
///
/// # Errors
/// The store's.
pub async fn slug_taken(db: &impl Read, brand: BrandId, slug: &str) -> Result<bool> {
    Ok(db.number("campaign", "SELECT COUNT(*) AS n FROM campaign WHERE brand = $1 AND slug = $2", params![brand, slug]).await? > 0)
}

/// A creator's collaborations that have not left the road, in every brand that an organisation has.
///
/// # Errors
/// The store's.
pub async fn running_everywhere(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
) -> Result<Vec<(BrandId, CollaborationId)>> {
    let sql = "SELECT c.brand AS brand, c.id AS id FROM collaboration c JOIN brand b ON b.id = c.brand \
               WHERE b.organisation = $1 AND c.creator = $2 AND c.off IS NULL ORDER BY c.brand, c.id";
    let rows = db.all("collaboration", sql, params![organisation, creator]).await?;
    rows.iter().map(|row| Ok((row.get("brand")?, row.get("id")?))).collect()
}

/// Which of these collaborations have an accepted offer, and which a verified post. Two statements.
///
/// # Errors
/// The store's.
pub async fn agreed_and_live(
    db: &impl Read,
    brand: BrandId,
    ids: &[CollaborationId],
) -> Result<(BTreeSet<CollaborationId>, BTreeSet<CollaborationId>)> {
    let (mut agreed, mut live) = (BTreeSet::new(), BTreeSet::new());
    for chunk in ids.chunks(500) {
        for (table, state, found) in [("offer", "accepted", &mut agreed), ("post", "verified", &mut live)] {
            let sql = format!(
                "SELECT DISTINCT collaboration AS id FROM {table} WHERE brand = $1 AND state = $2 AND collaboration IN ({})",
                placeholders(3, chunk.len())
            );
            let mut values = params![brand, state];
            values.extend(chunk.iter().map(|id| id.bind()));
            for row in db.all(table, &sql, values).await? {
                found.insert(row.get("id")?);
            }
        }
    }
    Ok((agreed, live))
}

/// How a brand's invitations ended, by source: accepted an offer, or declined or never answered.
///
/// # Errors
/// The store's.
pub async fn acceptance(db: &impl Read, brand: BrandId) -> Result<Vec<Record>> {
    let sql = "SELECT source, SUM(CASE WHEN agreed = 1 THEN 1 ELSE 0 END) AS yes, \
               SUM(CASE WHEN agreed = 0 AND off IN ('declined', 'no_response') THEN 1 ELSE 0 END) AS no FROM \
               (SELECT c.source AS source, c.off AS off, CASE WHEN EXISTS (SELECT 1 FROM offer o WHERE o.collaboration = c.id AND o.state = 'accepted') \
               THEN 1 ELSE 0 END AS agreed FROM collaboration c WHERE c.brand = $1 AND c.invited = $2) AS found GROUP BY source ORDER BY source";
    let rows = db.all("collaboration", sql, params![brand, true]).await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    rows.iter()
        .map(|row| Ok(Record { source: row.word("source", Source::parse)?, yes: count(row.get("yes")?), no: count(row.get("no")?) }))
        .collect()
}
