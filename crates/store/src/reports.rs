//! Rows of the room `reports`: decided standings.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CollaborationId},
    time::Timestamp,
};

use crate::{
    Read, Result,
    db::{Bind, placeholders},
    params,
};

/// When the standing of a creator was decided after a collaboration.
///
/// # Errors
/// The store's.
pub async fn decided_at(db: &impl Read, brand: BrandId, ids: &[CollaborationId]) -> Result<BTreeMap<CollaborationId, Timestamp>> {
    let mut found = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let sql = format!(
            "SELECT collaboration, decided_at FROM standing_decision WHERE brand = $1 AND collaboration IN ({})",
            placeholders(2, chunk.len())
        );
        let mut values = params![brand];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("standing_decision", &sql, values).await? {
            found.insert(row.get("collaboration")?, row.get("decided_at")?);
        }
    }
    Ok(found)
}
