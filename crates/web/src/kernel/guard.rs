//! The layer around every page: refuses posts from elsewhere, puts forgery tokens into forms, sets the headers that
//! keep a page to itself.
//!
//! Invariant: the content policy is the one of ARCHITECTURE.md, "Security", on every answer that sets none of its own.
//! Absent: knowing who asks.

use app::{App, secrets};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{cookies, csrf, page::IsPage, refusal::Refused, unsent};
use crate::text::t;

/// The content policy of every page: nothing inline, nothing from elsewhere, nobody frames it.
pub const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// The layer.
pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let here = place(&request);
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let action = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let (request, typed) = unsent::copied(request).await;
    let mut answer =
        if changes && !csrf::from_here(&app, &headers) { super::Refusal::Forged.into_response() } else { next.run(request).await };
    if changes && let Some(first) = answer.extensions_mut().remove::<unsent::SignInFirst>() {
        answer = unsent::signed_out(&app, &headers, (&action, &here, &first.next), typed).await;
    }
    if let Some(refused) = answer.extensions_mut().remove::<Refused>()
        && headers.contains_key("hx-request")
    {
        answer = fragment(answer.status(), &refused.0);
    }
    if answer.extensions().get::<IsPage>().is_some() {
        answer = seal(&app, &headers, &here, answer).await;
    }
    with_headers(answer)
}

/// What an htmx request gets instead of a whole page: a note where the answer would have stood.
fn fragment(status: StatusCode, message: &str) -> Response {
    let note = crate::ui::section::note(crate::ui::section::Weight::Late, "", message);
    // htmx shows an answer of 422; any other refusal it would drop.
    let status = if status.is_client_error() { StatusCode::UNPROCESSABLE_ENTITY } else { status };
    let mut answer = super::Page::new(note).into_response();
    *answer.status_mut() = status;
    answer
}

/// Where a person is who gets the answer: at the page itself, or at the one whose form was sent.
fn place(request: &Request) -> String {
    let referred = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
    let own = || request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    match referred.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned())) {
        Some(path) if request.method() == Method::POST => path,
        _ => own(),
    }
}

/// Puts the token into a page's forms; a browser with no cookie yet gets one to bind it to.
async fn seal(app: &App, headers: &HeaderMap, here: &str, answer: Response) -> Response {
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let text = crate::demo::over(app, String::from_utf8_lossy(&bytes).into_owned(), here).await;
    parts.headers.remove(header::CONTENT_LENGTH);
    if !csrf::has_forms(&text) {
        return Response::from_parts(parts, Body::from(text));
    }
    // A session that begins or ends with this very answer is what the next post will carry.
    let token = csrf::token(app, headers).unwrap_or_else(|| {
        let guest = app.secrets().digest("guest", &secrets::token(app.seed()));
        if let Some(cookie) = cookies::set(app, cookies::GUEST, &guest, 86_400) {
            parts.headers.append(header::SET_COOKIE, cookie);
        }
        csrf::for_secret(app, &guest)
    });
    Response::from_parts(parts, Body::from(csrf::into_forms(&text, &token)))
}

fn with_headers(mut answer: Response) -> Response {
    let is_page = answer.extensions().get::<IsPage>().is_some();
    let fields = answer.headers_mut();
    let mut unless_set = |name: HeaderName, value: &'static str| {
        fields.entry(name).or_insert(HeaderValue::from_static(value));
    };
    unless_set(header::CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(header::REFERRER_POLICY, "same-origin");
    unless_set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if is_page {
        unless_set(header::CACHE_CONTROL, "no-store");
    }
    answer
}

/// What is shown at an address that leads nowhere.
pub async fn nowhere() -> Response {
    super::Refusal::from(app::Error::NotFound).into_response()
}

/// The words for a post that did not come from one of our pages, or with a form that is too old.
#[must_use]
pub fn forged_words() -> &'static str {
    t("refusal.forged")
}
