//! Who plays in the demo: the rows of its spreadsheet by how they were found and when they are asked; and what they film.
//!
//! Invariant: everybody is made up. Absent: what they do; the simulated world decides that.

use bytes::Bytes;
use world::repertoire::Footage;

/// The creators, as a spreadsheet.
pub(super) const SHEET: &str = include_str!("creators.csv");

/// With whom the tour goes: the first row, who is asked last.
pub(super) const GUIDE: usize = 0;

/// How a creator of the demo was found, which says in which spreadsheet they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// They spoke of the brand by themselves.
    Spoke,
    /// The team looked for them for its first campaign.
    LookedFor,
    /// They applied for the second.
    Applied,
    /// They buy there.
    Buys,
}

impl Found {
    pub(super) const ALL: [Self; 4] = [Self::Spoke, Self::LookedFor, Self::Applied, Self::Buys];

    /// How the creator of a row was found.
    pub(super) fn of(row: usize) -> Self {
        match row {
            0 | 3 => Self::Spoke,
            1..=13 => Self::LookedFor,
            14..=35 => Self::Applied,
            _ => Self::Buys,
        }
    }

    /// The spreadsheet's name, the source and the tier.
    pub(super) fn file(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Spoke => ("word of mouth.csv", "mention", "ambassador"),
            Self::LookedFor => ("found for summer.csv", "cold", "paid"),
            Self::Applied => ("applications.csv", "application", "paid"),
            Self::Buys => ("customers.csv", "customer", "product_only"),
        }
    }
}

/// In which zone somebody of a country lives.
pub(super) fn zone(country: &str) -> &'static str {
    match country {
        "IE" => "Europe/Dublin",
        "DE" => "Europe/Berlin",
        "SE" => "Europe/Stockholm",
        "NO" => "Europe/Oslo",
        "DK" => "Europe/Copenhagen",
        "FR" => "Europe/Paris",
        "ES" => "Europe/Madrid",
        "PT" => "Europe/Lisbon",
        "IT" => "Europe/Rome",
        "CZ" => "Europe/Prague",
        "PL" => "Europe/Warsaw",
        "NL" => "Europe/Amsterdam",
        _ => "Europe/London",
    }
}

/// What was filmed, to stand for drafts.
pub(super) fn footage() -> Vec<Footage> {
    let picture = |name, bytes: &'static [u8]| Footage { name, bytes: Bytes::from_static(bytes), moves: false };
    vec![
        picture("morning.webp", include_bytes!("pictures/face.webp")),
        picture("shelf.webp", include_bytes!("pictures/shelf.webp")),
        picture("hand.webp", include_bytes!("pictures/hand.webp")),
        picture("window.webp", include_bytes!("pictures/window.webp")),
        picture("leaf.webp", include_bytes!("pictures/leaf.webp")),
        picture("bath.webp", include_bytes!("pictures/bath.webp")),
        picture("oats.webp", include_bytes!("pictures/flat.webp")),
        picture("night.webp", include_bytes!("pictures/night.webp")),
        Footage { name: "morning.mp4", bytes: Bytes::from_static(include_bytes!("pictures/morning.mp4")), moves: true },
    ]
}
