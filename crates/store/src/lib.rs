//! All SQL of Troupe: rows to domain values and back, on SQLite and PostgreSQL.
//!
//! Invariants: every function takes the wall it works behind (a brand or an organisation) and never reaches over
//! it; a row that does not parse is [`Error::Corrupt`], never a default; a change is guarded by id and version.
//! Absent on purpose: rules, clocks, transactions of its own (only `app` opens one), and any caller's words.

mod changed;
mod conditions;
pub mod db;
pub mod document;
mod error;
mod later;
mod migrate;
pub mod trouble;

pub mod belongings;
pub mod dossier;
pub mod erasure;
pub mod events;
pub mod files;
pub mod finding;
pub mod idempotency;
pub mod journey;
pub mod moves;
pub mod outbox;

pub mod agreements;
pub mod attribution;
pub mod briefs;
pub mod campaigns;
pub mod content;
pub mod creators;
pub mod discovery;
pub mod imports;
pub mod listening;
pub mod outreach;
pub mod payments;
pub mod reports;
pub mod shipments;
pub mod team;
pub mod tracking;

pub use db::{Bind, Database, Db, Read, Row, Tx};
pub use document::{Document, Stored, Version};
pub use error::{Error, Result};
