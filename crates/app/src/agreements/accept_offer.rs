//! The other side says yes to an offer.

use domain::{agreements::Side, ids::OfferId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{amount, offer, side};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Rights, Route, context::About, operation::MANAGER_CREATOR};

/// Accepts an open offer: a creator the brand's, the team a creator's. The budget is reserved.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct AcceptOffer {
    /// Which version.
    pub offer: OfferId,
    /// Why it may go over the campaign's budget; the team's to say.
    #[serde(default)]
    pub override_reason: Option<String>,
    /// Entered by the team as the creator sent it.
    #[serde(default)]
    pub as_received: bool,
}

impl Operation for AcceptOffer {
    type Answer = Done<OfferId>;
    const META: Meta = Meta {
        name: "agreements.accept_offer",
        doc: "Accepts the open offer of the other side and reserves its budget.",
        route: Route::post("/offers/{offer}/accept"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<OfferId>> {
        let (found, collaboration) = offer(ctx, self.offer).await?;
        ctx.expect(found.version)?;
        collaboration.value.running()?;
        let by = side(ctx, self.as_received);
        let is_creator = matches!(ctx.caller().rights, Rights::Creator { .. });
        let given = self.override_reason.filter(|reason| !is_creator && !reason.trim().is_empty());
        let override_reason = given.or_else(|| found.value.override_reason.clone());
        let accepted = found.value.accept(by, ctx.now())?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &accepted).await?;
        let data = json!({
            "offer": found.id, "number": accepted.number, "by": by, "fee": amount(accepted.terms.fee),
            "override_reason": override_reason, "as_received": by == Side::Creator && !is_creator,
        });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "agreements.offer_accepted", data).await?;
        Ok(Done::new(found.id, version))
    }
}
