//! In which language a creator is written to.
//!
//! Invariant: what is known of the creator comes before what the brand chose, and what says nothing for sure is passed over.
//! Absent: what people wrote themselves, which stays as it is; the language of pages, which each reader chooses.

use crate::{
    creators::Creator,
    discovery::{language_code, vetting::market_languages},
    language::Language,
};

/// The language of what the program writes to a creator: the one on their record, where it is one of ours; otherwise that of
/// their country, where it has a single one; otherwise the brand's.
#[must_use]
pub fn written_in(creator: &Creator, brand: Language) -> Language {
    let named = creator.language.as_deref().and_then(named);
    let of_country = || match market_languages(creator.country?.code()).as_slice() {
        [only] => Language::parse(only),
        _ => None,
    };
    named.or_else(of_country).unwrap_or(brand)
}

/// The first of our languages that a text names: `de-AT`, `German`, `Deutsch, Englisch`, `English (UK)`, `French / German`,
/// `Italian-German`.
fn named(text: &str) -> Option<Language> {
    let ours = |text: &str| language_code(text).and_then(Language::parse);
    // Two letters count alone; inside of words they may be an article: "español de México".
    let in_words = |part: &str| part.split_whitespace().filter(|word| word.chars().count() > 2).find_map(ours);
    // Behind a hyphen stands a country, unless both sides are words.
    let words = |part: &str| part.split('-').all(|side| side.trim().chars().count() > 2);
    let mut parts = text.split([',', ';', '/', '|', '&', '+', '(', ')']).flat_map(|part| match words(part) {
        true => part.split('-').collect(),
        false => vec![part],
    });
    parts.find_map(|part| ours(part.trim()).or_else(|| in_words(part)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        creators::{Country, NewCreator},
        time::Timestamp,
    };
    use Language::{English, German};

    fn creator(language: Option<&str>, country: Option<&str>) -> Creator {
        let details = NewCreator { name: "Maya Okonkwo".into(), email: Some("maya@example.com".into()), ..NewCreator::default() };
        let mut creator = Creator::new(&details.check().unwrap(), Timestamp(0));
        creator.language = language.map(str::to_owned);
        creator.country = country.map(|code| Country::by_code(code).unwrap());
        creator
    }

    #[test]
    fn the_record_comes_before_the_country_and_the_country_before_the_brand() {
        // What the record says, the country, what the brand chose; and in which language is written.
        let cases = [
            (Some("de"), Some("GB"), English, German),
            (Some("de-AT"), None, English, German),
            (Some("German"), Some("US"), English, German),
            (Some(" deutsch "), None, English, German),
            (Some("Deutsch, Englisch"), None, English, German),
            (Some("Swiss German"), Some("CH"), English, German),
            (Some("French / German"), Some("FR"), English, German),
            (Some("Italian-German"), None, English, German),
            (Some("French - English"), Some("DE"), German, English),
            (Some("English (UK)"), Some("DE"), German, English),
            (Some("en_GB"), Some("DE"), German, English),
            // A language that is not ours says nothing; neither does one that only looks like it.
            (Some("French"), Some("FR"), German, German),
            (Some("French"), Some("AT"), English, German),
            (Some("español de México"), None, English, English),
            (Some("fr-DE"), None, English, English),
            (Some("pt-BR"), None, German, German),
            (Some("English-UK"), Some("DE"), German, English),
            (Some(""), None, German, German),
            // Without a language the country counts, where one language is spoken.
            (None, Some("DE"), English, German),
            (None, Some("AT"), English, German),
            (None, Some("GB"), German, English),
            (None, Some("US"), German, English),
            (None, Some("CH"), English, English),
            (None, Some("CH"), German, German),
            (None, Some("BE"), German, German),
            (None, Some("IT"), English, English),
            (None, Some("JP"), German, German),
            (None, None, English, English),
            (None, None, German, German),
        ];
        for (language, country, brand, expected) in cases {
            assert_eq!(written_in(&creator(language, country), brand), expected, "{language:?} {country:?} {brand:?}");
        }
    }
}
