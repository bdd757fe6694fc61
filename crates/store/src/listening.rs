//! Rows of the room `listening`: customers, what they share with creators, mentions, and whom the team does not want.
//!
//! Customers and mentions are plain rows, because they come by the hundred thousand and are joined, counted and replaced as sets.
//!
//! Invariant: everything is one brand's; whether a customer is a creator is worked out when it is read, so that it holds for
//! creators and lists in whatever order they come, and only what a person decided is kept. Absent: the judgement.

pub mod customers;
pub mod leads;
pub mod lists;
pub mod mentions;

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CreatorId, CustomerId, MatchDecisionId, OrganisationId},
    listening::{Decision, MatchReason, Pair, Said},
    text::folded,
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, params,
};

impl Document for Decision {
    const TABLE: &'static str = "match_decision";
    const WALL: &'static str = "brand";
    type Id = MatchDecisionId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("customer", self.customer.bind()), ("creator", self.creator.bind()), ("same", self.same.bind())]
    }
}

/// Of whom what customers and creators share is asked.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// Of everybody in the brand.
    All,
    /// Of one creator.
    Creator(CreatorId),
    /// Of some creators, at most two hundred.
    Creators(&'a [CreatorId]),
    /// Of some customers.
    Customers(&'a [CustomerId]),
}

/// The most pairs that are read at once.
pub const MOST_PAIRS: i64 = 50_000;

/// What customers and creators share.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// What they share.
    pub pairs: Vec<Pair>,
    /// What people decided in the brand, the oldest first.
    pub said: Vec<Said>,
    /// How often these customers bought, where lists say so.
    pub orders: BTreeMap<CustomerId, i64>,
}

/// What customers of a brand and creators whom it knows share, and what people decided in the brand. A record that was merged speaks for
/// the one that stands for it.
///
/// # Errors
/// The store's.
pub async fn pairs(db: &impl Read, organisation: OrganisationId, brand: BrandId, of: Of<'_>) -> Result<Shared> {
    let mut values = params![brand, organisation];
    let narrowed = match of {
        Of::All => String::new(),
        Of::Creator(creator) => {
            values.push(creator.bind());
            " AND (c.id = $3 OR c.merged_into = $3)".to_owned()
        }
        Of::Creators([]) => return Ok(Default::default()),
        Of::Creators(creators) => {
            let some = creators.get(..200).unwrap_or(creators);
            values.extend(some.iter().map(|id| id.bind()));
            let places = placeholders(3, some.len());
            format!(" AND (c.id IN ({places}) OR c.merged_into IN ({places}))")
        }
        Of::Customers([]) => return Ok(Default::default()),
        Of::Customers(customers) => {
            let some = customers.get(..500).unwrap_or(customers);
            values.extend(some.iter().map(|id| id.bind()));
            format!(" AND k.id IN ({})", placeholders(3, some.len()))
        }
    };
    let whole = "COALESCE(c.merged_into, c.id)";
    let known = format!("EXISTS (SELECT 1 FROM relationship r WHERE r.brand = $1 AND r.creator = {whole}){narrowed}");
    let sql = format!(
        "SELECT CASE WHEN d.same = TRUE THEN 'same' ELSE 'other' END AS how, d.customer AS customer, d.creator AS creator, d.id AS decision, \
         NULL AS ours, NULL AS theirs, (SELECT k.orders FROM customer k WHERE k.id = d.customer) AS orders FROM match_decision d WHERE d.brand = $1 \
         UNION ALL SELECT 'email', k.id, {whole}, NULL, k.email, c.email_key, k.orders \
         FROM customer k JOIN creator c ON c.organisation = $2 AND c.mailbox_key = k.mailbox_key \
         WHERE k.brand = $1 AND {known} \
         UNION ALL SELECT 'account', k.id, {whole}, NULL, a.platform, p.platform, k.orders \
         FROM customer_account a JOIN customer k ON k.id = a.customer \
         JOIN profile p ON p.organisation = $2 AND p.handle_key = a.handle_key \
         AND (p.platform = a.platform OR a.platform = 'unknown' OR p.platform = 'unknown') JOIN creator c ON c.id = p.creator \
         WHERE a.brand = $1 AND {known} \
         UNION ALL SELECT 'name', k.id, {whole}, NULL, NULL, NULL, k.orders \
         FROM creator c JOIN customer k ON k.brand = $1 AND k.person_key = c.name_key || '|' || c.country \
         WHERE c.organisation = $2 AND {known} \
         LIMIT {MOST_PAIRS}"
    );
    let (mut pairs, mut said, mut orders) = (Vec::new(), Vec::new(), BTreeMap::new());
    for row in db.all("customer", &sql, values).await? {
        let (how, ours, theirs): (String, Option<String>, Option<String>) = (row.get("how")?, row.get("ours")?, row.get("theirs")?);
        let (customer, creator): (CustomerId, CreatorId) = (row.get("customer")?, row.get("creator")?);
        if let Some(count) = row.get::<Option<i64>>("orders")? {
            orders.insert(customer, count);
        }
        if how == "same" || how == "other" {
            let decision: Option<MatchDecisionId> = row.get("decision")?;
            said.push((decision, Said { customer, creator, same: how == "same" }));
            continue;
        }
        let reason = match how.as_str() {
            "email" if ours.as_deref().map(folded) == theirs => MatchReason::Email,
            "email" => MatchReason::Mailbox,
            "account" if ours == theirs && ours.as_deref() != Some("unknown") => MatchReason::Account,
            "account" => MatchReason::Handle,
            _ => MatchReason::Name,
        };
        pairs.push(Pair { customer, creator, reason });
    }
    said.sort_by_key(|(decision, _)| *decision);
    Ok(Shared { pairs, said: said.into_iter().map(|(_, one)| one).collect(), orders })
}

/// What people decided about customers and creators of a brand, the oldest first, so that the newest of a pair comes last.
///
/// # Errors
/// The store's.
pub async fn decisions(db: &impl Read, brand: BrandId) -> Result<Vec<Decision>> {
    let found = document::list::<Decision>(db, brand, "1 = 1 ORDER BY id", vec![]).await?;
    Ok(found.into_iter().map(|one| one.value).collect())
}

/// What was decided about one customer.
///
/// # Errors
/// The store's.
pub async fn decisions_of(db: &impl Read, brand: BrandId, customer: CustomerId) -> Result<Vec<Stored<Decision>>> {
    document::list(db, brand, "customer = $2 ORDER BY id", params![customer]).await
}

/// Lets go of a decision in whose place another one comes.
///
/// # Errors
/// The store's.
pub async fn forget_decision(tx: &Tx, brand: BrandId, id: MatchDecisionId) -> Result<()> {
    tx.execute("DELETE FROM match_decision WHERE brand = $1 AND id = $2", params![brand, id]).await.map(|_| ())
}

/// Takes a brand's customers and mentions for a transaction, so that of two lists at once the second sees what the first wrote.
/// On SQLite there is one writer at a time.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, brand: BrandId) -> Result<()> {
    if tx.for_update().is_empty() {
        return Ok(());
    }
    let sql = "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 20)) AS TEXT) AS locked";
    tx.one("customer", sql, params![brand.to_string()]).await.map(|_| ())
}

/// Sets the secret with which mentions of a brand are signed; the one before is gone.
///
/// # Errors
/// The store's.
pub async fn set_secret(tx: &Tx, brand: BrandId, sealed: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO mention_secret (brand, sealed, created_at) VALUES ($1, $2, $3) \
               ON CONFLICT (brand) DO UPDATE SET sealed = $2, created_at = $3";
    tx.execute(sql, params![brand, sealed, now]).await.map(|_| ())
}

/// Notes that a platform is asked now who tags a brand's own account, unless that was noted since an instant. Gives whether it was
/// noted.
///
/// # Errors
/// The store's.
pub async fn note_tags_asked(tx: &Tx, brand: BrandId, now: Timestamp, unless_since: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO tags_asked (brand, asked_at) VALUES ($1, $2) \
               ON CONFLICT (brand) DO UPDATE SET asked_at = excluded.asked_at WHERE tags_asked.asked_at <= $3";
    Ok(tx.execute(sql, params![brand, now, unless_since]).await? == 1)
}

/// That secret, sealed, with when it was made and the brand's organisation.
///
/// # Errors
/// The store's.
pub async fn secret(db: &impl Read, brand: BrandId) -> Result<Option<(OrganisationId, String, Timestamp)>> {
    let sql = "SELECT brand.organisation AS organisation, mention_secret.sealed AS sealed, mention_secret.created_at AS created_at \
               FROM mention_secret JOIN brand ON brand.id = mention_secret.brand WHERE mention_secret.brand = $1";
    let row = db.one("mention_secret", sql, params![brand]).await?;
    row.map(|row| Ok((row.get("organisation")?, row.get("sealed")?, row.get("created_at")?))).transpose()
}

/// Brands with customers or mentions that were last told of before an instant.
///
/// # Errors
/// The store's.
pub async fn expired(db: &impl Read, before: Timestamp) -> Result<Vec<BrandId>> {
    let sql = "SELECT DISTINCT brand FROM customer WHERE listed_at < $1 UNION SELECT DISTINCT brand FROM mention WHERE seen_at < $1";
    db.all("customer", sql, params![before]).await?.iter().map(|row| row.get("brand")).collect()
}
