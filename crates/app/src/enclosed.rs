//! A file inside of a command: what it is called, and its bytes in base64.
//!
//! Invariant: the same words refuse it whichever command it came with. Absent: what the bytes are, and files that are sent in
//! streams (`uploads`).

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{Error, Result};

/// What a file is called, when it is called something.
pub(crate) fn name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::field("file_name", "Name the file, with at most 200 characters."));
    }
    Ok(name)
}

/// Its bytes.
pub(crate) fn bytes(content: &str) -> Result<Vec<u8>> {
    STANDARD.decode(content.as_bytes()).map_err(|_| Error::field("content", "The file's bytes are not in base64."))
}

/// Bytes as a command holds them.
pub(crate) fn content(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
