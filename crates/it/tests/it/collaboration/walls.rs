//! Who may not enter what a creator did, when it cannot be entered, and what people without the role see.

use app::{
    Operation, Rights,
    agreements::{AcceptOffer, CorrectForm, CounterOffer, FillForm, RefuseOffer},
    attribution::SetCode,
    briefs::AcknowledgeBrief,
    campaigns::{Decline, Drop, Withdraw},
    content::SubmitDraft,
    outreach::{RespondToInvitation, messages::SendMessage},
    shipments::CorrectShipment,
    tracking::{CorrectPost, ReportLive},
};
use domain::{
    ids::{CollaborationId, CreatorId, DeliverableId, Id, OfferId, PostId, ShipmentId},
    money::{Currency, Money},
    team::Role,
};

use super::{at_rest, done, page, place};
use crate::{
    portal::scene::Scene,
    support::{World, code, on_both},
    web::client::Client,
};

fn details(collaboration: CollaborationId, as_received: bool) -> FillForm {
    FillForm {
        collaboration,
        legal_name: "Maya Ada Okonkwo".into(),
        address: None,
        preferences: String::new(),
        sizes: None,
        payment_method: "Bank transfer".into(),
        payment_account: None,
        tax_country: "GB".into(),
        as_received,
    }
}

fn counter(collaboration: CollaborationId, as_received: bool) -> CounterOffer {
    let fee = Some(Money::new(50_000, Currency::GBP));
    CounterOffer { collaboration, fee, message: String::new(), terms: None, as_received }
}

fn draft(deliverable: DeliverableId, as_received: bool) -> SubmitDraft {
    SubmitDraft { deliverable, files: vec![], text: "Ad. Hello.".into(), note: String::new(), replaces: None, as_received }
}

/// What a command says to somebody of each role that may not run it.
async fn refuses_others<T: Operation + Clone>(world: &World, command: T, others: &[app::Caller]) {
    for caller in others {
        let Rights::Person { person, .. } = &caller.rights else { continue };
        assert_eq!(code(world.app.run(caller, command.clone()).await), "not_found", "{} by {}", T::META.name, person.name);
    }
}

#[test]
fn only_managers_enter_what_a_creator_did_and_correct_it() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let (id, creator) = (scene.collaboration, scene.creator);
        let others = [
            world.person("Femi Adeyemi", Role::Finance).await,
            world.person("Lea Hoffmann", Role::Reviewer).await,
            world.person("Vic Viewer", Role::Viewer).await,
        ];
        let yes = RespondToInvitation { collaboration: id, accept: true, message: String::new(), channel: None };
        refuses_others(world, yes.clone(), &others).await;
        world.run(yes).await.expect("entered");
        scene.offer(42_000).await;
        let offer = page(world, &scene).await.offers[0].id;
        refuses_others(world, AcceptOffer { offer, override_reason: None, as_received: true }, &others).await;
        refuses_others(world, RefuseOffer { offer, reason: String::new(), as_received: true }, &others).await;
        refuses_others(world, counter(id, true), &others).await;
        world.run(AcceptOffer { offer, override_reason: None, as_received: true }).await.expect("entered");
        refuses_others(world, details(id, true), &others).await;
        refuses_others(world, CorrectForm(details(id, true)), &others).await;
        refuses_others(world, Withdraw { collaboration: id, reason: String::new(), as_received: true }, &others).await;
        refuses_others(world, Decline { collaboration: id, reason: String::new(), as_received: true }, &others).await;
        refuses_others(world, Drop { collaboration: id, reason: String::new() }, &others).await;
        refuses_others(world, AcknowledgeBrief { collaboration: id, as_received: true }, &others).await;
        refuses_others(world, SetCode { collaboration: id, code: "MAYA".into() }, &others).await;
        let message = SendMessage { creator, collaboration: Some(id), subject: "Hello".into(), body: "Hello".into() };
        refuses_others(world, message, &others).await;
        let deliverable = DeliverableId::from_uuid(offer.0);
        refuses_others(world, draft(deliverable, true), &others).await;
        refuses_others(world, ReportLive { deliverable, url: "https://a.example/".into(), live_at: None, check: None }, &others).await;
        let post = PostId::from_uuid(offer.0);
        refuses_others(world, CorrectPost { post, url: "https://a.example/".into(), live_at: None, check: None }, &others).await;
        let (items, carrier, tracking_number) = ("Balm".to_owned(), String::new(), String::new());
        let shipment = ShipmentId::from_uuid(offer.0);
        refuses_others(world, CorrectShipment { shipment, items, carrier, tracking_number, delivered_at: None }, &others).await;

        // On the page they see what there is, and no form.
        let mut client = Client::new(world);
        client.sign_in("femi-adeyemi@fennel.example").await;
        for path in [place(&scene), format!("{}?do=left", place(&scene)), format!("{}?do=form", place(&scene))] {
            let shown = client.get(&path).await;
            assert_eq!(shown.status, 200, "{}", shown.text);
            // The choice of a language leads back to the address that was asked for.
            let offered = shown.text.replace(&format!("name=\"back\" value=\"{path}\""), "");
            assert!(!offered.contains("/do/") && !offered.contains("?do="), "finance has no verbs here");
        }
        let forged = client.post(&format!("{}/do/left", place(&scene)), &[("reason", "not mine to say")]).await;
        assert_eq!(forged.status, 404);
        let mut viewer = Client::new(world);
        viewer.sign_in("vic-viewer@fennel.example").await;
        assert_eq!(viewer.get(&place(&scene)).await.status, 404, "a viewer reads reports");
        at_rest(world).await;
    });
}

#[test]
fn whoever_speaks_for_a_creator_says_so() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let id = scene.collaboration;
        world.run(RespondToInvitation { collaboration: id, accept: true, message: String::new(), channel: None }).await.expect("entered");
        scene.offer(42_000).await;
        let offer = page(world, &scene).await.offers[0].id;
        let without = |result: app::Result<String>| match result {
            Err(app::Error::Fields(errors)) => errors.0[0].field.clone(),
            other => panic!("{other:?}"),
        };
        let said = |name: &str| name.to_owned();
        assert_eq!(without(world.run(counter(id, false)).await.map(|_| said("counter"))), "as_received");
        assert_eq!(without(world.run(details(id, false)).await.map(|_| said("form"))), "as_received");
        let leave = Withdraw { collaboration: id, reason: String::new(), as_received: false };
        assert_eq!(without(world.run(leave).await.map(|_| said("withdraw"))), "as_received");
        let no = Decline { collaboration: id, reason: String::new(), as_received: false };
        assert_eq!(without(world.run(no).await.map(|_| said("decline"))), "as_received");
        let read = AcknowledgeBrief { collaboration: id, as_received: false };
        assert_eq!(without(world.run(read).await.map(|_| said("brief"))), "as_received");
        // An offer of ours is the creator's to answer.
        let ours = AcceptOffer { offer, override_reason: None, as_received: false };
        assert_eq!(code(world.run(ours).await), "agreements.not_yours");
    });
}

#[test]
fn what_does_not_fit_the_state_is_refused_and_nothing_half_happens() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let (id, creator): (CollaborationId, CreatorId) = (scene.collaboration, scene.creator);
        let nothing = Withdraw { collaboration: id, reason: String::new(), as_received: true };
        assert_eq!(code(world.run(nothing.clone()).await), "campaigns.nothing_agreed");
        assert_eq!(code(world.run(counter(id, true)).await), "agreements.nothing_open");
        assert_eq!(code(world.run(details(id, true)).await), "agreements.nothing_accepted");
        assert_eq!(code(world.run(AcknowledgeBrief { collaboration: id, as_received: true }).await), "briefs.not_sent");
        assert_eq!(code(world.run(SetCode { collaboration: id, code: "MAYA".into() }).await), "attribution.no_code_agreed");
        scene.offer(42_000).await;
        let offer: OfferId = page(world, &scene).await.offers[0].id;
        world.run(AcceptOffer { offer, override_reason: None, as_received: true }).await.expect("entered");
        for again in [
            code(world.run(AcceptOffer { offer, override_reason: None, as_received: true }).await),
            code(world.run(RefuseOffer { offer, reason: String::new(), as_received: true }).await),
        ] {
            assert_eq!(again, "agreements.already_accepted");
        }
        let no = Decline { collaboration: id, reason: String::new(), as_received: true };
        assert_eq!(code(world.run(no).await), "campaigns.already_agreed");
        // Product is part of the terms, so the form needs an address.
        assert_eq!(code(world.run(details(id, true)).await), "invalid");
        scene.prepare_agreement().await;
        super::creator_signs(world, &scene).await;
        scene.brand_signs().await;
        let deliverable = scene.deliverable(0).await;
        assert_eq!(code(world.run(draft(deliverable, true)).await), "content.not_yet");
        let live = ReportLive { deliverable, url: "https://www.instagram.com/reel/C1/".into(), live_at: None, check: None };
        assert_eq!(code(world.run(live).await), "tracking.not_approved");
        let before = page(world, &scene).await;
        world.run(nothing.clone()).await.expect("entered");
        assert_eq!(code(world.run(nothing).await), "campaigns.ended", "once");
        assert_eq!(code(world.run(draft(deliverable, true)).await), "campaigns.ended");
        let message = SendMessage { creator, collaboration: Some(id), subject: "Goodbye".into(), body: "All the best.".into() };
        world.run(message).await.expect("a word is always possible");
        assert_eq!(before.offers.len(), page(world, &scene).await.offers.len());
        at_rest(world).await;

        // The page offers none of it, and a form that was open before comes back with the reason and what was typed.
        let mut client = Client::signed_in(world).await;
        client.get(&place(&scene)).await;
        let late = client.post(&format!("{}/do/left", place(&scene)), &[("reason", "Typed before it was over.")]).await;
        assert!(late.status == 422 && late.text.contains("Typed before it was over."), "{}", late.text);
        let jonas = Scene::invited(world, scene.campaign, "Jonas Brandt", "jonas@example.org").await;
        done(&mut client, &place(&jonas), "cancel", &[("reason", "Called off.")]).await;
        at_rest(world).await;
    });
}
