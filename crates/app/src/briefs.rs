//! The room `briefs`: what to make and what to leave out, written once for a campaign and sent to each creator.
//!
//! Invariant: a version that was sent never changes. Absent: whether links and code work; policies hold a brief back
//! until they are confirmed, in the same transaction.

use crate::registry::{Registered, look, op};

pub mod acknowledge_brief;
pub mod save_brief;
pub mod send_brief;
pub mod view;

pub use acknowledge_brief::AcknowledgeBrief;
pub use save_brief::SaveBrief;
pub use send_brief::SendBrief;
pub use view::{BriefView, GetBrief, GetSentBrief, LintBrief};

pub(crate) fn registered() -> Vec<Registered> {
    vec![op::<SaveBrief>(), op::<SendBrief>(), op::<AcknowledgeBrief>(), look::<GetBrief>(), look::<GetSentBrief>(), look::<LintBrief>()]
}
