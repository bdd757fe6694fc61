//! What a creator's timeline tells that is no event: orders that they are credited with, and numbers that came in.
//!
//! Invariant: before a place in time, newest first, as the events are read. Absent: words.

use domain::{
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, OrganisationId},
    money::Money,
    time::Timestamp,
};
use uuid::Uuid;

use crate::{Read, Result, params};

/// A share of an order.
#[derive(Debug, Clone)]
pub struct SaleRow {
    /// The order.
    pub order: Uuid,
    /// Its number in the shop.
    pub number: String,
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// The share.
    pub amount: Money,
    /// When it was placed.
    pub at: Timestamp,
}

/// Orders that a creator is credited with.
///
/// # Errors
/// The store's.
pub async fn sales(
    db: &impl Read,
    brand: BrandId,
    creator: CreatorId,
    before: Option<(Timestamp, Uuid)>,
    most: i64,
) -> Result<Vec<SaleRow>> {
    let (at, id) = before.unwrap_or((Timestamp(i64::MAX), Uuid::max()));
    let sql = "SELECT credit.shop_order AS id, shop_order.number AS number, credit.collaboration AS collaboration, collaboration.campaign AS campaign, \
               credit.minor AS minor, credit.currency AS currency, credit.placed_at AS at \
               FROM credit JOIN collaboration ON collaboration.id = credit.collaboration JOIN shop_order ON shop_order.id = credit.shop_order \
               WHERE credit.brand = $1 AND collaboration.brand = $1 AND collaboration.creator = $2 AND credit.minor <> 0 \
               AND (credit.placed_at < $3 OR (credit.placed_at = $3 AND credit.shop_order < $4)) \
               ORDER BY credit.placed_at DESC, credit.shop_order DESC LIMIT $5";
    let rows = db.all("credit", sql, params![brand, creator, at, id, most]).await?;
    let row = |row: &crate::Row| {
        Ok(SaleRow {
            order: row.get("id")?,
            number: row.get("number")?,
            collaboration: row.get("collaboration")?,
            campaign: row.get("campaign")?,
            amount: row.money("minor", "currency")?,
            at: row.get("at")?,
        })
    };
    rows.iter().map(row).collect()
}

/// Numbers that came in at one time.
#[derive(Debug, Clone)]
pub struct NumbersRow {
    /// From where; of several sources the first by name.
    pub source: String,
    /// How many.
    pub count: i64,
    /// When.
    pub at: Timestamp,
}

/// Numbers of a creator's accounts as they came in.
///
/// # Errors
/// The store's.
pub async fn numbers(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    before: Option<Timestamp>,
    most: i64,
) -> Result<Vec<NumbersRow>> {
    let at = before.unwrap_or(Timestamp(i64::MAX));
    let sql = "SELECT MIN(source) AS source, fetched_at, COUNT(*) AS n FROM metric WHERE organisation = $1 \
               AND profile IN (SELECT id FROM profile WHERE organisation = $1 AND creator = $2) AND fetched_at < $3 \
               GROUP BY fetched_at ORDER BY fetched_at DESC LIMIT $4";
    let rows = db.all("metric", sql, params![organisation, creator, at, most]).await?;
    let row = |row: &crate::Row| Ok(NumbersRow { source: row.get("source")?, count: row.get("n")?, at: row.get("fetched_at")? });
    rows.iter().map(row).collect()
}
