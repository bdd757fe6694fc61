//! Creators whom a transaction told something new of, noted once each when it commits (`creators::changes` reads them).
//!
//! Invariant: what is noted is written in the transaction that changed it, or lost with it. Absent: what changed.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::ids::{CreatorId, ProfileId};
use sea_orm::Value;

use crate::db::{Bind, placeholders, rows};

/// What waits to be noted.
#[derive(Debug, Default)]
pub(crate) struct Changed(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    creators: BTreeSet<CreatorId>,
    accounts: BTreeSet<ProfileId>,
}

/// So many are noted in one statement.
const MOST: usize = 500;

impl Changed {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn creators(&self, creators: impl Iterator<Item = CreatorId>) {
        self.waiting().creators.extend(creators);
    }

    /// Accounts whose creators are looked up when it is written.
    pub(crate) fn accounts(&self, accounts: impl Iterator<Item = ProfileId>) {
        self.waiting().accounts.extend(accounts);
    }

    /// The next statement that notes some of them; nothing once nobody waits any more.
    pub(crate) fn next(&self) -> Option<(String, Vec<Value>)> {
        let mut waiting = self.waiting();
        let creators: Vec<CreatorId> = std::iter::from_fn(|| waiting.creators.pop_first()).take(MOST).collect();
        if !creators.is_empty() {
            let sql = format!("INSERT INTO creator_change (creator) VALUES {}", rows(creators.len(), 1));
            return Some((sql, creators.into_iter().map(Bind::bind).collect()));
        }
        let accounts: Vec<ProfileId> = std::iter::from_fn(|| waiting.accounts.pop_first()).take(MOST).collect();
        if accounts.is_empty() {
            return None;
        }
        let places = placeholders(1, accounts.len());
        let sql = format!("INSERT INTO creator_change (creator) SELECT DISTINCT creator FROM profile WHERE id IN ({places})");
        Some((sql, accounts.into_iter().map(Bind::bind).collect()))
    }
}
