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

/// So many pinned notes come with the record.
pub const PINNED: usize = 20;
/// So many notes that are not pinned come with the record, and so many files.
pub const NEWEST: usize = 5;

/// What a brand keeps about a creator.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The relationship.
    pub relationship: Stored<Relationship>,
    /// The newest [`PINNED`] pinned notes, then the newest [`NEWEST`] others.
    pub notes: Vec<Stored<Note>>,
    /// How many notes there are.
    pub note_count: i64,
    /// The newest [`NEWEST`] files.
    pub files: Vec<Stored<Attachment>>,
    /// How many files there are.
    pub file_count: i64,
    /// The brand's own fields.
    pub fields: CustomFields,
}

/// What a brand keeps about a creator; nothing where it does not know them.
///
/// # Errors
/// The store's.
pub async fn kept(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Option<Kept>> {
    let pinned = format!("CAST({} AS TEXT)", db.field_of("facts", "pinned"));
    let newest = |part: &str, table: &str, which: &str, most: usize| {
        format!(
            "UNION ALL SELECT '{part}' AS part, id, version, facts, 0 AS noted, 0 AS filed FROM (SELECT id, version, facts FROM {table} \
             WHERE brand = $1 AND creator = $2{which} ORDER BY at DESC, id DESC LIMIT {most}) AS newest_{part} "
        )
    };
    // The databases write a truth value of JSON each in its own way.
    let on_top = newest("note", "creator_note", &format!(" AND {pinned} IN ('true', '1')"), PINNED);
    let others = newest("note", "creator_note", &format!(" AND {pinned} NOT IN ('true', '1')"), NEWEST);
    let files = newest("file", "creator_file", "", NEWEST);
    let sql = format!(
        "SELECT 'relationship' AS part, id, version, facts, \
         (SELECT COUNT(*) FROM creator_note WHERE brand = $1 AND creator = $2) AS noted, \
         (SELECT COUNT(*) FROM creator_file WHERE brand = $1 AND creator = $2) AS filed FROM relationship WHERE brand = $1 AND creator = $2 \
         {on_top}{others}{files}UNION ALL SELECT 'fields' AS part, id, version, facts, 0 AS noted, 0 AS filed FROM custom_fields WHERE brand = $1"
    );
    let (mut relationship, mut notes, mut files, mut fields) = (None, Vec::new(), Vec::new(), CustomFields::default());
    let (mut note_count, mut file_count) = (0, 0);
    for row in db.all("relationship", &sql, params![brand, creator]).await? {
        let version = Version(row.get("version")?);
        match row.get::<String>("part")?.as_str() {
            "note" => notes.push(Stored { id: row.get("id")?, version, value: row.json::<Note>("facts")? }),
            "file" => files.push(Stored { id: row.get("id")?, version, value: row.json::<Attachment>("facts")? }),
            "fields" => fields = row.json("facts")?,
            _ => {
                note_count = row.get("noted")?;
                file_count = row.get("filed")?;
                relationship = Some(Stored { id: row.get("id")?, version, value: row.json("facts")? });
            }
        }
    }
    from_the_top(&mut notes);
    files.sort_by_key(|file: &Stored<Attachment>| std::cmp::Reverse((file.value.at, file.id)));
    Ok(relationship.map(|relationship| Kept { relationship, notes, note_count, files, file_count, fields }))
}

/// Pinned ones first, each part the newest first.
fn from_the_top(notes: &mut [Stored<Note>]) {
    notes.sort_by_key(|note| std::cmp::Reverse((note.value.pinned, note.value.at, note.id)));
}

/// All notes of a brand about a creator: pinned ones first, each part the newest first.
///
/// # Errors
/// The store's.
pub async fn notes(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Note>>> {
    let mut notes = document::list(db, brand, "creator = $2", params![creator]).await?;
    from_the_top(&mut notes);
    Ok(notes)
}

/// All files on a brand's record of a creator, the newest first.
///
/// # Errors
/// The store's.
pub async fn files(db: &impl Read, brand: BrandId, creator: CreatorId) -> Result<Vec<Stored<Attachment>>> {
    let mut files: Vec<Stored<Attachment>> = document::list(db, brand, "creator = $2", params![creator]).await?;
    files.sort_by_key(|file| std::cmp::Reverse((file.value.at, file.id)));
    Ok(files)
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
