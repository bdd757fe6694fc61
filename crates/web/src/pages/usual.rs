//! What is usual, and who says so, beside the fields in which it is decided.
//!
//! Invariant: each fact has a source, and both stand in the catalogue in every language. Absent: where the numbers come from in
//! full; docs/domain.md has that.

use maud::Markup;

use crate::{text::tk, ui::field};

/// A fact and its source by its word in the catalogue.
pub(crate) fn usual(word: &str) -> (&'static str, &'static str) {
    (tk("usual", word), tk("usual_source", word))
}

/// The same as a line of its own, where no single field is meant.
pub(crate) fn line(word: &str) -> Markup {
    field::fact(&format!("usual-{word}"), usual(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Language, speaking};

    #[test]
    fn every_fact_has_its_source_in_every_language() {
        let all = [
            "cadence",
            "disclosure",
            "gift",
            "hold",
            "invites",
            "late",
            "mailbox",
            "payment_days",
            "quiet_hours",
            "rounds",
            "usage_days",
            "window",
        ];
        for language in [Language::English, Language::German] {
            speaking(language, || {
                for word in all {
                    let (text, source) = usual(word);
                    assert!(!text.is_empty() && !source.is_empty(), "{word}");
                }
            });
        }
    }

    #[test]
    fn a_fact_says_its_source_to_whoever_asks_and_to_whoever_listens() {
        let shown = line("gift").0;
        assert!(shown.contains("three or four in ten") && shown.contains("role=\"tooltip\"") && shown.contains("Archive"), "{shown}");
        assert!(shown.contains("aria-describedby=\"usual-gift-source\"") && shown.contains("id=\"usual-gift-source\""), "{shown}");
    }
}
