//! The mails' catalogue is complete, named, and writes days and amounts as its languages do.

use std::path::Path;

use domain::{briefs::BriefContent, money::Currency, moves::What};

use super::*;

const BOTH: [Tongue; 2] = [Tongue(Language::English), Tongue(Language::German)];

#[test]
fn german_says_the_same_with_the_same_places() {
    assert_eq!(differences(&ENGLISH, &GERMAN), Vec::<String>::new());
    for files in [SHARED, MAILS] {
        for text in files {
            let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains('=')).count();
            assert_eq!(parse(text).len(), lines, "a key stands there twice");
        }
    }
    for (key, text) in ENGLISH.iter().chain(GERMAN.iter()) {
        assert!(!text.is_empty() && !text.contains('!'), "{key}: {text}");
        assert_eq!(text.matches('{').count(), places(text).len(), "{key}: {text}");
        assert!(text.matches('{').count() == text.matches('}').count() && !text.contains("{}"), "{key}: {text}");
    }
}

#[test]
fn what_differs_is_found() {
    let (english, other) = (parse("a = {x} is {y}\nb = Two\nc = {x}"), parse("a = {y} ist {x}\nc = {z}\nd = Vier"));
    let mut found = differences(&english, &other);
    found.sort();
    assert_eq!(found, ["b is missing", "c has other places", "d is in no English text"]);
}

fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).expect("the crate's sources are readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("catalogue/tests.rs") {
            into.push_str(&std::fs::read_to_string(path).expect("a source is text"));
        }
    }
}

/// The string literals that follow `call(`, such as the keys of `tongue.t("…")`.
fn named<'a>(sources: &'a str, call: &str) -> Vec<&'a str> {
    let at = sources.match_indices(call).filter(|(at, _)| !sources[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    at.filter_map(|(at, _)| sources[at + call.len()..].split('"').next()).collect()
}

#[test]
fn every_key_that_is_named_has_a_text_and_every_text_is_named() {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let missing: Vec<&str> =
        [named(&all, "t(\""), named(&all, "tf(\"")].concat().into_iter().filter(|key| !ENGLISH.contains_key(key)).collect();
    assert!(missing.is_empty(), "without a text: {missing:?}");
    let groups = [named(&all, "tk(\""), named(&all, "tkf(\""), named(&all, "counted(\"")].concat();
    let shared = shared(Language::English);
    let unused: Vec<&&str> = ENGLISH
        .keys()
        .filter(|key| !shared.contains_key(*key) && !all.contains(&format!("\"{key}\"")))
        .filter(|key| !groups.iter().any(|group| key.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'))))
        .collect();
    assert!(unused.is_empty(), "named nowhere: {unused:?}");
    for group in named(&all, "counted(\"") {
        for key in ["one", "many"].map(|form| format!("{group}.{form}")) {
            assert!(ENGLISH.contains_key(&*key), "{key} has no text");
        }
    }
}

#[test]
fn parts_of_a_brief_are_the_domain_s_own_words() {
    let empty = BriefContent::default();
    let full = BriefContent {
        objective: "a".into(),
        talking_points: vec!["a".into()],
        brand_values: "a".into(),
        visual_guidelines: "a".into(),
        hashtags: vec!["a".into()],
        disclosure: "a".into(),
        approval: "a".into(),
        payment: "a".into(),
        audience: "a".into(),
        benefits: vec!["a".into()],
        do_not_say: vec!["a".into()],
        references: vec!["https://a.example".into()],
        flexible: "a".into(),
    };
    let parts = full.changes_since(&empty);
    assert_eq!(parts.len(), 13);
    for part in parts {
        let [english, german] = BOTH.map(|tongue| tongue.tk("brief_part", &part.replace(' ', "_")));
        assert_eq!(english, part);
        assert!(!german.is_empty() && (german != part || part == "hashtags"), "{part}");
    }
}

#[test]
fn every_move_that_is_chased_has_its_subject() {
    for what in [
        What::AnswerInvitation,
        What::AnswerOffer,
        What::CreatorSigns,
        What::FillForm,
        What::AcknowledgeBrief,
        What::AnswerWindow,
        What::TellUs,
        What::SubmitDraft,
        What::Post,
    ] {
        for tongue in BOTH {
            assert!(!tongue.tk("chase.subject", what.as_str()).is_empty(), "{what:?}");
        }
    }
}

#[test]
fn english_days_and_formats_are_those_of_the_domain() {
    let [english, german] = BOTH;
    let zone = Zone::parse("Europe/Berlin").expect("a zone");
    let noon = |day: Day| day.at(12, 0, &zone);
    let mut day = Day::parse("2026-01-01").expect("a day");
    for _ in 0..366 {
        for pattern in ["%a %-d %b %Y", "%A %-d %B %Y"] {
            assert_eq!(english.day(day, pattern), day.format(pattern));
        }
        assert_eq!(english.deadline(noon(day), &zone), noon(day).deadline_in(&zone));
        day = day.plus_days(1);
    }
    for (word, name) in formats::FORMATS {
        assert_eq!(english.tk("format", word), name);
        assert_eq!(english.format_within(word), formats::format_within(word));
    }
    let due = Timestamp::parse("2026-11-18T17:00:00Z").expect("a time");
    assert_eq!(german.deadline(due, &zone), "Mi 18. Nov. 2026, 18:00 (Europe/Berlin)");
    assert_eq!(german.day(Day::parse("2026-03-02").expect("a day"), "%-d %B %Y"), "2. März 2026");
    assert_eq!((german.format_within("carousel"), german.format_within("zine")), ("Karussell".to_owned(), "Zine".to_owned()));
}

#[test]
fn amounts_are_written_as_the_language_does() {
    let [english, german] = BOTH;
    let pounds = Money::new(-123_450, Currency::GBP);
    assert_eq!((english.money(pounds), german.money(pounds)), ("-£1,234.50".to_owned(), "-1.234,50\u{a0}£".to_owned()));
    assert_eq!(german.money(Money::new(42_000, Currency::EUR)), "420,00\u{a0}€");
}

#[test]
fn places_are_filled_once_and_unknown_ones_stay() {
    assert_eq!(fill("{who} of {all}, {odd}", &[("who", "{all}"), ("all", "3")]), "{all} of 3, {odd}");
    assert_eq!(parse("# for people\n\na.b = One\\n{two} \n")["a.b"], "One\n{two}");
}
