//! A summary of a vetting report that a language model wrote, held against the facts that it was given.
//!
//! Invariants: each sentence names signals that exist, and every number in it stands in the facts of these signals; one that does not
//! takes the whole summary with it. It is kept beside what it rests on, and holds until that changes. Absent: judging; a person
//! decides.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Fact,
    numbers::{is_among, numbers},
};
use crate::{
    ids::{CampaignId, CreatorId},
    time::Timestamp,
};

/// The most sentences.
pub const MOST_SENTENCES: usize = 6;
/// The most letters of one.
const MOST_LETTERS: usize = 400;

/// A sentence with the signals that it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// What it says.
    pub text: String,
    /// The names of the signals: `engagement`, or `engagement_2` of the second account.
    pub signals: Vec<String>,
}

/// A summary as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Of whom.
    pub creator: CreatorId,
    /// For which campaign the report was; nothing for the brand's own markets.
    pub campaign: Option<CampaignId>,
    /// What it says.
    pub sentences: Vec<Sentence>,
    /// In which language: `en` or `de`.
    pub language: String,
    /// By which model.
    pub model: String,
    /// Who asked for it, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// A digest of the facts that it rests on.
    pub rests_on: String,
}

/// Why a summary was thrown away.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SummaryError {
    /// Nothing was said.
    #[error("the summary was thrown away, because it says nothing; try again")]
    SaysNothing,
    /// Too much was said.
    #[error("the summary was thrown away, because it is longer than a few sentences; try again")]
    TooLong,
    /// A sentence rests on nothing.
    #[error("the summary was thrown away, because a sentence names no signal that it rests on; try again")]
    RestsOnNothing,
    /// A sentence rests on something that is not there.
    #[error("the summary was thrown away, because it names a signal that is not in the report: {0}")]
    UnknownSignal(String),
    /// A number came from elsewhere.
    #[error("the summary was thrown away, because it names a number that does not stand in the signals that it names: {0}")]
    ForeignNumber(String),
}

/// The sentences, if all of them hold.
///
/// # Errors
/// Says what does not.
pub fn checked(sentences: Vec<Sentence>, facts: &[Fact]) -> Result<Vec<Sentence>, SummaryError> {
    if sentences.is_empty() {
        return Err(SummaryError::SaysNothing);
    }
    if sentences.len() > MOST_SENTENCES {
        return Err(SummaryError::TooLong);
    }
    sentences.into_iter().map(|sentence| held(sentence, facts)).collect()
}

fn held(sentence: Sentence, facts: &[Fact]) -> Result<Sentence, SummaryError> {
    let text = sentence.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if !text.contains(char::is_alphabetic) {
        return Err(SummaryError::SaysNothing);
    }
    if text.chars().count() > MOST_LETTERS {
        return Err(SummaryError::TooLong);
    }
    let named: BTreeSet<String> = sentence.signals.iter().map(|name| name.trim().to_owned()).collect();
    let mut known = Vec::new();
    for name in &named {
        let fact = facts.iter().find(|fact| fact.name == *name);
        let fact = fact.ok_or_else(|| SummaryError::UnknownSignal(name.chars().take(60).collect()))?;
        known.extend(fact.says.iter().flat_map(|says| numbers(says)));
    }
    if named.is_empty() {
        return Err(SummaryError::RestsOnNothing);
    }
    match numbers(&text).into_iter().find(|number| !is_among(number, &known)) {
        Some(foreign) => Err(SummaryError::ForeignNumber(foreign.text)),
        None => Ok(Sentence { text, signals: named.into_iter().collect() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Vec<Fact> {
        let fact = |name: &str, says: &[&str]| Fact { name: name.to_owned(), says: says.iter().map(|one| (*one).to_owned()).collect() };
        vec![
            fact("engagement", &["Engagement, on Instagram.", "Value: 3.2 %.", "Mean of 12 posts: 300 likes over 10,000 followers."]),
            fact("disclosure", &["Disclosure.", "Value: 1 of 3.", "Reads as: Look closer."]),
        ]
    }

    fn said(text: &str, signals: &[&str]) -> Result<Vec<Sentence>, SummaryError> {
        let signals = signals.iter().map(|one| (*one).to_owned()).collect();
        checked(vec![Sentence { text: text.to_owned(), signals }], &known())
    }

    #[test]
    fn a_sentence_that_rests_on_its_signals_holds() {
        let all: [(&str, &[&str]); 4] = [
            ("Engagement of 3.2 % over twelve posts is as usual.", &["engagement"]),
            ("Bei 10.000 Followern liegt das Engagement bei 3,2 %.", &["engagement"]),
            ("Engagement is as usual, yet 1 of 3 paid posts is not disclosed.", &["engagement", "disclosure"]),
            ("Look at the disclosure of paid posts.", &["disclosure", "disclosure"]),
        ];
        for (text, signals) in all {
            assert!(said(text, signals).is_ok(), "{text}");
        }
        assert_eq!(said("  Two\nlines.", &[]).unwrap_err(), SummaryError::RestsOnNothing);
        assert_eq!(said("Look \n closer.", &["disclosure"]).unwrap()[0].text, "Look closer.");
    }

    #[test]
    fn a_number_from_elsewhere_throws_all_of_it_away() {
        let all: [(&str, &[&str], &str); 5] = [
            ("Engagement is 3.5 %.", &["engagement"], "3.5"),
            ("1 of 3 posts is not disclosed.", &["engagement"], "1"),
            ("The best of 500 creators.", &["engagement", "disclosure"], "500"),
            ("Half of the paid posts are not disclosed.", &["disclosure"], "Half"),
            ("Dreißig Likes.", &["engagement"], "Dreißig"),
        ];
        for (text, signals, number) in all {
            assert_eq!(said(text, signals), Err(SummaryError::ForeignNumber(number.to_owned())), "{text}");
        }
        let one = |text: &str| Sentence { text: text.to_owned(), signals: vec!["engagement".to_owned()] };
        assert!(checked(vec![one("Engagement is 3.2 %."), one("It was 9 % before.")], &known()).is_err());
    }

    #[test]
    fn a_signal_that_is_not_there_and_too_much_or_nothing_said_are_refused() {
        assert_eq!(said("Kind.", &["kindness"]), Err(SummaryError::UnknownSignal("kindness".into())));
        assert_eq!(said(" … ", &["engagement"]), Err(SummaryError::SaysNothing));
        assert_eq!(said(&"so ".repeat(200), &["engagement"]), Err(SummaryError::TooLong));
        assert_eq!(checked(vec![], &known()), Err(SummaryError::SaysNothing));
        let one = Sentence { text: "As usual.".into(), signals: vec!["engagement".into()] };
        assert_eq!(checked(vec![one; MOST_SENTENCES + 1], &known()), Err(SummaryError::TooLong));
    }
}
