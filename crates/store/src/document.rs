//! Aggregates as rows: one JSON column holds the value, a few columns beside it are what queries look for.
//!
//! Invariants: the value is the truth, its columns are written from it in the same statement; a save is guarded by
//! the version that was loaded; nothing is found behind another wall.
//! Absent: deletion as a rule. Facts are ended by facts, but for what people may take back ([`remove`]) and what an import
//! brought in and takes away again (`creators::removal`).

use domain::ids::{CreatorId, Id};
use sea_orm::Value;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error, Read, Result, Row, Tx,
    db::{Bind, Column, json, parts, placeholders, rows},
};

/// How often a row was changed; the first version is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Version(pub i64);

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A domain value that is stored as one row.
pub trait Document: Serialize + DeserializeOwned + Send + Sync {
    /// Its table.
    const TABLE: &'static str;
    /// The column of its wall: `brand` or `organisation`.
    const WALL: &'static str;
    /// Its id.
    type Id: Id + Column + Bind;
    /// Its wall's id.
    type Wall: Id + Bind;
    /// The columns that queries look for, written from the value.
    fn columns(&self) -> Vec<(&'static str, Value)>;
    /// The creator whom it tells of, where a search for creators must hear when it changes.
    fn tells_of(&self, _id: Self::Id) -> Option<CreatorId> {
        None
    }
}

/// A value as it was found: with its id and the version of its row.
#[derive(Debug, Clone)]
pub struct Stored<T: Document> {
    /// Which.
    pub id: T::Id,
    /// The row's version, for the guarded save and for `ETag`.
    pub version: Version,
    /// The value.
    pub value: T,
}

impl<T: Document> std::ops::Deref for Stored<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Loads one; another wall's is not found.
///
/// # Errors
/// The store's.
pub async fn find<T: Document>(db: &impl Read, wall: T::Wall, id: T::Id) -> Result<Option<Stored<T>>> {
    let sql = format!("SELECT id, version, facts FROM {} WHERE {} = $1 AND id = $2", T::TABLE, T::WALL);
    db.one(T::TABLE, &sql, vec![wall.bind(), id.bind()]).await?.map(read).transpose()
}

/// Loads those that a condition names. The condition's parameters begin at `$2`; it may end in ORDER BY and LIMIT.
///
/// # Errors
/// The store's.
pub async fn list<T: Document>(db: &impl Read, wall: T::Wall, condition: &str, values: Vec<Value>) -> Result<Vec<Stored<T>>> {
    let sql = format!("SELECT id, version, facts FROM {} WHERE {} = $1 AND {condition}", T::TABLE, T::WALL);
    let mut all = vec![wall.bind()];
    all.extend(values);
    db.all(T::TABLE, &sql, all).await?.into_iter().map(read).collect()
}

/// Loads those whose `column` is one of the ids, in the order of `order`. An empty list asks nothing.
///
/// # Errors
/// The store's.
pub async fn list_in<T: Document, I: Id + Bind>(
    db: &impl Read,
    wall: T::Wall,
    column: &str,
    ids: &[I],
    order: &str,
) -> Result<Vec<Stored<T>>> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        // Few ids of many rows behind a wall: without knowing how many there are SQLite would look at them all for the wall's
        // sake, so that the wall is asked of what the ids found.
        let walled = if column == "id" { format!("({} = $1) IS TRUE", T::WALL) } else { format!("{} = $1", T::WALL) };
        let places = placeholders(2, chunk.len());
        let sql = format!("SELECT id, version, facts FROM {} WHERE {walled} AND {column} IN ({places}) ORDER BY {order}", T::TABLE);
        let values = std::iter::once(wall.bind()).chain(chunk.iter().map(|id| id.bind())).collect();
        for row in db.all(T::TABLE, &sql, values).await? {
            found.push(read(row)?);
        }
    }
    Ok(found)
}

/// Inserts a new one as version 1.
///
/// # Errors
/// [`Error::Taken`] when something unique is taken, or the database's own.
pub async fn insert<T: Document + Clone>(tx: &Tx, wall: T::Wall, id: T::Id, value: &T) -> Result<Stored<T>> {
    let (sql, values) = insertion(wall, id, value)?;
    tx.changed(value.tells_of(id));
    tx.insert(T::TABLE, &sql, values).await?;
    Ok(Stored { id, version: Version(1), value: value.clone() })
}

/// Inserts a new one as version 1, with others like it, before anything else is asked in the transaction: for a table that is
/// only added to.
///
/// # Errors
/// When the value is no JSON.
pub fn insert_later<T: Document>(tx: &Tx, wall: T::Wall, id: T::Id, value: &T) -> Result<()> {
    let (names, values) = row(wall, id, value)?;
    tx.changed(value.tells_of(id));
    tx.insert_later(T::TABLE, &names, "", values);
    Ok(())
}

/// Inserts a new one under a name that we chose ourselves. Nothing when somebody else took it in between; then another name
/// is chosen in the same transaction.
///
/// # Errors
/// The database's own.
pub async fn insert_if_free<T: Document + Clone>(tx: &Tx, wall: T::Wall, id: T::Id, value: &T) -> Result<Option<Stored<T>>> {
    let (sql, values) = insertion(wall, id, value)?;
    tx.changed(value.tells_of(id));
    let made = tx.execute(&format!("{sql} ON CONFLICT DO NOTHING"), values).await?;
    Ok((made == 1).then(|| Stored { id, version: Version(1), value: value.clone() }))
}

fn insertion<T: Document>(wall: T::Wall, id: T::Id, value: &T) -> Result<(String, Vec<Value>)> {
    let (names, values) = row(wall, id, value)?;
    Ok((format!("INSERT INTO {} ({names}) VALUES ({})", T::TABLE, placeholders(1, values.len())), values))
}

/// The columns of a new row, and their values.
fn row<T: Document>(wall: T::Wall, id: T::Id, value: &T) -> Result<(String, Vec<Value>)> {
    let columns = value.columns();
    let names = names::<T>(&columns);
    let mut values = vec![id.bind(), wall.bind(), Bind::bind(1_i64), json(value)?];
    values.extend(columns.into_iter().map(|(_, value)| value));
    Ok((names, values))
}

/// The columns of a new row, as a statement names them.
fn names<T: Document>(columns: &[(&'static str, Value)]) -> String {
    let mut names = format!("id, {}, version, facts", T::WALL);
    for (name, _) in columns {
        names.push_str(", ");
        names.push_str(name);
    }
    names
}

/// Inserts many new ones as version 1, many a statement. Nothing may be taken.
///
/// # Errors
/// [`Error::Taken`] when something unique is taken, or the database's own.
pub async fn insert_all<T: Document>(tx: &Tx, wall: T::Wall, new: &[(T::Id, &T)]) -> Result<()> {
    for chunk in parts(new) {
        let (mut values, mut named) = (Vec::new(), String::new());
        for (id, value) in chunk {
            let columns = value.columns();
            if named.is_empty() {
                named = names::<T>(&columns);
            }
            tx.changed(value.tells_of(*id));
            values.extend([id.bind(), wall.bind(), Bind::bind(1_i64), json(*value)?]);
            values.extend(columns.into_iter().map(|(_, value)| value));
        }
        let sql = format!("INSERT INTO {} ({named}) VALUES {}", T::TABLE, rows(chunk.len(), values.len() / chunk.len()));
        tx.insert(T::TABLE, &sql, values).await?;
    }
    Ok(())
}

/// Saves a changed one if the row is still at the version that was loaded.
///
/// # Errors
/// [`Error::Conflict`] when it is not, or the database's own.
pub async fn save<T: Document>(tx: &Tx, wall: T::Wall, id: T::Id, version: Version, value: &T) -> Result<Version> {
    let columns = value.columns();
    let names: String = columns.iter().enumerate().map(|(at, (name, _))| format!(", {name} = ${}", at + 6)).collect();
    let sql = format!("UPDATE {} SET version = $1, facts = $2{names} WHERE {} = $3 AND id = $4 AND version = $5", T::TABLE, T::WALL);
    let next = Version(version.0 + 1);
    tx.changed(value.tells_of(id));
    let mut values = vec![Bind::bind(next.0), json(value)?, wall.bind(), id.bind(), Bind::bind(version.0)];
    values.extend(columns.into_iter().map(|(_, value)| value));
    match tx.execute(&sql, values).await {
        Ok(1) => Ok(next),
        Ok(_) => Err(Error::Conflict { table: T::TABLE, id: id.to_string() }),
        Err(Error::Driver(error)) => Err(Error::of_insert(T::TABLE, error)),
        Err(error) => Err(error),
    }
}

/// Removes one if its row is still at the version that was loaded.
///
/// # Errors
/// [`Error::Conflict`] when it is not, or the database's own.
pub async fn remove<T: Document>(tx: &Tx, wall: T::Wall, found: &Stored<T>) -> Result<()> {
    let sql = format!("DELETE FROM {} WHERE {} = $1 AND id = $2 AND version = $3", T::TABLE, T::WALL);
    tx.changed(found.value.tells_of(found.id));
    match tx.execute(&sql, vec![wall.bind(), found.id.bind(), Bind::bind(found.version.0)]).await? {
        1 => Ok(()),
        _ => Err(Error::Conflict { table: T::TABLE, id: found.id.to_string() }),
    }
}

fn read<T: Document>(row: Row) -> Result<Stored<T>> {
    Ok(Stored { id: row.get("id")?, version: Version(row.get("version")?), value: row.json("facts")? })
}
