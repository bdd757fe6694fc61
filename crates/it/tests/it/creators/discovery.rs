//! Finding creators: what was just saved is found, by words, meaning and filters; walls hold; what was brought twice stands once.
//!
//! Absent: how lines are read and how the index ranks; `domain` and `insight` have tests of their own.

use app::{
    creators::{AddPosts, DescribeAccount, GetCreator, ImportCreators, ListCreatorPosts, SetStanding, UpdateCreator},
    discovery::{
        AddFound, CompareCreators, FindCreators, FindScope, FoundCreators, ListSearches, ReportMatches, SeeMatches, watch::ask_again,
    },
    team::{ListEvents, SaveView},
};
use domain::{
    creators::{Standing, Tier},
    ids::{CreatorId, PostId},
    team::saved_views::List,
    time::DAY,
};

use super::{added, new_creator};
use crate::support::{World, code, on_both};

async fn found(world: &World, question: FindCreators) -> FoundCreators {
    world.show(question).await.expect("found")
}

fn about(words: &str) -> FindCreators {
    FindCreators { about: Some(words.to_owned()), ..FindCreators::default() }
}

fn names(found: &FoundCreators) -> Vec<&str> {
    found.items.iter().map(|one| one.name.as_str()).collect()
}

async fn account(world: &World, creator: CreatorId) -> domain::ids::ProfileId {
    world.show(GetCreator { creator }).await.expect("shown").profiles[0].account.id
}

#[test]
fn what_was_saved_is_found_at_once_and_says_why() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let ben = added(world, &world.owner, "Ben Hartley").await;
        assert_eq!(names(&found(world, about("maya")).await), ["Maya Okafor"]);

        let profile = account(world, maya).await;
        world
            .run(DescribeAccount { creator: maya, profile, bio: "Plant-based face care, honest reviews".into() })
            .await
            .expect("described");
        let posts = "caption;url;posted_at;likes\nThree serums, one winner;https://posts.example/p/1;2026-09-01;1.2k\n;;;\n";
        let file = AddPosts::of_bytes(maya, "posts.csv", posts.as_bytes());
        let brought = world.run(file.clone()).await.expect("added");
        assert_eq!((brought.added, brought.refused.len(), brought.refused[0].row), (1, 1, 3));
        let again = world.run(file).await.expect("again");
        assert_eq!((again.added, again.renewed, again.unchanged), (0, 0, 1));
        let newer = posts.replace("1.2k", "1300");
        let renewed = world.run(AddPosts::of_bytes(maya, "newer.csv", newer.as_bytes())).await.expect("renewed");
        assert_eq!((renewed.added, renewed.renewed), (0, 1));
        let kept = world.show(ListCreatorPosts { creator: maya, limit: None }).await.expect("listed");
        assert_eq!((kept.len(), kept[0].post.likes, kept[0].source.as_str()), (1, Some(1_300), "newer.csv"));

        let serum = found(world, about("serum")).await;
        assert_eq!(names(&serum), ["Maya Okafor"]);
        assert_eq!((serum.items[0].words[0].place.as_str(), serum.items[0].posts.len()), ("post", 1));
        let meaning = found(world, about("vegan skincare")).await;
        assert_eq!(meaning.items.first().map(|one| one.id), Some(maya), "nobody says it in these words");
        assert!(!meaning.items.iter().any(|one| one.id == ben));

        let compared = world.show(CompareCreators { creators: vec![ben, maya] }).await.expect("compared").items;
        assert_eq!(compared.iter().map(|one| (one.name.as_str(), one.posts)).collect::<Vec<_>>(), [("Ben Hartley", 0), ("Maya Okafor", 1)]);
        let seven = vec![ben; 7];
        assert_eq!(code(world.show(CompareCreators { creators: seven }).await), "invalid");
    });
}

#[test]
fn a_line_of_plain_language_becomes_filters_that_the_answer_shows() {
    on_both(async |world| {
        let list = "name,handle,country,followers,engagement rate,email\n\
                    Anja Vogt,@anja.vogt,Germany,24000,4.1 %,anja@creators.example\n\
                    Lena Maier,@lena.maier,Germany,310000,1.2 %,lena@creators.example\n\
                    Skye Barlow,@skye.barlow,United Kingdom,18000,5 %,skye@creators.example\n\
                    Nils Berg,@nils.berg,Germany,,,nils@creators.example\n";
        app::creators::import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default())
            .await
            .expect("imported");
        let line = "creators in Germany, 10k to 80k followers, over 3 % engagement, over 40 years old";
        let answer = found(world, FindCreators { text: Some(line.into()), ..FindCreators::default() }).await;
        assert_eq!(names(&answer), ["Anja Vogt"]);
        assert_eq!(answer.filters, ["followers:10000..80000", "engagement:30000..", "country:DE"]);
        let lost: Vec<&str> =
            answer.reading.iter().filter(|part| part.becomes == "not_understood").map(|part| part.text.as_str()).collect();
        assert!(lost.join(" ").contains("40"), "an age is not known, and that is said: {:?}", answer.reading);
        let german = FindCreators { filters: vec!["country:DE".into(), "followers:10000..".into()], ..FindCreators::default() };
        let answer = found(world, german).await;
        assert_eq!((answer.total, answer.unknown[0].name.as_str(), answer.unknown[0].count), (2, "followers", 1));
        let odd = FindCreators { filters: vec!["country:Atlantis".into(), "shoe_size:40".into()], ..FindCreators::default() };
        let answer = found(world, odd).await;
        assert_eq!((answer.total, answer.unread.len()), (4, 2), "what cannot be read is left out and said");
        let long = FindCreators { about: Some("word ".repeat(4_000)), ..FindCreators::default() };
        assert_eq!(code(world.show(long).await), "invalid");
    });
}

#[test]
fn a_brand_finds_what_is_shared_and_nothing_that_another_keeps() {
    on_both(async |world| {
        let (_, other) = world.other_brand().await;
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let mut details = new_creator("Maya Okafor");
        details.tags = vec!["secret gem".into()];
        world.run(UpdateCreator { creator: maya, details, tier: Tier::Paid, zone: None }).await.expect("updated");
        assert_eq!(names(&found(world, about("gem")).await), ["Maya Okafor"]);

        let theirs = |question| world.app.show(&other, question);
        assert_eq!(theirs(about("maya")).await.expect("found").total, 0);
        let new = FindCreators { scope: FindScope::New, ..about("gem") };
        assert_eq!(theirs(new).await.expect("found").total, 0);
        let new = FindCreators { scope: FindScope::New, ..about("maya") };
        let shown = theirs(new.clone()).await.expect("found");
        assert_eq!((shown.total, shown.items[0].known, shown.items[0].tags.len(), shown.items[0].tier), (1, false, 0, None));
        // Side by side a brand sees of a colleague's creator what is shared, and of nobody else anything.
        let nobody: CreatorId = domain::ids::Id::from_uuid(uuid::Uuid::from_u128(8));
        let beside = world.app.show(&other, CompareCreators { creators: vec![maya, nobody] }).await.expect("compared");
        assert_eq!((beside.items.len(), beside.left_out), (1, 1));
        let seen = &beside.items[0];
        assert_eq!((seen.name.as_str(), seen.tier, seen.standing, seen.topics.len()), ("Maya Okafor", None, None, 0));

        world.app.run(&other, AddFound { creator: maya, tier: None }).await.expect("taken up");
        world.app.run(&other, AddFound { creator: maya, tier: None }).await.expect("twice is once");
        assert_eq!(theirs(new).await.expect("found").total, 0, "now they know her");
        let known = theirs(about("maya")).await.expect("found");
        assert_eq!((known.total, known.items[0].known, known.items[0].tags.len()), (1, true, 0));
        let stranger: CreatorId = domain::ids::Id::from_uuid(domain::ids::Id::uuid(PostId(uuid::Uuid::from_u128(7))));
        assert_eq!(code(world.app.run(&other, AddFound { creator: stranger, tier: None }).await), "not_found");

        // A standing of the one brand is no filter of the other.
        let block = SetStanding { creator: maya, standing: Some(Standing::Blocked), reason: "Late twice.".into() };
        world.run(block).await.expect("set");
        let asked = || FindCreators { filters: vec!["standing:blocked".into()], ..FindCreators::default() };
        assert_eq!((found(world, asked()).await.total, theirs(asked()).await.expect("found").total), (1, 0));
    });
}

#[test]
fn posts_give_the_rates_the_paid_share_and_the_brands_that_were_tagged() {
    on_both(async |world| {
        let list = "name,handle,followers\nMaya Okafor,@maya.okafor,10000\nBen Hartley,@ben.hartley,10000\n";
        app::creators::import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default())
            .await
            .expect("imported");
        let maya = found(world, about("maya")).await.items[0].id;
        // 300 likes and 20 comments to 10,000 followers are 3.2 %, to 8,000 views 4 % (docs/domain.md, 12a); three of ten are paid.
        let mut posts = "caption,url,posted_at,likes,comments,views\n".to_owned();
        for at in 0..10 {
            let caption = if at < 3 { "Anzeige: my new serum by @Glow.Lab, thanks to @maya.okafor" } else { "A walk with @nobody.pays" };
            posts.push_str(&format!("\"{caption}\",https://posts.example/p/{at},2026-09-{:02},300,20,8000\n", at + 1));
        }
        let brought = world.run(AddPosts::of_bytes(maya, "posts.csv", posts.as_bytes())).await.expect("added");
        assert_eq!((brought.added, brought.refused.len()), (10, 0), "{:?}", brought.refused);

        let asked = |filter: &str| FindCreators { filters: vec![filter.to_owned()], ..FindCreators::default() };
        for (filter, fits) in [
            ("engagement:32000..32000", true),
            ("engagement:32001..", false),
            ("engagement_by_views:40000..40000", true),
            ("engagement_by_views:..39999", false),
            ("views:8000..8000", true),
            ("sponsored_share:300000..300000", true),
            ("sponsored_share:300001..", false),
            ("brand:@Glow.Lab", true),
            ("brand:nobody.pays", false),
            ("brand:maya.okafor", false),
        ] {
            let answer = found(world, asked(filter)).await;
            assert_eq!(names(&answer), if fits { vec!["Maya Okafor"] } else { Vec::new() }, "{filter}");
            if let Some(one) = answer.items.first().filter(|_| !filter.starts_with("brand")) {
                let bound = filter.split(['.', ':']).nth(1).and_then(|number| number.parse().ok());
                assert_eq!(one.numbers.first().map(|(_, value)| *value), bound, "{filter}: the number stands with who was found");
            }
        }
        let unknown = found(world, asked("engagement_by_views:1..")).await;
        assert_eq!((unknown.total, unknown.unknown[0].count), (1, 1), "of Ben nothing is known");
    });
}

#[test]
fn how_often_somebody_posts_is_of_today_and_not_of_the_day_on_which_they_were_changed() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let mut posts = "caption,url,posted_at\n".to_owned();
        for at in 0..30 {
            let posted = world.now().plus(-(1 + 2 * at) * DAY).0 / 1_000_000;
            posts.push_str(&format!("Bread {at},https://instagram.com/p/{at},{posted}\n"));
        }
        world.run(AddPosts::of_bytes(maya, "posts.csv", posts.as_bytes())).await.expect("added");
        let fits = async |filter: &str| {
            let question = FindCreators { filters: vec![filter.to_owned()], ..FindCreators::default() };
            found(world, question).await.total
        };
        // Thirty posts in 59 days: 3.6 a week.
        assert_eq!((fits("posts_a_week:3500..3600").await, fits("posts_a_week:..3499").await), (1, 0));
        // Six weeks later, with no post and no change since, 21 stand in the last twelve weeks: 1.75 a week.
        world.clock.advance(42 * DAY);
        assert_eq!((fits("posts_a_week:1750..1750").await, fits("posts_a_week:3000..").await), (1, 0));
        // The page of Discover, the comparison and the filter say the same.
        let compared = world.show(CompareCreators { creators: vec![maya] }).await.expect("compared").items;
        assert_eq!(compared[0].posts_a_week, Some(1_750));
    });
}

#[test]
fn how_often_somebody_posts_stays_right_of_who_posts_daily() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okafor").await;
        let mut posts = "caption,url,posted_at\n".to_owned();
        for at in 1..=90 {
            posts.push_str(&format!("Bread {at},https://instagram.com/p/{at},{}\n", world.now().plus(-at * DAY).0 / 1_000_000));
        }
        world.run(AddPosts::of_bytes(maya, "posts.csv", posts.as_bytes())).await.expect("added");
        let fits = async |filter: &str| {
            let question = FindCreators { filters: vec![filter.to_owned()], ..FindCreators::default() };
            found(world, question).await.total
        };
        // 84 in twelve weeks; six weeks later, with no post and no change since, the 42 that still stand there.
        assert_eq!(fits("posts_a_week:7000..7000").await, 1);
        world.clock.advance(42 * DAY);
        assert_eq!(fits("posts_a_week:3500..3500").await, 1);
        let compared = world.show(CompareCreators { creators: vec![maya] }).await.expect("compared").items;
        assert_eq!(compared[0].posts_a_week, Some(3_500));
    });
}

#[test]
fn words_that_nobody_has_and_that_mean_nothing_find_nobody() {
    on_both(async |world| {
        added(world, &world.owner, "Maya Okafor").await;
        let answer = found(world, about("ครีเอเตอร์ความงาม")).await;
        assert_eq!((answer.total, answer.missing.is_empty()), (0, false), "{:?}", names(&answer));
        let german = FindCreators { text: Some("Hautpflege".into()), ..FindCreators::default() };
        assert_eq!(found(world, german).await.about, "Hautpflege skincare", "the model of meaning knows English");
        let long = FindCreators { text: Some("ä".repeat(2_001)), ..FindCreators::default() };
        assert_eq!(code(world.show(long).await), "invalid");
    });
}

#[test]
fn a_saved_search_reports_who_is_new_and_each_once() {
    on_both(async |world| {
        let (_, other) = world.other_brand().await;
        added(world, &world.owner, "Maya Okafor").await;
        let save =
            |query: &str| SaveView { list: List::Discover, name: "People".into(), query: query.to_owned(), shared: true, mails: false };
        let view = world.run(save("q=mark&scope=known")).await.expect("saved").id;
        let asked = async || {
            ask_again(&world.app).await.expect("asked");
            world.show(ListSearches {}).await.expect("listed").remove(0)
        };
        assert!(asked().await.new.is_empty(), "whom the search finds at first is not new");
        let mark = added(world, &world.owner, "Mark Weber").await;
        added(world, &world.owner, "Ben Hartley").await;
        let search = asked().await;
        assert_eq!((search.name.as_str(), search.new.as_slice()), ("People", [mark].as_slice()));
        assert_eq!(asked().await.new, [mark], "asked again, it is the same news");
        let told = world.show(ListEvents::default()).await.expect("told").items;
        assert_eq!(told.iter().filter(|event| event.kind == "discovery.matches_found").count(), 1, "and is told once");

        assert_eq!(code(world.app.run(&other, SeeMatches { view }).await), "not_found");
        assert!(world.app.show(&other, ListSearches {}).await.expect("listed").is_empty());
        world.run(SeeMatches { view }).await.expect("seen");
        world.run(SeeMatches { view }).await.expect("twice is once");
        assert!(asked().await.new.is_empty());
        world.run(save("q=ben")).await.expect("saved");
        assert!(asked().await.new.is_empty(), "another question begins anew");
        let gone = ReportMatches { view: domain::ids::Id::from_uuid(uuid::Uuid::from_u128(5)), creators: vec![mark], fitting: 1 };
        assert_eq!(code(world.run(gone).await), "not_found", "that is the clock's");
    });
}

#[test]
fn a_saved_search_writes_once_a_day_by_day_and_only_with_news() {
    on_both(async |world| {
        world.clock.set("2026-12-14T15:00:00Z");
        let save = |name: &str, query: &str, mails| SaveView {
            list: List::Discover,
            name: name.into(),
            query: query.to_owned(),
            shared: false,
            mails,
        };
        world.run(save("Weavers", "q=mark&scope=known", true)).await.expect("saved");
        world.run(save("Quiet", "q=ben&scope=known", false)).await.expect("saved");
        let written = async || {
            ask_again(&world.app).await.expect("asked");
            let all = world.show(app::team::ListMail {}).await.expect("mail");
            all.into_iter().filter(|mail| mail.kind == "matches").map(|mail| mail.subject).collect::<Vec<_>>()
        };
        assert!(written().await.is_empty(), "whom it finds at first is no news");
        added(world, &world.owner, "Mark Weber").await;
        added(world, &world.owner, "Ben Hartley").await;
        assert_eq!(written().await, ["New matches: 1 in Weavers"], "and nothing of the search without mail");
        added(world, &world.owner, "Mark Stone").await;
        assert_eq!(written().await.len(), 1, "the next waits a day");
        world.clock.set("2026-12-16T03:00:00Z");
        assert_eq!(written().await.len(), 1, "and for the morning");
        world.clock.set("2026-12-16T15:00:00Z");
        assert_eq!(written().await.len(), 2, "then it tells of the other one");
        world.clock.set("2026-12-18T15:00:00Z");
        assert_eq!(written().await.len(), 2, "nothing new, nothing written");
        let by_hand = app::discovery::SendMatches { person: domain::ids::Id::from_uuid(uuid::Uuid::from_u128(5)) };
        assert_eq!(code(world.run(by_hand).await), "not_found", "that is the clock's");
    });
}

#[test]
fn means_that_a_list_tells_give_the_rate_of_the_largest_account() {
    on_both(async |world| {
        let list = "name,handle,followers,avg likes,avg comments\nMaya Okafor,@maya.okafor,10000,300,20\n";
        app::creators::import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default())
            .await
            .expect("imported");
        // 10,000 followers, 300 likes, 20 comments: 3.20 % (docs/domain.md, 12a).
        let asked = |filter: &str| FindCreators { filters: vec![filter.to_owned()], ..FindCreators::default() };
        let answer = found(world, asked("engagement:32000..32000")).await;
        assert_eq!((names(&answer), answer.items.first().and_then(|one| one.engagement_rate)), (vec!["Maya Okafor"], Some(32_000)));
    });
}
