//! Who follows: how many of them are suspicious, and how they came.
//!
//! Invariant: a share stands with its interval; a jump stands with what happened beside it and is no proof of buying
//! (docs/domain.md, section 7). Absent: other figures of an audience.

use domain::{
    creators::{Measure, platform_at},
    discovery::vetting::{Evidence, EvidenceKind, Figure, Happened, Reads, Signal, SignalKind},
    ids::ProfileId,
    time::Timestamp,
};
use insight::growth::{self, Cause, Point, Spike};

use super::{
    super::{
        listed,
        material::{Gathered, Material, key},
        millionths, shown,
    },
    MOST_EVIDENCE,
};

/// So many posts stand as possible causes beside jumps.
const MOST_CAUSES: usize = 40;
/// So many things that the brand knows of stand below one jump.
const MOST_OF_BRAND: usize = 3;
/// Up to so much a share is good (docs/domain.md, section 7), in millionths.
const GOOD: i64 = 100_000;

pub(super) fn suspicious(material: &Material<'_>) -> Signal {
    const BRING: &str = "Bring a sample of at least 100 followers, better 400 (CSV or JSON with username, name, bio, followers, following, posts), or the share that a provider states.";
    const OF_WHICH: &str = "Bring it once more and choose the account.";
    let kind = SignalKind::SuspiciousFollowers;
    let Some(sample) = material.sample else {
        let of_none = material.gathered.samples.iter().find(|sample| sample.profile.is_none());
        return match of_none.filter(|_| material.gathered.profiles.len() > 1) {
            Some(sample) => Signal::unknown(kind, format!("{} does not say of which account its followers are.", sample.source), OF_WHICH)
                .from(Some(sample.source.clone()), Some(sample.at)),
            None => Signal::unknown(kind, "Nothing is known of the followers yet.", BRING),
        };
    };
    let mut because = Vec::new();
    match (sample.suspicious, sample.sampled) {
        (Some(suspicious), Some(sampled)) => {
            because.push(format!("{suspicious} of {sampled} sampled followers look like nobody is behind them."))
        }
        (_, Some(sampled)) => because.push(format!("{} says so, from {sampled} accounts that we have not seen.", sample.source)),
        (_, None) => because.push(format!("{} says so and does not name its sample; we have not seen the accounts.", sample.source)),
    }
    because.extend(sample.reasons.iter().take(3).map(|(reason, accounts)| format!("Reason: {reason} ({accounts} of the sample).")));
    if sample.mass_followers > 0 {
        because.push(format!("{} of the sample follow more than 1,500 accounts.", sample.mass_followers));
    }
    if !sample.certain && sample.reads != Reads::Unknown {
        because.push("The interval reaches into another band.".to_owned());
    }
    if let (Reads::Unknown, Some(sampled)) = (sample.reads, sample.sampled) {
        because.push(format!("A sample of {sampled} is too small for a verdict; at least 100 are needed."));
    }
    because.push("A high share is no proof that followers were bought; the growth stands beside it.".to_owned());
    let value = Figure::Share { share: sample.share, low: sample.low, high: sample.high };
    let would_change = if sample.reads == Reads::Unknown {
        BRING
    } else {
        "A larger sample narrows the interval. Up to 10 % is good, up to 25 % asks for a closer look, more is rejected unless justified."
    };
    let evidence = sample.accounts.iter().map(|account| Evidence {
        kind: EvidenceKind::Account,
        text: if account.username.is_empty() { String::new() } else { format!("@{}", account.username) },
        says: format!("Chance that nobody is behind it: {} %. {}", account.chance, account.reasons.join(" ")).trim_end().to_owned(),
        url: None,
        at: None,
        rule: None,
    });
    Signal::of(kind, value, sample.reads, because, would_change)
        .usually(0, GOOD)
        .shown_by(evidence.collect(), MOST_EVIDENCE)
        .from(Some(sample.source.clone()), Some(sample.at))
}

pub(super) fn growth(material: &Material<'_>) -> Signal {
    const BRING: &str = "Bring follower counts of at least four weeks: each import of a list with followers adds one.";
    let kind = SignalKind::Growth;
    let numbers: Vec<_> = material.numbers_of(Measure::Followers).collect();
    let points: Vec<Point> =
        numbers.iter().map(|snapshot| Point { at_us: snapshot.fetched_at.0, value: snapshot.value, exact: snapshot.exact }).collect();
    let known = causes(material);
    let causes: Vec<Cause> = known.iter().map(|(cause, _)| cause.clone()).collect();
    let found = growth::change_points(&points, &causes);
    let Some(monthly) = found.monthly.filter(|_| found.enough) else {
        let because = format!("Counts of followers: {} over {} days, too few to see what is usual.", found.points, found.days.round());
        return Signal::unknown(kind, because, BRING);
    };
    let explained = found.spikes.iter().filter(|spike| !spike.causes.is_empty()).count();
    let reads = match found.spikes.len() {
        0 if found.alerts.is_empty() => Reads::Good,
        jumps if jumps == explained && found.alerts.is_empty() => Reads::Usual,
        _ => Reads::LookCloser,
    };
    let mut because = vec![format!("{} counts of followers over {} days.", found.points, found.days.round())];
    if found.spikes.is_empty() {
        because.push("No jump stands out of the usual growth.".to_owned());
    } else {
        because.push(format!(
            "{} times growth was out of line; beside {explained} of them stands a post, of their own, of a campaign or with the brand's name.",
            found.spikes.len()
        ));
    }
    if !found.alerts.is_empty() {
        because.push(format!("{} times the account grew by more than half in a month, which is an error or an event.", found.alerts.len()));
    }
    let evidence = found.spikes.iter().flat_map(|spike| jump(spike, &known));
    let source = listed(numbers.iter().map(|snapshot| snapshot.source.as_str().into()));
    Signal::of(
        kind,
        Figure::Change { change: millionths(monthly), low: None, high: None },
        reads,
        because,
        "More counts show better what is usual; a jump that somebody can explain, such as a giveaway or a broadcast, is noted in the decision.",
    )
    .shown_by(evidence.collect(), MOST_EVIDENCE)
    .from(Some(source), numbers.first().map(|snapshot| snapshot.fetched_at))
}

/// What may stand beside a jump: the most seen posts, and what the brand knows of, with what it was to the brand.
fn causes(material: &Material<'_>) -> Vec<(Cause, Option<String>)> {
    let happened = &material.gathered.happened;
    let same = |one: &Happened, url: &str| one.url.as_deref().is_some_and(|other| key(other) == key(url));
    let mut seen: Vec<_> = material.posts.iter().map(|read| read.post).filter(|post| post.post.posted_at.is_some()).collect();
    seen.sort_by_key(|post| std::cmp::Reverse(post.post.views.or(post.post.engagements()).unwrap_or(0)));
    let mut all: Vec<(Cause, Option<String>)> = seen
        .into_iter()
        .take(MOST_CAUSES)
        .filter_map(|post| {
            let at_us = post.post.posted_at?.0;
            let url = post.post.url.as_deref();
            let says = url.and_then(|url| happened.iter().find(|one| same(one, url))).map(Happened::says);
            Some((Cause { at_us, what: shown(&post.post.caption), views: post.post.views, link: post.post.url.clone() }, says))
        })
        .collect();
    // What happened on another platform explains no jump here.
    let own = material.account.as_ref().map(|account| &account.value.account.platform);
    let here = |one: &&Happened| one.url.as_deref().and_then(platform_at).is_none_or(|at| own.is_none_or(|own| *own == at));
    for one in happened.iter().filter(here) {
        // A campaign's post may be known as a post and as a mention too; the first of them counts.
        if !all.iter().any(|(cause, _)| cause.link.as_deref().is_some_and(|url| same(one, url))) {
            let cause = Cause { at_us: one.at.0, what: shown(&one.words), views: one.views, link: one.url.clone() };
            all.push((cause, Some(one.says())));
        }
    }
    all
}

/// A jump as evidence, and below it what the brand knows to have happened about then.
fn jump(spike: &Spike, known: &[(Cause, Option<String>)]) -> Vec<Evidence> {
    let cause = spike.causes.first();
    let itself = Evidence {
        kind: EvidenceKind::Jump,
        text: cause.map(|cause| cause.what.clone()).unwrap_or_default(),
        says: spike.sentence.clone(),
        url: cause.and_then(|cause| cause.link.clone()),
        at: Some(Timestamp(spike.end_us)),
        rule: None,
    };
    let says = |cause: &Cause| known.iter().find(|(one, _)| one == cause).and_then(|(_, says)| says.clone());
    let of_brand = spike.causes.iter().filter_map(|cause| {
        Some(Evidence {
            kind: EvidenceKind::Post,
            text: cause.what.clone(),
            says: says(cause)?,
            url: cause.link.clone(),
            at: Some(Timestamp(cause.at_us)),
            rule: None,
        })
    });
    std::iter::once(itself).chain(of_brand.take(MOST_OF_BRAND)).collect()
}

/// The followers of an account over time, the oldest first.
pub(in crate::discovery::vetting) fn over_time(gathered: &Gathered, account: ProfileId) -> Vec<(Timestamp, i64)> {
    let mut points: Vec<(Timestamp, i64)> =
        gathered.numbers_of(Some(account), Measure::Followers).map(|snapshot| (snapshot.fetched_at, snapshot.value)).collect();
    points.sort_unstable();
    points
}
