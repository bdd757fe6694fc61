//! What a report's figures say in sentences, in the order in which a reader asks: the goal, who posted, who sold, what went amiss.
//!
//! Invariant: a sentence repeats figures and names no cause; one whose figures are not there is left out. Absent: the words.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{money::Money, time::Day};

/// One sentence, as what it says.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Told {
    /// The goal was reached.
    GoalReached {
        /// Orders by now.
        orders: i64,
        /// How many were wanted.
        target: i64,
        /// On which day.
        on: Day,
    },
    /// The campaign is over and its goal was not reached.
    GoalMissed {
        /// Orders by now.
        orders: i64,
        /// How many were wanted.
        target: i64,
    },
    /// The campaign goes on, and its goal is not reached yet.
    GoalOpen {
        /// Orders by now.
        orders: i64,
        /// How many are wanted.
        target: i64,
    },
    /// How many of those who agreed are live.
    Posted {
        /// Live or further.
        live: usize,
        /// Agreed or further.
        agreed: usize,
    },
    /// By which share of the cost half of the revenue had come.
    Half {
        /// The share, 0 to 1.
        cost_share: f64,
    },
    /// Who sold most.
    Best {
        /// Who.
        creator_name: String,
        /// For how much.
        revenue: Money,
        /// What share of all that is, 0 to 1.
        share: f64,
    },
    /// How many brought no order, where others did.
    SoldNothing {
        /// How many.
        creators: usize,
        /// Of how many.
        of: usize,
    },
    /// Agreed pieces that were missed or let go.
    Missed {
        /// How many.
        count: i64,
    },
    /// What refunds took off.
    Refunded {
        /// How much.
        sum: Money,
    },
    /// Orders that no code and no click explains.
    Unexplained {
        /// How many.
        orders: i64,
        /// Of how many in view.
        of: i64,
    },
}

/// One creator's part.
#[derive(Debug, Clone, Copy)]
pub struct Seller<'a> {
    /// Their name.
    pub name: &'a str,
    /// Sales credited to them, net of refunds, in minor units.
    pub revenue: i64,
    /// Their orders.
    pub orders: i64,
}

/// The figures of a report that sentences are made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Whether the campaign is over.
    pub over: bool,
    /// How many orders were wanted, where the campaign has such a goal.
    pub goal: Option<i64>,
    /// Credited orders counted up to the end of each day on which there were some, the oldest day first.
    pub by_day: &'a [(Day, i64)],
    /// How many creators agreed.
    pub agreed: usize,
    /// How many of them are live.
    pub live: usize,
    /// By which share of the cost half of the revenue had come.
    pub half_by: Option<f64>,
    /// Each creator.
    pub sellers: &'a [Seller<'a>],
    /// All that was sold.
    pub revenue: Money,
    /// Agreed pieces that were missed or let go.
    pub missed: i64,
    /// What refunds took off.
    pub refunds: Money,
    /// Orders that nothing explains, and all that are in view.
    pub unexplained: (i64, i64),
}

/// The sentences that a report's figures bear.
#[must_use]
pub fn told(facts: &Facts<'_>) -> Vec<Told> {
    let posted = (facts.agreed > 0).then_some(Told::Posted { live: facts.live, agreed: facts.agreed });
    let half = facts.half_by.map(|cost_share| Told::Half { cost_share });
    let missed = (facts.missed > 0).then_some(Told::Missed { count: facts.missed });
    let refunded = (facts.refunds.minor > 0).then_some(Told::Refunded { sum: facts.refunds });
    let (orders, of) = facts.unexplained;
    let unexplained = (orders > 0 && of > 0).then_some(Told::Unexplained { orders, of });
    [goal(facts), posted, half, best(facts), sold_nothing(facts), missed, refunded, unexplained].into_iter().flatten().collect()
}

fn goal(facts: &Facts<'_>) -> Option<Told> {
    let target = facts.goal.filter(|target| *target > 0)?;
    let orders = facts.by_day.last().map_or(0, |(_, orders)| *orders);
    let reached = facts.by_day.iter().find(|(_, orders)| *orders >= target);
    Some(match reached {
        Some((on, _)) => Told::GoalReached { orders, target, on: *on },
        None if facts.over => Told::GoalMissed { orders, target },
        None => Told::GoalOpen { orders, target },
    })
}

/// Only where there is somebody to compare with, and one alone sold most.
fn best(facts: &Facts<'_>) -> Option<Told> {
    let most = facts.sellers.iter().map(|one| one.revenue).max().filter(|most| *most > 0 && facts.revenue.minor > 0)?;
    let mut first = facts.sellers.iter().filter(|one| one.revenue == most);
    let (best, None) = (first.next()?, first.next()) else { return None };
    (facts.sellers.len() > 1).then(|| Told::Best {
        creator_name: best.name.to_owned(),
        revenue: Money::new(most, facts.revenue.currency),
        share: most as f64 / facts.revenue.minor as f64,
    })
}

fn sold_nothing(facts: &Facts<'_>) -> Option<Told> {
    let (of, creators) = (facts.sellers.len(), facts.sellers.iter().filter(|one| one.orders == 0).count());
    (creators > 0 && creators < of).then_some(Told::SoldNothing { creators, of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn gbp(minor: i64) -> Money {
        Money::new(minor, Currency::GBP)
    }

    fn facts<'a>(by_day: &'a [(Day, i64)], sellers: &'a [Seller<'a>]) -> Facts<'a> {
        Facts {
            over: true,
            goal: Some(240),
            by_day,
            agreed: 12,
            live: 11,
            half_by: Some(0.29),
            sellers,
            revenue: gbp(400_000),
            missed: 0,
            refunds: gbp(0),
            unexplained: (0, 40),
        }
    }

    #[test]
    fn the_goal_is_reached_on_the_first_day_that_has_as_many() {
        let days = [(day("2026-11-17"), 71), (day("2026-11-27"), 240), (day("2026-12-06"), 352)];
        let said = |goal: Option<i64>, over: bool, days: &[(Day, i64)]| {
            told(&Facts { goal, over, ..facts(days, &[]) })
                .into_iter()
                .find(|one| matches!(one, Told::GoalReached { .. } | Told::GoalMissed { .. } | Told::GoalOpen { .. }))
        };
        assert_eq!(said(Some(240), true, &days), Some(Told::GoalReached { orders: 352, target: 240, on: day("2026-11-27") }));
        assert_eq!(said(Some(353), true, &days), Some(Told::GoalMissed { orders: 352, target: 353 }));
        assert_eq!(said(Some(240), false, &days[..1]), Some(Told::GoalOpen { orders: 71, target: 240 }));
        assert_eq!(said(Some(240), false, &[]), Some(Told::GoalOpen { orders: 0, target: 240 }));
        assert_eq!(said(None, true, &days), None, "without a goal nothing is said of one");
        assert_eq!(said(Some(0), true, &days), None);
    }

    #[test]
    fn a_sentence_whose_figures_are_not_there_is_left_out() {
        let seller = |name, revenue, orders| Seller { name, revenue, orders };
        let some = [seller("Freya", 200_000, 64), seller("Maya", 150_000, 61), seller("Ravi", 50_000, 0)];
        let all = told(&Facts { missed: 1, refunds: gbp(900), unexplained: (4, 40), ..facts(&[], &some) });
        assert_eq!(
            all[1..],
            [
                Told::Posted { live: 11, agreed: 12 },
                Told::Half { cost_share: 0.29 },
                Told::Best { creator_name: "Freya".into(), revenue: gbp(200_000), share: 0.5 },
                Told::SoldNothing { creators: 1, of: 3 },
                Told::Missed { count: 1 },
                Told::Refunded { sum: gbp(900) },
                Told::Unexplained { orders: 4, of: 40 },
            ]
        );
        let nothing = Facts { goal: None, agreed: 0, live: 0, half_by: None, revenue: gbp(0), ..facts(&[], &[]) };
        assert!(told(&nothing).is_empty());
        let equal = [seller("Freya", 10, 1), seller("Maya", 10, 1)];
        let best = |sellers: &[Seller<'_>]| told(&facts(&[], sellers)).iter().any(|one| matches!(one, Told::Best { .. }));
        assert!(!best(&equal[..]) && !best(&some[..1]), "two who sold the same, or one alone, is nobody's lead");
    }
}
