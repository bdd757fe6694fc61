//! What is kept of a sample of followers: the estimate, its reasons, and a few accounts as evidence; not the whole sample.
//!
//! Invariant: a share has its interval or says that there is none; a provider's share keeps its name and is never mixed with
//! our own. Absent: the accounts of people who were only counted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Reads;
use crate::{
    ids::{CreatorId, ProfileId},
    time::Timestamp,
};

/// So many sampled accounts are kept as evidence.
pub const MOST_EVIDENCE: usize = 60;

/// What is known of a creator's followers from one file, or from one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowerSample {
    /// Whose followers.
    pub creator: CreatorId,
    /// Of which of their accounts, where that was said.
    pub profile: Option<ProfileId>,
    /// Who says so: a file's name, or a provider's.
    pub source: String,
    /// When it was brought.
    pub at: Timestamp,
    /// Whether a provider states the share, and we have not seen the accounts.
    pub provided: bool,
    /// Accounts that were judged; of a provider's, where it says so.
    pub sampled: Option<i64>,
    /// How many of them are suspicious; unknown where the provider gives a share alone.
    pub suspicious: Option<i64>,
    /// The share of suspicious ones, in millionths.
    pub share: i64,
    /// Lower end of its 95 % interval.
    pub low: Option<i64>,
    /// Upper end.
    pub high: Option<i64>,
    /// What it amounts to.
    pub reads: Reads,
    /// Whether the whole interval lies in that band.
    pub certain: bool,
    /// The strongest reasons, with the accounts that each holds for.
    pub reasons: Vec<(String, i64)>,
    /// How many of the sample follow so many that they see next to nothing of any.
    pub mass_followers: i64,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// Which weights judged; nothing for a provider's share.
    pub model: Option<String>,
    /// A few of the accounts, the most suspicious first.
    pub accounts: Vec<SampledAccount>,
}

/// One follower, as evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SampledAccount {
    /// The handle; empty where the file has measures alone.
    pub username: String,
    /// Chance that nobody is behind it, in hundredths.
    pub chance: i64,
    /// What speaks for that, the strongest first.
    pub reasons: Vec<String>,
}
