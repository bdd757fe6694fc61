//! Links and codes before the brief leaves: made by the signature, looked at, confirmed with evidence, corrected.

use app::{
    Caller,
    attribution::{
        CheckLinks, ConfirmCode, ConfirmLink, CreateWebhookSecret, GetTracking, IngestOrder, PrepareTracking, RecordClick, SetCode, webhook,
    },
};
use domain::{attribution::setup::Confirmation, moves::What, team::Role};

use super::world::{Money, gbp, order};
use crate::support::{World, code, on_both};

async fn waits_for_tracking(world: &World) -> bool {
    let open = store::moves::open(world.app.db(), world.brand, &store::moves::Wanted::default(), 100).await.unwrap();
    open.iter().any(|row| row.open.what == What::ConfirmTracking)
}

#[test]
fn a_signature_makes_links_and_a_code_that_a_person_confirms() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 2).await;
        let other = money.signed("Maya Lindqvist", 10_000, 1).await;
        let view = world.show(GetTracking { collaboration: maya.id }).await.unwrap();
        let slugs: Vec<&str> = view.links.iter().map(|link| link.link.slug.as_str()).collect();
        assert_eq!(slugs, ["maya-reel", "maya-reel-2"]);
        assert_eq!(view.links[0].address, "https://troupe.example/go/maya-reel");
        let target =
            "https://shop.example/oat?ref=1&utm_source=instagram&utm_medium=creator&utm_campaign=autumn-oats&utm_content=maya-okonkwo-reel";
        assert_eq!(view.links[0].link.target, target);
        let promo = view.code.expect("a code");
        assert_eq!((promo.code.code.as_str(), promo.code.percent), ("MAYA15", 15));
        // The word is the first Maya's; the second gets her surname or an initial, and a link of her own.
        let second = world.show(GetTracking { collaboration: other.id }).await.unwrap();
        assert_eq!(second.links[0].link.slug, "maya-reel-3");
        assert!(second.code.is_some_and(|code| code.code.code != "MAYA15"));
        assert!(waits_for_tracking(world).await);

        let checked = world.run(CheckLinks { collaboration: maya.id, checks: vec![] }).await.unwrap();
        assert_eq!(checked.len(), 2);
        let confirm = |note: &str, reason: Option<&str>| ConfirmLink {
            link: view.links[0].id,
            note: note.into(),
            file: None,
            override_reason: reason.map(str::to_owned),
        };
        assert_eq!(code(world.run(confirm(" ", None)).await), "tracking.no_evidence");
        world.run(confirm("", Some("the shop opens tomorrow"))).await.unwrap();
        for one in [maya.id, other.id] {
            let view = world.show(GetTracking { collaboration: one }).await.unwrap();
            for link in &view.links {
                let seen = ConfirmLink { link: link.id, note: "answers, UTM arrives".into(), file: None, override_reason: None };
                if link.link.confirmed.is_none() {
                    world.run(seen).await.unwrap();
                }
            }
            let code = view.code.expect("a code").id;
            world.run(ConfirmCode { code, note: "15 % off at the till".into(), file: None, override_reason: None }).await.unwrap();
        }
        assert!(!waits_for_tracking(world).await);
        // The landing page was right: nothing changes. Another one has to be confirmed anew.
        world.run(PrepareTracking { collaboration: maya.id }).await.unwrap();
        assert!(!waits_for_tracking(world).await);
        let confirmed = world.show(GetTracking { collaboration: maya.id }).await.unwrap().links[0].link.confirmed.clone();
        assert!(matches!(confirmed, Some(Confirmation::Overridden { evidence }) if evidence.note == "the shop opens tomorrow"));
        money.lands_on("https://shop.example/oat-new").await;
        world.run(PrepareTracking { collaboration: maya.id }).await.unwrap();
        let moved = world.show(GetTracking { collaboration: maya.id }).await.unwrap();
        assert!(moved.links[0].link.target.starts_with("https://shop.example/oat-new?utm_source=instagram"));
        assert_eq!((moved.links[0].link.slug.as_str(), moved.links[0].link.confirmed.is_none()), ("maya-reel", true));
        assert!(waits_for_tracking(world).await);
        assert_eq!(
            code(
                world
                    .app
                    .run(&Caller::visitor(), RecordClick { slug: "nobody".into(), referrer: String::new(), visitor: String::new() })
                    .await
            ),
            "not_found"
        );
        money.at_rest().await;
    });
}

#[test]
fn a_code_is_changed_until_customers_have_used_it() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        let jonas = money.signed("Jonas Weber", 10_000, 1).await;
        let set = |code: &str| SetCode { collaboration: jonas.id, code: code.into() };
        for bad in ["MAYA15", "maya20", "J", "SHIT15", "1515"] {
            assert_eq!(code(world.run(set(bad)).await), "invalid", "{bad}");
        }
        world.run(set("jonasoats")).await.unwrap();
        assert_eq!(money.code(&jonas).await, "JONASOATS");
        let bought = IngestOrder { codes: vec!["JonasOats".into()], ..order("1", 5_000, world.now()) };
        assert_eq!(world.run(bought).await.unwrap().touched, [jonas.id]);
        assert_eq!(code(world.run(set("OATS15")).await), "attribution.code_in_use");
        // The creator sees nothing of another's set-up, and a key or reviewer cannot set codes.
        let reviewer = world.person("Rhea Legal", Role::Reviewer).await;
        assert_eq!(code(world.app.run(&reviewer, set("OATS15")).await), "not_found");
        assert_eq!(code(world.app.show(&world.creator(maya.creator), GetTracking { collaboration: jonas.id }).await), "not_found");
        money.at_rest().await;
    });
}

#[test]
fn the_shops_secret_is_sealed_and_speaks_for_one_brand() {
    on_both(async |world| {
        let (brand, other) = world.other_brand().await;
        assert_eq!(code(webhook::shop(&world.app, world.brand).await), "not_found");
        let made = world.run(CreateWebhookSecret {}).await.unwrap();
        let again = world.app.run(&other, CreateWebhookSecret {}).await.unwrap();
        assert!(made.secret.starts_with("whsec_") && made.secret != again.secret);
        let (secret, caller) = webhook::shop(&world.app, brand).await.unwrap();
        assert_eq!(secret, again.secret);
        let taken = world.app.run(&caller, order("1", 5_000, world.now())).await.unwrap();
        assert_eq!(taken.net, gbp(5_000));
        assert!(world.show(app::attribution::ListOrders::default()).await.unwrap().orders.is_empty(), "the first brand hears nothing");
    });
}
