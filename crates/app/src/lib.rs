//! Operations and views: everything that anybody can do with Troupe, each once.
//!
//! Invariants: only here a transaction opens; every change goes authorise, load, decide, save, record, commit;
//! time, ids and randomness come from the context. Absent on purpose: HTML, HTTP, mail protocols; what must reach
//! the outside waits in the outbox for a port.

pub mod access;
pub mod audit;
pub mod catalogue;
pub mod context;
mod enclosed;
pub mod error;
pub mod frame;
pub mod journey;
pub mod mail;
pub mod operation;
pub mod policies;
pub mod ports;
pub mod random;
pub mod registry;
pub mod secrets;
pub mod tick;
pub mod unsubscribe;
pub mod views;
pub mod without;
pub mod worker;

pub mod portal;

pub mod agreements;
pub mod attribution;
pub mod briefs;
pub mod campaigns;
pub mod content;
pub mod creators;
pub mod discovery;
pub mod imports;
pub mod letters;
pub mod listening;
pub mod outreach;
pub mod payments;
pub mod reports;
pub mod review_link;
pub mod shipments;
pub mod team;
pub mod tracking;
pub mod uploads;

pub use context::{Caller, Ctx, Look, Rights};
pub use error::{Error, Result};
pub use frame::{App, Asked, Settings};
pub use operation::{Agent, Done, Meta, Method, Operation, Reach, Route, View, Who};
pub use store::Version;
pub use without::Without;
