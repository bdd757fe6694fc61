//! Files on a brand's record of a creator, and what becomes of their bytes when they are taken off.
//!
//! Invariant: a file that is taken off leaves with its row, unless a draft, an agreement or evidence names the same file; bytes
//! that no row names any more are noted in the same transaction, to be removed after it. Absent: the bytes themselves.

use domain::{
    creators::Attachment,
    files::ContentHash,
    ids::{AttachmentId, BrandId, CreatorId, FileId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, files, params,
};

impl Document for Attachment {
    const TABLE: &'static str = "creator_file";
    const WALL: &'static str = "brand";
    type Id = AttachmentId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("at", self.at.bind()), ("file", self.file.id.bind())]
    }
}

/// How many files a brand keeps about a creator.
///
/// # Errors
/// The store's.
pub async fn count(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<i64> {
    db.number("creator_file", "SELECT COUNT(*) AS n FROM creator_file WHERE brand = $1 AND creator = $2", params![brand, creator]).await
}

/// Whether a file stands on a record of the brand already.
///
/// # Errors
/// The store's.
pub async fn stands(db: &impl Read, brand: BrandId, file: FileId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM creator_file WHERE brand = $1 AND file = $2";
    Ok(db.number("creator_file", sql, params![brand, file]).await? > 0)
}

/// All files on a brand's record of a creator, the newest first.
///
/// # Errors
/// The store's.
pub async fn list(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Attachment>>> {
    let mut files: Vec<Stored<Attachment>> = document::list(db, brand, "creator = $2", params![creator]).await?;
    from_the_top(&mut files);
    Ok(files)
}

/// The newest first.
pub(super) fn from_the_top(files: &mut [Stored<Attachment>]) {
    files.sort_by_key(|file| std::cmp::Reverse((file.value.at, file.id)));
}

/// The files of these bytes on the brand's record of a creator, the oldest first.
///
/// # Errors
/// The store's.
pub async fn of_bytes(db: &impl Read, brand: BrandId, creator: CreatorId, hash: &ContentHash) -> Result<Vec<Stored<Attachment>>> {
    let condition = "creator = $2 AND file IN (SELECT id FROM file WHERE brand = $1 AND hash = $3) ORDER BY at, id";
    document::list(db, brand, condition, params![creator, hash.as_str()]).await
}

/// Takes a file off if it is still at the version that was loaded.
///
/// # Errors
/// Conflict when it is not.
pub async fn remove(tx: &Tx, brand: BrandId, found: &Stored<Attachment>, now: Timestamp) -> Result<()> {
    document::remove(tx, brand, found).await?;
    files::let_go(tx, brand, &[found.value.file.id], now).await
}

/// Takes off every file on the records of some creators.
///
/// # Errors
/// The store's.
pub async fn erase(tx: &Tx, brand: BrandId, creators: &[CreatorId], now: Timestamp) -> Result<()> {
    let theirs = format!("brand = $1 AND creator IN ({})", placeholders(2, creators.len()));
    let values = || std::iter::once(brand.bind()).chain(creators.iter().map(|id| id.bind())).collect::<Vec<Value>>();
    let rows = tx.all("creator_file", &format!("SELECT file FROM creator_file WHERE {theirs} ORDER BY id"), values()).await?;
    tx.execute(&format!("DELETE FROM creator_file WHERE {theirs}"), values()).await?;
    let gone = rows.iter().map(|row| row.get("file")).collect::<Result<Vec<FileId>>>()?;
    files::let_go(tx, brand, &gone, now).await
}
