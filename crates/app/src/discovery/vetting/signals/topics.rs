//! Whether somebody writes of what the brand is about: each post against the words of the brand's profile, by meaning.
//!
//! Invariant: the closeness is that of Discover and stands with the limits by which it is read; what is in a language whose
//! meaning is not read is counted as such and is no part of the share. Absent: pictures, and topics that somebody only noted.

use domain::discovery::vetting::{Figure, Reads, Signal, SignalKind, band};
use insight::{
    language::{self, Language},
    meaning,
    search::CLOSE,
};

use super::{
    super::{
        LEAST_CAPTIONS, count,
        material::{Material, ReadPost},
        millionths, percent,
    },
    MOST_EVIDENCE, of_post,
};

/// The only language whose meaning the model reads.
const READ: &str = "en";

pub(super) fn topic_fit(material: &Material<'_>) -> Signal {
    const NAME_WORDS: &str = "Write what the brand sells, values and wants to reach in its profile, in English.";
    let kind = SignalKind::TopicFit;
    if material.about.is_empty() {
        return Signal::unknown(kind, "The brand's profile names no products, values or audiences.", NAME_WORDS);
    }
    let profile = meaning::vector(material.about).filter(|_| is_read(language::detect(material.about).map(Language::code)));
    let Some(profile) = profile else {
        return Signal::unknown(kind, "The brand's profile is in a language whose meaning is not read here.", NAME_WORDS);
    };
    let readable: Vec<&ReadPost<'_>> = material.posts.iter().copied().filter(|read| is_read(read.language)).collect();
    let mut compared: Vec<(i64, &ReadPost<'_>)> = readable
        .iter()
        .filter_map(|read| {
            let close = meaning::closeness(&profile, &meaning::vector(&read.post.post.caption)?);
            Some((millionths(f64::from(close)), *read))
        })
        .collect();
    if compared.len() < LEAST_CAPTIONS {
        let because = format!("Posts in English whose meaning can be compared: {}, which is too few.", compared.len());
        return Signal::unknown(kind, because, "Bring at least 10 recent posts with their captions (CSV or JSON).");
    }
    compared.sort_by_key(|(close, _)| std::cmp::Reverse(*close));
    let near = compared.iter().filter(|(close, _)| *close >= millionths(f64::from(CLOSE))).count();
    let share = millionths(near as f64 / compared.len() as f64);
    let middle = compared.get(compared.len() / 2).map_or(0, |(close, _)| *close);
    let mut because = vec![
        format!("{near} of {} posts are near in meaning to the brand's products, values and audiences.", compared.len()),
        format!(
            "The middle one has a closeness of {}; from {CLOSE:.2} on a post is near, from 0.50 on people would call it the same subject.",
            hundredths(middle)
        ),
    ];
    let others = material.posts.len() - readable.len();
    if others > 0 {
        because.push(format!("{others} posts are in languages whose meaning is not read here, and count nowhere."));
    }
    let limits = band(kind);
    because.extend(limits.map(|band| format!("Usual from {}, good from {}: {}.", percent(band.usual), percent(band.good), band.source)));
    let evidence =
        compared.iter().map(|(close, read)| of_post(read.post, "", format!("Closeness to the profile: {}.", hundredths(*close))));
    let evidence = evidence.take(MOST_EVIDENCE).collect();
    let (source, as_of) = material.of_posts();
    let reads = limits.map_or(Reads::Unknown, |band| band.reads(share));
    let mut signal = Signal::of(
        kind,
        Figure::Share { share, low: None, high: None },
        reads,
        because,
        "Newer posts, or other words in the brand's profile, change it.",
    )
    .shown_by(evidence, MOST_EVIDENCE)
    .from(source, as_of);
    signal.more = count(near.saturating_sub(MOST_EVIDENCE));
    signal
}

/// A text whose language cannot be told is compared; one in another language is not.
fn is_read(language: Option<&str>) -> bool {
    language.is_none_or(|code| code == READ)
}

/// A closeness as a sentence says it: `0.42`.
fn hundredths(millionths: i64) -> String {
    format!("{:.2}", millionths as f64 / 1_000_000.0)
}
