//! Forged requests: a token in every form, bound to a cookie that no other site can read, and a look at where a post
//! comes from.
//!
//! Invariant: the token is a keyed digest of the session's secret, or of a guest's cookie before there is a session; a
//! form in a page gets it without its author's doing. Absent: anything kept on the server.

use app::{App, secrets};
use axum::http::HeaderMap;

use super::cookies;

/// The name of the hidden field.
pub const FIELD: &str = "csrf";

/// The token for what a browser sent along: its session, otherwise its guest cookie; nothing when it has neither.
#[must_use]
pub fn token(app: &App, headers: &HeaderMap) -> Option<String> {
    let bound_to = cookies::read(headers, cookies::SESSION).or_else(|| cookies::read(headers, cookies::GUEST))?;
    Some(for_secret(app, bound_to))
}

/// The token bound to a cookie's value.
#[must_use]
pub fn for_secret(app: &App, secret: &str) -> String {
    app.secrets().digest("csrf", secret)
}

/// Whether what a form carried is the token of this browser.
#[must_use]
pub fn fits(app: &App, headers: &HeaderMap, carried: &str) -> bool {
    token(app, headers).is_some_and(|expected| secrets::Secrets::same(&expected, carried))
}

/// Whether a post comes from one of our own pages, as far as the browser says. A browser that says nothing (old, or a
/// program) is judged by the token alone.
#[must_use]
pub fn from_here(app: &App, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = said("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match said("origin") {
        // A page that tells nobody where it was (behind a signed link) sends "null"; then the token alone decides.
        None | Some("null") => true,
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin.eq_ignore_ascii_case(&app.settings().base_url) || (host.is_some() && host == said("host"))
        }
    }
}

/// Puts the token into every form of a page that posts. Text of people cannot look like a form here, because all of it
/// is escaped.
#[must_use]
pub fn into_forms(page: &str, token: &str) -> String {
    let mut sealed = String::with_capacity(page.len() + 256);
    let mut rest = page;
    while let Some(at) = rest.find("<form") {
        let Some(end) = rest[at..].find('>').map(|end| at + end + 1) else { break };
        sealed.push_str(&rest[..end]);
        if rest[at..end].contains("method=\"post\"") {
            sealed.push_str(&format!("<input type=\"hidden\" name=\"{FIELD}\" value=\"{token}\">"));
        }
        rest = &rest[end..];
    }
    sealed.push_str(rest);
    sealed
}

/// Whether a page has a form that posts.
#[must_use]
pub fn has_forms(page: &str) -> bool {
    page.contains("method=\"post\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_posts_gets_the_token_and_no_other() {
        let page = r#"<form method="get" action="/a"><i></i></form><form class="x" method="post" action="/b?x=1"><b></b></form>&lt;form method="post"&gt;"#;
        let sealed = into_forms(page, "T");
        assert_eq!(sealed.matches("name=\"csrf\"").count(), 1);
        assert!(sealed.contains(r#"action="/b?x=1"><input type="hidden" name="csrf" value="T"><b></b>"#));
        assert!(sealed.ends_with("&lt;form method=\"post\"&gt;"));
    }
}
