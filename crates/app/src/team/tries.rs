//! Wrong passwords of one account: after so many, a quarter of an hour in which no password is looked at.
//!
//! Invariants: while an account rests, the right password is refused like a wrong one, unlooked at; a refused try is not
//! counted, so that nobody is locked out for ever; an address that nobody has is counted like any other. Counted in
//! memory; a restart forgets. Absent: limits by network address, which the surfaces keep.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::{
    text,
    time::{MINUTE, Timestamp},
};

use crate::{Error, Result, secrets};

/// Wrong passwords in [`WINDOW`] until the account rests.
pub const MOST: usize = 10;
/// How long a wrong password counts.
pub const WINDOW: i64 = 15 * MINUTE;
/// Beyond so many accounts, those that are quiet are forgotten, then the one that was tried longest ago.
const MOST_ACCOUNTS: usize = 50_000;

/// The counters of an installation, by the hash of the e-mail address.
#[derive(Default)]
pub struct Tries(Mutex<HashMap<String, Vec<Timestamp>>>);

impl Tries {
    /// Counts a try before its password is looked at, so that many at once are not more than many in turn.
    ///
    /// # Errors
    /// The account rests.
    pub fn begin(&self, email: &str, now: Timestamp) -> Result<()> {
        let key = key(email);
        let mut all = self.all();
        if all.len() >= MOST_ACCOUNTS && !all.contains_key(&key) {
            all.retain(|_, tries| tries.iter().any(|at| counts(*at, now)));
            if all.len() >= MOST_ACCOUNTS {
                let oldest = all.iter().min_by_key(|(_, tries)| tries.last().copied()).map(|(key, _)| key.clone());
                oldest.map(|key| all.remove(&key));
            }
        }
        let tries = all.entry(key).or_default();
        tries.retain(|at| counts(*at, now));
        if tries.len() >= MOST {
            return Err(Error::Rule {
                code: "team.too_many_tries".into(),
                message: "There were too many tries for this address. Wait 15 minutes, or reset your password.".into(),
            });
        }
        tries.push(now);
        Ok(())
    }

    /// Forgets an account's tries: its password fitted, or was chosen anew.
    pub fn forget(&self, email: &str) {
        self.all().remove(&key(email));
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Vec<Timestamp>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(email: &str) -> String {
    secrets::token_hash(&text::folded(email))
}

fn counts(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) < WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp(minutes * MINUTE)
    }

    #[test]
    fn the_eleventh_try_in_a_quarter_of_an_hour_is_one_too_many_however_the_address_is_written() {
        let tries = Tries::default();
        assert!((0..10).all(|minute| tries.begin("nora@fennel.example", at(minute)).is_ok()));
        assert!(tries.begin(" Nora@Fennel.example", at(10)).is_err());
        assert!(tries.begin("femi@fennel.example", at(10)).is_ok(), "another account is not held back");
    }

    #[test]
    fn refused_tries_do_not_prolong_the_rest() {
        let tries = Tries::default();
        assert!((0..10).all(|_| tries.begin("nora@fennel.example", at(0)).is_ok()));
        assert!((1..15).all(|minute| tries.begin("nora@fennel.example", at(minute)).is_err()));
        assert!(tries.begin("nora@fennel.example", at(15)).is_ok());
    }

    #[test]
    fn a_password_that_fits_forgets_what_was_mistyped() {
        let tries = Tries::default();
        assert!((0..9).all(|_| tries.begin("nora@fennel.example", at(0)).is_ok()));
        tries.forget("nora@fennel.example");
        assert!((0..10).all(|_| tries.begin("nora@fennel.example", at(1)).is_ok()));
    }
}
