//! The words that pages say: one catalogue for a language, compiled in from `assets/text/en/*.txt`.
//!
//! Invariant: every key that the sources name is in the catalogue, and every line of the catalogue is named somewhere
//! (the test below reads the sources). Absent: a second language; it comes as a second folder and a choice in `t`.

use std::collections::HashMap;
use std::sync::LazyLock;

static ENGLISH: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| parse(include_str!(concat!(env!("OUT_DIR"), "/en.txt"))));

/// Lines `key = text`; empty lines and lines that start with `#` are for people.
fn parse(catalogue: &'static str) -> HashMap<&'static str, &'static str> {
    let lines = catalogue.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('=')).map(|(key, text)| (key.trim(), text.trim())).collect()
}

/// The text of a key. A key without a text shows itself, so that the gap is seen (and the test finds it first).
#[must_use]
pub fn t(id: &'static str) -> &'static str {
    ENGLISH.get(id).copied().unwrap_or(id)
}

/// The text of `group.word`, for words that come from the domain (`tk("stage", stage.as_str())`); nothing when absent.
#[must_use]
pub fn tk(group: &str, word: &str) -> &'static str {
    ENGLISH.get(format!("{group}.{word}").as_str()).copied().unwrap_or_default()
}

/// The text of a key with its `{name}` places filled in.
#[must_use]
pub fn tf(id: &'static str, values: &[(&str, &str)]) -> String {
    fill(t(id), values)
}

/// The text of `group.word` with its `{name}` places filled in; empty when absent.
#[must_use]
pub fn tkf(group: &str, word: &str, values: &[(&str, &str)]) -> String {
    fill(tk(group, word), values)
}

/// Puts values into the `{name}` places of a text; one pass, so that a value with braces in it stays as it is.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place =
            after.split_once('}').and_then(|(name, tail)| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value, tail)));
        match place {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn sources(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("the crate's sources are readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("text.rs") {
                into.push_str(&std::fs::read_to_string(path).expect("a source is text"));
            }
        }
    }

    /// The string literals that follow `call(`, such as the keys of `t("…")`.
    fn named<'a>(sources: &'a str, call: &str) -> Vec<&'a str> {
        let at = sources.match_indices(call).filter(|(at, _)| !sources[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        at.filter_map(|(at, _)| sources[at + call.len()..].split('"').next()).collect()
    }

    #[test]
    fn every_key_that_is_named_has_a_text_and_every_text_is_named() {
        let mut all = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let groups = [named(&all, "tk(\""), named(&all, "tkf(\"")].concat();
        let missing: Vec<&str> =
            [named(&all, "t(\""), named(&all, "tf(\"")].concat().into_iter().filter(|key| !ENGLISH.contains_key(key)).collect();
        assert!(missing.is_empty(), "without a text: {missing:?}");
        let unused: Vec<&&str> = ENGLISH
            .keys()
            .filter(|key| !all.contains(&format!("\"{key}\"")))
            .filter(|key| !groups.iter().any(|group| key.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'))))
            .collect();
        assert!(unused.is_empty(), "named nowhere: {unused:?}");
    }

    #[test]
    fn places_are_filled_once_and_unknown_ones_stay() {
        assert_eq!(fill("{who} of {all}, {odd}", &[("who", "{all}"), ("all", "3")]), "{all} of 3, {odd}");
    }
}
