//! What a collaboration cost until now, from what its page holds anyway.
//!
//! Invariant: counted as the campaign's report counts it: an agreed fee from the signatures on, product and shipping once they left
//! the house, commission as it was earned. Absent: amounts in another currency than the campaign's; nothing is converted.

use domain::{
    money::Currency,
    payments::{BudgetLine, payable::PayableState},
    reports::measures::Totals,
};

use super::{CollaborationPage, Owed};
use crate::{reports::standing::spend, views::campaign::BudgetLineView};

/// The cost so far, in minor units of the campaign's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CostToDate {
    /// The fee that was signed, whether or not it is owed yet.
    pub fee: i64,
    /// Products, and sending them.
    pub product: i64,
    /// What was promised on top.
    pub bonus: i64,
    /// Commission on the orders so far, held or not.
    pub commission: i64,
    /// What of all that the creator was paid.
    pub paid: i64,
}

impl CostToDate {
    fn of(budget: &[BudgetLineView], payables: &[Owed], commission: i64, currency: Currency) -> Self {
        let mut spent = Totals::none(currency);
        for line in budget {
            if let Some(kind) = BudgetLine::parse(&line.line) {
                spend(&mut spent, kind, line.committed, line.accrued + line.paid);
            }
        }
        let paid = payables.iter().map(|owed| &owed.payable).filter(|payable| {
            payable.amount.currency == currency && matches!(payable.state, PayableState::Paid { .. } | PayableState::PaidOutside { .. })
        });
        Self {
            fee: spent.fee,
            product: spent.product + spent.shipping,
            bonus: spent.bonus,
            commission,
            paid: paid.map(|payable| payable.amount.minor).sum(),
        }
    }

    /// All of it.
    #[must_use]
    pub fn sum(&self) -> i64 {
        self.fee + self.product + self.bonus + self.commission
    }
}

impl CollaborationPage {
    /// What it cost until now.
    #[must_use]
    pub fn cost(&self) -> CostToDate {
        CostToDate::of(&self.budget, &self.payables, self.commission, self.campaign.currency)
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        ids::{CollaborationId, CreatorId, PayableId, PayoutId},
        money::Money,
        payments::payable::{Payable, PayableKind},
        time::{Day, Timestamp},
    };
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_fee_counts_from_the_signatures_on_and_a_product_once_it_is_gone() {
        let line = |name: &str, [reserved, committed, accrued, paid]: [i64; 4]| BudgetLineView {
            line: name.to_owned(),
            planned: 0,
            reserved,
            committed,
            accrued,
            paid,
        };
        let reserved = [line("fees", [34_000, 0, 0, 0]), line("product", [0, 2_400, 0, 0])];
        assert_eq!(CostToDate::of(&reserved, &[], 0, Currency::GBP), CostToDate::default());
        let budget = [
            line("fees", [0, 8_000, 16_000, 10_000]),
            line("product", [0, 0, 2_400, 0]),
            line("shipping", [0, 0, 0, 420]),
            line("bonus", [0, 0, 6_000, 0]),
        ];
        let cost = CostToDate::of(&budget, &[], 1_234, Currency::GBP);
        assert_eq!((cost.fee, cost.product, cost.bonus, cost.commission), (34_000, 2_820, 6_000, 1_234));
        assert_eq!(cost.sum(), 44_054);
    }

    #[test]
    fn only_what_left_for_the_creator_is_paid() {
        let day = Day::parse("2026-12-01").unwrap();
        let owed = |currency: Currency, state: PayableState| Owed {
            id: PayableId(Uuid::nil()),
            payable: Payable {
                collaboration: CollaborationId(Uuid::nil()),
                creator: CreatorId(Uuid::nil()),
                kind: PayableKind::Fee,
                deliverables: Vec::new(),
                orders: Vec::new(),
                amount: Money::new(10_000, currency),
                deducted: 0,
                started_at: Timestamp(0),
                due: day,
                state,
            },
        };
        let paid = || PayableState::Paid { payout: PayoutId(Uuid::nil()), on: day };
        let outside = PayableState::PaidOutside { on: day, source: "tracker.csv, row 3".into() };
        let all = [
            owed(Currency::GBP, paid()),
            owed(Currency::GBP, outside),
            owed(Currency::GBP, PayableState::Open),
            owed(Currency::EUR, paid()),
        ];
        assert_eq!(CostToDate::of(&[], &all, 0, Currency::GBP).paid, 20_000);
    }
}
