//! Engagement rates: seven variants that the field calls by one name. A rate is never shown without its variant.
//!
//! Invariant: a rate whose inputs are not all known is unknown. Absent: benchmarks, which differ by source.
//! The formulas are those of docs/domain.md, Engagement rate.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Formula, Measured, Value};

/// Which engagement rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// By followers.
    ErF,
    /// Likes by followers.
    ErL,
    /// A static post by reach.
    ErRStatic,
    /// A reel by reach.
    ErRReels,
    /// By views, or impressions.
    ErV,
    /// All engagements by followers, with a least number of posts and followers.
    ErTr,
    /// By followers at publication.
    ErP,
}

impl Variant {
    /// All variants.
    pub const ALL: [Variant; 7] =
        [Variant::ErF, Variant::ErL, Variant::ErRStatic, Variant::ErRReels, Variant::ErV, Variant::ErTr, Variant::ErP];

    /// Its formula.
    #[must_use]
    pub const fn formula(self) -> Formula {
        match self {
            Variant::ErF => Formula::first("ER-F", "(mean likes + mean comments) / followers"),
            Variant::ErL => Formula::first("ER-L", "mean likes / followers, over at most 500 posts"),
            Variant::ErRStatic => Formula::first("ER-R static", "(likes + comments + saves) / reach"),
            Variant::ErRReels => Formula::first("ER-R reels", "(likes + comments + saves + shares) / reach"),
            Variant::ErV => Formula::first("ER-V", "engagements / views, or impressions where there are no views"),
            Variant::ErTr => {
                Formula::first("ER-TR", "engagements per post / followers; none below 10 posts in 12 months or 2,000 followers")
            }
            Variant::ErP => Formula::first("ER-P", "mean of (likes + comments) / followers when each post was published"),
        }
    }
}

/// ER-L with the median of likes instead of the mean.
pub const ER_L_MEDIAN: Formula = Formula::first("ER-L (median)", "median likes / followers, over at most 500 posts");
/// A campaign's rate.
pub const CAMPAIGN: Formula = Formula::first(
    "Campaign ER",
    "mean of the creators' own means of ER-F; without stories, posts with hidden likes, and creators without posts",
);

/// Posts beyond this number are left out of ER-L, the newest kept.
const MOST_POSTS: usize = 500;
/// ER-TR needs so many posts in twelve months.
const LEAST_POSTS: i64 = 10;
/// ER-TR needs so many followers.
const LEAST_FOLLOWERS: i64 = 2_000;

/// What is known of one post. What is not known, such as hidden likes, is left out, never zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PostCounts {
    /// A story: never part of a campaign's rate.
    pub story: bool,
    /// Likes; left out when hidden.
    pub likes: Option<i64>,
    /// Comments.
    pub comments: Option<i64>,
    /// Saves.
    pub saves: Option<i64>,
    /// Shares.
    pub shares: Option<i64>,
    /// People reached.
    pub reach: Option<i64>,
    /// Views of a video.
    pub views: Option<i64>,
    /// Times shown.
    pub impressions: Option<i64>,
    /// Followers when it was published.
    pub followers_then: Option<i64>,
}

impl PostCounts {
    /// Likes, comments, saves and shares, as far as they are known; nothing when none is.
    #[must_use]
    pub fn engagements(&self) -> Option<i64> {
        let known = [self.likes, self.comments, self.saves, self.shares];
        known.iter().any(Option::is_some).then(|| known.iter().flatten().sum())
    }

    fn likes_and_comments(&self) -> Option<i64> {
        Some(self.likes? + self.comments?)
    }
}

/// A variant's rate over a creator's posts, the newest first. `followers` are today's; `posts_in_year` is how many posts
/// the last twelve months had, which may be more than are given here.
#[must_use]
pub fn rate(variant: Variant, posts: &[PostCounts], followers: Option<i64>, posts_in_year: i64) -> Measured {
    let value = match variant {
        Variant::ErF => by_followers(mean(posts.iter().map(PostCounts::likes_and_comments)), followers),
        Variant::ErL => by_followers(mean(posts.iter().take(MOST_POSTS).map(|post| post.likes)), followers),
        Variant::ErRStatic => each(posts, |post| part(post.likes? + post.comments? + post.saves?, post.reach?)),
        Variant::ErRReels => each(posts, |post| part(post.likes? + post.comments? + post.saves? + post.shares?, post.reach?)),
        Variant::ErV => each(posts, |post| part(post.engagements()?, post.views.or(post.impressions)?)),
        Variant::ErTr if posts_in_year < LEAST_POSTS => Value::Unknown { why: "fewer than 10 posts in 12 months" },
        Variant::ErTr if followers.is_some_and(|count| count < LEAST_FOLLOWERS) => Value::Unknown { why: "fewer than 2,000 followers" },
        Variant::ErTr => by_followers(mean(posts.iter().map(PostCounts::engagements)), followers),
        Variant::ErP => each(posts, |post| part(post.likes_and_comments()?, post.followers_then?)),
    };
    Measured { formula: variant.formula(), value }
}

/// ER-L with the median, for creators with one viral post.
#[must_use]
pub fn median_likes(posts: &[PostCounts], followers: Option<i64>) -> Measured {
    let mut likes: Vec<i64> = posts.iter().take(MOST_POSTS).filter_map(|post| post.likes).collect();
    likes.sort_unstable();
    let middle = likes.len() / 2;
    let median = match likes.len() {
        0 => None,
        count if count % 2 == 1 => Some(likes[middle] as f64),
        _ => Some((likes[middle - 1] + likes[middle]) as f64 / 2.0),
    };
    Measured { formula: ER_L_MEDIAN, value: by_followers(median, followers) }
}

/// A campaign's rate: the mean over creators of each one's own ER-F. Stories, posts with hidden likes and creators without
/// any other post are left out.
#[must_use]
pub fn campaign(creators: &[(Option<i64>, Vec<PostCounts>)]) -> Measured {
    let own = |(followers, posts): &(Option<i64>, Vec<PostCounts>)| {
        let counted: Vec<PostCounts> = posts.iter().filter(|post| !post.story && post.likes.is_some()).copied().collect();
        match rate(Variant::ErF, &counted, *followers, 0).value {
            Value::Percent { percent } => Some(percent),
            _ => None,
        }
    };
    let rates: Vec<f64> = creators.iter().filter_map(own).collect();
    let value = if rates.is_empty() {
        Value::Unknown { why: "no post with likes, comments and followers is known" }
    } else {
        Value::Percent { percent: rates.iter().sum::<f64>() / rates.len() as f64 }
    };
    Measured { formula: CAMPAIGN, value }
}

fn mean(counts: impl Iterator<Item = Option<i64>>) -> Option<f64> {
    let known: Vec<i64> = counts.flatten().collect();
    (!known.is_empty()).then(|| known.iter().sum::<i64>() as f64 / known.len() as f64)
}

fn by_followers(per_post: Option<f64>, followers: Option<i64>) -> Value {
    match (per_post, followers) {
        (Some(per_post), Some(followers)) if followers > 0 => Value::Percent { percent: 100.0 * per_post / followers as f64 },
        (None, _) => Value::Unknown { why: "no post with these counts is known" },
        (Some(_), _) => Value::Unknown { why: "the number of followers is not known" },
    }
}

fn part(some: i64, of: i64) -> Option<f64> {
    (of > 0).then(|| some as f64 / of as f64)
}

/// The mean of the posts for which the rate is known.
fn each(posts: &[PostCounts], rate: impl Fn(&PostCounts) -> Option<f64>) -> Value {
    let rates: Vec<f64> = posts.iter().filter_map(rate).collect();
    if rates.is_empty() {
        return Value::Unknown { why: "no post with these counts is known" };
    }
    Value::Percent { percent: 100.0 * rates.iter().sum::<f64>() / rates.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(likes: i64, comments: i64) -> PostCounts {
        PostCounts { likes: Some(likes), comments: Some(comments), ..PostCounts::default() }
    }

    /// Published: 10,000 followers, 300 likes, 20 comments are 3.20 %; 80,000 followers at 7.50 % are 6,000 interactions,
    /// at 3.65 % 2,920.
    #[test]
    fn by_followers_as_published() {
        for (followers, likes, comments, expected) in
            [(10_000, 300, 20, "3.20 %"), (80_000, 5_900, 100, "7.50 %"), (80_000, 2_900, 20, "3.65 %")]
        {
            let rate = rate(Variant::ErF, &[post(likes, comments)], Some(followers), 0);
            assert_eq!((rate.text().as_str(), rate.formula.name), (expected, "ER-F"));
        }
    }

    #[test]
    fn each_variant_counts_what_its_name_says() {
        let full = PostCounts {
            saves: Some(30),
            shares: Some(50),
            reach: Some(4_000),
            views: Some(8_000),
            impressions: Some(10_000),
            followers_then: Some(8_000),
            ..post(300, 20)
        };
        for (variant, expected) in [
            (Variant::ErF, "3.20 %"),       // 320 / 10,000
            (Variant::ErL, "3.00 %"),       // 300 / 10,000
            (Variant::ErRStatic, "8.75 %"), // 350 / 4,000
            (Variant::ErRReels, "10.00 %"), // 400 / 4,000
            (Variant::ErV, "5.00 %"),       // 400 / 8,000
            (Variant::ErTr, "4.00 %"),      // 400 / 10,000
            (Variant::ErP, "4.00 %"),       // 320 / 8,000
        ] {
            assert_eq!(rate(variant, &[full], Some(10_000), 10).text(), expected, "{variant:?}");
        }
        let without_views = PostCounts { views: None, ..full };
        assert_eq!(rate(Variant::ErV, &[without_views], None, 0).text(), "4.00 %");
    }

    #[test]
    fn too_little_is_no_rate() {
        for (variant, posts, followers, in_year) in [
            (Variant::ErTr, vec![post(300, 20)], Some(10_000), 9),
            (Variant::ErTr, vec![post(300, 20)], Some(1_999), 10),
            (Variant::ErF, vec![post(300, 20)], None, 10),
            (Variant::ErF, vec![PostCounts { comments: Some(20), ..PostCounts::default() }], Some(10_000), 10),
            (Variant::ErRStatic, vec![post(300, 20)], Some(10_000), 10),
            (Variant::ErV, vec![], Some(10_000), 10),
        ] {
            let rate = rate(variant, &posts, followers, in_year);
            assert!(matches!(rate.value, Value::Unknown { .. }), "{variant:?} {rate:?}");
        }
        assert_eq!(rate(Variant::ErTr, &[post(300, 20)], Some(2_000), 10).text(), "16.00 %");
    }

    #[test]
    fn a_viral_post_moves_the_mean_and_not_the_median() {
        let posts = [post(100, 0), post(120, 0), post(10_000, 0)];
        assert_eq!(rate(Variant::ErL, &posts, Some(10_000), 0).text(), "34.07 %");
        assert_eq!(median_likes(&posts, Some(10_000)).text(), "1.20 %");
        assert_eq!(median_likes(&posts[..2], Some(10_000)).text(), "1.10 %");
    }

    #[test]
    fn a_campaigns_rate_is_the_mean_of_its_creators() {
        let story = PostCounts { story: true, ..post(9_000, 0) };
        let hidden = PostCounts { comments: Some(50), ..PostCounts::default() };
        let creators = [
            (Some(10_000), vec![post(300, 20), post(100, 0), story]), // 2.1 %
            (Some(1_000), vec![post(60, 3), hidden]),                 // 6.3 %
            (Some(5_000), vec![]),
            (Some(5_000), vec![hidden]),
        ];
        assert_eq!(campaign(&creators).text(), "4.20 %");
        assert!(matches!(campaign(&[]).value, Value::Unknown { .. }));
    }
}
