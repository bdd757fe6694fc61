//! The two loops: the outbox worker and the clock's tick. Any number of processes may run them on one database.
//!
//! Invariant: an error is logged and tried again; it never ends the loop. Absent: what they do.

use std::time::Duration;

use app::App;
use tokio::sync::watch;

/// Works the outbox off and ticks until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let mut pause = Duration::from_millis(200);
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
        pause = if worked + ticked > 0 { Duration::from_millis(20) } else { (pause * 2).min(Duration::from_secs(2)) };
    }
}
