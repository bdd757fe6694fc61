//! Rows that are only ever added, gathered in a transaction and written many a statement: a clock that reminds fifty creators
//! writes fifty messages, mails, steps and events, and each statement costs a way to the database and back.
//!
//! Invariant: nobody in the transaction can tell; whatever is asked of it next finds the rows written, and what could not be
//! written is lost with the whole transaction. Absent: rows that something may refuse (unique names); they are inserted at once.

use std::sync::{Mutex, PoisonError};

use sea_orm::{DbErr, Value};

use crate::{Error, Result, db};

/// The tables, each after those that its rows refer to.
pub(crate) const TABLES: [&str; 5] = ["message", "mail", "outbox", "chase", "event"];
/// So many rows in one statement.
const MOST: usize = 100;

/// What waits to be written.
#[derive(Debug, Default)]
pub(crate) struct Later(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    tables: [Option<Rows>; TABLES.len()],
    lost: bool,
}

/// Rows of one table.
#[derive(Debug)]
pub(crate) struct Rows {
    table: &'static str,
    columns: String,
    end: &'static str,
    rows: Vec<Vec<Value>>,
}

impl Later {
    /// Adds a row. A table that is not among [`TABLES`] is a mistake in our code, and loses the transaction.
    pub(crate) fn add(&self, table: &'static str, columns: &str, end: &'static str, values: Vec<Value>) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(at) = TABLES.iter().position(|known| *known == table) else {
            waiting.lost = true;
            return;
        };
        let rows = waiting.tables[at].get_or_insert_with(|| Rows { table, columns: columns.to_owned(), end, rows: Vec::new() });
        rows.rows.push(values);
    }

    /// Takes what one statement can write, of the first table that waits.
    ///
    /// # Errors
    /// When rows were lost before.
    pub(crate) fn next(&self) -> Result<Option<Rows>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.lost {
            return Err(Error::Driver(DbErr::Custom("rows of this transaction could not be written".to_owned())));
        }
        let Some(first) = waiting.tables.iter_mut().find(|rows| rows.is_some()) else { return Ok(None) };
        let Some(mut taken) = first.take() else { return Ok(None) };
        if taken.rows.len() > MOST {
            let rest = taken.rows.split_off(MOST);
            *first = Some(Rows { rows: rest, columns: taken.columns.clone(), ..taken });
        }
        Ok(Some(taken))
    }

    /// Says that rows were taken and not written.
    pub(crate) fn lose(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).lost = true;
    }
}

impl Rows {
    /// The table, the statement and its values.
    pub(crate) fn statement(self) -> (&'static str, String, Vec<Value>) {
        let Self { table, columns, end, rows } = self;
        let places = db::rows(rows.len(), rows.first().map_or(0, Vec::len));
        (table, format!("INSERT INTO {table} ({columns}) VALUES {places}{end}"), rows.into_iter().flatten().collect())
    }
}
