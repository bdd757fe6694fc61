//! Reports: what came of it all, and with whom to work again.
//!
//! Invariant: every result names its formula and the formula's version, and a result whose inputs are not known says so
//! instead of showing a number (docs/domain.md, Judging results). Absent: where the numbers come from, and pages.

pub mod cohorts;
pub mod decision;
pub mod emv;
pub mod engagement;
pub mod measures;
pub mod misses;
pub mod pareto;
pub mod standing;
pub mod told;

use schemars::JsonSchema;
use serde::Serialize;

use crate::money::{Currency, Money};

pub use decision::StandingDecision;
pub use measures::Totals;
pub use standing::StandingProposal;

/// How a number is computed. The version rises when the same inputs would give another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Formula {
    /// Its short name, such as `CPM`.
    pub name: &'static str,
    /// Its version.
    pub version: u16,
    /// The formula in words.
    pub text: &'static str,
}

impl Formula {
    /// The first version of a formula.
    #[must_use]
    pub const fn first(name: &'static str, text: &'static str) -> Self {
        Self { name, version: 1, text }
    }

    /// The name with its version, as stored beside a value: `CPM v1`.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} v{}", self.name, self.version)
    }
}

/// A computed number, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Value {
    /// An amount of money.
    Money {
        /// How much.
        amount: Money,
    },
    /// A price that may be smaller than the smallest coin.
    UnitCost {
        /// Thousandths of a minor unit, rounded half up.
        thousandths: i64,
        /// Of which currency.
        currency: Currency,
    },
    /// A share, in percent.
    Percent {
        /// 3.2 is 3.2 %.
        percent: f64,
    },
    /// One number over another, such as sales per unit of cost.
    Ratio {
        /// The quotient.
        ratio: f64,
    },
    /// It cannot be computed.
    Unknown {
        /// Why.
        why: &'static str,
    },
}

/// A number with the formula that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Measured {
    /// How it was computed.
    pub formula: Formula,
    /// What came out.
    pub value: Value,
}

impl Measured {
    /// As people read it: `£4.20`, `£0.0605`, `3.20 %`, `1.75`, or a dash.
    #[must_use]
    pub fn text(&self) -> String {
        match self.value {
            Value::Money { amount } => amount.exact(),
            Value::UnitCost { thousandths, currency } => unit_cost_text(thousandths, currency),
            Value::Percent { percent } => format!("{percent:.2} %"),
            Value::Ratio { ratio } => format!("{ratio:.2}"),
            Value::Unknown { .. } => "–".to_owned(),
        }
    }
}

/// Below one minor unit more decimals are shown, because a price of nothing would be wrong.
fn unit_cost_text(thousandths: i64, currency: Currency) -> String {
    let minor = crate::money::share_half_up(thousandths, 1, 1_000);
    if thousandths == 0 || thousandths.abs() >= 10_000 || thousandths % 1_000 == 0 {
        return Money::new(minor, currency).exact();
    }
    let digits = currency.digits() as usize + 3;
    let unit = 10_u64.pow(currency.digits()) * 1_000;
    let abs = thousandths.unsigned_abs();
    let decimals = format!("{:0digits$}", abs % unit);
    let sign = if thousandths < 0 { "-" } else { "" };
    format!("{sign}{}{}.{}", currency.sign(), abs / unit, decimals.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let formula = Formula::first("CPE", "cost / engagements");
        assert_eq!(formula.label(), "CPE v1");
        for (value, text) in [
            (Value::UnitCost { thousandths: 6_000, currency: Currency::USD }, "$0.06"),
            (Value::UnitCost { thousandths: 6_050, currency: Currency::USD }, "$0.0605"),
            (Value::UnitCost { thousandths: 40, currency: Currency::GBP }, "£0.0004"),
            (Value::UnitCost { thousandths: 420_600, currency: Currency::GBP }, "£4.21"),
            (Value::Percent { percent: 3.2 }, "3.20 %"),
            (Value::Ratio { ratio: 1.749 }, "1.75"),
            (Value::Unknown { why: "no views are known" }, "–"),
        ] {
            assert_eq!(Measured { formula, value }.text(), text);
        }
    }
}
