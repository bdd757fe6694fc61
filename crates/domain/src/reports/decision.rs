//! A person's decision about a creator after a collaboration.
//!
//! Invariant: a decision names its reason, and what was proposed beside it. Absent: the proposal's own arithmetic.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::creators::Standing;
use crate::events::Actor;
use crate::ids::{CollaborationId, CreatorId};
use crate::time::Timestamp;

/// Whether to work with a creator again, as a person decided after a collaboration (docs/domain.md, Judging results).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandingDecision {
    /// Of whom.
    pub creator: CreatorId,
    /// After which collaboration.
    pub collaboration: CollaborationId,
    /// What was decided.
    pub standing: Standing,
    /// What the program proposed at that moment.
    pub proposed: Standing,
    /// Why, in the person's words.
    pub reason: String,
    /// Who.
    pub by: Actor,
    /// Their name at the time.
    pub name: String,
    /// When.
    pub decided_at: Timestamp,
}
