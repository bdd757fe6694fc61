//! Where product is sent to a creator, what fits them, and what they want or must not get.
//!
//! Invariant: an address is whole or not there. It is a contact detail: shared as the e-mail address is, handed out and erased with
//! it. Absent: the address of one parcel, which is what the form of that collaboration said then.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Address;
use crate::fields::FieldErrors;

/// The longest size, in characters.
const LONGEST_SIZE: usize = 60;
/// The longest wish, in characters.
const LONGEST_WISH: usize = 1_000;

/// What a parcel to a creator needs to know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Shipping {
    /// Where product is sent.
    pub address: Option<Address>,
    /// The size of clothes, in their own words, such as `M` or `UK 12`.
    pub clothing: String,
    /// The size of shoes, such as `EU 39`.
    pub shoes: String,
    /// What they would like to get.
    pub wants: String,
    /// What they must not get: allergies, a vegan household.
    pub avoid: String,
}

impl Shipping {
    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks and tidies everything at once. An address of which nothing was written is none.
    ///
    /// # Errors
    /// Every field that cannot be taken, with what to do. Fields carry the prefix, such as `shipping.`.
    pub fn check(&self, prefix: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let address = match self.address.as_ref().filter(|address| !is_blank(address)).map(|one| one.check(&format!("{prefix}address."))) {
            Some(Ok(address)) => Some(address),
            Some(Err(wrong)) => {
                errors.0.extend(wrong.0);
                None
            }
            None => None,
        };
        let mut short = |name: &str, text: &str, most: usize| {
            errors.require(text.trim().chars().count() <= most, &format!("{prefix}{name}"), format!("Use at most {most} characters."));
            text.trim().to_owned()
        };
        let clothing = short("clothing", &self.clothing, LONGEST_SIZE);
        let shoes = short("shoes", &self.shoes, LONGEST_SIZE);
        let wants = short("wants", &self.wants, LONGEST_WISH);
        let avoid = short("avoid", &self.avoid, LONGEST_WISH);
        errors.ok(Self { address, clothing, shoes, wants, avoid })
    }

    /// What is known of either; what this one says stands.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let either = |own: &String, other: &String| if own.is_empty() { other.clone() } else { own.clone() };
        Self {
            address: self.address.clone().or_else(|| other.address.clone()),
            clothing: either(&self.clothing, &other.clothing),
            shoes: either(&self.shoes, &other.shoes),
            wants: either(&self.wants, &other.wants),
            avoid: either(&self.avoid, &other.avoid),
        }
    }
}

fn is_blank(address: &Address) -> bool {
    let lines = address.lines.iter().all(|line| line.trim().is_empty());
    lines && [&address.name, &address.city, &address.postcode, &address.region, &address.country].iter().all(|part| part.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_whole_or_not_there_and_bad_input_names_its_field() {
        let sizes = Shipping { clothing: " M ".into(), avoid: "Nuts".into(), address: Some(Address::default()), ..Shipping::default() };
        let checked = sizes.check("shipping.");
        assert_eq!(checked, Ok(Shipping { clothing: "M".into(), avoid: "Nuts".into(), ..Shipping::default() }));
        let half = Address { city: "Leeds".into(), country: "GB".into(), ..Address::default() };
        let wrong = Shipping { address: Some(half), shoes: "9".repeat(61), wants: "w".repeat(1_001), ..Shipping::default() };
        let fields: Vec<String> = wrong.check("shipping.").err().into_iter().flat_map(|errors| errors.0).map(|error| error.field).collect();
        let expected = ["address.name", "address.lines", "address.postcode", "shoes", "wants"].map(|name| format!("shipping.{name}"));
        assert_eq!(fields, expected);
    }
}
