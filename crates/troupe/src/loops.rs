//! The two loops: the outbox worker and the clock's tick. Any number of processes may run them on one database.
//!
//! Invariant: an error is logged and tried again; it never ends the loop. Absent: what they do.

use std::time::{Duration, Instant};

use app::App;
use tokio::sync::watch;

/// So often the database looks at how its tables have grown.
const SIZES: Duration = Duration::from_secs(6 * 60 * 60);

/// Works the outbox off and ticks until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
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
