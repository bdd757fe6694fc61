//! Passages of a text, for a text about several things: its mean lies between them and close to none.
//!
//! How close a long text is to a question is half what it is about as a whole, and half its closest passage.
//!
//! Invariant: the passages hold every letter of the text, in order. Absent: how passages are kept; they are made again
//! from the text for the few that a search has found by the whole.

use super::{Vector, closeness, vectors};

/// The sentences of a text; a line ends one too, as lists of hashtags have no full stop.
pub fn passages(text: &str) -> impl Iterator<Item = &str> {
    // A full stop within a number, an address or a handle ends nothing: what ends a sentence has a space after it.
    text.split('\n')
        .flat_map(|line| {
            let mut ended = false;
            line.split_inclusive(move |letter: char| {
                let ends = ended && letter.is_whitespace();
                ended = matches!(letter, '.' | '!' | '?' | '…' | '。');
                ends
            })
        })
        .map(str::trim)
        .filter(|passage| !passage.is_empty())
}

/// A text by its whole and by its passages.
#[derive(Clone, Debug)]
pub struct Reading {
    whole: Vector,
    passages: Vec<Vector>,
}

impl Reading {
    /// Reads a text; `None` where it has no vector.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let parts: Vec<&str> = passages(text).collect();
        Some(Self { whole: super::vector(text)?, passages: vectors(&parts).into_iter().flatten().collect() })
    }

    /// The vector of the whole, as `vector` gives it.
    #[must_use]
    pub fn whole(&self) -> &Vector {
        &self.whole
    }

    /// How close the text is: the mean of the whole's closeness and that of the closest passage.
    #[must_use]
    pub fn closeness(&self, query: &Vector) -> f32 {
        let whole = closeness(query, &self.whole);
        let closest = self.passages.iter().map(|passage| closeness(query, passage)).reduce(f32::max);
        whole.midpoint(closest.unwrap_or(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::super::vector;
    use super::*;
    use proptest::prelude::*;

    fn parts(text: &str) -> Vec<&str> {
        passages(text).collect()
    }

    #[test]
    fn a_sentence_ends_before_a_space_and_a_line_ends_one_too() {
        assert_eq!(
            parts("Skin care, 3.5 % off. Is it vegan?! Ask glow.with_nora\n#ad #vegan\n\n"),
            ["Skin care, 3.5 % off.", "Is it vegan?!", "Ask glow.with_nora", "#ad #vegan"]
        );
        assert_eq!(parts(" \n . \n"), ["."]);
        assert_eq!(parts(""), [""; 0]);
    }

    #[test]
    fn a_text_about_two_things_is_close_to_each() {
        let query = vector("street food tour").unwrap();
        let mixed = Reading::of("Gaming laptop reviews every week. We compare processors and screens. Street food tours.").unwrap();
        let whole = closeness(&query, mixed.whole());
        assert!(mixed.closeness(&query) > whole);
        // One sentence alone is its own closest passage.
        let single = Reading::of("Gaming laptop reviews every week.").unwrap();
        assert!((single.closeness(&query) - closeness(&query, single.whole())).abs() < 1e-6);
    }

    #[test]
    fn a_text_without_words_cannot_be_read() {
        assert!(Reading::of("🌱. ✨!").is_none());
    }

    proptest! {
        #[test]
        fn no_letter_is_lost(text in "[a-c.!? \n…é]{0,80}") {
            let letters = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&parts(&text).concat()), letters(&text));
        }
    }
}
