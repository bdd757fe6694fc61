//! The demo: a made-up brand with forty creators and two campaigns, made by running registered operations at made-up
//! times, and then opened.
//!
//! Invariant: it lives in a folder of its own and never touches another; the same start gives the same events.
//! Absent: a network; mail is captured and no address is looked at while it is filled.

mod brand;
mod cast;
mod play;
mod script;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use anyhow::Result;
use app::{App, ports::Clock};
use domain::time::{DAY, Timestamp};

/// A clock that the script sets.
#[derive(Default)]
pub struct Time(AtomicI64);

impl Time {
    fn set(&self, at: Timestamp) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for Time {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// Fills an empty installation whose clock is `time`, so that the demo ends at about `opens`.
///
/// # Errors
/// The first beat that is refused, by name.
pub async fn fill(app: App, time: Arc<Time>, opens: Timestamp) -> Result<()> {
    let zone = domain::time::Zone::parse("Europe/London")?;
    let start = opens.day_in(&zone).plus_days(-script::LENGTH).at(9, 40, &zone);
    debug_assert!(start.plus(script::LENGTH * DAY) <= opens.plus(DAY));
    let mut player = play::Player::begin(app, time, start).await?;
    player.play().await
}
