//! What is kept about an import of a tracker, and what its dry run shows.
//!
//! Invariant: rows = taken + unchanged + left + repeated + refused; it is taken back once, within a day. Absent: the collaborations,
//! which name their import themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Refused, StatusMeaning, StatusWord, TrackerPlan};
use crate::{
    campaigns::Fallen,
    creators::{RowWarning, TakeBackError, changes::TAKEN_BACK_WITHIN},
    events::Actor,
    files::StoredFile,
    ids::{CampaignId, CollaborationId},
    journey::Stage,
    money::Money,
    time::Timestamp,
};

/// What only a person can say of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Ask {
    /// Days read two ways, and no row tells which way.
    DateOrder {
        /// The first column.
        column: String,
        /// A cell of it.
        example: String,
    },
    /// Fees name no currency.
    Currency {
        /// On how many rows.
        rows: u64,
    },
    /// Words of the status column are not known.
    Statuses {
        /// How many.
        words: u64,
    },
    /// No campaign was chosen and no column names one.
    Campaign,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A collaboration of its own.
    Created,
    /// One more thing of the collaboration that a row before it began.
    Joined,
    /// A collaboration of an older sheet, on which nobody worked since: what this one says now holds.
    Renewed,
    /// The collaboration is there already, and the row says nothing new.
    Unchanged,
    /// The row says something new of a collaboration that goes on here; what is here stays as it is.
    Left,
    /// Word for word what a row before it said.
    Repeated,
}

/// One row that is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RowTaken {
    /// Its number as a spreadsheet shows it.
    pub row: u64,
    /// The creator's name.
    pub name: String,
    /// By what the creator was recognised: `handle`, `e-mail address` ...; nothing for a new one.
    pub known_by: Option<String>,
    /// The campaign's name.
    pub campaign: String,
    /// What becomes of it.
    pub what: What,
    /// The collaboration, once there is one.
    pub collaboration: Option<CollaborationId>,
    /// Where the collaboration stands then.
    pub stage: Option<Stage>,
    /// The fee that the row names.
    pub fee: Option<Money>,
    /// Whether the sheet calls it paid.
    pub paid: bool,
    /// What had fallen through.
    pub fallen: Vec<Fallen>,
    /// What else a person should know, in a sentence; may be empty.
    pub note: String,
}

/// What became of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrackerCounts {
    /// All rows but the headings.
    pub rows: u64,
    /// Rows that became collaborations.
    pub taken: u64,
    /// Rows that say nothing new of collaborations that are there already.
    pub unchanged: u64,
    /// Rows that say something new of collaborations that go on here, and change nothing.
    #[serde(default)]
    pub left: u64,
    /// Rows that repeat a row before them.
    pub repeated: u64,
    /// Rows that are not taken.
    pub refused: u64,
    /// New collaborations.
    pub collaborations: u64,
    /// Collaborations of an older sheet that this one was read over.
    #[serde(default)]
    pub renewed: u64,
    /// New creators.
    pub creators: u64,
    /// New campaigns.
    pub campaigns: u64,
}

impl TrackerCounts {
    /// Whether every row is counted exactly once.
    #[must_use]
    pub fn add_up(&self) -> bool {
        self.rows == self.taken + self.unchanged + self.left + self.repeated + self.refused
    }
}

/// One import of a tracker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrackerImport {
    /// What the file was called.
    pub file_name: String,
    /// What became of its rows.
    pub counts: TrackerCounts,
    /// What each column was taken for, and why.
    pub columns: Vec<TrackerPlan>,
    /// What the words of its status column were taken for.
    pub statuses: Vec<StatusWord>,
    /// What a person should know of the file as a whole.
    pub notes: Vec<String>,
    /// The first cells that were not taken as they are.
    pub warnings: Vec<RowWarning>,
    /// How many there were in all.
    pub warned: u64,
    /// The first rows that are not taken.
    pub refused: Vec<Refused>,
    /// All of them with their reasons, as a CSV.
    pub error_file: Option<StoredFile>,
    /// The campaigns that it added.
    pub campaigns: Vec<CampaignId>,
    /// By whom.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Which sheet of the file, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// What its headings are as a whole, so that the next list like it is read the same way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headings: Option<String>,
    /// How it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_back: Option<TrackerTakenBack>,
}

/// The taking back of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrackerTakenBack {
    /// Collaborations that are gone.
    pub removed: u64,
    /// Collaborations that are again as the sheet before told them.
    #[serde(default)]
    pub restored: u64,
    /// Collaborations on which somebody worked since: they stay.
    pub kept: u64,
    /// Creators who came in with it and are gone.
    pub creators: u64,
    /// Codes that belong to another collaboration since, so that they were not given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// By whom.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

impl TrackerImport {
    /// Whether it can be taken back now.
    ///
    /// # Errors
    /// Says why not.
    pub fn can_be_taken_back(&self, now: Timestamp) -> Result<(), TakeBackError> {
        if self.taken_back.is_some() {
            return Err(TakeBackError::Already);
        }
        if now > self.at.plus(TAKEN_BACK_WITHIN) { Err(TakeBackError::TooLate) } else { Ok(()) }
    }

    /// What a person said of its words, for the next list like it.
    #[must_use]
    pub fn meanings(&self) -> Vec<StatusMeaning> {
        let told = self.statuses.iter().filter(|word| word.by_hand);
        told.filter_map(|word| Some(StatusMeaning { word: word.word.clone(), is: word.is? })).collect()
    }
}
