//! Imports of what a brand ran before: its tracker, one row for each creator and thing to be made, to collaborations.
//!
//! Invariant: no row is lost, each is taken or refused with its number and reason; a word that is not known and a date that
//! reads two ways are asked about, never guessed; nothing here says that anything happened, only that the sheet says so.
//! Absent: reading files and who a row is about (`creators::import`), ids, saving.

mod before;
mod cells;
mod columns;
mod judge;
mod links;
mod record;
mod rows;
mod words;

pub use before::Before;
pub use columns::{TrackerColumn, TrackerPlan, recognise};
pub use judge::{Deal, Made, MadeState, judged};
pub use record::{Ask, RowTaken, TrackerCounts, TrackerImport, TrackerTakenBack, What};
pub use rows::{Answers, Refused, Sheet, TrackerRow, read};
pub use words::{Said, StatusMeaning, StatusWord, folded_status, known};
