//! What changes while a platform is asked, and what is no account's fault.
//!
//! Invariant: the answer to a question that was on its way brings nobody back, judges no other key, and overwrites no person's word.
//! Absent: what an answer says.

use app::{
    creators::{
        ChangeCells, CheckConnection, ConnectService, EraseCreator, ImportCreators, ListConnections, RemoveConnection, UpdateConnection,
        UpdateCreator, change_cells::Cell, import,
    },
    discovery::fetching::refresh,
};
use domain::{
    creators::{
        Country,
        cells::CellColumn,
        connections::{
            Connection, Service,
            quota::{self, Bucket, Purpose},
        },
        fetching::Outcome,
    },
    time::{DAY, HOUR, MINUTE},
};
use store::{
    Read,
    creators::connections::{Spend, connection, spend},
};

use super::*;
use crate::{
    creators::connections::connect,
    registry::rows,
    support::{
        code, on_both_with_youtube,
        youtube::{KEY, Mood},
    },
};

const SERVICE: Service = Service::YouTube;

async fn refused(world: &World) -> bool {
    world.show(ListConnections {}).await.expect("listed").services.remove(0).refused.is_some()
}

#[test]
fn who_is_erased_while_their_account_is_fetched_stays_erased() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let held = stub.hold_next();
        let erase = EraseCreator { creator: who.0, reason: "She asked.".into(), although_owed: false };
        let (fetched, erased) = tokio::join!(fetch(world, who), held.meanwhile(world.run(erase)));
        erased.expect("erased");
        assert_eq!(code(fetched), "creators.erased_already");
        for line in rows::all(world).await {
            assert!(!line.text.contains("Maya Mends") && !line.text.contains("mayamends"), "{} {}", line.table, line.text);
        }
    });
}

#[test]
fn news_about_a_key_is_no_news_about_the_one_that_replaced_it() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let replaced = async || {
            world.clock.advance(MINUTE);
            stub.is(Mood::Fine);
            connect(world).await;
        };
        stub.is(Mood::Revoked);
        let held = stub.hold_next();
        let (fetched, ()) = tokio::join!(fetch(world, who), held.meanwhile(replaced()));
        assert_eq!(fetched.expect("asked").outcome, Outcome::Failed);
        assert!(!refused(world).await, "the key that is there now was not asked about");
        stub.is(Mood::Revoked);
        let held = stub.hold_next();
        let (checked, ()) = tokio::join!(world.run(CheckConnection { service: SERVICE, said: None }), held.meanwhile(replaced()));
        assert!(checked.expect("asked").refused.is_none() && !refused(world).await);
        stub.is(Mood::Revoked);
        fetch(world, who).await.expect("asked");
        assert!(refused(world).await, "said to this one it counts");
    });
}

#[test]
fn a_country_that_a_person_entered_after_a_fetch_stays() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let country = async || world.show(GetCreator { creator: who.0 }).await.expect("shown").creator.country;
        fetch(world, who).await.expect("fetched");
        assert_eq!(country().await, Country::by_code("DE"), "nobody knew it");
        let details = NewCreator {
            name: "Maya Okonkwo".into(),
            email: Some("maya-okonkwo@creators.example".into()),
            country: Some("AT".into()),
            profiles: vec![ProfileInput { platform: Platform::YouTube, handle: "@mayamends".into() }],
            ..NewCreator::default()
        };
        world.run(UpdateCreator { creator: who.0, details, zone: None, tier: Tier::Paid }).await.expect("updated");
        for _ in 0..2 {
            world.clock.advance(DAY);
            fetch(world, who).await.expect("fetched");
            assert_eq!(country().await, Country::by_code("AT"), "somebody entered it");
        }
    });
}

#[test]
fn a_country_that_a_list_or_a_cell_says_too_stays_when_the_platform_s_word_goes() {
    on_both_with_youtube(async |world, stub| {
        connect(world).await;
        let mut all = Vec::new();
        for at in 0..3 {
            stub.channel(&format!("UCnumbernumbernumber{at:04}"), &format!("@number{at}"), "Name", Some(10));
            all.push(known(world, &format!("Number {at}"), &format!("@number{at}")).await);
            fetch(world, all[at]).await.expect("fetched");
        }
        let list = "Name,E-mail,Country\nNumber 0,number-0@creators.example,DE\n";
        let done = import::run(&world.app, &world.owner, "list.csv", list.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!((done.created, done.warned), (0, 0), "{:?}", done.warnings);
        let cell = Cell { creator: all[1].0, version: None, column: CellColumn::Country, text: "Germany".into() };
        let done = world.run(ChangeCells { cells: vec![cell], dry_run: false }).await.expect("changed");
        assert_eq!((done.changed, done.refused), (0, 0), "it says so already");
        stub.is(Mood::Broken);
        world.clock.advance(30 * DAY);
        refresh(&world.app).await.expect("a round");
        let mut kept = Vec::new();
        for (creator, _) in all {
            kept.push(world.show(GetCreator { creator }).await.expect("shown").creator.country);
        }
        let germany = Country::by_code("DE");
        assert_eq!(kept, [germany, germany, None], "a list said it, a person said it, and only the platform did");
    });
}

#[test]
fn a_key_removed_while_the_clock_fetches_is_no_accounts_fault() {
    on_both_with_youtube(async |world, stub| {
        let mut all = Vec::new();
        for at in 0..3 {
            stub.channel(&format!("UCnumbernumbernumber{at:04}"), &format!("@number{at}"), "Name", Some(10));
            all.push(known(world, &format!("Number {at}"), &format!("@number{at}")).await);
        }
        connect(world).await;
        let held = stub.hold_next();
        let (done, removed) = tokio::join!(refresh(&world.app), held.meanwhile(world.run(RemoveConnection { service: SERVICE })));
        removed.expect("removed");
        assert_eq!(done.expect("a round"), 1, "the one that was asked for");
        let mut failures = 0;
        for (creator, _) in all {
            let last = account(world, creator).await.fetching.and_then(|fetching| fetching.last);
            failures += last.map_or(0, |last| last.failures);
        }
        assert_eq!(failures, 0);
    });
}

#[test]
fn a_key_that_cannot_be_opened_stops_neither_the_clock_nor_marks_accounts() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let kept = connection(world.app.db(), world.organisation, SERVICE).await.expect("read").expect("there");
        let broken = Connection { sealed: Some("sealed by another machine".into()), ..kept.value };
        let tx = world.app.db().begin().await.expect("begun");
        store::document::save(&tx, world.organisation, kept.id, kept.version, &broken).await.expect("saved");
        tx.commit().await.expect("kept");
        stub.calls();
        assert_eq!(refresh(&world.app).await.expect("other organisations have their turn"), 0);
        assert_eq!(stub.calls().len(), 0);
        assert_eq!(account(world, who.0).await.fetching.and_then(|fetching| fetching.last), None);
    });
}

#[test]
fn a_key_is_not_taken_untried_when_our_own_count_is_used_up() {
    on_both_with_youtube(async |world, stub| {
        let units = quota::READS_A_DAY;
        let all = Spend { day: quota::day(world.now()), bucket: Bucket::Reads, purpose: Purpose::People, units, limit: units };
        let tx = world.app.db().begin().await.expect("begun");
        assert!(spend(&tx, world.organisation, SERVICE, all).await.expect("counted"));
        tx.commit().await.expect("kept");
        match world.run(ConnectService { service: SERVICE, key: KEY.to_owned(), said: None }).await {
            Err(app::Error::Fields(errors)) => {
                assert_eq!((errors.0[0].field.as_str(), errors.0[0].message.as_str()), ("key", "What may be asked today is used up."));
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(stub.calls().len(), 0);
        assert!(!world.show(ListConnections {}).await.expect("listed").services[0].connected);
    });
}

#[test]
fn comments_go_in_bounded_parts_and_what_is_worked_out_tells_the_search_when_it_goes() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        let allowed = UpdateConnection { service: SERVICE, daily_units: 10_000, reserve: 2_000, derived: true };
        world.run(allowed.clone()).await.expect("saved");
        fetch(world, who).await.expect("fetched");
        let noted = async || {
            let sql = "SELECT COUNT(*) AS n FROM creator_change";
            world.app.db().number("creator_change", sql, vec![]).await.expect("counted")
        };
        let before = noted().await;
        world.run(UpdateConnection { derived: false, ..allowed }).await.expect("saved");
        assert!(noted().await > before, "her averages are not searched by any more");
        let later = world.now().plus(30 * DAY + HOUR);
        let tx = world.app.db().begin().await.expect("begun");
        let mut parts = Vec::new();
        for _ in 0..3 {
            parts.push(store::creators::retention::remove_comments(&tx, world.organisation, later, 1).await.expect("removed"));
        }
        assert_eq!(parts, [1, 1, 0], "the question and its answer");
    });
}
