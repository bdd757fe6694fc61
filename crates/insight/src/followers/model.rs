//! The model: a logistic regression whose weights are a table.
//!
//! Each feature has knots with a weight each; between two knots the weight lies on a straight line, so a small change of an
//! account never makes a jump. Invariant: a feature that is not known adds nothing, and with nothing known the probability is
//! the expected share. Absent: fitting (`examples/fit_followers`) and effects of two features together.

use std::sync::OnceLock;

use super::tables::{counted, percent, rows};
use super::{Account, Reason, features};

const FEATURES: &str = include_str!("data/features.tsv");
const WEIGHTS: &str = include_str!("data/weights.tsv");

/// One feature with its knots and its sentences.
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its name in [`features::NAMES`].
    pub name: &'static str,
    /// The values that have a weight, ascending, as the table gives them.
    pub knots: Vec<f64>,
    logarithmic: bool,
    label: &'static str,
    zero: &'static str,
    other: &'static str,
}

impl Feature {
    fn scaled(&self, value: f64) -> f64 {
        if self.logarithmic { value.max(0.0).ln_1p() } else { value }
    }

    /// The two knots around a value and how much each counts; the shares sum to one.
    #[must_use]
    pub fn around(&self, value: f64) -> [(usize, f64); 2] {
        let at = self.scaled(value);
        let last = self.knots.len().saturating_sub(1);
        let mut before: Option<(usize, f64)> = None;
        for (index, knot) in self.knots.iter().map(|knot| self.scaled(*knot)).enumerate() {
            if at < knot {
                return match before {
                    None => [(index, 1.0), (index, 0.0)],
                    Some((low, from)) => {
                        let share = (at - from) / (knot - from);
                        [(low, 1.0 - share), (index, share)]
                    }
                };
            }
            before = Some((index, knot));
        }
        [(last, 1.0), (last, 0.0)]
    }

    fn sentence(&self, value: f64) -> String {
        let text = if value == 0.0 { self.zero } else { self.other };
        let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
        let Some((what, after)) = rest.split_once('}') else { return text.to_owned() };
        let number = match what {
            "%" => percent(value),
            "x" if value >= 10.0 => format!("{} times", value.round()),
            "x" => format!("{} times", (value * 10.0).round() / 10.0),
            noun => counted(value as i64, noun),
        };
        format!("{before}{number}{after}")
    }
}

struct Model {
    id: &'static str,
    fitted_share: f64,
    suspicious_from: f64,
    weights: Vec<Vec<f64>>,
}

/// The features in the order of [`features::NAMES`].
pub fn all() -> &'static [Feature] {
    static READ: OnceLock<Vec<Feature>> = OnceLock::new();
    READ.get_or_init(|| {
        features::NAMES.iter().filter_map(|name| rows(FEATURES).find(|row| row.first() == Some(name))).filter_map(feature).collect()
    })
}

fn feature(row: Vec<&'static str>) -> Option<Feature> {
    let [name, scale, knots, label, zero, other] = row[..] else { return None };
    let knots = knots.split(' ').filter_map(|knot| knot.parse().ok()).collect();
    Some(Feature { name, knots, logarithmic: scale == "log", label, zero, other })
}

fn model() -> &'static Model {
    static READ: OnceLock<Model> = OnceLock::new();
    READ.get_or_init(|| {
        let named = |name: &str| rows(WEIGHTS).find(|row| row.first() == Some(&name)).and_then(|row| row.get(2).copied());
        let number = |name: &str| named(name).and_then(|text| text.parse().ok()).unwrap_or(0.0);
        let weights = all()
            .iter()
            .map(|feature| {
                rows(WEIGHTS)
                    .filter(|row| row.first() == Some(&feature.name))
                    .filter_map(|row| row.get(2).and_then(|weight| weight.parse().ok()))
                    .collect()
            })
            .collect();
        Model {
            id: named("model_id").unwrap_or(""),
            fitted_share: number("fitted_share"),
            suspicious_from: number("suspicious_from"),
            weights,
        }
    })
}

/// Which weights these are; kept beside whatever they judged.
#[must_use]
pub fn id() -> &'static str {
    model().id
}

/// From this probability on, an account counts as suspicious: where, among generated followers with the expected share, as many
/// real ones are counted as suspicious ones are missed, so that the count is right though single accounts are not.
#[must_use]
pub fn suspicious_from() -> f64 {
    model().suspicious_from
}

/// What a feature's reason is called in a list over many accounts.
#[must_use]
pub fn label(name: &str) -> &'static str {
    all().iter().find(|feature| feature.name == name).map_or("", |feature| feature.label)
}

/// What the facts about an account add up to in log-odds, above zero for "nobody is behind it", and why.
#[must_use]
pub fn evidence(account: &Account) -> (f64, Vec<Reason>) {
    let mut sum = 0.0;
    let mut reasons = Vec::new();
    for ((feature, weights), value) in all().iter().zip(&model().weights).zip(features::values(account)) {
        let Some(value) = value else { continue };
        let contribution: f64 = feature.around(value).iter().map(|(knot, share)| weights.get(*knot).copied().unwrap_or(0.0) * share).sum();
        sum += contribution;
        // Less than this moves a probability by about one point at most.
        if contribution.abs() >= 0.05 {
            reasons.push(Reason { feature: feature.name, contribution, sentence: feature.sentence(value) });
        }
    }
    reasons.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
    (sum, reasons)
}

/// The chance that nobody is behind an account with this evidence, where `share` of all accounts are such.
#[must_use]
pub fn probability(evidence: f64, share: f64) -> f64 {
    // The weights come from as many suspicious as real accounts; among real followers they are rarer.
    let log_odds = evidence + logit(share) - logit(model().fitted_share);
    1.0 / (1.0 + (-log_odds).exp())
}

fn logit(share: f64) -> f64 {
    (share / (1.0 - share)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_fit_each_other_line_by_line() {
        assert_eq!(all().iter().map(|feature| feature.name).collect::<Vec<_>>(), features::NAMES);
        assert_eq!(rows(FEATURES).count(), features::NAMES.len());
        assert!(!id().is_empty());
        assert!(suspicious_from() > 0.184 && suspicious_from() <= 0.5, "likelier than before anything was known");
        for (feature, weights) in all().iter().zip(&model().weights) {
            assert_eq!(feature.knots.len(), weights.len(), "{}", feature.name);
            assert!(feature.knots.windows(2).all(|pair| pair[0] < pair[1]), "{}", feature.name);
        }
        assert_eq!(rows(WEIGHTS).count(), 3 + all().iter().map(|feature| feature.knots.len()).sum::<usize>());
    }

    #[test]
    fn with_nothing_known_the_chance_is_the_expected_share() {
        let (evidence, reasons) = evidence(&Account::default());
        let probability = probability(evidence, 0.184);
        assert!((probability - 0.184).abs() < 1e-9, "{probability}");
        assert!(reasons.is_empty());
    }

    #[test]
    fn between_two_knots_the_weight_is_on_a_line() {
        let digits = &all()[1];
        assert_eq!(digits.around(0.1), [(1, 1.0), (2, 0.0)]);
        let [(low, a), (high, b)] = digits.around(0.175);
        assert_eq!((low, high), (1, 2));
        assert!((a - 0.5).abs() < 1e-9 && (b - 0.5).abs() < 1e-9);
        assert_eq!(digits.around(1.0)[0], (3, 1.0));
        assert_eq!(digits.around(-1.0)[0], (0, 1.0));
    }

    #[test]
    fn counts_are_placed_by_their_logarithm() {
        let followers = all().iter().find(|feature| feature.name == "followers").unwrap();
        // The geometric middle of 31 and 101, less one.
        let [(low, a), (high, b)] = followers.around((31.0_f64 * 101.0).sqrt() - 1.0);
        assert_eq!((followers.knots[low], followers.knots[high]), (30.0, 100.0));
        assert!((a - 0.5).abs() < 1e-9 && (b - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_sentence_counts_in_words() {
        let said = |name: &str, value| all().iter().find(|feature| feature.name == name).unwrap().sentence(value);
        assert_eq!(said("posts", 0.0), "It has never posted.");
        assert_eq!(said("posts", 1.0), "It has 1 post.");
        assert_eq!(said("following", 7412.0), "It follows 7,412 accounts.");
        assert_eq!(said("username_digits", 0.5), "Of its username, 50 % is digits.");
        assert_eq!(said("following_per_follower", 30.4), "It follows 30 times as many as follow it.");
    }
}
