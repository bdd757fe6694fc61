//! What a language model's interface answers, in the program's own words.
//!
//! Invariant: the words are ours; the interface's own may quote what it was sent. Absent: the schema of an answer.

use app::ports::ModelAnswer;
use domain::discovery::model::ModelFailure;
use serde_json::Value;

/// More tokens than any one answer takes; who says more miscounts, and the most that it may have counts instead.
const MOST_TOKENS: i64 = 10_000_000;

/// Whether an error names a parameter.
pub(super) fn names(body: &[u8], parameter: &str) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|answer| answer["error"].to_string().contains(parameter))
}

/// An answer with status 200.
pub(super) fn answer(body: &[u8]) -> ModelAnswer {
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return unread("It is no JSON.", None) };
    let usage = &answer["usage"];
    let both = usage["prompt_tokens"].as_i64().zip(usage["completion_tokens"].as_i64()).map(|(asked, said)| asked.saturating_add(said));
    let tokens = usage["total_tokens"].as_i64().or(both).filter(|tokens| (0..=MOST_TOKENS).contains(tokens));
    let choice = &answer["choices"][0];
    let message = &choice["message"];
    let failed = |failure: ModelFailure| ModelAnswer { said: Err(failure), tokens };
    if message["refusal"].as_str().is_some_and(|words| !words.trim().is_empty()) {
        return failed(ModelFailure::Declined);
    }
    match choice["finish_reason"].as_str() {
        Some("length") => return failed(ModelFailure::Cut),
        Some("content_filter") => return failed(ModelFailure::Declined),
        _ => {}
    }
    let Some(content) = message["content"].as_str() else { return unread("It holds no text.", tokens) };
    match serde_json::from_str::<Value>(bare(content)) {
        Ok(said) if said.is_object() => ModelAnswer { said: Ok(said), tokens },
        _ => unread("Its text is not in the shape that was asked for.", tokens),
    }
}

/// The text without the fence that some servers put around JSON.
fn bare(content: &str) -> &str {
    let content = content.trim();
    let inside = content.strip_prefix("```json").or_else(|| content.strip_prefix("```")).and_then(|rest| rest.strip_suffix("```"));
    inside.unwrap_or(content).trim()
}

fn unread(reason: &str, tokens: Option<i64>) -> ModelAnswer {
    ModelAnswer { said: Err(ModelFailure::Unreadable { reason: reason.to_owned() }), tokens }
}

/// What a status other than 200 means.
pub(super) fn refusal(status: u16, retry_after: Option<i64>, body: &[u8]) -> ModelFailure {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let error = &answer["error"];
    let says = |word: &str| error["code"] == word || error["type"] == word;
    let refused = |reason: &str| ModelFailure::Refused { reason: reason.to_owned() };
    match status {
        401 => refused("The key is missing, not valid, or was revoked."),
        402 => refused("The account there has no credit left."),
        429 if says("insufficient_quota") => refused("The account there has no credit left."),
        403 => refused("The key may not be used for this model, or not from here."),
        404 => ModelFailure::NoSuchModel,
        400 if says("model_not_found") => ModelFailure::NoSuchModel,
        429 => ModelFailure::TooMany { retry_after },
        400 | 422 => ModelFailure::Unable { reason: "It takes no question that asks for an answer in a shape (json_schema).".to_owned() },
        500..=599 => ModelFailure::Unreachable { reason: format!("It has a trouble of its own ({status}).") },
        _ => ModelFailure::Unreadable { reason: format!("It answered with {status}.") },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(choice: Value) -> ModelAnswer {
        answer(json!({ "choices": [choice], "usage": { "prompt_tokens": 30, "completion_tokens": 12 } }).to_string().as_bytes())
    }

    #[test]
    fn an_answer_is_read_with_what_it_took() {
        let fine = said(json!({ "message": { "content": "{\"filters\":[]}", "refusal": null }, "finish_reason": "stop" }));
        assert_eq!((fine.said, fine.tokens), (Ok(json!({ "filters": [] })), Some(42)));
        let fenced = said(json!({ "message": { "content": "```json\n{\"a\":1}\n```" }, "finish_reason": "stop" }));
        assert_eq!(fenced.said, Ok(json!({ "a": 1 })));
        let whole = answer(json!({ "choices": [], "usage": { "total_tokens": 7 } }).to_string().as_bytes());
        assert!(matches!(whole.said, Err(ModelFailure::Unreadable { .. })) && whole.tokens == Some(7));
        let odd = answer(json!({ "usage": { "prompt_tokens": i64::MAX, "completion_tokens": 1 } }).to_string().as_bytes());
        assert_eq!(odd.tokens, None);
    }

    #[test]
    fn what_is_declined_cut_or_no_json_is_said_as_such() {
        let of = |choice: Value| said(choice).said.unwrap_err();
        let refused = json!({ "message": { "content": null, "refusal": "I cannot." }, "finish_reason": "stop" });
        assert_eq!(of(refused), ModelFailure::Declined);
        assert_eq!(of(json!({ "message": { "content": "" }, "finish_reason": "content_filter" })), ModelFailure::Declined);
        assert_eq!(of(json!({ "message": { "content": "{\"filters\":[{\"na" }, "finish_reason": "length" })), ModelFailure::Cut);
        for odd in ["{\"filters\":", "Sure! Here you are.", "[]", ""] {
            let odd = json!({ "message": { "content": odd }, "finish_reason": "stop" });
            assert!(matches!(of(odd), ModelFailure::Unreadable { .. }));
        }
        assert_eq!(answer(b"<html>Sorry</html>").tokens, None);
    }

    #[test]
    fn each_refusal_is_known_by_what_follows_from_it() {
        let of = |status, code: &str| {
            refusal(status, Some(5), json!({ "error": { "code": code, "message": "sk-secret" } }).to_string().as_bytes())
        };
        assert_eq!(of(429, "rate_limit_exceeded"), ModelFailure::TooMany { retry_after: Some(5) });
        assert_eq!((of(404, "model_not_found"), of(400, "model_not_found")), (ModelFailure::NoSuchModel, ModelFailure::NoSuchModel));
        for (status, code) in [(401, "invalid_api_key"), (403, "x"), (402, "x"), (429, "insufficient_quota")] {
            assert!(matches!(of(status, code), ModelFailure::Refused { .. }), "{status} {code}");
        }
        assert!(matches!(of(400, "unsupported"), ModelFailure::Unable { .. }));
        assert!(matches!(of(503, ""), ModelFailure::Unreachable { .. }));
        assert!(matches!(refusal(302, None, b""), ModelFailure::Unreadable { .. }));
        assert!(
            names(b"{\"error\":{\"param\":\"max_completion_tokens\"}}", "max_completion_tokens") && !names(b"no", "max_completion_tokens")
        );
    }
}
