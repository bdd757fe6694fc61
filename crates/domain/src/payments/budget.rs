//! Budgets: what of a campaign's plan is spoken for, and by what.
//!
//! Invariant: each amount is counted once, in its latest state; reserved, committed, accrued and paid together stay
//! within the budget, or an override with a reason stands beside what went beyond. Commission alone may accrue beyond
//! it, with a warning (docs/domain.md, small print of money). Absent: the books; a budget is a plan and no account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::campaigns::PlannedBudget;
use crate::ids::{CollaborationId, PersonId};
use crate::money::{Currency, Money};
use crate::time::Timestamp;

/// What an amount is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetLine {
    /// Agreed cash.
    Fees,
    /// Product at its stated value.
    Product,
    /// Bringing product to creators.
    Shipping,
    /// Something on top.
    Bonus,
    /// A planned sum for shares of credited sales.
    Commission,
}

impl BudgetLine {
    /// All lines, in the order in which a budget shows them.
    pub const ALL: [BudgetLine; 5] =
        [BudgetLine::Fees, BudgetLine::Product, BudgetLine::Shipping, BudgetLine::Bonus, BudgetLine::Commission];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BudgetLine::Fees => "fees",
            BudgetLine::Product => "product",
            BudgetLine::Shipping => "shipping",
            BudgetLine::Bonus => "bonus",
            BudgetLine::Commission => "commission",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|line| line.as_str() == text)
    }
}

/// How firm an amount is. A released amount no longer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BudgetState {
    /// An offer was accepted.
    Reserved,
    /// The agreement was signed.
    Committed,
    /// It is owed, whether or not a payout is under way.
    Accrued,
    /// The payout settled, or the product left the house.
    Paid,
    /// It will not be spent.
    Released,
}

impl BudgetState {
    /// All states, in the order in which an amount passes them.
    pub const ALL: [BudgetState; 5] =
        [BudgetState::Reserved, BudgetState::Committed, BudgetState::Accrued, BudgetState::Paid, BudgetState::Released];

    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BudgetState::Reserved => "reserved",
            BudgetState::Committed => "committed",
            BudgetState::Accrued => "accrued",
            BudgetState::Paid => "paid",
            BudgetState::Released => "released",
        }
    }

    /// Reads the stable word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A person's word that an amount may go beyond the budget; logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Override {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// The amount that it was given for, in minor units: it covers as much at signing.
    pub covers: i64,
    /// How far beyond the budget it went, in minor units.
    pub beyond: i64,
}

/// What a person gives for going beyond the budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverrideRequest {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// How much of one line of one collaboration is in each state, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Amounts {
    /// Whose.
    pub collaboration: CollaborationId,
    /// What for.
    pub line: BudgetLine,
    /// Reserved and not yet committed.
    pub reserved: i64,
    /// Committed and not yet owed.
    pub committed: i64,
    /// Owed and not yet paid.
    pub accrued: i64,
    /// Paid.
    pub paid: i64,
    /// Given up.
    pub released: i64,
    /// Why it may be beyond the budget, if it is.
    pub over: Option<Override>,
}

/// Why a step of a budget was refused. The text is shown to the person as it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// Beyond the budget.
    #[error("This would be {beyond} over the campaign's budget of {total}. Lower it, raise the budget, or give a reason for going over.")]
    Over {
        /// By how much.
        beyond: Money,
        /// The budget.
        total: Money,
    },
    /// An override without a reason.
    #[error("Give a reason for going over the budget.")]
    NoReason,
    /// Below zero, or in another currency.
    #[error("Give an amount in {0}, not below zero.")]
    Amount(Currency),
    /// More than there is in the state that it leaves.
    #[error("Only {available} is {state} here, so {asked} cannot be moved on.")]
    NotThere {
        /// What there is.
        available: Money,
        /// In which state.
        state: &'static str,
        /// What was asked.
        asked: Money,
    },
}

/// What a person should know although the step was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// In words.
    pub text: String,
}

/// Sums of a budget in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BudgetSums {
    /// The budget.
    pub planned: i64,
    /// Offers accepted.
    pub reserved: i64,
    /// Agreements signed.
    pub committed: i64,
    /// Owed.
    pub accrued: i64,
    /// Paid.
    pub paid: i64,
}

impl BudgetSums {
    /// All that is spoken for.
    #[must_use]
    pub fn used(&self) -> i64 {
        self.reserved + self.committed + self.accrued + self.paid
    }

    /// What is left; below zero when the budget is overrun.
    #[must_use]
    pub fn free(&self) -> i64 {
        self.planned - self.used()
    }

    fn add(&mut self, amounts: &Amounts) {
        self.reserved += amounts.reserved;
        self.committed += amounts.committed;
        self.accrued += amounts.accrued;
        self.paid += amounts.paid;
    }
}

/// A campaign's budget with all that is spoken for of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// Of every amount.
    pub currency: Currency,
    /// The plan by line.
    pub planned: PlannedBudget,
    /// One entry for each line of each collaboration.
    pub amounts: Vec<Amounts>,
}

impl Budget {
    /// Sums over all lines.
    #[must_use]
    pub fn sums(&self) -> BudgetSums {
        let mut sums = BudgetSums { planned: self.planned.total(), ..BudgetSums::default() };
        self.amounts.iter().for_each(|amounts| sums.add(amounts));
        sums
    }

    /// Sums of one line.
    #[must_use]
    pub fn line_sums(&self, line: BudgetLine) -> BudgetSums {
        let mut sums = BudgetSums { planned: planned(&self.planned, line), ..BudgetSums::default() };
        self.amounts.iter().filter(|amounts| amounts.line == line).for_each(|amounts| sums.add(amounts));
        sums
    }

    /// What one collaboration has on a line; nothing yet where it has none.
    #[must_use]
    pub fn of(&self, collaboration: CollaborationId, line: BudgetLine) -> Amounts {
        let mine = |amounts: &&Amounts| amounts.collaboration == collaboration && amounts.line == line;
        self.amounts.iter().find(mine).cloned().unwrap_or(Amounts {
            collaboration,
            line,
            reserved: 0,
            committed: 0,
            accrued: 0,
            paid: 0,
            released: 0,
            over: None,
        })
    }

    /// Reserves what an accepted offer costs; what the collaboration had reserved on the line before is replaced.
    ///
    /// # Errors
    /// Refused over the budget unless an override with a reason is given.
    pub fn reserve(
        mut self,
        collaboration: CollaborationId,
        line: BudgetLine,
        amount: Money,
        over: Option<OverrideRequest>,
    ) -> Result<(Self, Vec<Warning>), BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        let granted = self.granted(&mine, minor - mine.reserved, minor, over)?;
        self.put(Amounts { reserved: minor, over: granted, ..mine });
        let warnings = self.line_warnings(line);
        Ok((self, warnings))
    }

    /// Commits what a signed agreement costs, in place of what was reserved for it. An override that was given at
    /// reserving covers the same amount here.
    ///
    /// # Errors
    /// Refused over the budget unless an override covers it.
    pub fn commit(
        mut self,
        collaboration: CollaborationId,
        line: BudgetLine,
        amount: Money,
        over: Option<OverrideRequest>,
    ) -> Result<(Self, Vec<Warning>), BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        let granted = self.granted(&mine, minor - mine.reserved, minor, over)?;
        self.put(Amounts { reserved: 0, committed: mine.committed + minor, over: granted, ..mine });
        let warnings = self.line_warnings(line);
        Ok((self, warnings))
    }

    /// Enters what was spoken for before the program knew of it: fees of new collaborations, each amount in the state that it
    /// had; amounts of one collaboration follow each other. What goes beyond the budget stands there with the reason that is
    /// given.
    ///
    /// # Errors
    /// Refused over the budget without a reason, and for amounts that are no such.
    pub fn take_over(mut self, told: &[(CollaborationId, BudgetState, i64)], over: Option<OverrideRequest>) -> Result<Self, BudgetError> {
        let excused: i64 = self.amounts.iter().filter_map(|one| one.over.as_ref()).map(|over| over.beyond).sum();
        let mut free = self.planned.total() + excused - self.sums().used();
        for same in told.chunk_by(|one, next| one.0 == next.0) {
            let Some((collaboration, ..)) = same.first() else { continue };
            let of = |wanted: BudgetState| same.iter().filter(|(_, state, _)| *state == wanted).map(|(.., minor)| minor).sum::<i64>();
            let counted: i64 = same.iter().filter(|(_, state, _)| *state != BudgetState::Released).map(|(.., minor)| minor).sum();
            for (.., minor) in same {
                self.checked(Money::new(*minor, self.currency))?;
            }
            let beyond = (counted - free.max(0)).max(0);
            free -= counted - beyond;
            self.amounts.push(Amounts {
                collaboration: *collaboration,
                line: BudgetLine::Fees,
                reserved: of(BudgetState::Reserved),
                committed: of(BudgetState::Committed),
                accrued: of(BudgetState::Accrued),
                paid: of(BudgetState::Paid),
                released: of(BudgetState::Released),
                over: self.excused(counted, beyond, over.as_ref())?,
            });
        }
        Ok(self)
    }

    fn excused(&self, covers: i64, beyond: i64, over: Option<&OverrideRequest>) -> Result<Option<Override>, BudgetError> {
        if beyond == 0 {
            return Ok(None);
        }
        let money = |minor| Money::new(minor, self.currency);
        let asked = over.ok_or(BudgetError::Over { beyond: money(beyond), total: money(self.planned.total()) })?;
        let reason = asked.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(BudgetError::NoReason);
        }
        Ok(Some(Override { by: asked.by, at: asked.at, reason, covers, beyond }))
    }

    /// Moves what came to be owed from committed to accrued.
    ///
    /// # Errors
    /// Refused beyond what is committed; commission accrues by its own verb.
    pub fn accrue(mut self, collaboration: CollaborationId, line: BudgetLine, amount: Money) -> Result<Self, BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        self.there(mine.committed, minor, BudgetState::Committed)?;
        self.put(Amounts { committed: mine.committed - minor, accrued: mine.accrued + minor, ..mine });
        Ok(self)
    }

    /// Accrues released commission: out of the planned sum that is committed or reserved for it, and beyond that on top.
    /// It is owed whatever the budget says, so going over only warns.
    ///
    /// # Errors
    /// Only for an amount in another currency or below zero.
    pub fn accrue_commission(mut self, collaboration: CollaborationId, amount: Money) -> Result<(Self, Vec<Warning>), BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, BudgetLine::Commission);
        let from_committed = minor.min(mine.committed);
        let from_reserved = (minor - from_committed).min(mine.reserved);
        let beyond_plan = minor - from_committed - from_reserved;
        self.put(Amounts {
            committed: mine.committed - from_committed,
            reserved: mine.reserved - from_reserved,
            accrued: mine.accrued + minor,
            ..mine
        });
        let mut warnings = self.line_warnings(BudgetLine::Commission);
        let free = self.sums().free();
        if beyond_plan > 0 && free < 0 {
            warnings.push(Warning { text: format!("Commission takes the campaign {} over its budget.", Money::new(-free, self.currency)) });
        }
        Ok((self, warnings))
    }

    /// A payout settled: accrued becomes paid.
    ///
    /// # Errors
    /// Refused beyond what is accrued.
    pub fn pay(mut self, collaboration: CollaborationId, line: BudgetLine, amount: Money) -> Result<Self, BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        self.there(mine.accrued, minor, BudgetState::Accrued)?;
        self.put(Amounts { accrued: mine.accrued - minor, paid: mine.paid + minor, ..mine });
        Ok(self)
    }

    /// Product or its shipping left the house, which counts as paid: out of what is committed, then reserved, and
    /// beyond that on top, because it is gone.
    ///
    /// # Errors
    /// Only for an amount in another currency or below zero.
    pub fn ship(mut self, collaboration: CollaborationId, line: BudgetLine, amount: Money) -> Result<(Self, Vec<Warning>), BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        let from_committed = minor.min(mine.committed);
        let from_reserved = (minor - from_committed).min(mine.reserved);
        self.put(Amounts {
            committed: mine.committed - from_committed,
            reserved: mine.reserved - from_reserved,
            paid: mine.paid + minor,
            ..mine
        });
        let mut warnings = self.line_warnings(line);
        let free = self.sums().free();
        if free < 0 {
            warnings.push(Warning { text: format!("The campaign is {} over its budget.", Money::new(-free, self.currency)) });
        }
        Ok((self, warnings))
    }

    /// A settled payout came back: paid becomes accrued.
    ///
    /// # Errors
    /// Refused beyond what is paid.
    pub fn come_back(mut self, collaboration: CollaborationId, line: BudgetLine, amount: Money) -> Result<Self, BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        self.there(mine.paid, minor, BudgetState::Paid)?;
        self.put(Amounts { paid: mine.paid - minor, accrued: mine.accrued + minor, ..mine });
        Ok(self)
    }

    /// A late deduction leaves the budget at once: out of what is accrued, then committed.
    ///
    /// # Errors
    /// Refused beyond both.
    pub fn deduct(mut self, collaboration: CollaborationId, line: BudgetLine, amount: Money) -> Result<Self, BudgetError> {
        let minor = self.checked(amount)?;
        let mine = self.of(collaboration, line);
        self.there(mine.accrued + mine.committed, minor, BudgetState::Accrued)?;
        let from_accrued = minor.min(mine.accrued);
        self.put(Amounts {
            accrued: mine.accrued - from_accrued,
            committed: mine.committed - (minor - from_accrued),
            released: mine.released + minor,
            over: less(mine.over.clone(), minor),
            ..mine
        });
        Ok(self)
    }

    /// What is reserved or committed and will not be spent is free again. What is owed or paid stays, and the override
    /// goes with what it was given for.
    #[must_use]
    pub fn release(mut self, collaboration: CollaborationId, line: BudgetLine) -> Self {
        let mine = self.of(collaboration, line);
        let freed = mine.reserved + mine.committed;
        let over = if mine.accrued + mine.paid > 0 { less(mine.over.clone(), freed) } else { None };
        self.put(Amounts { reserved: 0, committed: 0, released: mine.released + freed, over, ..mine });
        self
    }

    /// Part of what is committed will not be spent and is free again.
    #[must_use]
    pub fn uncommit(mut self, collaboration: CollaborationId, line: BudgetLine, amount: Money) -> Self {
        let mine = self.of(collaboration, line);
        let freed = amount.minor.clamp(0, mine.committed);
        let over = less(mine.over.clone(), freed);
        self.put(Amounts { committed: mine.committed - freed, released: mine.released + freed, over, ..mine });
        self
    }

    /// The override that an amount stands by after adding so much to what is spoken for, if it needs one.
    fn granted(&self, mine: &Amounts, adds: i64, amount: i64, asked: Option<OverrideRequest>) -> Result<Option<Override>, BudgetError> {
        let others = self.amounts.iter().filter(|one| one.collaboration != mine.collaboration || one.line != mine.line);
        let excused: i64 = others.filter_map(|one| one.over.as_ref()).map(|over| over.beyond).sum();
        // Commission may overrun its plan; that must not stop an agreement whose amount was reserved in time.
        let commission = if adds <= 0 { (-self.line_sums(BudgetLine::Commission).free()).max(0) } else { 0 };
        let beyond = self.sums().used() + adds - self.planned.total() - excused - commission;
        if beyond <= 0 {
            return Ok(None);
        }
        if let Some(over) = mine.over.as_ref().filter(|over| amount <= over.covers) {
            return Ok(Some(Override { beyond, ..over.clone() }));
        }
        let total = Money::new(self.planned.total(), self.currency);
        let asked = asked.ok_or(BudgetError::Over { beyond: Money::new(beyond, self.currency), total })?;
        let reason = asked.reason.trim().to_owned();
        if reason.is_empty() {
            return Err(BudgetError::NoReason);
        }
        Ok(Some(Override { by: asked.by, at: asked.at, reason, covers: amount, beyond }))
    }

    fn line_warnings(&self, line: BudgetLine) -> Vec<Warning> {
        let free = self.line_sums(line).free();
        let text = || format!("The line {} is {} over its plan.", line.as_str(), Money::new(-free, self.currency));
        if free < 0 { vec![Warning { text: text() }] } else { vec![] }
    }

    pub(super) fn put(&mut self, amounts: Amounts) {
        match self.amounts.iter_mut().find(|one| one.collaboration == amounts.collaboration && one.line == amounts.line) {
            Some(one) => *one = amounts,
            None => self.amounts.push(amounts),
        }
    }

    fn checked(&self, amount: Money) -> Result<i64, BudgetError> {
        if amount.currency == self.currency && amount.minor >= 0 { Ok(amount.minor) } else { Err(BudgetError::Amount(self.currency)) }
    }

    fn there(&self, available: i64, asked: i64, state: BudgetState) -> Result<(), BudgetError> {
        let money = |minor| Money::new(minor, self.currency);
        if asked <= available {
            return Ok(());
        }
        Err(BudgetError::NotThere { available: money(available), state: state.as_str(), asked: money(asked) })
    }
}

fn planned(plan: &PlannedBudget, line: BudgetLine) -> i64 {
    match line {
        BudgetLine::Fees => plan.fees,
        BudgetLine::Product => plan.product,
        BudgetLine::Shipping => plan.shipping,
        BudgetLine::Bonus => plan.bonus,
        BudgetLine::Commission => plan.commission,
    }
}

/// An override after so much of what it stands for was freed: it goes beyond the budget by as much less, so that nobody
/// else comes in under it.
fn less(over: Option<Override>, freed: i64) -> Option<Override> {
    over.map(|over| Override { beyond: (over.beyond - freed).max(0), ..over })
}

#[cfg(test)]
mod tests;
