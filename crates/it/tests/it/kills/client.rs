//! A program that asks the real binary over the network, and asks again under the same key until it is answered.
//!
//! Invariant: what was not answered is never taken for done, nor for not done. Absent: what is asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::support::PASSWORD;

/// How long something is asked for again.
const PATIENCE: Duration = Duration::from_secs(90);

/// A program with or without a secret.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    secret: Option<String>,
    /// As who it appears at the limits of a network address.
    from: String,
    /// How many requests were cut off, of this program and all that were made from it.
    cut: Arc<AtomicU32>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
    /// Null where the text is none.
    pub json: Value,
}

impl Reply {
    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Client {
    /// One that knows no secret.
    pub fn new(base: String) -> Self {
        // The binary under test listens on this machine, where the guarded client would not go.
        #[allow(clippy::disallowed_methods)]
        let http = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(40))
            .build()
            .expect("a client");
        Self { http, base, secret: None, from: "192.0.2.1".to_owned(), cut: Arc::default() }
    }

    /// The same program with a secret.
    pub fn with(&self, secret: &str) -> Self {
        Self { secret: Some(secret.to_owned()), ..self.clone() }
    }

    /// How many requests got no answer.
    pub fn cut_off(&self) -> u32 {
        self.cut.load(Ordering::Relaxed)
    }

    /// How a page is answered, when it is.
    pub async fn status(&self, path: &str) -> Option<u16> {
        let answer = self.http.get(format!("{}{path}", self.base)).timeout(Duration::from_secs(5)).send().await.ok()?;
        Some(answer.status().as_u16())
    }

    /// Asks once. Nothing where no whole answer came back.
    pub async fn once(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Option<Reply> {
        let method = method.parse::<reqwest::Method>().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base)).header("x-forwarded-for", &self.from).body(body);
        if let Some(secret) = &self.secret {
            request = request.bearer_auth(secret);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.ok()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.ok()?;
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Some(Reply { status, headers, text, json })
    }

    /// Asks until there is an answer that another try would not change.
    pub async fn until(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        let begun = Instant::now();
        loop {
            let reply = self.once(method, path, headers, body.to_vec()).await;
            if reply.is_none() {
                self.cut.fetch_add(1, Ordering::Relaxed);
            }
            match reply {
                // Somebody else changed the same thing, the data cannot be reached: nothing was done.
                Some(Reply { status: 409 | 502 | 503, .. }) | None if begun.elapsed() < PATIENCE => {}
                Some(reply) => return reply,
                None => panic!("{method} {path}: no answer in {PATIENCE:?}"),
            }
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    }

    /// What somebody sees who signs in with the form, as a browser without scripts would.
    pub async fn sign_in_page(&self) -> Reply {
        let page = self.once("GET", "/sign-in", &[], Vec::new()).await.expect("an answer");
        if page.status != 200 {
            return page;
        }
        let cookies: Vec<&str> =
            page.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()?.split(';').next()).collect();
        let hidden = page.text.split("type=\"hidden\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).unwrap_or_default();
        let name = page.text.split("type=\"hidden\" name=\"").nth(1).unwrap_or_default().split('"').next().unwrap_or_default();
        let token = hidden.split('"').next().unwrap_or_default();
        let body = format!("{name}={token}&email=nora%40fennel.example&password={}", PASSWORD.replace(' ', "+"));
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("cookie", &cookies.join("; "))];
        self.once("POST", "/sign-in", &headers, body.into_bytes()).await.expect("an answer")
    }

    /// Reads something below `/api`.
    #[track_caller]
    pub fn get(&self, path: &str) -> impl Future<Output = Value> {
        self.api("GET", path.to_owned(), None, Value::Null)
    }

    /// Acts below `/api`, under one key however often it takes.
    #[track_caller]
    pub fn post(&self, path: &str, key: &str, command: Value) -> impl Future<Output = Value> {
        self.api("POST", path.to_owned(), Some(key.to_owned()), command)
    }

    /// Replaces below `/api`, under one key however often it takes.
    #[track_caller]
    pub fn put(&self, path: &str, key: &str, command: Value) -> impl Future<Output = Value> {
        self.api("PUT", path.to_owned(), Some(key.to_owned()), command)
    }

    async fn api(&self, method: &'static str, path: String, key: Option<String>, command: Value) -> Value {
        let mut headers = vec![("content-type", "application/json")];
        if let Some(key) = &key {
            headers.push(("idempotency-key", key.as_str()));
        }
        let body = if command.is_null() { Vec::new() } else { command.to_string().into_bytes() };
        let reply = self.until(method, &format!("/api{path}"), &headers, &body).await;
        assert!((200..300).contains(&reply.status), "{method} {path}: {} {}\n{command}", reply.status, reply.text);
        reply.json
    }
}
