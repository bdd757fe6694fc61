//! The collaboration page: every verb of the team by its form, what a creator did entered as it was received, and who may
//! not.
//!
//! Invariant: a story ends at rest: moves rebuild, the outbox is empty, the audit verifies. Absent: the creator's own pages.

mod beyond;
mod form;
mod walls;

use app::{
    agreements::SignAgreement,
    content::{Approve, GetReview},
    views::{CollaborationPage, ShowCollaboration},
};
use domain::{
    agreements::{OfferState, Side},
    campaigns::OffRamp,
    content::CheckItem,
    journey::Stage,
    moves::What,
    team::{Role, SignOffKind},
    tracking::PostState,
};

use crate::{
    portal::{PICTURE, scene::Scene},
    support::{World, on_both},
    web::client::Client,
};

async fn page(world: &World, scene: &Scene<'_>) -> CollaborationPage {
    world.show(ShowCollaboration { collaboration: scene.collaboration }).await.expect("shown")
}

fn place(scene: &Scene<'_>) -> String {
    format!("/b/fennel-rye/collaborations/{}", scene.collaboration)
}

/// Runs a verb that has to be done.
async fn done(client: &mut Client, place: &str, verb: &str, changes: &[(&str, &str)]) {
    let answer = form::send(client, place, verb, changes).await;
    assert_eq!(answer.status, 303, "{verb}: {}", answer.text);
}

async fn at_rest(world: &World) {
    world.work().await;
    assert_eq!(app::audit::verify(world.app.db(), None).await.expect("verified"), Vec::<String>::new());
    world.moves_rebuild().await;
    assert_eq!(store::outbox::counts(world.app.db(), None).await.expect("read").open, 0, "the outbox is empty");
}

/// The creator signs; nobody can do that for her.
async fn creator_signs(world: &World, scene: &Scene<'_>) {
    let agreement = page(world, scene).await.agreement.expect("prepared");
    let command = SignAgreement { agreement: agreement.id, name: "Maya Okonkwo".into(), hash: agreement.value.document.hash };
    world.app.run(&world.creator(scene.creator), command).await.expect("signed");
}

const FORM: &[(&str, &str)] = &[
    ("legal_name", "Maya Ada Okonkwo"),
    ("tax_country", "GB"),
    ("address.name", "Maya Okonkwo"),
    ("address.lines", "1 High Street"),
    ("address.city", "Leeds"),
    ("address.postcode", "LS1 1AA"),
    ("address.country", "United Kingdom"),
    ("payment_method", "Bank transfer"),
    ("payment_account", "GB33 BUKB 2020 1555 5555 55"),
];

#[test]
fn a_creator_who_only_writes_mail_is_taken_the_whole_way_by_forms() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut client = Client::signed_in(world).await;
        let place = place(&scene);

        // The answer to the invitation came by mail.
        done(&mut client, &place, "answered", &[("accept", "yes"), ("channel", "email"), ("message", "Yes please.")]).await;
        assert!(page(world, &scene).await.moves.iter().any(|open| open.what == What::MakeOffer));

        // The offer shows the whole plan; what is changed in it is what is sent.
        let shown = form::open(&mut client, &place, "offer").await;
        let fields = form::of(&shown.text, &format!("{place}/do/offer"));
        for (name, value) in [
            ("terms.deliverables.0.format", "reel"),
            ("terms.deliverables.1.format", "story"),
            ("terms.deliverables.0.opens", "2026-11-18"),
            ("terms.deliverables.0.closes", "2026-11-21"),
            ("terms.commission_points", "10"),
            ("terms.code_percent", "15"),
            ("terms.usage.territory", "GB"),
            ("terms.usage.days", "60"),
            ("terms.revisions", "2"),
            ("terms.payment.clock", "verified_live"),
            ("terms.payment.days", "14"),
            ("terms.late.percent_per_day", "25"),
            ("terms.late", "50"),
        ] {
            assert_eq!(form::value(&fields, name), value, "{name}");
        }
        let wrong =
            [("terms.fee", "lots"), ("terms.deliverables.0.closes", "2026-11-01"), ("terms.disclosure", ""), ("message", "Hello Maya")];
        let refused = form::send(&mut client, &place, "offer", &wrong).await;
        assert_eq!(refused.status, 422);
        for words in ["value=\"lots\"", "The window closes before it opens", "Say how the advertising is marked", "Hello Maya"] {
            assert!(refused.text.contains(words), "{words}");
        }
        let terms = [
            ("terms.fee", "340"),
            ("terms.commission_points", "12.5"),
            ("terms.product.items", "Rye Night Balm"),
            ("terms.product.value", "24"),
            ("terms.usage.days", "90"),
            ("terms.usage.paid", "yes"),
            ("terms.payment.days", "30"),
            ("terms.notes", "The reel first."),
        ];
        done(&mut client, &place, "offer", &terms).await;
        let offered = page(world, &scene).await.offers.pop().expect("an offer").value;
        assert_eq!((offered.terms.fee.minor, offered.terms.commission_points), (34_000, 1_250));
        assert_eq!(offered.terms.product.as_ref().map(|product| product.value.minor), Some(2_400));
        assert!(offered.terms.usage.paid && offered.terms.usage.days == 90 && offered.terms.payment.days == 30);
        assert_eq!(offered.terms.notes, "The reel first.");

        // She asks for more by mail; the team accepts.
        let missing =
            form::send(&mut client, &place, "offer-answered", &[("answer", "counter"), ("fee", ""), ("message", "A bit more?")]).await;
        assert!(missing.status == 422 && missing.text.contains("A bit more?"));
        done(&mut client, &place, "offer-answered", &[("answer", "counter"), ("fee", "420"), ("message", "A bit more?")]).await;
        let countered = page(world, &scene).await.offers.pop().expect("a counter-offer").value;
        assert_eq!((countered.by, countered.terms.fee.minor, countered.terms.notes.as_str()), (Side::Creator, 42_000, "The reel first."));
        let shown = client.get(&place).await;
        assert!(shown.text.contains("Accept £420 + 12.5 %") && shown.text.contains("as received"), "the sum stands on the button");
        done(&mut client, &place, "accept", &[]).await;

        done(&mut client, &place, "prepare", &[]).await;
        creator_signs(world, &scene).await;
        assert!(client.get(&place).await.text.contains("Sign for £420 + 12.5 %"));
        done(&mut client, &place, "sign", &[("name", "Nora Quill")]).await;

        // Her details came by mail; later one is corrected, and two people who do so meet.
        let wrong = form::send(&mut client, &place, "form", &[("legal_name", "Maya Ada Okonkwo"), ("tax_country", "Atlantis")]).await;
        assert!(wrong.status == 422 && wrong.text.contains("Maya Ada Okonkwo") && wrong.text.contains("Write the country in English"));
        done(&mut client, &place, "form", FORM).await;
        let stale = form::of(&form::open(&mut client, &place, "form").await.text, &format!("{place}/do/form"));
        assert_eq!(form::value(&stale, "legal_name"), "Maya Ada Okonkwo");
        done(&mut client, &place, "form", &[("address.city", "York")]).await;
        let second = form::with(stale, &[("address.city", "Hull")]);
        let pairs: Vec<(&str, &str)> = second.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let conflict = client.post(&format!("{place}/do/form"), &pairs).await;
        assert!(conflict.status == 422 && conflict.text.contains("Somebody else changed this") && conflict.text.contains("Hull"));
        let shown = page(world, &scene).await.form.expect("a form").value;
        assert_eq!((shown.address.expect("an address").city.as_str(), shown.payment_account), ("York", None));

        prepared(world, &scene, &mut client, &place).await;
        made(world, &scene, &mut client, &place).await;
        at_rest(world).await;
    });
}

/// Parcel, links and code, brief.
async fn prepared(world: &World, scene: &Scene<'_>, client: &mut Client, place: &str) {
    let shown = form::open(client, place, "ship").await;
    assert!(shown.text.contains("value=\"Rye Night Balm\"") && shown.text.contains("York"), "what was agreed, and where it goes");
    done(client, place, "ship", &[("cost", "4.20"), ("carrier", "Royal Mail")]).await;
    done(client, place, "parcel", &[("items", "Rye Night Balm, two jars"), ("tracking_number", "RM 1 GB")]).await;
    done(client, place, "arrived", &[]).await;
    let parcel = page(world, scene).await.shipments.pop().expect("a parcel").value;
    assert_eq!((parcel.items.as_str(), parcel.tracking_number.as_str()), ("Rye Night Balm, two jars", "RM 1 GB"));
    assert!(parcel.delivered_at.is_some());

    done(client, place, "code", &[("code", "MAYAOATS")]).await;
    assert_eq!(page(world, scene).await.code.expect("a code").value.code, "MAYAOATS");
    let nothing = form::send(client, place, "confirm", &[("note", "")]).await;
    assert!(nothing.status == 422 && nothing.text.contains("Say what you saw, or add a screenshot"));
    let untried = form::send(client, place, "confirm", &[("tried", ""), ("note", "all fine")]).await;
    assert!(untried.status == 422 && untried.text.contains("Tick what you tried") && untried.text.contains("all fine"));
    let all: Vec<String> = {
        let page = page(world, scene).await;
        page.links.iter().map(|link| link.id.to_string()).chain(page.code.iter().map(|code| code.id.to_string())).collect()
    };
    assert_eq!(all.len(), 3);
    for one in &all {
        let answer = form::send_file(client, place, "confirm", &[("tried", one)], ("file", "till.png", PICTURE)).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
    }
    assert!(!page(world, scene).await.moves.iter().any(|open| open.what == What::ConfirmTracking));
    let picture = client.get(place).await;
    let file = picture.text.split("/b/fennel-rye/files/").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture").to_owned();
    assert_eq!(client.get(&format!("/b/fennel-rye/files/{file}")).await.header("content-type"), "image/png");

    scene.write_brief().await;
    done(client, place, "brief", &[]).await;
    done(client, place, "acknowledged", &[]).await;
}

/// Drafts, review, posts.
async fn made(world: &World, scene: &Scene<'_>, client: &mut Client, place: &str) {
    let (reel, story) = (scene.deliverable(0).await, scene.deliverable(1).await);
    let id = reel.to_string();
    let empty = form::send(client, place, "draft", &[("deliverable", &id), ("note", "By WeTransfer.")]).await;
    assert!(empty.status == 422 && empty.text.contains("By WeTransfer.") && empty.text.contains("Add a file or write the text"));
    let sent =
        form::send_file(client, place, "draft", &[("deliverable", &id), ("note", "By WeTransfer.")], ("files", "a.png", PICTURE)).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    done(client, place, "draft", &[("deliverable", &id), ("text", "Ad. The balm I finished.")]).await;
    done(client, place, "draft", &[("deliverable", &story.to_string()), ("text", "Ad. My evening.")]).await;
    let review = world.show(GetReview { deliverable: reel }).await.expect("shown");
    assert_eq!(review.drafts.len(), 2, "the second took the place of the first, which is kept");
    let legal = world.person("Lea Hoffmann", Role::Reviewer).await;
    for deliverable in [reel, story] {
        let draft = world.show(GetReview { deliverable }).await.expect("shown").drafts.pop().expect("a draft").id;
        let command = |kind| Approve { deliverable, draft, kind, checked: CheckItem::ALL.to_vec() };
        world.app.run(&legal, command(SignOffKind::Legal)).await.expect("signed off");
        world.run(command(SignOffKind::Brand)).await.expect("approved");
    }

    world.clock.set("2026-11-19T12:00:00Z");
    client.sign_in("nora@fennel.example").await;
    let wrong = form::send(client, place, "live", &[("deliverable", &id), ("url", "my reel")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"my reel\"") && wrong.text.contains("whole address"));
    done(client, place, "live", &[("deliverable", &id), ("url", "https://www.instagram.com/reel/C0/")]).await;
    done(client, place, "post", &[("url", "https://www.instagram.com/reel/C1/")]).await;
    let silent = form::send(client, place, "verify", &[("verdict", "yes")]).await;
    assert!(silent.status == 422 && silent.text.contains("Say what you saw, or add a screenshot"));
    let back = form::send(client, place, "verify", &[("verdict", "no"), ("note", "The code is missing.")]).await;
    assert_eq!(back.status, 303, "{}", back.text);
    done(client, place, "live", &[("deliverable", &id), ("url", "https://www.instagram.com/reel/C2/")]).await;
    let verified = form::send_file(client, place, "verify", &[("verdict", "yes")], ("file", "reel.png", PICTURE)).await;
    assert_eq!(verified.status, 303, "{}", verified.text);
    let posts = page(world, scene).await.posts;
    assert_eq!(posts.len(), 2, "the rejected one is kept");
    let PostState::Verified { evidence, .. } = &posts[1].value.state else { panic!("not verified: {:?}", posts[1].value.state) };
    assert_eq!(evidence.file.as_ref().map(|file| file.name.as_str()), Some("reel.png"));
    assert_eq!(posts[1].value.url, "https://www.instagram.com/reel/C2/");

    let before = world.app.db().statements();
    let shown = client.get(place).await;
    let statements = world.app.db().statements() - before;
    assert!(statements <= 12, "the page sends {statements} statements");
    for words in ["as received", "Tracking link made", "Sent back the post of the reel", "https://www.instagram.com/reel/C2/"] {
        assert!(shown.text.to_lowercase().contains(&words.to_lowercase()), "{words}");
    }
    assert!(!shown.text.contains("do=drop"), "nobody lets go of a creator whose post is verified");
}

#[test]
fn a_low_offer_is_said_before_it_is_sent() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut client = Client::signed_in(world).await;
        let place = place(&scene);
        scene.asks_for("reel", 30_000).await;
        done(&mut client, &place, "answered", &[("accept", "yes")]).await;
        let shown = form::open(&mut client, &place, "offer").await;
        let fields = form::of(&shown.text, &format!("{place}/do/offer"));
        assert_eq!(form::value(&fields, "unfair"), "", "nothing to tick before it is said");
        let told = form::send(&mut client, &place, "offer", &[("terms.fee", "200")]).await;
        assert_eq!(told.status, 422);
        assert!(
            told.text.contains("below this creator&#39;s own card") || told.text.contains("below this creator's own card"),
            "{}",
            told.text
        );
        assert!(page(world, &scene).await.offers.is_empty(), "nothing was sent");
        let fields = form::with(form::of(&told.text, &format!("{place}/do/offer")), &[("unfair", "yes")]);
        assert_eq!(form::value(&fields, "terms.fee"), "200");
        let pairs: Vec<(&str, &str)> =
            fields.iter().filter(|(name, _)| name != "csrf").map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(client.post(&format!("{place}/do/offer"), &pairs).await.status, 303);
        assert_eq!(page(world, &scene).await.offers.len(), 1, "a person who was told sends it");
        at_rest(world).await;
    });
}

#[test]
fn answers_to_an_offer_and_ways_out_are_entered_as_received() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        let jonas = Scene::invited(world, maya.campaign, "Jonas Brandt", "jonas@example.org").await;
        let tess = Scene::invited(world, maya.campaign, "Tess Whitcombe", "tess@example.org").await;
        let mut client = Client::signed_in(world).await;
        for scene in [&maya, &jonas, &tess] {
            done(&mut client, &place(scene), "answered", &[("accept", "yes")]).await;
            scene.offer(42_000).await;
        }

        // Maya accepts and withdraws; what was reserved is free again.
        done(&mut client, &place(&maya), "offer-answered", &[("answer", "accept")]).await;
        assert!(matches!(page(world, &maya).await.offers[0].value.state, OfferState::Accepted { .. }));
        done(&mut client, &place(&maya), "left", &[("reason", "A new job.")]).await;
        let gone = page(world, &maya).await;
        assert_eq!(gone.collaboration.off.as_ref().map(|off| off.ramp), Some(OffRamp::Withdrawn));
        assert!(gone.budget.iter().all(|line| line.reserved == 0));
        let event = gone.events.iter().find(|event| event.kind == "campaigns.withdrawn").expect("told");
        assert_eq!(event.data["as_received"], true);

        // Jonas refuses, gets another offer, asks for more, is refused, and says no.
        done(&mut client, &place(&jonas), "offer-answered", &[("answer", "refuse"), ("message", "Too little.")]).await;
        jonas.offer(45_000).await;
        done(&mut client, &place(&jonas), "offer-answered", &[("answer", "counter"), ("fee", "900")]).await;
        done(&mut client, &place(&jonas), "refuse", &[("message", "That is beyond us.")]).await;
        assert!(matches!(page(world, &jonas).await.offers[2].value.state, OfferState::Refused { .. }));
        done(&mut client, &place(&jonas), "left", &[("reason", "Then not.")]).await;
        assert_eq!(page(world, &jonas).await.stage, Stage::Declined);

        // Tess is written to and let go.
        done(&mut client, &place(&tess), "message", &[("subject", "About the dates"), ("body", "They have moved.")]).await;
        world.work().await;
        assert!(world.letters.to("tess@example.org").iter().any(|mail| mail.body.contains("They have moved.")));
        done(&mut client, &place(&tess), "drop", &[("reason", "The launch is off.")]).await;
        assert_eq!(page(world, &tess).await.stage, Stage::Dropped);
        let over = client.get(&place(&tess)).await;
        assert!(!over.text.contains("/do/") && over.text.contains("Nothing is open."), "no verb is left");
        at_rest(world).await;
    });
}
