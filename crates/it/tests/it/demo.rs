//! The demo's rows all arise from registered operations: its recorded commands, run again on a fresh database, give
//! the same events; and its moves rebuild from facts.

use app::{
    App, Caller, Settings,
    creators::{ListDuplicates, ListFields, ListFiles, ListNotes},
    discovery::{ListSearches, watch},
    frame::Parts,
    listening::{ListLeads, ListMatches, ListMentions},
    random::Random,
    registry,
    secrets::Secrets,
    views::today::ShowToday,
};
use domain::{creators::Creator, moves::What, time::Timestamp};
use store::{Database, Db};
use troupe::{demo, simulate::event_hash};
use world::{Parameters, outside::Outside};

use crate::support::databases;

/// When the demo of the tests is opened.
const OPENS: &str = "2026-11-25T09:40:00Z";

fn outside() -> Outside {
    Outside::of(19, &Parameters::ours().expect("parameters"))
}

async fn installation(database: &Database, outside: &Outside) -> App {
    let settings = Settings {
        base_url: "http://127.0.0.1:7878".to_owned(),
        mail_from: "troupe@fennelandrye.example".to_owned(),
        most_upload: 50_000_000,
    };
    App::new(Parts {
        db: Db::open(database).await.expect("the database opens"),
        settings,
        secrets: Secrets::new([5; 32]),
        clock: outside.clock.clone(),
        random: Random::seeded([6; 32]),
        mailer: outside.mailbox.clone(),
        links: outside.web.clone(),
        files: outside.files.clone(),
        provider: Some(outside.bank.clone()),
        platforms: app::ports::Platforms::default(),
        search: None,
        model: None,
        record: true,
    })
}

#[test]
fn the_demo_replays_from_its_commands_to_the_same_events() {
    let opens = Timestamp::parse(OPENS).expect("a time");
    // The commands name uploads by their hash, so the bytes are at hand where they are run again.
    let first = std::sync::Mutex::new(None::<(String, Vec<app::frame::Recorded>, std::sync::Arc<world::outside::MemoryFiles>)>);
    databases::on_both(async |database, name| {
        let known = first.lock().expect("not poisoned").clone();
        let outside = match &known {
            Some((.., files)) => Outside { files: files.clone(), ..outside() },
            None => outside(),
        };
        let app = installation(&database, &outside).await;
        match known {
            None => {
                demo::fill(&app, &outside, opens, |_| ()).await.expect("the demo runs");
                let moves = store::moves::everything(app.db()).await.expect("read");
                app::journey::rebuild(app.db()).await.expect("rebuilt");
                assert_eq!(store::moves::everything(app.db()).await.expect("read"), moves, "moves rebuild to the same rows");
                opens_well(&app, opens).await;
                has_something_everywhere(&app).await;
                let problems = app::audit::verify(app.db(), Some(app.files())).await.expect("audited");
                assert_eq!(problems, Vec::<String>::new());
                let hash = event_hash(app.db()).await.expect("read");
                *first.lock().expect("not poisoned") = Some((hash, app.recorded(), outside.files.clone()));
            }
            Some((hash, recorded, _)) => {
                replay(&app, recorded).await;
                assert_eq!(event_hash(app.db()).await.expect("read"), hash, "the same commands give the same events on {name}");
            }
        }
        app.db().clone().close().await.expect("the database closes");
    });
    let (hash, recorded, files) = first.into_inner().expect("not poisoned").expect("the demo ran");
    databases::on_sqlite(async |database| {
        let app = installation(&database, &Outside { files, ..outside() }).await;
        replay(&app, recorded).await;
        assert_eq!(event_hash(app.db()).await.expect("read"), hash, "the same commands give the same events");
    });
}

async fn nora(app: &App) -> Caller {
    let (organisation, _) = store::team::organisations(app.db()).await.expect("read").remove(0);
    let (_, nora) = store::team::person_by_email(app.db(), "nora@fennelandrye.example").await.expect("read").expect("there");
    let brand = store::team::brands(app.db(), organisation).await.expect("read").remove(0).id;
    Caller::person(organisation, nora.id, nora.value, Some(brand))
}

/// No page is empty for want of data: what ran before, customers, mentions, leads, what is kept on a record, who is new in a search.
async fn has_something_everywhere(app: &App) {
    let nora = nora(app).await;
    let sheets = app.show(&nora, ShowToday { team: true, open: None }).await.expect("shown").sheets;
    assert!(sheets.len() == 1 && sheets[0].count > 3, "{sheets:?}");
    let found = app.show(&nora, ListMatches::default()).await.expect("shown");
    assert_eq!(found.customers, 400);
    assert!(found.counts.iter().all(|one| one.count > 0), "each kind of match is there: {:?}", found.counts);
    let mut weights: Vec<u8> = found.items.iter().map(|one| one.confidence).collect();
    weights.sort_unstable();
    weights.dedup();
    assert!((12..=16).contains(&found.items.len()) && weights.len() > 4, "{} matches weigh {weights:?}", found.items.len());
    let leads = app.show(&nora, ListLeads::default()).await.expect("shown");
    assert!(leads.items.len() > 8 && leads.put_aside == 1, "{leads:?}");
    assert!(leads.items.iter().any(|one| one.creator.is_some()), "a lead is known: {leads:?}");
    assert!(app.show(&nora, ListMentions::default()).await.expect("shown").items.len() > 20);
    // Asked by what it really finds, it finds nobody else.
    watch::ask_again(app).await.expect("asked");
    let searches = app.show(&nora, ListSearches::default()).await.expect("shown");
    assert_eq!(searches.iter().map(|one| one.new.len()).collect::<Vec<_>>(), [2]);
    assert!(!app.show(&nora, ListDuplicates::default()).await.expect("shown").items.is_empty(), "a pair to look at");
    assert_eq!(app.show(&nora, ListFields {}).await.expect("shown").fields.len(), 2);
    let organisation = nora.organisation.expect("an organisation");
    let all = store::document::list::<Creator>(app.db(), organisation, "1 = 1", vec![]).await.expect("read");
    let maya = all.iter().find(|one| one.value.name == "Maya Okonkwo").expect("there").id;
    let notes = app.show(&nora, ListNotes { creator: maya }).await.expect("shown").items;
    assert!(notes.len() == 2 && notes[0].pinned, "{notes:?}");
    assert_eq!(app.show(&nora, ListFiles { creator: maya }).await.expect("shown").items.len(), 1);
}

/// What a well-run programme looks like in the morning.
async fn opens_well(app: &App, opens: Timestamp) {
    let nora = nora(app).await;
    let today = app.show(&nora, ShowToday { team: true, open: None }).await.expect("shown");
    let told = || today.moves.iter().map(|one| (one.creator_name.as_str(), one.promise.what)).collect::<Vec<_>>();
    assert!((8..=20).contains(&today.moves.len()), "{}: {:?}", opens.rfc3339(), told());
    let late = today.moves.iter().filter(|one| one.promise.due.is_some_and(|due| due < opens)).count();
    assert!(late <= 3, "{}: {late} late of {:?}", opens.rfc3339(), told());
    for wanted in [What::ReviewDraft, What::Answer, What::VerifyPost, What::ApprovePayout, What::Invite] {
        assert!(told().iter().any(|(_, what)| *what == wanted), "{}: {wanted:?} is among {:?}", opens.rfc3339(), told());
    }
    assert!(!today.theirs.is_empty() && !today.clock.is_empty(), "{}: creators and the clock have something to do", opens.rfc3339());
}

#[test]
fn the_demo_opens_well_in_summer_time_too() {
    let opens = demo::opening(Timestamp::parse("2027-04-16T23:20:00Z").expect("a time")).expect("an opening");
    assert_eq!(opens.rfc3339(), "2027-04-14T08:40:00Z", "the last Wednesday at twenty to ten in London");
    databases::on_sqlite(async |database| {
        let outside = outside();
        let app = installation(&database, &outside).await;
        demo::fill(&app, &outside, opens, |_| ()).await.expect("the demo runs");
        opens_well(&app, opens).await;
        app.db().clone().close().await.expect("the database closes");
    });
}

async fn replay(app: &App, recorded: Vec<app::frame::Recorded>) {
    assert!(recorded.len() > 300, "the demo is made of operations: {}", recorded.len());
    for command in recorded {
        let name = command.operation.clone();
        let operation = registry::find(&name).expect("a registered operation");
        operation.replay(app, command).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
