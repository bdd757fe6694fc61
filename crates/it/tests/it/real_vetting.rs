//! Vetting reports from real posts, comments and followers: each signal is sane, or unknown with what to bring.
//!
//! The files lie beside the repository, in `../shared/data`; where they are absent the test says so loudly. Nobody is named: what a
//! fixture holds is brought under a made-up name. The reports are printed as the table of docs/vetting.md. Absent: how good the
//! classifiers are; `cargo bench` measures that on labelled sets.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use app::{
    creators::{AddPosts, CreateCreator},
    discovery::{AddComments, AddFollowers, VetCreator, VettingReport},
    team::UpdateBrandProfile,
};
use domain::{
    creators::{NewCreator, Platform, ProfileInput, Source, Tier},
    discovery::vetting::{Figure, Reads, Signal, SignalKind},
    ids::CreatorId,
    team::{BrandProfile, Product},
};

use crate::{
    real_input::{data, files},
    support::{World, on_both},
};

/// Somebody with one account, under a name that says which fixture it is.
async fn somebody(world: &World, name: &str, platform: Platform) -> CreatorId {
    let handle = format!("@{}.fixture", name.replace(' ', "."));
    let profiles = vec![ProfileInput { platform, handle }];
    let creator = NewCreator { name: name.to_owned(), country: Some("US".into()), profiles, ..NewCreator::default() };
    world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("added").id
}

async fn brand(world: &World, audience: &str, product: &str, benefit: &str) {
    let product = Product { name: product.into(), benefits: vec![benefit.into()], value: None };
    let profile = BrandProfile {
        audiences: vec![audience.into()],
        products: vec![product],
        markets: vec!["US".into()],
        do_not_say: vec!["scam; serious".into(), "giveaway; mild".into()],
        ..BrandProfile::default()
    };
    world.run(UpdateBrandProfile { profile }).await.expect("saved");
}

async fn report(world: &World, creator: CreatorId) -> VettingReport {
    world.show(VetCreator { creator, campaign: None }).await.expect("a report")
}

fn signal(report: &VettingReport, kind: SignalKind) -> &Signal {
    report.signals.iter().find(|signal| signal.kind == kind).expect("every signal is there")
}

fn share(report: &VettingReport, kind: SignalKind) -> i64 {
    match &signal(report, kind).value {
        Some(Figure::Share { share, .. }) => *share,
        other => panic!("{}: {kind} is {other:?}", report.name),
    }
}

/// The cells of a line of CSV; no text of these files has a line break.
fn cells(line: &str) -> Vec<String> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    all.push(cell);
    all
}

/// The videos of the channel with most of them, each once, as a file of posts.
fn videos(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("readable");
    let mut channels: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        // video_id, title, channel_title, category_id, tags, views, likes, dislikes, comment_total
        let row = cells(line);
        let [id, title, channel, _, _, views, likes, _, comments, ..] = row.as_slice() else { continue };
        let title = title.replace('"', "\"\"");
        let post = format!("\"{title}\",https://www.youtube.com/watch?v={id},{views},{likes},{comments}\n");
        channels.entry(channel.clone()).or_default().insert(id.clone(), post);
    }
    let most = channels.into_values().max_by_key(BTreeMap::len).expect("a channel");
    format!("caption,url,views,likes,comments\n{}", most.into_values().collect::<String>())
}

/// The rows of a list of labelled accounts that have a label.
fn labelled(path: &Path, label: &str) -> String {
    let text = std::fs::read_to_string(path).expect("readable");
    let mut lines = text.lines();
    let headings = lines.next().expect("headings");
    let rows = lines.filter(|line| line.rsplit(',').next() == Some(label)).map(|line| format!("{line}\n"));
    format!("{headings}\n{}", rows.collect::<String>())
}

/// Whatever the fixture holds: what is unknown says what to bring, and every share is one.
fn is_sane(report: &VettingReport) {
    let kinds: BTreeSet<SignalKind> = report.signals.iter().map(|signal| signal.kind).collect();
    assert_eq!(kinds.len(), SignalKind::ALL.len(), "{}: each signal is there", report.name);
    for signal in &report.signals {
        assert!(!signal.would_change.is_empty() && !signal.because.is_empty(), "{}: {signal:?}", report.name);
        assert!(signal.because.iter().all(|words| !words.trim().is_empty()), "{}: {signal:?}", report.name);
        if let Some(Figure::Share { share, low, high }) = &signal.value {
            assert!((0..=1_000_000).contains(share), "{}: {signal:?}", report.name);
            assert!(low.is_none_or(|low| low <= *share) && high.is_none_or(|high| *share <= high), "{}: {signal:?}", report.name);
        }
        assert!(signal.value.is_some() || signal.reads == Reads::Unknown, "{}: {signal:?}", report.name);
    }
    assert!(report.fit.is_none_or(|fit| (0..=100).contains(&fit.hundredths) && (1..=100).contains(&fit.known)), "{:?}", report.fit);
}

/// A value in one cell of the table.
fn cell(signal: &Signal) -> String {
    let percent = |millionths: i64| format!("{:.1} %", millionths as f64 / 10_000.0);
    let value = match &signal.value {
        None => return "unknown".to_owned(),
        Some(Figure::Share { share, low: Some(low), high: Some(high) }) => {
            format!("{} ({} to {})", percent(*share), percent(*low), percent(*high))
        }
        Some(Figure::Share { share, .. }) => percent(*share),
        Some(Figure::Change { change, .. }) => percent(*change),
        Some(Figure::AWeek { times }) => format!("{:.1} a week", *times as f64 / 1_000.0),
        Some(Figure::Count { count, of }) => format!("{count} of {of}"),
        Some(Figure::Word { code, share }) => {
            format!("{code}{}", share.map(|share| format!(", {}", percent(share))).unwrap_or_default())
        }
    };
    format!("{value}: {}", signal.reads.label().to_lowercase())
}

/// The reports as a table of Markdown, a column each.
fn print(reports: &[VettingReport]) {
    let line = |cells: Vec<String>| println!("| {} |", cells.join(" | "));
    line(std::iter::once("signal".to_owned()).chain(reports.iter().map(|one| one.name.clone())).collect());
    line(vec!["---".to_owned(); reports.len() + 1]);
    for kind in SignalKind::ALL {
        line(std::iter::once(kind.label().to_owned()).chain(reports.iter().map(|one| cell(signal(one, *kind)))).collect());
    }
    let fit = |one: &VettingReport| {
        one.fit.map_or_else(|| "unknown".to_owned(), |fit| format!("0.{:02} on {} %", fit.hundredths, fit.known).replace("0.100", "1.00"))
    };
    line(std::iter::once("Fit".to_owned()).chain(reports.iter().map(fit)).collect());
    let read = |one: &VettingReport| format!("{} posts, {} comments", one.posts, one.comments);
    line(std::iter::once("Read".to_owned()).chain(reports.iter().map(read)).collect());
}

#[test]
fn real_posts_comments_and_followers_give_sane_signals() {
    let (Some(posts), Some(comments), Some(followers), Some(trending), Some(answers)) =
        (data("instagram_posts"), data("comment_spam"), data("fake_accounts"), data("youtube_trending_2017"), data("api_fixtures"))
    else {
        return;
    };
    on_both(async |world| {
        brand(world, "People who learn data science", "Course of machine learning", "Python, data analysis, artificial intelligence").await;
        // An account's own export of posts: dates, captions, impressions, likes.
        let account = somebody(world, "account 1", Platform::Instagram).await;
        let bytes = std::fs::read(posts.join("Instagram data.csv")).expect("readable");
        let added = world.run(AddPosts::of_bytes(account, "posts.csv", &bytes)).await.expect("added");
        assert!(added.added >= 100, "{added:?}");
        let mut all = vec![account];
        // Comments under three videos, half of them advertising by their labels.
        for (at, (_, bytes)) in files(&comments).into_iter().enumerate() {
            let channel = somebody(world, &format!("channel {}", at + 1), Platform::YouTube).await;
            let added = world.run(AddComments::of_bytes(channel, "comments.csv", &bytes)).await.expect("added");
            assert!(added.added >= 300, "{added:?}");
            all.push(channel);
        }
        // Titles and counts of one channel's videos; a platform's own answers with ten comments.
        let channel = somebody(world, "channel 4", Platform::YouTube).await;
        let file = videos(&trending.join("US_september.csv"));
        let added = world.run(AddPosts::of_bytes(channel, "videos.csv", file.as_bytes())).await.expect("added");
        assert!(added.added >= 10, "{added:?}");
        all.push(channel);
        let channel = somebody(world, "channel 5", Platform::YouTube).await;
        for page in ["1", "2"] {
            let path = format!("youtube/testdata/apidata/comment_threads/comment_threads_by_video_paged_{page}.json");
            let bytes = std::fs::read(answers.join(path)).expect("readable");
            world.run(AddComments::of_bytes(channel, "threads.json", &bytes)).await.expect("added");
        }
        all.push(channel);
        // Followers that others labelled: people, and accounts behind which is nobody.
        for (name, label) in [("people", "0"), ("fakes", "1")] {
            let followed = somebody(world, name, Platform::Instagram).await;
            let sample = labelled(&followers.join("insta_train.csv"), label);
            let judged = world.run(AddFollowers::of_bytes(followed, "followers.csv", sample.as_bytes())).await.expect("judged");
            assert!(judged.sampled.is_some_and(|sampled| sampled >= 200), "{judged:?}");
            all.push(followed);
        }

        let mut reports = Vec::new();
        for creator in all {
            let found = report(world, creator).await;
            is_sane(&found);
            reports.push(found);
        }
        let [account, first, second, third, videos, few, people, fakes] = reports.as_slice() else { panic!("eight reports") };
        assert_eq!(signal(account, SignalKind::Language).reads, Reads::Good, "they write in English");
        assert_eq!(signal(account, SignalKind::PostsAWeek).reads, Reads::LookCloser, "nothing was posted for years");
        assert_eq!(signal(account, SignalKind::Engagement).reads, Reads::Unknown, "nobody says how many follow");
        let near = share(account, SignalKind::TopicFit);
        assert!(near >= 200_000, "they write of nothing else: {near}");
        for channel in [first, second, third] {
            let substantive = share(channel, SignalKind::SubstantiveComments);
            assert!((1..700_000).contains(&substantive), "{}: about half are advertising: {substantive}", channel.name);
            assert_eq!(signal(channel, SignalKind::OwnReplies).reads, Reads::Unknown, "the files hold no replies");
            assert_eq!(signal(channel, SignalKind::BrandSafety).reads, Reads::Unknown, "no post was brought");
        }
        assert!(share(videos, SignalKind::SponsoredShare) < 500_000, "a channel in the trends is no row of advertisements");
        assert_eq!(signal(few, SignalKind::SubstantiveComments).reads, Reads::Unknown, "ten comments are too few");
        let suspicious = [people, fakes].map(|one| share(one, SignalKind::SuspiciousFollowers));
        assert!(suspicious[0] < suspicious[1], "{suspicious:?}");
        assert_eq!(signal(fakes, SignalKind::SuspiciousFollowers).reads, Reads::Reject);
        if world.database == "SQLite" {
            print(&reports);
        }

        // Another brand, of another subject: the same posts are not near to it.
        brand(world, "People who want vegan skincare for their sensitive skin", "Oat cream", "gentle plant-based face care").await;
        let other = report(world, reports[0].id).await;
        assert!(share(&other, SignalKind::TopicFit) < near, "{:?}", signal(&other, SignalKind::TopicFit));
    });
}
