//! What a summary may rest on: the signals of a vetting report as sentences.
//!
//! Invariant: only what stands on the report's page; no name, no handle, nobody's words and nothing by which somebody could be reached.
//! Absent: evidence, which quotes people.

use serde::{Deserialize, Serialize};

use crate::{
    creators::Country,
    discovery::{
        language_name,
        vetting::{Figure, Signal},
    },
    ids::ProfileId,
};

/// One signal as a model is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// By which the summary names it: `engagement`, or `engagement_2` of the second account.
    pub name: String,
    /// What it is called, on which platform it was counted, what it amounts to, and what it rests on.
    pub says: Vec<String>,
}

/// The signals of a report as facts; `accounts` are in the order in which the page has them.
#[must_use]
pub fn facts(signals: &[Signal], accounts: &[ProfileId]) -> Vec<Fact> {
    signals
        .iter()
        .map(|signal| {
            let place = signal.account.as_ref().and_then(|of| accounts.iter().position(|id| *id == of.id)).unwrap_or(0);
            let kind = signal.kind.as_str();
            let name = if place == 0 { kind.to_owned() } else { format!("{kind}_{}", place + 1) };
            let mut says = vec![match &signal.account {
                Some(of) => format!("{}, on {}.", signal.kind.label(), of.platform.label()),
                None => format!("{}.", signal.kind.label()),
            }];
            says.extend(signal.value.as_ref().map(|value| format!("Value: {}.", said(value))));
            says.push(format!("Reads as: {}.", signal.reads.label()));
            // A source is called as somebody typed it, or as their file is: after a name or an address, perhaps.
            let source = signal.source.as_deref().filter(|source| !source.is_empty());
            says.extend(signal.because.iter().filter(|sentence| !source.is_some_and(|source| sentence.contains(source))).cloned());
            says.retain(|sentence| !sentence.contains('@'));
            Fact { name, says }
        })
        .collect()
}

/// A value in words.
fn said(value: &Figure) -> String {
    let between = |low: Option<i64>, high: Option<i64>| match (low, high) {
        (Some(low), Some(high)) => format!(", between {} and {}", percent(low), percent(high)),
        _ => String::new(),
    };
    match value {
        Figure::Share { share, low, high } => format!("{}{}", percent(*share), between(*low, *high)),
        Figure::Change { change, low, high } => format!("{}{}", percent(*change), between(*low, *high)),
        Figure::AWeek { times } => format!("{} a week", tenths((times + 50).div_euclid(100))),
        Figure::Count { count, of } => format!("{count} of {of}"),
        Figure::Word { code, share } => {
            let country =
                Country::by_code(code).filter(|_| code.bytes().all(|byte| byte.is_ascii_uppercase())).map(|country| country.name());
            let word = country.or_else(|| language_name(code)).unwrap_or(code.as_str());
            share.map_or_else(|| word.to_owned(), |share| format!("{word}, {}", percent(share)))
        }
    }
}

/// Millionths to a tenth of a percent, as the page has it.
fn percent(millionths: i64) -> String {
    format!("{} %", tenths((millionths + 500).div_euclid(1_000)))
}

fn tenths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    match (number.abs() / 10, number.abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) => format!("{sign}{whole}.{part}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discovery::vetting::{Reads, SignalKind};

    #[test]
    fn a_fact_names_its_signal_and_nobody() {
        let value = Figure::Share { share: 184_000, low: Some(150_400), high: None };
        let because = vec!["maya@example.org, May 2026 says so.".to_owned(), "30 of 100 look so.".to_owned()];
        let told = Signal::of(SignalKind::SuspiciousFollowers, value.clone(), Reads::LookCloser, because, "");
        let because = vec!["Followers of Maya Okonkwo.csv says so.".to_owned(), "30 of 100 look so.".to_owned()];
        let of_file = Signal::of(SignalKind::SuspiciousFollowers, value, Reads::LookCloser, because, "")
            .from(Some("Followers of Maya Okonkwo.csv".to_owned()), None);
        for fact in facts(&[told, of_file], &[]) {
            assert_eq!(fact.name, "suspicious_followers");
            assert_eq!(fact.says, ["Suspicious followers.", "Value: 18.4 %.", "Reads as: Look closer.", "30 of 100 look so."]);
        }
    }

    #[test]
    fn values_are_said_as_the_page_has_them() {
        for (value, words) in [
            (Figure::Share { share: 32_040, low: Some(20_000), high: Some(45_500) }, "3.2 %, between 2 % and 4.6 %"),
            (Figure::Change { change: -90_400, low: None, high: None }, "-9 %"),
            (Figure::AWeek { times: 3_500 }, "3.5 a week"),
            (Figure::Count { count: 1, of: 3 }, "1 of 3"),
            (Figure::Word { code: "DE".into(), share: None }, "Germany"),
            (Figure::Word { code: "de".into(), share: Some(900_000) }, "German, 90 %"),
        ] {
            assert_eq!(said(&value), words);
        }
    }
}
