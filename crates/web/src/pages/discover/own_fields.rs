//! The brand's own fields among the filters of a search: said, typed or chosen, and counted.
//!
//! Invariant: an address names a field by its id, so that renaming one changes no search. Absent: retired fields, but for saying
//! what a search asks that was saved before.

use app::discovery::{FacetCount, FoundCreators};
use domain::{
    creators::{CustomField, FieldKind},
    discovery::OwnField,
    text::folded,
};
use maud::{Markup, html};

use crate::{
    pages::creators::fields::{choices, said},
    text::{t, tk},
    ui::{Field, choice::tick, form::hidden},
};

/// The filter's name in an address.
pub(super) const NAME: &str = "field";
/// With what the name of a control begins; the field's id follows.
const PREFIX: &str = "field.";
/// So many values of a field are counted on the page.
const MOST_COUNTED: usize = 7;

/// What a control of the menu sends, as a pair of the search's address.
pub(super) fn pair(name: &str, value: &str) -> Option<(&'static str, String)> {
    let id = name.strip_prefix(PREFIX)?;
    let value = value.trim();
    (!value.is_empty()).then(|| (NAME, format!("{id}={value}")))
}

/// What is asked of a field: its name, and the value in words.
pub(super) fn words(fields: &[CustomField], value: &str) -> (String, String) {
    let asked = OwnField::read(value);
    let field = asked.as_ref().and_then(|asked| fields.iter().find(|field| field.id == asked.field));
    match (asked, field) {
        (Some(asked), Some(field)) => (field.name.clone(), value_words(field, &asked.value)),
        (Some(asked), None) => (tk("find_filter", NAME).to_owned(), asked.value),
        (None, _) => (tk("find_filter", NAME).to_owned(), value.to_owned()),
    }
}

/// Counts name a value folded; a choice is said as it is offered.
fn value_words(field: &CustomField, value: &str) -> String {
    if value == OwnField::ANYTHING {
        return t("creators.field.anything").to_owned();
    }
    match field.kind {
        FieldKind::Choice => field.choices.iter().find(|choice| same(choice, value)).map_or(value, String::as_str).to_owned(),
        FieldKind::YesNo if !matches!(value, "yes" | "no") => value.to_owned(),
        FieldKind::YesNo | FieldKind::Date | FieldKind::Text | FieldKind::Number => said(field, value),
    }
}

/// What was asked of fields that the brand does not have, or that cannot hold it: the search left it out.
pub(super) fn unread(found: &FoundCreators) -> Vec<&str> {
    let unread = found.unread.iter().filter(|one| one.name == NAME);
    unread.map(|one| one.value.split_once('=').map_or(one.value.as_str(), |(_, value)| value)).collect()
}

/// The values of a field that most of those found have.
pub(super) fn counted<'f>(found: &'f FoundCreators, field: &CustomField) -> Vec<&'f FacetCount> {
    let of = |count: &&FacetCount| count.name == NAME && OwnField::read(&count.value).is_some_and(|own| own.field == field.id);
    found.counts.iter().filter(of).take(MOST_COUNTED).collect()
}

/// What is asked of one field.
fn values<'a>(field: &CustomField, asked: &'a [OwnField]) -> Vec<&'a str> {
    asked.iter().filter(|own| own.field == field.id).map(|own| own.value.as_str()).collect()
}

fn same(one: &str, other: &str) -> bool {
    folded(one) == folded(other)
}

fn is_chosen(field: &CustomField) -> bool {
    matches!(field.kind, FieldKind::Choice | FieldKind::YesNo)
}

/// The controls of the fields into which one types.
pub(super) fn typed(fields: &[CustomField], asked: &[OwnField]) -> Markup {
    html! { @for field in fields.iter().filter(|field| !is_chosen(field)) { (one_typed(field, &values(field, asked))) } }
}

/// A control holds one value; what else is asked of the field goes along, and is dropped at its chip.
fn one_typed(field: &CustomField, asked: &[&str]) -> Markup {
    let name = format!("{PREFIX}{}", field.id);
    let in_use = field.retired_at.is_none();
    let held = asked.iter().position(|value| in_use && *value != OwnField::ANYTHING);
    let control = match field.kind {
        FieldKind::Date => Field::date(&name, &field.name),
        FieldKind::Number => Field::decimal(&name, &field.name),
        FieldKind::Text | FieldKind::Choice | FieldKind::YesNo => Field::text(&name, &field.name),
    };
    html! {
        @if in_use { (control.value(held.map_or("", |place| asked[place]))) }
        @for (place, value) in asked.iter().enumerate() { @if Some(place) != held { (hidden(&name, value)) } }
    }
}

/// The controls of the fields of which one chooses.
pub(super) fn chosen(fields: &[CustomField], asked: &[OwnField]) -> Markup {
    html! { @for field in fields.iter().filter(|field| is_chosen(field)) { (one_chosen(field, &values(field, asked))) } }
}

fn one_chosen(field: &CustomField, asked: &[&str]) -> Markup {
    let name = format!("{PREFIX}{}", field.id);
    let mut options = if field.retired_at.is_none() { choices(field) } else { Vec::new() };
    if !options.is_empty() {
        options.push((OwnField::ANYTHING, t("creators.field.anything")));
    }
    html! {
        @if !options.is_empty() {
            fieldset.line.wrap {
                legend.label { (field.name) }
                @for (value, words) in &options { (tick(&name, value, words, asked.iter().any(|one| same(one, value)), None)) }
            }
        }
        // What could be chosen once may still stand with somebody.
        @for value in asked { @if !options.iter().any(|(option, _)| same(option, value)) { (hidden(&name, value)) } }
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn field(number: u32, kind: FieldKind, choices: &[&str]) -> CustomField {
        CustomField {
            id: format!("00000000-0000-0000-0000-{number:012}").parse().expect("an id"),
            name: format!("Field {number}"),
            kind,
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            at: Timestamp(0),
            retired_at: None,
        }
    }

    fn own(field: &CustomField, value: &str) -> OwnField {
        OwnField { field: field.id, value: value.to_owned() }
    }

    #[test]
    fn a_folded_choice_is_said_as_it_is_offered_and_an_unknown_field_as_it_stands() {
        let size = field(1, FieldKind::Choice, &["S", "M"]);
        let said = |value: &str| words(std::slice::from_ref(&size), value);
        assert_eq!(said(&own(&size, "m").written()), ("Field 1".to_owned(), "M".to_owned()));
        assert_eq!(said(&own(&size, "xxl").written()).1, "xxl");
        assert_eq!(said(&own(&field(2, FieldKind::Text, &[]), "tea").written()).1, "tea");
        assert_eq!(said("odd").1, "odd");
    }

    #[test]
    fn the_menu_sends_back_what_was_asked() {
        let (size, day) = (field(1, FieldKind::Choice, &["S", "M"]), field(2, FieldKind::Date, &[]));
        let asked = [own(&size, "m"), own(&size, "xxl"), own(&day, "*"), own(&day, "2026-11-28")];
        let fields = [size, day];
        let shown = format!("{}{}", typed(&fields, &asked).into_string(), chosen(&fields, &asked).into_string());
        assert_eq!((shown.matches("checked").count(), shown.matches("type=\"hidden\"").count()), (1, 2), "{shown}");
        assert!(shown.contains("value=\"2026-11-28\"") && shown.contains("value=\"xxl\""), "{shown}");
        let id = fields[0].id;
        assert_eq!(pair(&format!("field.{id}"), " M "), Some(("field", format!("{id}=M"))));
        assert_eq!((pair("field.x", " "), pair("topic", "tea")), (None, None));
    }
}
