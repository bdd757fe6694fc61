//! A language model for Discovery: set by an owner, asked for words that the grammar left and for summaries, counted by the month.
//!
//! Invariants: off unless an owner turned it on; a key is opened for the question alone; every question is counted before it leaves; no
//! transaction is open while a model is asked; where it fails, everything goes on as without one. Absent: the shape of requests;
//! `outside` has it.

mod asking;
mod memory;
pub mod read_words;
pub mod setting;
pub mod view;
pub mod write_summary;

pub use read_words::{ReadWords, WordsRead};
pub use setting::{CheckModel, RemoveModel, SetModel};
pub use view::{ModelView, ShowModel, SummaryView};
pub use write_summary::WriteSummary;

pub(crate) use memory::Remembered;
