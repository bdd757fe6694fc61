//! What creators post on their own accounts, as far as it is known: read from a file, and kept with its source.
//!
//! Invariants: a post stands once for each creator, known again by its address or its id, or by its words and time where it has
//! neither; a row is a post or is refused with its number and the reason; a number that the file does not give is unknown and
//! never zero. Absent: posts of our own campaigns, which `tracking` keeps with their evidence, and any judgement of them.

pub mod rates;
mod reading;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Method, Platform};
use crate::{
    ids::{CreatorId, ProfileId},
    text::folded,
    time::Timestamp,
};

pub(crate) use reading::time as time_of;
pub use reading::{MOST_BYTES, PostsError, ReadPosts, RefusedPost, read_posts};

/// A post on a creator's account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatorPost {
    /// Whose.
    pub creator: CreatorId,
    /// On which of their accounts, where that is known.
    pub profile: Option<ProfileId>,
    /// What stands in the file.
    #[serde(flatten)]
    pub post: NewPost,
    /// How it is known again.
    pub identity: String,
    /// Who says so: a file's name.
    pub source: String,
    /// How it was had.
    pub method: Method,
    /// When it was had; the numbers are at most as new.
    pub fetched_at: Timestamp,
    /// Until when it may be kept unless it is refreshed, where a platform says so.
    #[serde(default)]
    pub keep_until: Option<Timestamp>,
    /// What a file had said before a platform's answer took its place: it comes back when that answer has to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beneath: Option<Box<Beneath>>,
}

/// What was known of a post before a platform answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Beneath {
    /// What stands in the file.
    pub post: NewPost,
    /// The file's name.
    pub source: String,
    /// How it was had.
    pub method: Method,
    /// When it was had.
    pub fetched_at: Timestamp,
}

impl CreatorPost {
    /// The post after a newer reading. What a file said is kept beneath a platform's answer, and the account stays where the newer
    /// reading names none.
    #[must_use]
    pub fn renewed_by(&self, newer: CreatorPost) -> CreatorPost {
        let beneath = match (self.keep_until, newer.keep_until) {
            (None, Some(_)) => Some(Box::new(Beneath {
                post: self.post.clone(),
                source: self.source.clone(),
                method: self.method,
                fetched_at: self.fetched_at,
            })),
            (Some(_), Some(_)) => self.beneath.clone(),
            (_, None) => None,
        };
        CreatorPost { beneath, profile: newer.profile.or(self.profile), ..newer }
    }

    /// What is left of the post once its platform's answer may not be kept any longer: what a file said before, or nothing.
    #[must_use]
    pub fn without_answer(&self) -> Option<CreatorPost> {
        let Beneath { post, source, method, fetched_at } = *self.beneath.clone()?;
        let (creator, profile, identity) = (self.creator, self.profile, self.identity.clone());
        Some(CreatorPost { creator, profile, post, identity, source, method, fetched_at, keep_until: None, beneath: None })
    }
}

/// A post as a file gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewPost {
    /// On which platform.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// Its address.
    #[serde(default)]
    pub url: Option<String>,
    /// The platform's id of it.
    #[serde(default)]
    pub external: Option<String>,
    /// When it was posted.
    #[serde(default)]
    pub posted_at: Option<Timestamp>,
    /// Its words.
    #[serde(default)]
    pub caption: String,
    /// Views.
    #[serde(default)]
    pub views: Option<i64>,
    /// Likes.
    #[serde(default)]
    pub likes: Option<i64>,
    /// Comments.
    #[serde(default)]
    pub comments: Option<i64>,
    /// Shares.
    #[serde(default)]
    pub shares: Option<i64>,
    /// Saves.
    #[serde(default)]
    pub saves: Option<i64>,
    /// Whether the platform's own label says that it is paid; nothing where that is unknown.
    #[serde(default)]
    pub paid_label: Option<bool>,
}

impl NewPost {
    /// How the post is known again among those of its creator.
    #[must_use]
    pub fn identity(&self) -> String {
        if let Some(url) = &self.url {
            // A video has several addresses, and in the usual one what names it stands behind the question mark.
            if let Some(video) = video_of(url) {
                return format!("url:youtube.com/watch?v={video}");
            }
            let bare = url.split(['?', '#']).next().unwrap_or(url);
            let bare = bare.trim_end_matches('/').trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
            return format!("url:{bare}");
        }
        let platform = self.platform.as_ref().map(Platform::as_str).unwrap_or_default();
        if let Some(external) = &self.external {
            return format!("id:{platform}:{external}");
        }
        let at = self.posted_at.map(|at| at.0).unwrap_or_default();
        let words = folded(&self.caption).split_whitespace().collect::<Vec<_>>().join(" ");
        let words: String = words.chars().take(200).collect();
        format!("text:{platform}:{at}:{words}")
    }

    /// All interactions that are known; nothing where none is.
    #[must_use]
    pub fn engagements(&self) -> Option<i64> {
        let known: Vec<i64> = [self.likes, self.comments, self.shares, self.saves].into_iter().flatten().collect();
        (!known.is_empty()).then(|| known.into_iter().fold(0, i64::saturating_add))
    }
}

/// The id of a video in an address of YouTube's.
#[must_use]
pub fn video_of(url: &str) -> Option<&str> {
    let rest = url.trim_start_matches("https://").trim_start_matches("http://");
    let rest = rest.trim_start_matches("www.").trim_start_matches("m.");
    let ends = |text: &str| text.find(['?', '#', '&', '/']).unwrap_or(text.len());
    let id = if let Some(short) = rest.strip_prefix("youtu.be/") {
        &short[..ends(short)]
    } else {
        let path = rest.strip_prefix("youtube.com/")?;
        match path.strip_prefix("shorts/").or_else(|| path.strip_prefix("live/")) {
            Some(after) => &after[..ends(after)],
            None => {
                let query = path.strip_prefix("watch?")?.split('#').next()?;
                query.split('&').find_map(|part| part.strip_prefix("v="))?
            }
        }
    };
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (plain && !id.is_empty()).then_some(id)
}

const WEEK: i64 = 7 * 24 * 3_600 * 1_000_000;

/// The time over which it is counted how often somebody posts: twelve weeks, in microseconds.
pub const COUNTED_OVER: i64 = 12 * WEEK;

/// How often somebody posts, from the times of their posts: posts a week in thousandths over the last twelve weeks. Nothing
/// where fewer than two are known in that time, or where what is known does not reach back a fortnight.
#[must_use]
pub fn posts_a_week(posted: &[Timestamp], now: Timestamp) -> Option<i64> {
    let recent: Vec<i64> = posted.iter().map(|at| now.0 - at.0).filter(|age| (0..=COUNTED_OVER).contains(age)).collect();
    // What is known may begin later than twelve weeks ago: then it is counted from there.
    let reach = if posted.iter().any(|at| now.0 - at.0 > COUNTED_OVER) { COUNTED_OVER } else { recent.iter().copied().max()? };
    if recent.len() < 2 || reach < 2 * WEEK {
        return None;
    }
    let count = i64::try_from(recent.len()).ok()?;
    i64::try_from(i128::from(count) * 1_000 * i128::from(WEEK) / i128::from(reach)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_known_again_by_its_address_whatever_stands_behind_it() {
        let post = |url: &str| NewPost { url: Some(url.to_owned()), ..NewPost::default() }.identity();
        assert_eq!(post("https://www.instagram.com/p/abc/?igsh=1"), post("http://instagram.com/p/abc"));
        let bare = NewPost { caption: "Hello  World".to_owned(), posted_at: Some(Timestamp(5)), ..NewPost::default() };
        assert_eq!(bare.identity(), NewPost { caption: "hello world".to_owned(), ..bare.clone() }.identity());
    }

    #[test]
    fn a_video_is_one_by_whichever_address() {
        let post = |url: &str| NewPost { url: Some(url.to_owned()), ..NewPost::default() }.identity();
        let one = post("https://www.youtube.com/watch?v=abc123def45");
        for other in [
            "https://youtu.be/abc123def45?si=x",
            "http://m.youtube.com/watch?feature=share&v=abc123def45#t=5",
            "youtube.com/shorts/abc123def45/",
        ] {
            assert_eq!(post(other), one, "{other}");
        }
        assert_ne!(post("https://www.youtube.com/watch?v=zzz"), one);
        assert_eq!(post("https://www.youtube.com/playlist?list=x"), "url:youtube.com/playlist");
    }

    #[test]
    fn what_a_file_said_comes_back_when_a_platforms_answer_goes() {
        use crate::ids::Id;
        let post = |views, keep_until: Option<Timestamp>| CreatorPost {
            creator: CreatorId::from_uuid(uuid::Uuid::from_u128(1)),
            profile: None,
            post: NewPost { views: Some(views), ..NewPost::default() },
            identity: "x".into(),
            source: if keep_until.is_some() { "youtube_api" } else { "posts.csv" }.into(),
            method: if keep_until.is_some() { Method::Platform } else { Method::Imported },
            fetched_at: Timestamp(views),
            keep_until,
            beneath: None,
        };
        let file = post(1, None);
        let answered = file.renewed_by(post(2, Some(Timestamp(9)))).renewed_by(post(3, Some(Timestamp(19))));
        assert_eq!(answered.post.views, Some(3));
        assert_eq!(answered.without_answer(), Some(file.clone()));
        assert_eq!(post(2, Some(Timestamp(9))).without_answer(), None);
        assert_eq!(answered.renewed_by(post(4, None)).beneath, None, "a newer file stands for itself");
    }

    #[test]
    fn a_later_file_without_an_account_leaves_the_one_that_is_known() {
        use crate::ids::Id;
        let profile = |id| Some(ProfileId::from_uuid(uuid::Uuid::from_u128(id)));
        let post = |profile| CreatorPost {
            creator: CreatorId::from_uuid(uuid::Uuid::from_u128(1)),
            profile,
            post: NewPost::default(),
            identity: "x".into(),
            source: "posts.csv".into(),
            method: Method::Imported,
            fetched_at: Timestamp(1),
            keep_until: None,
            beneath: None,
        };
        assert_eq!(post(profile(2)).renewed_by(post(None)).profile, profile(2));
        assert_eq!(post(profile(2)).renewed_by(post(profile(3))).profile, profile(3));
        assert_eq!(post(None).renewed_by(post(None)).profile, None);
    }

    #[test]
    fn how_often_somebody_posts_is_unknown_from_too_few() {
        let day = |days: i64| Timestamp((1_000 - days) * 24 * 3_600 * 1_000_000);
        let now = day(0);
        assert_eq!(posts_a_week(&[], now), None);
        assert_eq!(posts_a_week(&[day(1), day(3)], now), None);
        // Every other day for 84 days, and one long before: 42 in twelve weeks are 3.5 a week.
        let posts: Vec<Timestamp> = (0..42).map(|at| day(at * 2 + 1)).chain([day(300)]).collect();
        assert_eq!(posts_a_week(&posts, now), Some(3_500));
    }
}
