//! The room `shipments`: product on its way to a creator.
//!
//! Absent: the shop; a person enters what was sent.

use domain::{campaigns::Collaboration, ids::ShipmentId, shipments::Shipment, time::Timestamp};
use store::Stored;

use crate::{
    Ctx, Error, Result,
    registry::{Registered, look, op},
};

pub mod confirm_delivery;
pub mod correct_shipment;
pub mod ship;
pub mod view;

pub use confirm_delivery::ConfirmDelivery;
pub use correct_shipment::CorrectShipment;
pub use ship::Ship;
pub use view::ListShipments;

pub(crate) fn registered() -> Vec<Registered> {
    vec![op::<Ship>(), op::<ConfirmDelivery>(), op::<CorrectShipment>(), look::<ListShipments>()]
}

/// A parcel with its collaboration, behind the caller's wall.
async fn shipment(ctx: &Ctx, id: ShipmentId) -> Result<(Stored<Shipment>, Stored<Collaboration>)> {
    let found = store::document::find::<Shipment>(ctx.tx(), ctx.brand()?, id).await?.ok_or(Error::NotFound)?;
    let collaboration = ctx.collaboration(found.value.collaboration).await?;
    Ok((found, collaboration))
}

/// A time that a person entered: not ahead.
fn past(ctx: &Ctx, field: &str, at: Option<Timestamp>) -> Result<Timestamp> {
    let at = at.unwrap_or(ctx.now());
    if at > ctx.now() { Err(Error::field(field, "That time lies ahead. Enter it when it has happened.")) } else { Ok(at) }
}
