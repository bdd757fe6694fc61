//! A programme of the usual size made many: what belongs to a creator, a campaign or a collaboration of a filled demo is copied
//! row by row under ids and names of its own.
//!
//! Invariant: a copy refers to its own rows only, so that every page of it is whole; who works there and the brand stay one.
//! Absent: PostgreSQL, and files, which copies share by their hash.

use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

use anyhow::{Context, Result};
use serde_json::Value;
use store::{Database, Db, Read, params};

/// What stays one, however often the rest is copied.
const ONCE: [&str; 14] = [
    "organisation",
    "brand",
    "person",
    "password",
    "session",
    "ticket",
    "api_key",
    "idempotency",
    "template",
    "import",
    "saved_view",
    "migration",
    "webhook_secret",
    "clock_pause",
];
/// So many copies share a campaign's copy, so that a campaign is larger than the demo's and there are more of them.
const IN_A_CAMPAIGN: usize = 8;
/// What belongs to a campaign.
const OF_A_CAMPAIGN: [&str; 2] = ["campaign", "brief"];
/// What a creator has whom nobody asked yet.
const OF_A_CREATOR: [&str; 4] = ["creator", "profile", "metric", "relationship"];
/// Names that must be one of a kind: the table, its columns, where the name stands in the facts, and what comes before the number.
const NAMES: [(&str, &[&str], &[&str], &str); 9] = [
    ("creator", &["name", "name_key"], &["/name"], " "),
    ("profile", &["identity", "handle_key"], &["/identity", "/account/handle"], "_"),
    ("campaign", &["slug"], &["/slug", "/name"], "-x"),
    ("collaboration", &["slug"], &["/slug"], "-x"),
    ("tracking_link", &["slug"], &["/slug"], "-x"),
    ("promo_code", &["code_key"], &["/code", "/key"], "-x"),
    ("shop_order", &["number"], &["/number"], "-x"),
    ("shop_refund", &["order_number"], &["/order_number"], "-x"),
    ("outbox", &["key"], &[], "-x"),
];
/// So many rows a statement.
const ROWS: usize = 400;

/// How much there will be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// So often the whole is there.
    pub programmes: usize,
    /// So many creators, most of whom nobody asked.
    pub creators: usize,
    /// So many events at least.
    pub events: usize,
}

/// One table as it was found.
struct Table {
    name: String,
    /// Each with whether it holds an id.
    columns: Vec<(String, bool)>,
    rows: Vec<Vec<Value>>,
}

/// Copies everything until it is as much as wanted.
pub(super) async fn make(folder: &Path, size: Size) -> Result<()> {
    let db = Db::open(&Database::Sqlite(folder.join("troupe.db"))).await?;
    let tables = read(&db).await?;
    let count = |name: &str| tables.iter().find(|table| table.name == name).map_or(0, |table| table.rows.len());
    let (creators, events) = (count("creator"), count("event"));
    let own: HashSet<String> = ids(&tables, |table| !ONCE.contains(&table));
    let of_campaign = ids(&tables, |table| OF_A_CAMPAIGN.contains(&table));
    let again = size.events.div_ceil(events * size.programmes).max(1);
    for copy in 1..size.programmes.max(size.creators.div_ceil(creators)) {
        let whole = copy < size.programmes;
        let tx = db.begin().await?;
        // Rows come table by table; what they refer to is there at the end.
        tx.execute("PRAGMA defer_foreign_keys = ON", vec![]).await?;
        let campaign = copy / IN_A_CAMPAIGN;
        let id = |old: &str| match (own.contains(old), of_campaign.contains(old)) {
            (_, true) if campaign == 0 => None,
            (_, true) => Some(moved(old, campaign)),
            (true, _) => Some(moved(old, copy)),
            _ => None,
        };
        for table in &tables {
            let mine = if whole { !ONCE.contains(&table.name.as_str()) } else { OF_A_CREATOR.contains(&table.name.as_str()) };
            let campaigns = OF_A_CAMPAIGN.contains(&table.name.as_str());
            if !mine || (campaigns && (campaign == 0 || copy % IN_A_CAMPAIGN != 0)) {
                continue;
            }
            let number = if campaigns { campaign } else { copy };
            let rows: Vec<Vec<Value>> = table.rows.iter().map(|row| copied(table, row, number, &id)).collect::<Result<_>>()?;
            insert(&tx, table, &rows).await?;
            if table.name == "event" {
                for time in 1..again {
                    let rows: Vec<Vec<Value>> = rows.iter().map(|row| another(row, size.programmes * time)).collect();
                    insert(&tx, table, &rows).await?;
                }
            }
        }
        tx.commit().await?;
    }
    db.know_sizes().await?;
    Ok(db.close().await?)
}

/// All tables with their rows, ids as their hexadecimal digits.
async fn read(db: &Db) -> Result<Vec<Table>> {
    let mut tables = Vec::new();
    for row in db.all("sqlite_master", "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid", vec![]).await? {
        let name: String = row.get("name")?;
        if name.starts_with("sqlite_") {
            continue;
        }
        let mut columns = Vec::new();
        for column in db.all("table_info", &format!("SELECT name, type FROM pragma_table_info('{name}')"), vec![]).await? {
            columns.push((column.get::<String>("name")?, column.get::<String>("type")? == "BLOB"));
        }
        let list: Vec<String> =
            columns
                .iter()
                .map(|(column, id)| {
                    if *id {
                        format!("CASE WHEN {column} IS NULL THEN NULL ELSE lower(hex({column})) END")
                    } else {
                        format!("\"{column}\"")
                    }
                })
                .collect();
        let mut rows = Vec::new();
        for row in db.all("rows", &format!("SELECT json_array({}) AS line FROM \"{name}\"", list.join(", ")), vec![]).await? {
            rows.push(serde_json::from_str(&row.get::<String>("line")?)?);
        }
        tables.push(Table { name, columns, rows });
    }
    Ok(tables)
}

/// The ids of the rows of some tables.
fn ids(tables: &[Table], wanted: impl Fn(&str) -> bool) -> HashSet<String> {
    let with_id = tables.iter().filter(|table| wanted(&table.name) && table.columns.first().is_some_and(|(name, _)| name == "id"));
    let mut ids: HashSet<String> =
        with_id.flat_map(|table| table.rows.iter().filter_map(|row| row.first()?.as_str().map(str::to_owned))).collect();
    // A posting has no table of its own.
    let postings = tables.iter().filter(|table| table.name == "ledger_entry" && wanted("ledger_entry"));
    ids.extend(postings.flat_map(|table| table.rows.iter().filter_map(|row| row.get(2)?.as_str().map(str::to_owned))));
    ids
}

/// Another id for a copy, of the same time.
fn moved(old: &str, copy: usize) -> String {
    let number = u128::from_str_radix(old, 16).unwrap_or_default();
    // The last 62 bits of an id are random anyhow.
    let by = (copy as u128).wrapping_mul(0x9E37_79B9_7F4A_7C15) & 0x3FFF_FFFF_FFFF_FFFF;
    format!("{:032x}", number ^ by)
}

/// A row with ids and names of its own.
fn copied(table: &Table, row: &[Value], copy: usize, id: &impl Fn(&str) -> Option<String>) -> Result<Vec<Value>> {
    let named = NAMES.iter().find(|(name, ..)| *name == table.name);
    let mut own = Vec::with_capacity(row.len());
    for ((column, is_id), value) in table.columns.iter().zip(row) {
        own.push(match value {
            Value::String(text) if *is_id => Value::String(id(text).unwrap_or_else(|| text.clone())),
            Value::String(text) => {
                let mut text = with_ids(text, id);
                if column == "email_key" || column == "mailbox_key" {
                    text = addressed(&text, copy);
                }
                if let Some((_, columns, pointers, between)) = named {
                    if columns.contains(&column.as_str()) {
                        text = format!("{text}{between}{copy}");
                    }
                    if column == "facts" {
                        text = renamed(&text, pointers, between, copy).with_context(|| format!("{}: {text}", table.name))?;
                    }
                }
                Value::String(text)
            }
            other => other.clone(),
        });
    }
    Ok(own)
}

/// The same happening once more, under an id of its own.
fn another(row: &[Value], copy: usize) -> Vec<Value> {
    let mut row = row.to_vec();
    if let Some(Value::String(id)) = row.first_mut() {
        *id = moved(id, copy);
    }
    row
}

fn addressed(address: &str, copy: usize) -> String {
    match address.split_once('@') {
        Some((name, host)) => format!("{name}{copy}@{host}"),
        None => address.to_owned(),
    }
}

fn renamed(facts: &str, pointers: &[&str], between: &str, copy: usize) -> Result<String> {
    let mut facts: Value = serde_json::from_str(facts)?;
    for pointer in pointers {
        if let Some(Value::String(text)) = facts.pointer_mut(pointer) {
            // A code is printed in capitals and its key is not.
            *text = format!("{text}{between}{copy}");
        }
    }
    if let Some(Value::String(text)) = facts.pointer_mut("/email") {
        *text = addressed(text, copy);
    }
    Ok(facts.to_string())
}

/// Every id that stands in a text, as its own.
fn with_ids(text: &str, id: &impl Fn(&str) -> Option<String>) -> String {
    let bytes = text.as_bytes();
    let mut own = String::with_capacity(text.len());
    let mut known: HashMap<&str, String> = HashMap::new();
    let (mut at, mut kept) = (0, 0);
    while at + 36 <= bytes.len() {
        if !is_id(&bytes[at..at + 36]) {
            at += 1;
            continue;
        }
        let found = &text[at..at + 36];
        if let Some(new) = id(&found.replace('-', "")) {
            let new = known
                .entry(found)
                .or_insert_with(|| format!("{}-{}-{}-{}-{}", &new[..8], &new[8..12], &new[12..16], &new[16..20], &new[20..]));
            own.push_str(&text[kept..at]);
            own.push_str(new);
            kept = at + 36;
        }
        at += 36;
    }
    own.push_str(&text[kept..]);
    own
}

fn is_id(bytes: &[u8]) -> bool {
    let dash = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    bytes.iter().enumerate().all(|(at, byte)| if dash(at) { *byte == b'-' } else { byte.is_ascii_digit() || (b'a'..=b'f').contains(byte) })
}

async fn insert(tx: &store::Tx, table: &Table, rows: &[Vec<Value>]) -> Result<()> {
    let names: Vec<String> = table.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let read = |(at, (_, id)): (usize, &(String, bool))| if *id { format!("unhex(value ->> {at})") } else { format!("value ->> {at}") };
    let values: Vec<String> = table.columns.iter().enumerate().map(read).collect();
    let sql = format!("INSERT INTO \"{}\" ({}) SELECT {} FROM json_each($1)", table.name, names.join(", "), values.join(", "));
    for rows in rows.chunks(ROWS) {
        tx.execute(&sql, params![serde_json::to_string(rows)?]).await.with_context(|| table.name.clone())?;
    }
    Ok(())
}
