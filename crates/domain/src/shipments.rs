//! Shipments: product on its way to a creator.
//!
//! Invariant: a shipment is delivered at most once and not before it was sent.
//! Absent: the shop (connectors come later); a person enters what was sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{creators::Address, fields::FieldErrors, ids::CollaborationId, money::Money, time::Timestamp};

/// Product sent to a creator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shipment {
    /// Of which collaboration.
    pub collaboration: CollaborationId,
    /// What, in words.
    pub items: String,
    /// Stated value of the product.
    pub value: Money,
    /// What the shipping cost.
    pub cost: Money,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number, if any.
    pub tracking_number: String,
    /// Where it went.
    pub address: Address,
    /// When it left.
    pub sent_at: Timestamp,
    /// When it arrived.
    pub delivered_at: Option<Timestamp>,
}

/// Why a verb about a shipment was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShipmentError {
    /// It arrived.
    #[error("this parcel has been marked as delivered already")]
    AlreadyDelivered,
    /// Not possible.
    #[error("a parcel cannot arrive before it was sent")]
    BeforeSending,
    /// No terms yet.
    #[error("the agreement has not been signed by both sides and the form is not complete, so there is nothing to ship yet")]
    NotOnboarded,
}

impl Shipment {
    /// Checks what a person entered.
    ///
    /// # Errors
    /// Names every field that cannot stand.
    pub fn checked(mut self) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        self.items = errors.text("items", &self.items, 500);
        errors.require(self.value.minor >= 0, "value", "A value cannot be negative.");
        errors.require(self.cost.minor >= 0, "cost", "A cost cannot be negative.");
        self.carrier = self.carrier.trim().to_owned();
        self.tracking_number = self.tracking_number.trim().to_owned();
        errors.ok(self)
    }

    /// The parcel arrived.
    ///
    /// # Errors
    /// Refused twice, or before it was sent.
    pub fn delivered(mut self, at: Timestamp) -> Result<Self, ShipmentError> {
        if self.delivered_at.is_some() {
            return Err(ShipmentError::AlreadyDelivered);
        }
        if at < self.sent_at {
            return Err(ShipmentError::BeforeSending);
        }
        self.delivered_at = Some(at);
        Ok(self)
    }
}

/// What `journey` needs to know of this room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// When the (first) parcel left.
    pub sent_at: Option<Timestamp>,
    /// When the last parcel arrived; nothing while one is on its way.
    pub delivered_at: Option<Timestamp>,
}

/// What the other rooms need to know of a collaboration's parcels.
#[must_use]
pub fn summary<'a>(shipments: impl IntoIterator<Item = &'a Shipment>) -> Summary {
    let mut all = Summary::default();
    let mut on_its_way = false;
    for shipment in shipments {
        all.sent_at = Some(all.sent_at.map_or(shipment.sent_at, |at| at.min(shipment.sent_at)));
        on_its_way |= shipment.delivered_at.is_none();
        all.delivered_at = all.delivered_at.max(shipment.delivered_at);
    }
    if on_its_way {
        all.delivered_at = None;
    }
    all
}
