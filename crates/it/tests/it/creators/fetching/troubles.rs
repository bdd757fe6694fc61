//! What may go wrong while an account is fetched: it is told, and nothing that was known is lost.

use app::creators::ListConnections;
use domain::{
    creators::fetching::{Outcome, Remark},
    time::{DAY, HOUR},
};

use super::*;
use crate::{
    creators::connections::connect,
    support::{code, on_both, on_both_with_youtube, youtube::Mood},
};

#[test]
fn a_handle_that_is_not_there_is_told_and_changes_nothing() {
    on_both_with_youtube(async |world, stub| {
        let who = known(world, "Nobody", "@nobody.at.all").await;
        connect(world).await;
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!((answer.outcome, answer.numbers, answer.added), (Outcome::NotFound, 0, 0));
        let view = account(world, who.0).await;
        assert_eq!(view.account.handle.as_ref().map(ToString::to_string).as_deref(), Some("nobody.at.all"));
        let last = view.fetching.expect("asked").last.expect("asked");
        assert_eq!((last.outcome, last.fetched_at), (Outcome::NotFound, None));
        // Once known, gone: what was known stays.
        let maya = maya(world, stub).await;
        fetch(world, maya).await.expect("fetched");
        let had = world.now();
        stub.remove_channel(MAYA);
        world.clock.advance(DAY);
        assert_eq!(fetch(world, maya).await.expect("asked").outcome, Outcome::NotFound);
        let view = account(world, maya.0).await;
        assert_eq!((view.account.followers, posts(world, maya.0).await.len()), (Some(45_600), 3));
        assert_eq!(view.fetching.expect("asked").last.expect("asked").fetched_at, Some(had));
    });
}

#[test]
fn a_renamed_channel_is_followed_by_its_id_and_told() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        stub.channel(MAYA, "@mayarepairs", "Maya Repairs", Some(45_600));
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!(answer.remarks, [Remark::Renamed { from: "mayamends".into(), to: "mayarepairs".into() }]);
        let view = account(world, who.0).await;
        assert_eq!(view.account.handle.as_ref().map(ToString::to_string).as_deref(), Some("mayarepairs"));
        assert_eq!(view.account.display_name.as_deref(), Some("Maya Repairs"), "the platform's own words follow it");
    });
}

#[test]
fn a_handle_that_changed_hands_writes_nothing_of_somebody_elses() {
    on_both_with_youtube(async |world, stub| {
        let maya = maya(world, stub).await;
        connect(world).await;
        fetch(world, maya).await.expect("fetched");
        stub.channel(MAYA, "@mayarepairs", "Maya Mends", Some(45_600));
        fetch(world, maya).await.expect("fetched");
        // Somebody entered her new handle with another creator.
        let other = known(world, "Other", "@mayarepairs2").await;
        stub.channel(MAYA, "@mayarepairs2", "Maya Mends", Some(45_600));
        let answer = fetch(world, other).await.expect("asked");
        assert_eq!((answer.remarks, answer.numbers), (vec![Remark::SomebodyElses], 0));
        assert_eq!((account(world, other.0).await.numbers.len(), posts(world, other.0).await.len()), (0, 0));
    });
}

#[test]
fn closed_lists_and_comments_are_told_and_stop_nothing() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.close("two");
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.added, answer.comments), (Outcome::Fetched, 3, 2));
        assert_eq!(answer.remarks, [Remark::ClosedComments { videos: 1 }]);
        stub.close(&MAYA.replacen("UC", "UU", 1));
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.remarks), (Outcome::Fetched, vec![Remark::ClosedUploads]));
        assert_eq!(posts(world, who.0).await.len(), 3, "what was known stays");
    });
}

#[test]
fn what_is_forbidden_without_a_reason_is_closed_for_that_item_and_the_key_works_on() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.forbid("two");
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.added, answer.comments), (Outcome::Fetched, 3, 2));
        assert_eq!(answer.remarks, [Remark::ClosedComments { videos: 1 }]);
        stub.forbid("list:paid-three");
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.connection_stopped), (Outcome::Fetched, false));
        let connection = world.show(ListConnections {}).await.expect("listed").services.remove(0);
        assert!(connection.refused.is_none() && connection.wait.is_none());
        assert_eq!(posts(world, who.0).await.len(), 3, "what was known stays");
    });
}

#[test]
fn a_key_revoked_halfway_keeps_what_was_had() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.will_be(2, Mood::Revoked);
        let answer = fetch(world, who).await.expect("fetched in part");
        assert_eq!((answer.outcome, answer.numbers, answer.added, answer.connection_stopped), (Outcome::Partly, 3, 0, true));
        assert!(answer.reason.as_deref().is_some_and(|reason| reason.contains("revoked")));
        assert_eq!(account(world, who.0).await.account.followers, Some(45_600));
        let connection = world.show(ListConnections {}).await.expect("listed").services.remove(0);
        assert!(connection.refused.is_some());
        stub.calls();
        assert_eq!(code(fetch(world, who).await), "creators.key_refused");
        assert_eq!(stub.calls().len(), 0, "a refused key is not tried by itself");
        let view = account(world, who.0).await.fetching.expect("asked");
        assert!(view.trouble.is_some_and(|trouble| trouble.starts_with("YouTube refuses the key")));
    });
}

#[test]
fn who_answers_429_for_an_hour_is_left_alone_for_an_hour() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.is(Mood::TooMany(Some(3_600)));
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!((answer.outcome, answer.waits_until), (Outcome::Failed, Some(world.now().plus(HOUR))));
        assert_eq!(account(world, who.0).await.fetching.expect("asked").last, None, "that says nothing of the account");
        stub.calls();
        for _ in 0..6 {
            assert_eq!(code(fetch(world, who).await), "creators.waiting");
            world.clock.advance(HOUR / 6 - 1);
        }
        assert_eq!(stub.calls().len(), 0);
        world.clock.advance(HOUR / 6);
        stub.is(Mood::Fine);
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, Outcome::Fetched);
    });
}

#[test]
fn a_used_quota_stops_in_the_middle_and_the_days_own_count_stops_before_asking() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.will_be(3, Mood::QuotaExceeded);
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!((answer.outcome, answer.added), (Outcome::Partly, 3), "the comments are missing, the videos are not");
        assert_eq!(answer.waits_until.map(|until| until.rfc3339()).as_deref(), Some("2026-09-02T07:00:00Z"));
        world.clock.set("2026-09-02T07:00:00Z");
        stub.is(Mood::Fine);
        let service = domain::creators::connections::Service::YouTube;
        let small = app::creators::UpdateConnection { service, daily_units: 4, reserve: 0, derived: false };
        world.run(small).await.expect("saved");
        stub.calls();
        let answer = fetch(world, who).await.expect("asked");
        assert_eq!((answer.outcome, stub.calls().len()), (Outcome::Partly, 4), "four units are four calls");
        assert_eq!(answer.reason.as_deref(), Some("What may be asked today is used up."));
        assert_eq!(answer.waits_until, None, "the platform has said nothing");
        assert_eq!(fetch(world, who).await.expect("asked").outcome, Outcome::Failed);
        assert_eq!(stub.calls().len(), 0);
    });
}

#[test]
fn answers_that_are_none_leave_everything_as_it_was() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        let moods = [
            (Mood::Malformed, "no JSON"),
            (Mood::Odd, "no id"),
            (Mood::Huge, "larger than 5 MB"),
            (Mood::Slow, "too long"),
            (Mood::Broken, "503"),
        ];
        for (mood, words) in moods {
            stub.is(mood);
            let answer = fetch(world, who).await.expect("asked");
            assert_eq!(answer.outcome, Outcome::Failed);
            assert!(answer.reason.as_deref().is_some_and(|reason| reason.contains(words)), "{:?}", answer.reason);
            assert_eq!((account(world, who.0).await.account.followers, posts(world, who.0).await.len()), (Some(45_600), 3));
        }
        let last = account(world, who.0).await.fetching.expect("asked").last.expect("asked");
        assert_eq!((last.outcome, last.failures), (Outcome::Failed, 5));
    });
}

#[test]
fn only_what_can_be_asked_for_is() {
    on_both(async |world| {
        let nameless = known(world, "Nameless", "").await;
        assert_eq!(code(fetch(world, nameless).await), "creators.nameless");
        let named = known(world, "Named", "@named").await;
        assert_eq!(code(fetch(world, named).await), "creators.not_connected");
        assert_eq!(code(fetch(world, (nameless.0, named.1)).await), "not_found", "another creator's account");
        let (_, neighbour) = world.other_brand().await;
        let command = FetchAccount { creator: named.0, profile: named.1, urgency: None, fetched: None };
        assert_eq!(code(world.app.run(&neighbour, command).await), "not_found", "a brand that does not know the creator");
    });
}
