//! What texts and numbers mean: the search over creators, the meaning of words, and what can be read from posts, comments
//! and followers.
//!
//! Invariant: everything here is worked out on this machine from what it is handed, the same for the same input; where a text
//! is in no language that is understood, it abstains and says so. Absent: rows, people's permissions, the network.

pub mod captions;
pub mod comments;
pub mod consistency;
pub mod followers;
pub mod growth;
pub mod language;
pub mod meaning;
pub mod performance;
pub mod search;
