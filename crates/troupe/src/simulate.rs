//! `troupe simulate`: runs the simulated world on a database of its own and checks after every hour that nothing is wrong.
//!
//! Invariant: the same seed gives the same events on SQLite and on PostgreSQL; exit code 1 where anything is wrong, with what
//! was done last. Absent: any database that holds something already.

mod bank;
mod canaries;
pub mod check;
mod derived;
pub mod ground;
mod platforms;
mod sums;
mod trespass;

use std::{
    collections::VecDeque,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use app::{App, Settings, frame::Parts, random::Random, secrets::Secrets};
use domain::{
    ids::Id,
    time::{DAY, Timestamp, Zone},
};
use sha2::{Digest, Sha256};
use store::{Database, Db, Read, params};
use uuid::Uuid;
use world::{Parameters, Plan, World, outside::Outside, programme::Programme};

pub use self::canaries::Broken;
use self::check::{Checker, Moment};
use crate::config::Config;

/// So many of the last acts are told beside something wrong.
const LAST: usize = 30;
/// After the days of a plan the team has at most so many more for what was due in them.
const STAYING: u32 = 10;
/// After these at most so many more pass until everything is done.
const HEALING: u32 = 75;

/// What `troupe simulate` is told.
#[derive(Debug, Clone, clap::Args)]
pub struct Simulate {
    /// Which world
    #[arg(long, default_value_t = 1, conflicts_with = "seeds")]
    pub seed: u64,
    /// Several worlds, such as 1..50
    #[arg(long, value_parser = seeds)]
    pub seeds: Option<RangeInclusive<u64>>,
    /// For how many days people are busy
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub days: u32,
    /// How many creators
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u64).range(1..=5_000))]
    pub creators: u64,
    /// Mail servers and shops fail for the first three quarters of the days
    #[arg(long)]
    pub faults: bool,
    /// Break this after three quarters of the days, to see that it is noticed: an invariant of docs/domain.md, section 11, by its
    /// number, `derived` for a row that does not follow from the facts, `forbidden` for a call that is not refused
    #[arg(long, value_name = "INVARIANT", value_parser = Broken::parse)]
    pub canary: Option<Broken>,
    /// In the end break each invariant in turn, see that it is noticed, and take it back
    #[arg(long)]
    pub canaries: bool,
    /// One JSON object a line
    #[arg(long)]
    pub json: bool,
    /// Say everything that is done, on standard error
    #[arg(long)]
    pub trace: bool,
}

fn seeds(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong = || format!("\"{text}\" names no seeds; write the first and the last, such as 1..50");
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let (from, to) = (from.parse::<u64>().map_err(|_| wrong())?, to.trim_start_matches('=').parse::<u64>().map_err(|_| wrong())?);
    if from <= to { Ok(from..=to) } else { Err(wrong()) }
}

/// What came of one world.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Outcome {
    /// Which.
    pub seed: u64,
    /// On which database.
    pub database: &'static str,
    /// How many hours passed.
    pub hours: u32,
    /// What there is in the end.
    #[serde(flatten)]
    pub sums: sums::Sums,
    /// A hash over all events.
    pub event_hash: String,
    /// What is wrong, with the hour; empty when all holds.
    pub violations: Vec<String>,
    /// What was done before the first of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub last_actions: Vec<String>,
}

/// What is done beside running a world.
#[derive(Debug, Clone, Copy, Default)]
pub struct How {
    /// Break this.
    pub canary: Option<Broken>,
    /// Break each in the end, and take it back.
    pub canaries: bool,
    /// Say everything that is done.
    pub trace: bool,
}

/// Runs the worlds that were asked for. Gives whether all held.
///
/// # Errors
/// When a world cannot be run at all.
pub async fn run(config: &Config, told: &Simulate) -> Result<bool> {
    let mut fine = true;
    for seed in told.seeds.clone().unwrap_or(told.seed..=told.seed) {
        let folder = Folder::new(seed)?;
        let database = match config.database.as_deref() {
            Some(url) => Database::Postgres(url.to_owned()),
            None => Database::Sqlite(folder.0.join("troupe.db")),
        };
        let creators = usize::try_from(told.creators).unwrap_or(usize::MAX);
        let plan = Plan { seed, days: told.days, creators, faults: told.faults };
        let how = How { canary: told.canary, canaries: told.canaries, trace: told.trace };
        ground::claim(&database).await?;
        let outcome = one(&database, plan, how).await;
        ground::clear(&database).await?;
        let outcome = outcome?;
        fine &= outcome.violations.is_empty();
        if told.json {
            println!("{}", serde_json::to_string(&outcome)?);
        } else {
            print!("{}", sums::words(&outcome));
        }
    }
    Ok(fine)
}

/// Runs one world on an empty database, and leaves there what came of it.
///
/// # Errors
/// When the database holds something, or the world cannot go on.
pub async fn one(database: &Database, plan: Plan, how: How) -> Result<Outcome> {
    let db = Db::open_made_up(database).await.context("cannot open the database")?;
    if !store::team::organisations(&db).await?.is_empty() {
        bail!("this database holds something; a simulation wants an empty one of its own");
    }
    let parameters = Parameters::ours()?;
    let outside = Outside::of(plan.seed, &parameters);
    let mut seed = [9_u8; 32];
    seed[..8].copy_from_slice(&plan.seed.to_le_bytes());
    let app = App::new(Parts {
        db: db.clone(),
        settings: Settings {
            base_url: "https://troupe.example".into(),
            mail_from: "troupe@fennelandrye.example".into(),
            most_upload: 50_000_000,
        },
        secrets: Secrets::new([7; 32]),
        clock: outside.clock.clone(),
        random: Random::seeded(seed),
        mailer: outside.mailbox.clone(),
        links: outside.web.clone(),
        files: outside.files.clone(),
        provider: Some(outside.bank.clone()),
        platforms: app::ports::Platforms::default(),
        search: None,
        model: None,
        record: false,
    });
    let outcome = live(&app, &db, outside, plan, &parameters, how).await;
    db.close().await?;
    let kind = if matches!(database, Database::Postgres(_)) { "PostgreSQL" } else { "SQLite" };
    outcome.map(|outcome| Outcome { database: kind, ..outcome })
}

async fn live(app: &App, db: &Db, outside: Outside, plan: Plan, parameters: &Parameters, how: How) -> Result<Outcome> {
    let mut world = World::begin(app, outside, plan, parameters).await?;
    let zones = world.programme.creators.iter().map(|creator| (creator.id, creator.zone.clone())).collect();
    let mut checker = Checker::new(world.programme.brand.uuid(), Zone::parse("Europe/London")?, zones, 60);
    let mut last: VecDeque<String> = VecDeque::new();
    let mut violations = Vec::new();
    let (mut late, mut slipped_through) = (sums::Late::default(), false);
    while violations.is_empty() {
        let mut done = Vec::new();
        let passed = world.pass(app, &mut done).await;
        if how.trace {
            done.iter().for_each(|line| eprintln!("{} {line}", world.now()));
        }
        let quiet = done.is_empty() && how.canary.is_none();
        last.extend(done.into_iter().map(|line| format!("{} {line}", world.now())));
        while last.len() > LAST {
            last.pop_front();
        }
        if let Err(error) = passed {
            violations.push(format!("hour {} ({}): the hour broke off: {error}", world.hour(), world.now()));
            break;
        }
        if let Some(canary) = how.canary
            && world.hour() == plan.days * 18
        {
            let tx = db.begin().await?;
            canaries::tamper(&tx, canary, world.programme.brand.uuid()).await?;
            tx.commit().await?;
            checker.again();
            slipped_through = canary == Broken::Forbidden;
        }
        let moment = Moment { now: world.now(), faulty: world.is_faulty() };
        // An hour in which nothing happened leaves nothing to check but what is overdue.
        if quiet && !world.hour().is_multiple_of(6) {
            let overdue = check::overdue(db, moment).await?;
            violations.extend(overdue.into_iter().map(|text| format!("hour {} ({}): {text}", world.hour(), world.now())));
            continue;
        }
        let mut wrong = checker.check(db, moment).await?;
        wrong.extend(bank::wrong(db, checker.submitted(), &world.transfers()).await?.into_iter().map(|text| format!("3: {text}")));
        if world.hour().is_multiple_of(24) && wrong.is_empty() {
            let opened = slipped_through.then(|| canaries::let_in(&world.programme));
            let day = (world.hour() / 24, opened.as_ref().unwrap_or(&world.programme));
            wrong = each_day(app, db, &mut checker, day, moment).await?;
            late.look(db, moment.now).await?;
            wrong.extend(stay_or_go(db, &mut world).await?);
        }
        violations.extend(wrong.into_iter().map(|text| format!("hour {} ({}): {text}", world.hour(), world.now())));
        if world.is_left() && is_quiet(db, &world).await? {
            break;
        }
        if world.hour() > (plan.days + STAYING + HEALING) * 24 {
            violations.push(format!("4: something is still to do {HEALING} days after everybody went home"));
        }
    }
    if violations.is_empty() {
        violations.extend(anew(app, db, &mut checker, Moment { now: world.now(), faulty: false }).await?);
        violations.extend(derived::audited(app, db).await?);
        violations.extend(platforms::wrong(db, &world.posts(), world.now()).await?.into_iter().map(|text| format!("6: {text}")));
        violations.extend(
            bank::at_rest(db, checker.submitted(), &world.transfers(), world.now()).await?.into_iter().map(|text| format!("3: {text}")),
        );
    }
    if how.canaries && violations.is_empty() {
        let moment = Moment { now: world.now(), faulty: false };
        violations.extend(canaries::unnoticed(db, &mut checker, moment, world.programme.brand.uuid(), &world.transfers()).await?);
        violations.extend(canaries::unnoticed_by_the_program(app, db, &world.programme).await?);
    }
    // Where an hour broke off perhaps nothing can be read any more; what is wrong must be told all the same.
    let broken = !violations.is_empty();
    let (sums, event_hash) = match (sums::of(db, world.now(), late).await, event_hash(db).await) {
        (Ok(sums), Ok(hash)) => (sums, hash),
        (Err(_), _) | (_, Err(_)) if broken => Default::default(),
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };
    let last_actions = if broken { last.into() } else { Vec::new() };
    Ok(Outcome { seed: plan.seed, database: "", hours: world.hour(), sums, event_hash, violations, last_actions })
}

/// People go home once the team has done what was due in the days of the plan; creators who never act are let be. What the team
/// could not do although nothing fails any more is wrong.
async fn stay_or_go(db: &Db, world: &mut World) -> Result<Vec<String>> {
    if !world.is_over() || world.is_left() {
        return Ok(Vec::new());
    }
    let sql = "SELECT key, collaboration, due FROM move WHERE turn = 'team' AND due < $1 ORDER BY due, collaboration, key";
    let mut left = Vec::new();
    for row in db.all("move", sql, params![world.ends()]).await? {
        let (key, of, due): (String, Uuid, Timestamp) = (row.get("key")?, row.get("collaboration")?, row.get("due")?);
        left.push(format!("4: the team has not done {key} of {of}, due {due}, in {STAYING} days without faults"));
    }
    let waits = world.now().since(world.ends()) < i64::from(STAYING) * DAY;
    if waits && !left.is_empty() {
        return Ok(Vec::new());
    }
    world.go_home();
    Ok(left)
}

/// Whether nothing is left that happens by itself: the outbox is empty, the shop has told all, and the clock has nothing to
/// do within the next weeks but what waits for people who have gone home.
async fn is_quiet(db: &Db, world: &World) -> Result<bool> {
    let open = store::outbox::counts(db, None).await?.open;
    let due = db.number("move", "SELECT COUNT(*) AS n FROM move WHERE turn = 'clock'", vec![]).await?;
    Ok(open == 0 && due == 0 && world.is_told())
}

/// What is asked once a day: what reads more, and a part of the moves derived anew; every tenth day everything. Then some try
/// what they may not.
async fn each_day(app: &App, db: &Db, checker: &mut Checker, (day, programme): (u32, &Programme), moment: Moment) -> Result<Vec<String>> {
    let mut wrong = if day.is_multiple_of(10) {
        anew(app, db, checker, moment).await?
    } else {
        let mut wrong = checker.whole(db).await?;
        wrong.extend(derived::a_part(db, programme.brand, day).await?);
        wrong
    };
    wrong.extend(trespass::wrong(app, db, programme, day).await?.into_iter().map(|text| format!("8: {text}")));
    Ok(wrong)
}

/// Everything once more from the beginning: nothing that was read before may have changed since.
async fn anew(app: &App, db: &Db, checker: &mut Checker, moment: Moment) -> Result<Vec<String>> {
    let mut wrong = derived::everything(app, db).await?;
    checker.again();
    wrong.extend(checker.check(db, moment).await?);
    wrong.extend(checker.whole(db).await?);
    wrong.extend(derived::bytes(app, db).await?);
    Ok(wrong)
}

/// A hash over all events with everything that they say, in the order of time.
///
/// # Errors
/// The store's.
pub async fn event_hash(db: &Db) -> Result<String> {
    let mut hash = Sha256::new();
    for event in store::events::everything(db).await? {
        hash.update(format!("{event:?}\n"));
    }
    Ok(hex(&hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A folder below the system's temporary one that goes when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(seed: u64) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("troupe-simulate-{}-{seed}", std::process::id()));
        std::fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(Path::new(&self.0));
    }
}
