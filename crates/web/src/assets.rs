//! The built front end inside the binary: style, script and icons, each under an address that changes with its content.
//!
//! Invariant: an address that names the content's hash may be kept for ever; any other answer has to be asked for again.
//! Absent: files that people uploaded; those are private and have their own routes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$TROUPE_WEB_ASSETS"]
struct Built;

/// How long a browser may keep what is named by its content: a year, the longest that is honoured (RFC 9111).
const FOR_EVER: &str = "public, max-age=31536000, immutable";

struct Asset {
    hash: String,
    url: String,
    mime: &'static str,
    plain: Cow<'static, [u8]>,
    gzip: Option<Cow<'static, [u8]>>,
}

static ASSETS: LazyLock<HashMap<String, Asset>> = LazyLock::new(|| {
    let names = Built::iter().filter(|name| !name.ends_with(".gz"));
    names.filter_map(|name| Some((name.to_string(), load(&name)?))).collect()
});

fn load(name: &str) -> Option<Asset> {
    let file = Built::get(name)?;
    let hash: String = file.metadata.sha256_hash().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let (stem, extension) = name.rsplit_once('.')?;
    let (mime, url) = match extension {
        "css" => ("text/css; charset=utf-8", format!("/assets/{stem}.{hash}.css")),
        "js" => ("text/javascript; charset=utf-8", format!("/assets/{stem}.{hash}.js")),
        // The hash goes behind a question mark, because an icon's address ends in its name: icons.svg?v=…#i-check.
        "svg" => ("image/svg+xml", format!("/assets/{name}?v={hash}")),
        _ => return None,
    };
    let gzip = Built::get(&format!("{name}.gz")).map(|file| file.data);
    Some(Asset { hash, url, mime, plain: file.data, gzip })
}

/// The address of a built file (`app.css`, `app.js`, `theme.js`, `icons.svg`, `favicon.svg`) with its content's hash in it.
/// A name that was not built gives an address that answers 404.
#[must_use]
pub fn url(name: &'static str) -> &'static str {
    ASSETS.get(name).map_or(name, |asset| asset.url.as_str())
}

/// Every built file as address and content, for writing pages to a folder.
pub fn each() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    ASSETS.values().map(|asset| (asset.url.as_str(), asset.plain.as_ref()))
}

/// The routes under `/assets/`.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{name}", get(serve))
}

async fn serve(Path(asked): Path<String>, uri: Uri, headers: HeaderMap) -> Response {
    let Some((asset, named_by_content)) = find(&asked, uri.query().unwrap_or_default()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let etag = format!("\"{}\"", asset.hash);
    let mut answer = Response::new(Body::empty());
    let fields = answer.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.mime));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static(if named_by_content { FOR_EVER } else { "no-cache" }));
    fields.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        fields.insert(header::ETAG, value);
    }
    if says(&headers, header::IF_NONE_MATCH, &etag) {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        return answer;
    }
    let body = match &asset.gzip {
        Some(packed) if says(&headers, header::ACCEPT_ENCODING, "gzip") => {
            fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            packed
        }
        _ => &asset.plain,
    };
    *answer.body_mut() = Body::from(body.clone().into_owned());
    answer
}

/// The file behind an asked name, and whether the address names its content: `app.HASH.css`, or `icons.svg?v=HASH`.
fn find(asked: &str, query: &str) -> Option<(&'static Asset, bool)> {
    if let Some(asset) = ASSETS.get(asked) {
        return Some((asset, query.strip_prefix("v=") == Some(asset.hash.as_str())));
    }
    let (rest, extension) = asked.rsplit_once('.')?;
    let (stem, hash) = rest.rsplit_once('.')?;
    let asset = ASSETS.get(&format!("{stem}.{extension}"))?;
    Some((asset, hash == asset.hash))
}

fn says(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(address: &str, headers: &[(header::HeaderName, &str)]) -> Response {
        let mut all = HeaderMap::new();
        for (name, value) in headers {
            all.insert(name, HeaderValue::from_str(value).expect("a header"));
        }
        let uri: Uri = address.parse().expect("an address");
        let name = uri.path().trim_start_matches("/assets/").to_owned();
        serve(Path(name), uri, all).await
    }

    fn said(answer: &Response, name: header::HeaderName) -> &str {
        answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[tokio::test]
    async fn an_address_with_the_hash_may_be_kept_and_any_other_may_not() {
        for name in ["app.css", "app.js", "theme.js", "icons.svg", "favicon.svg"] {
            assert_ne!(url(name), name, "{name} is built");
            assert_eq!(said(&ask(url(name), &[]).await, header::CACHE_CONTROL), FOR_EVER);
        }
        assert_eq!(said(&ask("/assets/app.css", &[]).await, header::CACHE_CONTROL), "no-cache");
        assert_eq!(said(&ask("/assets/app.000000000000.css", &[]).await, header::CACHE_CONTROL), "no-cache");
        assert_eq!(ask("/assets/passwords.css", &[]).await.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let first = ask(url("app.css"), &[]).await;
        let etag = said(&first, header::ETAG).to_owned();
        let again = ask(url("app.css"), &[(header::IF_NONE_MATCH, &etag)]).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn script_and_style_travel_packed_when_the_browser_takes_it() {
        let packed = ask(url("app.js"), &[(header::ACCEPT_ENCODING, "gzip, br")]).await;
        assert_eq!(said(&packed, header::CONTENT_ENCODING), "gzip");
        assert_eq!(said(&ask(url("app.js"), &[]).await, header::CONTENT_ENCODING), "");
    }
}
