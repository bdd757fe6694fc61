//! Refusals as problem details (RFC 9457): one shape for everything that goes wrong.
//!
//! Invariant: a status follows from the error in one place; `code` is stable, `detail` is for people. Absent: what
//! went wrong inside; the log has it.

use app::Error;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::fields::FieldError;
use serde::Serialize;

/// The media type of a refusal.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// A refusal on its way out.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    code: String,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldError>,
}

impl Problem {
    /// From a status, a stable code and words for people.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:troupe:error:{code}"),
            title: title(status),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.into(),
            errors: Vec::new(),
        }
    }

    /// What was sent cannot be read.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    /// From an operation's error. A conflict is 412 when the caller named the version that they wanted to change.
    pub fn of(error: Error, named_a_version: bool) -> Self {
        let status = match &error {
            Error::NotFound => StatusCode::NOT_FOUND,
            Error::SignInFirst => StatusCode::UNAUTHORIZED,
            Error::Fields(_) | Error::Rule { .. } | Error::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Conflict if named_a_version => StatusCode::PRECONDITION_FAILED,
            Error::Conflict => StatusCode::CONFLICT,
            Error::Malformed(_) => StatusCode::BAD_REQUEST,
            Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Error::Outside(_) => StatusCode::BAD_GATEWAY,
            Error::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Full => StatusCode::INSUFFICIENT_STORAGE,
            Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        match &error {
            Error::Store(cause) => tracing::error!(%cause, "the store failed"),
            Error::Full => tracing::error!("the disk is full"),
            Error::Broken(cause) => tracing::error!(cause, "an operation is broken"),
            _ => {}
        }
        let mut problem = Self::new(status, error.code(), error.to_string());
        if let Error::Fields(errors) = error {
            "Some fields cannot be taken as they are.".clone_into(&mut problem.detail);
            problem.errors = errors.0;
        }
        problem
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::of(error, false)
    }
}

/// The short name of a kind of refusal; the same for every occurrence (RFC 9457, 3.1.3).
fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "The request cannot be read",
        StatusCode::UNAUTHORIZED => "Not signed in",
        StatusCode::FORBIDDEN => "Not allowed from here",
        StatusCode::NOT_FOUND => "Not found",
        StatusCode::METHOD_NOT_ALLOWED => "Wrong method",
        StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED => "Changed in the meantime",
        StatusCode::PAYLOAD_TOO_LARGE => "Too large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Wrong media type",
        StatusCode::UNPROCESSABLE_ENTITY => "Refused",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests",
        StatusCode::BAD_GATEWAY => "The outside did not answer",
        StatusCode::SERVICE_UNAVAILABLE => "The data cannot be reached",
        StatusCode::INSUFFICIENT_STORAGE => "The disk is full",
        _ => "Something is wrong with this installation",
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, PROBLEM_JSON)], body).into_response();
        let also: Option<(HeaderName, &'static str)> = match status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::INSUFFICIENT_STORAGE => Some((header::RETRY_AFTER, "60")),
            StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "10")),
            _ => None,
        };
        if let Some((name, value)) = also {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_follows_from_the_error() {
        let rule = || Error::Rule { code: "content.rounds_used".into(), message: "All rounds are used.".into() };
        let cases = [
            (Problem::of(Error::NotFound, false), 404, "not_found"),
            (Problem::of(Error::SignInFirst, false), 401, "sign_in_first"),
            (Problem::of(rule(), true), 422, "content.rounds_used"),
            (Problem::of(Error::Conflict, false), 409, "conflict"),
            (Problem::of(Error::Conflict, true), 412, "conflict"),
            (Problem::of(Error::KeyReused, false), 422, "idempotency_key_reused"),
            (Problem::of(Error::TooMany, false), 429, "too_many"),
            (Problem::of(Error::Full, false), 507, "no_room"),
        ];
        for (problem, status, code) in cases {
            assert_eq!((problem.status, problem.code.as_str()), (status, code));
            assert_eq!(problem.kind, format!("urn:troupe:error:{code}"));
        }
        let fields = Problem::of(Error::field("name", "This is needed."), false);
        assert_eq!((fields.status, fields.errors[0].field.as_str()), (422, "name"));
    }
}
