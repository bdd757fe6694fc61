//! Messages of Instagram: that somebody's words name the brand's own account.
//!
//! Invariants: nothing in a body is looked at before its signature fits; a message names what is to be asked for, and a mention is
//! known by its id, so that it may come as often as it likes. Absent: what a post says; the operation asks for it.

use app::{
    Asked, Error, access,
    listening::{FetchMention, instagram},
    registry,
    secrets::Secrets,
};
use axum::{
    body::to_bytes,
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    limits::address,
    operations::{MOST_BODY, too_large, written},
    problem::Problem,
};

/// The header that holds the signature.
const SIGNATURE: &str = "x-hub-signature-256";
/// So many changes of one message are looked at; Instagram sends at most so many.
const MOST: usize = 1_000;
/// After so many that could not be had the rest of a message waits for the next time: then it is hardly about the posts.
const MOST_FAILED: usize = 3;

/// What Instagram's set-up asks an address before it sends there.
#[derive(Debug, Default, Deserialize)]
pub struct Challenge {
    #[serde(rename = "hub.mode")]
    mode: Option<String>,
    #[serde(rename = "hub.verify_token")]
    word: Option<String>,
    #[serde(rename = "hub.challenge")]
    challenge: Option<String>,
}

/// What Instagram sends.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    id: String,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Debug, Deserialize)]
struct Change {
    field: String,
    #[serde(default)]
    value: Value,
}

/// `GET /api/hooks/{brand}/instagram`.
pub async fn challenged(State(api): State<Api>, Path(brand): Path<String>, Query(asked): Query<Challenge>) -> Response {
    match answer(&api, &brand, asked).await {
        Ok(challenge) => challenge.into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn answer(api: &Api, brand: &str, asked: Challenge) -> Result<String, Problem> {
    let (Some("subscribe"), Some(word), Some(challenge)) = (asked.mode.as_deref(), asked.word, asked.challenge) else {
        return Err(Problem::malformed("hub.mode, hub.verify_token and hub.challenge are needed.".to_owned()));
    };
    let (_, brand) = access::brand(&api.app, brand).await?.ok_or(Error::NotFound)?;
    if !Secrets::same(&word, &instagram::word(&api.app, brand)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "word_invalid", "The word does not fit. Settings, Connections show it."));
    }
    // It is sent back as it came, and as nothing but text.
    Ok(challenge.chars().take(200).filter(char::is_ascii_alphanumeric).collect())
}

/// `POST /api/hooks/{brand}/instagram`.
pub async fn told(State(api): State<Api>, Path(brand): Path<String>, request: Request) -> Response {
    match take(&api, &brand, request).await {
        Ok(answer) => written(&answer),
        Err(problem) => problem.into_response(),
    }
}

async fn take(api: &Api, brand: &str, request: Request) -> Result<Value, Problem> {
    let (parts, body) = request.into_parts();
    let signature = parts.headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let signature = signature.ok_or_else(|| Problem::malformed(format!("The header {SIGNATURE} is missing.")))?;
    let (organisation, brand) = access::brand(&api.app, brand).await?.ok_or(Error::NotFound)?;
    let hook = instagram::hook(&api.app, organisation, brand).await?;
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| too_large(MOST_BODY))?;
    if !hook.fits(&body, &signature) {
        api.limits.failure(&address(&parts))?;
        let detail = "The signature does not fit. Check the app's secret.";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "signature_invalid", detail));
    }
    let message: Message = serde_json::from_slice(&body)
        .map_err(|error| Problem::malformed(format!("The body must be a JSON object with a list of entries: {error}.")))?;
    let name = <FetchMention as app::Operation>::META.name;
    let registered = registry::find(name).ok_or_else(|| Error::Broken(format!("{name} is not registered")))?;
    let ours = message.entry.into_iter().filter(|entry| entry.id == hook.account);
    let changes = ours.flat_map(|entry| entry.changes).filter(|change| change.field == "mentions").take(MOST);
    let (mut taken, mut failed) = (0, Vec::new());
    for change in changes {
        let id = |name: &str| change.value[name].as_str().map(str::to_owned).filter(|id| !id.is_empty() && id.len() <= 64);
        let Some(media) = id("media_id") else { continue };
        let comment = id("comment_id");
        // Without a key: a kept answer would be the same failure each time that the message comes again.
        match registered.call(&api.app, &hook.caller, &Asked::default(), json!({ "media": media, "comment": comment })).await {
            Ok(answer) => match answer["reason"].as_str() {
                Some(reason) => failed.push(Error::Outside(reason.to_owned())),
                None => taken += 1,
            },
            // One that cannot be had does not take the others along; all of them come again, and those that were taken are known.
            Err(error) => failed.push(error),
        }
        if failed.len() >= MOST_FAILED {
            break;
        }
    }
    match failed.into_iter().next() {
        Some(error) => Err(error.into()),
        None => Ok(json!({ "taken": taken })),
    }
}
