//! Promo codes: readable, inoffensive, and nobody else's.
//!
//! Invariant: two codes are the same when their trimmed, NFKC-normalised, case-folded forms are
//! (docs/domain.md, small print of credit). Absent: whether the shop knows a code; a person confirms that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::ids::CreatorId;
use crate::text::folded;

/// The shortest and longest code, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=20;

/// A creator's promo code, written as customers type it: `MAYA15`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct CodeText(String);

/// A code that exists in the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenCode {
    /// The code.
    pub code: CodeText,
    /// Whose; nothing for a shop-wide code.
    pub creator: Option<CreatorId>,
}

/// Why a code cannot be used. The text is shown to the person as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Too short or too long.
    #[error("A code has {} to {} characters.", LENGTH.start(), LENGTH.end())]
    Length,
    /// Something other than letters and digits.
    #[error("A code has only the letters A to Z and digits, so that people can type what they hear.")]
    Characters,
    /// No letter to remember it by.
    #[error("A code starts with a word, such as the creator's name, and may end with a number.")]
    NoWord,
    /// On the list of words that nobody wants beside a brand.
    #[error("This code reads as an offensive word. Choose another.")]
    Offensive,
    /// The same code exists in the shop.
    #[error("The code {0} exists already. Choose another.")]
    Taken(String),
    /// Another creator's code has this word.
    #[error("The word in this code is in {0}, another creator's code, and customers would mix them up. Choose another.")]
    AnothersWord(String),
}

/// Words that are refused wherever they stand in a code.
const ANYWHERE: [&str; 8] = ["fuck", "cunt", "nigger", "nigga", "faggot", "whore", "nazi", "hitler"];
/// Words that are refused alone; inside others they are usually innocent (Dickens, Yoshito, Hancock).
const ALONE: [&str; 24] = [
    "arse", "arsehole", "ass", "asshole", "bastard", "bitch", "cock", "cum", "dick", "fag", "hoe", "kkk", "kike", "nonce", "paki", "piss",
    "porn", "rape", "retard", "shit", "slut", "spic", "tits", "wank",
];

impl CodeText {
    /// Takes a code that exists in the shop, as it is written there.
    #[must_use]
    pub fn of_shop(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// Takes a new code for a creator: written in capitals, checked for form, offence and other codes.
    ///
    /// # Errors
    /// What is wrong with it (docs/domain.md, Attribution: readable, unique over the shop, never offensive, never a
    /// word that exists as another creator's code).
    pub fn new(text: &str, creator: CreatorId, taken: &[TakenCode]) -> Result<Self, CodeError> {
        let code = Self(text.trim().nfkc().collect::<String>().to_uppercase());
        code.check_form()?;
        if code.is_offensive() {
            return Err(CodeError::Offensive);
        }
        if let Some(same) = taken.iter().find(|other| other.code.key() == code.key()) {
            return Err(CodeError::Taken(same.code.0.clone()));
        }
        let others = |other: &&TakenCode| other.creator.is_some_and(|owner| owner != creator) && other.code.word() == code.word();
        match taken.iter().find(others) {
            Some(other) => Err(CodeError::AnothersWord(other.code.0.clone())),
            None => Ok(code),
        }
    }

    /// As customers type it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which codes are compared and unique.
    #[must_use]
    pub fn key(&self) -> String {
        folded(&self.0)
    }

    /// The code's word without the digits around it, folded: `maya` of `MAYA15`.
    #[must_use]
    pub fn word(&self) -> String {
        self.key().trim_matches(|c: char| !c.is_alphabetic()).to_owned()
    }

    fn check_form(&self) -> Result<(), CodeError> {
        if !LENGTH.contains(&self.0.chars().count()) {
            return Err(CodeError::Length);
        }
        if !self.0.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(CodeError::Characters);
        }
        if !self.0.starts_with(|c: char| c.is_ascii_alphabetic()) || self.word().chars().count() < 2 {
            return Err(CodeError::NoWord);
        }
        Ok(())
    }

    fn is_offensive(&self) -> bool {
        let read = |text: &str| text.chars().map(read_as_letter).collect::<String>();
        let bad = |text: &str| ANYWHERE.iter().any(|word| text.contains(word)) || ALONE.contains(&text);
        bad(&self.word()) || bad(&read(&self.word())) || bad(&read(&self.key()))
    }
}

impl std::fmt::Display for CodeText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Digits that people read as letters.
fn read_as_letter(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    }
}

/// Codes to offer for a creator and a discount in percent, best first, at most `most`: `MAYA15`, then the name with
/// an initial, the surname, both, the handle, and one or two letters behind the name, which is enough for hundreds of the
/// same name. Each may be used as it stands.
#[must_use]
pub fn proposals(name: &str, handle: Option<&str>, percent: u8, creator: CreatorId, taken: &[TakenCode], most: usize) -> Vec<CodeText> {
    let mut found: Vec<CodeText> = Vec::new();
    for word in words(name, handle) {
        if found.len() == most {
            break;
        }
        if let Ok(code) = CodeText::new(&format!("{word}{percent}"), creator, taken)
            && !found.contains(&code)
        {
            found.push(code);
        }
    }
    found
}

/// Words to try for a creator, best first.
fn words(name: &str, handle: Option<&str>) -> impl Iterator<Item = String> {
    let names: Vec<String> = name.split(|c: char| c.is_whitespace() || c == '-').map(plain).filter(|word| !word.is_empty()).collect();
    let first = names.first().cloned().unwrap_or_default();
    let last = names.get(1..).and_then(<[String]>::last).cloned().unwrap_or_default();
    let initial: String = last.chars().take(1).collect();
    let handle = handle.map(plain).unwrap_or_default();
    let stem = [&first, &handle].into_iter().find(|word| !word.is_empty()).cloned().unwrap_or_else(|| "CREATOR".to_owned());
    // Short enough that the letters stay.
    let stem: String = stem.chars().take(LENGTH.end() - 5).collect();
    let letters = || ('A'..='Z').map(String::from);
    let pairs = letters().flat_map(move |one| letters().map(move |other| format!("{one}{other}")));
    let lettered = letters().chain(pairs).map(move |letters| format!("{stem}{letters}"));
    [first.clone(), format!("{first}{initial}"), last.clone(), format!("{first}{last}"), handle.clone()]
        .into_iter()
        .filter(|word| !word.is_empty())
        .chain(lettered)
        .map(|word| word.chars().take(LENGTH.end() - 3).collect())
}

/// The letters A to Z of a word, accents taken off, in capitals.
fn plain(word: &str) -> String {
    word.nfkd().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use uuid::Uuid;

    fn creator(n: u128) -> CreatorId {
        CreatorId::from_uuid(Uuid::from_u128(n))
    }

    fn taken(code: &str, owner: u128) -> TakenCode {
        TakenCode { code: CodeText::of_shop(code), creator: (owner > 0).then(|| creator(owner)) }
    }

    fn texts(codes: &[CodeText]) -> Vec<&str> {
        codes.iter().map(CodeText::as_str).collect()
    }

    #[test]
    fn codes_are_compared_trimmed_normalised_and_folded() {
        for same in ["MAYA15", " maya15 ", "ＭＡＹＡ１５", "Maya15"] {
            assert_eq!(CodeText::of_shop(same).key(), "maya15", "{same}");
        }
    }

    #[test]
    fn many_of_one_name_get_a_code_each() {
        let mut taken = Vec::new();
        for number in 1..=60 {
            let found = proposals("Maya Okonkwo", None, 15, creator(number), &taken, 1);
            let code = found.into_iter().next().unwrap_or_else(|| panic!("the {number}th Maya has no code"));
            taken.push(TakenCode { code, creator: Some(creator(number)) });
        }
        let long = proposals(&"Wolfeschlegel".repeat(4), None, 15, creator(1), &[], 3);
        assert_eq!(long.len(), 3, "letters stay behind a long name too");
    }

    #[test]
    fn a_code_is_refused_for_a_reason_that_people_understand() {
        let shop = [taken("MAYA15", 2), taken("WELCOME10", 0), taken("AMARA5", 1)];
        for (text, expected) in [
            ("bea15", Ok("BEA15")),
            (" ｂｅａ１５ ", Ok("BEA15")),
            ("AB", Err(CodeError::Length)),
            ("BEA-15", Err(CodeError::Characters)),
            ("BÉA15", Err(CodeError::Characters)),
            ("15OFF", Err(CodeError::NoWord)),
            ("B15", Err(CodeError::NoWord)),
            ("maya15", Err(CodeError::Taken("MAYA15".into()))),
            ("MAYA20", Err(CodeError::AnothersWord("MAYA15".into()))),
            ("welcome10", Err(CodeError::Taken("WELCOME10".into()))),
            ("WELCOME20", Ok("WELCOME20")),
            ("AMARA10", Ok("AMARA10")),
            ("SH1T15", Err(CodeError::Offensive)),
            ("SHIT15", Err(CodeError::Offensive)),
            ("SH1T", Err(CodeError::Offensive)),
            ("BIGFUCK10", Err(CodeError::Offensive)),
            ("DICKENS10", Ok("DICKENS10")),
        ] {
            let found = CodeText::new(text, creator(1), &shop).map(|code| code.as_str().to_owned());
            assert_eq!(found, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn the_proposal_is_the_name_and_the_percentage() {
        assert_eq!(texts(&proposals("Maya Okonkwo", None, 15, creator(1), &[], 1)), ["MAYA15"]);
        assert_eq!(texts(&proposals("Lucía Ferrer", None, 10, creator(1), &[], 1)), ["LUCIA10"]);
        assert_eq!(texts(&proposals("김우빈", Some("@woobin_eats"), 10, creator(1), &[], 1)), ["WOOBINEATS10"]);
        assert_eq!(texts(&proposals("김우빈", None, 10, creator(1), &[], 1)), ["CREATORA10"]);
    }

    #[test]
    fn a_second_maya_is_offered_something_else() {
        let shop = [taken("MAYA20", 2), taken("MAYAO15", 3)];
        let found = proposals("Maya Okonkwo", Some("mayaskinnotes"), 15, creator(1), &shop, 4);
        assert_eq!(texts(&found), ["OKONKWO15", "MAYAOKONKWO15", "MAYASKINNOTES15", "MAYAA15"]);
    }

    #[test]
    fn an_unlucky_surname_is_skipped() {
        assert_eq!(texts(&proposals("Dick Bastard", None, 10, creator(1), &[], 2)), ["DICKB10", "DICKBASTARD10"]);
    }
}
