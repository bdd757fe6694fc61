//! A creator's own card against an offer: whether the brand asks for less than the creator's prices.
//!
//! Invariant: it flags and never refuses (docs/domain.md, Money: an offer below the creator's own card is flagged as
//! unfair before it is sent). Absent: comparable deals ([`super::comparable`]), and exchange rates.

use super::Terms;
use crate::{creators::Rate, formats::format_within, money::Money, text::folded};

/// What is unfair about an offer, in sentences for the manager. Rates in another currency are not compared.
#[must_use]
pub fn warnings(terms: &Terms, card: &[Rate]) -> Vec<String> {
    let rate = |format: &str| card.iter().find(|rate| folded(&rate.format) == folded(format) && rate.price.currency == terms.fee.currency);
    let known: Vec<(&str, Option<Money>, Money)> =
        terms.deliverables.iter().filter_map(|agreed| Some((agreed.format.as_str(), agreed.price, rate(&agreed.format)?.price))).collect();
    let mut found: Vec<String> = known
        .iter()
        .filter_map(|(format, price, asked)| {
            let price = (*price)?;
            (price.minor < asked.minor).then(|| {
                let (price, format, asked) = (price.short(), format_within(format), asked.short());
                format!("{price} for the {format} is below this creator's own card, which says {asked}.")
            })
        })
        .collect();
    let asked = Money::new(known.iter().map(|(_, _, asked)| asked.minor).sum(), terms.fee.currency);
    if found.is_empty() && terms.fee.minor < asked.minor {
        let formats: Vec<String> = known.iter().map(|(format, ..)| format_within(format)).collect();
        found.push(format!(
            "The fee of {} is below this creator's own card, which says {} for {}.",
            terms.fee.short(),
            asked.short(),
            formats.join(", ")
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{agreements::tests::terms, money::Currency};

    fn rate(format: &str, minor: i64, currency: Currency) -> Rate {
        Rate { format: format.into(), price: Money::new(minor, currency) }
    }

    #[test]
    fn an_offer_below_the_card_is_flagged_and_one_at_the_card_is_not() {
        // Two reels and a story: 2 x 180 + 60 = 420.
        let card = [rate("Reel", 18_000, Currency::GBP), rate("story", 6_000, Currency::GBP)];
        assert_eq!(warnings(&terms(42_000), &card), Vec::<String>::new());
        let flagged = warnings(&terms(28_000), &card);
        assert_eq!(flagged, ["The fee of £280 is below this creator's own card, which says £420 for reel, story, reel."]);
    }

    #[test]
    fn what_is_not_on_the_card_or_in_another_currency_is_not_compared() {
        assert_eq!(warnings(&terms(100), &[rate("photo", 18_000, Currency::GBP)]), Vec::<String>::new());
        assert_eq!(warnings(&terms(100), &[rate("reel", 18_000, Currency::EUR)]), Vec::<String>::new());
    }

    #[test]
    fn each_price_is_held_against_its_own_rate() {
        let priced = terms(0).for_fee(Money::new(30_000, Currency::GBP));
        assert!(!priced.priced_separately());
        let mut priced = terms(30_000);
        for agreed in &mut priced.deliverables {
            agreed.price = Some(Money::new(10_000, Currency::GBP));
        }
        let flagged = warnings(&priced, &[rate("story", 12_000, Currency::GBP)]);
        assert_eq!(flagged, ["£100 for the story is below this creator's own card, which says £120."]);
    }
}
