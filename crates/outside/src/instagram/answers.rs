//! Instagram's answers in the program's own words.
//!
//! Invariants: what is missing is unknown and never zero; one post that cannot be read does not take the others along, but an answer
//! without its list is none. Absent: refusals.

use app::ports::{Discovered, HashtagPost, Listed, NamingPost, Renewed};
use domain::{
    creators::{
        ChannelId, Handle, Platform,
        fetching::{Failure, FetchedChannel, FetchedVideo},
    },
    time::{SECOND, Timestamp},
};
use serde_json::Value;

fn unreadable(reason: &str) -> Failure {
    Failure::Unreadable { reason: reason.to_owned() }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Ids are texts; as a number one is taken as well.
fn some(value: &Value) -> Option<String> {
    let number = || value.as_u64().map(|number| number.to_string());
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned).or_else(number)
}

fn count(value: &Value) -> Option<i64> {
    value.as_i64().filter(|count| *count >= 0)
}

/// A time as Meta writes it: `2026-10-01T16:00:00+0000`, whose zone has no colon.
fn time(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    let zone = text.len().checked_sub(5).and_then(|at| text.split_at_checked(at));
    let with_colon = zone.filter(|(_, zone)| zone.starts_with(['+', '-']) && zone.is_ascii());
    let written = with_colon.map(|(before, zone)| format!("{before}{}:{}", &zone[..3], &zone[3..]));
    Timestamp::parse(written.as_deref().unwrap_or(text)).ok()
}

fn list(answer: &Value) -> Result<&[Value], Failure> {
    answer["data"].as_array().map(Vec::as_slice).ok_or_else(|| unreadable("It holds no list."))
}

/// Where the next page begins, where there is one: the last page has a place as well, and no address that leads on.
fn next(answer: &Value) -> Option<String> {
    answer["paging"]["next"].as_str().and_then(|_| some(&answer["paging"]["cursors"]["after"]))
}

/// The name of the brand's own account.
pub(super) fn name(answer: &Value) -> Result<String, Failure> {
    some(&answer["username"]).ok_or_else(|| unreadable("The account in it has no name."))
}

/// A newer token.
pub(super) fn renewed(answer: &Value) -> Result<Renewed, Failure> {
    let token = some(&answer["access_token"]).ok_or_else(|| unreadable("It holds no token."))?;
    let lasts = answer["expires_in"].as_i64().filter(|seconds| (1..=4_000_000_000).contains(seconds)).map(|seconds| seconds * SECOND);
    Ok(Renewed { token, lasts })
}

/// An account with a page of its posts.
pub(super) fn discovered(answer: &Value) -> Result<Discovered, Failure> {
    let found = &answer["business_discovery"];
    let id = some(&found["id"]).as_deref().and_then(ChannelId::other);
    let id = id.ok_or_else(|| unreadable("The account in it has no id."))?;
    let named = some(&found["username"]);
    let account = FetchedChannel {
        id,
        handle: named.as_deref().and_then(|name| Handle::known(&Platform::Instagram, name).ok()),
        title: some(&found["name"]).or(named).unwrap_or_default(),
        description: text(&found["biography"]),
        country: None,
        created_at: None,
        subscribers: count(&found["followers_count"]),
        hidden_subscribers: false,
        views: None,
        videos: count(&found["media_count"]),
        uploads: None,
        likes: None,
        verified: None,
    };
    // An account without a post has no list.
    let media = &found["media"];
    let posts = match &media["data"] {
        Value::Array(all) => all.iter().filter_map(post).collect(),
        Value::Null => Vec::new(),
        _ => return Err(unreadable("It holds no list.")),
    };
    Ok(Discovered { account, posts: Listed { items: posts, next: some(&media["paging"]["cursors"]["after"]) } })
}

fn post(item: &Value) -> Option<FetchedVideo> {
    Some(FetchedVideo {
        id: some(&item["id"])?,
        title: String::new(),
        description: text(&item["caption"]),
        published_at: time(&item["timestamp"]),
        views: count(&item["view_count"]),
        likes: count(&item["like_count"]),
        comments: count(&item["comments_count"]),
        paid: None,
        url: some(&item["permalink"]),
        shares: None,
    })
}

fn naming(item: &Value) -> Option<NamingPost> {
    Some(NamingPost {
        id: some(&item["id"])?,
        by: some(&item["username"])?,
        text: text(&item["caption"]),
        url: some(&item["permalink"]),
        at: time(&item["timestamp"]),
        likes: count(&item["like_count"]),
        comments: count(&item["comments_count"]),
    })
}

/// Posts that tag the brand's own account.
pub(super) fn naming_posts(answer: &Value) -> Result<Listed<NamingPost>, Failure> {
    Ok(Listed { items: list(answer)?.iter().filter_map(naming).collect(), next: next(answer) })
}

/// A post or a comment that names the brand's own account. A comment is told as a post of who wrote it, at the post's address.
pub(super) fn mention(answer: &Value) -> Result<NamingPost, Failure> {
    let read = match (&answer["mentioned_media"], &answer["mentioned_comment"]) {
        (Value::Null, comment) => some(&comment["id"]).zip(some(&comment["username"])).map(|(id, by)| NamingPost {
            id,
            by,
            text: text(&comment["text"]),
            url: some(&comment["media"]["permalink"]),
            at: time(&comment["timestamp"]),
            likes: None,
            comments: None,
        }),
        (media, _) => naming(media),
    };
    read.ok_or_else(|| unreadable("It holds no post."))
}

/// The id of the one hashtag of an answer.
pub(super) fn first_id(answer: &Value) -> Result<String, Failure> {
    list(answer)?.first().and_then(|one| some(&one["id"])).ok_or(Failure::Missing)
}

/// Posts under a hashtag.
pub(super) fn hashtag_posts(answer: &Value) -> Result<Listed<HashtagPost>, Failure> {
    let read = |item: &Value| {
        Some(HashtagPost {
            id: some(&item["id"])?,
            text: text(&item["caption"]),
            url: some(&item["permalink"]),
            at: time(&item["timestamp"]),
            likes: count(&item["like_count"]),
            comments: count(&item["comments_count"]),
        })
    };
    Ok(Listed { items: list(answer)?.iter().filter_map(read).collect(), next: next(answer) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_are_read_as_meta_writes_them() {
        let read = |text: &str| time(&json!(text)).map(Timestamp::rfc3339);
        for same in ["2026-10-01T16:00:00+0000", "2026-10-01T16:00:00Z", "2026-10-01T18:00:00+0200", "2026-10-01T16:00:00+00:00"] {
            assert_eq!(read(same).as_deref(), Some("2026-10-01T16:00:00Z"), "{same}");
        }
        assert_eq!((read("yesterday"), read("+0000"), time(&json!(7))), (None, None, None));
    }

    #[test]
    fn what_is_hidden_is_unknown_and_an_account_without_posts_is_one() {
        let answer =
            json!({ "business_discovery": { "id": "17841401441775531", "username": "anna", "followers_count": 26779 }, "id": "1" });
        let found = discovered(&answer).unwrap();
        assert_eq!((found.account.title.as_str(), found.account.videos, found.posts.items.len()), ("anna", None, 0));
        let media = json!({ "data": [{ "id": "1790", "permalink": "https://www.instagram.com/p/X/" }, { "caption": "no id" }] });
        let answer = json!({ "business_discovery": { "id": "1", "username": "anna", "media": media } });
        let posts = discovered(&answer).unwrap().posts;
        assert_eq!((posts.items.len(), posts.items[0].likes, posts.next), (1, None, None));
        assert!(matches!(discovered(&json!({ "id": "1" })), Err(Failure::Unreadable { .. })));
    }

    #[test]
    fn a_page_leads_on_only_where_the_interface_says_so() {
        let page = |paging: Value| next(&json!({ "data": [], "paging": paging }));
        assert_eq!(page(json!({ "cursors": { "before": "a", "after": "b" }, "next": "https://x" })).as_deref(), Some("b"));
        assert_eq!(page(json!({ "cursors": { "before": "a", "after": "b" } })), None);
        assert_eq!(page(json!({})), None);
    }

    #[test]
    fn a_token_may_say_nothing_of_its_end() {
        let lasts = |answer: Value| renewed(&answer).unwrap().lasts;
        assert_eq!(lasts(json!({ "access_token": "t", "expires_in": 5_184_000 })), Some(60 * domain::time::DAY));
        assert_eq!(lasts(json!({ "access_token": "t" })), None);
        assert!(renewed(&json!({ "token_type": "bearer" })).is_err());
    }
}
