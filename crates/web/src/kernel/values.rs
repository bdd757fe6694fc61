//! Addresses with their questions: read from a request, written into links.
//!
//! Invariant: what is written is escaped. Absent: which questions a page knows.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;

use super::Refusal;

/// What an address asks: the pairs after the question mark.
#[derive(Debug, Clone, Default)]
pub struct Asks(pub Vec<(String, String)>);

impl Asks {
    /// The first value of a name, trimmed; empty when there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a name, unless empty.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<String> {
        Some(self.get(name)).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// The same address with one question changed; an empty value leaves it out. The page of a list (`cursor`) is left.
    #[must_use]
    pub fn with(&self, path: &str, name: &str, value: &str) -> String {
        let mut pairs: Vec<(&str, &str)> = self
            .0
            .iter()
            .filter(|(known, kept)| known != name && known != "cursor" && !kept.is_empty())
            .map(|(known, kept)| (known.as_str(), kept.as_str()))
            .collect();
        if !value.is_empty() {
            pairs.push((name, value));
        }
        with_query(path, &pairs)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asks {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        Ok(Self(pairs.map(|Query(pairs)| pairs).unwrap_or_default()))
    }
}

/// A path with questions.
#[must_use]
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let asked: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    if asked.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.join("&")) }
}

/// Percent-encoded, but for unreserved characters (RFC 3986, 2.3).
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A path of this site to go on to, or `/`: never another site's.
#[must_use]
pub fn own_path(text: &str) -> &str {
    let own = text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '\r', '\n', '\t']);
    if own { text } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_changed_and_the_others_stay() {
        let asks = Asks(vec![("q".into(), "tea & jam".into()), ("tier".into(), "gifted".into()), ("cursor".into(), "9".into())]);
        assert_eq!(asks.with("/c", "tier", ""), "/c?q=tea%20%26%20jam");
        assert_eq!(asks.with("/c", "sort", "name"), "/c?q=tea%20%26%20jam&tier=gifted&sort=name");
    }

    #[test]
    fn nobody_is_sent_to_another_site_after_signing_in() {
        assert_eq!(own_path("/b/oat/today?x=1"), "/b/oat/today?x=1");
        for bad in ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "/a\r\nSet-Cookie: x", ""] {
            assert_eq!(own_path(bad), "/", "{bad}");
        }
    }
}
