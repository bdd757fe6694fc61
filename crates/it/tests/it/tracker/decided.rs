//! A person takes up what came from a sheet and stood still, says what of its money is owed, or lets it rest.
//!
//! Invariant: what was decided goes on as if it had begun here; letting rest writes to nobody. Absent: the import itself.

use app::{
    imports::{GetTrackerImport, LetRest, OweFee, RecordPaidOutside, TakeUp},
    payments::{MakePayout, WithdrawPayout},
};
use domain::{
    campaigns::Fallen,
    team::Role,
    time::{DAY, Day},
};
use store::Read as _;

use super::{brought, count, creator_of, moves, nothing_is_wrong, payables, stage};
use crate::support::{World, code, on_both};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

async fn take_up(world: &World, name: &str, closes: Option<&str>) -> String {
    let (_, id) = stage(world, name).await;
    code(world.run(TakeUp { collaborations: vec![id], closes: closes.map(day) }).await)
}

async fn rest(world: &World, name: &str) -> String {
    let (_, id) = stage(world, name).await;
    code(world.run(LetRest { collaborations: vec![id], reason: "Too long ago".into() }).await)
}

#[test]
fn what_is_taken_up_is_chased_from_then_on() {
    on_both(async |world| {
        brought(world).await;
        assert_eq!(take_up(world, "Dan Late", None).await, "invalid", "a day is needed");
        assert_eq!(take_up(world, "Dan Late", Some("2026-09-01")).await, "invalid", "today is too late");
        assert_eq!(take_up(world, "Iris Run", Some("2026-10-01")).await, "imports.goes_on_already");
        assert_eq!(take_up(world, "Cleo Due", Some("2026-10-01")).await, "imports.is_posted");
        assert_eq!(take_up(world, "Dan Late", Some("2026-09-20")).await, "done");
        assert_eq!(take_up(world, "Dan Late", Some("2026-09-20")).await, "imports.goes_on_already");
        assert_eq!(take_up(world, "Lea Deal", Some("2026-09-25")).await, "done");
        assert_eq!(take_up(world, "Eve Sent", Some("2026-09-25")).await, "done");
        let drafts = |name: &'static str| async move {
            moves(world, name).await.iter().filter(|(turn, what)| turn == "creator" && what == "submit_draft").count()
        };
        assert_eq!((drafts("Dan Late").await, drafts("Lea Deal").await, drafts("Eve Sent").await), (2, 1, 1));
        assert_eq!(stage(world, "Lea Deal").await.0, "producing");
        nothing_is_wrong(world).await;
        assert_eq!(count(world, "mail").await, 0, "taking up alone writes to nobody");
        for _ in 0..14 {
            world.clock.advance(DAY);
            world.tick().await;
            world.work().await;
        }
        assert!(!world.letters.to("dan@example.com").is_empty(), "he is reminded of the new day");
    });
}

#[test]
fn those_with_whom_nothing_is_agreed_are_asked_again_or_made_an_offer() {
    on_both(async |world| {
        brought(world).await;
        assert_eq!(take_up(world, "Finn Quiet", None).await, "done");
        assert_eq!(stage(world, "Finn Quiet").await.0, "shortlisted");
        assert!(moves(world, "Finn Quiet").await.contains(&("team".into(), "invite".into())));
        assert_eq!(take_up(world, "Lea Deal", None).await, "done");
        assert_eq!(stage(world, "Lea Deal").await.0, "in_conversation");
        assert!(moves(world, "Lea Deal").await.contains(&("team".into(), "make_offer".into())));
        nothing_is_wrong(world).await;
    });
}

#[test]
fn an_open_fee_is_owed_or_was_paid_once_and_by_whom_it_may() {
    on_both(async |world| {
        brought(world).await;
        let (_, cleo) = stage(world, "Cleo Due").await;
        let (nora, femi) = (world.person("Mara Fields", Role::Manager).await, world.person("Femi Adeyemi", Role::Finance).await);
        let paid = |on: &str| RecordPaidOutside { collaborations: vec![cleo], paid_on: day(on) };
        assert_eq!(code(world.app.run(&nora, paid("2026-08-01")).await), "not_found", "a manager approves no payment");
        assert_eq!(code(world.app.run(&femi, paid("2026-12-01")).await), "invalid", "not yet");
        assert_eq!(code(world.app.run(&nora, OweFee { collaborations: vec![cleo] }).await), "done");
        assert_eq!(code(world.app.run(&nora, OweFee { collaborations: vec![cleo] }).await), "imports.nothing_open");
        assert_eq!(code(world.app.run(&femi, paid("2026-08-01")).await), "imports.nothing_open");
        let owed: Vec<_> = payables(world).await.into_iter().filter(|one| one.creator_name == "Cleo Due").collect();
        assert_eq!((owed.len(), owed[0].amount.minor, owed[0].due.to_string().as_str()), (1, 30_000, "2026-09-15"));
        nothing_is_wrong(world).await;
    });
}

#[test]
fn what_is_let_go_after_its_fee_was_owed_is_not_paid() {
    on_both(async |world| {
        brought(world).await;
        assert_eq!(take_up(world, "Dan Late", Some("2026-09-20")).await, "done");
        let (_, dan) = stage(world, "Dan Late").await;
        world.run(OweFee { collaborations: vec![dan] }).await.expect("owed");
        let owed = async || {
            let all = payables(world).await.into_iter().filter(|one| one.creator_name == "Dan Late");
            all.map(|one| one.amount.minor).collect::<Vec<_>>()
        };
        assert_eq!(owed().await, [20_000]);
        for _ in 0..90 {
            world.clock.advance(DAY);
            world.tick().await;
            world.work().await;
        }
        let made = store::content::of_collaboration(world.app.db(), world.brand, dan).await.expect("read");
        let gone = app::content::LetGo { deliverable: made[0].id, reason: "Too late.".into() };
        world.run(gone).await.expect("let go");
        assert_eq!(owed().await, [10_000], "one of two stories");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn what_is_let_go_while_its_fee_is_in_a_payout_is_not_owed_again() {
    on_both(async |world| {
        brought(world).await;
        assert_eq!(take_up(world, "Dan Late", Some("2026-09-20")).await, "done");
        let (_, dan) = stage(world, "Dan Late").await;
        let made = world.run(OweFee { collaborations: vec![dan] }).await.expect("owed");
        let form = app::agreements::FillForm {
            collaboration: dan,
            legal_name: "Dan Late".into(),
            address: None,
            preferences: String::new(),
            sizes: None,
            payment_method: "Bank transfer".into(),
            payment_account: Some("GB82 WEST 1234 5698 7654 32".into()),
            tax_country: "GB".into(),
            as_received: true,
        };
        world.run(form).await.expect("filled in");
        for _ in 0..90 {
            world.clock.advance(DAY);
            world.tick().await;
            world.work().await;
        }
        let owed = async || {
            let all = payables(world).await.into_iter().filter(|one| one.creator_name == "Dan Late");
            all.map(|one| one.amount.minor).collect::<Vec<_>>()
        };
        let pay = MakePayout { creator: creator_of(world, "Dan Late").await, payables: made, method: "Marketing GBP".into() };
        let payout = world.run(pay).await.expect("made").id;
        let made = store::content::of_collaboration(world.app.db(), world.brand, dan).await.expect("read");
        world.run(app::content::LetGo { deliverable: made[0].id, reason: "Too late.".into() }).await.expect("let go");
        assert_eq!(owed().await, [20_000], "what is on its way is not changed");
        nothing_is_wrong(world).await;
        world.run(WithdrawPayout { payout, reason: "One story less.".into() }).await.expect("withdrawn");
        assert_eq!(owed().await, [10_000], "one of two stories");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn a_fee_that_was_paid_before_settles_and_one_that_is_not_owed_closes() {
    on_both(async |world| {
        brought(world).await;
        let (_, cleo) = stage(world, "Cleo Due").await;
        let femi = world.person("Femi Adeyemi", Role::Finance).await;
        let command = RecordPaidOutside { collaborations: vec![cleo], paid_on: day("2026-06-01") };
        world.app.run(&femi, command).await.expect("recorded");
        assert_eq!(stage(world, "Cleo Due").await.0, "closed", "posted in May, and paid");
        assert!(payables(world).await.iter().all(|one| one.state.paid_on().is_some()));
        nothing_is_wrong(world).await;
    });
    on_both(async |world| {
        brought(world).await;
        assert_eq!(rest(world, "Cleo Due").await, "done");
        assert_eq!(stage(world, "Cleo Due").await.0, "closed", "nothing is owed");
        assert_eq!(payables(world).await.iter().filter(|one| one.creator_name == "Cleo Due").count(), 0);
        assert_eq!(rest(world, "Cleo Due").await, "done", "the code that nobody used is set aside");
        assert_eq!(rest(world, "Cleo Due").await, "imports.goes_on_already");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn what_is_let_rest_ends_and_nobody_hears_of_it() {
    on_both(async |world| {
        brought(world).await;
        for (name, stage_then) in [("Dan Late", "dropped"), ("Finn Quiet", "no_response"), ("Lea Deal", "dropped"), ("Eve Sent", "dropped")]
        {
            assert_eq!(rest(world, name).await, "done", "{name}");
            assert_eq!((stage(world, name).await.0.as_str(), moves(world, name).await.len()), (stage_then, 0), "{name}");
        }
        world.tick().await;
        world.work().await;
        assert_eq!(count(world, "mail").await, 0);
        let reserved = world.app.db().number("budget_line", "SELECT CAST(SUM(reserved) AS BIGINT) AS n FROM budget_line", vec![]).await;
        assert_eq!(reserved.expect("summed"), 0, "what was kept for them is free again");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn what_goes_on_goes_on_to_the_end_as_if_it_had_begun_here() {
    on_both(async |world| {
        let tracker = brought(world).await;
        let (_, jon) = stage(world, "Jon Ready").await;
        let row =
            world.app.db().one("deliverable", "SELECT id FROM deliverable WHERE collaboration = $1", vec![store::Bind::bind(jon)]).await;
        let deliverable = row.expect("read").expect("one").get("id").expect("an id");
        let live = app::tracking::ReportLive { deliverable, url: "https://www.instagram.com/p/J1/".into(), live_at: None, check: None };
        world.links.answers("https://www.instagram.com/p/J1/", 200, None);
        let post = world.run(live).await.expect("reported").id;
        let seen = app::tracking::VerifyPost { post, note: "Seen".into(), file: None, accept_outside: true };
        world.run(seen).await.expect("verified");
        // Posted, and its fee is a question again: the sheet's deal becomes no payable by itself.
        assert_eq!(stage(world, "Jon Ready").await.0, "measuring");
        assert!(moves(world, "Jon Ready").await.contains(&("team".into(), "take_up".into())));
        let shown = world.show(GetTrackerImport { tracker, show: Some(Fallen::Unpaid), after: None }).await.expect("shown");
        assert!(shown.rows.iter().any(|row| row.collaboration == jon), "the page that Today leads to has it");
        world.run(OweFee { collaborations: vec![jon] }).await.expect("owed");
        assert!(moves(world, "Jon Ready").await.contains(&("team".into(), "make_payout".into())));
        nothing_is_wrong(world).await;
    });
}
