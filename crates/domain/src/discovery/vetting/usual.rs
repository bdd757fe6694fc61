//! What is usual: engagement by platform and size (docs/domain.md, 12a), and the languages of markets.
//!
//! Invariant: a figure stands with who published it and for which variant; where nobody published one there is none, and the
//! value is shown without being judged. Absent: a blend of sources, which disagree.

use std::sync::LazyLock;

use super::lines;
use crate::creators::Platform;

/// What is usual for accounts of a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usual {
    /// Which rate: `ER-F` or `ER-V`.
    pub variant: &'static str,
    /// From so many followers.
    pub from: i64,
    /// Below so many; nothing where there is no end.
    pub below: Option<i64>,
    /// The lower end, in millionths.
    pub low: i64,
    /// The upper end.
    pub high: i64,
    /// Who says so.
    pub source: &'static str,
}

static USUAL: LazyLock<Vec<(&'static str, Usual)>> = LazyLock::new(|| {
    lines(include_str!("data/usual.tsv"))
        .filter_map(|cells| match cells.as_slice() {
            [platform, variant, from, below, low, high, source] => Some((
                *platform,
                Usual {
                    variant,
                    from: from.parse().ok()?,
                    below: below.parse().ok(),
                    low: low.parse().ok()?,
                    high: high.parse().ok()?,
                    source,
                },
            )),
            _ => None,
        })
        .collect()
});

/// What engagement is usual on a platform for an account of that size, where somebody published it.
#[must_use]
pub fn usual_engagement(platform: &Platform, followers: i64) -> Option<&'static Usual> {
    let fits = |usual: &Usual| followers >= usual.from && usual.below.is_none_or(|below| followers < below);
    USUAL.iter().find(|(known, usual)| *known == platform.as_str() && fits(usual)).map(|(_, usual)| usual)
}

/// The languages in which people of a country read posts; none where the table does not know it.
#[must_use]
pub fn market_languages(country: &str) -> Vec<&'static str> {
    let found = lines(include_str!("data/languages.tsv")).find(|cells| cells.first() == Some(&country));
    found.and_then(|cells| cells.get(1).copied()).map(|codes| codes.split(' ').collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_table_is_found_by_size_and_its_edges_do_not_overlap() {
        let low_high = |platform, followers| usual_engagement(&platform, followers).map(|usual| (usual.low, usual.high));
        // Untapper 2026, Instagram: 2 to 3.5 % for 10 to 50 thousand, 1.5 to 2.5 % from there.
        assert_eq!(low_high(Platform::Instagram, 48_200), Some((20_000, 35_000)));
        assert_eq!(low_high(Platform::Instagram, 50_000), Some((15_000, 25_000)));
        assert_eq!(low_high(Platform::TikTok, 31_800), Some((40_000, 70_000)));
        assert_eq!(low_high(Platform::Instagram, 2_000_000), Some((7_000, 12_000)));
        assert_eq!(low_high(Platform::Instagram, 900), None, "nobody published one");
        assert_eq!(low_high(Platform::YouTube, 48_200), None);
        assert_eq!(USUAL.len(), lines(include_str!("data/usual.tsv")).count(), "every line is read");
    }

    #[test]
    fn markets_have_their_languages() {
        assert_eq!(market_languages("GB"), ["en"]);
        assert_eq!(market_languages("CH"), ["de", "fr", "it"]);
        assert!(market_languages("XX").is_empty());
    }
}
