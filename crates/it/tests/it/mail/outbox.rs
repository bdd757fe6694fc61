//! A reminder that waits in the outbox is looked at again before it leaves: nobody is asked for what they have done, by a date
//! that is another one since, while they wait for us, or while a person has paused the clock.

use app::{
    Caller,
    content::{AnswerWindow, OfferWindow, SubmitDraft},
    outreach::{PauseChasing, ResumeChasing, SendMessage, ShowClock, WriteMessage},
    views::ShowPortal,
};
use domain::{
    campaigns::{Cadence, Campaign},
    ids::DeliverableId,
    moves::{Turn, What},
    time::{Day, HOUR, MINUTE, Timestamp},
};
use store::outbox::MailRow;

use crate::{
    creators::{added, campaign, invited},
    portal::scene::Scene,
    support::{World, code, on_both},
};

const MAYA: &str = "maya.okonkwo@creators.example";

async fn run_until(world: &World, at: Timestamp) {
    while world.now() < at {
        world.clock.advance(30 * MINUTE);
        world.tick().await;
        world.work().await;
    }
}

async fn reminders(world: &World) -> Vec<MailRow> {
    let mut mails = store::outbox::mails(world.app.db(), world.organisation, Some(world.brand), 1_000).await.expect("read");
    mails.retain(|mail| mail.kind == "reminder");
    mails.sort_by_key(|mail| (mail.created_at, mail.id));
    mails
}

/// When the clock next writes to anybody.
async fn next_step(world: &World) -> Timestamp {
    let wanted = store::moves::Wanted { turn: Some(Turn::Clock), what: Some(What::Chase), ..store::moves::Wanted::default() };
    let ahead = store::moves::open(world.app.db(), world.brand, &wanted, 1).await.expect("read");
    ahead.first().and_then(|row| row.open.due).expect("a step is planned")
}

/// Work on two deliverables is under way, and the first reminder of both waits for a mail server that is away.
async fn waiting(world: &World) -> (Scene<'_>, [DeliverableId; 2], MailRow) {
    let scene = Scene::begin(world).await;
    scene.producing().await;
    world.work().await;
    let step = next_step(world).await;
    run_until(world, step.plus(-HOUR)).await;
    world.letters.away(true);
    run_until(world, step.plus(HOUR)).await;
    let waiting = reminders(world).await;
    let [mail] = &waiting[..] else { panic!("one letter for both: {waiting:?}") };
    assert!(mail.sent_at.is_none() && mail.body.contains("reel") && mail.body.contains("story"), "{}", mail.body);
    let both = [scene.deliverable(0).await, scene.deliverable(1).await];
    (scene, both, mail.clone())
}

#[test]
fn of_two_deliverables_the_one_that_was_handed_in_is_not_asked_for() {
    on_both(async |world| {
        let (scene, [reel, _], first) = waiting(world).await;
        let text = "Ad. The balm in my evening.".to_owned();
        let draft = SubmitDraft { deliverable: reel, files: vec![], text, note: String::new(), replaces: None, as_received: true };
        world.run(draft).await.expect("handed in");
        world.letters.away(false);
        run_until(world, world.now().plus(6 * HOUR)).await;
        let all = reminders(world).await;
        let [old, new] = &all[..] else { panic!("one was taken back, one went: {all:?}") };
        assert_eq!((old.id, old.state.as_str(), old.sent_at), (first.id, "withheld", None));
        assert!(new.sent_at.is_some() && new.body.contains("story") && !new.body.contains("reel"), "{}", new.body);
        let portal = world.app.show(&world.creator(scene.creator), ShowPortal {}).await.expect("shown");
        let read: Vec<_> = portal.messages.iter().map(|message| Some(message.id)).collect();
        assert!(read.contains(&new.message) && !read.contains(&old.message), "what never left is not read on the portal: {read:?}");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_date_that_moved_while_the_letter_waited_is_not_named() {
    on_both(async |world| {
        let (scene, both, first) = waiting(world).await;
        let maya: Caller = world.creator(scene.creator);
        for deliverable in both {
            let [opens, closes] = ["2027-03-01", "2027-03-05"].map(|day| Day::parse(day).expect("a day"));
            world.run(OfferWindow { deliverable, opens, closes }).await.expect("offered");
            world.app.run(&maya, AnswerWindow { deliverable, accept: true }).await.expect("accepted");
        }
        world.letters.away(false);
        run_until(world, world.now().plus(24 * HOUR)).await;
        let all = reminders(world).await;
        assert_eq!(all.iter().filter(|mail| mail.sent_at.is_some()).count(), 0, "nothing is due for months: {all:?}");
        assert_eq!((all[0].id, all[0].state.as_str()), (first.id, "withheld"));
        world.moves_rebuild().await;
    });
}

/// Somebody was asked on Monday 2 November 2026, and Thursday's reminder waits for a mail server that is away.
async fn asked(world: &World) -> (domain::ids::CreatorId, domain::ids::CollaborationId) {
    world.clock.set("2026-11-02T14:00:00Z");
    let maya = added(world, &world.owner, "Maya Okonkwo").await;
    let autumn = campaign(world, &world.owner, "Autumn").await;
    let collaboration = invited(world, &world.owner, autumn, &[maya]).await[0];
    world.work().await;
    run_until(world, Timestamp::parse("2026-11-05T09:30:00Z").expect("a time")).await;
    world.letters.away(true);
    run_until(world, Timestamp::parse("2026-11-05T11:00:00Z").expect("a time")).await;
    assert_eq!(reminders(world).await.len(), 1);
    (maya, collaboration)
}

#[test]
fn who_wrote_while_the_reminder_waited_is_answered_first() {
    on_both(async |world| {
        let (maya, collaboration) = asked(world).await;
        let words = WriteMessage { collaboration: Some(collaboration), body: "What is the fee?".into() };
        world.app.run(&world.creator(maya), words).await.expect("written");
        world.letters.away(false);
        run_until(world, Timestamp::parse("2026-11-06T09:00:00Z").expect("a time")).await;
        assert_eq!(world.letters.to(MAYA).len(), 1, "the invitation alone");
        let answer = SendMessage { creator: maya, collaboration: Some(collaboration), subject: "The fee".into(), body: "£300".into() };
        world.run(answer).await.expect("sent");
        run_until(world, Timestamp::parse("2026-11-07T12:00:00Z").expect("a time")).await;
        assert_eq!(world.letters.to(MAYA).len(), 3, "the answer, and a reminder after it");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_pause_of_everything_holds_what_waits_and_one_letter_goes_out_after_it() {
    on_both(async |world| {
        asked(world).await;
        world.run(PauseChasing { campaign: None, creator: None, reason: "We think again".into() }).await.expect("paused");
        world.letters.away(false);
        run_until(world, Timestamp::parse("2026-11-10T12:00:00Z").expect("a time")).await;
        assert_eq!(world.letters.to(MAYA).len(), 1, "nothing leaves while everything is paused");
        let clock = world.show(ShowClock {}).await.expect("shown");
        assert!(clock.ahead.iter().all(|step| step.paused), "{:?}", clock.ahead);
        world.run(ResumeChasing { pause: clock.pauses[0].id }).await.expect("resumed");
        run_until(world, Timestamp::parse("2026-11-10T14:00:00Z").expect("a time")).await;
        let letters = world.letters.to(MAYA);
        assert_eq!(letters.len(), 2, "the newest step only: {letters:?}");
        assert!(letters[1].body.contains("by Thu 12 Nov 2026, 18:00"), "{}", letters[1].body);
        let clock = world.show(ShowClock {}).await.expect("shown");
        let end = clock.ahead.iter().find(|step| step.step == domain::outreach::chase::Step::End).expect("the goodbye is foretold");
        assert_eq!(end.at, Timestamp::parse("2026-11-13T10:00:00Z").expect("a time"));
        world.moves_rebuild().await;
    });
}

#[test]
fn a_campaign_that_is_over_or_reminds_at_once_is_refused_in_words() {
    on_both(async |world| {
        let id = campaign(world, &world.owner, "Autumn").await;
        let made = store::document::find::<Campaign>(world.app.db(), world.brand, id).await.expect("read").expect("there").value;
        let made = Campaign { slug: String::new(), ..made };
        let hasty = Campaign { name: "Hasty".into(), cadence: Cadence { reminder_days: 0, ..made.cadence }, ..made.clone() };
        let refused = world.run(app::campaigns::CreateCampaign { campaign: hasty }).await.expect_err("no cadence of nothing");
        assert!(format!("{refused:?}").contains("cadence.reminder_days"), "{refused:?}");
        let day = |text: &str| Day::parse(text).expect("a day");
        let past = Campaign { name: "Long ago".into(), starts: day("2020-01-01"), ends: day("2020-01-31"), ..made };
        let past = world.run(app::campaigns::CreateCampaign { campaign: past }).await.expect("what is past can be written down").id;
        assert_eq!(code(world.run(app::campaigns::StartCampaign { campaign: past }).await), "campaigns.dates_over");
    });
}
