//! Signals from what is kept, without a database: what is hidden, missing or in no language that is read.

use domain::{
    creators::{Country, Creator, CreatorPost, CreatorProfile, Handle, Measure, Method, NewCreator, NewPost, Platform, Profile, Snapshot},
    discovery::vetting::{
        Figure, Happened, HappenedAs, Reads, Signal, SignalKind,
        comments::{CreatorComment, NewComment},
    },
    ids::{CreatorId, Id, ProfileId},
    team::BrandProfile,
    time::{DAY, Timestamp},
};
use store::{Stored, Version};
use uuid::Uuid;

use super::super::material::Gathered;

const NOW: Timestamp = Timestamp(1_790_000_000_000_000);

fn who() -> CreatorId {
    CreatorId::from_uuid(Uuid::from_u128(1))
}

fn account() -> ProfileId {
    ProfileId::from_uuid(Uuid::from_u128(2))
}

fn gathered(country: Option<&str>, followers: Option<i64>) -> Gathered {
    let details = NewCreator { name: "Maya".into(), ..NewCreator::default() }.check().expect("a name is enough");
    let mut creator = Creator::new(&details, NOW);
    creator.country = country.and_then(Country::by_code);
    let handle = Handle::parse(&Platform::Instagram, "@maya").ok();
    let mut profile = CreatorProfile::new(who(), account(), Profile::of(Platform::Instagram, handle), None);
    profile.followers = followers;
    let profiles = vec![Stored { id: account(), version: Version(1), value: profile }];
    Gathered {
        creator,
        profiles,
        numbers: Vec::new(),
        posts: Vec::new(),
        comments: Vec::new(),
        samples: Vec::new(),
        left_out: Vec::new(),
        happened: Vec::new(),
        unread: (false, false),
    }
}

fn post(days: i64, caption: &str, counts: Option<(i64, i64)>) -> CreatorPost {
    let post = NewPost {
        posted_at: Some(NOW.plus(-days * DAY)),
        caption: caption.into(),
        url: Some(format!("https://instagram.com/p/{days}")),
        likes: counts.map(|(likes, _)| likes),
        comments: counts.map(|(_, comments)| comments),
        ..NewPost::default()
    };
    let identity = post.identity();
    CreatorPost {
        creator: who(),
        profile: None,
        post,
        identity,
        source: "posts.csv".into(),
        method: Method::Imported,
        fetched_at: NOW,
        keep_until: None,
        beneath: None,
    }
}

fn followers(days: i64, value: i64) -> (ProfileId, Snapshot) {
    let fetched_at = NOW.plus(-days * DAY);
    let snapshot = Snapshot {
        measure: Measure::Followers,
        value,
        source: "list.csv".into(),
        method: Method::Imported,
        fetched_at,
        exact: true,
        formula: None,
    };
    (account(), snapshot)
}

fn of(gathered: &Gathered, kind: SignalKind) -> Signal {
    let brand = BrandProfile { markets: vec!["GB".into()], ..BrandProfile::default() };
    let signals = gathered.signals(&brand, &[], NOW);
    signals.into_iter().find(|signal| signal.kind == kind).expect("every signal is there")
}

#[test]
fn hidden_counts_are_left_out_and_not_taken_as_nothing() {
    let mut kept = gathered(Some("GB"), Some(10_000));
    kept.posts = (0..30).map(|day| post(day, "bread", (day % 3 > 0).then_some((300, 20)))).collect();
    assert_eq!(of(&kept, SignalKind::Engagement).value, Some(Figure::Share { share: 32_000, low: None, high: None }));
    kept.posts.truncate(12);
    assert_eq!(of(&kept, SignalKind::Engagement).reads, Reads::Unknown, "eight posts with counts are fewer than ten");
    assert_eq!(of(&gathered(Some("GB"), None), SignalKind::Engagement).reads, Reads::Unknown);
}

#[test]
fn what_a_list_told_stands_with_its_source_where_posts_are_few() {
    let mut kept = gathered(Some("GB"), Some(10_000));
    let number = |measure, value| (account(), Snapshot { measure, value, ..followers(3, 0).1 });
    kept.numbers = vec![number(Measure::AvgLikes, 300), number(Measure::AvgComments, 20)];
    let told = of(&kept, SignalKind::Engagement);
    assert_eq!((told.value, told.source.as_deref()), (Some(Figure::Share { share: 32_000, low: None, high: None }), Some("list.csv")));
    assert!(told.because[0].contains("list.csv"));
}

#[test]
fn where_there_are_no_rules_disclosure_is_unknown() {
    let paid = |country: Option<&str>| {
        let mut kept = gathered(country, Some(10_000));
        kept.posts = (0..12).map(|day| post(day, "Ad: oats with @oatmill", None)).collect();
        of(&kept, SignalKind::Disclosure)
    };
    assert_eq!((paid(Some("SE")).reads, paid(None).reads), (Reads::Unknown, Reads::Unknown));
    assert!(paid(Some("SE")).because[0].contains("Sweden"));
    assert_eq!((paid(Some("GB")).reads, paid(Some("GB")).value), (Reads::Good, Some(Figure::Count { count: 12, of: 12 })));
}

#[test]
fn replies_are_unknown_where_the_file_has_none_of_anybody() {
    let mut kept = gathered(Some("GB"), Some(10_000));
    let comment = |at: i64, by_creator: bool| {
        let comment =
            NewComment { text: "Where did you buy this bowl?".into(), author: format!("ana{at}"), by_creator, ..NewComment::default() };
        let identity = comment.identity();
        CreatorComment { creator: who(), comment, identity, source: "c.csv".into(), fetched_at: NOW, keep_until: None }
    };
    kept.comments = (0..40).map(|at| comment(at, false)).collect();
    assert_eq!(of(&kept, SignalKind::OwnReplies).value, None, "none in the file is not none at all");
    assert_eq!(of(&kept, SignalKind::PurchaseQuestions).value, Some(Figure::Share { share: 1_000_000, low: None, high: None }));
    kept.comments.push(comment(40, true));
    assert!(of(&kept, SignalKind::OwnReplies).value.is_some());
}

#[test]
fn a_jump_with_a_post_beside_it_is_usual_and_one_without_asks_for_a_look() {
    let mut kept = gathered(Some("GB"), Some(20_000));
    let steady = |day: i64| 10_000 - day * 10;
    let jump = |more: i64| (0..20).map(|week| followers(week * 7, steady(week * 7) + if week < 8 { more } else { 0 })).collect::<Vec<_>>();
    kept.numbers = jump(3_000);
    let alone = of(&kept, SignalKind::Growth);
    assert_eq!((alone.reads, alone.evidence.len()), (Reads::LookCloser, 1), "{alone:?}");
    kept.posts = vec![post(52, "On the morning programme", Some((9_000, 800)))];
    let beside = of(&kept, SignalKind::Growth);
    assert_eq!(beside.reads, Reads::Usual, "{beside:?}");
    assert!(beside.evidence[0].text.contains("morning programme"));
    kept.numbers = jump(6_000);
    assert_eq!(of(&kept, SignalKind::Growth).reads, Reads::LookCloser, "by more than half in a month, whatever stands beside it");
    kept.numbers.truncate(2);
    assert_eq!(of(&kept, SignalKind::Growth).reads, Reads::Unknown);
}

/// Maya with 10,000 followers on Instagram and 4,000 on TikTok.
fn with_two_accounts() -> Gathered {
    let mut kept = gathered(Some("GB"), Some(10_000));
    let mut second =
        CreatorProfile::new(who(), tiktok(), Profile::of(Platform::TikTok, Handle::parse(&Platform::TikTok, "@maya").ok()), None);
    second.followers = Some(4_000);
    kept.profiles.push(Stored { id: tiktok(), version: Version(1), value: second });
    kept
}

fn tiktok() -> ProfileId {
    ProfileId::from_uuid(Uuid::from_u128(3))
}

fn on_tiktok(days: i64, caption: &str, counts: (i64, i64), views: i64) -> CreatorPost {
    let mut made = post(days, caption, Some(counts));
    made.post.url = Some(format!("https://www.tiktok.com/@maya/video/{days}"));
    made.post.views = Some(views);
    made.identity = made.post.identity();
    made
}

/// The signals of a kind, by account.
fn by_account(kept: &Gathered, kind: SignalKind) -> Vec<(Option<ProfileId>, Signal)> {
    let brand = BrandProfile { markets: vec!["GB".into()], ..BrandProfile::default() };
    let signals = kept.signals(&brand, &[], NOW).into_iter().filter(|signal| signal.kind == kind);
    signals.map(|signal| (signal.account.as_ref().map(|account| account.id), signal)).collect()
}

#[test]
fn the_numbers_of_two_accounts_are_never_added_up() {
    let mut kept = with_two_accounts();
    // Twice a week on Instagram, every other day on TikTok, for eight weeks.
    kept.posts = (0..16).map(|at| post(1 + at * 7 / 2, "bread", Some((300, 20)))).collect();
    kept.posts.extend((0..28).map(|at| on_tiktok(1 + at * 2, "Ad: oats with @oatmill", (700, 100), 20_000)));
    let weeks: Vec<(i64, i64)> = (0..20).map(|week| (week * 7, 10_000 - week * 70)).collect();
    kept.numbers = weeks.iter().map(|(days, value)| followers(*days, *value)).collect();
    kept.numbers.extend(weeks.iter().map(|(days, value)| (tiktok(), followers(*days, value / 2).1)));

    let rates = by_account(&kept, SignalKind::Engagement);
    assert_eq!(rates.iter().map(|(of, _)| *of).collect::<Vec<_>>(), [Some(account()), Some(tiktok())], "the larger account first");
    let rate = |at: usize| (rates[at].1.variant.clone().unwrap_or_default(), rates[at].1.value.clone());
    // 320 on 10,000 followers; 800 on 20,000 views.
    assert_eq!(rate(0), ("ER-F".into(), Some(Figure::Share { share: 32_000, low: None, high: None })));
    assert_eq!(rate(1), ("ER-V".into(), Some(Figure::Share { share: 40_000, low: None, high: None })));
    let weekly: Vec<Reads> = by_account(&kept, SignalKind::PostsAWeek).into_iter().map(|(_, signal)| signal.reads).collect();
    assert_eq!(weekly, [Reads::LookCloser, Reads::Good], "2 a week and 3.5 a week are not 5.5");
    let paid: Vec<Option<Figure>> = by_account(&kept, SignalKind::SponsoredShare).into_iter().map(|(_, signal)| signal.value).collect();
    let share = |share| Some(Figure::Share { share, low: None, high: None });
    assert_eq!(paid, [share(0), share(1_000_000)]);
    for (_, growth) in by_account(&kept, SignalKind::Growth) {
        assert_eq!((growth.reads, growth.because[0].starts_with("20 counts")), (Reads::Good, true), "each grows by itself: {growth:?}");
    }

    // What is the person's is read over all, once.
    let disclosure = by_account(&kept, SignalKind::Disclosure);
    assert_eq!((disclosure.len(), disclosure[0].0), (1, None));
    assert_eq!(disclosure[0].1.value, Some(Figure::Count { count: 28, of: 28 }));
    let safety = by_account(&kept, SignalKind::BrandSafety);
    assert_eq!((safety.len(), safety[0].1.value.clone()), (1, Some(Figure::Count { count: 0, of: 44 })));
}

#[test]
fn what_may_be_of_either_account_counts_for_neither() {
    let mut kept = with_two_accounts();
    let nowhere = |day: i64| {
        let mut made = post(day, "bread", Some((300, 20)));
        made.post.url = None;
        made
    };
    kept.posts = (1..30).map(nowhere).collect();
    assert!(by_account(&kept, SignalKind::PostsAWeek).iter().all(|(_, signal)| signal.reads == Reads::Unknown));
    assert_eq!(by_account(&kept, SignalKind::BrandSafety)[0].1.reads, Reads::Good, "the person said it all the same");
    kept.posts.iter_mut().for_each(|post| post.profile = Some(tiktok()));
    let known: Vec<bool> = by_account(&kept, SignalKind::PostsAWeek).iter().map(|(_, signal)| signal.value.is_some()).collect();
    assert_eq!(known, [false, true]);
    // A comment is of the account whose post it stands under.
    let comment = |at: i64, post: &str| {
        let comment = NewComment {
            text: "Where did you buy this bowl?".into(),
            author: format!("ana{at}"),
            post: Some(post.to_owned()),
            ..NewComment::default()
        };
        let identity = comment.identity();
        CreatorComment { creator: who(), comment, identity, source: "c.csv".into(), fetched_at: NOW, keep_until: None }
    };
    kept.comments = (0..40).map(|at| comment(at, "https://www.instagram.com/p/abc/?x=1")).collect();
    kept.comments.extend((0..20).map(|at| comment(at, "a post that nobody knows")));
    let known: Vec<bool> = by_account(&kept, SignalKind::PurchaseQuestions).iter().map(|(_, signal)| signal.value.is_some()).collect();
    assert_eq!(known, [true, false]);
}

#[test]
fn without_accounts_what_is_there_is_one_accounts_unless_it_names_two_platforms() {
    let mut kept = gathered(Some("GB"), None);
    kept.profiles.clear();
    kept.posts = (0..28).map(|at| post(1 + at * 2, "bread", None)).collect();
    assert_eq!(of(&kept, SignalKind::PostsAWeek).reads, Reads::Good);
    kept.posts.push(on_tiktok(3, "bread", (1, 1), 1));
    assert_eq!(of(&kept, SignalKind::PostsAWeek).reads, Reads::Unknown);
}

#[test]
fn a_comment_is_of_its_own_videos_account_and_of_none_where_the_video_is() {
    let mut kept = gathered(Some("GB"), Some(10_000));
    let channel = ProfileId::from_uuid(Uuid::from_u128(3));
    let handle = Handle::parse(&Platform::YouTube, "@maya").ok();
    kept.profiles[0].value.account = Profile::of(Platform::YouTube, handle);
    let video = |id: &str, profile| {
        let mut one = post(1, "bread", None);
        one.post.url = Some(format!("https://www.youtube.com/watch?v={id}"));
        one.profile = profile;
        one
    };
    let comment = |post: &str| {
        let comment = NewComment { text: "Lovely".into(), author: "ana".into(), post: Some(post.into()), ..NewComment::default() };
        CreatorComment { creator: who(), identity: comment.identity(), comment, source: "c.csv".into(), fetched_at: NOW, keep_until: None }
    };
    // Two channels: the account that a file names tells the videos apart.
    let second = CreatorProfile::new(who(), channel, Profile::of(Platform::YouTube, None), None);
    kept.profiles.push(Stored { id: channel, version: Version(1), value: second });
    kept.posts = vec![video("one", Some(account())), video("two", Some(channel)), video("three", None)];
    kept.comments = ["https://youtu.be/one?si=x", "https://www.youtube.com/watch?v=two&t=5", "two", "https://youtube.com/watch?v=three"]
        .map(comment)
        .into();
    assert_eq!(kept.whose().comments, [Some(account()), Some(channel), Some(channel), None]);
    // One account, and a known post on a website that is not its platform: what is written there is not the account's either.
    kept.profiles.truncate(1);
    let mut elsewhere = video("x", None);
    (elsewhere.post.url, elsewhere.post.external) = (Some("https://blog.example/bread".into()), Some("7".into()));
    kept.posts = vec![elsewhere];
    kept.comments = vec![comment("7"), comment("8")];
    assert_eq!(kept.whose().comments, [None, Some(account())], "of what is not known nothing speaks against the only account");
}

#[test]
fn posts_near_to_the_brands_words_are_its_topics_and_stand_nearest_first() {
    let of = |audiences: &[&str], kept: &Gathered| {
        let brand = BrandProfile { audiences: audiences.iter().map(|one| (*one).to_owned()).collect(), ..BrandProfile::default() };
        kept.signals(&brand, &[], NOW).into_iter().find(|signal| signal.kind == SignalKind::TopicFit).expect("there")
    };
    let skin = "People who want vegan skincare for their sensitive skin";
    let mut kept = gathered(Some("GB"), Some(10_000));
    kept.posts = (0..6).map(|day| post(day, "The gaming laptop review that you asked me for", None)).collect();
    kept.posts.extend((6..12).map(|day| post(day, "This is my vegan skincare for the sensitive skin that I have", None)));
    kept.posts.push(post(12, "Das ist meine vegane Hautpflege für die empfindliche Haut, die ich habe", None));
    let found = of(&[skin], &kept);
    assert_eq!((&found.value, found.reads), (&Some(Figure::Share { share: 500_000, low: None, high: None }), Reads::Good), "{found:?}");
    assert!(found.evidence[0].text.contains("skincare") && found.evidence[0].says.starts_with("Closeness to the profile: 0."));
    assert!(found.because.iter().any(|words| words.starts_with("1 posts are in languages")), "{found:?}");
    let other = of(&["People who go on street food tours of the city of Bangkok"], &kept);
    assert_eq!((&other.value, other.reads), (&Some(Figure::Share { share: 0, low: None, high: None }), Reads::LookCloser), "{other:?}");
    // Nothing to compare with, in no language that is read, or too few: unknown, with what to bring.
    let german = of(&["Menschen mit empfindlicher Haut, die auf Tierversuche verzichten wollen"], &kept);
    assert_eq!((of(&[], &kept).reads, german.reads), (Reads::Unknown, Reads::Unknown), "{german:?}");
    kept.posts.truncate(8);
    assert_eq!(of(&[skin], &kept).value, None);
}

#[test]
fn the_brands_list_says_how_bad_its_words_are() {
    let safety = |line: &str, said: i64| {
        let brand = BrandProfile { do_not_say: vec![line.to_owned()], ..BrandProfile::default() };
        let mut kept = gathered(Some("GB"), Some(10_000));
        kept.posts = (0..20).map(|day| post(day, if day < said { "Soap from the market" } else { "A walk in the garden" }, None)).collect();
        let found = kept.signals(&brand, &[], NOW).into_iter().find(|signal| signal.kind == SignalKind::BrandSafety).expect("there");
        (found.reads, found.value.clone(), found.evidence.first().map(|one| one.says.clone()).unwrap_or_default())
    };
    let count = |count| Some(Figure::Count { count, of: 20 });
    let (reads, value, says) = safety("soap; serious", 1);
    assert_eq!((reads, value), (Reads::LookCloser, count(1)));
    assert!(says.ends_with("as serious."), "{says}");
    assert_eq!(safety("soap; serious", 2).0, Reads::Reject, "two of twenty are one in ten");
    assert_eq!(safety("soap", 2).0, Reads::LookCloser, "nobody said how bad it is: a person looks");
    let (reads, value, says) = safety("soap; mild", 2);
    assert_eq!((reads, value), (Reads::Usual, count(2)));
    assert!(says.ends_with("as mild."), "{says}");
    assert_eq!(safety("soap; mild", 0).0, Reads::Good);
}

#[test]
fn what_the_brand_knows_of_stands_beside_a_jump_once() {
    let mut kept = gathered(Some("GB"), Some(20_000));
    let steady = |day: i64| 10_000 - day * 10;
    kept.numbers = (0..20).map(|week| followers(week * 7, steady(week * 7) + if week < 8 { 3_000 } else { 0 })).collect();
    let happened = |days: i64, what: HappenedAs, url: &str| Happened {
        at: NOW.plus(-days * DAY),
        what,
        words: "Autumn repair".into(),
        url: Some(url.to_owned()),
        views: None,
    };
    kept.happened = vec![
        happened(52, HappenedAs::Campaign("Autumn repair".into()), "https://instagram.com/p/repair"),
        happened(52, HappenedAs::Mention, "https://www.instagram.com/p/repair/"),
        happened(5, HappenedAs::Mention, "https://instagram.com/p/later"),
    ];
    let found = of(&kept, SignalKind::Growth);
    assert_eq!((found.reads, found.evidence.len()), (Reads::Usual, 2), "{found:?}");
    assert_eq!(found.evidence[1].says, "Near in time: a post of the campaign Autumn repair.");
    // The same post, brought with its words, is told once and still says what it was.
    let mut brought = post(52, "Repaired at last", Some((900, 80)));
    brought.post.url = Some("https://instagram.com/p/repair?x=1".into());
    kept.posts = vec![brought];
    let found = of(&kept, SignalKind::Growth);
    assert_eq!(found.evidence.len(), 2, "{found:?}");
    assert!(found.evidence[1].text == "Repaired at last" && found.evidence[1].says.contains("Autumn repair"), "{found:?}");
}
