//! Lists that were brought, and what each did, kept as long as it can be taken back.
//!
//! Invariant: what a list did to somebody goes with them, whoever lets go of them. Absent: taking it back; that is an operation.

use domain::{
    ids::{BrandId, Id, ListImportId},
    listening::lists::{ListImport, ListKind, ListTrace},
    time::Timestamp,
};
use sea_orm::Value;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, json, rows},
    document, params,
};

impl Document for ListImport {
    const TABLE: &'static str = "list_import";
    const WALL: &'static str = "brand";
    type Id = ListImportId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("kind", self.kind.as_str().bind()), ("at", self.at.bind())]
    }
}

/// The newest lists of a kind.
///
/// # Errors
/// The store's.
pub async fn newest(db: &impl Read, brand: BrandId, kind: ListKind, most: i64) -> Result<Vec<Stored<ListImport>>> {
    document::list(db, brand, "kind = $2 ORDER BY at DESC, id DESC LIMIT $3", params![kind.as_str(), most]).await
}

/// Keeps what a list did until a time.
///
/// # Errors
/// The store's.
pub async fn keep<I: Id, T: Serialize>(
    tx: &Tx,
    brand: BrandId,
    list: ListImportId,
    traces: &[(I, ListTrace<T>)],
    until: Timestamp,
) -> Result<()> {
    for chunk in traces.chunks(200) {
        let mut values = Vec::with_capacity(chunk.len() * 5);
        for (subject, trace) in chunk {
            values.extend([list.bind(), brand.bind(), subject.uuid().bind(), json(trace)?, until.bind()]);
        }
        let sql = format!("INSERT INTO list_trace (list, brand, subject, facts, until) VALUES {}", rows(chunk.len(), 5));
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

/// What a list did, one by one after one of them.
///
/// # Errors
/// The store's.
pub async fn traces<I: Id, T: DeserializeOwned>(
    db: &impl Read,
    brand: BrandId,
    list: ListImportId,
    after: Option<I>,
    most: i64,
) -> Result<Vec<(I, ListTrace<T>)>> {
    let mut values = params![brand, list, most];
    let later = after.map(|after| {
        values.push(after.uuid().bind());
        " AND subject > $4"
    });
    let sql = format!(
        "SELECT subject, facts FROM list_trace WHERE brand = $1 AND list = $2{} ORDER BY subject LIMIT $3",
        later.unwrap_or_default()
    );
    let found = db.all("list_trace", &sql, values).await?;
    found.into_iter().map(|row| Ok((I::from_uuid(row.get::<Uuid>("subject")?), row.json("facts")?))).collect()
}

/// Forgets what a list did.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &Tx, brand: BrandId, list: ListImportId) -> Result<()> {
    tx.execute("DELETE FROM list_trace WHERE brand = $1 AND list = $2", params![brand, list]).await.map(drop)
}

/// Forgets, in all brands, what lists did that cannot be taken back any more. Asked by the clock, which names no caller.
///
/// # Errors
/// The store's.
pub async fn forget_over(tx: &Tx, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM list_trace WHERE until < $1", params![now]).await.map(drop)
}

/// Whether there is anything to forget.
///
/// # Errors
/// The store's.
pub async fn any_over(db: &impl Read, now: Timestamp) -> Result<bool> {
    Ok(db.one("list_trace", "SELECT subject FROM list_trace WHERE until < $1 LIMIT 1", params![now]).await?.is_some())
}
