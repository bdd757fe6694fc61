//! Whether the people who read can be those who buy: language and place against the markets.
//!
//! Invariant: figures of an audience come only from the creator's log-in, a provider's file or a screenshot that a person
//! confirmed; otherwise they are unknown and shown so (docs/domain.md, section 7). Absent: age and gender, which no source
//! here gives.

use std::collections::BTreeMap;

use domain::{
    creators::{AudienceKind, AudienceShare, WHOLE_AUDIENCE},
    discovery::vetting::{Figure, Reads, Signal, SignalKind, band, market_languages},
};

use super::{
    super::{material::Material, millionths, percent},
    MOST_EVIDENCE, of_post,
};

/// Fewer posts with a known language say nothing.
const LEAST: usize = 5;
const NO_MARKETS: &str = "Neither the brand nor the campaign says where it sells.";
const NAME_MARKETS: &str = "Name the markets in the brand's profile or in the campaign.";

pub(super) fn language(material: &Material<'_>) -> Signal {
    let kind = SignalKind::Language;
    let known: Vec<_> = material.posts.iter().filter_map(|read| Some((read.language?, read))).collect();
    if known.len() < LEAST {
        let because = format!("Posts whose language can be told: {}, which is too few.", known.len());
        return Signal::unknown(kind, because, "Bring at least 10 recent posts with their captions (CSV or JSON).");
    }
    if material.markets.is_empty() {
        return Signal::unknown(kind, NO_MARKETS, NAME_MARKETS);
    }
    let wanted: Vec<&str> = material.markets.iter().flat_map(|market| market_languages(market)).collect();
    if wanted.is_empty() {
        let because = format!("The languages of {} are not known here.", material.markets.join(", "));
        return Signal::unknown(kind, because, NAME_MARKETS);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (language, _) in &known {
        *counts.entry(language).or_default() += 1;
    }
    let fitting: usize = counts.iter().filter(|(language, _)| wanted.contains(*language)).map(|(_, count)| count).sum();
    let share = millionths(fitting as f64 / known.len() as f64);
    let most = counts.iter().max_by_key(|(_, count)| **count).map(|(language, count)| (*language, *count)).unwrap_or_default();
    let mut because = vec![format!("{fitting} of {} posts are in a language of {}.", known.len(), material.markets.join(", "))];
    because
        .extend(band(kind).map(|band| format!("Usual from {}, good from {}: {}.", percent(band.usual), percent(band.good), band.source)));
    let other = known.iter().filter(|(language, _)| !wanted.contains(language)).map(|(_, read)| of_post(read.post, "", ""));
    let (source, as_of) = material.of_posts();
    let value = Figure::Word { code: most.0.to_owned(), share: Some(millionths(most.1 as f64 / known.len() as f64)) };
    Signal::of(
        kind,
        value,
        band(kind).map_or(Reads::Unknown, |band| band.reads(share)),
        because,
        "Newer posts, or other markets, change it.",
    )
    .shown_by(other.collect(), MOST_EVIDENCE)
    .from(source, as_of)
}

pub(super) fn audience(material: &Material<'_>) -> Signal {
    const BRING: &str = "Ask the creator for their insights, or bring a provider's list with a column for the audience's country.";
    let kind = SignalKind::Audience;
    let shares = material.account.iter().flat_map(|account| &account.value.audience);
    let shares: Vec<&AudienceShare> = shares.filter(|one| one.part.kind == AudienceKind::Country).collect();
    let total: i64 = shares.iter().map(|one| one.share).sum();
    // Shares elsewhere say nothing of the markets, unless they are most of it.
    let speaks = material.markets.is_empty() || total > MOST_OF_IT || shares.iter().any(|one| material.markets.contains(&one.part.value));
    if let Some(largest) = shares.iter().max_by_key(|one| one.share).filter(|_| speaks) {
        return of_shares(material, &shares, largest, BRING);
    }
    let Some(country) = material.account.as_ref().and_then(|account| account.value.audience_country) else {
        return Signal::unknown(kind, "Where the audience is, only the creator or a provider can say.", BRING);
    };
    if material.markets.is_empty() {
        return Signal::unknown(kind, NO_MARKETS, NAME_MARKETS);
    }
    let fits = material.markets.iter().any(|market| market == country.code());
    let because = vec![
        "Where most of the audience is, by the word of an imported list.".to_owned(),
        format!("Markets: {}.", material.markets.join(", ")),
    ];
    let reads = if fits { Reads::Good } else { Reads::LookCloser };
    Signal::of(kind, Figure::Word { code: country.code().to_owned(), share: None }, reads, because, BRING)
}

/// From so much of the audience in the markets on most of it can buy.
const MOST_OF_IT: i64 = WHOLE_AUDIENCE / 2;

/// Where shares are told, how much of the audience lies in the markets.
fn of_shares(material: &Material<'_>, shares: &[&AudienceShare], largest: &AudienceShare, bring: &str) -> Signal {
    let kind = SignalKind::Audience;
    if material.markets.is_empty() {
        return Signal::unknown(kind, NO_MARKETS, NAME_MARKETS);
    }
    let within: Vec<&&AudienceShare> = shares.iter().filter(|one| material.markets.contains(&one.part.value)).collect();
    let told: i64 = within.iter().map(|one| one.share).sum();
    let mut because = vec![format!("In the markets: {} of the audience, as far as it was told.", percent(told.min(WHOLE_AUDIENCE)))];
    because.extend(within.iter().map(|one| format!("Share in {}: {}, by {}.", one.part.value, percent(one.share), one.source)));
    because.push(format!("Markets: {}.", material.markets.join(", ")));
    let reads = if told >= MOST_OF_IT { Reads::Good } else { Reads::LookCloser };
    let value = Figure::Word { code: largest.part.value.clone(), share: Some(largest.share) };
    Signal::of(kind, value, reads, because, bring).from(Some(largest.source.clone()), Some(largest.at))
}
