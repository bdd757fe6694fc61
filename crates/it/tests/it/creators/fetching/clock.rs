//! The clock's round: who comes first, what it leaves for people, when it waits, and what goes after its time.

use app::{
    Caller, Rights,
    creators::{AddPosts, EraseCreator, RemoveExpired, Removed},
    discovery::fetching::refresh,
    team::ListEvents,
};
use domain::{
    creators::connections::{Service, quota::Purpose},
    time::{DAY, HOUR},
};
use store::creators::connections::spent;

use super::*;
use crate::{
    creators::{campaign, connections::connect, invited, shortlisted},
    registry::rows,
    support::{on_both_with_youtube, youtube::Mood},
};

/// An id of a channel by a number.
fn channel(at: usize) -> String {
    format!("UCnumbernumbernumber{at:04}")
}

async fn round(world: &World) -> usize {
    refresh(&world.app).await.expect("a round")
}

/// The channels that were asked for, in the order of asking.
fn asked(stub: &YouTubeStub) -> Vec<String> {
    let calls = stub.calls();
    let handles = calls.iter().filter(|call| call.starts_with("channels"));
    handles.filter_map(|call| call.split("forHandle=@").nth(1)?.split('&').next().map(str::to_owned)).collect()
}

#[test]
fn running_collaborations_come_first_then_shortlists_then_the_rest() {
    on_both_with_youtube(async |world, stub| {
        let mut all = Vec::new();
        for (at, name) in ["rest", "shortlisted", "running"].into_iter().enumerate() {
            stub.channel(&channel(at), &format!("@{name}"), name, Some(10));
            all.push(known(world, name, &format!("@{name}")).await);
        }
        let autumn = campaign(world, &world.owner, "Autumn").await;
        shortlisted(world, &world.owner, autumn, &[all[1].0]).await;
        invited(world, &world.owner, autumn, &[all[2].0]).await;
        world.work().await;
        connect(world).await;
        stub.calls();
        assert_eq!(round(world).await, 3);
        assert_eq!(asked(stub), ["running", "shortlisted", "rest"]);
        assert_eq!(round(world).await, 0, "nobody's turn comes twice");
        let ids = |calls: Vec<String>| -> Vec<usize> {
            let ids = calls
                .iter()
                .filter(|call| call.starts_with("channels"))
                .filter_map(|call| call.split("id=").nth(1)?.split('&').next().map(str::to_owned));
            ids.filter_map(|id| (0..3).find(|at| channel(*at) == id)).collect()
        };
        stub.calls();
        world.clock.advance(DAY);
        round(world).await;
        assert_eq!(ids(stub.calls()), [2], "daily while work runs");
        world.clock.advance(6 * DAY);
        round(world).await;
        assert_eq!(ids(stub.calls()), [2, 1], "weekly on a shortlist");
        world.clock.advance(18 * DAY);
        round(world).await;
        assert_eq!(ids(stub.calls()), [2, 1, 0], "everybody before the thirty days are over");
        let today = spent(world.app.db(), world.organisation, Service::YouTube, domain::creators::connections::quota::day(world.now()));
        assert!(today.await.expect("read").iter().all(|spent| spent.purpose == Purpose::Clock));
    });
}

#[test]
fn the_clock_leaves_the_reserve_and_people_may_still_ask() {
    on_both_with_youtube(async |world, stub| {
        let mut all = Vec::new();
        for at in 0..6 {
            stub.channel(&channel(at), &format!("@number{at}"), "Name", Some(10));
            all.push(known(world, &format!("Number {at}"), &format!("@number{at}")).await);
        }
        connect(world).await;
        // One unit went for the key; each account here takes two: the channel and its empty list.
        let service = Service::YouTube;
        world.run(app::creators::UpdateConnection { service, daily_units: 20, reserve: 13, derived: false }).await.expect("saved");
        stub.calls();
        round(world).await;
        assert_eq!(stub.calls().len(), 6, "7 less the one for the key");
        assert_eq!((round(world).await, stub.calls().len()), (0, 0));
        assert_eq!(fetch(world, all[5]).await.expect("fetched").outcome, domain::creators::fetching::Outcome::Fetched);
        world.clock.advance(DAY);
        assert!(round(world).await > 0, "a new day");
    });
}

#[test]
fn the_clock_waits_when_it_is_told_to_and_tries_what_failed_later() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.is(Mood::TooMany(Some(7_200)));
        stub.calls();
        assert_eq!(round(world).await, 0);
        assert_eq!(stub.calls().len(), 1);
        world.clock.advance(HOUR);
        round(world).await;
        assert_eq!(stub.calls().len(), 0, "two hours are two hours");
        world.clock.advance(HOUR);
        stub.is(Mood::Malformed);
        round(world).await;
        assert_eq!(stub.calls().len(), 1);
        round(world).await;
        assert_eq!(stub.calls().len(), 0, "what failed waits an hour");
        world.clock.advance(HOUR);
        stub.is(Mood::Fine);
        assert_eq!(round(world).await, 1);
        assert_eq!(account(world, who.0).await.account.followers, Some(45_600));
    });
}

#[test]
fn two_processes_at_once_fetch_each_account_once() {
    on_both_with_youtube(async |world, stub| {
        for at in 0..5 {
            stub.channel(&channel(at), &format!("@number{at}"), "Name", Some(10));
            known(world, &format!("Number {at}"), &format!("@number{at}")).await;
        }
        connect(world).await;
        stub.calls();
        let (one, other) = tokio::join!(refresh(&world.app), refresh(&world.app));
        assert_eq!(one.expect("a round") + other.expect("a round"), 5);
        let mut asked = asked(stub);
        asked.sort();
        asked.dedup();
        assert_eq!(asked.len(), 5);
    });
}

#[test]
fn what_was_not_refreshed_goes_after_thirty_days_and_a_files_words_come_back() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let file = "url,caption,views\nhttps://www.youtube.com/watch?v=one,From a file,77\n";
        world.run(AddPosts::of_bytes(who.0, "posts.csv", file.as_bytes())).await.expect("added");
        fetch(world, who).await.expect("fetched");
        stub.is(Mood::Broken);
        world.clock.advance(30 * DAY - 1);
        round(world).await;
        assert_eq!(posts(world, who.0).await.len(), 3);
        world.clock.advance(1);
        round(world).await;
        let left = posts(world, who.0).await;
        assert_eq!(left.iter().map(|post| (post.source.as_str(), post.post.views)).collect::<Vec<_>>(), [("posts.csv", Some(77))]);
        let view = account(world, who.0).await;
        assert_eq!(
            (view.numbers.len(), view.account.followers, view.bio.clone(), view.account.display_name.clone()),
            (0, None, None, None)
        );
        assert_eq!(view.account.handle.as_ref().map(ToString::to_string).as_deref(), Some("mayamends"), "what was entered stays");
        assert_eq!(world.show(GetCreator { creator: who.0 }).await.expect("shown").creator.country, None);
        for line in rows::all(world).await {
            let told = ["Maya Mends repairs", "45600", "Where did you buy"].iter().any(|words| line.text.contains(words));
            assert!(!told, "kept after its time: {} {}", line.table, line.text);
        }
        assert_eq!(round(world).await, 0, "and it is done once");
        let clock = Caller::new(Rights::Clock, Some(world.organisation), None);
        assert_eq!(world.app.run(&clock, RemoveExpired {}).await.expect("looked"), Removed::default());
        let removal = ListEvents { limit: Some(200), ..ListEvents::default() };
        assert!(!serde_json::to_string(&world.show(removal).await.expect("listed")).expect("JSON").contains("Maya Mends repairs"));
    });
}

#[test]
fn who_is_erased_is_not_fetched_and_nothing_fetched_is_left() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.comment("one", "c9", "@ben", "I mended my coat with this", None);
        fetch(world, who).await.expect("fetched");
        let erase = EraseCreator { creator: who.0, reason: "She asked.".into(), although_owed: false };
        world.run(erase).await.expect("erased");
        stub.calls();
        world.clock.advance(40 * DAY);
        round(world).await;
        assert_eq!(stub.calls().len(), 0);
        for line in rows::all(world).await {
            assert!(!line.text.contains("Maya Mends") && !line.text.contains("mended my coat"), "{} {}", line.table, line.text);
        }
        let fetched = FetchAccount { creator: who.0, profile: who.1, urgency: None, fetched: None };
        assert_eq!(crate::support::code(world.run(fetched).await), "creators.erased_already");
    });
}
