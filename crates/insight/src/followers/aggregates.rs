//! A share that a provider states, in place of a sample.
//!
//! Invariant: it keeps the provider's name and is never mixed with our own estimate. Absent: a judgement of the provider.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, tables::percent, thresholds, wilson};

/// What a provider says of a creator's followers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Aggregates {
    /// The share of followers that it finds fake or suspicious, 0 to 1. A credibility is one minus this.
    pub suspicious_share: f64,
    /// Who says so: a provider's name, a file, a report with its date.
    pub source: String,
    /// How many accounts it looked at, if it says.
    pub sampled: Option<usize>,
}

/// Why a provider's figure was refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AggregatesError {
    /// The share is no share.
    #[error("{0} is no share. Write 18.4 % as 0.184.")]
    Share(f64),
    /// Nobody is named.
    #[error("say who gives this share: a provider, a file or a report")]
    Source,
}

/// A provider's share, read as ours is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Provided {
    /// The share of suspicious followers, 0 to 1.
    pub share: f64,
    /// The 95 % interval (Wilson), where the provider names its sample.
    pub interval: Option<(f64, f64)>,
    /// The band of the share; [`Band::TooFew`] where the provider's own sample is too small.
    pub band: Band,
    /// Who says so.
    pub source: String,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// Reads a provider's figure.
///
/// # Errors
/// A share outside 0 to 1, or no source.
pub fn provided(aggregates: &Aggregates) -> Result<Provided, AggregatesError> {
    let share = aggregates.suspicious_share;
    if !(0.0..=1.0).contains(&share) {
        return Err(AggregatesError::Share(share));
    }
    let source = aggregates.source.trim();
    if source.is_empty() {
        return Err(AggregatesError::Source);
    }
    let interval = aggregates.sampled.map(|counted| wilson((share * counted as f64).round() as usize, counted));
    let minimum = thresholds().minimum_sample;
    let small = aggregates.sampled.filter(|counted| *counted < minimum);
    let note = match (small, interval) {
        (Some(counted), Some((low, high))) => format!(
            "{source} looked at {counted} accounts, which is too few for a verdict: the share may lie anywhere from {} to {}.",
            percent(low),
            percent(high)
        ),
        (_, None) => format!("{source} does not say how many accounts it looked at, so how sure the share is cannot be said."),
        (None, Some(_)) => format!("As {source} counts it; we have not seen the accounts."),
    };
    let band = if small.is_some() { Band::TooFew } else { Band::of(share) };
    Ok(Provided { share, interval, band, source: source.to_owned(), notes: vec![note] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(suspicious_share: f64, sampled: Option<usize>) -> Result<Provided, AggregatesError> {
        provided(&Aggregates { suspicious_share, source: "Example Audit, May 2026".to_owned(), sampled })
    }

    #[test]
    fn a_providers_share_falls_in_the_same_bands() {
        for (share, band) in
            [(0.0, Band::Good), (0.10, Band::Good), (0.101, Band::LookCloser), (0.25, Band::LookCloser), (0.26, Band::Reject)]
        {
            assert_eq!(said(share, Some(5000)).unwrap().band, band, "{share}");
        }
    }

    #[test]
    fn a_provider_that_names_no_sample_gets_no_interval_and_says_so() {
        let read = said(0.2, None).unwrap();
        assert_eq!((read.interval, read.band), (None, Band::LookCloser));
        assert!(read.notes[0].contains("does not say how many"));
        let small = said(0.25, Some(12)).unwrap();
        assert_eq!(small.band, Band::TooFew);
        assert!(small.notes[0].contains("too few"));
    }

    #[test]
    fn a_percentage_or_an_unnamed_source_is_refused() {
        assert_eq!(said(18.4, None), Err(AggregatesError::Share(18.4)));
        assert!(said(f64::NAN, None).is_err());
        let nobody = Aggregates { suspicious_share: 0.1, source: " ".to_owned(), sampled: None };
        assert_eq!(provided(&nobody), Err(AggregatesError::Source));
    }
}
