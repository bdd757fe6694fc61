//! In which languages a caption is to be read, and which words deny.
//!
//! Invariant: a language that is given and not known here leaves only the rules that need none; where nothing is given and
//! nothing can be told, the rules of all languages are asked.
//! Absent: a full language detector; forty common words a language are enough to keep homonyms apart.

use super::rules::{self, Languages};
use super::text::{Kind, Text, Word};
use std::collections::HashMap;
use std::sync::LazyLock;

struct Words {
    common: HashMap<&'static str, Languages>,
    not: HashMap<&'static str, Languages>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { common: HashMap::new(), not: HashMap::new() };
    for [language, kind, list] in rules::rows::<3>(include_str!("data/language.tsv")) {
        let kind = if kind == "not" { &mut words.not } else { &mut words.common };
        for word in list.split_whitespace() {
            *kind.entry(word).or_default() |= rules::languages(language);
        }
    }
    words
});

/// The languages whose rules are asked for this text.
pub(super) fn asked(given: Option<&str>, text: &Text<'_>) -> Languages {
    if let Some(code) = given {
        return rules::language(&code.to_lowercase()).unwrap_or(0);
    }
    let mut counts = [0_usize; 4];
    for word in text.words.iter().filter(|word| word.kind == Kind::Word).take(400) {
        if let Some(bits) = WORDS.common.get(text.folded(word)) {
            (0..4).zip(counts.iter_mut()).filter(|(bit, _)| bits >> bit & 1 == 1).for_each(|(_, count)| *count += 1);
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let leaders: Languages = (0..4).zip(counts).filter(|(_, count)| *count == most).map(|(bit, _)| 1 << bit).sum();
    if most == 0 { 0b1111 } else { leaders }
}

/// Whether a word denies what follows it: "not", "keine", "sans", "ni".
pub(super) fn denies(text: &Text<'_>, word: &Word) -> bool {
    word.kind == Kind::Word && WORDS.not.contains_key(text.folded(word))
}

/// Whether one of the `reach` words before word `at` denies it, within the same part of the sentence.
pub(super) fn denied(text: &Text<'_>, at: usize, reach: usize) -> bool {
    let mut next = text.words.get(at);
    for step in 1..=reach {
        let (Some(after), Some(before)) = (next, at.checked_sub(step).and_then(|at| text.words.get(at))) else { return false };
        if after.apart || after.sentence != before.sentence || before.kind == Kind::Sign {
            return false;
        }
        if denies(text, before) {
            return true;
        }
        next = Some(before);
    }
    false
}
