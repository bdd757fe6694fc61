//! How much an audience reacts, and whether it does so to paid posts.
//!
//! Invariant: the variant of the rate is named and held only against figures of the same variant (docs/domain.md, 12a); hidden
//! counts are left out, not taken as nothing. Absent: a mix of variants.

use domain::{
    creators::{Measure, Platform, Snapshot, engagement_rate, posts::rates},
    discovery::vetting::{Evidence, EvidenceKind, Figure, Reads, Signal, SignalKind, Span, Usual, band, usual_engagement},
};
use insight::performance::{self, Verdict};

use super::{
    super::{
        material::{Material, ReadPost},
        millionths, percent,
    },
    MOST_EVIDENCE, of_post,
};

/// A rate with its posts.
struct Rate<'a> {
    variant: &'static str,
    value: i64,
    posts: Vec<&'a ReadPost<'a>>,
    because: String,
}

pub(super) fn engagement(material: &Material<'_>) -> Signal {
    const BRING: &str = "Bring the last 10 to 30 posts with likes and comments (CSV or JSON), and the number of followers.";
    let kind = SignalKind::Engagement;
    let Some(account) = &material.account else {
        return Signal::unknown(kind, "No account is known.", "Add an account with its number of followers.");
    };
    let platform = &account.value.account.platform;
    let Some(followers) = account.value.followers.filter(|followers| *followers > 0) else {
        return Signal::unknown(kind, "The number of followers is not known.", BRING);
    };
    let by_views = matches!(platform, Platform::TikTok | Platform::YouTube);
    let rate = if by_views { of_views(material) } else { of_followers(material, followers) };
    let Some(rate) = rate else { return as_told(material, followers, BRING) };
    let usual = usual_engagement(platform, followers).filter(|usual| usual.variant == rate.variant);
    let mut because = vec![rate.because, against(usual)];
    let reads = reads(rate.value, usual, &mut because);
    let mut posts = rate.posts;
    posts.sort_by_key(|read| std::cmp::Reverse(read.post.post.engagements().unwrap_or(0)));
    let evidence = posts.iter().map(|read| {
        let post = &read.post.post;
        let of = |number: Option<i64>| number.map_or_else(|| "unknown".to_owned(), |number| number.to_string());
        of_post(read.post, "", format!("Likes: {}, comments: {}, views: {}.", of(post.likes), of(post.comments), of(post.views)))
    });
    let (source, as_of) = material.of_posts();
    let mut signal = Signal::of(kind, Figure::Share { share: rate.value, low: None, high: None }, reads, because, "Newer posts change it.")
        .shown_by(evidence.collect(), MOST_EVIDENCE)
        .from(source, as_of);
    signal.variant = Some(rate.variant.to_owned());
    signal.usual = usual.map(|usual| Span { low: usual.low, high: usual.high });
    signal
}

/// ER-F.
fn of_followers<'a>(material: &'a Material<'a>, followers: i64) -> Option<Rate<'a>> {
    let posts = rates::with_reactions(material.posts.iter().copied(), |read| &read.post.post);
    let found = rates::over_followers(&posts.iter().map(|read| &read.post.post).collect::<Vec<_>>(), followers)?;
    let (number, likes, comments) = (posts.len(), found.likes, found.comments);
    let because = format!("Mean of {number} posts: {likes} likes and {comments} comments over {followers} followers.");
    Some(Rate { variant: "ER-F", value: found.rate, posts, because })
}

/// ER-V.
fn of_views<'a>(material: &'a Material<'a>) -> Option<Rate<'a>> {
    let known = material.posts.iter().copied().filter(|read| read.post.post.engagements().is_some());
    let posts = rates::with_views(known, |read| &read.post.post);
    let found = rates::over_views(&posts.iter().map(|read| &read.post.post).collect::<Vec<_>>())?;
    let because = format!("{} interactions over {} views of {} posts.", found.engagements, found.views, posts.len());
    Some(Rate { variant: "ER-V", value: found.rate, posts, because })
}

/// The rate that a list told, where posts do not give one.
fn as_told(material: &Material<'_>, followers: i64, bring: &str) -> Signal {
    let kind = SignalKind::Engagement;
    let newest = |measure| material.numbers_of(measure).next();
    let platform = material.account.as_ref().map(|account| &account.value.account.platform);
    let worked_out = match (newest(Measure::AvgLikes), newest(Measure::AvgComments)) {
        (Some(likes), Some(comments)) => {
            engagement_rate(likes.value, comments.value, followers).map(|value| (value, likes, "ER-F".to_owned()))
        }
        _ => None,
    };
    let told = || newest(Measure::EngagementRate).map(|rate| (rate.value, rate, rate.formula.clone().unwrap_or_default()));
    let Some((value, snapshot, variant)) = worked_out.or_else(told) else {
        return Signal::unknown(kind, "Fewer than 10 posts with likes and comments are known.", bring);
    };
    let usual = platform.and_then(|platform| usual_engagement(platform, followers)).filter(|usual| usual.variant == variant);
    let mut because =
        vec![format!("As {} says; fewer than 10 posts with likes and comments are known to check it.", snapshot.source), against(usual)];
    let reads = reads(value, usual, &mut because);
    let number = |snapshot: &Snapshot| Evidence {
        kind: EvidenceKind::Number,
        text: snapshot.source.clone(),
        says: format!(
            "{}: {}.",
            snapshot.measure.label(),
            if snapshot.measure.is_rate() { percent(snapshot.value) } else { snapshot.value.to_string() }
        ),
        url: None,
        at: Some(snapshot.fetched_at),
        rule: None,
    };
    let evidence = [Measure::AvgLikes, Measure::AvgComments, Measure::EngagementRate].into_iter().filter_map(newest).map(number);
    let mut signal = Signal::of(kind, Figure::Share { share: value, low: None, high: None }, reads, because, bring)
        .shown_by(evidence.collect(), MOST_EVIDENCE)
        .from(Some(snapshot.source.clone()), Some(snapshot.fetched_at));
    signal.variant = Some(variant).filter(|variant| !variant.is_empty());
    signal.usual = usual.map(|usual| Span { low: usual.low, high: usual.high });
    signal
}

fn against(usual: Option<&Usual>) -> String {
    match usual {
        Some(usual) => format!("Usual for this size: {} to {} ({}).", percent(usual.low), percent(usual.high), usual.source),
        None => "Nobody published what is usual for this platform, size and variant, so it is not judged.".to_owned(),
    }
}

fn reads(value: i64, usual: Option<&Usual>, because: &mut Vec<String>) -> Reads {
    let Some(usual) = usual else { return Reads::Unknown };
    if value < usual.low {
        Reads::LookCloser
    } else if value > usual.high.saturating_mul(3) {
        because.push("More than three times what is usual: look at the comments, whether people or pods write them.".to_owned());
        Reads::LookCloser
    } else if value > usual.high {
        Reads::Good
    } else {
        Reads::Usual
    }
}

pub(super) fn sponsored_performance(material: &Material<'_>) -> Signal {
    const BRING: &str = "It needs at least 5 paid and 5 own posts with known likes or views.";
    let kind = SignalKind::SponsoredPerformance;
    let posts = &material.posts;
    let counted: Vec<performance::Post> = posts
        .iter()
        .map(|read| performance::Post { engagements: read.post.post.engagements(), sponsored: read.reading.sponsored.yes })
        .collect();
    let found = performance::compare(&counted);
    let Some(ratio) = found.ratio else {
        let because = match found.verdict {
            Verdict::NoEngagement => "One side has no interactions at all.".to_owned(),
            _ => format!("Posts with known interactions: {} paid, {} own, which is too few.", found.sponsored.posts, found.organic.posts),
        };
        return Signal::unknown(kind, because, BRING);
    };
    let change = millionths(ratio.ratio - 1.0);
    let reads = band(kind).map_or(Reads::Unknown, |band| band.reads(change));
    let median = |side: Option<f64>| side.unwrap_or(0.0).round();
    let mut because = vec![format!(
        "Median interactions: {} of {} paid posts, {} of {} own posts.",
        median(found.sponsored.median),
        found.sponsored.posts,
        median(found.organic.median),
        found.organic.posts
    )];
    if found.verdict == Verdict::NoDifference {
        because.push("The interval holds zero, so it may be no difference.".to_owned());
    }
    because
        .extend(band(kind).map(|band| format!("Usual from {}, good from {}: {}.", percent(band.usual), percent(band.good), band.source)));
    let (source, as_of) = material.of_posts();
    let paid = posts.iter().filter(|read| read.reading.sponsored.yes && read.post.post.engagements().is_some());
    let evidence = paid.map(|read| of_post(read.post, "", format!("Interactions: {}.", read.post.post.engagements().unwrap_or(0))));
    let value = Figure::Change { change, low: Some(millionths(ratio.low - 1.0)), high: Some(millionths(ratio.high - 1.0)) };
    Signal::of(kind, value, reads, because, "More paid posts narrow the interval.")
        .shown_by(evidence.collect(), MOST_EVIDENCE)
        .from(source, as_of)
}
