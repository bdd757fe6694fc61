//! A YouTube of our own on this machine: it knows channels, videos and comments, counts units, and refuses as the real one does.
//!
//! Invariant: it answers what INTEGRATIONS and the interface's discovery document say (counts as texts, no item for an unknown id,
//! page tokens that only it can have given), and refuses what the real one refuses: a missing or wrong key, a missing part, more
//! than fifty ids. Absent: anything that `outside` might share with it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// The key that it takes.
pub const KEY: &str = "AIzaSyD-a-key-made-up-for-the-stories-77";

/// What it does wrong, from some call on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mood {
    /// Answers as it should.
    Fine,
    /// The day's quota is used.
    QuotaExceeded,
    /// Too many questions; with how many seconds to wait, if it says so.
    TooMany(Option<u32>),
    /// The key is gone.
    Revoked,
    /// The key is another interface's.
    OtherInterface,
    /// No JSON.
    Malformed,
    /// JSON that holds something else.
    Odd,
    /// An answer that takes too long.
    Slow,
    /// An answer of fifty megabytes.
    Huge,
    /// A trouble of its own.
    Broken,
    /// The same next page for ever.
    Circles,
}

#[derive(Default)]
struct Inside {
    /// Channels by id: what the interface says of each.
    channels: BTreeMap<String, Value>,
    /// Videos by id.
    videos: BTreeMap<String, Value>,
    /// The ids of each channel's uploads, newest first, with the privacy of each.
    uploads: BTreeMap<String, Vec<(String, &'static str)>>,
    /// Comment threads by video.
    threads: BTreeMap<String, Vec<Value>>,
    /// Videos whose comments are off, and lists that are not shown.
    closed: BTreeSet<String>,
    /// What a bare `forbidden` is said of: videos' comments, and lists of videos by their first id.
    forbidden: BTreeSet<String>,
    moods: Vec<(usize, Mood)>,
    held: Option<(oneshot::Sender<()>, oneshot::Receiver<()>)>,
    calls: Vec<String>,
}

/// A call that waits for its answer.
pub struct Held {
    came: oneshot::Receiver<()>,
    release: oneshot::Sender<()>,
}

impl Held {
    /// Does something while the call waits, and lets it be answered.
    pub async fn meanwhile<T>(self, what: impl Future<Output = T>) -> T {
        self.came.await.expect("it was asked");
        let done = what.await;
        self.release.send(()).expect("it still waits");
        done
    }
}

/// The server.
#[derive(Clone)]
pub struct YouTubeStub {
    inside: Arc<Mutex<Inside>>,
    /// Where it answers.
    pub base: String,
}

impl YouTubeStub {
    /// Begins to answer on this machine.
    pub async fn begin() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a place to listen");
        let base = format!("http://{}/youtube/v3", listener.local_addr().expect("an address"));
        let stub = Self { inside: Arc::default(), base };
        let router = Router::new()
            .route("/youtube/v3/channels", get(channels))
            .route("/youtube/v3/playlistItems", get(playlist_items))
            .route("/youtube/v3/videos", get(videos))
            .route("/youtube/v3/commentThreads", get(comment_threads))
            .route("/youtube/v3/search", get(search))
            .with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    fn with<T>(&self, what: impl FnOnce(&mut Inside) -> T) -> T {
        what(&mut self.inside.lock().expect("the stub"))
    }

    /// From now on it does this.
    pub fn is(&self, mood: Mood) {
        self.with(|inside| inside.moods = vec![(0, mood)]);
    }

    /// After so many more calls it does this.
    pub fn will_be(&self, after: usize, mood: Mood) {
        self.with(|inside| {
            let at = inside.calls.len() + after;
            inside.moods.push((at, mood));
        });
    }

    /// The next call is answered as it would be now, but only when that is let go of.
    pub fn hold_next(&self) -> Held {
        let ((tell, came), (release, released)) = (oneshot::channel(), oneshot::channel());
        self.with(|inside| inside.held = Some((tell, released)));
        Held { came, release }
    }

    /// What was asked since the last time.
    pub fn calls(&self) -> Vec<String> {
        self.with(|inside| std::mem::take(&mut inside.calls))
    }

    /// Puts a channel there.
    pub fn channel(&self, id: &str, handle: &str, title: &str, subscribers: Option<u64>) {
        let mut statistics = json!({ "viewCount": "1234567", "videoCount": "3", "hiddenSubscriberCount": subscribers.is_none() });
        if let Some(count) = subscribers {
            statistics["subscriberCount"] = json!(count.to_string());
        }
        let channel = json!({
            "kind": "youtube#channel", "etag": "e", "id": id,
            "snippet": {
                "title": title, "description": format!("{title} repairs things and says how."), "customUrl": handle,
                "publishedAt": "2016-04-01T10:00:00Z", "country": "DE", "thumbnails": { "default": { "url": "https://y.example/1.jpg" } },
            },
            "contentDetails": { "relatedPlaylists": { "uploads": id.replacen("UC", "UU", 1) } },
            "statistics": statistics,
        });
        self.with(|inside| {
            inside.channels.insert(id.to_owned(), channel);
            inside.uploads.entry(id.replacen("UC", "UU", 1)).or_default();
        });
    }

    /// Takes a channel away.
    pub fn remove_channel(&self, id: &str) {
        self.with(|inside| inside.channels.remove(id));
    }

    /// Puts a video before the others of a channel.
    pub fn video(&self, channel: &str, id: &str, published: &str, privacy: &'static str, statistics: Value) {
        let video = json!({
            "kind": "youtube#video", "id": id, "status": { "privacyStatus": privacy, "uploadStatus": "processed" },
            "snippet": { "title": format!("Video {id}"), "description": "Ad. Mended in an hour.", "publishedAt": published, "channelId": channel },
            "statistics": statistics, "paidProductPlacementDetails": { "hasPaidProductPlacement": id.starts_with("paid") },
        });
        self.with(|inside| {
            inside.videos.insert(id.to_owned(), video);
            inside.uploads.entry(channel.replacen("UC", "UU", 1)).or_default().insert(0, (id.to_owned(), privacy));
        });
    }

    /// Puts a comment thread under a video: who, what, and what the channel answers.
    pub fn comment(&self, video: &str, id: &str, author: &str, text: &str, answer: Option<(&str, &str)>) {
        let said = |id: &str, author: &str, channel: &str, text: &str, parent: Option<&str>| {
            let mut snippet = json!({
                "authorDisplayName": author, "authorChannelId": { "value": channel }, "textOriginal": text, "textDisplay": "no",
                "videoId": video, "publishedAt": "2026-08-20T09:30:00Z", "likeCount": 2,
            });
            if let Some(parent) = parent {
                snippet["parentId"] = json!(parent);
            }
            json!({ "kind": "youtube#comment", "id": id, "snippet": snippet })
        };
        let replies: Vec<Value> = answer.iter().map(|(channel, text)| said(&format!("{id}.r"), "@maya", channel, text, Some(id))).collect();
        let mut thread = json!({
            "kind": "youtube#commentThread", "id": id,
            "snippet": { "videoId": video, "topLevelComment": said(id, author, "UCsomebodysomebodysomeb0", text, None), "totalReplyCount": replies.len() },
        });
        if !replies.is_empty() {
            thread["replies"] = json!({ "comments": replies });
        }
        self.with(|inside| inside.threads.entry(video.to_owned()).or_default().push(thread));
    }

    /// Turns comments of a video off, or hides a list.
    pub fn close(&self, what: &str) {
        self.with(|inside| inside.closed.insert(what.to_owned()));
    }

    /// Says of something no more than that it is forbidden.
    pub fn forbid(&self, what: &str) {
        self.with(|inside| inside.forbidden.insert(what.to_owned()));
    }

    /// What it has to say before it looks at a question: what is wrong with the asker, or with itself.
    async fn before(&self, path: &str, headers: &HeaderMap, asked: &HashMap<String, String>) -> Result<(), Response> {
        let mood = self.with(|inside| {
            let mut sorted: Vec<_> = asked.iter().map(|(name, value)| format!("{name}={value}")).collect();
            sorted.sort();
            inside.calls.push(format!("{path}?{}", sorted.join("&")));
            let at = inside.calls.len();
            inside.moods.iter().rev().find(|(from, _)| at > *from).map_or(Mood::Fine, |(_, mood)| mood.clone())
        });
        if let Some((tell, released)) = self.with(|inside| inside.held.take()) {
            tell.send(()).expect("somebody waits for it");
            // Who asked may have given up.
            drop(released.await);
        }
        if asked.contains_key("key") {
            return Err(error(400, "keyInAddress", None));
        }
        match headers.get("x-goog-api-key").and_then(|key| key.to_str().ok()) {
            None => return Err(error(403, "forbidden", None)),
            Some(key) if key != KEY => {
                let body = json!({ "error": { "code": 400, "message": format!("API key not valid: {key}"), "status": "INVALID_ARGUMENT",
                    "errors": [{ "reason": "badRequest", "domain": "global" }], "details": [{ "reason": "API_KEY_INVALID" }] } });
                return Err((StatusCode::BAD_REQUEST, axum::Json(body)).into_response());
            }
            Some(_) => {}
        }
        match mood {
            Mood::Fine | Mood::Circles => {}
            Mood::QuotaExceeded => return Err(error(403, "quotaExceeded", None)),
            Mood::TooMany(seconds) => return Err(error(429, "rateLimitExceeded", seconds)),
            Mood::Revoked => {
                let body = json!({ "error": { "code": 400, "status": "INVALID_ARGUMENT", "details": [{ "reason": "API_KEY_INVALID" }] } });
                return Err((StatusCode::BAD_REQUEST, axum::Json(body)).into_response());
            }
            Mood::OtherInterface => {
                let body = json!({ "error": { "code": 403, "status": "PERMISSION_DENIED", "details": [{ "reason": "API_KEY_SERVICE_BLOCKED" }] } });
                return Err((StatusCode::FORBIDDEN, axum::Json(body)).into_response());
            }
            Mood::Malformed => return Err((StatusCode::OK, "<html>Sorry</html>").into_response()),
            Mood::Odd => return Err(axum::Json(json!({ "items": [{ "id": 7, "snippet": [] }] })).into_response()),
            Mood::Slow => tokio::time::sleep(std::time::Duration::from_secs(30)).await,
            Mood::Huge => return Err((StatusCode::OK, vec![b' '; 50_000_000]).into_response()),
            Mood::Broken => return Err(error(503, "backendError", None)),
        }
        if asked.get("part").is_none_or(String::is_empty) {
            return Err(error(400, "missingRequiredParameter", None));
        }
        Ok(())
    }

    fn circles(&self) -> bool {
        self.with(|inside| inside.moods.iter().any(|(_, mood)| *mood == Mood::Circles))
    }
}

fn error(status: u16, reason: &str, retry_after: Option<u32>) -> Response {
    let body =
        json!({ "error": { "code": status, "message": "No.", "errors": [{ "message": "No.", "domain": "youtube", "reason": reason }] } });
    let mut response = (StatusCode::from_u16(status).expect("a status"), axum::Json(body)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.to_string().parse().expect("a header"));
    }
    response
}

/// Only the parts that were asked for.
fn parts(whole: &Value, asked: &HashMap<String, String>) -> Value {
    let mut item = json!({ "kind": whole["kind"], "id": whole["id"] });
    for part in asked["part"].split(',') {
        if let Some(value) = whole.get(part) {
            item[part] = value.clone();
        }
    }
    item
}

fn listed(kind: &str, items: Vec<Value>, next: Option<String>) -> Response {
    let mut answer = json!({ "kind": kind, "etag": "e", "pageInfo": { "totalResults": items.len(), "resultsPerPage": 50 } });
    if !items.is_empty() {
        answer["items"] = json!(items);
    }
    if let Some(next) = next {
        answer["nextPageToken"] = json!(next);
    }
    axum::Json(answer).into_response()
}

async fn channels(State(stub): State<YouTubeStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    if let Err(response) = stub.before("channels", &headers, &asked).await {
        return response;
    }
    let by_handle = |whole: &Value| asked.get("forHandle").is_some_and(|handle| whole["snippet"]["customUrl"] == handle.to_lowercase());
    let by_id = |whole: &Value| asked.get("id").is_some_and(|ids| ids.split(',').any(|id| whole["id"] == id));
    let by_user = |whole: &Value| asked.get("forUsername").is_some_and(|name| whole["snippet"]["title"] == **name);
    let items = stub.with(|inside| {
        let found = inside.channels.values().filter(|whole| by_handle(whole) || by_id(whole) || by_user(whole));
        found.map(|whole| parts(whole, &asked)).collect()
    });
    listed("youtube#channelListResponse", items, None)
}

async fn playlist_items(State(stub): State<YouTubeStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    if let Err(response) = stub.before("playlistItems", &headers, &asked).await {
        return response;
    }
    let list = asked.get("playlistId").cloned().unwrap_or_default();
    let most: usize = asked.get("maxResults").and_then(|most| most.parse().ok()).unwrap_or(5);
    let from = match asked.get("pageToken") {
        None => 0,
        Some(token) => match token.strip_prefix("PAGE-").and_then(|at| at.parse::<usize>().ok()) {
            Some(at) => at,
            None => return error(400, "invalidPageToken", None),
        },
    };
    let circles = stub.circles();
    stub.with(|inside| match inside.uploads.get(&list).filter(|_| !inside.closed.contains(&list)) {
        None => error(404, "playlistNotFound", None),
        Some(all) => {
            let from = if circles { 0 } else { from };
            let page = all.iter().skip(from).take(most.min(50));
            let items = page.map(|(id, privacy)| {
                let whole = json!({ "kind": "youtube#playlistItem", "id": format!("i{id}"), "contentDetails": { "videoId": id }, "status": { "privacyStatus": privacy } });
                parts(&whole, &asked)
            });
            let next = (from + most < all.len() || circles).then(|| format!("PAGE-{}", from + most));
            listed("youtube#playlistItemListResponse", items.collect(), next)
        }
    })
}

async fn videos(State(stub): State<YouTubeStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    if let Err(response) = stub.before("videos", &headers, &asked).await {
        return response;
    }
    let ids: Vec<&str> = asked.get("id").map(|ids| ids.split(',').collect()).unwrap_or_default();
    if ids.len() > 50 {
        return error(400, "invalidFilters", None);
    }
    if ids.first().is_some_and(|first| stub.with(|inside| inside.forbidden.contains(&format!("list:{first}")))) {
        return error(403, "forbidden", None);
    }
    let items = stub.with(|inside| ids.iter().filter_map(|id| inside.videos.get(*id)).map(|whole| parts(whole, &asked)).collect());
    listed("youtube#videoListResponse", items, None)
}

async fn comment_threads(State(stub): State<YouTubeStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    if let Err(response) = stub.before("commentThreads", &headers, &asked).await {
        return response;
    }
    let video = asked.get("videoId").cloned().unwrap_or_default();
    stub.with(|inside| {
        if inside.closed.contains(&video) {
            return error(403, "commentsDisabled", None);
        }
        if inside.forbidden.contains(&video) {
            return error(403, "forbidden", None);
        }
        if !inside.videos.contains_key(&video) {
            return error(404, "videoNotFound", None);
        }
        let threads = inside.threads.get(&video).into_iter().flatten().map(|whole| parts(whole, &asked)).collect();
        listed("youtube#commentThreadListResponse", threads, None)
    })
}

async fn search(State(stub): State<YouTubeStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    if let Err(response) = stub.before("search", &headers, &asked).await {
        return response;
    }
    let words = asked.get("q").map(|words| words.to_lowercase()).unwrap_or_default();
    let from: usize = asked.get("pageToken").and_then(|token| token.strip_prefix("PAGE-")?.parse().ok()).unwrap_or(0);
    stub.with(|inside| {
        let fits = |whole: &&Value| whole["snippet"]["title"].as_str().is_some_and(|title| title.to_lowercase().contains(&words));
        let all: Vec<&Value> = inside.channels.values().filter(fits).collect();
        let items = all.iter().skip(from).take(50).map(|whole| {
            let snippet =
                json!({ "channelId": whole["id"], "title": whole["snippet"]["title"], "description": whole["snippet"]["description"] });
            json!({ "kind": "youtube#searchResult", "id": { "kind": "youtube#channel", "channelId": whole["id"] }, "snippet": snippet })
        });
        let next = (from + 50 < all.len()).then(|| format!("PAGE-{}", from + 50));
        listed("youtube#searchListResponse", items.collect(), next)
    })
}
