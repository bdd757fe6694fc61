//! Authenticity of followers: from a sample of accounts to a share with its interval, and why.
//!
//! Invariants: an account is judged from what is known of it, and what is hidden speaks neither way; the share is never given
//! without its interval, and a sample that is too small gets no band. The model is a table (`followers/data/weights.tsv`) that
//! was fitted on generated accounts only; `examples/fit_followers` remakes it to the byte.
//! Deliberately absent: fetching a sample, and a verdict that followers were bought (docs/domain.md, section 7: a low score is
//! no proof; growth stands beside it).

mod aggregates;
mod columns;
mod decoding;
pub mod features;
mod interval;
mod json;
pub mod model;
mod sample;
mod tables;
mod thresholds;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use aggregates::{Aggregates, AggregatesError, Provided, provided};
pub use interval::{half_width, wilson};
pub use sample::{Refused, Sample, SampleError, read_sample};
pub use thresholds::{Thresholds, thresholds};

/// What is known of one follower account. `None` is "not known", never "none": an empty bio is `Some("")`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Account {
    /// The handle, without "@"; empty only where a file holds measures of it and not the name itself.
    pub username: String,
    /// The display name.
    pub name: Option<String>,
    /// The text about itself.
    pub bio: Option<String>,
    /// Whether it has a picture of its own rather than the platform's silhouette.
    pub has_picture: Option<bool>,
    /// How many follow it.
    pub followers: Option<i64>,
    /// How many it follows.
    pub following: Option<i64>,
    /// How many posts it has.
    pub posts: Option<i64>,
    /// Whether only its followers see its posts.
    pub private: Option<bool>,
    /// Whether its profile links to a page.
    pub link: Option<bool>,
    /// Days since it was opened.
    pub created_days: Option<i64>,
    /// Measures of texts that the source did not hand out itself; a text that is there goes first.
    pub traits: Traits,
}

/// Measures of a username, a name and a bio, for sources that give these and not the texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Traits {
    /// Share of the username's characters that are digits, 0 to 1.
    pub username_digits: Option<f64>,
    /// Words of the name; 0 is no name.
    pub name_words: Option<i64>,
    /// Share of the name's characters that are digits, 0 to 1.
    pub name_digits: Option<f64>,
    /// Whether the name is the username.
    pub name_is_username: Option<bool>,
    /// Characters of the bio; 0 is no bio.
    pub bio_length: Option<i64>,
}

impl Account {
    /// How many of the nine facts about an account are known; the username itself is none of them.
    #[must_use]
    pub fn facts(&self) -> usize {
        [
            self.name.is_some() || self.traits.name_words.is_some(),
            self.bio.is_some() || self.traits.bio_length.is_some(),
            self.has_picture.is_some(),
            self.followers.is_some(),
            self.following.is_some(),
            self.posts.is_some(),
            self.private.is_some(),
            self.link.is_some(),
            self.created_days.is_some(),
        ]
        .into_iter()
        .filter(|known| *known)
        .count()
    }
}

/// What kind of account it is, first fit first (docs/domain.md, 12b).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// It follows so many that it sees next to nothing of any.
    MassFollower,
    /// Many follow it and it follows few.
    Influencer,
    /// By the model, probably nobody is behind it ([`model::suspicious_from`]).
    Suspicious,
    /// None of these.
    Real,
    /// Too little is known of it to say.
    Unknown,
}

/// Why a probability is what it is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Reason {
    /// The feature's name in the model's tables.
    pub feature: &'static str,
    /// What it adds to the log-odds; above zero speaks for a suspicious account.
    pub contribution: f64,
    /// The fact as a sentence.
    pub sentence: String,
}

/// One account, judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Judged {
    /// Chance that nobody is behind the account, 0 to 1.
    pub probability: f64,
    /// Its kind.
    pub kind: AccountKind,
    /// What speaks for and against, the strongest first.
    pub reasons: Vec<Reason>,
    /// Facts that were known ([`Account::facts`]).
    pub facts: usize,
}

/// What a share of suspicious followers asks for (docs/domain.md, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// At most 10 %.
    Good,
    /// Above 10 % and at most 25 %.
    LookCloser,
    /// Above 25 %: reject unless justified.
    Reject,
    /// The sample is too small for a band.
    TooFew,
}

impl Band {
    /// The band of a share from 0 to 1.
    #[must_use]
    pub fn of(share: f64) -> Self {
        let limits = thresholds();
        if share <= limits.good_up_to {
            Self::Good
        } else if share <= limits.closer_up_to {
            Self::LookCloser
        } else {
            Self::Reject
        }
    }
}

/// How many accounts of each kind a sample has. Kinds go by first fit, so a mass follower that the model also finds suspicious
/// counts here as a mass follower and in [`Estimate::suspicious`] as suspicious.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Kinds {
    /// Mass followers.
    pub mass_followers: usize,
    /// Influencers.
    pub influencers: usize,
    /// Suspicious, and neither of the two before.
    pub suspicious: usize,
    /// Real, by the model.
    pub real: usize,
    /// Of which too little is known.
    pub unknown: usize,
    /// Not influencers here, but by the lower of the two published limits (more than 2,000 followers).
    pub influencers_by_lower_limit: usize,
}

/// The share of suspicious accounts among a creator's followers, from a sample.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Accounts that were judged; those of which too little is known are not among them.
    pub sampled: usize,
    /// Judged accounts whose probability is at or above [`model::suspicious_from`], of whatever kind.
    pub suspicious: usize,
    /// `suspicious / sampled`; 0 when nothing was judged.
    pub share: f64,
    /// Lower end of the 95 % interval (Wilson). It tells the chance in drawing a sample, not how often the model errs.
    pub low: f64,
    /// Upper end of the 95 % interval (Wilson).
    pub high: f64,
    /// The band of the share, or [`Band::TooFew`].
    pub band: Band,
    /// Whether the whole interval lies in that band.
    pub band_is_certain: bool,
    /// Whether fewer accounts were judged than a band needs.
    pub too_small: bool,
    /// The strongest reasons, each with the suspicious accounts that it holds for; the most frequent first.
    pub strongest: Vec<(String, usize)>,
    /// Mean of the probabilities; 0 when nothing was judged. Far above `share`, many accounts are doubtful without being suspicious.
    pub mean_probability: f64,
    /// Accounts by kind.
    pub kinds: Kinds,
    /// Whether more mass followers than usual are among them (docs/domain.md, 12b).
    pub many_mass_followers: bool,
    /// What a reader must know to read the figures rightly.
    pub notes: Vec<String>,
    /// Which weights judged.
    pub model_id: &'static str,
}

/// Judges one account from what is known of it, as one of an ordinary creator's followers.
#[must_use]
pub fn judge(account: &Account) -> Judged {
    let limits = thresholds();
    let (evidence, reasons) = model::evidence(account);
    let probability = model::probability(evidence, limits.expected_share);
    let facts = account.facts();
    let kind = match (account.followers, account.following) {
        (_, Some(following)) if following > limits.mass_follower_over => AccountKind::MassFollower,
        (Some(followers), Some(following)) if followers > limits.influencer_over && following < limits.influencer_following_under => {
            AccountKind::Influencer
        }
        _ if facts < limits.minimum_facts => AccountKind::Unknown,
        _ if probability >= model::suspicious_from() => AccountKind::Suspicious,
        _ => AccountKind::Real,
    };
    Judged { probability, kind, reasons, facts }
}

/// Estimates the share of suspicious accounts from a sample of followers.
#[must_use]
pub fn estimate(accounts: &[Account]) -> Estimate {
    let limits = thresholds();
    let mut kinds = Kinds::default();
    let (mut sampled, mut suspicious) = (0, 0);
    let mut probabilities = 0.0;
    let mut reasons: BTreeMap<&'static str, (usize, f64)> = BTreeMap::new();
    for account in accounts {
        let judged = judge(account);
        match judged.kind {
            AccountKind::MassFollower => kinds.mass_followers += 1,
            AccountKind::Influencer => kinds.influencers += 1,
            AccountKind::Suspicious => kinds.suspicious += 1,
            AccountKind::Real => kinds.real += 1,
            AccountKind::Unknown => kinds.unknown += 1,
        }
        let follows_few = account.following.is_some_and(|n| n < limits.influencer_following_under);
        let between = |n: i64| n > limits.influencer_over_least && n <= limits.influencer_over;
        if follows_few && account.followers.is_some_and(between) {
            kinds.influencers_by_lower_limit += 1;
        }
        if judged.facts < limits.minimum_facts {
            continue;
        }
        sampled += 1;
        probabilities += judged.probability;
        if judged.probability < model::suspicious_from() {
            continue;
        }
        suspicious += 1;
        for reason in judged.reasons.iter().filter(|reason| reason.contribution >= limits.strong_reason_from) {
            let (accounts, weight) = reasons.entry(model::label(reason.feature)).or_default();
            *accounts += 1;
            *weight += reason.contribution;
        }
    }
    let share = suspicious as f64 / sampled.max(1) as f64;
    let mean_probability = probabilities / sampled.max(1) as f64;
    let (low, high) = wilson(suspicious, sampled);
    let too_small = sampled < limits.minimum_sample;
    let band = if too_small { Band::TooFew } else { Band::of(share) };
    let mut reasons: Vec<(&str, (usize, f64))> = reasons.into_iter().collect();
    reasons.sort_by(|(_, (a, heavy)), (_, (b, light))| b.cmp(a).then_with(|| light.total_cmp(heavy)));
    let strongest = reasons.into_iter().take(5).map(|(label, (count, _))| (label.to_owned(), count)).collect();
    let many_mass_followers = !too_small && kinds.mass_followers as f64 > limits.mass_followers_warn_over * (accounts.len() as f64);
    let mut notes = Vec::new();
    if too_small {
        notes.push(format!(
            "A sample of {sampled} is too small for a verdict: the share may lie anywhere from {} to {}. Take at least {} accounts.",
            tables::percent(low),
            tables::percent(high),
            limits.minimum_sample
        ));
    }
    let left_out = accounts.len() - sampled;
    if left_out > 0 {
        let (were, counted) = if left_out == 1 { ("account was", "is") } else { ("accounts were", "are") };
        notes.push(format!(
            "{left_out} {were} not judged, because fewer than {} facts are known, and {counted} not part of the share.",
            limits.minimum_facts
        ));
    }
    let band_is_certain = !too_small && Band::of(low) == band && Band::of(high) == band;
    let model_id = model::id();
    Estimate {
        sampled,
        suspicious,
        share,
        low,
        high,
        band,
        band_is_certain,
        too_small,
        strongest,
        mean_probability,
        kinds,
        many_mass_followers,
        notes,
        model_id,
    }
}

#[cfg(test)]
mod tests;
