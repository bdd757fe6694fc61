//! Trouble on purpose: a chosen call fails, so that tests can show that whatever fails, nothing is half done.
//!
//! Invariant: without an order it counts and does nothing; an order is spent when it strikes. Absent: chance; a test chooses.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::{Error, Result};

/// Counts calls and fails where it was told to.
#[derive(Debug, Default)]
pub struct Trouble {
    calls: AtomicU64,
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
    pub fn call(&self) -> Result<()> {
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        if number == self.at.load(Ordering::SeqCst) { Err(broken()) } else { Ok(()) }
    }

    /// A commit has succeeded.
    pub(crate) fn committed(&self) -> Result<()> {
        if self.lose.swap(false, Ordering::SeqCst) { Err(broken()) } else { Ok(()) }
    }
}

fn broken() -> Error {
    Error::Driver(sea_orm::DbErr::Custom("a call fails on purpose".to_owned()))
}
