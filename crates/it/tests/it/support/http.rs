//! A program that speaks to the API: sends JSON with a bearer's secret, reads JSON back.
//!
//! Invariant: a request goes through the whole router, as one from the network would; every refusal must be a problem
//! document (RFC 9457). Absent: what is asked; the stories say it.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::World;

/// A program with a secret.
#[derive(Clone)]
pub struct Program {
    router: Router,
    secret: Option<String>,
    peer: Option<std::net::SocketAddr>,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub json: Value,
    asked: String,
}

impl Reply {
    /// The answer of something that must have been done.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {} {}", self.asked, self.status, String::from_utf8_lossy(&self.bytes));
        self.json
    }

    /// The code of something that must have been refused.
    #[track_caller]
    pub fn refused(&self, status: u16) -> &str {
        assert_eq!(self.status.as_u16(), status, "{}: {}", self.asked, String::from_utf8_lossy(&self.bytes));
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The fields that a refusal names.
    pub fn fields(&self) -> Vec<&str> {
        self.json["errors"].as_array().into_iter().flatten().filter_map(|error| error["field"].as_str()).collect()
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The id that an answer names.
    #[track_caller]
    pub fn id(self) -> String {
        text(&self.ok()["id"])
    }
}

/// A text that must be there.
#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

impl Program {
    /// One that knows no secret.
    pub fn anonymous(world: &World) -> Self {
        Self { router: api::router(world.app.clone()), secret: None, peer: None }
    }

    /// The same program with a secret.
    #[must_use]
    pub fn with(&self, secret: &str) -> Self {
        Self { secret: Some(secret.to_owned()), ..self.clone() }
    }

    /// The same program at a network address, such as `203.0.113.9:4000`.
    #[must_use]
    pub fn from(&self, peer: &str) -> Self {
        Self { peer: Some(peer.parse().expect("a network address")), ..self.clone() }
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    /// Adds or acts.
    pub async fn post(&self, path: &str, command: Value) -> Reply {
        self.post_with(path, &[], command).await
    }

    /// Adds or acts, with headers.
    pub async fn post_with(&self, path: &str, headers: &[(&str, &str)], command: Value) -> Reply {
        self.send(Method::POST, path, &with_json(headers), command.to_string().into_bytes()).await
    }

    /// Replaces.
    pub async fn put(&self, path: &str, command: Value) -> Reply {
        self.put_with(path, &[], command).await
    }

    /// Replaces, with headers.
    pub async fn put_with(&self, path: &str, headers: &[(&str, &str)], command: Value) -> Reply {
        self.send(Method::PUT, path, &with_json(headers), command.to_string().into_bytes()).await
    }

    /// Sends anything. The path is below `/api`.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
        let asked = format!("{method} {path}");
        let mut request = Request::builder().method(method).uri(format!("/api{path}"));
        if let Some(secret) = &self.secret {
            request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(axum::extract::ConnectInfo(peer));
        }
        let request = request.body(Body::from(body)).unwrap_or_else(|error| panic!("{asked}: {error}"));
        let answer = self.router.clone().oneshot(request).await.expect("answered");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes().to_vec();
        let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let reply = Reply { status: parts.status, headers: parts.headers, bytes, json, asked };
        if !reply.status.is_success() {
            reply.is_a_problem();
        }
        reply
    }
}

impl Reply {
    /// RFC 9457, and the promise of a stable code with words for people.
    fn is_a_problem(&self) {
        let said = |name: &str| self.json[name].as_str().is_some_and(|text| !text.is_empty());
        let whole = self.header("content-type") == "application/problem+json"
            && self.json["status"] == self.status.as_u16()
            && ["type", "title", "code", "detail"].into_iter().all(said);
        assert!(whole, "{}: {} is no problem document: {}", self.asked, self.status, String::from_utf8_lossy(&self.bytes));
    }
}

fn with_json<'h>(headers: &[(&'h str, &'h str)]) -> Vec<(&'h str, &'h str)> {
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    all
}
