//! The API, as the programs of a brand and the links of its creators use it.
//!
//! Invariant: nothing here calls an operation in the process; every step is a request. Absent: the operations' own rules.

mod applications;
mod details;
mod keys;
mod listening;
mod record;
pub mod road;
pub mod vetting;

use crate::support::on_both;
use road::Road;

#[test]
fn a_programme_runs_by_http_alone_from_a_list_of_creators_to_a_paid_creator_and_a_report() {
    on_both(async |world| {
        let mut road = Road::begin(world).await;
        road.sign().await;
        road.make().await;
        road.sell().await;
        road.pay().await;
        road.judge().await;
        at_rest(world).await;
    });
}

/// What must hold when nothing is under way: docs/domain.md, section 11.
pub async fn at_rest(world: &crate::support::World) {
    world.work().await;
    assert_eq!(store::outbox::counts(world.app.db(), None).await.expect("read").open, 0, "the outbox is empty");
    world.moves_rebuild().await;
    assert_eq!(app::audit::verify(world.app.db(), Some(world.app.files())).await.expect("audited"), Vec::<String>::new());
}

#[test]
fn a_creator_and_a_reviewer_read_by_their_links_what_is_theirs() {
    on_both(async |world| {
        let mut road = Road::begin(world).await;
        road.sign().await;
        let portal = road.creator.get("/brands/fennel-rye/portal").await.ok();
        assert!(portal.to_string().contains(&road.collaboration));
        // The form that the creator filled in shows the account masked only.
        let form = road.creator.get(&format!("/brands/fennel-rye/collaborations/{}/form", road.collaboration)).await.ok();
        assert!(!form.to_string().contains("BUKB") && form.to_string().contains("5555"), "{form}");
    });
}
