//! Rows of the room `attribution`: links, codes, clicks, the webhook's secret; orders and credit have files of their own.
//!
//! Invariant: a slug leads to one link in the whole installation, a code to one collaboration in its brand.

pub mod credit;
pub mod leak;
pub mod orders;

use std::collections::BTreeMap;

use domain::{
    attribution::{
        Click, CodeText,
        codes::TakenCode,
        setup::{PromoCode, TrackingLink},
    },
    ids::{BrandId, ClickId, CodeId, CollaborationId, CreatorId, LinkId, OrganisationId},
    money::Currency,
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

/// A collaboration's commission in one currency that was not released yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InHold {
    /// When the next of it is released.
    pub next: Timestamp,
    /// In which currency.
    pub currency: Currency,
    /// How much in all, in minor units.
    pub minor: i64,
}

/// The commission of collaborations that waits for the end of its hold, by currency.
///
/// # Errors
/// The store's.
pub async fn in_hold(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Vec<InHold>>> {
    let mut found: BTreeMap<CollaborationId, Vec<InHold>> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT collaboration, currency, MIN(release_at) AS release_at, CAST(SUM(commission) AS BIGINT) AS minor FROM credit \
             WHERE brand = $1 AND released IS NULL AND release_at IS NOT NULL AND commission <> 0 AND collaboration IN ({}) \
             GROUP BY collaboration, currency ORDER BY collaboration, currency",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("credit", &sql, values).await? {
            let held = InHold { next: row.get("release_at")?, currency: row.get("currency")?, minor: row.get("minor")? };
            found.entry(row.get("collaboration")?).or_default().push(held);
        }
    }
    Ok(found)
}

/// Which of the short names that begin with `base` are taken in the installation.
///
/// # Errors
/// The store's.
pub async fn slugs_like(db: &impl Read, base: &str) -> Result<Vec<String>> {
    let sql = "SELECT slug FROM tracking_link WHERE slug = $1 OR slug LIKE $2";
    // Short names hold letters, digits and hyphens only, so nothing in `base` is a wildcard.
    db.all("tracking_link", sql, params![base, format!("{base}-%")]).await?.iter().map(|row| row.get("slug")).collect()
}

/// Every code of a brand with the creator whose it is.
///
/// # Errors
/// The store's.
pub async fn taken_codes(db: &impl Read, brand: BrandId) -> Result<Vec<(CollaborationId, TakenCode)>> {
    let sql = "SELECT promo_code.id AS id, promo_code.facts AS facts, collaboration.creator AS creator FROM promo_code \
               JOIN collaboration ON collaboration.id = promo_code.collaboration WHERE promo_code.brand = $1 ORDER BY promo_code.id";
    let rows = db.all("promo_code", sql, params![brand]).await?;
    rows.iter()
        .map(|row| {
            let code: PromoCode = row.json("facts")?;
            let creator: CreatorId = row.get("creator")?;
            Ok((code.collaboration, TakenCode { code: CodeText::of_shop(&code.code), creator: Some(creator) }))
        })
        .collect()
}

/// Codes of a brand by the form in which they are compared.
///
/// # Errors
/// The store's.
pub async fn codes_by_key(db: &impl Read, brand: BrandId, keys: &[String]) -> Result<Vec<Stored<PromoCode>>> {
    let mut found = Vec::new();
    for chunk in keys.chunks(500) {
        let condition = format!("code_key IN ({}) ORDER BY id", placeholders(2, chunk.len()));
        found.extend(document::list(db, brand, &condition, chunk.iter().map(|key| key.bind()).collect()).await?);
    }
    Ok(found)
}

/// Who clicked: the visitor of a click of this brand.
///
/// # Errors
/// The store's.
pub async fn visitor_of(db: &impl Read, brand: BrandId, click: ClickId) -> Result<Option<String>> {
    let row = db.one("click", "SELECT id, visitor FROM click WHERE brand = $1 AND id = $2", params![brand, click]).await?;
    row.map(|row| row.get("visitor")).transpose()
}

/// The clicks of a visitor between two instants, both included, or the one click where the visitor is not known.
///
/// # Errors
/// The store's.
pub async fn clicks_of(
    db: &impl Read,
    brand: BrandId,
    visitor: &str,
    only: Option<ClickId>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Click>> {
    let known = "SELECT id, collaboration, at FROM click WHERE brand = $1 AND at >= $2 AND at <= $3";
    let rows = match (visitor.is_empty(), only) {
        (true, None) => return Ok(vec![]),
        (true, Some(click)) => db.all("click", &format!("{known} AND id = $4"), params![brand, from, until, click]).await?,
        (false, _) => db.all("click", &format!("{known} AND visitor = $4 ORDER BY at, id"), params![brand, from, until, visitor]).await?,
    };
    rows.iter().map(|row| Ok(Click { id: row.get("id")?, collaboration: row.get("collaboration")?, at: row.get("at")? })).collect()
}

/// How many clicks each link of a collaboration had.
///
/// # Errors
/// The store's.
pub async fn clicks_by_link(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<BTreeMap<LinkId, i64>> {
    let sql = "SELECT link, COUNT(*) AS n FROM click WHERE brand = $1 AND collaboration = $2 GROUP BY link";
    db.all("click", sql, params![brand, collaboration]).await?.iter().map(|row| Ok((row.get("link")?, row.get("n")?))).collect()
}

/// How many clicks each link of a creator had, over all collaborations.
///
/// # Errors
/// The store's.
pub async fn clicks_of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<BTreeMap<LinkId, i64>> {
    let sql = "SELECT click.link, COUNT(*) AS n FROM click JOIN collaboration ON collaboration.id = click.collaboration \
               WHERE click.brand = $1 AND collaboration.brand = $1 AND collaboration.creator = $2 GROUP BY click.link";
    db.all("click", sql, params![brand, creator]).await?.iter().map(|row| Ok((row.get("link")?, row.get("n")?))).collect()
}

/// Puts a brand's webhook secret, sealed, in place of the one before.
///
/// # Errors
/// The store's.
pub async fn set_webhook_secret(tx: &Tx, brand: BrandId, sealed: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO webhook_secret (brand, sealed, created_at) VALUES ($1, $2, $3) \
               ON CONFLICT (brand) DO UPDATE SET sealed = $2, created_at = $3";
    tx.execute(sql, params![brand, sealed, now]).await.map(|_| ())
}

/// A brand's webhook secret, sealed, with when it was made and the brand's organisation.
///
/// # Errors
/// The store's.
pub async fn webhook_secret(db: &impl Read, brand: BrandId) -> Result<Option<(OrganisationId, String, Timestamp)>> {
    let sql = "SELECT brand.organisation AS organisation, webhook_secret.sealed AS sealed, webhook_secret.created_at AS created_at \
               FROM webhook_secret JOIN brand ON brand.id = webhook_secret.brand WHERE webhook_secret.brand = $1";
    let row = db.one("webhook_secret", sql, params![brand]).await?;
    row.map(|row| Ok((row.get("organisation")?, row.get("sealed")?, row.get("created_at")?))).transpose()
}
