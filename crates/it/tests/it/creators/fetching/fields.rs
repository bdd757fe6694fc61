//! What is had of an account, field by field and page by page, and that nothing of it is lost or stands twice.

use app::{
    creators::{AddPosts, DescribeAccount},
    discovery::{AddComments, VetCreator},
};
use domain::{
    creators::{
        Method,
        connections::{Service, quota::Purpose},
        fetching::{Outcome, Remark},
    },
    time::{DAY, Timestamp},
};
use serde_json::json;
use store::creators::connections::spent;

use super::*;
use crate::{
    creators::connections::connect,
    support::{on_both_with_youtube, youtube::Mood},
};

#[test]
fn every_field_of_a_channel_its_videos_and_comments_is_kept_with_its_source() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        stub.calls();
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.outcome, answer.reason.clone()), (Outcome::Fetched, None));
        assert_eq!((answer.numbers, answer.added, answer.renewed, answer.comments), (3, 3, 0, 2));
        // A channel by its handle, one page of uploads, one of videos, comments of three videos.
        let calls = stub.calls();
        assert_eq!(calls.len(), 6, "{calls:#?}");
        assert!(calls[0].starts_with("channels?forHandle=@mayamends&"), "{calls:#?}");
        let today = spent(world.app.db(), world.organisation, Service::YouTube, domain::creators::connections::quota::day(world.now()));
        let people = today.await.expect("read").into_iter().find(|spent| spent.purpose == Purpose::People);
        assert_eq!(people.map(|spent| spent.units), Some(6), "each call is a unit");

        let view = account(world, who.0).await;
        let account = &view.account;
        assert_eq!(account.url, Some(format!("https://www.youtube.com/channel/{MAYA}")), "its id is known from now on");
        assert_eq!(
            (account.display_name.as_deref(), view.bio.as_deref()),
            (Some("Maya Mends"), Some("Maya Mends repairs things and says how."))
        );
        assert_eq!(
            [Measure::Followers, Measure::TotalViews, Measure::Posts].map(|one| number(&view, one)),
            [Some(45_600), Some(1_234_567), Some(3)]
        );
        for one in &view.numbers {
            assert_eq!((one.source.as_str(), one.method, one.fetched_at), ("youtube_api", Method::Platform, world.now()));
            assert_eq!(one.exact, one.measure != Measure::Followers, "subscribers are rounded to three figures");
        }
        let creator = world.show(GetCreator { creator: who.0 }).await.expect("shown").creator;
        assert_eq!(creator.country.map(|country| country.code()), Some("DE"));

        let kept = posts(world, who.0).await;
        let newest = &kept[0];
        assert_eq!(newest.post.url.as_deref(), Some("https://www.youtube.com/watch?v=paid-three"));
        assert_eq!(newest.post.external.as_deref(), Some("paid-three"));
        assert_eq!(newest.post.caption, "Video paid-three\n\nAd. Mended in an hour.");
        assert_eq!(newest.post.posted_at, Timestamp::parse("2026-08-12T16:00:00Z").ok());
        assert_eq!((newest.post.views, newest.post.likes, newest.post.comments), (Some(3_000), Some(30), Some(2)));
        assert_eq!((newest.post.paid_label, kept[1].post.paid_label), (Some(true), Some(false)));
        assert_eq!((newest.source.as_str(), newest.method, newest.fetched_at), ("youtube_api", Method::Platform, world.now()));
        assert_eq!(newest.keep_until, Some(world.now().plus(30 * DAY)));

        let comments = store::discovery::comments(world.app.db(), world.organisation, who.0, 10).await.expect("read");
        let said: Vec<_> = comments.iter().map(|one| &one.value.comment).collect();
        let asked = said.iter().find(|one| one.external.as_deref() == Some("c1")).expect("the question");
        assert_eq!((asked.text.as_str(), asked.author.as_str(), asked.by_creator), ("Where did you buy the thread?", "@ana", false));
        assert_eq!((asked.post.as_deref(), asked.at), (newest.post.url.as_deref(), Timestamp::parse("2026-08-20T09:30:00Z").ok()));
        let answered = said.iter().find(|one| one.external.as_deref() == Some("c1.r")).expect("the answer");
        assert_eq!((answered.reply_to.as_deref(), answered.by_creator), (Some("c1"), true), "the channel itself wrote it");
    });
}

#[test]
fn fetched_again_nothing_stands_twice_and_what_changed_is_renewed() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        world.clock.advance(DAY);
        stub.calls();
        stub.channel(MAYA, "@mayamends", "Maya Mends", Some(46_000));
        stub.video(MAYA, "four", "2026-08-30T16:00:00Z", "public", json!({ "viewCount": "1" }));
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.added, answer.renewed, answer.comments), (1, 0, 0));
        assert!(stub.calls()[0].contains(&format!("id={MAYA}")), "by its id, which stays");
        let kept = posts(world, who.0).await;
        assert_eq!(kept.len(), 4);
        assert!(kept.iter().all(|post| post.keep_until == Some(world.now().plus(30 * DAY))), "unchanged ones are refreshed too");
        assert_eq!((kept[0].post.likes, kept[0].post.comments), (None, None), "hidden is unknown, not zero");
        let view = account(world, who.0).await;
        assert_eq!((number(&view, Measure::Followers), view.account.followers, view.older), (Some(46_000), Some(46_000), 3));
    });
}

#[test]
fn uploads_are_read_page_by_page_and_a_list_in_circles_ends() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        for at in 0..120 {
            let privacy = if at % 10 == 0 { "private" } else { "public" };
            stub.video(MAYA, &format!("v{at:03}"), "2026-08-20T10:00:00Z", privacy, json!({ "viewCount": "5" }));
        }
        stub.calls();
        let answer = fetch(world, who).await.expect("fetched");
        let calls = stub.calls();
        let pages: Vec<_> = calls.iter().filter(|call| call.starts_with("playlistItems")).collect();
        assert_eq!(pages.len(), 2, "a hundred for people");
        assert!(pages[1].contains("pageToken=PAGE-50"), "{pages:#?}");
        // Of the newest hundred (v119 to v020) every tenth is private.
        assert_eq!(answer.added, 90);
        stub.is(Mood::Circles);
        assert_eq!(fetch(world, who).await.expect("fetched").outcome, Outcome::Fetched);
    });
}

#[test]
fn what_a_person_or_a_file_said_stays_beside_what_the_platform_says() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        world.run(DescribeAccount { creator: who.0, profile: who.1, bio: "Our own words".into() }).await.expect("noted");
        let file = "url,caption,views\nhttps://youtu.be/one,From a file,77\n";
        world.run(AddPosts::of_bytes(who.0, "posts.csv", file.as_bytes())).await.expect("added");
        let comments = "id,text,author\nc1,As the file has it,@ana\n";
        world.run(AddComments::of_bytes(who.0, "comments.csv", comments.as_bytes())).await.expect("added");
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!((answer.added, answer.renewed, answer.comments), (2, 1, 1), "the same video by another address is the same post");
        assert_eq!(account(world, who.0).await.bio.as_deref(), Some("Our own words"));
        let one = posts(world, who.0).await.into_iter().find(|post| post.post.external.as_deref() == Some("one")).expect("there");
        assert_eq!(one.post.views, Some(1_000));
        assert_eq!(one.beneath.as_ref().map(|beneath| (beneath.source.as_str(), beneath.post.views)), Some(("posts.csv", Some(77))));
        let kept = store::discovery::comments(world.app.db(), world.organisation, who.0, 10).await.expect("read");
        let asked = kept.iter().find(|one| one.value.comment.external.as_deref() == Some("c1")).expect("there");
        assert_eq!((asked.value.comment.text.as_str(), asked.value.keep_until), ("As the file has it", None));
    });
}

#[test]
fn figures_of_our_own_come_only_where_the_platforms_terms_were_accepted() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        let view = account(world, who.0).await;
        assert_eq!(number(&view, Measure::AvgViews), None);
        let report = world.show(VetCreator { creator: who.0, campaign: None }).await.expect("a report");
        assert!(report.signals.iter().all(|signal| signal.value.is_none()), "nothing is judged from its data: {report:?}");
        let service = Service::YouTube;
        let decided = app::creators::UpdateConnection { service, daily_units: 10_000, reserve: 2_000, derived: true };
        world.run(decided.clone()).await.expect("saved");
        fetch(world, who).await.expect("fetched");
        let view = account(world, who.0).await;
        // 1,000, 2,000 and 3,000 views.
        assert_eq!(number(&view, Measure::AvgViews), Some(2_000));
        let average = view.numbers.iter().find(|one| one.measure == Measure::AvgViews).expect("there");
        assert_eq!((average.method, average.exact), (Method::Computed, false));
        assert!(average.formula.as_deref().is_some_and(|formula| formula.contains("not a figure of YouTube's")));
        world.run(app::creators::UpdateConnection { derived: false, ..decided }).await.expect("saved");
        assert_eq!(number(&account(world, who.0).await, Measure::AvgViews), None, "taken back, they go");
    });
}

#[test]
fn hidden_subscribers_keep_the_number_that_was_known() {
    on_both_with_youtube(async |world, stub| {
        let who = maya(world, stub).await;
        connect(world).await;
        fetch(world, who).await.expect("fetched");
        stub.channel(MAYA, "@mayamends", "Maya Mends", None);
        let answer = fetch(world, who).await.expect("fetched");
        assert_eq!(answer.remarks, [Remark::HiddenSubscribers]);
        let view = account(world, who.0).await;
        assert_eq!((view.account.followers, number(&view, Measure::Followers)), (Some(45_600), Some(45_600)));
    });
}
