//! Up to six creators side by side.
//!
//! Invariant: each number with when it was had; what is unknown stays empty. Absent: a winner.

use domain::{
    creators::{Country, Measure, Snapshot, Standing, Tier, posts::posts_a_week},
    ids::CreatorId,
    money::Money,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::posted;
use crate::{Agent, Error, Look, Meta, Reach, Result, Route, View, creators::AccountView, operation::WORKERS};

/// The most that are compared.
pub const MOST_COMPARED: usize = 6;

/// Puts creators side by side.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CompareCreators {
    /// Who, at most six, in this order.
    pub creators: Vec<CreatorId>,
}

/// Those compared.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// In the order asked.
    pub items: Vec<Compared>,
    /// How many of those asked are not among the organisation's creators, or not any more.
    pub left_out: i64,
}

/// One of those compared.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Compared {
    /// Who.
    pub id: CreatorId,
    /// The name for people.
    pub name: String,
    /// Country.
    pub country: Option<Country>,
    /// City.
    pub city: Option<String>,
    /// What kind of relationship it is; nothing where another brand of the organisation knows them and this one does not, and
    /// then nothing that a brand keeps for itself follows.
    pub tier: Option<Tier>,
    /// Whether to work together again.
    pub standing: Option<Standing>,
    /// What they are known for.
    pub topics: Vec<String>,
    /// Their accounts, the largest first.
    pub accounts: Vec<AccountView>,
    /// The newest number of each kind on their largest account.
    pub numbers: Vec<Snapshot>,
    /// Posts a week in thousandths, over twelve weeks.
    pub posts_a_week: Option<i64>,
    /// How many of their posts are known.
    pub posts: i64,
    /// When the last one that is known was posted.
    pub last_post_at: Option<Timestamp>,
    /// The least they ask for, with its format.
    pub fee: Option<(String, Money)>,
    /// When the brand last wrote to them.
    pub written_at: Option<Timestamp>,
    /// Whether they are or were in one of the brand's campaigns.
    pub worked_with: bool,
}

impl View for CompareCreators {
    type Answer = Comparison;
    const META: Meta = Meta {
        name: "discovery.compare_creators",
        doc: "Puts up to six creators side by side: accounts, numbers with their sources, posting, fees.",
        route: Route::get("/discover/compare"),
        reach: Reach::Brand,
        who: WORKERS,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Comparison> {
        if self.creators.len() > MOST_COMPARED {
            return Err(Error::field("creators", "At most six creators can be compared. Leave some out."));
        }
        let (db, organisation, brand) = (look.db(), look.organisation()?, look.brand()?);
        let mut found = store::creators::entries::findable(db, &self.creators, look.now()).await?;
        found.retain(|one| one.organisation == organisation && one.creator.merged_into.is_none() && one.creator.erased_at.is_none());
        let profiles = store::creators::profiles(db, organisation, &self.creators).await?;
        let main: Vec<_> =
            self.creators.iter().filter_map(|id| profiles.iter().find(|one| one.value.creator == *id)).map(|one| one.id).collect();
        let numbers = store::creators::metrics(db, organisation, &main).await?;
        let mut compared = Vec::new();
        for id in &self.creators {
            let Some(one) = found.iter().find(|one| one.id == *id) else { continue };
            let kept = one.relationships.get(&brand);
            let accounts: Vec<AccountView> = profiles.iter().filter(|profile| profile.value.creator == *id).map(Into::into).collect();
            let mut newest: Vec<Snapshot> = Vec::new();
            for (profile, snapshot) in &numbers {
                if Some(*profile) == accounts.first().map(|account| account.id)
                    && !newest.iter().any(|seen| seen.measure == snapshot.measure)
                {
                    newest.push(snapshot.clone());
                }
            }
            newest.sort_by_key(|snapshot| snapshot.measure);
            compared.push(Compared {
                id: *id,
                name: one.creator.name.clone(),
                country: one.creator.country,
                city: one.creator.city.clone(),
                tier: kept.map(|kept| kept.tier),
                standing: kept.and_then(|kept| kept.standing),
                topics: kept.map(|kept| kept.topics.clone()).unwrap_or_default(),
                accounts,
                numbers: newest,
                posts_a_week: posts_a_week(&posted(one), look.now()),
                posts: i64::try_from(one.posts.len()).unwrap_or(i64::MAX),
                last_post_at: one.posts.iter().filter_map(|post| post.post.posted_at).max(),
                fee: kept
                    .and_then(|kept| kept.rates.iter().min_by_key(|rate| rate.price.minor))
                    .map(|rate| (rate.format.clone(), rate.price)),
                written_at: one.written.get(&brand).copied(),
                worked_with: one.worked_with.contains(&brand),
            });
        }
        let left_out = i64::try_from(self.creators.len().saturating_sub(compared.len())).unwrap_or(0);
        Ok(Comparison { items: compared, left_out })
    }
}

/// Which numbers are compared, in the order of the table.
pub const MEASURES: [Measure; 4] = [Measure::Followers, Measure::EngagementRate, Measure::AvgViews, Measure::AvgLikes];
