//! How alike two texts must be for a creator to count as found by what they are about.
//!
//! Invariant: whoever has a word of the question is found, however far the rest of what they write is from it. Absent: how close two
//! texts are; a model measures that.

/// From which closeness on a creator without any of the question's words is listed among the hits.
///
/// The model's published pairs lie above 0.5 where they say the same and about 0.07 where they have nothing in common. A search
/// takes in whoever is closer than 0.3, so that nobody who says it in other words is lost; between the two stand those who share the
/// field and not the thing: a baker for "vegan skincare". They are shown, below a line.
pub const ALIKE: f32 = 0.5;

/// Whether somebody was found by meaning alone, and that is little: `stands` says that a word of the question stands with them.
#[must_use]
pub fn is_less_alike(stands: bool, closeness: Option<f32>) -> bool {
    !stands && closeness.is_some_and(|closeness| closeness < ALIKE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_weak_likeness_without_any_word_stands_below_the_line() {
        assert!(is_less_alike(false, Some(0.49)) && is_less_alike(false, Some(0.3)));
        assert!(!is_less_alike(false, Some(0.5)), "as alike as texts that say the same");
        assert!(!is_less_alike(true, Some(0.1)), "a word is a word");
        assert!(!is_less_alike(false, None), "what is not measured says nothing");
    }
}
