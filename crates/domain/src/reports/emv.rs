//! Earned media value: what the same attention would have cost as advertising. There is no standard, so the formula is
//! named, its numbers can be edited, and it never stands among costs or sales.
//!
//! Invariant: a post whose counts are not known has no value, not the least one.
//! Absent: exchange; the published numbers are US dollars.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Formula, Measured, Value};
use crate::money::{Currency, Money, share_half_up};

/// The default, as MightyScout publishes it (docs/domain.md, EMV).
pub const MIGHTY_SCOUT: Formula = Formula::first(
    "EMV (MightyScout)",
    "video: views x CPM / 1,000; static: (likes + comments + shares) x 8.7 x CPM / 1,000; story: followers x 3 % x CPM / 1,000; \
     at least $25 and at most $10M a post",
);
/// As Influencer Hero publishes it.
pub const INFLUENCER_HERO: Formula = Formula::first("EMV (Influencer Hero)", "impressions x CPM / 1,000");

/// What of a post is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EmvPost {
    /// A video.
    Video {
        /// Its views.
        views: Option<i64>,
    },
    /// A picture or carousel.
    Static {
        /// Likes, comments and shares together.
        engagements: Option<i64>,
    },
    /// A story.
    Story {
        /// The profile's followers.
        followers: Option<i64>,
    },
}

/// The numbers of the MightyScout formula; a workspace may change them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MightyScout {
    /// Of every amount here.
    pub currency: Currency,
    /// Price of a thousand views in minor units, by platform.
    pub cpm: Vec<(String, i64)>,
    /// What an engagement with a static post is worth in views, in tenths: 87 is 8.7.
    pub views_per_engagement_tenths: i64,
    /// What share of followers sees a story, in percent.
    pub story_percent: i64,
    /// The least value of a post, in minor units.
    pub least: i64,
    /// The most, in minor units.
    pub most: i64,
}

impl Default for MightyScout {
    fn default() -> Self {
        let cpm = [("instagram", 1_000), ("facebook", 1_000), ("tiktok", 500), ("youtube", 2_000)];
        Self {
            currency: Currency::USD,
            cpm: cpm.into_iter().map(|(platform, minor)| (platform.to_owned(), minor)).collect(),
            views_per_engagement_tenths: 87,
            story_percent: 3,
            least: 2_500,
            most: 1_000_000_000,
        }
    }
}

impl MightyScout {
    /// The value of one post on a platform, named in lower case. Rounded half up once, then held between the least and
    /// the most.
    #[must_use]
    pub fn value(&self, platform: &str, post: EmvPost) -> Measured {
        let value = match self.views(post) {
            None => Value::Unknown { why: "the counts of this post are not known" },
            Some(thousandth_views) => match self.cpm.iter().find(|(name, _)| name == platform) {
                None => Value::Unknown { why: "no price of a thousand views is set for this platform" },
                Some((_, cpm)) => {
                    let minor = share_half_up(thousandth_views, *cpm, 1_000_000);
                    Value::Money { amount: Money::new(minor.clamp(self.least, self.most), self.currency) }
                }
            },
        };
        Measured { formula: MIGHTY_SCOUT, value }
    }

    /// What the post is worth in thousandths of a view.
    fn views(&self, post: EmvPost) -> Option<i64> {
        match post {
            EmvPost::Video { views } => views.map(|views| views.saturating_mul(1_000)),
            EmvPost::Static { engagements } => engagements.map(|count| count.saturating_mul(self.views_per_engagement_tenths * 100)),
            EmvPost::Story { followers } => followers.map(|count| count.saturating_mul(self.story_percent * 10)),
        }
    }
}

/// The value by impressions at a price of a thousand.
#[must_use]
pub fn by_impressions(impressions: Option<i64>, cpm: Money) -> Measured {
    let value = match impressions {
        Some(impressions) => Value::Money { amount: Money::new(share_half_up(impressions, cpm.minor, 1_000), cpm.currency) },
        None => Value::Unknown { why: "no impressions are known" },
    };
    Measured { formula: INFLUENCER_HERO, value }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first three and the last are published oracles; the others are worked by hand.
    #[test]
    fn values_as_published() {
        for (platform, post, expected) in [
            ("tiktok", EmvPost::Video { views: Some(200_000) }, "$1,000.00"),
            ("instagram", EmvPost::Static { engagements: Some(1_000) }, "$87.00"),
            ("instagram", EmvPost::Story { followers: Some(50_000) }, "$25.00"), // $15.00 before the floor
            ("instagram", EmvPost::Story { followers: Some(500_000) }, "$150.00"),
            ("youtube", EmvPost::Video { views: Some(12_345) }, "$246.90"),
            ("youtube", EmvPost::Video { views: Some(2_000_000_000) }, "$10,000,000.00"),
            ("instagram", EmvPost::Video { views: None }, "–"),
            ("twitch", EmvPost::Video { views: Some(1) }, "–"),
        ] {
            assert_eq!(MightyScout::default().value(platform, post).text(), expected, "{platform} {post:?}");
        }
        let hero = by_impressions(Some(2_000), Money::new(1_500, Currency::USD));
        assert_eq!((hero.text().as_str(), hero.formula.name), ("$30.00", "EMV (Influencer Hero)"));
    }

    #[test]
    fn a_workspace_may_set_its_own_numbers() {
        let own = MightyScout { currency: Currency::GBP, cpm: vec![("twitch".into(), 800)], least: 0, ..MightyScout::default() };
        assert_eq!(own.value("twitch", EmvPost::Video { views: Some(1_000) }).text(), "£8.00");
    }
}
