//! What a brand writes down about its creators, each note by itself.
//!
//! Absent: the summary, which is part of the relationship.

use domain::{
    creators::Note,
    ids::{BrandId, CreatorId, NoteId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for Note {
    const TABLE: &'static str = "creator_note";
    const WALL: &'static str = "brand";
    type Id = NoteId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("at", self.at.bind())]
    }
}

/// How many notes a brand keeps about a creator.
///
/// # Errors
/// The store's.
pub async fn count(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<i64> {
    db.number("creator_note", "SELECT COUNT(*) AS n FROM creator_note WHERE brand = $1 AND creator = $2", params![brand, creator]).await
}

/// All notes of a brand about a creator: pinned ones first, each part the newest first.
///
/// # Errors
/// The store's.
pub async fn list(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Note>>> {
    let mut notes = document::list(db, brand, "creator = $2", params![creator]).await?;
    from_the_top(&mut notes);
    Ok(notes)
}

/// Pinned ones first, each part the newest first.
pub(super) fn from_the_top(notes: &mut [Stored<Note>]) {
    notes.sort_by_key(|note| std::cmp::Reverse((note.value.pinned, note.value.at, note.id)));
}
