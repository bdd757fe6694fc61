//! Rows of the room `tracking`: posts.

use domain::{
    ids::{BrandId, CollaborationId, CreatorId, DeliverableId, PostId},
    tracking::{Post, PostState},
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

impl Document for Post {
    const TABLE: &'static str = "post";
    const WALL: &'static str = "brand";
    type Id = PostId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("collaboration", self.collaboration.bind()),
            ("deliverable", self.deliverable.bind()),
            ("state", post_state(&self.state).bind()),
            ("reported_at", self.reported_at.bind()),
        ]
    }
}

fn post_state(state: &PostState) -> &'static str {
    match state {
        PostState::Reported => "reported",
        PostState::Verified { .. } => "verified",
        PostState::Rejected { .. } => "rejected",
    }
}

/// A collaboration's posts, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<Post>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY id", params![collaboration]).await
}

/// Whether any post of a collaboration was verified.
///
/// # Errors
/// The store's.
pub async fn is_live(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS n FROM post WHERE brand = $1 AND collaboration = $2 AND state = 'verified'";
    Ok(db.number("post", sql, params![brand, collaboration]).await? > 0)
}

/// A deliverable's posts, oldest first, rejected ones among them.
///
/// # Errors
/// The store's.
pub async fn of_deliverable(db: &impl Read, brand: BrandId, deliverable: DeliverableId) -> Result<Vec<Stored<Post>>> {
    document::list(db, brand, "deliverable = $2 ORDER BY id", params![deliverable]).await
}

/// The posts of some creators' collaborations that were not rejected, each with whose it is.
///
/// # Errors
/// The store's.
pub async fn of_creators(db: &impl Read, brand: BrandId, creators: &[CreatorId]) -> Result<Vec<(CreatorId, Post)>> {
    let mut found = Vec::new();
    for chunk in creators.chunks(500) {
        let sql = format!(
            "SELECT c.creator AS creator, p.facts AS facts FROM post p JOIN collaboration c ON c.id = p.collaboration \
             WHERE p.brand = $1 AND p.state <> 'rejected' AND c.creator IN ({})",
            placeholders(2, chunk.len())
        );
        let values = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("post", &sql, values).await? {
            found.push((row.get("creator")?, row.json("facts")?));
        }
    }
    Ok(found)
}
