//! An Instagram of our own on this machine: it knows accounts, posts, tags and hashtags, checks who asks, and refuses as the real
//! one does.
//!
//! Invariant: it answers what INTEGRATIONS and Meta's field lists say (only the fields that were asked for, times with a zone
//! without a colon, pages by a place), and refuses what the real one refuses: another token, a digest that does not fit, an unknown
//! field, the thirty-first hashtag. Absent: anything that `outside` might share with it.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The app that it knows, with its secret.
pub const APP: (&str, &str) = ("184467440737", "0123456789abcdef0123456789abcdef");
/// The brand's own account.
pub const OWN: (&str, &str) = ("17841405309211844", "fennelandrye");
/// The token that it takes first.
pub const TOKEN: &str = "EAAGmadeUpForTheStories0000000000000000";

/// The hex of HMAC-SHA256.
pub fn signed(secret: &str, text: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
    mac.update(text);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Answers as it should.
    Fine,
    /// An error with its code and subcode.
    Says(i64, i64),
    /// Too many questions, and so many minutes to wait.
    Throttled(i64),
    /// Too many questions, said by whatever stands before it: a status and no JSON.
    Busy,
    /// No JSON.
    Malformed,
}

#[derive(Default)]
struct Inside {
    accounts: BTreeMap<String, Value>,
    /// Posts by account, newest first.
    posts: BTreeMap<String, Vec<Value>>,
    tags: Vec<Value>,
    mentions: BTreeMap<String, Value>,
    hashtags: BTreeMap<String, Vec<Value>>,
    /// Hashtags that were asked for.
    searched: BTreeSet<String>,
    /// The token that it takes now, and how many came before it.
    token: String,
    renewals: usize,
    /// For how many seconds a new token lasts.
    lasts: Option<i64>,
    mood: Option<Mood>,
    /// What it does after so many more questions.
    later: Option<(usize, Mood)>,
    /// Renewing alone does not work.
    renews_not: bool,
    calls: Vec<String>,
}

/// The server.
#[derive(Clone)]
pub struct InstagramStub {
    inside: Arc<Mutex<Inside>>,
    /// Where it answers.
    pub base: String,
}

impl InstagramStub {
    /// Begins to answer on this machine.
    pub async fn begin() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a place to listen");
        let base = format!("http://{}/v26.0", listener.local_addr().expect("an address"));
        let stub = Self { inside: Arc::default(), base };
        stub.with(|inside| {
            inside.token = TOKEN.to_owned();
            inside.lasts = Some(60 * 86_400);
        });
        let router = Router::new()
            .route("/v26.0/oauth/access_token", get(access_token))
            .route("/v26.0/ig_hashtag_search", get(hashtag_search))
            .route("/v26.0/{id}", get(node))
            .route("/v26.0/{id}/{edge}", get(edge))
            .with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    fn with<T>(&self, what: impl FnOnce(&mut Inside) -> T) -> T {
        what(&mut self.inside.lock().expect("the stub"))
    }

    /// From now on it does this.
    pub fn is(&self, mood: Mood) {
        self.with(|inside| inside.mood = Some(mood));
    }

    /// After so many more questions it does this.
    pub fn will_be(&self, after: usize, mood: Mood) {
        self.with(|inside| inside.later = Some((after, mood)));
    }

    /// Whether it gives newer tokens.
    pub fn renews(&self, renews: bool) {
        self.with(|inside| inside.renews_not = !renews);
    }

    /// A new token lasts so many seconds; nothing is said of its end where there is none.
    pub fn lasts(&self, seconds: Option<i64>) {
        self.with(|inside| inside.lasts = seconds);
    }

    /// The token that it takes now.
    pub fn token(&self) -> String {
        self.with(|inside| inside.token.clone())
    }

    /// What was asked since the last time, each as path and fields.
    pub fn calls(&self) -> Vec<String> {
        self.with(|inside| std::mem::take(&mut inside.calls))
    }

    /// Puts a professional account there.
    pub fn account(&self, id: &str, name: &str, title: &str, followers: i64) {
        let account = json!({
            "id": id, "username": name, "name": title, "biography": format!("{title} repairs things and says how."),
            "website": "https://maya.example/", "followers_count": followers, "follows_count": 12, "media_count": 412,
        });
        self.with(|inside| {
            inside.accounts.insert(name.to_owned(), account);
        });
    }

    /// Takes an account away, or makes it a personal one: nobody can tell.
    pub fn remove(&self, name: &str) {
        self.with(|inside| inside.accounts.remove(name));
    }

    /// Puts a post before the others of an account.
    pub fn post(&self, name: &str, id: &str, at: &str, likes: Option<i64>, views: Option<i64>) {
        let mut post = post_of(id, name, at, &format!("Ad. Mended in an hour, {id}."));
        (post["comments_count"], post["media_product_type"]) = (json!(31), json!("REELS"));
        if let Some(likes) = likes {
            post["like_count"] = json!(likes);
        }
        if let Some(views) = views {
            post["view_count"] = json!(views);
        }
        self.with(|inside| inside.posts.entry(name.to_owned()).or_default().insert(0, post));
    }

    /// Somebody tags the brand's own account.
    pub fn tag(&self, id: &str, by: &str, at: &str, caption: &str) {
        let post = post_of(id, by, at, caption);
        self.with(|inside| inside.tags.insert(0, post));
    }

    /// Somebody's words name the brand's own account.
    pub fn mention(&self, id: &str, by: &str, at: &str, caption: &str) {
        let post = post_of(id, by, at, caption);
        self.with(|inside| inside.mentions.insert(id.to_owned(), post));
    }

    /// A post under a hashtag.
    pub fn under(&self, tag: &str, id: &str, caption: &str) {
        let mut post = post_of(id, "nobody", "2026-08-31T10:00:00+0000", caption);
        post.as_object_mut().expect("a post").remove("username");
        self.with(|inside| inside.hashtags.entry(tag.to_owned()).or_default().push(post));
    }

    /// What it has to say before it looks at a question.
    fn before(&self, call: String, headers: &HeaderMap, asked: &HashMap<String, String>) -> Result<(), Box<Response>> {
        let (mood, token) = self.with(|inside| {
            inside.calls.push(call);
            match inside.later.take() {
                Some((0, mood)) => inside.mood = Some(mood),
                Some((left, mood)) => inside.later = Some((left - 1, mood)),
                None => {}
            }
            (inside.mood.unwrap_or(Mood::Fine), inside.token.clone())
        });
        if asked.contains_key("access_token") {
            return Err(Box::new(error(100, 0, "the token stands in the address")));
        }
        let given = headers.get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
        if given != Some(token.as_str()) {
            return Err(Box::new(error(190, 0, "Error validating access token")));
        }
        if asked.get("appsecret_proof") != Some(&signed(APP.1, token.as_bytes())) {
            return Err(Box::new(error(100, 0, "Invalid appsecret_proof provided in the API argument")));
        }
        self.mooded(mood)
    }

    fn mooded(&self, mood: Mood) -> Result<(), Box<Response>> {
        match mood {
            Mood::Fine => Ok(()),
            Mood::Says(code, subcode) => Err(Box::new(error(code, subcode, "No."))),
            Mood::Busy => Err(Box::new((StatusCode::TOO_MANY_REQUESTS, "Slow down").into_response())),
            Mood::Malformed => Err(Box::new((StatusCode::OK, "<html>Sorry</html>").into_response())),
            Mood::Throttled(minutes) => {
                let mut response = error(80_002, 0, "There have been too many calls");
                let used = json!({ OWN.0: [{ "type": "instagram", "call_count": 100, "estimated_time_to_regain_access": minutes }] });
                response.headers_mut().insert("x-business-use-case-usage", used.to_string().parse().expect("a header"));
                Err(Box::new(response))
            }
        }
    }
}

fn post_of(id: &str, by: &str, at: &str, caption: &str) -> Value {
    json!({
        "id": id, "username": by, "caption": caption, "media_type": "VIDEO", "permalink": format!("https://www.instagram.com/reel/{id}/"),
        "timestamp": at, "comments_count": 2,
    })
}

fn error(code: i64, subcode: i64, message: &str) -> Response {
    let mut body = json!({ "error": { "message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1" } });
    if subcode > 0 {
        body["error"]["error_subcode"] = json!(subcode);
    }
    let status = if code == 190 { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    (status, axum::Json(body)).into_response()
}

/// A list of fields, taken apart at its commas but for those within braces.
fn split(fields: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, letter) in fields.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&fields[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&fields[start..]);
    parts
}

/// What stands within a field's braces.
fn within(field: &str) -> Option<&str> {
    field.split_once('{').and_then(|(_, rest)| rest.strip_suffix('}'))
}

/// The value of a call upon a field: `limit` of `media.limit(50).after(X)`.
fn argument<'a>(field: &'a str, name: &str) -> Option<&'a str> {
    let before = field.split('{').next()?;
    before.split(&format!(".{name}(")).nth(1)?.split(')').next()
}

/// Only the fields that were asked for; whether each is one is another story's matter.
fn only(whole: &Value, fields: &str) -> Value {
    let mut shown = serde_json::Map::new();
    for field in split(fields) {
        let name = field.split(['.', '{']).next().unwrap_or_default();
        if let Some(value) = whole.get(name) {
            shown.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(shown)
}

/// A page of a list: the items from a place on, and where the next begins.
fn page<'a>(all: &'a [Value], after: Option<&str>, limit: usize) -> Option<(&'a [Value], Option<String>)> {
    let from: usize = after.map_or(Some(0), |place| place.strip_prefix("PLACE")?.parse().ok())?;
    let until = all.len().min(from + limit);
    Some((all.get(from..until)?, (until < all.len()).then(|| format!("PLACE{until}"))))
}

fn listed(all: &[Value], asked: &HashMap<String, String>, fields: &str) -> Response {
    let limit = asked.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(25);
    let Some((items, next)) = page(all, asked.get("after").map(String::as_str), limit) else { return error(100, 0, "No such cursor") };
    let data: Vec<Value> = items.iter().map(|item| only(item, fields)).collect();
    let mut answer = json!({ "data": data });
    if !items.is_empty() {
        // The last page has a place too, and no address that leads on.
        let after = next.clone().unwrap_or_else(|| format!("PLACE{}", all.len()));
        answer["paging"] = json!({ "cursors": { "before": "PLACE0", "after": after } });
        if next.is_some() {
            answer["paging"]["next"] = json!("https://graph.facebook.com/next");
        }
    }
    axum::Json(answer).into_response()
}

async fn access_token(State(stub): State<InstagramStub>, Query(asked): Query<HashMap<String, String>>) -> Response {
    let given = |name: &str| asked.get(name).map(String::as_str);
    let (mood, token, not) = stub.with(|inside| {
        inside.calls.push("access_token".to_owned());
        (inside.mood.unwrap_or(Mood::Fine), inside.token.clone(), inside.renews_not)
    });
    if let Err(response) = stub.mooded(mood) {
        return *response;
    }
    if not {
        return error(2, 0, "Service temporarily unavailable");
    }
    if given("grant_type") != Some("fb_exchange_token") || (given("client_id"), given("client_secret")) != (Some(APP.0), Some(APP.1)) {
        return error(101, 0, "Error validating application");
    }
    if given("fb_exchange_token") != Some(token.as_str()) {
        return error(190, 463, "Error validating access token");
    }
    let (newer, lasts) = stub.with(|inside| {
        inside.renewals += 1;
        inside.token = format!("{TOKEN}R{}", inside.renewals);
        (inside.token.clone(), inside.lasts)
    });
    let mut answer = json!({ "access_token": newer, "token_type": "bearer" });
    if let Some(seconds) = lasts {
        answer["expires_in"] = json!(seconds);
    }
    axum::Json(answer).into_response()
}

async fn hashtag_search(State(stub): State<InstagramStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    let tag = asked.get("q").cloned().unwrap_or_default();
    if let Err(response) = stub.before(format!("hashtag {tag}"), &headers, &asked) {
        return *response;
    }
    if asked.get("user_id").map(String::as_str) != Some(OWN.0) {
        return error(100, 0, "user_id");
    }
    stub.with(|inside| {
        if inside.searched.len() >= 30 && !inside.searched.contains(&tag) {
            return error(18, 2_207_034, "Max number of hashtags reached");
        }
        inside.searched.insert(tag.clone());
        if inside.hashtags.contains_key(&tag) {
            axum::Json(json!({ "data": [{ "id": format!("17843{tag}") }] })).into_response()
        } else {
            error(24, 2_207_024, "The requested resource does not exist")
        }
    })
}

async fn node(
    State(stub): State<InstagramStub>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let fields = asked.get("fields").cloned().unwrap_or_default();
    if let Err(response) = stub.before(format!("{id}?{fields}"), &headers, &asked) {
        return *response;
    }
    if id != OWN.0 {
        return error(100, 33, "Unsupported get request");
    }
    let mut answer = json!({ "id": id });
    for field in split(&fields) {
        let inner = within(field).unwrap_or_default();
        match field.split('.').next().unwrap_or_default() {
            "id" => {}
            "username" => answer["username"] = json!(OWN.1),
            "business_discovery" => match discovered(&stub, argument(field, "username").unwrap_or_default(), inner) {
                Ok(found) => answer["business_discovery"] = found,
                Err(response) => return *response,
            },
            "mentioned_media" => {
                let post = stub.with(|inside| inside.mentions.get(argument(field, "media_id").unwrap_or_default()).cloned());
                match post {
                    Some(post) => answer["mentioned_media"] = only(&post, inner),
                    None => return error(100, 33, "Unsupported get request"),
                }
            }
            "mentioned_comment" => {
                let post = stub.with(|inside| inside.mentions.get(argument(field, "comment_id").unwrap_or_default()).cloned());
                let Some(post) = post else { return error(100, 33, "Unsupported get request") };
                let comment = json!({ "id": post["id"], "text": post["caption"], "timestamp": post["timestamp"], "username": post["username"],
                    "media": { "permalink": "https://www.instagram.com/reel/OURS/" } });
                answer["mentioned_comment"] = only(&comment, inner);
            }
            other => return error(100, 0, &format!("Tried accessing nonexisting field ({other})")),
        }
    }
    axum::Json(answer).into_response()
}

fn discovered(stub: &InstagramStub, name: &str, fields: &str) -> Result<Value, Box<Response>> {
    let nobody = || Box::new(error(110, 2_207_013, "Invalid user id"));
    let account = stub.with(|inside| inside.accounts.get(name).cloned()).ok_or_else(nobody)?;
    let mut shown = only(&account, fields);
    if let Some(media) = split(fields).into_iter().find(|field| field.starts_with("media.")) {
        let posts = stub.with(|inside| inside.posts.get(name).cloned().unwrap_or_default());
        let limit = argument(media, "limit").and_then(|limit| limit.parse().ok()).unwrap_or(25);
        let (items, next) = page(&posts, argument(media, "after"), limit).ok_or_else(|| Box::new(error(100, 0, "No such cursor")))?;
        let data: Vec<Value> = items.iter().map(|item| only(item, within(media).unwrap_or_default())).collect();
        if !data.is_empty() {
            shown["media"] = json!({ "data": data });
            if let Some(next) = next {
                shown["media"]["paging"] = json!({ "cursors": { "after": next } });
            }
        }
    }
    Ok(shown)
}

async fn edge(
    State(stub): State<InstagramStub>,
    Path((id, edge)): Path<(String, String)>,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    let fields = asked.get("fields").cloned().unwrap_or_default();
    if let Err(response) = stub.before(format!("{edge} {id}"), &headers, &asked) {
        return *response;
    }
    match edge.as_str() {
        "tags" if id == OWN.0 => listed(&stub.with(|inside| inside.tags.clone()), &asked, &fields),
        "recent_media" | "top_media" => {
            if asked.get("user_id").map(String::as_str) != Some(OWN.0) {
                return error(100, 0, "user_id");
            }
            if fields.contains("username") {
                return error(100, 0, "Tried accessing nonexisting field (username)");
            }
            let tag = id.strip_prefix("17843").unwrap_or_default();
            listed(&stub.with(|inside| inside.hashtags.get(tag).cloned().unwrap_or_default()), &asked, &fields)
        }
        _ => error(100, 33, "Unsupported get request"),
    }
}
