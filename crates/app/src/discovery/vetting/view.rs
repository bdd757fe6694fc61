//! The vetting report of one creator.
//!
//! Invariant: the fit never stands without its signals and the share of weight that is known. Absent: a report that is kept;
//! it is worked out from what is known now, and a decision keeps the fit of its time.

use std::collections::BTreeSet;

use domain::{
    campaigns::Campaign,
    creators::{Country, Creator, CreatorProfile, connections::Service},
    discovery::vetting::{Choice, Decision, Fit, Signal, fit_of},
    ids::{CampaignId, CreatorId, DecisionId, ProfileId},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Stored;

use super::{
    count,
    material::{Gathered, Whose},
    signals,
};
use crate::{
    Agent, Error, Look, Meta, Reach, Result, Route, View,
    creators::AccountView,
    discovery::model::{SummaryView, write_summary::rests_on},
    operation::WORKERS,
};

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
    /// Each account with how well the creator fits on it, that with most followers first.
    pub accounts: Vec<VettedAccount>,
    /// For which campaign.
    pub campaign: Option<CampaignFor>,
    /// When the report was worked out.
    pub at: Timestamp,
    /// Each thing that is looked at: what is an account's once for each of them, in their order, and what is the person's once.
    pub signals: Vec<Signal>,
    /// The weighted mean of what is known of the first account and of the person, with how much that is; nothing where nothing
    /// is. The fits of other accounts stand with them, and none is over all.
    pub fit: Option<Fit>,
    /// How many posts were read.
    pub posts: i64,
    /// How many comments were read.
    pub comments: i64,
    /// What may be of several accounts or of none that is known, and therefore counts for none.
    pub of_no_account: OfNoAccount,
    /// Whether there are older posts and comments that were not read.
    pub unread: Unread,
    /// What people decided: first what holds for the campaign that was asked for, or for all; then what was decided for other
    /// campaigns; the newest first in each. The first counts.
    pub decisions: Vec<DecisionView>,
    /// The platforms whose answers are kept and count for nothing here, because their terms for figures of one's own were not
    /// accepted.
    pub left_out: Vec<Service>,
    /// What a language model wrote of it last, for the same campaign or for none.
    pub summary: Option<SummaryView>,
    /// Whether a language model may write one.
    pub summaries: bool,
}

/// An account, and what was read of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct VettedAccount {
    /// The account.
    pub account: AccountView,
    /// The weighted mean of its signals and the person's, as far as they are known.
    pub fit: Option<Fit>,
    /// Followers over time, the oldest first.
    pub followers: Vec<FollowersAt>,
    /// How many of its posts were read.
    pub posts: i64,
    /// How many comments under them were read.
    pub comments: i64,
}

/// What counts for no account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OfNoAccount {
    /// Posts; they count where all accounts do.
    pub posts: i64,
    /// Comments.
    pub comments: i64,
}

/// What is kept and was not read, because only the newest are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unread {
    /// Whether there are older posts than those that were read.
    pub posts: bool,
    /// Whether there are older comments.
    pub comments: bool,
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
    /// What that campaign is called.
    pub campaign_name: Option<String>,
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
        let beside = store::discovery::model::beside(db, organisation, brand.id, self.creator, self.campaign).await?;
        let beside = beside.ok_or(Error::NotFound)?;
        let decisions = store::discovery::decisions(db, brand.id, self.creator, self.campaign, MOST_DECISIONS).await?;
        // The campaign that was asked for, and those whose decisions are named.
        let ids: BTreeSet<CampaignId> = decisions.iter().filter_map(|one| one.value.campaign).chain(self.campaign).collect();
        let ids: Vec<CampaignId> = ids.into_iter().collect();
        let campaigns = store::document::list_in::<Campaign, CampaignId>(db, brand.id, "id", &ids, "id").await?;
        let campaign = match self.campaign {
            Some(id) => Some(campaigns.iter().find(|one| one.id == id).cloned().ok_or(Error::NotFound)?),
            None => None,
        };
        let decisions = self.decisions(decisions, &campaigns);
        let gathered = Gathered::of(db, organisation, self.creator, beside.happened).await?;
        let markets = campaign.as_ref().map(|found| found.value.markets.clone()).unwrap_or_default();
        let signals = gathered.signals(&brand.value.profile, &markets, look.now());
        let Creator { name, country, city, .. } = gathered.creator.clone();
        let whose = gathered.whose();
        let accounts: Vec<VettedAccount> = gathered.profiles.iter().map(|account| vetted(&gathered, &whose, &signals, account)).collect();
        let summary = match beside.summary {
            Some(summary) => {
                let ids: Vec<ProfileId> = accounts.iter().map(|one| one.account.id).collect();
                Some(SummaryView::of(summary, &rests_on(&signals, &ids)?))
            }
            None => None,
        };
        let of = |posts: fn(&VettedAccount) -> i64| accounts.iter().map(posts).sum::<i64>();
        let (posts, comments) = (count(gathered.posts.len()), count(gathered.comments.len()));
        // Where no account is noted, nothing has to be told apart.
        let of_no_account = match accounts.is_empty() {
            true => OfNoAccount::default(),
            false => OfNoAccount { posts: posts - of(|one| one.posts), comments: comments - of(|one| one.comments) },
        };
        Ok(VettingReport {
            id: self.creator,
            name,
            country,
            city,
            campaign: campaign.map(|found| CampaignFor { id: found.id, name: found.value.name }),
            at: look.now(),
            fit: fit_of(&signals, gathered.main().map(|account| account.id)),
            accounts,
            signals,
            posts,
            comments,
            of_no_account,
            unread: Unread { posts: gathered.unread.0, comments: gathered.unread.1 },
            left_out: gathered.left_out,
            decisions,
            summary,
            summaries: look.app().model().is_some() && beside.setting.is_some_and(|setting| setting.is_set() && setting.summaries),
        })
    }
}

impl VetCreator {
    /// What was decided, in the order in which it counts, with the names of the campaigns for which it was.
    fn decisions(&self, mut found: Vec<Stored<Decision>>, campaigns: &[Stored<Campaign>]) -> Vec<DecisionView> {
        // What was decided for another campaign says nothing of this one.
        found.sort_by_key(|one| one.value.campaign.is_some() && one.value.campaign != self.campaign);
        let name = |id: CampaignId| campaigns.iter().find(|one| one.id == id).map(|one| one.value.name.clone());
        let view = |Stored { id, value: one, .. }: Stored<Decision>| DecisionView {
            id,
            choice: one.choice,
            reason: one.reason,
            name: one.name,
            at: one.at,
            campaign: one.campaign,
            campaign_name: one.campaign.and_then(name),
            fit: one.fit,
        };
        found.into_iter().map(view).collect()
    }
}

fn vetted(gathered: &Gathered, whose: &Whose, signals: &[Signal], account: &Stored<CreatorProfile>) -> VettedAccount {
    let of = |owners: &[Option<ProfileId>]| count(owners.iter().filter(|owner| **owner == Some(account.id)).count());
    VettedAccount {
        account: AccountView::from(account),
        fit: fit_of(signals, Some(account.id)),
        followers: signals::over_time(gathered, account.id).into_iter().map(|(at, followers)| FollowersAt { at, followers }).collect(),
        posts: of(&whose.posts),
        comments: of(&whose.comments),
    }
}
