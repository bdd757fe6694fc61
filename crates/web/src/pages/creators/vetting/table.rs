//! The signals of a report as a file, each with the evidence that it shows: what brand safety found goes to whoever keeps a list.
//!
//! Invariant: it is read by other programs, so that it is the same in every language; a line for each piece of evidence, and one for
//! a signal without any. Absent: what people decided; the paper has that.

use app::discovery::VettingReport;
use domain::discovery::vetting::Signal;

use super::{
    account_name,
    printed::{name, reads, value},
    signals::weight,
};
use crate::pages::said;

/// What each column is called.
const COLUMNS: [&str; 13] = [
    "account",
    "signal",
    "value",
    "reads",
    "weight",
    "source",
    "as of",
    "evidence",
    "says",
    "address",
    "published",
    "rule",
    "more evidence",
];

/// The whole file.
pub(super) fn file(report: &VettingReport) -> String {
    let heads: Vec<String> = COLUMNS.map(str::to_owned).to_vec();
    let lines = std::iter::once(heads).chain(report.signals.iter().flat_map(|signal| rows(report, signal)));
    lines.map(|cells| said::csv_line(&cells) + "\r\n").collect()
}

fn rows(report: &VettingReport, signal: &Signal) -> Vec<Vec<String>> {
    let account = signal.account.as_ref().and_then(|of| report.accounts.iter().find(|one| one.account.id == of.id));
    let own = [
        account.map(|one| account_name(&one.account)).unwrap_or_default(),
        name(signal),
        value(signal).unwrap_or_default(),
        reads(signal).to_owned(),
        weight(signal.weight),
        signal.source.clone().unwrap_or_default(),
        signal.as_of.map(|at| at.rfc3339()).unwrap_or_default(),
    ];
    let with = |evidence: [String; 5]| own.iter().cloned().chain(evidence).chain([signal.more.to_string()]).collect::<Vec<String>>();
    if signal.evidence.is_empty() {
        return vec![with(Default::default())];
    }
    let proof = signal.evidence.iter().map(|one| {
        let at = one.at.map(|at| at.rfc3339()).unwrap_or_default();
        [one.text.clone(), one.says.clone(), one.url.clone().unwrap_or_default(), at, one.rule.clone().unwrap_or_default()]
    });
    proof.map(with).collect()
}
