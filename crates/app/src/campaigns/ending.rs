//! What ends when a creator opts out or is blocked.
//!
//! Invariant: only what is not agreed yet ends so; a running contract goes on (docs/domain.md, Moves). Absent: who may
//! opt out or block; the room `creators` says so.

use std::collections::BTreeSet;

use domain::{
    campaigns::OffRamp,
    creators::Standing,
    ids::{BrandId, CollaborationId},
};
use store::events::EventRow;

use super::off_ramps::end;
use crate::{Ctx, Error, Result};

/// Opt-out makes open invitations declined, in every brand of the organisation (docs/domain.md, Moves).
pub(crate) async fn creator_opted_out(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    end_open(ctx, event, OffRamp::Declined, "Opted out of messages.", false).await
}

/// A block makes open invitations dropped, and takes the creator off shortlists (docs/domain.md, Moves).
pub(crate) async fn creator_blocked(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    end_open(ctx, event, OffRamp::Dropped, "Blocked.", false).await
}

/// A creator whom one brand does not want to work with any more: as a block, but only there.
pub(crate) async fn standing_set(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    if event.data["to"] == Standing::Blocked.as_str() {
        return end_open(ctx, event, OffRamp::Dropped, "Blocked.", true).await;
    }
    Ok(())
}

/// Two records became one, and the stricter word about writing to them stands for all that either had open.
pub(crate) async fn creators_merged(ctx: &mut Ctx, event: &EventRow) -> Result<()> {
    let says = |word: &str| event.data["suppression"].as_array().is_some_and(|words| words.iter().any(|one| one == word));
    if says("opted_out") {
        creator_opted_out(ctx, event).await?;
    }
    if says("blocked") {
        creator_blocked(ctx, event).await?;
    }
    if event.data["not_here"] == true {
        return end_open(ctx, event, OffRamp::Dropped, "Blocked.", true).await;
    }
    Ok(())
}

async fn end_open(ctx: &mut Ctx, event: &EventRow, ramp: OffRamp, reason: &str, only_here: bool) -> Result<()> {
    let creator = event.creator.ok_or_else(|| Error::Broken(format!("{} names no creator", event.kind)))?;
    let here = ctx.brand()?;
    let running = store::campaigns::running_everywhere(ctx.tx(), ctx.organisation()?, creator).await?;
    let brands: BTreeSet<BrandId> = running.iter().map(|(brand, _)| *brand).filter(|brand| !only_here || *brand == here).collect();
    // The version that the caller named is the creator's, not the collaborations'.
    let expected = ctx.expected.take();
    for brand in brands {
        let left = ctx.enter(brand).await?;
        for (_, id) in running.iter().filter(|(of, _)| *of == brand) {
            end_if_open(ctx, *id, ramp, reason).await?;
        }
        ctx.brand = left;
    }
    ctx.expected = expected;
    Ok(())
}

async fn end_if_open(ctx: &mut Ctx, id: CollaborationId, ramp: OffRamp, reason: &str) -> Result<()> {
    let found = ctx.collaboration(id).await?;
    let agreed = super::is_agreed(ctx, &found).await?;
    if !agreed && (found.value.invited_at.is_some() || ramp == OffRamp::Dropped) {
        end(ctx, id, ramp, reason, false).await?;
    }
    Ok(())
}
