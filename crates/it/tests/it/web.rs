//! The pages over HTTP: signing in, headers, forged posts, walls, and what a page costs.
//!
//! Invariant: requests go through the whole router, as a browser's would. Absent: scripts; a browser test has them.

mod applications;
mod bad_input;
mod board;
mod campaign;
pub mod client;
mod connections;
mod find;
mod leads;
mod lists;
mod model;
mod money;
mod pages;
mod record;
mod seen;
mod sessions;
mod table;
mod tiktok;
mod today;
mod vetting;

use client::Client;
use domain::{team::Role, time::MINUTE};

use crate::support::{self, PASSWORD, on_both};

#[test]
fn signing_in_leads_to_the_page_that_was_asked_for() {
    on_both(async |world| {
        let mut client = Client::new(world);
        let asked = client.get("/b/fennel-rye/today?whose=team").await;
        assert_eq!((asked.status, asked.location.as_str()), (303, "/sign-in?next=%2Fb%2Ffennel-rye%2Ftoday%3Fwhose%3Dteam"));
        let page = client.get(&asked.location).await;
        assert!(page.text.contains("name=\"csrf\""), "the form carries the token");

        let wrong = client.post("/sign-in", &[("email", "nora@fennel.example"), ("password", "not this one")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text.contains("That address and password do not go together.") && wrong.text.contains("nora@fennel.example"));
        assert!(!wrong.text.contains("not this one"), "a password is never sent back");

        let next = "/b/fennel-rye/today?whose=team";
        let fields = [("email", "nora@fennel.example"), ("password", PASSWORD), ("next", next)];
        let right = client.post("/sign-in", &fields).await;
        assert_eq!((right.status, right.location.as_str()), (303, next));
        let cookie = right.set_cookies.iter().find(|cookie| cookie.starts_with("troupe_session=")).expect("a session");
        assert!(["HttpOnly", "SameSite=Lax", "Secure", "Path=/"].iter().all(|word| cookie.contains(word)), "{cookie}");
        assert_eq!(client.get(next).await.status, 200);

        let out = client.post("/sign-out", &[]).await;
        assert_eq!((out.status, out.location.as_str()), (303, "/sign-in"));
        assert!(out.set_cookies.iter().any(|cookie| cookie.starts_with("troupe_who=;")), "nor who was signed in: {:?}", out.set_cookies);
        assert_eq!(client.get("/b/fennel-rye/today").await.status, 303, "the session has ended");
    });
}

#[test]
fn nobody_is_sent_elsewhere_after_signing_in() {
    on_both(async |world| {
        let mut client = Client::new(world);
        client.get("/sign-in").await;
        let fields = [("email", "nora@fennel.example"), ("password", PASSWORD), ("next", "//elsewhere.example/")];
        assert_eq!(client.post("/sign-in", &fields).await.location, "/");
    });
}

#[test]
fn every_answer_carries_the_content_policy() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        for path in ["/b/fennel-rye/today", "/sign-in", "/nothing/here", "/assets/app.css"] {
            let answer = client.get(path).await;
            let policy = answer.header("content-security-policy");
            assert_eq!(
                policy,
                "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; \
                 frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
                "{path}"
            );
            assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        }
        let page = client.get("/b/fennel-rye/today").await;
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "same-origin"));
        assert!(!page.text.contains(" style=") && !page.text.contains("<style") && !page.text.contains(" onclick="), "nothing is inline");
    });
}

#[test]
fn a_post_that_is_not_from_our_own_form_changes_nothing() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        let fields = [("name", "Forged"), ("email", "forged@example.com"), ("is_owner", "yes")];
        let none = client.post_with("/b/fennel-rye/settings/people", &fields, None, &[]).await;
        assert_eq!(none.status, 403, "no token");
        let wrong = client.post_with("/b/fennel-rye/settings/people", &fields, Some("AAAA"), &[]).await;
        assert_eq!(wrong.status, 403, "a token of nobody");
        client.get("/b/fennel-rye/settings/people").await;
        let token = client.token.clone();
        for header in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
            let foreign = client.post_with("/b/fennel-rye/settings/people", &fields, token.as_deref(), &[header]).await;
            assert_eq!(foreign.status, 403, "{header:?}");
        }
        let mut other = Client::new(world);
        other.get("/sign-in").await;
        let token = other.token.clone();
        let borrowed = client.post_with("/b/fennel-rye/settings/people", &fields, token.as_deref(), &[]).await;
        assert_eq!(borrowed.status, 403, "a token of another browser");
        assert!(!client.get("/b/fennel-rye/settings/people").await.text.contains("forged@example.com"));
        let own = client.post("/b/fennel-rye/settings/people", &fields).await;
        assert_eq!(own.status, 303, "the same post from our own page is taken");
    });
}

#[test]
fn another_brand_is_as_unknown_as_one_that_does_not_exist() {
    on_both(async |world| {
        world.other_brand().await;
        world.person("Mara Fields", Role::Manager).await;
        let mut client = Client::new(world);
        client.sign_in("mara-fields@fennel.example").await;
        assert_eq!(client.get("/b/fennel-rye/today").await.status, 200);
        let other = client.get("/b/other-brand/today").await;
        let none = client.get("/b/no-brand/today").await;
        assert_eq!((other.status, none.status), (404, 404));
        // What differs is the address that was asked for, which the choice of a language leads back to.
        let told = |text: &str| text.replace("/b/other-brand/today", "/b/no-brand/today");
        assert_eq!(told(&other.text), none.text, "nobody learns that it exists");
    });
}

#[test]
fn settings_show_each_role_its_own() {
    on_both(async |world| {
        world.person("Mara Fields", Role::Manager).await;
        world.person("Vic Stone", Role::Viewer).await;
        let mut manager = Client::new(world);
        manager.sign_in("mara-fields@fennel.example").await;
        for (path, status) in [("profile", 200), ("mail", 200), ("people", 404), ("keys", 404), ("health", 404), ("rules", 404)] {
            assert_eq!(manager.get(&format!("/b/fennel-rye/settings/{path}")).await.status, status, "{path}");
        }
        let mut viewer = Client::new(world);
        viewer.sign_in("vic-stone@fennel.example").await;
        for path in ["settings/profile", "settings/audit", "settings/mail", "today", "campaigns/new"] {
            assert_eq!(viewer.get(&format!("/b/fennel-rye/{path}")).await.status, 404, "{path}");
        }
    });
}

#[test]
fn an_installation_is_set_up_in_the_browser_once() {
    on_both(async |world| {
        let mut client = Client::new(world);
        let page = client.get("/set-up").await;
        assert_eq!((page.status, page.location.as_str()), (303, "/sign-in"), "this one is set up");
        client.get("/sign-in").await;
        let fields = [
            ("organisation", "Second"),
            ("brand", "Second"),
            ("zone", "Europe/London"),
            ("currency", "GBP"),
            ("name", "Eve"),
            ("email", "eve@example.com"),
            ("password", "a quiet long sentence"),
        ];
        let again = client.post("/set-up", &fields).await;
        assert!(again.status == 422 && again.text.contains("set up already"));
    });
}

#[test]
fn after_ten_wrong_passwords_the_right_one_is_refused_too_until_a_quarter_of_an_hour_has_passed() {
    on_both(async |world| {
        let mut client = Client::new(world);
        client.get("/sign-in").await;
        for email in ["nora@fennel.example", "nobody@fennel.example"] {
            for _ in 0..10 {
                let wrong = client.post("/sign-in", &[("email", email), ("password", "a wrong long sentence")]).await;
                assert!(wrong.status == 422 && wrong.text.contains("do not go together"), "{}", wrong.text);
            }
            for password in ["a wrong long sentence", PASSWORD] {
                let held = client.post("/sign-in", &[("email", email), ("password", password)]).await;
                assert!(held.status == 422 && held.text.contains("Wait 15 minutes, or reset your password"), "{email}: {}", held.text);
            }
        }
        world.clock.advance(15 * MINUTE);
        let after = client.post("/sign-in", &[("email", "nora@fennel.example"), ("password", PASSWORD)]).await;
        assert_eq!(after.status, 303, "{}", after.text);
    });
}

#[test]
fn a_forgotten_password_is_chosen_anew_by_the_link_in_the_mail() {
    on_both(async |world| {
        let mut client = Client::new(world);
        client.get("/password-resets").await;
        for email in ["nora@fennel.example", "nobody@fennel.example"] {
            let asked = client.post("/password-resets", &[("email", email)]).await;
            assert!(asked.status == 200 && asked.text.contains("Look into your mail"), "the same for {email}");
        }
        world.work().await;
        let link = world.letters.last_link_to("nora@fennel.example").replace("https://troupe.example", "");
        client.get(&link).await;
        let short = client.post(&link, &[("password", "short")]).await;
        assert!(short.status == 422 && short.text.contains("at least 10 characters"));
        let chosen = client.post(&link, &[("password", "another long sentence")]).await;
        assert_eq!(chosen.status, 303);
        assert_eq!(client.get("/b/fennel-rye/today").await.status, 200, "signed in at once");
        let mut again = Client::new(world);
        let spent = again.get(&link).await;
        assert!(spent.status == 410 && spent.text.contains("used or has expired") && spent.text.contains("Ask for a new link"));
        // A form that was open before the link was used is refused too.
        let late = again.visit_and_post("/password-resets", &[("email", "")]).await;
        assert_eq!(late.status, 200, "the same for anybody");
        let late = again.post(&link, &[("password", "another long sentence")]).await;
        assert!(late.status == 422 && late.text.contains("used or has expired"));
    });
}

/// Named here so that the harness keeps them in use.
#[test]
fn a_world_answers_pages() {
    on_both(async |world| {
        let mut client = Client::new(world);
        assert_eq!(client.get("/").await.location, "/sign-in");
        let mut client = Client::signed_in(world).await;
        assert_eq!(client.get("/").await.location, "/b/fennel-rye/today");
        assert_eq!(support::code(Err::<(), _>(app::Error::NotFound)), "not_found");
    });
}
