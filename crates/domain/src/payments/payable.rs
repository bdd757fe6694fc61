//! Payables: what is owed to a creator, why, since when and until when.
//!
//! Invariant: a payable is in one payout at most, and what is paid never opens again unless the money came back.
//! Absent: how the money moves (`payout`), the books (`ledger`), the plan (`budget`).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agreements::ClockStart;
use crate::ids::{CollaborationId, CreatorId, DeliverableId, OrderId, PayoutId};
use crate::money::{Currency, Money, MoneyError};
use crate::time::{Day, Timestamp, Zone};

/// The event at which a payable's clock starts (docs/domain.md, Money).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayableClock {
    /// Both have signed.
    Signed,
    /// The last draft was approved.
    Approved,
    /// The last post was verified live.
    #[default]
    VerifiedLive,
    /// The creator's invoice came in.
    InvoiceReceived,
}

impl From<ClockStart> for PayableClock {
    fn from(start: ClockStart) -> Self {
        match start {
            ClockStart::Signed => PayableClock::Signed,
            ClockStart::Approved => PayableClock::Approved,
            ClockStart::VerifiedLive => PayableClock::VerifiedLive,
        }
    }
}

/// What the agreement says about the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeTerms {
    /// Of every deliverable's share.
    pub currency: Currency,
    /// What starts the clock.
    pub clock: PayableClock,
    /// Calendar days from there until due.
    pub days: i64,
    /// Whether the agreement prices each deliverable, so that each has a payable of its own.
    pub priced_separately: bool,
}

/// What has happened to one deliverable that the fee is for. One that is missed for good, and so not paid, is left out
/// by the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliverableFacts {
    /// Which.
    pub id: DeliverableId,
    /// Its price or its share of the fee, in minor units.
    pub share: i64,
    /// When its draft was approved.
    pub approved_at: Option<Timestamp>,
    /// When its post was verified live.
    pub verified_at: Option<Timestamp>,
}

/// What has happened under an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeeFacts<'a> {
    /// When both had signed.
    pub signed_at: Option<Timestamp>,
    /// When the invoice came in.
    pub invoice_received_at: Option<Timestamp>,
    /// The deliverables in the agreement's order.
    pub deliverables: &'a [DeliverableFacts],
}

/// A fee whose clock has started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeeDue {
    /// For which deliverables.
    pub deliverables: Vec<DeliverableId>,
    /// How much, before any deduction.
    pub amount: Money,
    /// When the clock started.
    pub started_at: Timestamp,
    /// When it is due.
    pub due: Day,
}

/// The day on which something is due: so many calendar days after the clock's event in the workspace's zone, not
/// moved for weekends (docs/domain.md, small print of money).
#[must_use]
pub fn due_day(started_at: Timestamp, days: i64, zone: &Zone) -> Day {
    started_at.day_in(zone).plus_days(days)
}

/// The fees whose clocks have started: one over all deliverables, from the last of them, or one each where the
/// agreement prices them.
#[must_use]
pub fn fees_due(terms: FeeTerms, facts: FeeFacts<'_>, zone: &Zone) -> Vec<FeeDue> {
    let groups: Vec<&[DeliverableFacts]> =
        if terms.priced_separately { facts.deliverables.chunks(1).collect() } else { vec![facts.deliverables] };
    groups.into_iter().filter_map(|group| fee_due(terms, facts, group, zone)).collect()
}

fn fee_due(terms: FeeTerms, facts: FeeFacts<'_>, group: &[DeliverableFacts], zone: &Zone) -> Option<FeeDue> {
    let amount = Money::new(group.iter().map(|one| one.share).sum(), terms.currency);
    // The last one counts only when all have happened; collecting into an option sees to that.
    let last = |when: fn(&DeliverableFacts) -> Option<Timestamp>| {
        group.iter().map(when).collect::<Option<Vec<Timestamp>>>().and_then(|all| all.into_iter().max())
    };
    let started_at = match terms.clock {
        PayableClock::Signed => facts.signed_at,
        PayableClock::InvoiceReceived => facts.invoice_received_at,
        PayableClock::Approved => last(|one| one.approved_at),
        PayableClock::VerifiedLive => last(|one| one.verified_at),
    }?;
    let due = due_day(started_at, terms.days, zone);
    (amount.minor > 0).then(|| FeeDue { deliverables: group.iter().map(|one| one.id).collect(), amount, started_at, due })
}

/// What a payable is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PayableKind {
    /// The agreed cash.
    Fee,
    /// A share of credited sales.
    Commission,
    /// Something on top.
    Bonus,
}

impl PayableKind {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            PayableKind::Fee => "fee",
            PayableKind::Commission => "commission",
            PayableKind::Bonus => "bonus",
        }
    }
}

/// One order's part of a commission, frozen when it was released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderPart {
    /// Which order.
    pub order: OrderId,
    /// Minor units of the payable's currency.
    pub minor: i64,
}

/// Where a payable stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum PayableState {
    /// Owed; nobody has made a payout of it.
    Open,
    /// Owed, but kept back until a person decides.
    Held {
        /// Why, as the person reads it.
        reason: String,
    },
    /// In a payout that is not settled.
    InPayout {
        /// Which.
        payout: PayoutId,
    },
    /// Paid.
    Paid {
        /// By which payout.
        payout: PayoutId,
        /// On which day, in the workspace's zone.
        on: Day,
    },
    /// Paid before the program knew of it, by the word of a sheet or of a person; it is never paid again.
    PaidOutside {
        /// On which day, in the workspace's zone; the day on which it was entered where nobody knows.
        on: Day,
        /// Whose word it is, such as a file and its row.
        source: String,
    },
}

impl PayableState {
    /// The stable word, as stored.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            PayableState::Open => "open",
            PayableState::Held { .. } => "held",
            PayableState::InPayout { .. } => "in_payout",
            PayableState::Paid { .. } => "paid",
            PayableState::PaidOutside { .. } => "paid_outside",
        }
    }

    /// The day on which the creator was paid, whoever paid.
    #[must_use]
    pub fn paid_on(&self) -> Option<Day> {
        match self {
            PayableState::Paid { on, .. } | PayableState::PaidOutside { on, .. } => Some(*on),
            PayableState::Open | PayableState::Held { .. } | PayableState::InPayout { .. } => None,
        }
    }
}

/// What is owed and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Payable {
    /// In which collaboration.
    pub collaboration: CollaborationId,
    /// To whom.
    pub creator: CreatorId,
    /// What for.
    pub kind: PayableKind,
    /// A fee's deliverables.
    pub deliverables: Vec<DeliverableId>,
    /// A commission's orders.
    pub orders: Vec<OrderPart>,
    /// How much is owed, after deductions.
    pub amount: Money,
    /// What a late post took off, in minor units.
    pub deducted: i64,
    /// When its clock started.
    pub started_at: Timestamp,
    /// When it is due.
    pub due: Day,
    /// Where it stands.
    pub state: PayableState,
}

/// Why a verb about a payable was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayableError {
    /// The verb needs another state.
    #[error("This payable is {is}. To {verb}, it must be {needs}.")]
    State {
        /// Where it stands.
        is: &'static str,
        /// What was asked.
        verb: &'static str,
        /// Where it would have to stand.
        needs: &'static str,
    },
    /// A deduction beyond the amount, or below zero.
    #[error("A deduction lies between nothing and {most}, the amount that is owed.")]
    Deduction {
        /// What is owed.
        most: Money,
    },
    /// Amounts do not go together.
    #[error("{0}")]
    Money(#[from] MoneyError),
}

impl Payable {
    /// Takes a late deduction off.
    ///
    /// # Errors
    /// Refused once it is in a payout, and beyond what is owed.
    pub fn deduct(mut self, deduction: Money) -> Result<Self, PayableError> {
        if !matches!(self.state, PayableState::Open | PayableState::Held { .. }) {
            return Err(self.refused("take something off it", "open or held"));
        }
        if deduction.minor < 0 || deduction.minor > self.amount.minor {
            return Err(PayableError::Deduction { most: self.amount });
        }
        self.amount = self.amount.plus(Money::new(-deduction.minor, deduction.currency))?;
        self.deducted = self.deducted.saturating_add(deduction.minor);
        Ok(self)
    }

    /// What is still to be taken off so that so much is off in all, in minor units: nothing while it is in a payout or paid,
    /// and never more than is owed. What was taken off before stays off.
    #[must_use]
    pub fn still_off(&self, total: i64) -> Option<Money> {
        match self.state {
            PayableState::Open | PayableState::Held { .. } => {
                let more = total.saturating_sub(self.deducted).min(self.amount.minor);
                (more > 0).then(|| Money::new(more, self.amount.currency))
            }
            PayableState::InPayout { .. } | PayableState::Paid { .. } | PayableState::PaidOutside { .. } => None,
        }
    }

    /// Keeps it back until a person decides, such as for a leaked code.
    ///
    /// # Errors
    /// Refused unless it is open.
    pub fn hold(self, reason: String) -> Result<Self, PayableError> {
        match self.state {
            PayableState::Open => Ok(Self { state: PayableState::Held { reason }, ..self }),
            PayableState::Held { .. } | PayableState::InPayout { .. } | PayableState::Paid { .. } | PayableState::PaidOutside { .. } => {
                Err(self.refused("hold it back", "open"))
            }
        }
    }

    /// Lets a held one go.
    ///
    /// # Errors
    /// Refused unless it is held.
    pub fn let_go(self) -> Result<Self, PayableError> {
        match self.state {
            PayableState::Held { .. } => Ok(Self { state: PayableState::Open, ..self }),
            PayableState::Open | PayableState::InPayout { .. } | PayableState::Paid { .. } | PayableState::PaidOutside { .. } => {
                Err(self.refused("let it go", "held"))
            }
        }
    }

    /// Takes it into a payout.
    ///
    /// # Errors
    /// Refused unless it is open: nothing is paid twice.
    pub fn take_into(self, payout: PayoutId) -> Result<Self, PayableError> {
        match self.state {
            PayableState::Open => Ok(Self { state: PayableState::InPayout { payout }, ..self }),
            PayableState::Held { .. } | PayableState::InPayout { .. } | PayableState::Paid { .. } | PayableState::PaidOutside { .. } => {
                Err(self.refused("pay it", "open"))
            }
        }
    }

    /// Its payout settled on a day.
    ///
    /// # Errors
    /// Refused unless it is in a payout.
    pub fn paid(self, on: Day) -> Result<Self, PayableError> {
        match self.state {
            PayableState::InPayout { payout } => Ok(Self { state: PayableState::Paid { payout, on }, ..self }),
            PayableState::Open | PayableState::Held { .. } | PayableState::Paid { .. } | PayableState::PaidOutside { .. } => {
                Err(self.refused("settle it", "in a payout"))
            }
        }
    }

    /// Its payout failed, was withdrawn, or came back: it is owed again.
    ///
    /// # Errors
    /// Refused unless it was in a payout or paid.
    pub fn reopen(self) -> Result<Self, PayableError> {
        match self.state {
            PayableState::InPayout { .. } | PayableState::Paid { .. } => Ok(Self { state: PayableState::Open, ..self }),
            PayableState::Open | PayableState::Held { .. } | PayableState::PaidOutside { .. } => {
                Err(self.refused("open it again", "in a payout or paid"))
            }
        }
    }

    fn refused(&self, verb: &'static str, needs: &'static str) -> PayableError {
        let is = match self.state {
            PayableState::Open => "open",
            PayableState::Held { .. } => "held",
            PayableState::InPayout { .. } => "in a payout",
            PayableState::Paid { .. } => "paid",
            PayableState::PaidOutside { .. } => "paid outside of here",
        };
        PayableError::State { is, verb, needs }
    }
}

/// A creator's negative balance in one brand and currency after released commission came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Netted {
    /// What of the released commission becomes a payable, in minor units; never below zero.
    pub payable: i64,
    /// What stays of the negative balance, in minor units; zero or below.
    pub carry: i64,
}

/// Takes a negative balance off released commission, and off nothing else: never off fees. What is not covered stands
/// until later commission nets it or a person writes it off (docs/domain.md, small print of credit).
#[must_use]
pub fn net_commission(carry: i64, released: i64) -> Netted {
    let balance = carry.min(0).saturating_add(released);
    Netted { payable: balance.max(0), carry: balance.min(0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use uuid::Uuid;

    fn id<T: Id>(n: u128) -> T {
        T::from_uuid(Uuid::from_u128(n))
    }

    fn at(text: &str) -> Option<Timestamp> {
        Some(Timestamp::parse(text).unwrap())
    }

    fn made(n: u128, share: i64, approved: Option<Timestamp>, verified: Option<Timestamp>) -> DeliverableFacts {
        DeliverableFacts { id: id(n), share, approved_at: approved, verified_at: verified }
    }

    fn terms(clock: PayableClock, priced_separately: bool) -> FeeTerms {
        FeeTerms { currency: Currency::GBP, clock, days: 14, priced_separately }
    }

    #[test]
    fn due_is_a_calendar_day_in_the_workspaces_zone_and_weekends_do_not_move_it() {
        for (event, zone, due) in [
            ("2026-11-20T12:00:00Z", "Europe/London", "2026-12-04"),
            ("2026-11-21T12:00:00Z", "Europe/London", "2026-12-05"), // a Saturday stays
            ("2026-11-20T23:30:00Z", "Europe/London", "2026-12-04"),
            ("2026-11-20T23:30:00Z", "Europe/Berlin", "2026-12-05"), // already the 21st there
            ("2026-11-20T03:00:00Z", "America/New_York", "2026-12-03"),
            ("2026-03-28T23:30:00Z", "Europe/London", "2026-04-11"), // over the change of the clocks
        ] {
            assert_eq!(due_day(at(event).unwrap(), 14, &Zone::parse(zone).unwrap()).to_string(), due, "{event} {zone}");
        }
    }

    #[test]
    fn each_clock_starts_at_its_event() {
        let (approved, verified) = (at("2026-11-13T11:00:00Z"), at("2026-11-19T09:00:00Z"));
        let made = [made(1, 42_000, approved, verified)];
        let facts =
            FeeFacts { signed_at: at("2026-11-02T10:00:00Z"), invoice_received_at: at("2026-11-25T08:00:00Z"), deliverables: &made };
        for (clock, due) in [
            (PayableClock::Signed, "2026-11-16"),
            (PayableClock::Approved, "2026-11-27"),
            (PayableClock::VerifiedLive, "2026-12-03"),
            (PayableClock::InvoiceReceived, "2026-12-09"),
        ] {
            let fees = fees_due(terms(clock, false), facts, &Zone::utc());
            assert_eq!(fees.len(), 1);
            assert_eq!((fees[0].due.to_string().as_str(), fees[0].amount.minor), (due, 42_000), "{clock:?}");
        }
        assert_eq!(PayableClock::default(), PayableClock::VerifiedLive);
    }

    #[test]
    fn a_fee_over_several_starts_with_the_last_unless_each_is_priced() {
        let (first, last) = (at("2026-11-10T09:00:00Z"), at("2026-11-19T09:00:00Z"));
        let half = [made(1, 30_000, None, first), made(2, 12_000, None, None)];
        let whole = [made(1, 30_000, None, last), made(2, 12_000, None, first)];
        let due = |facts: &[DeliverableFacts], priced: bool| -> Vec<(usize, i64, String)> {
            let facts = FeeFacts { signed_at: None, invoice_received_at: None, deliverables: facts };
            let fees = fees_due(terms(PayableClock::VerifiedLive, priced), facts, &Zone::utc());
            fees.iter().map(|fee| (fee.deliverables.len(), fee.amount.minor, fee.due.to_string())).collect()
        };
        assert_eq!(due(&half, false), []);
        assert_eq!(due(&whole, false), [(2, 42_000, "2026-12-03".into())]);
        assert_eq!(due(&half, true), [(1, 30_000, "2026-11-24".into())]);
        assert_eq!(due(&whole, true), [(1, 30_000, "2026-12-03".into()), (1, 12_000, "2026-11-24".into())]);
        assert_eq!(due(&[], false), []);
    }

    fn payable(state: PayableState) -> Payable {
        Payable {
            collaboration: id(1),
            creator: id(2),
            kind: PayableKind::Fee,
            deliverables: vec![id(3)],
            orders: vec![],
            amount: Money::new(42_000, Currency::GBP),
            deducted: 0,
            started_at: Timestamp(0),
            due: Day::parse("2026-12-05").unwrap(),
            state,
        }
    }

    /// Every state with every verb; a new state does not compile until somebody has said what each verb does in it.
    #[test]
    fn every_verb_in_every_state() {
        let on = Day::parse("2026-12-04").unwrap();
        let states = [
            PayableState::Open,
            PayableState::Held { reason: "a leaked code".into() },
            PayableState::InPayout { payout: id(9) },
            PayableState::Paid { payout: id(9), on },
            PayableState::PaidOutside { on, source: "tracker.csv, row 3".into() },
        ];
        for state in states {
            // hold, let go, take into a payout, paid, reopen, deduct
            let allowed = match &state {
                PayableState::Open => [true, false, true, false, false, true],
                PayableState::Held { .. } => [false, true, false, false, false, true],
                PayableState::InPayout { .. } => [false, false, false, true, true, false],
                PayableState::Paid { .. } => [false, false, false, false, true, false],
                // What was paid elsewhere is never paid here, and no payout of ours brings it back.
                PayableState::PaidOutside { .. } => [false; 6],
            };
            let one = || payable(state.clone());
            let found = [
                one().hold("a leaked code".into()),
                one().let_go(),
                one().take_into(id(8)),
                one().paid(on),
                one().reopen(),
                one().deduct(Money::new(10_500, Currency::GBP)),
            ];
            assert_eq!(found.map(|answer| answer.is_ok()), allowed, "{state:?}");
        }
    }

    #[test]
    fn a_refusal_says_where_it_stands_and_what_is_needed() {
        let error = payable(PayableState::Paid { payout: id(9), on: Day::parse("2026-12-04").unwrap() }).take_into(id(8)).unwrap_err();
        assert_eq!(error.to_string(), "This payable is paid. To pay it, it must be open.");
        let error = payable(PayableState::Open).deduct(Money::new(42_001, Currency::GBP)).unwrap_err();
        assert_eq!(error.to_string(), "A deduction lies between nothing and £420.00, the amount that is owed.");
        let late = payable(PayableState::Open).deduct(Money::new(10_500, Currency::GBP)).unwrap();
        assert_eq!((late.amount.minor, late.deducted), (31_500, 10_500));
    }

    #[test]
    fn what_happened_while_it_was_in_a_payout_is_taken_off_once_it_is_owed_again() {
        let in_payout = payable(PayableState::InPayout { payout: id(9) });
        assert_eq!(in_payout.still_off(12_000), None, "what is on its way is not changed");
        let again = in_payout.reopen().unwrap();
        let more = again.still_off(12_000).unwrap();
        assert_eq!(more.minor, 12_000);
        let less = again.deduct(more).unwrap();
        assert_eq!((less.still_off(12_000), less.still_off(0)), (None, None), "asked again, nothing more comes off");
        assert_eq!(less.still_off(99_000).map(|more| more.minor), Some(30_000), "never more than is owed");
    }

    #[test]
    fn a_negative_balance_is_taken_off_released_commission_only() {
        for (carry, released, payable, left) in
            [(0, 1_000, 1_000, 0), (-300, 1_000, 700, 0), (-1_000, 1_000, 0, 0), (-1_500, 1_000, 0, -500), (-300, 0, 0, -300)]
        {
            assert_eq!(net_commission(carry, released), Netted { payable, carry: left }, "{carry} {released}");
        }
    }
}
