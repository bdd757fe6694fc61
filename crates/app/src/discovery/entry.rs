//! A creator's rows as entries of the search: one for each brand that knows them, and one for the organisation.
//!
//! Invariant: what a brand keeps stands only in its own entry. Absent: numbers that nobody gave; they stay unknown.

use std::collections::BTreeMap;

use domain::{
    creators::{Measure, Purpose, Relationship, can_contact, posts::posts_a_week},
    discovery::language_code,
    ids::{BrandId, Id},
    money::Currency,
    time::{DAY, Timestamp},
};
use insight::search::Entry;
use store::creators::entries::Findable;
use uuid::Uuid;

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
    let newest =
        |measure: Measure| found.numbers.iter().filter(|(of, ..)| *of == measure).max_by_key(|(_, _, at)| *at).map(|(_, value, _)| *value);
    let posted: Vec<Timestamp> = found.posts.iter().filter_map(|post| post.post.posted_at).collect();
    let known = found.posts.iter().filter(|post| post.post.paid_label.is_some());
    let (mut labelled, mut paid) = (0_i64, 0_i64);
    for post in known {
        labelled += 1;
        paid += i64::from(post.post.paid_label == Some(true));
    }
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
        engagement_rate: newest(Measure::EngagementRate),
        views: newest(Measure::AvgViews),
        growth: growth(found),
        posts_a_week: posts_a_week(&posted, now),
        last_post_day: posted.iter().max().map(|at| day(*at)),
        // From five posts on; the platform's own label says which are paid.
        sponsored_share: (labelled >= 5).then(|| paid * 1_000_000 / labelled),
        fee: None,
        contactable: can_contact(&creator.suppression, None, creator.email.as_deref(), Purpose::Marketing).is_ok(),
        last_contact_day: None,
        worked_with: false,
        since: creator.created_at.0,
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
        fee: kept.rates.iter().filter(|rate| Some(rate.price.currency) == currency).map(|rate| rate.price.minor).min(),
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
