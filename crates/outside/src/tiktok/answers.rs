//! TikTok's answers in the program's own words.
//!
//! Invariants: what is missing is unknown and never zero; one video that cannot be read does not take the others along, but an
//! answer without its list is none. Absent: refusals.

use app::ports::{Listed, LogIn, Tokens};
use domain::{
    creators::{
        ChannelId, Handle, Platform,
        access::{Part, Terms},
        fetching::{Failure, FetchedChannel, FetchedVideo},
    },
    time::{SECOND, Timestamp},
};
use serde_json::Value;

/// The fields of a video that are asked for.
pub(super) const VIDEO: [&str; 9] =
    ["id", "create_time", "title", "video_description", "share_url", "view_count", "like_count", "comment_count", "share_count"];

/// The fields of an account that may be asked for, by what its owner lets be read.
pub(super) fn account_fields(parts: &[Part]) -> Vec<&'static str> {
    let of = |part: Part| -> &'static [&'static str] {
        match part {
            Part::Basic => &["open_id", "display_name"],
            Part::Profile => &["username", "bio_description", "is_verified"],
            Part::Stats => &["follower_count", "likes_count", "video_count"],
            Part::Videos => &[],
        }
    };
    // Which account it is must be known in any case.
    let asked = Part::ALL.iter().copied().filter(|part| *part == Part::Basic || parts.contains(part));
    asked.flat_map(of).copied().collect()
}

fn unreadable(reason: &str) -> Failure {
    Failure::Unreadable { reason: reason.to_owned() }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn some(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn count(value: &Value) -> Option<i64> {
    value.as_i64().filter(|count| *count >= 0)
}

/// A span of seconds in microseconds; longer ones than a century are none.
fn span(value: &Value) -> Option<i64> {
    value.as_i64().filter(|seconds| (1..=4_000_000_000).contains(seconds)).map(|seconds| seconds * SECOND)
}

/// What a log-in, or its renewal, gave.
pub(super) fn log_in(answer: &Value) -> Result<LogIn, Failure> {
    let read = || {
        let tokens = Tokens { access: some(&answer["access_token"])?, refresh: some(&answer["refresh_token"])? };
        let account = ChannelId::other(&some(&answer["open_id"])?)?.as_str().to_owned();
        let terms = Terms {
            fresh_for: span(&answer["expires_in"])?,
            lasts: span(&answer["refresh_expires_in"]),
            parts: Part::list(answer["scope"].as_str()?),
        };
        Some(LogIn { account, tokens, terms })
    };
    read().ok_or_else(|| unreadable("It holds no whole log-in."))
}

/// The account of a log-in.
pub(super) fn account(answer: &Value) -> Result<FetchedChannel, Failure> {
    let found = &answer["data"]["user"];
    let id = some(&found["open_id"]).as_deref().and_then(ChannelId::other);
    let id = id.ok_or_else(|| unreadable("The account in it has no id."))?;
    Ok(FetchedChannel {
        id,
        handle: some(&found["username"]).and_then(|name| Handle::known(&Platform::TikTok, &name).ok()),
        title: text(&found["display_name"]),
        description: text(&found["bio_description"]),
        country: None,
        created_at: None,
        subscribers: count(&found["follower_count"]),
        hidden_subscribers: false,
        views: None,
        videos: count(&found["video_count"]),
        uploads: None,
        likes: count(&found["likes_count"]),
        verified: found["is_verified"].as_bool(),
    })
}

fn video(item: &Value) -> Option<FetchedVideo> {
    let (title, description) = (text(&item["title"]), text(&item["video_description"]));
    let seconds = item["create_time"].as_i64().filter(|seconds| (1..=100_000_000_000).contains(seconds));
    Some(FetchedVideo {
        id: some(&item["id"])?,
        // Both are mostly the same words, which then stand once.
        title: if description.starts_with(&title) { String::new() } else { title },
        description,
        published_at: seconds.map(|seconds| Timestamp(seconds * SECOND)),
        views: count(&item["view_count"]),
        likes: count(&item["like_count"]),
        comments: count(&item["comment_count"]),
        paid: None,
        url: some(&item["share_url"]),
        shares: count(&item["share_count"]),
    })
}

/// A page of videos.
pub(super) fn videos(answer: &Value) -> Result<Listed<FetchedVideo>, Failure> {
    let data = &answer["data"];
    let items = match &data["videos"] {
        Value::Array(all) => all.iter().filter_map(video).collect(),
        // Whoever has no public video has no list.
        Value::Null if data["has_more"] == false => Vec::new(),
        _ => return Err(unreadable("It holds no list.")),
    };
    let next = data["cursor"].as_i64().filter(|_| data["has_more"] == true).map(|place| place.to_string());
    Ok(Listed { items, next })
}

#[cfg(test)]
mod tests {
    use domain::time::DAY;
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_may_be_read_is_asked_for() {
        let all = account_fields(Part::ALL).join(",");
        assert_eq!(all, "open_id,display_name,username,bio_description,is_verified,follower_count,likes_count,video_count");
        assert_eq!(account_fields(&[Part::Videos]), ["open_id", "display_name"]);
    }

    #[test]
    fn a_log_in_is_whole_or_none() {
        let whole = json!({
            "access_token": "act.1", "expires_in": 86_400, "open_id": "-000Anna_1", "refresh_expires_in": 31_536_000,
            "refresh_token": "rft.1", "scope": "user.info.basic,video.list", "token_type": "Bearer",
        });
        let read = log_in(&whole).unwrap();
        assert_eq!((read.account.as_str(), read.tokens.access.as_str(), read.tokens.refresh.as_str()), ("-000Anna_1", "act.1", "rft.1"));
        assert_eq!(read.terms, Terms { fresh_for: DAY, lasts: Some(365 * DAY), parts: vec![Part::Basic, Part::Videos] });
        for missing in ["access_token", "refresh_token", "open_id", "expires_in", "scope"] {
            let mut part = whole.clone();
            part.as_object_mut().unwrap().remove(missing);
            assert!(matches!(log_in(&part), Err(Failure::Unreadable { .. })), "{missing}");
        }
    }

    #[test]
    fn what_is_not_told_is_unknown() {
        let found = account(&json!({ "data": { "user": { "open_id": "x1", "display_name": "Anna" } } })).unwrap();
        assert_eq!((found.title.as_str(), found.subscribers, found.likes, found.verified, found.handle), ("Anna", None, None, None, None));
        assert!(account(&json!({ "data": { "user": {} } })).is_err());
        let page = videos(&json!({ "data": { "videos": [{ "id": "7" }, { "title": "no id" }], "cursor": 5, "has_more": false } })).unwrap();
        assert_eq!((page.items.len(), page.items[0].views, page.items[0].published_at, page.next), (1, None, None, None));
        assert!(videos(&json!({ "data": { "has_more": false } })).unwrap().items.is_empty());
        assert!(videos(&json!({ "data": {} })).is_err());
    }

    #[test]
    fn a_video_comes_with_its_numbers_and_the_next_page_with_its_place() {
        // As INTEGRATIONS shows it.
        let answer = json!({ "data": { "videos": [{
            "id": "7081234567890123456", "create_time": 1_795_000_000, "title": "x", "video_description": "x #ad",
            "share_url": "https://www.tiktok.com/@anna/video/7081234567890123456", "view_count": 12_000, "like_count": 900,
            "comment_count": 31, "share_count": 12,
        }], "cursor": 1_794_990_000_000_i64, "has_more": true }, "error": { "code": "ok", "message": "", "log_id": "2026" } });
        let Listed { items, next } = videos(&answer).unwrap();
        let one = &items[0];
        assert_eq!((one.views, one.likes, one.comments, one.shares), (Some(12_000), Some(900), Some(31), Some(12)));
        assert_eq!((one.title.as_str(), one.description.as_str()), ("", "x #ad"));
        assert_eq!(one.published_at, Some(Timestamp(1_795_000_000 * SECOND)));
        assert_eq!(next.as_deref(), Some("1794990000000"));
    }
}
