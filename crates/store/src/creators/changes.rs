//! Which creators changed, in the order in which it became true, for whoever keeps something made from their rows.
//!
//! Invariants: every transaction that writes a creator's row, account, relationship, message, collaboration, number or post
//! notes the creator once, with its commit; a reader that goes on from the place that it was given misses nothing. On
//! PostgreSQL transactions end in another order than they begin, so what an open one may come before is read again.
//! Absent: what changed, and any wall: readers are parts of the installation, and what they show has walls of its own.

use domain::{
    creators::Platform,
    ids::{CreatorId, OrganisationId},
};

use crate::{Db, Read, Result, Tx, params};

/// How far changes were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    transaction: i64,
    number: i64,
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.transaction, self.number)
    }
}

impl Place {
    /// Whether so many changes lie between two places that old ones can be forgotten.
    #[must_use]
    pub const fn is_far_from(&self, before: Place) -> bool {
        self.number / FORGOTTEN_EACH != before.number / FORGOTTEN_EACH
    }

    /// Reads what was written; nothing for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (transaction, number) = text.split_once('.')?;
        Some(Self { transaction: transaction.parse().ok()?, number: number.parse().ok()? })
    }
}

/// So many changes are kept; a reader that is further behind begins anew.
const KEPT: i64 = 1_000_000;

/// After so many changes old ones are forgotten.
const FORGOTTEN_EACH: i64 = 50_000;

/// What the next transaction will be called; nothing on SQLite, which has one writer.
fn next_transaction(db: &Db) -> &'static str {
    if db.is_postgres() { "CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS TEXT) AS BIGINT)" } else { "CAST(NULL AS BIGINT)" }
}

/// What no open transaction can come before.
fn settled(db: &Db) -> &'static str {
    if db.is_postgres() { "tx < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)" } else { "tx = 0" }
}

/// Notes every creator with an account on a platform: what may be worked out of their posts and numbers is another thing now.
///
/// # Errors
/// The store's.
pub async fn note_platform(tx: &Tx, organisation: OrganisationId, platform: &Platform) -> Result<()> {
    let sql = "INSERT INTO creator_change (creator) SELECT DISTINCT creator FROM profile WHERE organisation = $1 AND platform = $2";
    tx.execute(sql, params![organisation, platform.as_str()]).await?;
    Ok(())
}

/// The newest place.
///
/// # Errors
/// The store's.
pub async fn newest(db: &Db) -> Result<Place> {
    let sql = format!("SELECT tx, seq FROM creator_change WHERE {} ORDER BY tx DESC, seq DESC LIMIT 1", settled(db));
    let found = db.one("creator_change", &sql, vec![]).await?;
    found.map(|row| Ok(Place { transaction: row.get("tx")?, number: row.get("seq")? })).transpose().map(Option::unwrap_or_default)
}

/// The creators of the next changes, each once, and the place from which to go on: behind the last of them that no open
/// transaction can come before, so that newer ones are read once more. Nothing where the changes after this place are not kept
/// any more.
///
/// # Errors
/// The store's.
pub async fn after(db: &Db, place: Place, most: i64) -> Result<Option<(Vec<CreatorId>, Place)>> {
    // One row says where the changes begin and end although nothing changed.
    let sql = format!(
        "SELECT s.newest AS newest, s.oldest AS oldest, s.upcoming AS upcoming, x.tx AS tx, x.seq AS seq, x.creator AS creator, \
         x.settled AS settled FROM (SELECT (SELECT COALESCE(MAX(seq), 0) FROM creator_change) AS newest, \
         (SELECT COALESCE(MIN(seq), 0) FROM creator_change) AS oldest, {} AS upcoming) s \
         LEFT JOIN (SELECT tx, seq, creator, CAST(CASE WHEN {} THEN 1 ELSE 0 END AS BIGINT) AS settled \
         FROM creator_change WHERE tx > $1 OR (tx = $1 AND seq > $2) ORDER BY tx, seq LIMIT $3) x ON 1 = 1 ORDER BY x.tx, x.seq",
        next_transaction(db),
        settled(db)
    );
    let (mut changed, mut end) = (Vec::new(), place);
    for row in db.all("creator_change", &sql, params![place.transaction, place.number, most]).await? {
        if place != Place::default() {
            // Beyond everything that this database can hold: the index is of another one, such as before a restore.
            let ahead = row.get::<Option<i64>>("upcoming")?.is_some_and(|upcoming| upcoming <= place.transaction);
            if ahead || row.get::<i64>("newest")? < place.number {
                return Ok(None);
            }
        }
        let Some(creator) = row.get::<Option<CreatorId>>("creator")? else { continue };
        if place != Place::default() && row.get::<i64>("oldest")? > place.number + 1 {
            return Ok(None);
        }
        changed.push(creator);
        if row.get::<i64>("settled")? == 1 {
            end = Place { transaction: row.get("tx")?, number: row.get("seq")? };
        }
    }
    changed.sort_unstable();
    changed.dedup();
    Ok(Some((changed, end)))
}

/// Takes away what is older than anybody reads. Gives how many.
///
/// # Errors
/// The store's.
pub async fn forget(db: &Db) -> Result<u64> {
    let tx = db.begin().await?;
    let gone = tx.execute("DELETE FROM creator_change WHERE seq < (SELECT MAX(seq) FROM creator_change) - $1", params![KEPT]).await?;
    tx.commit().await?;
    Ok(gone)
}
