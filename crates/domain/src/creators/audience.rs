//! Which share of an account's audience is somewhere, of an age, or of a gender, by whose word.
//!
//! Invariant: a share is what a list or a person told, with its source and its day; of each part the newest word is kept. Absent:
//! anything guessed from names, pictures or comments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Country, words};
use crate::text::folded;
use crate::time::Timestamp;

words! {
    /// By what an audience is divided.
    AudienceKind {
        /// Where they are.
        Country = "country", "Country";
        /// How old they are.
        Age = "age", "Age";
        /// Of which gender they are.
        Gender = "gender", "Gender";
    }
}

/// A part of an audience.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct AudiencePart {
    /// By what it is divided.
    pub kind: AudienceKind,
    /// Which: two letters of a country, an age such as `18-24` or `65+`, or `female`, `male` or `diverse`.
    pub value: String,
}

/// A part of an account's audience with its share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AudienceShare {
    /// Which part.
    pub part: AudiencePart,
    /// In millionths.
    pub share: i64,
    /// Who says so: a file with its column.
    pub source: String,
    /// When it came.
    pub at: Timestamp,
}

/// The whole of an audience, in millionths.
pub const WHOLE: i64 = 1_000_000;

/// The oldest whom an age names.
const OLDEST: u32 = 120;

const FEMALE: [&str; 7] = ["female", "females", "women", "woman", "weiblich", "frauen", "mujeres"];
const MALE: [&str; 7] = ["male", "males", "men", "man", "männlich", "männer", "hombres"];
const DIVERSE: [&str; 4] = ["diverse", "divers", "nonbinary", "non-binary"];

impl AudiencePart {
    /// Reads a country, an age such as `18-24` or `65+`, or a gender.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let word = folded(text);
        let gender = [("female", &FEMALE[..]), ("male", &MALE[..]), ("diverse", &DIVERSE[..])];
        if let Some((value, _)) = gender.iter().find(|(_, all)| all.contains(&word.as_str())) {
            return Some(Self { kind: AudienceKind::Gender, value: (*value).to_owned() });
        }
        if let Some(value) = age(&word) {
            return Some(Self { kind: AudienceKind::Age, value });
        }
        if word.is_empty() {
            return None;
        }
        Country::parse(text).map(|country| Self { kind: AudienceKind::Country, value: country.code().to_owned() })
    }
}

/// `18-24` or `65+`, however dashes and spaces are written.
fn age(word: &str) -> Option<String> {
    let compact: String = word.replace(['–', '—', '−'], "-").chars().filter(|letter| !letter.is_whitespace()).collect();
    let years = |text: &str| text.parse::<u32>().ok().filter(|years| *years <= OLDEST && text.len() <= 3);
    if let Some(from) = compact.strip_suffix('+').and_then(years) {
        return Some(format!("{from}+"));
    }
    let (from, to) = compact.split_once('-')?;
    let (from, to) = (years(from)?, years(to)?);
    (from < to).then(|| format!("{from}-{to}"))
}

/// Takes over what somebody says of a part; who said the same first is kept as the source.
pub(super) fn told(all: &mut Vec<AudienceShare>, new: AudienceShare) {
    match all.iter_mut().find(|known| known.part == new.part) {
        Some(known) if known.share == new.share => {}
        Some(known) => *known = new,
        None => {
            all.push(new);
            all.sort_by(|one, other| one.part.cmp(&other.part));
        }
    }
}

/// What is left of the parts when what an import told is taken back, and whether all of it could be.
pub(super) fn taken_back(now: &[AudienceShare], before: &[AudienceShare], after: &[AudienceShare]) -> (Vec<AudienceShare>, bool) {
    let of = |all: &[AudienceShare], part: &AudiencePart| all.iter().find(|one| one.part == *part).cloned();
    let left: Vec<AudienceShare> = now
        .iter()
        .filter_map(|one| {
            let as_it_was = of(before, &one.part);
            let by_import = of(after, &one.part).as_ref() == Some(one) && as_it_was.as_ref() != Some(one);
            if by_import { as_it_was } else { Some(one.clone()) }
        })
        .collect();
    let imported = after.iter().filter(|one| !before.contains(one));
    let whole = imported.map(|one| &one.part).all(|part| of(&left, part) == of(before, part));
    (left, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(text: &str) -> AudiencePart {
        AudiencePart::parse(text).expect("a part")
    }

    fn share(text: &str, share: i64, source: &str) -> AudienceShare {
        AudienceShare { part: part(text), share, source: source.to_owned(), at: Timestamp(1) }
    }

    #[test]
    fn a_part_is_a_country_an_age_or_a_gender() {
        for (text, kind, value) in [
            ("DE", AudienceKind::Country, "DE"),
            ("Germany", AudienceKind::Country, "DE"),
            ("18 – 24", AudienceKind::Age, "18-24"),
            ("65+", AudienceKind::Age, "65+"),
            ("Women", AudienceKind::Gender, "female"),
            ("Männer", AudienceKind::Gender, "male"),
        ] {
            assert_eq!(part(text), AudiencePart { kind, value: value.to_owned() }, "{text}");
        }
        for nothing in ["", "mostly", "24-18", "2024", "18-2024", "+"] {
            assert_eq!(AudiencePart::parse(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn the_newest_word_is_kept_and_taken_back_as_far_as_it_stands() {
        let before = vec![share("DE", 300_000, "one.csv")];
        let mut after = before.clone();
        told(&mut after, share("DE", 300_000, "two.csv"));
        assert_eq!(after, before, "nothing new");
        told(&mut after, share("DE", 420_000, "two.csv"));
        told(&mut after, share("female", 610_000, "two.csv"));
        assert_eq!(after.iter().map(|one| one.share).collect::<Vec<_>>(), [420_000, 610_000]);
        assert_eq!(taken_back(&after, &before, &after), (before.clone(), true));
        let mut now = after.clone();
        told(&mut now, share("DE", 500_000, "three.csv"));
        assert_eq!(taken_back(&now, &before, &after), (vec![share("DE", 500_000, "three.csv")], false));
    }
}
