//! Rows of the room `creators`: people over the organisation, their accounts and numbers, the relationship by brand.

use std::collections::BTreeMap;

pub use domain::creators::{Creator, CreatorProfile, Relationship};
use domain::{
    creators::{Measure, Method, Snapshot},
    ids::{BrandId, CreatorId, MetricId, OrganisationId, ProfileId},
    text,
    time::Zone,
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::Bind,
    document::{self, list_in},
    params,
};

impl Document for Creator {
    const TABLE: &'static str = "creator";
    const WALL: &'static str = "organisation";
    type Id = CreatorId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("name", self.name.as_str().bind()),
            ("name_key", text::folded(&self.name).bind()),
            ("email_key", self.email.as_deref().map(text::folded).bind()),
            ("country", self.country.map(|country| country.code()).bind()),
            ("created_at", self.created_at.bind()),
        ]
    }
}

impl Document for CreatorProfile {
    const TABLE: &'static str = "profile";
    const WALL: &'static str = "organisation";
    type Id = ProfileId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("creator", self.creator.bind()),
            ("platform", self.account.platform.as_str().bind()),
            ("identity", self.identity.as_str().bind()),
            ("followers", self.followers.bind()),
        ]
    }
}

impl Document for Relationship {
    const TABLE: &'static str = "relationship";
    const WALL: &'static str = "brand";
    type Id = CreatorId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("creator", self.creator.bind()),
            ("tier", self.tier.as_str().bind()),
            ("standing", self.standing.map(|standing| standing.as_str()).bind()),
            ("created_at", self.since.bind()),
        ]
    }
}

/// A creator's relationship in a brand.
///
/// # Errors
/// The store's.
pub async fn relationship(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Option<Stored<Relationship>>> {
    Ok(document::list(db, brand, "creator = $2", params![creator]).await?.into_iter().next())
}

/// The accounts of creators, those with most followers first.
///
/// # Errors
/// The store's.
pub async fn profiles(db: &impl Read, organisation: OrganisationId, creators: &[CreatorId]) -> Result<Vec<Stored<CreatorProfile>>> {
    list_in(db, organisation, "creator", creators, "creator, COALESCE(followers, 0) DESC, id").await
}

/// Adds a number with its source.
///
/// # Errors
/// The store's.
pub async fn insert_metric(tx: &Tx, id: MetricId, organisation: OrganisationId, profile: ProfileId, snapshot: &Snapshot) -> Result<()> {
    let sql = "INSERT INTO metric (id, organisation, profile, measure, value, source, method, fetched_at, exact, formula) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let values = params![
        id,
        organisation,
        profile,
        snapshot.measure.as_str(),
        snapshot.value,
        &snapshot.source,
        snapshot.method.as_str(),
        snapshot.fetched_at,
        snapshot.exact,
        snapshot.formula.clone(),
    ];
    tx.insert("metric", sql, values).await
}

/// The numbers of accounts, the newest first.
///
/// # Errors
/// The store's.
pub async fn metrics(db: &impl Read, organisation: OrganisationId, profiles: &[ProfileId]) -> Result<Vec<(ProfileId, Snapshot)>> {
    let mut found = Vec::new();
    for chunk in profiles.chunks(500) {
        let sql = format!(
            "SELECT id, profile, measure, value, source, method, fetched_at, exact, formula FROM metric WHERE organisation = $1 AND profile IN ({}) \
             ORDER BY fetched_at DESC, id DESC",
            crate::db::placeholders(2, chunk.len())
        );
        let mut values = params![organisation];
        values.extend(chunk.iter().map(|id| (*id).bind()));
        for row in db.all("metric", &sql, values).await? {
            let snapshot = Snapshot {
                measure: row.word("measure", Measure::parse)?,
                value: row.get("value")?,
                source: row.get("source")?,
                method: row.word("method", Method::parse)?,
                fetched_at: row.get("fetched_at")?,
                exact: row.get("exact")?,
                formula: row.get("formula")?,
            };
            found.push((row.get("profile")?, snapshot));
        }
    }
    Ok(found)
}

/// The time zones of creators, where known.
///
/// # Errors
/// The store's.
pub async fn zones(db: &impl Read, organisation: OrganisationId, creators: &[CreatorId]) -> Result<BTreeMap<CreatorId, Option<Zone>>> {
    let found = list_in::<Creator, _>(db, organisation, "id", creators, "id").await?;
    Ok(found.into_iter().map(|creator| (creator.id, creator.value.zone)).collect())
}

/// The creators of an organisation with a folded e-mail address.
///
/// # Errors
/// The store's.
pub async fn by_email(db: &impl Read, organisation: OrganisationId, key: &str) -> Result<Vec<Stored<Creator>>> {
    document::list(db, organisation, "email_key = $2 ORDER BY id", params![key]).await
}
