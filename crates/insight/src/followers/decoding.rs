//! Bytes of an uploaded sample to text.
//!
//! Invariant: it never fails; UTF-8 and UTF-16 are recognised, and what is neither is read as Windows-1252, which holds
//! latin-1. Absent: other encodings, which the spreadsheet import knows; usernames and numbers do not need them.

use std::borrow::Cow;

/// What bytes 0x80 to 0x9f are in Windows-1252; five are unassigned and stay control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text and what its encoding is called.
pub fn decoded(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return (Cow::Owned(wide(rest, u16::from_le_bytes)), "UTF-16");
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return (Cow::Owned(wide(rest, u16::from_be_bytes)), "UTF-16");
    }
    // Without a mark: Latin text in UTF-16 has a zero in every other byte, and no other text has zeros at all.
    let zeros = |parity: usize| bytes.iter().take(200).skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let enough = bytes.len().min(200) / 4;
    if bytes.len() >= 8 && zeros(1) > enough && zeros(0) == 0 {
        return (Cow::Owned(wide(bytes, u16::from_le_bytes)), "UTF-16");
    }
    if bytes.len() >= 8 && zeros(0) > enough && zeros(1) == 0 {
        return (Cow::Owned(wide(bytes, u16::from_be_bytes)), "UTF-16");
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), "UTF-8"),
        Err(_) => (Cow::Owned(bytes.iter().map(|byte| narrow(*byte)).collect()), "Windows-1252"),
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn narrow(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS.get(usize::from(byte - 0x80)).copied().unwrap_or(char::from(byte)),
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_comes_out_of_each_encoding() {
        let text = "username;name\njo;José “Jo”\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
        let windows = b"username;name\njo;Jos\xe9 \x93Jo\x94\n".to_vec();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(&[0xef, 0xbb, 0xbf], text.as_bytes()),
            marked(&[0xff, 0xfe], &little),
            marked(&[0xfe, 0xff], &big),
            windows,
        ] {
            assert_eq!(decoded(&bytes).0, text);
        }
        let plain = "username,followers\njo,12\n";
        let unmarked: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decoded(&unmarked), (Cow::Owned(plain.to_owned()), "UTF-16"));
    }
}
