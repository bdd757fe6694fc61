//! All SQL of Troupe: rows to domain values and back, on SQLite and PostgreSQL.
//!
//! Invariants: every function takes the wall it works behind (a brand or an organisation) and never reaches over
//! it; a row that does not parse is [`Error::Corrupt`], never a default; a change is guarded by id and version.
//! Absent on purpose: rules, clocks, transactions of its own (only `app` opens one), and any caller's words.

pub mod db;
pub mod document;
mod error;
mod migrate;

pub use db::{Bind, Database, Db, Read, Row, Tx};
pub use document::{Document, Stored, Version};
pub use error::{Error, Result};
