//! The simulated world on both databases: nothing is ever wrong in it, the same seed gives the same events, and whatever is
//! broken by hand is noticed.
//!
//! Absent: many seeds and long times; `troupe simulate --seeds 1..50 --faults` runs them.

use store::{Database, Db, Read};
use troupe::simulate::{Broken, How, ground, one};
use world::Plan;

use crate::support::databases;

/// Small enough for every day: some are paid, some never answer, some leave.
const PLAN: Plan = Plan { seed: 0, days: 70, creators: 9, faults: true };

#[test]
fn worlds_with_faults_hold_on_both_databases_and_are_the_same() {
    let hashes = std::sync::Mutex::new(Vec::new());
    databases::on_both(async |database, name| {
        empty(&database).await;
        for seed in [3, 8, 21, 34] {
            ground::claim(&database).await.expect("it is empty");
            let outcome = one(&database, Plan { seed, ..PLAN }, How::default()).await.expect("it runs");
            assert_eq!(outcome.violations, Vec::<String>::new(), "seed {seed} on {name}: {:#?}", outcome.last_actions);
            assert!(outcome.sums.mails.get("reminder").is_some_and(|count| *count > 5), "{:?}", outcome.sums);
            hashes.lock().expect("not poisoned").push((seed, outcome.event_hash));
            match &database {
                Database::Sqlite(path) => std::fs::remove_file(path).expect("gone"),
                Database::Postgres(_) => ground::clear(&database).await.expect("cleared"),
            }
        }
    });
    let hashes = hashes.into_inner().expect("not poisoned");
    for (seed, hash) in &hashes {
        assert!(hashes.iter().all(|(other, of)| other != seed || of == hash), "seed {seed} gives the same events");
    }
}

#[test]
fn a_database_that_holds_something_is_left_alone() {
    databases::on_both(async |database, name| {
        let Database::Postgres(_) = &database else { return };
        // The schema of now, made by nobody's simulation.
        let refused = ground::claim(&database).await.expect_err("it holds tables").to_string();
        assert!(refused.contains("no simulation has made"), "{name}: {refused}");
        let db = Db::as_it_is(&database).await.expect("it opens");
        assert_eq!(db.number("migration", "SELECT COUNT(*) AS n FROM creator", vec![]).await.expect("still there"), 0);
        db.close().await.expect("closed");
        assert!(ground::clear(&database).await.is_err(), "nor is it cleared");
        empty(&database).await;
        ground::claim(&database).await.expect("an empty one is taken");
        one(&database, Plan { seed: 1, days: 1, creators: 1, faults: false }, How::default()).await.expect("it runs");
        ground::claim(&database).await.expect("what a simulation left is cleared and taken again");
        ground::clear(&database).await.expect("cleared");
    });
}

/// Takes away the schema with which the tests' databases begin; those of SQLite have none yet.
async fn empty(database: &Database) {
    let Database::Postgres(_) = database else { return };
    let db = Db::as_it_is(database).await.expect("it opens");
    let tx = db.begin().await.expect("begun");
    tx.execute("DROP SCHEMA public CASCADE", vec![]).await.expect("gone");
    tx.execute("CREATE SCHEMA public", vec![]).await.expect("made");
    tx.commit().await.expect("committed");
    db.close().await.expect("closed");
}

#[test]
fn each_invariant_has_a_canary_that_is_noticed() {
    databases::on_sqlite(async |database| {
        let plan = Plan { seed: 5, days: 100, creators: 12, faults: false };
        let outcome = one(&database, plan, How { canaries: true, ..How::default() }).await.expect("it runs");
        assert_eq!(outcome.violations, Vec::<String>::new());
        assert!(outcome.sums.stages.contains_key("closed"), "{:?}", outcome.sums);
    });
}

#[test]
fn a_canary_is_noticed_on_both_databases() {
    databases::on_both(async |database, name| {
        let plan = Plan { seed: 2, days: 12, creators: 3, faults: false };
        let outcome = one(&database, plan, How { canary: Some(Broken::Invariant(9)), ..How::default() }).await.expect("it runs");
        let first = outcome.violations.first().map(String::as_str).unwrap_or_default();
        assert!(first.contains("9: ") && first.contains("without a reason"), "{name}: {:?}", outcome.violations);
        assert!(!outcome.last_actions.is_empty(), "what was done before is told");
    });
}

#[test]
fn what_does_not_follow_and_who_is_not_refused_is_noticed() {
    for (canary, noticed) in [("derived", "4: a row stood there as"), ("forbidden", "8: Ines Duarte could see another brand")] {
        databases::on_sqlite(async |database| {
            // Three quarters of forty days are thirty, and every tenth day everything is derived anew.
            let plan = Plan { seed: 2, days: 40, creators: 3, faults: false };
            let canary = Broken::parse(canary).expect("it is known");
            let outcome = one(&database, plan, How { canary: Some(canary), ..How::default() }).await.expect("it runs");
            let first = outcome.violations.first().map(String::as_str).unwrap_or_default();
            assert!(first.contains(noticed), "{canary:?}: {:?}", outcome.violations);
        });
    }
    assert!(Broken::parse("10").is_err() && Broken::parse("moves").is_err());
    assert_eq!(Broken::parse("9"), Ok(Broken::Invariant(9)));
}
