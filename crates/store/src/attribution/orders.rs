//! Rows of orders and refunds.
//!
//! Invariant: a shop's order stands once for its source and number, a refund once for its order and number; a refund
//! whose order has not come yet is kept until it does.

use domain::{
    attribution::{Refund, ShopOrder, WINDOW, touches::touches},
    ids::{BrandId, CampaignId, OrderId, RefundId},
    money::Currency,
    text,
    time::Timestamp,
};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use crate::{
    Document, Read, Result, Stored, Tx,
    conditions::{self, Conditions, part},
    db::Bind,
    document, params,
};

impl Document for ShopOrder {
    const TABLE: &'static str = "shop_order";
    const WALL: &'static str = "brand";
    type Id = OrderId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("source", self.source.as_str().bind()),
            ("number", self.number.as_str().bind()),
            ("placed_at", self.order.placed_at.bind()),
            ("currency", self.order.currency.bind()),
            ("net", self.net().bind()),
            ("touched", (!touches(&self.order, WINDOW).is_empty()).bind()),
        ]
    }
}

/// A refund as a shop told of it, whether or not its order has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopRefund {
    /// The shop.
    pub source: String,
    /// The order's number.
    pub order_number: String,
    /// The refund's own number.
    pub number: String,
    /// What it gives back.
    pub refund: Refund,
    /// Whether its order knows of it.
    pub applied: bool,
}

impl Document for ShopRefund {
    const TABLE: &'static str = "shop_refund";
    const WALL: &'static str = "brand";
    type Id = RefundId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("source", self.source.as_str().bind()),
            ("order_number", self.order_number.as_str().bind()),
            ("number", self.number.as_str().bind()),
            ("at", self.refund.at.bind()),
            ("applied", self.applied.bind()),
        ]
    }
}

/// The orders of a number, whoever told of them.
///
/// # Errors
/// The store's.
pub async fn of_number(db: &impl Read, brand: BrandId, number: &str) -> Result<Vec<Stored<ShopOrder>>> {
    document::list(db, brand, "number = $2 ORDER BY source", params![number]).await
}

/// The refunds that a shop told of for an order's number, in the order of their time.
///
/// # Errors
/// The store's.
pub async fn refunds(db: &impl Read, brand: BrandId, source: &str, order_number: &str) -> Result<Vec<Stored<ShopRefund>>> {
    document::list(db, brand, "source = $2 AND order_number = $3 ORDER BY at, id", params![source, order_number]).await
}

/// Locks what is told about one order number, by whomever, until the end of the transaction, so that an order and its
/// refund, or a file and a shop, that arrive at the same moment see each other.
///
/// # Errors
/// The store's.
pub async fn lock_number(tx: &Tx, brand: BrandId, number: &str) -> Result<()> {
    if tx.for_update().is_empty() {
        return Ok(());
    }
    let sql = "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 0)) AS TEXT) AS locked";
    tx.one("shop_order", sql, params![format!("{brand} {number}")]).await.map(|_| ())
}

/// Which orders; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// A part of the shop's number.
    pub number: Option<String>,
    /// A part of the shop's name.
    pub source: Option<String>,
    /// A part of a code, as the shop wrote it.
    pub code: Option<String>,
    /// A part of the name of a creator who is credited.
    pub creator: Option<String>,
    /// Whether somebody is credited.
    pub credited: Option<bool>,
    /// Placed then or later.
    pub from: Option<Timestamp>,
    /// Placed before that.
    pub before: Option<Timestamp>,
}

/// A credit that counts: one whose order was worth something.
const COUNTS: &str = "credit.brand = $1 AND credit.shop_order = shop_order.id AND (credit.minor <> 0 OR credit.gross <> 0)";

impl Wanted {
    fn conditions(&self, db: &impl Read) -> Conditions {
        self.after(db, Conditions::default())
    }

    fn after(&self, db: &impl Read, mut asked: Conditions) -> Conditions {
        asked.has_words(&["number".to_owned()], self.number.as_deref());
        asked.has_words(&["source".to_owned()], self.source.as_deref());
        asked.has_words(&[db.field_of("facts", "codes")], self.code.as_deref());
        if let Some(words) = self.creator.as_deref().map(text::folded).filter(|words| !words.is_empty()) {
            let at = asked.value(part(&words));
            asked.add(format!(
                "EXISTS (SELECT 1 FROM credit JOIN collaboration k ON k.id = credit.collaboration JOIN creator p ON p.id = k.creator \
                 WHERE {COUNTS} AND p.name_key LIKE {at} ESCAPE '\\')"
            ));
        }
        if let Some(credited) = self.credited {
            asked.add(format!("{}EXISTS (SELECT 1 FROM credit WHERE {COUNTS})", if credited { "" } else { "NOT " }));
        }
        asked.compares("shop_order.placed_at", ">=", self.from);
        asked.compares("shop_order.placed_at", "<", self.before);
        asked
    }
}

/// How many orders fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, brand: BrandId, all: &[Wanted]) -> Result<Vec<i64>> {
    conditions::counts(db, brand, "shop_order", all, |wanted, asked| wanted.after(db, asked)).await
}

/// A brand's orders that fit, newest first, before a cursor.
///
/// # Errors
/// The store's.
pub async fn newest(
    db: &impl Read,
    brand: BrandId,
    wanted: &Wanted,
    before: Option<(Timestamp, OrderId)>,
    most: i64,
) -> Result<Vec<Stored<ShopOrder>>> {
    let mut asked = wanted.conditions(db);
    if let Some((at, id)) = before {
        let (at, id) = (asked.value(at), asked.value(id));
        asked.add(format!("(placed_at < {at} OR (placed_at = {at} AND id < {id}))"));
    }
    let limit = asked.value(most);
    let condition = format!("{} ORDER BY placed_at DESC, id DESC LIMIT {limit}", asked.text());
    document::list(db, brand, &condition, asked.values()).await
}

/// Orders that some creator touched: those that a campaign's collaborations touched, whenever they were placed, and those
/// of other campaigns placed between two instants.
///
/// # Errors
/// The store's.
pub async fn touched(
    db: &impl Read,
    brand: BrandId,
    campaign: CampaignId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Stored<ShopOrder>>> {
    let condition = "(id IN (SELECT credit.shop_order FROM credit JOIN collaboration ON collaboration.id = credit.collaboration \
                             WHERE credit.brand = $1 AND collaboration.campaign = $2) \
                      OR (placed_at >= $3 AND placed_at <= $4 AND EXISTS (SELECT 1 FROM credit WHERE credit.shop_order = shop_order.id))) \
                     ORDER BY placed_at, id";
    document::list(db, brand, condition, params![campaign, from, until]).await
}

/// Orders that a campaign's collaborations touched, whenever they were placed.
///
/// # Errors
/// The store's.
pub async fn of_campaign(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Vec<Stored<ShopOrder>>> {
    // CROSS keeps SQLite to this order: from the campaign to its orders, not from all orders of the brand to the campaign.
    let condition = "id IN (SELECT credit.shop_order FROM collaboration CROSS JOIN credit WHERE collaboration.brand = $1 \
                     AND collaboration.campaign = $2 AND credit.brand = $1 AND credit.collaboration = collaboration.id) ORDER BY placed_at, id";
    document::list(db, brand, condition, params![campaign]).await
}

/// What the orders of a brand that fit are worth in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderSums {
    /// In which currency.
    pub currency: Currency,
    /// How many.
    pub orders: i64,
    /// Their value net of refunds, in minor units.
    pub net: i64,
    /// Of it, what is credited to somebody.
    pub credited: i64,
}

/// What the orders of a brand that fit are worth and what of it is credited, by currency.
///
/// # Errors
/// The store's.
pub async fn sums(db: &impl Read, brand: BrandId, wanted: &Wanted) -> Result<Vec<OrderSums>> {
    let asked = wanted.conditions(db);
    // Where nothing is asked for, the credit of all is counted without looking for its orders. Both are grouped as their indexes
    // have them, so that nothing is sorted.
    let of_these = match asked.is_empty() {
        true => String::new(),
        false => format!(" AND shop_order IN (SELECT id FROM shop_order WHERE brand = $1 AND {})", asked.text()),
    };
    let sql = format!(
        "SELECT currency, CAST(SUM(orders) AS BIGINT) AS orders, CAST(SUM(net) AS BIGINT) AS net, CAST(SUM(credited) AS BIGINT) AS credited FROM \
         (SELECT currency, COUNT(*) AS orders, SUM(net) AS net, 0 AS credited FROM shop_order WHERE brand = $1 AND {} \
         GROUP BY touched, currency UNION ALL SELECT currency, 0, 0, SUM(minor) FROM credit WHERE brand = $1{of_these} \
         GROUP BY collaboration, currency) sums GROUP BY currency ORDER BY currency",
        asked.text()
    );
    let mut values = params![brand];
    values.extend(asked.values());
    let rows = db.all("shop_order", &sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(OrderSums {
                currency: row.get("currency")?,
                orders: row.get("orders")?,
                net: row.get("net")?,
                credited: row.get("credited")?,
            })
        })
        .collect()
}

/// All orders of a brand, for the audit.
///
/// # Errors
/// The store's.
pub async fn everything(db: &impl Read, brand: BrandId) -> Result<Vec<Stored<ShopOrder>>> {
    document::list(db, brand, "1 = 1 ORDER BY id", vec![]).await
}
