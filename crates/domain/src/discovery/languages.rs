//! Languages by their two letters, and the names under which people and files write them.
//!
//! Invariant: a name stands for one language. Absent: which languages a text is in.

/// Two letters, the English name, and other names as folded text has them.
const LANGUAGES: &[(&str, &str, &[&str])] = &[
    ("en", "English", &["englisch", "anglais", "ingles", "eng"]),
    ("de", "German", &["deutsch", "allemand", "aleman", "ger", "deu"]),
    ("fr", "French", &["franzosisch", "franzoesisch", "francais", "frances", "fra"]),
    ("es", "Spanish", &["spanisch", "espanol", "espagnol", "castellano", "spa"]),
    ("it", "Italian", &["italienisch", "italiano", "italien", "ita"]),
    ("nl", "Dutch", &["niederlandisch", "niederlaendisch", "nederlands", "hollandisch", "flemish"]),
    ("pt", "Portuguese", &["portugiesisch", "portugues", "por"]),
    ("pl", "Polish", &["polnisch", "polski"]),
    ("sv", "Swedish", &["schwedisch", "svenska"]),
    ("da", "Danish", &["danisch", "daenisch", "dansk"]),
    ("no", "Norwegian", &["norwegisch", "norsk", "nb"]),
    ("fi", "Finnish", &["finnisch", "suomi"]),
    ("cs", "Czech", &["tschechisch", "cestina"]),
    ("tr", "Turkish", &["turkisch", "tuerkisch", "turkce"]),
    ("ru", "Russian", &["russisch"]),
    ("uk", "Ukrainian", &["ukrainisch"]),
    ("el", "Greek", &["griechisch"]),
    ("ro", "Romanian", &["rumanisch", "rumaenisch", "romana"]),
    ("hu", "Hungarian", &["ungarisch", "magyar"]),
    ("ar", "Arabic", &["arabisch"]),
    ("he", "Hebrew", &["hebraisch", "hebraeisch"]),
    ("hi", "Hindi", &[]),
    ("ja", "Japanese", &["japanisch"]),
    ("ko", "Korean", &["koreanisch"]),
    ("zh", "Chinese", &["chinesisch", "mandarin"]),
    ("th", "Thai", &["thailandisch", "thailaendisch"]),
    ("vi", "Vietnamese", &["vietnamesisch"]),
    ("id", "Indonesian", &["indonesisch"]),
];

/// The two letters of a language by its letters or a name of it.
#[must_use]
pub fn language_code(text: &str) -> Option<&'static str> {
    let folded: String = crate::text::slug(text.split(['-', '_']).next().unwrap_or(text));
    let named = |(code, name, others): &&(&'static str, &str, &[&str])| {
        *code == folded || name.to_lowercase() == folded || others.contains(&folded.as_str())
    };
    LANGUAGES.iter().find(named).map(|(code, ..)| *code)
}

/// The English name of a language by its two letters.
#[must_use]
pub fn language_name(code: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, ..)| *known == code).map(|(_, name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_letters_and_by_names() {
        for text in ["de", "DE", "German", "deutsch", "de-AT", " Deutsch "] {
            assert_eq!(language_code(text), Some("de"), "{text}");
        }
        assert_eq!(language_code("Español"), Some("es"));
        assert_eq!(language_code("Klingon"), None);
        assert!(LANGUAGES.iter().all(|(code, ..)| language_name(code).is_some() && language_code(code) == Some(*code)));
    }
}
