//! Which files a brand has; their bytes lie in the file store by hash.
//!
//! Invariant: a file is found only behind its brand's wall, although two brands may share bytes.

use domain::{
    files::StoredFile,
    ids::{BrandId, FileId},
    time::Timestamp,
};

use crate::{Read, Result, Tx, params};

/// Notes a stored file.
///
/// # Errors
/// The store's.
pub async fn insert(tx: &Tx, brand: BrandId, file: &StoredFile, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO file (id, brand, hash, name, media_type, size, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.insert("file", sql, params![file.id, brand, file.hash.as_str(), &file.name, &file.media_type, file.size, now]).await
}

/// A file of a brand.
///
/// # Errors
/// The store's.
pub async fn find(db: &impl Read, brand: BrandId, id: FileId) -> Result<Option<StoredFile>> {
    let row = db.one("file", "SELECT id, hash, name, media_type, size FROM file WHERE brand = $1 AND id = $2", params![brand, id]).await?;
    row.map(|row| {
        Ok(StoredFile {
            id: row.get("id")?,
            name: row.get("name")?,
            media_type: row.get("media_type")?,
            size: row.get("size")?,
            hash: row.get("hash")?,
        })
    })
    .transpose()
}
