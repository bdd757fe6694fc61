//! The vetting report of one creator.
//!
//! Invariant: the fit never stands without its signals and the share of weight that is known. Absent: a report that is kept;
//! it is worked out from what is known now, and a decision keeps the fit of its time.

use domain::{
    campaigns::Campaign,
    creators::{Country, Creator, connections::Service},
    discovery::vetting::{Choice, Fit, Signal, fit},
    ids::{CampaignId, CreatorId, DecisionId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{count, material::Gathered, signals};
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, creators::AccountView, operation::WORKERS};

/// So many decisions are shown.
const MOST_DECISIONS: i64 = 20;

/// Shows what is known of a creator, for deciding whether to work with them.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VetCreator {
    /// Who.
    pub creator: CreatorId,
    /// For which campaign, whose markets then count; nothing for the brand's own.
    #[serde(default)]
    pub campaign: Option<CampaignId>,
}

/// What is known of a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VettingReport {
    /// Who.
    pub id: CreatorId,
    /// The name for people.
    pub name: String,
    /// Country.
    pub country: Option<Country>,
    /// City.
    pub city: Option<String>,
    /// The account that is looked at: the one with most followers.
    pub account: Option<AccountView>,
    /// For which campaign.
    pub campaign: Option<CampaignFor>,
    /// When the report was worked out.
    pub at: Timestamp,
    /// Each thing that is looked at.
    pub signals: Vec<Signal>,
    /// The weighted mean of what is known, with how much that is; nothing where nothing is.
    pub fit: Option<Fit>,
    /// Followers over time, the oldest first.
    pub followers: Vec<FollowersAt>,
    /// How many posts were read.
    pub posts: i64,
    /// How many comments were read.
    pub comments: i64,
    /// What people decided, the newest first; that one counts.
    pub decisions: Vec<DecisionView>,
    /// The platforms whose answers are kept and count for nothing here, because their terms for figures of one's own were not
    /// accepted.
    pub left_out: Vec<Service>,
}

/// The campaign for which a creator is vetted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CampaignFor {
    /// Which.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
}

/// Followers at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowersAt {
    /// When.
    pub at: Timestamp,
    /// How many.
    pub followers: i64,
}

/// What somebody decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecisionView {
    /// Which.
    pub id: DecisionId,
    /// What.
    pub choice: Choice,
    /// Why.
    pub reason: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// For which campaign; nothing for all.
    pub campaign: Option<CampaignId>,
    /// The fit of that time.
    pub fit: Option<Fit>,
}

impl View for VetCreator {
    type Answer = VettingReport;
    const META: Meta = Meta {
        name: "discovery.vet_creator",
        doc: "Shows the vetting of a creator: each signal with value, evidence, weight and what would change it, the fit, decisions.",
        route: Route::get("/creators/{creator}/vetting"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<VettingReport> {
        let (db, organisation, brand) = (look.db(), look.organisation()?, look.brand_facts()?);
        store::creators::relationship(db, brand.id, self.creator).await?.ok_or(Error::NotFound)?;
        let campaign = match self.campaign {
            Some(id) => Some(store::document::find::<Campaign>(db, brand.id, id).await?.ok_or(Error::NotFound)?),
            None => None,
        };
        let gathered = Gathered::of(db, organisation, self.creator).await?;
        let decisions = store::discovery::decisions(db, brand.id, self.creator, MOST_DECISIONS).await?;
        let markets = campaign.as_ref().map(|found| found.value.markets.clone()).unwrap_or_default();
        let signals = gathered.signals(&brand.value.profile, &markets, look.now());
        let Creator { name, country, city, .. } = gathered.creator.clone();
        Ok(VettingReport {
            id: self.creator,
            name,
            country,
            city,
            account: gathered.main().map(AccountView::from),
            campaign: campaign.map(|found| CampaignFor { id: found.id, name: found.value.name }),
            at: look.now(),
            fit: fit(&signals),
            signals,
            followers: signals::over_time(&gathered).into_iter().map(|(at, followers)| FollowersAt { at, followers }).collect(),
            posts: count(gathered.posts.len()),
            comments: count(gathered.comments.len()),
            left_out: gathered.left_out,
            decisions: decisions
                .into_iter()
                .map(|found| {
                    let one = found.value;
                    DecisionView {
                        id: found.id,
                        choice: one.choice,
                        reason: one.reason,
                        name: one.name,
                        at: one.at,
                        campaign: one.campaign,
                        fit: one.fit,
                    }
                })
                .collect(),
        })
    }
}
