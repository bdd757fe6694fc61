//! Figures beside the creators of a list: how often their last posts were seen, how well they fit, what working with them cost and
//! brought, and where they are now.
//!
//! Invariant: what is not known is absent, never zero; views of two platforms are never in one row of numbers, and an amount never
//! changes its currency. Absent: judging them; a vetting report and a campaign's report do that.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use domain::{
    creators::{NewPost, Platform, platform_at},
    discovery::vetting::Fit,
    ids::{CollaborationId, CreatorId},
    journey::Stage,
    money::Money,
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::journey::listed::{Decided, LastPost, Worked, last_posts, together};

use crate::{Look, Result};

/// So many posts of a creator are shown.
const SHOWN: usize = 8;
/// So many of a creator's own posts are read, because some are on another platform or without views.
const READ: i64 = 16;

/// What a list says of a creator beside the record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorFigures {
    /// Views of the last posts; nothing where no post's are known.
    pub views: Option<SeenPosts>,
    /// The fit at the newest decision about them; nothing while nobody decided, or where nothing was known.
    pub fit: Option<DecidedFit>,
    /// What was paid for working with them and what that brought, for each currency; none before anything was paid.
    pub sales: Vec<SalesForCost>,
    /// The newest fee that both sides signed for.
    pub last_fee: Option<LastFee>,
    /// Where they are now; nothing where no collaboration runs.
    pub stage: Option<StageNow>,
}

/// The last posts of which views are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeenPosts {
    /// Where they are; of several platforms the one with the most of them.
    pub platform: Option<Platform>,
    /// At most eight, the oldest first.
    pub posts: Vec<SeenPost>,
}

/// How often a post was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeenPost {
    /// When it was posted.
    pub at: Timestamp,
    /// Views.
    pub views: i64,
    /// Who says so: a file, the post's own page, a person.
    pub source: String,
    /// When it was so.
    pub read_at: Timestamp,
}

/// The fit that a decision rested on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DecidedFit {
    /// How well, and how much was known.
    pub fit: Fit,
    /// For which campaign; nothing for the brand as a whole.
    pub campaign: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What was paid for collaborations and what orders credited to them are worth, in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SalesForCost {
    /// Paid so far, on every line of the budget.
    pub cost: Money,
    /// Credited, net of refunds, to those of which something is paid.
    pub sales: Money,
}

impl SalesForCost {
    /// The sales for one unit of the currency, in its minor units, rounded half up.
    #[must_use]
    pub fn for_one(&self) -> Money {
        let unit = 10_i128.pow(self.cost.currency.digits());
        let cost = i128::from(self.cost.minor.max(1));
        let each = (2 * i128::from(self.sales.minor) * unit + cost).div_euclid(2 * cost);
        Money::new(i64::try_from(each).unwrap_or(i64::MAX), self.cost.currency)
    }
}

/// A fee with where it was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LastFee {
    /// How much.
    pub fee: Money,
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// What its campaign is called.
    pub campaign: String,
}

/// The stage of a collaboration that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StageNow {
    /// Which; the one that was begun last.
    pub collaboration: CollaborationId,
    /// What its campaign is called.
    pub campaign: String,
    /// Where it stands.
    pub stage: Stage,
    /// How many more run.
    pub others: usize,
}

/// The figures of some creators, in two statements; one who has none has a row of nothing.
pub(super) async fn of(look: &Look, creators: &[CreatorId]) -> Result<BTreeMap<CreatorId, CreatorFigures>> {
    let (db, brand) = (look.db(), look.brand()?);
    let mut figures: BTreeMap<CreatorId, CreatorFigures> = creators.iter().map(|id| (*id, CreatorFigures::default())).collect();
    let found = together(db, brand, creators).await?;
    let mut worked: BTreeMap<CreatorId, Vec<Worked>> = BTreeMap::new();
    for one in found.worked {
        worked.entry(one.creator).or_default().push(one);
    }
    let mut decided: BTreeMap<CreatorId, Vec<Decided>> = BTreeMap::new();
    for one in found.decided {
        decided.entry(one.decision.creator).or_default().push(one);
    }
    let mut posts: BTreeMap<CreatorId, Vec<LastPost>> = BTreeMap::new();
    for (creator, post) in last_posts(db, look.organisation()?, brand, creators, READ).await? {
        posts.entry(creator).or_default().push(post);
    }
    for (id, figures) in &mut figures {
        let worked = worked.remove(id).unwrap_or_default();
        figures.views = seen(posts.remove(id).unwrap_or_default());
        figures.fit = fit(decided.remove(id).unwrap_or_default());
        figures.sales = sales(&worked);
        figures.last_fee = last_fee(&worked);
        figures.stage = stage(&worked);
    }
    Ok(figures)
}

/// A post's views with how it is known again and where it is, as far as all that is known.
fn views_of(post: LastPost) -> Option<(String, Option<Platform>, SeenPost)> {
    match post {
        LastPost::Own(own) => {
            let platform = own.post.platform.clone().or_else(|| own.post.url.as_deref().and_then(platform_at));
            let (at, views) = (own.post.posted_at?, own.post.views?);
            Some((own.identity, platform, SeenPost { at, views, source: own.source, read_at: own.fetched_at }))
        }
        LastPost::Campaign(made) => {
            let reading = made.readings.iter().rev().find(|reading| reading.counts.views.is_some())?;
            let one = SeenPost { at: made.live_at, views: reading.counts.views?, source: reading.source.clone(), read_at: reading.at };
            let platform = platform_at(&made.url);
            Some((NewPost { url: Some(made.url), ..NewPost::default() }.identity(), platform, one))
        }
    }
}

/// The last posts on the platform of which most are known. What is known of one post twice counts as it was last read.
fn seen(posts: Vec<LastPost>) -> Option<SeenPosts> {
    let mut known: Vec<(String, Option<Platform>, SeenPost)> = posts.into_iter().filter_map(views_of).collect();
    known.sort_by_key(|(_, _, one)| Reverse(one.read_at));
    let mut identities = BTreeSet::new();
    known.retain(|(identity, _, _)| identities.insert(identity.clone()));
    let mut by_platform: BTreeMap<String, (Option<Platform>, Vec<SeenPost>)> = BTreeMap::new();
    for (_, platform, post) in known {
        let word = platform.as_ref().map(|platform| platform.as_str().to_owned()).unwrap_or_default();
        by_platform.entry(word).or_insert_with(|| (platform, Vec::new())).1.push(post);
    }
    let newest = |posts: &[SeenPost]| posts.iter().map(|post| post.at).max();
    let (platform, mut posts) = by_platform.into_values().max_by_key(|(_, posts)| (posts.len(), newest(posts)))?;
    posts.sort_by_key(|post| post.at);
    let older = posts.len().saturating_sub(SHOWN);
    Some(SeenPosts { platform, posts: posts.split_off(older) })
}

/// The fit of the newest decision that knew one.
fn fit(decided: Vec<Decided>) -> Option<DecidedFit> {
    let known = decided.into_iter().filter_map(|one| {
        let (fit, at) = (one.decision.fit?, one.decision.at);
        Some(DecidedFit { fit, campaign: one.campaign, at })
    });
    known.max_by_key(|one| one.at)
}

fn sales(worked: &[Worked]) -> Vec<SalesForCost> {
    let mut sums: Vec<SalesForCost> = Vec::new();
    for one in worked {
        let Some(paid) = one.paid.filter(|paid| paid.minor > 0) else { continue };
        match sums.iter_mut().find(|sum| sum.cost.currency == paid.currency) {
            Some(sum) => {
                sum.cost.minor = sum.cost.minor.saturating_add(paid.minor);
                sum.sales.minor = sum.sales.minor.saturating_add(one.sales);
            }
            None => sums.push(SalesForCost { cost: paid, sales: Money::new(one.sales, paid.currency) }),
        }
    }
    sums
}

fn last_fee(worked: &[Worked]) -> Option<LastFee> {
    worked.iter().rev().find_map(|one| {
        let fee = one.fees.filter(|fee| fee.minor > 0)?;
        Some(LastFee { fee, collaboration: one.collaboration, campaign: one.campaign.clone() })
    })
}

fn stage(worked: &[Worked]) -> Option<StageNow> {
    let mut running = worked.iter().rev().filter(|one| !one.stage.is_over());
    let newest = running.next()?;
    Some(StageNow { collaboration: newest.collaboration, campaign: newest.campaign.clone(), stage: newest.stage, others: running.count() })
}

#[cfg(test)]
mod tests {
    use domain::{
        creators::{CreatorPost, Method},
        ids::Id,
        money::Currency,
    };
    use uuid::Uuid;

    use super::*;

    fn worked(number: u128, stage: Stage, fee: i64, paid: i64, sales: i64) -> Worked {
        Worked {
            creator: CreatorId::from_uuid(Uuid::nil()),
            collaboration: CollaborationId::from_uuid(Uuid::from_u128(number)),
            campaign: format!("Campaign {number}"),
            stage,
            fees: Some(Money::new(fee, Currency::GBP)),
            paid: Some(Money::new(paid, Currency::GBP)),
            sales,
        }
    }

    fn own(platform: Platform, at: i64, views: Option<i64>) -> LastPost {
        LastPost::Own(Box::new(CreatorPost {
            creator: CreatorId::from_uuid(Uuid::nil()),
            profile: None,
            post: NewPost { platform: Some(platform), posted_at: Some(Timestamp(at)), views, ..NewPost::default() },
            identity: format!("post {at}"),
            source: "posts.csv".to_owned(),
            method: Method::Imported,
            fetched_at: Timestamp(100),
            keep_until: None,
            beneath: None,
        }))
    }

    #[test]
    fn sales_are_those_of_what_was_paid_and_unknown_is_never_zero() {
        let all = [
            worked(1, Stage::Closed, 20_000, 20_000, 50_000),
            worked(2, Stage::Live, 30_000, 0, 9_000),
            worked(3, Stage::Measuring, 0, 10_000, 0),
        ];
        let found = sales(&all);
        assert_eq!((found.len(), found[0].cost.minor, found[0].sales.minor), (1, 30_000, 50_000), "the second is not paid yet");
        assert_eq!(found[0].for_one(), Money::new(167, Currency::GBP));
        assert!(sales(&all[1..2]).is_empty());
        let euro = Worked { paid: Some(Money::new(5_000, Currency::EUR)), sales: 0, ..worked(4, Stage::Closed, 0, 0, 0) };
        assert_eq!(sales(&[worked(1, Stage::Closed, 0, 100, 0), euro]).len(), 2, "an amount never changes its currency");
    }

    #[test]
    fn the_last_fee_is_one_that_was_agreed_and_the_stage_one_that_runs() {
        let all = [worked(1, Stage::Closed, 20_000, 20_000, 0), worked(2, Stage::Live, 0, 0, 0), worked(3, Stage::Shortlisted, 0, 0, 0)];
        assert_eq!(last_fee(&all).map(|last| (last.fee.minor, last.campaign)), Some((20_000, "Campaign 1".to_owned())));
        let now = stage(&all).expect("two run");
        assert_eq!((now.stage, now.campaign.as_str(), now.others), (Stage::Shortlisted, "Campaign 3", 1));
        assert!(stage(&all[..1]).is_none() && last_fee(&all[1..]).is_none());
    }

    #[test]
    fn views_are_of_one_platform_and_the_newest_eight() {
        let mut posts: Vec<LastPost> = (1..=10).map(|at| own(Platform::TikTok, at, Some(at * 1_000))).collect();
        posts.push(own(Platform::Instagram, 50, Some(7)));
        posts.push(own(Platform::TikTok, 51, None));
        let found = seen(posts).expect("some are known");
        let views: Vec<i64> = found.posts.iter().map(|post| post.views).collect();
        assert_eq!((found.platform, views), (Some(Platform::TikTok), (3..=10).map(|at| at * 1_000).collect()));
        assert!(seen(vec![own(Platform::TikTok, 1, None)]).is_none(), "unknown is not nobody");
    }
}
