//! A brief leaves when links and code work: confirmed by a person, or overridden with a logged reason
//! (docs/domain.md, Attribution: before a brief leaves).
//!
//! Invariant: it reads and refuses; the refusal undoes the sending. Absent: confirming.

use domain::{attribution::setup, briefs::BriefError, ids::CollaborationId};

use crate::{Ctx, Result};

/// Refuses while something is unconfirmed and nobody gave a reason.
pub(crate) async fn check(ctx: &Ctx, id: CollaborationId, override_reason: Option<&str>) -> Result<()> {
    if override_reason.is_some_and(|reason| !reason.trim().is_empty()) {
        return Ok(());
    }
    let brand = ctx.brand()?;
    let links = store::attribution::links(ctx.tx(), brand, id).await?;
    let code = store::attribution::code(ctx.tx(), brand, id).await?;
    let links: Vec<_> = links.iter().map(|link| &link.value).collect();
    if setup::summary(&links, code.as_ref().map(|code| &code.value), None).unconfirmed == 0 {
        return Ok(());
    }
    let collaboration = ctx.collaboration(id).await?;
    let name = crate::agreements::creator(ctx, &collaboration.value).await?.value.name;
    Err(crate::briefs::send_brief::named(&name, &BriefError::TrackingOpen))
}
