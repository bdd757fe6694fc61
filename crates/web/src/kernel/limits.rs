//! How often one address may try what anybody may try: sign-in, set-up, invitations, resets, signed links.
//!
//! Invariant: counted by address, in memory; a restart forgets. Absent: limits on people who are signed in.

use std::{net::IpAddr, num::NonZeroU32, sync::LazyLock, time::Duration};

use app::{App, Error};
use axum::{
    extract::{ConnectInfo, Request, State},
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
/// Beyond so many addresses, those that have been quiet are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// Applications of one address: ten at once, then one in three minutes. A whole office sits behind one address, a robot sends
/// thousands.
static APPLICATIONS: LazyLock<DefaultKeyedRateLimiter<String>> = LazyLock::new(|| slowly(Duration::from_secs(180), 10));
/// Applications to one brand: a campaign that goes round may bring hundreds within an hour.
static APPLICATIONS_TO: LazyLock<DefaultKeyedRateLimiter<String>> = LazyLock::new(|| slowly(Duration::from_secs(2), 300));

fn slowly(every: Duration, at_once: u32) -> DefaultKeyedRateLimiter<String> {
    let at_once = NonZeroU32::new(at_once).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(every).unwrap_or(Quota::per_minute(at_once));
    RateLimiter::keyed(quota.allow_burst(at_once))
}

/// Whether an application may still come from this address, and to this brand. Where the address is unknown (a test without a
/// socket) only the brand is counted.
#[must_use]
pub fn may_apply(address: &str, brand: &str) -> bool {
    for limiter in [&*APPLICATIONS, &*APPLICATIONS_TO] {
        if limiter.len() > MOST_ADDRESSES {
            limiter.retain_recent();
        }
    }
    (address.is_empty() || APPLICATIONS.check_key(&address.to_owned()).is_ok()) && APPLICATIONS_TO.check_key(&brand.to_owned()).is_ok()
}

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
    let posts = request.method() == axum::http::Method::POST;
    let limiter = if posts { &*POSTS } else { &*LOOKS };
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
    fn the_eleventh_application_of_an_address_waits_and_another_address_does_not() {
        assert!((0..10).all(|_| may_apply("203.0.113.77", "a-brand")));
        assert!(!may_apply("203.0.113.77", "a-brand"));
        assert!(!may_apply("203.0.113.77", "another-brand"), "the address is counted over all brands");
        assert!(may_apply("203.0.113.78", "a-brand"));
        let brand = slowly(Duration::from_secs(2), 300);
        assert!((0..300).all(|_| brand.check_key(&"a".to_owned()).is_ok()));
        assert!(brand.check_key(&"a".to_owned()).is_err() && brand.check_key(&"b".to_owned()).is_ok(), "each brand has its own");
    }

    #[test]
    fn the_thirty_first_post_in_a_minute_is_one_too_many() {
        let limiter = per_minute(30);
        assert!((0..30).all(|_| limiter.check_key(&"203.0.113.9".to_owned()).is_ok()));
        assert!(limiter.check_key(&"203.0.113.9".to_owned()).is_err());
        assert!(limiter.check_key(&"203.0.113.10".to_owned()).is_ok(), "another address is not held back");
    }
}
