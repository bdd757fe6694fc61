//! Conversations as a list.
//!
//! Absent: whose turn it is to write, and why; the stories of mail have it.

use app::{outreach::messages::LogMessage, views::ShowInbox};
use domain::{
    ids::{CreatorId, Id, MessageId},
    outreach::{Channel, Direction, Message},
};

use super::{keeps, plain};
use crate::{
    creators::{added, campaign, shortlisted},
    support::{World, on_both},
    web::client::Client,
};

const PATH: &str = "/b/fennel-rye/inbox";

fn said(creator: CreatorId, direction: Direction, subject: &str, body: &str) -> LogMessage {
    LogMessage {
        creator,
        collaboration: None,
        direction,
        channel: Channel::Dm,
        subject: subject.into(),
        body: body.into(),
        at: None,
        automatic: false,
    }
}

/// Maya asked on 1 September and waits for us; we wrote to Jonas on the second; Ada, who is in no campaign, asks to hear no
/// more on the third.
async fn spoken(world: &World) {
    let autumn = campaign(world, &world.owner, "Autumn").await;
    let maya = added(world, &world.owner, "Maya Okonkwo").await;
    let jonas = added(world, &world.owner, "Jonas Weber").await;
    let ada = added(world, &world.owner, "Ada Berg").await;
    shortlisted(world, &world.owner, autumn, &[maya, jonas]).await;
    world.run(said(maya, Direction::Out, "Hello", "We sell 50% oats.")).await.unwrap();
    world.run(said(maya, Direction::In, "", "Überlegt. May I film it outside?")).await.unwrap();
    world.clock.set("2026-09-02T09:00:00Z");
    world.run(said(jonas, Direction::Out, "About the PARCEL", "It left today.")).await.unwrap();
    world.clock.set("2026-09-03T09:00:00Z");
    world.run(said(ada, Direction::In, "", "pls take me off ur list")).await.unwrap();
}

/// The names of the conversations that a page lists, in order.
fn listed(page: &str) -> Vec<String> {
    let names = ["Maya Okonkwo", "Jonas Weber", "Ada Berg", "Writer"];
    let threads = page.split("<a class=\"thread").skip(1).map(|rest| plain(rest.split("</a>").next().unwrap_or_default()));
    threads.map(|text| names.iter().find(|name| text.contains(**name)).map_or(text.clone(), |name| (*name).to_owned())).collect()
}

#[test]
fn each_filter_of_the_inbox_leaves_out_what_it_should() {
    on_both(async |world| {
        spoken(world).await;
        let mut client = Client::signed_in(world).await;
        let (maya, jonas, ada) = ("Maya Okonkwo", "Jonas Weber", "Ada Berg");
        for (question, names) in [
            ("", vec![ada, jonas, maya]),
            ("turn=ours", vec![maya]),
            ("q=weber", vec![jonas]),
            ("q=parcel", vec![jonas]),
            ("q=OUTSIDE", vec![maya]),
            ("q=%C3%BCberlegt", vec![maya]),
            ("q=50%25", vec![maya]),
            ("q=direction", vec![]),
            ("campaign=autumn", vec![jonas, maya]),
            ("campaign=autumn&campaign.how=not", vec![ada]),
            ("since=2026-09-02", vec![ada, jonas]),
            ("since=2026-09-03", vec![ada]),
            ("since=2026-09-04", vec![]),
            ("turn=ours&since=2026-09-02", vec![]),
            ("campaign=autumn&q=oats", vec![maya]),
        ] {
            let page = client.get(&format!("{PATH}?{question}")).await;
            assert_eq!(page.status, 200, "{question}");
            assert_eq!(listed(&page.text), names, "{question}");
        }
        for (question, words) in [
            ("since=lately", "“lately” is no day, so the filter Last message since is left out."),
            ("campaign=winter", "“winter” cannot be chosen, so the filter Campaign is left out."),
        ] {
            let page = client.get(&format!("{PATH}?{question}")).await.text;
            assert!(page.contains(words) && listed(&page).len() == 3, "{question}");
        }
        let nothing = client.get(&format!("{PATH}?q=parcel&since=2026-09-03")).await.text;
        let offered = format!("href=\"{PATH}?q=parcel\"");
        assert!(nothing.contains("Without “Last message since 3 Sep 2026”: 1") && nothing.contains(&offered), "{nothing}");
        let open = client.get(&format!("{PATH}?q=oats")).await.text;
        let thread = open.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(&format!("{PATH}/")));
        let thread = thread.expect("a conversation").replace("&amp;", "&");
        assert!(thread.ends_with("?q=oats"), "the list stays as it was asked: {thread}");
        let before = world.app.db().statements();
        assert_eq!(listed(&client.get(&thread).await.text), [maya]);
        let sent = world.app.db().statements() - before;
        assert!(sent <= 12, "{sent} statements");
        keeps(&mut client, "inbox", PATH, "turn=ours&campaign=autumn", "/b/fennel-rye/reports/orders").await;
    });
}

#[test]
fn paging_reaches_every_conversation() {
    on_both(async |world| {
        spoken(world).await;
        let tx = world.app.db().begin().await.unwrap();
        for number in 0..250_u128 {
            let mut creator =
                store::document::list::<domain::creators::Creator>(&tx, world.organisation, "1 = 1 ORDER BY id LIMIT 1", vec![])
                    .await
                    .unwrap()
                    .remove(0)
                    .value;
            creator.name = format!("Writer {number}");
            let who = CreatorId::from_uuid(uuid::Uuid::from_u128(0x0191_0000_0000_7000_8000_0001_0000_0000 + number));
            store::document::insert(&tx, world.organisation, who, &creator).await.unwrap();
            let message = Message {
                creator: who,
                collaboration: None,
                direction: if number % 2 == 0 { Direction::In } else { Direction::Out },
                channel: Channel::Dm,
                purpose: domain::outreach::Purpose::Conversation,
                subject: String::new(),
                body: "Hello".into(),
                by: domain::events::Actor::Clock,
                automatic: false,
                // Many at one instant, so that a page ends among them.
                at: world.now().plus(-i64::try_from(number / 60).unwrap()),
            };
            let id = MessageId::from_uuid(uuid::Uuid::from_u128(0x0191_0000_0000_7000_8000_0002_0000_0000 + number));
            store::document::insert(&tx, world.brand, id, &message).await.unwrap();
        }
        tx.commit().await.unwrap();
        for (ours, count) in [(false, 253), (true, 126)] {
            let mut question = ShowInbox { ours, limit: Some(70), ..ShowInbox::default() };
            let mut seen = Vec::new();
            loop {
                let page = world.show(question.clone()).await.unwrap();
                assert_eq!((page.total, page.waiting), (253, 126));
                seen.extend(page.threads.into_iter().map(|line| line.creator));
                match page.next_cursor {
                    Some(cursor) => question.cursor = Some(cursor),
                    None => break,
                }
            }
            let shown = seen.len();
            seen.sort();
            seen.dedup();
            assert_eq!((shown, seen.len()), (count, count), "each once");
        }
        let mut client = Client::signed_in(world).await;
        let first = client.get(&format!("{PATH}?turn=ours")).await.text;
        assert!(listed(&first).len() == 100 && first.contains("Older conversations"));
        assert_eq!(client.get(&format!("{PATH}?cursor=x")).await.status, 422);
    });
}
