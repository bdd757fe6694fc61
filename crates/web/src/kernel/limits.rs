//! How often one address may try what anybody may try: sign-in, set-up, invitations, resets, signed links.
//!
//! Invariant: counted by address, in memory; a restart forgets. Absent: limits on people who are signed in.

use std::{net::IpAddr, num::NonZeroU32, sync::LazyLock};

use app::{App, Error};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::Refusal;

/// Posts of one address to pages before sign-in: a burst of 30, then 30 a minute. A person mistypes, a guesser needs
/// thousands.
static POSTS: LazyLock<DefaultKeyedRateLimiter<String>> = LazyLock::new(|| per_minute(30));
/// Looks at such pages and at signed links.
static LOOKS: LazyLock<DefaultKeyedRateLimiter<String>> = LazyLock::new(|| per_minute(240));
/// Parts of uploads: a film of a gigabyte has some hundreds, over a fast line within a minute.
static PARTS: LazyLock<DefaultKeyedRateLimiter<String>> = LazyLock::new(|| per_minute(1_200));
/// Beyond so many addresses, those that have been quiet are forgotten.
const MOST_ADDRESSES: usize = 10_000;

fn per_minute(count: u32) -> DefaultKeyedRateLimiter<String> {
    RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)))
}

/// Who sent a request: the peer, or the last address that a proxy on the same machine wrote down.
#[must_use]
pub fn address(parts: &axum::http::request::Parts) -> String {
    address_of(parts.extensions.get::<ConnectInfo<std::net::SocketAddr>>().map(|peer| peer.0.ip()), &parts.headers)
}

fn address_of(peer: Option<IpAddr>, headers: &axum::http::HeaderMap) -> String {
    let written = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = written.and_then(|all| all.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    match (peer, last) {
        (Some(peer), Some(last)) if peer.is_loopback() => last.to_string(),
        (Some(peer), _) => peer.to_string(),
        (None, _) => String::new(),
    }
}

/// The layer for routes that anybody may call. Where the address is unknown (a test without a socket) nothing is counted.
pub async fn public(State(_app): State<App>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>().map(|peer| peer.0.ip());
    let address = address_of(peer, request.headers());
    if address.is_empty() {
        return next.run(request).await;
    }
    let limiter = match *request.method() {
        Method::POST => &*POSTS,
        Method::PATCH => &*PARTS,
        _ => &*LOOKS,
    };
    if limiter.len() > MOST_ADDRESSES {
        limiter.retain_recent();
    }
    if limiter.check_key(&address).is_err() {
        let mut answer = Refusal::from(Error::TooMany).into_response();
        answer.headers_mut().insert(axum::http::header::RETRY_AFTER, axum::http::HeaderValue::from_static("60"));
        return answer;
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = axum::http::HeaderMap::new();
        headers.insert("x-forwarded-for", axum::http::HeaderValue::from_static("10.0.0.1, 203.0.113.9"));
        assert_eq!(address_of("127.0.0.1".parse().ok(), &headers), "203.0.113.9");
        assert_eq!(address_of("198.51.100.7".parse().ok(), &headers), "198.51.100.7");
    }

    #[test]
    fn the_thirty_first_post_in_a_minute_is_one_too_many() {
        let limiter = per_minute(30);
        assert!((0..30).all(|_| limiter.check_key(&"203.0.113.9".to_owned()).is_ok()));
        assert!(limiter.check_key(&"203.0.113.9".to_owned()).is_err());
        assert!(limiter.check_key(&"203.0.113.10".to_owned()).is_ok(), "another address is not held back");
    }
}
