//! What a brand may not want to stand beside.
//!
//! The rows of `data/safety.tsv` give words a topic and a weight: `high` and `low` are findings; `raise` makes a low finding of its
//! topic high ("free bets" beside a casino); `not` are figures of speech and homonyms, and what they cover is no finding; `over` says
//! that the text is about leaving a thing behind ("sober"), so that its low findings are dropped.
//!
//! Invariant: every finding has its words in the text; high ones come first.
//! Absent: a judgement. A labelled advert can be high and an unlabelled post harmless; disclosure is another question.

use super::language::denied;
use super::rules::{self, Fit, Index, Languages, Looks};
use super::sponsored::evidence;
use super::text::Text;
use super::{Evidence, Finding, SafetyTopic, Severity};
use std::collections::HashSet;
use std::sync::LazyLock;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    High,
    Low,
    Raise,
    Not,
    Over,
}

struct Table {
    rows: Vec<(Option<SafetyTopic>, Weight, &'static str)>,
    index: Index,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: Vec::new(), index: Index::new(Looks::BehindStars) };
    for [topic, weight, language, patterns, says] in rules::rows::<5>(include_str!("data/safety.tsv")) {
        let weight = match weight {
            "high" => Weight::High,
            "low" => Weight::Low,
            "raise" => Weight::Raise,
            "over" => Weight::Over,
            _ => Weight::Not,
        };
        table.index.add(patterns, rules::languages(language), table.rows.len());
        table.rows.push((SafetyTopic::from_name(topic), weight, says));
    }
    table
});

/// The most findings that are given.
const MOST: usize = 20;
/// One swear word is low; this many are high.
const AGAIN_AND_AGAIN: usize = 3;

impl SafetyTopic {
    /// "Not a cure" is no claim, while "not" in front of an insult does not make it kind.
    fn can_be_denied(self) -> bool {
        match self {
            Self::Alcohol | Self::Gambling | Self::Drugs | Self::MedicalClaim | Self::Adult | Self::Politics => true,
            Self::Violence | Self::Hate | Self::Profanity => false,
        }
    }
}

/// The findings of a text, most serious first.
pub(super) fn safety(text: &Text<'_>, asked: Languages) -> Vec<Finding> {
    let mut fits: Vec<(Fit, Option<SafetyTopic>, Weight, &'static str)> = Vec::new();
    let mut harmless = vec![false; text.words.len()];
    TABLE.index.find(text, asked, |fit| {
        let Some((topic, weight, says)) = TABLE.rows.get(fit.meaning) else { return };
        if *weight == Weight::Not {
            harmless.iter_mut().take(fit.last + 1).skip(fit.first).for_each(|word| *word = true);
        } else {
            fits.push((fit, *topic, *weight, *says));
        }
    });
    let mut raised: HashSet<SafetyTopic> = HashSet::new();
    let mut over: HashSet<SafetyTopic> = HashSet::new();
    for (_, topic, weight, _) in &fits {
        match weight {
            Weight::Raise => raised.extend(*topic),
            Weight::Over => over.extend(*topic),
            Weight::High | Weight::Low | Weight::Not => {}
        }
    }
    let mut findings: Vec<(Finding, Fit)> = Vec::new();
    for (fit, topic, weight, says) in &fits {
        let Some(topic) = *topic else { continue };
        let covered = harmless.get(fit.first..=fit.last).is_some_and(|words| words.contains(&true));
        if covered || (topic.can_be_denied() && denied(text, fit.first, 3)) {
            continue;
        }
        let severity = match weight {
            Weight::High => Severity::High,
            Weight::Low if over.contains(&topic) => continue,
            Weight::Low if raised.contains(&topic) => Severity::High,
            Weight::Low => Severity::Low,
            Weight::Raise | Weight::Not | Weight::Over => continue,
        };
        let known = findings.iter().any(|(finding, other)| {
            finding.topic == topic && other.first <= fit.last && fit.first <= other.last && finding.severity >= severity
        });
        if !known && findings.len() < MOST {
            findings.push((finding(text, topic, severity, *fit, says), *fit));
        }
    }
    let swearing = findings.iter().filter(|(finding, _)| finding.topic == SafetyTopic::Profanity).count();
    let mut findings: Vec<Finding> = findings.into_iter().map(|(finding, _)| finding).collect();
    if swearing >= AGAIN_AND_AGAIN {
        findings.iter_mut().filter(|finding| finding.topic == SafetyTopic::Profanity).for_each(|finding| finding.severity = Severity::High);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

fn finding(text: &Text<'_>, topic: SafetyTopic, severity: Severity, fit: Fit, says: &str) -> Finding {
    let level = match severity {
        Severity::Low => "mild",
        Severity::High => "serious",
    };
    let evidence: Evidence = evidence(text, fit, says);
    let says = format!("{} ({level}): \"{}\" is {says}.", topic.label(), evidence.text);
    Finding { topic, severity, evidence, says }
}

/// Endings with which a listed word is still that word.
const ENDINGS: [&str; 14] = ["s", "es", "e", "n", "en", "er", "ern", "em", "x", "ed", "d", "ing", "ly", "a"];

/// The brand's own list in a text: whole words, folded, with a simple tolerance for endings.
pub(super) fn own_list(text: &str, list: &[&str]) -> Vec<Evidence> {
    let text = Text::new(text);
    let mut found: Vec<Evidence> = Vec::new();
    for entry in list {
        let wanted = Text::new(entry);
        let wanted: Vec<&str> = wanted.words.iter().map(|word| wanted.folded(word)).filter(|word| !word.is_empty()).collect();
        let Some(length) = wanted.len().checked_sub(1) else { continue };
        for at in 0..text.words.len() {
            let here = text.words.get(at..=at + length).unwrap_or_default();
            if here.len() == wanted.len() && here.iter().zip(&wanted).all(|(word, wanted)| same_word(text.folded(word), wanted)) {
                found.push(evidence(&text, Fit { first: at, last: at + length, meaning: 0 }, &format!("\"{entry}\" is on the list")));
            }
        }
    }
    found.sort_by_key(|evidence| (evidence.start, evidence.end));
    found
}

fn same_word(seen: &str, wanted: &str) -> bool {
    let (short, long) = if seen.len() < wanted.len() { (seen, wanted) } else { (wanted, seen) };
    // Short words have no tolerance: "car" is not "care".
    seen == wanted || (short.len() >= 4 && long.strip_prefix(short).is_some_and(|ending| ENDINGS.contains(&ending)))
}
