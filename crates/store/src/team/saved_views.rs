//! Rows of saved views. Absent: who may remove one.

use domain::{
    ids::{BrandId, PersonId, SavedViewId},
    team::saved_views::{List, SavedView},
    text,
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for SavedView {
    const TABLE: &'static str = "saved_view";
    const WALL: &'static str = "brand";
    type Id = SavedViewId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![
            ("list", self.list.as_str().bind()),
            ("name", text::folded(&self.name).bind()),
            ("person", self.by.bind()),
            ("shared", i64::from(self.shared).bind()),
            ("removed_at", self.removed_at.bind()),
        ]
    }
}

/// The views of a list that somebody sees, their own and the shared ones, by name.
///
/// # Errors
/// The store's.
pub async fn of_list(db: &impl Read, brand: BrandId, list: List, person: Option<PersonId>) -> Result<Vec<Stored<SavedView>>> {
    let condition = "list = $2 AND removed_at IS NULL AND (person = $3 OR shared = 1) ORDER BY name, id";
    document::list(db, brand, condition, params![list.as_str(), person]).await
}
