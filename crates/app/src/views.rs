//! Views that read over all rooms: one for each page.
//!
//! Invariant: a fixed number of statements, whatever the number of rows. Absent: HTML, and anything that changes.

pub mod shell;
pub mod today;

pub use today::ShowToday;

use crate::registry::{Registered, look};

pub(crate) fn registered() -> Vec<Registered> {
    vec![look::<ShowToday>()]
}
