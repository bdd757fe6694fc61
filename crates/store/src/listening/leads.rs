//! Who could be a warm lead: accounts that named the brand, customers with accounts, creators who buy; and whom the team put aside.
//!
//! Invariant: each question is one statement whatever the number of people, and bounded. Absent: the order.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    creators::{Creator, Platform, Standing},
    ids::{BrandId, CreatorId, CustomerId, OrganisationId},
    time::{Day, Timestamp},
};

use crate::{
    Read, Result, Tx,
    db::{Bind, placeholders},
    params,
};

/// So many accounts that named the brand are looked at, those that did so most often first; and so many customers.
pub const MOST: i64 = 2_000;

/// An account that named the brand.
#[derive(Debug, Clone)]
pub struct NamingAccount {
    /// Where.
    pub platform: Platform,
    /// The handle, folded.
    pub key: String,
    /// As it is written.
    pub handle: String,
    /// What it calls itself.
    pub name: String,
    /// How often it named the brand.
    pub mentions: i64,
    /// When last.
    pub last: Timestamp,
    /// The most followers that were told.
    pub followers: Option<i64>,
    /// The creator of the organisation whose account it is.
    pub creator: Option<CreatorId>,
    /// Whether the brand knows that creator.
    pub ours: bool,
}

/// The accounts that named a brand most often.
///
/// # Errors
/// The store's.
pub async fn naming(db: &impl Read, organisation: OrganisationId, brand: BrandId) -> Result<Vec<NamingAccount>> {
    let sql = "SELECT g.platform AS platform, g.handle_key AS handle_key, g.handle AS handle, g.name AS name, g.mentions AS mentions, \
               g.last AS last, COALESCE(g.followers, p.followers) AS followers, COALESCE(c.merged_into, c.id) AS creator, r.id AS ours \
               FROM (SELECT platform, handle_key, MAX(handle) AS handle, MAX(name) AS name, COUNT(*) AS mentions, MAX(posted_at) AS last, \
               MAX(followers) AS followers FROM mention WHERE brand = $1 GROUP BY platform, handle_key \
               ORDER BY COUNT(*) DESC, MAX(posted_at) DESC, platform, handle_key LIMIT $3) g \
               LEFT JOIN profile p ON p.organisation = $2 AND p.handle_key = g.handle_key AND p.platform = g.platform \
               LEFT JOIN creator c ON c.id = p.creator LEFT JOIN relationship r ON r.brand = $1 AND r.creator = COALESCE(c.merged_into, c.id)";
    let found = db.all("mention", sql, params![brand, organisation, MOST]).await?;
    found
        .iter()
        .map(|row| {
            Ok(NamingAccount {
                platform: row.word("platform", |word| Some(Platform::parse(word)))?,
                key: row.get("handle_key")?,
                handle: row.get("handle")?,
                name: row.get("name")?,
                mentions: row.get("mentions")?,
                last: row.get("last")?,
                followers: row.get("followers")?,
                creator: row.get("creator")?,
                ours: row.get::<Option<uuid::Uuid>>("ours")?.is_some(),
            })
        })
        .collect()
}

/// A customer with an account.
#[derive(Debug, Clone)]
pub struct BuyingAccount {
    /// Which customer.
    pub customer: CustomerId,
    /// Where; `unknown` where the list names none.
    pub platform: Platform,
    /// The handle, folded.
    pub key: String,
    /// As it is written.
    pub handle: String,
    /// The customer's name.
    pub name: String,
    /// How often they bought.
    pub orders: Option<i64>,
    /// When last.
    pub last_order: Option<Day>,
    /// Which list says so.
    pub source: String,
    /// The creator of the organisation whose account it is.
    pub creator: Option<CreatorId>,
    /// Whether the brand knows that creator.
    pub ours: bool,
}

/// The customers with accounts who bought most often.
///
/// # Errors
/// The store's.
pub async fn buying(db: &impl Read, organisation: OrganisationId, brand: BrandId) -> Result<Vec<BuyingAccount>> {
    let sql = "SELECT g.*, COALESCE(c.merged_into, c.id) AS creator, r.id AS ours FROM (SELECT k.id AS customer, a.platform AS platform, \
               a.handle_key AS handle_key, a.handle AS handle, k.name AS name, k.orders AS orders, k.last_order AS last_order, k.source AS source \
               FROM customer_account a JOIN customer k ON k.id = a.customer WHERE a.brand = $1 \
               ORDER BY COALESCE(k.orders, 0) DESC, k.last_order DESC, k.id, a.platform LIMIT $3) g \
               LEFT JOIN profile p ON p.organisation = $2 AND p.handle_key = g.handle_key AND p.platform = g.platform \
               LEFT JOIN creator c ON c.id = p.creator LEFT JOIN relationship r ON r.brand = $1 AND r.creator = COALESCE(c.merged_into, c.id)";
    let found = db.all("customer", sql, params![brand, organisation, MOST]).await?;
    found
        .iter()
        .map(|row| {
            Ok(BuyingAccount {
                customer: row.get("customer")?,
                platform: row.word("platform", |word| Some(Platform::parse(word)))?,
                key: row.get("handle_key")?,
                handle: row.get("handle")?,
                name: row.get("name")?,
                orders: row.get("orders")?,
                last_order: row.get("last_order")?,
                source: row.get("source")?,
                creator: row.get("creator")?,
                ours: row.get::<Option<uuid::Uuid>>("ours")?.is_some(),
            })
        })
        .collect()
}

/// Whom a brand asked already, and whom its team put aside.
#[derive(Debug, Default)]
pub struct Taken {
    /// Creators who were asked, whatever came of it. A shortlist alone asks nobody.
    pub asked: BTreeSet<CreatorId>,
    /// Who was put aside, by [`domain::listening::LeadKey::text`], and by whom.
    pub aside: BTreeMap<String, String>,
}

/// Both in one statement.
///
/// # Errors
/// The store's.
pub async fn taken(db: &impl Read, brand: BrandId) -> Result<Taken> {
    let sql = "SELECT DISTINCT creator AS creator, '' AS subject, '' AS by_name FROM collaboration WHERE brand = $1 AND invited = TRUE \
               UNION ALL SELECT CAST(NULL AS UUID), subject, by_name FROM lead_decision WHERE brand = $1";
    let mut taken = Taken::default();
    for row in db.all("lead_decision", sql, params![brand]).await? {
        match row.get::<Option<CreatorId>>("creator")? {
            Some(creator) => drop(taken.asked.insert(creator)),
            None => drop(taken.aside.insert(row.get("subject")?, row.get("by_name")?)),
        }
    }
    Ok(taken)
}

/// A creator of the organisation as a lead shows them.
#[derive(Debug, Clone)]
pub struct KnownLead {
    /// The shared record.
    pub creator: Creator,
    /// Whether this brand knows them.
    pub ours: bool,
    /// Their standing here.
    pub standing: Option<Standing>,
    /// Followers of their largest account.
    pub followers: Option<i64>,
}

/// Creators of the organisation, and whether a brand knows them.
///
/// # Errors
/// The store's.
pub async fn creators(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    ids: &[CreatorId],
) -> Result<BTreeMap<CreatorId, KnownLead>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT c.id AS id, c.facts AS facts, r.id AS relationship, r.standing AS standing, \
             (SELECT MAX(p.followers) FROM profile p WHERE p.creator = c.id) AS followers FROM creator c \
             LEFT JOIN relationship r ON r.brand = $2 AND r.creator = c.id WHERE c.organisation = $1 AND c.id IN ({})",
            placeholders(3, chunk.len())
        );
        let values = params![organisation, brand].into_iter().chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("creator", &sql, values).await? {
            let relationship: Option<uuid::Uuid> = row.get("relationship")?;
            let standing: Option<String> = row.get("standing")?;
            let known = KnownLead {
                creator: row.json("facts")?,
                ours: relationship.is_some(),
                standing: standing.as_deref().and_then(Standing::parse),
                followers: row.get("followers")?,
            };
            found.insert(row.get("id")?, known);
        }
    }
    Ok(found)
}

/// Whom the team put aside.
#[derive(Debug, Clone)]
pub struct PutAside {
    /// [`domain::listening::LeadKey::text`].
    pub subject: String,
    /// As the lead was called.
    pub name: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Puts somebody aside, or takes them up again. Gives whether that changed anything.
///
/// # Errors
/// The store's.
pub async fn decide(tx: &Tx, brand: BrandId, one: &PutAside, wanted: bool) -> Result<bool> {
    let changed = if wanted {
        tx.execute("DELETE FROM lead_decision WHERE brand = $1 AND subject = $2", params![brand, &one.subject]).await?
    } else {
        let sql = "INSERT INTO lead_decision (brand, subject, name, by_name, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        tx.execute(sql, params![brand, &one.subject, &one.name, &one.by, one.at]).await?
    };
    Ok(changed > 0)
}
