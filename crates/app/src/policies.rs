//! Policies: when something happened in one room, what follows in another. Each is one arm.
//!
//! Invariant: the only place where a room acts on a later one; everything happens in the transaction of what caused
//! it. Absent: anything that may fail for reasons outside; that goes through the outbox.

mod letters;
mod tracking_gate;

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

async fn follow(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    match event.kind.as_str() {
        "agreements.offer_made" => letters::offer_made(ctx, event).await,
        "agreements.prepared" => letters::agreement_prepared(ctx, event).await,
        "agreements.signed" => {
            crate::content::create_deliverables(ctx, letters::collaboration(event)?).await?;
            letters::agreement_signed(ctx, event).await
        }
        "shipments.sent" => letters::shipped(ctx, event).await,
        "briefs.sent" => {
            let reason: Option<String> = letters::field(event, "override_reason")?;
            tracking_gate::check(ctx, letters::collaboration(event)?, reason.as_deref()).await?;
            letters::brief_sent(ctx, event).await
        }
        "briefs.acknowledged" if letters::field(event, "first")? => {
            crate::content::restart_drafts(ctx, letters::collaboration(event)?).await
        }
        "content.changes_requested" => letters::changes_requested(ctx, event).await,
        "content.approved" => letters::approved(ctx, event).await,
        "tracking.post_rejected" => letters::post_rejected(ctx, event).await,
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
