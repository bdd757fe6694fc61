//! Discovery: finding creators by what they are known for and by what is known of them.
//!
//! Invariant: a filter says only what a person wrote or chose; a value that nobody knows neither fits nor is refused in
//! silence: it is counted as unknown (docs/domain.md, Vetting). Absent: the index, which `insight` holds, and any order by
//! followers that nobody asked for.

mod filters;
mod languages;
mod likeness;
pub mod model;
pub mod reading;
pub mod vetting;
pub mod watch;

pub use filters::{AudienceAtLeast, Between, Filters, NAMES, OwnField, Unreadable};
pub use languages::{language_code, language_name};
pub use likeness::{ALIKE, is_less_alike};
pub use reading::{Becomes, NotUnderstood, Part, Reading};

use crate::time::Day;

/// Reads a line of plain language on a day, from which "this year" and "since March" are counted.
#[must_use]
pub fn read(text: &str, today: Day) -> Reading {
    reading::read(text, today.date())
}
