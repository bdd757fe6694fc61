//! The demo: a made-up brand with forty creators and two campaigns, made by running registered operations at made-up
//! times, and then opened.
//!
//! Invariant: it lives in a folder of its own and never touches another; the same start gives the same events.
//! Absent: a network; mail is captured and no address is looked at while it is filled.

mod brand;
mod cast;
mod play;
mod script;
mod words;

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use app::{App, ports::Clock};
use domain::time::Timestamp;
use world::{outside::SimulatedClock, platforms::SimulatedWeb};

use crate::{
    config::Config,
    operator,
    runtime::{self, Ports},
    serve,
};

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

/// Fills an empty installation whose clock is `time`, so that the demo stands as it should at `opens`.
///
/// # Errors
/// The first beat that is refused, by name.
pub async fn fill(app: App, time: Arc<SimulatedClock>, opens: Timestamp) -> Result<()> {
    let mut player = play::Player::begin(app, time, opens).await?;
    player.play().await
}

/// Fills `./troupe-demo` if it is empty, prints the address with a sign-in link, and serves it.
///
/// # Errors
/// When the folder holds something else, or a beat is refused.
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
    } else if let Some(days) = age(&marker).filter(|days| *days > 1) {
        println!("This demo was made {days} days ago, so much of it is late by now. `troupe demo --fresh` makes a new one.\n");
    }
    if told.fill_only {
        return Ok(());
    }
    let app = runtime::open(config, Ports { links: Some(Arc::new(SimulatedWeb::calm())), ..Ports::real() }).await?;
    let link = operator::sign_in_link(&app, "nora@fennelandrye.example").await?;
    let second = operator::sign_in_link(&app, "tom@fennelandrye.example").await?;
    let greeting = format!(
        "The demo is at {}. Open this to come in as Nora, who runs it; it works once, for an hour:\n\n  {link}\n\nTom, who makes the payouts that she approves, comes in here:\n\n  {second}\n",
        app.settings().base_url
    );
    if !told.no_open {
        open_browser(&link);
    }
    serve::serve(app, config, Some(greeting)).await
}

/// How many days ago the demo was made, by the time of its marker.
fn age(marker: &std::path::Path) -> Option<u64> {
    let made = std::fs::metadata(marker).ok()?.modified().ok()?;
    Some(made.elapsed().ok()?.as_secs() / 86_400)
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
    println!("Making the demo in {}.", config.data.display());
    let now = Clock::now(&outside::SystemClock);
    let time = Arc::new(SimulatedClock::default());
    time.set(now);
    let ports = Ports { clock: time.clone(), seed: Some([17; 32]), links: Some(Arc::new(SimulatedWeb::calm())) };
    let app = runtime::open(config, ports).await?;
    fill(app.clone(), time, now).await?;
    app.db().clone().close().await?;
    std::fs::remove_file(config.path("demo.begun"))?;
    Ok(())
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
