//! How often one network address may try what anybody may try, and with secrets that fit nothing.
//!
//! Invariant: counted by address, in memory; a restart forgets. Absent: limits on those who are known.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
};

use axum::{
    extract::ConnectInfo,
    http::{HeaderMap, request::Parts},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::problem::Problem;

/// Calls of one address without a secret, a minute.
const VISITS: u32 = 30;
/// Secrets of one address that fit nothing, a minute.
const FAILURES: u32 = 10;
/// Beyond so many addresses, those that have been quiet are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// The counters of one router.
pub struct Limits {
    visits: DefaultKeyedRateLimiter<String>,
    failures: DefaultKeyedRateLimiter<String>,
}

impl Default for Limits {
    fn default() -> Self {
        let per_minute = |count| RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN)));
        Self { visits: per_minute(VISITS), failures: per_minute(FAILURES) }
    }
}

impl Limits {
    /// Counts a call without a secret.
    pub fn visit(&self, address: &str) -> Result<(), Problem> {
        count(&self.visits, address)
    }

    /// Counts a secret that fits nothing.
    pub fn failure(&self, address: &str) -> Result<(), Problem> {
        count(&self.failures, address)
    }
}

/// Where the address is unknown (a call inside the process) nothing is counted.
fn count(limiter: &DefaultKeyedRateLimiter<String>, address: &str) -> Result<(), Problem> {
    if address.is_empty() {
        return Ok(());
    }
    if limiter.len() > MOST_ADDRESSES {
        limiter.retain_recent();
    }
    limiter.check_key(&address.to_owned()).map_err(|_| app::Error::TooMany.into())
}

/// Who sent a request: the peer, or the last address that a proxy on the same machine wrote down.
pub fn address(parts: &Parts) -> String {
    address_of(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip()), &parts.headers)
}

fn address_of(peer: Option<IpAddr>, headers: &HeaderMap) -> String {
    let written = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = written.and_then(|all| all.rsplit(',').next()).and_then(|last| last.trim().parse::<IpAddr>().ok());
    match (peer, last) {
        (Some(peer), Some(last)) if peer.is_loopback() => last.to_string(),
        (Some(peer), _) => peer.to_string(),
        (None, _) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_held_back_and_no_other() {
        let limits = Limits::default();
        assert!((0..VISITS).all(|_| limits.visit("203.0.113.9").is_ok()));
        assert!(limits.visit("203.0.113.9").is_err());
        assert!(limits.visit("203.0.113.10").is_ok());
        assert!((0..FAILURES).all(|_| limits.failure("203.0.113.9").is_ok()));
        assert!(limits.failure("203.0.113.9").is_err());
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", axum::http::HeaderValue::from_static("10.0.0.1, 203.0.113.9"));
        assert_eq!(address_of("127.0.0.1".parse().ok(), &headers), "203.0.113.9");
        assert_eq!(address_of("198.51.100.7".parse().ok(), &headers), "198.51.100.7");
        assert_eq!(address_of(None, &headers), "");
    }
}
