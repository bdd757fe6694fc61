//! A browser without scripts: keeps cookies, finds the forgery token of the last page, sends forms.
//!
//! Invariant: it knows nothing of the pages. Absent: following redirects; a test says where it goes.

use app::App;
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::support::{PASSWORD, World, browser::Page};

/// A browser.
pub struct Client {
    app: App,
    cookies: Vec<(String, String)>,
    /// The token of the last page that had a form.
    pub token: Option<String>,
    /// What it says of itself with every request.
    pub headers: Vec<(&'static str, &'static str)>,
    /// From where it comes, if that is known.
    pub peer: Option<std::net::SocketAddr>,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub text: String,
    /// As it came.
    pub bytes: Vec<u8>,
    pub set_cookies: Vec<String>,
    headers: HeaderMap,
}

impl Answer {
    /// Keeps the page to be looked at, where somebody asks for that ([`Page::keep`]).
    pub fn keep(&self, name: &str) -> &Self {
        let page =
            Page { at: String::new(), status: StatusCode::OK, headers: self.headers.clone(), body: self.text.clone(), bytes: vec![] };
        page.keep(name);
        self
    }

    /// A header's value; empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Client {
    /// Somebody who comes for the first time.
    pub fn new(world: &World) -> Self {
        Self { app: world.app.clone(), cookies: Vec::new(), token: None, headers: Vec::new(), peer: None }
    }

    /// The owner, signed in.
    pub async fn signed_in(world: &World) -> Self {
        let mut client = Self::new(world);
        client.sign_in("nora@fennel.example").await;
        client
    }

    /// Signs somebody in.
    pub async fn sign_in(&mut self, email: &str) {
        self.get("/sign-in").await;
        let answer = self.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        self.token = None;
    }

    /// Looks at a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form with the token of the last page; looks at a page of ours first when there was none.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        if self.token.is_none() {
            self.get("/b/fennel-rye/settings/profile").await;
        }
        let token = self.token.clone();
        self.post_with(path, fields, token.as_deref(), &[]).await
    }

    /// Looks at a page and sends its form.
    pub async fn visit_and_post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.get(path).await;
        self.post(path, fields).await
    }

    /// Sends a form with any token and headers.
    pub async fn post_with(&mut self, path: &str, fields: &[(&str, &str)], token: Option<&str>, headers: &[(&str, &str)]) -> Answer {
        let mut pairs: Vec<String> = token.map(|token| format!("csrf={token}")).into_iter().collect();
        pairs.extend(fields.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))));
        let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::from(pairs.join("&"))).await
    }

    /// Sends a form with a file.
    pub async fn post_file(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let mark = "----a-boundary";
        let mut body = Vec::new();
        let token = self.token.clone().unwrap_or_default();
        for (name, value) in [("csrf", token.as_str())].iter().chain(fields) {
            body.extend(format!("--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        let (name, file_name, bytes) = file;
        body.extend(
            format!(
                "--{mark}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: text/csv\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend(bytes);
        body.extend(format!("\r\n--{mark}--\r\n").into_bytes());
        let request = Request::post(path).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={mark}"));
        self.send(request, Body::from(body)).await
    }

    async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        if let Some(peer) = self.peer {
            request = request.extension(axum::extract::ConnectInfo(peer));
        }
        let request =
            request.header(header::COOKIE, cookies.join("; ")).header(header::HOST, "troupe.example").body(body).expect("a request");
        let answer = web::router(self.app.clone()).oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let said = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let set_cookies: Vec<String> =
            parts.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).map(str::to_owned).collect();
        for cookie in &set_cookies {
            self.take(cookie);
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(token) = hidden(&text, "csrf") {
            self.token = Some(token);
        }
        Answer {
            status: parts.status.as_u16(),
            location: said(header::LOCATION),
            text,
            bytes: bytes.to_vec(),
            set_cookies,
            headers: parts.headers,
        }
    }

    fn take(&mut self, cookie: &str) {
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
        self.cookies.retain(|(known, _)| known != name);
        if !cookie.contains("Max-Age=0") {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        if name == "troupe_session" {
            self.token = None;
        }
    }
}

/// The value of the first hidden field with a name.
pub fn hidden(page: &str, name: &str) -> Option<String> {
    let start = format!("name=\"{name}\" value=\"");
    let at = page.find(&start)? + start.len();
    page[at..].split('"').next().map(str::to_owned)
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect()
}
