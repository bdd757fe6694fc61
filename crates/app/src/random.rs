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
    given: u64,
}

/// So many ids of one operation stand in order in the first bits of chance; those after them go on in the next bits.
const FIRST: u64 = 0x0fff;
/// So many bits count the ids after the first; as many again and more are left to chance.
const MORE: u32 = 24;

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
        let order = u16::try_from(self.given.min(FIRST)).unwrap_or_default().to_be_bytes();
        bytes[..2].copy_from_slice(&order);
        if self.given >= FIRST {
            // Whoever brings in very many rows finds them beside each other in every index.
            let more = (self.given - FIRST).min((1 << MORE) - 1);
            let mut chance = [0_u8; 8];
            chance.copy_from_slice(&bytes[2..]);
            // An id says in two of the 64 bits of what kind it is.
            let left = 62 - MORE;
            let chance = u64::from_be_bytes(chance) & ((1 << left) - 1);
            bytes[2..].copy_from_slice(&((more << left) | chance).to_be_bytes());
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_operation_are_in_their_order_however_many_they_are() {
        let mut ids = Ids::new([7; 32], Timestamp(1_750_000_000_000_000));
        let all: Vec<Uuid> = (0..10_000).map(|_| ids.give()).collect();
        assert!(all.is_sorted_by(|one, next| one < next));
        assert!(all.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
        let mut others = Ids::new([8; 32], Timestamp(1_750_000_000_000_000));
        assert!((0..10_000).all(|at| others.give() != all[at]), "two operations of one instant give no id twice");
    }
}
