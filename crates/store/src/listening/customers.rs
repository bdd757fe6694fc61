//! Customers: brought by lists, a hundred thousand at once, and let go of again.
//!
//! Invariant: a customer stands once in a brand under their identity; whoever goes takes accounts and decisions along. Absent:
//! which lists there were.

use std::collections::{BTreeMap, HashMap};

use domain::{
    creators::{Country, Handle, Platform},
    ids::{BrandId, CustomerId},
    listening::{Customer, LeadKey, NewCustomer},
    money::Money,
    text::mailbox,
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Read, Result, Row, Tx,
    db::{Bind, placeholders, rows},
    params,
};

/// So many rows are written in one statement.
const TOGETHER: usize = 200;
const COLUMNS: &str = "id, identity, name, email, country, orders, spent, currency, first_order, last_order, source, listed_at";

/// A customer's row.
#[derive(Debug, Clone)]
pub struct CustomerRow {
    /// Which.
    pub id: CustomerId,
    /// By what they are known again.
    pub identity: String,
    /// What is kept.
    pub customer: Customer,
    /// When a list last named them.
    pub listed_at: Timestamp,
}

fn read(row: &Row) -> Result<CustomerRow> {
    let spent: Option<i64> = row.get("spent")?;
    let spent = match spent {
        Some(minor) => Some(Money::new(minor, row.get("currency")?)),
        None => None,
    };
    let country: Option<String> = row.get("country")?;
    let known = NewCustomer {
        name: row.get("name")?,
        email: row.get("email")?,
        accounts: Vec::new(),
        country: country.and_then(|code| Country::by_code(&code)),
        orders: row.get("orders")?,
        spent,
        first_order: row.get("first_order")?,
        last_order: row.get("last_order")?,
    };
    let customer = Customer { known, source: row.get("source")? };
    Ok(CustomerRow { id: row.get("id")?, identity: row.get("identity")?, customer, listed_at: row.get("listed_at")? })
}

/// Customers whose `column` is one of these, with their accounts.
async fn by(db: &impl Read, brand: BrandId, column: &str, wanted: Vec<Value>) -> Result<Vec<CustomerRow>> {
    let mut found = Vec::new();
    for chunk in wanted.chunks(500) {
        let places = placeholders(2, chunk.len());
        let values: Vec<Value> = std::iter::once(brand.bind()).chain(chunk.iter().cloned()).collect();
        let sql = format!("SELECT {COLUMNS} FROM customer WHERE brand = $1 AND {column} IN ({places})");
        let mut some: Vec<CustomerRow> = db.all("customer", &sql, values).await?.iter().map(read).collect::<Result<_>>()?;
        let ids: Vec<CustomerId> = some.iter().map(|one| one.id).collect();
        let mut accounts = accounts(db, brand, &ids).await?;
        for one in &mut some {
            one.customer.known.accounts = accounts.remove(&one.id).unwrap_or_default();
        }
        found.extend(some);
    }
    Ok(found)
}

async fn accounts(db: &impl Read, brand: BrandId, customers: &[CustomerId]) -> Result<BTreeMap<CustomerId, Vec<(Platform, Handle)>>> {
    let mut found: BTreeMap<CustomerId, Vec<(Platform, Handle)>> = BTreeMap::new();
    if customers.is_empty() {
        return Ok(found);
    }
    let sql = format!(
        "SELECT customer, platform, handle FROM customer_account WHERE brand = $1 AND customer IN ({}) ORDER BY customer, platform, handle_key",
        placeholders(2, customers.len())
    );
    let values = std::iter::once(brand.bind()).chain(customers.iter().map(|id| id.bind())).collect();
    for row in db.all("customer_account", &sql, values).await? {
        let platform = row.word("platform", |word| Some(Platform::parse(word)))?;
        let handle = row.word("handle", |word| Handle::known(&platform, word).ok())?;
        found.entry(row.get("customer")?).or_default().push((platform, handle));
    }
    Ok(found)
}

/// Customers by their identities.
///
/// # Errors
/// The store's.
pub async fn known(db: &impl Read, brand: BrandId, identities: &[String]) -> Result<HashMap<String, CustomerRow>> {
    let found = by(db, brand, "identity", identities.iter().map(Bind::bind).collect()).await?;
    Ok(found.into_iter().map(|one| (one.identity.clone(), one)).collect())
}

/// Customers by id.
///
/// # Errors
/// The store's.
pub async fn many(db: &impl Read, brand: BrandId, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, CustomerRow>> {
    let found = by(db, brand, "id", ids.iter().map(|id| id.bind()).collect()).await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// Customers by id without their accounts, in one statement for each five hundred.
///
/// # Errors
/// The store's.
pub async fn bare(db: &impl Read, brand: BrandId, ids: &[CustomerId]) -> Result<BTreeMap<CustomerId, CustomerRow>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!("SELECT {COLUMNS} FROM customer WHERE brand = $1 AND id IN ({})", placeholders(2, chunk.len()));
        let values = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("customer", &sql, values).await? {
            let row = read(&row)?;
            found.insert(row.id, row);
        }
    }
    Ok(found)
}

/// One customer; another brand's is not found.
///
/// # Errors
/// The store's.
pub async fn one(db: &impl Read, brand: BrandId, id: CustomerId) -> Result<Option<CustomerRow>> {
    Ok(many(db, brand, &[id]).await?.remove(&id))
}

/// Writes customers, new ones and changed ones.
///
/// # Errors
/// The store's.
pub async fn put(tx: &Tx, brand: BrandId, all: &[(CustomerId, &str, &Customer)], listed_at: Timestamp) -> Result<()> {
    for chunk in all.chunks(TOGETHER) {
        let (mut values, mut accounts) = (Vec::with_capacity(chunk.len() * 15), Vec::new());
        for (id, identity, customer) in chunk {
            let known = &customer.known;
            values.extend(params![
                *id,
                brand,
                *identity,
                known.name.as_str(),
                known.email.clone(),
                known.email.as_deref().map(mailbox),
                known.person_key(),
                known.country.map(|country| country.code()),
                known.orders,
                known.spent.map(|spent| spent.minor),
                known.spent.map(|spent| spent.currency),
                known.first_order,
                known.last_order,
                customer.source.as_str(),
                listed_at,
            ]);
            for (platform, handle) in &known.accounts {
                accounts.push(params![*id, brand, platform.as_str(), handle.as_str(), handle.key()]);
            }
        }
        let sql = format!(
            "INSERT INTO customer (id, brand, identity, name, email, mailbox_key, person_key, country, orders, spent, currency, first_order, \
             last_order, source, listed_at) VALUES {} ON CONFLICT (brand, identity) DO UPDATE SET name = excluded.name, email = excluded.email, \
             mailbox_key = excluded.mailbox_key, person_key = excluded.person_key, country = excluded.country, orders = excluded.orders, \
             spent = excluded.spent, currency = excluded.currency, first_order = excluded.first_order, last_order = excluded.last_order, \
             source = excluded.source, listed_at = excluded.listed_at",
            rows(chunk.len(), 15)
        );
        tx.execute(&sql, values).await?;
        for some in accounts.chunks(TOGETHER) {
            let places = rows(some.len(), 5);
            let sql = format!(
                "INSERT INTO customer_account (customer, brand, platform, handle, handle_key) VALUES {places} ON CONFLICT DO NOTHING"
            );
            tx.execute(&sql, some.iter().flatten().cloned().collect()).await?;
        }
    }
    Ok(())
}

/// Forgets the accounts of customers, before others are written.
///
/// # Errors
/// The store's.
pub async fn forget_accounts(tx: &Tx, brand: BrandId, ids: &[CustomerId]) -> Result<()> {
    for chunk in ids.chunks(500) {
        let sql = format!("DELETE FROM customer_account WHERE brand = $1 AND customer IN ({})", placeholders(2, chunk.len()));
        tx.execute(&sql, std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

/// Notes that a list named customers of whom it says nothing new.
///
/// # Errors
/// The store's.
pub async fn listed(tx: &Tx, brand: BrandId, ids: &[CustomerId], at: Timestamp) -> Result<()> {
    for chunk in ids.chunks(500) {
        let sql =
            format!("UPDATE customer SET listed_at = $2 WHERE brand = $1 AND listed_at < $2 AND id IN ({})", placeholders(3, chunk.len()));
        tx.execute(&sql, params![brand, at].into_iter().chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

/// How many customers a brand has, how many of them name an account, and when a list last came.
///
/// # Errors
/// The store's.
pub async fn count(db: &impl Read, brand: BrandId) -> Result<(i64, i64, Option<Timestamp>)> {
    let sql = "SELECT COUNT(*) AS n, MAX(listed_at) AS newest, \
               (SELECT COUNT(DISTINCT customer) FROM customer_account WHERE brand = $1) AS named FROM customer WHERE brand = $1";
    let Some(row) = db.one("customer", sql, params![brand]).await? else { return Ok((0, 0, None)) };
    Ok((row.get("n")?, row.get("named")?, row.get("newest")?))
}

/// Lets go of customers that a condition names, of one brand; `$1` is the brand. Gives how many.
async fn remove(tx: &Tx, brand: BrandId, condition: &str, values: Vec<Value>) -> Result<u64> {
    let which = format!("SELECT id FROM customer WHERE brand = $1 AND {condition}");
    let values = || std::iter::once(brand.bind()).chain(values.iter().cloned()).collect::<Vec<_>>();
    for table in ["customer_account", "match_decision"] {
        tx.execute(&format!("DELETE FROM {table} WHERE brand = $1 AND customer IN ({which})"), values()).await?;
    }
    tx.execute(&format!("DELETE FROM list_trace WHERE brand = $1 AND subject IN ({which})"), values()).await?;
    let removed = tx.execute(&format!("DELETE FROM customer WHERE brand = $1 AND {condition}"), values()).await?;
    forget_leads(tx, brand).await?;
    Ok(removed)
}

/// What was decided about customers as leads goes with them.
async fn forget_leads(tx: &Tx, brand: BrandId) -> Result<()> {
    let sql = "SELECT subject FROM lead_decision WHERE brand = $1 AND subject LIKE 'customer:%'";
    let mut decided: BTreeMap<CustomerId, String> = BTreeMap::new();
    for row in tx.all("lead_decision", sql, params![brand]).await? {
        let subject: String = row.get("subject")?;
        if let Some(LeadKey::Customer { customer }) = LeadKey::parse(&subject) {
            decided.insert(customer, subject);
        }
    }
    let ids: Vec<CustomerId> = decided.keys().copied().collect();
    let there = bare(tx, brand, &ids).await?;
    decided.retain(|customer, _| !there.contains_key(customer));
    super::leads::forget(tx, brand, &decided.into_values().collect::<Vec<_>>()).await?;
    Ok(())
}

/// Lets go of all customers of a brand.
///
/// # Errors
/// The store's.
pub async fn remove_all(tx: &Tx, brand: BrandId) -> Result<u64> {
    remove(tx, brand, "1 = 1", vec![]).await
}

/// Lets go of customers whom no list has named since an instant.
///
/// # Errors
/// The store's.
pub async fn remove_expired(tx: &Tx, brand: BrandId, before: Timestamp) -> Result<u64> {
    remove(tx, brand, "listed_at < $2", params![before]).await
}

/// Lets go of some customers.
///
/// # Errors
/// The store's.
pub async fn remove_some(tx: &Tx, brand: BrandId, ids: &[CustomerId]) -> Result<u64> {
    let mut removed = 0;
    for chunk in ids.chunks(500) {
        let condition = format!("id IN ({})", placeholders(2, chunk.len()));
        removed += remove(tx, brand, &condition, chunk.iter().map(|id| id.bind()).collect()).await?;
    }
    Ok(removed)
}

impl CustomerRow {
    /// The handle of an account as the list writes it; one that names no platform counts on every one.
    #[must_use]
    pub fn handle_on(&self, platform: &Platform, key: &str) -> Option<String> {
        let fits = |of: &Platform| of == platform || *of == Platform::unknown();
        self.customer.known.accounts.iter().find(|(of, handle)| fits(of) && handle.key() == key).map(|(_, handle)| handle.to_string())
    }
}

/// The customer with an account who bought most often.
///
/// # Errors
/// The store's.
pub async fn by_account(db: &impl Read, brand: BrandId, platform: &Platform, key: &str) -> Result<Option<CustomerRow>> {
    let sql = "SELECT k.id AS id FROM customer_account a JOIN customer k ON k.id = a.customer WHERE a.brand = $1 AND a.handle_key = $3 \
               AND a.platform IN ($2, 'unknown') ORDER BY COALESCE(k.orders, 0) DESC, k.id LIMIT 1";
    let Some(row) = db.one("customer", sql, params![brand, platform.as_str(), key]).await? else { return Ok(None) };
    one(db, brand, row.get("id")?).await
}

/// The customer who alone has an account on that very platform; nobody where several name it, or no list says where it is.
///
/// # Errors
/// The store's.
pub async fn sole_by_account(db: &impl Read, brand: BrandId, platform: &Platform, key: &str) -> Result<Option<CustomerRow>> {
    if *platform == Platform::unknown() {
        return Ok(None);
    }
    let sql = "SELECT customer FROM customer_account WHERE brand = $1 AND handle_key = $3 AND platform = $2 LIMIT 2";
    match db.all("customer_account", sql, params![brand, platform.as_str(), key]).await?.as_slice() {
        [row] => one(db, brand, row.get("customer")?).await,
        _ => Ok(None),
    }
}
