//! The room `outreach`: conversations with creators, templates, invitations, the links into the portal.
//!
//! Invariants: whether a creator may be written to is asked in one place, `writing::write`; marketing carries the way out and
//! the brand's postal address (docs/domain.md, section 12e). Absent: quiet hours and budgets of mailboxes.

use crate::registry::{Registered, look, op};

pub mod bounce;
pub mod ended;
pub mod filling;
pub mod invite;
pub mod log_message;
pub mod messages;
pub mod portal_links;
pub mod respond;
pub mod templates;
pub(crate) mod writing;

pub use bounce::RecordBounce;
pub(crate) use ended::tell_ended;
pub use filling::{Preview, PreviewInvitation};
pub use invite::{Invite, InviteOutcome};
pub use log_message::LogMessage;
pub use messages::{SendMessage, WriteMessage};
pub use portal_links::{CreatePortalLink, LinkView, RequestPortalLink};
pub use respond::RespondToInvitation;
pub use templates::{ListTemplates, SaveTemplate, TemplateView};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<SaveTemplate>(),
        op::<Invite>(),
        op::<RespondToInvitation>(),
        op::<LogMessage>(),
        op::<SendMessage>(),
        op::<WriteMessage>(),
        op::<CreatePortalLink>(),
        op::<RequestPortalLink>(),
        op::<RecordBounce>(),
        look::<ListTemplates>(),
        look::<PreviewInvitation>(),
    ]
}
