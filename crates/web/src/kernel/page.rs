//! Answers: a page, a way to another page, and what is said there once.
//!
//! Invariant: a page is never kept by a cache. Absent: which page follows which form.

use app::App;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::time::MINUTE;
use maud::Markup;
use serde::{Deserialize, Serialize};

use super::cookies;

/// Marks an answer as a page of ours, so that the guard puts tokens into its forms.
#[derive(Debug, Clone, Copy)]
pub struct IsPage;

/// A page or a fragment on its way out.
#[derive(Debug)]
pub struct Page {
    markup: Markup,
    status: StatusCode,
    private: bool,
    cookies: Vec<HeaderValue>,
}

impl Page {
    /// A page that is as it should be.
    #[must_use]
    pub fn new(markup: Markup) -> Self {
        Self { markup, status: StatusCode::OK, private: false, cookies: Vec::new() }
    }

    /// With another status: 422 for a form that comes back.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// A page behind a signed link: its address is a secret and is told to nobody.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// With a cookie, as [`cookies::set`] writes it.
    #[must_use]
    pub fn cookie(mut self, cookie: Option<HeaderValue>) -> Self {
        self.cookies.extend(cookie);
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut answer = Response::new(Body::from(self.markup.into_string()));
        *answer.status_mut() = self.status;
        answer.extensions_mut().insert(IsPage);
        let fields = answer.headers_mut();
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if self.private {
            fields.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        }
        for cookie in self.cookies {
            fields.append(header::SET_COOKIE, cookie);
        }
        answer
    }
}

/// What was just done, said on the next page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Flash {
    /// "3 creators shortlisted".
    pub words: String,
    /// Where to post to undo it.
    pub undo: Option<String>,
}

impl Flash {
    /// Words alone.
    #[must_use]
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), undo: None }
    }

    /// The cookie that carries it for a minute, signed so that nobody else puts words into our mouth.
    #[must_use]
    pub fn cookie(&self, app: &App) -> Option<HeaderValue> {
        let text = serde_json::to_string(self).ok()?;
        let signed = app.secrets().sign("flash", &text, app.now().plus(MINUTE));
        cookies::set(app, cookies::FLASH, &signed, 60)
    }

    /// What a request carries.
    #[must_use]
    pub fn read(app: &App, headers: &HeaderMap) -> Option<Self> {
        let signed = cookies::read(headers, cookies::FLASH)?;
        serde_json::from_str(&app.secrets().read("flash", signed, app.now()).ok()?).ok()
    }

    /// The cookie that takes it away.
    #[must_use]
    pub fn gone(app: &App) -> Option<HeaderValue> {
        cookies::set(app, cookies::FLASH, "", 0)
    }
}

/// The way to another page after a post (303), which says there what was done.
#[must_use]
pub fn go(app: &App, to: &str, flash: Option<Flash>) -> Response {
    let mut answer = go_plain(to);
    if let Some(cookie) = flash.and_then(|flash| flash.cookie(app)) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// The way to another page, with nothing said.
#[must_use]
pub fn go_plain(to: &str) -> Response {
    let mut answer = StatusCode::SEE_OTHER.into_response();
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    answer.headers_mut().insert(header::LOCATION, location);
    answer
}
