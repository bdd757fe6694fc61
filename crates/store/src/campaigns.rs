//! Rows of the room `campaigns`: campaigns and collaborations.

use std::collections::BTreeMap;

use domain::{
    campaigns::{Campaign, CampaignState, Collaboration, attrition::Record},
    creators::Source,
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, OrganisationId},
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Row, Stored, Tx,
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
            ("import", self.taken_over.as_ref().map(|told| told.import).bind()),
            ("fallen", self.taken_over.as_ref().map(|told| fallen(&told.fallen)).bind()),
        ]
    }
    fn tells_of(&self, _id: Self::Id) -> Option<CreatorId> {
        Some(self.creator)
    }
}

/// What had fallen through, as one text in which each is found by its word between commas.
fn fallen(all: &[domain::campaigns::Fallen]) -> String {
    all.iter().map(|one| format!(",{},", one.as_str())).collect()
}

/// How far a brand is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Begun {
    /// It knows a creator.
    pub creators: bool,
    /// It has a campaign.
    pub campaigns: bool,
    /// It invited somebody once, or brought a tracker of whom it had invited before.
    pub invited: bool,
}

/// Whether a brand has creators, campaigns, and invited somebody yet.
///
/// # Errors
/// The store's.
pub async fn begun(db: &impl Read, brand: BrandId) -> Result<Begun> {
    let sql = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM relationship WHERE brand = $1 LIMIT 1) AS one) AS creators, \
                      (SELECT COUNT(*) FROM (SELECT 1 FROM campaign WHERE brand = $1 LIMIT 1) AS two) AS campaigns, \
                      (SELECT COUNT(*) FROM (SELECT 1 FROM collaboration WHERE brand = $1 AND invited LIMIT 1) AS three) \
                    + (SELECT COUNT(*) FROM (SELECT 1 FROM tracker_import WHERE brand = $1 LIMIT 1) AS four) AS invited";
    let Some(row) = db.one("campaign", sql, params![brand]).await? else { return Ok(Begun::default()) };
    let some = |column: &str| -> Result<bool> { Ok(row.get::<i64>(column)? > 0) };
    Ok(Begun { creators: some("creators")?, campaigns: some("campaigns")?, invited: some("invited")? })
}

/// The campaigns of a brand, the newest first.
///
/// # Errors
/// The store's.
pub async fn campaigns(db: &impl Read, brand: BrandId) -> Result<Vec<Stored<Campaign>>> {
    document::list(db, brand, "1 = 1 ORDER BY starts DESC, id DESC", vec![]).await
}

/// The campaigns of a brand that have not ended, the newest first.
///
/// # Errors
/// The store's.
pub async fn not_ended(db: &impl Read, brand: BrandId) -> Result<Vec<Stored<Campaign>>> {
    document::list(db, brand, "state <> $2 ORDER BY starts DESC, id DESC", params![CampaignState::Ended.as_str()]).await
}

/// The collaborations of a campaign, in the order in which they were shortlisted.
///
/// # Errors
/// The store's.
pub async fn of_campaign(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Vec<Stored<Collaboration>>> {
    document::list(db, brand, "campaign = $2 ORDER BY id", params![campaign]).await
}

/// Who is in a campaign.
///
/// # Errors
/// The store's.
pub async fn creators_in(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Vec<CreatorId>> {
    let sql = "SELECT creator FROM collaboration WHERE brand = $1 AND campaign = $2 ORDER BY creator";
    db.all("collaboration", sql, params![brand, campaign]).await?.iter().map(|row| row.get("creator")).collect()
}

/// The collaborations of a creator in a brand, newest first.
///
/// # Errors
/// The store's.
pub async fn of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Collaboration>>> {
    document::list(db, brand, "creator = $2 ORDER BY id DESC", params![creator]).await
}

/// The short names of a brand's campaigns.
///
/// # Errors
/// The store's.
pub async fn slugs(db: &impl Read, brand: BrandId) -> Result<Vec<String>> {
    db.all("campaign", "SELECT slug FROM campaign WHERE brand = $1", params![brand]).await?.iter().map(|row| row.get("slug")).collect()
}

/// How the brand's invitations ended, by source: yes is who agreed, no is who declined, never answered, or was let go
/// before agreeing; open ones are left out.
///
/// # Errors
/// The store's.
pub async fn acceptance(db: &impl Read, brand: BrandId) -> Result<Vec<Record>> {
    let sql = "SELECT source, SUM(yes) AS yes, SUM(CASE WHEN yes = 0 AND off IN ('declined', 'no_response') THEN 1 ELSE 0 END) AS no \
               FROM (SELECT c.source AS source, c.off AS off, CASE WHEN EXISTS (SELECT 1 FROM offer o WHERE o.brand = $1 \
               AND o.collaboration = c.id AND o.state = 'accepted') THEN 1 ELSE 0 END AS yes FROM collaboration c WHERE c.brand = $1 AND c.invited) \
               invited GROUP BY source";
    let count = |row: &Row, column: &str| -> Result<u32> { Ok(u32::try_from(row.get::<i64>(column)?).unwrap_or(u32::MAX)) };
    let rows = db.all("collaboration", sql, params![brand]).await?;
    rows.iter()
        .map(|row| Ok(Record { source: row.word("source", Source::parse)?, yes: count(row, "yes")?, no: count(row, "no")? }))
        .collect()
}

/// How many creators a campaign has at which point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortlistCounts {
    /// Not off the road, by source.
    pub by_source: Vec<(Source, u32)>,
    /// Not off the road.
    pub shortlisted: u32,
    /// Invited, off-ramps included.
    pub invited: u32,
    /// Agreed and not off the road.
    pub active: u32,
}

/// Counts a campaign's creators.
///
/// # Errors
/// The store's.
pub async fn shortlist_counts(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<ShortlistCounts> {
    let sql = "SELECT collaboration.source AS source, \
                 SUM(CASE WHEN collaboration.off IS NULL THEN 1 ELSE 0 END) AS listed, \
                 SUM(CASE WHEN collaboration.invited THEN 1 ELSE 0 END) AS invited, \
                 SUM(CASE WHEN collaboration.off IS NULL AND offer.id IS NOT NULL THEN 1 ELSE 0 END) AS active \
               FROM collaboration LEFT JOIN offer ON offer.collaboration = collaboration.id AND offer.state = 'accepted' \
               WHERE collaboration.brand = $1 AND collaboration.campaign = $2 GROUP BY collaboration.source ORDER BY collaboration.source";
    let mut counts = ShortlistCounts::default();
    for row in db.all("collaboration", sql, params![brand, campaign]).await? {
        let number = |column: &str| -> Result<u32> { Ok(u32::try_from(row.get::<i64>(column)?).unwrap_or(u32::MAX)) };
        let listed = number("listed")?;
        if listed > 0 {
            counts.by_source.push((row.word("source", Source::parse)?, listed));
        }
        counts.shortlisted += listed;
        counts.invited += number("invited")?;
        counts.active += number("active")?;
    }
    Ok(counts)
}

/// Every collaboration of a brand.
///
/// # Errors
/// The store's.
pub async fn ids_of_brand(db: &impl Read, brand: BrandId) -> Result<Vec<CollaborationId>> {
    let rows = db.all("collaboration", "SELECT id FROM collaboration WHERE brand = $1 ORDER BY id", params![brand]).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// The campaigns of collaborations.
///
/// # Errors
/// The store's.
pub async fn of_collaborations(
    db: &impl Read,
    brand: BrandId,
    ids: &[CollaborationId],
) -> Result<BTreeMap<CollaborationId, (CampaignId, Campaign)>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT c.id AS id, c.campaign AS campaign, p.facts AS facts FROM collaboration c JOIN campaign p ON p.id = c.campaign \
             WHERE (c.brand = $1) IS TRUE AND c.id IN ({})",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("collaboration", &sql, values).await? {
            found.insert(row.get("id")?, (row.get("campaign")?, row.json("facts")?));
        }
    }
    Ok(found)
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

/// A creator's collaborations that have not left the road, in every brand of an organisation.
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

/// Holds a campaign until the end of the transaction, so that two clocks do not tell of the same things. SQLite has one writer.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, brand: BrandId, campaign: CampaignId) -> Result<()> {
    let sql = format!("SELECT id FROM campaign WHERE brand = $1 AND id = $2{}", tx.for_update());
    tx.one("campaign", &sql, params![brand, campaign]).await.map(|_| ())
}
