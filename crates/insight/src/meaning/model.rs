//! The model's rows as they lie in the program: read where they are, never copied or unpacked.
//!
//! Invariant: the three files agree, row by row (a test holds them against each other). Absent: how they were made
//! (`examples/quantise_model.rs`, `assets/meaning/README.md`).

use super::DIMENSIONS;

/// One token a line; the line is the row.
pub const VOCABULARY: &str = include_str!("../../assets/meaning/vocabulary.txt");

static ROWS: &[u8] = include_bytes!("../../assets/meaning/rows.i8");
static SCALES: &[u8] = include_bytes!("../../assets/meaning/scales.f32");

/// Adds the token's row to the sum; a token that is not in the vocabulary adds nothing.
pub fn add(token: u32, sum: &mut [f32; DIMENSIONS]) {
    let at = token as usize;
    let (Some(row), Some(scale)) = (ROWS.as_chunks::<DIMENSIONS>().0.get(at), SCALES.as_chunks::<4>().0.get(at)) else {
        return;
    };
    let scale = f32::from_le_bytes(*scale);
    for (component, byte) in sum.iter_mut().zip(row) {
        *component += scale * f32::from(byte.cast_signed());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_a_row_and_a_scale() {
        // The published tensor is 29,528 by 256.
        assert_eq!(VOCABULARY.lines().count(), 29_528);
        assert_eq!(ROWS.len(), 29_528 * 256);
        assert_eq!(SCALES.len(), 29_528 * 4);
    }

    #[test]
    fn a_token_beyond_the_vocabulary_adds_nothing() {
        let mut sum = [0.0; DIMENSIONS];
        add(29_528, &mut sum);
        assert_eq!(sum, [0.0; DIMENSIONS]);
    }

    #[test]
    fn the_rows_lie_where_their_tokens_are() {
        // The first numbers of three rows of the published tensor, and the largest of each by size.
        for (token, expected, largest) in [
            ("skin", [3.1997, -10.8919, -2.6097, -5.4307], 17.3857),
            ("##ing", [-6.6494, 6.7308, -3.8873, -2.5431], 6.7308),
            (",", [-0.1123, -0.0707, -0.1506, 0.0919], 0.2489),
        ] {
            let row = VOCABULARY.lines().position(|line| line == token).unwrap();
            let mut sum = [0.0; DIMENSIONS];
            add(u32::try_from(row).unwrap(), &mut sum);
            for (found, expected) in sum.iter().zip(expected) {
                // Rounding to 127 steps is off by half a step at most.
                assert!((found - expected).abs() < largest / 254.0 + 1e-4, "{token}: {found} is not {expected}");
            }
        }
    }
}
