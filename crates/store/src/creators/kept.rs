//! What a brand keeps about one creator, read together: the relationship, the notes, the files, and the fields that it made up.
//!
//! Invariant: one statement, because the record's page has few to spare. Absent: what is shared over the organisation.

use domain::{
    creators::{Attachment, CustomFields, Note, Relationship},
    ids::{BrandId, CreatorId, CustomFieldsId, NoteId},
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, Tx, Version, db::Bind, document, params};

impl Document for Note {
    const TABLE: &'static str = "creator_note";
    const WALL: &'static str = "brand";
    type Id = NoteId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("creator", self.creator.bind()), ("at", self.at.bind())]
    }
}

impl Document for CustomFields {
    const TABLE: &'static str = "custom_fields";
    const WALL: &'static str = "brand";
    type Id = CustomFieldsId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![]
    }
}

/// The fields that a brand made up; nothing before the first.
///
/// # Errors
/// The store's.
pub async fn fields(db: &impl Read, brand: BrandId) -> Result<Option<Stored<CustomFields>>> {
    Ok(document::list(db, brand, "1 = 1", vec![]).await?.into_iter().next())
}

/// What a brand keeps about a creator.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The relationship.
    pub relationship: Stored<Relationship>,
    /// The notes: pinned ones first, each part the newest first.
    pub notes: Vec<Stored<Note>>,
    /// The files, the newest first.
    pub files: Vec<Stored<Attachment>>,
    /// The brand's own fields.
    pub fields: CustomFields,
}

/// What a brand keeps about a creator; nothing where it does not know them.
///
/// # Errors
/// The store's.
pub async fn kept(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Option<Kept>> {
    let sql = "SELECT 'relationship' AS part, id, version, facts FROM relationship WHERE brand = $1 AND creator = $2 \
               UNION ALL SELECT 'note' AS part, id, version, facts FROM creator_note WHERE brand = $1 AND creator = $2 \
               UNION ALL SELECT 'file' AS part, id, version, facts FROM creator_file WHERE brand = $1 AND creator = $2 \
               UNION ALL SELECT 'fields' AS part, id, version, facts FROM custom_fields WHERE brand = $1";
    let (mut relationship, mut notes, mut files, mut fields) = (None, Vec::new(), Vec::new(), CustomFields::default());
    for row in db.all("relationship", sql, params![brand, creator]).await? {
        let version = Version(row.get("version")?);
        match row.get::<String>("part")?.as_str() {
            "note" => notes.push(Stored { id: row.get("id")?, version, value: row.json::<Note>("facts")? }),
            "file" => files.push(Stored { id: row.get("id")?, version, value: row.json::<Attachment>("facts")? }),
            "fields" => fields = row.json("facts")?,
            _ => relationship = Some(Stored { id: row.get("id")?, version, value: row.json("facts")? }),
        }
    }
    notes.sort_by_key(|note| std::cmp::Reverse((note.value.pinned, note.value.at, note.id)));
    files.sort_by_key(|file| std::cmp::Reverse((file.value.at, file.id)));
    Ok(relationship.map(|relationship| Kept { relationship, notes, files, fields }))
}

/// How many notes a brand keeps about a creator.
///
/// # Errors
/// The store's.
pub async fn count_notes(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<i64> {
    db.number("creator_note", "SELECT COUNT(*) AS n FROM creator_note WHERE brand = $1 AND creator = $2", params![brand, creator]).await
}

/// Removes a note if it is still at the version that was loaded.
///
/// # Errors
/// Conflict when it is not.
pub async fn remove_note(tx: &Tx, brand: BrandId, id: NoteId, version: Version) -> Result<()> {
    let sql = "DELETE FROM creator_note WHERE brand = $1 AND id = $2 AND version = $3";
    match tx.execute(sql, params![brand, id, version.0]).await? {
        1 => Ok(()),
        _ => Err(crate::Error::Conflict { table: "creator_note", id: id.to_string() }),
    }
}
