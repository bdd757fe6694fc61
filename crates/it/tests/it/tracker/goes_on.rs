//! What came from a sheet and was taken up goes on to its end without an agreement or a brief of the program's own: the clock,
//! the creator's pages, the form and the money.
//!
//! Invariant: what is still held is the team's affair alone. Absent: the import itself, and what is decided on its page.

use app::{
    campaigns::{Decline, Drop, Withdraw},
    imports::{OweFee, TakeUp},
    outreach::{LogMessage, RespondToInvitation},
    views::ShowToday,
};
use axum::http::StatusCode;
use domain::{
    ids::CollaborationId,
    team::Role,
    time::{DAY, Day},
};
use store::Read as _;

use super::{brought, moves, nothing_is_wrong, stage};
use crate::{
    portal::scene::path_of,
    support::{World, browser::Browser, code, on_both},
};

async fn days(world: &World, count: usize) {
    for _ in 0..count {
        world.clock.advance(DAY);
        world.tick().await;
        world.work().await;
    }
}

async fn trouble(world: &World) -> Vec<String> {
    let rows = world.app.db().all("clock_trouble", "SELECT reason FROM clock_trouble", vec![]).await.expect("read");
    rows.iter().map(|row| row.get("reason").expect("words")).collect()
}

/// Takes a collaboration up with a day ahead, and waits until its creator is written to.
async fn taken_up(world: &World, name: &str, email: &str, closes: &str) -> (CollaborationId, String) {
    let (_, id) = stage(world, name).await;
    let closes = Some(Day::parse(closes).expect("a day"));
    world.run(TakeUp { collaborations: vec![id], closes }).await.expect("taken up");
    for _ in 0..20 {
        if !world.letters.to(email).is_empty() {
            break;
        }
        days(world, 1).await;
    }
    (id, path_of(&world.letters.last_link_to(email)))
}

#[test]
fn a_creator_finds_what_was_taken_up_on_their_page_and_sends_the_draft() {
    on_both(async |world| {
        brought(world).await;
        let (_, path) = taken_up(world, "Dan Late", "dan@example.com", "2026-09-25").await;
        let mut phone = Browser::new(world);
        let home = phone.get(&path).await;
        home.says(&["Spring"]).hides(&["tracker.csv", "take_up"]);
        // Every page that the home page leads to is there.
        let links: Vec<&str> = home.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let own: Vec<&&str> = links.iter().filter(|link| link.starts_with(path.as_str())).collect();
        assert!(own.len() > 3, "{links:?}");
        for link in own {
            let page = phone.get(link).await;
            assert!(page.status.is_success() || page.status.is_redirection(), "{link}: {}", page.status);
            page.hides(&["tracker.csv", "The agreement is not ready yet"]);
        }
        let work = phone.get(&format!("{path}/work")).await;
        let draft = work.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|link| link.contains("/draft/"));
        let draft = draft.expect("a draft to send").to_owned();
        let page = phone.get(&draft).await;
        page.says(&["Send draft 1"]).hides(&["Read the brief first"]);
        let said = [("text", "Ad: two stories about the cream.")];
        phone.post_file(&page, &draft, &said, ("story.png", crate::portal::PICTURE)).await.says(&["Sent."]);
        assert!(moves(world, "Dan Late").await.contains(&("team".into(), "review_draft".into())));
        nothing_is_wrong(world).await;
    });
}

#[test]
fn the_clock_brings_what_nobody_keeps_to_its_end_without_an_agreement() {
    on_both(async |world| {
        brought(world).await;
        for (name, closes) in [("Dan Late", "2026-09-20"), ("Lea Deal", "2026-09-25"), ("Eve Sent", "2026-09-25")] {
            let (_, id) = stage(world, name).await;
            let closes = Some(Day::parse(closes).expect("a day"));
            world.run(TakeUp { collaborations: vec![id], closes }).await.expect("taken up");
        }
        days(world, 90).await;
        assert_eq!(trouble(world).await, Vec::<String>::new(), "nothing that the clock could not do");
        for name in ["Dan Late", "Lea Deal", "Iris Run", "Jon Ready"] {
            let open = moves(world, name).await;
            assert!(open.iter().any(|(turn, what)| turn == "team" && what == "decide_missed"), "{name}: {open:?}");
        }
        nothing_is_wrong(world).await;
    });
}

#[test]
fn what_is_held_is_not_shown_to_its_creator_and_a_message_of_theirs_is_answered() {
    on_both(async |world| {
        brought(world).await;
        let (_, path) = taken_up(world, "Dan Late", "dan@example.com", "2026-09-25").await;
        let (_, finn) = stage(world, "Finn Quiet").await;
        // He is in no other collaboration; the link of another creator shows nothing of him.
        assert_eq!(Browser::new(world).get(&format!("{path}/invitation/{finn}")).await.status, StatusCode::NOT_FOUND);
        let (_, eve) = stage(world, "Eve Sent").await;
        let creator = world.app.db().one("collaboration", "SELECT creator FROM collaboration WHERE id = $1", vec![store::Bind::bind(eve)]);
        let creator = creator.await.expect("read").expect("one").get("creator").expect("an id");
        let said = LogMessage {
            creator,
            collaboration: Some(eve),
            direction: domain::outreach::Direction::In,
            channel: domain::outreach::Channel::Email,
            subject: String::new(),
            body: "The parcel came, when do you need it?".into(),
            at: None,
            automatic: false,
        };
        world.run(said).await.expect("noted");
        let open = moves(world, "Eve Sent").await;
        assert!(open.contains(&("team".into(), "answer".into())) && open.contains(&("team".into(), "take_up".into())), "{open:?}");
    });
}

#[test]
fn what_happens_here_lifts_what_the_sheet_held() {
    on_both(async |world| {
        brought(world).await;
        let (_, finn) = stage(world, "Finn Quiet").await;
        let yes = RespondToInvitation { collaboration: finn, accept: true, message: String::new(), channel: None };
        world.run(yes).await.expect("his yes is entered");
        assert_eq!(stage(world, "Finn Quiet").await.0, "in_conversation");
        let open = moves(world, "Finn Quiet").await;
        assert!(open.contains(&("team".into(), "make_offer".into())) && !open.iter().any(|(_, what)| what == "take_up"), "{open:?}");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn a_deal_from_before_can_be_withdrawn_from_and_is_no_invitation() {
    on_both(async |world| {
        brought(world).await;
        let (_, iris) = stage(world, "Iris Run").await;
        assert_eq!(
            code(world.run(Decline { collaboration: iris, reason: String::new(), as_received: true }).await),
            "campaigns.already_agreed"
        );
        assert_eq!(code(world.run(Withdraw { collaboration: iris, reason: "Ill".into(), as_received: true }).await), "done");
        assert_eq!(stage(world, "Iris Run").await.0, "withdrawn");
        // Who was held back hears nothing when it is dropped by its own verb.
        let (_, dan) = stage(world, "Dan Late").await;
        assert_eq!(code(world.run(Drop { collaboration: dan, reason: "Too late".into() }).await), "done");
        world.work().await;
        assert!(world.letters.to("dan@example.com").is_empty());
        nothing_is_wrong(world).await;
    });
}

#[test]
fn an_owed_fee_asks_where_to_pay_and_is_paid() {
    on_both(async |world| {
        brought(world).await;
        let (_, cleo) = stage(world, "Cleo Due").await;
        world.run(OweFee { collaborations: vec![cleo] }).await.expect("owed");
        assert!(moves(world, "Cleo Due").await.contains(&("creator".into(), "fill_form".into())));
        let form = app::agreements::FillForm {
            collaboration: cleo,
            legal_name: "Cleo Due".into(),
            address: None,
            preferences: String::new(),
            sizes: None,
            payment_method: "Bank transfer".into(),
            payment_account: Some("GB82 WEST 1234 5698 7654 32".into()),
            tax_country: "GB".into(),
            as_received: true,
        };
        world.run(form).await.expect("filled in");
        let open = moves(world, "Cleo Due").await;
        assert!(!open.iter().any(|(_, what)| what == "fill_form") && open.contains(&("team".into(), "make_payout".into())), "{open:?}");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn a_tracker_is_one_line_of_today() {
    on_both(async |world| {
        let import = brought(world).await;
        let (today, statements) = world.counted(ShowToday { team: true, open: None }).await;
        assert!(statements <= 12, "{statements}");
        let lines: Vec<_> = today.sheets.iter().map(|one| (one.import, one.name.as_str(), one.count)).collect();
        assert_eq!(lines, [(import, "tracker.csv", 5)], "Cleo, Dan, Eve, Finn and Lea");
        assert!(today.moves.iter().all(|entry| entry.promise.what != domain::moves::What::TakeUp));
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        assert_eq!(world.app.show(&femi, ShowToday::default()).await.expect("shown").sheets, [], "it is a manager's to decide");
        let shell = app::views::shell::shell(&world.app, &world.owner, "fennel-rye").await.expect("shown");
        let waits = shell.waiting_for(&[domain::moves::What::TakeUp]);
        assert_eq!(waits, 1, "one list to go through");
    });
}
