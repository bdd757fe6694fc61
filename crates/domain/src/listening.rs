//! Listening: who buys from a brand, who names it in posts, and who of them is worth asking.
//!
//! Invariants: that a customer is a creator is said with its reasons and a weight from a fixed table, never as a fact, until a
//! person has decided; a name alone is at most a maybe. Deliberately absent: fetching from shops and platforms, and writing to
//! anybody; who is a lead has asked for nothing.

pub mod customers;
pub mod leads;
pub mod lists;
pub mod matching;
pub mod mentions;
mod table;

pub use customers::{Customer, CustomerColumn, NewCustomer, ReadCustomers};
pub use leads::{LeadKey, LeadReason};
pub use lists::{ListImport, ListKind, ListTakenBack, ListTrace};
pub use matching::{Decision, Match, MatchReason, MatchState, Pair, Said};
pub use mentions::{Mention, NewMention, ReadMentions};
pub use table::{ListError, RefusedRow};

/// Customers and mentions are kept so many days after the last list that named somebody, or after a mention was last told of:
/// 24 months (docs/domain.md, Warm leads).
pub const KEPT_DAYS: i64 = 730;
