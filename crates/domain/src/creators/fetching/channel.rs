//! A channel, its videos and what is said under them, and the rows that are kept of them.
//!
//! Invariant: each number becomes one snapshot with source, method, time and whether it is exact. Absent: which accounts are asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{ChannelId, Country, Handle, Measure, Method, NewPost, Snapshot, connections::Service};
use crate::time::Timestamp;

/// A channel as its platform tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FetchedChannel {
    /// The platform's own id, which stays.
    pub id: ChannelId,
    /// Its handle, where it has one.
    pub handle: Option<Handle>,
    /// The name shown there.
    pub title: String,
    /// What it says of itself.
    pub description: String,
    /// Its country, where it names one.
    pub country: Option<Country>,
    /// Since when it is there.
    pub created_at: Option<Timestamp>,
    /// Subscribers; the platform rounds them down to three figures.
    pub subscribers: Option<i64>,
    /// Whether it hides them.
    pub hidden_subscribers: bool,
    /// Views of all its videos.
    pub views: Option<i64>,
    /// How many public videos it has.
    pub videos: Option<i64>,
    /// The list of its uploads.
    pub uploads: Option<String>,
    /// Likes of all its posts.
    #[serde(default)]
    pub likes: Option<i64>,
    /// Whether it carries the platform's badge.
    #[serde(default)]
    pub verified: Option<bool>,
}

/// A video as its platform tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedVideo {
    /// The platform's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What stands below it.
    pub description: String,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Views.
    pub views: Option<i64>,
    /// Likes; unknown where they are hidden.
    pub likes: Option<i64>,
    /// Comments; unknown where they are turned off.
    pub comments: Option<i64>,
    /// Whether the creator ticked that it holds paid promotion.
    pub paid: Option<bool>,
    /// Its address, where it does not follow from its id.
    #[serde(default)]
    pub url: Option<String>,
    /// How often it was shared.
    #[serde(default)]
    pub shares: Option<i64>,
}

/// A comment as its platform tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FetchedComment {
    /// The platform's id.
    pub id: String,
    /// Which one it answers.
    pub reply_to: Option<String>,
    /// Under which video.
    pub video: String,
    /// The name of who wrote it.
    pub author: String,
    /// Their channel.
    pub author_channel: Option<String>,
    /// The words.
    pub text: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// A channel that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FoundChannel {
    /// Its id.
    pub id: ChannelId,
    /// The name shown there.
    pub title: String,
    /// What it says of itself, shortened by the platform.
    pub description: String,
}

/// The address of a video.
fn address(video: &str) -> String {
    format!("https://www.youtube.com/watch?v={video}")
}

/// YouTube rounds subscribers down to three significant figures, so that only fewer than a thousand are exact
/// (developers.google.com, channels.statistics.subscriberCount).
const EXACT_BELOW: i64 = 1_000;

/// Whether a service's count of followers is the whole number.
fn is_exact(service: Service, followers: i64) -> bool {
    match service {
        Service::YouTube => followers < EXACT_BELOW,
        Service::Instagram | Service::TikTok => true,
    }
}

/// So much of what an account says of itself is kept beside it; all of it stays with what was fetched.
const BIO: usize = 1_000;

impl FetchedChannel {
    /// What it says of itself, as it is kept beside the account.
    #[must_use]
    pub fn bio(&self) -> Option<String> {
        let text: String = self.description.trim().chars().take(BIO).collect();
        (!text.is_empty()).then_some(text)
    }

    /// Its numbers, each with where it comes from. Hidden subscribers are no number.
    #[must_use]
    pub fn numbers(&self, service: Service, now: Timestamp) -> Vec<Snapshot> {
        let number = |measure, value: Option<i64>| {
            let value = value?;
            let exact = measure != Measure::Followers || is_exact(service, value);
            let source = service.source().to_owned();
            Some(Snapshot { measure, value, source, method: Method::Platform, fetched_at: now, exact, formula: None })
        };
        let subscribers = self.subscribers.filter(|_| !self.hidden_subscribers);
        [
            number(Measure::Followers, subscribers),
            number(Measure::TotalViews, self.views),
            number(Measure::TotalLikes, self.likes),
            number(Measure::Posts, self.videos),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl FetchedVideo {
    /// The post that is kept of it.
    #[must_use]
    pub fn post(&self, service: Service) -> NewPost {
        let caption = [self.title.trim(), self.description.trim()];
        let url = match service {
            Service::YouTube => Some(address(&self.id)),
            Service::Instagram | Service::TikTok => self.url.clone(),
        };
        NewPost {
            platform: Some(service.platform()),
            url,
            external: Some(self.id.clone()),
            posted_at: self.published_at,
            caption: caption.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n"),
            views: self.views,
            likes: self.likes,
            comments: self.comments,
            shares: self.shares,
            saves: None,
            paid_label: self.paid,
        }
    }
}

impl FetchedComment {
    /// The address of the video that it stands under.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.video)
    }
}

/// So many of the newest videos make an average.
const AVERAGED: usize = 12;

/// What an account's posts are called there.
const fn what(service: Service) -> &'static str {
    match service {
        Service::YouTube | Service::TikTok => "videos",
        Service::Instagram => "posts",
    }
}

/// Averages over the newest videos, worked out here: only where the platform's terms for such figures were accepted. Nothing
/// from fewer than three videos that state the number.
#[must_use]
pub fn averages(service: Service, videos: &[FetchedVideo], now: Timestamp) -> Vec<Snapshot> {
    let mut newest: Vec<&FetchedVideo> = videos.iter().filter(|video| video.published_at.is_some()).collect();
    newest.sort_by_key(|video| std::cmp::Reverse(video.published_at));
    newest.truncate(AVERAGED);
    let average = |measure, of: fn(&FetchedVideo) -> Option<i64>| {
        let known: Vec<i64> = newest.iter().filter_map(|video| of(video)).collect();
        let count = i64::try_from(known.len()).ok().filter(|count| *count >= 3)?;
        let sum = known.iter().fold(0_i64, |sum, value| sum.saturating_add(*value));
        Some(Snapshot {
            measure,
            // Rounded half up.
            value: (sum.saturating_mul(2) / count + 1) / 2,
            source: service.source().to_owned(),
            method: Method::Computed,
            fetched_at: now,
            exact: false,
            formula: Some(format!("mean of the newest {count} {}, version 1; not a figure of {}'s", what(service), service.label())),
        })
    };
    [
        average(Measure::AvgViews, |video| video.views),
        average(Measure::AvgLikes, |video| video.likes),
        average(Measure::AvgComments, |video| video.comments),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn channel() -> FetchedChannel {
        FetchedChannel {
            id: ChannelId::youtube("UCaaaaaaaaaaaaaaaaaaaaaa").unwrap(),
            handle: None,
            title: "Anna".into(),
            description: String::new(),
            country: None,
            created_at: None,
            subscribers: Some(45_600),
            hidden_subscribers: false,
            views: Some(1_234_567),
            videos: Some(210),
            uploads: None,
            likes: None,
            verified: None,
        }
    }

    fn video(day: i64, views: Option<i64>) -> FetchedVideo {
        let published_at = Some(Timestamp(day));
        let words = || String::new();
        FetchedVideo {
            id: format!("v{day}"),
            title: words(),
            description: words(),
            published_at,
            views,
            likes: None,
            comments: None,
            paid: None,
            url: None,
            shares: None,
        }
    }

    #[test]
    fn subscribers_are_exact_below_a_thousand_and_nothing_when_hidden() {
        let of = |channel: &FetchedChannel| -> Vec<(Measure, i64, bool)> {
            channel.numbers(Service::YouTube, Timestamp(1)).iter().map(|one| (one.measure, one.value, one.exact)).collect()
        };
        let numbers = of(&channel());
        assert_eq!(numbers, [(Measure::Followers, 45_600, false), (Measure::TotalViews, 1_234_567, true), (Measure::Posts, 210, true)]);
        assert_eq!(of(&FetchedChannel { subscribers: Some(999), ..channel() })[0], (Measure::Followers, 999, true));
        let hidden = FetchedChannel { subscribers: Some(0), hidden_subscribers: true, ..channel() };
        assert!(of(&hidden).iter().all(|(measure, ..)| *measure != Measure::Followers), "hidden is unknown and not zero");
    }

    #[test]
    fn instagrams_counts_are_whole_and_its_posts_keep_their_address() {
        let numbers = channel().numbers(Service::Instagram, Timestamp(1));
        assert!(numbers.iter().all(|one| one.exact && one.source == "instagram_api" && one.method == Method::Platform), "{numbers:?}");
        let reel = FetchedVideo { url: Some("https://www.instagram.com/reel/X/".into()), ..video(1, None) };
        let post = reel.post(Service::Instagram);
        assert_eq!((post.identity().as_str(), post.views), ("url:instagram.com/reel/X", None));
    }

    #[test]
    fn tiktoks_counts_are_whole_and_the_likes_of_an_account_are_a_number_of_their_own() {
        let account = FetchedChannel { views: None, likes: Some(98_765), ..channel() };
        let numbers: Vec<_> =
            account.numbers(Service::TikTok, Timestamp(1)).iter().map(|one| (one.measure, one.value, one.exact)).collect();
        assert_eq!(numbers, [(Measure::Followers, 45_600, true), (Measure::TotalLikes, 98_765, true), (Measure::Posts, 210, true)]);
        let shared = FetchedVideo { url: Some("https://www.tiktok.com/@anna/video/7".into()), shares: Some(12), ..video(1, Some(9)) };
        let post = shared.post(Service::TikTok);
        assert_eq!((post.identity().as_str(), post.shares, post.views), ("url:tiktok.com/@anna/video/7", Some(12), Some(9)));
    }

    #[test]
    fn an_average_is_of_the_newest_twelve_that_state_the_number() {
        // Newest first: 12 videos with 100 views; older ones with a million do not count, nor does one that hides its views.
        let mut videos: Vec<FetchedVideo> = (0..10).map(|day| video(100 - day, Some(100))).collect();
        videos.push(video(101, None));
        videos.push(video(102, Some(101)));
        videos.push(video(1, Some(1_000_000)));
        let found = averages(Service::YouTube, &videos, Timestamp(5));
        // (10 x 100 + 101) / 11 = 100.09
        assert_eq!(found.iter().map(|one| (one.measure, one.value)).collect::<Vec<_>>(), [(Measure::AvgViews, 100)]);
        assert!(found[0].formula.as_deref().is_some_and(|formula| formula.contains("newest 11")), "{found:?}");
        assert!(averages(Service::YouTube, &videos[..2], Timestamp(5)).is_empty());
        let halves = [video(1, Some(1)), video(2, Some(2)), video(3, Some(2)), video(4, Some(1))];
        assert_eq!(averages(Service::YouTube, &halves, Timestamp(5))[0].value, 2, "1.5 is rounded up");
    }
}
