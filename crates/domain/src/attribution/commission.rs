//! Commission: what an agreement earns on an order, how long it is held, and when it is due.
//!
//! Invariant: commission follows the rule that the agreement names and is computed per order; the model that a
//! report is read with never changes what is owed (docs/domain.md, Attribution). Absent: payables, the ledger, and
//! the negative balance, which belong to payments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Model, Order};
use crate::ids::{CollaborationId, OrderId};
use crate::money::{Currency, Money, share_half_up};
use crate::time::{DAY, Day, Timestamp, Zone};

/// How long commission is held after an order was paid: 30 x 24 h.
pub const HOLD: i64 = 30 * DAY;

/// One whole in the scale of a stored exchange rate.
const RATE_ONE: i64 = 1_000_000;

/// The commission terms of one agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CommissionRule {
    /// Whose agreement.
    pub collaboration: CollaborationId,
    /// Of the value credited on each order: 1,200 is 12 %.
    pub basis_points: i64,
    /// By which model credit is given; `code_first` unless the agreement names another.
    pub model: Model,
    /// Microseconds from the order's paid time to release; 30 x 24 h by default.
    pub hold: i64,
    /// Calendar days from release to due.
    pub terms_days: i64,
}

/// An exchange rate with where it came from, for an agreement that is owed in another currency than the order's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rate {
    /// The currency that is owed.
    pub to: Currency,
    /// How much of it one unit of the order's currency is, in millionths: 1.17 is 1,170,000.
    pub millionths: i64,
    /// Who states the rate, such as `ECB reference rate`.
    pub source: String,
    /// Of which day.
    pub day: Day,
}

/// What one agreement earns on one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Earned {
    /// On which order.
    pub order: OrderId,
    /// Who earns.
    pub collaboration: CollaborationId,
    /// The value credited by the agreement's own rule.
    pub credited: Money,
    /// The commission on it, rounded half up.
    pub commission: Money,
    /// Others whose agreements earn on the same order: shown as such, and each is owed.
    pub also: Vec<CollaborationId>,
}

/// Where the commission of an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Hold {
    /// The shop has not said that the order was paid.
    Unpaid,
    /// Waiting for refunds.
    Held {
        /// When it is released.
        until: Timestamp,
    },
    /// Past the hold: accrued and entered in the ledger.
    Released {
        /// When it was.
        at: Timestamp,
        /// When it is due.
        due: Day,
    },
}

impl CommissionRule {
    /// What this agreement earns on an order with the edits and refunds that had happened by an instant, in the
    /// order's currency, rounded half up to the minor unit.
    #[must_use]
    pub fn earned_at(&self, order: &Order, at: Timestamp) -> Money {
        Money::new(order.credit_at(self.model, at).of(self.collaboration), order.currency).basis_points(self.basis_points)
    }

    /// The end of an order's hold; nothing while it is unpaid.
    #[must_use]
    pub fn release(&self, order: &Order) -> Option<Timestamp> {
        order.paid_at.map(|paid| paid.plus(self.hold))
    }

    /// Where an order's commission stands. A refund at the hold's very last instant is inside, so release comes after
    /// that instant (docs/domain.md, small print of credit). Due is the calendar day in the workspace's zone so many
    /// days after release.
    #[must_use]
    pub fn hold(&self, order: &Order, zone: &Zone, now: Timestamp) -> Hold {
        match self.release(order) {
            None => Hold::Unpaid,
            Some(until) if now <= until => Hold::Held { until },
            Some(at) => Hold::Released { at, due: at.day_in(zone).plus_days(self.terms_days) },
        }
    }

    /// What is released at the end of the hold: the commission on what the order was worth then.
    #[must_use]
    pub fn released(&self, order: &Order) -> Option<Money> {
        self.release(order).map(|at| self.earned_at(order, at))
    }

    /// What refunds and edits after release take back: zero, or below zero. It is carried as a negative balance.
    #[must_use]
    pub fn taken_back(&self, order: &Order, now: Timestamp) -> Money {
        let difference = match self.release(order) {
            Some(at) if at < now => self.earned_at(order, now).minor - self.earned_at(order, at).minor,
            _ => 0,
        };
        Money::new(difference.min(0), order.currency)
    }
}

impl Rate {
    /// An amount in the other currency, rounded half up to its minor unit.
    #[must_use]
    pub fn convert(&self, money: Money) -> Money {
        let to = 10_i64.pow(self.to.digits());
        let from = 10_i64.pow(money.currency.digits());
        Money::new(share_half_up(money.minor, self.millionths.saturating_mul(to), RATE_ONE.saturating_mul(from)), self.to)
    }
}

/// What every agreement earns on an order, each by its own rule, with who else earns on it. Agreements that earn
/// nothing on it are left out.
#[must_use]
pub fn earnings(order: &Order, rules: &[CommissionRule], at: Timestamp) -> Vec<Earned> {
    let credited = |rule: &CommissionRule| Money::new(order.credit_at(rule.model, at).of(rule.collaboration), order.currency);
    let earning: Vec<(&CommissionRule, Money)> =
        rules.iter().map(|rule| (rule, credited(rule))).filter(|(_, value)| value.minor > 0).collect();
    let others = |me: CollaborationId| earning.iter().map(|(rule, _)| rule.collaboration).filter(|other| *other != me).collect();
    earning
        .iter()
        .map(|(rule, credited)| Earned {
            order: order.id,
            collaboration: rule.collaboration,
            credited: *credited,
            commission: credited.basis_points(rule.basis_points),
            also: others(rule.collaboration),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::samples::{PLACED, click, code, collaboration, line, order, refund};
    use crate::time::HOUR;

    fn rule(who: u128, basis_points: i64, model: Model) -> CommissionRule {
        CommissionRule { collaboration: collaboration(who), basis_points, model, hold: HOLD, terms_days: 14 }
    }

    fn late(days: i64) -> Timestamp {
        PLACED.plus(days * DAY)
    }

    #[test]
    fn commission_is_per_order_and_rounded_half_up() {
        for (net, basis_points, expected) in [
            (10_000, 1_200, 1_200),
            (10_004, 1_200, 1_200), // 1,200.48
            (1_005, 1_000, 101),    // 100.5 rounds up
            (1_004, 1_000, 100),
            (0, 1_200, 0),
        ] {
            let order = order(&[net], vec![code(1)], vec![]);
            assert_eq!(rule(1, basis_points, Model::CodeFirst).earned_at(&order, PLACED).minor, expected, "{net} at {basis_points}");
        }
    }

    #[test]
    fn a_refund_at_the_very_end_of_the_hold_is_inside() {
        let rule = rule(1, 1_000, Model::CodeFirst);
        for (after, released, back) in [(HOLD, 500, 0), (HOLD + 1, 1_000, -500)] {
            let mut order = order(&[10_000], vec![code(1)], vec![]);
            order.refunds = vec![refund(1, after, vec![line("a", 5_000)])];
            assert_eq!(rule.released(&order).map(|money| money.minor), Some(released), "{after}");
            assert_eq!(rule.taken_back(&order, late(40)).minor, back, "{after}");
        }
    }

    #[test]
    fn commission_is_recomputed_on_what_remains() {
        // 33.33 at 15 % is 4.9995, so 5.00; of the remaining 16.66 it is 2.499, so 2.50.
        let rule = rule(1, 1_500, Model::CodeFirst);
        let mut order = order(&[3_333], vec![code(1)], vec![]);
        order.refunds = vec![refund(1, DAY, vec![line("a", 1_667)])];
        assert_eq!(rule.earned_at(&order, PLACED).minor, 500);
        assert_eq!(rule.earned_at(&order, late(2)).minor, 250);
    }

    #[test]
    fn the_hold_counts_from_the_paid_time_and_due_from_release() {
        let rule = rule(1, 1_000, Model::CodeFirst);
        let zone = Zone::parse("Europe/London").unwrap();
        let mut order = order(&[10_000], vec![code(1)], vec![]);
        order.paid_at = Some(Timestamp::parse("2026-10-16T10:00:00Z").unwrap());
        let end = Timestamp::parse("2026-11-15T10:00:00Z").unwrap();
        assert_eq!(rule.hold(&order, &zone, end), Hold::Held { until: end });
        let due = Day::parse("2026-11-29").unwrap();
        assert_eq!(rule.hold(&order, &zone, end.plus(1)), Hold::Released { at: end, due });
        order.paid_at = None;
        assert_eq!(rule.hold(&order, &zone, end.plus(1)), Hold::Unpaid);
        assert_eq!((rule.released(&order), rule.taken_back(&order, end).minor), (None, 0));
    }

    #[test]
    fn each_agreement_is_owed_by_its_own_rule_and_a_double_is_shown() {
        let order = order(&[10_000], vec![code(1)], vec![click(1, 2, HOUR)]);
        let rules = [rule(1, 1_000, Model::CodeFirst), rule(2, 2_000, Model::LastClick), rule(3, 2_000, Model::Linear)];
        let earned = earnings(&order, &rules, PLACED);
        let seen: Vec<_> = earned.iter().map(|one| (one.collaboration, one.commission.minor, one.also.clone())).collect();
        assert_eq!(seen, [(collaboration(1), 1_000, vec![collaboration(2)]), (collaboration(2), 2_000, vec![collaboration(1)])]);
    }

    #[test]
    fn a_rate_converts_between_currencies_of_different_digits() {
        let rate = |to: &str, millionths| Rate {
            to: Currency::parse(to).unwrap(),
            millionths,
            source: "ECB reference rate".into(),
            day: Day::parse("2026-11-16").unwrap(),
        };
        assert_eq!(rate("EUR", 1_170_000).convert(Money::new(1_000, Currency::GBP)), Money::new(1_170, Currency::EUR));
        assert_eq!(rate("JPY", 195_500_000).convert(Money::new(1_001, Currency::GBP)).minor, 1_957); // 10.01 x 195.5 = 1956.955
    }
}
