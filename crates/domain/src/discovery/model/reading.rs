//! What a language model reads in words of a search that the grammar left, held against these words.
//!
//! Invariants: the model sees nothing but the words that the grammar did not understand; a filter without a quote that stands in
//! them, or with a number that does not stand in the quote, is none; what the grammar read stays as it read it; each value is read
//! by the same rule as one that is typed. Absent: amounts of money, of which nobody says the currency but a person; and what was
//! understood and refused for a reason (age, gender, origin, leaving out), which is not handed on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::numbers::{is_among, numbers};
use crate::{
    creators::Platform,
    discovery::{Becomes, Filters, NotUnderstood, Reading},
    text::folded,
};

/// A filter that was read in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadFilter {
    /// One of `discovery::NAMES`.
    pub name: String,
    /// Its value, as it stands in an address.
    pub value: String,
    /// The words in which it was read.
    pub quote: String,
}

/// The filters that a model may propose, each with how it writes the value.
pub const PROPOSABLE: &[(&str, &str)] = &[
    ("platform", "instagram, tiktok or youtube"),
    ("followers", "least..most as whole numbers, either side may be empty, such as 10000.. or ..80000"),
    ("engagement", "engagement rate over followers in percent, least..most, such as 3.."),
    ("engagement_by_views", "engagement rate over views in percent, least..most"),
    ("views", "average views, least..most as whole numbers"),
    ("growth", "growth of followers a month in percent, least..most"),
    ("posts_a_week", "least..most, such as 2..5"),
    ("posted_within", "the last post is at most so many days old, a whole number"),
    ("sponsored_share", "share of paid posts in percent, least..most"),
    ("brand", "the handle of a brand that they tagged in a paid post"),
    ("country", "where they live, two letters of ISO 3166"),
    ("city", "where they live, the name of a city"),
    ("language", "the language in which they post, two letters of ISO 639-1"),
    ("audience", "where most of their audience is, two letters of ISO 3166"),
    ("topic", "what they post about, one or two English words"),
    ("tag", "one of the team's own tags, as written"),
    ("tier", "product_only, paid or ambassador"),
    ("standing", "rebook, test, pause or blocked"),
    ("contactable", "yes or no"),
    ("not_contacted", "not written to in so many days, a whole number"),
    ("worked_with", "yes or no"),
    ("verified", "yes or no"),
    ("customer", "yes or no"),
];

/// The most filters that are taken of one answer.
const MOST_FILTERS: usize = 12;
/// The most letters of words that are handed on.
const MOST_LETTERS: usize = 400;

/// The words that the grammar did not understand, each run of them by itself: what a model may be asked about.
#[must_use]
pub fn left(reading: &Reading) -> Vec<String> {
    let asked = reading.parts.iter().filter(|part| match &part.becomes {
        Becomes::About => true,
        Becomes::NotUnderstood { why } => may_help(*why),
        Becomes::Filter { .. } | Becomes::Topic { .. } | Becomes::Passed => false,
    });
    let mut letters = 0;
    asked
        .map(|part| part.text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|words| words.contains(char::is_alphabetic))
        .take_while(|words| {
            letters += words.chars().count();
            letters <= MOST_LETTERS
        })
        .collect()
}

/// Whether somebody else may make sense of what the grammar did not; what it understood and refused stays refused.
const fn may_help(why: NotUnderstood) -> bool {
    match why {
        NotUnderstood::Ambiguous
        | NotUnderstood::NoBound
        | NotUnderstood::Vague
        | NotUnderstood::UnknownNumber
        | NotUnderstood::UnknownValue => true,
        NotUnderstood::AgeIsNotKnown
        | NotUnderstood::GenderIsNotKnown
        | NotUnderstood::OriginIsNotKept
        | NotUnderstood::Contradicts
        | NotUnderstood::Backwards
        | NotUnderstood::UnknownAmount
        | NotUnderstood::Excludes
        | NotUnderstood::NotKept
        | NotUnderstood::TooMany
        | NotUnderstood::NoWord => false,
    }
}

/// The proposals that hold, as filters that can stand in an address. `known` is what the grammar read.
#[must_use]
pub fn grounded(proposed: &[ReadFilter], left: &[String], known: &Filters) -> Vec<ReadFilter> {
    let said: Vec<&str> = known.pairs().into_iter().map(|(name, _)| name).collect();
    let mut taken: Vec<ReadFilter> = Vec::new();
    for one in proposed {
        let Some(read) = held(one, left).filter(|read| !said.contains(&read.name.as_str())) else { continue };
        let several = is_list(&read.name);
        // Of a filter that has one value the first that was read holds.
        let again = taken.iter().any(|before| before.name == read.name && (!several || before.value == read.value));
        if !again && taken.len() < MOST_FILTERS {
            taken.push(read);
        }
    }
    taken
}

/// One proposal, if its quote stands in the words and its value is one.
fn held(one: &ReadFilter, left: &[String]) -> Option<ReadFilter> {
    let (name, _) = PROPOSABLE.iter().find(|(name, _)| *name == one.name)?;
    let quote = one.quote.split_whitespace().collect::<Vec<_>>().join(" ");
    if !left.iter().any(|words| stands(&quote, words)) {
        return None;
    }
    let written = written(name, one.value.trim(), &quote)?;
    let (filters, unreadable) = Filters::of_pairs([(*name, written.as_str())]);
    let (_, value) = filters.pairs().into_iter().next().filter(|_| unreadable.is_empty())?;
    Some(ReadFilter { name: (*name).to_owned(), value, quote })
}

/// Whether words stand in others, whole.
fn stands(quote: &str, words: &str) -> bool {
    let (quote, words) = (folded(quote), folded(words));
    if !quote.contains(char::is_alphanumeric) {
        return false;
    }
    words.match_indices(&quote).any(|(at, found)| {
        let before = words[..at].chars().next_back();
        let after = words[at + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Whether a filter may have several values.
fn is_list(name: &str) -> bool {
    matches!(name, "platform" | "brand" | "country" | "city" | "language" | "audience" | "topic" | "tag" | "tier" | "standing")
}

/// A value as it stands in an address; nothing where it says what the quote does not.
fn written(name: &str, value: &str, quote: &str) -> Option<String> {
    if value.is_empty() || value.contains(['|', '\n', '\r']) {
        return None;
    }
    match name {
        "followers" | "views" => bounds(value, quote, 1),
        "posts_a_week" => bounds(value, quote, 1_000),
        "engagement" | "engagement_by_views" | "growth" | "sponsored_share" => bounds(value, quote, 10_000),
        "posted_within" | "not_contacted" => numbers_stand(value, quote).then(|| value.to_owned()),
        "platform" => Platform::KNOWN.contains(&Platform::parse(value)).then(|| value.to_owned()),
        // Of these only the team knows which there are.
        "tag" | "brand" => stands(value.trim_start_matches('@'), quote).then(|| value.to_owned()),
        _ => Some(value.to_owned()),
    }
}

/// Bounds in the units of people, as small units: `3..4.5` is `30000..45000` of ten thousandths.
fn bounds(value: &str, quote: &str, unit: i64) -> Option<String> {
    if !numbers_stand(value.replace("..", " to ").as_str(), quote) {
        return None;
    }
    let (least, most) = value.split_once("..")?;
    Some(format!("{}..{}", small(least, unit)?, small(most, unit)?))
}

/// Whether every number of a value stands in the quote.
fn numbers_stand(value: &str, quote: &str) -> bool {
    let said = numbers(quote);
    let asked = numbers(value);
    !asked.is_empty() && asked.iter().all(|number| is_among(number, &said))
}

/// One end of bounds in small units; an empty one stays empty.
fn small(end: &str, unit: i64) -> Option<String> {
    let end = end.trim();
    if end.is_empty() {
        return Some(String::new());
    }
    let (negative, digits) = end.strip_prefix('-').map_or((false, end), |rest| (true, rest));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 4 || !plain(whole) || !plain(part) {
        return None;
    }
    let ten_thousandths = whole.parse::<i64>().ok()? * 10_000 + format!("{part:0<4}").parse::<i64>().ok()?;
    let value = ten_thousandths.checked_mul(unit)? / 10_000;
    Some((if negative { -value } else { value }).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{discovery::read, time::Day};

    fn proposed(name: &str, value: &str, quote: &str) -> ReadFilter {
        ReadFilter { name: name.into(), value: value.into(), quote: quote.into() }
    }

    fn taken(words: &str, all: &[(&str, &str, &str)]) -> Vec<(String, String)> {
        let all: Vec<ReadFilter> = all.iter().map(|(name, value, quote)| proposed(name, value, quote)).collect();
        grounded(&all, &[words.to_owned()], &Filters::default()).into_iter().map(|one| (one.name, one.value)).collect()
    }

    fn one(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn only_words_that_the_grammar_left_are_handed_on() {
        let today = Day::parse("2026-11-28").unwrap();
        let read = read("skincare creators in Germany, cosy cabins, women, 10k to 80k followers", today);
        let left = left(&read);
        let all = left.join(" ");
        assert!(left.contains(&"cosy cabins".to_owned()), "{left:?}");
        for word in ["Germany", "10k", "followers", "women"] {
            assert!(!all.contains(word), "{word} is no business of a model: {left:?}");
        }
    }

    #[test]
    fn a_filter_without_its_quote_in_the_words_is_none() {
        let words = "from the Ruhr area, tagged with Oatmill";
        assert_eq!(taken(words, &[("country", "DE", "Ruhr area")]), one("country", "DE"));
        assert_eq!(taken(words, &[("country", "de", "ruhr  AREA")]), one("country", "DE"), "case and spaces do not matter");
        for (name, value, quote) in [
            ("country", "DE", "Germany"),
            ("country", "DE", ""),
            ("country", "DE", "Ruh"),
            ("country", "DE", "uhr area"),
            ("country", "Atlantis", "Ruhr area"),
            ("fee", "..30000", "Ruhr area"),
            ("age", "20..30", "Ruhr area"),
            ("tag", "vip", "Ruhr area"),
            ("platform", "myspace", "Ruhr area"),
            ("topic", "a|b", "Ruhr area"),
            ("tier", "cheap", "Ruhr area"),
        ] {
            assert!(taken(words, &[(name, value, quote)]).is_empty(), "{name} {value} {quote}");
        }
        assert_eq!(taken(words, &[("brand", "@oatmill", "tagged with Oatmill")]), one("brand", "oatmill"));
    }

    #[test]
    fn a_number_must_stand_in_the_quote() {
        let words = "a following around 30k, engaging by 3.5 per cent, 45 days";
        assert_eq!(taken(words, &[("followers", "30000..", "around 30k")]), one("followers", "30000.."));
        assert_eq!(taken(words, &[("engagement", "3.5..", "3.5 per cent")]), one("engagement", "35000.."));
        assert_eq!(taken(words, &[("not_contacted", "45", "45 days")]), one("not_contacted", "45"));
        for (name, value, quote) in [
            ("followers", "24000..36000", "around 30k"),
            ("followers", "30000..", "a following"),
            ("followers", "..", "around 30k"),
            ("followers", "30000", "around 30k"),
            ("engagement", "350..", "3.5 per cent"),
            ("not_contacted", "60", "45 days"),
            ("posted_within", "soon", "45 days"),
        ] {
            assert!(taken(words, &[(name, value, quote)]).is_empty(), "{name} {value} {quote}");
        }
    }

    #[test]
    fn what_the_grammar_read_stays_and_one_value_is_one() {
        let known = Filters::of_pairs([("country", "FR")]).0;
        let words = ["Ruhr area, daily mums".to_owned()];
        let all = [
            proposed("country", "DE", "Ruhr area"),
            proposed("topic", "parenting", "mums"),
            proposed("topic", "Parenting", "mums"),
            proposed("topic", "family", "mums"),
            proposed("verified", "yes", "daily"),
            proposed("verified", "no", "daily"),
        ];
        let taken: Vec<String> = grounded(&all, &words, &known).into_iter().map(|one| format!("{}:{}", one.name, one.value)).collect();
        assert_eq!(taken, ["topic:parenting", "topic:family", "verified:yes"]);
    }
}
