//! How a collaboration leaves the road, whoever or whatever takes it off.
//!
//! Invariant: one event for each, `campaigns.collaboration_ended`; later rooms release money and write mail by it.
//! Absent: who may; each operation says so itself.

use std::collections::BTreeSet;

use domain::{
    campaigns::{Collaboration, OffRamp},
    creators::Standing,
    ids::{BrandId, CollaborationId},
    time::Timestamp,
};
use serde_json::json;
use store::{Stored, Version, events::EventRow};

use crate::{Ctx, Error, Result, context::About};

/// What is known of a collaboration beside its own row: whether terms were accepted, and whether a post was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) agreed: bool,
    pub(crate) live: bool,
}

/// How far a collaboration has come. Two statements.
pub(crate) async fn progress(ctx: &Ctx, id: CollaborationId) -> Result<Progress> {
    let (agreed, live) = store::campaigns::agreed_and_live(ctx.tx(), ctx.brand()?, &[id]).await?;
    Ok(Progress { agreed: agreed.contains(&id), live: live.contains(&id) })
}

/// Takes a collaboration off the road, saves it and records it.
///
/// # Errors
/// What the rule says.
pub(crate) async fn end(
    ctx: &mut Ctx,
    found: Stored<Collaboration>,
    ramp: OffRamp,
    reason: &str,
    progress: Progress,
    now: Timestamp,
) -> Result<Version> {
    let about = About::collaboration(&found).subject(found.id);
    let invited = found.value.invited_at.is_some();
    let (ended, event) = found.value.end(ramp, reason, progress.agreed, progress.live, now)?;
    let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &ended).await?;
    let data = json!({
        "creator": event.creator,
        "ramp": event.ramp,
        "reason": event.reason,
        "agreed": progress.agreed,
        "invited": invited,
    });
    ctx.note(about, "campaigns.collaboration_ended", data).await?;
    Ok(version)
}

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

async fn end_open(ctx: &mut Ctx, event: &EventRow, ramp: OffRamp, reason: &str, only_here: bool) -> Result<()> {
    let creator = event.creator.ok_or_else(|| Error::Broken(format!("{} names no creator", event.kind)))?;
    let here = ctx.brand()?;
    let running = store::campaigns::running_everywhere(ctx.tx(), ctx.organisation()?, creator).await?;
    let brands: BTreeSet<BrandId> = running.iter().map(|(brand, _)| *brand).filter(|brand| !only_here || *brand == here).collect();
    for brand in brands {
        let left = ctx.enter(brand).await?;
        let ids: Vec<CollaborationId> = running.iter().filter(|(of, _)| *of == brand).map(|(_, id)| *id).collect();
        let (agreed, _) = store::campaigns::agreed_and_live(ctx.tx(), brand, &ids).await?;
        let found = store::document::list_in::<Collaboration, _>(ctx.tx(), brand, "id", &ids, "id").await?;
        for collaboration in found {
            let open = collaboration.value.invited_at.is_some() || ramp == OffRamp::Dropped;
            if open && !agreed.contains(&collaboration.id) {
                let now = ctx.now();
                end(ctx, collaboration, ramp, reason, Progress { agreed: false, live: false }, now).await?;
            }
        }
        ctx.brand = left;
    }
    Ok(())
}
