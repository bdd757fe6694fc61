//! Rows of the room `reports`: decided standings.

use std::collections::BTreeMap;

use domain::{
    ids::{BrandId, CollaborationId, StandingId},
    reports::StandingDecision,
    time::Timestamp,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

impl Document for StandingDecision {
    const TABLE: &'static str = "standing_decision";
    const WALL: &'static str = "brand";
    type Id = StandingId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("collaboration", self.collaboration.bind()), ("decided_at", self.decided_at.bind())]
    }
}

/// What was decided after a collaboration.
///
/// # Errors
/// The store's.
pub async fn decision(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Option<Stored<StandingDecision>>> {
    Ok(document::list(db, brand, "collaboration = $2", params![collaboration]).await?.into_iter().next())
}

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
