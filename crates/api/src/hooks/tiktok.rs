//! Messages of TikTok: that a creator took their log-in back.
//!
//! Invariants: nothing in a body is looked at before its signature fits; what is told more than once changes nothing the second
//! time; whatever else is told is taken and left. Absent: what goes with a log-in; the operation knows.

use app::{
    Asked, Error, access,
    creators::{
        NoteLostAccess,
        connections::tiktok::{self, Unfit},
    },
    registry,
};
use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::time::{SECOND, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    limits::address,
    operations::{MOST_BODY, too_large, written},
    problem::Problem,
};

/// The header that holds the signature.
const SIGNATURE: &str = "tiktok-signature";
/// What is told when somebody took their log-in back.
const REMOVED: &str = "authorization.removed";

/// What TikTok sends. Its `content` says why, which changes nothing.
#[derive(Debug, Deserialize)]
struct Message {
    client_key: String,
    event: String,
    /// Seconds.
    create_time: i64,
    #[serde(default)]
    user_openid: Option<String>,
}

/// `POST /api/hooks/{brand}/tiktok`.
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
    let hook = tiktok::hook(&api.app, organisation, brand).await?;
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| too_large(MOST_BODY))?;
    if let Err(unfit) = hook.check(&body, &signature, api.app.now()) {
        api.limits.failure(&address(&parts))?;
        let (code, detail) = match unfit {
            Unfit::Forged => ("signature_invalid", "The signature does not fit. Check the client secret."),
            Unfit::Old => ("signature_expired", "The message is more than five minutes old or ahead. Check the sender's clock."),
        };
        return Err(Problem::new(StatusCode::UNAUTHORIZED, code, detail));
    }
    let message: Message = serde_json::from_slice(&body)
        .map_err(|error| Problem::malformed(format!("The body must be a JSON object with client_key, event and create_time: {error}.")))?;
    let who = message.user_openid.filter(|id| !id.is_empty() && id.len() <= 64);
    let (true, Some(external)) = (message.event == REMOVED && message.client_key == hook.client_key, who) else {
        return Ok(json!({ "taken": 0 }));
    };
    let name = <NoteLostAccess as app::Operation>::META.name;
    let registered = registry::find(name).ok_or_else(|| Error::Broken(format!("{name} is not registered")))?;
    // The message tells whole seconds: whoever logged in within the same one did so before.
    let at = Timestamp(message.create_time.saturating_mul(SECOND)).plus(SECOND - 1);
    let command = json!({ "external": external, "at": at });
    registered.call(&api.app, &hook.caller, &Asked::default(), command).await?;
    Ok(json!({ "taken": 1 }))
}
