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

    /// The statements that note them; nothing waits after this.
    pub(crate) fn statements(&self) -> Vec<(String, Vec<Value>)> {
        let Waiting { creators, accounts } = std::mem::take(&mut *self.waiting());
        let (creators, accounts): (Vec<_>, Vec<_>) = (creators.into_iter().collect(), accounts.into_iter().collect());
        let of_creators = creators.chunks(MOST).map(|chunk| {
            let sql = format!("INSERT INTO creator_change (creator) VALUES {}", rows(chunk.len(), 1));
            (sql, chunk.iter().map(|creator| creator.bind()).collect())
        });
        let of_accounts = accounts.chunks(MOST).map(|chunk| {
            let places = placeholders(1, chunk.len());
            let sql = format!("INSERT INTO creator_change (creator) SELECT DISTINCT creator FROM profile WHERE id IN ({places})");
            (sql, chunk.iter().map(|account| account.bind()).collect())
        });
        of_creators.chain(of_accounts).collect()
    }
}
