//! The machine's clock.
//!
//! Invariant: the one place that asks the system for the time; everybody else is given it.

use std::time::{SystemTime, UNIX_EPOCH};

use app::ports::Clock;
use domain::time::Timestamp;

/// Tells the machine's time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[allow(clippy::disallowed_methods)] // the port behind which the clock is asked
        let now = SystemTime::now();
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }
}
