//! Tracking links: `/go/{slug}` counts the click and leads on to the shop.
//!
//! Invariant: whoever clicks is sent on at once; the cookie is ours alone, random, and says nothing about the person.
//! Absent: limits by address, since a phone network shows one address for many people.

use app::{App, Error, attribution::RecordClick, secrets};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::time::{DAY, SECOND};
use maud::html;

use crate::{
    kernel::{Answer, Asker, Page, cookies},
    text::t,
    ui::shell::lone,
};

/// Names a browser over its clicks.
const VISITOR: &str = "troupe_visitor";
/// How long it does: 90 days, so that every click within the window of 30 days before an order finds its browser
/// (docs/domain.md, Attribution).
const LASTS: i64 = 90 * DAY / SECOND;

/// The redirect.
pub(crate) fn routes() -> Router<App> {
    // A look without a click (a preview that asks for the head alone) is not counted.
    Router::new().route("/go/{slug}", get(follow).head(|| async { StatusCode::NO_CONTENT }))
}

async fn follow(State(app): State<App>, asker: Asker, Path(slug): Path<String>, headers: HeaderMap) -> Answer {
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let kept = (!refuses_tracking(&headers)).then(|| match cookies::read(&headers, VISITOR) {
        Some(known) if known.len() <= 64 => known.to_owned(),
        _ => secrets::token(app.seed()),
    });
    // What is stored is a digest, so that a database that leaks names no browser.
    let visitor = kept.as_deref().map(|cookie| app.secrets().digest("visitor", cookie)).unwrap_or_default();
    match app.run(&asker.visitor(), RecordClick { slug, referrer, visitor }).await {
        Ok(found) => {
            let location = HeaderValue::from_str(&found.target).map_err(|error| Error::Broken(error.to_string()))?;
            let mut answer = StatusCode::FOUND.into_response();
            let fields = answer.headers_mut();
            fields.insert(header::LOCATION, location);
            fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            if let Some(cookie) = kept.and_then(|cookie| cookies::set(&app, VISITOR, &cookie, LASTS)) {
                fields.append(header::SET_COOKIE, cookie);
            }
            Ok(answer)
        }
        Err(Error::NotFound) => Ok(nowhere()),
        Err(other) => Err(other.into()),
    }
}

/// Whether the browser asks not to be followed (Global Privacy Control); the click still counts, without a name.
fn refuses_tracking(headers: &HeaderMap) -> bool {
    headers.get("sec-gpc").is_some_and(|value| value == "1")
}

fn nowhere() -> Response {
    let body = html! { h1 { (t("go.nowhere")) } p.soft { (t("go.nowhere_text")) } };
    Page::new(lone(t("go.nowhere"), body, false)).status(StatusCode::NOT_FOUND).into_response()
}
