//! Instagram by a token of the brand's own account: taken, renewed, told of before it ends; accounts fetched; hashtags counted.
//!
//! Invariant: what is expected stands in the stub's own accounts; the program's reading of them is not used for it. Absent: who tags
//! the brand; the story `listening` has that.

use std::path::Path;

use app::{
    creators::{
        CheckConnection, ConnectInstagram, ConnectService, ConnectionView, CreateCreator, EraseCreator, GetCreator, ListConnections,
        ListCreatorPosts, ProfileView, RemoveConnection, RenewToken, UpdateConnection,
    },
    discovery::{FetchAccount, FetchedAccount, FindHashtag, HashtagFound, fetching::refresh},
};
use domain::{
    creators::{
        Measure, Method,
        connections::Service,
        fetching::{Outcome, Remark},
    },
    ids::{CreatorId, ProfileId},
    time::{DAY, HOUR, MINUTE},
};
use serde_json::Value;

use super::new_creator;
use crate::{
    registry::rows,
    support::{
        World, code,
        instagram::{APP, InstagramStub, Mood, OWN, TOKEN},
        on_both, on_both_with_instagram,
    },
};

const SERVICE: Service = Service::Instagram;

pub fn token() -> ConnectInstagram {
    let [app_id, app_secret, user, token] = [APP.0, APP.1, OWN.0, TOKEN].map(str::to_owned);
    ConnectInstagram { app_id, app_secret, user, token, taken: None }
}

/// Puts the token in.
pub async fn connect(world: &World) -> ConnectionView {
    world.run(token()).await.expect("connected")
}

async fn seen(world: &World) -> ConnectionView {
    let all = world.show(ListConnections {}).await.expect("listed").services;
    all.into_iter().find(|one| one.service == SERVICE).expect("Instagram")
}

/// A creator with an Instagram account, and the account there with three posts.
async fn maya(world: &World, stub: &InstagramStub) -> (CreatorId, ProfileId) {
    stub.account("17841401441775531", "maya.okonkwo", "Maya Mends", 26_779);
    for (at, id) in ["A", "B", "C"].into_iter().enumerate() {
        stub.post("maya.okonkwo", id, &format!("2026-08-1{at}T16:00:00+0000"), (id != "B").then_some(900), (id == "C").then_some(12_000));
    }
    known(world, "Maya Okonkwo").await
}

async fn known(world: &World, name: &str) -> (CreatorId, ProfileId) {
    let command = CreateCreator { creator: new_creator(name), source: domain::creators::Source::Cold, tier: domain::creators::Tier::Paid };
    let made = world.run(command).await.expect("created");
    (made.id, account(world, made.id).await.account.id)
}

async fn account(world: &World, creator: CreatorId) -> ProfileView {
    world.show(GetCreator { creator }).await.expect("shown").profiles.remove(0)
}

async fn fetch(world: &World, (creator, profile): (CreatorId, ProfileId)) -> app::Result<FetchedAccount> {
    world.run(FetchAccount { creator, profile, urgency: None, fetched: None }).await
}

async fn posts(world: &World, creator: CreatorId) -> usize {
    world.show(ListCreatorPosts { creator, limit: Some(200) }).await.expect("listed").len()
}

/// The field and the sentence with which a token is refused.
async fn refused(world: &World, command: ConnectInstagram) -> (String, String) {
    match world.run(command).await.expect_err("refused") {
        app::Error::Fields(errors) => (errors.0[0].field.clone(), errors.0[0].message.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_is_kept_only_when_it_is_taken_and_nowhere_in_the_clear() {
    on_both_with_instagram(async |world, stub| {
        for (wrong, field) in [
            (ConnectInstagram { app_id: "an app".into(), ..token() }, "app_id"),
            (ConnectInstagram { app_secret: "short".into(), ..token() }, "app_secret"),
            (ConnectInstagram { user: "fennelandrye".into(), ..token() }, "user"),
            (ConnectInstagram { token: "two words that are none".into(), ..token() }, "token"),
        ] {
            assert_eq!(refused(world, wrong).await.0, field);
        }
        assert_eq!(stub.calls().len(), 0, "what is none is not sent");
        let other = TOKEN.replace('0', "1");
        let (field, told) = refused(world, ConnectInstagram { token: other.clone(), ..token() }).await;
        assert_eq!((field.as_str(), told.as_str()), ("token", "Instagram refuses the key: The token ended or was taken back."));
        let (field, told) = refused(world, ConnectInstagram { app_secret: APP.1.replace('0', "f"), ..token() }).await;
        assert!(field == "token" && told.contains("app secret is not that of the app"), "{told}");
        let (field, told) = refused(world, ConnectInstagram { user: "17841000000000000".into(), ..token() }).await;
        assert!(field == "token" && told.contains("knows no Instagram account with this id"), "{told}");
        let (field, told) = refused(world, ConnectInstagram { app_id: "999999999".into(), ..token() }).await;
        assert!(field == "app_id" && told.contains("no app with this id and secret"), "{told}");
        assert_eq!(code(world.run(ConnectService { service: SERVICE, key: TOKEN.into(), said: None }).await), "invalid");
        assert!(!seen(world).await.connected);

        let view = connect(world).await;
        assert_eq!((view.connected, view.account.as_deref()), (true, Some(OWN.1)));
        assert_eq!(view.ends_at, Some(world.now().plus(60 * DAY)), "renewed at once, so that its end is known");
        assert_eq!((view.renew_at, view.ends_soon), (Some(world.now().plus(30 * DAY)), false));
        for line in rows::all(world).await {
            for secret in [TOKEN, stub.token().as_str(), APP.1, &other] {
                assert!(!line.text.contains(secret), "in the clear: {} {}", line.table, line.text);
            }
        }
        assert!(world.run(CheckConnection { service: SERVICE, said: None }).await.expect("tried").refused.is_none());
        world.run(RemoveConnection { service: SERVICE }).await.expect("removed");
        let view = seen(world).await;
        assert_eq!((view.connected, view.account, view.ends_at), (false, None, None));
    });
}

#[test]
fn an_account_comes_with_its_numbers_and_posts_each_with_where_it_is_from() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        assert_eq!(code(fetch(world, who).await), "creators.not_connected");
        connect(world).await;
        stub.calls();
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.numbers, answer.added, answer.comments), (Outcome::Fetched, 3, 3, 0));
        assert_eq!(stub.calls().len(), 1, "one question tells all");
        let view = account(world, who.0).await;
        assert_eq!((view.account.followers, view.account.display_name.as_deref()), (Some(26_779), Some("Maya Mends")));
        assert_eq!(view.bio.as_deref(), Some("Maya Mends repairs things and says how."));
        for (measure, value) in [(Measure::Followers, 26_779), (Measure::Posts, 412)] {
            let one = view.numbers.iter().find(|one| one.measure == measure).expect("a number");
            let told = (one.value, one.source.as_str(), one.method, one.exact, one.fetched_at);
            assert_eq!(told, (value, "instagram_api", Method::Platform, true, world.now()));
        }
        let found = world.show(ListCreatorPosts { creator: who.0, limit: None }).await.expect("listed");
        let of = |id: &str| found.iter().find(|post| post.post.external.as_deref() == Some(id)).expect("a post");
        assert_eq!(of("C").post.url.as_deref(), Some("https://www.instagram.com/reel/C/"));
        assert_eq!((of("C").post.likes, of("C").post.views, of("C").post.comments), (Some(900), Some(12_000), Some(31)));
        assert_eq!((of("B").post.likes, of("B").post.views), (None, None), "what is hidden is unknown and not zero");
        assert_eq!(of("A").post.posted_at.map(|at| at.rfc3339()).as_deref(), Some("2026-08-10T16:00:00Z"));
        assert_eq!(of("A").post.caption, "Ad. Mended in an hour, A.");
        let again = fetch(world, who).await.expect("fetched");
        assert_eq!((again.added, again.renewed), (0, 0), "the same posts stand once");
    });
}

#[test]
fn more_posts_than_a_page_holds_come_page_by_page() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        for at in 0..120 {
            stub.post("maya.okonkwo", &format!("P{at}"), "2026-08-20T10:00:00+0000", Some(1), None);
        }
        connect(world).await;
        stub.calls();
        assert_eq!(fetch(world, who).await.expect("fetched").added, 100, "two pages of fifty for a person");
        let calls = stub.calls();
        assert_eq!(calls.len(), 2);
        assert!(calls[1].contains("media.limit(50).after(PLACE50)"), "{}", calls[1]);
    });
}

#[test]
fn a_wrong_or_personal_account_is_told_and_what_was_known_stays() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let nobody = known(world, "No Body").await;
        let answer = fetch(world, nobody).await.expect("asked");
        assert_eq!((answer.outcome, answer.remarks, answer.connection_stopped), (Outcome::NotFound, vec![Remark::NotProfessional], false));
        fetch(world, who).await.expect("fetched");
        stub.remove("maya.okonkwo");
        world.clock.advance(HOUR);
        assert_eq!(fetch(world, who).await.expect("asked").outcome, Outcome::NotFound);
        assert_eq!((account(world, who.0).await.account.followers, posts(world, who.0).await), (Some(26_779), 3));
        // Somebody else took the name.
        stub.account("17841499999999999", "maya.okonkwo", "Another Maya", 5);
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!((answer.outcome, answer.remarks), (Outcome::NotFound, vec![Remark::OtherAccount]));
        let view = account(world, who.0).await;
        assert_eq!((view.account.followers, view.account.display_name.as_deref()), (Some(26_779), Some("Maya Mends")));
    });
}

#[test]
fn throttling_postpones_and_a_token_that_ended_says_so() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        for code in [4, 17, 32, 613] {
            stub.is(Mood::Says(code, 0));
            let answer = fetch(world, who).await.expect("asked");
            assert_eq!((answer.outcome, answer.connection_stopped), (Outcome::Failed, true), "{code}");
            let view = seen(world).await;
            assert!(view.refused.is_none() && view.wait.is_some(), "{code} postpones");
            world.clock.advance(HOUR);
        }
        stub.is(Mood::Throttled(12));
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!(answer.waits_until, Some(world.now().plus(12 * MINUTE)), "as long as Instagram says");
        stub.calls();
        assert_eq!(code(fetch(world, who).await), "creators.waiting");
        assert_eq!(refresh(&world.app).await.expect("a round"), 0);
        assert_eq!(stub.calls().len(), 0);
        world.clock.advance(12 * MINUTE);
        stub.is(Mood::Malformed);
        assert!(fetch(world, who).await.expect("asked").reason.is_some_and(|reason| reason.contains("no JSON")));
        stub.is(Mood::Says(190, 463));
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!(answer.reason.as_deref(), Some("Instagram refuses the key: The token ended."));
        assert_eq!(seen(world).await.refused.expect("refused").reason, "The token ended.");
        stub.is(Mood::Fine);
        assert_eq!(code(fetch(world, who).await), "creators.key_refused", "a refused token is not tried by itself");
        let renewed = ConnectInstagram { token: stub.token(), ..token() };
        world.run(renewed).await.expect("connected anew");
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, Outcome::Fetched);
    });
}

#[test]
fn what_is_forbidden_of_one_account_closes_that_one_and_the_token_works_on() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        for code in [10, 200] {
            world.clock.advance(HOUR);
            stub.is(Mood::Says(code, 0));
            let answer = fetch(world, who).await.expect("asked");
            assert_eq!((answer.outcome, answer.connection_stopped), (Outcome::Failed, false), "{code}");
            assert!(answer.reason.is_some_and(|reason| reason.starts_with("Instagram does not let this be seen: ")), "{code}");
            assert_eq!(seen(world).await.refused, None, "{code} is not about the token");
        }
        assert_eq!((account(world, who.0).await.account.followers, posts(world, who.0).await), (Some(26_779), 3), "nothing is lost");
        stub.is(Mood::Fine);
        world.clock.advance(HOUR);
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, Outcome::Fetched);
    });
}

#[test]
fn a_token_revoked_halfway_keeps_what_was_had() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        for at in 0..120 {
            stub.post("maya.okonkwo", &format!("P{at}"), "2026-08-20T10:00:00+0000", Some(1), None);
        }
        connect(world).await;
        // The first page comes, the second no more.
        stub.will_be(1, Mood::Says(190, 458));
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.added, answer.connection_stopped), (Outcome::Partly, 50, true));
        let reason = "The token ended, because its account took the app away.";
        assert_eq!(answer.reason, Some(format!("Instagram refuses the key: {reason}")));
        assert_eq!((account(world, who.0).await.account.followers, posts(world, who.0).await), (Some(26_779), 50));
        assert_eq!(seen(world).await.refused.expect("refused").reason, reason);
        assert_eq!(told(world).await, 1, "today tells of it");
        stub.calls();
        assert_eq!((refresh(&world.app).await.expect("a round"), stub.calls().len()), (0, 0));
        assert_eq!(posts(world, who.0).await, 50, "and it stays");
    });
}

#[test]
fn a_platform_that_answers_429_for_an_hour_is_asked_less_and_less_and_then_goes_on() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        world.clock.advance(25 * DAY);
        stub.is(Mood::Busy);
        stub.calls();
        let mut asked = 0;
        for _ in 0..60 {
            assert_eq!(refresh(&world.app).await.expect("a round"), 0);
            asked += stub.calls().len();
            world.clock.advance(MINUTE);
        }
        // After nothing, one, three, seven, fifteen and 31 minutes.
        assert_eq!(asked, 6);
        let view = seen(world).await;
        assert!(view.refused.is_none() && view.wait.is_some(), "its page says until when");
        assert_eq!(code(fetch(world, who).await), "creators.waiting");
        assert_eq!((account(world, who.0).await.account.followers, posts(world, who.0).await), (Some(26_779), 3));
        stub.is(Mood::Fine);
        world.clock.advance(3 * MINUTE);
        assert_eq!(refresh(&world.app).await.expect("a round"), 1);
        assert!(seen(world).await.wait.is_none());
    });
}

#[test]
fn the_clock_asks_for_no_more_accounts_in_an_hour_than_instagram_grants() {
    on_both_with_instagram(async |world, stub| {
        for at in 0..155 {
            known(world, &format!("Fan {at}")).await;
        }
        connect(world).await;
        stub.calls();
        for _ in 0..12 {
            refresh(&world.app).await.expect("a round");
        }
        assert_eq!(stub.calls().len(), 150, "two hundred an hour are granted, and people ask too");
        world.clock.advance(HOUR);
        for _ in 0..2 {
            refresh(&world.app).await.expect("a round");
        }
        assert_eq!(stub.calls().len(), 5, "nobody's turn comes twice");
    });
}

#[test]
fn the_clock_refreshes_accounts_and_lets_go_of_what_it_could_not() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        assert_eq!(refresh(&world.app).await.expect("a round"), 1);
        assert_eq!(refresh(&world.app).await.expect("a round"), 0, "nobody's turn comes twice");
        world.clock.advance(25 * DAY);
        stub.account("17841401441775531", "maya.okonkwo", "Maya Mends", 30_000);
        assert_eq!(refresh(&world.app).await.expect("a round"), 1);
        assert_eq!(account(world, who.0).await.account.followers, Some(30_000));
        stub.is(Mood::Says(190, 0));
        world.clock.advance(30 * DAY);
        refresh(&world.app).await.expect("a round");
        let view = account(world, who.0).await;
        assert_eq!((view.numbers.len(), view.account.followers, view.bio, posts(world, who.0).await), (0, None, None, 0));
        assert_eq!(view.account.handle.as_ref().map(ToString::to_string).as_deref(), Some("maya.okonkwo"));
    });
}

#[test]
fn who_is_erased_is_not_fetched_and_nothing_fetched_is_left() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        world.run(EraseCreator { creator: who.0, reason: "She asked.".into(), although_owed: false }).await.expect("erased");
        stub.calls();
        world.clock.advance(20 * DAY);
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls().len(), 0);
        for line in rows::all(world).await {
            assert!(!line.text.contains("Maya Mends") && !line.text.contains("Mended in an hour"), "{} {}", line.table, line.text);
        }
        assert_eq!(code(fetch(world, who).await), "creators.erased_already");
    });
}

#[test]
fn the_clock_renews_a_token_at_half_of_its_time_and_its_end_is_told_before() {
    on_both_with_instagram(async |world, stub| {
        connect(world).await;
        let first = stub.token();
        world.clock.advance(30 * DAY);
        refresh(&world.app).await.expect("a round");
        assert_ne!(stub.token(), first);
        assert_eq!(seen(world).await.ends_at, Some(world.now().plus(60 * DAY)));
        world.run(CheckConnection { service: SERVICE, said: None }).await.expect("the newer one is kept");

        // From now on it cannot be renewed: tried once a day, and told two weeks before the end.
        stub.renews(false);
        world.clock.advance(30 * DAY);
        stub.calls();
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls().len(), 3, "a trouble over there is asked three times");
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls().len(), 0, "and the next day again");
        assert!(!seen(world).await.ends_soon);
        assert_eq!(told(world).await, 0);
        world.clock.advance(16 * DAY);
        assert!(seen(world).await.ends_soon);
        assert_eq!(told(world).await, 1, "today tells of it");
        stub.renews(true);
        refresh(&world.app).await.expect("a round");
        assert_eq!((seen(world).await.ends_soon, told(world).await), (false, 0));

        stub.lasts(None);
        let view = world.run(RenewToken { service: SERVICE, said: None }).await.expect("renewed by hand");
        assert_eq!((view.ends_at, view.renew_at), (None, Some(world.now().plus(30 * DAY))), "no end is made up");
        assert_eq!(code(world.run(RenewToken { service: Service::YouTube, said: None }).await), "not_found");
    });
}

/// How many connections the team is told of.
async fn told(world: &World) -> i64 {
    let counts = store::moves::team_counts(world.app.db(), world.brand, world.now()).await;
    counts.expect("counted").connections
}

async fn under(world: &World, tag: &str) -> app::Result<HashtagFound> {
    world.run(FindHashtag { tag: tag.into(), newest: false, page: None, answered: None }).await
}

#[test]
fn thirty_hashtags_in_seven_days_are_counted_and_the_next_is_refused_before_it_is_asked() {
    on_both_with_instagram(async |world, stub| {
        assert_eq!(code(under(world, "#oatmilk").await), "creators.not_connected");
        connect(world).await;
        assert_eq!(code(under(world, "oat milk").await), "invalid");
        stub.under("oatmilk", "H1", "Best oat milk #oatmilk");
        stub.calls();
        let found = under(world, "#OatMilk").await.expect("found");
        assert_eq!((found.tag.as_str(), found.posts.len(), found.budget.left), ("oatmilk", 1, 29));
        assert_eq!((found.posts[0].text.as_str(), found.posts[0].likes), ("Best oat milk #oatmilk", None));
        assert_eq!(stub.calls(), ["hashtag oatmilk", "top_media 17843oatmilk"]);
        let again = under(world, "oatmilk").await.expect("found");
        assert_eq!((again.budget.left, stub.calls().len()), (29, 1), "a repeat is free, and its id is known");
        world.clock.advance(DAY);
        for at in 1..30 {
            let found = under(world, &format!("tag{at}")).await.expect("asked");
            assert_eq!(found.reason.as_deref(), Some("Instagram knows no such hashtag, or does not search for it."));
        }
        assert_eq!(seen(world).await.hashtags.expect("counted").left, 0);
        stub.calls();
        let refused = under(world, "one.more").await;
        assert_eq!(code(refused), "invalid");
        let refused = under(world, "onemore").await.expect_err("refused").to_string();
        assert_eq!(
            refused,
            "Instagram lets 30 different hashtags be asked for in seven days, and they are used; the next one is free on 8 Sep 2026, 09:00 UTC."
        );
        assert_eq!(stub.calls().len(), 0);
        assert_eq!(under(world, "oatmilk").await.expect("found").posts.len(), 1, "a known one still");
        world.clock.advance(6 * DAY);
        assert_eq!(seen(world).await.hashtags.expect("counted").left, 1);
        // Instagram's own count differs: told, and the connection works on.
        let found = under(world, "onemore").await.expect("asked");
        assert!(found.reason.is_some_and(|reason| reason.contains("thirty hashtags of seven days are used over there")));
        assert!(seen(world).await.refused.is_none());
    });
}

#[test]
fn figures_may_be_worked_out_where_no_term_forbids_it_and_without_a_way_out_nothing_is_asked() {
    on_both_with_instagram(async |world, stub| {
        let who = maya(world, stub).await;
        assert!(connect(world).await.derived);
        let view = world.run(UpdateConnection { service: SERVICE, daily_units: 9, reserve: 1, derived: false }).await.expect("saved");
        assert!(view.derived, "there is nothing to accept");
        // Two of the day's nine went for the token.
        fetch(world, who).await.expect("fetched");
        let view = account(world, who.0).await;
        let average = view.numbers.iter().find(|one| one.measure == Measure::AvgComments).expect("three posts state their comments");
        assert_eq!((average.value, average.method, average.exact), (31, Method::Computed, false));
        assert!(view.numbers.iter().all(|one| one.measure != Measure::AvgLikes), "two that state their likes are too few");
    });
    on_both(async |world| {
        assert!(refused(world, token()).await.1.contains("asks no platform"));
    });
}

/// Every field that is asked for exists in Meta's own lists.
#[test]
fn every_field_that_is_asked_for_exists() {
    use outside::instagram::fields;

    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs/meta");
    if !folder.exists() {
        println!("SKIPPED: Instagram's fields were not held against Meta's lists: {} is not there", folder.display());
        return;
    }
    let lists: [(&str, &[&str]); 6] = [
        ("IGUser", &fields::ACCOUNT),
        ("IGUser", &fields::OWN),
        ("IGMedia", &fields::MEDIA),
        ("IGMedia", &fields::NAMING),
        ("IGMedia", &fields::HASHTAG),
        ("IGComment", &fields::COMMENT),
    ];
    for (object, asked) in lists {
        let text = std::fs::read_to_string(folder.join(format!("{object}.json"))).expect("a list");
        let list: Value = serde_json::from_str(&text).expect("JSON");
        let known: Vec<&str> = list["fields"].as_array().expect("fields").iter().filter_map(|field| field["name"].as_str()).collect();
        for field in asked {
            assert!(known.contains(field), "{object} has no field {field}");
        }
    }
    let edges = |object: &str| -> Vec<String> {
        let list: Value = serde_json::from_str(&std::fs::read_to_string(folder.join(object)).expect("a list")).expect("JSON");
        list["apis"].as_array().expect("edges").iter().filter_map(|one| one["endpoint"].as_str().map(str::to_owned)).collect()
    };
    assert!(edges("IGUser.json").contains(&"tags".to_owned()));
    let under = edges("ShadowIGHashtag.json");
    assert!(["recent_media", "top_media"].iter().all(|edge| under.contains(&(*edge).to_owned())));
}
