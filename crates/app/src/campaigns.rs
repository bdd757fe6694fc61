//! The room `campaigns`: what is planned, who is on the shortlist, and how collaborations leave the road.
//!
//! Invariant: an off-ramp releases what was reserved and tells the other side, by the policies of later rooms.
//! Absent: invitations (outreach), money (payments).

use domain::{
    campaigns::Campaign,
    ids::{CampaignId, CollaborationId},
};
use store::Stored;

use crate::{
    Ctx, Error, Result,
    registry::{Registered, look, op},
};

pub mod create_campaign;
pub mod ending;
pub mod off_ramps;
pub mod shortlist;
pub mod start_campaign;
pub mod update_campaign;
pub mod view;

pub use create_campaign::CreateCampaign;
pub(crate) use ending::{creator_blocked, creator_opted_out, standing_set};
pub use off_ramps::{Cancel, CancelCollaboration, Cancelled, Decline, Drop, Withdraw};
pub use shortlist::Shortlist;
pub use start_campaign::{EndCampaign, StartCampaign};
pub use update_campaign::UpdateCampaign;
pub use view::{CampaignView, GetCampaign, InvitationPlan, ListCampaigns, PlanInvitations, SourcePlan, StageCount};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<CreateCampaign>(),
        op::<UpdateCampaign>(),
        op::<StartCampaign>(),
        op::<EndCampaign>(),
        op::<Cancel>(),
        op::<Shortlist>(),
        op::<Decline>(),
        op::<Withdraw>(),
        op::<Drop>(),
        op::<CancelCollaboration>(),
        look::<ListCampaigns>(),
        look::<GetCampaign>(),
        look::<PlanInvitations>(),
    ]
}

/// A campaign of this brand.
///
/// # Errors
/// Not found.
pub(crate) async fn campaign(ctx: &Ctx, id: CampaignId) -> Result<Stored<Campaign>> {
    store::document::find(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)
}

/// Marks every collaboration of a campaign: their moves follow from what it says.
pub(crate) async fn touch_all(ctx: &mut Ctx, id: CampaignId) -> Result<()> {
    let ids: Vec<CollaborationId> = store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, id).await?.iter().map(|found| found.id).collect();
    for id in ids {
        ctx.touch(id);
    }
    Ok(())
}
