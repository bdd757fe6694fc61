//! Standing: whom to work with again, proposed from what each unit of cost brought.
//!
//! The model is the plainest conjugate one. Results come in units (orders, usable assets, posts with their views), and a
//! creator's count of units is Poisson with a rate per cost. The unit of a brand is its typical result, the sum of
//! squared values over the sum of values, so that a few large results count as few. Before any result a creator is as
//! likely above as below the brand's median: the prior is worth one unit and has that median (Gamma with shape 1 and
//! rate ln 2 / median). With `y` units where the median creator would have had `e` for the same cost, the posterior is
//! Gamma(1 + y), and P(better than the median) = Q(1 + y, ln 2 + e), the regularised upper incomplete gamma function.
//!
//! Invariant: with too little to compare with, the proposal is `test` and says why. Absent: a person's own decision,
//! which overrides it, and `blocked`, which only a person sets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::function::gamma::gamma_ur;

use super::Formula;
use crate::creators::Standing;

/// The formula and its version.
pub const STANDING: Formula = Formula::first(
    "P(better than the median)",
    "gamma-Poisson: Q(1 + y, ln 2 + e), with y results of the brand's typical size where the median creator had e for the same cost",
);

/// From this probability on a creator is proposed for the next campaign (docs/domain.md, Judging results).
const REBOOK: f64 = 0.8;
/// Down to this one, to be left out of it.
const PAUSE: f64 = 0.2;
/// With fewer others to compare with there is no median worth the name.
const LEAST_PEERS: usize = 5;

/// What one creator of a brand cost and brought, in the campaign objective's measure: engaged views for awareness,
/// contribution for sales, usable assets for content.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Results {
    /// All-in cost in minor units.
    pub cost: i64,
    total: f64,
    squares: f64,
}

impl Results {
    /// Adds a result: an order's contribution in minor units, a post's views, 1 for an asset. A value below zero counts as zero.
    pub fn add(&mut self, value: i64) {
        let value = value.max(0) as f64;
        self.total += value;
        self.squares += value.powi(2);
    }

    /// Adds many results at once, none of them below zero: their sum and the sum of their squares.
    pub fn add_all(&mut self, total: f64, squares: f64) {
        self.total += total;
        self.squares += squares;
    }

    /// What a unit of cost brought.
    fn rate(&self) -> f64 {
        self.total / self.cost as f64
    }
}

/// Everybody of a brand who can be compared, looked at once for all of whom something is proposed.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// What each who cost something brought for it, the least first.
    rates: Vec<f64>,
    total: f64,
    squares: f64,
}

impl Compared {
    /// Looks at everybody; who cost nothing cannot be compared.
    pub fn of<'a>(all: impl IntoIterator<Item = &'a Results>) -> Self {
        let mut compared = Self::default();
        for results in all.into_iter().filter(|results| results.cost > 0) {
            compared.rates.push(results.rate());
            compared.total += results.total;
            compared.squares += results.squares;
        }
        compared.rates.sort_by(f64::total_cmp);
        compared
    }

    /// Proposes the standing of one of them against all others.
    #[must_use]
    pub fn propose(&self, own: &Results, reliability: &Reliability) -> StandingProposal {
        let paid = own.cost > 0;
        let peers = self.rates.len() - usize::from(paid);
        let median = self.median_without(paid.then(|| own.rate()));
        let mut proposal = StandingProposal {
            standing: Standing::Test,
            probability: None,
            own: paid.then(|| own.rate()),
            median,
            peers,
            reason: String::new(),
            formula: STANDING,
        };
        match (paid, peers >= LEAST_PEERS, median.filter(|median| *median > 0.0)) {
            (false, _, _) => proposal.reason = "Nothing has been spent on this creator yet.".into(),
            (_, false, _) => proposal.reason = format!("Only {peers} other creators to compare with; {LEAST_PEERS} are needed."),
            (_, _, None) => proposal.reason = "Half of your creators brought nothing yet, so there is no median to compare with.".into(),
            (true, true, Some(median)) => judge(&mut proposal, own, self.squares / self.total, median, reliability),
        }
        proposal
    }

    /// The median of the rates but for one of them.
    fn median_without(&self, own: Option<f64>) -> Option<f64> {
        let left_out = own.map(|own| self.rates.partition_point(|rate| rate.total_cmp(&own).is_lt()));
        let rate = |at: usize| self.rates.get(at + usize::from(left_out.is_some_and(|left_out| at >= left_out))).copied();
        let count = self.rates.len() - usize::from(left_out.is_some());
        match count {
            0 => None,
            odd if odd % 2 == 1 => rate(odd / 2),
            even => Some((rate(even / 2 - 1)? + rate(even / 2)?) / 2.0),
        }
    }
}

/// How reliably a creator worked: shown beside the proposal, and able to veto it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reliability {
    /// Deadlines that the creator had.
    pub deadlines: u32,
    /// Those kept, or missed because of the brand.
    pub kept: u32,
    /// Rounds of changes over all approved deliverables.
    pub rounds: u32,
    /// Approved deliverables.
    pub approved: u32,
    /// The median time to answer us, in minutes, where known.
    pub answer_minutes: Option<u32>,
}

impl Reliability {
    /// Why the creator should not simply be booked again: at least three deadlines, and fewer than half of them kept.
    #[must_use]
    pub fn veto(&self) -> Option<String> {
        let unreliable = self.deadlines >= 3 && self.kept * 2 < self.deadlines;
        unreliable.then(|| format!("Kept only {} of {} deadlines.", self.kept, self.deadlines))
    }
}

/// What is proposed for a creator, and why.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StandingProposal {
    /// `rebook`, `test` or `pause`.
    pub standing: Standing,
    /// P(better than the median), 0 to 1, where there is enough to compare with.
    pub probability: Option<f64>,
    /// The creator's own results per unit of cost, in the measure's units per minor unit.
    pub own: Option<f64>,
    /// The median of the brand's other creators, in the same.
    pub median: Option<f64>,
    /// How many others there were.
    pub peers: usize,
    /// In words.
    pub reason: String,
    /// How it was computed.
    pub formula: Formula,
}

/// What is proposed for a creator who has nothing live yet: there is nothing to judge, so no probability is given.
#[must_use]
pub fn not_live_yet() -> StandingProposal {
    StandingProposal {
        standing: Standing::Test,
        probability: None,
        own: None,
        median: None,
        peers: 0,
        reason: "Nothing of theirs is live yet, so there is nothing to judge.".into(),
        formula: STANDING,
    }
}

/// `unit` is the brand's typical result.
fn judge(proposal: &mut StandingProposal, own: &Results, unit: f64, median: f64, reliability: &Reliability) {
    let units = own.total / unit;
    let expected = own.cost as f64 * median / unit;
    let probability = better_than_median(units, expected);
    proposal.probability = Some(probability);
    let counted = format!(
        "brought as much as {units:.1} typical results; for the same cost the median of {} others brings {expected:.1}",
        proposal.peers
    );
    let (standing, verdict) = match probability {
        better if better >= REBOOK => (Standing::Rebook, "Very likely better than the median"),
        worse if worse <= PAUSE => (Standing::Pause, "Very likely worse than the median"),
        _ => (Standing::Test, "Not clear yet"),
    };
    proposal.standing = standing;
    proposal.reason = format!("{verdict}: {counted}.");
    if let (Standing::Rebook, Some(veto)) = (standing, reliability.veto()) {
        proposal.standing = Standing::Test;
        proposal.reason = format!("{} {veto} A person should decide.", proposal.reason);
    }
}

/// P(rate > median) with `units` results where the median creator would have had `expected`.
fn better_than_median(units: f64, expected: f64) -> f64 {
    gamma_ur(1.0 + units, std::f64::consts::LN_2 + expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Q(a, x) for whole a is exp(-x) times the sum of x^k / k! for k below a, computed so in Python.
    #[test]
    fn the_probability_as_computed_by_hand() {
        for (units, expected, probability) in [
            (0.0, 0.0, 0.5),
            (0.0, 3.0, 0.024_893_534_184),
            (60.0, 40.0, 0.998_238_624_122),
            (40.0, 40.0, 0.498_373_057_762),
            (40.0, 60.0, 0.003_095_667_117),
            (3.0, 3.0, 0.495_584_490_656),
            (9.0, 5.0, 0.935_583_061_892),
            (1.0, 8.0, 0.001_625_844_313),
            (2.0, 0.5, 0.880_969_794_417),
        ] {
            let found = better_than_median(units, expected);
            assert!((found - probability).abs() < 1e-9, "{units} against {expected}: {found}");
        }
    }

    /// A creator with so many assets, each worth one, for a cost.
    fn assets(cost: i64, count: usize) -> Results {
        results(cost, &vec![1; count])
    }

    fn results(cost: i64, values: &[i64]) -> Results {
        let mut results = Results { cost, ..Results::default() };
        values.iter().for_each(|value| results.add(*value));
        results
    }

    fn propose(own: &Results, peers: &[Results], reliability: &Reliability) -> StandingProposal {
        Compared::of(peers.iter().chain([own])).propose(own, reliability)
    }

    #[test]
    fn results_added_by_their_sums_are_those_added_one_by_one() {
        let mut summed = results(500, &[3]);
        summed.add_all(30.0, 500.0);
        assert_eq!(summed, results(500, &[3, 10, 20]));
    }

    #[test]
    fn the_median_is_that_of_the_others() {
        let all = [assets(100, 1), assets(100, 2), assets(100, 2), assets(100, 4), assets(100, 9)];
        let compared = Compared::of(&all);
        for (own, median) in [(0, 0.03), (1, 0.03), (2, 0.03), (3, 0.02), (4, 0.02)] {
            let found = compared.propose(&all[own], &Reliability::default());
            assert!(found.median.is_some_and(|found| (found - median).abs() < 1e-12), "{own}: {found:?}");
            assert_eq!(found.peers, 4);
        }
        assert_eq!(Compared::of(&[]).propose(&assets(0, 1), &Reliability::default()).median, None);
    }

    /// Five others, each with ten assets for 1,000: a median of one in a hundred.
    fn others() -> Vec<Results> {
        vec![assets(1_000, 10); 5]
    }

    #[test]
    fn rebook_test_or_pause_by_the_probability() {
        // For 500 the median creator makes five.
        for (count, standing) in [(9, Standing::Rebook), (5, Standing::Test), (1, Standing::Pause)] {
            let proposal = propose(&assets(500, count), &others(), &Reliability::default());
            assert_eq!(proposal.standing, standing, "{count}: {}", proposal.reason);
            assert_eq!(
                (proposal.median, proposal.peers, proposal.formula.label().as_str()),
                (Some(0.01), 5, "P(better than the median) v1")
            );
        }
        let nine = propose(&assets(500, 9), &others(), &Reliability::default());
        assert!((nine.probability.unwrap() - 0.935_583_061_892).abs() < 1e-9);
        let text = "Very likely better than the median: brought as much as 9.0 typical results; for the same cost the median of 5 others brings 5.0.";
        assert_eq!(nine.reason, text);
    }

    #[test]
    fn too_little_to_compare_with_is_a_test_with_its_reason() {
        let free_only = vec![assets(0, 10); 9];
        let silent = vec![assets(1_000, 0); 5];
        for (own, peers, reason) in [
            (assets(500, 9), others()[..4].to_vec(), "Only 4 other creators to compare with; 5 are needed."),
            (assets(500, 9), free_only, "Only 0 other creators to compare with; 5 are needed."),
            (assets(0, 9), others(), "Nothing has been spent on this creator yet."),
            (assets(500, 9), silent, "Half of your creators brought nothing yet, so there is no median to compare with."),
        ] {
            let proposal = propose(&own, &peers, &Reliability::default());
            assert_eq!((proposal.standing, proposal.probability, proposal.reason.as_str()), (Standing::Test, None, reason));
        }
    }

    #[test]
    fn one_large_result_is_no_star() {
        // The same sum for the same cost, in one order or in eighteen, against others with ten orders of 50 each.
        let others = vec![results(1_000, &[50; 10]); 20];
        let one = propose(&results(500, &[900]), &others, &Reliability::default());
        let many = propose(&results(500, &[50; 18]), &others, &Reliability::default());
        assert_eq!(many.standing, Standing::Rebook);
        assert!(one.probability < many.probability);
        assert_eq!(one.own, many.own);
    }

    #[test]
    fn unreliable_creators_are_not_rebooked_by_themselves() {
        for (kept, deadlines, standing) in [(1, 3, Standing::Test), (2, 4, Standing::Rebook), (0, 2, Standing::Rebook)] {
            let reliability = Reliability { deadlines, kept, ..Reliability::default() };
            assert_eq!(propose(&assets(500, 9), &others(), &reliability).standing, standing, "{kept} of {deadlines}");
        }
        let vetoed = propose(&assets(500, 9), &others(), &Reliability { deadlines: 3, kept: 1, ..Reliability::default() });
        assert!(vetoed.reason.ends_with("Kept only 1 of 3 deadlines. A person should decide."), "{}", vetoed.reason);
    }
}
