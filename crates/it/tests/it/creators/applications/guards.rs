//! Applications by people who mean no good, by robots, and by whoever wants to be forgotten.
//!
//! Invariant: whatever comes in without anybody being known is counted wherever it comes in, and leaves nothing after its time.
//! Absent: what a person does with an application.

use app::{
    listening::{ImportCustomers, ListMatches},
    team::UpdateBrand,
};
use domain::team::{Brand, BrandSettings};
use serde_json::json;

use super::*;
use crate::support::http::Program;

/// Everything that is kept, in small letters.
async fn kept(world: &World) -> String {
    rows::everything(world).await.to_lowercase()
}

async fn saves_by(world: &World, link: &str, answers: Answers) -> app::Result<()> {
    let (brand, form, link) = (String::new(), String::new(), Some(link.to_owned()));
    let command = SaveApplication { brand, form, link, answers, language: "en".into(), trap: String::new() };
    world.app.run(&Caller::visitor(), command).await
}

#[test]
fn the_eleventh_of_an_address_waits_by_whichever_way_it_comes() {
    on_both(async |world| {
        opened(world).await;
        let form = form(world).await;
        let somebody = Caller { address: "203.0.113.9".into(), ..Caller::visitor() };
        let command = |name: &str| SubmitApplication {
            brand: "fennel-rye".into(),
            form: form.clone(),
            link: None,
            answers: answers(name),
            language: "en".into(),
            trap: String::new(),
        };
        let program = Program::anonymous(world).from("203.0.113.9:4000");
        let sent = |name: &str| json!({ "brand": "fennel-rye", "form": form, "language": "en", "answers": answers(name) });
        for name in ["Ada", "Ben", "Cleo", "Dora", "Emil"] {
            world.app.run(&somebody, command(name)).await.expect("sent");
            program.post("/applications/drafts", sent(&format!("{name} Half"))).await.ok();
        }
        assert_eq!(code(world.app.run(&somebody, command("Finn")).await), "too_many");
        assert_eq!(program.post("/applications", sent("Finn")).await.refused(429), "too_many");
        assert_eq!(program.post("/applications/drafts", sent("Finn")).await.refused(429), "too_many");
        let mut browser = crate::web::client::Client::new(world);
        browser.peer = Some("203.0.113.9:4001".parse().expect("a network address"));
        let page = browser.post_with("/apply/fennel-rye", &[("form", &form), ("name", "Finn Forgotten")], None, &[]).await;
        assert_eq!((page.status, page.header("retry-after")), (429, "180"));
        assert!(page.text.contains("Wait three minutes") && page.text.contains("Finn Forgotten"), "{}", page.text);
        Program::anonymous(world).from("203.0.113.10:4000").post("/applications", sent("Greta")).await.ok();
        world.clock.advance(3 * MINUTE);
        world.app.run(&somebody, command("Finn")).await.expect("three minutes later there is room for one");
        assert_eq!(code(world.app.run(&somebody, command("Hugo")).await), "too_many");
    });
}

#[test]
fn an_erased_creators_other_address_is_forgotten_and_never_written_to() {
    on_both(async |world| {
        opened(world).await;
        let maya = added(world, &world.owner, "Maya Okonkwo").await;
        let other = |email: &str| Answers { email: email.into(), ..answers("Maya Okonkwo") };
        sends(world, other("Other.Box@creators.example")).await.expect("sent");
        sends(world, Answers { about: "Sent again.".into(), ..other("other.box@creators.example") }).await.expect("sent");
        world.work().await;
        let taken = world.run(yes(only(world, Part::New).await)).await.expect("taken in");
        assert_eq!((taken.creator, taken.known), (maya, true), "the same account");
        let view = world.show(GetCreator { creator: maya }).await.expect("shown");
        assert_eq!(view.creator.email.as_deref(), Some("maya.okonkwo@creators.example"), "her record has another address");
        let list = b"email,orders\nother.box@creators.example,3\nstays@shop.example,1\n";
        world.run(ImportCustomers::of_bytes("customers.csv", list, false)).await.expect("imported");
        world.run(EraseCreator { creator: maya, reason: "Asked.".into(), although_owed: false }).await.expect("erased");
        world.work().await;
        let customers = world.show(ListMatches::default()).await.expect("listed").customers;
        assert_eq!(customers, 1, "who bought under the address they applied from goes too");
        let left = kept(world).await;
        assert!(!left.contains("other.box@") && !left.contains("maya.okonkwo"), "{left}");
        let letters = world.letters.all().len();
        saves(world, Answers { accounts: vec![], ..other("OTHER.BOX@creators.example") }).await.expect("the same answer as ever");
        world.work().await;
        assert_eq!(world.letters.all().len(), letters, "whoever asked to be erased is not written to");
    });
}

#[test]
fn mail_is_forgotten_however_its_address_was_written() {
    on_both(async |world| {
        opened(world).await;
        saves(world, Answers { email: "Takes.Back@creators.example".into(), ..answers("Takes Back") }).await.expect("kept");
        saves(world, Answers { about: "More.".into(), ..answers("Takes Back") }).await.expect("kept");
        world.work().await;
        let link = secret(&world.letters.last_link_to("takes.back@creators.example"));
        world.app.run(&Caller::visitor(), WithdrawApplication { link }).await.expect("deleted");
        assert!(!kept(world).await.contains("takes.back@"));
    });
}

#[test]
fn what_a_robot_kept_is_not_remembered() {
    on_both(async |world| {
        opened(world).await;
        let trapped = SaveApplication {
            brand: "fennel-rye".into(),
            form: form(world).await,
            link: None,
            answers: answers("Stranger"),
            language: "en".into(),
            trap: "https://spam.example".into(),
        };
        world.app.run(&Caller::visitor(), trapped).await.expect("kept");
        for _ in 0..4 {
            world.clock.advance(DAY);
            world.tick().await;
            world.work().await;
        }
        assert_eq!((world.letters.all().len(), in_part(world, Part::Unfinished).await.len()), (0, 1));
    });
}

#[test]
fn reminders_are_within_the_mailboxs_budget() {
    on_both(async |world| {
        opened(world).await;
        for name in ["Ada", "Ben", "Cleo"] {
            saves(world, answers(name)).await.expect("kept");
        }
        world.work().await;
        let settings = BrandSettings { mailbox_budget: 2, ..BrandSettings::default() };
        let found =
            store::document::find::<Brand>(world.app.db(), world.organisation, world.brand).await.expect("read").expect("a brand").value;
        world.run(UpdateBrand { name: found.name, zone: found.zone, currency: found.currency, settings }).await.expect("saved");
        let reminders = || world.letters.all().iter().filter(|letter| letter.subject.contains("noch nicht abgeschickt")).count();
        world.clock.set("2026-09-03T10:00:00Z");
        // What is written takes its part of the budget before it has left.
        world.tick().await;
        world.tick().await;
        for _ in 0..3 {
            world.work().await;
            world.tick().await;
            world.clock.advance(HOUR);
        }
        assert_eq!(reminders(), 2);
        world.clock.set("2026-09-04T10:00:00Z");
        world.tick().await;
        world.work().await;
        assert_eq!(reminders(), 3, "the third goes on the next day");
    });
}

#[test]
fn what_was_kept_beside_a_sent_application_goes_after_thirty_days() {
    on_both(async |world| {
        opened(world).await;
        sends(world, answers("Maya Okonkwo")).await.expect("sent");
        world.work().await;
        let link = secret(&world.letters.last_link_to("maya.okonkwo@creators.example"));
        saves_by(world, &link, Answers { about: "Second thoughts.".into(), ..answers("Maya Okonkwo") }).await.expect("kept");
        let application = only(world, Part::New).await;
        let later = async || world.show(GetApplication { application }).await.expect("shown").application.later;
        assert_eq!(later().await.expect("kept").answers.about, "Second thoughts.");
        // A version before this one noted no day; the migration lets the clock look at once.
        let tx = world.app.db().begin().await.expect("begun");
        tx.execute("UPDATE application SET due_at = 0", vec![]).await.expect("as migrated");
        tx.commit().await.expect("kept");
        world.tick().await;
        assert!(later().await.is_some(), "it has thirty days");
        world.clock.advance(30 * DAY - HOUR);
        world.tick().await;
        assert!(later().await.is_some());
        world.clock.advance(2 * HOUR);
        world.tick().await;
        world.tick().await;
        assert!(later().await.is_none() && !kept(world).await.contains("second thoughts"));
        assert_eq!(only(world, Part::New).await, application, "what was sent stays");
    });
}

#[test]
fn reminders_that_wait_for_the_mailbox_keep_nothing_from_being_forgotten() {
    on_both(async |world| {
        opened(world).await;
        saves(world, answers("Long Ago")).await.expect("kept");
        world.clock.advance(3 * DAY);
        world.tick().await;
        world.clock.advance(24 * DAY);
        for number in 0..51 {
            saves(world, answers(&format!("New {number}"))).await.expect("kept");
        }
        world.clock.advance(4 * DAY);
        let clock = Caller::clock(world.organisation, world.brand);
        let checked = world.app.run(&clock, CheckApplications { remind: 0 }).await.expect("checked");
        assert_eq!((checked.reminded, checked.forgotten), (0, 1));
        assert!(in_part(world, Part::Unfinished).await.iter().all(|(_, name)| name != "Long Ago"));
    });
}
