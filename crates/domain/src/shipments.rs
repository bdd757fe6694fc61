//! Shipments: product on its way to a creator.
//!
//! Invariant: a shipment is delivered at most once and not before it was sent.
//! Absent: the shop (connectors come later); a person enters what was sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    agreements::OnboardingForm,
    creators::{Address, Shipping},
    fields::FieldErrors,
    ids::CollaborationId,
    money::Money,
    time::{DAY, Timestamp},
};

/// A parcel takes a week at most; then somebody looks after it.
const UNDER_WAY: i64 = 7 * DAY;

/// By when a parcel that left then should have arrived.
#[must_use]
pub fn expected(sent_at: Timestamp) -> Timestamp {
    sent_at.plus(UNDER_WAY)
}

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

/// Where a parcel goes: where the form of the collaboration says, otherwise where the creator's record does.
#[must_use]
pub fn goes_to<'a>(form: Option<&'a OnboardingForm>, kept: &'a Shipping) -> Option<&'a Address> {
    form.and_then(|form| form.address.as_ref()).or(kept.address.as_ref())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;

    #[test]
    fn a_parcel_goes_where_the_form_says_and_otherwise_where_the_record_does() {
        let at = |city: &str| Address { city: city.to_owned(), ..Address::default() };
        let form = |address: Option<Address>| OnboardingForm {
            collaboration: CollaborationId::from_uuid(uuid::Uuid::nil()),
            legal_name: "Maya Okonkwo".to_owned(),
            address,
            preferences: String::new(),
            payment_method: String::new(),
            payment_account: None,
            payment_hint: String::new(),
            tax_country: "GB".to_owned(),
            completed_at: Timestamp(0),
        };
        let (leeds, kept) = (form(Some(at("Leeds"))), Shipping { address: Some(at("York")), ..Shipping::default() });
        let city = |form: Option<&OnboardingForm>, kept: &Shipping| goes_to(form, kept).map(|address| address.city.clone());
        assert_eq!(city(Some(&leeds), &kept).as_deref(), Some("Leeds"));
        assert_eq!(city(Some(&form(None)), &kept).as_deref(), Some("York"));
        assert_eq!(city(None, &kept).as_deref(), Some("York"));
        assert_eq!(city(Some(&form(None)), &Shipping::default()), None);
    }
}
