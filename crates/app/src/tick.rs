//! The tick: finds due moves of the clock and runs the operation of each. Takes no input; safe to run twice, at any
//! time, on any number of nodes.
//!
//! Invariant: it decides nothing; what is due follows from the facts, what it changes are facts; one move that cannot
//! be done does not keep the others waiting. Absent: what a move means; `policies::clock`
//! names the operation of each.

use crate::{App, Result};

/// Runs what is due, in one bounded batch. Gives how many moves it carried out.
///
/// # Errors
/// The store's, when what is due cannot be read. A move that fails is logged and due again at the next tick.
pub async fn tick(app: &App) -> Result<usize> {
    let due = store::moves::due_for_clock(app.db(), app.now(), 100).await?;
    let mut done = 0;
    for (brand, row) in due {
        let Some(brand) = store::team::brand(app.db(), brand).await? else { continue };
        let caller = crate::Caller::clock(brand.value.organisation, brand.id);
        match crate::policies::clock(app, &caller, &row).await {
            Ok(did) => done += usize::from(did),
            Err(error) => {
                tracing::error!(%error, collaboration = %row.collaboration, what = row.open.what.as_str(), "the clock could not do a move")
            }
        }
    }
    Ok(done)
}
