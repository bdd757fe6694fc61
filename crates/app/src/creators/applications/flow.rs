//! How often applications come: from one network address, and to one brand; kept to be finished later, or sent.
//!
//! Invariant: counted where every surface passes, before anything is looked up, and once although it is tried again because two came
//! at the same moment; in memory, and a restart forgets. Absent: limits on looking at the page, which the surfaces keep.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use domain::{
    ids::BrandId,
    time::{MINUTE, SECOND, Timestamp},
};

use super::read_link;
use crate::{Ctx, Error, Look, Result};

/// So many at once, and after that one in so much time.
#[derive(Clone, Copy)]
struct Pace {
    at_once: i64,
    every: i64,
}

/// Of one address: a whole office sits behind one, a robot sends thousands.
const OF_ADDRESS: Pace = Pace { at_once: 10, every: 3 * MINUTE };
/// To one brand: a campaign that goes round may bring hundreds within an hour.
const TO_BRAND: Pace = Pace { at_once: 300, every: 2 * SECOND };
/// Beyond so many counters, those that are at rest are forgotten.
const MOST: usize = 10_000;

/// The counters of an installation: until when what came is made up for.
#[derive(Default)]
pub(crate) struct Flow(Mutex<HashMap<String, Timestamp>>);

impl Flow {
    fn passes(&self, key: String, pace: Pace, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, until| *until > now);
        }
        // What lies further ahead than it can comes from a clock that was put back.
        let known = all.get(&key).copied().filter(|until| *until > now && until.since(now) <= pace.every * pace.at_once);
        let until = known.unwrap_or(now);
        let passes = until.since(now) <= pace.every * (pace.at_once - 1);
        if passes {
            all.insert(key, until.plus(pace.every));
        }
        passes
    }

    /// Takes one of them back, because nothing came of it.
    fn give_back(&self, key: &str, pace: Pace) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = all.get_mut(key) {
            *until = until.plus(-pace.every);
        }
    }
}

fn of_address(address: &str) -> String {
    format!("from:{address}")
}

fn of_brand(brand: BrandId) -> String {
    format!("to:{brand}")
}

/// Counts one application. Where the network address is unknown (a call inside the process) only the brand is counted.
///
/// # Errors
/// Too many.
pub(super) async fn count(before: &Look, brand: &str, link: Option<&str>) -> Result<()> {
    let (app, now, address) = (before.app(), before.now(), &before.caller().address);
    if !address.is_empty() && !app.applied().passes(of_address(address), OF_ADDRESS, now) {
        return Err(Error::TooMany);
    }
    let brand = match link {
        Some(token) => read_link(app, token, now).ok().map(|(brand, _)| brand),
        None => store::team::brand_by_slug(before.db(), brand.trim()).await?.map(|found| found.id),
    };
    // What leads to no brand is refused by the operation.
    match brand {
        Some(id) if !app.applied().passes(of_brand(id), TO_BRAND, now) => Err(Error::TooMany),
        _ => Ok(()),
    }
}

/// An application that met another one at the same moment is tried again, and is one all the same.
pub(super) fn uncounted_by_conflict(ctx: &Ctx, done: Result<()>) -> Result<()> {
    if matches!(done, Err(Error::Conflict)) {
        let flow = ctx.app().applied();
        flow.give_back(&of_address(&ctx.caller().address), OF_ADDRESS);
        flow.give_back(&of_brand(ctx.brand()?), TO_BRAND);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_at_once_then_one_in_three_minutes_and_each_key_has_its_own() {
        let flow = Flow::default();
        let passes = |key: &str, at: i64| flow.passes(key.to_owned(), OF_ADDRESS, Timestamp(at));
        assert!((0..10).all(|_| passes("a", 0)));
        assert!(!passes("a", 0) && !passes("a", 3 * MINUTE - 1));
        assert!(passes("b", 0), "another address is not held back");
        assert!(passes("a", 3 * MINUTE), "refused ones are not counted");
        assert!(!passes("a", 3 * MINUTE));
        assert!((0..10).all(|_| passes("a", 60 * MINUTE)));
    }

    #[test]
    fn what_was_given_back_may_come_again_and_is_counted_once() {
        let flow = Flow::default();
        for _ in 0..30 {
            assert!(flow.passes("a".to_owned(), OF_ADDRESS, Timestamp(0)));
            flow.give_back("a", OF_ADDRESS);
        }
        assert!((0..10).all(|_| flow.passes("a".to_owned(), OF_ADDRESS, Timestamp(0))));
        assert!(!flow.passes("a".to_owned(), OF_ADDRESS, Timestamp(0)));
        flow.give_back("nobody", OF_ADDRESS);
    }

    #[test]
    fn a_clock_that_was_put_back_holds_nobody() {
        let flow = Flow::default();
        assert!((0..10).all(|_| flow.passes("a".to_owned(), OF_ADDRESS, Timestamp(600 * MINUTE))));
        assert!(flow.passes("a".to_owned(), OF_ADDRESS, Timestamp(0)));
    }
}
