//! Rows of the room `discovery`.

mod vetting;

pub use vetting::{comments, decisions, keep_comments, comments_by_identity, known_comments, samples};
