//! YouTube's answers in the program's own words.
//!
//! Invariants: counts arrive as text and are read as whole numbers; what is missing is unknown; one item that cannot be read does
//! not take the others along, but an answer without its list is none. Absent: refusals.

use app::ports::Listed;
use domain::{
    creators::{
        ChannelId, Country, Handle, Platform,
        fetching::{Failure, FetchedChannel, FetchedComment, FetchedVideo, FoundChannel},
    },
    time::Timestamp,
};
use serde_json::Value;

/// The list of an answer. An answer that says that there is nothing may leave it out.
fn items(answer: &Value) -> Result<&[Value], Failure> {
    match &answer["items"] {
        Value::Array(items) => Ok(items),
        Value::Null if answer["kind"].is_string() => Ok(&[]),
        _ => Err(Failure::Unreadable { reason: "It holds no list.".to_owned() }),
    }
}

/// A count, which arrives as text; as a number it is taken as well.
fn count(value: &Value) -> Option<i64> {
    value.as_str().and_then(|text| text.parse().ok()).or_else(|| value.as_i64()).filter(|count| *count >= 0)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn some(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn time(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(|text| Timestamp::parse(text).ok())
}

fn next(answer: &Value) -> Option<String> {
    some(&answer["nextPageToken"])
}

/// The one channel of an answer.
pub(super) fn channel(answer: &Value) -> Result<Option<FetchedChannel>, Failure> {
    let Some(item) = items(answer)?.first() else { return Ok(None) };
    let (snippet, statistics) = (&item["snippet"], &item["statistics"]);
    let id = item["id"].as_str().and_then(ChannelId::youtube);
    let id = id.ok_or_else(|| Failure::Unreadable { reason: "A channel in it has no id.".to_owned() })?;
    let hidden = statistics["hiddenSubscriberCount"].as_bool().unwrap_or(false);
    Ok(Some(FetchedChannel {
        id,
        // Old addresses of their own stand in the same place, without the mark.
        handle: snippet["customUrl"]
            .as_str()
            .filter(|url| url.starts_with('@'))
            .and_then(|url| Handle::known(&Platform::YouTube, url).ok()),
        title: text(&snippet["title"]),
        description: text(&snippet["description"]),
        country: snippet["country"].as_str().and_then(Country::by_code),
        created_at: time(&snippet["publishedAt"]),
        subscribers: count(&statistics["subscriberCount"]).filter(|_| !hidden),
        hidden_subscribers: hidden,
        views: count(&statistics["viewCount"]),
        videos: count(&statistics["videoCount"]),
        uploads: some(&item["contentDetails"]["relatedPlaylists"]["uploads"]),
        likes: None,
        verified: None,
    }))
}

/// The ids of the videos of a list that everybody may see.
pub(super) fn uploads(answer: &Value) -> Result<Listed<String>, Failure> {
    let seen = |item: &&Value| item["status"]["privacyStatus"].as_str().is_none_or(|status| status == "public");
    let ids = items(answer)?.iter().filter(seen).filter_map(|item| some(&item["contentDetails"]["videoId"]));
    Ok(Listed { items: ids.collect(), next: next(answer) })
}

/// Videos that everybody may see.
pub(super) fn videos(answer: &Value) -> Result<Vec<FetchedVideo>, Failure> {
    let seen = |item: &&Value| item["status"]["privacyStatus"].as_str().is_none_or(|status| status == "public");
    let read = |item: &Value| {
        let (snippet, statistics) = (&item["snippet"], &item["statistics"]);
        Some(FetchedVideo {
            id: some(&item["id"])?,
            title: text(&snippet["title"]),
            description: text(&snippet["description"]),
            published_at: time(&snippet["publishedAt"]),
            views: count(&statistics["viewCount"]),
            likes: count(&statistics["likeCount"]),
            comments: count(&statistics["commentCount"]),
            paid: item["paidProductPlacementDetails"]["hasPaidProductPlacement"].as_bool(),
            url: None,
            shares: None,
        })
    };
    Ok(items(answer)?.iter().filter(seen).filter_map(read).collect())
}

/// Comments and the answers to them that came along.
pub(super) fn comments(answer: &Value, video: &str) -> Result<Vec<FetchedComment>, Failure> {
    let read = |comment: &Value| {
        let snippet = &comment["snippet"];
        Some(FetchedComment {
            id: some(&comment["id"])?,
            reply_to: some(&snippet["parentId"]),
            video: some(&snippet["videoId"]).unwrap_or_else(|| video.to_owned()),
            author: text(&snippet["authorDisplayName"]),
            author_channel: some(&snippet["authorChannelId"]["value"]),
            text: some(&snippet["textOriginal"]).unwrap_or_else(|| text(&snippet["textDisplay"])),
            at: time(&snippet["publishedAt"]),
        })
    };
    let mut found = Vec::new();
    for thread in items(answer)? {
        found.extend(read(&thread["snippet"]["topLevelComment"]));
        found.extend(thread["replies"]["comments"].as_array().into_iter().flatten().filter_map(read));
    }
    Ok(found)
}

/// Channels that a search found.
pub(super) fn found(answer: &Value) -> Result<Listed<FoundChannel>, Failure> {
    let read = |item: &Value| {
        let snippet = &item["snippet"];
        let id = item["id"]["channelId"].as_str().or_else(|| snippet["channelId"].as_str()).and_then(ChannelId::youtube)?;
        Some(FoundChannel { id, title: text(&snippet["title"]), description: text(&snippet["description"]) })
    };
    Ok(Listed { items: items(answer)?.iter().filter_map(read).collect(), next: next(answer) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_without_its_list_is_none_and_one_about_nothing_is_empty() {
        assert_eq!(channel(&json!({ "kind": "youtube#channelListResponse", "pageInfo": { "totalResults": 0 } })), Ok(None));
        assert!(matches!(channel(&json!({})), Err(Failure::Unreadable { .. })));
        assert!(matches!(channel(&json!({ "items": [{ "id": "short" }] })), Err(Failure::Unreadable { .. })));
        assert!(matches!(videos(&json!({ "items": "many" })), Err(Failure::Unreadable { .. })));
    }

    #[test]
    fn counts_are_texts_and_odd_ones_are_unknown() {
        let odd = [json!("12"), json!(12), json!("-1"), json!("18446744073709551615"), json!("many"), Value::Null];
        assert_eq!(odd.each_ref().map(count), [Some(12), Some(12), None, None, None, None]);
    }
}
