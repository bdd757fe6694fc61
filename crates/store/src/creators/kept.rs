//! What the record's page shows of what a brand keeps about one creator: the relationship, the first notes and files, and the
//! fields that it made up, and what money came and went, read together.
//!
//! Invariant: one statement, because the record's page has few to spare. Absent: what is shared over the organisation, and all
//! notes and files (`notes`, `attached`).

use domain::{
    creators::{Attachment, CustomFields, Note, Relationship},
    ids::{BrandId, CreatorId},
    money::Money,
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
    /// What was sold, paid and is owed, where it was asked for.
    pub sums: Option<CreatorSums>,
}

/// Sums over all campaigns of a brand, one of each currency; none of a currency in which there is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreatorSums {
    /// Sales that are credited to their links and codes.
    pub sold: Vec<Money>,
    /// What they were paid, before the program came too.
    pub paid: Vec<Money>,
    /// What is owed and not paid yet, with balances of commission; below zero they owe.
    pub owed: Vec<Money>,
}

/// The parts of the statement that sum money: of each sum the currency stands in `facts` and the minor units in `noted`.
fn sums() -> String {
    let part = |part: &str, from: &str| {
        format!(
            "UNION ALL SELECT '{part}' AS part, CAST(NULL AS UUID) AS id, 0 AS version, n.currency AS facts, CAST(SUM(n.minor) AS BIGINT) AS noted, \
             0 AS filed FROM ({from}) AS n GROUP BY n.currency HAVING SUM(n.minor) <> 0 "
        )
    };
    // By way of collaborations, along their index: the signs keep SQLite from walking all that the brand has.
    let of = |table: &str, and: &str| {
        format!(
            "SELECT t.currency AS currency, t.minor AS minor FROM collaboration c CROSS JOIN {table} t \
             WHERE (c.brand = $1) IS TRUE AND c.creator = $2 AND t.collaboration = c.id AND (t.brand = $1) IS TRUE{and}"
        )
    };
    let carried = "SELECT k.currency AS currency, k.minor AS minor FROM carry k WHERE k.brand = $1 AND k.creator = $2";
    let open = of("payable", " AND t.state NOT IN ('paid', 'paid_outside')");
    [
        part("sold", &of("credit", "")),
        part("paid", &of("payable", " AND t.state IN ('paid', 'paid_outside')")),
        part("owed", &format!("{open} UNION ALL {carried}")),
    ]
    .concat()
}

/// What a brand keeps about a creator, with the sums of money where they are asked for; nothing where it does not know them.
///
/// # Errors
/// The store's.
pub async fn kept(db: &impl Read, brand: BrandId, creator: CreatorId, with_sums: bool) -> Result<Option<Kept>> {
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
         {on_top}{others}{files}UNION ALL SELECT 'fields' AS part, id, version, facts, 0 AS noted, 0 AS filed FROM custom_fields WHERE brand = $1 {}",
        if with_sums { sums() } else { String::new() }
    );
    let mut sums = CreatorSums::default();
    let (mut relationship, mut notes, mut files, mut fields) = (None, Vec::new(), Vec::new(), CustomFields::default());
    let (mut note_count, mut file_count) = (0, 0);
    for row in db.all("relationship", &sql, params![brand, creator]).await? {
        let version = Version(row.get("version")?);
        match row.get::<String>("part")?.as_str() {
            "note" => notes.push(Stored { id: row.get("id")?, version, value: row.json::<Note>("facts")? }),
            "file" => files.push(Stored { id: row.get("id")?, version, value: row.json::<Attachment>("facts")? }),
            "fields" => fields = row.json("facts")?,
            "sold" => sums.sold.push(row.money("noted", "facts")?),
            "paid" => sums.paid.push(row.money("noted", "facts")?),
            "owed" => sums.owed.push(row.money("noted", "facts")?),
            _ => {
                note_count = row.get("noted")?;
                file_count = row.get("filed")?;
                relationship = Some(Stored { id: row.get("id")?, version, value: row.json("facts")? });
            }
        }
    }
    notes::from_the_top(&mut notes);
    attached::from_the_top(&mut files);
    for of in [&mut sums.sold, &mut sums.paid, &mut sums.owed] {
        of.sort_by_key(|sum| sum.currency);
    }
    let sums = with_sums.then_some(sums);
    Ok(relationship.map(|relationship| Kept { relationship, notes, note_count, files, file_count, fields, sums }))
}
