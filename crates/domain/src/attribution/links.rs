//! Tracking links: the short name behind `/go/` and the landing address that a click ends on.
//!
//! Invariant: the landing page's own query and fragment arrive unchanged; only the four UTM fields are ours.
//! Absent: redirects, counting, and whether the page answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::ClickId;
use crate::text::slug;

/// The UTM fields that a link carries, so that sales are known per post (docs/domain.md, Attribution). The fourth,
/// `utm_medium`, is always `creator`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Utm {
    /// `utm_source`: the platform, such as `instagram`.
    pub source: String,
    /// `utm_campaign`: the campaign's short name.
    pub campaign: String,
    /// `utm_content`: the deliverable's short name.
    pub content: String,
}

/// Why an address cannot be a landing page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LandingError {
    /// Neither http nor https.
    #[error("Start the landing page with https://.")]
    Scheme,
    /// No host.
    #[error("The landing page names no site. Write it like https://shop.example/product.")]
    Host,
    /// A space or a control character.
    #[error("The landing page contains a space or a line break. Copy the address again.")]
    Space,
}

impl Utm {
    /// The fields of a link, each made a short name.
    #[must_use]
    pub fn new(platform: &str, campaign: &str, deliverable: &str) -> Self {
        Self { source: slug(platform), campaign: slug(campaign), content: slug(deliverable) }
    }

    /// The landing address with these fields. Its own query and fragment stay as they are, byte for byte; UTM fields
    /// of the same names that it already had give way, because two of one name would be read at random.
    ///
    /// # Errors
    /// When the address is none that a browser would follow.
    pub fn onto(&self, landing: &str) -> Result<String, LandingError> {
        let landing = landing.trim();
        check(landing)?;
        let (address, fragment) = landing.split_once('#').map_or((landing, None), |(address, fragment)| (address, Some(fragment)));
        let (page, query) = address.split_once('?').unwrap_or((address, ""));
        let fields = self.fields();
        let ours = |pair: &str| fields.iter().any(|(name, _)| pair.split('=').next().is_some_and(|key| key.eq_ignore_ascii_case(name)));
        let own = query.split('&').filter(|pair| !pair.is_empty() && !ours(pair)).map(str::to_owned);
        let pairs: Vec<String> = own.chain(fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)))).collect();
        let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
        Ok(format!("{page}?{}{fragment}", pairs.join("&")))
    }

    fn fields(&self) -> [(&'static str, &str); 4] {
        [("utm_source", &self.source), ("utm_medium", "creator"), ("utm_campaign", &self.campaign), ("utm_content", &self.content)]
    }
}

fn check(landing: &str) -> Result<(), LandingError> {
    if landing.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(LandingError::Space);
    }
    let (scheme, rest) = landing.split_once("://").ok_or(LandingError::Scheme)?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(LandingError::Scheme);
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.rsplit('@').next().unwrap_or_default();
    if name.split(':').next().unwrap_or_default().trim_matches('.').is_empty() {
        return Err(LandingError::Host);
    }
    Ok(())
}

/// Percent-encoded but for the characters that RFC 3986 leaves unreserved.
fn encoded(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// A click's target with the click's id in `tc`, so that the shop can hand it back with an order.
#[must_use]
pub fn with_click(target: &str, click: ClickId) -> String {
    let (address, fragment) = target.split_once('#').map_or((target, None), |(address, fragment)| (address, Some(fragment)));
    let mark = if address.contains('?') { '&' } else { '?' };
    let fragment = fragment.map_or_else(String::new, |fragment| format!("#{fragment}"));
    format!("{address}{mark}tc={click}{fragment}")
}

/// The short name of a deliverable's link, such as `maya-reel`; with a number behind it where that is taken.
#[must_use]
pub fn link_slug(creator: &str, format: &str, taken: impl Fn(&str) -> bool) -> String {
    let first = creator.split_whitespace().next().unwrap_or(creator);
    let base = slug(&format!("{first} {format}"));
    let numbered = |number: u32| if number == 1 { base.clone() } else { format!("{base}-{number}") };
    (1..).map(numbered).find(|candidate| !taken(candidate)).unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDED: &str = "utm_source=instagram&utm_medium=creator&utm_campaign=autumn-repair&utm_content=maya-reel";

    #[test]
    fn utm_goes_onto_any_landing_page_and_leaves_its_own_parts() {
        let utm = Utm::new("Instagram", "Autumn Repair", "Maya reel");
        for (landing, expected) in [
            ("https://shop.example", format!("https://shop.example?{ADDED}")),
            ("https://shop.example/cream", format!("https://shop.example/cream?{ADDED}")),
            ("https://shop.example/cream?variant=2&x=a%20b", format!("https://shop.example/cream?variant=2&x=a%20b&{ADDED}")),
            ("https://shop.example/cream#reviews", format!("https://shop.example/cream?{ADDED}#reviews")),
            ("https://shop.example/?a=1#/tab?b=2", format!("https://shop.example/?a=1&{ADDED}#/tab?b=2")),
            ("https://shop.example/?utm_source=mail&a=1&utm_id=7", format!("https://shop.example/?a=1&utm_id=7&{ADDED}")),
            ("https://shop.example/?", format!("https://shop.example/?{ADDED}")),
        ] {
            assert_eq!(utm.onto(landing), Ok(expected), "{landing}");
        }
    }

    #[test]
    fn what_no_browser_follows_is_refused_in_words() {
        let utm = Utm::new("tiktok", "a", "b");
        for (landing, error) in [
            ("shop.example", LandingError::Scheme),
            ("javascript://shop.example/", LandingError::Scheme),
            ("https:///cream", LandingError::Host),
            ("https://shop.example/a b", LandingError::Space),
            ("https://shop.example/\r\nSet-Cookie: x", LandingError::Space),
        ] {
            assert_eq!(utm.onto(landing), Err(error), "{landing}");
        }
    }

    #[test]
    fn foreign_values_are_encoded() {
        let utm = Utm { source: "a&b".into(), campaign: "ü#".into(), content: "x y".into() };
        let address = utm.onto("https://shop.example/").unwrap();
        assert_eq!(address, "https://shop.example/?utm_source=a%26b&utm_medium=creator&utm_campaign=%C3%BC%23&utm_content=x%20y");
    }

    #[test]
    fn link_names_are_short_and_unique() {
        assert_eq!(link_slug("Maya Okonkwo", "reel", |_| false), "maya-reel");
        assert_eq!(link_slug("Maya Okonkwo", "reel", |name| ["maya-reel", "maya-reel-2"].contains(&name)), "maya-reel-3");
        assert_eq!(link_slug("김우빈", "UGC video", |_| false), "ugc-video");
    }
}
