//! How something is asked for: `Idempotency-Key` and `If-Match`.
//!
//! Invariant: a header that cannot be read is refused; ignoring it would break the promise that it asks for.

use app::{Asked, Version};
use axum::http::{HeaderMap, HeaderValue, header};

use crate::problem::Problem;

/// The header of a key under which an operation is done once.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Reads both headers.
pub fn asked(headers: &HeaderMap) -> Result<Asked, Problem> {
    Ok(Asked { key: key(headers.get(IDEMPOTENCY_KEY))?, version: version(headers.get(header::IF_MATCH))? })
}

/// A key in visible ASCII, bare or in quotes as a structured field.
fn key(value: Option<&HeaderValue>) -> Result<Option<String>, Problem> {
    let Some(value) = value else { return Ok(None) };
    let wrong = || Problem::malformed("Idempotency-Key takes 1 to 200 visible characters, such as a UUID.");
    let text = value.to_str().map_err(|_| wrong())?.trim().trim_matches('"');
    let fits = (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(Some(text.to_owned())) } else { Err(wrong()) }
}

/// `"3"`, or `*` for whatever is there.
fn version(value: Option<&HeaderValue>) -> Result<Option<Version>, Problem> {
    let Some(value) = value else { return Ok(None) };
    let wrong = || Problem::malformed("If-Match takes the ETag of the version that you read, such as \"3\".");
    let text = value.to_str().map_err(|_| wrong())?.trim();
    if text == "*" {
        return Ok(None);
    }
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or_else(wrong)?;
    inner.parse().map(|number| Some(Version(number))).map_err(|_| wrong())
}

/// The `ETag` of an answer that has a version.
pub fn etag(answer: &serde_json::Value) -> Option<HeaderValue> {
    let version = answer.get("version")?.as_i64()?;
    HeaderValue::from_str(&format!("\"{version}\"")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_or_refused() {
        let value = |text: &'static str| Some(HeaderValue::from_static(text));
        assert_eq!(version(value("\"3\"").as_ref()).unwrap(), Some(Version(3)));
        assert_eq!(version(value("*").as_ref()).unwrap(), None);
        for wrong in ["3", "W/\"3\"", "\"three\"", "\"1\", \"2\""] {
            assert!(version(value(wrong).as_ref()).is_err(), "{wrong}");
        }
        assert_eq!(key(value("a-1").as_ref()).unwrap().as_deref(), Some("a-1"));
        assert_eq!(key(value("\"a-1\"").as_ref()).unwrap().as_deref(), Some("a-1"));
        assert!(key(value("").as_ref()).is_err());
        assert!(key(value("a b").as_ref()).is_err());
    }
}
