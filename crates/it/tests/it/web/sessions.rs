//! Where people are signed in: seen and ended by themselves, ended for them by an owner, and by a new password.
//!
//! Invariant: what is ended is ended for the very next request. Absent: creators' links and keys; they are no sessions.

use app::{
    Caller,
    access::SEEN,
    team::{EndOtherSessions, EndSession, ListSessions, SignOutPerson},
};
use domain::{
    ids::{PersonId, SessionId},
    team::Role,
    time::MINUTE,
};
use serde_json::json;

use super::client::Client;
use crate::support::{
    PASSWORD, World, code,
    http::{Program, text},
    on_both,
};

const NORA: &str = "nora@fennel.example";
const MARA: &str = "mara-fields@fennel.example";
const PAGE: &str = "/b/fennel-rye/settings/sessions";
const TODAY: &str = "/b/fennel-rye/today";
const LINUX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/// Somebody signed in with a browser.
async fn with_browser(world: &World, email: &str, browser: &'static str) -> Client {
    let mut client = Client::new(world);
    client.headers.push(("user-agent", browser));
    client.sign_in(email).await;
    client
}

fn id_of(caller: &Caller) -> PersonId {
    match &caller.rights {
        app::Rights::Person { id, .. } => *id,
        other => panic!("no person: {other:?}"),
    }
}

async fn rows(world: &World, person: PersonId) -> Vec<store::team::SessionRow> {
    store::team::sessions(world.app.db(), person, world.now()).await.expect("sessions")
}

/// The addresses that end a session, on the page of whoever looks.
fn ends(page: &str) -> Vec<String> {
    let all = page.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    all.filter(|action| action.starts_with(PAGE) && action.ends_with("/end")).map(str::to_owned).collect()
}

/// How many events of a kind there are.
async fn told(world: &World, kind: &str) -> usize {
    store::events::everything(world.app.db()).await.expect("events").iter().filter(|event| event.kind == kind).count()
}

#[test]
fn a_person_sees_their_browsers_and_ends_one_of_them_at_once() {
    on_both(async |world| {
        let mut here = with_browser(world, NORA, LINUX).await;
        let mut phone = with_browser(world, NORA, PHONE).await;
        let page = here.get(PAGE).await.text;
        assert!(page.contains("Firefox on Linux") && page.contains("Safari on iOS"), "{page}");
        assert_eq!(page.matches("this one").count(), 1);
        // The one from setting up has no browser; it counts too.
        assert!(page.contains("An unknown browser or program"));
        assert_eq!(ends(&page).len(), 2, "not the one that asks");
        assert_eq!(phone.get(TODAY).await.status, 200);
        // Which of the two is the telephone's, its own page tells: the one that it does not offer.
        let offered = ends(&phone.get(PAGE).await.text);
        let phones = ends(&page).into_iter().find(|action| !offered.contains(action)).expect("the telephone's");
        here.get(PAGE).await;
        let ended = here.post(&phones, &[]).await;
        assert_eq!((ended.status, ended.location.as_str()), (303, PAGE), "{}", ended.text);
        let next = phone.get(TODAY).await;
        assert!(next.status == 303 && next.location.starts_with("/sign-in"), "{}", next.location);
        let page = here.get(PAGE).await.text;
        assert!(page.contains("You are signed out there.") && !page.contains("Safari on iOS") && page.contains("Firefox on Linux"));
        assert_eq!(here.post(&phones, &[]).await.status, 404, "it is gone");
        assert_eq!(told(world, "team.session_ended").await, 1);
    });
}

#[test]
fn signing_out_everywhere_else_keeps_the_one_that_asks() {
    on_both(async |world| {
        world.person("Mara Fields", Role::Manager).await;
        let mut here = with_browser(world, NORA, LINUX).await;
        let mut phone = with_browser(world, NORA, PHONE).await;
        let mut mara = with_browser(world, MARA, LINUX).await;
        here.get(PAGE).await;
        assert_eq!(here.post(&format!("{PAGE}/end-others"), &[]).await.location, PAGE);
        assert_eq!((here.get(TODAY).await.status, phone.get(TODAY).await.status, mara.get(TODAY).await.status), (200, 303, 200));
        let page = here.get(PAGE).await.text;
        assert!(page.contains("You are signed in nowhere else.") && ends(&page).is_empty());
        here.post(&format!("{PAGE}/end-others"), &[]).await;
        assert_eq!(told(world, "team.other_sessions_ended").await, 1, "nothing ended the second time");
    });
}

#[test]
fn when_a_session_was_last_seen_is_noted_now_and_then() {
    on_both(async |world| {
        let mut here = with_browser(world, NORA, LINUX).await;
        let nora = id_of(&world.owner);
        let begun = world.now();
        world.clock.advance(SEEN - MINUTE);
        here.get(TODAY).await;
        assert!(rows(world, nora).await.iter().all(|row| row.seen_at <= begun), "not each time");
        world.clock.advance(MINUTE);
        here.get(TODAY).await;
        let seen = rows(world, nora).await;
        assert_eq!((seen[0].seen_at, seen[0].created_at, seen[0].browser.as_str()), (world.now(), begun, LINUX));
        // Whoever writes is not waited for; the look is.
        let writer = world.app.db().begin().await.expect("a transaction");
        world.clock.advance(SEEN);
        assert_eq!(here.get(TODAY).await.status, 200);
        drop(writer);
    });
}

#[test]
fn a_browser_says_at_most_so_much_and_nothing_of_it_is_repeated() {
    on_both(async |world| {
        let long: &'static str = Box::leak(format!("<b>{}", "x".repeat(900)).into_boxed_str());
        let mut here = with_browser(world, NORA, long).await;
        assert_eq!(rows(world, id_of(&world.owner)).await.iter().map(|row| row.browser.len()).max(), Some(300));
        assert!(!here.get(PAGE).await.text.contains("xxx"));
    });
}

#[test]
fn nobody_ends_the_session_of_somebody_else() {
    on_both(async |world| {
        let mara = world.person("Mara Fields", Role::Manager).await;
        let viewer = world.person("Vic Stone", Role::Viewer).await;
        let nora = Program::anonymous(world);
        let token = text(&nora.post("/sessions", json!({ "email": NORA, "password": PASSWORD })).await.ok()["token"]);
        let nora = nora.with(&token);
        let listed = nora.get("/sessions").await.ok();
        let current = listed.as_array().expect("sessions").iter().find(|one| one["current"] == true).expect("the one that asks");
        let session: SessionId = text(&current["id"]).parse().expect("an id");
        assert!(!listed.to_string().contains(&app::secrets::token_hash(&token)) && !listed.to_string().contains(&token));
        assert_eq!(nora.get("/sessions").await.ok()[0]["id"], current["id"], "it is called the same each time, and stands first");
        for other in [&mara, &viewer] {
            assert_eq!(code(world.app.run(other, EndSession { session }).await), "not_found");
            assert_eq!(code(world.app.run(other, SignOutPerson { person: id_of(&world.owner) }).await), "not_found");
            let own = world.app.show(other, ListSessions {}).await.expect("their own");
            assert!(own.len() == 1 && own[0].id != session, "the one that joining began: {own:?}");
            assert_eq!(world.app.run(other, EndOtherSessions {}).await.expect("their own").ended, 1);
        }
        let key = crate::http::road::key(world, "Shop", Role::Owner, &["team", "read"]).await.1;
        assert_eq!(key.get("/sessions").await.refused(404), "not_found", "a key has no session");
        nora.get("/sessions").await.ok();
        nora.post(&format!("/sessions/{session}/end"), json!({})).await.ok();
        assert_eq!(nora.get("/sessions").await.refused(401), "sign_in_first");
        key.get(&crate::http::road::at("/creators")).await.ok();
    });
}

#[test]
fn an_owner_signs_somebody_out_everywhere_and_the_account_stays() {
    on_both(async |world| {
        let id = id_of(&world.person("Mara Fields", Role::Manager).await);
        let (mut one, mut two) = (with_browser(world, MARA, LINUX).await, with_browser(world, MARA, PHONE).await);
        let mut nora = Client::signed_in(world).await;
        let page = format!("/b/fennel-rye/settings/people/{id}");
        assert!(nora.get(&page).await.text.contains("Sign out everywhere"));
        let done = nora.post(&format!("{page}/sign-out"), &[]).await;
        assert_eq!((done.status, done.location.as_str()), (303, page.as_str()));
        assert!(nora.get(&page).await.text.contains("Mara Fields is signed out everywhere."));
        assert_eq!((one.get(TODAY).await.status, two.get(TODAY).await.status, nora.get(TODAY).await.status), (303, 303, 200));
        let events = store::events::everything(world.app.db()).await.expect("events");
        let told = events.iter().find(|event| event.kind == "team.person_signed_out").expect("it is told");
        assert_eq!(
            (told.actor.clone(), told.subject, told.data["ended"].as_u64()),
            (world.owner.actor(), Some(id.0), Some(3)),
            "with the one that joining began"
        );
        one.sign_in(MARA).await;
        assert_eq!(one.get(TODAY).await.status, 200);
        // Of her own page an owner has the list; and another's page is not a manager's to open.
        let own = format!("/b/fennel-rye/settings/people/{}", id_of(&world.owner));
        assert!(!nora.get(&own).await.text.contains(&format!("{own}/sign-out")), "signing oneself out stands in the menu alone");
        one.get(PAGE).await;
        assert_eq!(one.post(&format!("{page}/sign-out"), &[]).await.status, 404);
    });
}

#[test]
fn a_new_password_ends_every_session() {
    on_both(async |world| {
        let (mut here, mut phone) = (with_browser(world, NORA, LINUX).await, with_browser(world, NORA, PHONE).await);
        here.visit_and_post("/password-resets", &[("email", NORA)]).await;
        world.work().await;
        let link = world.letters.last_link_to(NORA).replace("https://troupe.example", "");
        here.get(&link).await;
        assert_eq!(here.post(&link, &[("password", "another long sentence")]).await.status, 303);
        assert_eq!((here.get(TODAY).await.status, phone.get(TODAY).await.status), (200, 303));
        assert_eq!(rows(world, id_of(&world.owner)).await.len(), 1);
    });
}

#[test]
fn everybody_of_the_team_has_their_own_sign_ins_and_what_changed() {
    on_both(async |world| {
        world.person("Vic Stone", Role::Viewer).await;
        let mut viewer = with_browser(world, "vic-stone@fennel.example", LINUX).await;
        assert_eq!(viewer.get("/b/fennel-rye/settings").await.location, PAGE);
        let page = viewer.get(PAGE).await.text;
        assert!(page.contains("Firefox on Linux") && page.contains("/b/fennel-rye/settings/changes"));
        let changes = viewer.get("/b/fennel-rye/settings/changes").await;
        assert!(changes.status == 200 && changes.text.contains("<h2>Unreleased</h2>"));
        viewer.headers.push(("accept-language", "de"));
        let changes = viewer.get("/b/fennel-rye/settings/changes").await.text;
        assert!(changes.contains("<h2>Noch nicht veröffentlicht</h2>") && !changes.contains("<h2>Unreleased</h2>"));
        assert!(viewer.get(PAGE).await.text.contains("Firefox unter Linux"));
    });
}

#[test]
fn what_was_typed_while_a_session_ended_comes_back_after_signing_in() {
    on_both(async |world| {
        let mut here = with_browser(world, NORA, LINUX).await;
        let new = "/b/fennel-rye/creators/new";
        here.get(new).await;
        let mut phone = with_browser(world, NORA, PHONE).await;
        phone.get(PAGE).await;
        assert_eq!(phone.post(&format!("{PAGE}/end-others"), &[]).await.status, 303);

        let typed = [("name", "Amara Okafor"), ("notes", "met at the fair"), ("password", "never kept")];
        let refused = here.post("/b/fennel-rye/creators", &typed).await;
        assert_eq!((refused.status, refused.location.as_str()), (303, "/sign-in?next=%2Funsent&why=kept"));
        let page = here.get(&refused.location).await;
        assert!(page.text.contains("what you typed is kept for an hour"), "{}", page.text);
        let fields = [("email", NORA), ("password", PASSWORD), ("next", "/unsent")];
        assert_eq!(here.post("/sign-in", &fields).await.location, "/unsent");
        let back = here.get("/unsent").await;
        assert!(back.text.contains("Amara Okafor") && back.text.contains("met at the fair"), "{}", back.text);
        assert!(back.text.contains("<dt>Name</dt>") && back.text.contains("<dt>Summary</dt>"), "each with what it was typed into");
        assert!(back.text.contains("action=\"/unsent/sent\"") && back.text.contains("href=\"/b/fennel-rye/creators"), "{}", back.text);
        assert!(!back.text.contains("never kept") && back.text.contains("Passwords, keys and account numbers were not kept."));
        let gone = here.post("/unsent", &[]).await;
        assert_eq!(gone.status, 303);
        assert_eq!(here.get("/unsent").await.location, "/", "it was let go");
    });
}

#[test]
fn what_one_person_typed_is_shown_to_no_other_and_for_an_hour_only() {
    on_both(async |world| {
        world.person("Mara Fields", Role::Manager).await;
        let mut shared = with_browser(world, NORA, LINUX).await;
        for (email, minutes, shown) in [(MARA, 1, 303), (NORA, 1, 200), (NORA, 61, 303)] {
            shared.sign_in(NORA).await;
            shared.get("/b/fennel-rye/creators/new").await;
            let mut phone = with_browser(world, NORA, PHONE).await;
            phone.get(PAGE).await;
            phone.post(&format!("{PAGE}/end-others"), &[]).await;
            let refused = shared.post("/b/fennel-rye/creators", &[("name", "Amara Okafor")]).await;
            assert!(refused.location.ends_with("why=kept"), "{}", refused.location);
            world.clock.advance(minutes * MINUTE);
            shared.sign_in(email).await;
            assert_eq!(shared.get("/unsent").await.status, shown, "{email} after {minutes}");
            if shown == 200 {
                let sent = shared.post("/unsent/sent", &[("name", "Amara Okafor")]).await;
                assert_eq!((sent.status, sent.location.as_str()), (307, "/b/fennel-rye/creators"));
                let twice = shared.post("/unsent/sent", &[("name", "Amara Okafor")]).await;
                assert_eq!((twice.status, twice.location.as_str()), (303, "/"), "it goes once");
            }
        }
        let mut stranger = Client::new(world);
        let forged = [("cookie", "troupe_who=anybody"), ("sec-fetch-site", "same-origin")];
        let refused = stranger.post_with("/b/fennel-rye/creators", &[("name", "Amara Okafor")], None, &forged).await;
        assert!(refused.location.ends_with("why=ended"), "nothing is laid by for strangers: {}", refused.location);
    });
}
