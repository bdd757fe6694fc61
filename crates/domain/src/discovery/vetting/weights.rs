//! What each signal counts, and where its bands lie: tables, each line with its reason.
//!
//! Invariant: every signal has one weight, and the weights make one hundred; a band is a pair of limits with who says so.
//! Absent: weights of a brand's own.

use std::sync::LazyLock;

use super::{Reads, SignalKind, lines};

/// What a signal counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// In hundredths of all.
    pub hundredths: i64,
    /// Why so much.
    pub reason: &'static str,
}

/// Where a value begins to be usual and to be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// In millionths; beyond it, towards `good`, the value is usual.
    pub usual: i64,
    /// In millionths; beyond it the value is good. Smaller than `usual` where less is better.
    pub good: i64,
    /// Who says so.
    pub source: &'static str,
}

impl Band {
    /// What a value in millionths amounts to. A value at a limit is on its better side.
    #[must_use]
    pub const fn reads(&self, value: i64) -> Reads {
        let more_is_better = self.good >= self.usual;
        if beyond(value, self.good, more_is_better) {
            Reads::Good
        } else if beyond(value, self.usual, more_is_better) {
            Reads::Usual
        } else {
            Reads::LookCloser
        }
    }
}

const fn beyond(value: i64, limit: i64, more_is_better: bool) -> bool {
    if more_is_better { value >= limit } else { value <= limit }
}

static WEIGHTS: LazyLock<Vec<(SignalKind, Weight)>> = LazyLock::new(|| {
    lines(include_str!("data/weights.tsv"))
        .filter_map(|cells| match cells.as_slice() {
            [signal, hundredths, reason] => Some((SignalKind::parse(signal)?, Weight { hundredths: hundredths.parse().ok()?, reason })),
            _ => None,
        })
        .collect()
});

static BANDS: LazyLock<Vec<(SignalKind, Band)>> = LazyLock::new(|| {
    lines(include_str!("data/bands.tsv"))
        .filter_map(|cells| match cells.as_slice() {
            [signal, usual, good, source] => {
                Some((SignalKind::parse(signal)?, Band { usual: usual.parse().ok()?, good: good.parse().ok()?, source }))
            }
            _ => None,
        })
        .collect()
});

/// What a signal counts.
#[must_use]
pub fn weight(kind: SignalKind) -> Weight {
    WEIGHTS.iter().find(|(known, _)| *known == kind).map_or(Weight { hundredths: 0, reason: "" }, |(_, weight)| *weight)
}

/// The limits of a signal, where it has any.
#[must_use]
pub fn band(kind: SignalKind) -> Option<Band> {
    BANDS.iter().find(|(known, _)| *known == kind).map(|(_, band)| *band)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(lines(include_str!("data/weights.tsv")).count(), WEIGHTS.len());
        assert_eq!(lines(include_str!("data/bands.tsv")).count(), BANDS.len());
        assert!(BANDS.iter().all(|(_, band)| !band.source.is_empty()));
    }

    #[test]
    fn a_band_reads_towards_what_is_better_and_a_limit_is_inside() {
        let more = Band { usual: 200_000, good: 400_000, source: "a test" };
        assert_eq!([199_999, 200_000, 400_000].map(|value| more.reads(value)), [Reads::LookCloser, Reads::Usual, Reads::Good]);
        let less = Band { usual: 300_000, good: 150_000, source: "a test" };
        assert_eq!([300_001, 300_000, 150_000].map(|value| less.reads(value)), [Reads::LookCloser, Reads::Usual, Reads::Good]);
    }
}
