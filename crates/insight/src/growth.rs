//! Growth of a profile: what is usual for it, where it was out of line, and what happened about then.
//!
//! Invariants: a profile is held against its own usual growth, by medians, so that one jump does not hide another; what stands
//! beside a jump is near in time and never said to be its cause (docs/domain.md, section 7: a low score is no proof of buying).
//! Deliberately absent: forecasts, and a verdict.

mod series;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use series::{DAY_US, Step, days, median_by_days, steps, usable};

/// Days of a month in a year of 365.25.
const MONTH: f64 = 30.4375;
/// The median growth of 768 Instagram accounts over two months was 2.5 % a month; a steadier profile is not held to less.
const USUAL_MONTHLY: f64 = 0.025;
/// More than this in a month is an error or an event worth an alert (same accounts).
const ALERT_MONTHLY: f64 = 0.5;
/// Out of line is what lies so many robust standard deviations from the median.
const DEVIATIONS: f64 = 4.0;
/// The median deviation of a normal distribution, as a standard deviation.
const TO_SIGMA: f64 = 1.4826;
/// A jump is at least this share of the followers before it, and this many.
const LEAST_SHARE: f64 = 0.02;
const LEAST_FOLLOWERS: f64 = 50.0;
/// Fewer steps or days than these do not show what is usual.
const LEAST_STEPS: usize = 5;
const LEAST_DAYS: f64 = 28.0;
/// Over fewer days, growth a month is not worked out.
const LEAST_DAYS_MONTHLY: f64 = 14.0;
/// What happened so many days before a jump stands beside it; views and follows come in later than the post.
const CAUSE_BEFORE_DAYS: i64 = 3;
/// So many causes are listed, the most seen first.
const MOST_CAUSES: usize = 10;
/// Steps at the edge of a jump that are weaker than this part of its strongest are unrest beside it.
const EDGE: f64 = 0.1;
/// Back where it would have been, but for this part of the jump.
const BACK_WITHIN: f64 = 0.25;

/// A follower count at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// When it was taken, in microseconds of Unix time.
    pub at_us: i64,
    /// How many followers.
    pub value: i64,
    /// Whether it is exact; an estimated one ("1.2M") is sure to its last written digit only.
    pub exact: bool,
}

impl Point {
    /// A point of a source that dates by days, counted from 1 January 1970.
    #[must_use]
    pub fn on_day(day: i64, value: i64, exact: bool) -> Self {
        Self { at_us: day.saturating_mul(DAY_US), value, exact }
    }
}

/// Something dated that may have brought followers: a post that many saw, a mention, a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// When, in microseconds of Unix time.
    pub at_us: i64,
    /// What, as people call it.
    pub what: String,
    /// How many saw it, where that is known.
    pub views: Option<i64>,
    /// Where it can be looked at.
    pub link: Option<String>,
}

/// What a change point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SpikeKind {
    /// More came than usual.
    Gain,
    /// Some left, or far fewer came than usual.
    Loss,
    /// One reading was far out and the next was back: a wrong reading, or followers who left again.
    OutAndBack,
}

/// A time in which growth was out of line with the rest.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Spike {
    /// What it is.
    pub kind: SpikeKind,
    /// The last reading before it.
    pub start_us: i64,
    /// The first reading after it.
    pub end_us: i64,
    /// Followers at the start.
    pub before: i64,
    /// Followers gained (below zero: lost); for one that went out and back, how far out it was.
    pub amount: i64,
    /// What usual growth would have brought in that time.
    pub expected: i64,
    /// How many times the usual growth it was; none where the usual is no growth, or followers were lost.
    pub factor: Option<f64>,
    /// Whether a reading of it was estimated.
    pub estimated: bool,
    /// What happened from three days before it to its end. Near in time, and no more than that is known.
    pub causes: Vec<Cause>,
    /// All of this as a sentence.
    pub sentence: String,
}

/// Growth of more than half in a month: an error or an event.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Alert {
    /// The reading before.
    pub start_us: i64,
    /// The reading after.
    pub end_us: i64,
    /// Followers before.
    pub before: i64,
    /// Followers after.
    pub after: i64,
    /// Growth a month; over less than a month, growth as it was.
    pub growth: f64,
}

/// How a profile grew.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Growth {
    /// Readings that could be used.
    pub points: usize,
    /// Days from the first to the last of them.
    pub days: f64,
    /// Growth a month from first to last, compounded; 0.025 is 2.5 %. None under two weeks.
    pub monthly: Option<f64>,
    /// Median growth a day; one jump does not move it. None where there are too few readings.
    pub usual_daily: Option<f64>,
    /// The same a month.
    pub usual_monthly: Option<f64>,
    /// Whether there are enough readings to look for what is out of line.
    pub enough: bool,
    /// What was out of line, in order of time.
    pub spikes: Vec<Spike>,
    /// Growth of more than half in a month, in order of time.
    pub alerts: Vec<Alert>,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Finds where a profile's growth was out of line with its own usual growth.
#[must_use]
pub fn change_points(points: &[Point], causes: &[Cause]) -> Growth {
    let (readings, unusable) = usable(points);
    let steps = steps(&readings);
    let mut growth = Growth { points: readings.len(), alerts: alerts(&readings), ..Growth::default() };
    if unusable > 0 {
        let noun = if unusable == 1 { "reading" } else { "readings" };
        growth.notes.push(format!("{unusable} {noun} without followers could not be used."));
    }
    if let (Some(first), Some(last)) = (readings.first(), readings.last()) {
        growth.days = days(first.at_us, last.at_us);
        growth.monthly = (growth.days >= LEAST_DAYS_MONTHLY)
            .then(|| ((last.value as f64 / first.value as f64).ln() / growth.days * MONTH).exp_m1())
            .filter(|monthly| monthly.is_finite());
    }
    growth.enough = steps.len() >= LEAST_STEPS && growth.days >= LEAST_DAYS;
    if !growth.enough {
        growth.notes.push(format!(
            "{} readings over {:.0} days are too few to say what is usual; at least {} over {LEAST_DAYS:.0} days are needed.",
            readings.len(),
            growth.days,
            LEAST_STEPS + 1
        ));
        return growth;
    }
    if readings.iter().any(|reading| !reading.exact) {
        growth.notes.push("Some readings are rounded; jumps smaller than their rounding cannot be seen.".to_owned());
    }
    let usual = median_by_days(steps.iter().map(|step| (step.rate, step.days)));
    let deviation = median_by_days(steps.iter().map(|step| ((step.rate - usual).abs(), step.days)));
    growth.usual_daily = Some(usual.exp_m1());
    growth.usual_monthly = Some((usual * MONTH).exp_m1()).filter(|monthly| monthly.is_finite());
    let limit = DEVIATIONS * (TO_SIGMA * deviation).max(USUAL_MONTHLY.ln_1p() / MONTH);
    growth.spikes = spikes(&steps, usual, limit, causes);
    growth
}

/// Neighbouring steps that are out of line in the same direction, as far as they are large enough.
fn spikes(steps: &[Step], usual: f64, limit: f64, causes: &[Cause]) -> Vec<Spike> {
    let direction = |step: &Step| {
        let off = step.rate - usual;
        if off.abs() <= limit { 0 } else { off.signum() as i8 }
    };
    let runs: Vec<Run> =
        steps.chunk_by(|a, b| direction(a) == direction(b)).filter_map(|run| Run::of(run, direction(run.first()?), usual)).collect();
    let mut out = Vec::new();
    let mut left = runs.as_slice();
    while let [run, rest @ ..] = left {
        left = rest;
        if run.direction == 0 || !run.is_large() {
            continue;
        }
        if let Some(back) = rest.first().filter(|next| run.is_undone_by(next, usual)) {
            out.push(spike(run, SpikeKind::OutAndBack, back.end, usual, causes));
            left = rest.get(1..).unwrap_or_default();
        } else {
            let kind = if run.direction > 0 { SpikeKind::Gain } else { SpikeKind::Loss };
            out.push(spike(run, kind, run.end, usual, causes));
        }
    }
    out
}

/// Steps in a row that are on the same side of usual.
#[derive(Clone, Copy)]
struct Run {
    direction: i8,
    steps: usize,
    start: Point,
    end: Point,
    /// Followers beyond what usual growth brings.
    excess: f64,
    /// How far rounding alone can move the excess.
    rounding: f64,
}

impl Run {
    fn of(steps: &[Step], direction: i8, usual: f64) -> Option<Self> {
        let off = |step: &Step| (step.rate - usual).abs();
        let strongest = steps.iter().map(off).fold(0.0, f64::max);
        let belongs = |step: &Step| off(step) >= EDGE * strongest;
        let (first, last) = (steps.iter().position(belongs)?, steps.iter().rposition(belongs)?);
        let steps = steps.get(first..=last)?;
        let (start, end) = (steps.first()?.from, steps.last()?.to);
        let excess = (end.value - start.value) as f64 - expected(start, end, usual);
        let rounding = (series::rounding(start) + series::rounding(end)) / 2.0;
        Some(Self { direction, steps: steps.len(), start, end, excess, rounding })
    }

    fn is_large(&self) -> bool {
        let size = self.excess.abs();
        size >= LEAST_SHARE * self.start.value as f64 && size >= LEAST_FOLLOWERS && size > self.rounding
    }

    /// Whether one reading was out and the next is where usual growth would have led.
    fn is_undone_by(&self, next: &Run, usual: f64) -> bool {
        let still_out = (next.end.value - self.start.value) as f64 - expected(self.start, next.end, usual);
        let opposite = next.direction == -self.direction && next.start == self.end;
        self.steps == 1 && next.steps == 1 && opposite && still_out.abs() <= BACK_WITHIN * self.excess.abs()
    }
}

fn expected(start: Point, end: Point, usual: f64) -> f64 {
    start.value as f64 * (usual * days(start.at_us, end.at_us)).exp_m1()
}

fn spike(run: &Run, kind: SpikeKind, end: Point, usual: f64, causes: &[Cause]) -> Spike {
    let (start, amount) = (run.start, run.end.value - run.start.value);
    let expected = expected(start, run.end, usual);
    let factor = (amount > 0 && expected >= 1.0).then(|| amount as f64 / expected);
    let earliest = start.at_us.saturating_sub(CAUSE_BEFORE_DAYS * DAY_US);
    let mut near: Vec<Cause> = causes.iter().filter(|cause| (earliest..=end.at_us).contains(&cause.at_us)).cloned().collect();
    near.sort_by_key(|cause| (std::cmp::Reverse(cause.views), cause.at_us));
    near.truncate(MOST_CAUSES);
    let estimated = !(start.exact && run.end.exact && end.exact);
    let sentence = sentence(run, kind, amount, factor, near.len());
    let (start_us, end_us, before) = (start.at_us, end.at_us, start.value);
    Spike { kind, start_us, end_us, before, amount, expected: expected.round() as i64, factor, estimated, causes: near, sentence }
}

fn sentence(run: &Run, kind: SpikeKind, amount: i64, factor: Option<f64>, causes: usize) -> String {
    let time = match days(run.start.at_us, run.end.at_us) {
        short if short < 1.5 => "in a day".to_owned(),
        long => format!("in {long:.0} days"),
    };
    let share = amount as f64 / run.start.value as f64 * 100.0;
    let times = factor.map(|factor| format!(", {factor:.0} times what is usual")).unwrap_or_default();
    let what = match kind {
        SpikeKind::Gain => format!("{amount:+} followers ({share:+.1} %) {time}{times}."),
        SpikeKind::Loss => format!("{amount:+} followers ({share:+.1} %) {time}, where growth is usual."),
        SpikeKind::OutAndBack => format!(
            "{amount:+} followers ({share:+.1} %) {time}, and back at the next reading: a wrong reading, or followers who left again."
        ),
    };
    let beside = match causes {
        0 => "Nothing that we know of happened about then.".to_owned(),
        1 => "One thing happened about then; whether it is the cause is not known.".to_owned(),
        many => format!("{many} things happened about then; whether one of them is the cause is not known."),
    };
    format!("{what} {beside}")
}

/// Each time in which followers grew by more than half in a month, one after the other.
fn alerts(readings: &[Point]) -> Vec<Alert> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some((start, later)) = readings.get(at..).and_then(<[Point]>::split_first) {
        let found = later.iter().enumerate().take_while(|(place, end)| *place == 0 || days(start.at_us, end.at_us) <= MONTH).find_map(
            |(place, end)| {
                let whole = (end.value as f64 / start.value as f64).ln();
                let growth = (whole * (MONTH / days(start.at_us, end.at_us)).min(1.0)).exp_m1();
                let large = growth > ALERT_MONTHLY && (end.value - start.value) as f64 >= LEAST_FOLLOWERS;
                large.then_some((place, Alert { start_us: start.at_us, end_us: end.at_us, before: start.value, after: end.value, growth }))
            },
        );
        match found {
            Some((place, alert)) => {
                out.push(alert);
                at += place + 1;
            }
            None => at += 1,
        }
    }
    out
}

#[cfg(test)]
mod tests;
