//! A campaign's report beside the brand's other sales.

use app::{
    Caller,
    attribution::{IngestOrder, RecordClick},
    campaigns::StageCount,
    reports::{GetCampaignReport, ListReports},
};
use domain::{attribution::Model, ids::CampaignId, time::HOUR};

use super::world::{Money, gbp, order};
use crate::support::{World, on_both};

/// Of a report: revenue, credited elsewhere, unattributed and of how many orders, all orders' worth and their number.
async fn told(world: &World, campaign: CampaignId, model: Model) -> (i64, i64, i64, i64, i64, i64) {
    let report = world.show(GetCampaignReport { campaign, model: Some(model) }).await.unwrap();
    let all = (report.all_orders.minor, report.order_count);
    (report.totals.revenue, report.elsewhere.minor, report.unattributed.minor, report.unattributed_orders, all.0, all.1)
}

#[test]
fn what_other_campaigns_and_nobody_sold_is_counted_by_every_rule() {
    on_both(async |world| {
        let (money, other) = (Money::begin(world).await, Money::begin(world).await);
        let (maya, jonas) = (money.signed("Maya Okonkwo", 20_000, 1).await, other.signed("Jonas Weber", 20_000, 1).await);
        let (of_maya, of_jonas) = (vec![money.code(&maya).await], vec![other.code(&jonas).await]);
        let clicked = RecordClick { slug: money.slug(&maya).await, referrer: String::new(), visitor: "v1".into() };
        let click = world.app.run(&Caller::visitor(), clicked).await.unwrap().click;
        world.clock.advance(HOUR);
        let now = world.now();
        world.run(IngestOrder { codes: of_maya, ..order("A1", 5_000, now) }).await.unwrap();
        world.run(IngestOrder { codes: of_jonas.clone(), ..order("B2", 7_000, now) }).await.unwrap();
        world.run(order("C3", 9_000, now)).await.unwrap();
        let both = IngestOrder { codes: of_jonas, click: Some(click), ..order("D4", 3_000, now) };
        world.run(both).await.unwrap();
        let euros = IngestOrder { currency: domain::money::Currency::EUR, ..order("E5", 1_000, now) };
        world.run(euros).await.unwrap();
        for (model, hers) in [
            (Model::CodeFirst, (5_000, 10_000, 9_000, 1, 24_000, 4)),
            (Model::LastClick, (3_000, 0, 21_000, 3, 24_000, 4)),
            (Model::FirstClick, (3_000, 0, 21_000, 3, 24_000, 4)),
            (Model::Linear, (6_500, 8_500, 9_000, 1, 24_000, 4)),
            (Model::Position, (6_500, 8_500, 9_000, 1, 24_000, 4)),
        ] {
            assert_eq!(told(world, money.campaign, model).await, hers, "{model:?}");
            let (revenue, elsewhere, ..) = hers;
            let his = told(world, other.campaign, model).await;
            assert_eq!((his.0, his.1), (elsewhere, revenue), "the other way round, {model:?}");
        }
        let report = world.show(GetCampaignReport { campaign: money.campaign, model: None }).await.unwrap();
        let others = report.other_currencies.first().unwrap();
        assert_eq!((others.value.minor, others.orders), (1_000, 1), "nothing is converted");
        let listed = world.show(ListReports {}).await.unwrap();
        let line = |of: &Money<'_>| listed.lines.iter().find(|line| line.campaign == of.campaign).unwrap();
        for (of, revenue, orders) in [(&money, 5_000, 1), (&other, 10_000, 2)] {
            let line = line(of);
            assert_eq!((line.revenue, line.orders), (gbp(revenue), orders));
            let whole = world.show(GetCampaignReport { campaign: of.campaign, model: None }).await.unwrap();
            let stages = |all: &[StageCount]| all.iter().map(|one| (one.stage, one.count)).collect::<Vec<_>>();
            assert_eq!((line.cost, stages(&line.stages)), (whole.cost, stages(&whole.stages)), "the list says what the report says");
        }
    });
}
