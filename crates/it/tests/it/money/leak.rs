//! A creator's code that coupon sites have found: its commission is held until a person lets it go.

use app::{
    attribution::{GetTracking, IngestOrder, LiftCodeFlag, RecordClick},
    payments::ListPayments,
    reports::GetCampaignReport,
};
use domain::{
    moves::What,
    team::Role,
    time::{DAY, HOUR, Timestamp},
};
use store::moves::Wanted;

use super::world::{Money, Who, gbp, order};
use crate::support::{World, code, on_both};

/// Sells so many orders of £10.00 with a code on one day, from these referrers in turn.
async fn sell(world: &World, promo: &str, name: &str, count: usize, at: Timestamp, referrer: Option<&str>) {
    for n in 0..count {
        let sold = IngestOrder {
            codes: vec![promo.to_owned()],
            referrer: referrer.map(str::to_owned),
            ..order(&format!("{name}-{n}"), 1_000, at.plus(i64::try_from(n).expect("few") * HOUR / 4))
        };
        world.run(sold).await.unwrap();
    }
}

/// What stands open for a collaboration.
async fn open(world: &World, who: &Who) -> Vec<(What, i64, Option<String>)> {
    let wanted = Wanted { collaboration: Some(who.id), ..Wanted::default() };
    let found = store::moves::open(world.app.db(), world.brand, &wanted, 100).await.unwrap();
    found.into_iter().map(|row| (row.open.what, row.open.stake, row.open.detail)).collect()
}

#[test]
fn the_commission_of_a_leaked_code_waits_for_a_person_with_a_reason() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let promo = money.code(&maya).await;
        // One order on the first day, which ends its hold in 30 days; 40 days later 12 orders without a click, all of
        // them from a coupon site: three of the four signs hold.
        let first = world.now();
        world.run(IngestOrder { codes: vec![promo.clone()], ..order("first", 10_000, first) }).await.unwrap();
        world.clock.advance(31 * DAY);
        world.tick().await;
        assert_eq!(money.commissions().await.len(), 1, "a quiet code is released as ever");
        world.clock.advance(9 * DAY);
        let leaked = world.now();
        sell(world, &promo, "coupon", 12, leaked, Some("https://www.retailmeNot.com/view/fennel")).await;
        world.clock.advance(31 * DAY);
        world.tick().await;
        world.tick().await;

        assert_eq!(money.commissions().await.len(), 1, "nothing more was released");
        assert_eq!(money.events("attribution.code_flagged").await, 1, "flagged once, however often the clock ticks");
        let why = "12 of 12 orders without a click; 12 orders in 7 days, where the 28 days before had a median of 0 a day; \
                   12 of 12 referrers are coupon sites";
        // 12 % of £10.00, twelve times.
        assert!(open(world, &maya).await.contains(&(What::DecideLeak, 12 * 120, Some(why.to_owned()))));
        assert!(!open(world, &maya).await.iter().any(|(what, ..)| *what == What::ReleaseCommission), "the clock waits");
        let held = world.show(ListPayments {}).await.unwrap().held;
        assert_eq!(held.iter().map(|one| (one.creator_name.as_str(), one.amount)).collect::<Vec<_>>(), [("Maya Okonkwo", gbp(1_440))]);
        let report = world.show(GetCampaignReport { campaign: money.campaign, model: None }).await.unwrap();
        assert_eq!(report.rows[0].leaked.as_deref(), Some(why));
        money.at_rest().await;

        let lift = |reason: &str| LiftCodeFlag { collaboration: maya.id, reason: reason.into() };
        assert_eq!(code(world.run(lift(" ")).await), "attribution.no_reason");
        let finance = world.person("Femi Adeyemi", Role::Finance).await;
        assert_eq!(code(world.app.run(&finance, lift("fine")).await), "not_found");
        world.run(lift("Her own newsletter ran on that site")).await.unwrap();
        assert_eq!(code(world.run(lift("again")).await), "attribution.not_flagged");
        world.tick().await;
        assert_eq!(money.commissions().await.iter().map(|one| one.amount).collect::<Vec<_>>(), [gbp(1_200), gbp(1_440)]);
        let flag = world.show(GetTracking { collaboration: maya.id }).await.unwrap().code.unwrap().code.flag.expect("it stays on record");
        assert_eq!(flag.lifted.map(|lifted| (lifted.reason, lifted.name)).unwrap().1, "Nora Quill");
        assert!(world.show(ListPayments {}).await.unwrap().held.is_empty());
        money.at_rest().await;
    });
}

#[test]
fn many_orders_by_people_whom_the_creator_sent_are_no_leak() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let (promo, slug) = (money.code(&maya).await, money.slug(&maya).await);
        world.run(IngestOrder { codes: vec![promo.clone()], ..order("first", 10_000, world.now()) }).await.unwrap();
        world.clock.advance(40 * DAY);
        // The same spike, but four in twelve clicked on her link first: 8 of 12 without a click is under 70 %.
        for n in 0..4 {
            let visitor = format!("visitor-{n}");
            let click = RecordClick { slug: slug.clone(), referrer: "https://www.instagram.com/".into(), visitor: visitor.clone() };
            world.app.run(&app::Caller::visitor(), click).await.unwrap();
            world.clock.advance(HOUR);
            let sold =
                IngestOrder { codes: vec![promo.clone()], visitor: Some(visitor), ..order(&format!("clicked-{n}"), 1_000, world.now()) };
            world.run(sold).await.unwrap();
        }
        sell(world, &promo, "typed", 8, world.now(), None).await;
        world.clock.advance(31 * DAY);
        world.tick().await;
        assert_eq!(money.events("attribution.code_flagged").await, 0, "one sign alone, the spike, is none");
        assert_eq!(money.commissions().await.iter().map(|one| one.amount.minor).sum::<i64>(), 1_200 + 12 * 120);
        money.at_rest().await;
    });
}

#[test]
fn a_code_that_only_returning_customers_use_is_held_too() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let promo = money.code(&maya).await;
        world.run(IngestOrder { codes: vec![promo.clone()], ..order("first", 10_000, world.now()) }).await.unwrap();
        world.clock.advance(40 * DAY);
        let at = world.now();
        for n in 0..10 {
            // The shop's own customers are new, those with the code are not; all of them clicked on nothing.
            let by_code = IngestOrder { codes: vec![promo.clone()], new_customer: Some(false), ..order(&format!("old-{n}"), 1_000, at) };
            world.run(by_code).await.unwrap();
            world.run(IngestOrder { new_customer: Some(true), ..order(&format!("new-{n}"), 1_000, at) }).await.unwrap();
        }
        world.clock.advance(31 * DAY);
        world.tick().await;
        let held = world.show(ListPayments {}).await.unwrap().held;
        assert!(held[0].why.contains("0 of 10 customers are new, against 10 of 20 in the whole shop"), "{}", held[0].why);
        money.at_rest().await;
    });
}
