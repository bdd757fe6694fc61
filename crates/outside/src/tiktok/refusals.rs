//! Why TikTok gave no answer, by what follows from it.
//!
//! Invariant: the words are ours; the interface's own may quote what it was sent. Codes are those of INTEGRATIONS; verified against
//! a live account: no.

use domain::{creators::fetching::Failure, time::MINUTE};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::platform;

/// What was asked about; the same code means another thing there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// Whether it knows the app.
    App,
    /// Tokens for a code, or newer ones.
    LogIn,
    /// That a log-in is over.
    Revoking,
    /// The account of a log-in.
    Account,
    /// Its videos, which need a permission of their own.
    Videos,
}

/// Its window is a minute that slides; it says nothing of when it opens again, or in the usual header.
fn told_to_wait(headers: &HeaderMap) -> Option<i64> {
    let stated = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(platform::seconds);
    Some(stated.unwrap_or(MINUTE))
}

/// What an error means. Errors about tokens are one word, the others an object with a code.
pub(super) fn failure(about: About, status: u16, headers: &HeaderMap, answer: &Value) -> Failure {
    let error = &answer["error"];
    let code = error.as_str().or_else(|| error["code"].as_str()).unwrap_or_default();
    let refused = |reason: &str| Failure::Refused { reason: reason.to_owned() };
    let ended = |reason: &str| Failure::Ended { reason: reason.to_owned() };
    match code {
        "rate_limit_exceeded" => Failure::TooMany { retry_after: told_to_wait(headers) },
        _ if status == 429 => Failure::TooMany { retry_after: told_to_wait(headers) },
        "invalid_client" | "unauthorized_client" => refused("There is no app with this client key and secret."),
        "invalid_scope" => {
            refused("The app may not ask for what is needed: user.info.basic, user.info.profile, user.info.stats, video.list.")
        }
        "invalid_grant" => ended("It ended or was taken back."),
        "access_token_invalid" => ended("Its token is not taken any more."),
        "scope_not_authorized" | "scope_permission_missed" if about == About::Videos => Failure::Closed,
        "scope_not_authorized" | "scope_permission_missed" => ended("Its owner does not let this be read."),
        "internal_error" | "server_error" => Failure::Unreachable { reason: "It has a trouble of its own.".to_owned() },
        _ => match (status, about) {
            (500..=599, _) => Failure::Unreachable { reason: format!("It has a trouble of its own ({status}).") },
            (401, About::Account | About::Videos) => ended("It did not say why."),
            (401 | 403, About::App) => refused("It did not say why."),
            (404, _) => Failure::Missing,
            _ if code.is_empty() => Failure::Unreadable { reason: format!("It answered with {status}.") },
            _ => Failure::Unreadable { reason: "It answered with an error that is not known here.".to_owned() },
        },
    }
}

#[cfg(test)]
mod tests {
    use domain::time::SECOND;
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    fn of(about: About, status: u16, code: &str) -> Failure {
        failure(about, status, &HeaderMap::new(), &json!({ "data": {}, "error": { "code": code, "message": "No.", "log_id": "2026" } }))
    }

    fn of_token(code: &str) -> Failure {
        failure(About::LogIn, 400, &HeaderMap::new(), &json!({ "error": code, "error_description": "No.", "log_id": "2026" }))
    }

    #[test]
    fn too_many_questions_wait_a_minute_or_as_long_as_it_says() {
        assert_eq!(of(About::Account, 429, "rate_limit_exceeded"), Failure::TooMany { retry_after: Some(MINUTE) });
        assert_eq!(of(About::Videos, 200, "rate_limit_exceeded"), Failure::TooMany { retry_after: Some(MINUTE) });
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static("7"));
        assert_eq!(failure(About::LogIn, 429, &headers, &Value::Null), Failure::TooMany { retry_after: Some(7 * SECOND) });
    }

    #[test]
    fn a_log_in_that_ended_is_the_accounts_and_a_wrong_secret_the_connections() {
        assert!(matches!(of_token("invalid_grant"), Failure::Ended { .. }));
        assert!(matches!(of_token("invalid_client"), Failure::Refused { .. }));
        assert!(matches!(of_token("invalid_request"), Failure::Unreadable { .. }));
        assert!(matches!(of(About::Account, 401, "access_token_invalid"), Failure::Ended { .. }));
        assert!(matches!(of(About::Account, 401, "scope_not_authorized"), Failure::Ended { .. }));
        assert_eq!(of(About::Videos, 401, "scope_not_authorized"), Failure::Closed);
        assert!(matches!(failure(About::App, 401, &HeaderMap::new(), &Value::Null), Failure::Refused { .. }));
    }

    #[test]
    fn a_trouble_over_there_is_worth_another_try() {
        assert!(matches!(of(About::Videos, 500, "internal_error"), Failure::Unreachable { .. }));
        assert!(matches!(failure(About::LogIn, 503, &HeaderMap::new(), &Value::Null), Failure::Unreachable { .. }));
        assert!(matches!(of(About::Videos, 400, "invalid_params"), Failure::Unreadable { .. }));
    }
}
