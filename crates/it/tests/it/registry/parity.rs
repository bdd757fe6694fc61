//! Parity: what the API can do a person can do on a page, and a story does it.
//!
//! Invariant: an operation is used where its type's name stands in the code, which the compiler keeps true. Absent:
//! whether the page is good; people and the browser look at that.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use app::{Asked, Caller, registry};
use base64::{Engine, engine::general_purpose::STANDARD};
use domain::{ids::Id, team::Person};
use serde_json::json;

use super::{isolation::Filled, permissions::person_may, values};
use crate::{
    http::road::{at, find},
    support::{
        http::{Program, text},
        on_both,
    },
};

/// What a person may run and no page offers, each with its reason: a line each, at most ten.
const EXCEPTIONS: &str = include_str!("exceptions.txt");

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The names that stand in the Rust files below a folder.
fn names_below(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).flatten() {
        let path = entry.path();
        if path.is_dir() {
            // These tests go through the registry and use nothing by name.
            if !path.ends_with("tests/it/registry") {
                names_below(&path, found);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = std::fs::read_to_string(&path).expect("a source file");
            found.extend(source.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned));
        }
    }
}

fn names(folders: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for folder in folders {
        names_below(&crates().join(folder), &mut found);
    }
    found
}

fn exceptions() -> BTreeMap<&'static str, &'static str> {
    let lines = EXCEPTIONS.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("name: reason, not {line:?}"))).collect()
}

#[test]
fn whatever_a_person_may_do_a_page_offers() {
    let on_pages = names(&["web/src"]);
    let excepted = exceptions();
    assert!(excepted.len() <= 10, "at most ten exceptions: {excepted:?}");
    assert!(excepted.values().all(|reason| reason.len() > 20), "each with its reason");
    let mut without = Vec::new();
    // What only reads is shown by the pages' own views, which gather more of it at once.
    for registered in registry::all().iter().filter(|one| one.changes && person_may(one.meta.name)) {
        match (on_pages.contains(registered.kind), excepted.contains_key(registered.meta.name)) {
            (false, false) => without.push(registered.meta.name),
            (true, true) => panic!("{} is on a page; it is no exception any more", registered.meta.name),
            _ => {}
        }
    }
    for name in excepted.keys() {
        assert!(registry::find(name).is_some(), "{name} is no operation");
    }
    assert!(without.is_empty(), "no page offers: {without:?}");
}

/// What the road leaves out, by requests: accounts, links, corrections, and an address that does not exist.
async fn the_rest(filled: &Filled<'_>) {
    let (road, world) = (&filled.road, filled.road.world);
    let anonymous = Program::anonymous(world);
    let (_, owner) = road.session("nora@fennel.example").await;
    // A colleague comes in by a link, changes the password by mail, is given another role, and goes.
    let people = owner.get("/people").await.ok();
    let femi = people.as_array().expect("people").iter().find(|one| one["person"]["email"] == "femi-adeyemi@fennel.example");
    let femi = text(&femi.expect("Femi")["id"]);
    let link = find(&owner.post(&format!("/people/{femi}/sign-in-links"), json!({})).await.ok(), "link");
    let ticket = link.rsplit('/').next().expect("a ticket").to_owned();
    let token = text(&anonymous.post("/sessions/by-link", json!({ "token": ticket })).await.ok()["token"]);
    assert!(anonymous.with(&token).get("/brands").await.ok().to_string().contains("fennel-rye"));
    assert!(!anonymous.post("/sessions/by-link", json!({ "token": ticket })).await.status.is_success(), "good once");
    anonymous.post("/sessions/end", json!({ "token": token })).await.ok();
    assert_eq!(anonymous.with(&token).get("/brands").await.refused(401), "sign_in_first");
    anonymous.post("/password-resets", json!({ "email": "femi-adeyemi@fennel.example" })).await.ok();
    world.work().await;
    let ticket = world.letters.last_link_to("femi-adeyemi@fennel.example").rsplit('/').next().expect("a ticket").to_owned();
    anonymous.post("/password-resets/finish", json!({ "token": ticket, "password": "another quiet sentence" })).await.ok();
    let grants = json!([{ "brand": world.brand, "role": "viewer", "sign_off": null }]);
    owner.put(&format!("/people/{femi}/roles"), json!({ "is_owner": false, "grants": grants })).await.ok();
    owner.post(&format!("/people/{femi}/end"), json!({})).await.ok();
    let brand = owner.get(&at("")).await.ok()["brand"].clone();
    let settings = json!({ "name": "Fennel & Rye", "zone": brand["zone"], "currency": "GBP", "settings": brand["settings"] });
    owner.put(&at("/settings"), settings).await.ok();
    let name = [("x-file-name", "logo.png"), ("content-type", "application/octet-stream")];
    let logo = owner.send(axum::http::Method::POST, &at("/uploads"), &name, crate::portal::PICTURE.to_vec()).await.ok();
    owner.put(&at("/logo"), json!({ "file": logo["id"] })).await.ok();
    owner.put(&at("/logo"), json!({})).await.ok();

    // A creator's links; her address stops working, and the effect is tried again.
    let jonas = filled.jonas;
    anonymous.post("/portal-links", json!({ "brand": "fennel-rye", "email": "jonas@example.org" })).await.ok();
    let link = find(&road.manager.post(&at(&format!("/creators/{jonas}/portal-links")), json!({})).await.ok(), "link");
    let portal = anonymous.with(link.rsplit('/').next().expect("a secret part"));
    portal.get(&at("/portal")).await.ok();
    road.manager.post(&at(&format!("/creators/{jonas}/portal-links/revoke")), json!({})).await.ok();
    assert_eq!(portal.get(&at("/portal")).await.refused(401), "portal.closed");
    world.letters.refuse("jonas@example.org");
    let words = json!({ "subject": "Are you there?", "body": "We have not heard from you." });
    road.manager.post(&at(&format!("/creators/{jonas}/messages")), words).await.ok();
    world.work().await;
    world.letters.accept("jonas@example.org");
    let given_up = owner.get("/health").await.ok()["rows"].clone();
    owner.post(&format!("/outbox/{}/retry", text(&given_up[0]["id"])), json!({})).await.ok();

    // What a tracker left open is owed, was paid before, is taken up, or rests.
    let sheet = "Name,Handle,Status,Fee,Due date\nOld One,@old.one.of.ours,live,£120,2026-05-01\nOld Two,@old.two.of.ours,live,£80,2026-05-02\n\
        Old Three,@old.three.of.ours,in progress,£50,2026-05-03\nOld Four,@old.four.of.ours,reached out,,\n";
    let content = STANDARD.encode(sheet);
    let command = json!({ "file_name": "tracker.csv", "content": content, "campaign_name": "Before Troupe" });
    let brought = owner.post(&at("/imports/tracker"), command).await.ok();
    let of = |name: &str| {
        let rows = brought["taken"].as_array().expect("rows");
        text(&rows.iter().find(|row| row["name"] == name).expect("a row")["collaboration"])
    };
    owner.post(&at("/imports/tracker/owe-fees"), json!({ "collaborations": [of("Old One")] })).await.ok();
    owner.post(&at("/imports/tracker/paid-outside"), json!({ "collaborations": [of("Old Two")], "paid_on": "2026-06-01" })).await.ok();
    owner.post(&at("/imports/tracker/take-up"), json!({ "collaborations": [of("Old Three")], "closes": "2027-05-01" })).await.ok();
    owner.post(&at("/imports/tracker/let-rest"), json!({ "collaborations": [of("Old Four")] })).await.ok();

    // The campaign changes, and one collaboration does not happen.
    let campaign = at(&format!("/campaigns/{}", road.campaign));
    let mut details = road.manager.get(&campaign).await.ok()["campaign"]["campaign"].clone();
    details["audience"] = json!("People with very dry skin");
    road.manager.put(&campaign, json!({ "details": details })).await.ok();
    let creator = road.manager.get(&at(&format!("/creators/{jonas}"))).await.ok();
    let collaboration = text(&creator["collaborations"][0]["id"]);
    road.manager.post(&at(&format!("/collaborations/{collaboration}/cancel")), json!({ "reason": "No budget." })).await.ok();
}

#[test]
fn every_operation_runs_in_a_story_and_every_view_answers() {
    on_both(async |world| {
        let filled = Filled::begin(world).await;
        let manager = Caller::person(
            world.organisation,
            domain::ids::PersonId::from_uuid(uuid::Uuid::from_u128(0x61)),
            Person { email: "o@fennel.example".into(), name: "O".into(), is_owner: true, grants: vec![], ended_at: None },
            Some(world.brand),
        );
        let maya = world.creator(filled.road.creator_id.parse().expect("an id"));
        for view in registry::all().iter().filter(|one| !one.changes) {
            let by_creator = view.meta.who == [app::Who::Creator];
            let caller = if by_creator { &maya } else { &manager };
            let answer = view.call(&world.app, caller, &Asked::default(), values::command(view, &filled.ids)).await;
            assert!(answer.is_ok(), "{}: {answer:?}", view.meta.name);
        }
        the_rest(&filled).await;
        let mut run: BTreeSet<String> = filled.commands.keys().cloned().collect();
        run.extend(world.app.recorded().into_iter().map(|one| one.operation));
        let in_stories = names(&["it/tests/it", "troupe/src/demo"]);
        let changes = registry::all().iter().filter(|one| one.changes);
        let without: Vec<&str> =
            changes.filter(|one| !run.contains(one.meta.name) && !in_stories.contains(one.kind)).map(|one| one.meta.name).collect();
        assert!(without.is_empty(), "no story uses: {without:?}");
    });
}

#[test]
fn a_type_that_no_page_names_is_noticed() {
    let on_pages = names(&["web/src"]);
    assert!(on_pages.contains("CreateCampaign") && !on_pages.contains("CreateNothingAtAll"));
}
