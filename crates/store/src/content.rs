//! Rows of the room `content`: deliverables, drafts, reviews.

use domain::{
    content::{Deliverable, Draft, Progress, Review},
    ids::{BrandId, CampaignId, CollaborationId, CreatorId, DeliverableId, DraftId, ReviewId},
};
use sea_orm::Value;

use crate::{
    Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

impl Document for Deliverable {
    const TABLE: &'static str = "deliverable";
    const WALL: &'static str = "brand";
    type Id = DeliverableId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("number", self.number.bind()), ("state", progress(&self.state).bind())]
    }
}

impl Document for Draft {
    const TABLE: &'static str = "draft";
    const WALL: &'static str = "brand";
    type Id = DraftId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("deliverable", self.deliverable.bind()), ("number", self.number.bind()), ("submitted_at", self.submitted_at.bind())]
    }
}

impl Document for Review {
    const TABLE: &'static str = "review";
    const WALL: &'static str = "brand";
    type Id = ReviewId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("deliverable", self.deliverable.bind()), ("draft", self.draft.bind()), ("at", self.at.bind())]
    }
}

fn progress(state: &Progress) -> &'static str {
    match state {
        Progress::Awaiting { .. } => "awaiting",
        Progress::InReview { .. } => "in_review",
        Progress::Approved { .. } => "approved",
    }
}

/// A collaboration's deliverables in order.
///
/// # Errors
/// The store's.
pub async fn of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<Deliverable>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY number", params![collaboration]).await
}

/// A deliverable's drafts, oldest first.
///
/// # Errors
/// The store's.
pub async fn drafts(db: &impl Read, brand: BrandId, deliverable: DeliverableId) -> Result<Vec<Stored<Draft>>> {
    document::list(db, brand, "deliverable = $2 ORDER BY number", params![deliverable]).await
}

/// A deliverable's reviews, oldest first.
///
/// # Errors
/// The store's.
pub async fn reviews(db: &impl Read, brand: BrandId, deliverable: DeliverableId) -> Result<Vec<Stored<Review>>> {
    document::list(db, brand, "deliverable = $2 ORDER BY at, id", params![deliverable]).await
}

/// The short names of a campaign's deliverables.
///
/// # Errors
/// The store's.
pub async fn slugs(db: &impl Read, brand: BrandId, campaign: CampaignId) -> Result<Vec<String>> {
    let condition = "collaboration IN (SELECT id FROM collaboration WHERE campaign = $2)";
    let all = document::list::<Deliverable>(db, brand, condition, params![campaign]).await?;
    Ok(all.into_iter().map(|found| found.value.slug).collect())
}

/// Every draft that was made for a creator's collaborations in a brand.
///
/// # Errors
/// The store's.
pub async fn drafts_of_creator(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Draft>>> {
    let condition = "deliverable IN (SELECT d.id FROM deliverable d JOIN collaboration c ON c.id = d.collaboration WHERE c.creator = $2)";
    document::list(db, brand, condition, params![creator]).await
}

/// The deliverables of some creators' collaborations that did not come to nothing, each with whose it is.
///
/// # Errors
/// The store's.
pub async fn of_creators(db: &impl Read, brand: BrandId, creators: &[CreatorId]) -> Result<Vec<(CreatorId, Deliverable)>> {
    let mut found = Vec::new();
    for chunk in creators.chunks(500) {
        let sql = format!(
            "SELECT c.creator AS creator, d.facts AS facts FROM deliverable d JOIN collaboration c ON c.id = d.collaboration \
             WHERE d.brand = $1 AND c.off IS NULL AND c.creator IN ({})",
            placeholders(2, chunk.len())
        );
        let values = std::iter::once(brand.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all("deliverable", &sql, values).await? {
            found.push((row.get("creator")?, row.json("facts")?));
        }
    }
    Ok(found)
}
