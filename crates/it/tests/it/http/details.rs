//! What every route of the API promises: refusals that name fields, pages that a cursor follows, things done once, and
//! changes that overwrite nobody else's.

use std::collections::BTreeSet;

use axum::http::Method;
use domain::team::Role;
use serde_json::{Value, json};

use super::road::{ROOMS, at, key};
use crate::support::{
    World,
    http::{Program, text},
    on_both,
};

async fn manager(world: &World) -> Program {
    key(world, "Programme", Role::Manager, &ROOMS).await.1
}

fn creator(name: &str) -> Value {
    json!({ "creator": { "name": name, "email": format!("{}@example.org", domain::text::slug(name)) }, "source": "cold", "tier": "paid" })
}

#[test]
fn every_refusal_is_a_problem_that_says_which_field_and_why() {
    on_both(async |world| {
        let manager = manager(world).await;
        let wrong = manager
            .post(
                &at("/creators"),
                json!({ "creator": { "name": " ", "email": "maya at example", "country": "Atlantis" }, "source": "cold", "tier": "paid" }),
            )
            .await;
        assert_eq!(wrong.refused(422), "invalid");
        let fields: BTreeSet<&str> = wrong.fields().into_iter().map(|field| field.rsplit('.').next().unwrap_or_default()).collect();
        assert_eq!(fields, BTreeSet::from(["country", "email", "name"]), "all at once: {}", wrong.json);

        let missing = manager.post(&at("/creators"), json!({ "creator": { "name": "Maya" }, "tier": "paid" })).await;
        assert_eq!((missing.refused(422), missing.fields()), ("invalid", vec!["source"]));
        let misspelt = manager.post(&at("/creators"), json!({ "creator": { "name": "Maya" }, "source": "cold", "teir": "paid" })).await;
        assert_eq!((misspelt.refused(422), misspelt.fields()), ("invalid", vec!["teir"]));
        let word = manager.post(&at("/creators"), json!({ "creator": { "name": "Maya" }, "source": "telepathy", "tier": "paid" })).await;
        assert_eq!((word.refused(422), word.fields()), ("invalid", vec!["source"]));
        let question = manager.get(&at("/creators?limit=many&min_followers=few&colour=red")).await;
        assert_eq!((question.refused(422), question.fields()), ("invalid", vec!["limit", "min_followers", "colour"]));
        let path = manager.get(&at("/creators/nobody")).await;
        assert_eq!((path.refused(422), path.fields()), ("invalid", vec!["creator"]));

        let json_type = [("content-type", "application/json")];
        for body in [&b"{"[..], b"[]", b"\"text\"", b"null", b"\xff\xfe"] {
            assert_eq!(manager.send(Method::POST, &at("/creators"), &json_type, body.to_vec()).await.refused(400), "malformed");
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        assert_eq!(manager.send(Method::POST, &at("/creators"), &form, b"name=Maya".to_vec()).await.refused(415), "wrong_media_type");
        let huge = json!({ "creator": { "name": "M".repeat(2_100_000) } });
        assert_eq!(manager.post(&at("/creators"), huge).await.refused(413), "too_large");
        assert_eq!(manager.send(Method::DELETE, &at("/creators"), &[], vec![]).await.refused(405), "method_not_allowed");
        assert_eq!(manager.get("/nothing/here").await.refused(404), "not_found");
        assert_eq!(manager.get(&at("/creators/01890000-0000-7000-8000-000000000000")).await.refused(404), "not_found");
        let visitor = Program::anonymous(world).get(&at("/creators")).await;
        assert_eq!((visitor.refused(401), visitor.header("www-authenticate")), ("sign_in_first", "Bearer"));
        for uploaded in [&b""[..], b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\x3e\0"] {
            let file = manager.send(Method::POST, &at("/uploads"), &[("x-file-name", "a.bin")], uploaded.to_vec()).await;
            assert_eq!((file.refused(422), file.fields()), ("invalid", vec!["file"]));
        }
        assert_eq!(manager.get(&at("/creators")).await.ok()["total"], 0, "nothing half-happened");
    });
}

#[test]
fn a_cursor_shows_every_row_once_even_while_others_are_added() {
    on_both(async |world| {
        let manager = manager(world).await;
        for name in ["Ann", "Ben", "Cem", "Dora", "Eli", "Fay", "Gus"] {
            manager.post(&at("/creators"), creator(name)).await.ok();
            world.clock.advance(1_000_000);
        }
        let (mut seen, mut next, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = manager.get(&at(&format!("/creators?sort=name&limit=3{next}"))).await.ok();
            seen.extend(page["items"].as_array().expect("items").iter().map(|one| text(&one["name"])));
            pages += 1;
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            next = format!("&cursor={cursor}");
            // Before and after the place where the reader stands.
            manager.post(&at("/creators"), creator(["Aaron", "Zoe"][pages - 1])).await.ok();
        }
        assert_eq!(seen, ["Ann", "Ben", "Cem", "Dora", "Eli", "Fay", "Gus", "Zoe"], "none twice, none left out");
        let forged = manager.get(&at("/creators?sort=name&cursor=nonsense")).await;
        assert_eq!((forged.refused(422), forged.fields()), ("invalid", vec!["cursor"]));
    });
}

#[test]
fn every_list_with_a_cursor_can_be_followed_to_its_end() {
    on_both(async |world| {
        let mut road = super::road::Road::begin(world).await;
        road.sign().await;
        road.make().await;
        road.sell().await;
        let (_, owner) = road.session("nora@fennel.example").await;
        let (mut lists, mut longer) = (0, 0);
        for registered in app::registry::all() {
            let input = (registered.input)().to_value();
            if registered.changes || input["properties"].get("cursor").is_none() {
                continue;
            }
            lists += 1;
            let (path, who) = match registered.meta.reach {
                app::Reach::Brand => (at(&registered.meta.route.path.replace("{creator}", &road.creator_id)), &road.manager),
                _ => (registered.meta.route.path.to_owned(), &owner),
            };
            let whole = rows(&who.get(&format!("{path}?limit=200")).await.ok());
            let (mut seen, mut next) = (Vec::new(), String::new());
            loop {
                let page = who.get(&format!("{path}?limit=2{next}")).await.ok();
                let some = rows(&page);
                assert!(some.len() <= 2, "{path} gives at most what was asked for");
                seen.extend(some);
                let Some(cursor) = page.get("next_cursor").unwrap_or_else(|| panic!("{path} has no next_cursor")).as_str() else { break };
                next = format!("&cursor={cursor}");
            }
            longer += usize::from(whole.len() > 2);
            assert_eq!(seen, whole, "{path}");
        }
        assert!(longer >= 4, "creators, orders, the ledger and what happened have more than a page here: {longer} of {lists}");
    });
}

/// The ids of a list's rows: the list is the first array of objects with an id.
fn rows(page: &Value) -> Vec<String> {
    let arrays = ["items", "orders", "lines"].into_iter().filter_map(|name| page[name].as_array());
    arrays.flatten().map(|row| text(&row["id"])).collect()
}

#[test]
fn under_one_idempotency_key_a_thing_is_done_once() {
    on_both(async |world| {
        let manager = manager(world).await;
        let once = [("idempotency-key", "k-1")];
        let first = manager.post_with(&at("/creators"), &once, creator("Maya")).await.ok();
        assert_eq!(manager.post_with(&at("/creators"), &once, creator("Maya")).await.ok(), first, "the same answer");
        let other = manager.post_with(&at("/creators"), &once, creator("Jonas")).await;
        assert_eq!(other.refused(422), "idempotency_key_reused");
        let elsewhere = manager.post_with(&at("/templates"), &once, json!({})).await;
        assert!(!elsewhere.status.is_success());
        assert_eq!(manager.get(&at("/creators")).await.ok()["total"], 1);

        // What was refused was not done, so that its key is free for the mended command.
        let again = [("idempotency-key", "k-2")];
        assert_eq!(manager.post_with(&at("/creators"), &again, creator(" ")).await.refused(422), "invalid");
        manager.post_with(&at("/creators"), &again, creator("Jonas")).await.ok();

        // Another caller's key of the same name is another key.
        let (_, second) = key(world, "Second", Role::Manager, &ROOMS).await;
        let mine = second.post_with(&at("/creators"), &once, creator("Lena")).await.ok();
        assert_ne!(mine["id"], first["id"]);

        for (name, why) in [("", "empty"), ("a b", "with a space"), (&"k".repeat(201), "too long")] {
            let refused = manager.post_with(&at("/creators"), &[("idempotency-key", name)], creator("Nobody")).await;
            assert_eq!(refused.refused(400), "malformed", "{why}");
        }
    });
}

#[test]
fn a_command_that_is_sent_twice_at_once_happens_once() {
    on_both(async |world| {
        let manager = manager(world).await;
        let path = at("/creators");
        let once = [("idempotency-key", "twice")];
        let send = || manager.post_with(&path, &once, creator("Maya"));
        let (first, second, third) = tokio::join!(send(), send(), send());
        let answers: Vec<Value> = [first, second, third].into_iter().map(crate::support::http::Reply::ok).collect();
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        assert_eq!(manager.get(&path).await.ok()["total"], 1);
    });
}

#[test]
fn a_change_to_a_version_that_is_gone_is_refused() {
    on_both(async |world| {
        let manager = manager(world).await;
        let id = manager.post(&at("/creators"), creator("Maya")).await.id();
        let (one, notes) = (at(&format!("/creators/{id}")), at(&format!("/creators/{id}/notes")));
        let read = manager.get(&one).await.header("etag").to_owned();
        assert!(read.starts_with('"') && read.ends_with('"'), "{read}");
        let note = |text: &str| json!({ "notes": text });
        let saved = manager.put_with(&notes, &[("if-match", &read)], note("first")).await;
        let newer = saved.header("etag").to_owned();
        saved.ok();
        assert_ne!(newer, read);
        let stale = manager.put_with(&notes, &[("if-match", &read)], note("second")).await;
        assert_eq!(stale.refused(412), "conflict");
        assert_eq!(manager.get(&one).await.ok()["relationship"]["notes"], "first", "nothing of the other was lost");
        manager.put_with(&notes, &[("if-match", &newer)], note("third")).await.ok();
        manager.put_with(&notes, &[("if-match", "*")], note("fourth")).await.ok();
        manager.put(&notes, note("fifth")).await.ok();
        assert_eq!(manager.put_with(&notes, &[("if-match", "7")], note("sixth")).await.refused(400), "malformed");
    });
}
