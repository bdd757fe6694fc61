//! Mail on its way out: what must not leave any more is withheld, marketing can be stopped in one step, and a server that
//! does not answer is nobody's bounce.
//!
//! Absent: SMTP itself; `foreign` has it, against a server that is not ours.

mod chase;
mod foreign;
mod language;
mod late;
mod missed;
mod nodes;
mod outbox;
mod server;

use app::{
    creators::{BlockCreator, GetCreator, SuppressCreator},
    outreach::{PreviewInvitation, SendMessage},
    team::ListMail,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use domain::time::HOUR;
use tower::ServiceExt;

use crate::{
    creators::{added, campaign, invited},
    support::{World, code, on_both},
};

const MAYA: &str = "maya.okonkwo@creators.example";

/// A request without cookies, as a mail program sends it. Gives the status and the text.
async fn asked(router: &Router, method: &str, path: &str, body: &'static str) -> (u16, String) {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = router.clone().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("a body");
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

async fn opted_out(world: &World, creator: domain::ids::CreatorId) -> bool {
    world.show(GetCreator { creator }).await.expect("shown").no_contact.is_some()
}

#[test]
fn marketing_is_stopped_from_the_mail_in_one_step_and_a_look_stops_nothing() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let autumn = campaign(world, &world.owner, "Autumn").await;
        let collaboration = invited(world, &world.owner, autumn, &[maya]).await[0];
        world.work().await;
        let letter = world.letters.last_to(MAYA);
        let address = letter.unsubscribe.expect("marketing can be stopped");
        assert!(letter.body.contains(&address), "also by a person who reads it: {}", letter.body);
        let path = address.strip_prefix("https://troupe.example").expect("our own address").to_owned();
        let router = web::router(world.app.clone());

        let (status, page) = asked(&router, "GET", &path, "").await;
        assert!(status == 200 && page.contains("No more invitations from Fennel &amp; Rye?"), "{page}");
        assert!(!opted_out(world, maya).await, "scanners follow links");
        let (status, page) = asked(&router, "POST", &format!("{path}x"), "List-Unsubscribe=One-Click").await;
        assert!(status == 410 && page.contains("This link is not whole"), "{page}");
        for _ in 0..2 {
            let (status, page) = asked(&router, "POST", &path, "List-Unsubscribe=One-Click").await;
            assert!(status == 200 && page.contains("You get no more invitations"), "{page}");
        }
        assert!(opted_out(world, maya).await);

        let send = SendMessage { creator: maya, collaboration: Some(collaboration), subject: "About it".into(), body: "Hello".into() };
        world.run(send.clone()).await.expect("an answer within a collaboration is no marketing");
        world.work().await;
        assert_eq!(world.letters.last_to(MAYA).unsubscribe, None);

        let twice = world.run(send.clone()).await.expect_err("sent again from a page that was left");
        assert!(twice.to_string().contains("very words"), "{twice}");
        world.clock.advance(HOUR);
        world.run(send).await.expect("an hour later it is meant");
    });
}

#[test]
fn what_may_not_be_sent_any_more_when_its_turn_comes_is_withheld() {
    on_both(async |world| {
        let (maya, noor) = (added(world, &world.owner, "Maya Okonkwo").await, added(world, &world.owner, "Noor Haddad").await);
        let autumn = campaign(world, &world.owner, "Autumn").await;
        invited(world, &world.owner, autumn, &[maya, noor]).await;
        world.app.run(&world.creator(maya), SuppressCreator { creator: maya }).await.expect("opted out");
        world.run(BlockCreator { creator: noor, reason: "Rude to staff".into() }).await.expect("blocked");
        world.work().await;
        for address in [MAYA, "noor.haddad@creators.example"] {
            assert!(world.letters.to(address).is_empty(), "nothing left for {address}");
        }
        let mails = world.show(ListMail {}).await.expect("shown");
        let withheld: Vec<&str> = mails.iter().filter(|mail| mail.state == "withheld").filter_map(|mail| mail.error.as_deref()).collect();
        assert!(withheld.iter().any(|reason| reason.contains("opted out")), "{mails:?}");
        assert!(withheld.iter().any(|reason| reason.contains("blocked") || reason.contains("Rude")), "{mails:?}");
        let counts = store::outbox::counts(world.app.db(), None).await.expect("read");
        assert_eq!((counts.open, counts.dead), (0, 0), "nothing waits and nothing was given up");
    });
}

#[test]
fn a_server_that_does_not_answer_makes_nobody_bounce() {
    on_both(async |world| {
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let autumn = campaign(world, &world.owner, "Autumn").await;
        world.letters.away(true);
        let collaboration = invited(world, &world.owner, autumn, &[maya]).await[0];
        // No try is made at night.
        for _ in 0..20 {
            world.work().await;
            world.clock.advance(2 * HOUR);
        }
        let counts = store::outbox::counts(world.app.db(), None).await.expect("read");
        assert_eq!((counts.open, counts.dead), (0, 1), "given up after ten tries, for a person to send again");
        let preview = PreviewInvitation { collaboration, subject: "Hello".into(), body: "Hello".into() };
        let preview = world.show(preview).await.expect("shown");
        assert!(preview.problems.is_empty(), "the address is as good as before: {:?}", preview.problems);
        world.letters.away(false);
        world.clock.set("2026-09-03T10:00:00Z");
        let send = SendMessage { creator: maya, collaboration: Some(collaboration), subject: "Again".into(), body: "Again".into() };
        assert_eq!(code(world.run(send).await), "done");
        world.work().await;
        assert_eq!(world.letters.to(MAYA).len(), 1);
    });
}
