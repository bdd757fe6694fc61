//! One order told of by a file and by the shop, in every order of arrival: counted once, and nothing given back twice.

use app::attribution::{
    ImportOrders, IngestOrder, IngestRefund, ListOrders, import_orders::ImportedOrders, ingest_order::Outcome, ingest_refund::RefundOutcome,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{
    attribution::{Line, RefundPart},
    time::{DAY, HOUR, Timestamp},
};

use super::world::{Money, gbp, order};
use crate::support::{World, on_both};

fn file(rows: &str) -> ImportOrders {
    let text = format!("Order number,Date,Subtotal,Total,Discount code,Refunded\n{rows}");
    ImportOrders { file_name: "export.csv".into(), content: STANDARD.encode(text), dry_run: false, dates: None }
}

fn by_shop(code: &str, at: Timestamp) -> IngestOrder {
    let lines = vec![Line { id: "oats".into(), net: 7_000 }, Line { id: "bowl".into(), net: 3_000 }];
    IngestOrder { codes: vec![code.into()], lines, total: 12_000, ..order("1151", 0, at) }
}

fn bowl_back(at: Timestamp) -> IngestRefund {
    let parts = vec![RefundPart::Line { line: "bowl".into(), net: 3_000 }];
    IngestRefund { source: "shop".into(), number: "1151".into(), refund_number: "R1".into(), at, parts }
}

/// The one order there is: who told of it, its worth, and what of it nobody is credited with.
async fn only(world: &World) -> (String, i64, i64) {
    let orders = world.show(ListOrders::default()).await.unwrap().orders;
    assert_eq!(orders.len(), 1, "one order");
    (orders[0].source.clone(), orders[0].net.minor, orders[0].unattributed.minor)
}

#[test]
fn an_order_that_a_file_brought_is_the_shops_when_the_shop_tells_of_it() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let (promo, placed) = (money.code(&maya).await, world.now());
        world.clock.advance(DAY);
        // The file knows no codes; the shop does.
        let day = placed.to_string();
        let taken = world.run(file(&format!("1151,{day},100.00,120.00,,\n"))).await.unwrap();
        assert_eq!((taken.created, taken.rejected), (1, 0), "{:?}", taken.errors);
        assert_eq!(only(world).await, ("import".into(), 10_000, 10_000));
        let told = world.run(by_shop(&promo, placed)).await.unwrap();
        assert_eq!((told.outcome, told.net, told.touched), (Outcome::Edited, gbp(10_000), vec![maya.id]));
        assert_eq!(only(world).await, ("shop".into(), 10_000, 0));
        let again = world.run(by_shop(&promo, placed)).await.unwrap();
        assert_eq!(again.outcome, Outcome::Unchanged);
        // The same file again, and one that says otherwise.
        let same = world.run(file(&format!("1151,{day},100.00,120.00,,\n"))).await.unwrap();
        assert_eq!((same.unchanged, same.rejected), (1, 0));
        let other = world.run(file(&format!("1151,{day},80.00,96.00,,\n"))).await.unwrap();
        assert_eq!((other.rejected, other.errors[0].row), (1, 2));
        assert!(other.errors[0].reason.contains("\"shop\" told of items for £100.00"), "{}", other.errors[0].reason);
        assert_eq!(only(world).await.1, 10_000);
        money.at_rest().await;
    });
}

#[test]
fn an_order_that_a_file_has_twice_is_foreseen_as_it_is_taken() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let day = world.now().to_string();
        let doubled = file(&format!("1152,{day},10.00,12.00,,\n1152,{day},10.00,12.00,,\n"));
        let looked = world.run(ImportOrders { dry_run: true, ..doubled.clone() }).await.unwrap();
        let taken = world.run(doubled).await.unwrap();
        let counts = |one: &ImportedOrders| (one.created, one.unchanged, one.merged, one.rejected);
        assert_eq!(counts(&looked), counts(&taken));
        assert_eq!(taken.created, 1);
        money.at_rest().await;
    });
}

#[test]
fn a_refund_that_file_and_shop_both_tell_of_is_taken_once() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let (promo, placed) = (money.code(&maya).await, world.now());
        let row = |refunded: &str| file(&format!("1151,{placed},100.00,120.00,{promo},{refunded}\n"));
        world.run(by_shop(&promo, placed)).await.unwrap();
        world.clock.advance(DAY);
        let refunded_at = world.now();
        // The shop's message of the refund is lost; a file a day later tells the sum, tax included.
        world.clock.advance(DAY);
        let looked = world.run(ImportOrders { dry_run: true, ..row("36.00") }).await.unwrap();
        assert_eq!((looked.updated, looked.unchanged), (1, 0));
        assert_eq!(world.run(row("36.00")).await.unwrap().updated, 1);
        assert_eq!(only(world).await, ("shop".into(), 7_000, 0));
        assert_eq!(world.run(row("36.00")).await.unwrap().unchanged, 1, "the same file again");
        // The message comes after all.
        world.clock.advance(HOUR);
        let late = world.run(bowl_back(refunded_at)).await.unwrap();
        assert_eq!(late.outcome, RefundOutcome::Applied);
        assert_eq!(only(world).await.1, 7_000, "the bowl with its tax is what the file had counted");
        assert_eq!(world.run(row("36.00")).await.unwrap().unchanged, 1);
        money.at_rest().await;
    });
}

#[test]
fn a_refund_that_came_before_its_order_finds_it_when_a_file_had_brought_it() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let (promo, placed) = (money.code(&maya).await, world.now());
        world.clock.advance(HOUR);
        let waiting = world.run(bowl_back(world.now())).await.unwrap();
        assert_eq!(waiting.outcome, RefundOutcome::Waiting);
        world.run(file(&format!("1151,{placed},100.00,120.00,{promo},\n"))).await.unwrap();
        world.run(by_shop(&promo, placed)).await.unwrap();
        assert_eq!(only(world).await, ("shop".into(), 7_000, 0));
        // Two shops may use one number: they are two orders, and a file cannot say which one it means.
        world.run(IngestOrder { source: "outlet".into(), ..by_shop("", placed) }).await.unwrap();
        assert_eq!(world.show(ListOrders::default()).await.unwrap().orders.len(), 2);
        let unclear = world.run(file(&format!("1151,{placed},100.00,120.00,,\n"))).await.unwrap();
        assert_eq!(unclear.rejected, 1);
        assert!(unclear.errors[0].reason.contains("several shops (outlet, shop)"), "{}", unclear.errors[0].reason);
        money.at_rest().await;
    });
}
