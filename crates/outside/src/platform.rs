//! What the clients of platforms' own interfaces share: how an address is taken, a question sent and an answer read.
//!
//! Invariants: an answer is at most five megabytes and comes in fifteen seconds; no redirect is followed; a failure's words hold
//! no address, which may say whom somebody looks at. Absent: keys, and what an answer means.

use std::time::Duration;

use domain::creators::fetching::Failure;
use reqwest::{Client, RequestBuilder, Response, Url, header::HeaderMap};
use serde_json::Value;

/// How long one question may take.
pub const TIME: Duration = Duration::from_secs(15);
/// How much of an answer is read; the largest that fits a platform's rules has about half a megabyte.
const MOST_BYTES: usize = 5_000_000;
/// How the program names itself.
const NAME: &str = concat!("Troupe/", env!("CARGO_PKG_VERSION"));

/// A client with the address that it asks.
///
/// # Errors
/// When the address is none, or the machine has no usable TLS set-up.
pub fn client(name: &str, base: &str, time: Duration) -> Result<(Client, Url), String> {
    let base = Url::parse(base.trim_end_matches('/')).map_err(|_| format!("\"{base}\" is no web address."))?;
    if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
        return Err(format!("The address of {name}'s interface begins with http:// or https://."));
    }
    // The operator names the address, so that it is not judged as one from a page would be; a redirect could lead elsewhere.
    #[allow(clippy::disallowed_methods)]
    let client = Client::builder()
        .user_agent(NAME)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(time)
        .build()
        .map_err(|error| format!("The client for {name} cannot be set up: {error}."))?;
    Ok((client, base))
}

/// What came back.
pub struct Answered {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, where it is JSON.
    pub answer: Option<Value>,
}

/// Sends a question and reads what comes back.
///
/// # Errors
/// When nothing does, or too much.
pub async fn send(request: RequestBuilder) -> Result<Answered, Failure> {
    let response = request.send().await.map_err(|error| unreached(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = read(response).await?;
    Ok(Answered { status, headers, answer: serde_json::from_slice(&body).ok() })
}

/// An answer that is an object.
///
/// # Errors
/// When it is none.
pub fn object(answer: Option<Value>) -> Result<Value, Failure> {
    answer.filter(Value::is_object).ok_or_else(|| Failure::Unreadable { reason: "It is no JSON.".to_owned() })
}

/// `Retry-After` as microseconds, where it states seconds.
pub fn seconds(text: &str) -> Option<i64> {
    text.trim().parse::<u32>().ok().map(|seconds| i64::from(seconds) * domain::time::SECOND)
}

fn unreached(error: &reqwest::Error) -> Failure {
    let reason = match () {
        () if error.is_timeout() => "It took too long.",
        () if error.is_connect() => "No connection could be made.",
        () => "The connection broke.",
    };
    // The library's own words may hold the address, which says whom somebody looks at.
    Failure::Unreachable { reason: reason.to_owned() }
}

async fn read(mut response: Response) -> Result<Vec<u8>, Failure> {
    let too_large = || Failure::Unreadable { reason: "It is larger than 5 MB.".to_owned() };
    if response.content_length().is_some_and(|length| length > MOST_BYTES as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| unreached(&error))? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
