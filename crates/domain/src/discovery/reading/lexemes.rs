//! A text as words, phrases and numbers.
//!
//! Invariant: lexemes are in order and do not overlap; between them stands nothing but spaces and marks. Absent: meaning.

use unicode_normalization::char::is_combining_mark;

use super::amounts::Amount;
use super::lexicon::{Entry, LONGEST, Role, key, lexicon};
use crate::money::Currency;

/// One word, phrase, number or mark.
#[derive(Debug, Clone)]
pub(super) struct Lexeme {
    /// Where it begins, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    /// What it is.
    pub(super) what: What,
}

/// What a lexeme is.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A word or phrase that is known.
    Known(&'static Entry),
    /// A word that is not.
    Unknown,
    /// A number with its unit.
    Number(Amount),
    /// `-`, `–` and their kin.
    Dash,
    /// A mark of punctuation or a sign.
    Mark(char),
    /// A picture or a sign that is none of these.
    Picture,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Digits,
    Dash,
    Mark(char),
    Picture,
}

#[derive(Debug, Clone, Copy)]
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

/// The longest word that is looked up, in bytes.
const LONGEST_WORD: usize = 60;

/// The lexemes of a text.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme> {
    let tokens = tokens(text);
    let keys: Vec<String> = tokens.iter().map(|token| word_key(text, *token)).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let (lexeme, used) = match token.kind {
            Kind::Mark(mark) => match number(text, &tokens, &keys, at) {
                Some(number) => number,
                None => (lexeme(*token, What::Mark(mark)), 1),
            },
            Kind::Dash => (lexeme(*token, What::Dash), 1),
            Kind::Picture => (lexeme(*token, What::Picture), 1),
            Kind::Digits => number(text, &tokens, &keys, at).unwrap_or((lexeme(*token, What::Unknown), 1)),
            Kind::Word => word(text, &tokens, &keys, at),
        };
        found.push(lexeme);
        at += used.max(1);
    }
    found
}

fn lexeme(token: Token, what: What) -> Lexeme {
    Lexeme { start: token.start, end: token.end, what }
}

/// The form in which a word is looked up; "Creator:innen" and "CreatorInnen" are both "creator".
fn word_key(text: &str, token: Token) -> String {
    let word = text.get(token.start..token.end).unwrap_or("");
    if token.end - token.start > LONGEST_WORD || matches!(token.kind, Kind::Mark(_) | Kind::Dash | Kind::Picture) {
        return String::new();
    }
    let neutral = [":innen", "*innen", "_innen", "/innen", ":in", "*in", "_in", "Innen"];
    let stem = neutral.iter().find_map(|end| word.strip_suffix(end)).filter(|stem| stem.ends_with(char::is_lowercase));
    key(stem.unwrap_or(word))
}

/// The longest phrase that is known, or one word.
fn word(text: &str, tokens: &[Token], keys: &[String], at: usize) -> (Lexeme, usize) {
    let Some(first) = tokens.get(at) else { return (Lexeme { start: 0, end: 0, what: What::Unknown }, 1) };
    let odd = |word: &str| word.chars().any(|c| c.is_numeric() && !c.is_ascii()) && word.chars().next().is_some_and(char::is_numeric);
    if text.get(first.start..first.end).is_some_and(odd) {
        return (lexeme(*first, What::Number(Amount::unreadable())), 1);
    }
    let mut phrase = keys.get(at).cloned().unwrap_or_default();
    let mut best = lexicon().get(&phrase).map(|entry| (entry, at));
    let (mut last, mut words) = (at, 1);
    while words < LONGEST && !phrase.is_empty() {
        let Some((next, space)) = joined(text, tokens, last) else { break };
        let Some(more) = keys.get(next).filter(|more| !more.is_empty()) else { break };
        if space {
            phrase.push(' ');
        }
        phrase.push_str(more);
        (last, words) = (next, words + 1);
        if let Some(entry) = lexicon().get(&phrase) {
            best = Some((entry, last));
        }
    }
    if let Some((entry, last)) = best {
        let end = tokens.get(last).map_or(first.end, |token| token.end);
        return (Lexeme { start: first.start, end, what: What::Known(entry) }, last + 1 - at);
    }
    let forgiven = keys.get(at).and_then(|key| lexicon().forgiven(key));
    (lexeme(*first, forgiven.map_or(What::Unknown, What::Known)), 1)
}

/// The next word of a phrase, over a space, a hyphen or the full stop of "St."; and whether a space stands between.
fn joined(text: &str, tokens: &[Token], at: usize) -> Option<(usize, bool)> {
    let here = tokens.get(at)?;
    let next = tokens.get(at + 1)?;
    if matches!(next.kind, Kind::Word | Kind::Digits) {
        let between = text.get(here.end..next.start)?;
        return (!between.contains('\n')).then_some((at + 1, !between.is_empty()));
    }
    let after = tokens.get(at + 2).filter(|token| token.kind == Kind::Word)?;
    let hyphen = next.kind == Kind::Dash && here.end == next.start && next.end == after.start;
    let short = next.kind == Kind::Mark('.') && here.end == next.start && here.end - here.start <= 3;
    (hyphen || short).then_some((at + 2, true))
}

/// A number with the currency before it and the unit, percent sign, currency or plus behind it.
fn number(text: &str, tokens: &[Token], keys: &[String], at: usize) -> Option<(Lexeme, usize)> {
    let first = tokens.get(at)?;
    let before = match first.kind {
        Kind::Mark(mark) => Some(currency_of(mark)?),
        _ => None,
    };
    let digits_at = if before.is_some() { at + 1 } else { at };
    let digits = tokens.get(digits_at).filter(|token| token.kind == Kind::Digits)?;
    let mut amount = Amount::of(text.get(digits.start..digits.end)?, before);
    let (mut last, mut end) = (digits_at, digits.end);
    if let Some(next) = tokens.get(last + 1).filter(|token| token.kind == Kind::Word) {
        let glued = next.start == end;
        let word = keys.get(last + 1).map_or("", String::as_str);
        if amount.take_unit(word, glued, text.get(next.start..next.end) == Some("M")) {
            (last, end) = (last + 1, next.end);
            // "80 Tsd." and "1,5 Mio." end with a full stop of their own.
            if tokens.get(last + 1).is_some_and(|dot| dot.kind == Kind::Mark('.') && dot.start == end) && matches!(word, "tsd" | "mio") {
                last += 1;
            }
        } else if glued
            && lexicon().get(word).is_none_or(|entry| !matches!(entry.role, Some(Role::Times | Role::Currency | Role::YearsOld)))
        {
            // "3D", "90s": a word that begins with digits.
            return Some((Lexeme { start: first.start, end: next.end, what: What::Unknown }, last + 2 - at));
        }
    }
    while let Some(next) = tokens.get(last + 1) {
        let role = keys.get(last + 1).and_then(|key| lexicon().get(key));
        match next.kind {
            Kind::Mark('%' | '％') if !amount.percent => amount.percent = true,
            Kind::Mark('+') if next.start == end && !amount.plus => amount.plus = true,
            Kind::Mark(mark) if amount.currency.is_none() && currency_of(mark).is_some() && !starts_number(tokens, last + 1) => {
                amount.currency = currency_of(mark);
            }
            Kind::Word if role.is_some_and(|entry| entry.role == Some(Role::Percent)) && !amount.percent => amount.percent = true,
            Kind::Word if role.is_some_and(|entry| entry.role == Some(Role::Currency)) && amount.currency.is_none() => {
                amount.currency = role.and_then(|entry| Currency::parse(entry.value).ok());
            }
            _ => break,
        }
        (last, end) = (last + 1, next.end);
    }
    Some((Lexeme { start: first.start, end, what: What::Number(amount) }, last + 1 - at))
}

/// Whether a currency's sign belongs to the number after it: in "200 $ 300" it does not, in "200 $300" it does.
fn starts_number(tokens: &[Token], at: usize) -> bool {
    let (Some(sign), Some(next)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
    next.kind == Kind::Digits && sign.end == next.start
}

fn currency_of(mark: char) -> Option<Currency> {
    match mark {
        '€' => Some(Currency::EUR),
        '£' => Some(Currency::GBP),
        '$' => Some(Currency::USD),
        _ => None,
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '−')
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Splits a text into words, digits and marks.
fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let start = at;
        at += c.len_utf8();
        let kind = if c.is_ascii_digit() {
            at = end_of_digits(text, start);
            Kind::Digits
        } else if c.is_alphanumeric() {
            at = end_of_word(text, start);
            Kind::Word
        } else if is_dash(c) {
            Kind::Dash
        } else if c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe0f}')
            || is_combining_mark(c)
        {
            if c != '\n' {
                continue;
            }
            Kind::Mark('\n')
        } else if is_mark(c) {
            Kind::Mark(c)
        } else {
            Kind::Picture
        };
        found.push(Token { start, end: at, kind });
    }
    found
}

/// Punctuation and the signs of arithmetic and money; what is left are pictures.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(
            c,
            '€' | '£'
                | '¥'
                | '§'
                | '°'
                | '¿'
                | '¡'
                | '«'
                | '»'
                | '·'
                | '…'
                | '•'
                | '≤'
                | '≥'
                | '≈'
                | '％'
                | '＃'
                | '¦'
                | '¨'
                | '´'
        )
        || matches!(c, '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '،' | '؛' | '؟' | '۔' | '।')
}

/// Digits with their marks, and with the spaces that group thousands.
fn end_of_digits(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let run = |mut at: usize| {
        while digit(at) {
            at += 1;
        }
        at
    };
    let mut end = run(start);
    let mut whole = end - start <= 3;
    loop {
        let rest = text.get(end..).unwrap_or("");
        let Some(mark) = rest.chars().next() else { break };
        let next = end + mark.len_utf8();
        let after = run(next);
        let stays = match mark {
            '.' | ',' | '\'' | '’' => after > next,
            ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' => whole && after == next + 3,
            _ => false,
        };
        if !stays {
            break;
        }
        whole = whole && after == next + 3;
        end = after;
    }
    end
}

/// A word with what stands inside one: apostrophes, the dots of "U.S.", the sign of "Creator:innen".
fn end_of_word(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or("");
    let mut letters = rest.char_indices().peekable();
    let mut end = 0;
    // Letters since the last dot; "U.S." has one before each.
    let mut since = 0;
    while let Some((at, c)) = letters.next() {
        let following = letters.peek().map(|(_, next)| *next);
        let stays = match c {
            '\'' | '’' | '‘' => at > 0 && following.is_some_and(char::is_alphabetic),
            '.' => {
                since == 1
                    && (following.is_some_and(|next| next.is_ascii_alphabetic()) && single_letter(rest, at + 1)
                        || (at > 2 && dotted(rest, at)))
            }
            ':' | '*' | '_' | '/' => at > 0 && neutral_ending(rest, at + 1),
            _ => in_word(c),
        };
        if !stays {
            break;
        }
        since = if c == '.' { 0 } else { since + 1 };
        end = at + c.len_utf8();
    }
    start + end.max(1)
}

/// Whether one letter stands alone before the next dot or end of a word.
fn single_letter(rest: &str, at: usize) -> bool {
    rest.get(at..).is_some_and(|rest| rest.chars().nth(1).is_none_or(|next| !in_word(next)))
}

/// Whether the letter before a dot has a dot before it.
fn dotted(rest: &str, at: usize) -> bool {
    rest.get(..at).is_some_and(|before| before.chars().rev().nth(1) == Some('.'))
}

/// Whether "innen" or "in" follows and the word ends there.
fn neutral_ending(rest: &str, at: usize) -> bool {
    let rest = rest.get(at..).unwrap_or("");
    ["innen", "in"].iter().any(|end| rest.strip_prefix(end).is_some_and(|after| !after.starts_with(in_word)))
}
