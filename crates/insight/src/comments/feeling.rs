//! How a comment is meant, from words, emoji, and irony.
//!
//! Invariant: a word after a negation counts the other way; a plain question shows no attitude.

use super::deciding::Evidence;
use super::lexicon::Sense;
use super::reading::Reading;
use super::{Kind, Sentiment};

/// A negation reaches so many words ahead.
const REACH: usize = 3;

/// What emoji alone say. Annoyance and doubt cannot be told without words.
pub(super) fn of_emoji(reading: &Reading) -> Option<Sentiment> {
    match (reading.good + reading.pleas, reading.bad) {
        (0, 0) => None,
        (good, bad) if good > bad => Some(Sentiment::Positive),
        (good, bad) if bad > good => Some(Sentiment::Negative),
        _ => None,
    }
}

/// Liking minus dislike. Words inside a question are asked about, not said.
pub(super) fn score(evidence: &Evidence<'_>) -> i32 {
    let tokens = &evidence.reading.tokens;
    let mut sum = 0;
    let mut counted = vec![false; tokens.len()];
    let mut weigh = |from: usize, to: usize, worth: i32| {
        let span = counted.get_mut(from..to).unwrap_or_default();
        if !span.iter().any(|seen| *seen) {
            span.fill(true);
            sum += worth;
        }
    };
    let mut negations = vec![false; tokens.len() + 1];
    for not in evidence.of(Sense::Not) {
        negations.get_mut(not.to..=not.to).unwrap_or_default().fill(true);
    }
    // The negation ends at most so many tokens before the word, in the same clause.
    let negated = |at: usize| {
        (at.saturating_sub(REACH - 1)..=at).any(|end| {
            let apart = tokens.get(end..=at).unwrap_or_default().iter().any(|token| token.after_comma);
            negations.get(end) == Some(&true) && end > 0 && !apart && evidence.reading.same_sentence(end - 1, at)
        })
    };
    let mocks = evidence.of(Sense::Rhetorical).map(|form| form.from).min();
    // Longer phrases first, for "not bad" is praise, and "I hate how good this is" too.
    let mut phrases: Vec<_> = evidence.found.iter().filter(|found| evidence.feels(found)).collect();
    phrases.sort_by_key(|found| std::cmp::Reverse(found.to - found.from));
    for found in phrases {
        if evidence.reading.is_asked(found.from) && mocks.is_none_or(|from| from > found.from) {
            continue;
        }
        let liked = !matches!(found.phrase.sense, Sense::Bad | Sense::Jeer);
        weigh(found.from, found.to, if liked == negated(found.from) { -1 } else { 1 });
    }
    sum += evidence.reading.good.min(2) as i32 - evidence.reading.bad.min(2) as i32 - evidence.reading.doubt.min(1) as i32;
    if evidence.has(Sense::Irony) {
        sum = sum.min(0) - 2;
    }
    sum
}

/// How a comment of this kind is meant.
pub(super) fn of(evidence: &Evidence<'_>, kind: Kind) -> Option<Sentiment> {
    let score = score(evidence);
    let laughs = evidence.has(Sense::Laughter);
    let asks = evidence.has(Sense::Wants);
    let by_score = match score {
        1.. => Sentiment::Positive,
        0 => Sentiment::Neutral,
        _ => Sentiment::Negative,
    };
    match kind {
        Kind::Spam => None,
        Kind::EmojiOnly => of_emoji(&evidence.reading),
        Kind::GenericPraise => Some(Sentiment::Positive),
        Kind::PurchaseIntent if score >= 0 && !asks && evidence.buys().next().is_some() => Some(Sentiment::Positive),
        Kind::Substantive if score == 0 && (evidence.has(Sense::Refuses) || evidence.has(Sense::SentBack)) => Some(Sentiment::Negative),
        Kind::PurchaseIntent | Kind::Question | Kind::Substantive => Some(by_score),
        Kind::Other if evidence.has(Sense::Jeer) || evidence.has(Sense::Refuses) || score < 0 && !evidence.has(Sense::Chatter) => {
            Some(Sentiment::Negative)
        }
        Kind::Other if laughs => Some(Sentiment::Positive),
        Kind::Other if score > 0 && !evidence.has(Sense::Chatter) => Some(Sentiment::Positive),
        Kind::Other => None,
    }
}
