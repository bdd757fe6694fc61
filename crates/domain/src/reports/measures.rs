//! Measures of what came of a cost: CPM, CPE, CPA, CTR, ROAS, and the interval of a sum of orders.
//!
//! Invariant: sums are added first and divided once, so that a roll-up over campaigns, brands or periods is the measure
//! of the whole and no mean of means. Absent: engagement rates and EMV, which have files of their own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Formula, Measured, Value};
use crate::money::{Currency, Money};

/// Cost per thousand impressions.
pub const CPM: Formula = Formula::first("CPM", "cost / impressions x 1,000");
/// Cost per thousand views, where impressions are not known.
pub const CPM_VIEWS: Formula = Formula::first("CPM (views)", "cost / views x 1,000");
/// Cost per engagement.
pub const CPE: Formula = Formula::first("CPE", "cost / engagements (likes, comments, saves and shares; views do not count)");
/// Cost per order.
pub const CPA: Formula = Formula::first("CPA", "cost / orders credited");
/// Clicks per impression.
pub const CTR: Formula = Formula::first("CTR", "link clicks / impressions");
/// Sales per unit of cost.
pub const ROAS: Formula = Formula::first("ROAS", "sales credited, net of discount, tax, shipping and refunds / cost");
/// The half-width of the 95 % interval of ROAS.
pub const ROAS_INTERVAL: Formula = Formula::first(
    "ROAS, 95 % half-width",
    "1.96 x square root of the sum of squared order values / cost (orders come by chance, one by one)",
);

/// What a creator, post, campaign or any roll-up cost and brought. What is not known is left out, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Of cost and revenue.
    pub currency: Currency,
    /// Fee in minor units.
    pub fee: i64,
    /// Product at its stated value, in minor units.
    pub product: i64,
    /// Shipping in minor units.
    pub shipping: i64,
    /// Commission in minor units.
    pub commission: i64,
    /// Bonus in minor units.
    pub bonus: i64,
    /// Sales credited, in minor units, net of discount, tax, shipping and refunds.
    pub revenue: i64,
    /// Orders credited.
    pub orders: i64,
    /// Clicks on tracking links.
    pub clicks: i64,
    /// Times shown.
    pub impressions: Option<i64>,
    /// People reached; people who saw two posts count twice in a roll-up.
    pub reach: Option<i64>,
    /// Views of videos.
    pub views: Option<i64>,
    /// Likes, comments, saves and shares.
    pub engagements: Option<i64>,
}

impl Totals {
    /// Nothing yet, in a currency.
    #[must_use]
    pub const fn none(currency: Currency) -> Self {
        Self {
            currency,
            fee: 0,
            product: 0,
            shipping: 0,
            commission: 0,
            bonus: 0,
            revenue: 0,
            orders: 0,
            clicks: 0,
            impressions: None,
            reach: None,
            views: None,
            engagements: None,
        }
    }

    /// All that it cost.
    #[must_use]
    pub fn cost(&self) -> Money {
        Money::new(self.fee + self.product + self.shipping + self.commission + self.bonus, self.currency)
    }

    /// Adds another's totals; nothing when the currencies differ, because nothing is converted here.
    #[must_use]
    pub fn plus(mut self, other: &Totals) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        let known = |one: Option<i64>, two: Option<i64>| match (one, two) {
            (None, only) | (only, None) => only,
            (Some(one), Some(two)) => Some(one.saturating_add(two)),
        };
        self.fee += other.fee;
        self.product += other.product;
        self.shipping += other.shipping;
        self.commission += other.commission;
        self.bonus += other.bonus;
        self.revenue += other.revenue;
        self.orders += other.orders;
        self.clicks += other.clicks;
        self.impressions = known(self.impressions, other.impressions);
        self.reach = known(self.reach, other.reach);
        self.views = known(self.views, other.views);
        self.engagements = known(self.engagements, other.engagements);
        Some(self)
    }

    /// Cost per thousand impressions, or per thousand views where no impressions are known; the name says which.
    #[must_use]
    pub fn cpm(&self) -> Measured {
        match (self.impressions, self.views) {
            (None, Some(views)) => unit_cost(CPM_VIEWS, self.cost(), views, 1_000, "no views are known"),
            (impressions, _) => unit_cost(CPM, self.cost(), impressions.unwrap_or(0), 1_000, "no impressions or views are known"),
        }
    }

    /// Cost per engagement.
    #[must_use]
    pub fn cpe(&self) -> Measured {
        unit_cost(CPE, self.cost(), self.engagements.unwrap_or(0), 1, "no engagements are known")
    }

    /// Cost per order.
    #[must_use]
    pub fn cpa(&self) -> Measured {
        unit_cost(CPA, self.cost(), self.orders, 1, "no orders are credited")
    }

    /// Clicks per impression, in percent.
    #[must_use]
    pub fn ctr(&self) -> Measured {
        let value = match self.impressions {
            Some(impressions) if impressions > 0 => Value::Percent { percent: 100.0 * ratio(self.clicks, impressions) },
            Some(_) | None => Value::Unknown { why: "no impressions are known" },
        };
        Measured { formula: CTR, value }
    }

    /// Sales per unit of cost.
    #[must_use]
    pub fn roas(&self) -> Measured {
        let cost = self.cost().minor;
        let value = if cost > 0 { Value::Ratio { ratio: ratio(self.revenue, cost) } } else { Value::Unknown { why: "it cost nothing" } };
        Measured { formula: ROAS, value }
    }

    /// How far ROAS may lie from what the same cost would bring again, so that a small sample does not look like a star.
    /// `orders` are the values credited, in minor units.
    #[must_use]
    pub fn roas_interval(&self, orders: &[i64]) -> Measured {
        let cost = self.cost().minor;
        let squares: f64 = orders.iter().map(|value| (*value as f64).powi(2)).sum();
        let value = match (cost, orders.len()) {
            (..=0, _) => Value::Unknown { why: "it cost nothing" },
            (_, 0) => Value::Unknown { why: "no orders are credited" },
            (cost, _) => Value::Ratio { ratio: 1.96 * squares.sqrt() / cost as f64 },
        };
        Measured { formula: ROAS_INTERVAL, value }
    }
}

fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

fn unit_cost(formula: Formula, cost: Money, count: i64, per: i64, why: &'static str) -> Measured {
    let value = if count > 0 {
        let thousandths = crate::money::share_half_up(cost.minor.saturating_mul(1_000), per, count);
        Value::UnitCost { thousandths, currency: cost.currency }
    } else {
        Value::Unknown { why }
    };
    Measured { formula, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd(fee: i64) -> Totals {
        Totals { fee, ..Totals::none(Currency::USD) }
    }

    #[test]
    fn costs_per_thousand_per_engagement_and_per_order() {
        // The published oracle: $150 for 2,500 engagements is $0.06 each.
        assert_eq!(Totals { engagements: Some(2_500), ..usd(15_000) }.cpe().text(), "$0.06");
        for (totals, cpm, name) in [
            (Totals { impressions: Some(10_000), ..usd(15_000) }, "$15.00", "CPM"),
            (Totals { views: Some(200_000), ..usd(100_000) }, "$5.00", "CPM (views)"),
            (Totals { impressions: Some(30_000), views: Some(1), ..usd(10_000) }, "$3.33", "CPM"),
            (Totals { impressions: Some(0), ..usd(10_000) }, "–", "CPM"),
            (usd(10_000), "–", "CPM"),
        ] {
            assert_eq!((totals.cpm().text().as_str(), totals.cpm().formula.name), (cpm, name));
        }
        assert_eq!(Totals { orders: 3, ..usd(10_000) }.cpa().text(), "$33.33");
        assert_eq!(usd(10_000).cpa().value, Value::Unknown { why: "no orders are credited" });
    }

    #[test]
    fn cost_is_all_in_and_sales_are_per_unit_of_it() {
        // The mock report: £11,793 for £6,743 all in is £1.75 for each pound.
        let totals = Totals {
            fee: 560_000,
            product: 40_000,
            shipping: 10_000,
            commission: 60_000,
            bonus: 4_300,
            revenue: 1_179_300,
            ..Totals::none(Currency::GBP)
        };
        assert_eq!((totals.cost().exact().as_str(), totals.roas().text().as_str()), ("£6,743.00", "1.75"));
        assert_eq!(usd(0).roas().value, Value::Unknown { why: "it cost nothing" });
        assert_eq!(Totals { clicks: 25, impressions: Some(1_000), ..usd(1) }.ctr().text(), "2.50 %");
    }

    #[test]
    fn few_orders_have_a_wide_interval() {
        // Four orders of 100 for a cost of 200: 1.96 x sqrt(4 x 10,000) / 200 = 1.96; a hundred times both: 0.196.
        let half = |orders: &[i64], cost: i64| usd(cost).roas_interval(orders).text();
        assert_eq!(half(&[100; 4], 200), "1.96");
        assert_eq!(half(&[100; 400], 20_000), "0.20");
        assert_eq!(half(&[], 200), "–");
    }

    #[test]
    fn roll_ups_add_first_and_divide_once() {
        let one = Totals { impressions: Some(1_000), ..usd(1_000) };
        let two = Totals { impressions: Some(9_000), ..usd(1_000) };
        let both = one.plus(&two).unwrap().plus(&usd(1_000)).unwrap();
        assert_eq!((both.impressions, both.cpm().text().as_str()), (Some(10_000), "$3.00"));
        assert_eq!(one.plus(&Totals::none(Currency::EUR)), None);
    }
}
