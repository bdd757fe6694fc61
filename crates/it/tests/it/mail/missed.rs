//! A missed deliverable: the next wave is offered, the creator answers, or the brand lets it go with its share of the fee.

use app::{
    content::{AnswerWindow, GetReview, LetGo, OfferWindow, SubmitDraft},
    views::{ShowCollaboration, ShowTracker},
};
use domain::{
    campaigns::{Campaign, Wave},
    content::{Cause, Deliverable, Progress},
    ids::{CampaignId, DeliverableId},
    moves::What,
    time::{Day, HOUR, Timestamp},
};

use crate::{
    portal::scene::Scene,
    support::{World, code, on_both},
};

async fn made(world: &World, id: DeliverableId) -> Deliverable {
    world.show(GetReview { deliverable: id }).await.expect("shown").deliverable
}

/// Lets the clock run until something is missed; says when.
async fn until_missed(world: &World, id: DeliverableId) -> Timestamp {
    if let Progress::Awaiting { due, .. } = made(world, id).await.state {
        world.clock.advance(due.since(world.now()));
    }
    for _ in 0..20 * 24 {
        world.clock.advance(HOUR);
        world.tick().await;
        world.work().await;
        if made(world, id).await.missed.is_some() {
            return world.now();
        }
    }
    panic!("it was never missed");
}

async fn waves(world: &World, campaign: CampaignId, waves: Vec<Wave>) {
    let (db, brand) = (world.app.db(), world.brand);
    let found = store::document::find::<Campaign>(db, brand, campaign).await.expect("read").expect("there");
    let changed = Campaign { waves, ..found.value.clone() };
    let tx = db.begin().await.expect("a transaction");
    store::document::save(&tx, brand, found.id, found.version, &changed).await.expect("saved");
    tx.commit().await.expect("committed");
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

#[test]
fn the_next_wave_is_offered_and_with_a_yes_the_work_goes_on() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let id = scene.deliverable(0).await;
        let before = made(world, id).await;
        let wave = Wave { name: String::new(), opens: day("2027-02-01"), closes: day("2027-02-07") };
        let campaign = world.show(ShowCollaboration { collaboration: scene.collaboration }).await.expect("shown").collaboration.campaign;
        waves(world, campaign, vec![Wave { name: String::new(), opens: before.opens, closes: before.closes }, wave.clone()]).await;
        let at = until_missed(world, id).await;
        let missed = made(world, id).await.missed.expect("missed");
        assert_eq!((missed.cause, missed.offered.map(|window| window.opens)), (Cause::Creator, Some(wave.opens)), "{at}");
        let letter = world.letters.all().into_iter().rev().find(|letter| letter.subject.contains("new dates")).expect("told");
        assert!(letter.body.contains("1 Feb 2027 to 7 Feb 2027"), "{}", letter.body);
        assert!(scene.waits(What::AnswerWindow).await, "it is her turn");
        let tracker = world.show(ShowTracker { campaign: campaign.to_string() }).await.expect("shown");
        let tracked = tracker.rows.iter().find_map(|row| row.deliverable.as_ref().filter(|made| made.id == id)).expect("a row");
        assert!(tracked.missed.is_some_and(|missed| missed.offered.is_some()), "the table says so");

        let maya = world.creator(scene.creator);
        world.app.run(&maya, AnswerWindow { deliverable: id, accept: true }).await.expect("accepted");
        let again = made(world, id).await;
        assert_eq!((again.opens, again.closes, again.missed), (wave.opens, wave.closes, None));
        assert!(scene.waits(What::SubmitDraft).await);
        assert_eq!(code(world.app.run(&maya, AnswerWindow { deliverable: id, accept: true }).await), "content.no_window");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_no_leaves_it_to_the_team_which_may_offer_again_or_let_go() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let id = scene.deliverable(0).await;
        until_missed(world, id).await;
        assert!(scene.waits(What::DecideMissed).await);
        let past = OfferWindow { deliverable: id, opens: day("2026-01-01"), closes: day("2026-01-02") };
        assert_eq!(code(world.run(past).await), "content.window");
        let window = OfferWindow { deliverable: id, opens: day("2027-03-01"), closes: day("2027-03-05") };
        world.run(window).await.expect("offered");
        let maya = world.creator(scene.creator);
        world.app.run(&maya, AnswerWindow { deliverable: id, accept: false }).await.expect("declined");
        assert!(scene.waits(What::DecideMissed).await);

        let all = store::content::of_collaboration(world.app.db(), world.brand, scene.collaboration).await.expect("read");
        let gone = world.run(LetGo { deliverable: id, reason: "Another time.".into() }).await;
        if all.len() == 1 {
            assert_eq!(code(gone), "content.last_one", "nothing else would be left");
        } else {
            gone.expect("let go");
            assert!(made(world, id).await.is_let_go());
            let text = "Ad. Hello.".to_owned();
            let late = SubmitDraft { deliverable: id, files: vec![], text, note: String::new(), replaces: None, as_received: true };
            assert_eq!(code(world.run(late).await), "content.let_go");
        }
        world.work().await;
        assert_eq!(app::audit::verify(world.app.db(), None).await.expect("verified"), Vec::<String>::new());
        world.moves_rebuild().await;
    });
}

#[test]
fn what_comes_after_it_was_missed_is_only_late() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let id = scene.deliverable(0).await;
        until_missed(world, id).await;
        let text = "Ad. Hello.".to_owned();
        let late = SubmitDraft { deliverable: id, files: vec![], text, note: String::new(), replaces: None, as_received: false };
        world.app.run(&world.creator(scene.creator), late).await.expect("sent");
        assert_eq!(made(world, id).await.missed, None);
        assert!(scene.waits(What::ReviewDraft).await);
        world.moves_rebuild().await;
    });
}

fn letter(world: &World, words: &str) -> String {
    world.letters.all().into_iter().rev().find(|letter| letter.body.contains(words)).map(|letter| letter.body).unwrap_or_default()
}

#[test]
fn dates_of_what_is_still_made_move_when_the_creator_says_yes() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let id = scene.deliverable(0).await;
        let before = made(world, id).await;
        let same = OfferWindow { deliverable: id, opens: before.opens, closes: before.closes };
        assert_eq!(code(world.run(same).await), "content.same_window");
        let (opens, closes) = (before.opens.plus_days(30), before.closes.plus_days(30));
        world.run(OfferWindow { deliverable: id, opens, closes }).await.expect("offered");
        world.work().await;
        let told = letter(world, "We would like to move");
        for days in [opens, closes, before.opens, before.closes] {
            assert!(told.contains(&days.format("%-d %b %Y")), "{told}");
        }
        assert!(scene.waits(What::AnswerWindow).await && scene.waits(What::SubmitDraft).await, "the work goes on meanwhile");
        let asked = made(world, id).await;
        assert_eq!((asked.opens, asked.closes, &asked.state), (before.opens, before.closes, &before.state), "the agreed dates hold");
        world.moves_rebuild().await;

        // Taken back, and asked once more.
        assert_eq!(code(world.run(OfferWindow { deliverable: id, opens, closes }).await), "content.asked_already");
        world.run(OfferWindow { deliverable: id, opens: before.opens, closes: before.closes }).await.expect("taken back");
        assert!(!scene.waits(What::AnswerWindow).await);
        world.work().await;
        assert!(letter(world, "You need not answer").contains("the ones that we agreed on stand"));
        world.run(OfferWindow { deliverable: id, opens, closes }).await.expect("offered");

        world.app.run(&world.creator(scene.creator), AnswerWindow { deliverable: id, accept: true }).await.expect("accepted");
        let moved = made(world, id).await;
        assert_eq!((moved.opens, moved.closes, moved.moving), (opens, closes, None));
        let due = |of: &Deliverable| if let Progress::Awaiting { due, .. } = of.state { due } else { panic!("a draft is awaited") };
        assert!(due(&moved) > due(&before), "the draft is due by the new dates");
        assert!(!scene.waits(What::AnswerWindow).await);
        world.moves_rebuild().await;
    });
}

#[test]
fn without_an_answer_the_agreed_dates_stand_and_nothing_is_missed_for_it() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.producing().await;
        let id = scene.deliverable(0).await;
        let text = "Ad. Hello.".to_owned();
        let draft = SubmitDraft { deliverable: id, files: vec![], text, note: String::new(), replaces: None, as_received: false };
        world.app.run(&world.creator(scene.creator), draft).await.expect("sent");
        let before = made(world, id).await;
        let window = OfferWindow { deliverable: id, opens: before.opens.plus_days(30), closes: before.closes.plus_days(30) };
        world.run(window).await.expect("offered");
        for _ in 0..20 * 24 {
            world.clock.advance(HOUR);
            world.tick().await;
            world.work().await;
            if made(world, id).await.moving.is_none() {
                break;
            }
        }
        let after = made(world, id).await;
        assert_eq!((after.opens, after.closes, after.moving, after.missed), (before.opens, before.closes, None, None));
        assert!(letter(world, "We need it by").contains("or the dates that we agreed on stand"));
        assert!(letter(world, "we have not heard whether").contains("so the dates that we agreed on stand"));
        world.moves_rebuild().await;
    });
}
