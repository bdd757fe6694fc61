//! Rows of credit: what each collaboration that touched an order is credited with by the rule of its agreement, and the
//! commission that follows. A projection of the order, but for what was released, which is frozen.
//!
//! Invariant: one row for each order and collaboration that touched it, zero where the rule gives it nothing.

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, OrderId, PayableId},
    money::Currency,
    time::Timestamp,
};

use crate::{
    Read, Result, Row, Tx,
    db::{Bind, placeholders},
    params,
};

/// One collaboration's part of an order. Amounts are minor units of the order's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRow {
    /// Of which order.
    pub order: OrderId,
    /// Whose.
    pub collaboration: CollaborationId,
    /// Credited now, net of refunds.
    pub minor: i64,
    /// Credited before refunds.
    pub gross: i64,
    /// Of all amounts.
    pub currency: Currency,
    /// When the order was placed.
    pub placed_at: Timestamp,
    /// The commission earned on it as far as is known.
    pub commission: i64,
    /// When its hold ends; nothing while the order is unpaid.
    pub release_at: Option<Timestamp>,
    /// The commission that was released, frozen; nothing while it is held.
    pub released: Option<i64>,
    /// What refunds took back since then; zero or below.
    pub taken_back: i64,
    /// The payable into which it went; nothing when it was netted away.
    pub payable: Option<PayableId>,
}

const COLUMNS: &str = "shop_order, collaboration, minor, gross, currency, placed_at, commission, release_at, released, taken_back, payable";

/// Writes a row in place of the one of the same order and collaboration.
///
/// # Errors
/// The store's.
pub async fn put(tx: &Tx, brand: BrandId, row: &CreditRow) -> Result<()> {
    let sql = format!(
        "INSERT INTO credit (brand, {COLUMNS}) VALUES ({}) ON CONFLICT (shop_order, collaboration) DO UPDATE SET \
         minor = $4, gross = $5, placed_at = $7, commission = $8, release_at = $9, released = $10, taken_back = $11, payable = $12",
        placeholders(1, 12)
    );
    let values = params![
        brand,
        row.order,
        row.collaboration,
        row.minor,
        row.gross,
        row.currency,
        row.placed_at,
        row.commission,
        row.release_at,
        row.released,
        row.taken_back,
        row.payable,
    ];
    tx.execute(&sql, values).await.map(|_| ())
}

/// The rows of an order.
///
/// # Errors
/// The store's.
pub async fn of_order(db: &impl Read, brand: BrandId, order: OrderId) -> Result<Vec<CreditRow>> {
    let sql = format!("SELECT {COLUMNS} FROM credit WHERE brand = $1 AND shop_order = $2 ORDER BY collaboration");
    db.all("credit", &sql, params![brand, order]).await?.iter().map(read).collect()
}

/// The rows of orders.
///
/// # Errors
/// The store's.
pub async fn of_orders(db: &impl Read, brand: BrandId, orders: &[OrderId]) -> Result<Vec<CreditRow>> {
    let mut found = Vec::new();
    for chunk in orders.chunks(500) {
        let sql = format!(
            "SELECT {COLUMNS} FROM credit WHERE brand = $1 AND shop_order IN ({}) ORDER BY shop_order, collaboration",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("credit", &sql, values).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

/// The rows of a collaboration whose hold was over before an instant and whose commission has not been released.
///
/// # Errors
/// The store's.
pub async fn to_release(db: &impl Read, brand: BrandId, collaboration: CollaborationId, now: Timestamp) -> Result<Vec<CreditRow>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM credit WHERE brand = $1 AND collaboration = $2 AND released IS NULL AND release_at < $3 AND commission <> 0 \
         ORDER BY release_at, shop_order"
    );
    db.all("credit", &sql, params![brand, collaboration, now]).await?.iter().map(read).collect()
}

/// How many rows of a collaboration hold commission that was not released.
///
/// # Errors
/// The store's.
pub async fn held(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM credit WHERE brand = $1 AND collaboration = $2 AND released IS NULL AND commission <> 0";
    db.number("credit", sql, params![brand, collaboration]).await
}

/// Commission of a creator that is counted and not yet released, of one collaboration in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// In minor units.
    pub minor: i64,
    /// Its currency.
    pub currency: Currency,
    /// Of how many orders.
    pub orders: i64,
    /// When the hold of the first of it is over.
    pub next: Option<Timestamp>,
}

/// Commission of a creator that is still held, by collaboration and currency.
///
/// # Errors
/// The store's.
pub async fn held_of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<HeldRow>> {
    let sql = "SELECT credit.collaboration, credit.currency, COUNT(*) AS n, CAST(SUM(credit.commission) AS BIGINT) AS minor, \
                      MIN(credit.release_at) AS next \
               FROM credit JOIN collaboration ON collaboration.id = credit.collaboration \
               WHERE credit.brand = $1 AND collaboration.brand = $1 AND collaboration.creator = $2 \
                 AND credit.released IS NULL AND credit.commission > 0 \
               GROUP BY credit.collaboration, credit.currency ORDER BY credit.collaboration, credit.currency";
    let rows = db.all("credit", sql, params![brand, creator]).await?;
    let held = |row: &Row| {
        Ok(HeldRow {
            collaboration: row.get("collaboration")?,
            minor: row.get("minor")?,
            currency: row.get("currency")?,
            orders: row.get("n")?,
            next: row.get("next")?,
        })
    };
    rows.iter().map(held).collect()
}

/// All rows of a brand.
///
/// # Errors
/// The store's.
pub async fn of_brand(db: &impl Read, brand: BrandId) -> Result<Vec<CreditRow>> {
    let sql = format!("SELECT {COLUMNS} FROM credit WHERE brand = $1 ORDER BY collaboration, placed_at, shop_order");
    db.all("credit", &sql, params![brand]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<CreditRow> {
    Ok(CreditRow {
        order: row.get("shop_order")?,
        collaboration: row.get("collaboration")?,
        minor: row.get("minor")?,
        gross: row.get("gross")?,
        currency: row.get("currency")?,
        placed_at: row.get("placed_at")?,
        commission: row.get("commission")?,
        release_at: row.get("release_at")?,
        released: row.get("released")?,
        taken_back: row.get("taken_back")?,
        payable: row.get("payable")?,
    })
}

/// Whether customers have ordered with a code.
///
/// # Errors
/// The store's.
pub async fn code_used(db: &impl Read, brand: BrandId, code: domain::ids::CodeId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM shop_order WHERE brand = $1 AND id IN (SELECT shop_order FROM credit WHERE brand = $1 \
               AND collaboration IN (SELECT collaboration FROM promo_code WHERE brand = $1 AND id = $2)) AND facts LIKE $3";
    Ok(db.number("shop_order", sql, params![brand, code, format!("%\"code\":\"{code}\"%")]).await? > 0)
}
