//! Numbers as people write them: `1.2M`, `12k-15k`, `1,234,567`, `3,5 %`, `N/A`, `#VALUE!`.
//!
//! Invariant: integer arithmetic only, no panic on any text, and what is rounded says so. A cell that is no number is
//! either missing, with the reason, or bad, with the reason. Absent: what the number counts.

mod written;

use serde::{Deserialize, Serialize};

use written::{Written, single};

/// Which mark stands before decimals, where the column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalMark {
    /// Nobody knows: one mark before exactly three digits groups thousands, otherwise it starts decimals.
    #[default]
    Unknown,
    /// `1,234.5`.
    Dot,
    /// `1.234,5`.
    Comma,
}

/// Why a cell holds no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Nothing there.
    Empty,
    /// `N/A`, `-`, `unknown` and the like.
    NotAvailable,
    /// A spreadsheet's own error, such as `#VALUE!` in any language.
    SpreadsheetError,
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Number {
    /// A number.
    Read {
        /// Whole units, rounded half up; for rates millionths.
        value: i64,
        /// False where it was rounded: a suffix, decimals, a range, "about".
        exact: bool,
        /// How far the true number may lie from the value: half of the last digit written, or half of the range.
        within: i64,
    },
    /// No number, for a usual reason.
    Missing(Missing),
    /// Something else; the text says what.
    Bad(String),
}

impl Number {
    /// The value, where one was read.
    #[must_use]
    pub fn value(&self) -> Option<i64> {
        match self {
            Number::Read { value, .. } => Some(*value),
            _ => None,
        }
    }

    /// Whether two readings of one measure can be the same number, given how they were rounded.
    #[must_use]
    pub fn agrees_with(&self, other: &Number) -> bool {
        match (self, other) {
            (Number::Read { value: a, within: x, .. }, Number::Read { value: b, within: y, .. }) => {
                a.abs_diff(*b) <= x.unsigned_abs() + y.unsigned_abs()
            }
            _ => false,
        }
    }

    /// The more precise of two readings of one measure; the first when nothing tells them apart.
    #[must_use]
    pub fn more_precise(self, other: Number) -> Number {
        match (&self, &other) {
            (Number::Read { within: a, exact: x, .. }, Number::Read { within: b, exact: y, .. }) => {
                if (b, !y) < (a, !x) {
                    other
                } else {
                    self
                }
            }
            (Number::Read { .. }, _) => self,
            (_, Number::Read { .. }) => other,
            _ => self,
        }
    }
}

/// Whether a cell is one of the usual ways to say that there is nothing, and which.
#[must_use]
pub fn missing(text: &str) -> Option<Missing> {
    let text = text.trim().trim_matches(['\'', '"', '’', '‘', '`']).trim();
    if text.is_empty() {
        return Some(Missing::Empty);
    }
    if text.chars().count() > 20 {
        return None;
    }
    let lower = text.to_lowercase();
    if lower.starts_with('#') && (lower.ends_with(['!', '?']) || lower == "#n/a" || lower == "#nv" || lower == "#n/d") {
        return Some(Missing::SpreadsheetError);
    }
    let dashes = lower.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '?' | '.' | '_' | '/'));
    let words = ["n/a", "na", "n.a.", "n.a", "n/d", "nan", "null", "none", "nil", "unknown", "not available", "tbd", "k.a.", "s/d", "<na>"];
    (dashes || words.contains(&lower.as_str())).then_some(Missing::NotAvailable)
}

/// Reads a count of people or things.
#[must_use]
pub fn parse(text: &str) -> Number {
    parse_with(text, DecimalMark::Unknown)
}

/// Reads a count in a column whose decimal mark is known.
#[must_use]
pub fn parse_with(text: &str, mark: DecimalMark) -> Number {
    if let Some(reason) = missing(text) {
        return Number::Missing(reason);
    }
    if text.contains('%') {
        return Number::Bad("a percentage where a count is expected".to_owned());
    }
    amount(text, mark, 1)
}

/// How a rate without a percent sign is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// `3.5` is 3.5 %.
    Percent,
    /// `0.035` is 3.5 %.
    Fraction,
}

/// Reads a rate into millionths: `3,5 %` is 35 000. A percent sign wins over the scale.
#[must_use]
pub fn rate(text: &str, scale: Scale, mark: DecimalMark) -> Number {
    if let Some(reason) = missing(text) {
        return Number::Missing(reason);
    }
    let per_unit = if text.contains(['%', '％']) || scale == Scale::Percent { 10_000 } else { 1_000_000 };
    // A grouping mark makes no sense in a rate: "0,611" and "3,125" have decimals.
    let mark = match (mark, text.contains(',')) {
        (DecimalMark::Unknown, true) => DecimalMark::Comma,
        (DecimalMark::Unknown, false) => DecimalMark::Dot,
        (known, _) => known,
    };
    match amount(&text.replace(['%', '％'], ""), mark, per_unit) {
        Number::Read { value, .. } if value > 10_000_000 => Number::Bad("a rate above 1000 % cannot be meant".to_owned()),
        Number::Read { value, within, .. } => Number::Read { value, exact: true, within },
        other => other,
    }
}

/// A number or a range, times `per_unit`.
fn amount(text: &str, mark: DecimalMark, per_unit: u128) -> Number {
    let text = text.trim().trim_end_matches(['\'', '’']).trim();
    if text.chars().count() > 60 {
        return Number::Bad("too long for a number".to_owned());
    }
    let lower = text.to_lowercase().replace(['−', '–', '—'], "-");
    let (about, rest) = strip_about(&lower);
    if let Some(rest) = rest.strip_prefix('-') {
        let negative = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        return Number::Bad(if negative { "a negative number cannot be a count" } else { "no number" }.to_owned());
    }
    if let Some((low, high)) = rest.split_once('-').or_else(|| rest.split_once(" to ")).filter(|(low, _)| !low.trim_end().ends_with('e')) {
        return match (single(low, mark), single(high, mark)) {
            (Some(low), Some(high)) => range(&low, &high, per_unit),
            _ => not_a_number(text),
        };
    }
    let Some(written) = single(rest, mark) else { return not_a_number(text) };
    let Some(doubled) = written.doubled(per_unit) else { return too_large() };
    let exact = !about && written.unit == 1 && !written.scientific && written.is_whole();
    let within = if exact { 0 } else { written.half_step(per_unit).max(1) };
    read(doubled, exact, within)
}

/// The middle of a range. In "12-15k" the suffix of the end counts for the beginning too, in "900-1k" it does not.
fn range(low: &Written, high: &Written, per_unit: u128) -> Number {
    let Some(end) = high.doubled(per_unit) else { return too_large() };
    let shared = low.with_unit_of(high).doubled(per_unit).filter(|start| *start <= end);
    match shared.or_else(|| low.doubled(per_unit)) {
        Some(start) if start <= end => read((start + end) / 2, false, (end - start) / 4),
        Some(_) => Number::Bad("a range that ends before it begins".to_owned()),
        None => too_large(),
    }
}

/// From twice the value, so that a half can be rounded up.
fn read(doubled: u128, exact: bool, within: u128) -> Number {
    match (i64::try_from(doubled.div_ceil(2)), i64::try_from(within)) {
        (Ok(value), Ok(within)) if value <= 1_000_000_000_000_000 => Number::Read { value, exact, within },
        _ => too_large(),
    }
}

fn too_large() -> Number {
    Number::Bad("larger than any count can be".to_owned())
}

fn not_a_number(text: &str) -> Number {
    Number::Bad(format!("\"{}\" is no number", text.chars().take(40).collect::<String>()))
}

/// Takes off what says "about" or "more than", and a leading plus.
fn strip_about(text: &str) -> (bool, &str) {
    let mut rest = text.trim();
    let mut about = false;
    for word in ["approx.", "approx", "about", "around", "circa", "ca.", "over", "~", "≈", ">", "<"] {
        if let Some(after) = rest.strip_prefix(word) {
            (about, rest) = (true, after.trim_start());
        }
    }
    if let Some(before) = rest.strip_suffix('+') {
        (about, rest) = (true, before.trim_end());
    }
    (about, rest.strip_prefix('+').unwrap_or(rest))
}

/// The decimal mark that the cells of one column agree on: one that has other than three digits after it decides.
#[must_use]
pub fn decimal_mark<'a>(cells: impl Iterator<Item = &'a str>) -> DecimalMark {
    let (mut dot, mut comma) = (0u32, 0u32);
    for cell in cells {
        let number: &str = cell.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
        let after = |mark: char| number.rsplit_once(mark).map(|(before, after)| (before.contains(mark), after.len()));
        match (after('.'), after(',')) {
            (Some((false, digits)), None) if digits != 3 => dot += 1,
            (None, Some((false, digits))) if digits != 3 => comma += 1,
            (Some((true, _)), _) => comma += 1,
            (_, Some((true, _))) => dot += 1,
            (Some((false, a)), Some((false, b))) => *(if a < b { &mut dot } else { &mut comma }) += 1,
            _ => {}
        }
    }
    match dot.cmp(&comma) {
        std::cmp::Ordering::Greater => DecimalMark::Dot,
        std::cmp::Ordering::Less => DecimalMark::Comma,
        std::cmp::Ordering::Equal => DecimalMark::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_as_people_write_them() {
        for (text, value, exact) in [
            ("13800000", 13_800_000, true),
            ("477900000.00", 477_900_000, true),
            ("1,234,567", 1_234_567, true),
            ("1 234", 1_234, true),
            ("1\u{a0}234\u{202f}567", 1_234_567, true),
            ("1.234.567", 1_234_567, true),
            ("1'234", 1_234, true),
            ("12,34,567", 1_234_567, true),
            ("1.234", 1_234, true),
            ("0", 0, true),
            ("+5", 5, true),
            ("1.2M", 1_200_000, false),
            ("13.8M", 13_800_000, false),
            ("1,2 Mio.", 1_200_000, false),
            ("50.2K", 50_200, false),
            ("1.1B", 1_100_000_000, false),
            ("3.5 lakh", 350_000, false),
            ("12万", 120_000, false),
            ("348.5", 349, false),
            ("0.4", 0, false),
            ("1.38E+07", 13_800_000, false),
            ("~12k", 12_000, false),
            ("100k+", 100_000, false),
            ("12k-15k", 13_500, false),
            ("12–15k", 13_500, false),
            ("10K to 20K", 15_000, false),
            ("900-1k", 950, false),
            ("12K followers", 12_000, false),
        ] {
            assert!(
                matches!(parse(text), Number::Read { value: v, exact: e, .. } if v == value && e == exact),
                "{text}: {:?}",
                parse(text)
            );
        }
    }

    #[test]
    fn nothing_is_missing_with_a_reason() {
        for (text, reason) in [
            ("", Missing::Empty),
            ("  ", Missing::Empty),
            ("N/A", Missing::NotAvailable),
            ("N/A'", Missing::NotAvailable),
            ("-", Missing::NotAvailable),
            ("—", Missing::NotAvailable),
            ("#VALOR!", Missing::SpreadsheetError),
            ("#VALUE!", Missing::SpreadsheetError),
            ("#REF!", Missing::SpreadsheetError),
            ("#DIV/0!", Missing::SpreadsheetError),
            ("#N/A", Missing::SpreadsheetError),
            ("#NAME?", Missing::SpreadsheetError),
        ] {
            assert_eq!(parse(text), Number::Missing(reason), "{text}");
        }
    }

    #[test]
    fn the_rest_is_bad_with_a_reason() {
        for text in
            ["-5", "- 5", "many", "1.2.3", "12,3,4", "3,5 %", "01.06.2015", "1e99", "999999999999999999999", "20k-10k", "=1+1", "5 apples"]
        {
            assert!(matches!(parse(text), Number::Bad(_)), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn rates_are_millionths() {
        for (text, scale, value) in [
            ("3,5 %", Scale::Percent, 35_000),
            ("3.20%", Scale::Fraction, 32_000),
            ("3.125", Scale::Percent, 31_250),
            ("0,035", Scale::Fraction, 35_000),
            ("0.611553068", Scale::Fraction, 611_553),
            ("100%", Scale::Percent, 1_000_000),
        ] {
            assert_eq!(rate(text, scale, DecimalMark::Unknown).value(), Some(value), "{text}");
        }
        assert!(matches!(rate("-1 %", Scale::Percent, DecimalMark::Unknown), Number::Bad(_)));
        assert!(matches!(rate("5000", Scale::Percent, DecimalMark::Unknown), Number::Bad(_)));
        assert_eq!(rate("#VALOR!", Scale::Percent, DecimalMark::Unknown), Number::Missing(Missing::SpreadsheetError));
    }

    #[test]
    fn the_precise_one_of_a_pair_wins() {
        let (short, full) = (parse("13.8M"), parse("13812345"));
        assert!(short.agrees_with(&full));
        assert_eq!(short.clone().more_precise(full.clone()), full);
        assert_eq!(full.clone().more_precise(short), full);
        assert!(!parse("13.8M").agrees_with(&parse("13900000")));
        assert_eq!(parse("#VALOR!").more_precise(parse("7")), parse("7"));
    }

    #[test]
    fn a_column_tells_its_decimal_mark() {
        assert_eq!(decimal_mark(["1.5", "12.345"].into_iter()), DecimalMark::Dot);
        assert_eq!(decimal_mark(["1,5", "1.234"].into_iter()), DecimalMark::Comma);
        assert_eq!(decimal_mark(["1.234", "5"].into_iter()), DecimalMark::Unknown);
        assert_eq!(parse_with("12.345", DecimalMark::Dot).value(), Some(12));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_nothing_is_negative(text in "\\PC{0,40}") {
            for number in [parse(&text), rate(&text, Scale::Percent, DecimalMark::Unknown), rate(&text, Scale::Fraction, DecimalMark::Comma)] {
                prop_assert!(number.value().is_none_or(|value| value >= 0));
            }
        }

        #[test]
        fn number_like_texts_never_panic(text in "[~><+-]{0,2}[0-9.,' ]{0,30}[kKmMbBeE]?[+-]?[0-9]{0,3} ?%?") {
            let _ = (parse(&text), parse_with(&text, DecimalMark::Dot), rate(&text, Scale::Percent, DecimalMark::Unknown));
        }

        #[test]
        fn plain_and_grouped_counts_are_exact(value in 0u64..1_000_000_000_000_000) {
            let expected = Number::Read { value: i64::try_from(value).unwrap_or(0), exact: true, within: 0 };
            prop_assert_eq!(parse(&value.to_string()), expected.clone());
            prop_assert_eq!(parse(&crate::text::grouped(value)), expected);
        }

        #[test]
        fn short_forms_agree_with_what_they_shorten(value in 0i64..900_000_000_000) {
            prop_assert!(parse(&crate::text::short_count(value)).agrees_with(&parse(&value.to_string())));
        }
    }
}
