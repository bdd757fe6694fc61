//! What an offer's terms cost a campaign's budget, line by line, and its way through the budget as a whole.
//!
//! Invariant: either every line of the terms is reserved (committed) or none is. Absent: rows, and who asks.

use super::budget::{Amounts, Budget, BudgetError, BudgetLine, Override, OverrideRequest};
use crate::agreements::Terms;
use crate::campaigns::Campaign;
use crate::ids::CollaborationId;
use crate::money::{Money, split_evenly};

/// What terms cost, by line. Commission counts as a planned sum: the campaign's commission budget shared by the creators
/// that it plans for (docs/domain.md, small print of money). Lines of nothing are left out.
#[must_use]
pub fn lines(terms: &Terms, campaign: &Campaign) -> Vec<(BudgetLine, Money)> {
    let product = terms.product.as_ref().map_or(Money::zero(terms.fee.currency), |product| product.value);
    let creators = usize::try_from(campaign.active_creators.max(1)).unwrap_or(1);
    // The last and so the smallest share: all of them together never exceed the line.
    let share = split_evenly(campaign.budget.commission, creators).last().copied().unwrap_or(0);
    let commission = Money::new(if terms.commission_points > 0 { share } else { 0 }, campaign.currency);
    [(BudgetLine::Fees, terms.fee), (BudgetLine::Product, product), (BudgetLine::Commission, commission)]
        .into_iter()
        .filter(|(_, amount)| amount.minor != 0)
        .collect()
}

impl Budget {
    /// Whether terms could be reserved now. An override that this takes is kept for the acceptance; until then it
    /// excuses nobody else.
    ///
    /// # Errors
    /// As [`Budget::reserve`].
    pub fn check(
        self,
        collaboration: CollaborationId,
        lines: &[(BudgetLine, Money)],
        over: Option<OverrideRequest>,
    ) -> Result<Self, BudgetError> {
        let tried = self.clone().reserve_all(collaboration, lines, over)?;
        let mut kept = self;
        for line in BudgetLine::ALL {
            let granted = tried.of(collaboration, line).over.map(|over| Override { beyond: 0, ..over });
            let mine = kept.of(collaboration, line);
            if granted.is_some() && mine.reserved == 0 {
                kept.put(Amounts { over: granted, ..mine });
            }
        }
        Ok(kept)
    }

    /// Reserves everything that accepted terms cost; lines that they no longer name are free again.
    ///
    /// # Errors
    /// As [`Budget::reserve`].
    pub fn reserve_all(
        mut self,
        collaboration: CollaborationId,
        lines: &[(BudgetLine, Money)],
        over: Option<OverrideRequest>,
    ) -> Result<Self, BudgetError> {
        for line in BudgetLine::ALL {
            let named = lines.iter().find(|(named, _)| *named == line).map(|(_, amount)| *amount);
            if named.is_some() || self.of(collaboration, line).reserved > 0 {
                let amount = named.unwrap_or(Money::zero(self.currency));
                self = self.reserve(collaboration, line, amount, over.clone())?.0;
            }
        }
        Ok(self)
    }

    /// Commits everything that signed terms cost.
    ///
    /// # Errors
    /// As [`Budget::commit`].
    pub fn commit_all(
        mut self,
        collaboration: CollaborationId,
        lines: &[(BudgetLine, Money)],
        over: Option<OverrideRequest>,
    ) -> Result<Self, BudgetError> {
        for (line, amount) in lines {
            self = self.commit(collaboration, *line, *amount, over.clone())?.0;
        }
        Ok(self)
    }

    /// Frees whatever is reserved or committed for a collaboration.
    #[must_use]
    pub fn release_all(mut self, collaboration: CollaborationId) -> Self {
        for line in BudgetLine::ALL {
            let mine = self.of(collaboration, line);
            if mine.reserved + mine.committed > 0 {
                self = self.release(collaboration, line);
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaigns::PlannedBudget;
    use crate::ids::{Id, PersonId};
    use crate::money::Currency;
    use crate::time::Timestamp;
    use uuid::Uuid;

    fn who(n: u128) -> CollaborationId {
        CollaborationId::from_uuid(Uuid::from_u128(n))
    }

    fn budget() -> Budget {
        let planned = PlannedBudget { fees: 70_000, product: 20_000, commission: 10_000, ..PlannedBudget::default() };
        Budget { currency: Currency::GBP, planned, amounts: vec![] }
    }

    fn lines(fee: i64, product: i64) -> Vec<(BudgetLine, Money)> {
        vec![(BudgetLine::Fees, Money::new(fee, Currency::GBP)), (BudgetLine::Product, Money::new(product, Currency::GBP))]
    }

    fn because() -> Option<OverrideRequest> {
        Some(OverrideRequest { by: PersonId::from_uuid(Uuid::from_u128(9)), at: Timestamp(1), reason: "the launch needs her".into() })
    }

    #[test]
    fn an_override_given_with_the_offer_covers_its_acceptance_and_nobody_else() {
        assert!(matches!(budget().check(who(1), &lines(110_000, 0), None), Err(BudgetError::Over { .. })));
        let asked = budget().check(who(1), &lines(110_000, 0), because()).unwrap();
        assert_eq!(asked.sums().used(), 0);
        assert!(asked.clone().reserve_all(who(2), &lines(105_000, 0), None).is_err());
        let accepted = asked.reserve_all(who(1), &lines(110_000, 0), None).unwrap();
        assert_eq!((accepted.sums().reserved, accepted.of(who(1), BudgetLine::Fees).over.unwrap().beyond), (110_000, 10_000));
    }

    #[test]
    fn terms_are_reserved_committed_and_released_as_a_whole() {
        let reserved = budget().reserve_all(who(1), &lines(42_000, 6_000), None).unwrap();
        let cheaper = reserved.clone().reserve_all(who(1), &lines(40_000, 0)[..1], None).unwrap();
        assert_eq!((reserved.sums().reserved, cheaper.sums().reserved), (48_000, 40_000));
        let committed = reserved.commit_all(who(1), &lines(42_000, 6_000), None).unwrap();
        assert_eq!((committed.sums().reserved, committed.sums().committed), (0, 48_000));
        assert_eq!(committed.release_all(who(1)).sums().used(), 0);
    }
}
