//! Which files a brand has; their bytes lie in the file store by hash.
//!
//! Invariant: a file is found only behind its brand's wall, although two brands may share bytes.

use domain::{
    files::StoredFile,
    ids::{BrandId, CreatorId, FileId},
    time::Timestamp,
};

use crate::{Read, Result, Tx, params};

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
