//! Numbers in a text, each as whatever it may be read as, so that two texts can be held against each other.
//!
//! Invariant: a number that a text names is found, in digits or as a small word of English or German; "1.234" may be both a thousand
//! and a bit more than one. Absent: signs and units, which change no digit; "one", which is as often no number.

/// What a number may be, in millionths.
pub type Readings = Vec<i128>;

const UNIT: i128 = 1_000_000;
/// More digits than these are no number that we know.
const MOST_DIGITS: usize = 18;

/// Words for numbers, with what they may mean.
const WORDS: &[(&str, &[i128])] = &[
    ("two", &[2]),
    ("three", &[3]),
    ("four", &[4]),
    ("five", &[5]),
    ("six", &[6]),
    ("seven", &[7]),
    ("eight", &[8]),
    ("nine", &[9]),
    ("ten", &[10]),
    ("eleven", &[11]),
    ("twelve", &[12]),
    ("twenty", &[20]),
    ("thirty", &[30]),
    ("forty", &[40]),
    ("fifty", &[50]),
    ("sixty", &[60]),
    ("seventy", &[70]),
    ("eighty", &[80]),
    ("ninety", &[90]),
    ("hundred", &[100]),
    ("thousand", &[1_000]),
    ("million", &[1_000_000]),
    ("half", &[50]),
    ("quarter", &[25]),
    ("twice", &[2]),
    ("double", &[2]),
    ("dozen", &[12]),
    ("zwei", &[2]),
    ("drei", &[3]),
    ("vier", &[4]),
    ("fünf", &[5]),
    ("sechs", &[6]),
    ("sieben", &[7]),
    ("acht", &[8]),
    ("neun", &[9]),
    ("zehn", &[10]),
    ("elf", &[11]),
    ("zwölf", &[12]),
    ("zwanzig", &[20]),
    ("dreißig", &[30]),
    ("vierzig", &[40]),
    ("fünfzig", &[50]),
    ("hundert", &[100]),
    ("tausend", &[1_000]),
    ("millionen", &[1_000_000]),
    ("hälfte", &[50]),
    ("viertel", &[25]),
    ("doppelt", &[2]),
    ("dutzend", &[12]),
];

/// What may stand behind digits and make them more.
const TIMES: &[(&str, i128)] = &[
    ("k", 1_000),
    ("m", 1_000_000),
    ("mio", 1_000_000),
    ("thousand", 1_000),
    ("tausend", 1_000),
    ("million", 1_000_000),
    ("millions", 1_000_000),
    ("millionen", 1_000_000),
];

/// A number as a text has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As it is written.
    pub text: String,
    /// What it may be.
    pub may_be: Readings,
}

/// The numbers of a text, in their order.
#[must_use]
pub fn numbers(text: &str) -> Vec<Number> {
    let letters: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < letters.len() {
        if is_digit(letters[at]) {
            let mut to = at + 1;
            // A mark belongs to the number where a digit follows it.
            while to < letters.len()
                && (is_digit(letters[to]) || (is_mark(letters[to]) && letters.get(to + 1).copied().is_some_and(is_digit)))
            {
                to += 1;
            }
            let written: String = letters[at..to].iter().collect();
            let (behind, end) = word(&letters, skip_space(&letters, to));
            let glued = end > to && letters[to].is_alphabetic();
            let times = TIMES.iter().find(|(name, _)| *name == behind.to_lowercase()).map(|(_, times)| *times);
            // "5 m" is metres; "5m" and "5 million" are millions.
            let times = times.filter(|_| glued || behind.chars().count() > 1);
            at = if times.is_some() { end } else { to };
            let may_be = read(&written, times.unwrap_or(1));
            found.push(Number { text: letters_of(&letters, to - written.chars().count(), at), may_be });
        } else if letters[at].is_alphabetic() {
            let (name, end) = word(&letters, at);
            let folded = name.to_lowercase();
            if let Some((_, values)) = WORDS.iter().find(|(known, _)| *known == folded) {
                found.push(Number { text: name, may_be: values.iter().map(|value| value * UNIT).collect() });
            }
            at = end.max(at + 1);
        } else {
            at += 1;
        }
    }
    found
}

/// Whether a number may be one of those known.
#[must_use]
pub fn is_among(number: &Number, known: &[Number]) -> bool {
    known.iter().any(|one| one.may_be.iter().any(|value| number.may_be.contains(value)))
}

/// Digits of any script: a number written in others is still one, of which nothing can be read.
fn is_digit(letter: char) -> bool {
    letter.is_numeric()
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '.' | ',' | '\'' | '’' | '\u{a0}' | '\u{202f}')
}

fn skip_space(letters: &[char], at: usize) -> usize {
    if letters.get(at).is_some_and(|letter| matches!(letter, ' ' | '\u{a0}' | '\u{202f}')) { at + 1 } else { at }
}

/// The word that begins at a place, and where it ends.
fn word(letters: &[char], at: usize) -> (String, usize) {
    let end = (at..letters.len()).find(|next| !letters[*next].is_alphabetic()).unwrap_or(letters.len());
    (letters_of(letters, at.min(letters.len()), end), end)
}

fn letters_of(letters: &[char], from: usize, to: usize) -> String {
    letters.get(from..to).unwrap_or_default().iter().collect()
}

/// What digits with marks may be: grouped by thousands, or with decimals behind the last mark.
fn read(written: &str, times: i128) -> Readings {
    if written.chars().filter(|letter| !is_mark(*letter)).count() > MOST_DIGITS || written.contains(|letter: char| !is_plain(letter)) {
        return Vec::new();
    }
    let parts: Vec<&str> = written.split(is_mark).collect();
    let mut may_be = Vec::new();
    let grouped = parts.len() > 1 && parts[0].len() <= 3 && parts[1..].iter().all(|part| part.len() == 3);
    if (parts.len() == 1 || grouped)
        && let Ok(whole) = parts.concat().parse::<i128>()
    {
        may_be.push(whole * UNIT * times);
    }
    if let Some((decimals, whole)) = parts.split_last().filter(|(_, whole)| !whole.is_empty())
        && decimals.len() <= 6
        && let (Ok(whole), Ok(part)) = (whole.concat().parse::<i128>(), format!("{decimals:0<6}").parse::<i128>())
    {
        may_be.push((whole * UNIT + part) * times);
    }
    may_be
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_digit() || is_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(text: &str, known: &str) -> bool {
        let known = numbers(known);
        numbers(text).iter().all(|number| is_among(number, &known))
    }

    #[test]
    fn the_same_number_is_known_however_it_is_written() {
        for (text, known) in [
            ("11,5 % of them", "11.5 %"),
            ("about 18.40 percent", "18.4 %"),
            ("10k followers", "10,000 followers"),
            ("1.234 Posts", "1,234 posts"),
            ("2.5 million views", "2,500,000 views"),
            ("12 posts in twelve weeks", "12 weeks"),
            ("half of the comments", "50 %"),
            ("no number at all", ""),
        ] {
            assert!(among(text, known), "{text:?} against {known:?}");
        }
    }

    #[test]
    fn another_number_is_not() {
        for (text, known) in [
            ("12 %", "11.5 %"),
            ("three of them", "2 of 12"),
            ("1,5 %", "15 %"),
            ("10k", "10"),
            ("٣ posts", "3 posts"),
            ("99999999999999999999", "9"),
            ("5", ""),
            ("zwölf", "11"),
        ] {
            assert!(!among(text, known), "{text:?} against {known:?}");
        }
    }

    #[test]
    fn numbers_are_found_in_their_order_with_what_makes_them_more() {
        let found: Vec<String> =
            numbers("From 10k to 80 thousand, over 3.5 %, twice a week; 5 m.").into_iter().map(|one| one.text).collect();
        assert_eq!(found, ["10k", "80 thousand", "3.5", "twice", "5"]);
    }
}
