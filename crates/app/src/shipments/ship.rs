//! A manager records that product was sent.

use domain::{
    ids::{CollaborationId, ShipmentId},
    money::Money,
    shipments::{Shipment, ShipmentError, goes_to},
    time::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::past;
use crate::{
    Agent, Ctx, Done, Error, Meta, Operation, Reach, Result, Route, context::About, creators::shipping::kept_shipping, operation::MANAGER,
};

/// Records a parcel to the address that the creator gave, in the form or before.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Ship {
    /// To whom.
    pub collaboration: CollaborationId,
    /// What, in words.
    pub items: String,
    /// Stated value of the product.
    pub value: Money,
    /// What the shipping cost.
    pub cost: Money,
    /// Who carries it.
    #[serde(default)]
    pub carrier: String,
    /// The carrier's number, if any.
    #[serde(default)]
    pub tracking_number: String,
    /// When it left; now when nothing is said.
    #[serde(default)]
    pub sent_at: Option<Timestamp>,
}

impl Operation for Ship {
    type Answer = Done<ShipmentId>;
    const META: Meta = Meta {
        name: "shipments.ship",
        doc: "Records product sent to a creator, with its value and what the shipping cost.",
        route: Route::post("/collaborations/{collaboration}/shipments"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<ShipmentId>> {
        let brand = ctx.brand()?;
        let collaboration = ctx.collaboration(self.collaboration).await?;
        collaboration.value.running()?;
        let agreement = store::agreements::agreement(ctx.tx(), brand, collaboration.id).await?;
        let agreement = agreement.filter(|found| found.value.signed_at().is_some()).ok_or(ShipmentError::NotOnboarded)?;
        let form = store::agreements::form(ctx.tx(), brand, collaboration.id).await?.ok_or(ShipmentError::NotOnboarded)?;
        let kept = kept_shipping(ctx, collaboration.value.creator).await?;
        let address = goes_to(Some(&form.value), &kept).cloned();
        let address = address.ok_or_else(|| Error::field("address", "The creator gave no address. Add it to their form first."))?;
        for (field, amount) in [("value", self.value), ("cost", self.cost)] {
            if amount.currency != agreement.value.terms.fee.currency {
                return Err(Error::field(field, format!("Use the agreement's currency, {}.", agreement.value.terms.fee.currency)));
            }
        }
        let shipment = Shipment {
            collaboration: collaboration.id,
            items: self.items,
            value: self.value,
            cost: self.cost,
            carrier: self.carrier,
            tracking_number: self.tracking_number,
            address,
            sent_at: past(ctx, "sent_at", self.sent_at)?,
            delivered_at: None,
        }
        .checked()?;
        let id: ShipmentId = ctx.id();
        let stored = store::document::insert(ctx.tx(), brand, id, &shipment).await?;
        let data = json!({ "shipment": id, "items": shipment.items, "value": shipment.value, "cost": shipment.cost });
        ctx.note(About::collaboration(&collaboration).subject(id), "shipments.sent", data).await?;
        Ok(Done::new(id, stored.version))
    }
}
