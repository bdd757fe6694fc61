//! What of an entry can be filtered and counted, and which number stands in which column.
//!
//! Invariant: what an entry has and what a filter asks for are written by the same functions, so that they meet.
//! Absent: words; they are looked for, not filtered by.

use std::collections::BTreeMap;

use domain::{
    creators::posts::posts_a_week,
    discovery::Filters,
    ids::CustomFieldId,
    text::folded,
    time::{DAY, Timestamp},
};
use uuid::Uuid;

use super::{Entry, schema::Number};

/// The wall that an entry stands behind.
pub(super) fn wall(brand: Option<Uuid>, organisation: Uuid) -> String {
    match brand {
        Some(brand) => format!("b{}", brand.simple()),
        None => format!("o{}", organisation.simple()),
    }
}

/// Facets are written as a name, a colon and a value.
fn facet(name: &str, value: &str) -> String {
    format!("{name}:{value}")
}

fn yes_no(name: &str, yes: bool) -> String {
    facet(name, if yes { "yes" } else { "no" })
}

/// A share is a facet of its own; who asks for at least so much asks for any from there on.
fn share(part: &str, percent: i64) -> String {
    format!("{part}={percent}")
}

/// What of an audience is asked for: most of it being somewhere, or a share of it.
fn audience(filters: &Filters) -> Vec<String> {
    let countries = filters.audience_countries.iter().map(|country| facet("audience", country.code()));
    let shares = filters.audience_shares.iter();
    let shares = shares.flat_map(|one| (one.percent..=100).map(move |percent| facet("audience_share", &share(&one.part.value, percent))));
    countries.chain(shares).collect()
}

/// What an entry has.
pub(super) fn facets(entry: &Entry) -> Vec<String> {
    let mut has = Vec::new();
    let mut all = |name: &str, values: &mut dyn Iterator<Item = String>| has.extend(values.map(|value| facet(name, &value)));
    all("platform", &mut entry.platforms.iter().map(|(word, _)| word.clone()));
    all("country", &mut entry.country.iter().cloned());
    all("city", &mut entry.city.iter().map(|city| folded(city)));
    all("language", &mut entry.languages.iter().cloned());
    all("audience", &mut entry.audience_countries.iter().cloned());
    all("audience_share", &mut entry.audience_shares.iter().map(|(part, percent)| share(part, *percent)));
    all("topic", &mut entry.topics.iter().map(|topic| folded(topic)));
    all("tag", &mut entry.tags.iter().map(|tag| folded(tag)));
    all("field", &mut entry.own.iter().map(|own| own.folded().written()));
    all("brand", &mut entry.brands.iter().map(|brand| brand.to_lowercase()));
    all("tier", &mut entry.tier.iter().cloned());
    all("standing", &mut entry.standing.iter().cloned());
    has.extend(entry.verified.map(|yes| yes_no("verified", yes)));
    has.push(yes_no("contactable", entry.contactable));
    has.push(yes_no("worked_with", entry.worked_with));
    has.sort();
    has.dedup();
    has
}

/// What must be had: for each filter that is set the facets of which one is enough.
pub(super) fn wanted(filters: &Filters) -> Vec<Vec<String>> {
    let mut wanted = vec![
        filters.platforms.iter().map(|platform| facet("platform", platform.as_str())).collect::<Vec<_>>(),
        filters.countries.iter().map(|country| facet("country", country.code())).collect(),
        filters.cities.iter().map(|city| facet("city", &folded(city))).collect(),
        filters.languages.iter().map(|language| facet("language", language)).collect(),
        audience(filters),
        filters.topics.iter().map(|topic| facet("topic", &folded(topic))).collect(),
        filters.tags.iter().map(|tag| facet("tag", &folded(tag))).collect(),
        filters.brands.iter().map(|brand| facet("brand", brand)).collect(),
        filters.tiers.iter().map(|tier| facet("tier", tier.as_str())).collect(),
        filters.standings.iter().map(|standing| facet("standing", standing.as_str())).collect(),
        filters.contactable.iter().map(|yes| yes_no("contactable", *yes)).collect(),
        filters.worked_with.iter().map(|yes| yes_no("worked_with", *yes)).collect(),
    ];
    // Each field must hold; of several values of one field one is enough.
    let mut own: BTreeMap<CustomFieldId, Vec<String>> = BTreeMap::new();
    for one in &filters.own {
        own.entry(one.field).or_default().push(facet("field", &one.folded().written()));
    }
    wanted.extend(own.into_values());
    wanted.retain(|one| !one.is_empty());
    wanted
}

/// What stands of a number in its column: the number where it is known, or what it is worked out from when somebody asks.
pub(super) fn column(entry: &Entry, wanted: Number) -> Vec<i64> {
    match wanted {
        Number::PostsAWeek => entry.posted.clone(),
        _ => number(entry, wanted).into_iter().collect(),
    }
}

/// A number from what stands in its column.
pub(super) fn asked(number: Number, mut values: impl Iterator<Item = i64>, now: i64) -> Option<i64> {
    match number {
        Number::PostsAWeek => posts_a_week(&values.map(Timestamp).collect::<Vec<_>>(), Timestamp(now)),
        _ => values.next(),
    }
}

fn number(entry: &Entry, number: Number) -> Option<i64> {
    let on = |wanted: Number| {
        let there = entry.platforms.iter().filter(|(word, _)| Number::of_platform(word) == Some(wanted));
        there.filter_map(|(_, followers)| *followers).max()
    };
    match number {
        Number::Followers => entry.platforms.iter().filter_map(|(_, followers)| *followers).max(),
        Number::Instagram | Number::TikTok | Number::YouTube => on(number),
        Number::EngagementRate => entry.engagement_rate,
        Number::EngagementByViews => entry.engagement_by_views,
        Number::Views => entry.views,
        Number::Growth => entry.growth,
        Number::PostsAWeek => None,
        Number::LastPostDay => entry.last_post_day,
        Number::SponsoredShare => entry.sponsored_share,
        Number::Fee => entry.fee,
        Number::LastContactDay => entry.last_contact_day,
        Number::Since => Some(entry.since),
        Number::Verified => entry.verified.map(i64::from),
    }
}

/// A bound of a filter.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// The filter's name.
    pub(super) name: &'static str,
    /// The columns of which the largest counts.
    pub(super) numbers: Vec<Number>,
    /// What it must be at least.
    pub(super) least: i64,
    /// What it may be at most.
    pub(super) most: i64,
    /// Whether somebody without such a number fits: who was never written to was not written to lately.
    pub(super) missing_fits: bool,
}

/// The bounds that filters set at a time.
pub(super) fn bounds(filters: &Filters, now: i64) -> Vec<Bound> {
    let today = now.div_euclid(DAY);
    // On platforms that have no column of their own the largest account stands for all.
    let on: Option<Vec<Number>> = filters.platforms.iter().map(|platform| Number::of_platform(platform.as_str())).collect();
    let followers = on.filter(|numbers| !numbers.is_empty()).unwrap_or_else(|| vec![Number::Followers]);
    let between = [
        ("followers", followers, filters.followers),
        ("engagement", vec![Number::EngagementRate], filters.engagement_rate),
        ("engagement_by_views", vec![Number::EngagementByViews], filters.engagement_by_views),
        ("views", vec![Number::Views], filters.views),
        ("growth", vec![Number::Growth], filters.growth),
        ("posts_a_week", vec![Number::PostsAWeek], filters.posts_a_week),
        ("sponsored_share", vec![Number::SponsoredShare], filters.sponsored_share),
        ("fee", vec![Number::Fee], filters.fee),
    ];
    let mut bounds: Vec<Bound> = between
        .into_iter()
        .filter(|(_, _, between)| !between.is_any())
        .map(|(name, numbers, between)| Bound {
            name,
            numbers,
            least: between.least.unwrap_or(i64::MIN),
            most: between.most.unwrap_or(i64::MAX),
            missing_fits: false,
        })
        .collect();
    // As a bound, so that of whom nobody said either is counted as unknown.
    if let Some(yes) = filters.verified {
        let wanted = i64::from(yes);
        bounds.push(Bound { name: "verified", numbers: vec![Number::Verified], least: wanted, most: wanted, missing_fits: false });
    }
    if let Some(days) = filters.posted_within_days {
        let least = today.saturating_sub(days);
        bounds.push(Bound { name: "posted_within", numbers: vec![Number::LastPostDay], least, most: i64::MAX, missing_fits: false });
    }
    if let Some(days) = filters.not_contacted_days {
        let most = today.saturating_sub(days);
        bounds.push(Bound { name: "not_contacted", numbers: vec![Number::LastContactDay], least: i64::MIN, most, missing_fits: true });
    }
    bounds
}
