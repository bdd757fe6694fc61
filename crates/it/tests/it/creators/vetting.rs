//! Vetting: what is brought of a creator, what the report makes of it, and what people decide.
//!
//! Invariant: figures are worked out by hand from docs/domain.md, sections 7 and 12. Absent: how good the classifiers are; their
//! own tests hold them against labelled sets.

use app::{
    creators::{AddPosts, GetCreator, ImportCreators, ListCreators, UpdateCreator, import},
    discovery::{AddComments, AddFollowers, DecideVetting, VetCreator, VettingReport, vetting::Unread},
    listening::ImportMentions,
    team::UpdateBrandProfile,
};
use domain::{
    creators::{NewCreator, Platform, ProfileInput, Tier},
    discovery::vetting::{Choice, Figure, HappenedAs, Reads, Signal, SignalKind},
    ids::CreatorId,
    team::BrandProfile,
    time::DAY,
};

use super::campaign;
use crate::support::{World, code, on_both};

/// Maya with 10,000 followers on Instagram.
async fn maya(world: &World) -> CreatorId {
    let options = ImportCreators { platform: Some(Platform::Instagram), ..ImportCreators::default() };
    let list = "handle,name,followers,country\n@maya,Maya,10000,GB\n";
    import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), options).await.expect("imported");
    world.show(ListCreators::default()).await.expect("listed").items[0].id
}

/// Twelve posts, one every other day: 300 likes and 20 comments each; three of them paid, one of which does not say so.
fn posts(world: &World) -> String {
    let captions = [
        "Ad: warm oats with @oatmill this morning",
        "Ad. Three breakfasts that I keep making, paid for by Oatmill",
        "Use my code MAYA10 at @oatmill, they sent me this box for free",
        "The garden in the rain, and a long walk after it",
        "What I read in September, and what I left unfinished",
        "A soup with beans from the allotment",
        "My desk, tidied at last, it took the whole Sunday",
        "Bread that rose for two days in the fridge",
        "Sunday, slowly, with the window open",
        "How I store my spices, since many of you asked",
        "The first frost of the year came early",
        "Soap from the market in Leeds, bought with my own money",
    ];
    let rows = captions.iter().enumerate().map(|(at, caption)| {
        let posted = world.now().plus(-(i64::try_from(at).expect("few") * 2 + 1) * DAY).0 / 1_000_000;
        format!("{posted},\"{caption}\",https://instagram.com/p/{at},300,20\n")
    });
    format!("posted at,caption,url,likes,comments\n{}", rows.collect::<String>())
}

/// Forty comments: ten of buyers, ten of emoji alone, ten of stock praise, ten that say something; and five answers of hers.
fn comments() -> String {
    let mut rows = String::from("id,text,author,reply to\n");
    for at in 0..10 {
        rows.push_str(&format!("b{at},Where did you buy this bowl?,buyer{at},\n"));
        rows.push_str(&format!("e{at},😍😍😍,emoji{at},\n"));
        rows.push_str(&format!("p{at},So pretty!,praise{at},\n"));
        rows.push_str(&format!("s{at},I tried the soup with lentils {at} times and my kids finished the whole pot,reader{at},\n"));
    }
    for at in 0..5 {
        rows.push_str(&format!("a{at},From the potter in York,@Maya,b{at}\n"));
    }
    rows
}

/// A hundred followers, thirty of whom are nobody.
fn followers() -> String {
    let mut rows = String::from("username,name,bio,followers,following,posts,picture,private\n");
    for at in 0..30 {
        rows.push_str(&format!("xk{}9482{at},,,1,4{at:02}0,0,no,no\n", at * 7919 % 1000));
    }
    for at in 0..70 {
        let name = ["Anna Berg", "Tom Field", "Lea Stone", "Ravi Nair"][at % 4];
        rows.push_str(&format!(
            "{}_{at},{name},\"Baker, runner, reads too much\",{},{},{},yes,no\n",
            name.to_lowercase().replace(' ', "."),
            300 + at * 3,
            280 + at,
            90 + at
        ));
    }
    rows
}

fn signal(report: &VettingReport, kind: SignalKind) -> &Signal {
    report.signals.iter().find(|signal| signal.kind == kind).expect("every signal is there")
}

#[test]
fn nothing_brought_is_unknown_and_says_what_to_bring() {
    on_both(async |world| {
        let creator = maya(world).await;
        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        assert_eq!(report.signals.len(), SignalKind::ALL.len());
        assert_eq!(report.fit, None, "nothing known is no fit of zero");
        for signal in &report.signals {
            assert_eq!((signal.reads, signal.value.is_none()), (Reads::Unknown, true), "{signal:?}");
            assert!(!signal.would_change.is_empty() && signal.because.iter().all(|words| !words.is_empty()), "{signal:?}");
        }
    });
}

#[test]
fn what_is_brought_becomes_signals_with_their_evidence() {
    on_both(async |world| {
        let creator = maya(world).await;
        let profile = BrandProfile { do_not_say: vec!["soap".into()], markets: vec!["GB".into()], ..BrandProfile::default() };
        world.run(UpdateBrandProfile { profile }).await.expect("saved");
        let added = world.run(AddPosts::of_bytes(creator, "posts.csv", posts(world).as_bytes())).await.expect("added");
        assert_eq!((added.added, added.refused.len()), (12, 0), "{added:?}");
        let added = world.run(AddComments::of_bytes(creator, "comments.csv", comments().as_bytes())).await.expect("added");
        assert_eq!((added.added, added.by_creator, added.refused_count), (45, 5, 0));
        let again = world.run(AddComments::of_bytes(creator, "comments.csv", comments().as_bytes())).await.expect("added");
        assert_eq!((again.added, again.known), (0, 45));
        let judged = world.run(AddFollowers::of_bytes(creator, "followers.csv", followers().as_bytes())).await.expect("judged");
        assert_eq!((judged.sampled, judged.share), (Some(100), 300_000));

        let (report, cost) = world.counted(VetCreator { creator, campaign: None }).await;
        assert!(cost <= 9, "{cost} statements");
        let followers = signal(&report, SignalKind::SuspiciousFollowers);
        assert_eq!(followers.reads, Reads::Reject, "30 % is more than 25 %");
        // Wilson for 30 of 100: 21.9 % to 39.6 %.
        let Some(Figure::Share { share: 300_000, low: Some(low), high: Some(high) }) = followers.value else { panic!("{followers:?}") };
        assert_eq!((low / 1_000, high / 1_000), (218, 395));
        assert_eq!((followers.evidence.len(), followers.more), (12, 18), "thirty accounts are kept as evidence");

        // 300 likes and 20 comments on 10,000 followers are 3.20 % (docs/domain.md, 12a); 2 to 3.5 % is usual from 10,000 on.
        let engagement = signal(&report, SignalKind::Engagement);
        assert_eq!((&engagement.value, engagement.reads), (&Some(Figure::Share { share: 32_000, low: None, high: None }), Reads::Usual));
        assert_eq!(engagement.variant.as_deref(), Some("ER-F"));

        // Twenty of forty say something; ten of forty are buyers'; five of forty threads have her answer.
        let share = |kind| signal(&report, kind).value.clone();
        assert_eq!(share(SignalKind::SubstantiveComments), Some(Figure::Share { share: 500_000, low: None, high: None }));
        assert_eq!(share(SignalKind::PurchaseQuestions), Some(Figure::Share { share: 250_000, low: None, high: None }));
        assert_eq!(share(SignalKind::OwnReplies), Some(Figure::Share { share: 125_000, low: None, high: None }));

        assert_eq!(share(SignalKind::SponsoredShare), Some(Figure::Share { share: 250_000, low: None, high: None }));
        let disclosure = signal(&report, SignalKind::Disclosure);
        assert_eq!((&disclosure.value, disclosure.reads), (&Some(Figure::Count { count: 2, of: 3 }), Reads::LookCloser));
        assert!(disclosure.evidence[0].text.contains("MAYA10"), "what is not said stands first: {disclosure:?}");
        let safety = signal(&report, SignalKind::BrandSafety);
        assert_eq!(safety.reads, Reads::LookCloser);
        assert!(safety.evidence[0].says.contains("list"), "soap is on the brand's own list: {safety:?}");
        // Twelve posts, one every other day: 3.5 a week.
        assert_eq!(signal(&report, SignalKind::PostsAWeek).reads, Reads::Good);
        assert_eq!(signal(&report, SignalKind::Language).reads, Reads::Good);
        assert_eq!(signal(&report, SignalKind::Audience).reads, Reads::Unknown, "only the creator or a provider can say");
        let fit = report.fit.expect("known");
        let known: i64 = report.signals.iter().filter(|signal| signal.reads != Reads::Unknown).map(|signal| signal.weight).sum();
        assert_eq!(fit.known, known, "the weights make one hundred");
    });
}

#[test]
fn each_account_has_its_own_signals_and_fit_and_says_so() {
    on_both(async |world| {
        let creator = maya(world).await;
        let instagram = world.show(GetCreator { creator }).await.expect("shown").profiles[0].account.id;
        let profiles = [(Platform::Instagram, "@maya"), (Platform::TikTok, "@maya.eats")];
        let profiles = profiles.map(|(platform, handle)| ProfileInput { platform, handle: handle.to_owned() }).to_vec();
        let details = NewCreator { name: "Maya".into(), country: Some("GB".into()), profiles, ..NewCreator::default() };
        world.run(UpdateCreator { creator, details, zone: None, tier: Tier::Paid }).await.expect("saved");
        let accounts = world.show(GetCreator { creator }).await.expect("shown").profiles;
        let tiktok = accounts.iter().map(|one| one.account.id).find(|id| *id != instagram).expect("a second account");
        let file = AddPosts::of_bytes(creator, "posts.csv", posts(world).as_bytes());
        world.run(file.clone()).await.expect("added");
        world.run(AddComments::of_bytes(creator, "comments.csv", comments().as_bytes())).await.expect("added");

        // Whose followers they are has to be said now.
        let sample = AddFollowers::of_bytes(creator, "followers.csv", followers().as_bytes());
        assert_eq!(code(world.run(sample.clone()).await), "invalid");
        world.run(AddFollowers { profile: Some(tiktok), ..sample }).await.expect("judged");

        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        assert_eq!(report.accounts.iter().map(|one| one.account.id).collect::<Vec<_>>(), [instagram, tiktok]);
        let of = |account, kind| {
            let named = |signal: &&Signal| signal.kind == kind && signal.account.as_ref().map(|account| account.id) == account;
            report.signals.iter().find(named).expect("there")
        };
        assert_eq!(report.signals.len(), 2 * SignalKind::ALL.len() - 2, "disclosure and safety stand once");
        assert_eq!(of(Some(instagram), SignalKind::SuspiciousFollowers).reads, Reads::Unknown);
        assert_eq!(of(Some(tiktok), SignalKind::SuspiciousFollowers).reads, Reads::Reject);
        assert_eq!(of(Some(instagram), SignalKind::PostsAWeek).reads, Reads::Good);
        assert_eq!(of(Some(tiktok), SignalKind::PostsAWeek).reads, Reads::Unknown);
        assert_eq!(of(None, SignalKind::Disclosure).reads, Reads::LookCloser);
        // The comments name no post, so that they may be of either account.
        assert_eq!((report.of_no_account.posts, report.of_no_account.comments), (0, 45));
        assert_eq!((report.accounts[0].posts, report.accounts[1].posts), (12, 0));
        assert_eq!(report.fit, report.accounts[0].fit);
        // TikTok: 22 hundredths reject, and the person's two.
        let person = [SignalKind::Disclosure, SignalKind::BrandSafety].map(|kind| of(None, kind));
        let weight: i64 = person.iter().map(|signal| signal.weight).sum::<i64>() + of(Some(tiktok), SignalKind::SuspiciousFollowers).weight;
        let fit = report.accounts[1].fit.expect("known");
        assert_eq!(fit.known, weight);
        assert!(fit.hundredths < report.accounts[0].fit.expect("known").hundredths);

        // The same posts, now said to be of the other account, move there; a file that names none leaves them.
        let moved = world.run(AddPosts { profile: Some(tiktok), ..file.clone() }).await.expect("added");
        assert_eq!((moved.added, moved.renewed, moved.unchanged), (0, 12, 0));
        let again = world.run(file.clone()).await.expect("added");
        assert_eq!((again.renewed, again.unchanged), (0, 12));
        let newer = posts(world).replace(",300,20", ",310,20");
        let newer = world.run(AddPosts::of_bytes(creator, "newer.csv", newer.as_bytes())).await.expect("added");
        assert_eq!((newer.added, newer.renewed), (0, 12));
        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        assert_eq!((report.accounts[0].posts, report.accounts[1].posts), (0, 12));
        assert_eq!(report.unread, Unread::default());

        // However often one account's followers are judged again, the other one's stay known.
        let stated = |profile, share| AddFollowers {
            creator,
            profile: Some(profile),
            file_name: "Audit".into(),
            content: None,
            share: Some(share),
            sampled: Some(400),
        };
        for share in 1..=6 {
            world.clock.advance(DAY);
            world.run(stated(instagram, share * 10_000)).await.expect("noted");
        }
        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        let share = |account| {
            let of = |signal: &&Signal| {
                signal.kind == SignalKind::SuspiciousFollowers && signal.account.as_ref().is_some_and(|of| of.id == account)
            };
            match report.signals.iter().find(of).and_then(|signal| signal.value.clone()) {
                Some(Figure::Share { share, .. }) => share,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!((share(instagram), share(tiktok)), (60_000, 300_000));
    });
}

#[test]
fn posts_that_name_the_brand_stand_beside_the_report() {
    on_both(async |world| {
        let creator = maya(world).await;
        let heard = "platform,handle,id,date,text\ninstagram,maya,A1,2026-08-30,Soap by Fennel & Rye\ninstagram,ben,B1,2026-08-30,Soap by Fennel & Rye\n";
        world.run(ImportMentions::of_bytes("heard.csv", heard.as_bytes(), false)).await.expect("imported");
        let beside = store::discovery::model::beside(world.app.db(), world.organisation, world.brand, creator, None).await;
        let happened = beside.expect("read").expect("known").happened;
        assert_eq!(happened.len(), 1, "another's post is not hers: {happened:?}");
        assert_eq!((happened[0].what.clone(), happened[0].words.as_str()), (HappenedAs::Mention, "Soap by Fennel & Rye"));
    });
}

#[test]
fn a_sample_of_twelve_has_an_interval_and_no_verdict() {
    on_both(async |world| {
        let creator = maya(world).await;
        let few: String = followers().lines().take(13).map(|line| format!("{line}\n")).collect();
        world.run(AddFollowers::of_bytes(creator, "few.csv", few.as_bytes())).await.expect("judged");
        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        let followers = signal(&report, SignalKind::SuspiciousFollowers);
        assert_eq!(followers.reads, Reads::Unknown);
        assert!(matches!(followers.value, Some(Figure::Share { low: Some(_), high: Some(_), .. })), "{followers:?}");
        assert_eq!(report.fit, None);
        world.clock.advance(DAY);
        let provider =
            AddFollowers { creator, profile: None, file_name: "Audit".into(), content: None, share: Some(90_000), sampled: Some(400) };
        world.run(provider.clone()).await.expect("noted");
        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        assert_eq!(signal(&report, SignalKind::SuspiciousFollowers).reads, Reads::Good, "the newest counts");
        assert_eq!(code(world.run(AddFollowers { share: Some(1_000_001), ..provider.clone() }).await), "invalid");
        assert_eq!(code(world.run(AddFollowers { share: None, ..provider }).await), "invalid");
    });
}

#[test]
fn the_newest_decision_counts_and_another_brand_does_not_see_it() {
    on_both(async |world| {
        let creator = maya(world).await;
        let decide = |choice, reason: &str| DecideVetting { creator, campaign: None, choice, reason: reason.to_owned() };
        assert_eq!(code(world.run(decide(Choice::Not, " ")).await), "invalid");
        world.run(decide(Choice::Not, "Too many odd followers.")).await.expect("decided");
        world.clock.advance(DAY);
        world.run(decide(Choice::WithConditions, "Explained: a broadcast in March.")).await.expect("decided");
        let report = world.show(VetCreator { creator, campaign: None }).await.expect("a report");
        assert_eq!(report.decisions.iter().map(|one| one.choice).collect::<Vec<_>>(), [Choice::WithConditions, Choice::Not]);
        assert_eq!(report.decisions[0].fit, None, "nothing was known");
        // What was decided for one campaign, and later, says nothing of another; and it is named.
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let winter = campaign(world, &world.owner, "Winter").await;
        world.clock.advance(DAY);
        let for_winter = DecideVetting { campaign: Some(winter), ..decide(Choice::GoAhead, "Winter suits her.") };
        world.run(for_winter).await.expect("decided");
        let first = async |campaign| {
            let report = world.show(VetCreator { creator, campaign }).await.expect("a report");
            assert_eq!(report.decisions.len(), 3);
            (report.decisions[0].choice, report.decisions[0].campaign_name.clone())
        };
        assert_eq!(first(Some(autumn)).await, (Choice::WithConditions, None));
        assert_eq!(first(None).await, (Choice::WithConditions, None));
        assert_eq!(first(Some(winter)).await, (Choice::GoAhead, Some("Winter".to_owned())));
        let (_, other) = world.other_brand().await;
        assert_eq!(code(world.app.show(&other, VetCreator { creator, campaign: None }).await), "not_found");
    });
}

#[test]
fn files_that_hold_nothing_are_refused_at_their_field() {
    on_both(async |world| {
        let creator = maya(world).await;
        for bytes in [&b""[..], b"name,age\nx,1\n", b"[{", b"\x00\x01\x02\x00"] {
            assert_eq!(code(world.run(AddComments::of_bytes(creator, "x.csv", bytes)).await), "invalid", "{bytes:?}");
            assert_eq!(code(world.run(AddFollowers::of_bytes(creator, "x.csv", bytes)).await), "invalid", "{bytes:?}");
        }
        assert_eq!(code(world.run(AddComments::of_bytes(creator, " ", b"text\nhi\n")).await), "invalid");
    });
}
