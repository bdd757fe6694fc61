//! Files by what they hold.
//!
//! Invariant: a hash is the lower-case hexadecimal SHA-256 of the bytes. Absent: bytes, paths, names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::FileId;

/// SHA-256 of a file's bytes, 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct ContentHash(String);

impl ContentHash {
    /// Takes 64 hexadecimal digits.
    ///
    /// # Errors
    /// Says so when the text is no SHA-256.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim().to_ascii_lowercase();
        if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text))
        } else {
            Err("This is not a SHA-256 in 64 hexadecimal digits.".to_owned())
        }
    }

    /// From the 32 bytes of a digest.
    #[must_use]
    pub fn from_digest(digest: &[u8]) -> Self {
        use std::fmt::Write;
        let mut text = String::with_capacity(64);
        for byte in digest {
            let _ = write!(text, "{byte:02x}");
        }
        Self(text)
    }

    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for ContentHash {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}
impl From<ContentHash> for String {
    fn from(hash: ContentHash) -> Self {
        hash.0
    }
}
impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A file as a draft, an agreement or evidence names it: frozen with its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoredFile {
    /// The stored file.
    pub id: FileId,
    /// What it was called where it came from, for people only.
    pub name: String,
    /// Media type found by looking at the bytes, such as `video/mp4`.
    pub media_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the bytes.
    pub hash: ContentHash,
}
