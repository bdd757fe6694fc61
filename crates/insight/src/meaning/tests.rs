//! Tests of meaning: the figures of the unrounded model (32-bit floats, by model2vec-rs 0.4.0), and what has no meaning.

use super::*;
use proptest::prelude::*;

fn of(text: &str) -> Vector {
    vector(text).unwrap()
}

#[test]
fn closeness_is_that_of_the_unrounded_model() {
    let query = of("vegan skincare for sensitive skin");
    for (text, unrounded) in [
        ("gentle plant-based face care", 0.5272),
        ("cruelty-free moisturiser and serum tips", 0.5061),
        ("gaming laptop review", 0.0717),
        ("street food tour", 0.0395),
        ("Street food tour of Bangkok", -0.0127),
    ] {
        let found = closeness(&query, &of(text));
        assert!((found - unrounded).abs() < 0.003, "{text}: {found} is not {unrounded}");
    }
}

#[test]
fn a_text_is_as_close_to_itself_as_can_be_whatever_its_length() {
    let short = of("vegan skincare for sensitive skin");
    let long = of(&"vegan skincare for sensitive skin ".repeat(200));
    assert!((closeness(&short, &short) - 1.0).abs() < 1e-6);
    assert!(closeness(&short, &long) > 0.999);
}

#[test]
fn what_says_nothing_in_words_has_no_vector() {
    for text in ["", "  \n\t", "🌱✨💄", "ครีมบำรุงผิวสำหรับผิวแพ้ง่าย", "!!! 100 %", "12k-15k", "\u{200d}\u{fe0f}"]
    {
        assert_eq!(vector(text), None, "{text:?}");
    }
}

#[test]
fn a_text_in_two_scripts_means_what_can_be_read_of_it() {
    assert_eq!(vector("รีวิว vegan skincare ครีม"), vector("vegan skincare"));
}

#[test]
fn emoji_between_words_change_nothing() {
    assert_eq!(vector("🌱vegan🌱 skincare✨"), vector("vegan skincare"));
}

#[test]
fn what_comes_after_two_thousand_tokens_changes_nothing() {
    let (head, rest) = ("skin ".repeat(2_000), "gaming laptop review ".repeat(2_000));
    assert_eq!(vector(&format!("{head} {rest}")), vector(&head));
    assert_ne!(vector(&format!("{} {rest}", "skin ".repeat(1_000))), vector(&head));
}

#[test]
fn many_texts_give_what_each_gives_in_their_order() {
    let texts: Vec<String> = (0..2 * TEXTS_FOR_TWO_THREADS + 1)
        .map(|at| match at % 3 {
            0 => format!("street food tour {at} in Lisbon"),
            1 => String::new(),
            _ => format!("gaming laptop review number {at}"),
        })
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let one_by_one: Vec<Option<Vector>> = texts.iter().map(|text| vector(text)).collect();
    assert_eq!(vectors(&texts), one_by_one);
    assert_eq!(vectors(&[]), []);
}

#[test]
fn what_is_kept_comes_back() {
    let vector = of("street food tour");
    assert_eq!(Vector::from_bytes(&vector.bytes()), Some(vector));
    assert_eq!(Vector::from_bytes(&[1; 255]), None, "a byte is missing");
    assert_eq!(Vector::from_bytes(&[0; 256]), None, "zeros point nowhere");
}

#[test]
fn the_largest_component_is_127() {
    for text in ["vegan skincare", "the", "gaming laptop review"] {
        assert_eq!(of(text).components().iter().map(|component| component.unsigned_abs()).max(), Some(127));
    }
}

#[test]
fn the_name_says_which_source_it_was() {
    let notes = include_str!("../../assets/meaning/README.md");
    let hash = notes.split("model.safetensors").nth(1).and_then(|rest| rest.split('`').find(|word| word.len() == 64)).unwrap();
    assert_eq!(MODEL_ID.rsplit('-').next(), Some(&hash[..12]));
}

proptest! {
    #[test]
    fn closeness_is_a_cosine(a in "[a-z ]{1,60}", b in ".{0,60}") {
        if let (Some(a), Some(b)) = (vector(&a), vector(&b)) {
            let close = closeness(&a, &b);
            prop_assert!((-1.0001..=1.0001).contains(&close), "{close}");
            prop_assert_eq!(close, closeness(&b, &a));
        }
    }
}
