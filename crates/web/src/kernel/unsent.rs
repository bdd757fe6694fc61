//! What somebody typed while their session ended: laid by for an hour, and offered again once they have signed in.
//!
//! Invariant: it is sealed where it lies, found only with a cookie of the browser that sent it and shown only to the person who was
//! signed in there; a browser in which nobody signed in lays nothing by, any other one form; passwords and keys are never in it, and
//! what is sent is sent once. Absent: files, which are too large to lay by; sending it by itself, because
//! what it does is the person's to press.

mod labels;

use app::{App, ports::LaidBy, secrets};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    ids::PersonId,
    time::{HOUR, SECOND, Timestamp},
};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{
    Answer, Asker, Page, Posted, Signed, cookies, csrf,
    page::go_plain,
    posted,
    values::{own_path, with_query},
};
use crate::{
    text::t,
    ui::{
        Button, form,
        section::{Weight, facts, note, voice},
        shell::lone,
    },
};

/// The largest form that is laid by.
const MOST: usize = 256 * 1024;
/// What the cookie's signature is for, and the name that its place is made from.
const PURPOSE: &str = "unsent form";
/// What the signature of the cookie is for that says who is signed in in a browser.
const WHO: &str = "who";
/// Parts of the names of fields that are never laid by.
const SECRET: &[&str] = &["password", "secret", "token", "payment_account", "iban", "_key"];
/// A field that is called like one of them and counts what a language model may use.
const NO_SECRET: &str = "monthly_tokens";
/// Fields that carry a form along and that nobody types.
const CARRIED: &[&str] = &[csrf::FIELD, "version", "once", "back", "next", "today_move", "today_next", "today_team", "form", "sum"];

/// Marks an answer that sends somebody to sign in first.
#[derive(Debug, Clone)]
pub struct SignInFirst {
    /// What follows after signing in.
    pub next: String,
}

/// A form as it was sent.
#[derive(Debug, Serialize, Deserialize)]
struct Unsent {
    /// Who was signed in in this browser: [`who`].
    who: String,
    /// Where it was sent to.
    action: String,
    /// The page that it stood on.
    page: String,
    fields: Vec<(String, String)>,
    /// Whether a field was filled in that is never laid by.
    #[serde(default)]
    left_out: bool,
}

/// Who is signed in in a browser: of use to nobody without the key.
fn who(app: &App, person: PersonId) -> String {
    app.secrets().digest(WHO, &person.to_string())
}

/// The same as a cookie carries it: signed, so that nothing is laid by for browsers in which nobody ever signed in.
#[must_use]
pub fn who_cookie(app: &App, person: PersonId, until: Timestamp) -> String {
    app.secrets().sign(WHO, &who(app, person), until)
}

/// Where somebody goes who has just signed in by a link: to what was typed in this browser, where something lies there.
#[must_use]
pub fn or_home(asker: &Asker) -> &'static str {
    if place(&asker.app, asker.unsent.as_deref()).is_some() { "/unsent" } else { "/" }
}

/// A post with a copy of what it carries, where it may have to be laid by: forms of the team, without files.
pub(super) async fn copied(request: Request) -> (Request, Option<Bytes>) {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let small = request.body().size_hint().upper().is_some_and(|size| size <= MOST as u64);
    let teams = request.method() == Method::POST && request.uri().path().starts_with("/b/");
    if !teams
        || !small
        || !kind.starts_with("application/x-www-form-urlencoded")
        || cookies::read(request.headers(), cookies::WHO).is_none()
    {
        return (request, None);
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, MOST).await {
        Ok(bytes) => (Request::from_parts(parts, Body::from(bytes.clone())), Some(bytes)),
        Err(_) => (Request::from_parts(parts, Body::empty()), None),
    }
}

/// What a post is answered whose sender has to sign in first: with what was typed laid by, where something was.
pub(super) async fn signed_out(app: &App, headers: &HeaderMap, to: (&str, &str, &str), bytes: Option<Bytes>) -> Response {
    let (action, page, next) = to;
    let laid = match bytes {
        Some(bytes) => lay_by(app, headers, (action, page), bytes).await,
        None => None,
    };
    match laid {
        Some(cookie) => {
            let mut answer = go_plain(&with_query("/sign-in", &[("next", "/unsent"), ("why", "kept")]));
            answer.headers_mut().append(header::SET_COOKIE, cookie);
            answer
        }
        None => go_plain(&with_query("/sign-in", &[("next", next), ("why", "ended")])),
    }
}

/// Lays a form by and gives the cookie that finds it; nothing where nobody typed anything or it is not of one of our pages.
async fn lay_by(app: &App, headers: &HeaderMap, to: (&str, &str), bytes: Bytes) -> Option<axum::http::HeaderValue> {
    let who = app.secrets().read(WHO, cookies::read(headers, cookies::WHO)?, app.now()).ok()?;
    let request = Request::post("/").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(bytes)).ok()?;
    let sent: Posted = posted::urlencoded(request, MOST).await.ok()?;
    let same_site = headers.get("sec-fetch-site").is_some_and(|value| value == "same-origin");
    if !same_site && !csrf::fits(app, headers, sent.get(csrf::FIELD)) {
        return None;
    }
    let mut fields = sent.pairs();
    let left_out = fields.iter().any(|(name, value)| is_secret(name) && !value.trim().is_empty());
    fields.retain(|(name, _)| name != csrf::FIELD && !is_secret(name));
    if !fields.iter().any(|(name, value)| is_typed(name, value)) {
        return None;
    }
    let unsent = Unsent { who, action: to.0.to_owned(), page: to.1.to_owned(), fields, left_out };
    let mut nonce = [0; 24];
    nonce.copy_from_slice(&app.seed()[..24]);
    let sealed = app.secrets().seal(nonce, &serde_json::to_string(&unsent).ok()?).ok()?;
    // One browser holds one form.
    if let Some(old) = place(app, cookies::read(headers, cookies::UNSENT)) {
        clear(app, old).await;
    }
    let until = app.now().plus(HOUR);
    let place = LaidBy { until, number: app.secrets().name(PURPOSE, &secrets::token(app.seed())) };
    if let Err(error) = app.files().lay_by(place, Bytes::from(sealed)).await {
        tracing::warn!(%error, "what somebody typed could not be laid by");
        return None;
    }
    cookies::set(app, cookies::UNSENT, &app.secrets().sign(PURPOSE, &place.name(), until), HOUR / SECOND)
}

/// Whether a field says something that a person wrote or chose.
fn is_typed(name: &str, value: &str) -> bool {
    !CARRIED.contains(&name) && !value.trim().is_empty() && value.trim().parse::<PersonId>().is_err()
}

/// Whether a field is never laid by.
fn is_secret(name: &str) -> bool {
    name == "key" || (name != NO_SECRET && SECRET.iter().any(|part| name.contains(part)))
}

/// Where a browser's form lies, by its cookie.
fn place(app: &App, cookie: Option<&str>) -> Option<LaidBy> {
    LaidBy::parse(&app.secrets().read(PURPOSE, cookie?, app.now()).ok()?)
}

async fn clear(app: &App, place: LaidBy) {
    if let Err(error) = app.files().clear(place).await {
        tracing::warn!(%error, "what was laid by could not be removed yet");
    }
}

async fn laid_by(signed: &Signed) -> Option<Unsent> {
    let app = signed.app();
    let bytes = app.files().laid_by(place(app, signed.asker.unsent.as_deref())?).await.ok()?;
    let opened = app.secrets().open(std::str::from_utf8(&bytes).ok()?).ok()?;
    let unsent: Unsent = serde_json::from_str(&opened).ok()?;
    (unsent.who == who(app, signed.id)).then_some(unsent)
}

/// What was typed, with the button that sends it.
///
/// # Errors
/// None; without anything laid by it leads home.
pub async fn show(signed: Signed) -> Answer {
    let Some(unsent) = laid_by(&signed).await else { return Ok(go_plain("/")) };
    Ok(Page::new(lone(t("unsent.title"), shown(&unsent), false)).private().into_response())
}

fn shown(unsent: &Unsent) -> Markup {
    let page = own_path(&unsent.page);
    let typed = unsent.fields.iter().filter(|(name, value)| is_typed(name, value));
    let typed: Vec<(String, Markup)> = typed.map(|(name, value)| (labels::label(name), voice(value))).collect();
    let typed: Vec<(&str, Markup)> = typed.iter().map(|(label, value)| (label.as_str(), value.clone())).collect();
    html! {
        h1 { (t("unsent.title")) }
        p.about { (t("unsent.page")) " " a href=(page) { (page) } }
        (note(Weight::Ours, "", t("unsent.text")))
        @if unsent.left_out { (note(Weight::Plain, "", t("unsent.left_out"))) }
        div.mt-4 { (facts(&typed)) }
        div.mt-4 {
            (form::post("/unsent/sent", html! {
                @for (name, value) in &unsent.fields { (form::hidden(name, value)) }
                (Button::submit(t("unsent.send")).primary())
            }))
        }
        div.mt-4 { (form::post("/unsent", html! { (Button::submit(t("unsent.drop"))) })) }
    }
}

/// Lets it go, and leads to the page that the form stood on.
///
/// # Errors
/// None.
pub async fn drop_it(signed: Signed, _posted: Posted) -> Answer {
    let page = laid_by(&signed).await.map_or_else(|| "/".to_owned(), |unsent| unsent.page);
    Ok(let_go(&signed, go_plain(own_path(&page))).await)
}

/// Sends it, once: it is let go, and the browser posts the same fields again to where they were meant for.
///
/// # Errors
/// None; without anything laid by it leads home.
pub async fn send(signed: Signed, _posted: Posted) -> Answer {
    let Some(unsent) = laid_by(&signed).await else { return Ok(go_plain("/")) };
    // 307: method and body stay as they are, so that the page itself looks at the token, the fields and who may.
    Ok(let_go(&signed, Redirect::temporary(own_path(&unsent.action)).into_response()).await)
}

/// An answer with which what was laid by is gone, and the cookie that finds it.
async fn let_go(signed: &Signed, mut answer: Response) -> Response {
    let app = signed.app();
    if let Some(place) = place(app, signed.asker.unsent.as_deref()) {
        clear(app, place).await;
    }
    if let Some(cookie) = cookies::set(app, cookies::UNSENT, "", 0) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_known_by_its_field_and_a_number_of_tokens_is_none() {
        for secret in ["password", "key", "client_secret", "token", "payment_account", "api_key"] {
            assert!(is_secret(secret), "{secret}");
        }
        for open in ["monthly_tokens", "name", "notes", "keyword"] {
            assert!(!is_secret(open), "{open}");
        }
    }
}
