//! A creator's accounts: channel ids, and the addresses of profiles, made and read.
//!
//! Invariant: an address is made from a handle or a channel id, or is the one that was given; never from a display name.
//! Absent: whether anything answers there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Handle, Platform};

/// The platform's own id of an account, which stays when the handle changes. Known for YouTube: `UC` and 22 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct ChannelId(String);

impl ChannelId {
    /// Reads a YouTube channel id.
    #[must_use]
    pub fn youtube(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = text.strip_prefix("UC")?;
        let plain = rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
        (rest.len() == 22 && plain).then(|| Self(text.to_owned()))
    }

    /// Another platform's id: 1 to 64 plain characters.
    #[must_use]
    pub fn other(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'));
        (plain && (1..=64).contains(&text.len())).then(|| Self(text.to_owned()))
    }

    /// Reads an id by the platform's rule.
    #[must_use]
    pub fn parse(platform: &Platform, text: &str) -> Option<Self> {
        if *platform == Platform::YouTube { Self::youtube(text) } else { Self::other(text) }
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ChannelId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::other(&text).ok_or_else(|| "This is no account id.".to_owned())
    }
}
impl From<ChannelId> for String {
    fn from(id: ChannelId) -> Self {
        id.0
    }
}

/// One account of a creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    /// Where.
    pub platform: Platform,
    /// The account's name; `None` while it is unknown.
    pub handle: Option<Handle>,
    /// The platform's own id, where known.
    pub channel_id: Option<ChannelId>,
    /// The address where it was given and does not follow from handle or id, such as an old `/c/` address.
    pub given_url: Option<String>,
}

impl Profile {
    /// An account by its handle, or with the handle unknown.
    #[must_use]
    pub fn of(platform: Platform, handle: Option<Handle>) -> Self {
        Self { platform, handle, channel_id: None, given_url: None }
    }

    /// The address of the account: as given, else by id, else by handle; none where only a name is known.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        if let Some(url) = &self.given_url {
            return Some(url.clone());
        }
        match (&self.platform, &self.channel_id, &self.handle) {
            (Platform::YouTube, Some(id), _) => Some(format!("https://www.youtube.com/channel/{}", id.as_str())),
            (platform, _, Some(handle)) => platform.profile_url(handle),
            _ => None,
        }
    }
}

/// What the address of a profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The platform by its host.
    pub platform: Platform,
    /// The account's name, where the address holds it.
    pub handle: Option<Handle>,
    /// The channel id, where the address holds it.
    pub channel_id: Option<ChannelId>,
    /// The address without tracking, where it cannot be made again from handle or id.
    pub given_url: Option<String>,
}

impl From<Located> for Profile {
    fn from(found: Located) -> Self {
        Self { platform: found.platform, handle: found.handle, channel_id: found.channel_id, given_url: found.given_url }
    }
}

/// Whether a text is meant as an address rather than a name: a scheme, or the host of a known platform.
pub(crate) fn looks_like_address(text: &str) -> bool {
    let text = text.trim();
    text.contains("://") || (text.contains('/') && host_and_path(text).is_some_and(|(host, _)| host_platform(&host).is_some()))
}

/// Host in lower case without `www.`, and the path without query and fragment.
fn host_and_path(text: &str) -> Option<(String, &str)> {
    let rest = text.trim();
    let rest = match rest.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => rest,
        Some(_) => return None,
        None => rest,
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let rest = rest.get(..end)?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let plain = host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    plain.then(|| (host.strip_prefix("www.").or(host.strip_prefix("m.")).unwrap_or(&host).to_owned(), path))
}

/// Host and address without query of any web page, for accounts on platforms that the program does not know.
pub(crate) fn clean_address(text: &str) -> Option<(String, String)> {
    let (host, path) = host_and_path(text)?;
    let path = path.trim_end_matches('/');
    let plain = !path.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\'));
    plain.then(|| (host.clone(), if path.is_empty() { format!("https://{host}/") } else { format!("https://{host}/{path}") }))
}

fn host_platform(host: &str) -> Option<Platform> {
    match host {
        "instagram.com" | "instagr.am" => Some(Platform::Instagram),
        "tiktok.com" | "vm.tiktok.com" | "vt.tiktok.com" => Some(Platform::TikTok),
        "youtube.com" | "youtu.be" => Some(Platform::YouTube),
        _ => None,
    }
}

/// The known platform that an address leads to, be it of a profile or of a post.
#[must_use]
pub fn platform_at(address: &str) -> Option<Platform> {
    host_platform(&host_and_path(address)?.0)
}

/// Whether an address leads to a website of which no platform is known; an id or a name is no address.
#[must_use]
pub fn is_elsewhere(address: &str) -> bool {
    address.contains('/') && host_and_path(address).is_some_and(|(host, _)| host_platform(&host).is_none())
}

/// Reads the address of a profile on a known platform; none for other hosts and for addresses of posts.
#[must_use]
pub fn locate(text: &str) -> Option<Located> {
    let (host, path) = host_and_path(text)?;
    let platform = host_platform(&host)?;
    let mut parts = path.split('/').map(str::trim).filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next());
    let by_handle = |name: &str| {
        let handle = Handle::known(&platform, name).ok()?;
        Some(Located { platform: platform.clone(), handle: Some(handle), channel_id: None, given_url: None })
    };
    match platform {
        Platform::Instagram => match first.to_ascii_lowercase().as_str() {
            "p" | "reel" | "reels" | "tv" | "share" | "explore" | "accounts" | "direct" => None,
            "stories" => by_handle(second?),
            _ => by_handle(first),
        },
        Platform::TikTok => first.strip_prefix('@').and_then(by_handle),
        Platform::YouTube if host == "youtu.be" => None,
        Platform::YouTube => match first.to_ascii_lowercase().as_str() {
            "channel" => {
                let id = ChannelId::youtube(second?)?;
                Some(Located { platform, handle: None, channel_id: Some(id), given_url: None })
            }
            // Old names: they lead to the channel, but its handle may be another.
            kind @ ("c" | "user") => {
                let mut found = by_handle(second?)?;
                found.given_url = Some(format!("https://www.youtube.com/{kind}/{}", found.handle.as_ref()?));
                Some(found)
            }
            "watch" | "playlist" | "shorts" | "results" | "feed" | "hashtag" | "live" | "embed" | "gaming" | "premium" | "about" => None,
            _ => match first.strip_prefix('@') {
                Some(name) => by_handle(name),
                None => {
                    let mut found = by_handle(first)?;
                    found.given_url = Some(format!("https://www.youtube.com/{first}"));
                    Some(found)
                }
            },
        },
        Platform::Other(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_from_handle_or_id_only() {
        let id = ChannelId::youtube("UCaaaaaaaaaaaaaaaaaaaa-_");
        assert!(id.is_some());
        let channel = Profile { channel_id: id, ..Profile::of(Platform::YouTube, None) };
        assert_eq!(channel.url().as_deref(), Some("https://www.youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaa-_"));
        assert_eq!(Profile::of(Platform::YouTube, None).url(), None);
        let old = locate("youtube.com/c/MayaCooks?sub=1").map(Profile::from);
        assert_eq!(old.and_then(|profile| profile.url()).as_deref(), Some("https://www.youtube.com/c/MayaCooks"));
        assert!(ChannelId::youtube("UCshort").is_none());
    }
}
