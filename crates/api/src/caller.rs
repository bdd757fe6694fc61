//! Who calls: by a key, a session, a creator's or a reviewer's link, or nobody who is known.
//!
//! Invariant: a secret that fits nothing is refused, never taken for a visitor; a browser's cookie changes something
//! only together with the forgery token of its session. Absent: what the caller may do.

use app::{App, Caller, Error, Meta, Method, Reach, Who, access, portal, review_link, secrets::Secrets};
use axum::http::{HeaderMap, StatusCode, header, request::Parts};

use crate::{Api, limits::address, problem::Problem};

/// The cookie in which a browser keeps its session.
pub const COOKIE: &str = "troupe_session";
/// The header with which a script of ours proves that it read our page.
pub const FORGERY_TOKEN: &str = "x-csrf-token";

/// Finds out who calls an operation, and about which brand.
pub async fn identify(api: &Api, meta: &Meta, parts: &Parts, brand: Option<&str>) -> Result<Caller, Problem> {
    let address = address(parts);
    let mut caller = match known(&api.app, meta, &parts.headers).await? {
        Found::Caller(caller) => *caller,
        Found::Nobody => {
            api.limits.visit(&address)?;
            Caller::visitor()
        }
        Found::Misfit => {
            api.limits.failure(&address)?;
            return Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "sign_in_first",
                "This key or session is not valid any more. Make a new key in the settings, or sign in again.",
            ));
        }
    };
    caller.address = address;
    caller.browser = text(&parts.headers, header::USER_AGENT.as_str()).unwrap_or_default().chars().take(400).collect();
    if meta.reach == Reach::Brand {
        caller = about(&api.app, meta, caller, brand.unwrap_or_default()).await?;
    }
    Ok(caller)
}

/// What a request's secrets gave.
enum Found {
    Caller(Box<Caller>),
    Nobody,
    Misfit,
}

impl From<Option<Caller>> for Found {
    fn from(found: Option<Caller>) -> Self {
        found.map_or(Found::Misfit, |caller| Found::Caller(Box::new(caller)))
    }
}

async fn known(app: &App, meta: &Meta, headers: &HeaderMap) -> Result<Found, Problem> {
    if let Some(value) = text(headers, header::AUTHORIZATION.as_str()) {
        let Some(secret) = value.strip_prefix("Bearer ").map(str::trim) else { return Ok(Found::Misfit) };
        return bearer(app, secret).await;
    }
    let Some(session) = cookie(headers, COOKIE) else { return Ok(Found::Nobody) };
    let found = access::by_session(app, session).await?;
    if found.is_some() && meta.route.method != Method::Get && !is_ours(app, headers, session) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "forged_request",
            "A browser's session changes something only with its x-csrf-token header. Programs use a key instead.",
        ));
    }
    // A cookie may outlive its session; it is no attack, and public operations work without one.
    Ok(found.map_or(Found::Nobody, |caller| Found::Caller(Box::new(caller))))
}

/// A key, the token of a session that a program began by itself, or the secret part of a signed link.
async fn bearer(app: &App, secret: &str) -> Result<Found, Problem> {
    if secret.starts_with(access::KEY_PREFIX) {
        return Ok(access::by_key(app, secret).await?.into());
    }
    // Signed links have a dot between what they say and the signature; sessions have none.
    if secret.contains('.') {
        return signed(app, secret).await;
    }
    Ok(access::by_session(app, secret).await?.into())
}

/// Who holds the secret part of a portal's or a review's link.
async fn signed(app: &App, secret: &str) -> Result<Found, Problem> {
    let refusal = match portal::caller(app, secret).await {
        Ok(creator) => return Ok(Found::Caller(Box::new(creator))),
        Err(Error::Rule { code, .. }) if code == "portal.forged" => match review_link::read(app, secret, app.now()).await {
            Ok(reviewer) => return Ok(Found::Caller(Box::new(reviewer))),
            Err(error) => error,
        },
        Err(error) => error,
    };
    match refusal {
        Error::Rule { code, .. } if code == "content.link_forged" => Ok(Found::Misfit),
        Error::Rule { code, message } => Err(Problem::new(StatusCode::UNAUTHORIZED, &code, message)),
        error => Err(error.into()),
    }
}

fn is_ours(app: &App, headers: &HeaderMap, session: &str) -> bool {
    let elsewhere = text(headers, "sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let expected = app.secrets().digest("csrf", session);
    !elsewhere && text(headers, FORGERY_TOKEN).is_some_and(|carried| Secrets::same(&expected, carried))
}

/// The caller about the brand of the address. Whether they may see it, the frame says; nobody learns from here which
/// brands there are.
async fn about(app: &App, meta: &Meta, caller: Caller, brand: &str) -> Result<Caller, Problem> {
    let public = meta.who.contains(&Who::Visitor);
    if caller.rights == app::Rights::Visitor && !public {
        return Err(Error::SignInFirst.into());
    }
    let (organisation, id) = access::brand(app, brand).await?.ok_or(Error::NotFound)?;
    if public && caller.organisation != Some(organisation) {
        // Somebody of another house is nobody here, and may do what anybody may.
        let visitor = Caller::new(app::Rights::Visitor, Some(organisation), Some(id));
        return Ok(Caller { address: caller.address, browser: caller.browser, ..visitor });
    }
    Ok(caller.about(id))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value)
}
