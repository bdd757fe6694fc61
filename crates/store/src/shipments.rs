//! Rows of the room `shipments`: parcels.

use domain::{
    ids::{BrandId, CollaborationId, ShipmentId},
    shipments::Shipment,
};
use sea_orm::Value;

use crate::{Document, Read, Result, Stored, db::Bind, document, params};

impl Document for Shipment {
    const TABLE: &'static str = "shipment";
    const WALL: &'static str = "brand";
    type Id = ShipmentId;
    type Wall = BrandId;
    fn columns(&self) -> Vec<(&'static str, Value)> {
        vec![("collaboration", self.collaboration.bind()), ("sent_at", self.sent_at.bind())]
    }
}

/// A collaboration's parcels, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_collaboration(db: &impl Read, brand: BrandId, collaboration: CollaborationId) -> Result<Vec<Stored<Shipment>>> {
    document::list(db, brand, "collaboration = $2 ORDER BY id", params![collaboration]).await
}
