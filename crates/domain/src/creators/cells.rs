//! One cell of the creators' table, as a person types it or pastes it from a spreadsheet.
//!
//! Invariant: a cell is read by the same rules as the form of a creator, and an empty one empties what may be empty. Absent:
//! what has rows of its own, such as accounts and rates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Tier,
    changes::Changeable,
    details::{NewCreator, checked_tags},
};
use crate::{fields::FieldErrors, text::folded};

/// So many cells are changed at once.
pub const MOST_CELLS: usize = 2_000;
/// So many tags one creator carries.
const MOST_TAGS: usize = 50;
/// So many characters a summary has.
const MOST_SUMMARY: usize = 10_000;

/// A column whose cells can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CellColumn {
    /// E-mail address.
    Email,
    /// Country.
    Country,
    /// What kind of relationship it is.
    Tier,
    /// Tags, set apart by commas.
    Tags,
    /// The brand's summary: one text that everybody rewrites.
    Summary,
}

impl CellColumn {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Email, Self::Country, Self::Tier, Self::Tags, Self::Summary];

    /// The stable word, as in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Country => "country",
            Self::Tier => "tier",
            Self::Tags => "tags",
            Self::Summary => "summary",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.as_str() == text)
    }

    /// What a cell says, as it would be typed.
    #[must_use]
    pub fn says(self, of: &Changeable) -> String {
        match self {
            Self::Email => of.email.clone().unwrap_or_default(),
            Self::Country => of.country.map(|country| country.code().to_owned()).unwrap_or_default(),
            Self::Tier => of.tier.as_str().to_owned(),
            Self::Tags => of.tags.join(", "),
            Self::Summary => of.summary.clone().unwrap_or_default(),
        }
    }

    /// Writes a cell.
    ///
    /// # Errors
    /// Why it cannot be written, as the person reads it.
    pub fn write(self, into: &mut Changeable, text: &str) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        let some = || Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        match self {
            Self::Email | Self::Country => {
                let (email, country) = if self == Self::Email { (some(), None) } else { (None, some()) };
                // The creator's own form reads them, so that both ways take the same.
                let read = NewCreator { name: "-".to_owned(), email, country, ..NewCreator::default() }.check()?;
                if self == Self::Email {
                    into.email = read.email;
                } else {
                    into.country = read.country;
                }
            }
            Self::Tier => {
                let plain = |text: &str| folded(text).replace(['_', '-'], " ");
                match Tier::ALL.iter().find(|tier| plain(tier.as_str()) == plain(text)) {
                    Some(tier) => into.tier = *tier,
                    None => errors.add("tier", "This is no tier. Choose one of those that the list offers."),
                }
            }
            Self::Tags => {
                let tags: Vec<String> = text.split([',', ';', '\n']).map(str::to_owned).collect();
                let tags = checked_tags(&mut errors, "tags", &tags);
                let fits = tags.len() <= MOST_TAGS.max(into.tags.len());
                errors.require(fits, "tags", format!("A creator carries at most {MOST_TAGS} tags."));
                into.tags = tags;
            }
            Self::Summary => {
                errors.require(text.chars().count() <= MOST_SUMMARY, "summary", "Use at most 10,000 characters.");
                // Forms send lines as the old typewriters did.
                into.summary = some().map(|text| text.replace("\r\n", "\n"));
            }
        }
        errors.ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::creators::Country;

    fn maya() -> Changeable {
        Changeable {
            tags: vec!["Food".into()],
            tier: Tier::Paid,
            email: Some("maya@example.com".into()),
            country: Country::parse("GB"),
            summary: Some("Answers fast.".into()),
        }
    }

    #[test]
    fn a_cell_is_written_as_people_write_it() {
        for (column, typed, says) in [
            (CellColumn::Email, " noor@example.org ", "noor@example.org"),
            (CellColumn::Email, "", ""),
            (CellColumn::Country, "germany", "DE"),
            (CellColumn::Country, "fr", "FR"),
            (CellColumn::Country, " ", ""),
            (CellColumn::Tier, "Product only", "product_only"),
            (CellColumn::Tier, "AMBASSADOR", "ambassador"),
            (CellColumn::Tags, "food, Bath; bath\nSpring", "food, Bath, Spring"),
            (CellColumn::Tags, "", ""),
            (CellColumn::Summary, " Lives by the canal,\nworks at night. ", "Lives by the canal,\nworks at night."),
            (CellColumn::Summary, " ", ""),
        ] {
            let mut row = maya();
            column.write(&mut row, typed).unwrap();
            assert_eq!(column.says(&row), says, "{column:?} {typed:?}");
            let mut others = row;
            column.write(&mut others, &column.says(&maya())).unwrap();
            assert_eq!(others, maya(), "{column:?} changes no other column");
        }
    }

    #[test]
    fn a_cell_that_cannot_be_read_changes_nothing_and_says_why() {
        let long = "x".repeat(61);
        let essay = "x".repeat(10_001);
        let many = (0..51).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
        for (column, typed) in [
            (CellColumn::Email, "maya at example"),
            (CellColumn::Country, "Atlantis"),
            (CellColumn::Tier, ""),
            (CellColumn::Tier, "gold"),
            (CellColumn::Tags, long.as_str()),
            (CellColumn::Tags, many.as_str()),
            (CellColumn::Summary, essay.as_str()),
        ] {
            let error = column.write(&mut maya(), typed).unwrap_err();
            assert_eq!(error.0.len(), 1, "{column:?} {typed:?}: {error:?}");
        }
    }
}
