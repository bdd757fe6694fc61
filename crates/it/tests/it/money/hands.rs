//! Today's own list and the rail's numbers: only what somebody can really do is theirs.

use app::{
    Caller, Rights,
    payments::{ListPayments, MakePayout},
    team::UpdateBrand,
    views::{ShowToday, shell},
};
use domain::{
    money::Currency,
    moves::What,
    team::{Brand, BrandSettings, Role},
};

use super::{finance, world::Money};
use crate::support::{World, on_both, zone};

/// Whether somebody's own list has the approval of a payout; list and rail agree.
async fn is_asked(world: &World, who: &Caller) -> bool {
    let mine = world.app.show(who, ShowToday::default()).await.unwrap().moves;
    let listed = mine.iter().any(|entry| entry.promise.what == What::ApprovePayout);
    let slug = store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.unwrap().unwrap().value.slug;
    let rail = shell::shell(&world.app, who, &slug).await.unwrap();
    assert_eq!(rail.waiting_for(&[What::ApprovePayout]) > 0, listed, "the rail counts what the list has");
    listed
}

#[test]
fn who_made_a_payout_is_not_asked_to_approve_it_unless_the_brand_lets_one_person_do_both() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let (femi, ines) = (finance(world).await, world.person("Ines Duarte", Role::Finance).await);
        let owed = world.show(ListPayments {}).await.unwrap().payables.remove(0).id;
        let pay = MakePayout { creator: maya.creator, payables: vec![owed], method: "Marketing GBP".into() };
        world.app.run(&femi, pay).await.unwrap();
        assert!(matches!(femi.rights, Rights::Person { .. }));
        assert!(!is_asked(world, &femi).await, "four eyes are two people's");
        assert!(is_asked(world, &ines).await);
        let team = world.app.show(&femi, ShowToday { team: true, ..ShowToday::default() }).await.unwrap().moves;
        assert!(team.iter().any(|entry| entry.promise.what == What::ApprovePayout), "the team's list has it");

        let settings = BrandSettings { four_eyes_from: 42_001, ..BrandSettings::default() };
        let found = store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.unwrap().unwrap();
        let changed = UpdateBrand { name: found.value.name, zone: zone("America/New_York"), currency: Currency::GBP, settings };
        world.run(changed).await.unwrap();
        assert!(is_asked(world, &femi).await, "below the limit one person may do both");
        money.at_rest().await;
    });
}
