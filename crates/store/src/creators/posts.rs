//! Posts on creators' own accounts.
//!
//! Invariant: a post stands once for each creator; a newer reading of it replaces the older. Absent: posts of campaigns.

use domain::{
    creators::CreatorPost,
    ids::{CreatorId, CreatorPostId, OrganisationId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, Tx, db::Bind, document, params};

impl Document for CreatorPost {
    const TABLE: &'static str = "creator_post";
    const WALL: &'static str = "organisation";
    type Id = CreatorPostId;
    type Wall = OrganisationId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("creator", self.creator.bind()),
            ("profile", self.profile.bind()),
            ("identity", self.identity.as_str().bind()),
            ("posted_at", self.post.posted_at.bind()),
            ("keep_until", self.keep_until.bind()),
        ]
    }
    fn tells_of(&self, _id: Self::Id) -> Option<CreatorId> {
        Some(self.creator)
    }
}

/// The newest posts of one creator; those without a time last.
///
/// # Errors
/// The store's.
pub async fn posts(db: &impl Read, organisation: OrganisationId, creator: CreatorId, most: i64) -> Result<Vec<Stored<CreatorPost>>> {
    let condition = "creator = $2 ORDER BY COALESCE(posted_at, 0) DESC, id DESC LIMIT $3";
    document::list(db, organisation, condition, params![creator, most]).await
}

/// Posts of one creator by how they are known again.
///
/// # Errors
/// The store's.
pub async fn posts_by_identity(
    db: &impl Read,
    organisation: OrganisationId,
    creator: CreatorId,
    identities: &[String],
) -> Result<Vec<Stored<CreatorPost>>> {
    let mut found = Vec::new();
    for chunk in identities.chunks(500) {
        let condition = format!("creator = $2 AND identity IN ({}) ORDER BY id", crate::db::placeholders(3, chunk.len()));
        let mut values = params![creator];
        values.extend(chunk.iter().map(Bind::bind));
        found.extend(document::list::<CreatorPost>(db, organisation, &condition, values).await?);
    }
    Ok(found)
}

/// Holds a creator until the end of the transaction, so that of two files at once the second sees the posts of the first.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &Tx, organisation: OrganisationId, creator: CreatorId) -> Result<()> {
    let sql = format!("SELECT id FROM creator WHERE organisation = $1 AND id = $2{}", tx.for_update());
    tx.all("creator", &sql, params![organisation, creator]).await?;
    Ok(())
}

/// Keeps a post: a new one, or what a newer reading says of a known one.
///
/// # Errors
/// The store's.
pub async fn keep_posts(
    tx: &Tx,
    organisation: OrganisationId,
    known: &[(Stored<CreatorPost>, CreatorPost)],
    new: &[(CreatorPostId, &CreatorPost)],
) -> Result<()> {
    for (before, after) in known {
        document::save(tx, organisation, before.id, before.version, after).await?;
    }
    document::insert_all(tx, organisation, new).await
}
