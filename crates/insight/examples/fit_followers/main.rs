//! Remakes the weights of the follower model: `cargo run --example fit_followers > src/followers/data/weights.tsv`,
//! in the folder of this crate.
//!
//! Invariant: the same program gives the same file to the byte; its test compares. Deliberately absent: any labelled set. What
//! is real and what is not comes from the generated people of `people`, and from nowhere else.

mod fit;
mod people;

use std::fmt::Write as _;

use insight::followers::{model, thresholds};
use people::Person;

/// How many accounts are generated; half of them have nobody behind them.
const ACCOUNTS: usize = 40_000;
const SEED: u64 = 2026;
/// Goes up when people, features or fitting change, because results are kept beside it.
const MODEL_ID: &str = "followers-1";

const NOTE: &str = "\
# Weights of the follower model, in log-odds; made by examples/fit_followers, not by hand.
# How: 40,000 accounts are generated (seed 2026), half of them with nobody behind them, as the kinds of people and of bought
# accounts that stand in examples/fit_followers/people.rs with their numbers. The kinds follow the signals that audits publish
# (docs/domain.md, 12b: no photo, following to followers, age, posts, missing bio), and the numbers are our assumptions. In half
# of the accounts each fact is hidden with a chance of 35 %, so that a missing fact has its own honest meaning: none. Three in a
# hundred labels are turned round, because life is less tidy than a generator. Then a logistic regression without an
# intercept, with a small price on weights and on steps between knots, is fitted by Newton's method and rounded to three decimals.
# No real account was used.
# fitted_share is the share with nobody behind them among the generated; the program moves it to the expected share.
# suspicious_from is the probability from which an account counts as suspicious: where, of generated followers with the expected
# share, as many real ones are counted as suspicious ones are missed.
";

fn weights() -> String {
    let people = people::generated(ACCOUNTS, SEED);
    let design = fit::Design::of(&people);
    // Adding zero turns a rounded "-0.000" into "0.000".
    let fitted: Vec<f64> = design.fitted(&people).into_iter().map(|weight| (weight * 1000.0).round() / 1000.0 + 0.0).collect();
    let from = suspicious_from(&people, &design.evidence(&fitted));
    let mut out = format!("{NOTE}feature\tat\tweight\nmodel_id\t\t{MODEL_ID}\nfitted_share\t\t0.5\nsuspicious_from\t\t{from:.2}\n");
    let mut left = fitted.into_iter();
    for feature in model::all() {
        for (knot, weight) in feature.knots.iter().zip(&mut left) {
            let _ = writeln!(out, "{}\t{knot}\t{weight:.3}", feature.name);
        }
    }
    out
}

/// The probability, in hundredths, from which on the share that is counted comes nearest to the expected share, where the
/// expected share is the truth.
fn suspicious_from(people: &[Person], evidence: &[f64]) -> f64 {
    let expected = thresholds().expected_share;
    // Not the program's own function: that one reads the file which is being made. Half are suspicious here, which is odds of one.
    let odds = expected / (1.0 - expected);
    let probabilities: Vec<f64> = evidence.iter().map(|sum| 1.0 / (1.0 + (-sum).exp() / odds)).collect();
    let counted = |from: f64, suspicious: bool| {
        let of = people.iter().zip(&probabilities).filter(|(person, _)| person.suspicious == suspicious);
        of.filter(|(_, probability)| **probability >= from).count() as f64 / (ACCOUNTS / 2) as f64
    };
    let miss = |from: f64| (expected * counted(from, true) + (1.0 - expected) * counted(from, false) - expected).abs();
    let hundredths = (1..100).map(|hundredth| f64::from(hundredth) / 100.0);
    hundredths.min_by(|a, b| miss(*a).total_cmp(&miss(*b))).unwrap_or(0.5)
}

fn main() {
    print!("{}", weights());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_weights_are_those_that_this_program_makes() {
        let committed = include_str!("../../src/followers/data/weights.tsv");
        assert!(committed == weights(), "run the example again and commit its file, or find out why it differs");
    }

    #[test]
    fn each_half_of_the_generated_is_one_kind() {
        let people = people::generated(1000, 7);
        assert_eq!(people.len(), 1000);
        assert_eq!(people.iter().filter(|person| person.suspicious).count(), 500);
        let turned = people.iter().filter(|person| person.suspicious != person.labelled).count();
        assert!((10..=50).contains(&turned), "about 3 % of the labels: {turned}");
    }
}
