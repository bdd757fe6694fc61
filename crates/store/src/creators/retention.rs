//! What platforms answered and may not be kept any longer: found, and taken away.
//!
//! Invariant: only rows with a time of their own are touched; what a person entered or a file said has none. Absent: for how long
//! something may be kept; that is a rule.

use domain::{
    creators::{CreatorPost, fetching::AccountFetch},
    ids::{CreatorPostId, MetricId, OrganisationId, ProfileId},
    time::Timestamp,
};

use crate::{
    Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, params,
};

/// The tables whose rows may be kept for a time only.
const TABLES: [&str; 4] = ["creator_post", "creator_comment", "metric", "profile_fetch"];

/// The organisations in which something has to go.
///
/// # Errors
/// The store's.
pub async fn with_expired(db: &impl Read, now: Timestamp) -> Result<Vec<OrganisationId>> {
    let parts: Vec<String> = TABLES.iter().map(|table| format!("SELECT organisation FROM {table} WHERE keep_until <= $1")).collect();
    let sql = format!("SELECT DISTINCT organisation FROM ({}) gone ORDER BY organisation", parts.join(" UNION ALL "));
    db.all("organisation", &sql, params![now]).await?.iter().map(|row| row.get("organisation")).collect()
}

/// Posts that have to go, at most so many.
///
/// # Errors
/// The store's.
pub async fn expired_posts(tx: &Tx, organisation: OrganisationId, now: Timestamp, most: i64) -> Result<Vec<Stored<CreatorPost>>> {
    document::list(tx, organisation, "keep_until <= $2 ORDER BY keep_until, id LIMIT $3", params![now, most]).await
}

/// Takes posts away.
///
/// # Errors
/// The store's.
pub async fn remove_posts(tx: &Tx, organisation: OrganisationId, gone: &[Stored<CreatorPost>]) -> Result<()> {
    for chunk in gone.chunks(500) {
        let ids: Vec<CreatorPostId> = chunk.iter().map(|post| post.id).collect();
        let sql = format!("DELETE FROM creator_post WHERE organisation = $1 AND id IN ({})", placeholders(2, ids.len()));
        tx.execute(&sql, std::iter::once(organisation.bind()).chain(ids.iter().map(|id| id.bind())).collect()).await?;
        chunk.iter().for_each(|post| tx.changed(Some(post.value.creator)));
    }
    Ok(())
}

/// Takes comments away that have to go. Gives how many.
///
/// # Errors
/// The store's.
pub async fn remove_comments(tx: &Tx, organisation: OrganisationId, now: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM creator_comment WHERE organisation = $1 AND keep_until <= $2", params![organisation, now]).await
}

/// Takes numbers away that have to go. Gives how many, and of which accounts.
///
/// # Errors
/// The store's.
pub async fn remove_numbers(tx: &Tx, organisation: OrganisationId, now: Timestamp, most: i64) -> Result<(usize, Vec<ProfileId>)> {
    let sql = "SELECT id, profile FROM metric WHERE organisation = $1 AND keep_until <= $2 ORDER BY keep_until, id LIMIT $3";
    let (mut ids, mut profiles): (Vec<MetricId>, Vec<ProfileId>) = (Vec::new(), Vec::new());
    for row in tx.all("metric", sql, params![organisation, now, most]).await? {
        ids.push(row.get("id")?);
        profiles.push(row.get("profile")?);
    }
    super::remove_metrics(tx, organisation, &ids).await?;
    profiles.sort_unstable();
    profiles.dedup();
    tx.changed_accounts(profiles.iter().copied());
    Ok((ids.len(), profiles))
}

/// Accounts whose words have to go, at most so many.
///
/// # Errors
/// The store's.
pub async fn expired_fetches(tx: &Tx, organisation: OrganisationId, now: Timestamp, most: i64) -> Result<Vec<(ProfileId, AccountFetch)>> {
    let sql = "SELECT profile, facts FROM profile_fetch WHERE organisation = $1 AND keep_until <= $2 ORDER BY keep_until, profile LIMIT $3";
    let rows = tx.all("profile_fetch", sql, params![organisation, now, most]).await?;
    rows.iter().map(|row| Ok((row.get("profile")?, row.json("facts")?))).collect()
}
