//! Language models of our own: one in the process that says little and always the same, and a server that says what a story wants.
//!
//! Invariant: the server answers what the interface's OpenAPI document says, and keeps what it was asked. Absent: a model.

use std::sync::{Arc, Mutex};

use app::ports::{LanguageModel, ModelAnswer, ModelAt, ModelQuestion};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};

/// The key that the server takes.
pub const KEY: &str = "sk-made-up-for-the-stories-4242";

/// Reads nothing, and writes one sentence about the first signal.
pub struct QuietModel;

#[async_trait::async_trait]
impl LanguageModel for QuietModel {
    async fn ask(&self, _: &ModelAt, question: &ModelQuestion) -> ModelAnswer {
        let signals = &question.schema["properties"]["sentences"]["items"]["properties"]["signals"]["items"]["enum"];
        let said = match question.name {
            "summary" => json!({ "sentences": [{ "text": "This is worth a second look.", "signals": [signals[0]] }] }),
            "ready" => json!({ "ready": true }),
            _ => json!({ "filters": [] }),
        };
        ModelAnswer { said: Ok(said), tokens: Some(100) }
    }
}

/// What the server says.
#[derive(Debug, Clone)]
pub enum Says {
    /// An answer in the shape that was asked for.
    Json(Value),
    /// A text that is something else.
    Text(&'static str),
    /// That it does not want to.
    Refusal,
    /// The beginning of an answer.
    Cut,
    /// A status, with an error's code.
    Status(u16, &'static str),
    /// Too many questions; with how many seconds to wait.
    TooMany(u32),
    /// That it knows no `max_completion_tokens`, until it is asked with the older name.
    Older(Value),
    /// Nothing for half a minute.
    Nothing,
}

/// What it was asked.
#[derive(Debug, Clone)]
pub struct Heard {
    /// `Authorization`.
    pub authorization: String,
    /// The body.
    pub body: Value,
}

struct Inside {
    says: Says,
    heard: Vec<Heard>,
}

/// The server.
#[derive(Clone)]
pub struct ModelStub {
    inside: Arc<Mutex<Inside>>,
    /// Its host and port.
    pub host: String,
    /// Where it answers.
    pub base: String,
}

impl ModelStub {
    /// Begins to answer on this machine, with no filters and no sentences.
    pub async fn begin() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a place to listen");
        let host = listener.local_addr().expect("an address").to_string();
        let base = format!("http://{host}/v1");
        let inside = Inside { says: Says::Json(json!({ "filters": [] })), heard: Vec::new() };
        let stub = Self { inside: Arc::new(Mutex::new(inside)), host, base };
        let router = Router::new().route("/v1/chat/completions", post(completions)).with_state(stub.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        stub
    }

    /// From now on it says this.
    pub fn says(&self, says: Says) {
        self.inside.lock().expect("the stub").says = says;
    }

    /// What it was asked since the last time.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut self.inside.lock().expect("the stub").heard)
    }
}

fn choice(message: &Value, reason: &str) -> Response {
    let answer = json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "small-1",
        "choices": [{ "index": 0, "message": message, "finish_reason": reason, "logprobs": null }],
        "usage": { "prompt_tokens": 200, "completion_tokens": 50, "total_tokens": 250 },
    });
    axum::Json(answer).into_response()
}

fn error(status: u16, code: &str) -> Response {
    let body = json!({ "error": { "message": format!("No: {code}"), "type": "x", "param": code, "code": code } });
    (StatusCode::from_u16(status).expect("a status"), axum::Json(body)).into_response()
}

async fn completions(State(stub): State<ModelStub>, headers: HeaderMap, axum::Json(body): axum::Json<Value>) -> Response {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let older = body.get("max_tokens").is_some();
    let says = {
        let mut inside = stub.inside.lock().expect("the stub");
        inside.heard.push(Heard { authorization: authorization.clone(), body });
        inside.says.clone()
    };
    if authorization != format!("Bearer {KEY}") {
        return error(401, "invalid_api_key");
    }
    let said = |text: &str| json!({ "role": "assistant", "content": text, "refusal": null });
    match says {
        Says::Json(value) => choice(&said(&value.to_string()), "stop"),
        Says::Text(text) => choice(&said(text), "stop"),
        Says::Refusal => choice(&json!({ "role": "assistant", "content": null, "refusal": "I cannot help with that." }), "stop"),
        Says::Cut => choice(&said("{\"filters\":[{\"quo"), "length"),
        Says::Status(status, code) => error(status, code),
        Says::TooMany(seconds) => {
            let mut response = error(429, "rate_limit_exceeded");
            response.headers_mut().insert(header::RETRY_AFTER, seconds.to_string().parse().expect("a header"));
            response
        }
        Says::Older(value) if older => choice(&said(&value.to_string()), "stop"),
        Says::Older(_) => error(400, "max_completion_tokens"),
        Says::Nothing => {
            tokio::time::sleep(std::time::Duration::from_secs(30)).await;
            error(503, "late")
        }
    }
}
