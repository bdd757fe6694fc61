//! Engagement quality over the comments under a creator's posts.
//!
//! Invariant: counts are of comments by others; the creator's own count only as replies. A share is `None` where there
//! is nothing to share. A reply to what is not there begins a thread of its own.
//! Absent: a score; whether a share is good or bad is for the report to say, beside its evidence.

use std::collections::{BTreeMap, HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Judged, Kind, Language, Sentiment, judge};
use crate::language::letters;

/// Who wrote so many of the comments is a repeated commenter.
pub const REPEATED: usize = 3;
/// Texts with fewer letters are alike by chance ("so pretty").
const COPIED_LETTERS: usize = 15;

/// A comment to be counted.
#[derive(Debug, Clone, Copy)]
pub struct Comment<'a> {
    /// What was written.
    pub text: &'a str,
    /// The author's name or id, as the platform gives it.
    pub author: &'a str,
    /// Whether the creator wrote it.
    pub by_creator: bool,
    /// The comment that it answers, by its place in the list.
    pub reply_to: Option<usize>,
    /// The language of the post.
    pub language: Option<Language>,
}

/// What the comments are like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quality {
    /// Comments by others than the creator.
    pub comments: usize,
    /// Of these, how many were judged.
    pub judged: usize,
    /// How many were not, because of their language.
    pub abstained: usize,
    /// Judged comments of each kind; a kind that did not occur is there with 0.
    pub by_kind: BTreeMap<Kind, usize>,
    /// Comments of each sentiment; those that show none are left out.
    pub by_sentiment: BTreeMap<Sentiment, usize>,
    /// Comments in each language, by its code; `unknown` where it cannot be told.
    pub by_language: BTreeMap<String, usize>,
    /// Share of the judged that are more than emoji, stock phrases, praise or spam: remarks, questions, purchase intent.
    pub substantive_share: Option<f64>,
    /// Comments that ask what a buyer asks, or say that they buy.
    pub intent: usize,
    /// Questions about anything else.
    pub questions: usize,
    /// Advertising.
    pub spam: usize,
    /// Different authors.
    pub authors: usize,
    /// Authors of three comments or more.
    pub repeated_authors: usize,
    /// Share of the comments that these wrote.
    pub repeated_share: Option<f64>,
    /// Comments whose text another author wrote too (emoji and short texts aside).
    pub copied: usize,
    /// Comments by others that answer nothing: each begins a thread.
    pub threads: usize,
    /// Replies in threads, the creator's among them, per thread.
    pub replies_per_thread: Option<f64>,
    /// The longest chain of replies: 0 where nobody answers anybody.
    pub deepest: usize,
    /// Threads in which two others or more speak.
    pub conversations: usize,
    /// Replies by the creator.
    pub creator_replies: usize,
    /// Share of threads in which the creator answered.
    pub creator_reply_share: Option<f64>,
    /// Share of questions and purchase intent with a question that got an answer of the creator's in their thread afterwards.
    pub answered_share: Option<f64>,
}

/// A comment's place in its thread.
#[derive(Clone, Copy)]
struct Place {
    root: usize,
    depth: usize,
}

/// Judges the comments and counts what they are like.
#[must_use]
pub fn quality(comments: &[Comment<'_>]) -> Quality {
    let places = places(comments);
    let mut counted = Quality { by_kind: Kind::ALL.into_iter().map(|kind| (kind, 0)).collect(), ..Quality::default() };
    let judgements: Vec<Option<Judged>> =
        comments.iter().map(|comment| (!comment.by_creator).then(|| judge(comment.text, comment.language))).collect();
    for judged in judgements.iter().flatten() {
        counted.comments += 1;
        let language = judged.language.map_or("unknown", Language::code);
        *counted.by_language.entry(language.to_owned()).or_default() += 1;
        if let Some(kind) = judged.kind {
            counted.judged += 1;
            *counted.by_kind.entry(kind).or_default() += 1;
        }
        if let Some(sentiment) = judged.sentiment {
            *counted.by_sentiment.entry(sentiment).or_default() += 1;
        }
    }
    counted.abstained = counted.comments - counted.judged;
    let of = |kind| counted.by_kind.get(&kind).copied().unwrap_or(0);
    (counted.intent, counted.questions, counted.spam) = (of(Kind::PurchaseIntent), of(Kind::Question), of(Kind::Spam));
    counted.substantive_share = share(counted.intent + counted.questions + of(Kind::Substantive), counted.judged);
    count_authors(comments, &judgements, &mut counted);
    count_threads(comments, &judgements, &places, &mut counted);
    counted
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// Follows replies to where they begin. A reply points to an earlier or a later comment; a circle is cut.
fn places(comments: &[Comment<'_>]) -> Vec<Place> {
    let mut places: Vec<Option<Place>> = vec![None; comments.len()];
    for start in 0..comments.len() {
        let mut path = Vec::new();
        let mut on_path = HashSet::new();
        let mut at = start;
        let mut above = loop {
            if let Some(place) = places.get(at).copied().flatten() {
                break Some(place);
            }
            if !on_path.insert(at) {
                break None;
            }
            path.push(at);
            match comments.get(at).and_then(|comment| comment.reply_to).filter(|to| *to < comments.len()) {
                Some(to) => at = to,
                None => break None,
            }
        };
        for at in path.into_iter().rev() {
            let place = above.map_or(Place { root: at, depth: 0 }, |above| Place { root: above.root, depth: above.depth + 1 });
            if let Some(slot) = places.get_mut(at) {
                *slot = Some(place);
            }
            above = Some(place);
        }
    }
    places.into_iter().enumerate().map(|(at, place)| place.unwrap_or(Place { root: at, depth: 0 })).collect()
}

fn count_authors(comments: &[Comment<'_>], judgements: &[Option<Judged>], counted: &mut Quality) {
    let mut by_author: HashMap<&str, usize> = HashMap::new();
    let mut by_text: HashMap<String, (HashSet<&str>, usize)> = HashMap::new();
    for (comment, judged) in comments.iter().zip(judgements).filter(|(comment, _)| !comment.by_creator) {
        *by_author.entry(comment.author).or_default() += 1;
        let text: String = letters::folded(comment.text).chars().filter(|letter| letter.is_alphanumeric()).collect();
        let told = judged.as_ref().is_some_and(|judged| judged.kind != Some(Kind::EmojiOnly));
        if told && text.chars().count() >= COPIED_LETTERS {
            let (authors, times) = by_text.entry(text).or_default();
            authors.insert(comment.author);
            *times += 1;
        }
    }
    counted.authors = by_author.len();
    counted.repeated_authors = by_author.values().filter(|times| **times >= REPEATED).count();
    counted.repeated_share = share(by_author.values().filter(|times| **times >= REPEATED).sum(), counted.comments);
    counted.copied = by_text.values().filter(|(authors, _)| authors.len() > 1).map(|(_, times)| times).sum();
}

/// A thread as it is counted.
#[derive(Default)]
struct Thread<'a> {
    replies: usize,
    others: HashSet<&'a str>,
    last_by_creator: Option<usize>,
}

fn count_threads(comments: &[Comment<'_>], judgements: &[Option<Judged>], places: &[Place], counted: &mut Quality) {
    let mut threads: BTreeMap<usize, Thread<'_>> = BTreeMap::new();
    for (at, (comment, place)) in comments.iter().zip(places).enumerate() {
        // What begins with the creator is an announcement, and no thread of the audience.
        if comments.get(place.root).is_none_or(|root| root.by_creator) {
            counted.creator_replies += usize::from(comment.by_creator && place.depth > 0);
            counted.deepest = counted.deepest.max(place.depth);
            continue;
        }
        let thread = threads.entry(place.root).or_default();
        counted.deepest = counted.deepest.max(place.depth);
        thread.replies += usize::from(place.depth > 0);
        if comment.by_creator {
            counted.creator_replies += 1;
            thread.last_by_creator = Some(at);
        } else {
            thread.others.insert(comment.author);
        }
    }
    let replies: usize = threads.values().map(|thread| thread.replies).sum();
    counted.threads = threads.len();
    counted.replies_per_thread = share(replies, counted.threads);
    counted.conversations = threads.values().filter(|thread| thread.others.len() >= 2).count();
    counted.creator_reply_share = share(threads.values().filter(|thread| thread.last_by_creator.is_some()).count(), counted.threads);
    let asked: Vec<(usize, usize)> = comments
        .iter()
        .zip(judgements)
        .zip(places)
        .enumerate()
        .filter(|(_, ((comment, judged), _))| {
            let kind = judged.as_ref().and_then(|judged| judged.kind);
            kind == Some(Kind::Question) || kind == Some(Kind::PurchaseIntent) && comment.text.contains(['?', '？'])
        })
        .map(|(at, (_, place))| (at, place.root))
        .collect();
    let answered =
        asked.iter().filter(|(at, root)| threads.get(root).and_then(|thread| thread.last_by_creator).is_some_and(|last| last > *at));
    counted.answered_share = share(answered.count(), asked.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by<'a>(author: &'a str, text: &'a str, reply_to: Option<usize>) -> Comment<'a> {
        Comment { text, author, by_creator: author == "creator", reply_to, language: Some(Language::English) }
    }

    #[test]
    fn shares_and_threads_are_counted_over_what_others_wrote() {
        let comments = [
            by("ana", "Where can I buy this?", None),
            by("creator", "In my shop!", Some(0)),
            by("ben", "same question, does it ship to Spain?", Some(1)),
            by("cleo", "What camera do you use?", None),
            by("dan", "😍😍", None),
            by("dan", "😍", None),
            by("dan", "gorgeous", None),
            by("eve", "Follow me and I follow you back", None),
            by("fay", "Follow me and I follow you back!!", None),
            by("gus", "สวยมากกกก", None),
        ];
        let counted = quality(&comments);
        assert_eq!((counted.comments, counted.judged, counted.abstained), (9, 8, 1));
        assert_eq!((counted.intent, counted.questions, counted.spam), (2, 1, 2));
        assert_eq!(counted.by_kind.get(&Kind::EmojiOnly), Some(&2));
        assert_eq!(counted.substantive_share, Some(3.0 / 8.0));
        assert_eq!((counted.authors, counted.repeated_authors, counted.repeated_share), (7, 1, Some(3.0 / 9.0)));
        assert_eq!(counted.copied, 2);
        assert_eq!((counted.threads, counted.deepest, counted.conversations), (8, 2, 1));
        assert_eq!(counted.replies_per_thread, Some(2.0 / 8.0));
        assert_eq!((counted.creator_replies, counted.creator_reply_share), (1, Some(1.0 / 8.0)));
        // Ana's was answered; Ben asked after the answer, and nobody answered Cleo.
        assert_eq!(counted.answered_share, Some(1.0 / 3.0));
    }

    #[test]
    fn nothing_gives_no_shares() {
        let counted = quality(&[]);
        assert_eq!((counted.comments, counted.substantive_share, counted.creator_reply_share), (0, None, None));
        assert_eq!(counted.by_kind.len(), Kind::ALL.len());
    }

    #[test]
    fn replies_in_a_circle_or_to_nothing_are_cut() {
        let comments = [by("a", "hi", Some(1)), by("b", "hi", Some(0)), by("c", "hi", Some(2)), by("d", "hi", Some(99))];
        let counted = quality(&comments);
        assert_eq!(counted.threads, 3);
        assert_eq!(counted.deepest, 1);
    }

    #[test]
    fn a_long_chain_of_replies_is_followed_once() {
        let comments: Vec<Comment<'_>> = (0..20_000_usize).map(|at| by("a", "hi", at.checked_sub(1))).collect();
        assert_eq!(quality(&comments).deepest, 19_999);
    }
}
