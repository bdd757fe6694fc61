//! Events: facts that happened. They feed the timeline, webhooks, the audit and reactions of later rooms.
//!
//! Invariant: an event is written in the transaction that changed the facts, and is never changed.
//! Absent: how anybody reacts; that stands in `app/src/policies.rs`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{ApiKeyId, CreatorId, PersonId};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A person of the team.
    Person {
        /// Who.
        id: PersonId,
    },
    /// A creator, or who answers for them, through the portal.
    Creator {
        /// Whose portal.
        id: CreatorId,
    },
    /// Somebody who reviews by a signed link, without a seat.
    ReviewLink {
        /// The address to which the link went.
        email: String,
    },
    /// A program with a key.
    Key {
        /// Which key.
        id: ApiKeyId,
    },
    /// The clock: what the program does by itself when its time has come.
    Clock,
    /// Who runs the machine, by the command line.
    Operator,
    /// Somebody not signed in: first-run set-up, sign-in, a click on a link, a shop's webhook.
    Visitor,
}

impl Actor {
    /// The stable word for the kind of actor.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Actor::Person { .. } => "person",
            Actor::Creator { .. } => "creator",
            Actor::ReviewLink { .. } => "review_link",
            Actor::Key { .. } => "key",
            Actor::Clock => "clock",
            Actor::Operator => "operator",
            Actor::Visitor => "visitor",
        }
    }
}

/// What an event says: a kind in the form `room.past_participle` and its data.
pub trait Event: Serialize {
    /// The stable name, such as `content.changes_requested`.
    fn kind(&self) -> &'static str;
}
