//! Rows of hashtags that a platform was asked for, which it counts for seven days each.
//!
//! Invariant: of two who ask for the thirtieth tag at once the second sees the first, because the connection is held. Absent: what
//! stands under a tag.

use domain::{
    creators::connections::hashtags::{Asked, WINDOW},
    ids::OrganisationId,
    time::Timestamp,
};

use crate::{Read, Result, Tx, params};

/// The tags that count now for an account, with the platform's id of each where it is known.
///
/// # Errors
/// The store's.
pub async fn asked(db: &impl Read, organisation: OrganisationId, account: &str, now: Timestamp) -> Result<Vec<(Asked, Option<String>)>> {
    let sql = "SELECT tag, since, external FROM hashtag_asked WHERE organisation = $1 AND account = $2 AND since > $3 ORDER BY since, tag";
    let rows = db.all("hashtag_asked", sql, params![organisation, account, now.plus(-WINDOW)]).await?;
    rows.iter().map(|row| Ok((Asked { tag: row.get("tag")?, since: row.get("since")? }, row.get("external")?))).collect()
}

/// Notes that a tag is asked for, and since when it counts; what counts no longer goes.
///
/// # Errors
/// The store's.
pub async fn ask(tx: &Tx, organisation: OrganisationId, account: &str, asked: &Asked, now: Timestamp) -> Result<()> {
    let old = "DELETE FROM hashtag_asked WHERE organisation = $1 AND since <= $2";
    tx.execute(old, params![organisation, now.plus(-WINDOW)]).await?;
    let sql = "INSERT INTO hashtag_asked (organisation, account, tag, since) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (organisation, account, tag) DO NOTHING";
    tx.execute(sql, params![organisation, account, asked.tag.as_str(), asked.since]).await.map(|_| ())
}

/// Notes the platform's id of a tag.
///
/// # Errors
/// The store's.
pub async fn know(tx: &Tx, organisation: OrganisationId, account: &str, tag: &str, external: &str) -> Result<()> {
    let sql = "UPDATE hashtag_asked SET external = $4 WHERE organisation = $1 AND account = $2 AND tag = $3";
    tx.execute(sql, params![organisation, account, tag, external]).await.map(|_| ())
}
