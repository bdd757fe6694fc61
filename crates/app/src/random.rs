//! Randomness and ids: one seeded generator per process, one derived generator per operation.
//!
//! Invariant: the same seed gives the same ids and secrets, so that a recorded command replays to the same rows.
//! Absent: the system's generator, but to seed this one.

use std::sync::Mutex;

use domain::time::Timestamp;
use rand_chacha::{
    ChaCha12Rng,
    rand_core::{Rng, SeedableRng},
};
use uuid::Uuid;

/// What an operation's generator starts from.
pub type Seed = [u8; 32];

/// The process's generator; gives each operation a seed of its own.
pub struct Random(Mutex<ChaCha12Rng>);

impl Random {
    /// Seeded by the operating system.
    ///
    /// # Errors
    /// When the system has no randomness to give.
    pub fn of_system() -> Result<Self, String> {
        let mut seed = Seed::default();
        #[allow(clippy::disallowed_methods)] // the one place where the system is asked
        getrandom::fill(&mut seed).map_err(|error| error.to_string())?;
        Ok(Self::seeded(seed))
    }

    /// Seeded by a value, for tests and the demo.
    #[must_use]
    pub fn seeded(seed: Seed) -> Self {
        Self(Mutex::new(ChaCha12Rng::from_seed(seed)))
    }

    /// A seed for one operation.
    #[must_use]
    pub fn seed(&self) -> Seed {
        let mut seed = Seed::default();
        match self.0.lock() {
            Ok(mut generator) => generator.fill_bytes(&mut seed),
            Err(poisoned) => poisoned.into_inner().fill_bytes(&mut seed),
        }
        seed
    }
}

/// Ids and random bytes of one operation.
pub struct Ids {
    generator: ChaCha12Rng,
    now: Timestamp,
    given: u16,
}

impl Ids {
    /// For one operation at one instant.
    #[must_use]
    pub fn new(seed: Seed, now: Timestamp) -> Self {
        Self { generator: ChaCha12Rng::from_seed(seed), now, given: 0 }
    }

    /// The next UUIDv7. Ids of one operation are in the order in which they were given.
    pub fn give(&mut self) -> Uuid {
        let mut bytes = [0_u8; 10];
        self.generator.fill_bytes(&mut bytes);
        let order = self.given.min(0x0fff).to_be_bytes();
        bytes[0] = order[0];
        bytes[1] = order[1];
        self.given = self.given.saturating_add(1);
        let millis = u64::try_from(self.now.0.max(0) / 1_000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0_u8; N];
        self.generator.fill_bytes(&mut bytes);
        bytes
    }
}
