//! Sponsored against organic: whether posts that were paid for do as well as the others.
//!
//! Invariant: medians, so that one post that went round does not decide; a ratio stands with its interval or not at all.
//! Deliberately absent: which posts are sponsored (the disclosure record says so) and why the two differ.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

/// Fewer posts of a kind than this are not compared.
const LEAST_POSTS: usize = 5;
/// The 97.5 % point of the normal distribution.
const Z: f64 = 1.96;

/// A post and how it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Likes, comments, saves, shares: whatever is counted, the same for all posts. None where counts are hidden.
    pub engagements: Option<i64>,
    /// Whether it was paid for, or says so.
    pub sponsored: bool,
}

/// The posts of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Side {
    /// Posts with known engagements.
    pub posts: usize,
    /// Posts whose engagements are hidden.
    pub hidden: usize,
    /// Their median; none without posts.
    pub median: Option<f64>,
}

/// What the comparison amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The whole interval lies below one.
    Below,
    /// The interval holds one: no difference can be told.
    NoDifference,
    /// The whole interval lies above one.
    Above,
    /// Too few posts on a side.
    TooFew,
    /// A median of nothing cannot be compared.
    NoEngagement,
}

/// A ratio with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Ratio {
    /// Median of sponsored posts over median of organic ones.
    pub ratio: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Sponsored posts against organic ones.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Performance {
    /// Posts that were paid for.
    pub sponsored: Side,
    /// The others.
    pub organic: Side,
    /// How the medians compare; none where they cannot be.
    pub ratio: Option<Ratio>,
    /// What it amounts to.
    pub verdict: Verdict,
    /// As a sentence.
    pub sentence: String,
}

/// Compares the engagement of sponsored posts with that of organic ones.
#[must_use]
pub fn compare(posts: &[Post]) -> Performance {
    let (sponsored, paid) = side(posts, true);
    let (organic, free) = side(posts, false);
    let enough = sponsored.posts >= LEAST_POSTS && organic.posts >= LEAST_POSTS;
    let ratio = if enough { ratio(&paid, &free) } else { None };
    let verdict = match ratio {
        _ if !enough => Verdict::TooFew,
        None => Verdict::NoEngagement,
        Some(ratio) if ratio.high < 1.0 => Verdict::Below,
        Some(ratio) if ratio.low > 1.0 => Verdict::Above,
        Some(_) => Verdict::NoDifference,
    };
    let sentence = match ratio {
        None if !enough => format!(
            "{} sponsored and {} organic posts with known engagement are too few to compare; {LEAST_POSTS} of each are needed.",
            sponsored.posts, organic.posts
        ),
        None => "One of the two medians is no engagement at all, so there is nothing to compare.".to_owned(),
        Some(Ratio { ratio, low, high }) => {
            let meaning = match verdict {
                Verdict::Below => "less than organic ones",
                Verdict::Above => "more than organic ones",
                _ => "which may be no difference",
            };
            format!(
                "Sponsored posts get {ratio:.2} times the engagement of organic ones (95 %: {low:.2} to {high:.2}; {} against {} posts), {meaning}.",
                sponsored.posts, organic.posts
            )
        }
    };
    Performance { sponsored, organic, ratio, verdict, sentence }
}

fn side(posts: &[Post], sponsored: bool) -> (Side, Vec<f64>) {
    let of = posts.iter().filter(|post| post.sponsored == sponsored);
    let mut known: Vec<f64> = of.clone().filter_map(|post| post.engagements).map(|count| count.max(0) as f64).collect();
    known.sort_by(f64::total_cmp);
    (Side { posts: known.len(), hidden: of.count() - known.len(), median: median(&known) }, known)
}

fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle)?;
    if sorted.len() % 2 == 1 { Some(*upper) } else { sorted.get(middle.checked_sub(1)?).map(|lower| f64::midpoint(*lower, *upper)) }
}

/// Ratio of medians with the distribution-free interval of Bonett and Price (2020).
fn ratio(paid: &[f64], free: &[f64]) -> Option<Ratio> {
    let (above, below) = (median(paid)?, median(free)?);
    if above <= 0.0 || below <= 0.0 {
        return None;
    }
    let spread = (variance(paid)? + variance(free)?).sqrt();
    let ratio = above / below;
    Some(Ratio { ratio, low: ratio * (-Z * spread).exp(), high: ratio * (Z * spread).exp() })
}

/// The variance of the logarithm of a median, from the distance of two values around it.
fn variance(sorted: &[f64]) -> Option<f64> {
    let count = sorted.len();
    let size = count as f64;
    let rank = (((size + 1.0) / 2.0 - size.sqrt()).round() as usize).max(1);
    // Nothing has no logarithm; it counts as half of the least that can be counted.
    let value = |at: usize| sorted.get(at).map(|value| value.max(0.5).ln());
    let distance = value(count.checked_sub(rank)?)? - value(rank - 1)?;
    // Twice the chance that fewer than `rank` of the values lie below the median; in logarithms, because 2^n grows too large.
    let mut term = -(size - 1.0) * std::f64::consts::LN_2;
    let mut tail = 0.0;
    for below in 0..rank {
        tail += term.exp();
        term += ((size - below as f64) / (below as f64 + 1.0)).ln();
    }
    let point = Normal::standard().inverse_cdf(1.0 - tail / 2.0);
    Some((distance / (2.0 * point)).powi(2)).filter(|variance| variance.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posts(paid: &[i64], free: &[i64]) -> Vec<Post> {
        let post = |sponsored| move |count: &i64| Post { engagements: Some(*count), sponsored };
        paid.iter().map(post(true)).chain(free.iter().map(post(false))).collect()
    }

    #[test]
    fn fewer_than_five_of_a_kind_are_too_few() {
        let found = compare(&posts(&[1, 2, 3, 4], &[1, 2, 3, 4, 5, 6]));
        assert_eq!((found.verdict, found.ratio), (Verdict::TooFew, None));
        assert_eq!((found.sponsored.median, found.organic.median), (Some(2.5), Some(3.5)));
        assert!(found.sentence.contains("too few"));
        assert_eq!(compare(&[]).verdict, Verdict::TooFew);
    }

    #[test]
    fn one_post_that_went_round_does_not_decide() {
        let organic = [900, 950, 1000, 1010, 1050, 1100, 980];
        let found = compare(&posts(&[480, 500, 520, 510, 490, 505, 1_000_000], &organic));
        assert_eq!(found.sponsored.median, Some(505.0));
        assert_eq!(found.organic.median, Some(1000.0));
        assert!((found.ratio.unwrap().ratio - 0.505).abs() < 1e-9);
    }

    #[test]
    fn a_clear_difference_is_told_and_an_unclear_one_is_not() {
        let at = |base: i64| (0..20).map(|step| base + step * base / 100).collect::<Vec<_>>();
        assert_eq!(compare(&posts(&at(500), &at(1000))).verdict, Verdict::Below);
        assert_eq!(compare(&posts(&at(1000), &at(500))).verdict, Verdict::Above);
        let same = compare(&posts(&at(1000), &at(1000)));
        let ratio = same.ratio.unwrap();
        assert!(same.verdict == Verdict::NoDifference && ratio.low < 1.0 && ratio.high > 1.0);
    }

    #[test]
    fn the_interval_is_that_of_the_published_example() {
        // Example of ci.ratio.median2 in the R package statpsych: 43, 37, 1.162162, 0.927667, 1.455933.
        let paid = [36, 44, 47, 42, 49, 39, 46, 31, 33, 48];
        let free = [32, 39, 26, 35, 43, 27, 40, 37, 34, 29, 49, 42, 40];
        let found = compare(&posts(&paid, &free));
        assert_eq!((found.sponsored.median, found.organic.median), (Some(43.0), Some(37.0)));
        let ratio = found.ratio.unwrap();
        for (value, published) in [(ratio.ratio, 1.162_162), (ratio.low, 0.927_667), (ratio.high, 1.455_933)] {
            assert!((value - published).abs() < 2e-5, "{value} {published}");
        }
    }

    #[test]
    fn hidden_counts_are_left_out_and_nothing_is_no_base() {
        let mut with_hidden = posts(&[5; 5], &[5; 5]);
        with_hidden.push(Post { engagements: None, sponsored: true });
        let found = compare(&with_hidden);
        assert_eq!((found.sponsored.posts, found.sponsored.hidden), (5, 1));
        assert_eq!(found.ratio.map(|ratio| ratio.ratio), Some(1.0));
        assert_eq!(compare(&posts(&[5; 5], &[0; 5])).verdict, Verdict::NoEngagement);
        let some_nothing = compare(&posts(&[0, 0, 5, 6, 7], &[5; 5])).ratio.unwrap();
        assert!(some_nothing.low > 0.0 && some_nothing.high.is_finite());
    }

    #[test]
    fn nineteen_of_twenty_intervals_hold_the_truth() {
        // Log-normal counts of the same distribution on both sides, from a fixed sequence; the true ratio is one.
        let mut state = 1_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 / (1_u64 << 53) as f64).clamp(1e-9, 1.0 - 1e-9)
        };
        for (paid, free) in [(5, 20), (8, 30), (25, 60)] {
            let normal = Normal::standard();
            let mut held = 0;
            for _ in 0..400 {
                let mut draw =
                    |count: usize| (0..count).map(|_| (1000.0 * (0.6 * normal.inverse_cdf(uniform())).exp()) as i64).collect::<Vec<_>>();
                let ratio = compare(&posts(&draw(paid), &draw(free))).ratio.unwrap();
                held += usize::from(ratio.low <= 1.0 && 1.0 <= ratio.high);
            }
            assert!((368..=400).contains(&held), "{paid} against {free}: {held} of 400");
        }
    }
}
