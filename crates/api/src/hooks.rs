//! Webhooks of shops (orders and refunds) and of listening tools (mentions), signed by Standard Webhooks.
//!
//! Invariants: nothing in a body is looked at before its signature fits; the message's id is the idempotency key, so
//! that a shop may send it as often as it likes. Absent: what an order is worth; the operations have it.

pub mod instagram;
pub mod tiktok;

use app::{
    Asked, Caller, Error, access,
    attribution::{IngestOrder, IngestRefund, webhook},
    listening::{AddMentions, webhook::listener},
    registry,
    secrets::Secrets,
};
use axum::{
    body::{Bytes, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{
    ids::BrandId,
    time::{MINUTE, SECOND, Timestamp},
};
use serde::Deserialize;
use serde_json::{Map, Value};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};

use crate::{
    Api,
    limits::address,
    operations::{MOST_BODY, too_large, written},
    problem::Problem,
};

/// How far a message's time may lie from ours, so that one that was overheard cannot be sent again later
/// (Standard Webhooks, "Verifying webhook authenticity").
const TOLERANCE: i64 = 5 * MINUTE;
/// The shop's name where a message gives none.
const SOURCE: &str = "shop";
/// The listening tool's name where a message gives none.
const LISTENER: &str = "webhook";

/// What a shop sends.
#[derive(Debug, Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    timestamp: Timestamp,
    data: Map<String, Value>,
}

/// `POST /api/hooks/{brand}/orders`.
pub async fn orders(State(api): State<Api>, Path(brand): Path<String>, request: Request) -> Response {
    match take(&api, &brand, request).await {
        Ok(answer) => written(&answer),
        Err(problem) => problem.into_response(),
    }
}

/// `POST /api/hooks/{brand}/mentions`.
pub async fn mentions(State(api): State<Api>, Path(brand): Path<String>, request: Request) -> Response {
    match take_mentions(&api, &brand, request).await {
        Ok(answer) => written(&answer),
        Err(problem) => problem.into_response(),
    }
}

async fn take(api: &Api, brand: &str, request: Request) -> Result<Value, Problem> {
    let (_, brand) = access::brand(&api.app, brand).await?.ok_or(Error::NotFound)?;
    let signed = webhook::shop(&api.app, brand).await?;
    let (caller, id, body) = opened(api, signed, request).await?;
    run(api, &caller, brand, &id, message(&body)?).await
}

async fn take_mentions(api: &Api, brand: &str, request: Request) -> Result<Value, Problem> {
    let (_, brand) = access::brand(&api.app, brand).await?.ok_or(Error::NotFound)?;
    let signed = listener(&api.app, brand).await?;
    let (caller, id, body) = opened(api, signed, request).await?;
    run_mentions(api, &caller, brand, &id, message(&body)?).await
}

/// Reads a body and checks who signed it. Gives who speaks, the message's id and the body.
async fn opened(api: &Api, (secret, caller): (String, Caller), request: Request) -> Result<(Caller, String, Bytes), Problem> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MOST_BODY).await.map_err(|_| too_large(MOST_BODY))?;
    let id = match verified(&secret, &parts.headers, &body, api.app.now()) {
        Ok(id) => id,
        Err(problem) => {
            api.limits.failure(&address(&parts))?;
            return Err(problem);
        }
    };
    Ok((Caller { address: address(&parts), ..caller }, id, body))
}

fn message(body: &[u8]) -> Result<Message, Problem> {
    serde_json::from_slice(body)
        .map_err(|error| Problem::malformed(format!("The body must be a JSON object with type, timestamp and data: {error}.")))
}

/// Checks who signed it and when. Gives the message's id.
fn verified(secret: &str, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<String, Problem> {
    let header = |name: &'static str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
        value.ok_or_else(|| Problem::malformed(format!("The header {name} is missing.")))
    };
    let (id, signatures) = (header(HEADER_WEBHOOK_ID)?, header(HEADER_WEBHOOK_SIGNATURE)?);
    let refused = |code: &str, detail: &str| Problem::new(StatusCode::UNAUTHORIZED, code, detail);
    let seconds: i64 = header(HEADER_WEBHOOK_TIMESTAMP)?
        .parse()
        .map_err(|_| Problem::malformed(format!("The header {HEADER_WEBHOOK_TIMESTAMP} takes seconds since 1970.")))?;
    let expected = Webhook::new(secret)
        .and_then(|webhook| webhook.sign(id, seconds, body))
        .map_err(|_| refused("signature_invalid", "The signature cannot be checked: the body is not UTF-8."))?;
    if !signatures.split(' ').any(|signature| Secrets::same(signature, &expected)) {
        return Err(refused("signature_invalid", "The signature does not fit. Check the webhook secret."));
    }
    if Timestamp(seconds.saturating_mul(SECOND)).since(now).abs() > TOLERANCE {
        return Err(refused("signature_expired", "The message is more than five minutes old or ahead. Check the sender's clock."));
    }
    if id.len() > 100 {
        return Err(Problem::malformed(format!("The header {HEADER_WEBHOOK_ID} takes at most 100 characters.")));
    }
    Ok(id.to_owned())
}

async fn run(api: &Api, caller: &Caller, brand: BrandId, id: &str, message: Message) -> Result<Value, Problem> {
    let Message { kind, timestamp, mut data } = message;
    let mut default = |name: &str, value: Value| {
        data.entry(name).or_insert(value);
    };
    default("source", Value::from(SOURCE));
    let name = match kind.as_str() {
        "order.created" | "order.updated" => {
            default("updated_at", Value::from(timestamp.rfc3339()));
            <IngestOrder as app::Operation>::META.name
        }
        "order.refunded" => {
            default("at", Value::from(timestamp.rfc3339()));
            <IngestRefund as app::Operation>::META.name
        }
        other => {
            let message = format!("\"{other}\" is not known here. Send order.created, order.updated or order.refunded.");
            return Err(Error::field("type", message).into());
        }
    };
    let asked = Asked { key: Some(format!("webhook:{brand}:{id}")), version: None };
    let registered = registry::find(name).ok_or_else(|| Error::Broken(format!("{name} is not registered")))?;
    Ok(registered.call(&api.app, caller, &asked, Value::Object(data)).await?)
}

/// One mention in `data`, or several in `data.mentions`; each was seen when the message says, unless it says so itself.
async fn run_mentions(api: &Api, caller: &Caller, brand: BrandId, id: &str, message: Message) -> Result<Value, Problem> {
    let Message { kind, timestamp, mut data } = message;
    if !matches!(kind.as_str(), "mention.created" | "mention.updated") {
        let message = format!("\"{kind}\" is not known here. Send mention.created or mention.updated.");
        return Err(Error::field("type", message).into());
    }
    let source = data.remove("source").unwrap_or_else(|| Value::from(LISTENER));
    let mut all = match data.remove("mentions") {
        Some(Value::Array(all)) => all,
        Some(_) => return Err(Error::field("data.mentions", "This is a list of mentions.").into()),
        None => vec![Value::Object(data)],
    };
    for one in all.iter_mut().filter_map(Value::as_object_mut) {
        one.entry("seen_at").or_insert_with(|| Value::from(timestamp.rfc3339()));
    }
    let name = <AddMentions as app::Operation>::META.name;
    let asked = Asked { key: Some(format!("mentions:{brand}:{id}")), version: None };
    let registered = registry::find(name).ok_or_else(|| Error::Broken(format!("{name} is not registered")))?;
    let command = serde_json::json!({ "source": source, "mentions": all });
    Ok(registered.call(&api.app, caller, &asked, command).await?)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn headers(id: &str, seconds: i64, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER_WEBHOOK_ID, HeaderValue::from_str(id).unwrap());
        headers.insert(HEADER_WEBHOOK_TIMESTAMP, HeaderValue::from(seconds));
        headers.insert(HEADER_WEBHOOK_SIGNATURE, HeaderValue::from_str(signature).unwrap());
        headers
    }

    fn code(result: Result<String, Problem>) -> String {
        match result {
            Ok(id) => id,
            Err(problem) => serde_json::to_value(&problem).unwrap()["code"].as_str().unwrap().to_owned(),
        }
    }

    /// The published example of Standard Webhooks' libraries: id, time, body, secret and signature.
    #[test]
    fn a_published_signature_fits_and_a_changed_body_does_not() {
        let (id, seconds, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        let published = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        let now = Timestamp(seconds * SECOND);
        let check = |signature: &str, body: &[u8], now| code(verified(SECRET, &headers(id, seconds, signature), body, now));
        assert_eq!(check(published, body, now), id);
        assert_eq!(check(&format!("v1,bm90aGluZw== v2,x {published}"), body, now), id);
        assert_eq!(check(published, br#"{"test": 2432232315}"#, now), "signature_invalid");
        assert_eq!(check(published, body, now.plus(5 * MINUTE)), id);
        assert_eq!(check(published, body, now.plus(6 * MINUTE)), "signature_expired");
        assert_eq!(check(published, body, now.plus(-6 * MINUTE)), "signature_expired");
        assert_eq!(code(verified(SECRET, &HeaderMap::new(), body, now)), "malformed");
    }
}
