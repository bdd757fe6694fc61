//! Which language a short text is in.
//!
//! Comments are too short for letter statistics alone, so function words and telling letters are counted first, and
//! `whatlang` is asked only about longer texts in which these do not decide.
//! Invariant: `None` means that it cannot be told; nothing is guessed from one ambiguous word.
//! Absent: dialects, and a split of a text that mixes languages (the one with most evidence wins).

pub(crate) mod letters;

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use whatlang::{Detector, Lang};

/// The language of a text. Comments are judged in the first four; in any other the judge abstains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "String")]
pub enum Language {
    /// English.
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Another one, by its ISO 639 code: two letters where there are two, else three; `und` where only the script is known.
    Other(&'static str),
}

/// Codes of three letters and of two, of languages that are often met under posts.
const SHORT: [(&str, &str); 34] = [
    ("eng", "en"),
    ("deu", "de"),
    ("fra", "fr"),
    ("spa", "es"),
    ("ita", "it"),
    ("por", "pt"),
    ("tur", "tr"),
    ("nld", "nl"),
    ("pol", "pl"),
    ("swe", "sv"),
    ("dan", "da"),
    ("nob", "nb"),
    ("fin", "fi"),
    ("ces", "cs"),
    ("slk", "sk"),
    ("ron", "ro"),
    ("hun", "hu"),
    ("hrv", "hr"),
    ("srp", "sr"),
    ("rus", "ru"),
    ("ukr", "uk"),
    ("bul", "bg"),
    ("ell", "el"),
    ("ara", "ar"),
    ("heb", "he"),
    ("pes", "fa"),
    ("hin", "hi"),
    ("tha", "th"),
    ("vie", "vi"),
    ("ind", "id"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("cmn", "zh"),
    ("cat", "ca"),
];

impl Language {
    /// The ISO 639 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
            Language::French => "fr",
            Language::Spanish => "es",
            Language::Other(code) => code,
        }
    }

    /// Reads a code as platforms write it: `en`, `pt-BR`, `zh_TW`, `tha`. `None` for what is no known language.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Language> {
        let code = code.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        match code.as_str() {
            "und" => return Some(Language::Other("und")),
            "no" => return Some(Language::Other("nb")),
            _ => {}
        }
        let long = SHORT.iter().find(|(_, short)| *short == code).map_or(code.as_str(), |(long, _)| long);
        Lang::from_code(long)
            .map(Language::of)
            .or_else(|| SHORT.iter().find(|(known, _)| *known == long).map(|(_, short)| Language::short(short)))
    }

    /// Whether comments are judged in it.
    #[must_use]
    pub fn is_judged(self) -> bool {
        !matches!(self, Language::Other(_))
    }

    fn short(code: &'static str) -> Language {
        match code {
            "en" => Language::English,
            "de" => Language::German,
            "fr" => Language::French,
            "es" => Language::Spanish,
            other => Language::Other(other),
        }
    }

    fn of(language: Lang) -> Language {
        let long = language.code();
        Language::short(SHORT.iter().find(|(known, _)| *known == long).map_or(long, |(_, short)| short))
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

// By hand, for the derived one would want the code to live as long as the text that is read.
impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
        let code = String::deserialize(deserializer)?;
        let unknown = || D::Error::custom(format!("\"{code}\" is no known language. Write its ISO 639 code, such as en."));
        Language::from_code(&code).ok_or_else(unknown)
    }
}

/// What the words of `common.tsv` say: for each word the languages that use it.
struct Words {
    known: HashMap<String, u16>,
    common: HashMap<String, u16>,
    languages: Vec<Language>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words { known: HashMap::new(), common: HashMap::new(), languages: Vec::new() };
    for line in include_str!("language/common.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split('\t');
        let (Some(code), Some(sort), Some(list)) = (fields.next(), fields.next(), fields.next()) else { continue };
        let Some(language) = Language::from_code(code) else { continue };
        let at = words.languages.iter().position(|known| *known == language).unwrap_or_else(|| {
            words.languages.push(language);
            words.languages.len() - 1
        });
        for word in list.split_whitespace() {
            let word = letters::folded(word);
            if sort == "common" {
                *words.common.entry(word.clone()).or_default() |= 1 << at;
            }
            *words.known.entry(word).or_default() |= 1 << at;
        }
    }
    words
});

/// Whether the word (folded) carries no content of its own in one of the judged languages: articles, pronouns, auxiliaries.
pub(crate) fn is_common(word: &str) -> bool {
    let words = &*WORDS;
    words
        .common
        .get(word)
        .is_some_and(|mask| words.languages.iter().enumerate().any(|(at, language)| mask & (1 << at) != 0 && language.is_judged()))
}

/// Evidence (a word of one language's list alone is 1) that decides alone, and how far it must lead before the second.
const ENOUGH: f32 = 0.9;
const LEAD: f32 = 1.25;
/// So many letters are read: a longer comment has told its language by then.
const READ: usize = 1_500;
/// `whatlang` is asked from so many letters on, and believed from this confidence on.
const LONG: usize = 20;
const SURE: f64 = 0.75;

/// The language of the text, or `None` where it cannot be told (emoji, a tag, one word that several languages share).
#[must_use]
pub fn detect(text: &str) -> Option<Language> {
    let mut plain = String::with_capacity(text.len().min(READ * 2));
    let (mut latin, mut foreign) = (0_usize, 0_usize);
    let mut scores = [0.0_f32; 16];
    for letter in text.chars().filter(|letter| !letters::invisible(*letter)).take(READ) {
        if letters::latin(letter) {
            latin += 1;
        } else if letter.is_alphabetic() {
            foreign += 1;
        }
        telling_letter(letter, &mut scores);
        plain.push(letter);
    }
    if foreign > latin {
        return Some(of_script(&plain));
    }
    count_words(&plain, &mut scores);
    best(&scores).or_else(|| if latin >= LONG { by_statistics(&plain) } else { None })
}

/// A text in another script than Latin. Only `whatlang`'s reading of the script is needed.
fn of_script(plain: &str) -> Language {
    match whatlang::detect_lang(plain).map(Language::of) {
        Some(language @ Language::Other(_)) => language,
        _ => Language::Other("und"),
    }
}

fn add(code: &str, amount: f32, scores: &mut [f32; 16]) {
    if let Some(at) = WORDS.languages.iter().position(|language| language.code() == code)
        && let Some(score) = scores.get_mut(at)
    {
        *score += amount;
    }
}

fn telling_letter(letter: char, scores: &mut [f32; 16]) {
    if letter.is_ascii() {
        return;
    }
    let says: &[(&str, f32)] = match letter {
        'ß' => &[("de", 1.0)],
        'ä' | 'Ä' => &[("de", 0.6)],
        'ö' | 'ü' | 'Ö' | 'Ü' => &[("de", 0.5), ("tr", 0.35)],
        'ñ' | 'Ñ' | '¿' | '¡' => &[("es", 1.0)],
        'œ' | 'ù' | 'û' | 'î' => &[("fr", 1.0)],
        'ê' | 'â' | 'ô' => &[("fr", 0.5), ("pt", 0.3)],
        'è' | 'à' => &[("fr", 0.4), ("it", 0.3)],
        'ç' => &[("fr", 0.3), ("pt", 0.3), ("tr", 0.3)],
        'ã' | 'õ' | 'Ã' => &[("pt", 1.0)],
        'ì' | 'ò' => &[("it", 0.8)],
        'ı' | 'ğ' | 'ş' | 'İ' | 'Ş' => &[("tr", 1.0)],
        'á' | 'í' | 'ó' | 'ú' => &[("es", 0.25), ("pt", 0.2)],
        'é' => &[("fr", 0.25), ("es", 0.15), ("pt", 0.1)],
        _ => &[],
    };
    for (code, amount) in says {
        add(code, *amount, scores);
    }
}

fn count_words(plain: &str, scores: &mut [f32; 16]) {
    let words = &*WORDS;
    let plain = letters::folded(plain);
    let pieces = plain.split(char::is_whitespace).filter(|piece| !piece.starts_with(['@', '#']) && !piece.contains("://"));
    for word in pieces.flat_map(|piece| piece.split(|letter: char| !letter.is_alphanumeric() && letter != '\'')) {
        let word = word.trim_matches('\'');
        // "j'adore" and "c'est" are two words, "don't" is looked up as it stands.
        let found = words.known.get(word).or_else(|| word.rsplit_once('\'').and_then(|(_, after)| words.known.get(after)));
        if let Some(&mask) = found {
            let shared = mask.count_ones() as f32;
            for (at, score) in scores.iter_mut().enumerate().filter(|(at, _)| mask & (1 << at) != 0) {
                // The four judged languages have longer lists; a foreign word that is in none of them says more.
                let weight = if words.languages.get(at).is_some_and(|language| language.is_judged()) { 1.0 } else { 1.2 };
                *score += weight / (shared * shared);
            }
        } else if let Some((before, _)) = word.split_once('\'')
            && matches!(before, "c" | "j" | "l" | "d" | "qu" | "n" | "jusqu" | "s")
        {
            add("fr", 0.5, scores);
            add("it", if before == "l" || before == "d" { 0.3 } else { 0.0 }, scores);
        }
    }
}

fn best(scores: &[f32; 16]) -> Option<Language> {
    let (mut first, mut second, mut winner) = (0.0_f32, 0.0_f32, None);
    for (score, language) in scores.iter().zip(&WORDS.languages) {
        if *score > first {
            (second, first, winner) = (first, *score, Some(*language));
        } else if *score > second {
            second = *score;
        }
    }
    winner.filter(|_| first >= ENOUGH && first >= second * LEAD)
}

static STATISTICS: LazyLock<Detector> = LazyLock::new(|| {
    use Lang::*;
    Detector::with_allowlist(vec![Eng, Deu, Fra, Spa, Ita, Por, Tur, Nld, Pol, Swe, Dan, Fin, Ces, Ron, Hun, Hrv, Ind, Vie])
});

fn by_statistics(plain: &str) -> Option<Language> {
    let end = plain.char_indices().nth(300).map_or(plain.len(), |(at, _)| at);
    let found = STATISTICS.detect(plain.get(..end).unwrap_or(plain))?;
    (found.confidence() >= SURE).then(|| Language::of(found.lang()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_tells_its_language() {
        let cases = [
            ("Where did you get that lamp?", "en"),
            ("Wo hast du die Lampe her?", "de"),
            ("Elle vient d'où, ta lampe ?", "fr"),
            ("¿De dónde es la lámpara?", "es"),
            ("Onde você comprou essa luminária? Não achei em lugar nenhum", "pt"),
            ("Dove hai comprato quella lampada? È bellissima, la voglio anche io", "it"),
            ("Bu lambayı nereden aldın çok güzel", "tr"),
            ("โคมไฟนี้ซื้อที่ไหนคะ", "th"),
            ("Где ты купила эту лампу?", "ru"),
            ("このランプはどこで買いましたか", "ja"),
        ];
        for (text, expected) in cases {
            assert_eq!(detect(text).map(Language::code), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_has_no_words_has_no_language() {
        for text in ["", "😍😍", "@marie.kln", "42", "???", "#ootd", "\u{301}\u{301}"] {
            assert_eq!(detect(text), None, "{text}");
        }
    }

    #[test]
    fn codes_are_read_as_platforms_write_them() {
        for (code, expected) in
            [("en", "en"), ("en-GB", "en"), ("pt-BR", "pt"), ("zh_TW", "zh"), ("tha", "th"), ("und", "und"), ("no", "nb")]
        {
            assert_eq!(Language::from_code(code).map(Language::code), Some(expected), "{code}");
        }
        assert_eq!(Language::from_code("klingon"), None);
        assert_eq!(Language::from_code(""), None);
    }
}
