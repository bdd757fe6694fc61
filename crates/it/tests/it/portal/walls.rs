//! What a link opens and what it does not: forged and expired ones, other people's rows, the redirect, leaving.

use app::views::ShowPortal;
use axum::http::StatusCode;
use domain::{campaigns::OffRamp, time::DAY};

use super::scene::Scene;
use crate::support::{browser::Browser, on_both};

#[test]
fn a_link_that_does_not_open_says_why_and_sends_a_new_one() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut phone = Browser::new(world);
        let cut = &scene.path[..scene.path.len() - 4];
        let page = phone.get(cut).await;
        assert_eq!(page.status, StatusCode::GONE);
        page.keep("link-forged").says(&["This link is not valid", "Send me a new link", "Brand"]);
        world.clock.advance(91 * DAY);
        let page = phone.get(&scene.path).await;
        page.says(&["This link has expired", "It was for your page with Fennel &amp; Rye"]);
        phone.post(&page, "/portal-links", &[("email", "maya at example")]).await.says(&["Write a whole e-mail address"]);
        let unknown = phone.post(&page, "/portal-links", &[("email", "nobody@example.org")]).await;
        let known = phone.post(&page, "/portal-links", &[("email", "Maya@example.org")]).await;
        assert_eq!(
            unknown.body.replace("nobody@example.org", ""),
            known.body.replace("Maya@example.org", ""),
            "nothing is said about who is known"
        );
        world.work().await;
        let fresh = super::scene::path_of(&world.letters.last_link_to("maya@example.org"));
        assert_ne!(fresh, scene.path);
        phone.get(&fresh).await.says(&["Maya, one thing to do"]);
    });
}

#[test]
fn nobody_sees_or_changes_what_is_another_creators() {
    on_both(async |world| {
        let maya = Scene::begin(world).await;
        let jonas = Scene::invited(world, maya.campaign, "Jonas Brandt", "jonas@example.org").await;
        let mut phone = Browser::new(world);
        let own = phone.get(&format!("{}/invitation/{}", jonas.path, jonas.collaboration)).await;
        assert_eq!(own.status, StatusCode::OK);
        own.hides(&["Okonkwo"]);
        for word in ["invitation", "offer", "agreement", "form", "delivery", "brief", "leave", "draft", "post", "file"] {
            let page = phone.get(&format!("{}/{word}/{}", jonas.path, maya.collaboration)).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{word}");
        }
        // His own form, sent to hers.
        let csrf = own.body.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned();
        let body = format!("csrf={csrf}&answer=yes").into_bytes();
        let address = format!("{}/invitation/{}", jonas.path, maya.collaboration);
        let page = phone.post_raw(&address, "application/x-www-form-urlencoded", body).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(maya.waits(domain::moves::What::AnswerInvitation).await);
        // Without the token nothing is done at all.
        let page = phone
            .post_raw(
                &format!("{}/invitation/{}", jonas.path, jonas.collaboration),
                "application/x-www-form-urlencoded",
                b"answer=yes".to_vec(),
            )
            .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(jonas.waits(domain::moves::What::AnswerInvitation).await);
    });
}

#[test]
fn a_creator_leaves_and_wants_no_more_invitations() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let mut phone = Browser::new(world);
        let leave = format!("{}/leave/{}", scene.path, scene.collaboration);
        let page = phone.get(&leave).await;
        page.keep("leave").says(&["Leave Autumn Repair?", "Nothing is agreed yet"]);
        phone.post(&page, &leave, &[("reason", "No time this autumn")]).await.says(&["You left Autumn Repair.", "you said no"]);
        let found = store::campaigns::of_creator(world.app.db(), world.brand, scene.creator).await.expect("read");
        assert_eq!(found[0].value.off.as_ref().map(|off| off.ramp), Some(OffRamp::Declined));
        let page = phone.get(&format!("{}/opt-out", scene.path)).await;
        page.keep("opt-out").says(&["No more invitations from Fennel &amp; Rye?"]);
        phone.post(&page, &format!("{}/opt-out", scene.path), &[]).await.says(&["You get no more invitations"]);
    });
}

#[test]
fn a_tracking_link_that_nobody_made_says_so_calmly() {
    on_both(async |world| {
        let mut anybody = Browser::new(world);
        let page = anybody.get("/go/nothing-here").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        page.keep("go-nowhere").says(&["This link leads nowhere"]);
    });
}

#[test]
fn the_portal_takes_a_fixed_number_of_statements() {
    on_both(async |world| {
        let scene = Scene::begin(world).await;
        let caller = world.creator(scene.creator);
        let before = world.app.db().statements();
        world.app.show(&caller, ShowPortal {}).await.expect("shown");
        let took = world.app.db().statements() - before;
        assert!(took <= 7, "{took} statements, the wall included");
    });
}
