//! The audit bites: each of these breaks one invariant behind the program's back, and the audit names it.

use app::{
    attribution::IngestOrder,
    payments::{ApprovePayout, ListPayments, MakePayout},
};
use domain::team::Role;

use super::world::{Money, order};
use crate::support::on_both;

#[test]
fn whatever_is_broken_by_hand_is_found() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let promo = money.code(&maya).await;
        world.run(IngestOrder { codes: vec![promo], ..order("1", 10_000, world.now()) }).await.unwrap();
        let payable = world.show(ListPayments {}).await.unwrap().payables[0].id;
        let pay = MakePayout { creator: maya.creator, payables: vec![payable], method: "Marketing GBP".into() };
        let payout = world.run(pay).await.unwrap().id;
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        world.app.run(&femi, ApprovePayout { payout }).await.unwrap();
        money.at_rest().await;

        for (broken, mended, found) in [
            (
                "UPDATE ledger_entry SET minor = minor + 1 WHERE account = 'expense:fees'",
                "UPDATE ledger_entry SET minor = minor - 1 WHERE account = 'expense:fees'",
                "does not balance",
            ),
            ("UPDATE ledger_entry SET account = 'clearing' WHERE minor < 0", "", "clearing holds"),
            ("UPDATE credit SET minor = minor - 1", "UPDATE credit SET minor = minor + 1", "stored credit"),
            ("UPDATE move SET stake = stake + 1", "UPDATE move SET stake = stake - 1", "not what follows from its facts"),
            ("DELETE FROM move", "", "not what follows from its facts"),
            ("UPDATE budget_line SET committed = 99999999 WHERE line = 'fees'", "", "over its budget"),
            ("DELETE FROM event WHERE kind = 'payments.payout_approved'", "", "without anybody's approval"),
            ("UPDATE outbox SET state = 'dead'", "UPDATE outbox SET state = 'done'", "given up"),
        ] {
            let tx = world.app.db().begin().await.unwrap();
            assert!(tx.execute(broken, vec![]).await.unwrap() > 0, "{broken}");
            tx.commit().await.unwrap();
            let problems = app::audit::verify(world.app.db(), None).await.unwrap();
            assert!(problems.iter().any(|problem| problem.contains(found)), "{broken}: {problems:?}");
            if !mended.is_empty() {
                let tx = world.app.db().begin().await.unwrap();
                tx.execute(mended, vec![]).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    });
}
