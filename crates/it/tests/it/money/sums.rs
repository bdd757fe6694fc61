//! What a creator's record says of money over all campaigns: sold, paid, owed.

use app::{
    attribution::IngestOrder,
    creators::{CreatorMoney, GetCreator},
    payments::{ApprovePayout, ListPayments, MakePayout, RecordPaid},
};
use domain::{
    creators::{Relationship, Source, Tier},
    discovery::vetting::{Happened, HappenedAs},
    ids::{CreatorId, Id, RelationshipId},
    team::Role,
};
use store::document;

use super::world::{Money, gbp, order};
use crate::support::{World, on_both};

/// The brand knows somebody who was put there by hand.
async fn known(world: &World, creator: CreatorId) {
    let kept = Relationship::new(creator, Source::Customer, Tier::Paid, world.now());
    let tx = world.app.db().begin().await.expect("begun");
    let id = RelationshipId::from_uuid(uuid::Uuid::from_u128(creator.uuid().as_u128() ^ 1));
    document::insert(&tx, world.brand, id, &kept).await.expect("kept");
    tx.commit().await.expect("committed");
}

#[test]
fn the_record_sums_what_was_sold_paid_and_is_owed_for_those_who_may_see_money() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        known(world, maya.creator).await;
        let record = GetCreator { creator: maya.creator };
        assert_eq!(world.show(record.clone()).await.expect("shown").money, Some(CreatorMoney::default()), "nothing yet");
        money.verified(&maya, 0).await;
        // The vetting has the campaign's post beside it.
        let beside = store::discovery::model::beside(world.app.db(), world.organisation, world.brand, maya.creator, None).await;
        let happened = beside.expect("read").expect("known").happened;
        assert!(matches!(happened.as_slice(), [Happened { what: HappenedAs::Campaign(_), url: Some(_), .. }]), "{happened:?}");
        let promo = money.code(&maya).await;
        world.run(IngestOrder { codes: vec![promo], ..order("1", 10_000, world.now()) }).await.expect("an order");
        let (seen, _) = world.counted(record.clone()).await;
        let expected = CreatorMoney { sold: vec![gbp(10_000)], paid: vec![], owed: vec![gbp(42_000)] };
        assert_eq!(seen.money, Some(expected), "commission in hold is not owed yet");

        let view = world.show(ListPayments {}).await.expect("payments");
        let pay = MakePayout { creator: maya.creator, payables: vec![view.payables[0].id], method: "Marketing GBP".into() };
        let payout = world.run(pay).await.expect("made").id;
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        world.app.run(&femi, ApprovePayout { payout }).await.expect("approved");
        let paid = RecordPaid { payout, paid_on: view.today, reference: "FT-991".into(), note: "statement".into() };
        world.app.run(&femi, paid).await.expect("paid");
        let expected = CreatorMoney { sold: vec![gbp(10_000)], paid: vec![gbp(42_000)], owed: vec![] };
        assert_eq!(world.app.show(&femi, record.clone()).await.expect("shown").money, Some(expected));
        // Who reviews drafts sees the record and no money.
        let reviewer = world.person("Rhea Legal", Role::Reviewer).await;
        assert_eq!(world.app.show(&reviewer, record).await.expect("shown").money, None);
        money.at_rest().await;
    });
}
