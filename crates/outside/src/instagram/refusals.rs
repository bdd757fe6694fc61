//! Why Instagram gave no answer, by what follows from it.
//!
//! Invariant: the words are ours; the interface's own may quote what it was sent. Codes are those of INTEGRATIONS and of Meta's page
//! of errors; verified against a live account: no.

use domain::{creators::fetching::Failure, time::MINUTE};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::platform;

/// What was asked about; the same code means another thing there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The brand's own account, by which a key is tried.
    Own,
    /// A newer token.
    Token,
    /// Somebody's account.
    Account,
    /// Something that needs a permission of its own: tags, mentions, hashtags. Without it the rest works all the same.
    Item,
}

/// How long Meta says to wait: minutes, for each kind of use.
fn told_to_wait(headers: &HeaderMap) -> Option<i64> {
    let used = headers.get("x-business-use-case-usage").and_then(|value| value.to_str().ok());
    let used: Option<Value> = used.and_then(|text| serde_json::from_str(text).ok());
    let kinds = used.iter().filter_map(Value::as_object).flat_map(|by_account| by_account.values()).filter_map(Value::as_array).flatten();
    let longest = kinds.filter_map(|kind| kind["estimated_time_to_regain_access"].as_i64()).max();
    let stated = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()).and_then(platform::seconds);
    longest.filter(|minutes| (1..=10_000).contains(minutes)).map(|minutes| minutes * MINUTE).or(stated)
}

/// What an error means.
pub(super) fn failure(about: About, status: u16, headers: &HeaderMap, answer: &Value) -> Failure {
    let error = &answer["error"];
    let (code, subcode) = (error["code"].as_i64().unwrap_or(0), error["error_subcode"].as_i64().unwrap_or(0));
    let refused = |reason: &str| Failure::Refused { reason: reason.to_owned() };
    let of_proof = error["message"].as_str().is_some_and(|message| message.contains("appsecret_proof"));
    match (code, subcode) {
        (4 | 17 | 32 | 613 | 80_002, _) => Failure::TooMany { retry_after: told_to_wait(headers) },
        (_, _) if status == 429 => Failure::TooMany { retry_after: told_to_wait(headers) },
        (190 | 102, 463) => refused("The token ended."),
        (190 | 102, 460) => refused("The token ended, because the password of its account was changed."),
        (190 | 102, 458) => refused("The token ended, because its account took the app away."),
        (190 | 102, _) => refused("The token ended or was taken back."),
        (100 | 1, _) if of_proof => refused("The app secret is not that of the app for which the token was made."),
        (101, _) if about == About::Token => refused("There is no app with this id and secret."),
        (10 | 200..=299, _) if about == About::Item => Failure::Closed,
        (10 | 200..=299, _) if about == About::Account => Failure::Forbidden {
            reason: "Its owner or Instagram keeps it from this token. Where it is so with every account, the token lacks a permission: \
                     instagram_basic, instagram_manage_insights and pages_read_engagement are needed."
                .to_owned(),
        },
        (10 | 200..=299, _) => {
            refused("The token lacks a permission: instagram_basic, instagram_manage_insights and pages_read_engagement are needed.")
        }
        (110 | 803, _) | (24, 2_207_024) => Failure::Missing,
        (18, _) => Failure::Closed,
        (100, 33) if about == About::Own => refused("The token knows no Instagram account with this id."),
        (100, 33) => Failure::Missing,
        (1 | 2, _) => Failure::Unreachable { reason: "It has a trouble of its own.".to_owned() },
        (0, _) => match status {
            401 | 403 => refused("It did not say why."),
            404 => Failure::Missing,
            500..=599 => Failure::Unreachable { reason: format!("It has a trouble of its own ({status}).") },
            _ => Failure::Unreadable { reason: format!("It answered with {status}.") },
        },
        (code, _) => Failure::Unreadable { reason: format!("It answered with error {code}.") },
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;
    use serde_json::json;

    use super::*;

    fn of(about: About, code: i64, subcode: i64) -> Failure {
        let error = json!({ "error": { "message": "No.", "type": "OAuthException", "code": code, "error_subcode": subcode } });
        failure(about, 400, &HeaderMap::new(), &error)
    }

    #[test]
    fn throttling_postpones_and_says_for_how_long() {
        for code in [4, 17, 32, 613, 80_002] {
            assert_eq!(of(About::Account, code, 0), Failure::TooMany { retry_after: None }, "{code}");
        }
        let mut headers = HeaderMap::new();
        let used = r#"{"17841":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":12}]}"#;
        headers.insert("x-business-use-case-usage", HeaderValue::from_static(used));
        let error = json!({ "error": { "code": 80_002 } });
        assert_eq!(failure(About::Account, 400, &headers, &error), Failure::TooMany { retry_after: Some(12 * MINUTE) });
        assert_eq!(failure(About::Account, 429, &HeaderMap::new(), &Value::Null), Failure::TooMany { retry_after: None });
    }

    #[test]
    fn a_token_that_ended_is_told_and_a_missing_permission_closes_only_what_needs_it() {
        let told = |failure: Failure| match failure {
            Failure::Refused { reason } => reason,
            other => panic!("{other:?}"),
        };
        assert_eq!(told(of(About::Account, 190, 463)), "The token ended.");
        assert!(told(of(About::Item, 190, 460)).contains("password"));
        assert!(told(of(About::Own, 10, 0)).contains("lacks a permission"));
        for code in [10, 200, 230] {
            assert!(matches!(of(About::Account, code, 0), Failure::Forbidden { .. }), "{code} is about one account and stops no other");
        }
        assert_eq!(of(About::Item, 10, 0), Failure::Closed);
        assert_eq!(of(About::Item, 18, 0), Failure::Closed, "the platform's own count of hashtags");
        assert!(told(of(About::Own, 100, 33)).contains("knows no Instagram account"));
    }

    #[test]
    fn an_account_that_is_not_there_or_personal_is_missing() {
        assert_eq!(of(About::Account, 110, 2_207_013), Failure::Missing);
        assert_eq!(of(About::Item, 24, 2_207_024), Failure::Missing);
        assert!(matches!(of(About::Account, 2, 0), Failure::Unreachable { .. }));
        assert!(matches!(of(About::Account, 100, 0), Failure::Unreadable { .. }));
        assert!(matches!(failure(About::Account, 503, &HeaderMap::new(), &Value::Null), Failure::Unreachable { .. }));
    }

    #[test]
    fn a_wrong_app_secret_is_no_trouble_of_the_account() {
        let error = json!({ "error": { "code": 100, "message": "Invalid appsecret_proof provided in the API argument" } });
        assert!(matches!(failure(About::Account, 400, &HeaderMap::new(), &error), Failure::Refused { .. }));
    }
}
