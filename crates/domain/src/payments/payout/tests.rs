//! Tests of the payout: every state with every verb, four eyes, look-ups, and the books.

use super::*;
use crate::ids::{CollaborationId, DeliverableId, Id, PayoutId};
use crate::money::Currency;
use crate::payments::ledger::{Account, Entry, balances};
use crate::payments::payable::PayableKind;
use crate::time::{HOUR, MINUTE};
use uuid::Uuid;

const NOW: Timestamp = Timestamp(1_800_000_000_000_000);
/// What the provider of these tests states.
const TIMES: ProviderTimes =
    ProviderTimes { visible_after: 60 * MINUTE, key_lifetime: 24 * HOUR, news_within: 12 * HOUR, look_again: 4 * HOUR };

fn id<T: Id>(n: u128) -> T {
    T::from_uuid(Uuid::from_u128(n))
}

fn nora() -> PersonId {
    id(1)
}

fn tom() -> PersonId {
    id(2)
}

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

fn today() -> Day {
    Day::parse("2026-11-18").unwrap()
}

fn payable(creator: u128, amount: Money, state: PayableState) -> Payable {
    Payable {
        collaboration: id::<CollaborationId>(1),
        creator: id(creator),
        kind: PayableKind::Fee,
        deliverables: vec![id::<DeliverableId>(1)],
        orders: vec![],
        amount,
        deducted: 0,
        started_at: NOW,
        due: today(),
        state,
    }
}

fn made() -> Payout {
    Payout::make(&[(id(5), &payable(9, gbp(42_000), PayableState::Open))], 0, "Marketing GBP", nora(), NOW).unwrap().0
}

fn approved() -> Payout {
    made().approve(tom(), NOW, gbp(42_000), FourEyes { limit: None }).unwrap().0
}

fn submitted() -> Payout {
    approved().submit("key-1", "Sandbank", TIMES, NOW).unwrap().0
}

fn unknown() -> Payout {
    submitted().lose_sight(NOW.plus(MINUTE)).unwrap().0
}

fn settled_payout() -> Payout {
    submitted().settle("TX-1", today()).unwrap().0
}

fn every_state() -> Vec<Payout> {
    vec![
        made(),
        approved(),
        submitted(),
        unknown(),
        settled_payout(),
        submitted().fail("account closed", NOW).unwrap().0,
        settled_payout().come_back("account closed", today()).unwrap().0,
        made().withdraw(tom(), "wrong month", NOW).unwrap().0,
    ]
}

/// Where each verb leads from each state; nothing where it is refused. A new state does not compile until somebody has
/// said what each verb does in it. The verbs: approve, withdraw, submit, record paid, settle, fail, lose sight, look up
/// (found settled), come back.
#[test]
fn every_verb_in_every_state() {
    for state in every_state() {
        let expected: [Option<&str>; 9] = match &state {
            Payout::Made { .. } => [Some("approved"), Some("withdrawn"), None, None, None, None, None, None, None],
            Payout::Approved { .. } => [None, Some("withdrawn"), Some("submitted"), Some("settled"), None, None, None, None, None],
            Payout::Submitted { .. } => [None, None, None, None, Some("settled"), Some("failed"), Some("unknown"), None, None],
            Payout::Unknown { .. } => [None, None, None, None, Some("settled"), Some("failed"), None, Some("settled"), None],
            Payout::Settled { .. } => [None, None, None, None, None, None, None, None, Some("returned")],
            Payout::Failed { .. } | Payout::Returned { .. } | Payout::Withdrawn { .. } => [None; 9],
        };
        let payout = || state.clone();
        let finding = Finding::Settled { reference: "TX-1".into(), on: today() };
        let looked_up = payout().look_up(finding, NOW).map(|answer| match answer {
            LookedUp::Known(payout, event) => (payout, event),
            LookedUp::Wait(_) | LookedUp::NeedsPerson(_) => panic!("a settled payout is known"),
        });
        let found = [
            payout().approve(tom(), NOW, gbp(1), FourEyes { limit: None }),
            payout().withdraw(tom(), "wrong month", NOW),
            payout().submit("key-2", "Sandbank", TIMES, NOW),
            payout().record_paid(tom(), "TX-1", today(), "statement, line 4", today(), NOW),
            payout().settle("TX-1", today()),
            payout().fail("account closed", NOW),
            payout().lose_sight(NOW),
            looked_up,
            payout().come_back("account closed", today()),
        ];
        let found = found.map(|answer| answer.ok().map(|(payout, _)| payout.as_str()));
        assert_eq!(found, expected, "{}", state.as_str());
        assert_eq!(state.transfer().amount, gbp(42_000));
    }
}

#[test]
fn a_refusal_says_the_state_and_what_is_needed() {
    let error = made().record_paid(tom(), "TX", today(), "seen", today(), NOW).unwrap_err();
    assert_eq!(error.to_string(), "This payout is made, so it cannot be recorded as paid. That needs it to be approved.");
}

#[test]
fn a_payout_is_of_open_payables_of_one_creator_and_currency() {
    let open = payable(9, gbp(42_000), PayableState::Open);
    let zero = payable(9, gbp(0), PayableState::Open);
    let euros = payable(9, Money::new(100, Currency::EUR), PayableState::Open);
    let other = payable(8, gbp(100), PayableState::Open);
    let held = payable(9, gbp(1_200), PayableState::Held { reason: "a leaked code".into() });
    let busy = payable(9, gbp(1_200), PayableState::InPayout { payout: id::<PayoutId>(3) });
    let make = |payables: &[(PayableId, &Payable)], withheld: i64| {
        Payout::make(payables, withheld, "Marketing GBP", nora(), NOW).map(|(payout, _)| payout.transfer().sent().minor)
    };
    assert_eq!(make(&[(id(1), &open), (id(2), &open)], 0), Ok(84_000));
    assert_eq!(make(&[(id(1), &open)], 10_080), Ok(31_920));
    assert_eq!(make(&[], 0), Err(PayoutError::Nothing));
    assert_eq!(make(&[(id(1), &open), (id(1), &open)], 0), Err(PayoutError::Twice));
    assert_eq!(make(&[(id(1), &open), (id(2), &other)], 0), Err(PayoutError::SeveralCreators));
    let mixed = PayoutError::Money(MoneyError::Mixed(Currency::GBP, Currency::EUR));
    assert_eq!(make(&[(id(1), &open), (id(2), &euros)], 0), Err(mixed));
    assert_eq!(make(&[(id(1), &held)], 0), Err(PayoutError::NotOpen { amount: gbp(1_200), is: "held back" }));
    assert_eq!(make(&[(id(1), &busy)], 0), Err(PayoutError::NotOpen { amount: gbp(1_200), is: "in another payout" }));
    assert_eq!(make(&[(id(1), &zero)], 0), Err(PayoutError::NothingToSend));
    assert_eq!(make(&[(id(1), &open)], 42_000), Err(PayoutError::NothingToSend));
    assert_eq!(Payout::make(&[(id(1), &open)], 0, " ", nora(), NOW).unwrap_err(), PayoutError::NoSource);
}

#[test]
fn four_eyes_from_the_limit_itself() {
    let limit = |minor: i64| FourEyes { limit: Some(gbp(minor)) };
    let euros = FourEyes { limit: Some(Money::new(1_000_000, Currency::EUR)) };
    for (name, by, total, four_eyes, allowed) in [
        ("always, by default", nora(), 1, FourEyes { limit: None }, false),
        ("a limit of zero is always", nora(), 1, limit(0), false),
        ("exactly the limit", nora(), 50_000, limit(50_000), false),
        ("below the limit the maker may", nora(), 49_999, limit(50_000), true),
        ("the run counts, not the payout", nora(), 200_000, limit(50_000), false),
        ("a limit in another currency", nora(), 1, euros, false),
        ("somebody else", tom(), 200_000, limit(0), true),
    ] {
        let answer = made().approve(by, NOW, gbp(total), four_eyes);
        assert_eq!(answer.is_ok(), allowed, "{name}");
        if let Err(error) = answer {
            assert_eq!(error, PayoutError::OwnPayout, "{name}");
        }
    }
}

#[test]
fn a_run_leaves_out_what_its_approver_made_where_the_total_reaches_the_limit() {
    let transfer =
        |by: PersonId, money: Money, run: Option<Money>| Transfer { made_by: by, amount: money, run, ..made().transfer().clone() };
    let euros = Money::new(900, Currency::EUR);
    let all = [
        transfer(nora(), gbp(30_000), None),
        transfer(tom(), gbp(20_000), None),
        transfer(tom(), gbp(5_000), Some(gbp(80_000))),
        transfer(tom(), euros, None),
    ];
    let all: Vec<&Transfer> = all.iter().collect();
    for (name, by, limit, expected) in [
        ("always four eyes: what others made", tom(), 0, [true, false, false, false]),
        ("the total is exactly the limit", tom(), 50_000, [true, false, false, false]),
        ("below it their own goes along, but not what its run keeps back", tom(), 50_001, [true, true, false, false]),
        ("another currency always needs a second person", tom(), 1_000_000, [true, true, true, false]),
        ("who made one of four", nora(), 0, [false, true, true, true]),
    ] {
        let four_eyes = FourEyes { limit: Some(gbp(limit)) };
        assert_eq!(four_eyes.run_of(by, &all), expected, "{name}");
        for (transfer, fits) in all.iter().zip(expected) {
            assert!(!fits || transfer.made_by != by || !four_eyes.needed(transfer.run_total()), "{name}: what is offered may be approved");
        }
    }
}

#[test]
fn a_hand_record_needs_reference_evidence_and_a_day_that_has_come() {
    let tomorrow = today().plus_days(1);
    let record = |reference: &str, on: Day, evidence: &str| approved().record_paid(tom(), reference, on, evidence, today(), NOW);
    assert!(matches!(record(" ", today(), "seen"), Err(PayoutError::Missing(_))));
    assert!(matches!(record("TX", today(), ""), Err(PayoutError::Missing(_))));
    assert_eq!(record("TX", tomorrow, "seen").unwrap_err(), PayoutError::FutureDay(tomorrow));
    let (payout, event) = record(" TX-9 ", today(), "statement, line 4").unwrap();
    let Payout::Settled { settlement, .. } = &payout else { panic!("not settled") };
    assert_eq!((settlement.reference.as_str(), settlement.on), ("TX-9", today()));
    assert!(matches!(event, PayoutEvent::Settled { .. }));
}

#[test]
fn what_is_unknown_is_never_sent_under_a_new_key() {
    // The payout was sent at NOW and lost from sight a minute later.
    let look = |finding: Finding, after: i64| unknown().look_up(finding, NOW.plus(after)).unwrap();
    assert!(matches!(look(Finding::UnderWay, 10 * HOUR), LookedUp::Wait(Payout::Unknown { .. })));
    assert!(matches!(look(Finding::Nothing, 60 * MINUTE), LookedUp::Wait(Payout::Unknown { .. })));
    let LookedUp::Known(Payout::Submitted { submission, .. }, PayoutEvent::SentAgain { key }) = look(Finding::Nothing, 61 * MINUTE) else {
        panic!("not sent again")
    };
    assert_eq!((submission.key.as_str(), key.as_str(), submission.at), ("key-1", "key-1", NOW));
    assert_eq!(submission.sent_at(), NOW.plus(61 * MINUTE));
    assert!(matches!(look(Finding::NoAnswer, 25 * HOUR), LookedUp::Wait(Payout::Unknown { needs_person: false, .. })));
    let LookedUp::NeedsPerson(asked) = look(Finding::Nothing, 24 * HOUR) else { panic!("it must not be sent again") };
    assert_eq!((asked.needs_person(), asked.look_at()), (true, None));
    assert!(asked.record_paid(tom(), "TX-3", today(), "the provider's statement", today(), NOW).is_ok());
    assert!(unknown().record_paid(tom(), "TX-3", today(), "a guess", today(), NOW).is_err(), "nobody guesses");
    let failed = look(Finding::Failed { reason: "refused".into() }, HOUR);
    let LookedUp::Known(Payout::Failed { reason, .. }, PayoutEvent::Failed(open)) = failed else { panic!("not failed") };
    assert_eq!((reason.as_str(), open.payables), ("refused", vec![id(5)]));
}

/// The ledger after each way that a payout can take: what is owed, cash, and clearing, which is zero at rest.
#[test]
fn every_way_leaves_the_books_right() {
    let by_hand = approved().record_paid(tom(), "TX", today(), "seen", today(), NOW).unwrap().0;
    let failed = unknown().fail("closed", NOW).unwrap().0;
    let returned = settled_payout().come_back("closed", today()).unwrap().0;
    let withdrawn = approved().withdraw(tom(), "wrong month", NOW).unwrap().0;
    for (name, way, [owed, cash, clearing]) in [
        ("on its way", vec![made(), approved(), submitted(), unknown()], [0, 0, -42_000]),
        ("settled", vec![approved(), submitted(), settled_payout()], [0, -42_000, 0]),
        ("settled after a look-up", vec![approved(), submitted(), unknown(), settled_payout()], [0, -42_000, 0]),
        ("sent again and settled", vec![approved(), submitted(), unknown(), submitted(), settled_payout()], [0, -42_000, 0]),
        ("by hand", vec![made(), approved(), by_hand], [0, -42_000, 0]),
        ("failed", vec![approved(), submitted(), unknown(), failed], [-42_000, 0, 0]),
        ("returned", vec![approved(), submitted(), settled_payout(), returned], [-42_000, 0, 0]),
        ("withdrawn", vec![made(), approved(), withdrawn], [-42_000, 0, 0]),
    ] {
        let accrued = Posting::accrual(id(9), crate::payments::ledger::Expense::Fees, gbp(42_000));
        let steps = way.windows(2).flat_map(|step| step[1].postings(&step[0]));
        let entries: Vec<Entry> = std::iter::once(accrued).chain(steps).flat_map(|posting| posting.entries().to_vec()).collect();
        let balances = balances(&entries);
        let balance = |account: Account| balances.get(&(account, Currency::GBP)).copied().unwrap_or(0);
        let found = [balance(Account::CreatorPayable(id(9))), balance(Account::Cash("Marketing GBP".into())), balance(Account::Clearing)];
        assert_eq!(found, [owed, cash, clearing], "{name}");
    }
}

/// What each piece of news does in each state: the states that follow, nothing when it is known, a contradiction, or a
/// refusal. The news: settled, failed, returned.
#[test]
fn news_come_late_twice_and_out_of_order() {
    let news = || {
        [
            News::Settled { reference: "TX-1".into(), on: today() },
            News::Failed { reason: "account closed".into() },
            News::Returned { reference: "TX-1".into(), reason: "account closed".into(), on: today() },
        ]
    };
    let (known, odd, no) = (vec!["known"], vec!["contradiction"], vec!["refused"]);
    for state in every_state() {
        let expected = match &state {
            Payout::Made { .. } | Payout::Approved { .. } | Payout::Withdrawn { .. } => [no.clone(), no.clone(), no.clone()],
            Payout::Submitted { .. } | Payout::Unknown { .. } => [vec!["settled"], vec!["failed"], vec!["settled", "returned"]],
            Payout::Settled { .. } => [known.clone(), odd.clone(), vec!["returned"]],
            Payout::Failed { .. } => [odd.clone(), known.clone(), odd.clone()],
            Payout::Returned { .. } => [known.clone(), odd.clone(), known.clone()],
        };
        let heard = news().map(|news| match state.clone().hear(news, NOW) {
            Ok(Heard::Steps(steps)) => steps.iter().map(|(payout, _)| payout.as_str()).collect(),
            Ok(Heard::Known) => known.clone(),
            Ok(Heard::Contradiction) => odd.clone(),
            Err(_) => no.clone(),
        });
        assert_eq!(heard, expected, "{}", state.as_str());
    }
}

#[test]
fn the_clock_looks_after_what_is_with_a_provider_and_nothing_else() {
    let at = |payout: &Payout| payout.look_at().map(|at| at.since(NOW) / MINUTE);
    assert_eq!(at(&submitted()), Some(12 * 60), "news should have come by then");
    assert_eq!(at(&unknown()), Some(61), "an hour after it was lost from sight");
    let LookedUp::Wait(waiting) = unknown().look_up(Finding::UnderWay, NOW.plus(2 * HOUR)).unwrap() else { panic!("it waits") };
    assert_eq!(at(&waiting), Some(6 * 60));
    for payout in every_state().into_iter().filter(|payout| payout.submission().is_none()) {
        assert_eq!(payout.look_at(), None, "{}", payout.as_str());
    }
}
