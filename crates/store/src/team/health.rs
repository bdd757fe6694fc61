//! Numbers that say how the installation is, in one statement, because a page has few to spare.
//!
//! Invariant: what belongs to somebody is counted inside the organisation; the database alone is everybody's. Absent: what a number means.

use domain::{ids::OrganisationId, time::Timestamp};

use crate::{Db, Read, Result, moves::PAUSED, params};

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// Effects that wait to leave or are on their way.
    pub waiting: i64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Timestamp>,
    /// How many of them were tried and did not leave.
    pub failing: i64,
    /// Effects that were given up.
    pub given_up: i64,
    /// Since when the clock's oldest due move waits.
    pub behind_since: Option<Timestamp>,
    /// When the newest mail left.
    pub mail_sent_at: Option<Timestamp>,
    /// Stored files, each content once.
    pub files: i64,
    /// Their bytes.
    pub file_bytes: i64,
    /// Since when the shop of one of the brands has a secret for its orders.
    pub webhook_since: Option<Timestamp>,
    /// When the newest order was placed.
    pub order_at: Option<Timestamp>,
    /// The database's bytes.
    pub database_bytes: i64,
    /// The newest change of its tables, by number and name.
    pub migration: (i64, String),
}

/// Counts all of it.
///
/// # Errors
/// The store's.
pub async fn counted(db: &Db, organisation: OrganisationId, now: Timestamp) -> Result<Counted> {
    let size = if db.is_postgres() {
        "pg_database_size(current_database())"
    } else {
        "(SELECT pages.page_count * size.page_size FROM pragma_page_count AS pages, pragma_page_size AS size)"
    };
    let brands = "(SELECT brand.id FROM brand WHERE brand.organisation = $1)";
    let contents = format!("(SELECT hash, MAX(size) AS size FROM file WHERE brand IN {brands} GROUP BY hash) AS content");
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM outbox WHERE organisation = $1 AND state IN ('waiting', 'leased')) AS waits, \
         (SELECT MIN(created_at) FROM outbox WHERE organisation = $1 AND state IN ('waiting', 'leased')) AS waits_since, \
         (SELECT COUNT(*) FROM outbox WHERE organisation = $1 AND state = 'waiting' AND attempts > 0) AS failing, \
         (SELECT COUNT(*) FROM outbox WHERE organisation = $1 AND state = 'dead') AS given_up, \
         (SELECT MIN(move.due) FROM move WHERE move.turn = 'clock' AND move.due <= $2 AND NOT {PAUSED}) AS behind_since, \
         (SELECT sent_at FROM mail WHERE organisation = $1 AND sent_at IS NOT NULL ORDER BY created_at DESC LIMIT 1) AS mail_sent_at, \
         (SELECT COUNT(*) FROM {contents}) AS files, \
         (SELECT CAST(COALESCE(SUM(content.size), 0) AS BIGINT) FROM {contents}) AS file_bytes, \
         (SELECT MIN(created_at) FROM webhook_secret WHERE brand IN {brands}) AS webhook_since, \
         (SELECT MAX(placed_at) FROM shop_order WHERE brand IN {brands}) AS order_at, \
         CAST({size} AS BIGINT) AS database_bytes, \
         (SELECT MAX(number) FROM migration) AS migration, \
         (SELECT name FROM migration ORDER BY number DESC LIMIT 1) AS migration_name"
    );
    let Some(row) = db.one("migration", &sql, params![organisation, now]).await? else { return Ok(Counted::default()) };
    Ok(Counted {
        waiting: row.get("waits")?,
        waiting_since: row.get("waits_since")?,
        failing: row.get("failing")?,
        given_up: row.get("given_up")?,
        behind_since: row.get("behind_since")?,
        mail_sent_at: row.get("mail_sent_at")?,
        files: row.get("files")?,
        file_bytes: row.get("file_bytes")?,
        webhook_since: row.get("webhook_since")?,
        order_at: row.get("order_at")?,
        database_bytes: row.get("database_bytes")?,
        migration: (
            row.get::<Option<i64>>("migration")?.unwrap_or_default(),
            row.get::<Option<String>>("migration_name")?.unwrap_or_default(),
        ),
    })
}
