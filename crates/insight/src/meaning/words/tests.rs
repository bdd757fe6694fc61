//! Tests of the way from a text to tokens; what is expected is what the published tokeniser of the model gives.

use super::*;
use proptest::prelude::*;

fn tokens(text: &str) -> Vec<&'static str> {
    let vocabulary: Vec<&str> = VOCABULARY.lines().collect();
    let mut found = Vec::new();
    each_token(text, 2_000, |token| found.push(vocabulary[token as usize]));
    found
}

fn count(text: &str, most: usize) -> usize {
    let mut count = 0;
    each_token(text, most, |_| count += 1);
    count
}

#[test]
fn tokens_are_those_of_the_published_tokeniser() {
    for (text, expected) in [
        ("Vegan skincare for sensitive skin", "vega ##n skin ##care for sensitive skin"),
        ("UNwanted,running", "unwanted , running"),
        (
            "don't stop: 10k-80k followers @glow.with_nora #CrueltyFree!!!",
            "don ' t stop : 10 ##k - 80 ##k followers @ glow . with _ nora # cruelty ##free ! ! !",
        ),
        ("Café crème brûlée à la ZÜRICH", "cafe cr ##eme br ##ule ##e a la zurich"),
        ("straße Łódź smørrebrød", "st ##raße łodz sm ##ø ##rre ##br ##ø ##d"),
        ("moisturiser\tand  serum   tips", "moist ##uri ##ser and serum tips"),
        ("xqzjv supercalifragilisticexpialidocious", "x ##q ##z ##j ##v super ##cal ##if ##rag ##ilis ##tic ##ex ##pia ##lid ##oc ##ious"),
        ("a“quoted”—dash", "a “ quoted ” — dash"),
        ("co\u{ad}operate", "cooperate"),
    ] {
        assert_eq!(tokens(text), expected.split(' ').collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn emoji_end_a_word_and_do_not_make_it_unknown() {
    assert_eq!(tokens("skin🌱care 👩🏽‍🍳cook"), ["skin", "care", "cook"]);
}

#[test]
fn letters_that_only_look_different_are_read() {
    for text in ["𝓼𝓴𝓲𝓷 𝐜𝐚𝐫𝐞", "ｓｋｉｎ　ｃａｒｅ", "S̶k̶i̶n̶ care", "ⓢⓚⓘⓝ care"] {
        assert_eq!(tokens(text), ["skin", "care"], "{text}");
    }
}

#[test]
fn letters_of_other_scripts_are_passed_over() {
    // The vocabulary has single letters of these, which would make words of them.
    for text in ["กงต", "ครีมบำรุงผิว", "косметика", "スキンケア", "护肤", "العناية"] {
        assert_eq!(tokens(text), [""; 0], "{text}");
    }
    assert_eq!(tokens("รีวิว skin care"), ["skin", "care"]);
}

#[test]
fn only_letters_make_words() {
    for (text, worded) in [("", false), ("!!! 420 %", false), ("🌱✨", false), ("x", true), ("10k", false), ("4 skin", true)] {
        assert_eq!(each_token(text, 100, |_| {}), worded, "{text}");
    }
}

#[test]
fn a_word_of_more_than_a_hundred_letters_is_none() {
    assert_eq!(tokens(&format!("{} skin", "a".repeat(101))), ["skin"]);
    assert!(tokens(&"a".repeat(100)).len() > 1);
}

#[test]
fn reading_ends_with_the_most_tokens() {
    assert_eq!(count(&"skin ".repeat(5_000), 2_000), 2_000);
    // "skincare" is two tokens: half of one still fits.
    assert_eq!(count("skincare skincare", 3), 3);
    assert_eq!(count("skin", 0), 0);
}

#[test]
fn nothing_is_read_after_the_most_tokens() {
    let mut letters = "skin ".repeat(10).into_bytes().into_iter().map(char::from);
    let mut reader = Reader { pieces: pieces(), word: String::new(), letters: 0, left: 3, worded: false, give: |_| {} };
    reader.read(&mut letters);
    assert_eq!(letters.count(), 50 - 15);
}

#[test]
fn a_word_without_an_end_takes_no_memory() {
    let mut reader = Reader { pieces: pieces(), word: String::new(), letters: 0, left: 3, worded: false, give: |_| {} };
    reader.read((0..100_000).map(|_| 'a'));
    assert!(reader.word.capacity() < 1_000);
}

#[test]
fn words_that_are_not_known_count_too() {
    let unknown = "a".repeat(101);
    assert_eq!(count(&format!("{unknown} {unknown} skin"), 2), 0);
    assert_eq!(count(&format!("{unknown} {unknown} skin"), 3), 1);
}

#[test]
fn each_piece_is_found_under_its_own_name() {
    let pieces = pieces();
    for (row, name) in (0_u32..).zip(VOCABULARY.lines()) {
        let found = match name.strip_prefix("##") {
            Some(rest) if !rest.is_empty() => pieces.next.get(rest),
            _ => pieces.first.get(name),
        };
        assert_eq!(found, Some(&row), "{name}");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in ".{0,300}", most in 0_usize..50) {
        prop_assert!(count(&text, most) <= most);
    }

    #[test]
    fn capitals_and_spaces_change_nothing(words in proptest::collection::vec("[a-z]{1,12}", 0..8)) {
        let shouted = words.join("  \n").to_uppercase();
        prop_assert_eq!(tokens(&shouted), tokens(&words.join(" ")));
    }
}
