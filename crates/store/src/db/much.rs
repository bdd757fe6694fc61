//! A transaction that writes very much, such as a list of a hundred thousand creators.
//!
//! What does not fit into what SQLite keeps at hand of its file goes out before the transaction ends and is read again for the next
//! row, from a log that grows with each time; so such a transaction keeps more at hand.
//!
//! Invariant: only the writer has more, and is as any other connection with its commit. One that gave up is so again when it comes
//! back to the pool while it is still being rolled back, as a long one is; otherwise it may keep more until the next such commit.
//! Absent: PostgreSQL, which shares what it has at hand.

use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{ConnectionTrait, DbBackend};

use super::Tx;
use crate::Result;

/// As every connection begins, in KiB.
const USUAL: &str = "PRAGMA cache_size = -8000";
const MORE: &str = "PRAGMA cache_size = -128000";

/// Whether a transaction said so.
#[derive(Debug, Default)]
pub(super) struct Much(AtomicBool);

impl Tx {
    /// Says that very much is going to be written.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn writes_much(&self) -> Result<()> {
        if self.backend == DbBackend::Sqlite && !self.much.0.swap(true, Ordering::Relaxed) {
            self.transaction.execute_unprepared(MORE).await?;
        }
        Ok(())
    }

    /// Nothing more is written but the end.
    pub(super) async fn much_is_written(&self) -> Result<()> {
        if self.much.0.load(Ordering::Relaxed) {
            self.transaction.execute_unprepared(USUAL).await?;
        }
        Ok(())
    }
}

/// The same for a transaction that was given up.
pub(super) async fn is_over(connection: &mut sqlx::SqliteConnection) -> sqlx::Result<()> {
    sqlx::query(USUAL).execute(connection).await.map(drop)
}
