//! A browser for stories: keeps cookies, fills in the forms of the page it is on, follows redirects of this site.
//!
//! Invariant: a form is sent with all that stands in it, the forgery token among it, as a browser without scripts would.
//! Absent: layout, scripts, and other sites.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use tower::ServiceExt;

use super::World;

/// Somebody's browser.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// A page as it was answered.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its address.
    pub at: String,
    /// How it was answered.
    pub status: StatusCode,
    /// With which headers.
    pub headers: HeaderMap,
    /// What it says.
    pub body: String,
    /// The same as it was sent, for what is no text.
    pub bytes: Vec<u8>,
}

impl Page {
    /// Fails unless the page says all of this.
    pub fn says(&self, all: &[&str]) -> &Self {
        for words in all {
            assert!(self.body.contains(words), "{} ({}) does not say {words:?}:\n{}", self.at, self.status, self.body);
        }
        self
    }

    /// Fails if the page says any of this.
    pub fn hides(&self, all: &[&str]) -> &Self {
        for words in all {
            assert!(!self.body.contains(words), "{} says {words:?}", self.at);
        }
        self
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What stands in the form that posts to this address.
    fn fields(&self, action: &str) -> Vec<(String, String)> {
        let start = format!("action=\"{action}\"");
        let at = self.body.find(&start).unwrap_or_else(|| panic!("{} ({}) has no form for {action}:\n{}", self.at, self.status, self.body));
        let form = &self.body[at..];
        let form = &form[..form.find("</form>").unwrap_or(form.len())];
        let mut found = Vec::new();
        for tag in form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
            let of = |name: &str| tag.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).map(unescaped);
            let kind = of("type").unwrap_or_default();
            if let (Some(name), false) = (of("name"), matches!(kind.as_str(), "file" | "checkbox" | "radio")) {
                found.push((name, of("value").unwrap_or_default()));
            }
        }
        found
    }

    /// The same with what was typed, as a form that could carry files sends it.
    fn parts(&self, action: &str, typed: &[(&str, &str)]) -> Vec<u8> {
        let mut pairs = self.fields(action);
        pairs.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let part =
            |(name, value): &(String, String)| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        pairs.iter().map(part).collect::<String>().into_bytes()
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl Browser {
    /// A browser that knows nobody.
    pub fn new(world: &World) -> Self {
        Self { router: web::router(world.app.clone()), cookies: BTreeMap::new() }
    }

    /// Opens an address of this site.
    pub async fn get(&mut self, path: &str) -> Page {
        self.get_with(path, &[]).await
    }

    /// Opens an address with headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Page {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(path, request, Body::empty()).await
    }

    /// Fills in a form of a page and sends it; what it does not name stays as it is.
    pub async fn post(&mut self, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let mut pairs: Vec<(String, String)> = page.fields(action);
        pairs.retain(|(name, _)| !typed.iter().any(|(other, _)| other == name));
        pairs.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
        self.post_raw(action, "application/x-www-form-urlencoded", body.join("&").into_bytes()).await
    }

    /// Sends a form that could carry files and carries none.
    pub async fn post_parts(&mut self, page: &Page, action: &str, typed: &[(&str, &str)]) -> Page {
        let mut body = page.parts(action, typed);
        body.extend(b"--edge--\r\n");
        self.post_raw(action, "multipart/form-data; boundary=edge", body).await
    }

    /// Sends a form with a file under the name `files`.
    pub async fn post_file(&mut self, page: &Page, action: &str, typed: &[(&str, &str)], file: (&str, &[u8])) -> Page {
        let mut body = page.parts(action, typed);
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{}\"\r\n\r\n", file.0).bytes());
        body.extend(file.1);
        body.extend(b"\r\n--edge--\r\n");
        self.post_raw(action, "multipart/form-data; boundary=edge", body).await
    }

    /// Posts a body as it is.
    pub async fn post_raw(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        let mut page = self.send(path, request, Body::from(body)).await;
        for _ in 0..5 {
            if page.status != StatusCode::SEE_OTHER {
                break;
            }
            let next = page.header("location").to_owned();
            page = self.send(&next, Request::get(&next), Body::empty()).await;
        }
        page
    }

    /// Asks as a script does.
    pub async fn ask(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Page {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(path, request, body).await
    }

    async fn send(&mut self, path: &str, request: axum::http::request::Builder, body: Body) -> Page {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            request.header(header::COOKIE, cookies.join("; ")).header(header::USER_AGENT, "a phone").body(body).expect("a request");
        let answer = self.router.clone().oneshot(request).await.expect("answered");
        let (parts, body) = answer.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("text").split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Page { at: path.to_owned(), status: parts.status, headers: parts.headers, body, bytes: bytes.into() }
    }

    /// From now on this browser has a cookie.
    pub fn keep_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// A cookie that this browser keeps.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }
}

impl Page {
    /// Keeps the page, with the built front end beside it, in the folder that `TROUPE_PAGES` names, to be looked at.
    pub fn keep(&self, name: &str) -> &Self {
        let Some(folder) = std::env::var_os("TROUPE_PAGES").map(std::path::PathBuf::from) else { return self };
        std::fs::create_dir_all(folder.join("assets")).expect("a folder");
        std::fs::write(folder.join(format!("{name}.html")), &self.body).expect("the page is written");
        for (address, bytes) in web::assets::each() {
            let file = address.trim_start_matches('/').split('?').next().unwrap_or_default();
            std::fs::write(folder.join(file), bytes).expect("an asset is written");
        }
        self
    }
}
