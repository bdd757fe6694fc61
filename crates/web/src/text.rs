//! The words that pages say: one catalogue for a language, compiled in from `assets/text/<language>/*.txt` and read as that of
//! mails is (`app::catalogue`), whose names of days and formats it shares; and how numbers and money are written there.
//!
//! Invariant: every key that the sources name is in each catalogue with the same places, and every line is named somewhere (the
//! tests below read the sources). Absent: texts that people wrote, and what the domain refuses with.

use std::sync::LazyLock;

pub use app::catalogue::fill;
use app::catalogue::{self, Catalogue, parse, shared};
use domain::{
    attribution::Model,
    content::CheckItem,
    creators::{AttachmentKind, Country, Measure, Method, Source, Standing, Tier},
    formats,
    money::Money,
    reports::Measured,
};

use crate::language::{Language, spoken};

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| whole(Language::English, include_str!(concat!(env!("OUT_DIR"), "/en.txt"))));
static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| whole(Language::German, include_str!(concat!(env!("OUT_DIR"), "/de.txt"))));

/// What pages say, over what they share with mails.
fn whole(language: Language, own: &'static str) -> Catalogue {
    let mut all = shared(language.manner());
    all.extend(parse(own));
    all
}

static TRIAL: LazyLock<Catalogue> = LazyLock::new(|| ENGLISH.iter().map(|(key, text)| (*key, &*foreign(text).leak())).collect());

/// English that looks foreign: between brackets, each letter with a mark, and 40 % longer. Places and patterns of dates stay.
pub(crate) fn foreign(text: &str) -> String {
    const MARKED: [(&str, &str); 2] = [("aeioucnsyz", "áéíóúçñšýž"), ("AEIOUCNSYZ", "ÁÉÍÓÚÇÑŠÝŽ")];
    if text.is_empty() || text.contains("%-") {
        return text.to_owned();
    }
    let mut depth = 0;
    let marked = |letter: char| {
        let found = MARKED.iter().find_map(|(plain, other)| Some((plain.find(letter)?, *other)));
        found.and_then(|(at, other)| other.chars().nth(at)).unwrap_or(letter)
    };
    let said: String = text
        .chars()
        .map(|letter| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            if depth > 0 { letter } else { marked(letter) }
        })
        .collect();
    let more: String = "ẋẋẋ ẋẋẋẋ ".chars().cycle().take(text.chars().count() * 2 / 5).collect();
    format!("[{said} {}]", more.trim_end()).replace(" ]", "]")
}

fn texts(language: Language) -> &'static Catalogue {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::Trial | Language::TrialFromRight => &TRIAL,
    }
}

fn find(id: &str) -> Option<&'static str> {
    texts(spoken()).get(id).or_else(|| ENGLISH.get(id)).copied()
}

/// The text of a key that is made at run time; nothing when absent.
pub(crate) fn of(key: &str) -> &'static str {
    find(key).unwrap_or_default()
}

/// The text of a key. A key without a text shows itself, so that the gap is seen (and the test finds it first).
#[must_use]
pub fn t(id: &'static str) -> &'static str {
    find(id).unwrap_or(id)
}

/// The text of `group.word`, for words that come from the domain (`tk("stage", stage.as_str())`); nothing when absent.
#[must_use]
pub fn tk(group: &str, word: &str) -> &'static str {
    find(&format!("{group}.{word}")).unwrap_or_default()
}

/// The text of a key with its `{name}` places filled in.
#[must_use]
pub fn tf(id: &'static str, values: &[(&str, &str)]) -> String {
    fill(t(id), values)
}

/// The text of `group.word` with its `{name}` places filled in; empty when absent.
#[must_use]
pub fn tkf(group: &str, word: &str, values: &[(&str, &str)]) -> String {
    fill(tk(group, word), values)
}

/// A number with its thousands apart, as the language writes it.
#[must_use]
pub fn grouped(number: u64) -> String {
    numerals(domain::text::grouped(number))
}

/// A number as English writes it, `1,234.5`, turned into how the language writes it.
#[must_use]
pub fn numerals(english: String) -> String {
    catalogue::numerals(spoken().manner(), english)
}

/// How an amount or a measure is said in the language: `£1,234.50` or `1.234,50 £`.
pub trait Said {
    /// With its minor units.
    fn said(&self) -> String;
    /// Without the minor units when they are zero.
    fn said_short(&self) -> String;
}

/// Puts the currency where the language wants it.
fn amount(english: String) -> String {
    catalogue::amount(spoken().manner(), english)
}

impl Said for Money {
    fn said(&self) -> String {
        amount(self.exact())
    }

    fn said_short(&self) -> String {
        amount(self.short())
    }
}

impl Said for Measured {
    fn said(&self) -> String {
        amount(self.text())
    }

    fn said_short(&self) -> String {
        self.said()
    }
}

/// A word of ours that people read: what the catalogue says for it.
pub trait Worded {
    /// In the language of the reader.
    fn worded(&self) -> &'static str;
}

/// Each with its group in the catalogue.
macro_rules! worded {
    ($($kind:ty as $group:literal),+) => {$(
        impl Worded for $kind {
            fn worded(&self) -> &'static str {
                tk($group, self.as_str())
            }
        }
    )+};
}

worded!(AttachmentKind as "attachment", Tier as "tier", Standing as "standing", Source as "source", Measure as "measure", Method as "method", Model as "model", CheckItem as "check");

/// A format as a person says it.
#[must_use]
pub fn format(word: &str) -> String {
    let known = tk("format", &word.trim().to_lowercase());
    if known.is_empty() { formats::format_name(word) } else { known.to_owned() }
}

/// A format inside a sentence.
#[must_use]
pub fn format_within(word: &str) -> String {
    match spoken() {
        Language::English => formats::format_within(word),
        Language::German | Language::Trial | Language::TrialFromRight => format(word),
    }
}

/// A country by its name.
#[must_use]
pub fn country(country: Country) -> &'static str {
    let known = tk("country", country.code());
    if known.is_empty() { country.name() } else { known }
}

/// A platform as a person says it.
#[must_use]
pub fn platform(word: &str) -> String {
    let known = tk("platform", &word.trim().to_lowercase());
    if known.is_empty() { formats::platform_name(word) } else { known.to_owned() }
}

/// A word of the catalogue inside a sentence: small in English; German nouns stay as they are.
#[must_use]
pub fn within(text: &str) -> String {
    match spoken() {
        Language::English => text.to_lowercase(),
        Language::German | Language::Trial | Language::TrialFromRight => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::speaking;
    use std::path::Path;

    #[test]
    fn german_says_the_same_with_the_same_places() {
        assert_eq!(catalogue::differences(&ENGLISH, &GERMAN), Vec::<String>::new());
    }

    #[test]
    fn the_trial_keeps_places_and_looks_foreign() {
        assert_eq!(foreign("{count} posts by {name}"), "[{count} póštš bý {name} ẋẋẋ ẋẋẋẋ]");
        assert_eq!((foreign("%-d"), foreign("")), ("%-d".into(), String::new()));
        speaking(Language::Trial, || assert_ne!(t("place.today"), ENGLISH["place.today"]));
    }

    #[test]
    fn english_words_are_the_domain_s_own() {
        Tier::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        Standing::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        Source::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        Measure::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        Method::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        Model::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        CheckItem::ALL.iter().for_each(|one| assert_eq!(one.worded(), one.label()));
        Country::all().iter().for_each(|(code, name)| assert_eq!(tk("country", code), *name));
        formats::FORMATS.iter().for_each(|(word, name)| assert_eq!(format(word), *name));
        formats::PLATFORMS.iter().for_each(|(word, name)| assert_eq!(platform(word), *name));
    }

    #[test]
    fn numbers_and_money_are_written_as_the_language_does() {
        let pounds = Money::new(-123_450, domain::money::Currency::GBP);
        assert_eq!((pounds.said(), pounds.said_short(), grouped(12_345)), ("-£1,234.50".into(), "-£1,234.50".into(), "12,345".into()));
        speaking(Language::German, || {
            assert_eq!((pounds.said(), grouped(12_345)), ("-1.234,50\u{a0}£".into(), "12.345".into()));
            assert_eq!(Money::new(42_000, domain::money::Currency::EUR).said_short(), "420\u{a0}€");
            assert_eq!(t("place.today"), "Heute");
        });
    }

    fn sources(folder: &Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).expect("the crate's sources are readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("text.rs") {
                into.push_str(&std::fs::read_to_string(path).expect("a source is text"));
            }
        }
    }

    /// The string literals that follow `call(`, such as the keys of `t("…")`.
    fn named<'a>(sources: &'a str, call: &str) -> Vec<&'a str> {
        let at = sources.match_indices(call).filter(|(at, _)| !sources[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        at.filter_map(|(at, _)| sources[at + call.len()..].split('"').next()).collect()
    }

    #[test]
    fn every_key_that_is_named_has_a_text_and_every_text_is_named() {
        let mut all = String::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        let here = ["attachment", "tier", "standing", "source", "measure", "method", "model", "check", "country", "format", "platform"];
        let groups = [named(&all, "tk(\""), named(&all, "tkf(\""), here.to_vec()].concat();
        let missing: Vec<&str> =
            [named(&all, "t(\""), named(&all, "tf(\"")].concat().into_iter().filter(|key| !ENGLISH.contains_key(key)).collect();
        assert!(missing.is_empty(), "without a text: {missing:?}");
        // What mails name too need not be named here.
        let shared = shared(domain::language::Language::English);
        let unused: Vec<&&str> = ENGLISH
            .keys()
            .filter(|key| !shared.contains_key(*key))
            .filter(|key| !all.contains(&format!("\"{key}\"")))
            .filter(|key| !groups.iter().any(|group| key.strip_prefix(group).is_some_and(|rest| rest.starts_with('.'))))
            .collect();
        assert!(unused.is_empty(), "named nowhere: {unused:?}");
    }
}
