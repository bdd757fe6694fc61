//! The attrition plan: how many creators to invite so that enough of them take part.
//!
//! Invariant: a plan says the chance that it suffices and what that chance is based on. Below ten resolved invitations
//! of a source the field's rule of thumb is used as it is; from ten on the brand's own acceptance with its uncertainty
//! (docs/domain.md, Attrition planning). Absent: who is invited, and when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::function::{beta::ln_beta, factorial::ln_binomial};

use crate::creators::Source;
use crate::money::split_by_weight;

/// From so many resolved invitations of a source its own acceptance is used.
const ENOUGH: u32 = 10;
/// The chance that a plan from own data aims at.
const CONFIDENCE: f64 = 0.9;
/// What own data start from, in accepted and refused invitations: BetaBinomial(n, 2 + yes, 1 + no).
const PRIOR: (f64, f64) = (2.0, 1.0);

/// How invitations of one source have ended. Invitations without an answer yet are not in it; silence to the end is a no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// How the creators were found.
    pub source: Source,
    /// Took part.
    pub yes: u32,
    /// Declined or never answered.
    pub no: u32,
}

/// What a plan's chance rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum Basis {
    /// The field's acceptance for this kind of source: `accepted` of `invited`.
    RuleOfThumb {
        /// The share's upper part: 2 of 2 in 3.
        accepted: u32,
        /// The share's lower part: 3 of 2 in 3.
        invited: u32,
    },
    /// The brand's own invitations.
    OwnData {
        /// Took part.
        yes: u32,
        /// Did not.
        no: u32,
    },
}

impl Basis {
    /// In words, for who hovers over the number.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Basis::RuleOfThumb { accepted, invited } => {
                format!(
                    "Your own acceptance is not known yet (fewer than {ENOUGH} invitations resolved), so {accepted} in {invited} is assumed."
                )
            }
            Basis::OwnData { yes, no } => format!("{yes} of your own {} resolved invitations were accepted.", yes + no),
        }
    }
}

/// How many to invite from one source.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// How the creators are found.
    pub source: Source,
    /// Active creators wanted from it.
    pub target: u32,
    /// Invitations to send.
    pub invite: u32,
    /// The chance, 0 to 1, that they suffice.
    pub chance: f64,
    /// What it rests on.
    pub basis: Basis,
}

/// How many to invite from several sources together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MixedPlan {
    /// Active creators wanted in all.
    pub target: u32,
    /// Invitations to send in all.
    pub invite: u32,
    /// The chance, 0 to 1, that all sources together reach the target; one source's surplus covers another's lack.
    pub chance: f64,
    /// Source by source.
    pub parts: Vec<Plan>,
}

/// The acceptance that the field reports, as accepted of invited: 2 of 3 where the creator knows the brand, else 1 of 10.
#[must_use]
pub fn default_acceptance(source: Source) -> (u32, u32) {
    if source.is_warm() { (2, 3) } else { (1, 10) }
}

/// How many to invite so that `target` creators take part. With fewer than ten resolved invitations the target divided
/// by the default acceptance, rounded up, with the chance that this suffices; with more, the smallest number that
/// suffices with a chance of at least 0.9.
#[must_use]
pub fn plan(target: u32, record: Record) -> Plan {
    let Record { source, yes, no } = record;
    let basis = if yes.saturating_add(no) < ENOUGH {
        let (accepted, invited) = default_acceptance(source);
        Basis::RuleOfThumb { accepted, invited }
    } else {
        Basis::OwnData { yes, no }
    };
    let invite = match basis {
        Basis::RuleOfThumb { accepted, invited } => target.saturating_mul(invited).div_ceil(accepted),
        Basis::OwnData { .. } => smallest(target, basis),
    };
    Plan { source, target, invite, chance: chance(target, invite, basis), basis }
}

/// A plan over several sources: the target is split by the weights (largest remainder, the extra one to the earlier
/// source), each part is planned by itself, and the chance is that of all together.
#[must_use]
pub fn mixed(target: u32, sources: &[(Record, u32)]) -> MixedPlan {
    let weights: Vec<i64> = sources.iter().map(|(_, weight)| i64::from(*weight)).collect();
    let targets = split_by_weight(i64::from(target), &weights);
    let part = |(record, part): (&Record, i64)| plan(u32::try_from(part).unwrap_or(0), *record);
    let parts: Vec<Plan> = sources.iter().map(|(record, _)| record).zip(targets).map(part).collect();
    let wanted = target as usize;
    let nobody_yet: Vec<f64> = std::iter::once(1.0).chain(std::iter::repeat(0.0)).take(wanted).collect();
    let too_few = parts.iter().fold(nobody_yet, |so_far, part| added(&so_far, &fewer_than(wanted, part.invite, part.basis)));
    let chance = (1.0 - too_few.iter().sum::<f64>()).clamp(0.0, 1.0);
    MixedPlan { target, invite: parts.iter().map(|part| part.invite).sum(), chance, parts }
}

/// The smallest number of invitations with a chance of at least 0.9. The chance grows with each invitation, so the
/// number is found by doubling and halving.
fn smallest(target: u32, basis: Basis) -> u32 {
    let suffices = |invite: u32| chance(target, invite, basis) >= CONFIDENCE;
    let mut enough = target;
    while !suffices(enough) && enough < u32::MAX / 2 {
        enough *= 2;
    }
    let mut too_few = target.saturating_sub(1);
    while enough - too_few > 1 {
        let middle = too_few + (enough - too_few) / 2;
        if suffices(middle) { enough = middle } else { too_few = middle }
    }
    enough
}

/// The chance that at least `target` of `invite` take part.
fn chance(target: u32, invite: u32, basis: Basis) -> f64 {
    if target > invite {
        return 0.0;
    }
    (1.0 - fewer_than(target as usize, invite, basis).iter().sum::<f64>()).clamp(0.0, 1.0)
}

/// The chances of exactly 0, 1, ... up to `target - 1` of `invite` taking part.
fn fewer_than(target: usize, invite: u32, basis: Basis) -> Vec<f64> {
    let exactly = |count: u32| {
        let (some, others) = (f64::from(count), f64::from(invite - count));
        let ways = ln_binomial(u64::from(invite), u64::from(count));
        match basis {
            Basis::RuleOfThumb { accepted, invited } => {
                let share = f64::from(accepted) / f64::from(invited);
                (ways + some * share.ln() + others * (1.0 - share).ln()).exp()
            }
            Basis::OwnData { yes, no } => {
                let (yes, no) = (PRIOR.0 + f64::from(yes), PRIOR.1 + f64::from(no));
                (ways + ln_beta(yes + some, no + others) - ln_beta(yes, no)).exp()
            }
        }
    };
    (0..u32::try_from(target).unwrap_or(u32::MAX)).map(|count| if count <= invite { exactly(count) } else { 0.0 }).collect()
}

/// The chances of the sum of two independent counts, as far as the first reaches.
fn added(one: &[f64], other: &[f64]) -> Vec<f64> {
    (0..one.len()).map(|sum| (0..=sum).map(|part| one[part] * other[sum - part]).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(source: Source, yes: u32, no: u32) -> Record {
        Record { source, yes, no }
    }

    /// Chances computed by hand-written sums of exact fractions (Python's `fractions` and `math.comb`).
    #[test]
    fn with_little_data_the_rule_of_thumb_and_its_chance() {
        for (target, source, yes, no, invite, chance) in [
            (20, Source::Application, 0, 0, 30, 0.584_759_598_771),
            (12, Source::Mention, 6, 3, 18, 0.608_510_346_493),
            (1, Source::Cold, 0, 9, 10, 0.651_321_559_900),
            (5, Source::Cold, 0, 0, 50, 0.568_801_593_171),
            (1, Source::Customer, 0, 0, 2, 0.888_888_888_889),
            (3, Source::Customer, 0, 0, 5, 0.790_123_456_790),
        ] {
            let plan = plan(target, record(source, yes, no));
            assert_eq!(plan.invite, invite, "{target} from {source:?}");
            assert!((plan.chance - chance).abs() < 1e-10, "{target} from {source:?}: {}", plan.chance);
            assert!(matches!(plan.basis, Basis::RuleOfThumb { .. }));
        }
    }

    /// The smallest n by walking up from the target with exact fractions, in the same way.
    #[test]
    fn with_own_data_the_smallest_number_that_suffices_nine_times_in_ten() {
        for (target, yes, no, invite, chance) in [
            (20, 10, 5, 40, 0.905_750_431_836),
            (20, 20, 10, 38, 0.910_717_689_132),
            (20, 7, 3, 40, 0.912_068_038_617),
            (5, 10, 0, 6, 0.901_960_784_314),
            (5, 0, 10, 115, 0.900_580_665_185),
            (1, 5, 5, 4, 0.930_769_230_769),
            (20, 3, 27, 266, 0.901_114_373_940),
            (12, 40, 60, 40, 0.908_186_205_706),
            (100, 60, 40, 190, 0.903_110_617_710),
            (1, 1, 9, 13, 0.904_347_826_087),
        ] {
            let plan = plan(target, record(Source::Cold, yes, no));
            assert_eq!((plan.invite, plan.basis), (invite, Basis::OwnData { yes, no }), "{target} with {yes}:{no}");
            assert!((plan.chance - chance).abs() < 1e-9, "{target} with {yes}:{no}: {}", plan.chance);
        }
    }

    #[test]
    fn nobody_wanted_is_nobody_invited() {
        for own in [record(Source::Cold, 0, 0), record(Source::Customer, 20, 20)] {
            let plan = plan(0, own);
            assert_eq!((plan.invite, plan.chance), (0, 1.0));
        }
    }

    #[test]
    fn a_plan_says_what_it_rests_on() {
        let text = plan(20, record(Source::Customer, 3, 6)).basis.text();
        assert_eq!(text, "Your own acceptance is not known yet (fewer than 10 invitations resolved), so 2 in 3 is assumed.");
        assert_eq!(plan(20, record(Source::Customer, 4, 6)).basis.text(), "4 of your own 10 resolved invitations were accepted.");
    }

    /// 8 from customers with own data (20 of 30) and 4 cold: the convolution of exact fractions.
    #[test]
    fn several_sources_cover_for_each_other() {
        let plan = mixed(12, &[(record(Source::Customer, 20, 10), 2), (record(Source::Cold, 0, 0), 1)]);
        let parts: Vec<(u32, u32)> = plan.parts.iter().map(|part| (part.target, part.invite)).collect();
        assert_eq!((parts, plan.invite), (vec![(8, 16), (4, 40)], 16 + 40));
        assert!((plan.chance - 0.858_276_265_917).abs() < 1e-9, "{}", plan.chance);
        assert_eq!(mixed(0, &[]).chance, 1.0);
        assert_eq!(mixed(3, &[]).chance, 0.0);
    }
}
