//! Where made-up people live: lines and postcodes for their cities. Streets and numbers are invented.
//!
//! Invariant: the same person lives at the same place. Absent: places that exist.

use domain::creators::Address;

/// Where somebody lives.
#[must_use]
pub fn address(name: &str, country: &str, city: &str) -> Address {
    let house = number(name, 61) + 3;
    Address {
        name: name.to_owned(),
        lines: vec![line(country, house)],
        city: city.to_owned(),
        postcode: postcode(city).to_owned(),
        region: String::new(),
        country: country.to_owned(),
    }
}

/// Somebody's made-up account.
#[must_use]
pub fn account(name: &str) -> String {
    format!("20-00-00 5577{:04}", number(name, 9_973))
}

/// Some number below a limit: the same for the same name.
fn number(name: &str, below: u32) -> u32 {
    name.bytes().fold(0_u32, |sum, byte| (sum * 31 + u32::from(byte)) % below)
}

fn line(country: &str, house: u32) -> String {
    match country {
        "IE" => format!("{house} Mill Quay"),
        "DE" => format!("Lindenweg {house}"),
        "SE" => format!("Bagargatan {house}"),
        "FR" => format!("{house} rue des Tanneurs"),
        "ES" => format!("Calle del Horno {house}"),
        "CZ" => format!("Lipová {house}"),
        "NL" => format!("Molenstraat {house}"),
        "NO" => format!("Havnegata {house}"),
        "US" => format!("{house} Tanner Street"),
        _ => format!("{house} Harbour Street"),
    }
}

fn postcode(city: &str) -> &'static str {
    match city {
        "Leeds" => "LS1 4XX",
        "London" => "E8 4XX",
        "Cardiff" => "CF10 4XX",
        "Bradford" => "BD1 4XX",
        "Manchester" => "M1 4XX",
        "Leicester" => "LE1 4XX",
        "Edinburgh" => "EH6 4XX",
        "Birmingham" => "B1 4XX",
        "Norwich" => "NR1 4XX",
        "Glasgow" => "G1 4XX",
        "Galway" => "H91 0XX",
        "Cork" => "T12 0XX",
        "Dublin" => "D08 0XX",
        "Hamburg" => "20000",
        "Köln" => "50600",
        "Berlin" => "10000",
        "Malmö" => "211 00",
        "Lyon" => "69000",
        "Valencia" => "46000",
        "Brno" => "602 00",
        "Utrecht" => "3500 AA",
        "Bergen" => "5003",
        _ => "00000",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_lives_at_one_place() {
        let maya = address("Maya Okonkwo", "GB", "Leeds");
        assert_eq!(maya, address("Maya Okonkwo", "GB", "Leeds"));
        assert_eq!(maya.postcode, "LS1 4XX");
        assert!(maya.lines[0].ends_with("Harbour Street"));
    }
}
