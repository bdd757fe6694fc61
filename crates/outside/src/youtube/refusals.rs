//! Why YouTube gave no answer, by what follows from it.
//!
//! Invariant: the words are ours; the interface's own may quote what it was sent. Reasons are from its documentation of errors and
//! from Google's `ErrorInfo`; verified against a live account: no.

use domain::creators::fetching::Failure;
use serde_json::Value;

/// The words by which an error names its reason: of the interface itself, then of Google's front.
fn reasons(answer: &Value) -> Vec<&str> {
    let error = &answer["error"];
    let named = |list: &'static str| error[list].as_array().into_iter().flatten().filter_map(|one| one["reason"].as_str());
    named("errors").chain(named("details")).chain(error["status"].as_str()).collect()
}

/// Reasons of a 403 that are about what was asked for: private, closed, taken down, or its comments turned off.
const CLOSED: [&str; 7] = [
    "commentsDisabled",
    "channelForbidden",
    "channelClosed",
    "channelSuspended",
    "playlistForbidden",
    "playlistItemsNotAccessible",
    "videoForbidden",
];

/// What is asked about one item of somebody's. There a bare `forbidden` is the item's: its owner or YouTube closed it.
const OF_ITEMS: [&str; 3] = ["commentThreads", "playlistItems", "videos"];

/// What a status other than 200 means, of a question about `what`.
pub(super) fn failure(what: &str, status: u16, retry_after: Option<i64>, answer: &Value) -> Failure {
    let reasons = reasons(answer);
    let says = |words: &[&str]| reasons.iter().any(|reason| words.contains(reason));
    let refused = |reason: &str| Failure::Refused { reason: reason.to_owned() };
    if says(&["quotaExceeded", "dailyLimitExceeded"]) {
        return Failure::QuotaUsed { ours: false };
    }
    if status == 429 || says(&["rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED"]) {
        return Failure::TooMany { retry_after };
    }
    if says(&["accessNotConfigured", "SERVICE_DISABLED"]) {
        return refused("The YouTube Data API is not turned on in the project of this key.");
    }
    if says(&["API_KEY_SERVICE_BLOCKED"]) {
        return refused("The key is for another interface than the YouTube Data API.");
    }
    if says(&["API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "ipRefererBlocked"]) {
        return refused("The key may not be used from this machine.");
    }
    if says(&["API_KEY_INVALID", "keyInvalid", "keyExpired", "API_KEY_EXPIRED"]) {
        return refused("The key is not valid, or was revoked.");
    }
    match status {
        401 => refused("The key is not valid, or was revoked."),
        403 if says(&CLOSED) || (says(&["forbidden"]) && OF_ITEMS.contains(&what)) => Failure::Closed,
        // Without a reason that we know it would make every account look gone.
        403 => refused("It did not say why."),
        404 => Failure::Missing,
        500..=599 => Failure::Unreachable { reason: format!("It has a trouble of its own ({status}).") },
        _ => Failure::Unreadable { reason: format!("It answered with {status}.") },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_refusal_is_known_by_its_reason() {
        let of = |status, reason: &str| failure("channels", status, Some(5), &json!({ "error": { "errors": [{ "reason": reason }] } }));
        let front = |status, reason: &str| {
            failure("channels", status, None, &json!({ "error": { "status": "X", "details": [{ "reason": reason }] } }))
        };
        assert_eq!(of(403, "quotaExceeded"), Failure::QuotaUsed { ours: false });
        assert_eq!(of(429, "quotaExceeded"), Failure::QuotaUsed { ours: false });
        assert_eq!(of(403, "rateLimitExceeded"), Failure::TooMany { retry_after: Some(5) });
        assert_eq!(failure("channels", 429, None, &Value::Null), Failure::TooMany { retry_after: None });
        for (status, reason) in [(400, "API_KEY_INVALID"), (403, "API_KEY_SERVICE_BLOCKED"), (403, "SERVICE_DISABLED")] {
            assert!(matches!(front(status, reason), Failure::Refused { .. }), "{reason}");
        }
        assert!(matches!(failure("channels", 401, None, &Value::Null), Failure::Refused { .. }));
        assert_eq!((of(403, "commentsDisabled"), of(404, "playlistNotFound")), (Failure::Closed, Failure::Missing));
        assert_eq!((of(403, "channelForbidden"), of(403, "playlistItemsNotAccessible")), (Failure::Closed, Failure::Closed));
        for unknown in ["forbidden", "insufficientPermissions", "somethingNew"] {
            assert!(matches!(of(403, unknown), Failure::Refused { .. }), "{unknown}");
        }
        let bare = json!({ "error": { "errors": [{ "reason": "forbidden" }] } });
        for item in OF_ITEMS {
            assert_eq!(failure(item, 403, None, &bare), Failure::Closed, "{item}: closed for this one, and the key is fine");
        }
        assert!(matches!(front(403, "CONSUMER_SUSPENDED"), Failure::Refused { .. }));
        assert!(matches!(failure("channels", 403, None, &Value::Null), Failure::Refused { .. }));
        assert!(matches!(failure("channels", 503, None, &Value::Null), Failure::Unreachable { .. }));
        assert!(matches!(failure("channels", 302, None, &Value::Null), Failure::Unreadable { .. }));
    }
}
