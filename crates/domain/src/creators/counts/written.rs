//! One number as written: digits, decimals and suffix.
//!
//! Invariant: nothing overflows; what does not fit is no number. Absent: ranges, signs, rounding words.

use super::DecimalMark;

/// One number as written: digits, how many of them are decimals, and its unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Written {
    digits: u128,
    decimals: u32,
    pub(super) unit: u128,
    pub(super) scientific: bool,
}

impl Written {
    /// The same digits with the unit of another number: in "12-15k" the suffix of the end counts for the beginning too.
    pub(super) fn with_unit_of(self, other: &Written) -> Self {
        if self.unit == 1 { Self { unit: other.unit, ..self } } else { self }
    }

    /// Twice the value, rounded down, so that halving it rounds half up; none beyond what fits.
    pub(super) fn doubled(&self, per_unit: u128) -> Option<u128> {
        let scaled = self.digits.checked_mul(self.unit)?.checked_mul(per_unit)?.checked_mul(2)?;
        let divisor = 10u128.checked_pow(self.decimals)?;
        Some(scaled / divisor).filter(|twice| *twice <= 4_000_000_000_000_000_000)
    }

    pub(super) fn is_whole(&self) -> bool {
        10u128.checked_pow(self.decimals).is_some_and(|divisor| self.digits.is_multiple_of(divisor))
    }

    /// Half of the last digit that was written, rounded up.
    pub(super) fn half_step(&self, per_unit: u128) -> u128 {
        let divisor = 10u128.checked_pow(self.decimals).unwrap_or(u128::MAX / 2);
        self.unit.saturating_mul(per_unit).div_ceil(divisor.saturating_mul(2))
    }
}

/// Reads one number with its suffix.
pub(super) fn single(text: &str, mark: DecimalMark) -> Option<Written> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | '_' | '٬') || c.is_whitespace()))
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let number = number.trim();
    if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let (digits, decimals) = plain_digits(number, mark)?;
    let suffix = suffix.trim();
    if let Some(power) = suffix.strip_prefix('e') {
        return scientific(digits, decimals, power);
    }
    Some(Written { digits, decimals, unit: unit(suffix)?, scientific: false })
}

fn scientific(digits: u128, decimals: u32, power: &str) -> Option<Written> {
    let power: i32 = power.trim_start_matches('+').parse().ok()?;
    if !(-12..=15).contains(&power) {
        return None;
    }
    let shift = power.unsigned_abs();
    let (unit, decimals) = if power >= 0 { (10u128.checked_pow(shift)?, decimals) } else { (1, decimals + shift) };
    Some(Written { digits, decimals, unit, scientific: true })
}

/// What a suffix multiplies by; words that only name the thing counted multiply by one.
fn unit(suffix: &str) -> Option<u128> {
    let word = suffix.split_whitespace().next().unwrap_or("").trim_end_matches('.');
    Some(match word {
        "" | "followers" | "follower" | "subscribers" | "subs" | "fans" | "views" | "likes" | "abonnenten" | "seguidores" => 1,
        "k" | "thousand" | "tsd" | "mil" | "тыс" => 1_000,
        "m" | "mn" | "mm" | "mio" | "million" | "millions" | "mln" | "млн" => 1_000_000,
        "b" | "bn" | "g" | "billion" | "billions" | "mrd" | "млрд" => 1_000_000_000,
        "lakh" | "lac" => 100_000,
        "crore" | "cr" => 10_000_000,
        "万" | "萬" | "만" => 10_000,
        "億" | "亿" | "억" => 100_000_000,
        _ => return None,
    })
}

/// Digits without grouping, and how many of them stand after the decimal mark.
fn plain_digits(text: &str, mark: DecimalMark) -> Option<(u128, u32)> {
    let text: String = text.chars().map(|c| if c.is_whitespace() || matches!(c, '’' | '_' | '٬') { '\'' } else { c }).collect();
    let dots = text.matches('.').count();
    let commas = text.matches(',').count();
    let decimal = match mark {
        DecimalMark::Dot => (dots == 1).then_some('.'),
        DecimalMark::Comma => (commas == 1).then_some(','),
        DecimalMark::Unknown => match (dots, commas) {
            (1, 0) if !groups_thousands(&text, '.') => Some('.'),
            (0, 1) if !groups_thousands(&text, ',') => Some(','),
            (1, 1..) if text.rfind('.') > text.rfind(',') => Some('.'),
            (1.., 1) if text.rfind(',') > text.rfind('.') => Some(','),
            _ => None,
        },
    };
    let (whole, fraction) = match decimal {
        Some(c) => text.split_once(c)?,
        None => (text.as_str(), ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) || !well_grouped(whole) {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).chain(fraction.chars()).collect();
    if digits.is_empty() || digits.len() > 24 {
        return None;
    }
    Some((digits.parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

/// One mark with exactly three digits after it and one to three before, not starting with zero: `1.234`.
fn groups_thousands(text: &str, mark: char) -> bool {
    text.split_once(mark).is_some_and(|(before, after)| {
        after.len() == 3 && (1..=3).contains(&before.len()) && !before.starts_with('0') && before.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Groups after the first have three digits, or two as in India (`12,34,567`), the last always three.
fn well_grouped(whole: &str) -> bool {
    let parts: Vec<&str> = whole.split(['.', ',', '\'']).collect();
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    match parts.as_slice() {
        [] => false,
        [only] => digits(only),
        [first, middle @ .., last] => {
            parts.iter().all(digits)
                && (1..=3).contains(&first.len())
                && last.len() == 3
                && (middle.iter().all(|part| part.len() == 3) || (first.len() <= 2 && middle.iter().all(|part| part.len() == 2)))
        }
    }
}
