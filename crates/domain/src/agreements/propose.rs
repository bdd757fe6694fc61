//! What an offer says before anybody changed a word: the campaign's plan as terms.
//!
//! Invariant: every number has a source, the campaign, the brand's settings or a default of docs/domain.md; a person
//! reads and changes it before it is sent. Absent: what the creator asks for; [`super::card`] compares.

use super::{AgreedDeliverable, ClockStart, LateTerms, PaymentTerms, ProductTerms, RevisionTerms, Terms, UsageRights};
use crate::{campaigns::Campaign, creators::Rate, money::Money, team::Brand, text::folded};

/// Ten percent: the lower end of the field's 10-20 % (docs/domain.md, Attribution).
const COMMISSION: i64 = 1_000;
/// Days of usage: buyers' default wish is 30-60 days (docs/domain.md, 12h).
const USAGE_DAYS: i64 = 60;

/// Terms as the campaign plans them. The fee is the sum of the creator's own rates where the card names each planned
/// format in the campaign's currency, otherwise nothing.
#[must_use]
pub fn propose_terms(campaign: &Campaign, brand: &Brand, card: &[Rate]) -> Terms {
    let deliverables = campaign
        .deliverables
        .iter()
        .map(|planned| AgreedDeliverable {
            format: planned.format.clone(),
            platform: planned.platform.clone(),
            opens: planned.opens,
            closes: planned.closes,
            price: None,
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
