//! An import is taken back within a day: who came in leaves, what it added goes, and what somebody changed since stays.
//!
//! Absent: what goes back part by part; the ground floor has its tests.

use app::{
    campaigns::Shortlist,
    creators::{
        ChangeCells, GetCreator, GetImport, ImportCreators, ImportView, ListCreators, NoteCreator, TakeBackImport, change_cells::Cell,
        import,
    },
};
use domain::{
    creators::cells::CellColumn,
    ids::{CreatorId, ImportId},
    time::{DAY, HOUR},
};
use store::Read;

use super::{added, campaign};
use crate::{
    support::{World, code, on_both},
    web::client::Client,
};

const JUNE: &str = "Name,Instagram handle,E-mail,Followers,Tags,Notes\n\
    Maya Okonkwo,@maya.ok,maya@example.com,48000,skin,Answers fast\n\
    Noor Haddad,@noorh,,12500,,\n";
const JULY: &str = "Name,Instagram handle,E-mail,Followers,Country,Tags,Notes\n\
    Maya Okonkwo,@maya.ok,,51000,GB,vegan,From the fair\n\
    Noor Haddad,@noorh,noor@example.com,13000,JO,,\n\
    Kim Lee,@kimlee,,900,,,\n\
    Zoe Ash,@zoe.ash,,700,,,\n";

async fn bring(world: &World, name: &str, file: &str) -> ImportView {
    import::run(&world.app, &world.owner, name, file.as_bytes(), ImportCreators::default()).await.expect("imported")
}

async fn find(world: &World, query: &str) -> Option<CreatorId> {
    let page = world.show(ListCreators { query: Some(query.to_owned()), ..ListCreators::default() }).await.expect("listed");
    page.items.first().map(|row| row.id)
}

/// What is known of a creator that an import can add.
async fn known(world: &World, creator: CreatorId) -> String {
    let view = world.show(GetCreator { creator }).await.expect("shown");
    let (creator, kept) = (&view.creator, &view.relationship);
    let account = view.profiles.first().expect("an account");
    format!(
        "{:?} {:?} {:?} {:?} {:?} {}",
        creator.email,
        creator.country.map(|country| country.code()),
        account.account.followers,
        kept.tags,
        kept.notes,
        account.older
    )
}

async fn count(world: &World, table: &'static str) -> i64 {
    world.app.db().number(table, &format!("SELECT COUNT(*) AS n FROM {table}"), vec![]).await.expect("counted")
}

async fn rows(world: &World) -> Vec<i64> {
    let mut all = Vec::new();
    for table in ["creator", "profile", "metric", "relationship"] {
        all.push(count(world, table).await);
    }
    all
}

async fn back(world: &World, import: Option<ImportId>) -> (u64, u64, u64) {
    let done = world.run(TakeBackImport { import: import.expect("kept") }).await.expect("taken back");
    (done.removed, done.restored, done.changed_since)
}

#[test]
fn an_import_taken_back_leaves_everything_as_it_was() {
    on_both(async |world| {
        bring(world, "june.csv", JUNE).await;
        let (maya, noor) = (find(world, "maya").await.expect("there"), find(world, "noor").await.expect("there"));
        let before = (known(world, maya).await, known(world, noor).await, rows(world).await);
        world.clock.advance(HOUR);
        let july = bring(world, "july.csv", JULY).await;
        assert_eq!((july.created, july.updated), (2, 2));
        assert!(known(world, maya).await.contains("vegan") && find(world, "kim").await.is_some());

        world.clock.advance(HOUR);
        assert_eq!(back(world, july.id).await, (2, 2, 0));
        assert_eq!((known(world, maya).await, known(world, noor).await, rows(world).await), before);
        assert_eq!((find(world, "kim").await, find(world, "zoe").await), (None, None));
        let kept = world.show(GetImport { import: july.id.expect("kept") }).await.expect("shown").import;
        assert_eq!(kept.taken_back.map(|taken| (taken.removed, taken.name)), Some((2, "Nora Quill".to_owned())));
        let again = world.run(TakeBackImport { import: july.id.expect("kept") }).await;
        assert_eq!(code(again), "creators.already");
        let (_, other) = world.other_brand().await;
        assert_eq!(code(world.app.run(&other, TakeBackImport { import: july.id.expect("kept") }).await), "not_found");

        let july = bring(world, "july.csv", JULY).await;
        assert_eq!((july.created, july.updated), (2, 2), "what was taken back can come in again");
        world.clock.advance(DAY + 1);
        assert_eq!(code(world.run(TakeBackImport { import: july.id.expect("kept") }).await), "creators.too_late");
        bring(world, "june.csv", JUNE).await;
        assert_eq!(count(world, "import_trace").await, 0, "what is over is forgotten, and nothing new was traced");
        world.moves_rebuild().await;
    });
}

#[test]
fn what_somebody_changed_or_built_upon_since_stays_and_is_told() {
    on_both(async |world| {
        bring(world, "june.csv", JUNE).await;
        let (maya, noor) = (find(world, "maya").await.expect("there"), find(world, "noor").await.expect("there"));
        let july = bring(world, "july.csv", JULY).await;
        let kim = find(world, "kim").await.expect("there");
        let spring = campaign(world, &world.owner, "Spring").await;
        world.run(Shortlist { campaign: spring, creators: vec![kim], source: None, again: false }).await.expect("shortlisted");
        let cell = Cell { creator: noor, version: None, column: CellColumn::Country, text: "FR".into() };
        world.run(ChangeCells { cells: vec![cell], dry_run: false }).await.expect("changed");
        world.run(NoteCreator { creator: maya, notes: "Ours now".into(), tags: vec!["skin".into(), "vegan".into()] }).await.expect("noted");

        assert_eq!(back(world, july.id).await, (1, 0, 3), "Zoe goes; Kim, Noor and Maya were touched");
        assert_eq!((find(world, "zoe").await, find(world, "kim").await), (None, Some(kim)));
        let (maya, noor) = (known(world, maya).await, known(world, noor).await);
        assert!(maya.contains("Ours now") && !maya.contains("vegan") && maya.contains("Some(48000)") && !maya.contains("GB"), "{maya}");
        assert!(noor.contains("FR") && !noor.contains("noor@example.com") && noor.contains("Some(12500)"), "{noor}");
        world.moves_rebuild().await;
    });
}

#[test]
fn who_was_known_to_another_brand_or_is_since_leaves_only_this_one() {
    on_both(async |world| {
        let (_, other) = world.other_brand().await;
        let anna = added(world, &other, "Anna Berg").await;
        let file = "Name,Instagram handle,Tags\nAnna Berg,@anna.berg,skin\nKim Lee,@kimlee,\nZoe Ash,@zoe.ash,\n";
        let ours = bring(world, "list.csv", file).await;
        assert_eq!((ours.created, ours.updated), (2, 1));
        let theirs = "Name,Instagram handle\nKim Lee,@kimlee\n";
        import::run(&world.app, &other, "theirs.csv", theirs.as_bytes(), ImportCreators::default()).await.expect("imported");
        assert_eq!(back(world, ours.id).await, (2, 1, 0));
        assert_eq!(world.show(ListCreators::default()).await.expect("listed").total, 0);
        let there = world.app.show(&other, ListCreators::default()).await.expect("listed");
        assert_eq!(there.items.iter().map(|row| row.name.as_str()).collect::<Vec<_>>().len(), 2, "Anna and Kim");
        assert!(world.app.show(&other, GetCreator { creator: anna }).await.is_ok());
    });
}

#[test]
fn the_page_takes_an_import_back() {
    on_both(async |world| {
        let view = bring(world, "june.csv", JUNE).await;
        let page = format!("/b/fennel-rye/creators/imports/{}", view.id.expect("kept"));
        let mut client = Client::signed_in(world).await;
        let shown = client.get(&page).await.text;
        assert!(shown.contains("Take the import back") && shown.contains("It can be taken back until"), "{shown}");
        let done = client.post(&format!("{page}/take-back"), &[]).await;
        assert_eq!((done.status, done.location.as_str()), (303, page.as_str()));
        let shown = client.get(&page).await.text;
        assert!(shown.contains("Gone: 2; as they were before: 0") && !shown.contains("Take the import back"), "{shown}");
        assert!(client.get("/b/fennel-rye/creators/import").await.text.contains("Taken back"));
        assert!(client.get("/b/fennel-rye/creators").await.text.contains("No creators yet"));
    });
}

#[test]
fn ten_thousand_creators_leave_in_a_bounded_number_of_statements() {
    on_both(async |world| {
        let mut file = String::from("handle,email,followers,country\n");
        for number in 0..10_000 {
            file.push_str(&format!("@person{number},p{number}@example.com,{},GB\n", 1_000 + number));
        }
        let view = bring(world, "many.csv", &file).await;
        let before = world.app.db().statements();
        assert_eq!(back(world, view.id).await, (10_000, 0, 0));
        let taken = world.app.db().statements() - before;
        assert!(taken < 500, "{taken} statements for 10,000 creators");
        assert_eq!(rows(world).await, [0, 0, 0, 0]);
    });
}
