//! Rows about imports of creators.
//!
//! Invariant: an import is written once, with its counts. Absent: imports of orders; they are of another kind.

use domain::{
    creators::Import,
    ids::{BrandId, ImportId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

/// The word in the column `kind`.
const KIND: &str = "creators";

impl Document for Import {
    const TABLE: &'static str = "import";
    const WALL: &'static str = "brand";
    type Id = ImportId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("kind", KIND.bind()), ("created_at", self.at.bind())]
    }
}

/// The newest imports of creators in a brand.
///
/// # Errors
/// The store's.
pub async fn imports(db: &impl Read, brand: BrandId, most: i64) -> Result<Vec<Stored<Import>>> {
    document::list(db, brand, "kind = $2 ORDER BY created_at DESC, id DESC LIMIT $3", params![KIND, most]).await
}

/// One import of creators.
///
/// # Errors
/// The store's.
pub async fn import(db: &impl Read, brand: BrandId, id: ImportId) -> Result<Option<Stored<Import>>> {
    Ok(document::list(db, brand, "kind = $2 AND id = $3", params![KIND, id]).await?.into_iter().next())
}
