//! Platforms and handles.
//!
//! Invariant: an address is made from a handle that the platform's own rules allow, or from a channel id. A display name
//! ("Nina's Kitchen") fails the rules, so nothing can link to it. Absent: whether the account exists.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::profiles::{locate, looks_like_address};
use crate::text::folded;

/// Where a creator publishes. Written as a word: `instagram`, `tiktok`, `youtube`, or any other as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Platform {
    /// instagram.com.
    Instagram,
    /// tiktok.com.
    TikTok,
    /// youtube.com.
    YouTube,
    /// Any other, by its name in lower case; `unknown` where nobody said.
    Other(String),
}

impl Platform {
    /// The platforms that the program knows by their rules.
    pub const KNOWN: [Platform; 3] = [Platform::Instagram, Platform::TikTok, Platform::YouTube];

    /// Nobody said which.
    #[must_use]
    pub fn unknown() -> Self {
        Self::Other("unknown".to_owned())
    }

    /// Reads a name or a usual short form; what is not known is kept as text (at most 40 characters).
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let word: String = folded(text).chars().filter(|c| !c.is_control()).take(40).collect();
        match word.replace([' ', '-', '_'], "").as_str() {
            "instagram" | "ig" | "insta" | "instagram.com" => Self::Instagram,
            "tiktok" | "tt" | "tiktok.com" => Self::TikTok,
            "youtube" | "yt" | "youtube.com" | "youtubeshorts" => Self::YouTube,
            "" => Self::unknown(),
            "twitter" | "x.com" => Self::Other("x".to_owned()),
            _ => Self::Other(word),
        }
    }

    /// The stable word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Instagram => "instagram",
            Self::TikTok => "tiktok",
            Self::YouTube => "youtube",
            Self::Other(name) => name,
        }
    }

    /// The name for people.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Instagram => "Instagram",
            Self::TikTok => "TikTok",
            Self::YouTube => "YouTube",
            Self::Other(name) if name == "unknown" => "Unknown platform",
            Self::Other(name) => name,
        }
    }

    /// The usual address of an account, where this platform has one that follows from the handle.
    #[must_use]
    pub fn profile_url(&self, handle: &Handle) -> Option<String> {
        match self {
            Self::Instagram => Some(format!("https://www.instagram.com/{handle}/")),
            Self::TikTok => Some(format!("https://www.tiktok.com/@{handle}")),
            Self::YouTube => Some(format!("https://www.youtube.com/@{handle}")),
            Self::Other(_) => None,
        }
    }
}

impl From<String> for Platform {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}
impl From<Platform> for String {
    fn from(platform: Platform) -> Self {
        platform.as_str().to_owned()
    }
}
impl std::fmt::Display for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An account's name on its platform, without `@`, as the person wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Handle(String);

/// A text that is no handle on its platform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// Nothing there.
    #[error("Write the handle, such as @maya.")]
    Empty,
    /// A name for people, or characters that the platform does not allow.
    #[error("\"{0}\" is no handle: a handle has no spaces and only letters, digits and the few marks its platform allows.")]
    Characters(String),
    /// Shorter or longer than the platform allows.
    #[error("A handle has {least} to {most} characters here; this one has {found}.")]
    Length {
        /// At least.
        least: usize,
        /// At most.
        most: usize,
        /// Counted.
        found: usize,
    },
    /// The address of another platform.
    #[error("This is an address of {0}. Choose that platform, or give the handle.")]
    OtherPlatform(String),
    /// An address that names no account.
    #[error("This address names no profile. Open the profile and copy its address.")]
    NoProfile,
}

impl Handle {
    /// Reads `maya`, `@maya`, or the address of a profile of this platform.
    ///
    /// A bare word must be in plain Latin letters: in another script a word is as likely a name, so there the `@` or the
    /// address has to say that it is a handle.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(platform: &Platform, text: &str) -> Result<Self, HandleError> {
        let text = text.trim();
        if looks_like_address(text) {
            let found = locate(text).ok_or(HandleError::NoProfile)?;
            if found.platform != *platform {
                return Err(HandleError::OtherPlatform(found.platform.label().to_owned()));
            }
            return found.handle.ok_or(HandleError::NoProfile);
        }
        let (name, marked) = text.strip_prefix(['@', '＠']).map_or((text, false), |name| (name, true));
        Self::checked(platform, name, marked)
    }

    /// Reads a handle that was accepted before, such as one from the store: the platform's rules in any script.
    ///
    /// # Errors
    /// When it breaks the rules all the same.
    pub fn known(platform: &Platform, text: &str) -> Result<Self, HandleError> {
        Self::checked(platform, text.trim().trim_start_matches('@'), true)
    }

    fn checked(platform: &Platform, name: &str, any_script: bool) -> Result<Self, HandleError> {
        // Lengths and characters as the platforms state them in their help pages; "." may not end a name.
        let (least, most, marks) = match platform {
            Platform::Instagram => (1, 30, "._"),
            Platform::TikTok => (2, 24, "._"),
            Platform::YouTube => (3, 30, "._-·"),
            Platform::Other(_) => (1, 100, "._-@:+~"),
        };
        if name.is_empty() {
            return Err(HandleError::Empty);
        }
        let letters_of_any_script = any_script && matches!(platform, Platform::YouTube | Platform::Other(_));
        let allowed = |c: char| c.is_ascii_alphanumeric() || marks.contains(c) || (letters_of_any_script && c.is_alphanumeric());
        let meaningful = name.chars().any(|c| c.is_alphanumeric() || c == '_');
        if !name.chars().all(allowed) || !meaningful || name.ends_with('.') && *platform != Platform::Instagram {
            return Err(HandleError::Characters(name.chars().take(60).collect()));
        }
        let found = name.chars().count();
        if !(least..=most).contains(&found) {
            return Err(HandleError::Length { least, most, found });
        }
        Ok(Self(name.to_owned()))
    }

    /// The handle without `@`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which handles are compared: [`folded`].
    #[must_use]
    pub fn key(&self) -> String {
        folded(&self.0)
    }
}

impl TryFrom<String> for Handle {
    type Error = HandleError;
    fn try_from(text: String) -> Result<Self, HandleError> {
        Self::known(&Platform::unknown(), &text)
    }
}
impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.0
    }
}
impl std::fmt::Display for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn platforms_have_stable_words() {
        for (text, word) in [
            ("Instagram", "instagram"),
            (" IG ", "instagram"),
            ("Tik Tok", "tiktok"),
            ("YT", "youtube"),
            ("Twitch", "twitch"),
            ("", "unknown"),
        ] {
            assert_eq!(Platform::parse(text).as_str(), word);
            assert_eq!(Platform::parse(word).as_str(), word);
        }
    }

    #[test]
    fn handles_are_read_from_names_and_addresses() {
        use Platform::{Instagram, TikTok, YouTube};
        for (platform, text, expected) in [
            (Instagram, "@maya", "maya"),
            (Instagram, " maya ", "maya"),
            (Instagram, "https://www.instagram.com/maya/?hl=en", "maya"),
            (Instagram, "instagram.com/Maya.K", "Maya.K"),
            (Instagram, "__maya__", "__maya__"),
            (TikTok, "tiktok.com/@maya", "maya"),
            (TikTok, "https://www.tiktok.com/@maya.k/video/7301", "maya.k"),
            (YouTube, "https://m.youtube.com/@maya-cooks/videos", "maya-cooks"),
            (YouTube, "https://youtube.com/c/MayaCooks", "MayaCooks"),
            (YouTube, "https://www.youtube.com/user/mayacooks", "mayacooks"),
            (YouTube, "@김마야", "김마야"),
        ] {
            assert_eq!(Handle::parse(&platform, text).map(String::from), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn display_names_are_no_handles() {
        use Platform::{Instagram, TikTok, YouTube};
        for (platform, text) in [
            (YouTube, "✿ Kids Nina Show"),
            (YouTube, "Baby Big Mouth - Sing, Dance"),
            (YouTube, "김마야"),
            (Instagram, "Maya Okonkwo"),
            (Instagram, "Wanna🥊"),
            (TikTok, "MOMO’s"),
            (TikTok, "a"),
            (YouTube, "ab"),
            (Instagram, ""),
            (Instagram, "@"),
            (Instagram, "..."),
            (Instagram, "https://www.instagram.com/p/Cabc/"),
            (Instagram, "https://www.tiktok.com/@maya"),
            (Instagram, "javascript://instagram.com/maya"),
            (YouTube, "https://www.youtube.com/watch?v=abc"),
            (YouTube, "https://youtube.com/channel/UCaaaaaaaaaaaaaaaaaaaaaa"),
        ] {
            assert!(Handle::parse(&platform, text).is_err(), "{text}");
        }
    }

    #[test]
    fn handles_compare_folded() {
        let key = |text| Handle::parse(&Platform::Instagram, text).map(|handle| handle.key());
        assert_eq!(key("MAYA"), key("@maya"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_no_link_holds_a_space(text in "\\PC{0,60}", at in 0usize..4) {
            let platform = Platform::KNOWN.get(at).cloned().unwrap_or_else(Platform::unknown);
            let _ = locate(&text);
            if let Ok(handle) = Handle::parse(&platform, &text) {
                prop_assert!(!handle.as_str().contains(char::is_whitespace));
                prop_assert_eq!(Handle::known(&platform, handle.as_str()), Ok(handle.clone()));
                if let Some(url) = platform.profile_url(&handle) {
                    let same = url.starts_with("https://") && !url.contains(char::is_whitespace);
                    prop_assert!(same);
                }
            }
        }

        #[test]
        fn an_address_made_from_a_handle_reads_back(name in "[a-z0-9_]{3,20}", at in 0usize..3) {
            let platform = Platform::KNOWN[at].clone();
            let handle = Handle::parse(&platform, &name).ok();
            let url = handle.as_ref().and_then(|handle| platform.profile_url(handle)).unwrap_or_default();
            prop_assert_eq!(Handle::parse(&platform, &url).ok(), handle);
        }
    }
}
