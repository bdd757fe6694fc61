//! Today as the place where things are done: each open move with its form, what was refused there with what was typed, and the
//! next move after it.

use app::{
    agreements::CounterOffer,
    outreach::messages::LogMessage,
    payments::{ListPayments, MakePayout},
    team::UpdateBrandProfile,
};
use domain::{
    outreach::{Channel, Direction},
    team::{BrandProfile, Role},
    time::HOUR,
};

use super::client::{Answer, Client, hidden};
use crate::{
    money::world::{Money, gbp},
    portal::scene::Scene,
    support::{World, on_both},
};

/// The most statements that a page may send, whatever the number of rows.
const MOST: u64 = 12;
const TODAY: &str = "/b/fennel-rye/today";

/// Looks at Today and sees that it costs no more than any page.
async fn looks(world: &World, client: &mut Client, path: &str) -> Answer {
    let before = world.app.db().statements();
    let page = client.get(path).await;
    let sent = world.app.db().statements() - before;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    assert!(sent <= MOST, "{path} sends {sent} statements");
    assert!(page.text.contains("id=\"opened\""), "{path}");
    page
}

/// What the forms of the open move carry to find back to Today.
fn way(page: &str) -> (String, String) {
    (hidden(page, "today_move").expect("a form on Today"), hidden(page, "today_next").expect("and what comes next"))
}

/// The addresses of the moves in the list.
fn rows(page: &str) -> Vec<String> {
    let links = page.split("class=\"move\" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.contains("open=")).map(str::to_owned).collect()
}

#[test]
fn a_counter_offer_is_answered_on_today_and_what_was_refused_stays_there() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let tess = money.collaboration("Tess Whitcombe").await;
        money.offer(&tess, 28_000, None).await.expect("offered");
        let message = "I charge a bit more for a reel.".to_owned();
        let counter = CounterOffer { collaboration: tess.id, fee: Some(gbp(34_000)), message, terms: None, as_received: true };
        world.run(counter).await.expect("countered");
        let mut client = Client::signed_in(world).await;
        let page = looks(world, &mut client, TODAY).await;
        for words in ["What changes", "£280.00", "£340.00", "Is £340 fair?", "If you accept", "£60.00 more than you offered", "do=refuse"]
        {
            assert!(page.text.contains(words), "{words}: {}", page.text);
        }
        let (open, _) = way(&page.text);

        let offer = format!("/b/fennel-rye/collaborations/{}/do/offer", tess.id);
        let refused = client.post(&offer, &[("terms.fee", "rather a lot"), ("today_move", &open), ("today_next", "")]).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        for words in ["id=\"opened\"", "rather a lot", "What changes"] {
            assert!(refused.text.contains(words), "{words}: {}", refused.text);
        }

        let accept = format!("/b/fennel-rye/collaborations/{}/do/accept", tess.id);
        let done = client.post(&accept, &[("today_move", &open), ("today_next", "some:other")]).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/b/fennel-rye/today?open=some%3Aother"), "{}", done.text);
        let next = looks(world, &mut client, &done.location).await;
        assert!(next.text.contains("Prepare the agreement"), "what is there comes in place of what is not: {}", next.text);
        let late = client.post(&accept, &[("today_move", &open), ("today_next", "")]).await;
        assert!(late.status == 422 && !late.text.contains("id=\"opened\""), "a move that is done has its own page: {}", late.text);
    });
}

#[test]
fn a_reply_is_answered_on_today() {
    on_both(async |world| {
        let profile = BrandProfile { values: vec!["Kind and plain".into()], ..BrandProfile::default() };
        world.run(UpdateBrandProfile { profile }).await.expect("past the first steps");
        let scene = Scene::begin(world).await;
        world.work().await;
        world.clock.advance(HOUR);
        world
            .run(LogMessage {
                creator: scene.creator,
                collaboration: Some(scene.collaboration),
                direction: Direction::In,
                channel: Channel::Email,
                subject: "Retinol".into(),
                body: "Can I mention the retinol that I already use?".into(),
                at: None,
                automatic: false,
            })
            .await
            .expect("logged");
        let mut client = Client::signed_in(world).await;
        let all = looks(world, &mut client, TODAY).await;
        let mut answered = false;
        for row in rows(&all.text) {
            let page = looks(world, &mut client, &row).await;
            if !page.text.contains("name=\"body\"") {
                continue;
            }
            assert!(page.text.contains("Can I mention the retinol") && page.text.contains("Re: Retinol"), "{}", page.text);
            let (open, next) = way(&page.text);
            let inbox = format!("/b/fennel-rye/inbox/{}", scene.creator);
            let about = scene.collaboration.to_string();
            let fields = [("collaboration", about.as_str()), ("today_move", open.as_str()), ("today_next", next.as_str())];
            let empty = client.post(&inbox, &[&fields[..], &[("subject", "Your retinol"), ("body", "")]].concat()).await;
            assert!(empty.status == 422 && empty.text.contains("id=\"opened\"") && empty.text.contains("Your retinol"), "{}", empty.text);
            let sent = client
                .post(&inbox, &[&fields[..], &[("subject", "Your retinol"), ("body", "Yes, as long as it is yours.")]].concat())
                .await;
            assert!(sent.status == 303 && sent.location.starts_with(TODAY), "{} {}", sent.location, sent.text);
            answered = true;
        }
        assert!(answered, "{}", all.text);
    });
}

#[test]
fn a_payout_is_approved_and_recorded_on_today() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        let owed = world.show(ListPayments {}).await.unwrap().payables.remove(0).id;
        let pay = MakePayout { creator: maya.creator, payables: vec![owed], method: "Marketing GBP".into() };
        let payout = world.run(pay).await.unwrap().id;
        world.person("Femi Adeyemi", Role::Finance).await;
        let mut femi = Client::new(world);
        femi.sign_in("femi-adeyemi@fennel.example").await;
        let page = looks(world, &mut femi, TODAY).await;
        assert!(page.text.contains("Approve £420.00") && page.text.contains("Nora"), "with who made it: {}", page.text);
        assert!(page.text.contains("data-ends=\"careful\""), "money is not sent by one key");
        let (open, next) = way(&page.text);
        let version = hidden(&page.text, "version").expect("the row that was seen");
        let fields = [("version", version.as_str()), ("today_move", open.as_str()), ("today_next", next.as_str())];
        let approved = femi.post(&format!("/b/fennel-rye/payments/payouts/{payout}/approve"), &fields).await;
        assert!(approved.status == 303 && approved.location.starts_with(TODAY), "{}", approved.text);

        let page = looks(world, &mut femi, TODAY).await;
        assert!(page.text.contains("Record £420.00 as paid"), "{}", page.text);
        let (open, _) = way(&page.text);
        let version = hidden(&page.text, "version").expect("the row that was seen");
        let note = format!("paid-{payout}.note");
        let fields =
            [("version", version.as_str()), ("today_move", open.as_str()), ("today_next", ""), (note.as_str(), "By Faster Payments")];
        let refused = femi.post(&format!("/b/fennel-rye/payments/payouts/{payout}/paid"), &fields).await;
        assert!(refused.status == 422 && refused.text.contains("id=\"opened\""), "{}", refused.text);
        assert!(refused.text.contains("By Faster Payments"), "what was typed stays: {}", refused.text);
    });
}
