//! Pareto: how much of the result came from how much of the budget.
//!
//! Invariant: the shares end at one, and no order of the input changes the curve.
//! Absent: drawing; the field's "80 % from 20 %" is a claim to compare with, not a target.

use schemars::JsonSchema;
use serde::Serialize;

use super::Formula;

/// The curve's formula.
pub const PARETO: Formula = Formula::first("Pareto", "cumulative result over cumulative cost, best result per cost first");

/// What one creator or post cost and brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<K> {
    /// Which.
    pub key: K,
    /// Minor units; not below zero.
    pub cost: i64,
    /// Orders, minor units of sales, views ...; not below zero.
    pub result: i64,
}

/// One step of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Point<K> {
    /// Which creator or post the step adds.
    pub key: K,
    /// The share of the whole cost up to here, 0 to 1.
    pub cost_share: f64,
    /// The share of the whole result up to here, 0 to 1.
    pub result_share: f64,
}

/// The curve, the best result per cost first; what cost nothing comes before all, and equals go by key. Empty when
/// nothing was spent or nothing came of it.
#[must_use]
pub fn curve<K: Ord + Copy>(parts: &[Part<K>]) -> Vec<Point<K>> {
    let mut sorted = parts.to_vec();
    // a before b when a.result / a.cost > b.result / b.cost, without dividing.
    sorted.sort_by(|a, b| {
        let (left, right) = (i128::from(a.result) * i128::from(b.cost), i128::from(b.result) * i128::from(a.cost));
        let free = |part: &Part<K>| part.cost == 0 && part.result == 0;
        free(a).cmp(&free(b)).then(right.cmp(&left)).then(a.cost.cmp(&b.cost)).then(a.key.cmp(&b.key))
    });
    let (cost, result) = sums(&sorted);
    if cost == 0.0 || result == 0.0 {
        return vec![];
    }
    let mut so_far = (0.0, 0.0);
    let step = |part: &Part<K>| {
        so_far = (so_far.0 + part.cost as f64, so_far.1 + part.result as f64);
        Point { key: part.key, cost_share: so_far.0 / cost, result_share: so_far.1 / result }
    };
    sorted.iter().map(step).collect()
}

/// The share of the cost by which at least so much of the result had come (0.5: half of it); nothing without a curve.
#[must_use]
pub fn cost_share_of<K>(curve: &[Point<K>], result_share: f64) -> Option<f64> {
    curve.iter().find(|point| point.result_share >= result_share - 1e-12).map(|point| point.cost_share)
}

fn sums<K>(parts: &[Part<K>]) -> (f64, f64) {
    parts.iter().fold((0.0, 0.0), |(cost, result), part| (cost + part.cost as f64, result + part.result as f64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(key: u8, cost: i64, result: i64) -> Part<u8> {
        Part { key, cost, result }
    }

    #[test]
    fn the_best_per_cost_comes_first() {
        // 4 brought 30 for 10, 1 brought 50 for 40, 2 brought 20 for 50; 3 brought nothing for nothing.
        let curve = curve(&[part(1, 40, 50), part(2, 50, 20), part(3, 0, 0), part(4, 10, 30)]);
        let seen: Vec<(u8, f64, f64)> = curve.iter().map(|point| (point.key, point.cost_share, point.result_share)).collect();
        assert_eq!(seen, [(4, 0.1, 0.3), (1, 0.5, 0.8), (2, 1.0, 1.0), (3, 1.0, 1.0)]);
        assert_eq!(cost_share_of(&curve, 0.8), Some(0.5));
        assert_eq!(cost_share_of(&curve, 0.81), Some(1.0));
    }

    #[test]
    fn a_gift_without_cost_is_best_of_all() {
        let curve = curve(&[part(1, 10, 100), part(2, 0, 1)]);
        assert_eq!(curve[0].key, 2);
    }

    #[test]
    fn nothing_spent_or_nothing_sold_is_no_curve() {
        assert_eq!(curve(&[part(1, 0, 5)]), []);
        assert_eq!(curve(&[part(1, 5, 0)]), []);
        assert_eq!(cost_share_of::<u8>(&[], 0.5), None);
    }

    proptest! {
        #[test]
        fn it_rises_to_the_whole(parts in proptest::collection::vec((0_i64..100_000, 0_i64..100_000), 1..30)) {
            let parts: Vec<Part<usize>> = parts.iter().enumerate().map(|(key, (cost, result))| Part { key, cost: *cost, result: *result }).collect();
            let curve = curve(&parts);
            if let Some(last) = curve.last() {
                prop_assert!((last.cost_share - 1.0).abs() < 1e-9 && (last.result_share - 1.0).abs() < 1e-9);
            }
            for step in curve.windows(2) {
                prop_assert!(step[0].cost_share <= step[1].cost_share && step[0].result_share <= step[1].result_share);
            }
            // Best first: the curve never lies under the diagonal.
            prop_assert!(curve.iter().all(|point| point.result_share >= point.cost_share - 1e-9));
        }
    }
}
