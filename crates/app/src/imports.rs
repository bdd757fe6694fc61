//! The room `imports`: a brand's tracker sheet becomes running and past collaborations, and what had fallen through in it is
//! taken up, or let rest, by a person.
//!
//! Invariants: nobody is written to because of an import; what a sheet calls paid is never paid again; nothing that is past goes
//! on before a person says so. Absent: reading cells and rows, which the domain does; imports of creators and orders.

mod decide;
mod money;
mod past;
mod reading;
mod renew;
mod take_back;
mod tracker;
mod view;
mod writing;

pub(crate) use decide::begun_here;
pub use decide::{LetRest, TakeUp};
pub use money::{OweFee, RecordPaidOutside};
pub use reading::run;
pub use take_back::TakeBackTracker;
pub use tracker::{ImportTracker, TrackerView};
pub use view::{FallenRow, GetTrackerImport, ListTrackerImports, TrackerImportView, TrackerRow};

use crate::registry::{Registered, look, op};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<ImportTracker>(),
        op::<TakeBackTracker>(),
        op::<TakeUp>(),
        op::<LetRest>(),
        op::<OweFee>(),
        op::<RecordPaidOutside>(),
        look::<GetTrackerImport>(),
        look::<ListTrackerImports>(),
    ]
}
