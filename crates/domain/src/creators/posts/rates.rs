//! What a creator's posts say of how an audience reacts: the engagement rates ER-F and ER-V and the mean of views
//! (docs/domain.md, 12a).
//!
//! Invariants: the newest posts count, and only those whose numbers are known; hidden counts are left out, not taken as nothing;
//! too few say nothing. Absent: a mix of variants, and judging a rate.

use super::NewPost;
use crate::creators::engagement_rate;

/// So many posts are averaged, the newest first.
pub const MOST_RATED: usize = 30;
/// Fewer say nothing (Traackr gives no rate below ten; docs/domain.md, 12a).
pub const LEAST_RATED: usize = 10;

/// ER-F: mean likes and comments over followers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverFollowers {
    /// In millionths.
    pub rate: i64,
    /// Mean likes, rounded half up.
    pub likes: i64,
    /// Mean comments, rounded half up.
    pub comments: i64,
}

/// ER-V: interactions over views, both summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OverViews {
    /// In millionths.
    pub rate: i64,
    /// All known interactions.
    pub engagements: i64,
    /// All views.
    pub views: i64,
}

/// The posts that ER-F is taken from, of those given newest first.
pub fn with_reactions<'a, P>(posts: impl IntoIterator<Item = P>, of: impl Fn(&P) -> &'a NewPost) -> Vec<P> {
    posts.into_iter().filter(|post| of(post).likes.is_some() && of(post).comments.is_some()).take(MOST_RATED).collect()
}

/// The posts that ER-V and the mean of views are taken from, of those given newest first.
pub fn with_views<'a, P>(posts: impl IntoIterator<Item = P>, of: impl Fn(&P) -> &'a NewPost) -> Vec<P> {
    posts.into_iter().filter(|post| of(post).views.is_some_and(|views| views > 0)).take(MOST_RATED).collect()
}

/// ER-F of posts that [`with_reactions`] chose; nothing from too few, or without followers.
#[must_use]
pub fn over_followers(posts: &[&NewPost], followers: i64) -> Option<OverFollowers> {
    let (likes, comments) = (mean(posts, |post| post.likes)?, mean(posts, |post| post.comments)?);
    Some(OverFollowers { rate: engagement_rate(likes, comments, followers)?, likes, comments })
}

/// ER-V of posts that [`with_views`] chose; those whose interactions are hidden are left out. Nothing from too few.
#[must_use]
pub fn over_views(posts: &[&NewPost]) -> Option<OverViews> {
    let known: Vec<(i64, i64)> = posts.iter().filter_map(|post| Some((post.engagements()?, post.views?))).collect();
    if known.len() < LEAST_RATED {
        return None;
    }
    let sum = |part: fn(&(i64, i64)) -> i64| known.iter().map(part).fold(0_i64, i64::saturating_add);
    let (engagements, views) = (sum(|one| one.0), sum(|one| one.1));
    let whole = i128::from(views).max(1);
    let rate = i64::try_from((i128::from(engagements) * 2_000_000 + whole) / (2 * whole)).ok()?;
    Some(OverViews { rate, engagements, views })
}

/// The mean of views of posts that [`with_views`] chose, rounded half up; nothing from too few.
#[must_use]
pub fn mean_views(posts: &[&NewPost]) -> Option<i64> {
    mean(posts, |post| post.views)
}

fn mean(posts: &[&NewPost], of: impl Fn(&NewPost) -> Option<i64>) -> Option<i64> {
    let known: Vec<i128> = posts.iter().filter_map(|post| of(post)).map(i128::from).collect();
    if known.len() < LEAST_RATED {
        return None;
    }
    let count = i128::try_from(known.len()).ok()?;
    i64::try_from((2 * known.iter().sum::<i128>() + count) / (2 * count)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(views: Option<i64>, likes: Option<i64>, comments: Option<i64>) -> NewPost {
        NewPost { views, likes, comments, ..NewPost::default() }
    }

    #[test]
    fn rates_are_those_of_the_published_examples() {
        // 10,000 followers, 300 likes and 20 comments on average: 3.20 % (docs/domain.md, 12a).
        let posts: Vec<NewPost> = (0..10).map(|at| post(Some(8_000), Some(if at % 2 == 0 { 200 } else { 400 }), Some(20))).collect();
        let all: Vec<&NewPost> = posts.iter().collect();
        assert_eq!(over_followers(&all, 10_000), Some(OverFollowers { rate: 32_000, likes: 300, comments: 20 }));
        // 320 interactions over 8,000 views: 4 %.
        assert_eq!(over_views(&all), Some(OverViews { rate: 40_000, engagements: 3_200, views: 80_000 }));
        assert_eq!(mean_views(&all), Some(8_000));
        assert_eq!(over_followers(&all[1..], 10_000), None, "nine posts say nothing");
        assert_eq!(over_views(&all[1..]), None);
        assert_eq!(mean_views(&all[1..]), None);
        assert_eq!(over_followers(&all, 0), None);
    }

    #[test]
    fn hidden_counts_are_left_out_and_the_newest_thirty_count() {
        let hidden = post(Some(0), None, Some(3));
        let old = post(Some(1), Some(1), Some(1));
        let new = post(Some(100), Some(10), Some(0));
        let posts: Vec<&NewPost> =
            std::iter::repeat_n(&hidden, 5).chain(std::iter::repeat_n(&new, 30)).chain(std::iter::repeat_n(&old, 40)).collect();
        let reacted = with_reactions(posts.iter().copied(), |post| post);
        assert_eq!((reacted.len(), over_followers(&reacted, 1_000).map(|found| found.rate)), (30, Some(10_000)));
        let seen = with_views(posts.iter().copied(), |post| post);
        assert_eq!((mean_views(&seen), over_views(&seen).map(|found| found.rate)), (Some(100), Some(100_000)));
    }
}
