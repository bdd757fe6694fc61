//! The room `campaigns`: campaigns, the attrition plan, the shortlist, and the ways out.
//!
//! Absent: offers and everything after; a campaign does not know them.

use domain::{
    campaigns::{Campaign, Collaboration, Off},
    creators::Source,
    ids::{CampaignId, CollaborationId, CreatorId},
    journey::Stage,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Ctx, Error, Result,
    registry::{Registered, look, op},
};

pub mod create;
pub(crate) mod ending;
pub mod off_ramps;
pub mod plan;
pub mod shortlist;
pub mod states;
pub mod update;
pub mod view;

pub use create::CreateCampaign;
pub(crate) use off_ramps::no_answer;
pub use off_ramps::{Cancel, CancelCollaboration, Decline, Drop, Withdraw};
pub use plan::PlanInvitations;
pub use shortlist::Shortlist;
pub use states::{EndCampaign, StartCampaign};
pub use update::UpdateCampaign;
pub use view::{GetCampaign, ListCampaigns};

pub(crate) fn registered() -> Vec<Registered> {
    vec![
        op::<CreateCampaign>(),
        op::<UpdateCampaign>(),
        op::<StartCampaign>(),
        op::<EndCampaign>(),
        op::<Shortlist>(),
        op::<Decline>(),
        op::<Withdraw>(),
        op::<Drop>(),
        op::<CancelCollaboration>(),
        op::<Cancel>(),
        look::<PlanInvitations>(),
        look::<ListCampaigns>(),
        look::<GetCampaign>(),
    ]
}

/// A campaign with where its collaborations stand.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CampaignView {
    /// Which.
    pub id: CampaignId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The campaign.
    pub campaign: Campaign,
    /// How many collaborations are in each stage, in the order of the stages.
    pub stages: Vec<StageCount>,
}

/// How many are in a stage.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct StageCount {
    /// Which stage.
    pub stage: Stage,
    /// How many.
    pub count: usize,
}

/// A collaboration in short.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CollaborationView {
    /// Which.
    pub id: CollaborationId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// Who.
    pub creator: CreatorId,
    /// How they were found.
    pub source: Source,
    /// Where it stands.
    pub stage: Stage,
    /// How it left the road.
    pub off: Option<Off>,
}

/// A campaign of this brand.
pub(crate) async fn campaign(ctx: &Ctx, id: CampaignId) -> Result<store::Stored<Campaign>> {
    store::document::find::<Campaign>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)
}

/// Whether a deal was made, here or before the program knew of it.
pub(crate) async fn is_agreed(ctx: &Ctx, found: &store::Stored<Collaboration>) -> Result<bool> {
    let before = found.value.taken_over.as_ref().is_some_and(|told| told.is_agreed());
    Ok(before || store::agreements::is_agreed(ctx.tx(), ctx.brand()?, found.id).await?)
}

/// Saves a changed collaboration.
pub(crate) async fn save(ctx: &Ctx, found: &store::Stored<Collaboration>, changed: &Collaboration) -> Result<store::Version> {
    Ok(store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, changed).await?)
}
