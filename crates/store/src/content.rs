//! Rows of the room `content`: deliverables, drafts, reviews.

use domain::{
    content::{Deliverable, Draft, Progress, Review},
    ids::{BrandId, CollaborationId, DeliverableId, DraftId, ReviewId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

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
