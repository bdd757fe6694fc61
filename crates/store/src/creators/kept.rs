//! What the record's page shows of what a brand keeps about one creator: the relationship, the first notes and files, and the
//! fields that it made up, read together.
//!
//! Invariant: one statement, because the record's page has few to spare. Absent: what is shared over the organisation, and all
//! notes and files (`notes`, `attached`).

use domain::{
    creators::{Attachment, CustomFields, Note, Relationship},
    ids::{BrandId, CreatorId},
};

use super::{attached, notes};
use crate::{Read, Result, Stored, Version, params};

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
    notes::from_the_top(&mut notes);
    attached::from_the_top(&mut files);
    Ok(relationship.map(|relationship| Kept { relationship, notes, note_count, files, file_count, fields }))
}
