//! Rows of the room `attribution`: links, codes, clicks, orders, credit.

use std::collections::BTreeMap;

use domain::{
    attribution::setup::{PromoCode, TrackingLink},
    ids::{BrandId, ClickId, CodeId, CollaborationId, LinkId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx, Version,
    db::{Bind, placeholders},
    document, params,
};

impl Document for TrackingLink {
    const TABLE: &'static str = "tracking_link";
    const WALL: &'static str = "brand";
    type Id = LinkId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("deliverable", self.deliverable.bind()), ("slug", self.slug.as_str().bind())]
    }
}

impl Document for PromoCode {
    const TABLE: &'static str = "promo_code";
    const WALL: &'static str = "brand";
    type Id = CodeId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("code_key", self.key.as_str().bind())]
    }
}

/// A collaboration's tracking links in the order of its deliverables.
///
/// # Errors
/// The store's.
pub async fn links(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<TrackingLink>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY id", params![collaboration]).await
}

/// A collaboration's code.
///
/// # Errors
/// The store's.
pub async fn code(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Option<Stored<PromoCode>>> {
    Ok(document::list(db, brand, "collaboration = $2", params![collaboration]).await?.into_iter().next())
}

/// A link by its short name, whatever the brand: for who clicks on it.
///
/// # Errors
/// The store's.
pub async fn link_by_slug(db: &impl Read, slug: &str) -> Result<Option<(BrandId, Stored<TrackingLink>)>> {
    let row = db.one("tracking_link", "SELECT id, brand, version, facts FROM tracking_link WHERE slug = $1", params![slug]).await?;
    row.map(|row| Ok((row.get("brand")?, Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? })))
        .transpose()
}

/// Counts a click.
///
/// # Errors
/// The store's.
pub async fn insert_click(
    tx: &Tx,
    id: ClickId,
    brand: BrandId,
    link: LinkId,
    collaboration: CollaborationId,
    at: Timestamp,
    referrer: &str,
    visitor: &str,
) -> Result<()> {
    let sql = "INSERT INTO click (id, brand, link, collaboration, at, referrer, visitor) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.insert("click", sql, params![id, brand, link, collaboration, at, referrer, visitor]).await
}

/// When the next held commission of collaborations is released.
///
/// # Errors
/// The store's.
pub async fn next_releases(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Timestamp>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT collaboration, MIN(release_at) AS release_at FROM credit \
             WHERE brand = $1 AND payable IS NULL AND commission <> 0 AND collaboration IN ({}) GROUP BY collaboration",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("credit", &sql, values).await? {
            found.insert(row.get("collaboration")?, row.get("release_at")?);
        }
    }
    Ok(found)
}
