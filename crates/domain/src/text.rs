//! Small rules about text that more than one room needs.
//!
//! Invariant: nothing here loses what a person wrote. Absent: translation (the catalogue of `web`), HTML.

use unicode_normalization::UnicodeNormalization;

/// With a capital first letter.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A sentence of its own: with a capital and a full stop.
#[must_use]
pub fn sentence(text: &str) -> String {
    let text = capitalised(text);
    if text.ends_with('.') { text } else { format!("{text}.") }
}

/// The first word of a name, for a greeting or in a sentence; one of signs alone only where there is no other, and the name where it
/// has none.
#[must_use]
pub fn first_name(name: &str) -> &str {
    let mut words = name.split_whitespace();
    words.clone().find(|word| word.chars().any(char::is_alphanumeric)).or_else(|| words.next()).unwrap_or(name)
}

/// A heading or a key without case, spaces and marks.
pub(crate) fn bare(heading: &str) -> String {
    folded(heading).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// A whole number with thousands grouped by commas: `1,234,567`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count as people write it short: `48.2K`, `1.3M`, `950`.
#[must_use]
pub fn short_count(number: i64) -> String {
    let scaled = |unit: i64, mark: &str| {
        let tenths = (number * 10 + unit / 2) / unit;
        if tenths % 10 == 0 { format!("{}{mark}", tenths / 10) } else { format!("{}.{}{mark}", tenths / 10, tenths % 10) }
    };
    match number.abs() {
        0..=999 => number.to_string(),
        1_000..=999_949 => scaled(1_000, "K"),
        999_950..=999_949_999 => scaled(1_000_000, "M"),
        _ => scaled(1_000_000_000, "B"),
    }
}

/// The form in which codes, handles and e-mail addresses are compared: trimmed, NFKC, case folded
/// (docs/domain.md, small print of credit).
#[must_use]
pub fn folded(text: &str) -> String {
    let text = text.trim();
    // Nothing to normalise, and by far the most that is folded.
    if text.is_ascii() { text.to_ascii_lowercase() } else { folded_by_tables(text) }
}

/// The same by the tables of Unicode, for a text without space around it.
fn folded_by_tables(text: &str) -> String {
    let normal: String = text.nfkc().collect();
    caseless::default_case_fold_str(&normal).nfkc().collect()
}

/// A short name for addresses: lower-case letters, digits and hyphens, at most 48 characters; never empty.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() && !matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’') {
            out.push('-');
        }
        if out.len() >= 48 {
            break;
        }
    }
    let out = out.trim_matches('-').to_owned();
    if out.is_empty() { "x".to_owned() } else { out }
}

/// Two letters for an avatar, from the first and last word.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).take(2).collect()
}

/// A cell for a spreadsheet that never starts a formula: text that begins with one of `= + - @`, a tab or a
/// carriage return gets an apostrophe in front. A number below nothing, such as `-5` or `-12.5`, is no formula and stays a number.
#[must_use]
pub fn safe_cell(text: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = |text: &str| text.split_once('.').map_or_else(|| digits(text), |(whole, part)| digits(whole) && digits(part));
    match text.chars().next() {
        Some('-') if text.strip_prefix('-').is_some_and(is_number) => text.to_owned(),
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

/// Whether a text could be an e-mail address: something, one `@`, a host with a dot; no spaces, angle brackets or slashes, as the
/// address of an account (`tiktok.com/@maya.ok`) has.
#[must_use]
pub fn looks_like_email(text: &str) -> bool {
    let text = text.trim();
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let bad = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '(' | ')' | '"' | '@' | '/');
    !local.is_empty()
        && text.len() <= 254
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !local.chars().any(bad)
        && !host.chars().any(bad)
}

/// The mailbox behind an e-mail address, as its provider delivers: folded, and at Gmail without dots and without what follows a
/// plus (support.google.com/mail/answer/7436150), which is also what `googlemail.com` is. Other providers' rules differ and are
/// not guessed.
#[must_use]
pub fn mailbox(email: &str) -> String {
    let address = folded(email);
    let Some((local, host)) = address.rsplit_once('@') else { return address };
    if !matches!(host, "gmail.com" | "googlemail.com") {
        return address;
    }
    let local = local.split('+').next().unwrap_or(local);
    format!("{}@gmail.com", local.replace('.', ""))
}

/// Whether a cell says yes or no, in the words, signs and figures that lists use.
#[must_use]
pub fn yes_no(cell: &str) -> Option<bool> {
    const YES: [&str; 16] = ["yes", "y", "ja", "j", "true", "wahr", "1", "x", "✓", "✔", "✅", "☑", "si", "sí", "oui", "vrai"];
    const NO: [&str; 11] = ["no", "n", "nein", "false", "falsch", "0", "✗", "✘", "❌", "non", "faux"];
    let said = folded(cell.trim_end_matches('\u{fe0f}'));
    let said = said.trim().trim_end_matches(['.', '!']);
    if YES.contains(&said) {
        Some(true)
    } else if NO.contains(&said) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_compare_after_folding() {
        assert_eq!(folded("  Maya15 "), folded("ＭＡＹＡ１５"));
        assert_eq!(folded("STRASSE"), folded("straße"));
    }

    #[test]
    fn plain_letters_fold_as_the_tables_say() {
        let all: String = (0..=127_u8).map(char::from).collect();
        assert_eq!(folded(&all), folded_by_tables(all.trim()));
        for letter in (0..=127_u8).map(char::from) {
            let text = format!("{letter}x{letter}");
            assert_eq!(folded(&text), folded_by_tables(text.trim()), "{letter:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn folding_is_the_same_with_and_without_the_tables(plain in "[ -~\\t\\r\\n]{0,40}", any in ".{0,20}") {
            proptest::prop_assert_eq!(folded(&plain), folded_by_tables(plain.trim()));
            proptest::prop_assert_eq!(folded(&any), folded_by_tables(any.trim()));
        }
    }

    #[test]
    fn a_greeting_names_a_word_not_a_sign() {
        assert_eq!(first_name("🌿 Maya Okonkwo 🌿"), "Maya");
        assert_eq!(first_name("Maya Okonkwo"), "Maya");
        assert_eq!(first_name("  🌿 ✨"), "🌿");
        assert_eq!(first_name(""), "");
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("Maya Okonkwo’s Reel №2"), "maya-okonkwos-reel-no2");
        assert_eq!(slug("Ünïcode Å"), "unicode-a");
        assert_eq!(slug("김우빈"), "x");
    }

    #[test]
    fn exported_cells_start_no_formula() {
        assert_eq!(safe_cell("=1+1"), "'=1+1");
        assert_eq!(safe_cell("@maya"), "'@maya");
        assert_eq!(safe_cell("Maya"), "Maya");
        for number in ["-5", "-12.5", "-0.05"] {
            assert_eq!(safe_cell(number), number);
        }
        for other in ["-5+1", "-", "-.5", "-5.", "--5", "-1.2.3", "+5", "-5 ", "-1e3", "-1,5", "-٣"] {
            assert_eq!(safe_cell(other), format!("'{other}"));
        }
    }

    #[test]
    fn counts_read_short() {
        assert_eq!(short_count(48_200), "48.2K");
        assert_eq!(short_count(999), "999");
        assert_eq!(short_count(1_300_000), "1.3M");
        assert_eq!(short_count(999_999), "1M");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(initials("Maya van der Okonkwo"), "MO");
    }

    #[test]
    fn addresses_are_recognised() {
        assert!(looks_like_email("maya@example.com"));
        for bad in ["maya", "a@b", "a b@c.de", "<a@b.de>", "a@@b.de", "@b.de", "https://www.tiktok.com/@maya.ok", "tiktok.com/@maya.ok"] {
            assert!(!looks_like_email(bad), "{bad}");
        }
    }

    #[test]
    fn a_gmail_mailbox_has_many_spellings_and_others_have_one() {
        for spelling in ["Anna.Mueller@gmail.com", "annamueller+shop@googlemail.com", " a.n.n.a.mueller@GMAIL.com "] {
            assert_eq!(mailbox(spelling), "annamueller@gmail.com", "{spelling}");
        }
        assert_eq!(mailbox("anna.mueller+shop@web.example"), "anna.mueller+shop@web.example");
        assert_eq!(mailbox("no address"), "no address");
    }
}
