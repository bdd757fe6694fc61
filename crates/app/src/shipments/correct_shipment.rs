//! A manager mends what was entered about a parcel.

use domain::{ids::ShipmentId, shipments::ShipmentError, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{past, shipment};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER};

/// Corrects a parcel's words, numbers and arrival. Its value and cost stay: they stand in the budget, and another parcel
/// is another entry.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CorrectShipment {
    /// Which parcel.
    pub shipment: ShipmentId,
    /// What, in words.
    pub items: String,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number.
    pub tracking_number: String,
    /// When it arrived; nothing while it is on its way.
    pub delivered_at: Option<Timestamp>,
}

impl Operation for CorrectShipment {
    type Answer = Done<ShipmentId>;
    const META: Meta = Meta {
        name: "shipments.correct_shipment",
        doc: "Corrects what was entered about a parcel: items, carrier, number, and whether and when it arrived.",
        route: Route::put("/shipments/{shipment}"),
        reach: Reach::Brand,
        who: MANAGER,
        agent: Agent::MustAsk,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<ShipmentId>> {
        let (found, collaboration) = shipment(ctx, self.shipment).await?;
        ctx.expect(found.version)?;
        let mut parcel = found.value;
        parcel.items = self.items;
        parcel.carrier = self.carrier;
        parcel.tracking_number = self.tracking_number;
        if let Some(at) = self.delivered_at {
            past(ctx, "delivered_at", Some(at))?;
            if at < parcel.sent_at {
                return Err(ShipmentError::BeforeSending.into());
            }
        }
        parcel.delivered_at = self.delivered_at;
        let parcel = parcel.checked()?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &parcel).await?;
        let data = json!({ "shipment": found.id, "delivered_at": parcel.delivered_at });
        ctx.note(About::collaboration(&collaboration).subject(found.id), "shipments.corrected", data).await?;
        Ok(Done::new(found.id, version))
    }
}
