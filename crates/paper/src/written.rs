//! Text from outside, made ready for paper.
//!
//! Invariant: no letter is lost but those that cannot be seen and change how others are shown. Absent: escaping; a template takes
//! text as a value, where nothing has a meaning.

use serde_json::Value;

/// A word of more letters than this may break anywhere, so that it never leaves its column.
const LONG: usize = 24;
/// A place at which a line may end, without width and without a hyphen.
const MAY_BREAK: char = '\u{200b}';

/// Every text within, made ready.
pub(crate) fn ready(value: &mut Value) {
    match value {
        Value::String(text) => *text = text_ready(text),
        Value::Array(all) => all.iter_mut().for_each(ready),
        Value::Object(fields) => fields.values_mut().for_each(ready),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Controls, and marks that turn the letters after them around and could so show a sum or a name other than it is.
fn unseen(letter: char) -> bool {
    let turns = matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (letter.is_control() && !matches!(letter, '\n' | '\t'))
}

/// What somebody copies from paper must come out as it is: an address, which breaks at its slashes by itself, and what fits a
/// line, a hashtag, a handle or a fingerprint.
fn is_to_copy(word: &str) -> bool {
    let word = word.trim_end();
    let fits = word.len() <= 64;
    word.contains("://") || (fits && (word.starts_with(['#', '@']) || word.chars().all(|letter| letter.is_ascii_hexdigit())))
}

fn text_ready(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.replace("\r\n", "\n").split_inclusive(char::is_whitespace) {
        let seen = word.chars().filter(|letter| !unseen(*letter));
        let long = word.chars().count() > LONG && !is_to_copy(word);
        for (at, letter) in seen.enumerate() {
            if long && at > 0 && at % 8 == 0 {
                out.push(MAY_BREAK);
            }
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_seen_is_lost_and_only_long_words_may_break() {
        for (text, expected) in [
            ("Maya Okonkwo", "Maya Okonkwo"),
            ("one\r\ntwo\tthree", "one\ntwo\tthree"),
            ("bell\u{7} and \u{202e}turned", "bell and turned"),
            ("שלום £420", "שלום £420"),
            ("https://fennel.example/a/very/long/address", "https://fennel.example/a/very/long/address"),
            ("#autumnrepairwithoatandryeeverynight", "#autumnrepairwithoatandryeeverynight"),
            ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"),
            ("abcdefghijklmnopqrstuvwxyz", "abcdefgh\u{200b}ijklmnop\u{200b}qrstuvwx\u{200b}yz"),
        ] {
            assert_eq!(text_ready(text), expected);
        }
        let mut value = serde_json::json!({"a": ["x\u{0}", {"b": "y\u{202e}"}], "c": 1.5});
        ready(&mut value);
        assert_eq!(value, serde_json::json!({"a": ["x", {"b": "y"}], "c": 1.5}));
    }
}
