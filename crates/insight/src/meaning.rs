//! Meaning: a text as a vector, so that "vegan skincare" finds "gentle plant-based face care".
//!
//! The vectors are static: each token has one (`model`, made by potion-base-8M's authors and held in the program), a
//! text's is their mean. So a profile takes microseconds, needs no network and no other process, and a long text is as
//! comparable as a short one. The model is English; a text in which it knows nothing has no vector, which is an answer
//! and not an error: full text goes on finding it.
//!
//! Invariant: the same text gives the same bytes on every machine. Vectors of two models are never comparable, so that
//! [`MODEL_ID`] is kept beside every stored one and a change of it means making all anew.
//! Absent: models that read a sentence as a whole, other languages, and a search among vectors, which is the index's.

mod model;
mod passages;
mod sums;
mod words;

pub use passages::{Reading, passages};
pub(crate) use words::has_word;

/// The model's name, how its numbers are kept, and the first twelve hex digits of its source's SHA-256.
pub const MODEL_ID: &str = "potion-base-8M-int8-f65d0f325faa";

/// Components of a vector.
pub const DIMENSIONS: usize = 256;

/// Tokens of a text that are read; the rest adds nothing to what it is about, and time would have no bound.
const MOST_TOKENS: usize = 2_000;

/// From this many texts on, two threads share the work.
const TEXTS_FOR_TWO_THREADS: usize = 512;

/// The direction in which a text points; never without one.
///
/// Its length carries nothing: the components are scaled so that the largest is 127 or -127, which keeps the cosine of
/// two vectors within a thousandth of the unrounded one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Vector([i8; DIMENSIONS]);

impl Vector {
    /// The bytes to keep, beside [`MODEL_ID`].
    #[must_use]
    pub fn bytes(&self) -> [u8; DIMENSIONS] {
        self.0.map(i8::cast_unsigned)
    }

    /// The vector that was kept; `None` for another number of bytes, or for nothing but zeros, which have no direction.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; DIMENSIONS] = bytes.try_into().ok()?;
        bytes.iter().any(|byte| *byte != 0).then(|| Self(bytes.map(u8::cast_signed)))
    }

    /// The direction of a sum; `None` where it has none.
    fn towards(sum: &[f32; DIMENSIONS]) -> Option<Self> {
        let largest = sum.iter().fold(0.0_f32, |largest, component| largest.max(component.abs()));
        (largest > 0.0).then(|| Self(sum.map(|component| (component / largest * 127.0).round() as i8)))
    }

    fn components(&self) -> &[i8; DIMENSIONS] {
        &self.0
    }
}

impl std::fmt::Debug for Vector {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Vector({:?} ...)", &self.0[..4])
    }
}

/// The vector of a text; `None` where the model knows no word of it: it is empty, is emoji only, or is in a script that
/// the model cannot read.
#[must_use]
pub fn vector(text: &str) -> Option<Vector> {
    let mut sum = [0.0; DIMENSIONS];
    let worded = words::each_token(text, MOST_TOKENS, |token| model::add(token, &mut sum));
    if worded { Vector::towards(&sum) } else { None }
}

/// The vectors of many texts, in their order.
#[must_use]
pub fn vectors(texts: &[&str]) -> Vec<Option<Vector>> {
    let one_by_one = |texts: &[&str]| texts.iter().map(|text| vector(text)).collect::<Vec<_>>();
    if texts.len() < TEXTS_FOR_TWO_THREADS {
        return one_by_one(texts);
    }
    let (first, second) = texts.split_at(texts.len() / 2);
    let (mut all, rest) = sums::both(|| one_by_one(first), || one_by_one(second));
    all.extend(rest);
    all
}

/// How close two texts are in meaning: the cosine of their vectors, from -1 to 1. What has nothing to do with each other
/// is near 0, and from about 0.5 on people would call it the same subject.
#[must_use]
pub fn closeness(a: &Vector, b: &Vector) -> f32 {
    let lengths = sums::dot(a.components(), a.components()) as f32 * sums::dot(b.components(), b.components()) as f32;
    sums::dot(a.components(), b.components()) as f32 / lengths.sqrt()
}

#[cfg(test)]
mod tests;
