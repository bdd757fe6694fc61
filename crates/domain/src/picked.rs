//! What a list is asked about one choice: any of some values, none of them, that something is known, or that nothing is.
//!
//! Written as one text, the same in an address and for a program: `GB,DE` is any of the two, `!GB,DE` none of them, `-` is that
//! nothing is known and `*` that something is; `-` may stand among values. Invariants: a pick asks for something, for at most
//! [`MOST`] values; what is unknown is not one of the values, so that `!GB` takes it too, and `!GB,-` does not. Absent: which
//! values there are; who asks says it.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::fields::FieldErrors;

/// At most so many values in one pick.
pub const MOST: usize = 20;
/// So long a value may be, in characters.
pub const LONGEST: usize = 200;
/// What stands for nothing known.
pub const NOTHING: &str = "-";
/// What stands for anything known.
pub const ANYTHING: &str = "*";

/// What is asked about one choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Picked {
    not: bool,
    values: Vec<String>,
    nothing: bool,
}

/// Why a text is no pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PickedError {
    /// No value.
    #[error("Name at least one value, with commas between them; - stands for nothing known and * for anything.")]
    Empty,
    /// Too many values.
    #[error("Name at most {} values.", MOST)]
    Many,
    /// A value that is none.
    #[error("Use at most {} characters for a value.", LONGEST)]
    Long,
}

impl Picked {
    /// Reads a pick.
    ///
    /// # Errors
    /// When it names no value, too many, or one that is too long.
    pub fn parse(text: &str) -> Result<Self, PickedError> {
        let (not, rest) = match text.trim().strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, text.trim()),
        };
        if rest == ANYTHING {
            return Ok(Self { not: !not, values: Vec::new(), nothing: true });
        }
        let mut picked = Self { not, values: Vec::new(), nothing: false };
        for value in rest.split(',').map(str::trim).filter(|value| !value.is_empty()) {
            if value == NOTHING {
                picked.nothing = true;
            } else if value.chars().count() > LONGEST {
                return Err(PickedError::Long);
            } else if !picked.values.iter().any(|known| known == value) {
                picked.values.push(value.to_owned());
            }
        }
        match picked.values.len() {
            0 if !picked.nothing => Err(PickedError::Empty),
            count if count > MOST => Err(PickedError::Many),
            _ => Ok(picked),
        }
    }

    /// This one value, as it stands.
    #[must_use]
    pub fn is(value: &str) -> Self {
        Self { not: false, values: vec![value.to_owned()], nothing: false }
    }

    /// Whether the values are those that are not wanted.
    #[must_use]
    pub fn is_not(&self) -> bool {
        self.not
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether nothing known is among the values.
    #[must_use]
    pub fn has_nothing(&self) -> bool {
        self.nothing
    }

    /// Whether something fits of which these values are known; none where nothing is.
    #[must_use]
    pub fn fits(&self, known: &[&str]) -> bool {
        let named = if known.is_empty() { self.nothing } else { known.iter().any(|value| self.values.iter().any(|one| one == value)) };
        named != self.not
    }

    /// The same about other values: each becomes what `into` makes of it, such as the states that one word stands for. What it
    /// says of a value that cannot be chosen stands at the field `name`.
    ///
    /// # Errors
    /// The values that cannot be chosen.
    pub fn each(&self, name: &str, into: impl Fn(&str) -> Result<Vec<String>, String>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut values = Vec::new();
        for value in &self.values {
            match into(value) {
                Ok(made) => values.extend(made),
                Err(message) => errors.add(name, message),
            }
        }
        errors.ok(Self { not: self.not, values, nothing: self.nothing })
    }

    /// The same, where every value is one of `all`.
    ///
    /// # Errors
    /// The values that are not.
    pub fn among(&self, name: &str, all: &[&str]) -> Result<Self, FieldErrors> {
        self.each(name, |value| if all.contains(&value) { Ok(vec![value.to_owned()]) } else { Err(no_choice(value, all)) })
    }

    /// The same where nothing known has a word of its own among the values.
    #[must_use]
    pub fn without_word(mut self, word: &str) -> Self {
        let before = self.values.len();
        self.values.retain(|value| value != word);
        self.nothing |= self.values.len() < before;
        self
    }
}

/// That a value cannot be chosen, and what can.
#[must_use]
pub fn no_choice(value: &str, all: &[&str]) -> String {
    format!("\"{value}\" cannot be chosen here. Use one of: {}.", all.join(", "))
}

/// Reads what is asked of a choice where an empty text asks nothing.
///
/// # Errors
/// When it is no pick, as [`Picked::parse`] says.
pub fn unless_empty<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Picked>, D::Error> {
    let text = Option::<String>::deserialize(from)?.filter(|text| !text.trim().is_empty());
    text.map(|text| Picked::parse(&text)).transpose().map_err(D::Error::custom)
}

impl From<&str> for Picked {
    /// One value, as it stands.
    fn from(value: &str) -> Self {
        Self::is(value)
    }
}

impl TryFrom<String> for Picked {
    type Error = PickedError;
    fn try_from(text: String) -> Result<Self, PickedError> {
        Self::parse(&text)
    }
}

impl From<Picked> for String {
    fn from(picked: Picked) -> Self {
        picked.to_string()
    }
}

impl std::fmt::Display for Picked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.values.is_empty(), self.not) {
            (true, true) => f.write_str(ANYTHING),
            (true, false) => f.write_str(NOTHING),
            (false, not) => {
                let nothing = if self.nothing { ",-" } else { "" };
                write!(f, "{}{}{nothing}", if not { "!" } else { "" }, self.values.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pick_reads_as_it_is_written() {
        for (text, not, values, nothing) in [
            ("GB", false, vec!["GB"], false),
            ("GB, DE,,GB", false, vec!["GB", "DE"], false),
            ("!GB,DE", true, vec!["GB", "DE"], false),
            ("-", false, vec![], true),
            ("GB,-", false, vec!["GB"], true),
            ("!GB,-", true, vec!["GB"], true),
            ("*", true, vec![], true),
            ("!*", false, vec![], true),
            ("!-", true, vec![], true),
        ] {
            let picked = Picked::parse(text).expect(text);
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            assert_eq!((picked.is_not(), picked.values(), picked.has_nothing()), (not, values.as_slice(), nothing), "{text}");
            assert_eq!(Picked::parse(&picked.to_string()), Ok(picked), "{text} comes back");
        }
    }

    #[test]
    fn a_pick_asks_for_something_and_not_for_everything() {
        let many: Vec<String> = (0..=MOST).map(|number| number.to_string()).collect();
        assert_eq!(Picked::parse(&many.join(",")), Err(PickedError::Many));
        assert!(Picked::parse(&many[1..].join(",")).is_ok());
        assert_eq!(Picked::parse(&"a".repeat(LONGEST + 1)), Err(PickedError::Long));
        for empty in ["", " ", "!", ",", "! , "] {
            assert_eq!(Picked::parse(empty), Err(PickedError::Empty), "{empty}");
        }
    }

    #[test]
    fn a_value_that_cannot_be_chosen_is_named() {
        let states = |word: &str| match word {
            "unpaid" => Ok(vec!["open".to_owned(), "held".to_owned()]),
            "paid" => Ok(vec!["paid".to_owned()]),
            _ => Err(no_choice(word, &["unpaid", "paid"])),
        };
        let read = |text: &str| Picked::parse(text).expect(text).each("state", states);
        assert_eq!(read("!unpaid,paid").map(|picked| picked.to_string()), Ok("!open,held,paid".to_owned()));
        let errors = read("paid,lost").expect_err("lost");
        assert_eq!(errors, FieldErrors::one("state", "\"lost\" cannot be chosen here. Use one of: unpaid, paid."));
        assert_eq!(Picked::is("lost").among("state", &["unpaid", "paid"]), Err(errors));
    }

    #[test]
    fn what_is_unknown_fits_who_asks_for_none_of_some_values() {
        let fits = |text: &str, known: &[&str]| Picked::parse(text).expect(text).fits(known);
        for (text, gb, both, nothing) in [
            ("GB", true, true, false),
            ("FR,-", false, false, true),
            ("!GB", false, false, true),
            ("!FR", true, true, true),
            ("!FR,-", true, true, false),
            ("*", true, true, false),
            ("-", false, false, true),
        ] {
            assert_eq!((fits(text, &["GB"]), fits(text, &["DE", "GB"]), fits(text, &[])), (gb, both, nothing), "{text}");
        }
    }

    #[test]
    fn an_empty_text_asks_nothing_where_it_may() {
        #[derive(Deserialize)]
        struct Asked {
            #[serde(default, deserialize_with = "unless_empty")]
            tag: Option<Picked>,
        }
        let read = |text: &str| serde_json::from_str::<Asked>(text).map(|asked| asked.tag.map(|picked| picked.to_string()));
        for nothing in ["{}", "{\"tag\":null}", "{\"tag\":\"\"}", "{\"tag\":\" \"}"] {
            assert_eq!(read(nothing).expect(nothing), None, "{nothing}");
        }
        assert_eq!(read("{\"tag\":\"!oats\"}").expect("read"), Some("!oats".to_owned()));
        assert!(read("{\"tag\":\"!\"}").is_err(), "what begins to ask and names nothing is refused");
    }

    #[test]
    fn a_word_may_stand_for_nothing_known() {
        let read = |text: &str| Picked::parse(text).expect(text).without_word("undecided").to_string();
        assert_eq!((read("undecided"), read("!test,undecided"), read("test")), ("-".to_owned(), "!test,-".to_owned(), "test".to_owned()));
    }
}
