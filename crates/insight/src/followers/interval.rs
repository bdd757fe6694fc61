//! How sure a share is.
//!
//! Invariant: an interval lies in 0 to 1 and holds the share. Absent: a correction for small populations; a creator has more
//! followers than a sample has accounts.

/// The 97.5 % point of the normal distribution, as the published figure rounds it.
const Z: f64 = 1.96;

/// The 95 % interval of a share by Wilson's formula; nothing counted says nothing, which is 0 to 1.
#[must_use]
pub fn wilson(hits: usize, counted: usize) -> (f64, f64) {
    if counted == 0 {
        return (0.0, 1.0);
    }
    let n = counted as f64;
    let share = hits.min(counted) as f64 / n;
    let squeeze = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / squeeze;
    let half = Z / squeeze * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    ((middle - half).clamp(0.0, share), (middle + half).clamp(share, 1.0))
}

/// Half the width of the plain normal 95 % interval, for a share from 0 to 1; what "plus or minus" means in print.
#[must_use]
pub fn half_width(share: f64, counted: usize) -> f64 {
    if counted == 0 { 1.0 } else { Z * (share * (1.0 - share) / counted as f64).sqrt() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_four_hundred_is_sure_to_4_24_points() {
        assert_eq!((half_width(0.25, 400) * 10_000.0).round(), 424.0);
    }

    #[test]
    fn wilson_gives_the_published_intervals() {
        // Newcombe 1998, table I, method 3 (Wilson without continuity correction).
        for (hits, counted, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let (l, h) = wilson(hits, counted);
            assert!((l - low).abs() < 6e-5 && (h - high).abs() < 6e-5, "{hits}/{counted}: {l} {h}");
        }
    }

    #[test]
    fn nothing_counted_says_nothing() {
        assert_eq!(wilson(0, 0), (0.0, 1.0));
        assert_eq!(half_width(0.5, 0), 1.0);
    }

    #[test]
    fn an_interval_holds_its_share_and_stays_a_share() {
        for counted in 1..60 {
            for hits in 0..=counted {
                let (low, high) = wilson(hits, counted);
                let share = hits as f64 / counted as f64;
                assert!(0.0 <= low && low <= share && share <= high && high <= 1.0, "{hits}/{counted}");
            }
        }
    }
}
