//! Money: integer minor units with an ISO 4217 currency.
//!
//! Invariant: no floating point, and a split never loses a unit (docs/domain.md, Money).
//! Absent: exchange rates; an amount never changes currency by itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An ISO 4217 currency code, such as `GBP`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Currency([u8; 3]);

/// A text that is no currency or no amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No ISO 4217 code.
    #[error("\"{0}\" is no currency code. Use three letters such as GBP.")]
    Currency(String),
    /// No amount, or more decimals than the currency has.
    #[error("\"{0}\" is no amount. Write it like 420 or 420.50.")]
    Amount(String),
    /// Two currencies met where one was expected.
    #[error("amounts in {0} and {1} cannot be added")]
    Mixed(Currency, Currency),
    /// Beyond what an amount can hold.
    #[error("this amount is too large")]
    Overflow,
}

impl Currency {
    /// Pounds sterling, the default of a new brand in the demo and tests.
    pub const GBP: Currency = Currency(*b"GBP");
    /// US dollars.
    pub const USD: Currency = Currency(*b"USD");
    /// Euros.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Reads a code in any case.
    ///
    /// # Errors
    /// When ISO 4217 has no such code.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let code = text.trim().to_ascii_uppercase();
        match iso_currency::Currency::from_code(&code) {
            Some(_) => Ok(Self(code.as_bytes().try_into().map_err(|_| MoneyError::Currency(code.clone()))?)),
            None => Err(MoneyError::Currency(text.trim().to_owned())),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal point: 2 for GBP, 0 for JPY.
    #[must_use]
    pub fn digits(&self) -> u32 {
        iso_currency::Currency::from_code(self.code()).and_then(|known| known.exponent()).map_or(2, u32::from)
    }

    /// The sign that people write, such as `£`, or the code and a space where there is none of its own.
    #[must_use]
    pub fn sign(&self) -> String {
        match self.code() {
            "GBP" => "£".into(),
            "USD" => "$".into(),
            "EUR" => "€".into(),
            "JPY" => "¥".into(),
            "INR" => "₹".into(),
            code => format!("{code} "),
        }
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
impl std::fmt::Debug for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(text: String) -> Result<Self, MoneyError> {
        Self::parse(&text)
    }
}
impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}
impl std::str::FromStr for Currency {
    type Err = MoneyError;
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::parse(text)
    }
}

/// An amount in minor units (pence, cents) of one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// Minor units: 42000 is £420.00.
    pub minor: i64,
    /// ISO 4217.
    pub currency: Currency,
}

impl Money {
    /// An amount.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads what a person writes: `420`, `420.50`, `1,250`, `£420`, `420,50`.
    ///
    /// # Errors
    /// When it is no amount, or has more decimals than the currency.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let bad = || MoneyError::Amount(text.trim().to_owned());
        let digits = currency.digits() as usize;
        let cleaned: String = text
            .trim()
            .trim_start_matches(currency.sign().trim())
            .trim_start_matches(currency.code())
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '\'')
            .collect();
        let (negative, cleaned) = match cleaned.strip_prefix('-') {
            Some(rest) => (true, rest.to_owned()),
            None => (false, cleaned),
        };
        let last = cleaned.rfind(['.', ',']);
        let (whole, decimals) = match last {
            // "1,250" and "1.250" group thousands when the mark is not the only kind of decimals that fit.
            Some(at) if cleaned.len() - at - 1 == 3 && digits != 3 => (cleaned.replace(['.', ','], ""), String::new()),
            Some(at) => (cleaned[..at].replace(['.', ','], ""), cleaned[at + 1..].to_owned()),
            None => (cleaned.clone(), String::new()),
        };
        let only_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && decimals.is_empty() || !only_digits(&whole) || !only_digits(&decimals) || decimals.len() > digits {
            return Err(bad());
        }
        let text = format!("{whole}{decimals:0<digits$}");
        let minor: i64 = text.parse().map_err(|_| bad())?;
        Ok(Self::new(if negative { -minor } else { minor }, currency))
    }

    /// The sum of two amounts of one currency.
    ///
    /// # Errors
    /// On two currencies, or beyond 64 bits.
    pub fn plus(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency, other.currency));
        }
        self.minor.checked_add(other.minor).map(|minor| Money::new(minor, self.currency)).ok_or(MoneyError::Overflow)
    }

    /// A percentage given in basis points (1,200 is 12 %), rounded half up to the minor unit.
    #[must_use]
    pub fn basis_points(self, points: i64) -> Money {
        Money::new(share_half_up(self.minor, points, 10_000), self.currency)
    }

    /// As people read it where money moves: `£420.00`, `-£3.10`, `CHF 1,250.00`.
    #[must_use]
    pub fn exact(&self) -> String {
        self.written(true)
    }

    /// As people read it in lists: without the minor units when they are zero: `£420`.
    #[must_use]
    pub fn short(&self) -> String {
        let unit = 10_i64.pow(self.currency.digits());
        self.written(self.minor % unit != 0)
    }

    /// A plain decimal for exports: `420.00`.
    #[must_use]
    pub fn decimal(&self) -> String {
        let digits = self.currency.digits() as usize;
        let unit = 10_u64.pow(self.currency.digits());
        let (abs, sign) = (self.minor.unsigned_abs(), if self.minor < 0 { "-" } else { "" });
        if digits == 0 { format!("{sign}{abs}") } else { format!("{sign}{}.{:0digits$}", abs / unit, abs % unit) }
    }

    fn written(&self, minor_units: bool) -> String {
        let digits = self.currency.digits() as usize;
        let unit = 10_u64.pow(self.currency.digits());
        let abs = self.minor.unsigned_abs();
        let sign = if self.minor < 0 { "-" } else { "" };
        let mark = self.currency.sign();
        let whole = crate::text::grouped(abs / unit);
        if minor_units && digits > 0 { format!("{sign}{mark}{whole}.{:0digits$}", abs % unit) } else { format!("{sign}{mark}{whole}") }
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.exact())
    }
}

/// `amount * part / whole`, rounded half up (towards plus infinity on ties), in 128 bits.
#[must_use]
pub fn share_half_up(amount: i64, part: i64, whole: i64) -> i64 {
    let product = i128::from(amount) * i128::from(part) * 2 + i128::from(whole);
    let result = product.div_euclid(i128::from(whole) * 2);
    i64::try_from(result).unwrap_or(if result < 0 { i64::MIN } else { i64::MAX })
}

/// Splits an amount by weights so that nothing is lost: largest remainder, equal remainders to the earlier one
/// (docs/domain.md, small print of credit and of money). Weights must not be negative; with no weight at all
/// nobody gets anything.
#[must_use]
pub fn split_by_weight(amount: i64, weights: &[i64]) -> Vec<i64> {
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    if total == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: i64| i128::from(amount) * i128::from(weight);
    let mut shares: Vec<i64> = weights.iter().map(|weight| i64::try_from(exact(*weight).div_euclid(total)).unwrap_or(0)).collect();
    let mut left = amount - shares.iter().sum::<i64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(exact(weights[*at]).rem_euclid(total)), *at));
    for at in order {
        if left == 0 {
            break;
        }
        shares[at] += 1;
        left -= 1;
    }
    shares
}

/// Splits an amount evenly over `parts`, the extra units to the earlier ones.
#[must_use]
pub fn split_evenly(amount: i64, parts: usize) -> Vec<i64> {
    split_by_weight(amount, &vec![1; parts])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_write_amounts_in_many_ways() {
        for (text, minor) in [
            ("420", 42_000),
            ("£420.50", 42_050),
            ("1,250", 125_000),
            ("1.250,75", 125_075),
            ("420,5", 42_050),
            ("-3.10", -310),
            ("GBP 12", 1_200),
        ] {
            assert_eq!(Money::parse(text, Currency::GBP).map(|m| m.minor), Ok(minor), "{text}");
        }
        for text in ["", "abc", "1.2345", "4 2 0 x", "--3"] {
            assert!(Money::parse(text, Currency::GBP).is_err(), "{text}");
        }
        assert_eq!(Money::parse("1250", Currency::parse("JPY").unwrap()).unwrap().minor, 1250);
    }

    #[test]
    fn amounts_read_as_the_design_says() {
        let fee = Money::new(42_000, Currency::GBP);
        assert_eq!((fee.short().as_str(), fee.exact().as_str(), fee.decimal().as_str()), ("£420", "£420.00", "420.00"));
        assert_eq!(Money::new(-310, Currency::GBP).exact(), "-£3.10");
        assert_eq!(Money::new(123_456_700, Currency::EUR).exact(), "€1,234,567.00");
        assert_eq!(Money::new(5, Currency::GBP).decimal(), "0.05");
    }

    #[test]
    fn rounding_is_half_up() {
        assert_eq!(share_half_up(5, 1, 2), 3);
        assert_eq!(share_half_up(-5, 1, 2), -2);
        assert_eq!(Money::new(1_005, Currency::GBP).basis_points(5_000).minor, 503);
    }

    #[test]
    fn the_extra_unit_goes_to_the_earlier_one() {
        assert_eq!(split_evenly(100, 3), [34, 33, 33]);
        assert_eq!(split_by_weight(10, &[40, 20, 40]), [4, 2, 4]);
        assert_eq!(split_by_weight(101, &[1, 1]), [51, 50]);
    }

    proptest! {
        #[test]
        fn a_split_never_loses_a_unit(amount in -1_000_000_000_i64..1_000_000_000, weights in proptest::collection::vec(0_i64..10_000, 1..20)) {
            let shares = split_by_weight(amount, &weights);
            let expected = if weights.iter().sum::<i64>() == 0 { 0 } else { amount };
            prop_assert_eq!(shares.iter().sum::<i64>(), expected);
        }

        #[test]
        fn a_decimal_reads_back(minor in -1_000_000_000_i64..1_000_000_000) {
            let money = Money::new(minor, Currency::GBP);
            prop_assert_eq!(Money::parse(&money.decimal(), Currency::GBP), Ok(money));
        }
    }
}
