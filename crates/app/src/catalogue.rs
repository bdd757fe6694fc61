//! The words that the program writes by itself, in each of its languages; and how numbers, money and days are written there.
//!
//! Invariant: one way to read a catalogue, for mails here and for pages in `web`: lines `key = text` with `{name}` places, the
//! same keys and places in each language (the tests below compare them). Absent: texts that people wrote; mail to the team, which
//! is English because nobody's choice is kept.

use std::{collections::HashMap, sync::LazyLock};

use domain::{
    formats,
    language::Language,
    money::Money,
    time::{Day, Timestamp, Zone},
};

/// Texts by their keys.
pub type Catalogue = HashMap<&'static str, &'static str>;

/// What pages say as well: names of days, months and formats.
const SHARED: [&str; 2] = [include_str!("../text/en/shared.txt"), include_str!("../text/de/shared.txt")];
/// Letters to creators and applicants.
const MAILS: [&str; 2] = [include_str!("../text/en/mails.txt"), include_str!("../text/de/mails.txt")];

static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| whole(Language::English));
static GERMAN: LazyLock<Catalogue> = LazyLock::new(|| whole(Language::German));

fn whole(language: Language) -> Catalogue {
    let mut all = shared(language);
    all.extend(parse(MAILS[at(language)]));
    all
}

/// Where a language's files stand in the lists above.
const fn at(language: Language) -> usize {
    match language {
        Language::English => 0,
        Language::German => 1,
    }
}

/// What mails and pages share.
#[must_use]
pub fn shared(language: Language) -> Catalogue {
    parse(SHARED[at(language)])
}

/// Lines `key = text`; empty lines and lines that start with `#` are for people. `\n` in a text begins a new line of it.
#[must_use]
pub fn parse(catalogue: &'static str) -> Catalogue {
    let lines = catalogue.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('='));
    // Read once and kept as long as the program runs, as the rest of the catalogue is.
    let broken = |text: &'static str| if text.contains("\\n") { &*text.replace("\\n", "\n").leak() } else { text };
    lines.map(|(key, text)| (key.trim(), broken(text.trim()))).collect()
}

/// Puts values into the `{name}` places of a text; one pass, so that a value with braces in it stays as it is.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let place =
            after.split_once('}').and_then(|(name, tail)| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (value, tail)));
        match place {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The names of the places of a text, in their order.
#[must_use]
pub fn places(text: &str) -> Vec<&str> {
    let mut all: Vec<&str> = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect();
    all.sort_unstable();
    all
}

/// What keeps another language from saying the same as English: keys that are missing, surplus, or have other places.
#[must_use]
pub fn differences(english: &Catalogue, other: &Catalogue) -> Vec<String> {
    let missing = english.keys().filter(|key| !other.contains_key(*key)).map(|key| format!("{key} is missing"));
    let surplus = other.keys().filter(|key| !english.contains_key(*key)).map(|key| format!("{key} is in no English text"));
    let both = english.iter().filter_map(|(key, text)| Some((key, text, other.get(key)?)));
    let unlike = both.filter(|(_, one, two)| places(one) != places(two)).map(|(key, ..)| format!("{key} has other places"));
    missing.chain(surplus).chain(unlike).collect()
}

/// A number as English writes it, `1,234.5`, turned into how the language writes it.
#[must_use]
pub fn numerals(language: Language, english: String) -> String {
    match language {
        Language::English => english,
        Language::German => {
            let other = |c| match c {
                ',' => '.',
                '.' => ',',
                c => c,
            };
            english.chars().map(other).collect()
        }
    }
}

/// An amount as English writes it, `-£1,234.50`, turned into how the language writes it: `-1.234,50 £`.
#[must_use]
pub fn amount(language: Language, english: String) -> String {
    if language == Language::English {
        return english;
    }
    let at = english.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let (mark, digits) = english.split_at(at);
    let (sign, mark) = mark.strip_prefix('-').map_or(("", mark), |mark| ("-", mark));
    let digits = numerals(language, digits.to_owned());
    if mark.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}\u{a0}{}", mark.trim()) }
}

/// A pattern of `strftime` with a language's own names and its way to write a day's number. `text` gives a key's text, `say`
/// fills in a pattern.
pub fn dated<'a>(pattern: &str, text: impl Fn(&str) -> &'a str, say: impl Fn(&str) -> String) -> String {
    let (month, weekday) = (say("%-m"), say("%u"));
    let own = pattern
        .replace("%-d", text("when.day"))
        .replace("%a", text(&format!("weekday_short.{weekday}")))
        .replace("%A", text(&format!("weekday.{weekday}")))
        .replace("%b", text(&format!("month_short.{month}")))
        .replace("%B", text(&format!("month.{month}")));
    say(&own)
}

/// Says things in a language that does not change while it speaks: a letter's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tongue(pub(crate) Language);

impl Tongue {
    fn find(self, key: &str) -> Option<&'static str> {
        let all = match self.0 {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        };
        all.get(key).or_else(|| ENGLISH.get(key)).copied()
    }

    /// The text of a key. A key without a text shows itself, so that the gap is seen (and the test finds it first).
    pub(crate) fn t(self, key: &'static str) -> &'static str {
        self.find(key).unwrap_or(key)
    }

    /// The text of a key with its `{name}` places filled in.
    pub(crate) fn tf(self, key: &'static str, values: &[(&str, &str)]) -> String {
        fill(self.t(key), values)
    }

    /// The text of `group.word`; nothing when absent.
    pub(crate) fn tk(self, group: &str, word: &str) -> &'static str {
        self.find(&format!("{group}.{word}")).unwrap_or_default()
    }

    /// The text of `group.word` with its `{name}` places filled in.
    pub(crate) fn tkf(self, group: &str, word: &str, values: &[(&str, &str)]) -> String {
        fill(self.tk(group, word), values)
    }

    /// The text of `group.one` or `group.many` for a count.
    pub(crate) fn counted(self, group: &str, count: usize) -> String {
        self.tkf(group, if count == 1 { "one" } else { "many" }, &[("count", &count.to_string())])
    }

    /// An amount with its minor units.
    pub(crate) fn money(self, money: Money) -> String {
        amount(self.0, money.exact())
    }

    /// A day by a pattern of `strftime`.
    pub(crate) fn day(self, day: Day, pattern: &str) -> String {
        dated(pattern, |key| self.find(key).unwrap_or_default(), |pattern| day.format(pattern))
    }

    /// A deadline with date, hour and zone.
    pub(crate) fn deadline(self, due: Timestamp, zone: &Zone) -> String {
        let say = |pattern: &str| due.format_in(zone, pattern);
        format!("{} ({zone})", dated("%a %-d %b %Y, %H:%M", |key| self.find(key).unwrap_or_default(), say))
    }

    /// A format inside a sentence: small in English, a noun in German.
    pub(crate) fn format_within(self, word: &str) -> String {
        match self.0 {
            Language::English => formats::format_within(word),
            Language::German => match self.tk("format", &word.trim().to_lowercase()) {
                "" => formats::format_name(word),
                known => known.to_owned(),
            },
        }
    }

    /// `Hello Maya,`; who has no name is greeted without one.
    pub(crate) fn greeting(self, name: &str) -> String {
        if name.is_empty() { self.t("mail.greeting.nobody").to_owned() } else { self.tf("mail.greeting", &[("name", name)]) }
    }
}

#[cfg(test)]
mod tests;
