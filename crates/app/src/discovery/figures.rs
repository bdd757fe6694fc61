//! Figures of a creator that the search bounds and shows, worked out of numbers and posts.
//!
//! Invariants: those of one account are taken from it alone; out of a platform's answers nothing is worked out unless an owner
//! accepted its terms for that; what is not known is nothing. Absent: the rules of the rates, which are the domain's.

use std::borrow::Cow;

use domain::{
    creators::{
        CreatorPost, CreatorProfile, Measure, Relationship,
        connections::Service,
        engagement_rate,
        posts::{posts_a_week, rates},
    },
    discovery::vetting::{
        OfAccount,
        accounts::{Whence, account_of, of_one_platform},
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

/// Those of some posts that figures may be worked out of; beneath an answer that may not, what a file said before.
fn workable<'f>(found: &'f Findable, posts: impl Iterator<Item = &'f CreatorPost>) -> Vec<Cow<'f, CreatorPost>> {
    let one = |post: &'f CreatorPost| post.without_answer().map(Cow::Owned);
    posts.filter_map(|post| if derivable(found, &post.source) { Some(Cow::Borrowed(post)) } else { one(post) }).collect()
}

/// The largest account.
fn largest(found: &Findable) -> Option<&CreatorProfile> {
    found.profiles.iter().find(|(id, _)| Some(*id) == found.main).map(|(_, profile)| profile)
}

/// Those of some posts that are the largest account's, told as vetting tells it; where no account is noted all, unless they name
/// several platforms.
fn of_main<'f>(found: &'f Findable, mut posts: Vec<Cow<'f, CreatorPost>>) -> Vec<Cow<'f, CreatorPost>> {
    if found.profiles.is_empty() && !of_one_platform(posts.iter().map(|post| Whence::of(post))) {
        return Vec::new();
    }
    let accounts: Vec<OfAccount> = found.profiles.iter().map(|(id, profile)| OfAccount::of(*id, &profile.account)).collect();
    posts.retain(|post| account_of(Whence::of(post), &accounts) == found.main);
    posts
}

/// When the posts were posted of which a frequency may be worked out: those of the largest account, of somebody with several.
pub(super) fn posted(found: &Findable) -> Vec<Timestamp> {
    let posts = of_main(found, workable(found, found.posts.iter().chain(&found.behind)));
    posts.iter().filter_map(|post| post.post.posted_at).collect()
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
        let followers = largest(found).and_then(|profile| profile.followers);
        let posts = of_main(found, workable(found, found.posts.iter()));
        let posts = || posts.iter().map(|post| &post.post);
        let seen = rates::with_views(posts(), |post| post);
        let reacted = rates::with_reactions(posts(), |post| post);
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
        let main = largest(found).map(|profile| &profile.account.platform);
        let mut posts = workable(found, found.posts.iter());
        posts.retain(|post| !post.post.caption.trim().is_empty());
        let is_paid = |post: &Cow<'_, CreatorPost>| captions::read(&caption_of(&post.post, None, market, main)).sponsored.yes;
        // Whom they work for is theirs on any account; how much of it is paid is one account's.
        let mut brands: Vec<String> =
            posts.iter().filter(|post| is_paid(post)).flat_map(|post| captions::tagged(&post.post.caption)).collect();
        let with_words = of_main(found, posts);
        let paid = with_words.iter().filter(|post| is_paid(post)).count();
        let share = i64::try_from(paid * 1_000_000 / with_words.len().max(1)).unwrap_or_default();
        brands.sort();
        brands.dedup();
        let own = |brand: &String| {
            found
                .profiles
                .iter()
                .any(|(_, profile)| profile.account.handle.as_ref().is_some_and(|own| own.as_str().eq_ignore_ascii_case(brand)))
        };
        brands.retain(|brand| !own(brand));
        Self { share: (with_words.len() >= LEAST_CAPTIONS).then_some(share), brands }
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
        creators::{Creator, Handle, Method, NewCreator, NewPost, Platform, Profile},
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
            profiles: vec![(account, profile)],
            main: Some(account),
            numbers: Vec::new(),
            posts,
            behind: Vec::new(),
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

    /// Another account of hers.
    fn with(found: &mut Findable, id: u128, platform: Platform, handle: &str, followers: Option<i64>) {
        let account = ProfileId::from_uuid(Uuid::from_u128(id));
        let handle = Handle::parse(&platform, handle).ok();
        let mut profile = CreatorProfile::new(found.id, account, Profile::of(platform, handle), None);
        profile.followers = followers;
        found.profiles.push((account, profile));
    }

    #[test]
    fn what_is_posted_on_another_account_is_no_part_of_the_largest_ones_figures() {
        let on = |url: &str, at: i64, likes: i64| {
            let mut one = post(at, "posts.csv", likes);
            one.post.url = Some(url.to_owned());
            one
        };
        let channel = (0..12).map(|at| on("https://www.youtube.com/@maya/videos", at, 300));
        let short = (0..12).map(|at| on("https://www.tiktok.com/@maya.eats/video/7", at, 9_000));
        let mut found = maya(channel.chain(short).collect());
        // As large as the first one: that which was known first stays the largest.
        with(&mut found, 4, Platform::TikTok, "@maya.eats", Some(10_000));
        let main = Main::of(&found);
        assert_eq!((engagement(&found, &main), main.by_views), (Some(32_000), Some(40_000)));
        assert_eq!(posted(&found).len(), 12);
        // What could be of either is of neither; a file that names the account decides.
        let mut either = maya((0..12).map(|at| post(at, "posts.csv", 300)).collect());
        with(&mut either, 4, Platform::TikTok, "@maya.eats", None);
        assert_eq!((engagement(&either, &Main::of(&either)), posted(&either).len(), Paid::of(&either).share), (None, 0, None));
        either.posts.iter_mut().for_each(|post| post.profile = either.main);
        assert_eq!((engagement(&either, &Main::of(&either)), posted(&either).len()), (Some(32_000), 12));
        assert_eq!(Paid::of(&either).share, Some(0));
    }

    #[test]
    fn without_an_account_posts_of_two_platforms_make_no_figure() {
        let mut found = maya((0..12).map(|at| post(at, "posts.csv", 300)).collect());
        (found.profiles, found.main) = (Vec::new(), None);
        assert_eq!(posted(&found).len(), 12);
        found.posts[0].post.platform = Some(Platform::TikTok);
        found.posts[1].post.platform = Some(Platform::YouTube);
        assert_eq!(posted(&found).len(), 0);
    }
}
