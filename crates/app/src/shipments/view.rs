//! What people see of the room `shipments`.

use domain::{
    ids::{CollaborationId, ShipmentId},
    shipments::Shipment,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Agent, Look, Meta, Reach, Result, Route, View, operation::FINANCE_MANAGER_CREATOR};

/// A collaboration's parcels.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ListShipments {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
}

/// One parcel.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentView {
    /// Which.
    pub id: ShipmentId,
    /// Its row's version, for `If-Match`.
    pub version: i64,
    /// The parcel.
    pub shipment: Shipment,
}

impl View for ListShipments {
    type Answer = Vec<ShipmentView>;
    const META: Meta = Meta {
        name: "shipments.list_shipments",
        doc: "Lists a collaboration's parcels, oldest first.",
        route: Route::get("/collaborations/{collaboration}/shipments"),
        reach: Reach::Brand,
        who: FINANCE_MANAGER_CREATOR,
        agent: Agent::May,
    };

    async fn show(self, look: &Look) -> Result<Vec<ShipmentView>> {
        let collaboration = look.collaboration(self.collaboration).await?;
        let all = store::shipments::of_collaboration(look.db(), look.brand()?, collaboration.id).await?;
        Ok(all.into_iter().map(|found| ShipmentView { id: found.id, version: found.version.0, shipment: found.value }).collect())
    }
}
