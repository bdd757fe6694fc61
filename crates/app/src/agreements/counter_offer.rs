//! A creator answers an offer with another.

use domain::{
    agreements::{AgreementError, OfferState, Side, Terms},
    ids::{CollaborationId, OfferId},
    money::Money,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{NewOffer, add_offer, amount};
use crate::{Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER_CREATOR};

/// Answers the open offer with other terms, usually another fee.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CounterOffer {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// The fee asked for; everything else stays as offered.
    #[serde(default)]
    pub fee: Option<Money>,
    /// What to write with it.
    #[serde(default)]
    pub message: String,
    /// Other terms altogether; the fee above, if given, counts.
    #[serde(default)]
    pub terms: Option<Terms>,
    /// Entered by the team as the creator sent it.
    #[serde(default)]
    pub as_received: bool,
}

impl Operation for CounterOffer {
    type Answer = Done<OfferId>;
    const META: Meta = Meta {
        name: "agreements.counter_offer",
        doc: "Answers an offer with the creator's own terms. The team enters what it received from the creator.",
        route: Route::post("/collaborations/{collaboration}/counter-offers"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<OfferId>> {
        let received = ctx.on_behalf(self.as_received)?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        if self.fee.is_none() && self.terms.is_none() {
            return Err(Error::field("fee", "Say what fee is asked for."));
        }
        let newest = store::agreements::offers(ctx.tx(), ctx.brand()?, collaboration.id).await?.pop();
        let open = newest.ok_or(AgreementError::NothingOpen)?.value;
        if matches!(open.state, OfferState::Refused { .. }) {
            return Err(AgreementError::NothingOpen.into());
        }
        let terms = self.terms.unwrap_or(open.terms);
        let terms = match self.fee {
            Some(fee) => terms.for_fee(fee),
            None => terms,
        };
        let new = NewOffer { terms, message: self.message, override_reason: None };
        let made = add_offer(ctx, &collaboration, Side::Creator, new).await?;
        let data = json!({
            "offer": made.id, "number": made.value.number, "by": Side::Creator, "fee": amount(made.value.terms.fee), "as_received": received,
        });
        ctx.note(About::collaboration(&collaboration).subject(made.id), "agreements.offer_made", data).await?;
        Ok(Done::new(made.id, made.version))
    }
}
