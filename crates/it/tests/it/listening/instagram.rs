//! Who tags or names the brand's own account on Instagram: asked for by the clock, and told by signed messages.
//!
//! Invariant: what is expected stands in the stub's own posts. Absent: how a token is taken; `creators::instagram` has that.

use app::listening::{FetchMention, FetchTags, instagram::listen};
use axum::http::Method;
use domain::time::HOUR;
use serde_json::json;

use super::*;
use crate::{
    creators::instagram::connect,
    support::{
        http::Program,
        instagram::{APP, Mood, OWN, signed},
        on_both_with_instagram,
    },
};

async fn mentions(world: &World) -> Vec<(String, String)> {
    let page = world.show(ListMentions::default()).await.expect("listed");
    page.items
        .iter()
        .map(|one| (one.handle.to_string(), one.named_by.iter().map(|how| how.as_str()).collect::<Vec<_>>().join(" ")))
        .collect()
}

#[test]
fn who_tags_the_account_becomes_a_mention_and_the_clock_asks_every_six_hours() {
    on_both_with_instagram(async |world, stub| {
        assert_eq!(code(world.run(FetchTags::default()).await), "creators.not_connected");
        stub.tag("T1", "maya.k", "2026-08-30T10:00:00+0000", "Mended with it");
        stub.tag("T2", "ben.h", "2026-08-31T10:00:00+0000", "Soap by Fennel & Rye");
        connect(world).await;
        let told = world.run(FetchTags::default()).await.expect("told");
        assert_eq!((told.mentions.added, told.unread, told.reason), (2, 0, None));
        let named = mentions(world).await;
        assert_eq!(named, [("ben.h".to_owned(), "word".to_owned()), ("maya.k".to_owned(), "tag".to_owned())]);
        assert_eq!(world.run(FetchTags::default()).await.expect("told").mentions.unchanged, 2, "known by their ids");

        stub.tag("T3", "cleo.v", "2026-09-01T08:00:00+0000", "");
        stub.calls();
        assert_eq!(listen(&world.app).await.expect("a round"), 1);
        assert_eq!(mentions(world).await.len(), 3);
        assert_eq!((listen(&world.app).await.expect("a round"), stub.calls().len()), (0, 1), "not before six hours are over");
        world.clock.advance(6 * HOUR);
        assert_eq!(listen(&world.app).await.expect("a round"), 1);
        let (one, other) = tokio::join!(listen(&world.app), listen(&world.app));
        assert_eq!(one.expect("a round") + other.expect("a round"), 0);

        stub.tag("T4", OWN.1, "2026-09-01T09:00:00+0000", "Ours");
        let told = world.run(FetchTags::default()).await.expect("told");
        assert_eq!((told.mentions.added, told.mentions.own), (0, 1), "no mention, though no profile names the account");
    });
}

#[test]
fn many_tags_come_page_by_page_and_a_missing_permission_stops_nothing_else() {
    on_both_with_instagram(async |world, stub| {
        for at in 0..130 {
            stub.tag(&format!("T{at}"), &format!("fan{at}"), "2026-08-30T10:00:00+0000", "");
        }
        connect(world).await;
        stub.calls();
        assert_eq!(world.run(FetchTags::default()).await.expect("told").mentions.added, 130);
        assert_eq!(stub.calls().len(), 3);
        stub.is(Mood::Says(10, 0));
        let told = world.run(FetchTags::default()).await.expect("told");
        assert!(told.reason.is_some_and(|reason| reason.contains("instagram_manage_comments")));
        stub.is(Mood::Fine);
        assert_eq!(world.run(FetchTags::default()).await.expect("told").mentions.unchanged, 130, "the connection works on");
    });
}

#[test]
fn of_two_brands_the_one_hears_whose_profile_names_the_account() {
    on_both_with_instagram(async |world, stub| {
        stub.tag("T1", "maya.k", "2026-08-30T10:00:00+0000", "");
        let (_, neighbour) = world.other_brand().await;
        connect(world).await;
        assert_eq!(code(world.run(FetchTags::default()).await), "creators.not_ours");
        assert_eq!(listen(&world.app).await.expect("a round"), 0);
        let profile = BrandProfile { accounts: vec![format!("@{}", OWN.1)], ..BrandProfile::default() };
        world.run(UpdateBrandProfile { profile }).await.expect("named");
        assert_eq!(world.run(FetchTags::default()).await.expect("told").mentions.added, 1);
        assert_eq!(code(world.app.run(&neighbour, FetchTags::default()).await), "creators.not_ours");
    });
}

/// Sends a message as Instagram does.
async fn message(world: &World, secret: &str, body: &serde_json::Value) -> crate::support::http::Reply {
    let body = body.to_string();
    let signature = format!("sha256={}", signed(secret, body.as_bytes()));
    let headers = [("content-type", "application/json"), ("x-hub-signature-256", signature.as_str())];
    Program::anonymous(world).send(Method::POST, "/hooks/fennel-rye/instagram", &headers, body.into_bytes()).await
}

#[test]
fn words_that_name_the_account_are_told_by_signed_messages_and_asked_for() {
    on_both_with_instagram(async |world, stub| {
        stub.mention("M1", "maya.k", "2026-08-30T10:00:00+0000", "Thank you @fennelandrye");
        stub.mention("C1", "ben.h", "2026-08-30T11:00:00+0000", "@fennelandrye have a look");
        let change = |value: serde_json::Value| json!({ "field": "mentions", "value": value });
        let told = |account: &str, changes: Vec<serde_json::Value>| json!({ "object": "instagram", "entry": [{ "id": account, "time": 1_795_350_000, "changes": changes }] });
        let both = told(OWN.0, vec![change(json!({ "media_id": "M1" })), change(json!({ "media_id": "M9", "comment_id": "C1" }))]);
        assert_eq!(message(world, APP.1, &both).await.status, 404, "nobody is connected");
        connect(world).await;
        assert_eq!(message(world, "another secret", &both).await.refused(401), "signature_invalid");
        let anonymous = Program::anonymous(world);
        let bare = anonymous.send(Method::POST, "/hooks/fennel-rye/instagram", &[("content-type", "application/json")], b"{}".to_vec());
        assert_eq!(bare.await.refused(400), "malformed");
        assert_eq!(mentions(world).await.len(), 0, "nothing is looked at before the signature fits");

        assert_eq!(message(world, APP.1, &both).await.ok()["taken"], 2);
        let mut named = mentions(world).await;
        named.sort();
        assert_eq!(named.iter().map(|(who, _)| who.as_str()).collect::<Vec<_>>(), ["ben.h", "maya.k"]);
        stub.calls();
        assert_eq!(message(world, APP.1, &both).await.ok()["taken"], 2);
        assert_eq!(mentions(world).await.len(), 2, "the same message again changes nothing");
        stub.is(Mood::Says(10, 0));
        assert_eq!(message(world, APP.1, &both).await.refused(502), "outside", "told again later");
        stub.is(Mood::Fine);
        assert_eq!(message(world, APP.1, &both).await.ok()["taken"], 2);
        let others = told("17841499999999999", vec![change(json!({ "media_id": "M1" }))]);
        assert_eq!(message(world, APP.1, &others).await.ok()["taken"], 0, "another account's");
        let gone = told(OWN.0, vec![change(json!({ "media_id": "M404" })), json!({ "field": "story_insights", "value": {} })]);
        assert_eq!(message(world, APP.1, &gone).await.ok()["taken"], 1, "taken down in between");
        let clock = app::Caller::clock(world.organisation, world.brand);
        let by_hand = FetchMention { media: "M1".into(), comment: None, told: None };
        assert_eq!(world.app.run(&clock, by_hand).await.expect("told").mentions.unchanged, 1);

        // The set-up asks whether this is the place.
        let word = app::listening::instagram::word(&world.app, world.brand);
        let asked = |word: &str| format!("/hooks/fennel-rye/instagram?hub.mode=subscribe&hub.verify_token={word}&hub.challenge=1158201444");
        assert_eq!(anonymous.send(Method::GET, &asked(&word), &[], vec![]).await.status, 200);
        assert_eq!(anonymous.send(Method::GET, &asked("guessed"), &[], vec![]).await.refused(403), "word_invalid");
        assert_eq!(anonymous.send(Method::GET, "/hooks/fennel-rye/instagram", &[], vec![]).await.refused(400), "malformed");
    });
}
