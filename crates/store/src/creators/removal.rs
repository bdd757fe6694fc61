//! Rows of creators who came in by an import and leave again when it is taken back.
//!
//! Invariant: nobody is removed upon whom anything was built; the caller has looked, and the database's references refuse what it
//! overlooked. Absent: erasing a person, which keeps the books.

use std::collections::BTreeSet;

use domain::ids::{BrandId, CreatorId, MetricId, OrganisationId, ProfileId, RelationshipId};

use crate::{
    Read, Result, Tx,
    db::{Bind, placeholders},
};

/// So many ids a statement.
const CHUNK: usize = 500;

/// Notes creators whose rows are about to go or change back, for the search.
pub fn tell_changed(tx: &Tx, creators: &[CreatorId]) {
    creators.iter().for_each(|id| tx.changed(Some(*id)));
}

/// Removes creators with their accounts and numbers. Their relationships are gone before.
///
/// # Errors
/// The store's.
pub async fn remove_creators(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    for chunk in creators.chunks(CHUNK) {
        let places = placeholders(2, chunk.len());
        for sql in [
            format!("DELETE FROM metric WHERE organisation = $1 AND profile IN (SELECT id FROM profile WHERE creator IN ({places}))"),
            format!(
                "DELETE FROM profile_fetch WHERE organisation = $1 AND profile IN (SELECT id FROM profile WHERE creator IN ({places}))"
            ),
            format!("DELETE FROM profile WHERE organisation = $1 AND creator IN ({places})"),
            format!("DELETE FROM creator WHERE organisation = $1 AND id IN ({places})"),
        ] {
            tx.execute(&sql, std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
        }
    }
    Ok(())
}

/// Which accounts something hangs on: posts, samples of followers, numbers that are there now, or access.
///
/// # Errors
/// The store's.
pub async fn accounts_in_use(tx: &Tx, organisation: OrganisationId, accounts: &[ProfileId]) -> Result<BTreeSet<ProfileId>> {
    let mut found = BTreeSet::new();
    for chunk in accounts.chunks(CHUNK) {
        for table in ["creator_post", "follower_sample", "metric", "account_access"] {
            let places = placeholders(2, chunk.len());
            let sql = format!("SELECT DISTINCT profile FROM {table} WHERE organisation = $1 AND profile IN ({places})");
            let values = std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
            for row in tx.all(table, &sql, values).await? {
                found.insert(row.get("profile")?);
            }
        }
    }
    Ok(found)
}

/// Removes accounts with their numbers.
///
/// # Errors
/// The store's.
pub async fn remove_profiles(tx: &Tx, organisation: OrganisationId, profiles: &[ProfileId]) -> Result<()> {
    remove(tx, "metric", "profile", organisation, profiles).await?;
    remove(tx, "profile_fetch", "profile", organisation, profiles).await?;
    remove(tx, "profile", "id", organisation, profiles).await
}

/// Removes numbers.
///
/// # Errors
/// The store's.
pub async fn remove_metrics(tx: &Tx, organisation: OrganisationId, metrics: &[MetricId]) -> Result<()> {
    remove(tx, "metric", "id", organisation, metrics).await
}

/// Removes what a brand keeps about creators.
///
/// # Errors
/// The store's.
pub async fn remove_relationships(tx: &Tx, brand: BrandId, relationships: &[RelationshipId]) -> Result<()> {
    for chunk in relationships.chunks(CHUNK) {
        let sql = format!("DELETE FROM relationship WHERE brand = $1 AND id IN ({})", placeholders(2, chunk.len()));
        tx.execute(&sql, std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}

async fn remove<I: Bind + Copy>(tx: &Tx, table: &str, column: &str, organisation: OrganisationId, ids: &[I]) -> Result<()> {
    for chunk in ids.chunks(CHUNK) {
        let sql = format!("DELETE FROM {table} WHERE organisation = $1 AND {column} IN ({})", placeholders(2, chunk.len()));
        tx.execute(&sql, std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect()).await?;
    }
    Ok(())
}
