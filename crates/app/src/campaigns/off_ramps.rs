//! The ways out: decline, withdraw, drop, cancel. Each ends every promise of both sides but money that is owed.

use domain::{
    campaigns::{Collaboration, OffRamp},
    ids::{CampaignId, CollaborationId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Stored;

use super::{campaign, is_agreed, save};
use crate::{
    Agent, Ctx, Done, Meta, Operation, Reach, Result, Route,
    context::About,
    operation::{MANAGER, MANAGER_CREATOR},
};

/// Leaves the road by one ramp.
pub(super) async fn end(
    ctx: &mut Ctx,
    id: CollaborationId,
    ramp: OffRamp,
    reason: &str,
    as_received: bool,
) -> Result<Done<CollaborationId>> {
    let found = ctx.collaboration(id).await?;
    ctx.expect(found.version)?;
    let agreed = is_agreed(ctx, &found).await?;
    let live = runs_to_its_end(ctx, &found).await?;
    let (changed, event) = found.value.clone().end(ramp, reason, agreed, live, ctx.now())?;
    let version = save(ctx, &found, &changed).await?;
    let mut data = serde_json::to_value(&event).map_err(|error| crate::Error::Broken(error.to_string()))?;
    if as_received {
        data["as_received"] = serde_json::json!(true);
    }
    ctx.note(About::collaboration(&found).subject(id), &format!("campaigns.{}", ramp.as_str()), data).await?;
    Ok(Done::new(id, version))
}

/// Whether nobody ends a collaboration any more; see [`domain::campaigns::runs_to_its_end`].
async fn runs_to_its_end(ctx: &Ctx, found: &Stored<Collaboration>) -> Result<bool> {
    let (brand, id) = (ctx.brand()?, found.id);
    let told_live = found.value.taken_over.as_ref().is_some_and(|told| !told.posted.is_empty());
    let verified = told_live || store::tracking::is_live(ctx.tx(), brand, id).await?;
    let agreement = store::agreements::agreement(ctx.tx(), brand, id).await?;
    let owes_nothing = agreement.is_some_and(|agreement| agreement.value.terms.owes_nothing());
    let arrived =
        owes_nothing && store::shipments::of_collaboration(ctx.tx(), brand, id).await?.iter().any(|parcel| parcel.delivered_at.is_some());
    Ok(domain::campaigns::runs_to_its_end(verified, owes_nothing, arrived))
}

/// Nobody answered in time: the clock ends the waiting.
///
/// # Errors
/// The store's.
pub(crate) async fn no_answer(ctx: &mut Ctx, id: CollaborationId) -> Result<()> {
    let found = ctx.collaboration(id).await?;
    if found.value.running().is_err() {
        return Ok(());
    }
    end(ctx, id, OffRamp::NoResponse, "Nobody answered until the named deadline.", false).await.map(|_| ())
}

macro_rules! off_ramp {
    ($(#[$doc:meta])* $name:ident, $word:literal, $path:literal, $sentence:literal, $ramp:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// Which.
            pub collaboration: CollaborationId,
            /// Why; the other side reads it.
            #[serde(default)]
            pub reason: String,
        }

        impl Operation for $name {
            type Answer = Done<CollaborationId>;
            const META: Meta = Meta { name: $word, doc: $sentence, route: Route::post($path), reach: Reach::Brand, who: MANAGER, agent: Agent::MustAsk };

            async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
                end(ctx, self.collaboration, $ramp, &self.reason, false).await
            }
        }
    };
}

/// What only a creator says; a manager enters it as it was received.
macro_rules! creators_off_ramp {
    ($(#[$doc:meta])* $name:ident, $word:literal, $path:literal, $sentence:literal, $ramp:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            /// Which.
            pub collaboration: CollaborationId,
            /// Why; the other side reads it.
            #[serde(default)]
            pub reason: String,
            /// Entered by the team as the creator sent it.
            #[serde(default)]
            pub as_received: bool,
        }

        impl Operation for $name {
            type Answer = Done<CollaborationId>;
            const META: Meta = Meta { name: $word, doc: $sentence, route: Route::post($path), reach: Reach::Brand, who: MANAGER_CREATOR, agent: Agent::MustAsk };

            async fn run(self, ctx: &mut Ctx) -> Result<Done<CollaborationId>> {
                let received = ctx.on_behalf(self.as_received)?;
                end(ctx, self.collaboration, $ramp, &self.reason, received).await
            }
        }
    };
}

creators_off_ramp! {
    /// The creator says no before anything was agreed.
    Decline, "campaigns.decline", "/collaborations/{collaboration}/decline", "The creator says no before anything was agreed. The team enters what it received from the creator.", OffRamp::Declined
}
creators_off_ramp! {
    /// The creator leaves after agreeing.
    Withdraw, "campaigns.withdraw", "/collaborations/{collaboration}/withdraw", "The creator leaves after agreeing; what was reserved is free again. The team enters what it received from the creator.", OffRamp::Withdrawn
}
off_ramp! {
    /// The brand lets the creator go.
    Drop, "campaigns.drop", "/collaborations/{collaboration}/drop", "The brand lets the creator go; what was reserved is free again.", OffRamp::Dropped
}
off_ramp! {
    /// One collaboration does not happen.
    CancelCollaboration, "campaigns.cancel_collaboration", "/collaborations/{collaboration}/cancel", "One collaboration of a campaign does not happen.", OffRamp::Cancelled
}

/// The whole campaign does not happen: it ends, and everybody who has nothing live is told.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Cancel {
    /// Which.
    pub campaign: CampaignId,
    /// Why; everybody reads it.
    #[serde(default)]
    pub reason: String,
}

/// Whom a cancelled campaign left out, and whom it did not.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Ended.
    pub ended: Vec<CollaborationId>,
    /// Has a post live, or a gift that arrived, and runs to its end.
    pub goes_on: Vec<CollaborationId>,
}

impl Operation for Cancel {
    type Answer = Cancelled;
    const META: Meta = Meta {
        name: "campaigns.cancel_campaign",
        doc: "Cancels a campaign: it ends, and so does every collaboration without a verified post.",
        route: Route::post("/campaigns/{campaign}/cancel"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Cancelled> {
        let found = campaign(ctx, self.campaign).await?;
        ctx.expect(found.version)?;
        if self.reason.trim().is_empty() {
            return Err(crate::Error::field("reason", "Say why: each creator reads it."));
        }
        let mut answer = Cancelled { ended: Vec::new(), goes_on: Vec::new() };
        for collaboration in store::campaigns::of_campaign(ctx.tx(), ctx.brand()?, found.id).await? {
            if collaboration.value.off.is_some() {
                continue;
            }
            if runs_to_its_end(ctx, &collaboration).await? {
                answer.goes_on.push(collaboration.id);
                continue;
            }
            let expected = ctx.expected.take();
            end(ctx, collaboration.id, OffRamp::Cancelled, &self.reason, false).await?;
            ctx.expected = expected;
            answer.ended.push(collaboration.id);
        }
        let mut changed = found.value;
        changed.state = domain::campaigns::CampaignState::Ended;
        store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &changed).await?;
        ctx.note(
            About::campaign(found.id).subject(found.id),
            "campaigns.cancelled_whole",
            serde_json::json!({ "reason": self.reason.trim() }),
        )
        .await?;
        Ok(answer)
    }
}
