//! What texts and numbers mean: the search over creators, the meaning of words, and what can be read from posts, comments
//! and followers.
//!
//! Invariant: everything here is worked out on this machine from what it is handed, the same for the same input; where a text
//! is in no language that is understood, it abstains and says so. Absent: rows, people's permissions, the network.

pub mod meaning;
pub mod search;
