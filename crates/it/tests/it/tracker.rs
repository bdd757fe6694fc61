//! A tracker sheet becomes running and past collaborations, and writes to nobody.
//!
//! Invariant: what is expected stands in the sheets below and is reckoned here by hand. Absent: how cells and rows are read; the
//! ground floor has its tests.

mod bad;
mod decided;
mod goes_on;
mod page;

use app::{
    creators::ListCreators,
    imports::{self, GetTrackerImport, ImportTracker, ListTrackerImports, TakeBackTracker, TrackerView},
    outreach::SendMessage,
    payments::{ListPayments, MakePayout, view::PayableView},
};
use domain::{
    campaigns::Fallen,
    ids::{CollaborationId, CreatorId, Id, ImportId},
    imports::{Ask, What},
    time::DAY,
};
use store::Read;
use troupe::simulate::check::{Checker, Moment};

use crate::support::{World, code, on_both};

/// The world's day is 1 September 2026.
pub const SHEET: &str = "Name,Handle,E-mail,Campaign,Status,Fee (GBP),Deliverable,Contacted,Due date,Draft date,Approved,Posted on,Post link,Shipped,Discount code,Redemptions,Paid?,Paid date,Notes\n\
Anna Old,@anna.old,anna@example.com,Spring,Paid,£400,1 reel,2026-03-01,2026-04-10,,yes,2026-04-12,https://www.instagram.com/reel/A1/,,ANNA10,12,yes,2026-04-30,lovely\n\
Ben New,@ben.new,ben@example.com,Spring,Live,£250,1 reel,,2026-08-20,,,2026-08-21,https://www.instagram.com/reel/B1/,,,,yes,2026-08-28,\n\
Cleo Due,@cleo.due,cleo@example.com,Spring,posted,£300,1 reel,,2026-05-01,,,2026-05-01,https://www.instagram.com/reel/C1/,,CLEO15,0,,,\n\
Dan Late,@dan.late,dan@example.com,Spring,in progress,£200,2 stories,,2026-06-01,,,,,,,,,,\n\
Eve Sent,@eve.sent,eve@example.com,Spring,product sent,,1 reel,,,,,,,2026-05-02,,,,,\n\
Finn Quiet,@finn.quiet,finn@example.com,Spring,reached out,,,2026-06-01,,,,,,,,,,,\n\
Gia Ghost,@gia.ghost,gia@example.com,Spring,ghosted,,,2026-05-01,,,,,,,,,,,\n\
Hal No,@hal.no,hal@example.com,Spring,declined,,,,,,,,,,,,,,\n\
Iris Run,@iris.run,iris@example.com,Autumn,in progress,£500,1 reel,,2026-09-30,2026-09-20,,,,,,,,,\n\
Jon Ready,@jon.ready,jon@example.com,Autumn,approved,£150,1 story,,2026-09-10,,yes,,,,,,,,\n\
Kim Review,@kim.review,kim@example.com,Autumn,draft in,,1 reel,,2026-09-15,,,,,,,,,,\n\
Lea Deal,@lea.deal,lea@example.com,Autumn,contract sent,£600,1 reel,,2026-10-01,,,,,,,,,,\n\
Max List,@max.list,max@example.com,Autumn,to contact,,,,,,,,,,,,,,\n\
Nia Two,@nia.two,nia@example.com,Autumn,live,£100,1 reel,,2026-08-01,,,2026-08-01,https://www.instagram.com/reel/N1/,,,,yes,2026-08-02,\n\
Nia Two,@nia.two,,Autumn,in progress,£90,1 story,,2026-09-20,,,,,,,,,,\n";

/// What each creator's collaboration is at, by the sheet's own words, and what had fallen through.
pub const BECOMES: &[(&str, &str, &[Fallen])] = &[
    ("Anna Old", "closed", &[]),
    ("Ben New", "settled", &[]),
    ("Cleo Due", "measuring", &[Fallen::Unpaid, Fallen::CodeUnused]),
    ("Dan Late", "producing", &[Fallen::NeverPosted]),
    ("Eve Sent", "shipped", &[Fallen::NothingSince]),
    ("Finn Quiet", "invited", &[Fallen::Unanswered]),
    ("Gia Ghost", "no_response", &[]),
    ("Hal No", "declined", &[]),
    ("Iris Run", "producing", &[]),
    ("Jon Ready", "approved", &[]),
    ("Kim Review", "in_review", &[]),
    ("Lea Deal", "agreed", &[Fallen::Unsigned]),
    ("Max List", "shortlisted", &[]),
    ("Nia Two", "producing", &[]),
];

pub async fn look(world: &World, sheet: &str, options: ImportTracker) -> app::Result<TrackerView> {
    imports::run(&world.app, &world.owner, "tracker.csv", sheet.as_bytes(), ImportTracker { dry_run: true, ..options }).await
}

pub async fn bring(world: &World, sheet: &str, options: ImportTracker) -> app::Result<TrackerView> {
    imports::run(&world.app, &world.owner, "tracker.csv", sheet.as_bytes(), options).await
}

/// Brings the sheet above in.
pub async fn brought(world: &World) -> ImportId {
    bring(world, SHEET, ImportTracker::default()).await.expect("brought in").id.expect("an import")
}

pub async fn count(world: &World, table: &'static str) -> i64 {
    world.app.db().number(table, &format!("SELECT COUNT(*) AS n FROM {table}"), vec![]).await.expect("counted")
}

/// The stage of a creator's collaboration, and the collaboration.
pub async fn stage(world: &World, name: &str) -> (String, CollaborationId) {
    let sql = "SELECT s.stage AS stage, c.id AS id FROM collaboration c JOIN stage s ON s.collaboration = c.id \
               JOIN creator p ON p.id = c.creator WHERE p.name = $1";
    let row = world.app.db().one("stage", sql, vec![store::Bind::bind(name)]).await.expect("read").expect("a collaboration");
    (row.get("stage").expect("a word"), row.get("id").expect("an id"))
}

/// The creator of this name.
pub async fn creator_of(world: &World, name: &str) -> CreatorId {
    let row = world.app.db().one("creator", "SELECT id FROM creator WHERE name = $1", vec![store::Bind::bind(name)]).await;
    row.expect("read").expect("a creator").get("id").expect("an id")
}

/// The open moves of a creator's collaboration: whose turn, and what.
pub async fn moves(world: &World, name: &str) -> Vec<(String, String)> {
    let sql = "SELECT m.turn AS turn, m.what AS what FROM move m JOIN creator p ON p.id = m.creator WHERE p.name = $1 ORDER BY m.key";
    let rows = world.app.db().all("move", sql, vec![store::Bind::bind(name)]).await.expect("read");
    rows.iter().map(|row| (row.get("turn").expect("a word"), row.get("what").expect("a word"))).collect()
}

pub async fn payables(world: &World) -> Vec<PayableView> {
    world.show(ListPayments {}).await.expect("shown").payables
}

/// The invariants of docs/domain.md, section 11, by the simulation's own checker and by the audit.
pub async fn nothing_is_wrong(world: &World) {
    world.moves_rebuild().await;
    let mut checker = Checker::new(world.brand.uuid(), crate::support::zone("Europe/London"), std::collections::BTreeMap::new(), 60);
    let moment = Moment { now: world.now(), faulty: false };
    assert_eq!(checker.check(world.app.db(), moment).await.expect("checked"), Vec::<String>::new());
    let audit = app::audit::verify(world.app.db(), None).await.expect("verified");
    assert!(audit.is_empty(), "{audit:?}");
}

#[test]
fn a_tracker_becomes_what_its_rows_say_and_nobody_is_written_to() {
    on_both(async |world| {
        let looked = look(world, SHEET, ImportTracker::default()).await.expect("read");
        assert_eq!(looked.asks, []);
        assert_eq!((count(world, "collaboration").await, count(world, "creator").await, count(world, "campaign").await), (0, 0, 0));
        let import = bring(world, SHEET, ImportTracker::default()).await.expect("brought in");
        let counts = import.counts;
        assert_eq!((counts.rows, counts.taken, counts.collaborations, counts.creators, counts.campaigns), (15, 15, 14, 14, 2));
        assert_eq!(counts, looked.counts, "the dry run said it");
        for (name, expected, fallen) in BECOMES {
            let (found, _) = stage(world, name).await;
            let said = looked.taken.iter().find(|row| row.name == *name && row.what == What::Created).expect("a row");
            assert_eq!((found.as_str(), said.stage.map(|stage| stage.as_str())), (*expected, Some(*expected)), "{name}");
            assert_eq!(said.fallen, *fallen, "{name}");
        }
        nothing_is_wrong(world).await;
        world.tick().await;
        world.work().await;
        assert_eq!((count(world, "mail").await, count(world, "message").await), (0, 0), "nobody is written to because of an import");

        // Only what has a date ahead goes on; everything else is one question to the team.
        let held = [("team".to_owned(), "take_up".to_owned())];
        for name in ["Cleo Due", "Dan Late", "Eve Sent", "Finn Quiet", "Lea Deal"] {
            assert_eq!(moves(world, name).await, held, "{name}");
        }
        for name in ["Anna Old", "Gia Ghost", "Hal No"] {
            assert_eq!(moves(world, name).await, [], "{name}");
        }
        assert!(moves(world, "Iris Run").await.contains(&("creator".to_owned(), "submit_draft".to_owned())));
        assert!(moves(world, "Jon Ready").await.contains(&("creator".to_owned(), "post".to_owned())));
        assert!(moves(world, "Max List").await.contains(&("team".to_owned(), "invite".to_owned())));

        // Two months on the clock has written to those with a date ahead alone.
        for _ in 0..60 {
            world.clock.advance(DAY);
            world.tick().await;
            world.work().await;
        }
        for name in ["anna", "ben", "cleo", "dan", "eve", "finn", "gia", "hal", "lea", "max"] {
            assert!(world.letters.to(&format!("{name}@example.com")).is_empty(), "{name} was written to");
        }
        assert!(!world.letters.to("iris@example.com").is_empty(), "she is reminded of the day ahead");
        world.moves_rebuild().await;
    });
}

#[test]
fn what_the_sheet_calls_paid_is_in_the_books_and_never_paid_again() {
    on_both(async |world| {
        brought(world).await;
        let all = payables(world).await;
        let mut paid: Vec<(String, i64)> = all.iter().map(|one| (one.creator_name.clone(), one.amount.minor)).collect();
        paid.sort();
        let expected = [("Anna Old", 40_000), ("Ben New", 25_000), ("Nia Two", 10_000)].map(|(name, minor)| (name.to_owned(), minor));
        assert_eq!(paid, expected);
        for one in &all {
            assert!(one.state.paid_on().is_some(), "{:?}", one.state);
            let pay = MakePayout { creator: one.creator, payables: vec![one.id], method: "Marketing GBP".into() };
            assert_ne!(code(world.run(pay).await), "done", "never twice");
        }
        // 750 pounds in the books, against money that was never in them; in the budgets the rest is committed or reserved.
        let sum =
            |account: &str| format!("SELECT CAST(COALESCE(SUM(minor), 0) AS BIGINT) AS n FROM ledger_entry WHERE account = '{account}'");
        assert_eq!(world.app.db().number("ledger_entry", &sum("expense:fees"), vec![]).await.expect("summed"), 75_000);
        assert_eq!(world.app.db().number("ledger_entry", &sum("cash:Paid before Troupe"), vec![]).await.expect("summed"), -75_000);
        let line = |column: &str| format!("SELECT CAST(SUM({column}) AS BIGINT) AS n FROM budget_line");
        for (column, minor) in
            [("paid", 75_000), ("committed", 30_000 + 20_000 + 50_000 + 15_000 + 9_000), ("reserved", 60_000), ("accrued", 0)]
        {
            assert_eq!(world.app.db().number("budget_line", &line(column), vec![]).await.expect("summed"), minor, "{column}");
        }
        nothing_is_wrong(world).await;
    });
}

#[test]
fn the_same_sheet_again_doubles_nothing_and_a_later_one_adds_what_is_new() {
    on_both(async |world| {
        brought(world).await;
        let before = [
            count(world, "collaboration").await,
            count(world, "payable").await,
            count(world, "deliverable").await,
            count(world, "creator").await,
        ];
        let again = bring(world, SHEET, ImportTracker::default()).await.expect("read again");
        assert_eq!((again.counts.unchanged, again.counts.collaborations, again.counts.creators), (15, 0, 0));
        let later = SHEET.replace("in progress,£200", "paid,£200").replace("2026-09-30,2026-09-20", "2026-10-30,2026-10-20")
            + "Olga Fresh,@olga.fresh,olga@example.com,Autumn,in progress,£80,1 reel,,2026-09-25,,,,,,,,,,\n";
        // Somebody worked on Iris since; nobody on Dan.
        let (_, iris) = stage(world, "Iris Run").await;
        let (_, dan_before) = stage(world, "Dan Late").await;
        let note = SendMessage {
            creator: creator_of(world, "Iris Run").await,
            collaboration: Some(iris),
            subject: "The reel".into(),
            body: "Are you well on your way?".into(),
        };
        world.run(note).await.expect("written");
        let looked = look(world, &later, ImportTracker::default()).await.expect("looked at");
        assert_eq!(stage(world, "Dan Late").await.0, "producing", "looking changes nothing");
        let later = bring(world, &later, ImportTracker::default()).await.expect("read once more");
        assert_eq!(later.counts, looked.counts);
        let counts = later.counts;
        assert_eq!((counts.unchanged, counts.renewed, counts.left, counts.collaborations, counts.taken), (13, 1, 1, 1, 2));
        let note = |name: &str| later.taken.iter().find(|row| row.name == name).map(|row| (row.what, row.note.clone())).expect("a row");
        assert_eq!(note("Dan Late"), (What::Renewed, String::new()));
        assert!(matches!(note("Iris Run"), (What::Left, why) if why.contains("what is here stays as it is")));
        // What the newer sheet says of him holds: two stories, posted and paid.
        assert_eq!(stage(world, "Dan Late").await, ("closed".to_owned(), dan_before));
        let paid = |all: Vec<PayableView>| all.iter().filter(|one| one.creator_name == "Dan Late").map(|one| one.amount.minor).sum::<i64>();
        assert_eq!(paid(payables(world).await), 20_000);
        assert_eq!(world.show(ListTrackerImports {}).await.expect("listed").len(), 3);
        nothing_is_wrong(world).await;
        // Taken back, it is as the older sheet told it, and what was new is gone.
        let done = world.run(TakeBackTracker { tracker: later.id.expect("an import") }).await.expect("taken back");
        assert_eq!((done.removed, done.restored, done.kept), (1, 1, 0));
        assert_eq!(stage(world, "Dan Late").await, ("producing".to_owned(), dan_before));
        assert_eq!(moves(world, "Dan Late").await, [("team".to_owned(), "take_up".to_owned())]);
        assert_eq!(paid(payables(world).await), 0);
        let after = [
            count(world, "collaboration").await,
            count(world, "payable").await,
            count(world, "deliverable").await,
            count(world, "creator").await,
        ];
        assert_eq!(after, before);
        nothing_is_wrong(world).await;
    });
}

#[test]
fn a_code_that_is_somebody_elses_by_now_is_told_when_an_import_is_taken_back() {
    on_both(async |world| {
        brought(world).await;
        let later = SHEET.replace("CLEO15,0", "CLEO16,0");
        let second = bring(world, &later, ImportTracker::default()).await.expect("read again");
        assert_eq!((second.counts.renewed, second.counts.collaborations), (1, 0));
        let olga = "Olga Fresh,@olga.fresh,olga@example.com,Autumn,live,£80,1 reel,,2026-08-01,,,2026-08-01,https://www.instagram.com/reel/O1/,,CLEO15,,,,\n";
        let third = bring(world, &(later + olga), ImportTracker::default()).await.expect("read once more");
        assert_eq!(third.counts.collaborations, 1);
        let done = world.run(TakeBackTracker { tracker: second.id.expect("an import") }).await.expect("taken back");
        assert_eq!((done.removed, done.restored, done.kept), (0, 1, 0));
        assert_eq!(done.codes, ["CLEO15"], "it is Olga's");
        let sql = "SELECT p.name AS name FROM promo_code d JOIN collaboration c ON c.id = d.collaboration JOIN creator p ON p.id = c.creator WHERE d.code_key LIKE 'cleo%' OR d.code_key LIKE 'CLEO%'";
        let rows = world.app.db().all("promo_code", sql, vec![]).await.expect("read");
        let whose: Vec<String> = rows.iter().map(|row| row.get("name").expect("a name")).collect();
        assert_eq!(whose, ["Olga Fresh"]);
        nothing_is_wrong(world).await;
    });
}

#[test]
fn an_import_taken_back_leaves_nothing_but_what_somebody_worked_on() {
    on_both(async |world| {
        let import = brought(world).await;
        let done = world.run(TakeBackTracker { tracker: import }).await.expect("taken back");
        assert_eq!((done.removed, done.kept, done.creators), (14, 0, 14));
        for table in [
            "collaboration",
            "deliverable",
            "draft",
            "post",
            "payable",
            "budget_line",
            "move",
            "stage",
            "creator",
            "campaign",
            "promo_code",
        ] {
            assert_eq!(count(world, table).await, 0, "{table}");
        }
        nothing_is_wrong(world).await;
        assert_eq!(code(world.run(TakeBackTracker { tracker: import }).await), "creators.already");

        // Once more, and somebody works on one of them.
        let import = brought(world).await;
        let (_, dan) = stage(world, "Dan Late").await;
        let closes = Some(domain::time::Day::parse("2026-09-20").expect("a day"));
        world.run(imports::TakeUp { collaborations: vec![dan], closes }).await.expect("taken up");
        let done = world.run(TakeBackTracker { tracker: import }).await.expect("taken back");
        assert_eq!((done.removed, done.kept), (13, 1));
        assert_eq!((count(world, "collaboration").await, count(world, "campaign").await, count(world, "creator").await), (1, 1, 1));
        nothing_is_wrong(world).await;

        let late = brought(world).await;
        world.clock.advance(DAY + 1);
        assert_eq!(code(world.run(TakeBackTracker { tracker: late }).await), "creators.too_late");
    });
}

#[test]
fn the_page_after_an_import_counts_what_fell_through_in_few_statements() {
    on_both(async |world| {
        let tracker = brought(world).await;
        let (view, statements) = world.counted(GetTrackerImport { tracker, show: None, after: None }).await;
        assert!(statements <= 12, "{statements}");
        let counts: Vec<(Fallen, u64)> = view.fallen.iter().map(|one| (one.is, one.count)).collect();
        let expected =
            [Fallen::Unpaid, Fallen::NeverPosted, Fallen::NothingSince, Fallen::Unanswered, Fallen::Unsigned, Fallen::CodeUnused];
        assert_eq!(counts, expected.map(|is| (is, 1)));
        assert_eq!((view.showing, view.rows.len()), (Some(Fallen::Unpaid), 1));
        assert_eq!((view.rows[0].name.as_str(), view.rows[0].unpaid.minor), ("Cleo Due", 30_000));
        // Another brand sees none of it.
        let (_, other) = world.other_brand().await;
        assert_eq!(code(world.app.show(&other, GetTrackerImport { tracker, show: None, after: None }).await), "not_found");
        assert_eq!(code(world.app.run(&other, TakeBackTracker { tracker }).await), "not_found");
        let (_, dan) = stage(world, "Dan Late").await;
        assert_eq!(code(world.app.run(&other, imports::LetRest { collaborations: vec![dan], reason: String::new() }).await), "not_found");
    });
}

#[test]
fn known_creators_are_found_and_it_is_said_by_what() {
    on_both(async |world| {
        let known = "Name,Instagram handle,E-mail\nMaya Okonkwo,@maya.ok,maya@example.com\nNoor Haddad,,noor@example.com\n";
        app::creators::import::run(&world.app, &world.owner, "list.csv", known.as_bytes(), Default::default()).await.expect("imported");
        let sheet = "Name,Instagram handle,E-mail,Status\nMaya O.,@Maya.ok,,live\nN. Haddad,,noor@example.com,contacted\nZoe Ash,@zoe.ash,,contacted\n";
        let looked = look(world, sheet, ImportTracker { campaign_name: "Spring".into(), ..ImportTracker::default() }).await.expect("read");
        let found: Vec<(&str, Option<&str>)> = looked.taken.iter().map(|row| (row.name.as_str(), row.known_by.as_deref())).collect();
        assert_eq!(found, [("Maya Okonkwo", Some("handle")), ("Noor Haddad", Some("e-mail address")), ("Zoe Ash", None)]);
        assert_eq!(look(world, sheet, ImportTracker::default()).await.expect("read").asks, [Ask::Campaign]);
        assert_eq!(world.show(ListCreators::default()).await.expect("listed").items.len(), 2, "a dry run writes nothing");
    });
}
