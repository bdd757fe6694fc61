//! Fields that a brand makes up for its creators, and what stands in them.
//!
//! Invariants: a field's kind never changes, so that what was entered stays readable; names are unique in the brand; a retired
//! field keeps what stands in it and takes nothing new. A value is one canonical text: a number with at most two decimals and a
//! point, a day as `2026-11-21`, a choice as it is offered, `yes` or `no`. Absent: a value of its own for each campaign.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words;
use crate::{
    fields::FieldErrors,
    ids::CustomFieldId,
    text::{folded, yes_no},
    time::{Day, Timestamp},
};

/// So many fields a brand has in use at most.
pub const MOST: usize = 40;
/// So many choices a field has at most.
pub const MOST_CHOICES: usize = 50;
/// The longest name and choice, in characters.
const LONGEST_NAME: usize = 60;
/// The longest text in a field, in characters.
const LONGEST_TEXT: usize = 500;
/// The largest number, in hundredths: a million millions.
const LARGEST: i64 = 100_000_000_000_000;

words! {
    /// What a field takes.
    FieldKind {
        /// Any words.
        Text = "text", "Text";
        /// A number.
        Number = "number", "Number";
        /// A calendar day.
        Date = "date", "Date";
        /// One of a list.
        Choice = "choice", "Choice";
        /// Yes or no.
        YesNo = "yes_no", "Yes or no";
    }
}

/// A field that a brand made up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomField {
    /// Which.
    pub id: CustomFieldId,
    /// What it is called.
    pub name: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What can be chosen, of a choice.
    pub choices: Vec<String>,
    /// Since when.
    pub at: Timestamp,
    /// Since when it takes nothing new.
    pub retired_at: Option<Timestamp>,
}

/// The fields of a brand, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CustomFields {
    /// All of them, retired ones too.
    pub fields: Vec<CustomField>,
}

/// What stands in fields, by the field.
pub type CustomValues = BTreeMap<CustomFieldId, String>;

/// What is asked of a field in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedField {
    /// Of which.
    pub field: CustomFieldId,
    /// Whether values are compared as numbers.
    pub number: bool,
    /// What; values are folded.
    pub how: AskedHow,
}

/// How a field is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedHow {
    /// It is exactly this.
    Is(String),
    /// It has these words in it.
    Has(String),
    /// It is this or more.
    AtLeast(String),
    /// It is this or less.
    AtMost(String),
    /// Something stands in it, or nothing.
    Known(bool),
}

impl CustomField {
    /// The value that somebody typed as it is kept; nothing where nothing was typed.
    ///
    /// # Errors
    /// What is wrong and what to do.
    pub fn read(&self, typed: &str) -> Result<Option<String>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let value = match self.kind {
            FieldKind::Text if typed.chars().count() > LONGEST_TEXT => return Err(format!("Use at most {LONGEST_TEXT} characters.")),
            FieldKind::Text => typed.to_owned(),
            FieldKind::Number => written(hundredths(typed).ok_or_else(|| {
                format!("\"{typed}\" is no number that can be kept. Write it with at most two decimals, such as 42 or 12.50.")
            })?),
            FieldKind::Date => Day::parse(typed).map_err(|error| error.to_string())?.to_string(),
            FieldKind::Choice => match self.choices.iter().find(|choice| folded(choice) == folded(typed)) {
                Some(choice) => choice.clone(),
                None => return Err(format!("\"{typed}\" is none of the choices. Choose one of: {}.", self.choices.join(", "))),
            },
            FieldKind::YesNo => match yes_no(typed) {
                Some(true) => "yes".to_owned(),
                Some(false) => "no".to_owned(),
                None => return Err(format!("\"{typed}\" is neither yes nor no.")),
            },
        };
        Ok(Some(value))
    }
}

impl CustomFields {
    /// Those that take something.
    pub fn in_use(&self) -> impl Iterator<Item = &CustomField> {
        self.fields.iter().filter(|field| field.retired_at.is_none())
    }

    /// One of them, retired or not.
    #[must_use]
    pub fn get(&self, id: CustomFieldId) -> Option<&CustomField> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// One that takes something, by its id or its name.
    #[must_use]
    pub fn named(&self, word: &str) -> Option<&CustomField> {
        let id = word.trim().parse::<CustomFieldId>().ok();
        self.in_use().find(|field| Some(field.id) == id || folded(&field.name) == folded(word))
    }

    /// Makes up one more.
    ///
    /// # Errors
    /// A name that is taken or none, choices that cannot be, or enough fields.
    pub fn add(mut self, id: CustomFieldId, name: &str, kind: FieldKind, choices: &[String], now: Timestamp) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.checked_name(&mut errors, name, None);
        let choices = checked_choices(&mut errors, kind, choices);
        errors.require(self.in_use().count() < MOST, "name", format!("There are {MOST} fields in use already. Retire one first."));
        self.fields.push(CustomField { id, name, kind, choices, at: now, retired_at: None });
        errors.ok(self)
    }

    /// Renames one and changes its choices. What stands in it stays, also what cannot be chosen any more.
    ///
    /// # Errors
    /// A name that is taken or none, choices that cannot be.
    pub fn change(mut self, id: CustomFieldId, name: &str, choices: &[String]) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.checked_name(&mut errors, name, Some(id));
        if let Some(field) = self.fields.iter_mut().find(|field| field.id == id) {
            field.choices = checked_choices(&mut errors, field.kind, choices);
            field.name = name;
        }
        errors.ok(self)
    }

    /// Retires one, or takes it into use again.
    ///
    /// # Errors
    /// Enough fields in use.
    pub fn retire(mut self, id: CustomFieldId, retired: bool, now: Timestamp) -> Result<Self, FieldErrors> {
        let enough = self.in_use().count() >= MOST;
        if let Some(field) = self.fields.iter_mut().find(|field| field.id == id) {
            if !retired && field.retired_at.is_some() && enough {
                return Err(FieldErrors::one("retired", format!("There are {MOST} fields in use already. Retire one first.")));
            }
            field.retired_at = retired.then(|| field.retired_at.unwrap_or(now));
        }
        Ok(self)
    }

    /// What stands in the fields after somebody typed into some of them, each named by its id or its name. What is not named
    /// stays; nothing typed takes a value away.
    ///
    /// # Errors
    /// Each field that cannot be taken, as `custom.` and how it was named.
    pub fn filled(&self, before: &CustomValues, typed: &BTreeMap<String, String>) -> Result<CustomValues, FieldErrors> {
        let (mut errors, mut after) = (FieldErrors::new(), before.clone());
        for (word, typed) in typed {
            let named = format!("custom.{word}");
            let Some(field) = self.named(word) else {
                errors.add(named, format!("There is no field called \"{word}\" in use."));
                continue;
            };
            match field.read(typed) {
                Ok(Some(value)) => drop(after.insert(field.id, value)),
                Ok(None) => drop(after.remove(&field.id)),
                // What was kept before a choice was taken away is no mistake of who saves it again.
                Err(_) if before.get(&field.id).is_some_and(|kept| kept == typed.trim()) => {}
                Err(message) => errors.add(named, message),
            }
        }
        errors.ok(after)
    }

    /// Reads what is asked of a field, such as `Shirt size=M`, `Last visit>=2026-01-01`, `Shirt size=*` (something is known) or
    /// `Shirt size=` (nothing is).
    ///
    /// # Errors
    /// What is wrong and what to do.
    pub fn asked(&self, text: &str) -> Result<AskedField, String> {
        let at = text
            .find(['=', '<', '>'])
            .ok_or_else(|| format!("\"{text}\" asks nothing of a field. Write the field's name, then =, >= or <=, then a value."))?;
        let (name, rest) = text.split_at(at);
        let field = self.named(name.trim()).ok_or_else(|| format!("There is no field called \"{}\" in use.", name.trim()))?;
        let orders = matches!(field.kind, FieldKind::Number | FieldKind::Date);
        let (how, value) = match (rest.strip_prefix(">="), rest.strip_prefix("<="), rest.strip_prefix('=')) {
            (Some(value), _, _) if orders => (AskedHow::AtLeast as fn(String) -> AskedHow, value.trim()),
            (_, Some(value), _) if orders => (AskedHow::AtMost as fn(String) -> AskedHow, value.trim()),
            (_, _, Some(value)) if value.trim().is_empty() || value.trim() == "*" => {
                return Ok(AskedField { field: field.id, number: false, how: AskedHow::Known(value.trim() == "*") });
            }
            (_, _, Some(value)) if field.kind == FieldKind::Text => (AskedHow::Has as fn(String) -> AskedHow, value.trim()),
            (_, _, Some(value)) => (AskedHow::Is as fn(String) -> AskedHow, value.trim()),
            _ => return Err(format!("{}: only numbers and dates have more and less. Write = and a value.", field.name)),
        };
        let value = field.read(value)?.ok_or_else(|| format!("{}: write a value after the sign.", field.name))?;
        Ok(AskedField { field: field.id, number: field.kind == FieldKind::Number, how: how(folded(&value)) })
    }

    fn checked_name(&self, errors: &mut FieldErrors, name: &str, of: Option<CustomFieldId>) -> String {
        let name = errors.text("name", name, LONGEST_NAME);
        errors.require(!name.contains(['=', '<', '>']) && !name.contains(char::is_control), "name", "Leave out =, <, > and line breaks.");
        let taken = self.fields.iter().any(|field| Some(field.id) != of && folded(&field.name) == folded(&name));
        errors.require(!taken, "name", "A field is called so already, perhaps a retired one. Choose another name.");
        name
    }
}

fn checked_choices(errors: &mut FieldErrors, kind: FieldKind, choices: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    if kind != FieldKind::Choice {
        errors.require(choices.iter().all(|choice| choice.trim().is_empty()), "choices", "Only a choice has choices.");
        return kept;
    }
    for choice in choices.iter().map(|choice| choice.trim()).filter(|choice| !choice.is_empty()) {
        errors.require(
            choice.chars().count() <= LONGEST_NAME,
            "choices",
            format!("Use at most {LONGEST_NAME} characters for each choice."),
        );
        let twice = kept.iter().any(|known| folded(known) == folded(choice));
        errors.require(!twice, "choices", format!("\"{choice}\" stands there twice."));
        kept.push(choice.to_owned());
    }
    errors.require(!kept.is_empty(), "choices", "Write at least one choice, each on a line of its own.");
    errors.require(kept.len() <= MOST_CHOICES, "choices", format!("Use at most {MOST_CHOICES} choices."));
    kept
}

/// A number as people write it, in hundredths. A mark before exactly three digits groups thousands, any other one stands before
/// decimals, of which there are at most two.
fn hundredths(text: &str) -> Option<i64> {
    let text: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let last = digits.rfind([',', '.']);
    let (whole, decimals) = match last {
        Some(at) if digits.len() - at - 1 != 3 => (&digits[..at], &digits[at + 1..]),
        _ => (digits, ""),
    };
    let groups: Vec<&str> = whole.split([',', '.']).collect();
    let grouped = groups.len() == 1
        || (!groups[0].is_empty() && groups[0].len() <= 3 && groups[0] != "0" && groups[1..].iter().all(|group| group.len() == 3));
    let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !grouped || groups[0].is_empty() || !groups.iter().all(|group| numeric(group)) || !numeric(decimals) || decimals.len() > 2 {
        return None;
    }
    if last.is_some_and(|at| at + 1 == digits.len()) {
        return None;
    }
    let whole: i64 = groups.concat().parse().ok()?;
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    let value = whole.checked_mul(100)?.checked_add(decimals)?;
    (value <= LARGEST).then_some(if negative { -value } else { value })
}

/// Hundredths as a number is kept: a point, no grouping, no needless zeros.
fn written(hundredths: i64) -> String {
    let (sign, value) = (if hundredths < 0 { "-" } else { "" }, hundredths.unsigned_abs());
    match (value / 100, value % 100) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, part) if part % 10 == 0 => format!("{sign}{whole}.{}", part / 10),
        (whole, part) => format!("{sign}{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests;
