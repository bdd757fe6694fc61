//! The brand makes an offer: the first, or the next version.

use domain::{
    agreements::{Side, Terms, card},
    ids::{CollaborationId, OfferId},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{NewOffer, add_offer, amount};
use crate::{Agent, Ctx, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Offers terms to a creator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct MakeOffer {
    /// To whom.
    pub collaboration: CollaborationId,
    /// What is proposed.
    pub terms: Terms,
    /// What to write with it.
    #[serde(default)]
    pub message: String,
    /// Why it may go over the campaign's budget.
    #[serde(default)]
    pub override_reason: Option<String>,
}

/// An offer that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OfferMade {
    /// Which.
    pub id: OfferId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// 1, 2, 3 ... within the collaboration.
    pub number: i64,
    /// What is unfair about it; the offer stands.
    pub warnings: Vec<String>,
}

impl Operation for MakeOffer {
    type Answer = OfferMade;
    const META: Meta = Meta {
        name: "agreements.make_offer",
        doc: "Makes the next version of an offer to a creator. It replaces the one that is open. An offer below the creator's own card is flagged.",
        route: Route::post("/collaborations/{collaboration}/offers"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<OfferMade> {
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        let new = NewOffer { terms: self.terms, message: self.message, override_reason: self.override_reason };
        let made = add_offer(ctx, &collaboration, Side::Brand, new).await?;
        let relationship = store::creators::relationship(ctx.tx(), ctx.brand()?, collaboration.value.creator).await?;
        let warnings = relationship.map(|found| card::warnings(&made.value.terms, &found.value.rates)).unwrap_or_default();
        let data = json!({
            "offer": made.id, "number": made.value.number, "by": Side::Brand, "fee": amount(made.value.terms.fee),
            "override_reason": made.value.override_reason, "warnings": warnings,
        });
        ctx.note(About::collaboration(&collaboration).subject(made.id), "agreements.offer_made", data).await?;
        Ok(OfferMade { id: made.id, version: made.version.0, number: made.value.number, warnings })
    }
}
