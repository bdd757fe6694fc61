//! What the developer's commands and the `tidy` test share: which licences we accept and what we build on.
//!
//! Invariant: nothing here changes a file or reaches the network. Absent: the commands themselves (`main.rs`).

pub mod licences;
pub mod third_party;

use std::path::PathBuf;

/// The top folder of the repository, wherever the command was started.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).components().collect()
}
