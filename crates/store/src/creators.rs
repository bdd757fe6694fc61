//! Rows of the room `creators`: people over the organisation, their accounts and numbers, the relationship by brand.

pub mod access;
pub mod applications;
pub mod attached;
pub mod changes;
pub mod connections;
pub mod entries;
pub mod fields;
pub mod hashtags;
mod imports;
pub mod kept;
pub mod list;
pub mod merging;
pub mod notes;
mod posts;
mod removal;
pub mod retention;
pub mod timeline;

use std::collections::BTreeMap;

pub use domain::creators::{Creator, CreatorProfile, Relationship};
use domain::{
    creators::{CustomValues, Handle, Measure, Method, Snapshot, likeness::bio_link},
    ids::{BrandId, CreatorId, CustomFieldId, MetricId, OrganisationId, ProfileId, RelationshipId},
    text,
    time::Timestamp,
};
pub use imports::{built_upon, forget_traces, import, import_mapped_last, imports, keep_traces, known_to, traces};
pub use posts::{hold, keep_posts, posts, posts_by_identity};
pub use removal::{accounts_in_use, remove_creators, remove_metrics, remove_profiles, remove_relationships, tell_changed};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored, Tx,
    db::{Bind, parts, placeholders, rows, without_nul},
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
            ("mailbox_key", self.email.as_deref().map(text::mailbox).bind()),
            ("country", self.country.map(|country| country.code()).bind()),
            ("created_at", self.created_at.bind()),
            ("merged_into", self.merged_into.bind()),
        ]
    }
    fn tells_of(&self, id: Self::Id) -> Option<CreatorId> {
        Some(id)
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
            ("handle_key", self.account.handle.as_ref().map(Handle::key).bind()),
            ("followers", self.followers.bind()),
            ("bio_link", bio_link(self.bio.as_deref()).bind()),
        ]
    }
    fn tells_of(&self, _id: Self::Id) -> Option<CreatorId> {
        Some(self.creator)
    }
}

impl Document for Relationship {
    const TABLE: &'static str = "relationship";
    const WALL: &'static str = "brand";
    type Id = RelationshipId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("creator", self.creator.bind()),
            ("tier", self.tier.as_str().bind()),
            ("standing", self.standing.map(|standing| standing.as_str()).bind()),
            ("tags", tag_lines(self.tags.iter().chain(&self.topics)).bind()),
            ("created_at", self.since.bind()),
            ("custom", custom_keys(&self.custom).bind()),
        ]
    }
    fn tells_of(&self, _id: Self::Id) -> Option<CreatorId> {
        Some(self.creator)
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

/// What stands in the brand's own fields as it is looked for: a JSON object of folded texts by the field; nothing where nothing does.
fn custom_keys(custom: &CustomValues) -> Option<String> {
    let folded = |(id, value): (&CustomFieldId, &String)| (id.to_string(), text::folded(value).into());
    // It is read as JSON by the database.
    (!custom.is_empty()).then(|| without_nul(serde_json::Value::Object(custom.iter().map(folded).collect())).to_string())
}

/// Tags as they are looked for: folded, each on a line of its own between line breaks.
fn tag_lines<'t>(tags: impl Iterator<Item = &'t String>) -> String {
    tags.fold("\n".to_owned(), |lines, tag| lines + &text::folded(tag) + "\n")
}

/// The relationships of creators in a brand.
///
/// # Errors
/// The store's.
pub async fn relationships(db: &impl Read, brand: BrandId, creators: &[CreatorId]) -> Result<Vec<Stored<Relationship>>> {
    list_in(db, brand, "creator", creators, "id").await
}

/// Every row of a table whose `column` is one of the texts. An empty list asks nothing.
async fn by_texts<T: Document<Wall = OrganisationId>>(
    db: &impl Read,
    organisation: OrganisationId,
    column: &str,
    texts: &[String],
) -> Result<Vec<Stored<T>>> {
    let mut found = Vec::new();
    for chunk in texts.chunks(500) {
        let condition = format!("{column} IN ({}) ORDER BY id", placeholders(2, chunk.len()));
        found.extend(document::list::<T>(db, organisation, &condition, chunk.iter().map(Bind::bind).collect()).await?);
    }
    Ok(found)
}

/// Accounts by [`CreatorProfile::identity`].
///
/// # Errors
/// The store's.
pub async fn profiles_by_identity(db: &impl Read, organisation: OrganisationId, lookups: &[String]) -> Result<Vec<Stored<CreatorProfile>>> {
    by_texts(db, organisation, "identity", lookups).await
}

/// Accounts by the folded handle, whatever the platform.
///
/// # Errors
/// The store's.
pub async fn profiles_by_handle(db: &impl Read, organisation: OrganisationId, keys: &[String]) -> Result<Vec<Stored<CreatorProfile>>> {
    by_texts(db, organisation, "handle_key", keys).await
}

/// Creators by the folded e-mail address.
///
/// # Errors
/// The store's.
pub async fn by_emails(db: &impl Read, organisation: OrganisationId, keys: &[String]) -> Result<Vec<Stored<Creator>>> {
    by_texts(db, organisation, "email_key", keys).await
}

/// Creators by the folded name.
///
/// # Errors
/// The store's.
pub async fn by_names(db: &impl Read, organisation: OrganisationId, keys: &[String]) -> Result<Vec<Stored<Creator>>> {
    by_texts(db, organisation, "name_key", keys).await
}

/// Adds numbers of these creators' accounts with their sources, many a statement.
///
/// # Errors
/// The store's.
pub async fn insert_metrics(
    tx: &Tx,
    organisation: OrganisationId,
    creators: &[CreatorId],
    new: &[(MetricId, ProfileId, Snapshot)],
) -> Result<()> {
    write_metrics(tx, organisation, new, None).await?;
    // Whose accounts they are need not be looked up, nor noted twice.
    for creator in creators {
        tx.changed(Some(*creator));
    }
    Ok(())
}

/// The same for numbers of accounts whose creators are not known here, which may be kept until a time only.
///
/// # Errors
/// The store's.
pub async fn insert_metrics_until(
    tx: &Tx,
    organisation: OrganisationId,
    new: &[(MetricId, ProfileId, Snapshot)],
    keep_until: Option<Timestamp>,
) -> Result<()> {
    write_metrics(tx, organisation, new, keep_until).await?;
    tx.changed_accounts(new.iter().map(|(_, profile, _)| *profile));
    Ok(())
}

async fn write_metrics(
    tx: &Tx,
    organisation: OrganisationId,
    new: &[(MetricId, ProfileId, Snapshot)],
    keep_until: Option<Timestamp>,
) -> Result<()> {
    for chunk in parts(new) {
        let mut values = Vec::with_capacity(chunk.len() * 11);
        for (id, profile, snapshot) in chunk {
            values.extend(params![
                *id,
                organisation,
                *profile,
                snapshot.measure.as_str(),
                snapshot.value,
                &snapshot.source,
                snapshot.method.as_str(),
                snapshot.fetched_at,
                snapshot.exact,
                snapshot.formula.clone(),
                keep_until,
            ]);
        }
        let sql = format!(
            "INSERT INTO metric (id, organisation, profile, measure, value, source, method, fetched_at, exact, formula, keep_until) VALUES {}",
            rows(chunk.len(), 11)
        );
        tx.insert("metric", &sql, values).await?;
    }
    Ok(())
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
            placeholders(2, chunk.len())
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

/// Creators by id.
///
/// # Errors
/// The store's.
pub async fn many(db: &impl Read, organisation: OrganisationId, creators: &[CreatorId]) -> Result<BTreeMap<CreatorId, Stored<Creator>>> {
    let found = list_in::<Creator, _>(db, organisation, "id", creators, "id").await?;
    Ok(found.into_iter().map(|creator| (creator.id, creator)).collect())
}

/// The creators of an organisation with a folded e-mail address.
///
/// # Errors
/// The store's.
pub async fn by_email(db: &impl Read, organisation: OrganisationId, key: &str) -> Result<Vec<Stored<Creator>>> {
    document::list(db, organisation, "email_key = $2 ORDER BY id", params![key]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_in_fields_holds_nothing_that_postgresql_cannot_read() {
        let id = CustomFieldId(uuid::Uuid::from_u128(7));
        let custom = CustomValues::from([(id, "Mi\0Mi".to_owned())]);
        assert_eq!(custom_keys(&custom), Some(format!("{{\"{id}\":\"mimi\"}}")));
        assert_eq!(custom_keys(&CustomValues::new()), None);
    }
}
