//! Tests of the table: it is exact, whatever the number of rows, threads and empty slots.

use super::*;
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering as Memory};

/// A vector by number; made by a small generator of ours so that tests are alike everywhere.
fn made(number: u64) -> Vector {
    let mut state = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Vector(std::array::from_fn(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        ((state >> 32) as i8).max(-127)
    }))
}

fn table_of(rows: u64) -> Table {
    let mut table = Table::default();
    for number in 0..rows {
        assert_eq!(u64::from(table.push(&made(number))), number);
    }
    table
}

/// The same by the definition of the cosine, in double precision, with everything sorted.
fn by_definition(rows: &[(u32, Vector)], query: &Vector, most: usize) -> Vec<u32> {
    let cosine = |row: &Vector| {
        let product = |a: &Vector, b: &Vector| a.0.iter().zip(&b.0).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
        product(query, row) / (product(query, query) * product(row, row)).sqrt()
    };
    let mut all: Vec<(u32, f64)> = rows.iter().map(|(slot, row)| (*slot, cosine(row))).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    all.into_iter().take(most).map(|(slot, _)| slot).collect()
}

fn slots(found: Vec<(u32, f32)>) -> Vec<u32> {
    found.into_iter().map(|(slot, _)| slot).collect()
}

#[test]
fn a_vector_is_closest_to_itself() {
    let table = table_of(300);
    let (slot, closeness) = table.nearest(&made(170), 1, &|_| true)[0];
    assert_eq!(slot, 170);
    assert!((closeness - 1.0).abs() < 1e-6);
}

#[test]
fn the_sum_of_products_holds_the_largest_components() {
    let largest = Vector([-128; DIMENSIONS]);
    assert_eq!(dot(largest.components(), largest.components()), 256 * 128 * 128);
    assert_eq!(dot(largest.components(), &[127; DIMENSIONS]), -256 * 128 * 127);
}

#[test]
fn two_threads_find_what_the_definition_finds() {
    let rows = ROWS_FOR_TWO_THREADS as u64 + 1_001;
    let table = table_of(rows);
    let all: Vec<(u32, Vector)> = (0..rows).map(|number| (number as u32, made(number))).collect();
    for query in [made(rows + 7), made(3), made(rows - 1)] {
        assert_eq!(slots(table.nearest(&query, 12, &|_| true)), by_definition(&all, &query, 12));
    }
}

#[test]
fn of_alike_ones_the_earlier_slot_is_first_on_two_threads_too() {
    let mut table = Table::with_capacity(ROWS_FOR_TWO_THREADS + 10);
    for _ in 0..ROWS_FOR_TWO_THREADS + 10 {
        table.push(&made(1));
    }
    assert_eq!(slots(table.nearest(&made(2), 3, &|_| true)), [0, 1, 2]);
    assert_eq!(slots(table.nearest(&made(2), 2, &|slot| slot % 30_000 == 29_999)), [29_999]);
}

#[test]
fn only_what_may_pass_is_found_and_nothing_else_is_compared() {
    let table = table_of(1_000);
    let asked = AtomicUsize::new(0);
    let found = table.nearest(&made(5), 50, &|slot| {
        asked.fetch_add(1, Memory::Relaxed);
        slot % 100 == 0
    });
    let mut found = slots(found);
    found.sort_unstable();
    assert_eq!(found, [0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    assert_eq!(asked.into_inner(), 1_000);
}

#[test]
fn none_asked_for_none_found() {
    assert_eq!(table_of(10).nearest(&made(1), 0, &|_| true), []);
    assert_eq!(Table::default().nearest(&made(1), 10, &|_| true), []);
    assert_eq!(table_of(3).nearest(&made(1), usize::MAX, &|_| true).len(), 3);
}

#[test]
fn a_slot_that_was_emptied_is_not_found_and_is_taken_again() {
    let mut table = table_of(3);
    assert!(table.remove(1));
    assert!(!table.remove(1), "it is empty already");
    assert!(!table.remove(9), "there is no such slot");
    assert!(!table.replace(1, &made(8)), "an empty slot has nothing to replace");
    assert_eq!((table.len(), table.get(1)), (2, None));
    assert!(!slots(table.nearest(&made(1), 3, &|_| true)).contains(&1));
    assert_eq!(table.push(&made(8)), 1);
    assert_eq!((table.len(), table.get(1)), (3, Some(made(8))));
    assert_eq!(table.push(&made(9)), 3);
}

#[test]
fn a_replaced_vector_is_found_by_what_it_is_now() {
    let mut table = table_of(3);
    assert!(table.replace(2, &made(50)));
    assert_eq!(slots(table.nearest(&made(50), 1, &|_| true)), [2]);
    assert!(table.nearest(&made(2), 3, &|_| true).iter().all(|(_, closeness)| *closeness < 0.9));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_order_of_changes_keeps_the_answers_exact(acts in proptest::collection::vec((0_u8..3, 0_u32..40, 0_u64..200), 0..120), query in 0_u64..500) {
        let mut table = Table::default();
        let mut rows: std::collections::BTreeMap<u32, Vector> = std::collections::BTreeMap::new();
        for (act, slot, number) in acts {
            let vector = made(number);
            match act {
                0 => { let new = table.push(&vector); prop_assert!(rows.insert(new, vector).is_none()); }
                1 => prop_assert_eq!(table.replace(slot, &vector), rows.get_mut(&slot).map(|row| *row = vector).is_some()),
                _ => prop_assert_eq!(table.remove(slot), rows.remove(&slot).is_some()),
            }
        }
        prop_assert_eq!(table.len(), rows.len());
        let all: Vec<(u32, Vector)> = rows.into_iter().collect();
        let query = made(query);
        prop_assert_eq!(slots(table.nearest(&query, 5, &|_| true)), by_definition(&all, &query, 5));
    }
}
