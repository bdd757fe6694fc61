//! From the bytes of a file to text.
//!
//! Invariant: what comes out is text without a byte order mark. Absent: rows and cells.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::ImportError;

/// The largest file that is read at once: 200 MB.
pub const MOST_BYTES: usize = 200 * 1024 * 1024;

/// A file's text.
pub(crate) struct Decoded {
    /// The text.
    pub text: String,
    /// The encoding's usual name.
    pub encoding: &'static str,
    /// What a person should know: the encoding was guessed, or some characters could not be read.
    pub notes: Vec<String>,
}

pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, ImportError> {
    if bytes.len() > MOST_BYTES {
        return Err(ImportError::TooLarge);
    }
    if let Some(kind) = other_format(bytes) {
        return Err(ImportError::OtherFormat(kind));
    }
    let decoded = to_text(bytes)?;
    if decoded.text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(decoded)
}

fn to_text(bytes: &[u8]) -> Result<Decoded, ImportError> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return checked(encoding, bytes, false);
    }
    if bytes.contains(&0) {
        return checked(without_mark(bytes).ok_or(ImportError::NotText)?, bytes, true);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: text.to_owned(), encoding: "UTF-8", notes: Vec::new() });
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    checked(detector.guess(None, Utf8Detection::Deny), bytes, true)
}

fn checked(encoding: &'static Encoding, bytes: &[u8], guessed: bool) -> Result<Decoded, ImportError> {
    let (text, _, broken) = encoding.decode(bytes);
    if text.contains('\0') {
        return Err(ImportError::NotText);
    }
    let name = encoding.name();
    let note = match (guessed, broken) {
        (_, true) => {
            Some(format!("Some characters could not be read as {name} and are shown as \u{fffd}. Save the file as UTF-8 to keep them."))
        }
        (true, false) => {
            Some(format!("The file is not UTF-8; it was read as {name}. Look at the names, and save it as UTF-8 if they are wrong."))
        }
        (false, false) => None,
    };
    Ok(Decoded { text: text.into_owned(), encoding: name, notes: note.into_iter().collect() })
}

/// UTF-16 without a byte order mark: zeros stand on one side of most pairs.
fn without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(2_000))?;
    let pairs = head.len() / 2;
    if pairs < 4 {
        return None;
    }
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (high, low) if high * 10 >= pairs * 6 && low == 0 => Some(UTF_16BE),
        (high, low) if low * 10 >= pairs * 6 && high == 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Files that are often given by mistake, by their first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    [
        (&b"PK\x03\x04"[..], "an Excel workbook or a zip file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
    ]
    .into_iter()
    .find(|(magic, _)| bytes.starts_with(magic))
    .map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &[u8]) -> Result<String, ImportError> {
        decode(bytes).map(|decoded| decoded.text)
    }

    #[test]
    fn marks_and_encodings_are_read() {
        assert_eq!(text(b"\xef\xbb\xbfname\nMaya"), Ok("name\nMaya".to_owned()));
        let wide: Vec<u8> = "name\nMaya".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(text(&wide), Ok("name\nMaya".to_owned()));
        assert_eq!(text(&[b"\xff\xfe".as_slice(), &wide].concat()), Ok("name\nMaya".to_owned()));
        let western = decode(b"name;city\nZo\xeb;K\xf6ln\nRen\xe9;Orl\xe9ans\n");
        assert!(western.is_ok_and(|decoded| decoded.text.contains("Zoë;Köln") && decoded.notes.len() == 1));
    }

    #[test]
    fn what_is_no_text_says_so() {
        assert_eq!(text(b""), Err(ImportError::Empty));
        assert_eq!(text(b" \r\n \n"), Err(ImportError::Empty));
        assert_eq!(text(b"a,b\n1,\x00\n"), Err(ImportError::NotText));
        assert!(matches!(text(b"PK\x03\x04rest"), Err(ImportError::OtherFormat(_))));
    }
}
