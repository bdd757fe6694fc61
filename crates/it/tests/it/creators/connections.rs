//! Keys for platforms: taken only when the platform takes them, sealed, tried, removed; and what a day's quota allows.
//!
//! Invariant: no row, event or error holds a key. Absent: what is fetched with it; `fetching` has that.

use app::{
    creators::{CheckConnection, ConnectService, ConnectionView, ListConnections, RemoveConnection, UpdateConnection},
    team::ListEvents,
};
use domain::{
    creators::connections::{
        Service,
        quota::{self, Bucket, Purpose},
    },
    team::Role,
    time::{DAY, HOUR},
};
use store::creators::connections::{Spend, spend, spent, take};
use uuid::Uuid;

use crate::{
    registry::rows,
    support::{
        World, code, on_both, on_both_with_youtube,
        youtube::{KEY, Mood, YouTubeStub},
    },
};

/// Puts the key in.
pub async fn connect(world: &World) -> ConnectionView {
    world.run(ConnectService { service: Service::YouTube, key: KEY.to_owned(), said: None }).await.expect("connected")
}

async fn seen(world: &World) -> ConnectionView {
    world.show(ListConnections {}).await.expect("listed").services.remove(0)
}

async fn refused(world: &World, key: &str) -> String {
    let error = world.run(ConnectService { service: Service::YouTube, key: key.to_owned(), said: None }).await.expect_err("refused");
    match error {
        app::Error::Fields(errors) => errors.0[0].message.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_key_is_kept_only_when_it_is_taken_and_nowhere_in_the_clear() {
    on_both_with_youtube(async |world, stub| {
        assert!(refused(world, "too short").await.contains("20 to 200"));
        assert_eq!(stub.calls().len(), 0, "what is no key is not sent");
        let wrong = KEY.replace("77", "78");
        assert_eq!(refused(world, &wrong).await, "YouTube refuses the key: The key is not valid, or was revoked.");
        stub.is(Mood::OtherInterface);
        assert!(refused(world, KEY).await.contains("for another interface"));
        for (mood, words) in [(Mood::Malformed, "no JSON"), (Mood::Huge, "larger than 5 MB")] {
            stub.is(mood);
            assert!(refused(world, KEY).await.contains(words));
        }
        assert!(!seen(world).await.connected);
        stub.is(Mood::Fine);
        let view = connect(world).await;
        assert_eq!((view.connected, view.hint.as_str(), view.by.as_str()), (true, "s-77", "Nora Quill"));
        for line in rows::all(world).await {
            assert!(!line.text.contains(KEY) && !line.text.contains(&wrong), "a key in the clear: {}", line.text);
        }
        let events = world.show(ListEvents { limit: Some(200), ..ListEvents::default() }).await.expect("listed");
        assert!(!serde_json::to_string(&events).expect("JSON").contains(KEY));
        // Every try cost a unit, but for the one that was no key.
        let checks = view.spent.iter().find(|spent| spent.purpose == Purpose::Check).map(|spent| spent.units);
        assert_eq!(checks, Some(5));
    });
}

#[test]
fn a_slow_or_broken_platform_is_asked_three_times_and_no_more() {
    on_both_with_youtube(async |world, stub| {
        stub.is(Mood::Broken);
        assert!(refused(world, KEY).await.contains("a trouble of its own (503)"));
        assert_eq!(stub.calls().len(), 3);
        assert_eq!(seen(world).await.spent_of(Bucket::Reads), 3, "each try is counted");
        stub.is(Mood::Slow);
        assert!(refused(world, KEY).await.contains("too long"));
    });
}

#[test]
fn a_connection_is_tried_told_to_wait_refused_and_removed() {
    on_both_with_youtube(async |world, stub| {
        let service = Service::YouTube;
        assert_eq!(code(world.run(CheckConnection { service, said: None }).await), "not_found");
        connect(world).await;
        stub.is(Mood::TooMany(Some(3_600)));
        let view = world.run(CheckConnection { service, said: None }).await.expect("tried");
        assert_eq!(view.wait.expect("waits").until, world.now().plus(HOUR));
        assert_eq!(code(world.run(CheckConnection { service, said: None }).await), "creators.waiting");
        stub.calls();
        world.clock.advance(HOUR);
        stub.is(Mood::Fine);
        let view = world.run(CheckConnection { service, said: None }).await.expect("tried");
        assert!(view.wait.is_none() && view.refused.is_none());
        stub.is(Mood::Revoked);
        let view = world.run(CheckConnection { service, said: None }).await.expect("tried");
        assert_eq!(view.refused.expect("refused").reason, "The key is not valid, or was revoked.");
        stub.is(Mood::Fine);
        assert!(world.run(CheckConnection { service, said: None }).await.expect("tried").refused.is_none(), "mended over there");
        let settled = UpdateConnection { service, daily_units: 50_000, reserve: 500, derived: true };
        for (wrong, field) in [
            (UpdateConnection { daily_units: 0, ..settled.clone() }, "daily_units"),
            (UpdateConnection { reserve: 50_001, ..settled.clone() }, "reserve"),
            (UpdateConnection { reserve: -1, ..settled.clone() }, "reserve"),
        ] {
            match world.run(wrong).await {
                Err(app::Error::Fields(errors)) => assert!(errors.0.iter().any(|error| error.field == field), "{errors:?}"),
                other => panic!("{other:?}"),
            }
        }
        world.run(settled).await.expect("saved");
        world.run(RemoveConnection { service }).await.expect("removed");
        assert_eq!(code(world.run(RemoveConnection { service }).await), "not_found");
        let view = seen(world).await;
        assert_eq!((view.connected, view.hint.as_str()), (false, ""));
        let view = connect(world).await;
        assert_eq!((view.daily_units, view.reserve, view.derived), (50_000, 500, true), "what was chosen stays with another key");
    });
}

#[test]
fn without_a_way_out_no_key_is_taken() {
    on_both(async |world| {
        assert!(refused(world, KEY).await.contains("asks no platform"));
        assert!(!world.show(ListConnections {}).await.expect("listed").asks);
        let manager = world.person("Mara", Role::Manager).await;
        assert_eq!(code(world.app.show(&manager, ListConnections {}).await), "not_found", "keys are the owner's");
    });
}

#[test]
fn a_used_quota_waits_until_midnight_in_california_and_is_no_wrong_key() {
    on_both_with_youtube(async |world, stub: &YouTubeStub| {
        stub.is(Mood::QuotaExceeded);
        let view = connect(world).await;
        // 09:00 UTC on 1 September is 02:00 in California; its day ends at 07:00 UTC.
        assert_eq!(view.wait.expect("waits").until.rfc3339(), "2026-09-02T07:00:00Z");
        assert_eq!(view.resets_at.rfc3339(), "2026-09-02T07:00:00Z");
    });
}

#[test]
fn two_who_spend_at_once_never_spend_more_than_the_day_grants() {
    on_both(async |world| {
        let (app, organisation) = (world.app.clone(), world.organisation);
        let day = quota::day(world.now());
        let one = |purpose, limit| Spend { day, bucket: Bucket::Reads, purpose, units: 1, limit };
        let spends = (0..24).map(|at| {
            let app = app.clone();
            let purpose = if at % 2 == 0 { Purpose::People } else { Purpose::Clock };
            async move {
                let tx = app.db().begin().await.expect("begun");
                let may = spend(&tx, organisation, Service::YouTube, one(purpose, 10)).await.expect("counted");
                tx.commit().await.expect("kept");
                may
            }
        });
        let granted = futures_util::future::join_all(spends).await.into_iter().filter(|may| *may).count();
        assert_eq!(granted, 10);
        let kept = spent(app.db(), organisation, Service::YouTube, day).await.expect("read");
        assert_eq!(kept.iter().map(|spent| spent.units).sum::<i64>(), 10);
        // The clock's limit is lower; what people spent counts against it.
        let tx = app.db().begin().await.expect("begun");
        assert!(!spend(&tx, organisation, Service::YouTube, one(Purpose::Clock, 8)).await.expect("counted"));
        assert!(spend(&tx, organisation, Service::YouTube, one(Purpose::People, 11)).await.expect("counted"));
        let tomorrow = Spend { day: day.plus_days(1), ..one(Purpose::Clock, 8) };
        assert!(spend(&tx, organisation, Service::YouTube, tomorrow).await.expect("counted"), "a new day is a new quota");
    });
}

#[test]
fn one_process_at_a_time_works_with_a_connection() {
    on_both(async |world| {
        let (now, service) = (world.now(), Service::YouTube);
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let tx = world.app.db().begin().await.expect("begun");
        let taken = async |holder, at| take(&tx, world.organisation, service, holder, at, at.plus(HOUR)).await.expect("asked");
        assert!(taken(one, now).await);
        assert!(!taken(other, now.plus(HOUR - 1)).await);
        assert!(taken(one, now.plus(HOUR - 1)).await, "who has it keeps it longer");
        assert!(!taken(other, now.plus(HOUR)).await);
        assert!(taken(other, now.plus(DAY)).await, "who is gone holds it no longer");
    });
}
