//! Money, as stories: budgets and their overrides, fees, four eyes, orders and refunds in any order, commission after its
//! hold, and the books at rest.

mod audit;
mod hands;
mod known;
mod leak;
mod provider;
mod reported;
mod sums;
mod tracking;
mod watched;
pub(crate) mod world;

use app::{
    Caller,
    attribution::{ImportOrders, IngestOrder, IngestRefund, ListOrders, RecordClick, ingest_order::Outcome, ingest_refund::RefundOutcome},
    payments::{ApprovePayout, GetLedger, ListPayments, MakePayout, RecordFailed, RecordPaid, RecordReturned},
    reports::{DecideStanding, ExportCampaignReport, GetCampaignReport},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    attribution::{Model, RefundPart},
    creators::Standing,
    ids::PayableId,
    payments::{PayableKind, PayableState},
    team::Role,
    time::{DAY, Day, HOUR, MINUTE},
};
use store::journey::listed;

use crate::support::{World, code, on_both};
use world::{Money, Who, gbp, order};

/// Finance of the brand, who did not make the payout.
async fn finance(world: &World) -> Caller {
    world.person("Femi Adeyemi", Role::Finance).await
}

#[test]
fn a_fee_is_owed_when_the_last_post_is_verified_and_paid_by_two_people() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 2).await;
        money.verified(&maya, 0).await;
        assert!(world.show(ListPayments {}).await.unwrap().payables.is_empty(), "one of two posts is not enough");
        money.verified(&maya, 1).await;

        let view = world.show(ListPayments {}).await.unwrap();
        let owed = &view.payables[0];
        assert_eq!((view.payables.len(), owed.amount, owed.missing.len()), (1, gbp(42_000), 0));
        assert_eq!(owed.due, view.today.plus_days(14));
        let pay = MakePayout { creator: maya.creator, payables: vec![owed.id], method: "Marketing GBP".into() };
        let payout = world.run(pay.clone()).await.unwrap().id;
        assert_eq!(code(world.run(pay).await), "payments.not_open");

        assert_eq!(code(world.run(ApprovePayout { payout }).await), "payments.own_payout");
        let paid = RecordPaid { payout, paid_on: view.today, reference: "FT-991".into(), note: "statement, line 4".into() };
        assert_eq!(code(world.run(paid.clone()).await), "payments.state");
        let femi = finance(world).await;
        world.app.run(&femi, ApprovePayout { payout }).await.unwrap();
        let tomorrow = RecordPaid { paid_on: view.today.plus_days(1), ..paid.clone() };
        assert_eq!(code(world.app.run(&femi, tomorrow).await), "payments.future_day");
        world.app.run(&femi, paid.clone()).await.unwrap();
        assert_eq!(code(world.app.run(&femi, paid).await), "payments.state");

        let ledger = world.show(GetLedger::default()).await.unwrap();
        let balance = |account: &str| {
            let found = ledger.balances.iter().find(|one| one.account.to_string().starts_with(account));
            found.map_or(0, |one| one.balance.minor)
        };
        assert_eq!((balance("expense:fees"), balance("creator_payable"), balance("clearing")), (42_000, 0, 0));
        assert_eq!(balance("cash:Marketing GBP"), -42_000);
        assert!(ledger.sums.iter().all(|sum| sum.minor == 0));
        let budget = money.budget().await.sums();
        assert_eq!((budget.committed, budget.accrued, budget.paid), (2_500, 0, 42_000));
        world.work().await;
        let letter = world.letters.to("maya-okonkwo@creators.example").pop().expect("the creator is told");
        assert!(letter.subject.contains("£420.00") && letter.body.contains("FT-991"), "{}", letter.body);
        money.at_rest().await;
    });
}

#[test]
fn a_payment_that_fails_or_comes_back_is_owed_again() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let femi = finance(world).await;
        let today = world.show(ListPayments {}).await.unwrap().today;
        let payable = world.show(ListPayments {}).await.unwrap().payables[0].id;
        let made = async |payable: PayableId| {
            let pay = MakePayout { creator: maya.creator, payables: vec![payable], method: "Marketing GBP".into() };
            let payout = world.run(pay).await.unwrap().id;
            world.app.run(&femi, ApprovePayout { payout }).await.unwrap();
            payout
        };
        let first = made(payable).await;
        world.app.run(&femi, RecordFailed { payout: first, reason: "wrong account number".into() }).await.unwrap();
        let second = made(payable).await;
        let paid = RecordPaid { payout: second, paid_on: today, reference: "FT-1".into(), note: "seen".into() };
        world.app.run(&femi, paid).await.unwrap();
        let back = RecordReturned { payout: second, reason: "account closed".into(), returned_on: today };
        world.app.run(&femi, back).await.unwrap();

        let view = world.show(ListPayments {}).await.unwrap();
        assert_eq!(view.payables[0].state, PayableState::Open);
        let mut states: Vec<&str> = view.payouts.iter().map(|payout| payout.payout.as_str()).collect();
        states.sort_unstable();
        assert_eq!(states, ["failed", "returned"]);
        let budget = money.budget().await.sums();
        assert_eq!((budget.accrued, budget.paid), (42_000, 0));
        money.at_rest().await;
    });
}

#[test]
fn an_offer_over_the_budget_needs_a_reason_that_is_kept() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        // The budget is £1,000 for fees, £200 for product, £50 for commission: £1,250 in all.
        let maya = money.collaboration("Maya Okonkwo").await;
        let refused = money.offer(&maya, 130_000, None).await;
        let error = refused.as_ref().err().map(ToString::to_string).unwrap_or_default();
        assert_eq!(code(refused), "payments.over_budget");
        assert!(error.contains("£1,250.00") && error.contains("reason"), "{error}");
        assert!(money.offers(&maya).await.is_empty(), "a refused offer leaves nothing");

        money.offer(&maya, 130_000, Some("the launch needs her")).await.unwrap();
        assert_eq!(money.budget().await.sums().used(), 0);
        money.accept(&maya).await.unwrap();
        assert_eq!(money.budget().await.sums().reserved, 132_500);
        assert_eq!(money.events("payments.budget_overridden").await, 1);
        // Her override excuses nobody else.
        let jonas = money.collaboration("Jonas Weber").await;
        assert_eq!(code(money.offer(&jonas, 1_000, None).await), "payments.over_budget");
        money.end(&maya).await;
        assert_eq!(money.budget().await.sums().used(), 0);
        money.offer(&jonas, 1_000, None).await.unwrap();
        money.at_rest().await;
    });
}

#[test]
fn what_was_free_when_it_was_offered_may_be_gone_when_it_is_accepted() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let (maya, lena, jonas) = (
            money.collaboration("Maya Okonkwo").await,
            money.collaboration("Lena Fischer").await,
            money.collaboration("Jonas Weber").await,
        );
        // Each fits alone. Lena's offer carries a reason that was not needed yet.
        money.offer(&lena, 100_000, Some("she may come late")).await.unwrap();
        money.offer(&jonas, 100_000, None).await.unwrap();
        money.offer(&maya, 100_000, None).await.unwrap();
        money.accept(&maya).await.unwrap();
        money.accept(&lena).await.unwrap();
        let refused = money.accept(&jonas).await;
        let error = refused.as_ref().err().map(ToString::to_string).unwrap_or_default();
        assert_eq!(code(refused), "payments.over_budget");
        assert!(!error.contains('£') && error.contains("write to them"), "a creator hears nothing of sums: {error}");
        assert_eq!(money.events("payments.budget_overridden").await, 1);
        money.at_rest().await;
    });
}

#[test]
fn a_late_post_costs_a_quarter_of_its_share_for_each_started_day() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 2).await;
        money.verified(&maya, 0).await;
        // One minute into the second day after the window: two started days, the most that is taken off.
        money.verified_live_at(&maya, 1, maya.closes().plus(DAY + 60_000_000)).await;
        let view = world.show(ListPayments {}).await.unwrap();
        assert_eq!((view.payables[0].amount, view.payables[0].deducted), (gbp(31_500), gbp(10_500)));
        assert_eq!(money.budget().await.sums().accrued, 31_500);
        money.at_rest().await;
    });
}

#[test]
fn an_order_is_credited_once_and_a_refund_reverses_it_whichever_comes_first() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let jonas = money.signed("Jonas Weber", 10_000, 1).await;
        let (code_of_maya, slug_of_jonas) = (money.code(&maya).await, money.slug(&jonas).await);

        let clicked = RecordClick { slug: slug_of_jonas, referrer: "https://www.instagram.com/jonas".into(), visitor: "v1".into() };
        let click = world.app.run(&Caller::visitor(), clicked).await.unwrap();
        assert!(click.target.contains("utm_medium=creator") && click.target.contains(&format!("tc={}", click.click)), "{}", click.target);
        world.clock.advance(HOUR);

        // The code wins over the click; written in other letters it is the same code. Unknown codes are the shop's own.
        let placed = world.now();
        let first = IngestOrder {
            codes: vec!["AUTUMN".into(), format!(" {} ", code_of_maya.to_lowercase())],
            click: Some(click.click),
            ..order("1001", 10_000, placed)
        };
        let taken = world.run(first.clone()).await.unwrap();
        assert_eq!((taken.outcome, taken.touched.len(), taken.touched[0]), (Outcome::Recorded, 2, maya.id));
        assert_eq!(world.run(first.clone()).await.unwrap().outcome, Outcome::Unchanged);
        let other_window = IngestOrder { click: Some(click.click), ..order("1002", 5_000, placed.plus(30 * DAY)) };
        world.clock.advance(31 * DAY);
        assert!(world.run(other_window).await.unwrap().touched.is_empty(), "the click is an hour too old");

        let refund = |number: &str, refund: &str, amount: i64| IngestRefund {
            source: "shop".into(),
            number: number.into(),
            refund_number: refund.into(),
            at: placed.plus(2 * DAY),
            parts: vec![RefundPart::Sum { amount }],
        };
        assert_eq!(world.run(refund("1001", "r1", 2_500)).await.unwrap().outcome, RefundOutcome::Applied);
        assert_eq!(world.run(refund("1001", "r1", 2_500)).await.unwrap().outcome, RefundOutcome::Unchanged);
        assert_eq!(world.run(refund("1003", "r9", 4_000)).await.unwrap().outcome, RefundOutcome::Waiting);
        let late = IngestOrder { codes: vec![code_of_maya.clone()], ..order("1003", 8_000, placed.plus(DAY)) };
        assert_eq!(world.run(late).await.unwrap().net, gbp(4_000));
        let edited = IngestOrder { lines: order("1002", 6_000, placed).lines, total: 6_000, ..order("1002", 0, placed.plus(30 * DAY)) };
        assert_eq!(world.run(edited).await.unwrap().outcome, Outcome::Edited);

        // 10,000 - 2,500 and 8,000 - 4,000 are hers; 6,000 are nobody's.
        let report = async |model: Model| world.show(GetCampaignReport { campaign: money.campaign, model: Some(model) }).await.unwrap();
        let shown = report(Model::CodeFirst).await;
        assert_eq!((shown.totals.revenue, shown.unattributed, shown.all_orders), (11_500, gbp(6_000), gbp(17_500)));
        assert_eq!(
            (shown.rows[0].creator_name.as_str(), shown.rows[0].refunds, shown.rows[0].totals.orders),
            ("Maya Okonkwo", gbp(6_500), 2)
        );
        let by_click = report(Model::LastClick).await;
        let jonas_row = by_click.rows.iter().find(|row| row.collaboration == jonas.id).expect("the click is his");
        assert_eq!((jonas_row.totals.revenue, jonas_row.totals.clicks, by_click.unattributed), (7_500, 1, gbp(10_000)));
        for model in Model::ALL {
            let one = report(model).await;
            assert_eq!(one.totals.revenue + one.elsewhere.minor + one.unattributed.minor, one.all_orders.minor, "{model:?}");
        }
        let orders = world.show(ListOrders { limit: Some(2), ..ListOrders::default() }).await.unwrap();
        let rest = world.show(ListOrders { cursor: orders.next, ..ListOrders::default() }).await.unwrap();
        assert_eq!((orders.orders.len(), rest.orders.len(), rest.next), (2, 1, None));
        money.at_rest().await;
    });
}

#[test]
fn commission_is_released_after_its_hold_and_later_refunds_are_netted() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let promo = money.code(&maya).await;
        let paid_at = world.now();
        let sold = |number: &str, net: i64, at| IngestOrder { codes: vec![promo.clone()], ..order(number, net, at) };
        // 12 % of £83.45 is £10.014; of £100.00, £12.00.
        world.run(sold("2001", 8_345, paid_at)).await.unwrap();
        world.run(sold("2002", 10_000, paid_at)).await.unwrap();
        let refund = |number: &str, refund: &str, amount: i64, at| IngestRefund {
            source: "shop".into(),
            number: number.into(),
            refund_number: refund.into(),
            at,
            parts: vec![RefundPart::Sum { amount }],
        };
        // At the hold's very last instant: inside. £50.00 remain of the second order, so £6.00.
        world.clock.advance(30 * DAY);
        world.run(refund("2002", "r1", 5_000, paid_at.plus(30 * DAY))).await.unwrap();
        world.tick().await;
        assert!(money.commissions().await.is_empty(), "held to the last instant");
        // What could not be done is tried again after a minute.
        world.clock.advance(MINUTE);
        world.tick().await;
        let released = money.commissions().await;
        assert_eq!(released.len(), 1);
        assert_eq!((released[0].amount, released[0].kind), (gbp(1_001 + 600), PayableKind::Commission));

        // After release £40.00 of the first come back: £4.80 less, and nothing of the payable changes.
        world.clock.advance(DAY);
        world.run(refund("2001", "r2", 4_000, world.now())).await.unwrap();
        let view = world.show(ListPayments {}).await.unwrap();
        // 12 % of £43.45 is £5.214: £5.21 instead of £10.01.
        assert_eq!(view.carries.iter().map(|carry| carry.balance).collect::<Vec<_>>(), [gbp(-480)]);
        assert_eq!(money.commissions().await[0].amount, gbp(1_601));
        money.at_rest().await;

        // The next release is netted with it.
        world.run(sold("2003", 10_000, world.now())).await.unwrap();
        world.clock.advance(30 * DAY + 1);
        world.tick().await;
        let released = money.commissions().await;
        assert_eq!(released.iter().map(|one| one.amount.minor).collect::<Vec<_>>(), [1_601, 1_200 - 480]);
        assert!(world.show(ListPayments {}).await.unwrap().carries.is_empty());
        money.at_rest().await;
    });
}

#[test]
fn the_clock_ends_the_measuring_and_a_person_decides_the_standing() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        assert_eq!(money.budget().await.sums().committed, 2_500, "the planned commission");
        world.clock.advance(31 * DAY);
        world.tick().await;
        assert!(money.find(&maya).await.measured_at.is_some());
        assert_eq!(money.budget().await.sums().committed, 0, "nothing more can be earned");
        let decide = |standing, reason: &str| DecideStanding { collaboration: maya.id, standing, reason: reason.into() };
        // With nobody to compare with, `test` is proposed.
        assert_eq!(code(world.run(decide(Standing::Rebook, "")).await), "invalid");
        world.run(decide(Standing::Rebook, "customers name her")).await.unwrap();
        world.run(decide(Standing::Test, "")).await.unwrap();
        let report = world.show(GetCampaignReport { campaign: money.campaign, model: None }).await.unwrap();
        assert_eq!(report.rows[0].standing, Some(Standing::Test));
        money.at_rest().await;
    });
}

#[test]
fn a_file_of_orders_is_taken_row_by_row_and_the_same_file_again_changes_nothing() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let promo = money.code(&maya).await;
        let day = Day::parse(&world.now().rfc3339()[..10]).unwrap();
        let text = format!(
            "Order number,Date,Subtotal,Total,Discount code,Refunded\n\
             1,{day},100.00,120.00,{promo},60.00\n2,{day},50.00,60.00,=HYPERLINK(1),\n3,someday,1,1,,\n=4,{day},,,,\n",
        );
        let file =
            |text: &str, dry_run| ImportOrders { file_name: "orders.csv".into(), content: STANDARD.encode(text), dry_run, dates: None };
        world.clock.advance(DAY);
        let looked = world.run(file(&text, true)).await.unwrap();
        assert_eq!((looked.rows, looked.created, looked.rejected), (4, 2, 2));
        assert!(world.show(ListOrders::default()).await.unwrap().orders.is_empty());
        let taken = world.run(file(&text, false)).await.unwrap();
        assert_eq!((taken.created, taken.rejected, taken.errors[0].row), (2, 2, 4));
        assert!(taken.error_file.contains("'=4"), "{}", taken.error_file);
        let again = world.run(file(&text, false)).await.unwrap();
        assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 2));
        let more = text.replace(",60.00\n2", ",120.00\n2");
        assert_eq!(world.run(file(&more, false)).await.unwrap().updated, 1);
        let orders = world.show(ListOrders::default()).await.unwrap().orders;
        let first = orders.iter().find(|order| order.number == "1").expect("there");
        assert_eq!((first.net, first.items, first.unattributed), (gbp(0), gbp(10_000), gbp(0)));
        for bad in ["", "a,b\n1,2\n"] {
            assert_eq!(code(world.run(file(bad, false)).await), "invalid");
        }
        money.at_rest().await;
    });
}

#[test]
fn lists_cost_a_fixed_number_of_statements_and_exports_start_no_formula() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let mut counts = Vec::new();
        for name in ["=Maya Okonkwo", "Jonas Weber", "Lena Fischer"] {
            let one = money.signed(name, 10_000, 1).await;
            money.verified(&one, 0).await;
            let promo = money.code(&one).await;
            world.run(IngestOrder { codes: vec![promo], ..order(name, 5_000, world.now()) }).await.unwrap();
            let (_, payments) = world.counted(ListPayments {}).await;
            let (_, ledger) = world.counted(GetLedger::default()).await;
            let (_, orders) = world.counted(ListOrders::default()).await;
            let (_, report) = world.counted(GetCampaignReport { campaign: money.campaign, model: None }).await;
            counts.push([payments, ledger, orders, report]);
        }
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
        let most = counts.iter().flatten().max().copied().unwrap_or(0);
        assert!(most <= 12, "{counts:?}");
        let file = world.show(ExportCampaignReport { campaign: money.campaign, model: None }).await.unwrap();
        assert!(file.content.contains("'=Maya Okonkwo") && file.content.contains("Unattributed"), "{}", file.content);
        let file = world.show(app::payments::ExportPayments {}).await.unwrap();
        assert!(file.content.contains("'=Maya Okonkwo"), "{}", file.content);
        money.at_rest().await;
    });
}

#[test]
fn what_a_creator_costs_and_brings_is_read_for_their_list() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let tess = money.collaboration("Tess Whitcombe").await;
        let promo = money.code(&maya).await;
        world.run(IngestOrder { codes: vec![promo], ..order("9001", 10_000, world.now()) }).await.unwrap();
        let found = listed::together(world.app.db(), world.brand, &[maya.creator, tess.creator]).await.unwrap();
        assert!(found.decided.is_empty() && found.worked.len() == 2);
        let of = |who: &Who| found.worked.iter().find(|one| one.collaboration == who.id).expect("each has one").clone();
        let mayas = of(&maya);
        assert_eq!((mayas.campaign.as_str(), mayas.fees, mayas.paid), ("Autumn oats", Some(gbp(42_000)), Some(gbp(0))));
        assert_eq!(mayas.sales, 10_000, "nothing is paid yet, so no list divides by it");
        assert_eq!((of(&tess).fees, of(&tess).paid, of(&tess).sales), (None, None, 0));
        let nobody = listed::together(world.app.db(), world.other_brand().await.0, &[maya.creator]).await.unwrap();
        assert!(nobody.worked.is_empty(), "each brand sees its own");
    });
}
