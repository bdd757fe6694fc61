//! Readings in order, and the steps between them.
//!
//! Invariant: steps are at least half a day long and have followers at both ends. Absent: filling of gaps.

use super::Point;

/// Microseconds of a day.
pub const DAY_US: i64 = 86_400_000_000;
/// Readings nearer than this count as one.
const NEAREST_DAYS: f64 = 0.5;

/// From one reading to the next.
#[derive(Clone, Copy)]
pub struct Step {
    pub from: Point,
    pub to: Point,
    pub days: f64,
    /// Growth a day, as a logarithm.
    pub rate: f64,
}

/// Days between two times.
pub fn days(start_us: i64, end_us: i64) -> f64 {
    (end_us as f64 - start_us as f64) / DAY_US as f64
}

/// Readings with followers, in order, at least half a day apart; an exact one goes before an estimated one. And how many had
/// no followers.
pub fn usable(points: &[Point]) -> (Vec<Point>, usize) {
    let mut sorted: Vec<Point> = points.iter().copied().filter(|point| point.value > 0).collect();
    let unusable = points.len() - sorted.len();
    sorted.sort_by_key(|point| (point.at_us, !point.exact));
    let mut out: Vec<Point> = Vec::with_capacity(sorted.len());
    for point in sorted {
        match out.last_mut() {
            Some(last) if days(last.at_us, point.at_us) < NEAREST_DAYS => {
                if point.exact && !last.exact {
                    *last = point;
                }
            }
            _ => out.push(point),
        }
    }
    (out, unusable)
}

/// The steps between readings.
pub fn steps(readings: &[Point]) -> Vec<Step> {
    let step = |(from, to): (&Point, &Point)| {
        let days = days(from.at_us, to.at_us);
        Step { from: *from, to: *to, days, rate: (to.value as f64 / from.value as f64).ln() / days }
    };
    readings.iter().zip(readings.iter().skip(1)).map(step).filter(|step| step.days >= NEAREST_DAYS).collect()
}

/// The middle of values of which each counts for its days, so that a month of daily readings weighs as much as one step of a
/// month.
pub fn median_by_days(values: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mut sorted: Vec<(f64, f64)> = values.collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = sorted.iter().map(|(_, days)| days).sum::<f64>() / 2.0;
    let mut passed = 0.0;
    for (value, days) in sorted {
        passed += days;
        if passed >= half {
            return value;
        }
    }
    0.0
}

/// The last written digit of an estimated reading: 100,000 for 1.2M. An exact one is sure to one.
pub fn rounding(point: Point) -> f64 {
    let mut unit = 1_i64;
    while !point.exact && point.value % (unit * 10) == 0 && unit < point.value / 10 {
        unit *= 10;
    }
    unit as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rounded_reading_is_sure_to_its_last_digit() {
        for (value, unit) in [(1_200_000, 100_000.0), (13_800_000, 100_000.0), (48_200, 100.0), (951, 1.0), (2_000_000, 1_000_000.0)] {
            assert_eq!(rounding(Point { at_us: 0, value, exact: false }), unit, "{value}");
            assert_eq!(rounding(Point { at_us: 0, value, exact: true }), 1.0);
        }
    }

    #[test]
    fn the_middle_counts_days_and_not_readings() {
        let daily = std::iter::repeat_n((0.1, 1.0), 20);
        assert_eq!(median_by_days(daily.chain([(0.001, 30.0)])), 0.001);
        assert_eq!(median_by_days(std::iter::empty()), 0.0);
    }

    #[test]
    fn readings_of_the_same_day_are_one_and_the_exact_one_is_kept() {
        let at = |hours: i64, value, exact| Point { at_us: hours * 3_600_000_000, value, exact };
        let (readings, unusable) = usable(&[at(30, 120, true), at(0, 100, false), at(2, 103, true), at(5, 104, true), at(60, 0, true)]);
        assert_eq!((readings.iter().map(|point| point.value).collect::<Vec<_>>(), unusable), (vec![103, 120], 1));
    }
}
