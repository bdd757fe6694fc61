//! What is kept about an import: which file, what became of its rows, how its columns were understood, and its taking back.
//!
//! Invariant: rows = created + updated + merged + unchanged + rejected; an import is taken back once, within a day. Absent: the
//! rows themselves, and what it did to each creator (`traces`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Platform,
    import::{Column, Recognised},
};
use crate::{creators::changes::TAKEN_BACK_WITHIN, events::Actor, files::StoredFile, time::Timestamp};

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportCounts {
    /// All rows but the headings.
    pub rows: u64,
    /// New creators.
    pub created: u64,
    /// Known creators with something new.
    pub updated: u64,
    /// The same creator again in this file.
    pub merged: u64,
    /// Known creators with nothing new.
    pub unchanged: u64,
    /// Rows that name nobody or cannot be read.
    pub rejected: u64,
}

impl ImportCounts {
    /// Whether every row is counted exactly once.
    #[must_use]
    pub fn add_up(&self) -> bool {
        self.rows == self.created + self.updated + self.merged + self.unchanged + self.rejected
    }
}

/// A cell that was not taken as it is, with its row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowWarning {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// The column's heading; empty for the whole row.
    pub column: String,
    /// What happened.
    pub message: String,
}

/// What a column was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportColumn {
    /// Its place, from 0.
    pub place: usize,
    /// Its heading, or `column 3` where it has none.
    pub heading: String,
    /// What it was taken for.
    pub column: Column,
    /// The platform that its heading names.
    pub platform: Option<Platform>,
    /// Why, for people.
    pub reason: String,
}

impl From<&Recognised> for ImportColumn {
    fn from(found: &Recognised) -> Self {
        Self {
            place: found.place,
            heading: found.title(),
            column: found.column,
            platform: found.platform.clone(),
            reason: found.reason.clone(),
        }
    }
}

/// One import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Import {
    /// What the file was called.
    pub file_name: String,
    /// What became of its rows.
    pub counts: ImportCounts,
    /// What each column was taken for, and why.
    pub columns: Vec<ImportColumn>,
    /// What a person should know of the file as a whole.
    pub notes: Vec<String>,
    /// The first cells that were not taken as they are.
    pub warnings: Vec<RowWarning>,
    /// How many such cells there were in all.
    pub warned: u64,
    /// The rejected rows with their reasons, as a CSV.
    pub error_file: Option<StoredFile>,
    /// By whom.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Which sheet of the file, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What its headings are as a whole, where a person said what the columns are: so the next list like it is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headings: Option<String>,
    /// Whether it is known what was done to each creator, without which nothing can be taken back.
    #[serde(default)]
    pub traced: bool,
    /// How it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<ImportTakenBack>,
}

/// The taking back of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportTakenBack {
    /// Creators who came in with it and are gone.
    pub removed: u64,
    /// Creators who were known, without what it added.
    pub restored: u64,
    /// Creators of whom somebody changed something since: that stays.
    pub changed_since: u64,
    /// By whom.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Why an import is not taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TakeBackError {
    /// Once is enough.
    #[error("this import was taken back already")]
    Already,
    /// After a day it stands.
    #[error("an import can be taken back for a day, and that is over; change the creators themselves")]
    TooLate,
}

impl Import {
    /// Whether it can be taken back now.
    ///
    /// # Errors
    /// Says why not.
    pub fn can_be_taken_back(&self, now: Timestamp) -> Result<(), TakeBackError> {
        if self.taken_back.is_some() {
            return Err(TakeBackError::Already);
        }
        let over = now > self.at.plus(TAKEN_BACK_WITHIN);
        if over || !self.traced { Err(TakeBackError::TooLate) } else { Ok(()) }
    }
}
