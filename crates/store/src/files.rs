//! Which files a brand has; their bytes lie in the file store by hash.
//!
//! Invariant: a file is found only behind its brand's wall, although two brands may share bytes. Bytes are removed only where no
//! row of any brand names them: whoever names some and whoever removes them hold the same hash.

pub mod arriving;

use domain::{
    files::{ContentHash, StoredFile},
    ids::{BrandId, CreatorId, FileId},
    time::Timestamp,
};

use crate::{
    Read, Result, Tx,
    db::{Bind, placeholders},
    params,
};

/// Notes a stored file of the brand.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &Tx, brand: BrandId, file: &StoredFile, now: Timestamp) -> Result<()> {
    insert_by(tx, brand, file, None, now).await
}

/// Notes a stored file and the creator who sent it, if one did.
///
/// # Errors
/// The store's.
pub async fn insert_by(tx: &Tx, brand: BrandId, file: &StoredFile, creator: Option<CreatorId>, now: Timestamp) -> Result<()> {
    hold(tx, &file.hash).await?;
    let sql = "INSERT INTO file (id, brand, hash, name, media_type, size, creator, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.insert("file", sql, params![file.id, brand, file.hash.as_str(), &file.name, &file.media_type, file.size, creator, now]).await
}

/// A file of a brand.
///
/// # Errors
/// The store's.
pub async fn find(db: &impl Read, brand: BrandId, id: FileId) -> Result<Option<StoredFile>> {
    Ok(find_owned(db, brand, id).await?.map(|(file, _)| file))
}

/// A file of a brand with the creator who sent it, if one did.
///
/// # Errors
/// The store's.
pub async fn find_owned(db: &impl Read, brand: BrandId, id: FileId) -> Result<Option<(StoredFile, Option<CreatorId>)>> {
    let sql = "SELECT id, hash, name, media_type, size, creator FROM file WHERE brand = $1 AND id = $2";
    let row = db.one("file", sql, params![brand, id]).await?;
    row.map(|row| {
        let file = StoredFile {
            id: row.get("id")?,
            name: row.get("name")?,
            media_type: row.get("media_type")?,
            size: row.get("size")?,
            hash: row.get("hash")?,
        };
        Ok((file, row.get("creator")?))
    })
    .transpose()
}

/// Holds a hash until the end of the transaction, so that bytes are not removed while somebody names them. SQLite has one writer.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, hash: &ContentHash) -> Result<()> {
    if tx.for_update().is_empty() {
        return Ok(());
    }
    let sql = "SELECT CAST(pg_advisory_xact_lock(hashtextextended($1, 28)) AS TEXT) AS locked";
    tx.one("file", sql, params![hash.as_str()]).await.map(|_| ())
}

/// Tables whose facts may name a file, each with the column of its wall; a logo stands in the brand's own row. The test of the
/// walls holds this against everything that a story leaves behind.
pub const NAMING: [(&str, &str); 9] = [
    ("draft", "brand"),
    ("deliverable", "brand"),
    ("agreement", "brand"),
    ("post", "brand"),
    ("tracking_link", "brand"),
    ("promo_code", "brand"),
    ("import", "brand"),
    ("tracker_import", "brand"),
    ("brand", "id"),
];

/// Lets go of files of the brand, but for those that work names. Their bytes are noted to be removed.
///
/// # Errors
/// The store's.
pub async fn let_go(tx: &Tx, brand: BrandId, files: &[FileId], now: Timestamp) -> Result<()> {
    for chunk in files.chunks(50) {
        let gone = unnamed(tx, brand, chunk.to_vec()).await?;
        if gone.is_empty() {
            continue;
        }
        let ids = || gone.iter().map(|id| id.bind());
        let sql = format!(
            "INSERT INTO removed_bytes (hash, at) SELECT DISTINCT hash, CAST($2 AS BIGINT) FROM file WHERE brand = $1 AND id IN ({}) \
             ON CONFLICT (hash) DO UPDATE SET at = $2",
            placeholders(3, gone.len())
        );
        tx.execute(&sql, params![brand, now].into_iter().chain(ids()).collect()).await?;
        let sql = format!("DELETE FROM file WHERE brand = $1 AND id IN ({})", placeholders(2, gone.len()));
        tx.execute(&sql, std::iter::once(brand.bind()).chain(ids()).collect()).await?;
    }
    Ok(())
}

/// Those of some files that no work of the brand names.
async fn unnamed(tx: &Tx, brand: BrandId, mut files: Vec<FileId>) -> Result<Vec<FileId>> {
    for (table, wall) in NAMING {
        if files.is_empty() {
            break;
        }
        let any = (2..2 + files.len()).map(|at| format!("facts LIKE ${at}")).collect::<Vec<_>>().join(" OR ");
        let names = files.iter().map(|id| format!("%\"{id}\"%").bind());
        let sql = format!("SELECT facts FROM {table} WHERE {wall} = $1 AND ({any})");
        for row in tx.all(table, &sql, std::iter::once(brand.bind()).chain(names).collect()).await? {
            let facts: String = row.get("facts")?;
            files.retain(|id| !facts.contains(&format!("\"{id}\"")));
        }
    }
    Ok(files)
}

/// Notes bytes that were received: where nobody makes a file of them until then, they are removed. A longer receipt of the same
/// bytes stays good.
///
/// # Errors
/// The store's.
pub async fn note_received(tx: &Tx, hash: &ContentHash, until: Timestamp) -> Result<()> {
    let sql = "INSERT INTO removed_bytes (hash, at) VALUES ($1, $2) \
               ON CONFLICT (hash) DO UPDATE SET at = CASE WHEN removed_bytes.at > $2 THEN removed_bytes.at ELSE $2 END";
    tx.execute(sql, params![hash.as_str(), until]).await.map(drop)
}

/// Lets bytes that were noted as received until then go at `at` already, unless another receipt of the same bytes is good for longer.
///
/// # Errors
/// The store's.
pub async fn cut_short(tx: &Tx, hash: &ContentHash, until: Timestamp, at: Timestamp) -> Result<()> {
    let sql = "UPDATE removed_bytes SET at = $3 WHERE hash = $1 AND at = $2";
    tx.execute(sql, params![hash.as_str(), until, at]).await.map(drop)
}

/// Bytes that were let go of, or received and not kept in time, the oldest first. They may be named again by now.
///
/// # Errors
/// The store's.
pub async fn let_go_of(db: &impl Read, now: Timestamp, most: i64) -> Result<Vec<ContentHash>> {
    let sql = "SELECT hash FROM removed_bytes WHERE at <= $1 ORDER BY at, hash LIMIT $2";
    let rows = db.all("removed_bytes", sql, params![now, most]).await?;
    rows.iter().map(|row| row.get("hash")).collect()
}

/// Holds bytes that were let go of and forgets that; whether no row of any brand names them, so that they can be removed. Bytes
/// that were received again meanwhile stay as long as their receipt.
///
/// # Errors
/// The store's.
pub async fn may_remove(tx: &Tx, hash: &ContentHash, now: Timestamp) -> Result<bool> {
    hold(tx, hash).await?;
    let noted = tx.execute("DELETE FROM removed_bytes WHERE hash = $1 AND at <= $2", params![hash.as_str(), now]).await?;
    Ok(noted > 0 && tx.number("file", "SELECT COUNT(*) AS n FROM file WHERE hash = $1", params![hash.as_str()]).await? == 0)
}
