//! Verified posts that change: the clock notices, a person decides, the creator mends.

use app::{
    reports::GetCampaignReport,
    tracking::{AcceptPost, CheckPost, ListPosts, RecordNumbers, RequestMending},
    views::ShowToday,
};
use domain::{
    moves::What,
    time::DAY,
    tracking::{Post, numbers::Counts},
};

use super::world::{Money, Who};
use crate::support::{World, code, on_both};

const URL: &str = "https://www.instagram.com/reel/C1/";

async fn post(world: &World, who: &Who) -> (domain::ids::PostId, Post) {
    let found = world.show(ListPosts { collaboration: who.id }).await.unwrap().remove(0);
    (found.id, found.post)
}

/// Whether the team's list has the decision now.
async fn is_asked(world: &World) -> bool {
    let moves = world.show(ShowToday { team: true, ..ShowToday::default() }).await.unwrap().moves;
    moves.iter().any(|entry| entry.promise.what == What::DecidePost)
}

async fn days(world: &World, days: i64) {
    for _ in 0..days {
        world.clock.advance(DAY);
        app::tick::tick(&world.app).await.unwrap();
        world.work().await;
    }
}

#[test]
fn a_post_that_lost_its_disclosure_is_noticed_asked_about_and_mended() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        world.links.answers(URL, 200, Some("Ad. My skin feels calm"));
        money.verified(&maya, 0).await;
        days(world, 2).await;
        assert!(!is_asked(world).await, "it is as it was");
        world.links.answers(URL, 200, Some("My skin feels calm"));
        days(world, 1).await;
        assert!(is_asked(world).await);
        let (id, seen) = post(world, &maya).await;
        let found = seen.watch.found.expect("found");
        assert_eq!((found.then.as_deref(), found.now.caption.as_deref()), (Some("Ad. My skin feels calm"), Some("My skin feels calm")));
        assert_eq!(money.events("tracking.post_undisclosed").await, 1);
        assert_eq!(code(world.run(AcceptPost { post: id, reason: " ".into() }).await), "tracking.no_reason");
        world.run(RequestMending { post: id, message: "Please begin with \"Ad\" again.".into() }).await.unwrap();
        world.work().await;
        let letter = world.letters.to("maya-okonkwo@creators.example").pop().expect("a letter");
        assert!(letter.body.contains(URL) && letter.body.contains("begin with"), "{}", letter.body);
        assert!(!is_asked(world).await, "it is the creator's turn");
        days(world, 3).await;
        assert!(is_asked(world).await, "after three days it is the team's again");
        world.links.answers(URL, 200, Some("#ad My skin feels calm"));
        days(world, 1).await;
        assert!(!is_asked(world).await && post(world, &maya).await.1.watch.found.is_none());
        assert_eq!(money.events("tracking.post_mended").await, 1);
        let clock = app::Caller::clock(world.organisation, world.brand);
        assert!(!world.app.run(&clock, CheckPost { post: id, check: None }).await.unwrap(), "once a day");
        money.at_rest().await;
    });
}

#[test]
fn numbers_that_somebody_enters_are_in_the_report_and_unknown_ones_stay_unknown() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        money.verified(&maya, 0).await;
        days(world, 1).await;
        let report = async || world.show(GetCampaignReport { campaign: money.campaign, model: None }).await.unwrap();
        let before = report().await;
        assert_eq!((before.posts.verified, before.posts.counted, before.totals.views, before.cpm.text().as_str()), (1, 0, None, "–"));
        let (id, _) = post(world, &maya).await;
        let counts = Counts { views: Some(21_000), likes: Some(900), comments: Some(45), ..Counts::default() };
        let enter = |counts| RecordNumbers { post: id, counts, at: None, source: "her insights".into() };
        assert_eq!(code(world.run(enter(Counts::default())).await), "invalid");
        assert_eq!(code(world.run(enter(Counts { likes: Some(-4), ..counts })).await), "invalid");
        let ahead = RecordNumbers { at: Some(world.app.now().plus(DAY)), ..enter(counts) };
        assert_eq!(code(world.run(ahead).await), "invalid");
        world.run(enter(counts)).await.unwrap();
        let after = report().await;
        assert_eq!(
            (after.posts.verified, after.posts.counted, after.totals.views, after.totals.engagements, after.totals.reach),
            (1, 1, Some(21_000), Some(945), None)
        );
        // A fee of £420 over 21,000 views is £20 a thousand.
        assert_eq!((after.cpm.text().as_str(), after.cpm.formula.name), ("£20.00", "CPM (views)"));
        // Older numbers that come late are kept and change nothing.
        let earlier =
            RecordNumbers { at: Some(post(world, &maya).await.1.live_at), ..enter(Counts { views: Some(3), ..Counts::default() }) };
        world.run(earlier).await.unwrap();
        assert_eq!((report().await.totals.views, post(world, &maya).await.1.readings.len()), (Some(21_000), 2));
        money.at_rest().await;
    });
}

#[test]
fn a_post_that_is_gone_twice_a_day_apart_is_accepted_with_a_reason() {
    on_both(async |world| {
        let money = Money::begin(world).await;
        let maya = money.signed("Maya Okonkwo", 42_000, 1).await;
        world.links.answers(URL, 200, None);
        money.verified(&maya, 0).await;
        days(world, 1).await;
        world.links.answers(URL, 404, None);
        days(world, 1).await;
        assert!(!is_asked(world).await, "once is a platform's bad hour");
        days(world, 1).await;
        assert!(is_asked(world).await);
        let (id, _) = post(world, &maya).await;
        world.run(AcceptPost { post: id, reason: "Her account was hacked; she posted it again.".into() }).await.unwrap();
        assert_eq!(code(world.run(AcceptPost { post: id, reason: "again".into() }).await), "tracking.nothing");
        assert!(!is_asked(world).await && post(world, &maya).await.1.next_look().is_none());
        money.at_rest().await;
    });
}
