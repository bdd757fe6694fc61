//! Files by what they hold.
//!
//! Invariant: a hash is the lower-case hexadecimal SHA-256 of the bytes; what one creator has on its way never fills the disk.
//! Absent: bytes, paths, names.

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

/// So many files of one creator are on their way at once: as many as a draft has.
pub const MOST_AT_ONCE: i64 = 20;
/// Together they are at most so many times as large as the largest that is taken.
pub const MOST_TOGETHER: i64 = 3;
/// A part that is not the last has at least so many bytes, so that a film comes in some thousands of parts and not in millions.
pub const LEAST_PART: i64 = 64 * 1024;
/// The largest part: what is in memory at once of an upload.
pub const MOST_PART: i64 = 4 * 1024 * 1024;

/// Why a file or a part of it is not taken. The text is shown to the person as it stands.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum UploadError {
    /// Nothing in it.
    #[error("this file is empty; choose another")]
    Empty,
    /// Larger than the installation takes.
    #[error("this file is too large; the largest that can be uploaded here is {most_mb} MB")]
    TooLarge {
        /// In millions of bytes.
        most_mb: i64,
    },
    /// Too many at once.
    #[error("at most {most} files can be on their way at once; send the draft first, or go on tomorrow")]
    TooMany {
        /// How many.
        most: i64,
    },
    /// Too much at once.
    #[error("the files on their way are too large together; send the draft first, or go on tomorrow")]
    TooMuch,
    /// A part goes beyond the end that was announced, or beyond what is held in memory.
    #[error("this part is larger than what is still missing, or than a part may be")]
    PartTooLarge,
    /// Parts that are too small.
    #[error("this part is too small; only the last one may be")]
    PartTooSmall,
    /// Not all of it is here.
    #[error("this file is not whole yet; choose it again and it goes on from where it stopped")]
    NotWhole,
}

/// What a creator has on its way to a brand already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnTheWay {
    /// Files, whole or not, of which no draft was made yet.
    pub files: i64,
    /// Their bytes, as they were announced.
    pub bytes: i64,
}

impl OnTheWay {
    /// Passes when one more file of so many bytes may begin, where the largest that is taken has `largest`.
    ///
    /// # Errors
    /// Refused when it is empty or too large, or too much is on its way.
    pub fn and(self, size: i64, largest: i64) -> Result<(), UploadError> {
        if size <= 0 {
            return Err(UploadError::Empty);
        }
        if size > largest {
            return Err(UploadError::TooLarge { most_mb: largest / 1_000_000 });
        }
        if self.files >= MOST_AT_ONCE {
            return Err(UploadError::TooMany { most: MOST_AT_ONCE });
        }
        if self.bytes.saturating_add(size) > largest.saturating_mul(MOST_TOGETHER) {
            return Err(UploadError::TooMuch);
        }
        Ok(())
    }
}

/// Passes when a part of `bytes` may follow after `arrived` of `size`.
///
/// # Errors
/// Refused when it is too large or too small.
pub fn part_fits(bytes: i64, arrived: i64, size: i64) -> Result<(), UploadError> {
    let missing = size - arrived;
    if bytes > missing || bytes > MOST_PART {
        return Err(UploadError::PartTooLarge);
    }
    if bytes < LEAST_PART && bytes < missing {
        return Err(UploadError::PartTooSmall);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_is_bounded() {
        let none = OnTheWay::default();
        assert_eq!(none.and(0, 100), Err(UploadError::Empty));
        assert_eq!(none.and(100, 100), Ok(()));
        assert_eq!(none.and(2_000_001, 2_000_000), Err(UploadError::TooLarge { most_mb: 2 }));
        assert_eq!(OnTheWay { files: 19, bytes: 19 }.and(1, 100), Ok(()));
        assert_eq!(OnTheWay { files: 20, bytes: 20 }.and(1, 100), Err(UploadError::TooMany { most: 20 }));
        assert_eq!(OnTheWay { files: 3, bytes: 200 }.and(100, 100), Ok(()));
        assert_eq!(OnTheWay { files: 3, bytes: 201 }.and(100, 100), Err(UploadError::TooMuch));
    }

    #[test]
    fn a_part_is_neither_too_large_nor_too_small() {
        let size = 3 * MOST_PART;
        for (bytes, arrived, expected) in [
            (MOST_PART, 0, Ok(())),
            (MOST_PART + 1, 0, Err(UploadError::PartTooLarge)),
            (LEAST_PART, 0, Ok(())),
            (LEAST_PART - 1, 0, Err(UploadError::PartTooSmall)),
            (0, 0, Err(UploadError::PartTooSmall)),
            (1, size - 1, Ok(())),
            (2, size - 1, Err(UploadError::PartTooLarge)),
            (1, size - 2, Err(UploadError::PartTooSmall)),
        ] {
            assert_eq!(part_fits(bytes, arrived, size), expected, "{bytes} after {arrived}");
        }
    }
}
