//! The ground floor: what Troupe's words mean and which rules they obey.
//!
//! Invariant: everything here is a pure function of its arguments. Time, ids and randomness come in as values.
//! Absent on purpose: async, IO, SQL, HTTP, clocks, and any knowledge of who calls.
//! A room looks back at earlier rooms and never ahead (ARCHITECTURE.md, "Rooms"); `journey` alone sees them all.

pub mod events;
pub mod fields;
pub mod files;
pub mod formats;
pub mod ids;
pub mod language;
pub mod money;
pub mod moves;
pub mod picked;
pub mod text;
pub mod time;

pub mod agreements;
pub mod attribution;
pub mod briefs;
pub mod campaigns;
pub mod content;
pub mod creators;
pub mod discovery;
pub mod imports;
pub mod listening;
pub mod outreach;
pub mod payments;
pub mod reports;
pub mod shipments;
pub mod team;
pub mod tracking;

pub mod journey;
