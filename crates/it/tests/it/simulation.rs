//! The simulated world on both databases: nothing is ever wrong in it, the same seed gives the same events, and whatever is
//! broken by hand is noticed.
//!
//! Absent: many seeds and long times; `troupe simulate --seeds 1..50 --faults` runs them.

use troupe::simulate::{How, one};
use world::Plan;

use crate::support::databases;

/// Small enough for every day: some are paid, some never answer, some leave.
const PLAN: Plan = Plan { seed: 0, days: 70, creators: 9, faults: true };

#[test]
fn worlds_with_faults_hold_on_both_databases_and_are_the_same() {
    let hashes = std::sync::Mutex::new(Vec::new());
    databases::on_both(async |database, name| {
        for seed in [3, 8, 21, 34] {
            let outcome = one(&database, Plan { seed, ..PLAN }, How::default()).await.expect("it runs");
            assert_eq!(outcome.violations, Vec::<String>::new(), "seed {seed} on {name}: {:#?}", outcome.last_actions);
            assert!(outcome.sums.mails.get("reminder").is_some_and(|count| *count > 5), "{:?}", outcome.sums);
            hashes.lock().expect("not poisoned").push((seed, outcome.event_hash));
            if let store::Database::Sqlite(path) = &database {
                std::fs::remove_file(path).expect("gone");
            }
        }
    });
    let hashes = hashes.into_inner().expect("not poisoned");
    for (seed, hash) in &hashes {
        assert!(hashes.iter().all(|(other, of)| other != seed || of == hash), "seed {seed} gives the same events");
    }
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
