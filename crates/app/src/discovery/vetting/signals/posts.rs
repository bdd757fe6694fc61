//! What the posts themselves say: how often, what is paid for, whether that is said, and what a brand may not want.
//!
//! Invariant: each verdict names its words and, where there is one, the rule with its source. Absent: pictures and sound.

use domain::{
    discovery::vetting::{Evidence, Figure, Reads, Signal, SignalKind, band},
    team::{HowBad, LeftOut},
};
use insight::{
    captions::{Severity, Verdict, own_list},
    consistency::{self, Reading},
};

use super::{
    super::{
        LEAST_CAPTIONS, count,
        material::{Material, ReadPost},
        millionths, percent,
    },
    MOST_EVIDENCE, of_post,
};

/// Fewer paid posts that are marked say nothing of a habit; one that is not marked is looked at.
const LEAST_PAID: usize = 3;
const BRING: &str = "Bring at least 10 recent posts with their captions (CSV or JSON).";

pub(super) fn posts_a_week(material: &Material<'_>) -> Signal {
    let kind = SignalKind::PostsAWeek;
    let times: Vec<i64> = material.posts.iter().filter_map(|read| read.post.post.posted_at.map(|at| at.0)).collect();
    let found = consistency::consistency(&times, material.now.0);
    let bring = "Bring posts with their dates, of at least two weeks.";
    let (Some(rate), false) = (found.posts_a_week, found.reading == Reading::TooFew) else {
        return Signal::unknown(kind, format!("Posts with dates in the last twelve weeks: {}, which is too few.", found.posts), bring);
    };
    let reads = match found.reading {
        Reading::Ideal => Reads::Good,
        Reading::Uneven | Reading::Often => Reads::Usual,
        Reading::Seldom | Reading::Paused => Reads::LookCloser,
        Reading::TooFew => Reads::Unknown,
    };
    let mut because = vec![format!("{} posts in {} weeks; 3 to 5 a week is ideal.", found.posts, found.weeks)];
    if let Some(gap) = found.longest_gap_days {
        because.push(format!("The longest gap is {} days.", gap.round()));
    }
    if found.reading == Reading::Uneven {
        because.push("Few of the weeks have 3 to 5 posts.".to_owned());
    }
    let (source, as_of) = material.of_posts();
    let value = Figure::AWeek { times: (rate * 1_000.0).round() as i64 };
    let newest = material.posts.iter().filter(|read| read.post.post.posted_at.is_some()).map(|read| of_post(read.post, "", ""));
    Signal::of(kind, value, reads, because, "The next weeks' posts change it.")
        .usually(3_000, 5_000)
        .shown_by(newest.collect(), MOST_EVIDENCE)
        .from(source, as_of)
}

/// Posts with words.
fn with_words<'a>(material: &'a Material<'_>) -> Vec<&'a ReadPost<'a>> {
    material.posts.iter().copied().filter(|read| !read.post.post.caption.trim().is_empty()).collect()
}

pub(super) fn sponsored_share(material: &Material<'_>) -> Signal {
    let kind = SignalKind::SponsoredShare;
    let posts = with_words(material);
    if posts.len() < LEAST_CAPTIONS {
        return Signal::unknown(kind, format!("Posts with captions: {}, which is too few.", posts.len()), BRING);
    }
    let paid: Vec<&&ReadPost<'_>> = posts.iter().filter(|read| read.reading.sponsored.yes).collect();
    let share = millionths(paid.len() as f64 / posts.len() as f64);
    let limits = band(kind);
    let mut because = vec![format!("{} of {} posts are marked or read as paid, gifted or earning.", paid.len(), posts.len())];
    because.extend(limits.map(|band| format!("Good up to {}, usual up to {}: {}.", percent(band.good), percent(band.usual), band.source)));
    let evidence = paid.iter().map(|read| {
        let said: Vec<&str> = read.reading.sponsored.because.iter().map(|one| one.says.as_str()).collect();
        of_post(read.post, "", said.join("; "))
    });
    let (source, as_of) = material.of_posts();
    let reads = limits.map_or(Reads::Unknown, |band| band.reads(share));
    Signal::of(kind, Figure::Share { share, low: None, high: None }, reads, because, "Newer posts change it.")
        .shown_by(evidence.collect(), MOST_EVIDENCE)
        .from(source, as_of)
}

pub(super) fn disclosure(material: &Material<'_>) -> Signal {
    let kind = SignalKind::Disclosure;
    let Some(market) = material.market else {
        let because = match material.gathered.creator.country {
            Some(country) => format!("There are no rules of {} here.", country.name()),
            None => "The creator's country is not known, so neither are the rules.".to_owned(),
        };
        let bring =
            "Rules are here for the United States, the United Kingdom, Ireland, Germany, France and Spain. Note the creator's country.";
        return Signal::unknown(kind, because, bring);
    };
    let mut paid: Vec<&ReadPost<'_>> = with_words(material).into_iter().filter(|read| read.reading.sponsored.yes).collect();
    if paid.is_empty() {
        return Signal::unknown(kind, "No paid post is among those that are known.", BRING);
    }
    let rank = |read: &ReadPost<'_>| match read.reading.disclosure.verdict {
        Verdict::Missing => 0,
        Verdict::Weak(_) => 1,
        Verdict::Clear | Verdict::NotNeeded => 2,
    };
    paid.sort_by_key(|read| rank(read));
    let of = |wanted: i32| paid.iter().filter(|read| rank(read) == wanted).count();
    let (missing, weak, clear) = (of(0), of(1), of(2));
    let reads = match () {
        () if missing == 0 && paid.len() < LEAST_PAID => Reads::Unknown,
        () if clear == paid.len() => Reads::Good,
        () if missing * 2 > paid.len() => Reads::Reject,
        () if missing == 0 && clear * 5 >= paid.len() * 4 => Reads::Usual,
        () => Reads::LookCloser,
    };
    let mut because = vec![
        format!("{clear} of {} paid posts say so clearly, {weak} not as they should, {missing} not at all.", paid.len()),
        format!("Read by the rules of {}; the safest word there is “{}”.", market.name(), market.label()),
    ];
    if reads == Reads::Unknown {
        because.push("Fewer than 3 paid posts say little of a habit.".to_owned());
    }
    let evidence = paid.iter().map(|read| {
        let found = &read.reading.disclosure;
        let mut evidence = of_post(read.post, "", found.reason.clone());
        evidence.rule = found.source.map(str::to_owned);
        evidence
    });
    let (source, as_of) = material.of_posts();
    let value = Figure::Count { count: count(clear), of: count(paid.len()) };
    Signal::of(
        kind,
        value,
        reads,
        because,
        "A corrected caption, or the platform's own label in the file (column paid partnership), changes it.",
    )
    .shown_by(evidence.collect(), MOST_EVIDENCE)
    .from(source, as_of)
}

pub(super) fn brand_safety(material: &Material<'_>) -> Signal {
    let kind = SignalKind::BrandSafety;
    let posts = with_words(material);
    if posts.len() < LEAST_CAPTIONS {
        return Signal::unknown(kind, format!("Posts with captions: {}, which is too few.", posts.len()), BRING);
    }
    let list: Vec<&str> = material.left_out.iter().map(|one| one.words).collect();
    let (mut serious, mut asked, mut mild, mut own) = (0, 0, 0, 0);
    let mut evidence: Vec<(HowBad, Evidence)> = Vec::new();
    for read in &posts {
        let listed = on_list(&read.post.post.caption, &list, material.left_out);
        let finding = read.reading.safety.first();
        let of_program = finding.map(|finding| if finding.severity == Severity::High { HowBad::Serious } else { HowBad::Mild });
        own += usize::from(listed.is_some());
        match listed.as_ref().map(|(how_bad, _)| *how_bad).into_iter().chain(of_program).min() {
            Some(HowBad::Serious) => serious += 1,
            Some(HowBad::Unsaid) => asked += 1,
            Some(HowBad::Mild) => mild += 1,
            None => {}
        }
        evidence.extend(listed.map(|(how_bad, says)| (how_bad, of_post(read.post, "", says))));
        if let (Some(finding), Some(how_bad)) = (finding, of_program) {
            let says = format!("{}: “{}”. {}", finding.topic.label(), finding.evidence.text, finding.says);
            evidence.push((how_bad, of_post(read.post, "", says)));
        }
    }
    let reads = match () {
        () if serious * 10 >= posts.len() => Reads::Reject,
        () if serious + asked > 0 => Reads::LookCloser,
        () if mild > 0 => Reads::Usual,
        () => Reads::Good,
    };
    let because = vec![
        format!("Captions read: {}; with something serious: {serious}, with something mild: {mild}.", posts.len()),
        if list.is_empty() {
            "The brand has no list of what is not to be said.".to_owned()
        } else {
            format!("{own} posts use words of the brand's list of what is not to be said.")
        },
        "Pictures and sound are not looked at.".to_owned(),
    ];
    let found = serious + asked + mild;
    evidence.sort_by_key(|(how_bad, _)| *how_bad);
    let evidence: Vec<Evidence> = evidence.into_iter().map(|(_, one)| one).collect();
    let (source, as_of) = material.of_posts();
    Signal::of(
        kind,
        Figure::Count { count: count(found), of: count(posts.len()) },
        reads,
        because,
        "The brand's own list is changed in its profile; a person looks at what was found.",
    )
    .shown_by(evidence, MOST_EVIDENCE)
    .from(source, as_of)
}

/// The worst line of the brand's own list that a caption says, with what it says of it.
fn on_list(caption: &str, words: &[&str], list: &[LeftOut<'_>]) -> Option<(HowBad, String)> {
    // Most captions say nothing of the list; then it is gone through once.
    if own_list(caption, words).is_empty() {
        return None;
    }
    let hits = list.iter().filter_map(|one| Some((one.how_bad, own_list(caption, &[one.words]).into_iter().next()?)));
    let (how_bad, said) = hits.min_by_key(|(how_bad, _)| *how_bad)?;
    let says = match how_bad {
        HowBad::Serious => format!("“{}” is on the brand's list of what is not to be said, as serious.", said.text),
        HowBad::Unsaid => format!("“{}” is on the brand's list of what is not to be said.", said.text),
        HowBad::Mild => format!("“{}” is on the brand's list of what is not to be said, as mild.", said.text),
    };
    Some((how_bad, says))
}
