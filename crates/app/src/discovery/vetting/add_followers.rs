//! What is known of a creator's followers: a sample of accounts from a file, or the share that a provider states.
//!
//! Invariant: of a sample the estimate is kept, with its reasons and at most sixty accounts as evidence; the accounts of people
//! who were only counted are not. Absent: fetching a sample.

use domain::{
    discovery::vetting::{
        Reads,
        followers::{FollowerSample, MOST_EVIDENCE, SampledAccount},
    },
    ids::{CreatorId, FollowerSampleId, ProfileId},
    text::sentence,
};
use insight::followers::{self, Account, Aggregates, Band};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{count, millionths};
use crate::{Agent, Ctx, Error, Meta, Operation, Reach, Result, Route, context::About, creators::familiar, enclosed, operation::MANAGER};

/// Adds a sample of a creator's followers, or a provider's share.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AddFollowers {
    /// Whose followers.
    pub creator: CreatorId,
    /// Of which of their accounts; nothing where they have only one.
    #[serde(default)]
    pub profile: Option<ProfileId>,
    /// What the file is called, or who states the share.
    pub file_name: String,
    /// The file's bytes in base64: CSV, TSV or JSON with an account a row; nothing where a provider states a share.
    #[serde(default)]
    pub content: Option<String>,
    /// The share of suspicious followers that a provider states, in millionths: 184 000 is 18.4 %.
    #[serde(default)]
    pub share: Option<i64>,
    /// How many accounts the provider looked at, if it says.
    #[serde(default)]
    pub sampled: Option<i64>,
}

/// What is known of the followers now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddedFollowers {
    /// Under which it is kept.
    pub id: FollowerSampleId,
    /// The share of suspicious ones, in millionths.
    pub share: i64,
    /// How many were judged; nothing where a provider does not say.
    pub sampled: Option<i64>,
    /// Rows that are no account.
    pub refused: i64,
    /// What a reader must know.
    pub notes: Vec<String>,
}

impl Operation for AddFollowers {
    type Answer = AddedFollowers;
    const META: Meta = Meta {
        name: "discovery.add_followers",
        doc: "Adds a sample of a creator's followers from a file, or the share that a provider states, for vetting.",
        route: Route::post("/creators/{creator}/followers"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::May,
    };

    async fn run(mut self, ctx: &mut Ctx) -> Result<AddedFollowers> {
        let organisation = ctx.organisation()?;
        store::creators::hold(ctx.tx(), organisation, self.creator).await?;
        // Looked at under the lock: nothing comes back to somebody who was erased.
        familiar(ctx, self.creator).await?.creator.value.not_erased()?;
        let source = enclosed::name(&self.file_name)?.to_owned();
        let accounts = store::creators::profiles(ctx.tx(), organisation, &[self.creator]).await?;
        self.profile = match (self.profile, accounts.as_slice()) {
            (Some(named), all) => Some(all.iter().find(|account| account.id == named).ok_or(Error::NotFound)?.id),
            (None, [only]) => Some(only.id),
            (None, []) => None,
            // A sample that may be of either account would count for neither.
            (None, _) => return Err(Error::field("profile", "Choose the account whose followers these are.")),
        };
        let (sample, refused) = match (&self.content, self.share) {
            (Some(content), None) => self.sample(ctx, &source, content)?,
            (None, Some(share)) => (self.of_provider(ctx, &source, share)?, 0),
            _ => return Err(Error::field("content", "Bring a file of followers, or the share that a provider states.")),
        };
        let id: FollowerSampleId = ctx.id();
        store::document::insert(ctx.tx(), organisation, id, &sample).await?;
        let data = json!({ "source": source, "share": sample.share, "sampled": sample.sampled, "provided": sample.provided });
        ctx.note(About::creator(self.creator).subject(self.creator), "discovery.followers_added", data).await?;
        Ok(AddedFollowers { id, share: sample.share, sampled: sample.sampled, refused, notes: sample.notes })
    }
}

impl AddFollowers {
    /// The command for a caller who has the file's bytes at hand.
    #[must_use]
    pub fn of_bytes(creator: CreatorId, file_name: &str, bytes: &[u8]) -> Self {
        Self {
            creator,
            profile: None,
            file_name: file_name.to_owned(),
            content: Some(enclosed::content(bytes)),
            share: None,
            sampled: None,
        }
    }

    fn sample(&self, ctx: &Ctx, source: &str, content: &str) -> Result<(FollowerSample, i64)> {
        let bytes = enclosed::bytes(content)?;
        let read = followers::read_sample(&bytes).map_err(|error| Error::field("content", sentence(&error.to_string())))?;
        let estimate = followers::estimate(&read.accounts);
        let sample = FollowerSample {
            creator: self.creator,
            profile: self.profile,
            source: source.to_owned(),
            at: ctx.now(),
            provided: false,
            sampled: Some(count(estimate.sampled)),
            suspicious: Some(count(estimate.suspicious)),
            share: millionths(estimate.share),
            low: Some(millionths(estimate.low)),
            high: Some(millionths(estimate.high)),
            reads: reads(estimate.band),
            certain: estimate.band_is_certain,
            reasons: estimate.strongest.iter().map(|(reason, accounts)| (reason.clone(), count(*accounts))).collect(),
            mass_followers: count(estimate.kinds.mass_followers),
            notes: read.notes.into_iter().chain(estimate.notes).collect(),
            model: Some(estimate.model_id.to_owned()),
            accounts: strongest(&read.accounts),
        };
        Ok((sample, count(read.refused_count)))
    }

    fn of_provider(&self, ctx: &Ctx, source: &str, share: i64) -> Result<FollowerSample> {
        let refused = |_| Error::field("share", "Write the share as a percentage between 0 and 100.");
        let sampled = match self.sampled {
            Some(sampled) if sampled < 1 => {
                return Err(Error::field("sampled", "Write how many accounts were looked at, or leave it empty."));
            }
            Some(sampled) => usize::try_from(sampled).ok(),
            None => None,
        };
        let said = Aggregates { suspicious_share: share as f64 / 1_000_000.0, source: source.to_owned(), sampled };
        let read = followers::provided(&said).map_err(refused)?;
        Ok(FollowerSample {
            creator: self.creator,
            profile: self.profile,
            source: source.to_owned(),
            at: ctx.now(),
            provided: true,
            sampled: sampled.map(count),
            suspicious: None,
            share: millionths(read.share),
            low: read.interval.map(|(low, _)| millionths(low)),
            high: read.interval.map(|(_, high)| millionths(high)),
            reads: reads(read.band),
            certain: read.interval.is_some_and(|(low, high)| Band::of(low) == read.band && Band::of(high) == read.band),
            reasons: Vec::new(),
            mass_followers: 0,
            notes: read.notes,
            model: None,
            accounts: Vec::new(),
        })
    }
}

/// The most suspicious accounts, as evidence.
fn strongest(accounts: &[Account]) -> Vec<SampledAccount> {
    let mut judged: Vec<(&Account, followers::Judged)> = accounts.iter().map(|account| (account, followers::judge(account))).collect();
    judged.retain(|(_, judged)| judged.probability >= followers::model::suspicious_from());
    judged.sort_by(|(_, one), (_, other)| other.probability.total_cmp(&one.probability));
    judged.truncate(MOST_EVIDENCE);
    let kept = |(account, judged): (&Account, followers::Judged)| SampledAccount {
        username: account.username.clone(),
        chance: (judged.probability * 100.0).round() as i64,
        reasons: judged.reasons.into_iter().filter(|reason| reason.contribution > 0.0).take(3).map(|reason| reason.sentence).collect(),
    };
    judged.into_iter().map(kept).collect()
}

fn reads(band: Band) -> Reads {
    match band {
        Band::Good => Reads::Good,
        Band::LookCloser => Reads::LookCloser,
        Band::Reject => Reads::Reject,
        Band::TooFew => Reads::Unknown,
    }
}
