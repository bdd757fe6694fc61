//! What is remembered of saved searches. Absent: asking them.

use domain::{
    discovery::watch::SearchWatch,
    ids::{BrandId, SavedViewId, SearchWatchId},
    team::saved_views::{List, SavedView},
};
use sea_orm::Value;

use crate::{
    Db, Document, Read, Result, Stored,
    db::{Bind, placeholders},
    document, params,
};

impl Document for SearchWatch {
    const TABLE: &'static str = "search_watch";
    const WALL: &'static str = "brand";
    type Id = SearchWatchId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("view", self.view.bind())]
    }
}

/// What is remembered of some saved views.
///
/// # Errors
/// The store's.
pub async fn of_views(db: &impl Read, brand: BrandId, views: &[SavedViewId]) -> Result<Vec<Stored<SearchWatch>>> {
    if views.is_empty() {
        return Ok(Vec::new());
    }
    let condition = format!("view IN ({})", placeholders(2, views.len()));
    document::list(db, brand, &condition, views.iter().map(|view| view.bind()).collect()).await
}

/// The brands in which somebody saved a search.
///
/// # Errors
/// The store's.
pub async fn brands(db: &Db) -> Result<Vec<BrandId>> {
    let sql = "SELECT DISTINCT brand FROM saved_view WHERE list = $1 AND removed_at IS NULL ORDER BY brand";
    db.all("search_watch", sql, params![List::Discover.as_str()]).await?.iter().map(|row| row.get("brand")).collect()
}

/// The saved searches of a brand, whoever saved them.
///
/// # Errors
/// The store's.
pub async fn searches(db: &impl Read, brand: BrandId) -> Result<Vec<Stored<SavedView>>> {
    document::list(db, brand, "list = $2 AND removed_at IS NULL ORDER BY id", params![List::Discover.as_str()]).await
}
