//! Rows about imports of creators.
//!
//! Invariant: an import is written once with its counts, and once more when it is taken back. What it did to each creator is kept
//! as long as it can be taken back. Absent: imports of orders; they are of another kind.

use domain::{
    creators::{Import, traces::Trace},
    ids::{BrandId, CreatorId, ImportId},
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, json, parts, placeholders, rows},
    document, params,
};

/// The word in the column `kind`.
const KIND: &str = "creators";

impl Document for Import {
    const TABLE: &'static str = "import";
    const WALL: &'static str = "brand";
    type Id = ImportId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        // What was taken back is no example for the next list.
        let headings = self.headings.as_deref().filter(|_| self.taken_back.is_none());
        vec![("kind", KIND.bind()), ("created_at", self.at.bind()), ("headings", headings.bind())]
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

/// The newest import under these headings in which a person said what the columns are.
///
/// # Errors
/// The store's.
pub async fn import_mapped_last(db: &impl Read, brand: BrandId, headings: &str) -> Result<Option<Stored<Import>>> {
    let condition = "kind = $2 AND headings = $3 ORDER BY created_at DESC, id DESC LIMIT 1";
    Ok(document::list(db, brand, condition, params![KIND, headings]).await?.into_iter().next())
}

/// Keeps what an import did to creators until a time, and forgets what is over.
///
/// # Errors
/// The store's.
pub async fn keep_traces(
    tx: &Tx,
    brand: BrandId,
    import: ImportId,
    traces: &[(CreatorId, Trace)],
    now: Timestamp,
    until: Timestamp,
) -> Result<()> {
    tx.execute("DELETE FROM import_trace WHERE until < $1", params![now]).await?;
    for chunk in parts(traces) {
        let mut values = Vec::with_capacity(chunk.len() * 5);
        for (creator, trace) in chunk {
            values.extend([import.bind(), creator.bind(), brand.bind(), json(trace)?, until.bind()]);
        }
        let sql = format!("INSERT INTO import_trace (import, creator, brand, facts, until) VALUES {}", rows(chunk.len(), 5));
        tx.insert("import_trace", &sql, values).await?;
    }
    Ok(())
}

/// What an import did, creator by creator after one of them.
///
/// # Errors
/// The store's.
pub async fn traces(
    db: &impl Read,
    brand: BrandId,
    import: ImportId,
    after: Option<CreatorId>,
    most: i64,
) -> Result<Vec<(CreatorId, Trace)>> {
    let mut values = params![brand, import, most];
    let later = after.map(|after| {
        values.push(after.bind());
        " AND creator > $4"
    });
    let sql = format!(
        "SELECT creator, facts FROM import_trace WHERE brand = $1 AND import = $2{} ORDER BY creator LIMIT $3",
        later.unwrap_or_default()
    );
    let found = db.all("import_trace", &sql, values).await?;
    found.into_iter().map(|row| Ok((row.get("creator")?, row.json("facts")?))).collect()
}

/// Forgets what an import did.
///
/// # Errors
/// The store's.
pub async fn forget_traces(tx: &Tx, brand: BrandId, import: ImportId) -> Result<()> {
    tx.execute("DELETE FROM import_trace WHERE brand = $1 AND import = $2", params![brand, import]).await.map(drop)
}

/// Where something was built upon creators: a collaboration, a message, a post, another record, anything that
/// happened to them. A brand for each; none
/// where it concerns the organisation as a whole.
///
/// # Errors
/// The store's.
pub async fn built_upon(db: &impl Read, creators: &[CreatorId]) -> Result<Vec<(CreatorId, Option<BrandId>)>> {
    let mut found = Vec::new();
    for table in ["collaboration", "message", "event", "application", "creator_note", "creator_file"] {
        found.extend(of_creators(db, table, creators).await?);
    }
    for (table, column) in
        [("creator_post", "creator"), ("creator_merge", "kept"), ("creator_merge", "taken"), ("kept_apart", "one"), ("kept_apart", "other")]
    {
        for chunk in creators.chunks(500) {
            let sql = format!("SELECT DISTINCT {column} AS creator FROM {table} WHERE {column} IN ({})", placeholders(1, chunk.len()));
            for row in db.all(table, &sql, chunk.iter().map(|id| id.bind()).collect()).await? {
                found.push((row.get("creator")?, None));
            }
        }
    }
    Ok(found)
}

/// The brands that know creators.
///
/// # Errors
/// The store's.
pub async fn known_to(db: &impl Read, creators: &[CreatorId]) -> Result<Vec<(CreatorId, Option<BrandId>)>> {
    of_creators(db, "relationship", creators).await
}

async fn of_creators(db: &impl Read, table: &'static str, creators: &[CreatorId]) -> Result<Vec<(CreatorId, Option<BrandId>)>> {
    let mut found = Vec::new();
    for chunk in creators.chunks(500) {
        let sql = format!("SELECT DISTINCT creator, brand FROM {table} WHERE creator IN ({})", placeholders(1, chunk.len()));
        for row in db.all(table, &sql, chunk.iter().map(|id| id.bind()).collect()).await? {
            found.push((row.get("creator")?, row.get("brand")?));
        }
    }
    Ok(found)
}
