//! Figures of a creator that the search bounds and shows, worked out of numbers and posts.
//!
//! Invariants: those of one account are taken from it alone; out of a platform's answers nothing is worked out unless an owner
//! accepted its terms for that; what is not known is nothing. Absent: the rules of the rates, which are the domain's.

use std::borrow::Cow;

use domain::{
    creators::{
        CreatorPost, Measure, Relationship,
        connections::Service,
        engagement_rate, platform_at,
        posts::{posts_a_week, rates},
    },
    ids::BrandId,
    money::Currency,
    time::{DAY, Timestamp},
};
use insight::captions::{self, Market};
use store::creators::entries::{Findable, KnownNumber};

use super::vetting::{LEAST_CAPTIONS, caption_of};

/// One of the numbers that filters bound, worked out as the index has it; nothing where it is not known.
pub(super) fn number(found: &Findable, name: &str, brand: BrandId, currency: Currency, now: Timestamp) -> Option<i64> {
    match name {
        "engagement" => engagement(found, &Main::of(found)),
        "engagement_by_views" => Main::of(found).by_views,
        "views" => views(found, &Main::of(found)),
        "growth" => growth(found),
        "posts_a_week" => posts_a_week(&posted(found), now),
        "sponsored_share" => Paid::of(found).share,
        "fee" => found.relationships.get(&brand).and_then(|kept| fee(kept, currency)),
        _ => None,
    }
}

/// Whether figures may be worked out of what somebody said: of a platform's answers only where an owner accepted its terms.
fn derivable(found: &Findable, source: &str) -> bool {
    Service::ALL.iter().all(|service| service.source() != source || found.derives.contains(service))
}

/// The posts that figures may be worked out of; beneath an answer that may not, what a file said before.
fn workable(found: &Findable) -> Vec<Cow<'_, CreatorPost>> {
    let one = |post: &'_ CreatorPost| post.without_answer().map(Cow::Owned);
    found.posts.iter().filter_map(|post| if derivable(found, &post.source) { Some(Cow::Borrowed(post)) } else { one(post) }).collect()
}

/// When the posts were posted of which a frequency may be worked out: those of the largest account, of somebody with several.
pub(super) fn posted(found: &Findable) -> Vec<Timestamp> {
    let main = found.profiles.iter().max_by_key(|profile| profile.followers).map(|profile| &profile.account.platform);
    let of_main = |one: &CreatorPost| match one.profile {
        _ if found.profiles.len() < 2 => true,
        Some(profile) => Some(profile) == found.main,
        None => one.post.url.as_deref().and_then(platform_at).as_ref().or(one.post.platform.as_ref()) == main,
    };
    workable(found).iter().filter(|post| of_main(post)).filter_map(|post| post.post.posted_at).collect()
}

/// The newest number of the largest account, else of any other.
fn newest(found: &Findable, measure: Measure) -> Option<i64> {
    let of = |main: bool| {
        let numbers = found.numbers.iter().filter(move |number| number.measure == measure && (!main || Some(number.profile) == found.main));
        numbers.max_by_key(|number| number.at).map(|number| number.value)
    };
    of(true).or_else(|| of(false))
}

/// The newest number of the largest account alone, where it may be worked with.
fn newest_of_main(found: &Findable, measure: Measure) -> Option<i64> {
    let of_main =
        |number: &&KnownNumber| number.measure == measure && Some(number.profile) == found.main && derivable(found, &number.source);
    found.numbers.iter().filter(of_main).max_by_key(|number| number.at).map(|number| number.value)
}

/// The engagement rate: as a source tells it, else from the means that a source tells, else from posts.
pub(super) fn engagement(found: &Findable, main: &Main) -> Option<i64> {
    let told = || engagement_rate(newest_of_main(found, Measure::AvgLikes)?, newest_of_main(found, Measure::AvgComments)?, main.followers?);
    newest(found, Measure::EngagementRate).or_else(told).or(main.by_followers)
}

/// The mean of views: as a source tells it, else from posts.
pub(super) fn views(found: &Findable, main: &Main) -> Option<i64> {
    newest(found, Measure::AvgViews).or(main.views)
}

/// The least they ask for.
pub(super) fn fee(kept: &Relationship, currency: Currency) -> Option<i64> {
    kept.rates.iter().filter(|rate| rate.price.currency == currency).map(|rate| rate.price.minor).min()
}

/// What the posts of the largest account say of it.
pub(super) struct Main {
    followers: Option<i64>,
    by_followers: Option<i64>,
    pub(super) by_views: Option<i64>,
    views: Option<i64>,
}

impl Main {
    pub(super) fn of(found: &Findable) -> Self {
        let largest = found.profiles.iter().max_by_key(|profile| profile.followers);
        let platform = largest.map(|profile| &profile.account.platform);
        let followers = largest.and_then(|profile| profile.followers);
        let posts = workable(found);
        let of_main = || posts.iter().map(|post| &post.post).filter(|post| post.platform.is_none() || post.platform.as_ref() == platform);
        let seen = rates::with_views(of_main(), |post| post);
        let reacted = rates::with_reactions(of_main(), |post| post);
        Self {
            followers,
            by_followers: followers.and_then(|followers| rates::over_followers(&reacted, followers)).map(|found| found.rate),
            by_views: rates::over_views(&seen).map(|found| found.rate),
            views: rates::mean_views(&seen),
        }
    }
}

/// Which of the posts are paid, read as vetting reads them.
pub(super) struct Paid {
    pub(super) share: Option<i64>,
    pub(super) brands: Vec<String>,
}

impl Paid {
    pub(super) fn of(found: &Findable) -> Self {
        let market = found.creator.country.and_then(|country| Market::from_country(country.code()));
        let main = found.profiles.iter().max_by_key(|profile| profile.followers).map(|profile| &profile.account.platform);
        let posts = workable(found);
        let with_words: Vec<_> = posts.iter().map(|post| &post.post).filter(|post| !post.caption.trim().is_empty()).collect();
        let paid: Vec<_> = with_words.iter().filter(|post| captions::read(&caption_of(post, None, market, main)).sponsored.yes).collect();
        let share = |count: usize| i64::try_from(count * 1_000_000 / with_words.len().max(1)).unwrap_or_default();
        let mut brands: Vec<String> = paid.iter().flat_map(|post| captions::tagged(&post.caption)).collect();
        brands.sort();
        brands.dedup();
        let own = |brand: &String| {
            found.profiles.iter().any(|profile| profile.account.handle.as_ref().is_some_and(|own| own.as_str().eq_ignore_ascii_case(brand)))
        };
        brands.retain(|brand| !own(brand));
        Self { share: (with_words.len() >= LEAST_CAPTIONS).then(|| share(paid.len())), brands }
    }
}

/// How the followers grow in a month, in millionths: from the oldest to the newest number of the last half year, at least a
/// fortnight apart. Of somebody with several accounts nothing is said: each grows by itself.
pub(super) fn growth(found: &Findable) -> Option<i64> {
    let counted: Vec<&KnownNumber> =
        found.numbers.iter().filter(|number| number.measure == Measure::Followers && derivable(found, &number.source)).collect();
    let newest = counted.iter().max_by_key(|number| number.at)?;
    let within = |number: &&&KnownNumber| number.value > 0 && newest.at.since(number.at) <= 180 * DAY;
    let oldest = counted.iter().filter(within).min_by_key(|number| number.at)?;
    let days = newest.at.since(oldest.at) / DAY;
    if days < 14 || found.profiles.len() != 1 {
        return None;
    }
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let monthly = ((newest.value as f64 / oldest.value as f64).powf(30.0 / days as f64) - 1.0) * 1_000_000.0;
    #[allow(clippy::cast_possible_truncation)]
    Some(monthly.round() as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use domain::{
        creators::{Creator, CreatorProfile, Handle, Method, NewCreator, NewPost, Platform, Profile},
        ids::{CreatorId, Id, OrganisationId, ProfileId},
    };
    use uuid::Uuid;

    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000_000);

    fn post(at: i64, source: &str, likes: i64) -> CreatorPost {
        let post = NewPost {
            posted_at: Some(NOW.plus(-at * 3 * DAY)),
            caption: "Bread".into(),
            likes: Some(likes),
            comments: Some(20),
            views: Some(8_000),
            ..NewPost::default()
        };
        CreatorPost {
            creator: CreatorId::from_uuid(Uuid::from_u128(1)),
            profile: None,
            identity: post.identity(),
            post,
            source: source.into(),
            method: Method::Platform,
            fetched_at: NOW,
            keep_until: None,
            beneath: None,
        }
    }

    fn maya(posts: Vec<CreatorPost>) -> Findable {
        let (who, account) = (CreatorId::from_uuid(Uuid::from_u128(1)), ProfileId::from_uuid(Uuid::from_u128(2)));
        let details = NewCreator { name: "Maya".into(), ..NewCreator::default() }.check().expect("a name is enough");
        let handle = Handle::parse(&Platform::YouTube, "@maya").ok();
        let mut profile = CreatorProfile::new(who, account, Profile::of(Platform::YouTube, handle), None);
        profile.followers = Some(10_000);
        Findable {
            organisation: OrganisationId::from_uuid(Uuid::from_u128(3)),
            id: who,
            creator: Creator::new(&details, NOW),
            profiles: vec![profile],
            main: Some(account),
            numbers: Vec::new(),
            posts,
            derives: BTreeSet::new(),
            relationships: BTreeMap::new(),
            written: BTreeMap::new(),
            worked_with: BTreeSet::new(),
        }
    }

    #[test]
    fn nothing_is_worked_out_of_a_platforms_answers_before_its_terms_are_accepted() {
        let answered = (0..12).map(|at| post(at, Service::YouTube.source(), 300)).collect();
        let mut found = maya(answered);
        let main = Main::of(&found);
        assert_eq!((engagement(&found, &main), main.by_views, views(&found, &main)), (None, None, None));
        assert_eq!((Paid::of(&found).share, posts_a_week(&posted(&found), NOW)), (None, None));
        found.derives.insert(Service::YouTube);
        let main = Main::of(&found);
        // 300 likes and 20 comments to 10,000 followers, and to 8,000 views.
        assert_eq!((engagement(&found, &main), main.by_views, views(&found, &main)), (Some(32_000), Some(40_000), Some(8_000)));
        assert_eq!(Paid::of(&found).share, Some(0));
        assert!(posts_a_week(&posted(&found), NOW).is_some());
        let from_a_file = maya((0..12).map(|at| post(at, "posts.csv", 300)).collect());
        assert_eq!(engagement(&from_a_file, &Main::of(&from_a_file)), Some(32_000), "a file asks for no terms");
    }

    #[test]
    fn means_of_another_account_say_nothing_of_the_largest() {
        let mut found = maya(Vec::new());
        let number = |profile: u128, measure, value| KnownNumber {
            profile: ProfileId::from_uuid(Uuid::from_u128(profile)),
            measure,
            value,
            at: NOW,
            source: "list.csv".into(),
        };
        found.numbers = vec![number(9, Measure::AvgLikes, 300), number(9, Measure::AvgComments, 20)];
        assert_eq!(engagement(&found, &Main::of(&found)), None);
        found.numbers.extend([number(2, Measure::AvgLikes, 600), number(2, Measure::AvgComments, 40)]);
        assert_eq!(engagement(&found, &Main::of(&found)), Some(64_000));
    }
}
