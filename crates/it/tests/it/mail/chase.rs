//! The clock chases: by the days of docs/domain.md, in one message a day, never at night, not over the budget, not while
//! the team owes an answer, and to an end.

use app::{
    briefs::SendBrief,
    campaigns::Withdraw,
    outreach::{PauseChasing, RespondToInvitation, RetractReminder, SendMessage, WriteMessage},
    shipments::ConfirmDelivery,
    team::UpdateBrand,
    views::ShowCollaboration,
};
use domain::{
    campaigns::{Collaboration, OffRamp},
    ids::{CollaborationId, CreatorId},
    journey::Stage,
    moves::{Turn, What},
    team::{Brand, BrandSettings},
    time::{HOUR, MINUTE, Timestamp},
};

use crate::{
    creators::{added, campaign, invited},
    portal::scene::Scene,
    support::{World, on_both},
};

const MAYA: &str = "maya.okonkwo@creators.example";
const NOOR: &str = "noor.haddad@creators.example";

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// Lets the clock run until an instant, ticking each half hour, as a program does that is never off.
async fn until(world: &World, text: &str) {
    while world.now() < at(text) {
        world.clock.advance(30 * MINUTE);
        world.tick().await;
        world.work().await;
    }
}

/// When which mail went to somebody, in London's time, with what its subject says last.
async fn sent(world: &World, to: &str) -> Vec<String> {
    let zone = crate::support::zone("Europe/London");
    let mut mails = store::outbox::mails(world.app.db(), world.organisation, Some(world.brand), 1_000).await.expect("read");
    mails.retain(|mail| mail.recipient == to);
    mails.sort_by_key(|mail| mail.sent_at);
    let line = |mail: &store::outbox::MailRow| Some(format!("{} {}", mail.sent_at?.format_in(&zone, "%m-%d %H:%M"), mail.subject));
    mails.iter().filter_map(line).collect()
}

/// Two creators are invited to a campaign on Monday 2 November 2026 at 14:00, and the mail has left.
async fn asked(world: &World) -> Vec<(CreatorId, CollaborationId)> {
    world.clock.set("2026-11-02T14:00:00Z");
    let creators = [added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Noor Haddad").await];
    let autumn = campaign(world, &world.owner, "Autumn").await;
    let collaborations = invited(world, &world.owner, autumn, &creators).await;
    world.work().await;
    creators.into_iter().zip(collaborations).collect()
}

async fn off(world: &World, id: CollaborationId) -> Option<OffRamp> {
    let found = store::document::find::<Collaboration>(world.app.db(), world.brand, id).await.expect("read").expect("there");
    found.value.off.map(|off| off.ramp)
}

#[test]
fn who_does_not_answer_is_reminded_told_a_deadline_and_let_go() {
    on_both(async |world| {
        let [maya, noor] = asked(world).await[..] else { panic!("two") };
        until(world, "2026-11-03T09:00:00Z").await;
        world
            .app
            .run(&world.creator(noor.0), RespondToInvitation { collaboration: noor.1, accept: true, message: String::new(), channel: None })
            .await
            .expect("yes");
        until(world, "2026-11-12T12:00:00Z").await;
        let mails = sent(world, MAYA).await;
        let times: Vec<&str> = mails.iter().map(|line| &line[..11]).collect();
        assert_eq!(times, ["11-02 14:00", "11-05 10:00", "11-09 10:00", "11-12 10:00"], "{mails:?}");
        assert!(mails[1].ends_with("our invitation to Autumn") && mails[2].contains("a last question"), "{mails:?}");
        let letters = world.letters.to(MAYA);
        assert!(letters[2].body.contains("by Wed 11 Nov 2026, 18:00 (Europe/London)"), "{}", letters[2].body);
        assert!(letters[3].body.contains("go on with another creator"), "{}", letters[3].body);
        assert!(letters.iter().all(|letter| letter.unsubscribe.is_some()), "marketing can be stopped");
        assert_eq!((off(world, maya.1).await, off(world, noor.1).await), (Some(OffRamp::NoResponse), None));
        let theirs: Vec<String> = sent(world, NOOR).await;
        assert_eq!(theirs.len(), 1, "who answered is left in peace: {theirs:?}");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_reply_stops_the_clock_until_the_team_has_answered() {
    on_both(async |world| {
        let [maya, _] = asked(world).await[..] else { panic!("two") };
        until(world, "2026-11-04T10:30:00Z").await;
        let words = WriteMessage { collaboration: Some(maya.1), body: "What is the fee?".into() };
        world.app.run(&world.creator(maya.0), words).await.expect("written");
        until(world, "2026-11-06T09:00:00Z").await;
        assert_eq!(sent(world, MAYA).await.len(), 1, "nobody is chased who waits for us");
        let answer = SendMessage { creator: maya.0, collaboration: Some(maya.1), subject: "The fee".into(), body: "£300".into() };
        world.run(answer).await.expect("sent");
        until(world, "2026-11-14T12:00:00Z").await;
        let times: Vec<String> = sent(world, MAYA).await.iter().map(|line| line[..11].to_owned()).collect();
        assert_eq!(times, ["11-02 14:00", "11-06 09:30", "11-07 10:00", "11-11 10:00", "11-14 10:00"]);
        world.moves_rebuild().await;
    });
}

#[test]
fn a_clock_that_was_off_sends_the_newest_step_only_and_nothing_at_night() {
    on_both(async |world| {
        asked(world).await;
        // Off from Monday on; back on Tuesday of the next week at 21:00.
        world.clock.set("2026-11-10T21:00:00Z");
        world.tick().await;
        world.work().await;
        assert_eq!(sent(world, MAYA).await.len(), 1, "it is night");
        until(world, "2026-11-11T12:00:00Z").await;
        let mails = sent(world, MAYA).await;
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails[1].starts_with("11-11 08:00") && mails[1].contains("a last question"), "{mails:?}");
        assert!(world.letters.last_to(MAYA).body.contains("by Fri 13 Nov 2026, 18:00"));
        // A second clock finds nothing left to do.
        for _ in 0..3 {
            app::tick::tick(&world.app).await.expect("ticked");
        }
        world.work().await;
        assert_eq!(sent(world, MAYA).await.len(), 2);
    });
}

#[test]
fn what_two_campaigns_ask_for_on_one_day_goes_as_one_message() {
    on_both(async |world| {
        let [maya, _] = asked(world).await[..] else { panic!("two") };
        let winter = campaign(world, &world.owner, "Winter").await;
        world.clock.set("2026-11-02T16:00:00Z");
        invited(world, &world.owner, winter, &[maya.0]).await;
        world.work().await;
        until(world, "2026-11-05T12:00:00Z").await;
        let mails = sent(world, MAYA).await;
        assert_eq!(mails.len(), 3, "{mails:?}");
        assert!(mails[2].starts_with("11-05 10:00") && mails[2].contains("2 things that wait for you"), "{mails:?}");
        let body = world.letters.last_to(MAYA).body;
        assert!(body.contains("Autumn") && body.contains("Winter"), "{body}");
    });
}

#[test]
fn a_mailbox_sends_no_more_in_a_day_than_its_budget() {
    on_both(async |world| {
        let settings = BrandSettings { mailbox_budget: 1, ..BrandSettings::default() };
        let found = store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.unwrap().unwrap().value;
        world.run(UpdateBrand { name: found.name, zone: found.zone, currency: found.currency, settings }).await.expect("saved");
        let [maya, noor] = asked(world).await[..] else { panic!("two") };
        assert_eq!(sent(world, MAYA).await.len() + sent(world, NOOR).await.len(), 1);
        until(world, "2026-11-03T12:00:00Z").await;
        assert_eq!((sent(world, MAYA).await.len(), sent(world, NOOR).await.len()), (1, 1), "the second goes on the next morning");
        // Who was asked a day later is reminded a day later.
        until(world, "2026-11-07T12:00:00Z").await;
        let mut times = vec![sent(world, MAYA).await[1][..11].to_owned(), sent(world, NOOR).await[1][..11].to_owned()];
        times.sort();
        assert_eq!(times, ["11-05 10:00", "11-06 10:00"]);
        let wanted = store::moves::Wanted { turn: Some(Turn::Clock), what: Some(What::Chase), ..store::moves::Wanted::default() };
        let ahead = store::moves::open(world.app.db(), world.brand, &wanted, 10).await.expect("read");
        assert_eq!(ahead.len(), 2, "the final notices are to come: {maya:?} {noor:?}");
        assert!(ahead.iter().all(|row| row.open.due.is_some_and(|due| due > world.now().plus(HOUR))));
    });
}

#[test]
fn a_notice_that_could_not_leave_names_its_deadline_anew() {
    on_both(async |world| {
        let [maya, _] = asked(world).await[..] else { panic!("two") };
        until(world, "2026-11-08T12:00:00Z").await;
        // The server is down from Sunday to Wednesday afternoon; the final notice was to go on Monday.
        world.letters.away(true);
        until(world, "2026-11-11T15:00:00Z").await;
        assert_eq!(off(world, maya.1).await, None, "nobody is let go who was never told of a deadline");
        world.letters.away(false);
        until(world, "2026-11-11T19:00:00Z").await;
        let letter = world.letters.last_to(MAYA);
        assert!(letter.body.contains("by Fri 13 Nov 2026, 18:00"), "{}", letter.body);
        assert_eq!(world.letters.to(MAYA).len(), 3, "no burst of stale ones");
        until(world, "2026-11-14T12:00:00Z").await;
        assert_eq!(off(world, maya.1).await, Some(OffRamp::NoResponse));
        let clock = app::Caller::clock(world.organisation, world.brand);
        let mails = store::outbox::mails(world.app.db(), world.organisation, Some(world.brand), 100).await.expect("read");
        let sent = mails.iter().find(|mail| mail.kind == "reminder" && mail.sent_at.is_some()).expect("one that left");
        let back = RetractReminder { mail: sent.id, reason: "Too late".into() };
        world.app.run(&clock, back).await.expect("what has left is not taken back");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_gift_for_which_nothing_is_owed_is_asked_about_once_and_ends_by_itself() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        scene.given().await;
        assert!(!scene.waits(What::SendBrief).await && !scene.waits(What::ConfirmTracking).await, "a gift has no brief");
        let shipments = store::shipments::of_collaboration(world.app.db(), world.brand, scene.collaboration).await.expect("read");
        let arrived = ConfirmDelivery { shipment: shipments[0].id, at: None };
        world.run(arrived).await.expect("arrived");
        let delivered = world.now();
        assert!(scene.waits(What::TellUs).await);
        scene.write_brief().await;
        let brief = SendBrief { collaborations: vec![scene.collaboration], override_reason: None };
        assert!(world.run(brief).await.is_err_and(|refused| refused.to_string().contains("has no brief")));
        let left = Withdraw { collaboration: scene.collaboration, reason: "Changed my mind".into(), as_received: true };
        assert!(world.run(left).await.is_err_and(|refused| refused.to_string().contains("a gift has arrived")), "it is hers already");
        world.work().await;
        let before = world.letters.all().len();
        for _ in 0..31 * 24 {
            world.clock.advance(HOUR);
            world.tick().await;
            world.work().await;
        }
        let to_her = |letter: &app::ports::Letter| letter.to.contains("maya@example.org");
        let asked: Vec<_> = world.letters.all().into_iter().skip(before).filter(to_her).collect();
        assert_eq!(asked.len(), 1, "one question and nothing after it: {asked:?}");
        assert!(asked[0].body.contains("How do you like it?") && asked[0].body.contains("You owe us nothing"), "{}", asked[0].body);
        let page = world.show(ShowCollaboration { collaboration: scene.collaboration }).await.expect("shown");
        assert_eq!(page.stage, Stage::Closed, "a month after {delivered}");
        assert!(scene.waits(What::DecideStanding).await && !scene.waits(What::TellUs).await);
        world.moves_rebuild().await;
    });
}

#[test]
fn reminders_before_a_deadline_go_a_day_early_where_their_day_has_no_room() {
    on_both(async |world| {
        let first = Scene::begin(world).await;
        let others = [("Noor Haddad", "noor@example.org"), ("Lucía Prado", "lucia@example.org")];
        let mut scenes = vec![first];
        for (name, email) in others {
            scenes.push(Scene::invited(world, scenes[0].campaign, name, email).await);
        }
        for scene in &scenes {
            scene.producing().await;
        }
        world.work().await;
        let wanted = store::moves::Wanted { turn: Some(Turn::Clock), what: Some(What::Chase), ..store::moves::Wanted::default() };
        let ahead = store::moves::open(world.app.db(), world.brand, &wanted, 100).await.expect("read");
        let planned: std::collections::BTreeSet<Timestamp> = ahead.iter().filter_map(|row| row.open.due).collect();
        let day = *planned.first().expect("reminders are planned");
        assert!(ahead.iter().filter(|row| row.open.due == Some(day)).count() >= 3, "all on one day: {planned:?}");

        world.clock.set(&day.plus(-26 * HOUR).to_string());
        let settings = BrandSettings { mailbox_budget: 2, ..BrandSettings::default() };
        let found = store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.unwrap().unwrap().value;
        world.run(UpdateBrand { name: found.name, zone: found.zone, currency: found.currency, settings }).await.expect("saved");
        until(world, &day.plus(20 * HOUR).to_string()).await;
        let mails = store::outbox::mails(world.app.db(), world.organisation, Some(world.brand), 1_000).await.expect("read");
        let mut left: Vec<_> = mails.iter().filter(|mail| mail.kind == "reminder").filter_map(|mail| mail.sent_at).collect();
        left.sort();
        let london = crate::support::zone("Europe/London");
        let days: Vec<i64> = left.iter().map(|at| at.day_in(&london).days_until(day.day_in(&london))).collect();
        assert_eq!(days, [1, 0, 0], "one goes a day early, and nobody hears twice: {left:?}");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_paused_campaign_is_not_chased_through_its_neighbour() {
    on_both(async |world| {
        let [maya, _] = asked(world).await[..] else { panic!("two") };
        let winter = campaign(world, &world.owner, "Winter").await;
        world.clock.set("2026-11-02T16:00:00Z");
        invited(world, &world.owner, winter, &[maya.0]).await;
        world.work().await;
        world.run(PauseChasing { campaign: Some(winter), creator: None, reason: "We think again".into() }).await.expect("paused");
        until(world, "2026-11-14T12:00:00Z").await;
        let reminders: Vec<_> = world.letters.to(MAYA).into_iter().skip(2).collect();
        assert!(!reminders.is_empty(), "Autumn goes on");
        assert!(reminders.iter().all(|letter| letter.body.contains("Autumn") && !letter.body.contains("Winter")), "{reminders:?}");
        let known = store::document::list::<Collaboration>(world.app.db(), world.brand, "1 = 1 ORDER BY id", vec![]).await.expect("read");
        let theirs = known.iter().filter(|one| one.value.creator == maya.0);
        let ended = |campaign| theirs.clone().find(|one| one.value.campaign == campaign).expect("there").value.off.is_some();
        assert!(!ended(winter), "nobody is let go whom a person paused");
        world.moves_rebuild().await;
    });
}
