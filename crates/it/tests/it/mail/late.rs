//! Late moves of the team are told of, once each; and silence approves only where the agreement says so.

use app::{
    Caller,
    content::{ApproveBySilence, GetReview, SubmitDraft},
    outreach::Escalate,
    team::UpdateBrand,
};
use domain::{
    content::Progress,
    ids::DeliverableId,
    team::BrandSettings,
    time::{DAY, Day, HOUR, Timestamp},
};

use crate::{
    portal::scene::Scene,
    support::{World, on_both},
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

async fn until(world: &World, text: &str) {
    while world.now() < at(text) {
        world.clock.advance(HOUR);
        world.tick().await;
        world.work().await;
    }
}

/// Who was told of what is late, with how many lines.
async fn told(world: &World) -> Vec<(String, usize)> {
    let mut mails = store::outbox::mails(world.app.db(), world.organisation, Some(world.brand), 1_000).await.expect("read");
    mails.retain(|mail| mail.kind == "late");
    mails.sort_by_key(|mail| mail.created_at);
    mails.iter().map(|mail| (mail.created_at.rfc3339(), mail.body.lines().filter(|line| line.starts_with("- ")).count())).collect()
}

/// A draft is sent on a Friday at 15:00 London time.
async fn sent_on_friday(world: &World) -> DeliverableId {
    let scene = Scene::begin(world).await;
    scene.producing().await;
    let deliverable = scene.deliverable(0).await;
    let friday = at("2026-11-06T15:00:00Z");
    assert!(world.now() < friday, "{}", world.now());
    world.clock.advance(friday.since(world.now()));
    // Whatever else is late by now is told of first.
    world.tick().await;
    let text = "Ad. Hello.".to_owned();
    world
        .run(SubmitDraft { deliverable, files: vec![], text, note: String::new(), replaces: None, as_received: true })
        .await
        .expect("sent");
    deliverable
}

#[test]
fn silence_approves_where_the_agreement_says_so() {
    on_both(async |world| {
        let deliverable = sent_on_friday(world).await;
        // The terms were agreed so from the beginning; the scene agrees others.
        let sql = "UPDATE agreement SET facts = REPLACE(facts, '\"silence_approves\":false', '\"silence_approves\":true')";
        let tx = world.app.db().begin().await.expect("a transaction");
        assert_eq!(tx.execute(sql, vec![]).await.expect("changed"), 1);
        tx.commit().await.expect("committed");
        app::journey::rebuild(world.app.db()).await.expect("rebuilt");
        until(world, "2026-11-11T14:00:00Z").await;
        let state = world.show(GetReview { deliverable }).await.expect("shown").deliverable.state;
        assert!(matches!(state, Progress::InReview { .. }), "{state:?}");
        until(world, "2026-11-11T15:00:00Z").await;
        let state = world.show(GetReview { deliverable }).await.expect("shown").deliverable.state;
        let Progress::Approved { sign_offs, .. } = state else { panic!("{state:?}") };
        assert!(sign_offs.iter().all(|one| one.name == "Silence, as agreed"), "{sign_offs:?}");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_review_that_waits_is_told_to_the_owner_of_the_campaign_and_on_the_third_working_day_to_the_organisations() {
    on_both(async |world| {
        let deliverable = sent_on_friday(world).await;
        let before = told(world).await.len();
        until(world, "2026-11-13T12:00:00Z").await;
        let told = told(world).await;
        let after: Vec<&str> = told[before..].iter().map(|(when, _)| when.as_str()).collect();
        assert_eq!(after, ["2026-11-07T15:00:00Z", "2026-11-11T15:00:00Z"], "Saturday when it is due, Wednesday for the owners");
        let review = world.show(GetReview { deliverable }).await.expect("shown");
        assert!(matches!(review.deliverable.state, Progress::InReview { .. }), "silence approves nothing here");
        for _ in 0..3 {
            world.clock.advance(DAY);
            world.tick().await;
        }
        assert_eq!(self::told(world).await.len(), told.len(), "once");
        let collaboration = review.deliverable.collaboration;
        let clock = Caller::clock(world.organisation, world.brand);
        assert!(!world.app.run(&clock, Escalate { collaboration }).await.expect("run"), "a second clock finds nothing left");
        assert!(!world.app.run(&clock, ApproveBySilence { deliverable }).await.expect("run"), "nobody agreed to that");
        world.moves_rebuild().await;
    });
}

#[test]
fn a_listed_holiday_is_no_working_day() {
    on_both(async |world| {
        sent_on_friday(world).await;
        let brand = store::team::brand(world.app.db(), world.brand).await.expect("read").expect("there").value;
        let holidays = vec![Day::parse("2026-11-09").expect("a day"), Day::parse("2026-11-09").expect("a day")];
        let settings = BrandSettings { holidays, ..brand.settings };
        let update = UpdateBrand { name: brand.name, zone: brand.zone, currency: brand.currency, settings };
        let saved = world.run(update).await.expect("saved");
        assert_eq!(saved.brand.settings.holidays.len(), 1, "each day once");
        world.moves_rebuild().await;
        let before = told(world).await.len();
        until(world, "2026-11-14T12:00:00Z").await;
        let told = told(world).await;
        let after: Vec<&str> = told[before..].iter().map(|(when, _)| when.as_str()).collect();
        assert_eq!(after, ["2026-11-07T15:00:00Z", "2026-11-12T15:00:00Z"], "Monday is a holiday, so the third working day is Thursday");
    });
}
