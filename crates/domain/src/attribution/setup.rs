//! What tells a creator's sales apart: one tracking link per deliverable, one promo code per collaboration, both
//! confirmed by a person with evidence before a brief leaves (docs/domain.md, Attribution).
//!
//! Invariant: a link's slug and a code, once given, lead to one collaboration for ever.
//! Absent: the shop; until a connector asks it, a person says that the code is live there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::leak::Flag;
use crate::{
    ids::{CollaborationId, DeliverableId},
    time::Timestamp,
    tracking::{Evidence, LinkCheck},
};

/// A person's word that something works, or a logged override.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Confirmation {
    /// Somebody tried it.
    Seen {
        /// What they saw.
        evidence: Evidence,
    },
    /// Somebody let it pass and said why.
    Overridden {
        /// Why, who, when.
        evidence: Evidence,
    },
}

/// A link that counts clicks and leads to the landing page with its UTM parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrackingLink {
    /// Whose sales.
    pub collaboration: CollaborationId,
    /// For which post.
    pub deliverable: DeliverableId,
    /// The short name in `/go/<slug>`; unique in the installation.
    pub slug: String,
    /// The landing page with its UTM parameters.
    pub target: String,
    /// The program's last look at the target.
    pub check: Option<LinkCheck>,
    /// A person's word.
    pub confirmed: Option<Confirmation>,
}

/// A code that takes something off in the shop and says who sent the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PromoCode {
    /// Whose sales.
    pub collaboration: CollaborationId,
    /// As people type it, such as `MAYA15`.
    pub code: String,
    /// The form in which codes are compared.
    pub key: String,
    /// What it takes off, in percent.
    pub percent: u8,
    /// A person's word that the shop knows it.
    pub confirmed: Option<Confirmation>,
    /// Why its commission is or was held.
    #[serde(default)]
    pub flag: Option<Flag>,
}

/// What `journey` needs to know of this room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Links and codes that nobody has confirmed yet.
    pub unconfirmed: usize,
    /// Links and codes in all.
    pub all: usize,
    /// When the hold of the next commission ends, while one is held.
    pub next_release: Option<Timestamp>,
    /// Commission in its hold or kept back, in minor units.
    pub in_hold: i64,
    /// Since when the code looks leaked, and why; commission stays where it is until a person decides.
    pub leaked: Option<(Timestamp, String)>,
}

/// What the other rooms need to know of a collaboration's tracking.
#[must_use]
pub fn summary(links: &[&TrackingLink], code: Option<&PromoCode>, hold: Option<(Timestamp, i64)>) -> Summary {
    let open =
        links.iter().filter(|link| link.confirmed.is_none()).count() + usize::from(code.is_some_and(|code| code.confirmed.is_none()));
    Summary {
        unconfirmed: open,
        all: links.len() + usize::from(code.is_some()),
        next_release: hold.map(|(at, _)| at),
        in_hold: hold.map_or(0, |(_, minor)| minor),
        leaked: code.and_then(PromoCode::held).map(|flag| (flag.raised_at, flag.why())),
    }
}
