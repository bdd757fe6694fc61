//! A creator's rows as entries of the search: one for each brand that knows them, and one for the organisation.
//!
//! Invariant: what a brand keeps stands only in its own entry. Absent: numbers that nobody gave; they stay unknown.

use std::collections::BTreeMap;

use domain::{
    creators::{CreatorProfile, Purpose, Relationship, WHOLE_AUDIENCE, can_contact},
    discovery::{OwnField, language_code},
    ids::{BrandId, Id},
    money::Currency,
    time::{DAY, Timestamp},
};
use insight::search::Entry;
use store::creators::entries::Findable;
use uuid::Uuid;

use super::figures::{Main, Paid, engagement, fee, growth, posted, views};

/// So many posts of a creator are searched, the newest.
const MOST_SEARCHED: usize = 24;

/// The day of a time, counted from 1970.
pub(super) fn day(at: Timestamp) -> i64 {
    at.0.div_euclid(DAY)
}

/// The entries of a creator.
pub(super) fn of_findable(found: &Findable, currencies: &BTreeMap<BrandId, Currency>) -> Vec<Entry> {
    // Who was taken into another record is found there, and who was erased nowhere.
    if found.creator.merged_into.is_some() || found.creator.erased_at.is_some() {
        return Vec::new();
    }
    let shared = shared(found);
    let mut entries: Vec<Entry> =
        found.relationships.iter().map(|(brand, kept)| of_brand(&shared, found, *brand, kept, currencies.get(brand).copied())).collect();
    entries.push(Entry { known_by: found.relationships.keys().map(|brand| brand.uuid()).collect::<Vec<Uuid>>(), ..shared });
    entries
}

fn shared(found: &Findable) -> Entry {
    let creator = &found.creator;
    let (main, paid) = (Main::of(found), Paid::of(found));
    let display = found.profiles.iter().filter_map(|(_, profile)| profile.display_name.clone());
    let mut audience: Vec<String> =
        found.profiles.iter().filter_map(|(_, profile)| profile.audience_country).map(|country| country.code().to_owned()).collect();
    let shares = found.profiles.iter().flat_map(|(_, profile)| &profile.audience);
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
            .filter_map(|(_, profile)| profile.account.handle.as_ref().map(|handle| handle.as_str().to_owned()))
            .collect(),
        bios: found.profiles.iter().filter_map(|(_, profile)| profile.bio.clone()).collect(),
        topics: Vec::new(),
        posts: found.posts.iter().map(|post| post.post.caption.clone()).filter(|caption| !caption.is_empty()).take(MOST_SEARCHED).collect(),
        tags: Vec::new(),
        own: Vec::new(),
        city: creator.city.clone(),
        country: creator.country.map(|country| country.code().to_owned()),
        audience_countries: audience,
        audience_shares: shares.map(|one| (one.part.value.clone(), one.share.div_euclid(WHOLE_AUDIENCE / 100))).collect(),
        languages: creator.language.as_deref().and_then(language_code).map(str::to_owned).into_iter().collect(),
        platforms: found.profiles.iter().map(|(_, profile)| (profile.account.platform.as_str().to_owned(), profile.followers)).collect(),
        tier: None,
        standing: None,
        engagement_rate: engagement(found, &main),
        engagement_by_views: main.by_views,
        views: views(found, &main),
        growth: growth(found),
        posted: posted(found).into_iter().map(|at| at.0).collect(),
        last_post_day: found.posts.iter().filter_map(|post| post.post.posted_at).max().map(day),
        sponsored_share: paid.share,
        brands: paid.brands,
        fee: None,
        contactable: can_contact(&creator.suppression, None, creator.email.as_deref(), Purpose::Marketing).is_ok(),
        last_contact_day: None,
        worked_with: false,
        verified: CreatorProfile::verified(found.profiles.iter().map(|(_, account)| account)),
        since: creator.created_at.0,
    }
}

fn of_brand(shared: &Entry, found: &Findable, brand: BrandId, kept: &Relationship, currency: Option<Currency>) -> Entry {
    let creator = &found.creator;
    Entry {
        brand: Some(brand.uuid()),
        topics: kept.topics.clone(),
        tags: kept.tags.clone(),
        own: kept.custom.iter().flat_map(|(field, value)| OwnField::of(*field, value)).collect(),
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
