//! What the program can say about a draft's words before a person looks (docs/domain.md, Review and approval).
//!
//! Invariant: it shows what it found and where; a person decides. Absent: pictures and sound, and what a claim means;
//! it knows only the words of the brand's library.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CheckItem;
use crate::{
    team::{BrandProfile, ClaimStanding},
    text::folded,
};

/// Captions are cut after about this many characters, behind which a disclosure is not unavoidable (docs/domain.md, 12g).
pub const BEFORE_MORE: usize = 125;

/// One thing that the program noticed in a draft's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Noticed {
    /// The point of the checklist that it belongs to.
    pub item: CheckItem,
    /// Whether it looks in order.
    pub fine: bool,
    /// What was found, for people.
    pub message: String,
}

/// Reads the words of a draft against the brand's library, the brief's list and the disclosure duty. A draft without
/// words is not judged.
#[must_use]
pub fn words(text: &str, profile: &BrandProfile, do_not_say: &[String]) -> Vec<Noticed> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let whole = folded(text);
    let says = |phrase: &str| !phrase.trim().is_empty() && whole.contains(&folded(phrase));
    let mut found = Vec::new();
    for claim in profile.claims.iter().filter(|claim| says(&claim.text)) {
        let (fine, why) = match claim.standing {
            ClaimStanding::Allowed => (true, "is allowed"),
            ClaimStanding::NeedsSubstantiation => (false, "needs its proof beside it"),
            ClaimStanding::Forbidden => (false, "is forbidden"),
        };
        found.push(Noticed { item: CheckItem::Claims, fine, message: format!("The claim \"{}\" {why}.", claim.text.trim()) });
    }
    let of_brand = profile.left_out().map(|one| one.words);
    let mut left_out: Vec<&str> = of_brand.chain(do_not_say.iter().map(String::as_str)).filter(|phrase| says(phrase)).collect();
    left_out.dedup();
    for phrase in left_out {
        let message = format!("The words \"{}\" are on the list of what not to say.", phrase.trim());
        found.push(Noticed { item: CheckItem::Values, fine: false, message });
    }
    found.push(disclosure(text));
    found
}

fn disclosure(text: &str) -> Noticed {
    let marks = |part: &str| {
        folded(part)
            .split(|c: char| !c.is_alphanumeric() && c != '#')
            .any(|word| matches!(word, "ad" | "#ad" | "advert" | "#advert" | "advertisement" | "#advertisement"))
    };
    let start: String = text.chars().take(BEFORE_MORE).collect();
    let (fine, message) = if marks(&start) {
        (true, "The caption is marked as advertising at its beginning.".to_owned())
    } else if marks(text) {
        (false, format!("The mark of advertising stands behind the first {BEFORE_MORE} characters, where \"more\" hides it."))
    } else {
        (false, "The caption is not marked as advertising. \"Ad\" first is safest.".to_owned())
    };
    Noticed { item: CheckItem::Disclosure, fine, message }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::Claim;

    fn profile() -> BrandProfile {
        let claim = |text: &str, standing| Claim { text: text.into(), standing };
        BrandProfile {
            claims: vec![claim("cures eczema", ClaimStanding::Forbidden), claim("made from oats", ClaimStanding::Allowed)],
            do_not_say: vec!["chemical free; serious".into()],
            ..BrandProfile::default()
        }
    }

    #[test]
    fn claims_and_words_of_the_library_are_found() {
        let found = words("Ad. Made from oats, cures eczema, chemical free!", &profile(), &[]);
        let short: Vec<(CheckItem, bool)> = found.iter().map(|noticed| (noticed.item, noticed.fine)).collect();
        let expected = [(CheckItem::Claims, false), (CheckItem::Claims, true), (CheckItem::Values, false), (CheckItem::Disclosure, true)];
        assert_eq!(short, expected);
    }

    #[test]
    fn a_disclosure_stands_at_the_beginning() {
        let fine = |text: &str| words(text, &BrandProfile::default(), &[]).iter().all(|noticed| noticed.fine);
        assert!(fine("#ad My evening routine"));
        assert!(!fine("Glad to be here"));
        assert!(!fine(&format!("{} #ad", "word ".repeat(40))));
        assert!(!fine("#partner My evening routine"));
        assert_eq!(words(" ", &profile(), &[]), []);
    }
}
