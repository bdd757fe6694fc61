//! What is kept about a creator: the person over the organisation, their accounts, and the relationship in one brand.
//!
//! Invariant: what one brand noted or agreed stands in its relationship and never in the shared record
//! (docs/domain.md, Who uses it). Absent: collaborations and results; later rooms have them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Country, Manager, Profile, Rate, Source, Standing, Suppression, Tier};
use crate::ids::CreatorId;
use crate::time::{Timestamp, Zone};

/// A creator, shared over the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Creator {
    /// The name for people.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Country.
    pub country: Option<Country>,
    /// City.
    pub city: Option<String>,
    /// Language in which to write.
    pub language: Option<String>,
    /// Their time zone, where known; deadlines and quiet hours follow it.
    pub zone: Option<Zone>,
    /// Manager or agent.
    pub manager: Option<Manager>,
    /// Opt-out, block, bounce.
    pub suppression: Suppression,
    /// Counts up when every portal link given so far shall stop working.
    pub portal_generation: i64,
    /// Since when the creator is known.
    pub created_at: Timestamp,
}

/// A creator's account on one platform, as kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorProfile {
    /// Whose.
    pub creator: CreatorId,
    /// Platform, handle and channel id.
    pub account: Profile,
    /// The name shown there, where it is known; never a link.
    pub display_name: Option<String>,
    /// How it is found again: [`super::Identity::lookup`].
    pub identity: String,
    /// The newest number of followers, for lists; the snapshots hold its source.
    pub followers: Option<i64>,
}

/// A creator in one brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Relationship {
    /// Who.
    pub creator: CreatorId,
    /// What kind.
    pub tier: Tier,
    /// Whether to work together again; nothing while undecided.
    pub standing: Option<Standing>,
    /// How they were found.
    pub source: Source,
    /// Tags.
    pub tags: Vec<String>,
    /// Notes.
    pub notes: String,
    /// What they ask for, by format.
    pub rates: Vec<Rate>,
    /// What they are known for, such as `skincare`.
    pub topics: Vec<String>,
    /// Since when.
    pub since: Timestamp,
}
