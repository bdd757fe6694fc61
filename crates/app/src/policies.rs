//! Policies: when something happened in one room, what follows in another. Each is one arm.
//!
//! Invariant: the only place where a room acts on a later one; everything happens in the transaction of what caused
//! it. Absent: anything that may fail for reasons outside; that goes through the outbox.

use store::events::EventRow;

use crate::{Ctx, Result};

/// Lets the policies answer what was recorded, and what they record in turn, until nothing is fresh.
///
/// # Errors
/// What a policy says; then the whole operation is undone.
pub(crate) async fn answer(ctx: &mut Ctx) -> Result<()> {
    while !ctx.fresh.is_empty() {
        for event in std::mem::take(&mut ctx.fresh) {
            follow(ctx, &event).await?;
        }
    }
    Ok(())
}

async fn follow(_ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    match event.kind.as_str() {
        _ => Ok(()),
    }
}

/// The operation of a due move of the clock. Gives whether there was one that did it.
///
/// # Errors
/// The store's; a refusal means that the move was done in between, and is none.
pub(crate) async fn clock(_app: &crate::App, _caller: &crate::Caller, _row: &store::moves::MoveRow) -> Result<bool> {
    Ok(false)
}
