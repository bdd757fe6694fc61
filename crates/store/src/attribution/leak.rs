//! What a code is judged by: its orders, where its clicks came from, and the customers of the whole brand.
//!
//! Invariant: four statements for a code, whatever it sold (and one more for each 500 clicks). Absent: the judgement.

use std::collections::BTreeMap;

use domain::{
    attribution::ShopOrder,
    ids::{BrandId, ClickId, CollaborationId},
    time::{MINUTE, Timestamp},
};

use crate::{
    Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

/// The orders that a collaboration touched and that were placed from an instant on, oldest first.
///
/// # Errors
/// The store's.
pub async fn orders(db: &impl Read, brand: BrandId, collaboration: CollaborationId, from: Timestamp) -> Result<Vec<Stored<ShopOrder>>> {
    let condition =
        "placed_at >= $3 AND id IN (SELECT shop_order FROM credit WHERE brand = $1 AND collaboration = $2) ORDER BY placed_at, id";
    document::list(db, brand, condition, params![collaboration, from]).await
}

/// When the first order that a collaboration touched was placed.
///
/// # Errors
/// The store's.
pub async fn first_order(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Option<Timestamp>> {
    let sql = "SELECT placed_at FROM credit WHERE brand = $1 AND collaboration = $2 ORDER BY placed_at LIMIT 1";
    db.one("credit", sql, params![brand, collaboration]).await?.map(|row| row.get("placed_at")).transpose()
}

/// The hosts that clicks came from, of those that name one.
///
/// # Errors
/// The store's.
pub async fn referrers(db: &impl Read, brand: BrandId, clicks: &[ClickId]) -> Result<BTreeMap<ClickId, String>> {
    let mut found = BTreeMap::new();
    for chunk in clicks.chunks(500) {
        let sql =
            format!("SELECT id, referrer FROM click WHERE brand = $1 AND referrer <> '' AND id IN ({})", placeholders(2, chunk.len()));
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("click", &sql, values).await? {
            found.insert(row.get("id")?, row.get("referrer")?);
        }
    }
    Ok(found)
}

/// Customers in a quarter of an hour: whose orders say whether they are new, and those who are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customers {
    /// When it began.
    pub at: Timestamp,
    /// Orders that say it.
    pub known: i64,
    /// Those of new customers.
    pub new: i64,
}

/// A quarter of an hour: every zone's day begins with one.
const QUARTER: i64 = 15 * MINUTE;

/// The customers of a brand's orders placed from an instant on, by quarters of an hour, so that whoever asks can add them
/// up to days of any zone.
///
/// # Errors
/// The store's.
pub async fn customers(db: &impl Read, brand: BrandId, from: Timestamp) -> Result<Vec<Customers>> {
    let sql = "SELECT placed_at / $3 AS quarter, COUNT(*) AS known, CAST(SUM(CASE WHEN facts LIKE $4 THEN 1 ELSE 0 END) AS BIGINT) AS fresh \
               FROM shop_order WHERE brand = $1 AND placed_at >= $2 AND (facts LIKE $4 OR facts LIKE $5) \
               GROUP BY placed_at / $3 ORDER BY placed_at / $3";
    // Quotes inside a text are escaped in JSON, so nothing that a shop writes looks like this field.
    let (new, known) = ("%\"new_customer\":true%", "%\"new_customer\":false%");
    let rows = db.all("shop_order", sql, params![brand, from, QUARTER, new, known]).await?;
    rows.iter()
        .map(|row| {
            let quarter: i64 = row.get("quarter")?;
            Ok(Customers { at: Timestamp(quarter * QUARTER), known: row.get("known")?, new: row.get("fresh")? })
        })
        .collect()
}
