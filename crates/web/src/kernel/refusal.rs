//! Refusals: what the app says no with, as a page; and as messages at a form's fields.
//!
//! Invariant: a refusal says what is wrong and what to do, keeps nothing half done, and tells nobody what is hidden.
//! Absent: what was typed; the form's own page shows it again.

use app::Error;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::fields::FieldErrors;
use maud::html;

use super::{Page, page::go_plain};
use crate::{
    heard::heard,
    text::t,
    ui::{Button, shell::lone},
};

/// What a handler answers.
pub type Answer = Result<Response, Refusal>;

/// Why there is no page.
#[derive(Debug)]
pub enum Refusal {
    /// The app said no.
    App(Error),
    /// Nobody is signed in; after signing in, this address follows.
    SignIn {
        /// Path and query of what was asked for.
        next: String,
    },
    /// A post that does not come from one of our pages, or from one that is too old.
    Forged,
    /// A form that cannot be read at all.
    Unreadable(String),
}

/// What an htmx request is told instead of a whole page.
#[derive(Debug, Clone)]
pub struct Refused(pub String);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal::App(error)
    }
}

/// What a form's page shows of a refusal: messages at fields, rules and conflicts above the form. What a form cannot
/// mend is passed on.
///
/// # Errors
/// Not found, too often, and whatever is the installation's own trouble.
pub fn refused(error: Error) -> Result<FieldErrors, Refusal> {
    match error {
        Error::Fields(errors) => Ok(errors),
        Error::Rule { message, .. } | Error::Malformed(message) | Error::Outside(message) => Ok(FieldErrors::one("", message)),
        Error::Conflict => Ok(FieldErrors::one("", t("refusal.conflict"))),
        other @ (Error::NotFound
        | Error::SignInFirst
        | Error::KeyReused
        | Error::TooMany
        | Error::Store(_)
        | Error::Full
        | Error::Broken(_)) => Err(Refusal::App(other)),
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, title, message) = match &self {
            Refusal::SignIn { next } => {
                let mut answer = go_plain(&super::values::with_query("/sign-in", &[("next", next)]));
                answer.extensions_mut().insert(super::unsent::SignInFirst { next: next.clone() });
                return answer;
            }
            Refusal::App(Error::SignInFirst) => return go_plain("/sign-in"),
            Refusal::Forged => (StatusCode::FORBIDDEN, t("refusal.title"), super::guard::forged_words().to_owned()),
            Refusal::Unreadable(message) => (StatusCode::UNPROCESSABLE_ENTITY, t("refusal.title"), message.clone()),
            Refusal::App(error) => {
                let (status, title) = status(error);
                (status, title, error.to_string())
            }
        };
        if let Refusal::App(error @ (Error::Store(_) | Error::Full | Error::Broken(_))) = &self {
            tracing::error!(?error, "a page could not be answered");
        }
        let mut answer = Page::new(shown(title, &message)).status(status).into_response();
        if let Some(seconds) = retry_after(status) {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        answer.extensions_mut().insert(Refused(message));
        answer
    }
}

fn status(error: &Error) -> (StatusCode, &'static str) {
    match error {
        Error::NotFound => (StatusCode::NOT_FOUND, t("refusal.not_found")),
        Error::SignInFirst => (StatusCode::UNAUTHORIZED, t("refusal.title")),
        Error::Fields(_) | Error::Rule { .. } | Error::Malformed(_) | Error::KeyReused => {
            (StatusCode::UNPROCESSABLE_ENTITY, t("refusal.title"))
        }
        Error::Conflict => (StatusCode::CONFLICT, t("refusal.changed")),
        Error::TooMany => (StatusCode::TOO_MANY_REQUESTS, t("refusal.too_many")),
        Error::Outside(_) => (StatusCode::BAD_GATEWAY, t("refusal.outside")),
        Error::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, t("refusal.away")),
        Error::Full => (StatusCode::INSUFFICIENT_STORAGE, t("refusal.full")),
        Error::Broken(_) => (StatusCode::INTERNAL_SERVER_ERROR, t("refusal.broken")),
    }
}

/// After how many seconds it is worth asking again, where waiting helps.
fn retry_after(status: StatusCode) -> Option<&'static str> {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => Some("10"),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::INSUFFICIENT_STORAGE => Some("60"),
        _ => None,
    }
}

fn shown(title: &str, message: &str) -> maud::Markup {
    let body = html! {
        h1 { (title) }
        p.soft.mt-2 { (heard(message)) }
        p.mt-4 { (Button::link("/", t("refusal.home"))) }
    };
    lone(title, body, false)
}
