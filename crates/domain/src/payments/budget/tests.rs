//! Tests of the budget: going over, overrides, commission, and that each amount is counted once.

use super::*;
use crate::ids::Id;
use proptest::prelude::*;
use uuid::Uuid;

use BudgetLine::{Commission, Fees, Product};

fn who(n: u128) -> CollaborationId {
    CollaborationId::from_uuid(Uuid::from_u128(n))
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// A thousand pounds: 700 fees, 200 product, 100 commission.
fn budget() -> Budget {
    let planned = PlannedBudget { fees: 70_000, product: 20_000, shipping: 0, bonus: 0, commission: 10_000 };
    Budget { currency: Currency::GBP, planned, amounts: vec![] }
}

fn because(reason: &str) -> Option<OverrideRequest> {
    Some(OverrideRequest { by: PersonId::from_uuid(Uuid::from_u128(1)), at: Timestamp(0), reason: reason.into() })
}

fn states(budget: &Budget) -> [i64; 5] {
    let sums = budget.sums();
    [sums.reserved, sums.committed, sums.accrued, sums.paid, sums.free()]
}

#[test]
fn an_amount_passes_its_states_and_is_counted_once() {
    let budget = budget().reserve(who(1), Fees, gbp(42_000), None).unwrap().0;
    assert_eq!(states(&budget), [42_000, 0, 0, 0, 58_000]);
    let budget = budget.commit(who(1), Fees, gbp(42_000), None).unwrap().0;
    assert_eq!(states(&budget), [0, 42_000, 0, 0, 58_000]);
    let budget = budget.accrue(who(1), Fees, gbp(30_000)).unwrap();
    assert_eq!(states(&budget), [0, 12_000, 30_000, 0, 58_000]);
    let budget = budget.pay(who(1), Fees, gbp(30_000)).unwrap();
    assert_eq!(states(&budget), [0, 12_000, 0, 30_000, 58_000]);
    let budget = budget.come_back(who(1), Fees, gbp(30_000)).unwrap();
    assert_eq!(states(&budget), [0, 12_000, 30_000, 0, 58_000]);
    // A late deduction leaves the budget at once.
    let budget = budget.deduct(who(1), Fees, gbp(7_500)).unwrap();
    assert_eq!(states(&budget), [0, 12_000, 22_500, 0, 65_500]);
    // What will not be made is free again; what is owed stays.
    let budget = budget.release(who(1), Fees);
    assert_eq!(states(&budget), [0, 0, 22_500, 0, 77_500]);
    assert_eq!(budget.of(who(1), Fees).released, 19_500);
}

#[test]
fn a_new_offer_replaces_what_was_reserved_and_a_signature_what_was_offered() {
    let budget = budget().reserve(who(1), Fees, gbp(42_000), None).unwrap().0;
    let budget = budget.reserve(who(1), Fees, gbp(45_000), None).unwrap().0;
    assert_eq!(states(&budget), [45_000, 0, 0, 0, 55_000]);
    let budget = budget.commit(who(1), Fees, gbp(40_000), None).unwrap().0;
    assert_eq!(states(&budget), [0, 40_000, 0, 0, 60_000]);
}

#[test]
fn over_the_budget_needs_a_reason_and_the_reason_covers_the_same_amount_at_signing() {
    let full = budget().reserve(who(1), Fees, gbp(80_000), None).unwrap().0;
    let refused = full.clone().reserve(who(2), Fees, gbp(30_000), None).unwrap_err();
    let text = "This would be £100.00 over the campaign's budget of £1,000.00. \
                Lower it, raise the budget, or give a reason for going over.";
    assert_eq!(refused.to_string(), text);
    assert_eq!(full.clone().reserve(who(2), Fees, gbp(30_000), because(" ")).unwrap_err(), BudgetError::NoReason);
    // Exactly the budget is no overrun, and so no override is kept.
    let exact = full.clone().reserve(who(2), Fees, gbp(20_000), because("in case")).unwrap().0;
    assert_eq!(exact.of(who(2), Fees).over, None);

    let over = full.reserve(who(2), Fees, gbp(30_000), because("the founder's favourite")).unwrap().0;
    let note = over.of(who(2), Fees).over.unwrap();
    assert_eq!((note.beyond, note.covers, note.reason.as_str()), (10_000, 30_000, "the founder's favourite"));
    // The same amount, and less, may be signed; more needs a new reason.
    for (amount, allowed) in [(30_000, true), (25_000, true), (30_001, false)] {
        assert_eq!(over.clone().commit(who(2), Fees, gbp(amount), None).is_ok(), allowed, "{amount}");
    }
    // Who was within the budget signs without a reason; somebody new does not come in under another's reason.
    assert!(over.clone().commit(who(1), Fees, gbp(80_000), None).is_ok());
    assert!(over.clone().reserve(who(3), Fees, gbp(1), None).is_err());
    // The override goes with what it was given for.
    assert_eq!(over.release(who(2), Fees).of(who(2), Fees).over, None);
}

#[test]
fn an_override_holds_at_signing_even_when_the_budget_was_lowered_since() {
    let over = budget().reserve(who(1), Fees, gbp(120_000), because("launch")).unwrap().0;
    let lowered = Budget { planned: PlannedBudget { fees: 50_000, ..over.planned }, ..over };
    let signed = lowered.commit(who(1), Fees, gbp(120_000), None).unwrap().0;
    assert_eq!(signed.of(who(1), Fees).over.map(|over| over.beyond), Some(40_000));
}

#[test]
fn what_a_late_post_frees_of_an_override_is_no_room_for_others() {
    // Found by the random histories below.
    let over = budget().commit(who(1), Fees, gbp(70_000), None).unwrap().0;
    let over = over.commit(who(2), Fees, gbp(40_000), because("launch")).unwrap().0;
    let freed = over.deduct(who(2), Fees, gbp(30_000)).unwrap();
    assert_eq!(freed.of(who(2), Fees).over.map(|over| over.beyond), Some(0));
    assert!(freed.clone().reserve(who(3), Fees, gbp(20_000), None).is_ok(), "up to the budget");
    assert!(freed.reserve(who(3), Fees, gbp(20_001), None).is_err(), "not a penny beyond it");
}

#[test]
fn a_line_over_its_plan_warns() {
    let (_, warnings) = budget().reserve(who(1), Fees, gbp(75_000), None).unwrap();
    assert_eq!(warnings, [Warning { text: "The line fees is £50.00 over its plan.".into() }]);
}

#[test]
fn commission_is_reserved_as_a_planned_sum_and_may_accrue_beyond_with_a_warning() {
    let budget = budget().reserve(who(1), Commission, gbp(6_000), None).unwrap().0;
    let budget = budget.reserve(who(2), Fees, gbp(90_000), None).unwrap().0;
    assert!(budget.clone().reserve(who(3), Commission, gbp(6_000), None).is_err());
    let (budget, warnings) = budget.accrue_commission(who(1), gbp(2_000)).unwrap();
    assert_eq!((states(&budget), warnings.len()), ([94_000, 0, 2_000, 0, 4_000], 0));
    let (budget, warnings) = budget.accrue_commission(who(1), gbp(9_000)).unwrap();
    assert_eq!(states(&budget), [90_000, 0, 11_000, 0, -1_000]);
    let texts: Vec<&str> = warnings.iter().map(|warning| warning.text.as_str()).collect();
    assert_eq!(texts, ["The line commission is £10.00 over its plan.", "Commission takes the campaign £10.00 over its budget."]);
    // The agreement that was reserved in time can still be signed.
    assert!(budget.commit(who(2), Fees, gbp(90_000), None).is_ok());
}

#[test]
fn product_counts_as_paid_when_it_ships() {
    let budget = budget().reserve(who(1), Product, gbp(4_000), None).unwrap().0;
    let budget = budget.commit(who(1), Product, gbp(4_000), None).unwrap().0;
    let (budget, warnings) = budget.ship(who(1), Product, gbp(4_130)).unwrap();
    assert_eq!((states(&budget), warnings), ([0, 0, 0, 4_130, 95_870], vec![]));
}

#[test]
fn nothing_moves_on_that_is_not_there() {
    let budget = budget().reserve(who(1), Fees, gbp(10_000), None).unwrap().0;
    let error = budget.clone().accrue(who(1), Fees, gbp(10_000)).unwrap_err();
    assert_eq!(error.to_string(), "Only £0.00 is committed here, so £100.00 cannot be moved on.");
    assert!(budget.clone().pay(who(1), Fees, gbp(1)).is_err());
    assert!(budget.clone().come_back(who(1), Fees, gbp(1)).is_err());
    assert!(budget.clone().deduct(who(1), Fees, gbp(1)).is_err());
    let euros = Money::new(1, Currency::EUR);
    assert_eq!(budget.clone().reserve(who(1), Fees, euros, None).unwrap_err(), BudgetError::Amount(Currency::GBP));
    assert_eq!(budget.reserve(who(1), Fees, gbp(-1), None).unwrap_err(), BudgetError::Amount(Currency::GBP));
}

/// One step of a random history: which verb, whose, how much, with or without a reason.
fn step(budget: Budget, (verb, creator, amount, reason): (u8, u128, i64, bool)) -> Budget {
    let (who, amount) = (who(creator), gbp(amount));
    let over = || if reason { because("asked") } else { None };
    let kept = budget.clone();
    let taken = match verb {
        0 => budget.reserve(who, Fees, amount, over()).map(|(budget, _)| budget),
        1 => budget.commit(who, Fees, amount, over()).map(|(budget, _)| budget),
        2 => budget.accrue(who, Fees, amount),
        3 => budget.pay(who, Fees, amount),
        4 => budget.come_back(who, Fees, amount),
        5 => budget.deduct(who, Fees, amount),
        _ => Ok(budget.release(who, Fees)),
    };
    taken.unwrap_or(kept)
}

proptest! {
    #[test]
    fn without_commission_all_that_is_spoken_for_stays_within_the_budget_or_an_override(
        steps in proptest::collection::vec((0_u8..7, 0_u128..4, 0_i64..60_000, proptest::bool::ANY), 0..60),
    ) {
        let end = steps.into_iter().fold(budget(), step);
        let excused: i64 = end.amounts.iter().filter_map(|amounts| amounts.over.as_ref()).map(|over| over.beyond).sum();
        prop_assert!(end.sums().used() <= end.planned.total() + excused);
        for amounts in &end.amounts {
            prop_assert!([amounts.reserved, amounts.committed, amounts.accrued, amounts.paid, amounts.released].iter().all(|minor| *minor >= 0));
        }
        prop_assert_eq!(BudgetLine::ALL.map(|line| end.line_sums(line).used()).iter().sum::<i64>(), end.sums().used());
    }
}

/// What happened before the program knew of it is entered whatever the budget says, and what goes beyond has its reason.
#[test]
fn what_was_spoken_for_before_is_taken_over_with_its_reason() {
    let planned = budget().planned.total();
    let told = [
        (who(1), BudgetState::Paid, planned - 1_000),
        (who(1), BudgetState::Committed, 500),
        (who(2), BudgetState::Reserved, 2_000),
        (who(3), BudgetState::Committed, 300),
    ];
    assert!(matches!(budget().take_over(&told, None), Err(BudgetError::Over { .. })));
    assert_eq!(budget().take_over(&told, because(" ")), Err(BudgetError::NoReason));
    let end = budget().take_over(&told, because("agreed before")).unwrap();
    let beyond: Vec<i64> = end.amounts.iter().map(|one| one.over.as_ref().map_or(0, |over| over.beyond)).collect();
    assert_eq!(beyond, [0, 1_500, 300]);
    assert_eq!(end.sums().used(), planned + 1_800);
    // What it is entered as goes on as if it had been spoken for here.
    let end = end.accrue(who(3), Fees, gbp(300)).and_then(|end| end.pay(who(3), Fees, gbp(300))).unwrap();
    assert_eq!(end.of(who(3), Fees).paid, 300);
    assert!(budget().take_over(&[(who(1), BudgetState::Paid, -1)], None).is_err());
}
