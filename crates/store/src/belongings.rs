//! What belongs to a creator in all rooms: rows that name one, moved to another record and back.
//!
//! Invariants: a row's column and its facts name the same creator, changed in one statement; what never changes (events, entries
//! of the ledger) is not here: events are read by both ids, a ledger is corrected by postings. Nothing of another organisation
//! is reached. Absent: whether two may be merged; that is a rule.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, Id, OrganisationId},
    payments::Payout,
    time::Timestamp,
};
use sea_orm::Value;
use uuid::Uuid;

use crate::{
    Read, Result, Tx,
    db::{Bind, placeholders},
    params,
};

/// A table whose rows name a creator.
struct Belonging {
    table: &'static str,
    /// Whether its facts name the creator too.
    facts: bool,
    /// Whether its wall is the brand's; otherwise the organisation's.
    brand: bool,
    /// Whether its rows may belong to a collaboration, and then follow it.
    collaboration: bool,
}

const fn of(table: &'static str, facts: bool, brand: bool, collaboration: bool) -> Belonging {
    Belonging { table, facts, brand, collaboration }
}

/// Relationships are not here: a brand has one with each creator, so that they are joined one by one. Moves are derived.
const BELONGINGS: [Belonging; 21] = [
    of("profile", true, false, false),
    of("creator_post", true, false, false),
    of("collaboration", true, true, false),
    of("message", true, true, true),
    of("mail", false, false, true),
    of("clock_pause", true, true, false),
    of("file", false, true, false),
    of("upload", false, true, false),
    of("payable", true, true, true),
    of("payout", true, true, false),
    of("carry", false, true, true),
    of("standing_decision", true, true, true),
    of("creator_comment", true, false, false),
    of("follower_sample", true, false, false),
    of("vetting_decision", true, true, false),
    of("vetting_summary", true, true, false),
    of("application", true, true, false),
    of("match_decision", true, true, false),
    of("creator_note", true, true, false),
    of("creator_file", true, true, false),
    of("account_access", true, false, false),
];

impl Belonging {
    /// The organisation's wall as `$1`.
    fn wall(&self) -> &'static str {
        if self.brand { "brand IN (SELECT id FROM brand WHERE organisation = $1)" } else { "organisation = $1" }
    }
}

/// Rows by their table.
pub type Rows = BTreeMap<String, Vec<Uuid>>;

/// Every row that names a creator.
///
/// # Errors
/// The store's.
pub async fn of_creator(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Rows> {
    let mut found = Rows::new();
    for one in &BELONGINGS {
        let sql = format!("SELECT id FROM {} WHERE {} AND creator = $2 ORDER BY id", one.table, one.wall());
        let ids = ids(db, one.table, &sql, params![organisation, creator]).await?;
        if !ids.is_empty() {
            found.insert(one.table.to_owned(), ids);
        }
    }
    Ok(found)
}

/// Rows of a creator that follow these collaborations, and payouts that pay nothing but theirs.
///
/// # Errors
/// The store's.
pub async fn of_collaborations(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    collaborations: &[CollaborationId],
) -> Result<Rows> {
    let mut found = Rows::new();
    for chunk in collaborations.chunks(500) {
        let places = placeholders(3, chunk.len());
        let values = || params![organisation, creator].into_iter().chain(chunk.iter().map(|id| id.bind())).collect::<Vec<Value>>();
        for one in BELONGINGS.iter().filter(|one| one.collaboration) {
            let sql =
                format!("SELECT id FROM {} WHERE {} AND creator = $2 AND collaboration IN ({places}) ORDER BY id", one.table, one.wall());
            found.entry(one.table.to_owned()).or_default().extend(ids(db, one.table, &sql, values()).await?);
        }
    }
    let payables = found.get("payable").cloned().unwrap_or_default();
    let sql = "SELECT id, facts FROM payout WHERE brand IN (SELECT id FROM brand WHERE organisation = $1) AND creator = $2 ORDER BY id";
    for row in db.all("payout", sql, params![organisation, creator]).await? {
        if row.json::<Payout>("facts")?.transfer().payables.iter().all(|id| payables.contains(&id.uuid())) {
            found.entry("payout".to_owned()).or_default().push(row.get("id")?);
        }
    }
    found.retain(|_, ids| !ids.is_empty());
    Ok(found)
}

/// Rows of a creator that hang on these accounts: posts there, samples of their followers, and the log-in to them.
///
/// # Errors
/// The store's.
pub async fn of_accounts(db: &impl Read, organisation: OrganisationId, creator: CreatorId, accounts: &[Uuid]) -> Result<Rows> {
    let mut found = Rows::new();
    for chunk in accounts.chunks(500) {
        for table in ["creator_post", "follower_sample", "account_access"] {
            let places = placeholders(3, chunk.len());
            let sql = format!("SELECT id FROM {table} WHERE organisation = $1 AND creator = $2 AND profile IN ({places}) ORDER BY id");
            let values = params![organisation, creator].into_iter().chain(chunk.iter().map(|id| id.bind())).collect();
            found.entry(table.to_owned()).or_default().extend(ids(db, table, &sql, values).await?);
        }
    }
    Ok(found)
}

/// What one brand said with a creator and noted about them, in no collaboration too.
///
/// # Errors
/// The store's.
pub async fn said_in(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Rows> {
    let mut found = Rows::new();
    for table in ["message", "mail", "clock_pause", "creator_note", "creator_file"] {
        let sql = format!("SELECT id FROM {table} WHERE brand = $1 AND creator = $2 ORDER BY id");
        found.insert(table.to_owned(), ids(db, table, &sql, params![brand, creator]).await?);
    }
    Ok(found)
}

/// Files that a creator sent since an instant and that stand in drafts of these collaborations.
///
/// # Errors
/// The store's.
pub async fn files_since(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    collaborations: &[CollaborationId],
    since: Timestamp,
) -> Result<Vec<Uuid>> {
    let sql = "SELECT id FROM file WHERE brand IN (SELECT id FROM brand WHERE organisation = $1) AND creator = $2 AND created_at >= $3";
    let sent = ids(db, "file", sql, params![organisation, creator, since]).await?;
    if sent.is_empty() {
        return Ok(sent);
    }
    let mut drafts = Vec::new();
    for chunk in collaborations.chunks(500) {
        let sql = format!(
            "SELECT draft.facts AS facts FROM draft JOIN deliverable ON deliverable.id = draft.deliverable \
             WHERE deliverable.brand IN (SELECT id FROM brand WHERE organisation = $1) AND deliverable.collaboration IN ({})",
            placeholders(2, chunk.len())
        );
        let values = std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("draft", &sql, values).await? {
            drafts.push(row.get::<String>("facts")?);
        }
    }
    Ok(sent.into_iter().filter(|id| drafts.iter().any(|facts| facts.contains(&id.to_string()))).collect())
}

/// Makes rows of one creator another one's. Rows that are not the first one's are left alone.
///
/// # Errors
/// The store's.
pub async fn hand_over(tx: &Tx, organisation: OrganisationId, rows: &Rows, from: CreatorId, to: CreatorId) -> Result<()> {
    for one in &BELONGINGS {
        for chunk in rows.get(one.table).map(Vec::as_slice).unwrap_or_default().chunks(500) {
            // Quotes inside of a text are escaped in JSON, so that nothing but the field itself reads so.
            let named = |id: CreatorId| format!("\"creator\":\"{id}\"");
            let mut values = params![organisation, from, to];
            let facts = if one.facts {
                values.extend(params![named(from), named(to)]);
                ", version = version + 1, facts = REPLACE(facts, $4, $5)"
            } else {
                ""
            };
            let places = placeholders(values.len() + 1, chunk.len());
            let sql = format!("UPDATE {} SET creator = $3{facts} WHERE {} AND creator = $2 AND id IN ({places})", one.table, one.wall());
            values.extend(chunk.iter().map(|id| (*id).bind()));
            tx.execute(&sql, values).await?;
        }
    }
    Ok(())
}

/// The collaborations among rows.
#[must_use]
pub fn collaborations(rows: &Rows) -> Vec<CollaborationId> {
    rows.get("collaboration").into_iter().flatten().map(|id| CollaborationId::from_uuid(*id)).collect()
}

/// The collaborations of creators in every brand of an organisation, running or over.
///
/// # Errors
/// The store's.
pub async fn all_collaborations(
    db: &impl Read,
    organisation: OrganisationId,
    creators: &[CreatorId],
) -> Result<Vec<(BrandId, CollaborationId)>> {
    let sql = format!(
        "SELECT c.brand AS brand, c.id AS id FROM collaboration c JOIN brand b ON b.id = c.brand \
         WHERE b.organisation = $1 AND c.creator IN ({}) ORDER BY c.brand, c.id",
        placeholders(2, creators.len())
    );
    let values = std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect();
    db.all("collaboration", &sql, values).await?.iter().map(|row| Ok((row.get("brand")?, row.get("id")?))).collect()
}

/// The name of a campaign that both are in, if there is one.
///
/// # Errors
/// The store's.
pub async fn shared_campaign(
    db: &impl Read,
    organisation: OrganisationId,
    one: CreatorId,
    other: CreatorId,
) -> Result<Option<(BrandId, String)>> {
    let sql = "SELECT a.brand AS brand, campaign.facts AS facts FROM collaboration a JOIN collaboration b ON b.campaign = a.campaign AND b.creator = $3 \
               JOIN campaign ON campaign.id = a.campaign JOIN brand ON brand.id = a.brand \
               WHERE brand.organisation = $1 AND a.creator = $2 ORDER BY a.id LIMIT 1";
    let Some(row) = db.one("campaign", sql, params![organisation, one, other]).await? else { return Ok(None) };
    let facts: serde_json::Value = row.json("facts")?;
    Ok(Some((row.get("brand")?, facts["name"].as_str().unwrap_or_default().to_owned())))
}

/// Whether a payout to a creator is made and neither arrived nor given up; of payables, where they are named, only theirs.
///
/// # Errors
/// The store's.
pub async fn payout_on_the_way(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    payables: Option<&[Uuid]>,
) -> Result<bool> {
    let sql = "SELECT payable.id AS id FROM payout JOIN payable ON payable.payout = payout.id \
               WHERE payout.brand IN (SELECT id FROM brand WHERE organisation = $1) AND payout.creator = $2 \
               AND payout.state IN ('made', 'approved', 'submitted', 'unknown')";
    let paid = ids(db, "payout", sql, params![organisation, creator]).await?;
    Ok(payables.map_or(!paid.is_empty(), |of| paid.iter().any(|id| of.contains(id))))
}

/// Whether a creator is owed anything in any brand.
///
/// # Errors
/// The store's.
pub async fn is_owed(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM payable WHERE brand IN (SELECT id FROM brand WHERE organisation = $1) AND creator = $2 AND state NOT IN ('paid', 'paid_outside')";
    Ok(db.number("payable", sql, params![organisation, creator]).await? > 0)
}

async fn ids(db: &impl Read, table: &'static str, sql: &str, values: Vec<Value>) -> Result<Vec<Uuid>> {
    db.all(table, sql, values).await?.iter().map(|row| row.get("id")).collect()
}
