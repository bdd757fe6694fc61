//! Payouts that go with a provider: handed over once, heard of late and twice, lost from sight, looked up, never paid twice.

use app::{
    Caller,
    payments::{
        ApprovePayout, CheckPayout, GetLedger, ListPayments, MakePayout, NoteSilence, RecordFailed, RecordNews, RecordPaid, SubmitPayout,
        WithdrawPayout, provider::of_key,
    },
    views::ShowToday,
};
use domain::{
    ids::PayoutId,
    moves::What,
    payments::{
        Payout,
        payout::{Finding, News},
    },
    time::{Day, HOUR, MINUTE},
};

use super::{finance, world::Money};
use crate::support::{BankDoes, World, code, on_both, on_both_with_bank};

/// A creator is owed £420, and a payout of it is approved.
struct Scene<'a> {
    world: &'a World,
    money: Money<'a>,
    femi: Caller,
    clock: Caller,
}

impl<'a> Scene<'a> {
    async fn begin(world: &'a World) -> (Self, PayoutId) {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let femi = finance(world).await;
        let clock = Caller::clock(world.organisation, world.brand);
        let scene = Self { world, money, femi, clock };
        let payout = scene.approved().await;
        (scene, payout)
    }

    async fn approved(&self) -> PayoutId {
        let owed = self.world.show(ListPayments {}).await.unwrap().payables.remove(0);
        let pay = MakePayout { creator: owed.creator, payables: vec![owed.id], method: "Marketing GBP".into() };
        let payout = self.world.run(pay).await.unwrap().id;
        self.world.app.run(&self.femi, ApprovePayout { payout }).await.unwrap();
        payout
    }

    /// It is handed over, and the bank does what it was told to do.
    async fn sent(&self, payout: PayoutId) {
        self.world.app.run(&self.femi, SubmitPayout { payout }).await.unwrap();
        self.world.work().await;
    }

    /// So much time passes, and the clock does what is due.
    async fn later(&self, time: i64) {
        self.world.clock.advance(time);
        app::tick::tick(&self.world.app).await.unwrap();
        self.world.work().await;
    }

    async fn hears(&self, payout: PayoutId, news: News) -> app::Result<bool> {
        self.world.app.run(&self.clock, RecordNews { payout, news }).await
    }

    async fn payout(&self, id: PayoutId) -> Payout {
        store::document::find(self.world.app.db(), self.world.brand, id).await.unwrap().unwrap().value
    }

    async fn is(&self, id: PayoutId) -> &'static str {
        self.payout(id).await.as_str()
    }

    /// What accounts hold: owed to creators, cash, clearing.
    async fn books(&self) -> [i64; 3] {
        let ledger = self.world.show(GetLedger::default()).await.unwrap();
        ["creator_payable", "cash", "clearing"].map(|account| {
            let found = ledger.balances.iter().filter(|one| one.account.to_string().starts_with(account));
            found.map(|one| one.balance.minor).sum()
        })
    }
}

fn key(payout: PayoutId) -> String {
    let key = format!("payout-{payout}");
    assert_eq!(of_key(&key), Some(payout));
    key
}

fn day() -> Day {
    Day::parse("2026-09-02").unwrap()
}

fn settled() -> News {
    News::Settled { reference: "SB-1".into(), on: day() }
}

fn returned() -> News {
    News::Returned { reference: "SB-1".into(), reason: "account closed".into(), on: day() }
}

#[test]
fn a_payout_is_handed_over_once_and_its_news_count_once() {
    on_both_with_bank(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        assert_eq!(world.show(ListPayments {}).await.unwrap().provider.as_deref(), Some("Sandbank"));
        scene.sent(payout).await;
        assert_eq!((scene.is(payout).await, scene.books().await), ("submitted", [0, 0, -42_000]));
        let handed = &world.bank.transfers()[0];
        assert_eq!(
            (handed.key.as_str(), handed.amount.minor, handed.receiver.as_str()),
            (key(payout).as_str(), 42_000, "20-00-00 55774417")
        );
        let paid = RecordPaid { payout, paid_on: day(), reference: "FT".into(), note: "seen".into() };
        assert_eq!(code(world.app.run(&scene.femi, paid).await), "payments.state");
        let failed = RecordFailed { payout, reason: "I think it did not go".into() };
        assert_eq!(code(world.app.run(&scene.femi, failed).await), "payments.with_provider");
        assert_eq!(code(world.app.run(&scene.femi, WithdrawPayout { payout, reason: "late".into() }).await), "payments.state");
        assert_eq!(code(world.app.run(&scene.femi, SubmitPayout { payout }).await), "payments.state");

        world.clock.advance(26 * HOUR);
        assert!(scene.hears(payout, settled()).await.unwrap());
        assert!(!scene.hears(payout, settled()).await.unwrap(), "told twice, it counts once");
        assert_eq!((scene.is(payout).await, scene.books().await), ("settled", [0, -42_000, 0]));
        assert_eq!(scene.money.budget().await.sums().paid, 42_000);
        world.work().await;
        let letters = world.letters.to("maya-okonkwo@creators.example");
        assert_eq!(letters.iter().filter(|letter| letter.body.contains("SB-1")).count(), 1, "the creator is told once");

        // It comes back, and the news of its arrival come once more, late.
        assert!(scene.hears(payout, returned()).await.unwrap());
        assert!(!scene.hears(payout, settled()).await.unwrap());
        assert_eq!((scene.is(payout).await, scene.books().await), ("returned", [-42_000, 0, 0]));
        let budget = scene.money.budget().await.sums();
        assert_eq!((budget.accrued, budget.paid), (42_000, 0));
        // What cannot be true beside it changes nothing and is told.
        assert!(!scene.hears(payout, News::Failed { reason: "no such account".into() }).await.unwrap());
        assert_eq!((scene.is(payout).await, scene.money.events("payments.news_contradicted").await), ("returned", 1));
        assert_eq!(world.bank.handed().len(), 1);
        scene.money.at_rest().await;
    });
}

#[test]
fn what_came_back_before_it_was_said_to_arrive_is_both_in_the_books() {
    on_both_with_bank(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        scene.sent(payout).await;
        assert!(scene.hears(payout, returned()).await.unwrap());
        assert_eq!((scene.is(payout).await, scene.books().await), ("returned", [-42_000, 0, 0]));
        assert_eq!((scene.money.events("payments.payout_settled").await, scene.money.events("payments.payout_returned").await), (1, 1));
        assert!(!scene.hears(payout, settled()).await.unwrap());
        scene.money.at_rest().await;
    });
}

#[test]
fn a_refused_transfer_is_owed_again_and_one_that_must_wait_is_tried_again() {
    on_both_with_bank(async |world| {
        let (scene, first) = Scene::begin(world).await;
        world.bank.next(BankDoes::Refuse);
        scene.sent(first).await;
        let Payout::Failed { reason, .. } = scene.payout(first).await else { panic!("it failed") };
        assert_eq!((reason.as_str(), scene.books().await), ("There is no such account.", [-42_000, 0, 0]));
        let second = scene.approved().await;
        world.bank.next(BankDoes::Later);
        scene.sent(second).await;
        assert!(world.bank.transfers().is_empty());
        scene.later(MINUTE).await;
        assert_eq!(world.bank.handed(), [key(first), key(second), key(second)], "another payout has another key, a try has not");
        assert!(scene.hears(second, settled()).await.unwrap());
        assert!(!scene.hears(second, settled()).await.unwrap());
        scene.money.at_rest().await;
    });
}

#[test]
fn a_time_out_after_success_is_looked_up_and_never_paid_twice() {
    on_both_with_bank(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        world.bank.next(BankDoes::VanishAfter);
        scene.sent(payout).await;
        assert_eq!(scene.is(payout).await, "unknown");
        assert!(!world.app.run(&scene.clock, NoteSilence { payout }).await.unwrap(), "noted once");
        assert!(!world.app.run(&scene.clock, CheckPayout { payout, found: None }).await.unwrap(), "it is not time yet");
        scene.later(HOUR).await;
        let Payout::Unknown { looked_up_at: Some(_), .. } = scene.payout(payout).await else { panic!("it is on its way there") };
        world.bank.says(&key(payout), Finding::Settled { reference: "SB-1".into(), on: day() });
        scene.later(4 * HOUR).await;
        assert_eq!((scene.is(payout).await, scene.books().await), ("settled", [0, -42_000, 0]));
        assert_eq!((world.bank.handed().len(), world.bank.transfers().len()), (1, 1));
        assert!(!scene.hears(payout, settled()).await.unwrap(), "the call-back comes after all");
        scene.money.at_rest().await;
    });
}

#[test]
fn what_never_arrived_is_sent_again_under_the_same_key_while_the_provider_knows_it() {
    on_both_with_bank(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        world.bank.next(BankDoes::VanishBefore);
        scene.sent(payout).await;
        scene.later(HOUR).await;
        assert_eq!((scene.is(payout).await, scene.money.events("payments.payout_sent_again").await), ("submitted", 1));
        assert_eq!(world.bank.handed(), [key(payout), key(payout)]);
        assert_eq!((world.bank.transfers().len(), scene.books().await), (1, [0, 0, -42_000]));
        // Its news are lost: after half a day the clock looks.
        world.bank.says(&key(payout), Finding::Failed { reason: "account closed".into() });
        scene.later(12 * HOUR).await;
        assert_eq!(scene.is(payout).await, "unknown");
        scene.later(HOUR).await;
        assert_eq!((scene.is(payout).await, scene.books().await), ("failed", [-42_000, 0, 0]));
        scene.money.at_rest().await;
    });
}

#[test]
fn a_key_that_the_provider_has_forgotten_is_never_sent_again_and_a_person_asks() {
    on_both_with_bank(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        world.bank.next(BankDoes::VanishAfter);
        scene.sent(payout).await;
        world.bank.says(&key(payout), Finding::NoAnswer);
        for _ in 0..6 {
            scene.later(4 * HOUR).await;
        }
        world.bank.says(&key(payout), Finding::Nothing);
        scene.later(4 * HOUR).await;
        assert!(scene.payout(payout).await.needs_person());
        assert_eq!((world.bank.handed().len(), scene.money.events("payments.payout_needs_person").await), (1, 1));
        let today = world.app.show(&scene.femi, ShowToday::default()).await.unwrap().moves;
        assert!(today.iter().any(|entry| entry.promise.what == What::AskProvider), "finance is asked to ask");
        scene.later(9 * HOUR).await;
        assert_eq!(world.bank.handed().len(), 1);
        let paid = RecordPaid { payout, paid_on: day(), reference: "SB-9".into(), note: "their support, by mail".into() };
        world.app.run(&scene.femi, paid).await.unwrap();
        assert_eq!((scene.is(payout).await, scene.books().await), ("settled", [0, -42_000, 0]));
        // The creator is told in the morning.
        scene.later(12 * HOUR).await;
        scene.money.at_rest().await;
    });
}

#[test]
fn a_look_that_another_process_took_meanwhile_does_not_keep_the_next_one_waiting() {
    on_both_with_bank(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        scene.sent(payout).await;
        world.clock.advance(12 * HOUR);
        let seen = store::moves::due_for_clock(world.app.db(), world.now(), 500).await.unwrap();
        let look = seen.into_iter().find(|due| due.row.open.what == What::CheckPayout).unwrap().row;
        app::tick::tick(&world.app).await.unwrap();
        assert_eq!(scene.is(payout).await, "unknown");
        // The process that saw the same finds nothing to do; what is due in an hour is another look.
        let tx = world.app.db().begin().await.unwrap();
        store::moves::put_back(&tx, world.brand, &look, world.now().plus(2 * HOUR), "It was not time.").await.unwrap();
        tx.commit().await.unwrap();
        scene.later(HOUR).await;
        let Payout::Unknown { looked_up_at: Some(_), .. } = scene.payout(payout).await else { panic!("it was looked up") };
    });
}

#[test]
fn without_a_provider_a_payout_is_paid_by_hand_alone() {
    on_both(async |world| {
        let (scene, payout) = Scene::begin(world).await;
        assert_eq!(world.show(ListPayments {}).await.unwrap().provider, None);
        assert_eq!(code(world.app.run(&scene.femi, SubmitPayout { payout }).await), "payments.no_provider");
        assert_eq!(scene.is(payout).await, "approved");
        scene.money.at_rest().await;
    });
}
