//! Walls, from the outside: every address of the pages and of the API, opened by strangers with the ids of a brand that is
//! not theirs.
//!
//! Invariant: addresses are read from the pages' source and from the API's document, so that a new one is opened too; one
//! that is neither behind a wall nor named here as public fails. Absent: what a page shows to whom it belongs.

use std::path::Path;

use app::{Rights, secrets};
use axum::http::{Method, StatusCode};
use domain::{ids::PersonId, team::Role, time::DAY};
use serde_json::json;

use super::isolation::Filled;
use crate::support::{
    World,
    browser::{Browser, Page},
    http::Program,
    on_both,
};

/// Pages for anybody: before signing in, or for shoppers.
const PUBLIC: &[&str] = &[
    "/",
    "/set-up",
    "/sign-in",
    "/sign-in/{token}",
    "/sign-out",
    // What somebody typed while their session ended: for the person who typed it, in that browser.
    "/unsent",
    "/unsent/sent",
    "/invitations/{token}",
    "/password-resets",
    "/password-resets/{token}",
    "/portal-links",
    // Where TikTok leads people back to; without the cookie of their own page it says no more than that.
    "/connect/tiktok",
    "/brand-colours/{name}",
    // The picture beside a brand's name on pages for anybody, under what its bytes hash to.
    "/brand-logos/{slug}/{hash}",
    "/assets/{name}",
    // How the pages are said; it touches nothing but a cookie.
    "/language",
    "/go/{slug}",
    // Where there is no stage these lead nowhere; where there is one, whoever can reach it may steer it.
    "/demo/now",
    "/demo/tour",
    "/demo/pace",
    "/demo/helped",
    "/demo/next",
    "/demo/ahead",
    "/demo/report",
    "/unsubscribe/{token}",
    // Where anybody applies to a brand that opened its page, and their own application by the link of a mail.
    "/apply/{slug}",
    "/apply/{slug}/embed",
    "/applications/{token}",
    "/applications/{token}/removal",
];

/// A page's address with the methods that it takes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Address {
    pattern: String,
    get: bool,
    post: bool,
}

/// Every `.route("…", …)` in a source.
fn addresses_in(source: &str, found: &mut Vec<Address>) {
    for rest in source.split(".route(\"").skip(1) {
        let Some((pattern, handlers)) = rest.split_once('"') else { continue };
        // As far as the parenthesis that closes `.route(`.
        let mut depth = 1;
        let end = handlers.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth == 0
        });
        let handlers = &handlers[..end.unwrap_or(handlers.len())];
        found.push(Address { pattern: pattern.to_owned(), get: handlers.contains("get("), post: handlers.contains("post(") });
    }
}

fn addresses() -> Vec<Address> {
    fn below(folder: &Path, found: &mut Vec<Address>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                addresses_in(&std::fs::read_to_string(&path).expect("a source"), found);
            }
        }
    }
    let mut found = Vec::new();
    below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src"), &mut found);
    found.sort();
    found
}

#[test]
fn routes_are_found_in_the_source() {
    let mut found = Vec::new();
    addresses_in("Router::new().route(\"/a/{b}\", get(show).post(save)).route(\"/c\", post(make))", &mut found);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].pattern.as_str(), found[0].get, found[0].post), ("/a/{b}", true, true));
    assert_eq!((found[1].pattern.as_str(), found[1].get, found[1].post), ("/c", false, true));
    assert!(addresses().len() > 90, "all pages");
}

#[test]
fn every_page_is_behind_a_wall_or_public_on_purpose() {
    let walls = ["/b/{slug}", "/c/{token}", "/r/{token}"];
    for Address { pattern, get, post } in addresses() {
        let walled = walls.iter().any(|wall| pattern.starts_with(wall));
        assert!(walled || PUBLIC.contains(&pattern.as_str()), "{pattern} is neither behind a wall nor named as public");
        assert!(get || post, "{pattern} takes no method that this test knows");
    }
}

/// An address with the filled brand's ids in it. What `about` stands for is the page's own affair: a few are tried.
fn filled_in(pattern: &str, filled: &Filled<'_>, slug: &str, token: &str, about: &str) -> String {
    let parts = pattern.split('/').map(|part| match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        None => part.to_owned(),
        Some("slug" | "brand") => slug.to_owned(),
        Some("token") => token.to_owned(),
        Some("about") => filled.ids.named(about),
        Some("verb") => "offer".to_owned(),
        Some("service") => "youtube".to_owned(),
        Some("campaign") => "autumn-repair".to_owned(),
        Some(field) => filled.ids.named(field),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A browser in which somebody of the team is signed in.
async fn signed_in(world: &World, person: PersonId, token: &str) -> Browser {
    let tx = world.app.db().begin().await.expect("a transaction");
    let now = world.now();
    store::team::insert_session(&tx, &secrets::token_hash(token), person, now, now.plus(DAY), "").await.expect("a session");
    tx.commit().await.expect("committed");
    let mut browser = Browser::new(world);
    browser.keep_cookie("troupe_session", token);
    browser
}

async fn posted(browser: &mut Browser, path: &str, csrf: &str) -> Page {
    browser.post_raw(path, "application/x-www-form-urlencoded", format!("csrf={csrf}&reason=because").into_bytes()).await
}

async fn pages_of_a_brand(filled: &Filled<'_>) {
    let world = filled.road.world;
    let of = |caller: &app::Caller| match &caller.rights {
        Rights::Person { id, .. } => *id,
        other => panic!("no person: {other:?}"),
    };
    let mut wrong = Vec::new();
    let before = filled.outside_of(&[filled.other, filled.foreign.1], &[filled.foreign.0]).await;
    for (who, person, own) in [("neighbour", of(&filled.neighbour), "other-brand"), ("stranger", of(&filled.stranger), "elsewhere")] {
        let token = format!("token-of-{who}-which-is-long-enough-to-be-one");
        let csrf = world.app.secrets().digest("csrf", &token);
        let mut browser = signed_in(world, person, &token).await;
        let home = browser.get(&format!("/b/{own}/today")).await;
        assert_eq!(home.status, StatusCode::OK, "{who} sees their own brand");
        for Address { pattern, get, post } in addresses().into_iter().filter(|one| one.pattern.starts_with("/b/")) {
            for slug in ["fennel-rye", own] {
                let path = filled_in(&pattern, filled, slug, "", "");
                let names_a_row = pattern.matches('{').count() > 1;
                if get {
                    let mut page = browser.get(&path).await;
                    if page.status == StatusCode::SEE_OTHER {
                        // An address that only leads on is as open as where it leads.
                        page = browser.get(page.header("location")).await;
                    }
                    let shut = slug == "fennel-rye" || names_a_row;
                    if (shut && page.status != StatusCode::NOT_FOUND) || !filled.leaks(&page.body, &path).is_empty() {
                        wrong.push(format!("{who}: GET {path} ({pattern}): {} {:?}", page.status, filled.leaks(&page.body, &path)));
                    }
                }
                if post {
                    let page = posted(&mut browser, &path, &csrf).await;
                    let shut = slug == "fennel-rye";
                    if (shut && page.status != StatusCode::NOT_FOUND) || !filled.leaks(&page.body, &path).is_empty() {
                        wrong.push(format!("{who}: POST {path} ({pattern}): {} {:?}", page.status, filled.leaks(&page.body, &path)));
                    }
                }
            }
        }
    }
    let mut visitor = Browser::new(world);
    for Address { pattern, get, post } in addresses().into_iter().filter(|one| one.pattern.starts_with("/b/")) {
        let path = filled_in(&pattern, filled, "fennel-rye", "", "");
        if get {
            let page = visitor.get(&path).await;
            if page.status != StatusCode::SEE_OTHER || !page.header("location").starts_with("/sign-in") {
                wrong.push(format!("visitor: GET {path}: {} {}", page.status, page.header("location")));
            }
        }
        if post {
            let page = posted(&mut visitor, &path, "none").await;
            if page.status == StatusCode::NOT_FOUND || page.status == StatusCode::FORBIDDEN || page.at.starts_with("/sign-in") {
                continue;
            }
            wrong.push(format!("visitor: POST {path}: {} at {}", page.status, page.at));
        }
    }
    let after = filled.outside_of(&[filled.other, filled.foreign.1], &[filled.foreign.0]).await;
    let changed: Vec<_> = before.symmetric_difference(&after).filter(|line| line.table != "session").collect();
    assert!(changed.is_empty(), "strangers changed {changed:#?}");
    assert!(wrong.is_empty(), "{} pages let strangers in:\n{}", wrong.len(), wrong.join("\n"));
}

async fn links(filled: &Filled<'_>) {
    let world = filled.road.world;
    let creator = store::document::find::<domain::creators::Creator>(world.app.db(), world.organisation, filled.jonas);
    let generation = creator.await.expect("read").expect("Jonas").value.portal_generation;
    let jonas = app::portal::token(&world.app, world.brand, filled.jonas, generation, world.now());
    let reviewer = app::review_link::Reviewer {
        brand: filled.other,
        deliverable: filled.road.deliverables[0].parse().expect("an id"),
        kind: domain::team::SignOffKind::Legal,
        email: "a@b.example".into(),
        name: "A".into(),
    };
    let review = app::review_link::link(&world.app, &reviewer, world.now().plus(DAY));
    let review = review.rsplit('/').next().expect("a secret part").to_owned();
    let mut wrong = Vec::new();
    let before = super::rows::all(world).await;
    for Address { pattern, get, post } in addresses() {
        let token = match pattern.get(..3) {
            Some("/c/") => &jonas,
            Some("/r/") => &review,
            _ => continue,
        };
        for about in ["collaboration", "deliverable", "file", "offer", "agreement", "post"] {
            let path = filled_in(&pattern, filled, "", token, about);
            let names_a_row = pattern.contains("{about}");
            let shut = names_a_row || pattern.starts_with("/r/");
            let mut browser = Browser::new(world);
            let home = browser.get(&format!("/c/{jonas}")).await;
            let csrf =
                home.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("none").to_owned();
            if get {
                let page = browser.get(&path).await;
                let leaks = filled.leaks(&page.body.replace("Autumn Repair", ""), &path);
                if (shut && page.status != StatusCode::NOT_FOUND) || leaks.iter().any(|leak| !home.body.contains(leak)) {
                    wrong.push(format!("GET {pattern} about {about}: {} {leaks:?}", page.status));
                }
            }
            if post && names_a_row {
                let page = posted(&mut browser, &path, &csrf).await;
                if page.status.is_success() {
                    wrong.push(format!("POST {pattern} about {about}: {}", page.status));
                }
            }
            // The same address under a link that is not whole.
            let forged = filled_in(&pattern, filled, "", &token[..token.len() - 3], about);
            let page = Browser::new(world).get(&forged).await;
            if page.status.is_success() || (get && page.status != StatusCode::GONE && page.status != StatusCode::NOT_FOUND) {
                wrong.push(format!("GET {pattern} by a forged link: {}", page.status));
            }
            if !names_a_row {
                break;
            }
        }
    }
    let changed: Vec<_> = before.symmetric_difference(&super::rows::all(world).await).cloned().collect();
    assert!(changed.is_empty(), "{changed:#?}");
    assert!(wrong.is_empty(), "{} addresses open to others:\n{}", wrong.len(), wrong.join("\n"));
}

async fn routes_of_the_api(filled: &Filled<'_>) {
    let world = filled.road.world;
    let (token, person) = ("token-of-eve-which-is-long-enough-to-be-one", &filled.stranger.rights);
    let Rights::Person { id: eve, .. } = person else { panic!("Eve is a person") };
    signed_in(world, *eve, token).await;
    let anonymous = Program::anonymous(world);
    let (_, neighbour) = filled.road.session("mara-fields@fennel.example").await;
    let (_, key) = filled.road.key_of(filled.other, Role::Owner).await;
    let programs =
        [("an owner elsewhere", anonymous.with(token)), ("a manager of another brand", neighbour), ("a key of another brand", key)];
    let document = anonymous.get("/openapi.json").await.ok();
    let mut wrong = Vec::new();
    let before = filled.outside_of(&[], &[]).await;
    let mut opened = 0;
    for (pattern, methods) in document["paths"].as_object().expect("paths") {
        if !pattern.starts_with("/brands/{brand}") && !pattern.starts_with("/hooks/") {
            continue;
        }
        let path = filled_in(pattern, filled, "fennel-rye", "", "");
        for method in methods.as_object().expect("methods").keys() {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let body = if method == Method::GET { vec![] } else { json!({}).to_string().into_bytes() };
            let sent = [("content-type", "application/json")];
            opened += 1;
            let visitor = anonymous.send(method.clone(), &path, &sent, body.clone()).await;
            let hook = pattern.starts_with("/hooks/");
            let expected = if hook { 400 } else { 401 };
            if visitor.status.as_u16() != expected {
                wrong.push(format!("a visitor: {method} {pattern}: {}", visitor.status));
            }
            for (name, program) in programs.iter().filter(|_| !hook) {
                let reply = program.send(method.clone(), &path, &sent, body.clone()).await;
                if reply.status.as_u16() != 404 {
                    wrong.push(format!("{name}: {method} {pattern}: {} {}", reply.status, reply.json));
                }
            }
        }
    }
    let changed: Vec<_> = before.symmetric_difference(&filled.outside_of(&[], &[]).await).cloned().collect();
    assert!(changed.is_empty(), "{changed:#?}");
    assert!(opened > 90, "{opened} routes");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn strangers_open_no_page_no_link_and_no_route_of_others() {
    on_both(async |world| {
        let filled = Filled::begin(world).await;
        pages_of_a_brand(&filled).await;
        links(&filled).await;
        routes_of_the_api(&filled).await;
    });
}
