//! Letters as they are compared: small, without accents, seen through disguises.
//!
//! Invariant: linear in the text, and never fails; what is no letter comes through unchanged.
//! Kept apart on purpose: `ä`, `ö` and `ü`, because "schön" (beautiful) is not "schon" (already).

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Whether a reader does not see this character: zero-width spaces and joiners, direction marks, variation selectors,
/// soft hyphens, fillers, tag characters.
#[must_use]
pub fn invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
        || (letter.is_control() && !letter.is_whitespace())
}

/// Writes the letter into `out` in the form that is compared. Full-width, bold and circled letters become plain ones.
pub fn fold_into(letter: char, out: &mut String) {
    if letter.is_ascii() {
        out.push(letter.to_ascii_lowercase());
        return;
    }
    match letter {
        'ß' | 'ẞ' => return out.push_str("ss"),
        'æ' | 'Æ' => return out.push_str("ae"),
        'œ' | 'Œ' => return out.push_str("oe"),
        'ø' | 'Ø' => return out.push('o'),
        'ı' => return out.push('i'),
        '’' | '‘' | 'ʼ' | '´' | '`' | '＇' => return out.push('\''),
        _ => {}
    }
    if invisible(letter) {
        return;
    }
    decompose_compatible(letter, |part| {
        if part == '\u{308}' && out.ends_with(['a', 'o', 'u']) {
            let umlaut = match out.pop() {
                Some('a') => 'ä',
                Some('o') => 'ö',
                _ => 'ü',
            };
            out.push(umlaut);
        } else if !is_combining_mark(part) {
            out.extend(part.to_lowercase().filter(|small| !is_combining_mark(*small)));
        }
    });
}

/// The whole text as it is compared.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        fold_into(letter, &mut out);
    }
    out
}

/// The Latin letter that a Greek or Cyrillic one (already small) is mistaken for.
#[must_use]
pub fn look_alike(letter: char) -> Option<char> {
    const PAIRS: &str = "аaбbвbсcԁdеeёeһhіiїiјjкkмmнhоoрpԛqѕsтtуyхxѵvԝwαaβbεeηnιiκkνvοoρpτtυuχxγyωwԍgոnցg";
    let mut letters = PAIRS.chars();
    while let (Some(foreign), Some(latin)) = (letters.next(), letters.next()) {
        if foreign == letter {
            return Some(latin);
        }
    }
    None
}

/// Whether the letter belongs to the Latin script, as far as the comments of our four languages need it.
#[must_use]
pub fn latin(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter, '\u{aa}' | '\u{ba}' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}')
            && letter.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_are_seen_through() {
        let cases = [
            ("Schön", "schön"),
            ("scho\u{308}n", "schön"),
            ("STRASSE Straße", "strasse strasse"),
            ("g\u{200b}reat", "great"),
            ("ＦＲＥＥ", "free"),
            ("𝐅𝐨𝐥𝐥𝐨𝐰", "follow"),
            ("Où ça, señor", "ou ca, senor"),
            ("z\u{300}\u{301}\u{302}a", "za"),
        ];
        for (given, expected) in cases {
            assert_eq!(folded(given), expected, "{given}");
        }
    }

    #[test]
    fn look_alikes_are_pairs_of_one_foreign_and_one_latin_letter() {
        assert_eq!(look_alike('е'), Some('e'));
        assert_eq!(look_alike('ο'), Some('o'));
        assert_eq!(look_alike('ж'), None);
        assert_eq!(look_alike('e'), None);
    }
}
