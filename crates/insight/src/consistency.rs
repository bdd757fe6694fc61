//! Consistency: how often and how evenly a profile posts.
//!
//! Invariant: weeks are counted back from a time that is handed in, and only weeks of which posts are known are counted: a
//! list that begins three weeks ago says nothing of the weeks before. The ideal is 3 to 5 posts a week (docs/domain.md, section
//! 7). Deliberately absent: what was posted, and the hour of day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DAY_US: i64 = 86_400_000_000;
const WEEK_US: i64 = 7 * DAY_US;
/// So many weeks are looked at.
const WEEKS: usize = 12;
/// The ideal, in posts a week.
const IDEAL: std::ops::RangeInclusive<f64> = 3.0..=5.0;
/// Fewer posts, or fewer weeks, say nothing of a habit.
const LEAST_POSTS: usize = 4;
const LEAST_WEEKS: usize = 2;
/// No post for so many days is a pause, whatever was before.
const PAUSE_DAYS: f64 = 28.0;
/// A steady profile has the ideal number in at least this share of its weeks.
const STEADY: f64 = 0.5;

/// What the figures amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// 3 to 5 posts a week, in most weeks.
    Ideal,
    /// 3 to 5 posts a week on average, but unevenly.
    Uneven,
    /// Fewer than 3 a week.
    Seldom,
    /// More than 5 a week.
    Often,
    /// Nothing for four weeks.
    Paused,
    /// Too few posts are known.
    TooFew,
}

/// How often and how evenly a profile posts.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Consistency {
    /// What it amounts to.
    pub reading: Reading,
    /// Whole weeks, back from now, of which posts are known; at most twelve.
    pub weeks: usize,
    /// Posts in those weeks.
    pub posts: usize,
    /// Posts a week; none where no week is known.
    pub posts_a_week: Option<f64>,
    /// Share of those weeks with 3 to 5 posts.
    pub ideal_weeks: Option<f64>,
    /// Posts of each of those weeks, the latest first.
    pub by_week: Vec<usize>,
    /// The longest time without a post in the last twelve weeks, in days, up to now; none without any post.
    pub longest_gap_days: Option<f64>,
    /// Days since the last post.
    pub days_since_last: Option<f64>,
    /// As a sentence.
    pub sentence: String,
}

/// Reads post times, in microseconds of Unix time and in any order. Those after `now_us` are scheduled and do not count.
#[must_use]
pub fn consistency(post_times_us: &[i64], now_us: i64) -> Consistency {
    let mut ages: Vec<i64> = post_times_us.iter().filter(|at| **at <= now_us).map(|at| now_us.saturating_sub(*at)).collect();
    ages.sort_unstable();
    let oldest = ages.last().copied().unwrap_or(0);
    // The week in which the list begins is known in part only.
    let weeks = usize::try_from(oldest / WEEK_US).unwrap_or(0).min(WEEKS);
    let mut by_week = vec![0_usize; weeks];
    for age in &ages {
        if let Some(week) = usize::try_from(age / WEEK_US).ok().and_then(|week| by_week.get_mut(week)) {
            *week += 1;
        }
    }
    let posts: usize = by_week.iter().sum();
    let posts_a_week = (weeks > 0).then(|| posts as f64 / weeks as f64);
    let ideal = by_week.iter().filter(|count| IDEAL.contains(&(**count as f64))).count();
    let ideal_weeks = (weeks > 0).then(|| ideal as f64 / weeks as f64);
    let days_since_last = ages.first().map(|age| in_days(*age));
    let longest_gap_days = longest_gap(&ages).map(in_days);
    let reading = match (days_since_last, posts_a_week) {
        _ if ages.len() < LEAST_POSTS || weeks < LEAST_WEEKS => Reading::TooFew,
        (Some(since), _) if since >= PAUSE_DAYS => Reading::Paused,
        (_, Some(rate)) if rate < *IDEAL.start() => Reading::Seldom,
        (_, Some(rate)) if rate > *IDEAL.end() => Reading::Often,
        _ if ideal_weeks.is_some_and(|share| share >= STEADY) => Reading::Ideal,
        _ => Reading::Uneven,
    };
    let rate = posts_a_week.unwrap_or(0.0);
    let sentence = match reading {
        Reading::TooFew => format!("Only {} posts over {weeks} whole weeks are known, which is too few to speak of a habit.", ages.len()),
        Reading::Paused => format!("The last post is {:.0} days old.", days_since_last.unwrap_or(0.0)),
        Reading::Seldom => format!("{rate:.1} posts a week over {weeks} weeks; 3 to 5 are ideal."),
        Reading::Often => format!("{rate:.1} posts a week over {weeks} weeks, more than the ideal 3 to 5."),
        Reading::Ideal => format!("{rate:.1} posts a week over {weeks} weeks, which is ideal, with 3 to 5 in {ideal} of them."),
        Reading::Uneven => format!("{rate:.1} posts a week over {weeks} weeks, but with 3 to 5 in only {ideal} of them."),
    };
    Consistency { reading, weeks, posts, posts_a_week, ideal_weeks, by_week, longest_gap_days, days_since_last, sentence }
}

/// The longest time without a post that reaches into the last twelve weeks; the one that lasts still counts too.
fn longest_gap(ages: &[i64]) -> Option<i64> {
    let newest = ages.first()?;
    let window = WEEK_US * WEEKS as i64;
    let between = ages.iter().zip(ages.iter().skip(1)).filter(|(later, _)| **later < window).map(|(later, earlier)| earlier - later);
    between.chain([*newest]).max()
}

fn in_days(span_us: i64) -> f64 {
    span_us as f64 / DAY_US as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 20_000 * DAY_US;

    /// Posts so many days ago, an hour before the full day.
    fn ago(days: impl IntoIterator<Item = i64>) -> Consistency {
        let times: Vec<i64> = days.into_iter().map(|days| NOW - days * DAY_US - 3_600_000_000).collect();
        consistency(&times, NOW)
    }

    /// So many posts in each week, the latest first; one more before them, so that all weeks are known.
    fn weekly(counts: &[i64]) -> Consistency {
        let before = counts.len() as i64 * 7;
        let days = counts.iter().zip(0..).flat_map(|(count, week)| (0..*count).map(move |at| week * 7 + at % 7));
        ago(days.chain([before]))
    }

    #[test]
    fn three_to_five_a_week_are_ideal() {
        for (counts, reading) in [
            ([4_i64; 12], Reading::Ideal),
            ([3; 12], Reading::Ideal),
            ([5; 12], Reading::Ideal),
            ([2; 12], Reading::Seldom),
            ([6; 12], Reading::Often),
            ([7, 1, 7, 1, 7, 1, 7, 1, 7, 1, 7, 1], Reading::Uneven),
        ] {
            let found = weekly(&counts);
            assert_eq!((found.reading, found.weeks), (reading, 12), "{counts:?}");
            assert_eq!(found.posts as i64, counts.iter().sum::<i64>());
        }
        let half = weekly(&[4, 2, 4, 6, 3, 1, 5, 7, 4, 2, 4, 6]);
        assert_eq!((half.reading, half.ideal_weeks, half.posts_a_week), (Reading::Ideal, Some(0.5), Some(4.0)));
    }

    #[test]
    fn weeks_before_the_list_begins_are_not_empty_weeks() {
        let found = weekly(&[4, 4, 4]);
        assert_eq!((found.weeks, found.posts_a_week, found.reading), (3, Some(4.0), Reading::Ideal));
        assert_eq!(found.by_week, [4, 4, 4]);
    }

    #[test]
    fn gaps_and_pauses_count_up_to_now() {
        let gap = ago((0..12).map(|week| week * 7).filter(|days| !(20..40).contains(days)).chain([1, 2, 3, 43, 44, 45]));
        assert_eq!(gap.longest_gap_days, Some(28.0), "from 42 to 14 days ago");
        let paused = ago((0..60).map(|day| 30 + day));
        assert_eq!(paused.reading, Reading::Paused);
        assert!((paused.longest_gap_days.unwrap() - 30.04).abs() < 0.01 && paused.days_since_last == paused.longest_gap_days);
    }

    #[test]
    fn a_gap_from_before_the_twelve_weeks_counts_if_it_reaches_into_them() {
        let found = ago([0, 1, 2, 3, 70, 100]);
        assert_eq!(found.longest_gap_days, Some(67.0));
        let outside = ago([0, 30, 60, 90, 300]);
        assert_eq!(outside.longest_gap_days, Some(30.0), "from 300 to 90 days ago is long past");
    }

    #[test]
    fn too_few_posts_say_so() {
        for days in [vec![], vec![3], vec![1, 20, 40], vec![0, 1, 2, 3, 4, 5]] {
            let found = ago(days.clone());
            assert_eq!(found.reading, Reading::TooFew, "{days:?}");
            assert!(found.sentence.contains("too few"));
        }
        assert_eq!(ago([]).days_since_last, None);
    }

    #[test]
    fn what_is_scheduled_does_not_count() {
        let with_future = consistency(&[NOW + 1, NOW + WEEK_US], NOW);
        assert_eq!((with_future.posts, with_future.days_since_last), (0, None));
        let _ = consistency(&[i64::MIN, i64::MAX, 0], NOW);
    }
}
