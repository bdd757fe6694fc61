//! Where a parcel goes and what fits, as forms ask it: an address under a prefix, sizes under `sizes.`.
//!
//! Invariant: written and read under the same names, which are those that the operations refuse by. Absent: the fields on a page.

use app::creators::Sizes;
use domain::creators::{Address, Shipping};

use super::Posted;

impl Posted {
    /// Fills an address in, under names that begin so, such as `address.`.
    pub fn put_address(&mut self, prefix: &str, address: Address) {
        let Address { name, lines, city, postcode, region, country } = address;
        let lines = lines.join("\n");
        for (part, value) in
            [("name", name), ("lines", lines), ("city", city), ("postcode", postcode), ("region", region), ("country", country)]
        {
            self.put(format!("{prefix}{part}"), value);
        }
    }

    /// An address under names that begin so, as it was typed.
    #[must_use]
    pub fn address(&self, prefix: &str) -> Address {
        let part = |name: &str| self.text(&format!("{prefix}{name}"));
        Address {
            name: part("name"),
            lines: self.lines(&format!("{prefix}lines")),
            city: part("city"),
            postcode: part("postcode"),
            region: part("region"),
            country: part("country"),
        }
    }

    /// Fills in what fits and what they must not get. It stands on the record, whichever form it came with.
    pub fn put_sizes(&mut self, kept: &Shipping) {
        self.put("sizes.clothing", kept.clothing.clone());
        self.put("sizes.shoes", kept.shoes.clone());
        self.put("sizes.avoid", kept.avoid.clone());
    }

    /// What fits and what they must not get, as it was typed.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        Sizes { clothing: Some(self.text("sizes.clothing")), shoes: Some(self.text("sizes.shoes")), avoid: Some(self.text("sizes.avoid")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_was_filled_in() {
        let home = Address {
            name: "Maya Okonkwo".into(),
            lines: vec!["1 High Street".into(), "Flat 2".into()],
            city: "Leeds".into(),
            postcode: "LS1 4AP".into(),
            region: String::new(),
            country: "GB".into(),
        };
        let mut posted = Posted::default();
        posted.put_address("shipping.address.", home.clone());
        assert_eq!(posted.get("shipping.address.lines"), "1 High Street\nFlat 2");
        assert_eq!(posted.address("shipping.address."), home);
        assert_eq!(posted.address("address."), Address::default(), "another part of the form is another address");
    }
}
