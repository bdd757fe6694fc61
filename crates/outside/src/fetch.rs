//! Fetching web addresses: the only way out for requests of ours, with a guard on it.
//!
//! Invariants: only http and https; every hop of a redirect and every address that a name resolves to must be of the
//! public internet; ten seconds and two megabytes at most. Absent: proxies, cookies, credentials.

use std::{
    error::Error as _,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use app::ports::Links;
use domain::{
    files::ContentHash,
    time::Timestamp,
    tracking::{LinkCheck, numbers::Counts},
};
use reqwest::{
    Client, Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header::LOCATION,
};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::guard::is_public;

/// How long one look may take, redirects included.
const TIME: Duration = Duration::from_secs(10);
/// How many redirects are followed.
const MOST_HOPS: usize = 5;
/// How many bytes of a page are read.
pub const MOST_BYTES: usize = 2_000_000;
/// How the program names itself.
const NAME: &str = concat!("Troupe/", env!("CARGO_PKG_VERSION"), " (link check)");

const PRIVATE: &str = "This address leads into a private network, where the program does not look.";

/// Looks at web addresses.
#[derive(Clone)]
pub struct WebLinks {
    client: Client,
    allow_private: bool,
}

/// What came back.
#[derive(Debug)]
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// Where redirects ended.
    pub final_url: String,
    /// The bytes, [`MOST_BYTES`] at most.
    pub body: Vec<u8>,
    /// Whether there was more.
    pub cut: bool,
}

/// Why nothing came back.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreached {
    /// Where it ended.
    pub url: String,
    /// In words for people.
    pub reason: String,
}

impl WebLinks {
    /// For the public internet.
    ///
    /// # Errors
    /// When the machine has no usable TLS set-up.
    pub fn new() -> Result<Self, String> {
        Self::build(false)
    }

    /// For tests that serve pages on this machine.
    ///
    /// # Errors
    /// When the machine has no usable TLS set-up.
    pub fn with_private_addresses() -> Result<Self, String> {
        Self::build(true)
    }

    fn build(allow_private: bool) -> Result<Self, String> {
        #[allow(clippy::disallowed_methods)] // the one client, behind the guard
        let client = Client::builder()
            .user_agent(NAME)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIME)
            .dns_resolver(Guarded { allow_private })
            .build()
            .map_err(|error| format!("The client for web addresses cannot be set up: {error}."))?;
        Ok(Self { client, allow_private })
    }

    /// Fetches an address, following redirects.
    ///
    /// # Errors
    /// Where and why it ended without an answer.
    pub async fn fetch(&self, url: &str) -> Result<Fetched, Unreached> {
        let ended = |reason: String| Unreached { url: url.to_owned(), reason };
        match tokio::time::timeout(TIME, self.follow(url)).await {
            Ok(result) => result,
            Err(_) => Err(ended(format!("No answer within {} seconds.", TIME.as_secs()))),
        }
    }

    async fn follow(&self, url: &str) -> Result<Fetched, Unreached> {
        let mut current = Url::parse(url).map_err(|_| Unreached { url: url.to_owned(), reason: "This is no web address.".to_owned() })?;
        for _ in 0..=MOST_HOPS {
            let at = |reason: String| Unreached { url: current.to_string(), reason };
            self.check(&current).map_err(at)?;
            let response = self.client.get(current.clone()).send().await.map_err(|error| at(in_words(&error)))?;
            let Some(next) = redirect(&current, &response) else {
                return read(current.to_string(), response).await;
            };
            current = next.map_err(at)?;
        }
        Err(Unreached { url: current.to_string(), reason: format!("It redirects more than {MOST_HOPS} times.") })
    }

    /// What can be judged before a name is resolved: scheme, credentials, and addresses written as numbers.
    fn check(&self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err("Only addresses that begin with http:// or https:// are looked at.".to_owned());
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("An address with a name or password in it is not looked at.".to_owned());
        }
        let host = url.host_str().ok_or("This address names no host.")?;
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(address) if !self.allow_private && !is_public(address) => Err(PRIVATE.to_owned()),
            _ => Ok(()),
        }
    }
}

/// Where a redirect leads, if it is one.
fn redirect(from: &Url, response: &Response) -> Option<Result<Url, String>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = response.headers().get(LOCATION)?;
    Some(
        target
            .to_str()
            .ok()
            .and_then(|text| from.join(text).ok())
            .ok_or_else(|| "It redirects to something that is no address.".to_owned()),
    )
}

async fn read(final_url: String, mut response: Response) -> Result<Fetched, Unreached> {
    let status = response.status().as_u16();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(Fetched { status, final_url, body, cut: false }),
            Ok(Some(chunk)) => {
                let room = MOST_BYTES - body.len();
                body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return Ok(Fetched { status, final_url, body, cut: true });
                }
            }
            Err(error) => return Err(Unreached { url: final_url, reason: in_words(&error) }),
        }
    }
}

/// So many characters of a caption are kept.
const CAPTION: usize = 2_000;

/// What a page says of itself to those who link to it: `og:description`, where platforms put a post's caption.
fn caption(page: &str) -> Option<String> {
    let tag = page.split("<meta").skip(1).filter_map(|rest| rest.split('>').next()).find(|tag| {
        let marked = |quote: char| tag.contains(&format!("property={quote}og:description{quote}"));
        marked('"') || marked('\'')
    })?;
    let (_, after) = tag.split_once("content=")?;
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let text = after[1..].split(quote).next()?;
    let plain = [("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (entity, plain)| text.replace(entity, plain));
    let kept: String = plain.trim().chars().take(CAPTION).collect();
    (!kept.is_empty()).then_some(kept)
}

/// What a page says of itself by schema.org's `interactionStatistic`, in JSON-LD or microdata turned to JSON: watch, like,
/// comment and share actions with their counts. Platforms that show nothing of it to everybody give nothing here.
fn counts(page: &str) -> Option<Counts> {
    let mut counts = Counts::default();
    for script in page.split("<script").skip(1) {
        let Some((tag, rest)) = script.split_once('>') else { continue };
        if !tag.contains("application/ld+json") {
            continue;
        }
        let Some((text, _)) = rest.split_once("</script") else { continue };
        if let Ok(value) = serde_json::from_str::<Value>(text.trim()) {
            things(&value).into_iter().for_each(|thing| interactions(&thing["interactionStatistic"], &mut counts));
        }
    }
    (!counts.is_empty()).then_some(counts)
}

/// What a page is about by its own word: the thing, the list, or the members of `@graph`. Authors, comments and what else is
/// nested in them have counters of their own, which are not the post's.
fn things(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(all) => all.iter().collect(),
        Value::Object(fields) => match fields.get("@graph") {
            Some(Value::Array(all)) => all.iter().collect(),
            _ => vec![value],
        },
        _ => vec![],
    }
}

/// Takes the counters of one thing; of two for the same the first.
fn interactions(statistic: &Value, counts: &mut Counts) {
    let one = std::slice::from_ref(statistic);
    for counter in statistic.as_array().map_or(one, Vec::as_slice) {
        let count = &counter["userInteractionCount"];
        let count = count.as_i64().or_else(|| count.as_str()?.parse().ok()).filter(|count| *count >= 0);
        let of = &counter["interactionType"];
        let of = of.as_str().or_else(|| of["@type"].as_str()).unwrap_or_default();
        let place = match of.rsplit('/').next().unwrap_or_default() {
            "WatchAction" => &mut counts.views,
            "LikeAction" => &mut counts.likes,
            "CommentAction" | "WriteAction" => &mut counts.comments,
            "ShareAction" => &mut counts.shares,
            _ => continue,
        };
        if place.is_none() {
            *place = count;
        }
    }
}

/// The cause of a failure as a person can use it; the library's own words name layers.
fn in_words(error: &reqwest::Error) -> String {
    let mut source = error.source();
    let mut last = error.to_string();
    while let Some(cause) = source {
        last = cause.to_string();
        source = cause.source();
    }
    if last == PRIVATE {
        last
    } else if error.is_timeout() {
        format!("No answer within {} seconds.", TIME.as_secs())
    } else if error.is_connect() {
        format!("No connection could be made: {last}.")
    } else {
        format!("The answer could not be read: {last}.")
    }
}

/// Resolves names and refuses those that lead behind the wall. It sits where the connection is made, so that no
/// second look-up can give another address than the one that was judged.
pub(crate) struct Guarded {
    /// For machines that are named, and for tests.
    pub(crate) allow_private: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if !allow_private && !found.iter().all(|address| is_public(address.ip())) {
                return Err(PRIVATE.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[async_trait::async_trait]
impl Links for WebLinks {
    async fn look(&self, url: &str, now: Timestamp) -> LinkCheck {
        match self.fetch(url).await {
            Ok(fetched) => {
                let page = String::from_utf8_lossy(&fetched.body).into_owned();
                LinkCheck {
                    at: now,
                    status: Some(fetched.status),
                    hash: Some(ContentHash::from_digest(&Sha256::digest(&fetched.body))),
                    caption: caption(&page),
                    counts: counts(&page),
                    problem: fetched.cut.then(|| "The page is larger than 2 MB; its beginning was read.".to_owned()),
                    final_url: fetched.final_url,
                }
            }
            Err(unreached) => {
                tracing::debug!(url, reason = unreached.reason, "no answer from a web address");
                LinkCheck {
                    at: now,
                    status: None,
                    final_url: unreached.url,
                    hash: None,
                    problem: Some(unreached.reason),
                    caption: None,
                    counts: None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// Serves pages by path on this machine: `/hop/N` redirects N times, `/big` is over the limit.
    async fn serve() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut buffer = [0_u8; 2048];
                    let read = socket.read(&mut buffer).await.unwrap_or(0);
                    let request = String::from_utf8_lossy(&buffer[..read]).into_owned();
                    let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
                    let answer = match path.strip_prefix("/hop/").and_then(|left| left.parse::<u32>().ok()) {
                        Some(0) => b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthere".to_vec(),
                        Some(left) => {
                            format!("HTTP/1.1 302 Found\r\nLocation: /hop/{}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", left - 1)
                                .into_bytes()
                        }
                        None if path == "/big" => {
                            let mut answer =
                                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", MOST_BYTES + 1).into_bytes();
                            answer.resize(answer.len() + MOST_BYTES + 1, b'x');
                            answer
                        }
                        None if path == "/out" => {
                            b"HTTP/1.1 302 Found\r\nLocation: ftp://example.com/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()
                        }
                        None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
                    };
                    let _ = socket.write_all(&answer).await;
                });
            }
        });
        base
    }

    #[tokio::test]
    async fn addresses_behind_the_wall_are_refused() {
        let links = WebLinks::new().unwrap();
        for url in
            ["http://127.0.0.1/", "http://[::1]:8080/", "http://0x7f.1/", "http://2130706433/", "http://169.254.169.254/latest/meta-data"]
        {
            assert_eq!(links.fetch(url).await.unwrap_err().reason, PRIVATE, "{url}");
        }
        assert_eq!(links.fetch("http://localhost:1/").await.unwrap_err().reason, PRIVATE);
        for url in ["file:///etc/passwd", "ftp://example.com/", "javascript:alert(1)"] {
            assert!(links.fetch(url).await.unwrap_err().reason.starts_with("Only addresses"), "{url}");
        }
        assert!(links.fetch("https://user:secret@example.com/").await.unwrap_err().reason.contains("password"));
        assert!(links.fetch("not an address").await.unwrap_err().reason.contains("no web address"));
    }

    #[tokio::test]
    async fn redirects_are_followed_five_times_and_each_is_checked() {
        let base = serve().await;
        let links = WebLinks::with_private_addresses().unwrap();
        let found = links.fetch(&format!("{base}/hop/5")).await.unwrap();
        assert_eq!((found.status, found.final_url, found.body.as_slice()), (200, format!("{base}/hop/0"), b"there".as_slice()));
        assert!(links.fetch(&format!("{base}/hop/6")).await.unwrap_err().reason.contains("more than 5"));
        let outside = links.fetch(&format!("{base}/out")).await.unwrap_err();
        assert_eq!(outside.url, "ftp://example.com/");
    }

    #[test]
    fn counts_are_what_the_page_states_by_the_standard() {
        // The shape of https://schema.org/InteractionCounter's own example.
        let page = r#"<html><script type="application/ld+json">{"@context":"https://schema.org","@type":"VideoObject","name":"x",
            "author":{"interactionStatistic":{"interactionType":"https://schema.org/LikeAction","userInteractionCount":9}},
            "interactionStatistic":[{"@type":"InteractionCounter","interactionType":{"@type":"WatchAction"},"userInteractionCount":5647018},
            {"@type":"InteractionCounter","interactionType":"https://schema.org/LikeAction","userInteractionCount":"311"}]}</script></html>"#;
        assert_eq!(counts(page), Some(Counts { views: Some(5_647_018), likes: Some(311), ..Counts::default() }));
        for nothing in ["", r#"<script type="application/ld+json">{oops</script>"#, r#"<script>{"userInteractionCount": 5}</script>"#] {
            assert_eq!(counts(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_caption_is_what_the_page_says_of_itself() {
        let page = |meta: &str| format!("<html><head><title>x</title>{meta}</head></html>");
        for (meta, found) in [
            (r#"<meta property="og:description" content="Ad. It&#39;s calm &amp; soft" />"#, Some("Ad. It's calm & soft")),
            ("<meta name=\"x\" content=\"no\"><meta content='#ad' property='og:description'>", Some("#ad")),
            ("<meta property='og:description' content='#ad'>", Some("#ad")),
            (r#"<meta property="og:description" content="  ">"#, None),
            (r#"<meta property="og:title" content="Ad">"#, None),
            ("<meta property=\"og:description\" content=", None),
        ] {
            assert_eq!(caption(&page(meta)).as_deref(), found, "{meta}");
        }
    }

    #[tokio::test]
    async fn a_look_says_what_came_back() {
        let base = serve().await;
        let links = WebLinks::with_private_addresses().unwrap();
        let found = links.look(&format!("{base}/hop/0"), Timestamp(7)).await;
        assert!(found.answers());
        // The SHA-256 of "there", by sha256sum.
        assert_eq!(found.hash.unwrap().as_str(), "e244f187f696561d5fd7e00f618e7ba641dc52e3c137380f6fa23a854b773aac");
        let missing = links.look(&format!("{base}/nowhere"), Timestamp(7)).await;
        assert_eq!((missing.status, missing.answers()), (Some(404), false));
        let big = links.look(&format!("{base}/big"), Timestamp(7)).await;
        assert!(big.problem.unwrap().contains("2 MB"));
        let none = links.look("http://127.0.0.1:1/", Timestamp(7)).await;
        assert_eq!(none.status, None);
        assert!(none.problem.unwrap().contains("No connection"));
    }
}
