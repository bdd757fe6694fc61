//! The demo's rows all arise from registered operations: its recorded commands, run again on a fresh database, give
//! the same events; and its moves rebuild from facts.

use std::sync::Arc;

use app::{App, Caller, Settings, frame::Parts, random::Random, registry, secrets::Secrets, views::today::ShowToday};
use domain::{moves::What, time::Timestamp};
use store::{Database, Db};
use troupe::{demo, simulate::event_hash};
use world::outside::SimulatedClock;

use crate::support::{FakeLinks, Mailbox, MemoryFiles, databases};

/// When the demo of the tests is opened.
const OPENS: &str = "2026-11-17T09:40:00Z";

async fn installation(database: &Database, time: Arc<SimulatedClock>) -> App {
    let settings = Settings {
        base_url: "http://127.0.0.1:7878".to_owned(),
        mail_from: "troupe@fennelandrye.example".to_owned(),
        most_upload: 50_000_000,
    };
    App::new(Parts {
        db: Db::open(database).await.expect("the database opens"),
        settings,
        secrets: Secrets::new([5; 32]),
        clock: time,
        random: Random::seeded([6; 32]),
        mailer: Arc::new(Mailbox::default()),
        links: Arc::new(FakeLinks::default()),
        files: Arc::new(MemoryFiles::default()),
        provider: None,
        record: true,
    })
}

#[test]
fn the_demo_replays_from_its_commands_to_the_same_events() {
    let opens = Timestamp::parse(OPENS).expect("a time");
    let first = std::sync::Mutex::new(None::<(String, Vec<app::frame::Recorded>)>);
    databases::on_both(async |database, name| {
        let time = Arc::new(SimulatedClock::default());
        let app = installation(&database, time.clone()).await;
        let known = first.lock().expect("not poisoned").clone();
        match known {
            None => {
                demo::fill(app.clone(), time, opens).await.expect("the demo plays");
                let moves = store::moves::everything(app.db()).await.expect("read");
                app::journey::rebuild(app.db()).await.expect("rebuilt");
                assert_eq!(store::moves::everything(app.db()).await.expect("read"), moves, "moves rebuild to the same rows");
                opens_well(&app, opens).await;
                let problems = app::audit::verify(app.db(), Some(app.files())).await.expect("audited");
                assert_eq!(problems, Vec::<String>::new());
                let hash = event_hash(app.db()).await.expect("read");
                *first.lock().expect("not poisoned") = Some((hash, app.recorded()));
            }
            Some((hash, recorded)) => {
                replay(&app, recorded).await;
                assert_eq!(event_hash(app.db()).await.expect("read"), hash, "the same commands give the same events on {name}");
            }
        }
        app.db().clone().close().await.expect("the database closes");
    });
    let (hash, recorded) = first.into_inner().expect("not poisoned").expect("the demo played");
    databases::on_sqlite(async |database| {
        let app = installation(&database, Arc::new(SimulatedClock::default())).await;
        replay(&app, recorded).await;
        assert_eq!(event_hash(app.db()).await.expect("read"), hash, "the same commands give the same events");
    });
}

/// What a well-run programme looks like in the morning, whatever the weekday and the hour.
async fn opens_well(app: &App, opens: Timestamp) {
    let (organisation, _) = store::team::organisations(app.db()).await.expect("read").remove(0);
    let (_, nora) = store::team::person_by_email(app.db(), "nora@fennelandrye.example").await.expect("read").expect("there");
    let brand = store::team::brands(app.db(), organisation).await.expect("read").remove(0).id;
    let nora = Caller::person(organisation, nora.id, nora.value, Some(brand));
    let today = app.show(&nora, ShowToday { team: true, open: None }).await.expect("shown");
    let told = || today.moves.iter().map(|one| (one.creator_name.as_str(), one.promise.what)).collect::<Vec<_>>();
    assert!((8..=14).contains(&today.moves.len()), "{}: {:?}", opens.rfc3339(), told());
    let late: Vec<_> =
        today.moves.iter().filter(|one| one.promise.due.is_some_and(|due| due < opens)).map(|one| one.promise.what).collect();
    assert_eq!(late, [What::Ship], "{}: one parcel is late, so that late can be seen", opens.rfc3339());
    for wanted in [What::ReviewDraft, What::Answer, What::VerifyPost, What::BrandSigns, What::ApprovePayout, What::MakePayout] {
        assert!(told().iter().any(|(_, what)| *what == wanted), "{}: {wanted:?} is among {:?}", opens.rfc3339(), told());
    }
    let late: Vec<_> = today.theirs.iter().filter(|one| one.at_risk > 0 && one.what == What::SubmitDraft).collect();
    assert_eq!(late.len(), 1, "{}: a draft is late or due", opens.rfc3339());
}

#[test]
fn the_demo_opens_well_at_the_weekend_and_at_night() {
    for opens in ["2026-11-21T23:20:00Z", "2026-11-23T05:10:00Z"] {
        let opens = Timestamp::parse(opens).expect("a time");
        databases::on_sqlite(async |database| {
            let time = Arc::new(SimulatedClock::default());
            let app = installation(&database, time.clone()).await;
            demo::fill(app.clone(), time, opens).await.expect("the demo plays");
            opens_well(&app, opens).await;
            app.db().clone().close().await.expect("the database closes");
        });
    }
}

async fn replay(app: &App, recorded: Vec<app::frame::Recorded>) {
    assert!(recorded.len() > 300, "the demo is made of operations: {}", recorded.len());
    for command in recorded {
        let name = command.operation.clone();
        let operation = registry::find(&name).expect("a registered operation");
        operation.replay(app, command).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
