//! The loops: the outbox worker with the clock's tick, and beside them the clock's round through the platforms, which may have to
//! wait for an answer. Any number of processes may run them on one database.
//!
//! Invariant: an error is logged and tried again; it never ends the loop. Absent: what they do.

use std::time::{Duration, Instant};

use app::App;
use tokio::sync::watch;

/// So often the database looks at how its tables have grown.
const SIZES: Duration = Duration::from_secs(6 * 60 * 60);

/// So often the clock looks whether an account is to be fetched, when nothing was.
const FETCHES: Duration = Duration::from_secs(30);

/// Works the outbox off, ticks and fetches until told to stop.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    tokio::join!(work_and_tick(app.clone(), stop.clone()), fetch(app, stop));
}

/// Fetches accounts that are due, and lets go what may not be kept any longer.
async fn fetch(app: App, mut stop: watch::Receiver<bool>) {
    let mut pause = Duration::from_secs(5);
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(pause) => {}
        }
        // A round that is broken off loses nothing: what was had is kept account by account.
        let fetched = tokio::select! {
            _ = stop.changed() => return,
            fetched = app::discovery::fetching::refresh(&app) => fetched,
        };
        let heard = tokio::select! {
            _ = stop.changed() => return,
            heard = app::listening::instagram::listen(&app) => heard,
        };
        if let Err(error) = heard {
            tracing::error!(%error, "platforms could not be asked who names a brand");
        }
        let fetched = fetched.unwrap_or_else(|error| {
            tracing::error!(%error, "accounts could not be fetched");
            0
        });
        pause = if fetched > 0 { Duration::from_millis(200) } else { FETCHES };
    }
}

async fn work_and_tick(app: App, mut stop: watch::Receiver<bool>) {
    let mut pause = Duration::from_millis(200);
    let mut looked = Instant::now();
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            () = tokio::time::sleep(pause) => {}
        }
        let worked = app::worker::work(&app).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the outbox could not be worked off");
            0
        });
        let ticked = app::tick::tick(&app).await.unwrap_or_else(|error| {
            tracing::error!(%error, "the clock could not tick");
            0
        });
        if looked.elapsed() > SIZES {
            looked = Instant::now();
            if let Err(error) = app.db().know_sizes().await {
                tracing::warn!(%error, "the database could not look at its sizes");
            }
        }
        pause = if worked + ticked > 0 { Duration::from_millis(20) } else { (pause * 2).min(Duration::from_secs(2)) };
    }
}
