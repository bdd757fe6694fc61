//! The room `listening`: who buys from the brand, who names it, and who of them the team could ask.
//!
//! Invariants: whether a customer is a creator is worked out when it is read, from what both share, so that lists and creators may
//! come in any order; what a person decided stands. Whoever is added from here was not written to. Deliberately absent: fetching
//! from shops and from platforms other than Instagram; they send, or a person brings a file.

pub mod add_lead;
pub mod add_mentions;
pub mod decide;
pub mod expire;
pub mod import_customers;
pub mod import_mentions;
pub mod instagram;
mod list;
pub mod passing;
pub mod take_back;
pub mod views;
pub mod webhook;

pub use add_lead::AddLead;
pub use add_mentions::{AddMentions, AddedMentions};
pub use decide::{DecideLead, DecideMatch};
pub use expire::{EraseExpired, RemoveCustomers, RemovedCustomers};
pub use import_customers::{ImportCustomers, ImportedCustomers};
pub use import_mentions::{ImportMentions, ImportedMentions};
pub use instagram::{FetchMention, FetchTags, ToldMentions};
pub use take_back::{BroughtList, ListBrought, TakeBackList};
pub use views::{
    GetWarmth, ListLeads, ListMatches, ListMentions,
    leads::{LeadPage, LeadView},
    matches::{MatchView, MatchesPage},
    mentions::{MentionPage, MentionView, Paid},
    warmth::Warmth,
};
pub use webhook::CreateMentionSecret;

use crate::registry::{Registered, look, op};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<ImportCustomers>(),
        op::<RemoveCustomers>(),
        op::<DecideMatch>(),
        op::<AddMentions>(),
        op::<ImportMentions>(),
        op::<FetchTags>(),
        op::<FetchMention>(),
        op::<AddLead>(),
        op::<DecideLead>(),
        op::<CreateMentionSecret>(),
        op::<EraseExpired>(),
        op::<TakeBackList>(),
        look::<ListBrought>(),
        look::<ListMatches>(),
        look::<ListMentions>(),
        look::<ListLeads>(),
        look::<GetWarmth>(),
    ]
}
