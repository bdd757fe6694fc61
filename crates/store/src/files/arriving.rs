//! Files on their way here in parts: what was announced, which parts are here and where they are laid by.
//!
//! Invariant: `arrived` is the end of the last part, and a part is noted only behind it, so that of two that are sent at once one is.
//! What is over is forgotten by the clock. Absent: bytes; each part is laid by under a name that says until when, and goes by it.

use domain::{
    files::{ContentHash, OnTheWay},
    ids::{BrandId, CreatorId, UploadId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Read, Result, Tx,
    db::{Bind, placeholders},
    params,
};

/// Whose a file is that comes in parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// To whom it comes.
    pub brand: BrandId,
    /// From whom.
    pub creator: CreatorId,
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arriving {
    /// What it is called.
    pub name: String,
    /// How large it will be.
    pub size: i64,
    /// How much of it is here.
    pub arrived: i64,
    /// What it became, once its parts were joined: hash and kind.
    pub whole: Option<(ContentHash, String)>,
    /// Until when it can be used.
    pub until: Timestamp,
}

/// A part that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// From which byte of the file.
    pub beginning: i64,
    /// How many.
    pub size: i64,
    /// Where it is laid by.
    pub place: String,
}

/// Notes a file that was announced.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &Tx, owner: Owner, id: UploadId, name: &str, size: i64, until: Timestamp) -> Result<()> {
    let sql = "INSERT INTO upload (id, brand, creator, name, size, arrived, until) VALUES ($1, $2, $3, $4, $5, 0, $6)";
    tx.insert("upload", sql, params![id, owner.brand, owner.creator, name, size, until]).await
}

/// A file on its way that is not over.
///
/// # Errors
/// The store's.
pub async fn find(db: &impl Read, owner: Owner, id: UploadId, now: Timestamp) -> Result<Option<Arriving>> {
    let sql = "SELECT id, name, size, arrived, hash, media_type, until FROM upload \
               WHERE id = $1 AND brand = $2 AND creator = $3 AND until > $4";
    let row = db.one("upload", sql, params![id, owner.brand, owner.creator, now]).await?;
    row.map(|row| {
        let hash: Option<ContentHash> = row.get("hash")?;
        Ok(Arriving {
            name: row.get("name")?,
            size: row.get("size")?,
            arrived: row.get("arrived")?,
            whole: match hash {
                Some(hash) => Some((hash, row.get("media_type")?)),
                None => None,
            },
            until: row.get("until")?,
        })
    })
    .transpose()
}

/// What a creator has on its way to the brand.
///
/// # Errors
/// The store's.
pub async fn on_the_way(db: &impl Read, owner: Owner, now: Timestamp) -> Result<OnTheWay> {
    let sql = "SELECT COUNT(*) AS files, CAST(COALESCE(SUM(size), 0) AS BIGINT) AS bytes FROM upload \
               WHERE brand = $1 AND creator = $2 AND until > $3";
    match db.one("upload", sql, params![owner.brand, owner.creator, now]).await? {
        Some(row) => Ok(OnTheWay { files: row.get("files")?, bytes: row.get("bytes")? }),
        None => Ok(OnTheWay::default()),
    }
}

/// Notes a part that follows what is here. Gives whether it still does: somebody may have been faster with the same one.
///
/// # Errors
/// The store's.
pub async fn add(tx: &Tx, owner: Owner, id: UploadId, part: &Part) -> Result<bool> {
    let sql = "UPDATE upload SET arrived = arrived + $5 \
               WHERE id = $1 AND brand = $2 AND creator = $3 AND arrived = $4 AND hash IS NULL";
    if tx.execute(sql, params![id, owner.brand, owner.creator, part.beginning, part.size]).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO upload_part (upload, beginning, size, place) VALUES ($1, $2, $3, $4)";
    tx.insert("upload_part", sql, params![id, part.beginning, part.size, part.place.as_str()]).await?;
    Ok(true)
}

/// The parts that are here, in their order.
///
/// # Errors
/// The store's.
pub async fn parts(db: &impl Read, owner: Owner, id: UploadId) -> Result<Vec<Part>> {
    let sql = format!("SELECT beginning, size, place FROM upload_part WHERE {OF_ONE} ORDER BY beginning");
    let rows = db.all("upload_part", &sql, params![id, owner.brand, owner.creator]).await?;
    rows.iter().map(|row| Ok(Part { beginning: row.get("beginning")?, size: row.get("size")?, place: row.get("place")? })).collect()
}

/// That a part is one of `$1`, which is theirs.
const OF_ONE: &str = "upload IN (SELECT id FROM upload WHERE id = $1 AND brand = $2 AND creator = $3)";

/// Notes what the joined parts are, and forgets the parts. Gives whether nobody did so before.
///
/// # Errors
/// The store's.
pub async fn join(tx: &Tx, owner: Owner, id: UploadId, whole: (&ContentHash, &str), until: Timestamp) -> Result<bool> {
    let sql = "UPDATE upload SET hash = $4, media_type = $5, until = $6 WHERE id = $1 AND brand = $2 AND creator = $3 AND hash IS NULL";
    let (hash, media_type) = whole;
    if tx.execute(sql, params![id, owner.brand, owner.creator, hash.as_str(), media_type, until]).await? == 0 {
        return Ok(false);
    }
    tx.execute(&format!("DELETE FROM upload_part WHERE {OF_ONE}"), params![id, owner.brand, owner.creator]).await?;
    Ok(true)
}

/// Forgets a file on its way; one that is whole only where `whole_too`. Gives the parts that it had, whose bytes are nobody's then.
///
/// # Errors
/// The store's.
pub async fn remove(tx: &Tx, owner: Owner, id: UploadId, whole_too: bool) -> Result<Vec<Part>> {
    let values = || params![id, owner.brand, owner.creator];
    let only = if whole_too { "" } else { " AND hash IS NULL" };
    // Held first, so that no part comes in between.
    let sql = format!("UPDATE upload SET arrived = arrived WHERE id = $1 AND brand = $2 AND creator = $3{only}");
    if tx.execute(&sql, values()).await? == 0 {
        return Ok(Vec::new());
    }
    let had = parts(tx, owner, id).await?;
    tx.execute(&format!("DELETE FROM upload_part WHERE {OF_ONE}"), values()).await?;
    tx.execute("DELETE FROM upload WHERE id = $1 AND brand = $2 AND creator = $3", values()).await?;
    Ok(had)
}

/// Whether any is over, in whichever brand.
///
/// # Errors
/// The store's.
pub async fn any_over(db: &impl Read, now: Timestamp) -> Result<bool> {
    Ok(db.one("upload", "SELECT id FROM upload WHERE until <= $1 LIMIT 1", params![now]).await?.is_some())
}

/// Forgets what is over. The clock's, in all brands; the bytes go by the time in their names.
///
/// # Errors
/// The store's.
pub async fn forget_over(tx: &Tx, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM upload_part WHERE upload IN (SELECT id FROM upload WHERE until <= $1)", params![now]).await?;
    tx.execute("DELETE FROM upload WHERE until <= $1", params![now]).await.map(drop)
}

/// Forgets everything that some creators have on its way to a brand. The bytes of what is whole are let go of at once; those of parts
/// go by the time in their names.
///
/// # Errors
/// The store's.
pub async fn erase(tx: &Tx, brand: BrandId, creators: &[CreatorId], now: Timestamp) -> Result<()> {
    let sql = format!(
        "INSERT INTO removed_bytes (hash, at) SELECT DISTINCT u.hash, CAST($2 AS BIGINT) FROM upload u \
         WHERE u.brand = $1 AND u.hash IS NOT NULL AND u.creator IN ({0}) \
         AND NOT EXISTS (SELECT 1 FROM upload o WHERE o.hash = u.hash AND o.until > $2 AND o.creator NOT IN ({0})) \
         ON CONFLICT (hash) DO UPDATE SET at = $2",
        placeholders(3, creators.len())
    );
    tx.execute(&sql, params![brand, now].into_iter().chain(creators.iter().map(|id| id.bind())).collect()).await?;
    let theirs = format!("brand = $1 AND creator IN ({})", placeholders(2, creators.len()));
    let values = || std::iter::once(brand.bind()).chain(creators.iter().map(|id| id.bind())).collect::<Vec<Value>>();
    tx.execute(&format!("DELETE FROM upload_part WHERE upload IN (SELECT id FROM upload WHERE {theirs})"), values()).await?;
    tx.execute(&format!("DELETE FROM upload WHERE {theirs}"), values()).await.map(drop)
}
