//! A TikTok of our own on this machine: people log in to it and say what may be read, it gives and renews tokens, and refuses as the
//! real one does.
//!
//! Invariant: it answers what INTEGRATIONS says (only the fields that were asked for, pages of twenty by the time of the last
//! video), and refuses what the real one refuses: another secret, a code twice, another way back, a token that ended, a field
//! that was not let be read. Absent: anything that `outside` might share with it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

/// The app that it knows: client key and client secret.
pub const APP: (&str, &str) = ("awmadeupclientkey", "MadeUpClientSecret0123456789");
/// Everything that may be asked for.
pub const ALL: &str = "user.info.basic,user.info.profile,user.info.stats,video.list";
/// Which permission lets a field of an account be read.
const FIELDS: [(&str, &str); 12] = [
    ("open_id", "user.info.basic"),
    ("union_id", "user.info.basic"),
    ("avatar_url", "user.info.basic"),
    ("display_name", "user.info.basic"),
    ("bio_description", "user.info.profile"),
    ("profile_deep_link", "user.info.profile"),
    ("is_verified", "user.info.profile"),
    ("username", "user.info.profile"),
    ("follower_count", "user.info.stats"),
    ("following_count", "user.info.stats"),
    ("likes_count", "user.info.stats"),
    ("video_count", "user.info.stats"),
];

/// `TikTok-Signature` of a body at a second.
pub fn signature(second: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(APP.1.as_bytes()).expect("a key");
    mac.update(format!("{second}.").as_bytes());
    mac.update(body);
    let hex: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={second},s={hex}")
}

/// What it does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Answers as it should.
    Fine,
    /// Too many questions.
    Throttled,
    /// A trouble of its own.
    Broken,
    /// No JSON.
    Malformed,
}

/// A log-in: whose account, and what may be read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Granted {
    account: String,
    scope: String,
}

#[derive(Default)]
struct Inside {
    accounts: BTreeMap<String, Value>,
    /// Videos by account, the newest first.
    videos: BTreeMap<String, Vec<Value>>,
    /// Codes with the way back that they were given for.
    codes: BTreeMap<String, (Granted, String)>,
    access: BTreeMap<String, Granted>,
    refresh: BTreeMap<String, Granted>,
    given: usize,
    mood: Option<Mood>,
    /// Codes and tokens are asked for with another secret from now on.
    other_secret: bool,
    calls: Vec<String>,
}

/// The server.
#[derive(Clone)]
pub struct TikTokStub {
    inside: Arc<Mutex<Inside>>,
    /// Where it answers.
    pub base: String,
    /// Where people log in.
    pub log_in: String,
}

impl TikTokStub {
    /// Begins to answer on this machine.
    pub async fn begin() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a place to listen");
        let place = format!("http://{}", listener.local_addr().expect("an address"));
        let stub = Self { inside: Arc::default(), base: format!("{place}/v2"), log_in: format!("{place}/v2/auth/authorize/") };
        let router = Router::new()
            .route("/v2/oauth/token/", post(token))
            .route("/v2/oauth/revoke/", post(revoke))
            .route("/v2/user/info/", get(user_info))
            .route("/v2/video/list/", post(video_list))
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

    /// From now on the app has another secret.
    pub fn changes_secret(&self) {
        self.with(|inside| inside.other_secret = true);
    }

    /// What was asked since the last time.
    pub fn calls(&self) -> Vec<String> {
        self.with(|inside| std::mem::take(&mut inside.calls))
    }

    /// Puts an account there.
    pub fn account(&self, id: &str, name: &str, title: &str, followers: i64) {
        let account = json!({
            "open_id": id, "union_id": format!("u{id}"), "avatar_url": "https://tiktok.example/a.jpg", "display_name": title,
            "bio_description": format!("{title} repairs things and says how."), "profile_deep_link": "https://vm.tiktok.example/x",
            "is_verified": true, "username": name, "follower_count": followers, "following_count": 12, "likes_count": 98_765,
            "video_count": 210,
        });
        self.with(|inside| inside.accounts.insert(id.to_owned(), account));
    }

    /// Puts a video before the others of an account, posted at a second.
    pub fn video(&self, account: &str, id: &str, second: i64, views: Option<i64>) {
        let mut video = json!({
            "id": id, "create_time": second, "title": format!("Mended in an hour, {id}."),
            "video_description": format!("Mended in an hour, {id}. #ad"), "duration": 31,
            "share_url": format!("https://www.tiktok.com/@maya.mends/video/{id}?utm_source=x"), "like_count": 900, "comment_count": 31,
            "share_count": 12,
        });
        if let Some(views) = views {
            video["view_count"] = json!(views);
        }
        self.with(|inside| inside.videos.entry(account.to_owned()).or_default().insert(0, video));
    }

    /// Somebody looks at the address where they log in, and lets a part be read. Gives the path that leads back.
    pub fn consents(&self, address: &str, account: &str, scope: &str) -> String {
        let (back, state) = self.asked(address);
        self.with(|inside| {
            inside.given += 1;
            let code = format!("code.{}*v!{}", inside.given, inside.given);
            inside.codes.insert(code.clone(), (Granted { account: account.to_owned(), scope: scope.to_owned() }, back.clone()));
            back_to(&back, &[("code", &code), ("scopes", scope), ("state", &state)])
        })
    }

    /// Somebody looks at that address and says no.
    pub fn denies(&self, address: &str) -> String {
        let (back, state) = self.asked(address);
        back_to(&back, &[("error", "access_denied"), ("error_description", "User cancelled"), ("state", &state)])
    }

    /// What an address asks for: the way back, and what goes along.
    fn asked(&self, address: &str) -> (String, String) {
        let url = reqwest::Url::parse(address).expect("an address");
        assert!(address.starts_with(&self.log_in), "{address}");
        let pairs: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!((pairs["client_key"].as_str(), pairs["response_type"].as_str(), pairs["scope"].as_str()), (APP.0, "code", ALL));
        (pairs["redirect_uri"].clone(), pairs["state"].clone())
    }

    /// Every token by which is asked ends.
    pub fn ends_access(&self) {
        self.with(|inside| inside.access.clear());
    }

    /// Somebody takes their log-in back.
    pub fn takes_back(&self, account: &str) {
        self.with(|inside| {
            inside.access.retain(|_, granted| granted.account != account);
            inside.refresh.retain(|_, granted| granted.account != account);
        });
    }

    /// Whether a log-in to an account stands.
    pub fn stands(&self, account: &str) -> bool {
        self.with(|inside| inside.refresh.values().any(|granted| granted.account == account))
    }

    /// Every token that it knows.
    pub fn tokens(&self) -> Vec<String> {
        self.with(|inside| inside.access.keys().chain(inside.refresh.keys()).cloned().collect())
    }

    fn mooded(&self, call: String) -> Result<(), Box<Response>> {
        let mood = self.with(|inside| {
            inside.calls.push(call);
            inside.mood.unwrap_or(Mood::Fine)
        });
        match mood {
            Mood::Fine => Ok(()),
            Mood::Throttled => Err(Box::new(error(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded"))),
            Mood::Broken => Err(Box::new(error(StatusCode::INTERNAL_SERVER_ERROR, "internal_error"))),
            Mood::Malformed => Err(Box::new((StatusCode::OK, "<html>Sorry</html>").into_response())),
        }
    }

    /// Whose account a token opens, and what it lets be read.
    fn granted(&self, headers: &HeaderMap) -> Result<Granted, Box<Response>> {
        let given = headers.get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
        let found = self.with(|inside| given.and_then(|token| inside.access.get(token).cloned()));
        found.ok_or_else(|| Box::new(error(StatusCode::UNAUTHORIZED, "access_token_invalid")))
    }

    /// New tokens for a log-in.
    fn give(&self, granted: &Granted) -> Response {
        self.with(|inside| {
            inside.given += 1;
            let (access, refresh) = (format!("act.madeUp{}!5000.e1", inside.given), format!("rft.madeUp{}!5000.e1", inside.given));
            inside.access.insert(access.clone(), granted.clone());
            inside.refresh.insert(refresh.clone(), granted.clone());
            let answer = json!({
                "access_token": access, "expires_in": 86_400, "open_id": granted.account, "refresh_expires_in": 31_536_000,
                "refresh_token": refresh, "scope": granted.scope, "token_type": "Bearer",
            });
            axum::Json(answer).into_response()
        })
    }
}

fn back_to(back: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse(back).expect("the way back");
    url.query_pairs_mut().extend_pairs(pairs);
    format!("{}?{}", url.path(), url.query().unwrap_or_default())
}

/// An error of the interface.
fn error(status: StatusCode, code: &str) -> Response {
    let body = json!({ "data": {}, "error": { "code": code, "message": "No.", "log_id": "202609010900" } });
    (status, axum::Json(body)).into_response()
}

/// An error about tokens, which has another shape.
fn token_error(code: &str) -> Response {
    let body = json!({ "error": code, "error_description": "No.", "log_id": "202609010900" });
    (StatusCode::BAD_REQUEST, axum::Json(body)).into_response()
}

fn fine(data: Value) -> Response {
    axum::Json(json!({ "data": data, "error": { "code": "ok", "message": "", "log_id": "202609010900" } })).into_response()
}

/// What stands in a form, if the app's name and secret are its.
fn form(stub: &TikTokStub, headers: &HeaderMap, body: &str) -> Result<HashMap<String, String>, Box<Response>> {
    if headers.get("content-type").and_then(|value| value.to_str().ok()) != Some("application/x-www-form-urlencoded") {
        return Err(Box::new(token_error("invalid_request")));
    }
    let url = reqwest::Url::parse(&format!("http://form.example/?{body}")).expect("a form");
    let pairs: HashMap<String, String> = url.query_pairs().into_owned().collect();
    let given = (pairs.get("client_key").map(String::as_str), pairs.get("client_secret").map(String::as_str));
    if given != (Some(APP.0), Some(APP.1)) || stub.with(|inside| inside.other_secret) {
        return Err(Box::new(token_error("invalid_client")));
    }
    Ok(pairs)
}

async fn token(State(stub): State<TikTokStub>, headers: HeaderMap, body: String) -> Response {
    let asked = match form(&stub, &headers, &body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let kind = of("grant_type");
    if let Err(response) = stub.mooded(format!("token {kind}")) {
        return *response;
    }
    match kind.as_str() {
        "client_credentials" => {
            axum::Json(json!({ "access_token": "clt.madeUp", "expires_in": 7_200, "token_type": "Bearer" })).into_response()
        }
        "authorization_code" => match stub.with(|inside| inside.codes.remove(&of("code"))) {
            Some((granted, back)) if back == of("redirect_uri") => stub.give(&granted),
            _ => token_error("invalid_grant"),
        },
        "refresh_token" => match stub.with(|inside| inside.refresh.remove(&of("refresh_token"))) {
            Some(granted) => stub.give(&granted),
            None => token_error("invalid_grant"),
        },
        _ => token_error("unsupported_grant_type"),
    }
}

async fn revoke(State(stub): State<TikTokStub>, headers: HeaderMap, body: String) -> Response {
    let asked = match form(&stub, &headers, &body) {
        Ok(asked) => asked,
        Err(response) => return *response,
    };
    if let Err(response) = stub.mooded("revoke".to_owned()) {
        return *response;
    }
    match stub.with(|inside| inside.access.get(&asked["token"]).cloned()) {
        Some(granted) => {
            stub.takes_back(&granted.account);
            StatusCode::OK.into_response()
        }
        None => token_error("invalid_request"),
    }
}

async fn user_info(State(stub): State<TikTokStub>, headers: HeaderMap, Query(asked): Query<HashMap<String, String>>) -> Response {
    let fields = asked.get("fields").cloned().unwrap_or_default();
    if let Err(response) = stub.mooded(format!("user {fields}")) {
        return *response;
    }
    let granted = match stub.granted(&headers) {
        Ok(granted) => granted,
        Err(response) => return *response,
    };
    let account = stub.with(|inside| inside.accounts[&granted.account].clone());
    let mut user = serde_json::Map::new();
    for field in fields.split(',') {
        match FIELDS.iter().find(|(name, _)| *name == field) {
            None => return error(StatusCode::BAD_REQUEST, "invalid_params"),
            Some((_, scope)) if !granted.scope.split(',').any(|one| one == *scope) => {
                return error(StatusCode::UNAUTHORIZED, "scope_not_authorized");
            }
            Some(_) => user.insert(field.to_owned(), account[field].clone()),
        };
    }
    fine(json!({ "user": user }))
}

async fn video_list(
    State(stub): State<TikTokStub>,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
    body: String,
) -> Response {
    if let Err(response) = stub.mooded(format!("videos {body}")) {
        return *response;
    }
    let granted = match stub.granted(&headers) {
        Ok(granted) => granted,
        Err(response) => return *response,
    };
    if !granted.scope.split(',').any(|one| one == "video.list") {
        return error(StatusCode::UNAUTHORIZED, "scope_not_authorized");
    }
    let body: Value = serde_json::from_str(&body).unwrap_or_default();
    let most = usize::try_from(body["max_count"].as_u64().unwrap_or(10)).expect("a count");
    let (fields, all) =
        (asked.get("fields").cloned().unwrap_or_default(), stub.with(|inside| inside.videos.get(&granted.account).cloned()));
    if most > 20 || fields.is_empty() {
        return error(StatusCode::BAD_REQUEST, "invalid_params");
    }
    let at_ms = |video: &Value| video["create_time"].as_i64().expect("a second") * 1_000;
    let from = body["cursor"].as_i64().unwrap_or(i64::MAX);
    let rest: Vec<Value> = all.unwrap_or_default().into_iter().filter(|video| at_ms(video) < from).collect();
    let page = &rest[..rest.len().min(most)];
    let only = |video: &Value| {
        let named = fields.split(',').filter_map(|field| video.get(field).map(|value| (field.to_owned(), value.clone())));
        Value::Object(named.collect())
    };
    let videos: Vec<Value> = page.iter().map(only).collect();
    let cursor = page.last().map_or(0, at_ms);
    fine(json!({ "videos": videos, "cursor": cursor, "has_more": rest.len() > page.len() }))
}
