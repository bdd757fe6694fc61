//! A creator's rows as entries of the search: one for each brand that knows them, and one for the organisation.
//!
//! Invariant: what a brand keeps stands only in its own entry. Absent: numbers that nobody gave; they stay unknown.

use std::collections::BTreeMap;

use domain::{
    creators::{
        Measure, Purpose, Relationship, can_contact, engagement_rate,
        posts::{posts_a_week, rates},
    },
    discovery::language_code,
    ids::{BrandId, Id},
    money::Currency,
    time::{DAY, Timestamp},
};
use insight::{
    captions::{self, Market},
    search::Entry,
};
use store::creators::entries::Findable;
use uuid::Uuid;

use super::vetting::{LEAST_CAPTIONS, caption_of};

/// The day of a time, counted from 1970.
pub(super) fn day(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

/// The entries of a creator.
pub(super) fn of_findable(found: &Findable, currencies: &BTreeMap<BrandId, Currency>, now: Timestamp) -> Vec<Entry> {
    // Who was taken into another record is found there, and who was erased nowhere.
    if found.creator.merged_into.is_some() || found.creator.erased_at.is_some() {
        return Vec::new();
    }
    let shared = shared(found, now);
    let mut entries: Vec<Entry> =
        found.relationships.iter().map(|(brand, kept)| of_brand(&shared, found, *brand, kept, currencies.get(brand).copied())).collect();
    entries.push(Entry { known_by: found.relationships.keys().map(|brand| brand.uuid()).collect::<Vec<Uuid>>(), ..shared });
    entries
}

fn shared(found: &Findable, now: Timestamp) -> Entry {
    let creator = &found.creator;
    let posted: Vec<Timestamp> = found.posts.iter().filter_map(|post| post.post.posted_at).collect();
    let (main, paid) = (Main::of(found), Paid::of(found));
    let display = found.profiles.iter().filter_map(|profile| profile.display_name.clone());
    let mut audience: Vec<String> =
        found.profiles.iter().filter_map(|profile| profile.audience_country).map(|country| country.code().to_owned()).collect();
    audience.sort();
    audience.dedup();
    Entry {
        organisation: found.organisation.uuid(),
        brand: None,
        creator: found.id.uuid(),
        known_by: Vec::new(),
        names: std::iter::once(creator.name.clone()).chain(display).collect(),
        handles: found
            .profiles
            .iter()
            .filter_map(|profile| profile.account.handle.as_ref().map(|handle| handle.as_str().to_owned()))
            .collect(),
        bios: found.profiles.iter().filter_map(|profile| profile.bio.clone()).collect(),
        topics: Vec::new(),
        posts: found.posts.iter().map(|post| post.post.caption.clone()).filter(|caption| !caption.is_empty()).collect(),
        tags: Vec::new(),
        city: creator.city.clone(),
        country: creator.country.map(|country| country.code().to_owned()),
        audience_countries: audience,
        languages: creator.language.as_deref().and_then(language_code).map(str::to_owned).into_iter().collect(),
        platforms: found.profiles.iter().map(|profile| (profile.account.platform.as_str().to_owned(), profile.followers)).collect(),
        tier: None,
        standing: None,
        engagement_rate: engagement(found, &main),
        engagement_by_views: main.by_views,
        views: views(found, &main),
        growth: growth(found),
        posts_a_week: posts_a_week(&posted, now),
        last_post_day: posted.iter().max().map(|at| day(*at)),
        sponsored_share: paid.share,
        brands: paid.brands,
        fee: None,
        contactable: can_contact(&creator.suppression, None, creator.email.as_deref(), Purpose::Marketing).is_ok(),
        last_contact_day: None,
        worked_with: false,
        since: creator.created_at.0,
    }
}

/// One of the numbers that filters bound, worked out as the index has it; nothing where it is not known.
pub(super) fn number(found: &Findable, name: &str, brand: BrandId, currency: Currency, now: Timestamp) -> Option<i64> {
    let posted = || found.posts.iter().filter_map(|post| post.post.posted_at).collect::<Vec<_>>();
    match name {
        "engagement" => engagement(found, &Main::of(found)),
        "engagement_by_views" => Main::of(found).by_views,
        "views" => views(found, &Main::of(found)),
        "growth" => growth(found),
        "posts_a_week" => posts_a_week(&posted(), now),
        "sponsored_share" => Paid::of(found).share,
        "fee" => found.relationships.get(&brand).and_then(|kept| fee(kept, currency)),
        _ => None,
    }
}

fn newest(found: &Findable, measure: Measure) -> Option<i64> {
    found.numbers.iter().filter(|(of, ..)| *of == measure).max_by_key(|(_, _, at)| *at).map(|(_, value, _)| *value)
}

/// As a source tells it, else from the means that a source tells, else from posts.
fn engagement(found: &Findable, main: &Main) -> Option<i64> {
    let told = || engagement_rate(newest(found, Measure::AvgLikes)?, newest(found, Measure::AvgComments)?, main.followers?);
    newest(found, Measure::EngagementRate).or_else(told).or(main.by_followers)
}

fn views(found: &Findable, main: &Main) -> Option<i64> {
    newest(found, Measure::AvgViews).or(main.views)
}

/// The least they ask for.
fn fee(kept: &Relationship, currency: Currency) -> Option<i64> {
    kept.rates.iter().filter(|rate| rate.price.currency == currency).map(|rate| rate.price.minor).min()
}

/// What the posts of the largest account say of it.
struct Main {
    followers: Option<i64>,
    by_followers: Option<i64>,
    by_views: Option<i64>,
    views: Option<i64>,
}

impl Main {
    fn of(found: &Findable) -> Self {
        let largest = found.profiles.iter().max_by_key(|profile| profile.followers);
        let platform = largest.map(|profile| &profile.account.platform);
        let followers = largest.and_then(|profile| profile.followers);
        let of_main =
            || found.posts.iter().map(|post| &post.post).filter(|post| post.platform.is_none() || post.platform.as_ref() == platform);
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
struct Paid {
    share: Option<i64>,
    brands: Vec<String>,
}

impl Paid {
    fn of(found: &Findable) -> Self {
        let market = found.creator.country.and_then(|country| Market::from_country(country.code()));
        let main = found.profiles.iter().max_by_key(|profile| profile.followers).map(|profile| &profile.account.platform);
        let with_words: Vec<_> = found.posts.iter().map(|post| &post.post).filter(|post| !post.caption.trim().is_empty()).collect();
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

fn of_brand(shared: &Entry, found: &Findable, brand: BrandId, kept: &Relationship, currency: Option<Currency>) -> Entry {
    let creator = &found.creator;
    Entry {
        brand: Some(brand.uuid()),
        topics: kept.topics.clone(),
        tags: kept.tags.clone(),
        tier: Some(kept.tier.as_str().to_owned()),
        standing: kept.standing.map(|standing| standing.as_str().to_owned()),
        fee: currency.and_then(|currency| fee(kept, currency)),
        contactable: can_contact(&creator.suppression, kept.standing, creator.email.as_deref(), Purpose::Marketing).is_ok(),
        last_contact_day: found.written.get(&brand).map(|at| day(*at)),
        worked_with: found.worked_with.contains(&brand),
        since: kept.since.0,
        ..shared.clone()
    }
}

/// How the followers grow in a month, in millionths: from the oldest to the newest number of the last half year, at least a
/// fortnight apart. Accounts are taken together only where one number a day is known, so this takes the one measure as it is.
fn growth(found: &Findable) -> Option<i64> {
    let newest = found.numbers.iter().filter(|(of, ..)| *of == Measure::Followers).max_by_key(|(_, _, at)| *at)?;
    let within = |at: Timestamp| newest.2.since(at) <= 180 * DAY;
    let oldest = found
        .numbers
        .iter()
        .filter(|(of, value, at)| *of == Measure::Followers && *value > 0 && within(*at))
        .min_by_key(|(_, _, at)| *at)?;
    let days = newest.2.since(oldest.2) / DAY;
    if days < 14 || found.profiles.len() != 1 {
        return None;
    }
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    let monthly = ((newest.1 as f64 / oldest.1 as f64).powf(30.0 / days as f64) - 1.0) * 1_000_000.0;
    #[allow(clippy::cast_possible_truncation)]
    Some(monthly.round() as i64)
}
