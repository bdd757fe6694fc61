//! Seeded chance: a stream of its own for everybody, so that what one does never changes what another draws.
//!
//! Invariant: the same seed and name give the same draws. Absent: any other source of randomness.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// One stream of chance.
#[derive(Debug, Clone)]
pub struct Chance(ChaCha8Rng);

impl Chance {
    /// The stream of somebody in the world of a seed.
    #[must_use]
    pub fn of(seed: u64, who: &str) -> Self {
        let mut bytes = [0_u8; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        // FNV-1a over the name: far apart for names that are near.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in who.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        bytes[8..16].copy_from_slice(&hash.to_le_bytes());
        Self(ChaCha8Rng::from_seed(bytes))
    }

    /// Between 0 and 1.
    pub fn share(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something with this chance happens.
    pub fn happens(&mut self, chance: f64) -> bool {
        self.share() < chance
    }

    /// A whole number below a limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        ((self.share() * limit as f64) as u64).min(limit.saturating_sub(1))
    }

    /// A waiting time in hours around a median, at least a quarter of an hour: exponential, as impatience is.
    pub fn hours(&mut self, median: f64) -> f64 {
        let share = self.share().min(0.995);
        (-(1.0 - share).ln() / std::f64::consts::LN_2 * median).max(0.25)
    }

    /// A factor around one, log-normal: as far below as above. `spread` is the standard deviation of its logarithm.
    pub fn around(&mut self, spread: f64) -> f64 {
        // Box and Muller's way from two shares to a normal deviate.
        let (one, two) = (self.share().max(1e-12), self.share());
        ((-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos() * spread).exp()
    }

    /// How often something happens whose mean is known (Knuth's way, for small means).
    pub fn times(&mut self, mean: f64) -> u32 {
        let (limit, mut product, mut count) = ((-mean).exp(), self.share(), 0);
        while product > limit && count < 100 {
            product *= self.share();
            count += 1;
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_their_own_and_the_same_again() {
        let draws = |seed, who: &str| {
            let mut chance = Chance::of(seed, who);
            [chance.below(1_000_000), chance.below(1_000_000)]
        };
        assert_eq!(draws(1, "maya"), draws(1, "maya"));
        assert_ne!(draws(1, "maya"), draws(2, "maya"));
        assert_ne!(draws(1, "maya"), draws(1, "mayb"));
    }

    #[test]
    fn what_is_drawn_has_the_mean_that_it_should() {
        let mut chance = Chance::of(7, "means");
        let many = 20_000;
        let mean = |draw: &mut dyn FnMut() -> f64| (0..many).map(|_| draw()).sum::<f64>() / f64::from(many);
        let happens = mean(&mut || f64::from(u8::from(chance.happens(0.3))));
        assert!((happens - 0.3).abs() < 0.02, "{happens}");
        let mut chance = Chance::of(7, "times");
        let times = mean(&mut || f64::from(chance.times(2.0)));
        assert!((times - 2.0).abs() < 0.05, "{times}");
        let mut chance = Chance::of(7, "hours");
        let mut hours: Vec<f64> = (0..many).map(|_| chance.hours(8.0)).collect();
        hours.sort_by(f64::total_cmp);
        assert!((hours[hours.len() / 2] - 8.0).abs() < 0.4);
    }
}
