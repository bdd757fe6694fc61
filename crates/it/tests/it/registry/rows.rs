//! The whole database as text, so that a story can say that nothing changed, and whose ids stand where.
//!
//! Invariant: every table that the database has is read, so that a new one cannot be forgotten. Absent: what rows mean.

use std::collections::{BTreeMap, BTreeSet};

use store::{Db, Read};

use crate::support::World;

/// One row: its table, its walls where it has any, and all its columns as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    pub table: String,
    pub id: Option<String>,
    pub organisation: Option<String>,
    pub brand: Option<String>,
    pub text: String,
}

/// Every row of every table, in a stable order.
pub async fn all(world: &World) -> BTreeSet<Line> {
    all_of(world.app.db()).await
}

/// Every row of every table of a database, in a stable order.
pub async fn all_of(db: &Db) -> BTreeSet<Line> {
    let mut lines = BTreeSet::new();
    for (table, columns) in tables(db).await {
        let has = |name: &str| columns.iter().any(|column| column == name);
        let or_nothing = |name: &str| if has(name) { as_text(db, name) } else { "''".to_owned() };
        let whole = columns.iter().map(|column| format!("COALESCE({}, '')", as_text(db, column))).collect::<Vec<_>>().join(" || '|' || ");
        let sql = format!(
            "SELECT {} AS id, {} AS organisation, {} AS brand, {whole} AS whole FROM \"{table}\"",
            or_nothing("id"),
            // An organisation's own row is behind its own wall.
            if table == "organisation" { as_text(db, "id") } else { or_nothing("organisation") },
            if table == "brand" { as_text(db, "id") } else { or_nothing("brand") },
        );
        for row in db.all("test", &sql, vec![]).await.unwrap_or_else(|error| panic!("{table}: {error}")) {
            let part = |name: &str| row.get::<Option<String>>(name).expect("text").filter(|text| !text.is_empty());
            lines.insert(Line {
                table: table.clone(),
                id: part("id"),
                organisation: part("organisation"),
                brand: part("brand"),
                text: part("whole").unwrap_or_default(),
            });
        }
    }
    lines
}

/// All of it as one text.
pub async fn everything(world: &World) -> String {
    all(world).await.into_iter().map(|line| line.text + "\n").collect()
}

/// The tables that are kept by brand.
pub async fn tables_of_brands(world: &World) -> Vec<String> {
    tables(world.app.db())
        .await
        .into_iter()
        .filter(|(_, columns)| columns.iter().any(|column| column == "brand"))
        .map(|(table, _)| table)
        .collect()
}

/// Ids as 8-4-4-4-12 on both databases; everything else as it reads.
fn as_text(db: &Db, column: &str) -> String {
    if db.is_postgres() {
        return format!("CAST(\"{column}\" AS TEXT)");
    }
    let part = |from: u8, length: u8| format!("substr(lower(hex(\"{column}\")), {from}, {length})");
    let uuid = [part(1, 8), part(9, 4), part(13, 4), part(17, 4), part(21, 12)].join(" || '-' || ");
    format!("CASE typeof(\"{column}\") WHEN 'blob' THEN {uuid} ELSE CAST(\"{column}\" AS TEXT) END")
}

/// Every table with its columns.
pub async fn tables(db: &Db) -> BTreeMap<String, Vec<String>> {
    let sql = if db.is_postgres() {
        "SELECT CAST(table_name AS TEXT) AS name, CAST(column_name AS TEXT) AS part FROM information_schema.columns \
         WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
    } else {
        "SELECT m.name AS name, c.name AS part FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid"
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in db.all("test", sql, vec![]).await.expect("the schema") {
        found.entry(row.get("name").expect("a name")).or_default().push(row.get("part").expect("a column"));
    }
    assert!(found.len() > 30, "the schema was read: {found:?}");
    found
}
