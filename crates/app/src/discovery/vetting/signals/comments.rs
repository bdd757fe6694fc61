//! What people write under the posts.
//!
//! Invariant: comments in languages that are not read are counted as such and are no part of a share; replies are unknown where
//! the file has none of anybody; how comments are meant is told and counts in no fit. Absent: weighing it.

use std::collections::HashMap;

use domain::discovery::vetting::{Evidence, EvidenceKind, Figure, Reads, Signal, SignalKind, band, comments::CreatorComment};
use insight::{
    comments::{Comment, Kind, Quality, Sentiment, judge, quality},
    language::{self, Language},
};

use super::{
    super::{
        material::{Material, key},
        millionths, percent, shown,
    },
    MOST_EVIDENCE,
};

/// Fewer judged comments say nothing of a habit.
const LEAST: usize = 30;

/// Comments that say something, questions of buyers, own replies.
pub(super) fn signals(material: &Material<'_>) -> (Signal, Signal, Signal) {
    let comments = &material.comments;
    let languages = languages(material);
    let places: HashMap<&str, usize> =
        comments.iter().enumerate().filter_map(|(at, one)| Some((one.comment.external.as_deref()?, at))).collect();
    let of_thread = |one: &CreatorComment| one.comment.post.as_deref().and_then(|post| languages.get(key(post)).copied()).flatten();
    let read: Vec<Comment<'_>> = comments
        .iter()
        .map(|one| Comment {
            text: &one.comment.text,
            author: &one.comment.author,
            by_creator: one.comment.by_creator,
            reply_to: one.comment.reply_to.as_deref().and_then(|above| places.get(above).copied()),
            language: of_thread(one),
        })
        .collect();
    let counted = quality(&read);
    let judged: Vec<(&CreatorComment, Option<Kind>, Vec<String>)> = comments
        .iter()
        .copied()
        .filter(|one| !one.comment.by_creator)
        .map(|one| {
            let judged = judge(&one.comment.text, of_thread(one));
            (one, judged.kind, judged.because)
        })
        .collect();
    let seen = |kinds: &[Kind]| -> Vec<Evidence> {
        let of = judged.iter().filter(|(_, kind, _)| kind.is_some_and(|kind| kinds.contains(&kind)));
        of.map(|(one, _, because)| evidence(one, because.first().cloned().unwrap_or_default())).collect()
    };
    let (source, as_of) = material.of_comments();
    let substantive = substantive(&counted, seen(&[Kind::Substantive, Kind::Question, Kind::PurchaseIntent]));
    let questions = questions(&counted, seen(&[Kind::PurchaseIntent]));
    let replies = replies(&counted, comments);
    (substantive.from(source.clone(), as_of), questions.from(source.clone(), as_of), replies.from(source, as_of))
}

/// The language of each post, by address and by id.
fn languages<'a>(material: &'a Material<'_>) -> HashMap<&'a str, Option<Language>> {
    let mut found = HashMap::new();
    for read in &material.posts {
        let language = language::detect(&read.post.post.caption);
        for name in [read.post.post.url.as_deref().map(key), read.post.post.external.as_deref()].into_iter().flatten() {
            found.insert(name, language);
        }
    }
    found
}

fn evidence(one: &CreatorComment, says: String) -> Evidence {
    let url = one.comment.post.clone().filter(|post| post.starts_with("https://") || post.starts_with("http://"));
    Evidence { kind: EvidenceKind::Comment, text: shown(&one.comment.text), says, url, at: one.comment.at, rule: None }
}

const BRING: &str = "Bring at least 30 comments under recent posts (CSV or JSON with text, author, post url, created, reply to).";

/// Why a share of comments is not known, where it is not.
fn too_few(kind: SignalKind, counted: &Quality) -> Option<Signal> {
    let because = match counted.comments {
        0 => "No comments are known.".to_owned(),
        all if counted.judged < LEAST => {
            format!("Comments that could be read: {} of {all}; 30 are needed.", counted.judged)
        }
        _ => return None,
    };
    Some(Signal::unknown(kind, because, BRING))
}

fn limits(kind: SignalKind) -> Option<String> {
    band(kind).map(|band| format!("Usual from {}, good from {}: {}.", percent(band.usual), percent(band.good), band.source))
}

fn reads(kind: SignalKind, value: i64) -> Reads {
    band(kind).map_or(Reads::Unknown, |band| band.reads(value))
}

fn substantive(counted: &Quality, evidence: Vec<Evidence>) -> Signal {
    let kind = SignalKind::SubstantiveComments;
    if let Some(unknown) = too_few(kind, counted) {
        return unknown;
    }
    let share = millionths(counted.substantive_share.unwrap_or(0.0));
    let of = |kind: Kind| counted.by_kind.get(&kind).copied().unwrap_or(0);
    let mut because = vec![
        format!(
            "{} of {} comments that could be read say something.",
            counted.intent + counted.questions + of(Kind::Substantive),
            counted.judged
        ),
        format!("The others: {} emoji only, {} stock praise, {} advertising.", of(Kind::EmojiOnly), of(Kind::GenericPraise), counted.spam),
    ];
    if counted.abstained > 0 {
        because.push(format!("{} are in languages that are not read here, and count nowhere.", counted.abstained));
    }
    if counted.repeated_authors > 0 {
        let of_all = percent(millionths(counted.repeated_share.unwrap_or(0.0)));
        because.push(format!("{} people wrote three comments or more, {of_all} of all.", counted.repeated_authors));
    }
    if counted.copied > 0 {
        because.push(format!("{} comments were written in the same words by others too.", counted.copied));
    }
    because.extend(attitude(counted));
    because.extend(depth(counted));
    because.extend(limits(kind));
    Signal::of(kind, Figure::Share { share, low: None, high: None }, reads(kind, share), because, "Comments under newer posts change it.")
        .shown_by(evidence, MOST_EVIDENCE)
}

/// How the comments that show an attitude are meant; counted in no fit, because annoyance says nothing of whether people are there.
fn attitude(counted: &Quality) -> Option<String> {
    let of = |sentiment: Sentiment| counted.by_sentiment.get(&sentiment).copied().unwrap_or(0);
    let (liked, disliked) = (of(Sentiment::Positive), of(Sentiment::Negative));
    (liked + disliked > 0).then(|| format!("Meant well: {liked}, meant badly or annoyed: {disliked}."))
}

/// How deep people talk; nothing where the files tell of no replies.
fn depth(counted: &Quality) -> Option<String> {
    (counted.deepest > 0).then(|| {
        format!(
            "In {} of {} threads two others or more talk with each other; the longest chain has {} replies.",
            counted.conversations, counted.threads, counted.deepest
        )
    })
}

fn questions(counted: &Quality, evidence: Vec<Evidence>) -> Signal {
    let kind = SignalKind::PurchaseQuestions;
    if let Some(unknown) = too_few(kind, counted) {
        return unknown;
    }
    let share = millionths(counted.intent as f64 / counted.judged.max(1) as f64);
    let mut because =
        vec![format!("{} of {} comments ask where to buy, what it costs, or say that they bought.", counted.intent, counted.judged)];
    because.extend(limits(kind));
    Signal::of(
        kind,
        Figure::Share { share, low: None, high: None },
        reads(kind, share),
        because,
        "Comments under posts that show products change it.",
    )
    .shown_by(evidence, MOST_EVIDENCE)
}

fn replies(counted: &Quality, comments: &[&CreatorComment]) -> Signal {
    let kind = SignalKind::OwnReplies;
    if let Some(unknown) = too_few(kind, counted) {
        return unknown;
    }
    if !comments.iter().any(|one| one.comment.reply_to.is_some() || one.comment.by_creator) {
        let bring = "Bring comments with their replies (columns reply to and is creator); many exports leave them out.";
        return Signal::unknown(kind, "The files hold no replies of anybody, so that they cannot be told from none.", bring);
    }
    let share = millionths(counted.creator_reply_share.unwrap_or(0.0));
    let mut because =
        vec![format!("{} replies of the creator; {} of {} threads have one.", counted.creator_replies, percent(share), counted.threads)];
    if let Some(answered) = counted.answered_share {
        because.push(format!("Of questions, {} were answered.", percent(millionths(answered))));
    }
    because.extend(limits(kind));
    let own = comments.iter().filter(|one| one.comment.by_creator).map(|one| evidence(one, "Written by the creator.".to_owned()));
    Signal::of(kind, Figure::Share { share, low: None, high: None }, reads(kind, share), because, "Comments under newer posts change it.")
        .shown_by(own.collect(), MOST_EVIDENCE)
}
