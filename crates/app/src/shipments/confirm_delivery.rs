//! Somebody says that a parcel arrived.

use domain::{ids::ShipmentId, time::Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{past, shipment};
use crate::{Agent, Ctx, Done, Meta, Operation, Reach, Result, Route, context::About, operation::MANAGER_CREATOR};

/// Records that a parcel arrived.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ConfirmDelivery {
    /// Which parcel.
    pub shipment: ShipmentId,
    /// When; now when nothing is said.
    #[serde(default)]
    pub at: Option<Timestamp>,
}

impl Operation for ConfirmDelivery {
    type Answer = Done<ShipmentId>;
    const META: Meta = Meta {
        name: "shipments.confirm_delivery",
        doc: "Records that a parcel arrived.",
        route: Route::post("/shipments/{shipment}/delivery"),
        reach: Reach::Brand,
        who: MANAGER_CREATOR,
        agent: Agent::May,
    };

    async fn run(self, ctx: &mut Ctx) -> Result<Done<ShipmentId>> {
        let (found, collaboration) = shipment(ctx, self.shipment).await?;
        ctx.expect(found.version)?;
        let at = past(ctx, "at", self.at)?;
        let delivered = found.value.delivered(at)?;
        let version = store::document::save(ctx.tx(), ctx.brand()?, found.id, found.version, &delivered).await?;
        ctx.note(About::collaboration(&collaboration).subject(found.id), "shipments.delivered", json!({ "shipment": found.id, "at": at }))
            .await?;
        Ok(Done::new(found.id, version))
    }
}
