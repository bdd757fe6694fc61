//! Mail by SMTP against a server that is not ours: what arrives, how often, and what becomes of what does not.
//!
//! Invariant: the server is Debian's python3-aiosmtpd and reads mail with Python's own parser; without it each test says
//! that it was skipped. Absent: TLS; a test's certificate is signed by nobody whom the program trusts, and saying so is
//! what one test looks at.

use std::sync::Arc;

use app::{
    creators::{CreateCreator, GetCreator},
    outreach::{Invite, LogMessage, SendMessage},
    ports::Mailer,
    team::{ListMail, RetryOutbox, ShowHealth, view::MailView},
};
use domain::{
    creators::{NewCreator, Source, Tier},
    ids::{CampaignId, CreatorId},
    outreach::{Channel, Direction},
    time::{HOUR, MINUTE},
};
use outside::SmtpMailer;

use super::{asked, server::Server};
use crate::{
    creators::campaign as running,
    support::{World, on_both_by},
};

const SUBJECT: &str = "Frühling — 春 mit {{creator.first_name}}?";

async fn campaign(world: &World) -> CampaignId {
    running(world, &world.owner, "Autumn").await
}

/// A creator on the campaign's shortlist, invited.
async fn invited(world: &World, campaign: CampaignId, name: &str, address: &str) -> CreatorId {
    let details = NewCreator { name: name.into(), email: Some(address.into()), ..NewCreator::default() };
    let creator = world.run(CreateCreator { creator: details, source: Source::Cold, tier: Tier::Paid }).await.expect("a creator").id;
    let shortlist = app::campaigns::Shortlist { campaign, creators: vec![creator], source: None, again: false };
    let collaborations = world.run(shortlist).await.expect("on the shortlist");
    let body = "Hallo {{creator.first_name}},\n\n.a line that begins with a dot\n\n{{portal.link}}".to_owned();
    let invite = Invite { collaborations, template: None, subject: SUBJECT.into(), body };
    let outcomes = world.run(invite).await.expect("invited");
    assert!(outcomes[0].sent, "{:?}", outcomes[0].reason);
    creator
}

async fn mail_to(world: &World, address: &str) -> MailView {
    let mails = world.show(ListMail {}).await.expect("listed");
    mails.into_iter().find(|mail| mail.recipient == address).unwrap_or_else(|| panic!("no mail to {address}"))
}

async fn is_bounced(world: &World, creator: CreatorId) -> bool {
    world.show(GetCreator { creator }).await.expect("shown").creator.suppression.bounced_at.is_some()
}

#[test]
fn an_invitation_arrives_once_as_it_was_written_and_can_be_stopped_with_one_press() {
    let Some(server) = Server::start(&[]) else { return };
    on_both_by(mailer(&server.url), async |world| {
        let campaign = campaign(world).await;
        let ana = invited(world, campaign, "Ana Žižka", "ana@example.org").await;
        world.work().await;
        let taken = server.next();
        let sent = mail_to(world, "ana@example.org").await;
        assert_eq!((sent.state.as_str(), sent.error.as_deref()), ("sent", None));
        assert_eq!(taken.header("message-id"), format!("<mail.{}@fennel.example>", sent.id), "the outbox's key");
        assert_eq!(taken.header("subject"), "Frühling — 春 mit Ana?");
        assert_eq!((taken.kind.as_str(), taken.charset.as_str()), ("text/plain", "utf-8"));
        assert_eq!(taken.rcpt_tos, ["ana@example.org"]);
        assert_eq!(taken.header("from"), "Nora Quill <nora@fennel.example>", "who set the brand up writes for it");
        assert!(taken.body.contains("Hallo Ana,") && taken.body.contains("\n.a line that begins with a dot\n"), "{}", taken.body);
        assert!(taken.longest_line <= 998, "RFC 5322, 2.1.1");
        assert_eq!(taken.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        let address = taken.header("list-unsubscribe").trim_start_matches('<').trim_end_matches('>').to_owned();
        world.clock.advance(2 * HOUR);
        world.work().await;
        assert!(server.is_silent(), "nothing is sent twice");

        let question = LogMessage {
            creator: ana,
            collaboration: None,
            direction: Direction::In,
            channel: Channel::Dm,
            subject: String::new(),
            body: "May I film it outside?".into(),
            at: None,
            automatic: false,
        };
        world.run(question).await.expect("kept");
        let message = SendMessage { creator: ana, collaboration: None, subject: "Your question".into(), body: "Yes.".into() };
        world.run(message).await.expect("written");
        world.work().await;
        assert!(!server.next().headers.contains_key("list-unsubscribe"), "a conversation is no marketing");

        let path = address.strip_prefix("https://troupe.example").expect("our own address");
        let (status, page) = asked(&web::router(world.app.clone()), "POST", path, "List-Unsubscribe=One-Click").await;
        assert_eq!(status, 200, "what arrived in the header is what works: {page}");
        assert!(world.show(GetCreator { creator: ana }).await.expect("shown").creator.suppression.opted_out_at.is_some());
    });
}

#[test]
fn what_is_put_off_comes_again_and_what_is_refused_opens_a_move() {
    let Some(server) = Server::start(&[]) else { return };
    let mut number = 0;
    on_both_by(mailer(&server.url), async |world| {
        // Of the two databases each has an address of its own, because the server puts each address off once.
        number += 1;
        let (later, nobody) = (format!("later@{number}.example.org"), format!("nobody@{number}.example.org"));
        let campaign = campaign(world).await;
        let patient = invited(world, campaign, "Lea Later", &later).await;
        let gone = invited(world, campaign, "Noah Body", &nobody).await;
        world.work().await;
        let waiting = mail_to(world, &later).await;
        assert_eq!(waiting.state, "waiting");
        assert!(waiting.error.as_deref().is_some_and(|reason| reason.contains("Greylisted")), "{:?}", waiting.error);
        let refused = mail_to(world, &nobody).await;
        assert_eq!(refused.state, "failed");
        assert!(refused.error.as_deref().is_some_and(|reason| reason.contains("no such mailbox")), "{:?}", refused.error);
        assert!(is_bounced(world, gone).await && !is_bounced(world, patient).await);
        let health = world.show(ShowHealth {}).await.expect("shown");
        assert_eq!((health.waiting, health.given_up), (1, 1));

        world.clock.advance(MINUTE);
        world.work().await;
        assert_eq!(server.next().rcpt_tos, [later.as_str()]);
        assert_eq!(mail_to(world, &later).await.state, "sent");
        assert!(server.is_silent());
    });
}

#[test]
fn a_server_that_is_down_blames_nobody_and_loses_nothing() {
    let Some(mut server) = Server::start(&[]) else { return };
    on_both_by(mailer(&server.url), async |world| {
        let campaign = campaign(world).await;
        server.stop();
        let ana = invited(world, campaign, "Ana Žižka", "ana@example.org").await;
        world.work().await;
        let waiting = mail_to(world, "ana@example.org").await;
        assert_eq!(waiting.state, "waiting");
        assert!(waiting.error.is_some_and(|reason| !reason.is_empty()), "a person reads why");
        for _ in 0..24 {
            world.clock.advance(2 * HOUR);
            world.work().await;
        }
        let health = world.show(ShowHealth {}).await.expect("shown");
        assert_eq!((health.waiting, health.given_up), (0, 1), "given up after ten tries");
        assert!(!is_bounced(world, ana).await, "the address is not to blame");

        server.start_again();
        world.run(RetryOutbox { effect: health.rows[0].id }).await.expect("tried again");
        world.work().await;
        assert_eq!(server.next().rcpt_tos, ["ana@example.org"]);
        assert_eq!(mail_to(world, "ana@example.org").await.state, "sent");
    });
}

#[test]
fn a_wrong_password_waits_for_a_person_and_the_right_one_sends() {
    let Some(server) = Server::start(&["--user", "troupe", "--password", "right"]) else { return };
    let with = |password: &str| mailer(&server.url.replace("smtp://", &format!("smtp://troupe:{password}@")));
    on_both_by(with("wrong"), async |world| {
        let campaign = campaign(world).await;
        let ana = invited(world, campaign, "Ana Žižka", "ana@example.org").await;
        world.work().await;
        let waiting = mail_to(world, "ana@example.org").await;
        assert_eq!(waiting.state, "waiting", "{:?}", waiting.error);
        assert!(waiting.error.is_some_and(|reason| reason.contains("535") || reason.to_lowercase().contains("auth")));
        assert!(!is_bounced(world, ana).await, "our password says nothing about the creator's address");
    });
    on_both_by(with("right"), async |world| {
        let campaign = campaign(world).await;
        invited(world, campaign, "Ana Žižka", "ana@example.org").await;
        world.work().await;
        assert_eq!(server.next().rcpt_tos, ["ana@example.org"]);
    });
}

#[test]
fn a_server_without_the_encryption_that_is_asked_for_gets_nothing() {
    let Some(server) = Server::start(&[]) else { return };
    on_both_by(mailer(&format!("{}?tls=required", server.url)), async |world| {
        let campaign = campaign(world).await;
        invited(world, campaign, "Ana Žižka", "ana@example.org").await;
        world.work().await;
        assert_eq!(mail_to(world, "ana@example.org").await.state, "waiting");
        assert!(server.is_silent());
    });
}

fn mailer(url: &str) -> impl Fn() -> Arc<dyn Mailer> + use<> {
    let url = url.to_owned();
    move || Arc::new(SmtpMailer::new(&url).expect("a mailer"))
}
