//! The demo: a made-up brand with forty creators and two campaigns, made by letting the simulated world run for three
//! months, and then going on live: time passes as fast as a person wants, and what they do has consequences.
//!
//! Invariant: it lives in a folder of its own and never touches another; the same start gives the same events.
//! Absent: a network; mail is captured, and every address on the made-up web answers.

mod applied;
mod before;
mod beginning;
mod brand;
mod cast;
mod heard;
mod kept;
mod live;
mod searched;
mod season;
mod tour;
mod vetted;

use std::{io::Write, sync::Arc};

use anyhow::{Context, Result, bail};
use app::{App, ports::Clock};
use domain::time::{DAY, HOUR, MINUTE, Timestamp, Zone};
use world::{Parameters, Plan, World, outside::Outside, team::Desk};

use crate::{
    config::Config,
    operator,
    runtime::{self, Ports},
    serve,
};

/// In which zone its team works.
const ZONE: &str = "Europe/London";

/// What `troupe demo` is told.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Demo {
    /// Throw the last demo away and begin anew
    #[arg(long)]
    pub fresh: bool,
    /// Fill the folder and stop
    #[arg(long)]
    pub fill_only: bool,
    /// Print the address and do not open a browser
    #[arg(long)]
    pub no_open: bool,
}

/// The moment at which a demo that is made now opens: the last Wednesday at twenty to ten, a morning like any other, so that
/// what waits is the same whatever the day on which somebody tries it.
///
/// # Errors
/// When the zone is unknown.
pub fn opening(now: Timestamp) -> Result<Timestamp> {
    let zone = Zone::parse(ZONE)?;
    let mut at = now.day_in(&zone).at(9, 40, &zone);
    while at > now || at.format_in(&zone, "%a") != "Wed" {
        at = at.plus(-DAY).day_in(&zone).at(9, 40, &zone);
    }
    Ok(at)
}

/// Fills an empty installation by letting its world run until `opens`; `told` hears how many days are left.
///
/// # Errors
/// The first thing that must work and is refused, by name.
pub async fn fill(app: &App, outside: &Outside, opens: Timestamp, mut told: impl FnMut(i64)) -> Result<()> {
    let parameters = Parameters::ours()?;
    let begun = live::hour(opens.plus(-season::LENGTH * DAY));
    outside.clock.set(begun);
    outside.mailbox.shown();
    let programme = beginning::begin(app, &parameters).await?;
    let mut season = season::Season::until(opens, Zone::parse(ZONE)?);
    let mut world = World::of(outside.clone(), plan(0), programme, &parameters, begun);
    while world.now().plus(HOUR) <= opens {
        let now = world.now();
        season.go_on(app, &mut world.programme, now).await?;
        vetted::count_followers(app, &world.programme, now, opens).await?;
        if opens.since(world.now()) < season::LEFT {
            world.office().desk = Desk::Left;
        }
        world.step(app).await?;
        if world.hour().is_multiple_of(24) {
            told(opens.since(world.now()) / DAY);
        }
    }
    // What has no place in the season's hours comes in the last one before the doors open.
    outside.clock.set(opens.plus(-30 * MINUTE));
    before::bring(app, &world.programme, opens).await?;
    heard::come(app, &world.programme, opens).await?;
    outside.clock.set(opens.plus(-15 * MINUTE));
    searched::come(app, &world.programme).await?;
    kept::write(app, &world.programme).await?;
    outside.clock.set(opens);
    vetted::bring(app, &world.programme, opens).await?;
    applied::come(app, &world.programme, opens).await?;
    for _ in 0..50 {
        if app::tick::tick(app).await? + app::worker::work(app).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// A world that does not end. People who go on after a rest draw anew.
fn plan(rests: u64) -> Plan {
    Plan { seed: beginning::SEED + rests, days: 36_500, creators: 40, faults: false }
}

/// Fills `./troupe-demo` if it is empty, prints the address with a sign-in link, and serves it.
///
/// # Errors
/// When the folder holds something else, or the world cannot go on.
pub async fn run(config: &Config, told: &Demo) -> Result<()> {
    let marker = config.path("demo");
    let something = config.data.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if something && !marker.exists() {
        let begun = config.path("demo.begun").exists();
        if !begun {
            bail!("{} holds something that is no demo; it is left alone. Name another folder with --data.", config.data.display());
        }
    }
    if something && (told.fresh || !marker.exists()) {
        clear(config)?;
    }
    if !marker.exists() {
        make(config).await?;
        std::fs::write(&marker, "A demo of Troupe. Delete the folder to be rid of it.\n")?;
    }
    if told.fill_only {
        return Ok(());
    }
    let parameters = Parameters::ours()?;
    let outside = Outside::of(beginning::SEED, &parameters);
    outside.mailbox.shown();
    let app = open(config, &outside, None).await?;
    let live = go_on(&app, &outside, &parameters).await?;
    app.put_on(live.clone());
    let link = operator::sign_in_link(&app, "nora@fennelandrye.example").await?;
    let second = operator::sign_in_link(&app, "tom@fennelandrye.example").await?;
    let greeting = format!(
        "The demo is at {}. Open this to come in as Nora, who runs it; it works once:\n\n  {link}\n\nTom, who makes the payouts that she approves, comes in here:\n\n  {second}\n\nTime passes there as the strip at the top says. `troupe demo --fresh` begins anew.\n",
        app.settings().base_url
    );
    if !told.no_open {
        open_browser(&link);
    }
    serve::serve_with(app, config, Some(greeting), |stop| live.run(stop)).await
}

/// The world of a demo that was made, going on where it was left.
async fn go_on(app: &App, outside: &Outside, parameters: &Parameters) -> Result<Arc<live::Live>> {
    let programme = beginning::find(app, parameters).await?;
    let newest = store::events::of_brand(app.db(), programme.brand, None, 1).await?;
    let left = newest.first().map(|event| event.at).context("the demo's folder holds no programme; begin anew with --fresh")?;
    // It rests while nobody runs it: time goes on where it stopped.
    let mark = left.plus(MINUTE);
    outside.clock.set(mark);
    beginning::deliver(app, outside, &programme).await?;
    let brand = store::team::brand(app.db(), programme.brand).await?.context("no brand")?;
    let guide = programme.creators.get(cast::GUIDE).map(|one| (one.id, one.name.clone())).context("nobody to go with")?;
    let tour = tour::Tour::of(app, (programme.brand, brand.value.slug.clone()), (guide.0, &guide.1), &programme.campaigns).await?;
    let orders =
        store::attribution::orders::newest(app.db(), programme.brand, &store::attribution::orders::Wanted::default(), None, 1).await?;
    let sold = orders.first().and_then(|order| order.value.number.parse::<u64>().ok()).unwrap_or(0);
    let mut world = World::of(outside.clone(), plan(u64::try_from(mark.0 / HOUR).unwrap_or(0)), programme, parameters, live::hour(mark));
    // From here on Nora is whoever sits there; what colleagues take up is Tom's.
    world.programme.manager = world.programme.finance.clone();
    // Far beyond what was sold before and perhaps not told yet.
    world.shop().goes_on_at(sold + 1_000);
    live::Live::of(app.clone(), outside.clock.clone(), world, (brand.value.slug, brand.value.zone), tour).await
}

/// Removes what an earlier demo left, file by file, and nothing that a demo does not make.
fn clear(config: &Config) -> Result<()> {
    for name in ["troupe.db", "troupe.db-wal", "troupe.db-shm", "secret.key", "demo", "demo.begun"] {
        match std::fs::remove_file(config.path(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {name}"));
            }
            _ => {}
        }
    }
    match std::fs::remove_dir_all(config.path("files")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context("cannot remove files"),
        _ => Ok(()),
    }
}

async fn make(config: &Config) -> Result<()> {
    if config.database.is_some() {
        bail!("the demo lives in a folder of its own; leave --database out");
    }
    std::fs::create_dir_all(&config.data)?;
    std::fs::write(config.path("demo.begun"), "")?;
    println!("Making the demo in {}: three months of a programme. Weeks to go:", config.data.display());
    let parameters = Parameters::ours()?;
    let outside = Outside::of(beginning::SEED, &parameters);
    let opens = opening(Clock::now(&outside::SystemClock))?;
    let app = open(config, &outside, Some([17; 32])).await?;
    fill(&app, &outside, opens, |left| {
        if left % 7 == 0 {
            print!("{}", if left == 0 { "done.\n".to_owned() } else { format!("{}, ", left / 7) });
            drop(std::io::stdout().flush());
        }
    })
    .await?;
    app.db().clone().close().await?;
    std::fs::remove_file(config.path("demo.begun"))?;
    Ok(())
}

async fn open(config: &Config, outside: &Outside, seed: Option<app::random::Seed>) -> Result<App> {
    let ports = Ports {
        clock: outside.clock.clone(),
        seed,
        links: Some(outside.web.clone()),
        mailer: Some(outside.mailbox.clone()),
        provider: Some(outside.bank.clone()),
        // The creators are made up, so that no platform knows them.
        platforms: Some(app::ports::Platforms::default()),
        models: false,
    };
    runtime::open(config, ports).await
}

/// Opens a browser where there is a desktop; says nothing where there is none.
fn open_browser(link: &str) {
    let desktop = std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some() || cfg!(target_os = "macos");
    if desktop {
        let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        let _ =
            std::process::Command::new(opener).arg(link).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn();
    }
}
