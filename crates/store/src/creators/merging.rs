//! Rows of merges, of pairs that are told apart, and the search for who could be one.
//!
//! Invariant: who was merged into somebody is nobody in any list and any search; their row stays for links, events and the split.
//! The search groups by indexes, never by pairs; what it finds the domain judges. Absent: rows of later rooms.

use std::collections::BTreeMap;

use domain::{
    creators::{
        Merge,
        likeness::{MOST_AT_ONE_LINK, NAME_DROPS, STEM_DROPS},
    },
    ids::{BrandId, CreatorId, MergeId, OrganisationId, RelationshipId},
    time::Timestamp,
};
use sea_orm::Value;

use super::{Creator, Relationship};
use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, placeholders},
    document, params,
};

impl Document for Merge {
    const TABLE: &'static str = "creator_merge";
    const WALL: &'static str = "organisation";
    type Id = MergeId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("kept", self.kept.bind()),
            ("taken", self.taken.bind()),
            ("at", self.at.bind()),
            ("split_at", self.split.as_ref().map(|split| split.at).bind()),
        ]
    }
}

/// The merges into a creator that stand, the newest first.
///
/// # Errors
/// The store's.
pub async fn standing(db: &impl Read, organisation: OrganisationId, kept: CreatorId) -> Result<Vec<Stored<Merge>>> {
    document::list(db, organisation, "kept = $2 AND split_at IS NULL ORDER BY at DESC, id DESC", params![kept]).await
}

/// Who stands for a creator: whoever they were merged into, themselves otherwise; nothing for a stranger.
///
/// # Errors
/// The store's.
pub async fn stands_for(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Option<Stored<Creator>>> {
    let mut found = document::find::<Creator>(db, organisation, creator).await?;
    // A merge takes somebody who stands for themselves, so that the way ends.
    while let Some(next) = found.as_ref().and_then(|one| one.value.merged_into) {
        found = document::find::<Creator>(db, organisation, next).await?;
    }
    Ok(found)
}

/// Everybody who was merged into a creator, also by way of others.
///
/// # Errors
/// The store's.
pub async fn merged_into(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<Vec<Stored<Creator>>> {
    let (mut found, mut next): (Vec<Stored<Creator>>, Vec<CreatorId>) = (Vec::new(), vec![creator]);
    while !next.is_empty() {
        let condition = format!("merged_into IN ({}) ORDER BY id", placeholders(2, next.len()));
        let more = document::list::<Creator>(db, organisation, &condition, next.iter().map(|id| id.bind()).collect()).await?;
        next = more.iter().map(|one| one.id).collect();
        found.extend(more);
    }
    Ok(found)
}

/// The brands of an organisation that know a creator, with what they keep.
///
/// # Errors
/// The store's.
pub async fn known_in(db: &impl Read, organisation: OrganisationId, creator: CreatorId) -> Result<BTreeMap<BrandId, Stored<Relationship>>> {
    let sql = "SELECT r.brand AS brand FROM relationship r JOIN brand b ON b.id = r.brand WHERE b.organisation = $1 AND r.creator = $2 ORDER BY r.brand";
    let mut found = BTreeMap::new();
    for row in db.all("relationship", sql, params![organisation, creator]).await? {
        let brand: BrandId = row.get("brand")?;
        if let Some(relationship) = super::relationship(db, brand, creator).await? {
            found.insert(brand, relationship);
        }
    }
    Ok(found)
}

/// Puts a brand's relationship aside: its value stands in the merge, where a split finds it.
///
/// # Errors
/// The store's.
pub async fn put_aside(tx: &Tx, brand: BrandId, relationship: RelationshipId) -> Result<()> {
    tx.execute("DELETE FROM relationship WHERE brand = $1 AND id = $2", params![brand, relationship]).await?;
    Ok(())
}

/// What merges kept of somebody who is erased goes too; then nothing can be split.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &Tx, organisation: OrganisationId, creators: &[CreatorId]) -> Result<()> {
    let list = placeholders(2, creators.len());
    let sql = format!("DELETE FROM creator_merge WHERE organisation = $1 AND (kept IN ({list}) OR taken IN ({list}))");
    tx.execute(&sql, std::iter::once(organisation.bind()).chain(creators.iter().map(|id| id.bind())).collect()).await?;
    Ok(())
}

/// Somebody said that two are not the same. The order does not matter.
///
/// # Errors
/// The store's.
pub async fn keep_apart(tx: &Tx, organisation: OrganisationId, pair: (CreatorId, CreatorId), by: &str, at: Timestamp) -> Result<bool> {
    let (one, other) = (pair.0.min(pair.1), pair.0.max(pair.1));
    let sql = "INSERT INTO kept_apart (organisation, one, other, by_name, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, params![organisation, one, other, by, at]).await? == 1)
}

/// Two are asked about again, or are one after all.
///
/// # Errors
/// The store's.
pub async fn no_longer_apart(tx: &Tx, organisation: OrganisationId, pair: (CreatorId, CreatorId)) -> Result<()> {
    let (one, other) = (pair.0.min(pair.1), pair.0.max(pair.1));
    tx.execute("DELETE FROM kept_apart WHERE organisation = $1 AND one = $2 AND other = $3", params![organisation, one, other]).await?;
    Ok(())
}

/// The pairs among creators that are told apart, the lower id first.
///
/// # Errors
/// The store's.
pub async fn apart(db: &impl Read, organisation: OrganisationId, creators: &[CreatorId]) -> Result<Vec<(CreatorId, CreatorId)>> {
    let mut found = Vec::new();
    for chunk in creators.chunks(500) {
        let sql = format!("SELECT one, other FROM kept_apart WHERE organisation = $1 AND one IN ({})", placeholders(2, chunk.len()));
        let values = std::iter::once(organisation.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("kept_apart", &sql, values).await? {
            found.push((row.get("one")?, row.get("other")?));
        }
    }
    Ok(found)
}

/// A text of SQL without some of its parts, as an index has it.
fn without(column: &str, drops: &[&str]) -> String {
    drops.iter().fold(column.to_owned(), |inner, drop| format!("REPLACE({inner}, '{}', '')", drop.replace('\'', "''")))
}

/// By what creators are grouped who could be one: the stable number of the way, and what they share.
pub type Shared = (i64, String);

/// So many sharing one thing are no pair any more but a common name, or an agency.
const MOST_SHARING: i64 = 12;

/// Groups of creators who could be one.
#[derive(Debug, Default)]
pub struct Groups {
    /// Who shares what, in the order of the database.
    pub found: Vec<(Shared, Vec<CreatorId>)>,
    /// With which the next ones begin; nothing where these are the last.
    pub next: Option<Shared>,
}

/// Groups of creators of a brand who share an address, the stem of a handle, the bones of a name, or a link in their bios: in their order, from one on.
///
/// # Errors
/// The store's.
pub async fn groups(db: &impl Read, organisation: OrganisationId, brand: BrandId, from: &Shared, most: i64) -> Result<Groups> {
    let (stem, bones) = (without("p.handle_key", STEM_DROPS), without("c.name_key", NAME_DROPS));
    let grouped = format!("HAVING COUNT(*) BETWEEN 2 AND {MOST_SHARING}");
    // Each way is one walk along its index; who has several accounts of one stem counts once.
    let sql = format!(
        "SELECT way, shared FROM ( \
         SELECT CAST(1 AS BIGINT) AS way, c.email_key AS shared FROM creator c WHERE c.organisation = $1 AND c.email_key IS NOT NULL AND c.merged_into IS NULL \
         AND EXISTS (SELECT 1 FROM relationship r WHERE r.brand = $2 AND r.creator = c.id) GROUP BY c.email_key {grouped} \
         UNION ALL \
         SELECT CAST(2 AS BIGINT) AS way, {stem} AS shared FROM profile p WHERE p.organisation = $1 AND p.handle_key IS NOT NULL \
         AND EXISTS (SELECT 1 FROM relationship r WHERE r.brand = $2 AND r.creator = p.creator) \
         GROUP BY {stem} HAVING COUNT(DISTINCT p.creator) BETWEEN 2 AND {MOST_SHARING} \
         UNION ALL \
         SELECT CAST(3 AS BIGINT) AS way, {bones} AS shared FROM creator c WHERE c.organisation = $1 AND c.merged_into IS NULL \
         AND EXISTS (SELECT 1 FROM relationship r WHERE r.brand = $2 AND r.creator = c.id) GROUP BY {bones} {grouped} \
         UNION ALL \
         SELECT CAST(4 AS BIGINT) AS way, p.bio_link AS shared FROM profile p WHERE p.organisation = $1 AND p.bio_link IS NOT NULL \
         AND EXISTS (SELECT 1 FROM relationship r WHERE r.brand = $2 AND r.creator = p.creator) \
         GROUP BY p.bio_link HAVING COUNT(DISTINCT p.creator) BETWEEN 2 AND {MOST_AT_ONE_LINK} \
         ) found WHERE way > $3 OR (way = $3 AND shared >= $4) ORDER BY way, shared LIMIT $5"
    );
    let rows = db.all("creator", &sql, params![organisation, brand, from.0, &from.1, most + 1]).await?;
    let shared = rows.iter().map(|row| Ok((row.get("way")?, row.get("shared")?))).collect::<Result<Vec<Shared>>>()?;
    let mut members = members(db, organisation, brand, &shared).await?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let next = shared.get(most).cloned();
    let found = shared.into_iter().take(most).map(|one| {
        let who = members.remove(&one).unwrap_or_default();
        (one, who)
    });
    Ok(Groups { found: found.collect(), next })
}

/// Who is in the groups; one statement for each way.
async fn members(
    db: &impl Read,
    organisation: OrganisationId,
    brand: BrandId,
    groups: &[Shared],
) -> Result<BTreeMap<Shared, Vec<CreatorId>>> {
    let mut found: BTreeMap<Shared, Vec<CreatorId>> = BTreeMap::new();
    let ways = [
        (1, "c.email_key".to_owned(), "creator c", "c.id", " AND c.merged_into IS NULL"),
        (2, without("p.handle_key", STEM_DROPS), "profile p", "p.creator", ""),
        (3, without("c.name_key", NAME_DROPS), "creator c", "c.id", " AND c.merged_into IS NULL"),
        (4, "p.bio_link".to_owned(), "profile p", "p.creator", ""),
    ];
    for (way, key, table, creator, alive) in ways {
        let keys: Vec<Value> = groups.iter().filter(|(of, _)| *of == way).map(|(_, shared)| shared.bind()).collect();
        if keys.is_empty() {
            continue;
        }
        let wall = table.split(' ').next_back().unwrap_or_default();
        let sql = format!(
            "SELECT DISTINCT {key} AS shared, {creator} AS creator FROM {table} WHERE {wall}.organisation = $1 AND {key} IN ({}){alive} \
             AND EXISTS (SELECT 1 FROM relationship r WHERE r.brand = $2 AND r.creator = {creator}) ORDER BY shared, creator",
            placeholders(3, keys.len())
        );
        for row in db.all("creator", &sql, params![organisation, brand].into_iter().chain(keys).collect()).await? {
            found.entry((way, row.get("shared")?)).or_default().push(row.get("creator")?);
        }
    }
    Ok(found)
}

/// How many creators of an organisation have each of some addresses.
///
/// # Errors
/// The store's.
pub async fn at_addresses(db: &impl Read, organisation: OrganisationId, keys: &[String]) -> Result<BTreeMap<String, i64>> {
    let mut found = BTreeMap::new();
    for chunk in keys.chunks(500) {
        let sql = format!(
            "SELECT email_key, COUNT(*) AS n FROM creator WHERE organisation = $1 AND merged_into IS NULL AND email_key IN ({}) GROUP BY email_key",
            placeholders(2, chunk.len())
        );
        let values = std::iter::once(organisation.bind()).chain(chunk.iter().map(Bind::bind)).collect();
        for row in db.all("creator", &sql, values).await? {
            found.insert(row.get("email_key")?, row.get("n")?);
        }
    }
    Ok(found)
}

/// How many collaborations each of some creators has in a brand.
///
/// # Errors
/// The store's.
pub async fn collaborations(db: &impl Read, brand: BrandId, creators: &[CreatorId]) -> Result<BTreeMap<CreatorId, i64>> {
    let mut found = BTreeMap::new();
    for chunk in creators.chunks(500) {
        let sql = format!(
            "SELECT creator, COUNT(*) AS n FROM collaboration WHERE brand = $1 AND creator IN ({}) GROUP BY creator",
            placeholders(2, chunk.len())
        );
        let values = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("collaboration", &sql, values).await? {
            found.insert(row.get("creator")?, row.get("n")?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_indexes_have_what_is_looked_up_by() {
        let migration = include_str!("../migrations/0014_record.sql");
        for (column, drops) in [("handle_key", STEM_DROPS), ("name_key", NAME_DROPS)] {
            let wanted = without(column, drops);
            assert!(migration.contains(&wanted), "{wanted}");
        }
    }
}
