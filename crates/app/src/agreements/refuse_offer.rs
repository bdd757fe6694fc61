//! The other side says no to an offer.

use domain::{agreements::Side, ids::OfferId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{offer, side};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER_CREATOR};

/// Refuses an open offer. The conversation goes on; the brand may make another.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct RefuseOffer {
    /// Which version.
    pub offer: OfferId,
    /// Why, in one's own words.
    #[serde(default)]
    pub reason: String,
    /// Entered by the team as the creator sent it.
    #[serde(default)]
    pub as_received: bool,
}

impl Operation for RefuseOffer {
    type Answer = Done<OfferId>;
    const META: Meta = Meta {
        name: "agreements.refuse_offer",
        doc: "Refuses the open offer of the other side, with a reason.",
        route: Route::post("/offers/{offer}/refuse"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<OfferId>> {
        let (found, collaboration) = offer(ctx, self.offer).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let by = side(ctx, self.as_received);
        let refused = found.value.refuse(by, &self.reason, ctx.now())?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &refused).await?;
        let received = by == Side::Creator && !matches!(ctx.caller().rights, Rights::Creator { .. });
        let data = json!({ "offer": found.id, "by": by, "reason": self.reason.trim(), "as_received": received });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "agreements.offer_refused", data).await?;
        Ok(Done::new(found.id, version))
    }
}
