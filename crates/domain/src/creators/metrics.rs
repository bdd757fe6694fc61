//! Numbers about creators, each with where it comes from.
//!
//! Invariant: values are whole numbers. Counts and averages are in units (an average is rounded half up to a whole one and
//! then marked estimated); rates are in millionths, so 3.2 % is 32 000. Absent: judging whether a number is good.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words;
use crate::time::Timestamp;

words! {
    /// What a number counts.
    Measure {
        /// Followers or subscribers at one time.
        Followers = "followers", "Followers";
        /// Mean views of recent posts.
        AvgViews = "avg_views", "Average views";
        /// Mean likes of recent posts.
        AvgLikes = "avg_likes", "Average likes";
        /// Mean comments of recent posts.
        AvgComments = "avg_comments", "Average comments";
        /// Mean shares of recent posts.
        AvgShares = "avg_shares", "Average shares";
        /// Mean saves of recent posts.
        AvgSaves = "avg_saves", "Average saves";
        /// Mean reach of recent posts.
        AvgReach = "avg_reach", "Average reach";
        /// Mean of all interactions of recent posts, as the source counts them.
        AvgEngagements = "avg_engagements", "Average engagements";
        /// Mean of the interactions that the source holds to be of real people.
        AvgAuthenticEngagements = "avg_authentic_engagements", "Average authentic engagements";
        /// Interactions for each follower (or view); the formula names the variant. In millionths.
        EngagementRate = "engagement_rate", "Engagement rate";
        /// All views of the account.
        TotalViews = "total_views", "Total views";
        /// All likes of the account.
        TotalLikes = "total_likes", "Total likes";
        /// All posts of the account.
        Posts = "posts", "Posts";
    }
}

impl Measure {
    /// Whether the value is a rate in millionths rather than a count.
    #[must_use]
    pub const fn is_rate(self) -> bool {
        matches!(self, Measure::EngagementRate)
    }
}

words! {
    /// How a number came to be.
    Method {
        /// A person typed it.
        Entered = "entered", "Entered by hand";
        /// Read from a file that somebody imported.
        Imported = "imported", "Imported from a file";
        /// The platform answered it.
        Platform = "platform", "From the platform";
        /// Worked out from other numbers, by the formula named.
        Computed = "computed", "Computed";
        /// The creator gave it.
        Creator = "creator", "Given by the creator";
    }
}

/// One number with its source ("Metric snapshot" in docs/domain.md, The nouns).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Snapshot {
    /// What it counts.
    pub measure: Measure,
    /// Whole units, or millionths where [`Measure::is_rate`].
    pub value: i64,
    /// Who says so: a file's name and column, a platform's interface, a person.
    pub source: String,
    /// How it was had.
    pub method: Method,
    /// When it was true, as far as is known: the time of fetching, entering or importing.
    pub fetched_at: Timestamp,
    /// False where it was rounded or estimated, such as `13.8M`.
    pub exact: bool,
    /// The formula with its version, where it was computed or the source names one.
    pub formula: Option<String>,
}

/// The engagement rate ER-F in millionths: (average likes + average comments) / followers, rounded half up; none without
/// followers (docs/domain.md, Engagement rate: 10,000 followers, 300 likes, 20 comments give 3.20 %).
#[must_use]
pub fn engagement_rate(avg_likes: i64, avg_comments: i64, followers: i64) -> Option<i64> {
    if followers <= 0 || avg_likes < 0 || avg_comments < 0 {
        return None;
    }
    let whole = i128::from(followers);
    let millionths = ((i128::from(avg_likes) + i128::from(avg_comments)) * 2_000_000 + whole) / (2 * whole);
    i64::try_from(millionths).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_engagement_rates_hold() {
        assert_eq!(engagement_rate(300, 20, 10_000), Some(32_000));
        assert_eq!(engagement_rate(6_000, 0, 80_000), Some(75_000));
        assert_eq!(engagement_rate(2_920, 0, 80_000), Some(36_500));
        assert_eq!(engagement_rate(1, 1, 0), None);
        assert_eq!(engagement_rate(i64::MAX, i64::MAX, 1), None);
    }
}
