//! Logistic regression by Newton's method.
//!
//! Invariant: no chance in it; the same rows give the same weights. Absent: an intercept, so that an account of which nothing
//! is known stays where the share puts it.

use insight::followers::{features, model};

use crate::people::Person;

/// How much a weight costs; small against tens of thousands of rows, and enough to hold a knot that few rows touch.
const RIDGE: f64 = 20.0;
/// How much a step between two neighbouring knots costs, so that the curve does not follow what few rows do.
const SMOOTH: f64 = 20.0;
const ROUNDS: usize = 12;

/// Accounts as places and shares of knots, each feature's knots after those of the one before.
pub struct Design {
    rows: Vec<Vec<(usize, f64)>>,
    size: usize,
}

impl Design {
    /// The weight of each knot of each feature, in the model's order.
    pub fn fitted(&self, people: &[Person]) -> Vec<f64> {
        let size = self.size;
        let mut start = 0;
        let mut neighbours = Vec::new();
        for feature in model::all() {
            let end = start + feature.knots.len();
            neighbours.extend((start + 1..end).map(|at| (at - 1, at)));
            start = end;
        }
        let mut weights = vec![0.0; size];
        for _ in 0..ROUNDS {
            let mut slope: Vec<f64> = weights.iter().map(|weight| -RIDGE * weight).collect();
            let mut curve = vec![vec![0.0; size]; size];
            for (at, row) in curve.iter_mut().enumerate() {
                row[at] = RIDGE;
            }
            for (left, right) in &neighbours {
                let step = SMOOTH * (weights[*left] - weights[*right]);
                slope[*left] -= step;
                slope[*right] += step;
                curve[*left][*left] += SMOOTH;
                curve[*right][*right] += SMOOTH;
                curve[*left][*right] -= SMOOTH;
                curve[*right][*left] -= SMOOTH;
            }
            for (row, person) in self.rows.iter().zip(people) {
                let odds: f64 = row.iter().map(|(at, share)| weights[*at] * share).sum();
                let chance = 1.0 / (1.0 + (-odds).exp());
                let miss = f64::from(u8::from(person.labelled)) - chance;
                let weight = chance * (1.0 - chance);
                for (at, share) in row {
                    slope[*at] += miss * share;
                    for (other, second) in row {
                        curve[*at][*other] += weight * share * second;
                    }
                }
            }
            for (weight, step) in weights.iter_mut().zip(solved(curve, slope)) {
                *weight += step;
            }
        }
        weights
    }

    /// What each account's facts add up to with these weights.
    pub fn evidence(&self, weights: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|row| row.iter().map(|(at, share)| weights[*at] * share).sum()).collect()
    }

    /// Places the accounts.
    pub fn of(people: &[Person]) -> Self {
        let features = model::all();
        let mut starts = Vec::new();
        let mut size = 0;
        for feature in features {
            starts.push(size);
            size += feature.knots.len();
        }
        let row = |person: &Person| {
            let values = features::values(&person.account);
            let known = features.iter().zip(&starts).zip(values).filter_map(|((feature, start), value)| Some((feature, start, value?)));
            known
                .flat_map(|(feature, start, value)| feature.around(value).map(|(knot, share)| (start + knot, share)))
                .filter(|(_, share)| *share > 0.0)
                .collect()
        };
        Self { rows: people.iter().map(row).collect(), size }
    }
}

/// Solves a symmetric positive system by elimination; it needs no pivots.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for at in 0..size {
        let (done, below) = matrix.split_at_mut(at + 1);
        let pivot = &done[at];
        for (offset, row) in below.iter_mut().enumerate() {
            let factor = row[at] / pivot[at];
            for column in at..size {
                row[column] -= factor * pivot[column];
            }
            right[at + 1 + offset] -= factor * right[at];
        }
    }
    for at in (0..size).rev() {
        let rest: f64 = (at + 1..size).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - rest) / matrix[at][at];
    }
    right
}
