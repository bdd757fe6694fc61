//! Comparable deals against an offer: what this brand agreed with creators whose audience is of similar size.
//!
//! Invariant: it flags and never refuses, and says nothing from fewer than three deals (docs/domain.md, Money: an offer
//! below comparable deals is flagged as unfair before it is sent). Absent: other brands' deals, and exchange rates.

use super::Terms;
use crate::{
    formats::format_within,
    money::Money,
    text::{folded, short_count},
};

/// So many deals make a comparison.
const ENOUGH: usize = 3;

/// A deal that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// What both signed.
    pub terms: Terms,
    /// Followers of the creator's largest account, where known.
    pub followers: Option<i64>,
}

impl Deal {
    /// Whether an audience is between half and double of this deal's.
    fn is_near(&self, followers: i64) -> bool {
        self.followers.is_some_and(|known| known > 0 && known.saturating_mul(2) >= followers && followers.saturating_mul(2) >= known)
    }

    /// What it pays for one thing of a format, each of them.
    fn prices<'a>(&'a self, format: &'a str) -> impl Iterator<Item = i64> + 'a {
        let agreed = self.terms.deliverables.iter().zip(self.terms.shares());
        agreed.filter(move |(agreed, _)| folded(&agreed.format) == folded(format)).map(|(_, minor)| minor)
    }
}

/// What is unfair about an offer to a creator with so many followers, in sentences for the manager: a format that would be
/// paid less than any comparable deal paid for it. Without a known audience nothing is compared.
#[must_use]
pub fn warnings(terms: &Terms, followers: Option<i64>, deals: &[Deal]) -> Vec<String> {
    let Some(followers) = followers.filter(|followers| *followers > 0) else { return Vec::new() };
    let near: Vec<&Deal> = deals
        .iter()
        .filter(|deal| deal.terms.fee.currency == terms.fee.currency && deal.terms.fee.minor > 0 && deal.is_near(followers))
        .collect();
    let mut found: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for (agreed, offered) in terms.deliverables.iter().zip(terms.shares()) {
        let format = folded(&agreed.format);
        if seen.contains(&format) {
            continue;
        }
        seen.push(format);
        let paid: Vec<Vec<i64>> = near.iter().map(|deal| deal.prices(&agreed.format).collect()).collect();
        let deals = paid.iter().filter(|prices| !prices.is_empty()).count();
        let lowest = paid.iter().flatten().min().copied().unwrap_or_default();
        let highest = paid.iter().flatten().max().copied().unwrap_or_default();
        if deals >= ENOUGH && offered < lowest {
            let money = |minor| Money::new(minor, terms.fee.currency).short();
            found.push(format!(
                "{} for the {} is less than any of {deals} comparable deals paid: {} to {}, with creators of {} to {} followers.",
                money(offered),
                format_within(&agreed.format),
                money(lowest),
                money(highest),
                short_count(followers / 2),
                short_count(followers.saturating_mul(2)),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreements::tests::terms;

    fn deal(fee: i64, followers: i64) -> Deal {
        Deal { terms: terms(fee), followers: Some(followers) }
    }

    #[test]
    fn an_offer_below_every_comparable_deal_is_flagged_and_one_at_the_lowest_is_not() {
        // Two reels and a story, evenly: £300 is £100 each.
        let deals = [deal(30_000, 20_000), deal(36_000, 30_000), deal(45_000, 45_000)];
        assert_eq!(warnings(&terms(30_000), Some(30_000), &deals), Vec::<String>::new());
        let flagged = warnings(&terms(24_000), Some(30_000), &deals);
        assert_eq!(flagged.len(), 2, "once for reels, once for the story");
        assert_eq!(
            flagged[0],
            "£80 for the reel is less than any of 3 comparable deals paid: £100 to £150, with creators of 15K to 60K followers."
        );
    }

    #[test]
    fn other_audiences_and_fewer_than_three_deals_say_nothing() {
        let far = [deal(30_000, 14_999), deal(30_000, 60_001), deal(30_000, 30_000), deal(30_000, 30_000)];
        assert_eq!(warnings(&terms(100), Some(30_000), &far), Vec::<String>::new());
        let near = [deal(30_000, 15_000), deal(30_000, 60_000), deal(30_000, 30_000)];
        assert_eq!(warnings(&terms(100), Some(30_000), &near).len(), 2, "half and double are near");
        assert_eq!(warnings(&terms(100), None, &near), Vec::<String>::new());
    }
}
