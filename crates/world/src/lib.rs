//! The simulated outside of Troupe, behind the same ports as the real one, on a simulated clock: creators with
//! temperaments, a team with working hours, a mailbox, a shop and a payment provider with faults, platforms
//! whose posts change.
//!
//! Invariants: the same seed gives the same world, on every machine and every database; the world knows only what its
//! people could know (pages, mail), and acts by registered operations alone. Absent: the database; and judging whether
//! what came of it is right, which shares nothing with this.

pub mod bank;
mod block;
pub mod chance;
pub mod creators;
pub mod outside;
pub mod parameters;
pub mod places;
pub mod platforms;
pub mod programme;
pub mod repertoire;
pub mod run;
pub mod shop;
pub mod team;

pub use parameters::Parameters;
pub use run::{Plan, World};

use app::{App, Asked, Caller, registry};
use serde_json::Value;

/// Why the world cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// An operation that must work was refused.
    #[error("{operation}: {error} ({command})")]
    Refused {
        /// Which.
        operation: String,
        /// Why.
        error: String,
        /// What was asked.
        command: String,
    },
    /// The parameters cannot be read.
    #[error("the world's parameters: {0}")]
    Parameters(String),
}

/// What the world gives.
pub type Result<T> = std::result::Result<T, WorldError>;

/// Runs a registered operation or view by its name, as a program outside would.
async fn call(app: &App, caller: &Caller, name: &str, command: Value) -> app::Result<Value> {
    let operation = registry::find(name).ok_or(app::Error::NotFound)?;
    operation.call(app, caller, &Asked::default(), command).await
}

/// Runs what must work.
async fn must(app: &App, caller: &Caller, name: &str, command: Value) -> Result<Value> {
    let text = command.to_string();
    call(app, caller, name, command).await.map_err(|error| WorldError::Refused {
        operation: name.to_owned(),
        error: error.to_string(),
        command: text,
    })
}
