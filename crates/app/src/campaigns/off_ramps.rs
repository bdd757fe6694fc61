//! The verbs by which a collaboration leaves the road: decline, withdraw, drop, cancel.
//!
//! Invariant: which fits when is the domain's to say; what was verified live runs to its end.

use domain::{
    campaigns::{Collaboration, OffRamp},
    ids::{CampaignId, CollaborationId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    campaign,
    ending::{Progress, end, progress},
    touch_all,
};
use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, Who,
    context::About,
    operation::{MANAGER, MANAGER_CREATOR},
};

const fn meta(name: &'static str, doc: &'static str, path: &'static str, who: &'static [Who]) -> Meta {
    Meta { name, doc, route: Route::post(path), reach: Reach::Brand, who, agent: Agent::MustAsk }
}

async fn end_one(ctx: &mut Ctx, id: CollaborationId, ramp: OffRamp, reason: &str) -> Result<Done<CollaborationId>> {
    if reason.chars().count() > 2_000 {
        return Err(Error::field("reason", "Use at most 2,000 characters."));
    }
    let found = ctx.collaboration(id).await?;
    ctx.expect(found.version)?;
    let progress = progress(ctx, id).await?;
    let now = ctx.now();
    Ok(Done::new(id, end(ctx, found, ramp, reason, progress, now).await?))
}

/// The creator says no before anything is agreed; the team may enter it as received.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Decline {
    /// Which.
    pub collaboration: CollaborationId,
    /// Why, in the creator's words; may be empty.
    #[serde(default)]
    pub reason: String,
}

impl Operation for Decline {
    type Answer = Done<CollaborationId>;
    const META: Meta = meta(
        "campaigns.decline",
        "The creator says no before anything is agreed; the team may enter it as received.",
        "/collaborations/{collaboration}/decline",
        MANAGER_CREATOR,
    );

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        end_one(ctx, self.collaboration, OffRamp::Declined, &self.reason).await
    }
}

/// The creator leaves after agreeing; the team may enter it as received.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Withdraw {
    /// Which.
    pub collaboration: CollaborationId,
    /// Why, in the creator's words; may be empty.
    #[serde(default)]
    pub reason: String,
}

impl Operation for Withdraw {
    type Answer = Done<CollaborationId>;
    const META: Meta = meta(
        "campaigns.withdraw",
        "The creator leaves after agreeing; the team may enter it as received.",
        "/collaborations/{collaboration}/withdraw",
        MANAGER_CREATOR,
    );

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        end_one(ctx, self.collaboration, OffRamp::Withdrawn, &self.reason).await
    }
}

/// The brand lets a creator go.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Drop {
    /// Which.
    pub collaboration: CollaborationId,
    /// Why; the creator reads it. May be empty.
    #[serde(default)]
    pub reason: String,
}

impl Operation for Drop {
    type Answer = Done<CollaborationId>;
    const META: Meta = meta(
        "campaigns.drop",
        "The brand lets a creator go before anything is live. The creator is told.",
        "/collaborations/{collaboration}/drop",
        MANAGER,
    );

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        end_one(ctx, self.collaboration, OffRamp::Dropped, &self.reason).await
    }
}

/// One collaboration does not happen, by nobody's fault.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CancelCollaboration {
    /// Which.
    pub collaboration: CollaborationId,
    /// Why; the creator reads it. May be empty.
    #[serde(default)]
    pub reason: String,
}

impl Operation for CancelCollaboration {
    type Answer = Done<CollaborationId>;
    const META: Meta = meta(
        "campaigns.cancel_collaboration",
        "Calls one collaboration off. The creator is told.",
        "/collaborations/{collaboration}/cancel",
        MANAGER,
    );

    async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
        end_one(ctx, self.collaboration, OffRamp::Cancelled, &self.reason).await
    }
}

/// A campaign does not happen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Cancel {
    /// Which.
    pub campaign: CampaignId,
    /// Why; the creators read it. May be empty.
    #[serde(default)]
    pub reason: String,
}

/// What became of a cancelled campaign's collaborations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// The campaign's version, for `If-Match`.
    pub version: i64,
    /// Called off now.
    pub cancelled: Vec<CollaborationId>,
    /// Live and earned, so they run to their end.
    pub kept: Vec<CollaborationId>,
}

impl Operation for Cancel {
    type Answer = Cancelled;
    const META: Meta = meta(
        "campaigns.cancel",
        "Calls a whole campaign off: every collaboration with nothing live ends, and the creators are told.",
        "/campaigns/{campaign}/cancel",
        MANAGER,
    );

    async fn run(self, ctx: &mut Ctx) -> Result<Cancelled> {
        let found = campaign(ctx, self.campaign).await?;
        ctx.expect(found.version)?;
        let ended = found.value.clone().end()?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &ended).await?;
        ctx.note(About::campaign(found.id).subject(found.id), "campaigns.campaign_cancelled", json!({ "reason": self.reason.trim() }))
            .await?;
        let all = store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, found.id).await?;
        let running: Vec<_> = all.into_iter().filter(|one| one.value.off.is_none()).collect();
        let (cancelled, kept) = cancel_all(ctx, running, &self.reason).await?;
        touch_all(ctx, found.id).await?;
        Ok(Cancelled { version: version.0, cancelled, kept })
    }
}

async fn cancel_all(
    ctx: &mut Ctx,
    running: Vec<store::Stored<Collaboration>>,
    reason: &str,
) -> Result<(Vec<CollaborationId>, Vec<CollaborationId>)> {
    let ids: Vec<CollaborationId> = running.iter().map(|one| one.id).collect();
    let (agreed, live) = store::campaigns::agreed_and_live(ctx.tx(), ctx.brand()?, &ids).await?;
    let (mut cancelled, mut kept) = (Vec::new(), Vec::new());
    for one in running {
        if live.contains(&one.id) {
            kept.push(one.id);
            continue;
        }
        cancelled.push(one.id);
        let (progress, now) = (Progress { agreed: agreed.contains(&one.id), live: false }, ctx.now());
        end(ctx, one, OffRamp::Cancelled, reason, progress, now).await?;
    }
    Ok((cancelled, kept))
}
