//! What an offer says before anybody changed a word: the campaign's plan as terms.
//!
//! Invariant: every number has a source, the campaign, the brand's settings or a default of docs/domain.md; a person
//! reads and changes it before it is sent. Absent: what the creator asks for; [`super::card`] compares.

use super::{AgreedDeliverable, ClockStart, LateTerms, PaymentTerms, ProductTerms, RevisionTerms, Terms, UsageRights};
use crate::{campaigns::Campaign, creators::Rate, money::Money, team::Brand, text::folded, time::Day};

/// Ten percent: the lower end of the field's 10-20 % (docs/domain.md, Attribution).
const COMMISSION: i64 = 1_000;
/// Days of usage: buyers' default wish is 30-60 days (docs/domain.md, 12h).
const USAGE_DAYS: i64 = 60;
/// From an offer to a post a fortnight passes: brief, product, draft, review and revision (docs/domain.md, 12h-bis).
const SOONEST: i64 = 14;

/// Terms as the campaign plans them. The fee is the sum of the creator's own rates where the card names each planned
/// format in the campaign's currency, otherwise nothing. A window that opens too soon after `today` for a draft to be made
/// gives way to the campaign's next wave, where one is planned.
#[must_use]
pub fn propose_terms(campaign: &Campaign, brand: &Brand, card: &[Rate], today: Day) -> Terms {
    let soonest = today.plus_days(SOONEST);
    let wave = campaign.waves.iter().filter(|wave| wave.opens >= soonest).min_by_key(|wave| wave.opens);
    let deliverables = campaign
        .deliverables
        .iter()
        .map(|planned| {
            let (opens, closes) = match wave {
                Some(wave) if planned.opens < soonest => (wave.opens, wave.closes),
                _ => (planned.opens, planned.closes),
            };
            AgreedDeliverable { format: planned.format.clone(), platform: planned.platform.clone(), opens, closes, price: None }
        })
        .collect();
    Terms {
        fee: Money::new(asked(campaign, card).unwrap_or(0), campaign.currency),
        commission_points: if campaign.budget.commission > 0 { COMMISSION } else { 0 },
        product: campaign.ships_product.then(|| product(campaign, brand)),
        deliverables,
        usage: UsageRights { channels: vec!["own channels".to_owned()], paid: false, territory: territory(campaign), days: USAGE_DAYS },
        code_percent: campaign.tracking.code_percent,
        disclosure: disclosure(campaign),
        revisions: RevisionTerms { included_rounds: campaign.review.included_rounds },
        late: LateTerms::default(),
        payment: PaymentTerms { clock: ClockStart::VerifiedLive, days: brand.settings.payment_days },
        silence_approves: false,
        notes: String::new(),
    }
}

fn asked(campaign: &Campaign, card: &[Rate]) -> Option<i64> {
    campaign
        .deliverables
        .iter()
        .map(|planned| {
            let fits = |rate: &&Rate| folded(&rate.format) == folded(&planned.format) && rate.price.currency == campaign.currency;
            card.iter().find(fits).map(|rate| rate.price.minor)
        })
        .sum()
}

/// The brand's first product with its stated value, where it has one in the campaign's currency.
fn product(campaign: &Campaign, brand: &Brand) -> ProductTerms {
    let first = brand.profile.products.first();
    let value = first.and_then(|product| product.value).filter(|value| value.currency == campaign.currency);
    ProductTerms {
        items: first.map(|product| product.name.clone()).unwrap_or_default(),
        value: value.unwrap_or(Money::zero(campaign.currency)),
    }
}

fn territory(campaign: &Campaign) -> String {
    if campaign.markets.is_empty() { "world".to_owned() } else { campaign.markets.join(", ") }
}

/// "Ad" first satisfies every market whose rules we know; the United Kingdom advises against words that the United
/// States accepts (docs/domain.md, 12g).
fn disclosure(campaign: &Campaign) -> String {
    let mut text =
        "Write \"Ad\" as the first word of the caption, before any \"more\". In a video say or show it in the first seconds.".to_owned();
    if campaign.markets.iter().any(|market| market == "GB") {
        text.push_str(" \"Gifted\", \"sponsored\" or \"partner\" is not enough in the United Kingdom.");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaigns::Wave,
        team::{BrandProfile, BrandSettings},
    };

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_window_that_opens_too_soon_gives_way_to_the_next_wave() {
        let planned = serde_json::json!([{ "format": "reel", "platform": "instagram", "opens": "2026-10-10", "closes": "2026-10-20" }]);
        let mut campaign: Campaign = serde_json::from_value(serde_json::json!({
            "name": "Autumn Repair", "slug": "autumn-repair", "objective": "sales", "goals": [], "audience": "", "markets": [],
            "starts": "2026-09-01", "ends": "2026-12-31", "currency": "GBP", "budget": {}, "active_creators": 1,
            "deliverables": planned, "ships_product": false, "review": {}, "cadence": {}, "tracking": {}, "owner": null, "state": "draft"
        }))
        .unwrap();
        let wave = |opens, closes| Wave { name: String::new(), opens: day(opens), closes: day(closes) };
        campaign.waves = vec![wave("2026-11-20", "2026-11-30"), wave("2026-11-01", "2026-11-10"), wave("2026-10-12", "2026-10-15")];
        let brand: Brand = serde_json::from_value(serde_json::json!({
            "organisation": "01a20810-0f80-7000-b34e-6053f64a7456", "name": "Fennel & Rye", "slug": "fennel-rye", "zone": "Europe/London",
            "currency": "GBP", "profile": BrandProfile::default(), "settings": BrandSettings::default(), "created_at": "2026-09-01T08:00:00Z"
        }))
        .unwrap();
        let window = |today| {
            let made = propose_terms(&campaign, &brand, &[], day(today)).deliverables.remove(0);
            (made.opens, made.closes)
        };
        assert_eq!(window("2026-09-26"), (day("2026-10-10"), day("2026-10-20")), "a fortnight is enough");
        assert_eq!(window("2026-09-27"), (day("2026-10-12"), day("2026-10-15")), "the next wave that leaves a fortnight");
        assert_eq!(window("2026-09-29"), (day("2026-11-01"), day("2026-11-10")), "the earliest, in whatever order they stand");
        assert_eq!(window("2026-12-01"), (day("2026-10-10"), day("2026-10-20")), "nothing fits: a person decides");
    }
}
