//! TikTok by the log-in of each creator: the app taken, a log-in taken, renewed and ended; accounts read by it; the message that
//! somebody took theirs back.
//!
//! Invariant: what is expected stands in the stub's own accounts; the program's reading of them is not used for it. Absent: pages;
//! the story `web` has them.

use app::{
    Asked, Caller, Version,
    creators::{
        AccessOffer, AccessView, CheckConnection, ConnectService, ConnectTikTok, ConnectionView, CreateCreator, EndAccess, EraseCreator,
        GetCreator, ListAccess, ListConnections, ListCreatorPosts, NoteLostAccess, ProfileView, RemoveConnection, RenewAccess, ShowAccess,
        TakeAccess,
    },
    discovery::{FetchAccount, FetchedAccount, fetching::refresh},
    outreach::AskForAccess,
};
use axum::http::Method as Verb;
use domain::{
    creators::{
        Measure, Method, NewCreator, Platform, ProfileInput, Source, Tier,
        access::{EndedBy, Part},
        connections::Service,
        fetching::{Outcome, Remark},
    },
    ids::{CreatorId, ProfileId},
    team::Role,
    time::{DAY, HOUR, MINUTE, SECOND},
};
use serde_json::{Value, json};

use crate::{
    registry::rows,
    support::{
        World, code,
        http::{Program, Reply},
        on_both_with_tiktok,
        tiktok::{ALL, APP, Mood, TikTokStub, signature},
    },
};

const SERVICE: Service = Service::TikTok;
/// Maya's account, as the app knows it.
pub const MAYA: &str = "-000mayaMadeUpOpenId";
/// When her first video was posted: 23 August 2026.
const FIRST: i64 = 1_787_500_000;

fn the_app() -> ConnectTikTok {
    ConnectTikTok { client_key: APP.0.into(), client_secret: APP.1.into(), said: None }
}

async fn connect(world: &World) -> ConnectionView {
    world.run(the_app()).await.expect("connected")
}

async fn seen(world: &World) -> ConnectionView {
    let all = world.show(ListConnections {}).await.expect("listed").services;
    all.into_iter().find(|one| one.service == SERVICE).expect("TikTok")
}

/// A creator with a TikTok account.
pub async fn known(world: &World, name: &str, handle: &str) -> (CreatorId, ProfileId) {
    let email = Some(format!("{}@creators.example", handle.trim_start_matches('@')));
    let profiles = vec![ProfileInput { platform: Platform::TikTok, handle: handle.into() }];
    let creator = NewCreator { name: name.into(), email, profiles, ..NewCreator::default() };
    let made = world.run(CreateCreator { creator, source: Source::Cold, tier: Tier::Paid }).await.expect("created");
    (made.id, account(world, made.id).await.account.id)
}

/// Maya, her account there with three videos, and TikTok connected.
pub async fn maya(world: &World, stub: &TikTokStub) -> (CreatorId, ProfileId) {
    stub.account(MAYA, "maya.mends", "Maya Mends", 26_779);
    for (at, id) in (0..).zip(["A", "B", "C"]) {
        stub.video(MAYA, id, FIRST + at * 3_600, (id != "B").then_some(12_000));
    }
    connect(world).await;
    known(world, "Maya Okonkwo", "@maya.mends").await
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

async fn offer(world: &World, creator: CreatorId) -> AccessOffer {
    world.app.show(&world.creator(creator), ShowAccess {}).await.expect("shown")
}

/// Where a creator logs in.
async fn address(world: &World, creator: CreatorId) -> String {
    offer(world, creator).await.address.expect("an address")
}

/// Comes back by a path, as a creator.
async fn comes_back(world: &World, creator: CreatorId, path: &str) -> app::Result<AccessView> {
    let url = reqwest::Url::parse(&format!("https://troupe.example{path}")).expect("a path");
    let of = |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    assert_eq!(url.path(), "/connect/tiktok");
    let command = TakeAccess { state: of("state").expect("a state"), code: of("code"), error: of("error"), taken: None };
    world.app.run(&world.creator(creator), command).await
}

/// Logs in and lets a part be read.
async fn logs_in(world: &World, stub: &TikTokStub, creator: CreatorId, account: &str, scope: &str) -> app::Result<AccessView> {
    let path = stub.consents(&address(world, creator).await, account, scope);
    comes_back(world, creator, &path).await
}

/// The field and the sentence with which an app is refused.
async fn refused(world: &World, command: ConnectTikTok) -> (String, String) {
    match world.run(command).await.expect_err("refused") {
        app::Error::Fields(errors) => (errors.0[0].field.clone(), errors.0[0].message.clone()),
        other => panic!("{other:?}"),
    }
}

/// How many log-ins the team is told of.
async fn told(world: &World) -> i64 {
    store::moves::team_counts(world.app.db(), world.brand, world.now()).await.expect("counted").accesses
}

/// Nothing of these stands in the clear anywhere.
async fn nowhere(world: &World, secrets: &[String]) {
    for line in rows::all(world).await {
        for secret in secrets {
            assert!(!line.text.contains(secret.as_str()), "in the clear: {} {}", line.table, line.text);
        }
    }
}

/// What was read by a log-in is gone, and the account stands there all the same.
async fn nothing_left(world: &World, creator: CreatorId) {
    let view = account(world, creator).await;
    assert_eq!((view.numbers.len(), view.account.followers, view.bio, posts(world, creator).await), (0, None, None, 0));
    assert_eq!((view.account.handle.as_deref(), view.account.badge), (Some("maya.mends"), None));
}

#[test]
fn an_app_is_kept_only_when_it_is_taken_and_nowhere_in_the_clear() {
    on_both_with_tiktok(async |world, stub| {
        for (wrong, field) in [
            (ConnectTikTok { client_key: "short".into(), ..the_app() }, "client_key"),
            (ConnectTikTok { client_secret: "two words that are none".into(), ..the_app() }, "client_secret"),
        ] {
            assert_eq!(refused(world, wrong).await.0, field);
        }
        assert_eq!(stub.calls().len(), 0, "what is none is not sent");
        let other = APP.1.replace('0', "1");
        let (field, told) = refused(world, ConnectTikTok { client_secret: other.clone(), ..the_app() }).await;
        assert_eq!(
            (field.as_str(), told.as_str()),
            ("client_secret", "TikTok refuses the key: There is no app with this client key and secret.")
        );
        assert_eq!(code(world.run(ConnectService { service: SERVICE, key: "a".repeat(30), said: None }).await), "invalid");
        assert!(!seen(world).await.connected);
        let view = connect(world).await;
        assert!(view.connected && view.ends_at.is_none() && APP.0.ends_with(&view.hint));
        nowhere(world, &[APP.1.to_owned(), other]).await;
        assert!(world.run(CheckConnection { service: SERVICE, said: None }).await.expect("tried").refused.is_none());
        stub.changes_secret();
        let refused = world.run(CheckConnection { service: SERVICE, said: None }).await.expect("tried").refused;
        assert_eq!(refused.expect("refused").reason, "There is no app with this client key and secret.");
    });
}

#[test]
fn a_creator_logs_in_and_the_account_comes_with_its_numbers_and_videos() {
    on_both_with_tiktok(async |world, stub| {
        let early = known(world, "Early Bird", "@early.bird").await;
        assert_eq!(code(fetch(world, early).await), "creators.not_connected");
        assert!(offer(world, early.0).await.address.is_none(), "nothing is offered before there is an app");
        let who = maya(world, stub).await;
        assert_eq!(code(fetch(world, who).await), "creators.not_given");
        assert_eq!(refresh(&world.app).await.expect("a round"), 0, "nobody logged in, so that nobody is asked for");

        let access = logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        assert_eq!((access.holds, access.profile, access.withheld.len()), (true, who.1, 0));
        assert_eq!(access.ends_at, Some(world.now().plus(365 * DAY)));
        nowhere(world, &stub.tokens()).await;
        stub.calls();
        assert_eq!(refresh(&world.app).await.expect("a round"), 1, "the clock reads it with its next round");
        assert_eq!(stub.calls().len(), 2, "the account, and its videos");
        let view = account(world, who.0).await;
        assert_eq!((view.account.followers, view.account.display_name.as_deref()), (Some(26_779), Some("Maya Mends")));
        assert_eq!(view.bio.as_deref(), Some("Maya Mends repairs things and says how."));
        let badge = view.account.badge.clone().expect("a badge");
        assert_eq!((badge.verified, badge.source.as_str()), (true, "tiktok_api"));
        for (measure, value) in [(Measure::Followers, 26_779), (Measure::TotalLikes, 98_765), (Measure::Posts, 210)] {
            let one = view.numbers.iter().find(|one| one.measure == measure).expect("a number");
            let said = (one.value, one.source.as_str(), one.method, one.exact, one.fetched_at);
            assert_eq!(said, (value, "tiktok_api", Method::Platform, true, world.now()));
        }
        let found = world.show(ListCreatorPosts { creator: who.0, limit: None }).await.expect("listed");
        let of = |id: &str| found.iter().find(|post| post.post.external.as_deref() == Some(id)).expect("a post");
        let (with, without) = (&of("C").post, &of("B").post);
        assert_eq!((with.views, with.likes, with.comments, with.shares), (Some(12_000), Some(900), Some(31), Some(12)));
        assert_eq!(without.views, None, "what is not told is unknown and not zero");
        assert_eq!(with.caption, "Mended in an hour, C. #ad", "title and description are mostly the same words");
        assert_eq!(of("A").post.posted_at.map(|at| at.0), Some(FIRST * SECOND));
        assert!(with.url.as_deref().is_some_and(|url| url.starts_with("https://www.tiktok.com/@maya.mends/video/C")));
        let again = fetch(world, who).await.expect("fetched");
        assert_eq!((again.outcome, again.added, again.renewed), (Outcome::Fetched, 0, 0), "the same videos stand once");
        let listed = world.show(ListAccess {}).await.expect("listed");
        assert!(listed.offered && listed.accounts.len() == 2);
        assert!(listed.accounts[0].creator == who.0 && listed.accounts[1].access.is_none(), "who is connected stands first");
    });
}

#[test]
fn more_videos_than_a_page_holds_come_page_by_page() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        for at in 0..62 {
            stub.video(MAYA, &format!("P{at}"), FIRST + 20_000 + at, Some(1));
        }
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        stub.calls();
        assert_eq!(fetch(world, who).await.expect("fetched").added, 65);
        let calls = stub.calls();
        assert_eq!(calls.iter().filter(|call| call.starts_with("videos")).count(), 4, "{calls:?}");
        assert!(calls[1].contains("\"max_count\":20") && !calls[1].contains("cursor"), "{}", calls[1]);
        assert!(calls[2].contains(&format!("\"cursor\":{}", (FIRST + 20_042) * 1_000)), "{}", calls[2]);
    });
}

#[test]
fn a_no_a_strange_log_in_and_another_account_are_told_and_nothing_is_kept() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        let denied = comes_back(world, who.0, &stub.denies(&address(world, who.0).await)).await.expect_err("denied");
        assert_eq!(
            (denied.code(), denied.to_string().as_str()),
            ("creators.log_in_denied", "Nothing was connected, because you said no at TikTok.")
        );
        // What was signed for her is no good for another, nor after the hour, nor is what nobody signed.
        let jonas = known(world, "Jonas Brandt", "@jonas.brandt").await;
        let hers = stub.consents(&address(world, who.0).await, MAYA, ALL);
        assert_eq!(code(comes_back(world, jonas.0, &hers).await), "creators.log_in_expired");
        world.clock.advance(HOUR + SECOND);
        assert_eq!(code(comes_back(world, who.0, &hers).await), "creators.log_in_expired");
        assert_eq!(code(comes_back(world, who.0, "/connect/tiktok?state=guessed&code=1").await), "creators.log_in_expired");
        let path = stub.consents(&address(world, who.0).await, MAYA, ALL);
        assert_eq!(code(comes_back(world, who.0, &path.replace("code=code", "code=none")).await), "creators.log_in_failed");

        // Jonas logs in to Maya's account.
        assert_eq!(code(logs_in(world, stub, jonas.0, MAYA, ALL).await), "creators.anothers_account");
        assert!(!stub.stands(MAYA), "what is not kept is given back");
        assert!(offer(world, jonas.0).await.accounts[0].access.is_none());
        // Without the name nobody knows which account it is.
        let nameless = logs_in(world, stub, who.0, MAYA, "user.info.basic,user.info.stats").await.expect_err("nameless");
        assert_eq!(nameless.code(), "creators.nameless_account");
        assert!(nameless.to_string().contains("leave every switch on") && !stub.stands(MAYA));

        // A second account of hers becomes one of its own.
        stub.account("-000mayaSecond", "maya.again", "Maya Again", 12);
        let second = logs_in(world, stub, who.0, "-000mayaSecond", ALL).await.expect("taken");
        assert_ne!(second.profile, who.1);
        assert_eq!(offer(world, who.0).await.accounts.len(), 2);
    });
}

#[test]
fn what_is_withheld_is_told_and_the_rest_is_read() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        let access = logs_in(world, stub, who.0, MAYA, "user.info.basic,user.info.profile").await.expect("taken");
        assert_eq!(access.withheld, [Part::Stats, Part::Videos]);
        stub.calls();
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.numbers, answer.added), (Outcome::Fetched, 0, 0));
        assert_eq!(answer.remarks, [Remark::Withheld { parts: vec![Part::Stats, Part::Videos] }]);
        assert_eq!(stub.calls(), ["user open_id,display_name,username,bio_description,is_verified"], "only what may be read is asked for");
        assert_eq!(account(world, who.0).await.account.display_name.as_deref(), Some("Maya Mends"));
        let access = logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken anew");
        assert_eq!((access.profile, access.withheld.len()), (who.1, 0));
        assert_eq!(fetch(world, who).await.expect("fetched").added, 3);
    });
}

#[test]
fn tokens_are_renewed_by_the_clock_and_when_they_end_before_their_time() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        refresh(&world.app).await.expect("a round");
        let first = stub.tokens();
        stub.calls();
        world.clock.advance(16 * HOUR - SECOND);
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls().len(), 0);
        world.clock.advance(SECOND);
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls(), ["token refresh_token"]);
        assert_ne!(stub.tokens(), first);
        nowhere(world, &stub.tokens()).await;
        // The token ends before its time: it is renewed once, and the account is read.
        stub.ends_access();
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, Outcome::Fetched);
        let calls = stub.calls();
        assert_eq!(calls.iter().filter(|call| *call == "token refresh_token").count(), 1, "{calls:?}");
        // A trouble over there passes: nothing ends, and it is tried again later.
        stub.is(Mood::Broken);
        world.clock.advance(16 * HOUR);
        refresh(&world.app).await.expect("a round");
        assert!(offer(world, who.0).await.accounts[0].access.as_ref().is_some_and(|access| access.holds));
        stub.calls();
        refresh(&world.app).await.expect("a round");
        assert!(!stub.calls().contains(&"token refresh_token".to_owned()), "not before its turn");
        stub.is(Mood::Fine);
        world.clock.advance(HOUR);
        refresh(&world.app).await.expect("a round");
        assert!(stub.calls().contains(&"token refresh_token".to_owned()));
    });
}

#[test]
fn a_log_in_that_is_taken_no_more_ends_and_is_told_and_another_begins() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        fetch(world, who).await.expect("fetched");
        stub.takes_back(MAYA);
        assert_eq!(code(fetch(world, who).await), "creators.access_ended");
        assert_eq!((told(world).await, seen(world).await.refused), (1, None), "it is hers alone, and the app still works");
        let access = offer(world, who.0).await.accounts[0].access.clone().expect("known");
        assert_eq!((access.holds, access.again, access.ended.map(|ended| ended.by)), (false, true, Some(EndedBy::RanOut)));
        refresh(&world.app).await.expect("a round");
        assert_eq!(posts(world, who.0).await, 3, "what was read stays for its time");
        stub.calls();
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls().len(), 0, "nobody asks by a log-in that ended");
        let clock = Caller::clock(world.organisation, world.brand);
        let command = RenewAccess { creator: who.0, profile: who.1, said: None };
        assert_eq!(code(world.app.run(&clock, command).await), "creators.access_ended");
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken anew");
        assert_eq!((told(world).await, fetch(world, who).await.expect("fetched").outcome), (0, Outcome::Fetched));
    });
}

#[test]
fn its_end_is_told_two_weeks_before() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        // Nobody answers for a year: it is never renewed.
        stub.is(Mood::Broken);
        world.clock.advance(351 * DAY - SECOND);
        assert_eq!(told(world).await, 0);
        world.clock.advance(SECOND);
        assert_eq!(told(world).await, 1);
        assert!(world.show(ListAccess {}).await.expect("listed").accounts[0].access.as_ref().is_some_and(|access| access.again));
    });
}

#[test]
fn who_ends_a_log_in_ends_it_over_there_too_and_what_was_read_goes() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        let end = || EndAccess { creator: who.0, profile: who.1 };
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        fetch(world, who).await.expect("fetched");
        let jonas = known(world, "Jonas Brandt", "@jonas.brandt").await;
        assert_eq!(code(world.app.run(&world.creator(jonas.0), end()).await), "not_found", "only her own");
        let tokens = stub.tokens();
        let ended = world.app.run(&world.creator(who.0), end()).await.expect("ended");
        assert_eq!((ended.holds, ended.ended.map(|ended| ended.by), stub.stands(MAYA)), (false, Some(EndedBy::Creator), true));
        world.work().await;
        assert!(!stub.stands(MAYA), "TikTok hears of it by the outbox, once it is sure");
        refresh(&world.app).await.expect("a round");
        nothing_left(world, who.0).await;
        nowhere(world, &tokens).await;
        assert_eq!(told(world).await, 0, "nobody is asked to bring back what was ended on purpose");

        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken anew");
        fetch(world, who).await.expect("fetched");
        // TikTok cannot be told just now: it ends here all the same.
        stub.is(Mood::Broken);
        let manager = world.person("Femi Adeyemi", Role::Manager).await;
        let ended = world.app.run(&manager, end()).await.expect("ended");
        assert_eq!(ended.ended.map(|ended| ended.by), Some(EndedBy::Team));
        world.work().await;
        assert!(stub.stands(MAYA));
        refresh(&world.app).await.expect("a round");
        nothing_left(world, who.0).await;

        stub.is(Mood::Fine);
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken anew");
        fetch(world, who).await.expect("fetched");
        world.clock.advance(HOUR);
        stub.calls();
        world.work().await;
        assert!(!stub.calls().contains(&"revoke".to_owned()) && stub.stands(MAYA), "a log-in since is not taken back with the one before");
        let tokens = stub.tokens();
        world.run(RemoveConnection { service: SERVICE }).await.expect("removed");
        assert!(stub.stands(MAYA));
        world.work().await;
        assert!(!stub.stands(MAYA), "TikTok is told of everybody, by the key that was there");
        nowhere(world, &tokens).await;
        nowhere(world, &[APP.1.to_owned()]).await;
        refresh(&world.app).await.expect("a round");
        nothing_left(world, who.0).await;
        assert_eq!(code(fetch(world, who).await), "creators.not_connected");
    });
}

/// Sends a message as TikTok does.
async fn message(world: &World, signed: &str, body: &Value) -> Reply {
    let headers = [("content-type", "application/json"), ("tiktok-signature", signed)];
    Program::anonymous(world).send(Verb::POST, "/hooks/fennel-rye/tiktok", &headers, body.to_string().into_bytes()).await
}

#[test]
fn a_signed_message_that_a_log_in_was_taken_back_ends_it_and_what_was_read_goes() {
    on_both_with_tiktok(async |world, stub| {
        let second = |world: &World| world.now().0 / SECOND;
        let removed = |at: i64, account: &str| json!({ "client_key": APP.0, "event": "authorization.removed", "create_time": at, "user_openid": account, "content": "{\"reason\":1}" });
        let of = |at: i64, body: &Value| signature(at, body.to_string().as_bytes());
        let body = removed(second(world), MAYA);
        assert_eq!(message(world, &of(second(world), &body), &body).await.status, 404, "nobody is connected");
        let who = maya(world, stub).await;
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        fetch(world, who).await.expect("fetched");
        let holds = async || offer(world, who.0).await.accounts[0].access.as_ref().is_some_and(|access| access.holds);

        assert_eq!(message(world, "t=1,s=00", &body).await.refused(401), "signature_invalid");
        let old = second(world) - 301;
        assert_eq!(message(world, &of(old, &body), &body).await.refused(401), "signature_expired");
        let anonymous = Program::anonymous(world);
        let bare = anonymous.send(Verb::POST, "/hooks/fennel-rye/tiktok", &[("content-type", "application/json")], b"{}".to_vec());
        assert_eq!(bare.await.refused(400), "malformed");
        let other = json!({ "client_key": APP.0, "event": "post.publish.complete", "create_time": second(world), "user_openid": MAYA });
        assert_eq!(message(world, &of(second(world), &other), &other).await.ok()["taken"], 0);
        let strangers = removed(second(world), "-000nobody");
        assert_eq!(message(world, &of(second(world), &strangers), &strangers).await.ok()["taken"], 1);
        // What is told of a time before this log-in is about another one.
        let before = removed(second(world) - 60, MAYA);
        message(world, &of(second(world), &before), &before).await.ok();
        assert!(holds().await);

        world.clock.advance(MINUTE);
        let body = removed(second(world), MAYA);
        for _ in 0..2 {
            assert_eq!(message(world, &of(second(world), &body), &body).await.ok()["taken"], 1, "told twice, it ends once");
        }
        assert!(!holds().await);
        assert_eq!(
            offer(world, who.0).await.accounts[0].access.as_ref().and_then(|access| access.ended.clone()).map(|ended| ended.by),
            Some(EndedBy::Platform)
        );
        refresh(&world.app).await.expect("a round");
        nothing_left(world, who.0).await;
        let clock = Caller::new(app::Rights::Clock, Some(world.organisation), None);
        world.app.run(&clock, NoteLostAccess { external: MAYA.into(), at: world.now() }).await.expect("noted once more");
    });
}

#[test]
fn too_many_questions_close_the_window_for_a_minute_and_nothing_known_is_lost() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        fetch(world, who).await.expect("fetched");
        stub.is(Mood::Throttled);
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!((answer.outcome, answer.connection_stopped), (Outcome::Failed, true));
        assert_eq!(answer.waits_until, Some(world.now().plus(MINUTE)));
        stub.calls();
        assert_eq!(code(fetch(world, who).await), "creators.waiting");
        world.clock.advance(MINUTE - SECOND);
        assert_eq!(refresh(&world.app).await.expect("a round"), 0);
        assert_eq!(stub.calls().len(), 0);
        assert_eq!((account(world, who.0).await.account.followers, posts(world, who.0).await), (Some(26_779), 3));
        world.clock.advance(SECOND);
        stub.is(Mood::Malformed);
        assert!(fetch(world, who).await.expect("asked").reason.is_some_and(|reason| reason.contains("no JSON")));
        stub.is(Mood::Fine);
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, Outcome::Fetched);
    });
}

#[test]
fn another_app_asks_every_creator_anew_and_another_secret_nobody() {
    on_both_with_tiktok(async |world, stub| {
        let who = maya(world, stub).await;
        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        connect(world).await;
        assert_eq!((told(world).await, fetch(world, who).await.expect("fetched").outcome), (0, Outcome::Fetched));
        // The stub knows one app alone, so that the other comes by the rows.
        let known =
            store::creators::connections::connection(world.app.db(), world.organisation, SERVICE).await.expect("read").expect("there");
        let text = json!({ "client_key": "anotherclientkey", "client_secret": APP.1 }).to_string();
        let sealed = world.app.secrets().seal([1; 24], &text).expect("sealed");
        let other = domain::creators::connections::Connection { sealed: Some(sealed), ..known.value.clone() };
        let tx = world.app.db().begin().await.expect("begun");
        store::document::save(&tx, world.organisation, known.id, known.version, &other).await.expect("saved");
        tx.commit().await.expect("kept");
        connect(world).await;
        assert_eq!((told(world).await, code(fetch(world, who).await).as_str()), (1, "creators.access_ended"));
    });
}

#[test]
fn who_is_asked_gets_the_link_to_their_page_and_who_is_erased_leaves_no_log_in() {
    on_both_with_tiktok(async |world, stub| {
        let who = known(world, "Maya Okonkwo", "@maya.mends").await;
        let ask = |by_hand| AskForAccess { creator: who.0, by_hand };
        assert_eq!(code(world.run(ask(true)).await), "creators.not_connected");
        stub.account(MAYA, "maya.mends", "Maya Mends", 26_779);
        connect(world).await;
        let link = world.run(ask(true)).await.expect("made").link;
        assert!(link.starts_with("https://troupe.example/c/") && link.ends_with("/accounts"));
        world.work().await;
        assert_eq!(world.letters.to("maya.mends@creators.example").len(), 0, "by hand nothing is sent");
        world.run(ask(false)).await.expect("asked");
        world.work().await;
        let letter = world.letters.last_to("maya.mends@creators.example");
        assert!(letter.subject.contains("connect your TikTok") && letter.body.contains("/accounts"), "{}", letter.body);

        logs_in(world, stub, who.0, MAYA, ALL).await.expect("taken");
        fetch(world, who).await.expect("fetched");
        let erase = EraseCreator { creator: who.0, reason: "She asked.".into(), although_owed: false };
        let stale = Asked { key: None, version: Some(Version(99)) };
        assert_eq!(code(world.app.run_asked(&world.owner, &stale, erase.clone()).await), "conflict");
        world.work().await;
        assert!(stub.stands(MAYA), "what was refused tells TikTok nothing");
        // TikTok cannot be told just now: it is told later.
        stub.is(Mood::Broken);
        world.run(erase).await.expect("erased");
        world.work().await;
        assert!(stub.stands(MAYA));
        stub.is(Mood::Fine);
        world.clock.advance(HOUR);
        world.work().await;
        assert!(!stub.stands(MAYA), "TikTok is told");
        stub.calls();
        world.clock.advance(20 * HOUR);
        refresh(&world.app).await.expect("a round");
        assert_eq!(stub.calls().len(), 0);
        for line in rows::all(world).await {
            assert!(line.table != "account_access", "{}", line.text);
            assert!(!line.text.contains("Maya Mends") && !line.text.contains(MAYA), "{} {}", line.table, line.text);
        }
    });
}
