//! Rows of the room `discovery`.

mod vetting;
pub mod watch;

pub use vetting::{comments, comments_by_identity, decisions, keep_comments, known_comments, newest_samples};
