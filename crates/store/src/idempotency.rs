//! Idempotency keys: an operation that is asked for again under the same key gives the same answer.
//!
//! Invariant: the key is claimed and the answer kept in the operation's own transaction, so that there is never one
//! without the other. Absent: expiry; keys are kept.

use domain::{ids::OrganisationId, time::Timestamp};

use crate::{Read, Result, Tx, params};

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which operation.
    pub operation: String,
    /// The hash of the command.
    pub command_hash: String,
    /// The answer, as JSON.
    pub answer: Option<String>,
}

/// Claims a key. Gives what stands there when somebody has claimed it before.
///
/// # Errors
/// The store's.
pub async fn claim(
    tx: &Tx,
    organisation: OrganisationId,
    caller: &str,
    key: &str,
    operation: &str,
    command_hash: &str,
    now: Timestamp,
) -> Result<Option<Kept>> {
    let sql = "INSERT INTO idempotency (organisation, caller, key, operation, command_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (organisation, caller, key) DO NOTHING";
    if tx.execute(sql, params![organisation, caller, key, operation, command_hash, now]).await? == 1 {
        return Ok(None);
    }
    let sql = "SELECT operation, command_hash, answer FROM idempotency WHERE organisation = $1 AND caller = $2 AND key = $3";
    let row = tx.one("idempotency", sql, params![organisation, caller, key]).await?;
    row.map(|row| Ok(Kept { operation: row.get("operation")?, command_hash: row.get("command_hash")?, answer: row.get("answer")? }))
        .transpose()
}

/// Keeps the answer under a claimed key.
///
/// # Errors
/// The store's.
pub async fn keep(tx: &Tx, organisation: OrganisationId, caller: &str, key: &str, answer: &str) -> Result<()> {
    tx.execute(
        "UPDATE idempotency SET answer = $1 WHERE organisation = $2 AND caller = $3 AND key = $4",
        params![answer, organisation, caller, key],
    )
    .await
    .map(|_| ())
}
