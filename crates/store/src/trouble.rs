//! Calls of the store: how many, how long, and trouble on purpose: a chosen call fails, so that tests can show that whatever
//! fails, nothing is half done.
//!
//! Invariant: without an order it counts and does nothing; an order is spent when it strikes. Absent: chance; a test chooses.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::{Duration, Instant},
};

use crate::{Error, Result};

/// Counts calls and fails where it was told to.
#[derive(Debug, Default)]
pub struct Trouble {
    calls: AtomicU64,
    statements: AtomicU64,
    nanoseconds: AtomicU64,
    /// Strikes when the count gets there; zero is never.
    at: AtomicU64,
    /// The next commit is kept, and its answer lost.
    lose: AtomicBool,
}

impl Trouble {
    /// Lets the `n`-th call from now fail; 1 is the next one.
    pub fn fail(&self, n: u64) {
        self.at.store(self.calls() + n, Ordering::SeqCst);
    }

    /// Lets the answer of the next commit be lost, as where the network breaks in that moment.
    pub fn lose_the_next_commit(&self) {
        self.lose.store(true, Ordering::SeqCst);
    }

    /// Takes all orders back. Gives whether the call that was to fail was reached.
    pub fn end(&self) -> bool {
        self.lose.store(false, Ordering::SeqCst);
        let at = self.at.swap(0, Ordering::SeqCst);
        at != 0 && self.calls() >= at
    }

    /// How many calls there were: statements, transactions begun and ended.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::SeqCst)
    }

    /// Counts a call of the store, or of a test's port.
    ///
    /// # Errors
    /// Where it was told to.
    pub fn call(&self) -> Result<Spent<'_>> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if number == self.at.load(Ordering::SeqCst) { Err(broken()) } else { Ok(Spent { of: self, since: Instant::now() }) }
    }

    /// Counts a statement.
    pub(crate) fn statement(&self) -> Result<Spent<'_>> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.call()
    }

    /// How many statements there were.
    pub(crate) fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// How long all calls took.
    pub(crate) fn spent(&self) -> Duration {
        Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed))
    }

    /// A commit has succeeded.
    pub(crate) fn committed(&self) -> Result<()> {
        if self.lose.swap(false, Ordering::SeqCst) { Err(broken()) } else { Ok(()) }
    }
}

/// A call under way; its time counts when it is over.
#[derive(Debug)]
pub struct Spent<'a> {
    of: &'a Trouble,
    since: Instant,
}

impl Drop for Spent<'_> {
    fn drop(&mut self) {
        let nanoseconds = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.of.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

fn broken() -> Error {
    Error::Driver(sea_orm::DbErr::Custom("a call fails on purpose".to_owned()))
}
