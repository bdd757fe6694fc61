//! Many vectors in one piece of memory, searched exactly: a million are looked through in some tens of milliseconds, so
//! that no index has to be kept right.
//!
//! Invariant: the answer does not depend on the number of threads; equally close slots come in the order of the slots.
//! Absent: what a slot stands for (the caller's), and writing to disk.

use super::{DIMENSIONS, Vector};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::thread;

/// With more rows, two threads share them.
const ROWS_FOR_TWO_THREADS: usize = 50_000;

/// Sums that a product of two vectors keeps side by side; it divides [`DIMENSIONS`].
const SUMS: usize = 16;

/// Vectors under slots: 256 bytes a row, and four for its length.
#[derive(Clone, Default)]
pub struct Table {
    components: Vec<i8>,
    /// One by the row's length, so that a cosine costs one multiplication; zero where a slot is empty.
    shares: Vec<f32>,
    empty: Vec<u32>,
}

impl Table {
    /// A table with room for as many rows.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self { components: Vec::with_capacity(rows * DIMENSIONS), shares: Vec::with_capacity(rows), empty: Vec::new() }
    }

    /// Vectors in the table.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shares.len() - self.empty.len()
    }

    /// Whether no vector is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Puts the vector into an empty slot, or into a new one at the end.
    pub fn push(&mut self, vector: &Vector) -> u32 {
        if let Some(slot) = self.empty.pop() {
            self.write(slot, vector);
            return slot;
        }
        if self.shares.len() == self.shares.capacity() {
            // An eighth more, not twice as much: a million rows are a quarter of a gigabyte.
            let more = (self.shares.len() / 8).max(1_024);
            self.shares.reserve_exact(more);
            self.components.reserve_exact(more * DIMENSIONS);
        }
        // A slot is four bytes: 2^32 rows would be a terabyte of vectors.
        let slot = self.shares.len() as u32;
        self.shares.push(share(vector));
        self.components.extend_from_slice(vector.components());
        slot
    }

    /// Puts another vector into a slot that has one; whether it has.
    pub fn replace(&mut self, slot: u32, vector: &Vector) -> bool {
        let has = self.has(slot);
        if has {
            self.write(slot, vector);
        }
        has
    }

    /// Empties the slot, which a later `push` may take; whether there was a vector.
    pub fn remove(&mut self, slot: u32) -> bool {
        let has = self.has(slot);
        if has {
            self.shares[slot as usize] = 0.0;
            self.empty.push(slot);
        }
        has
    }

    /// The vector in the slot.
    #[must_use]
    pub fn get(&self, slot: u32) -> Option<Vector> {
        let row = self.components.as_chunks::<DIMENSIONS>().0.get(slot as usize)?;
        self.has(slot).then_some(Vector(*row))
    }

    /// The slots closest to the query, closest first, at most as many as asked for, among those that `keep` lets pass.
    #[must_use]
    pub fn nearest(&self, query: &Vector, most: usize, keep: &(dyn Fn(u32) -> bool + Sync)) -> Vec<(u32, f32)> {
        let rows = self.components.as_chunks::<DIMENSIONS>().0;
        let look = Look { query: query.components().map(i16::from), share: share(query), most, keep };
        let mut best = if rows.len() > ROWS_FOR_TWO_THREADS {
            let middle = rows.len() / 2;
            let ((rows, later_rows), (shares, later_shares)) = (rows.split_at(middle), self.shares.split_at(middle));
            let (mut best, later) = both(|| look.through(0, rows, shares), || look.through(middle as u32, later_rows, later_shares));
            best.extend(later);
            best
        } else {
            look.through(0, rows, &self.shares)
        };
        best.sort_unstable();
        best.truncate(most);
        best.into_iter().map(|Reverse(Close { closeness, slot })| (slot.0, closeness)).collect()
    }

    fn has(&self, slot: u32) -> bool {
        self.shares.get(slot as usize).is_some_and(|share| *share > 0.0)
    }

    fn write(&mut self, slot: u32, vector: &Vector) {
        let at = slot as usize;
        self.shares[at] = share(vector);
        self.components[at * DIMENSIONS..][..DIMENSIONS].copy_from_slice(vector.components());
    }
}

/// One search: the query widened once, and what may answer it.
struct Look<'a> {
    query: [i16; DIMENSIONS],
    share: f32,
    most: usize,
    keep: &'a (dyn Fn(u32) -> bool + Sync),
}

impl Look<'_> {
    /// The best of these rows, the first of which is in slot `from`, in no order.
    fn through(&self, from: u32, rows: &[[i8; DIMENSIONS]], shares: &[f32]) -> Vec<Reverse<Close>> {
        // The farthest of the best is on top, so that it is the one that goes.
        let mut best: BinaryHeap<Reverse<Close>> = BinaryHeap::new();
        for ((slot, row), share) in (from..).zip(rows).zip(shares) {
            if *share == 0.0 || !(self.keep)(slot) {
                continue;
            }
            let closeness = wide_dot(&self.query, row) as f32 * self.share * share;
            let close = Reverse(Close { closeness, slot: Reverse(slot) });
            if best.len() < self.most {
                best.push(close);
            } else if best.peek().is_some_and(|farthest| close < *farthest) {
                best.pop();
                best.push(close);
            }
        }
        best.into_vec()
    }
}

/// A slot and how close it is, in the order of closeness; of two alike, the earlier slot is the greater.
struct Close {
    closeness: f32,
    slot: Reverse<u32>,
}

impl Ord for Close {
    fn cmp(&self, other: &Self) -> Ordering {
        self.closeness.total_cmp(&other.closeness).then(self.slot.cmp(&other.slot))
    }
}

impl PartialOrd for Close {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Close {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Close {}

/// The sum of the products of two vectors' components; 256 products of two bytes fit well into 32 bits.
pub fn dot(a: &[i8; DIMENSIONS], b: &[i8; DIMENSIONS]) -> i32 {
    wide_dot(&a.map(i16::from), b)
}

/// Written so that the compiler makes vector instructions of it: sixteen sums side by side, of products of 16 bits, are
/// three times as fast as one sum that it has to take apart itself.
fn wide_dot(query: &[i16; DIMENSIONS], row: &[i8; DIMENSIONS]) -> i32 {
    let mut sums = [0_i32; SUMS];
    for (query, row) in query.as_chunks::<SUMS>().0.iter().zip(row.as_chunks::<SUMS>().0) {
        let row = row.map(i16::from);
        for ((sum, a), b) in sums.iter_mut().zip(query).zip(&row) {
            *sum += i32::from(*a) * i32::from(*b);
        }
    }
    sums.iter().sum()
}

fn share(vector: &Vector) -> f32 {
    1.0 / (dot(vector.components(), vector.components()) as f32).sqrt()
}

/// Does two things at the same time, the first on this thread.
pub fn both<A, B: Send>(first: impl FnOnce() -> A, second: impl FnOnce() -> B + Send) -> (A, B) {
    thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

#[cfg(test)]
mod tests;
