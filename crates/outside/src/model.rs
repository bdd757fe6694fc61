//! Language models behind an OpenAI-compatible interface: chat completions with an answer in the shape of a JSON Schema.
//!
//! Invariants: the key travels in a header, so that no address, error or log holds it; only public addresses behind https are asked,
//! but for machines that whoever runs the program names; redirects are not followed; an answer is at most a megabyte. Absent: counting,
//! asking again after a failure, and holding answers against the schema; whoever asks has them. The shape was read from the
//! interface's OpenAPI document, version 2.3.0; verified against a live account: no.

mod answers;

use std::{
    net::IpAddr,
    time::{Duration, Instant},
};

use app::ports::{LanguageModel, ModelAnswer, ModelAt, ModelQuestion};
use domain::discovery::model::ModelFailure;
use reqwest::{
    Client, Response, Url,
    header::{AUTHORIZATION, HeaderValue, RETRY_AFTER},
};
use serde_json::{Value, json};

use crate::{fetch::Guarded, guard::is_public};

/// How much of an answer is read.
pub const MOST_BYTES: usize = 1_000_000;
/// How the program names itself.
const NAME: &str = concat!("Troupe/", env!("CARGO_PKG_VERSION"));

/// Asks language models.
pub struct ChatModel {
    /// For public addresses.
    guarded: Client,
    /// For machines that are named.
    open: Client,
    /// `127.0.0.1:11434`, `models.internal`; in small letters.
    hosts: Vec<String>,
}

impl ChatModel {
    /// `hosts` are machines of one's own that may be asked, with commas between.
    ///
    /// # Errors
    /// When one of them is no host, or the machine has no usable TLS set-up.
    pub fn new(hosts: &str) -> Result<Self, String> {
        let hosts: Vec<String> = hosts.split(',').map(|host| host.trim().to_lowercase()).filter(|host| !host.is_empty()).collect();
        if let Some(odd) = hosts.iter().find(|host| host.contains(['/', '@', ' ', '?', '#'])) {
            return Err(format!("\"{odd}\" is no host; write it like 127.0.0.1:11434."));
        }
        Ok(Self { guarded: client(false)?, open: client(true)?, hosts })
    }

    /// The client for an address, or why it is not asked.
    fn client(&self, url: &Url) -> Result<&Client, ModelFailure> {
        let unreachable = |reason: &str| ModelFailure::Unreachable { reason: reason.to_owned() };
        let host = url.host_str().ok_or_else(|| unreachable("The address names no host."))?.to_lowercase();
        let port = url.port_or_known_default().unwrap_or_default();
        if self.hosts.iter().any(|known| *known == host || *known == format!("{host}:{port}")) {
            return Ok(&self.open);
        }
        if url.scheme() != "https" {
            return Err(unreachable("Only addresses that begin with https:// are asked; whoever runs Troupe can allow others."));
        }
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) if !is_public(address) => {
                Err(unreachable("The address leads into a private network; whoever runs Troupe can allow that."))
            }
            _ => Ok(&self.guarded),
        }
    }

    /// One request. Gives the status, when to come back, and the body.
    async fn post(&self, at: &ModelAt, body: &Value, within: Duration) -> Result<(u16, Option<i64>, Vec<u8>), ModelFailure> {
        let url = Url::parse(&format!("{}/chat/completions", at.base_url.trim_end_matches('/')));
        let url = url.map_err(|_| ModelFailure::Unreachable { reason: "This is no web address.".to_owned() })?;
        let mut request = self.client(&url)?.post(url).timeout(within).header("content-type", "application/json").body(body.to_string());
        if let Some(key) = &at.key {
            let unfit = || ModelFailure::Refused { reason: "The key holds letters that no key has.".to_owned() };
            let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| unfit())?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        let response = request.send().await.map_err(|error| unreached(&error))?;
        let status = response.status().as_u16();
        let later = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(seconds);
        Ok((status, later, read(response).await?))
    }
}

fn client(allow_private: bool) -> Result<Client, String> {
    // Guarded where it resolves names, and without redirects, which could lead elsewhere with the key.
    #[allow(clippy::disallowed_methods)]
    Client::builder()
        .user_agent(NAME)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .dns_resolver(Guarded { allow_private })
        .build()
        .map_err(|error| format!("The client for language models cannot be set up: {error}."))
}

/// `Retry-After` as microseconds, where it states seconds.
fn seconds(text: &str) -> Option<i64> {
    text.trim().parse::<u32>().ok().map(|seconds| i64::from(seconds) * domain::time::SECOND)
}

fn unreached(error: &reqwest::Error) -> ModelFailure {
    match () {
        () if error.is_timeout() => ModelFailure::Slow,
        () if error.is_connect() => ModelFailure::Unreachable { reason: "No connection could be made.".to_owned() },
        () => ModelFailure::Unreachable { reason: "The connection broke.".to_owned() },
    }
}

/// Where an answer breaks off that has begun: what it took until then nobody knows.
fn broken(error: &reqwest::Error) -> ModelFailure {
    match unreached(error) {
        ModelFailure::Slow => ModelFailure::Slow,
        _ => ModelFailure::Unreadable { reason: "The connection broke.".to_owned() },
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, ModelFailure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(ModelFailure::Unreadable { reason: "It is larger than 1 MB.".to_owned() });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// The request, with the name by which the server knows the most tokens.
fn request(at: &ModelAt, question: &ModelQuestion, most: &str) -> Value {
    let mut body = json!({
        "model": at.model,
        "messages": [{ "role": "system", "content": question.task }, { "role": "user", "content": question.told }],
        "response_format": {
            "type": "json_schema",
            "json_schema": { "name": question.name, "strict": true, "schema": question.schema },
        },
    });
    body[most] = json!(question.most_tokens);
    body
}

#[async_trait::async_trait]
impl LanguageModel for ChatModel {
    async fn ask(&self, at: &ModelAt, question: &ModelQuestion) -> ModelAnswer {
        // What was refused or never arrived took no tokens; of what was too slow nobody knows.
        let nothing = |failure: ModelFailure| {
            let tokens = (!matches!(failure, ModelFailure::Slow | ModelFailure::Unreadable { .. })).then_some(0);
            ModelAnswer { said: Err(failure), tokens }
        };
        let begun = Instant::now();
        let mut heard = self.post(at, &request(at, question, "max_completion_tokens"), question.within).await;
        // Older servers know the same by its older name, and refuse what they do not know.
        if let Ok((400 | 422, _, body)) = &heard
            && answers::names(body, "max_completion_tokens")
        {
            let left = question.within.saturating_sub(begun.elapsed());
            heard = self.post(at, &request(at, question, "max_tokens"), left).await;
        }
        match heard {
            Ok((200, _, body)) => answers::answer(&body),
            Ok((status, later, body)) => nothing(answers::refusal(status, later, &body)),
            Err(failure) => nothing(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> ModelQuestion {
        ModelQuestion {
            name: "filters",
            task: "Read.".into(),
            told: "words".into(),
            schema: json!({ "type": "object" }),
            most_tokens: 50,
            within: Duration::from_secs(1),
        }
    }

    #[test]
    fn the_request_asks_for_the_shape_and_holds_no_key() {
        let at = ModelAt { base_url: "https://api.example.com/v1".into(), model: "small-1".into(), key: Some("sk-secret".into()) };
        let body = request(&at, &question(), "max_completion_tokens");
        assert_eq!(
            body,
            json!({
                "model": "small-1", "max_completion_tokens": 50,
                "messages": [{ "role": "system", "content": "Read." }, { "role": "user", "content": "words" }],
                "response_format": { "type": "json_schema", "json_schema": { "name": "filters", "strict": true, "schema": { "type": "object" } } },
            })
        );
        assert!(!body.to_string().contains("sk-secret"));
    }

    #[test]
    fn only_public_addresses_and_machines_that_are_named_are_asked() {
        let model = ChatModel::new(" 127.0.0.1:11434, Models.Internal ").unwrap();
        let asked = |url: &str| model.client(&Url::parse(url).unwrap()).is_ok();
        for good in ["https://api.example.com/v1", "http://127.0.0.1:11434/v1", "http://models.internal:8080/v1", "https://models.internal"]
        {
            assert!(asked(good), "{good}");
        }
        for bad in
            ["http://api.example.com/v1", "http://127.0.0.1:9/v1", "https://10.0.0.1/v1", "https://[::1]/v1", "https://169.254.169.254/v1"]
        {
            assert!(!asked(bad), "{bad}");
        }
        assert!(ChatModel::new("http://a.example/v1").is_err());
    }
}
