//! What fields take, refuse and are asked, by tables of cases.
//!
//! Absent: rows of creators; the stories have them.

use super::*;
use crate::ids::Id;

fn id(number: u128) -> CustomFieldId {
    CustomFieldId::from_uuid(uuid::Uuid::from_u128(number))
}

fn fields() -> CustomFields {
    let choices = ["S", "M", "L"].map(str::to_owned);
    let made = CustomFields::default().add(id(1), "Shirt size", FieldKind::Choice, &choices, Timestamp(1));
    let made = made.and_then(|made| made.add(id(2), "Price per hour", FieldKind::Number, &[], Timestamp(2)));
    let made = made.and_then(|made| made.add(id(3), "Last visit", FieldKind::Date, &[], Timestamp(3)));
    let made = made.and_then(|made| made.add(id(4), "Has a dog", FieldKind::YesNo, &[], Timestamp(4)));
    made.and_then(|made| made.add(id(5), "Nickname", FieldKind::Text, &[], Timestamp(5))).unwrap()
}

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn named(errors: Result<impl Sized, FieldErrors>) -> Vec<String> {
    errors.err().map(|errors| errors.0.into_iter().map(|error| error.field).collect()).unwrap_or_default()
}

#[test]
fn numbers_are_read_as_people_write_them_and_never_guessed() {
    for (text, value) in [
        ("42", "42"),
        ("12.50", "12.5"),
        ("12,5", "12.5"),
        ("1,250", "1250"),
        ("1.250", "1250"),
        ("1.250,50", "1250.5"),
        ("1 250", "1250"),
        ("-0.05", "-0.05"),
        ("1,000,000", "1000000"),
    ] {
        assert_eq!(hundredths(text).map(written).as_deref(), Some(value), "{text}");
        assert_eq!(hundredths(value).map(written).as_deref(), Some(value), "what is kept reads as itself");
    }
    for wrong in ["", "many", "12.3456", "1,25,000", "0.125", "1.", ".5", "5e3", "1000000000001", "--1", "9".repeat(40).as_str()] {
        assert_eq!(hundredths(wrong), None, "{wrong}");
    }
}

#[test]
fn what_is_typed_is_kept_in_one_way_and_bad_input_names_its_field() {
    let all = fields();
    let good = typed(&[("shirt SIZE", " m "), ("Price per hour", "1.250,50"), ("Last visit", "2026-11-21"), ("Has a dog", "Ja")]);
    let kept = all.filled(&CustomValues::new(), &good).unwrap();
    assert_eq!(kept.values().map(String::as_str).collect::<Vec<_>>(), ["M", "1250.5", "2026-11-21", "yes"]);
    let wrong = typed(&[
        ("Has a dog", "maybe"),
        ("Last visit", "yesterday"),
        ("Price per hour", "a lot"),
        ("Shirt size", "XXL"),
        ("Shoe size", "38"),
        ("Nickname", &"n".repeat(501)),
    ]);
    let mut expected =
        ["Has a dog", "Last visit", "Nickname", "Price per hour", "Shirt size", "Shoe size"].map(|name| format!("custom.{name}"));
    expected.sort();
    assert_eq!(named(all.filled(&CustomValues::new(), &wrong)), expected);
    // What is not named stays, and nothing typed takes away.
    let later = all.filled(&kept, &typed(&[("Shirt size", ""), ("Nickname", "Mimi")])).unwrap();
    assert_eq!(later.len(), 4);
    assert!(!later.contains_key(&id(1)) && later.contains_key(&id(2)));
}

#[test]
fn names_are_unique_and_a_retired_field_keeps_what_stands_in_it() {
    let all = fields();
    let add = |name: &str| all.clone().add(id(9), name, FieldKind::Text, &[], Timestamp(9));
    for wrong in ["", "shirt size ", "a=b", "two\nlines", &"n".repeat(61)] {
        assert_eq!(named(add(wrong)), ["name"], "{wrong}");
    }
    assert_eq!(named(all.clone().add(id(9), "Cup", FieldKind::Choice, &[" ".into()], Timestamp(9))), ["choices"]);
    assert_eq!(named(all.clone().add(id(9), "Cup", FieldKind::Choice, &["A".into(), "a".into()], Timestamp(9))), ["choices"]);
    assert_eq!(named(all.clone().change(id(2), "Nickname", &[])), ["name"]);
    let kept = all.filled(&CustomValues::new(), &typed(&[("Shirt size", "S")])).unwrap();
    let narrower = all.clone().change(id(1), "T-shirt", &["M".into(), "L".into()]).unwrap();
    assert_eq!(narrower.filled(&kept, &typed(&[("T-shirt", "S")])).unwrap(), kept, "what was chosen before may be saved again");
    assert_eq!(named(narrower.filled(&CustomValues::new(), &typed(&[("T-shirt", "S")]))), ["custom.T-shirt"]);
    let retired = all.retire(id(1), true, Timestamp(10)).unwrap();
    assert_eq!(named(retired.filled(&kept, &typed(&[("Shirt size", "M")]))), ["custom.Shirt size"]);
    assert_eq!(retired.filled(&kept, &typed(&[("Nickname", "Mimi")])).unwrap().get(&id(1)).map(String::as_str), Some("S"));
    assert!(retired.retire(id(1), false, Timestamp(11)).unwrap().named("Shirt size").is_some());
}

#[test]
fn there_are_forty_in_use_and_no_more() {
    let mut all = CustomFields::default();
    for number in 0..MOST {
        all = all.add(id(number as u128 + 1), &format!("Field {number}"), FieldKind::Text, &[], Timestamp(1)).unwrap();
    }
    assert_eq!(named(all.clone().add(id(99), "One more", FieldKind::Text, &[], Timestamp(2))), ["name"]);
    let fewer = all.retire(id(1), true, Timestamp(3)).unwrap();
    let full = fewer.add(id(99), "One more", FieldKind::Text, &[], Timestamp(4)).unwrap();
    assert_eq!(named(full.retire(id(1), false, Timestamp(5))), ["retired"]);
}

#[test]
fn a_question_names_field_sign_and_value() {
    let all = fields();
    let ask = |text: &str| all.asked(text).map(|asked| asked.how);
    assert_eq!(ask("Shirt size=m"), Ok(AskedHow::Is("m".into())));
    assert_eq!(ask("Nickname=Mi"), Ok(AskedHow::Has("mi".into())));
    assert_eq!(ask("Last visit>=2026-01-01"), Ok(AskedHow::AtLeast("2026-01-01".into())));
    assert_eq!((ask("Nickname=*"), ask("Nickname=")), (Ok(AskedHow::Known(true)), Ok(AskedHow::Known(false))));
    for wrong in ["Shirt size", "Shoe size=38", "Shirt size=XXL", "Nickname>=a", "Price per hour>=", "Price per hour>5"] {
        assert!(ask(wrong).is_err(), "{wrong}");
    }
    let number = all.asked("price per hour <= 1.250,50");
    assert_eq!(number, Ok(AskedField { field: id(2), number: true, how: AskedHow::AtMost("1250.5".into()) }));
}
