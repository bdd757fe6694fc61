//! The languages in which Troupe speaks for itself: pages, mails, amounts.
//!
//! Invariant: each is complete; whatever is said in one is said in the other. Absent: the words (the catalogues of `app` and
//! `web`), and the languages that creators speak (`discovery::languages`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language that is complete.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Language {
    /// English, the catalogue that every other follows.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// All of them, in the order in which people choose.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag, as in `lang` and as stored.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Reads a tag, whatever country follows it: `de-AT` is German.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let main = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL.into_iter().find(|one| one.tag().eq_ignore_ascii_case(main))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_read_whatever_follows_it() {
        for (tag, language) in [
            ("de", Some(Language::German)),
            ("DE_ch", Some(Language::German)),
            ("en-GB", Some(Language::English)),
            ("", None),
            ("den", None),
        ] {
            assert_eq!(Language::parse(tag), language, "{tag}");
        }
        for one in Language::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.tag());
        }
    }
}
