//! Cookies: read from a request, written for a response.
//!
//! Invariant: every cookie is HttpOnly, SameSite=Lax, for the whole site, and Secure where the site is reached by https.
//! Absent: cookies that scripts read.

use app::App;
use axum::http::{HeaderMap, HeaderValue, header};

/// Whose session: the secret that [`app::access::person_of`] knows.
pub const SESSION: &str = "troupe_session";
/// What forgery tokens are bound to before anybody is signed in.
pub const GUEST: &str = "troupe_guest";
/// Where what was typed while a session ended is found ([`super::unsent`]).
pub const UNSENT: &str = "troupe_unsent";
/// Who was last signed in in this browser ([`super::unsent::who_cookie`]).
pub const WHO: &str = "troupe_who";
/// What was just done, said once.
pub const FLASH: &str = "troupe_flash";

/// A cookie's value, when it was sent and is not empty.
#[must_use]
pub fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value)
}

/// The header that sets a cookie for `seconds`; 0 takes it away. Nothing when the value cannot stand in a header.
#[must_use]
pub fn set(app: &App, name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if app.settings().base_url.starts_with("https://") { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others_and_an_empty_one_is_none() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("other=1; troupe_session=abc ; troupe_flash="));
        assert_eq!(read(&headers, SESSION), Some("abc"));
        assert_eq!(read(&headers, FLASH), None);
        assert_eq!(read(&headers, "roupe_session"), None);
    }
}
