//! What the search shows of later rooms.
//!
//! Invariant: it only reads, and tells nobody what the room itself would not tell them. Absent: the search.

pub mod customers;
