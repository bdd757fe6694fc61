//! Rows of the ledger.
//!
//! Invariant: append-only; the entries of one posting are written together. Absent: an update or a delete.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, Id, LedgerEntryId, OrderId},
    money::{Currency, Money},
    payments::{Account, Posting, PostingKind},
    picked::Picked,
    time::Timestamp,
};

use crate::{
    Read, Result, Row, Tx,
    conditions::{self, Conditions, either, literal},
    db::rows,
    params,
};

/// What a posting belongs to.
#[derive(Debug, Clone)]
pub struct Belongs {
    /// To which collaboration, if to one.
    pub collaboration: Option<CollaborationId>,
    /// To which creator.
    pub creator: Option<CreatorId>,
    /// In words.
    pub memo: String,
    /// When.
    pub at: Timestamp,
}

/// One line of the ledger as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerRow {
    /// Which.
    pub id: LedgerEntryId,
    /// Its posting.
    pub posting: uuid::Uuid,
    /// What the posting records: the word.
    pub kind: String,
    /// The account.
    pub account: Account,
    /// How much: debits above zero.
    pub amount: Money,
    /// Of which collaboration.
    pub collaboration: Option<CollaborationId>,
    /// Of which creator.
    pub creator: Option<CreatorId>,
    /// In words.
    pub memo: String,
    /// When.
    pub at: Timestamp,
}

/// The stable word of a posting's kind.
#[must_use]
pub fn kind(kind: PostingKind) -> &'static str {
    match kind {
        PostingKind::Accrual => "accrual",
        PostingKind::LateDeduction => "late_deduction",
        PostingKind::CommissionTakenBack => "commission_taken_back",
        PostingKind::WrittenOff => "written_off",
        PostingKind::Submission => "submission",
        PostingKind::Settlement => "settlement",
        PostingKind::Failure => "failure",
        PostingKind::Return => "return",
        PostingKind::ProviderFee => "provider_fee",
        PostingKind::ProductShipped => "product_shipped",
        PostingKind::Correction => "correction",
        PostingKind::Transfer => "transfer",
        PostingKind::PaidOutside => "paid_outside",
    }
}

/// Enters a posting, one id for each of its entries; the first id names the posting.
///
/// # Errors
/// The store's.
pub async fn post(tx: &Tx, brand: BrandId, ids: &[LedgerEntryId], posting: &Posting, belongs: &Belongs) -> Result<()> {
    post_all(tx, brand, &[(ids.to_vec(), posting.clone(), belongs.clone())]).await
}

/// Enters many postings, fifty a statement.
///
/// # Errors
/// The store's.
pub async fn post_all(tx: &Tx, brand: BrandId, all: &[(Vec<LedgerEntryId>, Posting, Belongs)]) -> Result<()> {
    for chunk in all.chunks(50) {
        let mut values = Vec::new();
        for (ids, posting, belongs) in chunk {
            let Some(name) = ids.first() else { continue };
            for (id, entry) in ids.iter().zip(posting.entries()) {
                values.extend(params![
                    *id,
                    brand,
                    name.uuid(),
                    kind(posting.kind()),
                    entry.account.to_string(),
                    entry.amount.minor,
                    entry.amount.currency,
                    belongs.collaboration,
                    belongs.creator,
                    &belongs.memo,
                    belongs.at,
                ]);
            }
        }
        if values.is_empty() {
            continue;
        }
        let sql = format!(
            "INSERT INTO ledger_entry (id, brand, posting, kind, account, minor, currency, collaboration, creator, memo, at) VALUES {}",
            rows(values.len() / 11, 11)
        );
        tx.insert("ledger_entry", &sql, values).await?;
    }
    Ok(())
}

const COLUMNS: &str = "id, posting, kind, account, minor, currency, collaboration, creator, memo, at";

/// Which lines; what is nothing asks for nothing.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of which accounts: one by its whole name, or all of a kind, such as `cash`.
    pub accounts: Option<Picked>,
    /// A part of the name of the creator to whom the line belongs.
    pub creator: Option<String>,
    /// Then or later.
    pub from: Option<Timestamp>,
    /// Before that.
    pub before: Option<Timestamp>,
}

impl Wanted {
    fn after(&self, mut asked: Conditions) -> Conditions {
        if let Some(accounts) = &self.accounts {
            let mut ways = Vec::new();
            for account in accounts.values() {
                let whole = asked.value(account.as_str());
                let of_kind = asked.value(format!("{}:%", literal(account)));
                ways.push(format!("account = {whole} OR account LIKE {of_kind} ESCAPE '\\'"));
            }
            asked.add(either(accounts, &ways));
        }
        asked.of_creator("creator", self.creator.as_deref());
        asked.compares("at", ">=", self.from);
        asked.compares("at", "<", self.before);
        asked
    }
}

/// The newest lines of a brand's ledger that fit, before a cursor.
///
/// # Errors
/// The store's.
pub async fn newest(db: &impl Read, brand: BrandId, wanted: &Wanted, before: Option<LedgerEntryId>, most: i64) -> Result<Vec<LedgerRow>> {
    let mut asked = wanted.after(Conditions::default());
    asked.compares("id", "<", before);
    let limit = asked.value(most);
    let sql = format!("SELECT {COLUMNS} FROM ledger_entry WHERE brand = $1 AND {} ORDER BY id DESC LIMIT {limit}", asked.text());
    let mut values = params![brand];
    values.extend(asked.values());
    db.all("ledger_entry", &sql, values).await?.iter().map(read).collect()
}

/// How many lines fit each of some questions, in one statement.
///
/// # Errors
/// The store's.
pub async fn counts(db: &impl Read, brand: BrandId, all: &[Wanted]) -> Result<Vec<i64>> {
    conditions::counts(db, brand, "ledger_entry", all, Wanted::after).await
}

/// The entries of a brand from one instant until before another, oldest first.
///
/// # Errors
/// The store's.
pub async fn between(db: &impl Read, brand: BrandId, from: Timestamp, until: Timestamp) -> Result<Vec<LedgerRow>> {
    let sql = format!("SELECT {COLUMNS} FROM ledger_entry WHERE brand = $1 AND at >= $2 AND at < $3 ORDER BY at, id");
    db.all("ledger_entry", &sql, params![brand, from, until]).await?.iter().map(read).collect()
}

/// The balance of each account of a brand in each currency.
///
/// # Errors
/// The store's.
pub async fn balances(db: &impl Read, brand: BrandId) -> Result<Vec<(Account, Money)>> {
    let sql = "SELECT account, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM ledger_entry WHERE brand = $1 \
               GROUP BY account, currency ORDER BY account, currency";
    let rows = db.all("ledger_entry", sql, params![brand]).await?;
    rows.iter().map(|row| Ok((row.word("account", |text| text.parse().ok())?, row.money("minor", "currency")?))).collect()
}

/// The balances of one account of a brand that are not zero.
///
/// # Errors
/// The store's.
pub async fn balances_of(db: &impl Read, brand: BrandId, account: &Account) -> Result<Vec<Money>> {
    let sql = "SELECT currency, CAST(SUM(minor) AS BIGINT) AS minor FROM ledger_entry WHERE brand = $1 AND account = $2 \
               GROUP BY currency HAVING SUM(minor) <> 0 ORDER BY currency";
    let rows = db.all("ledger_entry", sql, params![brand, account.to_string()]).await?;
    rows.iter().map(|row| row.money("minor", "currency")).collect()
}

/// What a creator's open payables and carried balances say is owed to them in a brand, by currency.
///
/// # Errors
/// The store's.
pub async fn owed(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Money>> {
    let sql = "SELECT currency, CAST(SUM(minor) AS BIGINT) AS minor FROM ( \
               SELECT currency, minor FROM payable WHERE brand = $1 AND creator = $2 AND state NOT IN ('paid', 'paid_outside') UNION ALL \
               SELECT currency, minor FROM carry WHERE brand = $1 AND creator = $2) owed GROUP BY currency ORDER BY currency";
    let rows = db.all("payable", sql, params![brand, creator]).await?;
    rows.iter().map(|row| row.money("minor", "currency")).collect()
}

/// Postings that do not sum to zero in a currency, over a brand: there must be none.
///
/// # Errors
/// The store's.
pub async fn unbalanced(db: &impl Read, brand: BrandId) -> Result<Vec<(uuid::Uuid, Money)>> {
    let sql = "SELECT posting, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM ledger_entry WHERE brand = $1 \
               GROUP BY posting, currency HAVING SUM(minor) <> 0";
    let rows = db.all("ledger_entry", sql, params![brand]).await?;
    rows.iter().map(|row| Ok((row.get("posting")?, row.money("minor", "currency")?))).collect()
}

/// Adds to a creator's balance of commission: below zero is taken back after release, above zero netted or restored.
///
/// # Errors
/// The store's.
pub async fn carry(
    tx: &Tx,
    id: LedgerEntryId,
    brand: BrandId,
    creator: CreatorId,
    amount: Money,
    collaboration: CollaborationId,
    order: Option<OrderId>,
    memo: &str,
    at: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO carry (id, brand, creator, currency, minor, collaboration, shop_order, memo, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = params![id, brand, creator, amount.currency, amount.minor, collaboration, order, memo, at];
    tx.insert("carry", sql, values).await
}

/// A creator's balance of commission in a currency; zero, or below while something stands to be netted. Holds the
/// creator's row, so that two releases at once do not net the same balance.
///
/// # Errors
/// The store's.
pub async fn carried(tx: &Tx, brand: BrandId, creator: CreatorId, currency: Currency) -> Result<i64> {
    tx.one("creator", &format!("SELECT id FROM creator WHERE id = $1{}", tx.for_update()), params![creator]).await?;
    let sql = "SELECT CAST(SUM(minor) AS BIGINT) AS n FROM carry WHERE brand = $1 AND creator = $2 AND currency = $3";
    tx.number("carry", sql, params![brand, creator, currency]).await
}

/// Balances of commission in a brand that are not zero.
///
/// # Errors
/// The store's.
pub async fn carries(db: &impl Read, brand: BrandId) -> Result<Vec<(CreatorId, Money)>> {
    let sql = "SELECT creator, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM carry WHERE brand = $1 \
               GROUP BY creator, currency HAVING SUM(minor) <> 0 ORDER BY creator, currency";
    let rows = db.all("carry", sql, params![brand]).await?;
    rows.iter().map(|row| Ok((row.get("creator")?, row.money("minor", "currency")?))).collect()
}

/// The same, and what was paid in the brand altogether by currency, in minor units: two sums that one page shows.
///
/// # Errors
/// The store's.
pub async fn carries_and_paid(db: &impl Read, brand: BrandId) -> Result<(Vec<(CreatorId, Money)>, BTreeMap<Currency, i64>)> {
    let sql = "SELECT creator, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM carry WHERE brand = $1 \
               GROUP BY creator, currency HAVING SUM(minor) <> 0 UNION ALL \
               SELECT NULL AS creator, currency, CAST(SUM(minor) AS BIGINT) AS minor FROM payable \
               WHERE brand = $1 AND state IN ('paid', 'paid_outside') GROUP BY currency ORDER BY creator, currency";
    let (mut carries, mut paid) = (Vec::new(), BTreeMap::new());
    for row in db.all("carry", sql, params![brand]).await? {
        let sum = row.money("minor", "currency")?;
        match row.get::<Option<CreatorId>>("creator")? {
            Some(creator) => carries.push((creator, sum)),
            None => drop(paid.insert(sum.currency, sum.minor)),
        }
    }
    Ok((carries, paid))
}

fn read(row: &Row) -> Result<LedgerRow> {
    Ok(LedgerRow {
        id: row.get("id")?,
        posting: row.get("posting")?,
        kind: row.get("kind")?,
        account: row.word("account", |text| text.parse().ok())?,
        amount: row.money("minor", "currency")?,
        collaboration: row.get("collaboration")?,
        creator: row.get("creator")?,
        memo: row.get("memo")?,
        at: row.get("at")?,
    })
}
