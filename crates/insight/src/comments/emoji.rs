//! Emoji and typed smileys: which characters they are, and what feeling they show.
//!
//! Invariant: only the base of a sequence counts; skin tones, joiners, variation selectors and tags add nothing.
//! Absent: the names of emoji, and pictures that show things (a shoe, a flag): they show no feeling.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What an emoji or smiley shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Liking, joy, laughter.
    Good,
    /// Folded hands: thanks or a plea. Liking where nothing is asked.
    Plea,
    /// Dislike, anger, disgust, mockery.
    Bad,
    /// Mild annoyance or doubt: it colours words, but alone it cannot be told.
    Doubt,
    /// Nothing that can be told.
    Nothing,
}

struct Known {
    emoji: HashMap<char, Shows>,
    typed: HashMap<String, Shows>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known { emoji: HashMap::new(), typed: HashMap::new() };
    for line in include_str!("data/emoji.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(sort), Some(shows), Some(list)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let shows = match shows {
            "good" => Shows::Good,
            "bad" => Shows::Bad,
            "plea" => Shows::Plea,
            "doubt" => Shows::Doubt,
            _ => Shows::Nothing,
        };
        for one in list.split(' ').filter(|one| !one.is_empty()) {
            match (sort, one.chars().next()) {
                ("typed", _) => {
                    known.typed.insert(one.to_lowercase(), shows);
                }
                (_, Some(base)) => {
                    known.emoji.insert(base, shows);
                }
                (_, None) => {}
            }
        }
    }
    known
});

/// Whether the character is the base of an emoji, or a symbol that people use as one.
#[must_use]
pub fn is_emoji(letter: char) -> bool {
    matches!(letter,
        '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{a9}' | '\u{ae}' | '\u{2139}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}'
        | '\u{24c2}' | '\u{25a0}'..='\u{27bf}' | '\u{2900}'..='\u{297f}' | '\u{2b00}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether the character only changes the emoji before it: a skin tone, the keycap's frame.
#[must_use]
pub fn is_modifier(letter: char) -> bool {
    matches!(letter, '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}')
}

/// What the base of an emoji shows.
#[must_use]
pub fn shown_by(base: char) -> Shows {
    KNOWN.emoji.get(&base).copied().unwrap_or(Shows::Nothing)
}

/// What a typed smiley shows, `None` where the piece of text between spaces is none. `:))))` is `:)`.
#[must_use]
pub fn typed(piece: &str) -> Option<Shows> {
    let letters = piece.bytes().filter(u8::is_ascii_alphabetic).count();
    if piece.len() > 40
        || letters > 3 && !piece.starts_with(['x', 'X'])
        || piece.chars().all(char::is_alphanumeric) && !piece.to_lowercase().starts_with("xd") && !matches!(piece, "uwu" | "owo")
    {
        return None;
    }
    let small = piece.to_lowercase();
    if let Some(shows) = KNOWN.typed.get(&small) {
        return Some(*shows);
    }
    // The last mark of a smiley is drawn out: ":)))", "<333", "xDDD".
    let mut short = small;
    while short.chars().count() > 2 {
        let mut backwards = short.chars().rev();
        if backwards.next() != backwards.next() {
            return None;
        }
        short.pop();
        if let Some(shows) = KNOWN.typed.get(&short) {
            return Some(*shows);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_smileys_are_known_also_drawn_out() {
        for piece in [":)", ":-)", ":))))", "<3", "<333", "xDDD", ";)", "^^", "=D"] {
            assert_eq!(typed(piece), Some(Shows::Good), "{piece}");
        }
        for piece in [":(", ":((", ">:("] {
            assert_eq!(typed(piece), Some(Shows::Bad), "{piece}");
        }
        for piece in ["", "...", "!!!", "word", "(a)", "3", "x"] {
            assert_eq!(typed(piece), None, "{piece}");
        }
    }

    #[test]
    fn letters_and_digits_are_no_emoji() {
        for letter in "aZ9#*€£ñ中".chars() {
            assert!(!is_emoji(letter), "{letter}");
        }
        for letter in "😍❤☀🇮🫶⭐→".chars() {
            assert!(is_emoji(letter), "{letter}");
        }
    }
}
