//! Rows of the room `discovery`.

mod vetting;
pub mod watch;

pub use vetting::{comments, decisions, keep_comments, known_comments, samples};
