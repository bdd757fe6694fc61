//! Policies: when something happened in one room, what follows in another. Each is one arm.
//!
//! Invariant: the only place where a room acts on a later one; everything happens in the transaction of what caused
//! it. Absent: anything that may fail for reasons outside; that goes through the outbox.

use store::events::EventRow;

use crate::{Ctx, Result, campaigns, outreach};

/// Lets the policies answer what was recorded, and what they record in turn, until nothing is fresh.
///
/// # Errors
/// What a policy says; then the whole operation is undone.
pub(crate) async fn answer(ctx: &mut Ctx) -> Result<()> {
    while !ctx.fresh.is_empty() {
        for event in std::mem::take(&mut ctx.fresh) {
            let here = ctx.brand.as_ref().map(|brand| brand.id);
            match event.brand {
                // What happens to a creator can end things in the organisation's other brands.
                Some(brand) if event.brand != here => {
                    let left = ctx.enter(brand).await?;
                    follow(ctx, &event).await?;
                    ctx.brand = left;
                }
                _ => follow(ctx, &event).await?,
            }
        }
    }
    Ok(())
}

async fn follow(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    match event.kind.as_str() {
        "creators.opted_out" => campaigns::creator_opted_out(ctx, event).await,
        "creators.blocked" => campaigns::creator_blocked(ctx, event).await,
        "creators.standing_set" => campaigns::standing_set(ctx, event).await,
        "campaigns.collaboration_ended" => outreach::tell_ended(ctx, event).await,
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
