//! The places of parameters in a statement.
//!
//! Invariant: our SQL counts its places (`$1`), which both databases read. A long list of them goes to SQLite without names, each `?`
//! the next parameter: its driver asks for the name of every place, and SQLite looks through all names before it each time.
//! Absent: values.

use std::fmt::Write as _;

use sea_orm::{DbBackend, Statement, Value};

/// From so many parameters on their names are left away.
const MANY: usize = 32;

/// `$3, $4, $5`: placeholders for a list of values, beginning at a number.
#[must_use]
pub fn placeholders(first: usize, count: usize) -> String {
    let mut places = String::with_capacity(count * 6);
    list(&mut places, first, count);
    places
}

/// `($1, $2), ($3, $4)`: placeholders for so many rows of so many columns.
#[must_use]
pub fn rows(count: usize, columns: usize) -> String {
    let mut places = String::with_capacity(count * (columns * 6 + 4));
    for row in 0..count {
        places.push_str(if row == 0 { "(" } else { ", (" });
        list(&mut places, 1 + row * columns, columns);
        places.push(')');
    }
    places
}

fn list(places: &mut String, first: usize, count: usize) {
    for at in first..first + count {
        // A text takes whatever is written to it.
        let _ = write!(places, "{}${at}", if at == first { "" } else { ", " });
    }
}

/// So many rows are written in one statement where there are so many: what it touches is kept aside until it has ended, so that
/// fewer statements over the same pages cost less.
const MANY_ROWS: usize = 500;
/// And so many where there are fewer.
const FEW_ROWS: usize = 100;

/// New rows in parts, each for one statement. Only the last is of any length: each length is a statement of its own, and they are
/// kept prepared.
pub fn parts<T>(mut all: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let count = if all.len() >= MANY_ROWS { MANY_ROWS } else { all.len().min(FEW_ROWS) };
        let (part, rest) = all.split_at(count);
        all = rest;
        (!part.is_empty()).then_some(part)
    })
}

/// A statement as the driver shall have it.
pub(super) fn statement(backend: DbBackend, sql: &str, values: Vec<Value>) -> Statement {
    let unnamed = if backend == DbBackend::Sqlite && values.len() >= MANY { without_names(sql, values.len()) } else { None };
    Statement::from_sql_and_values(backend, unnamed.as_deref().unwrap_or(sql), values)
}

/// The same statement with `?` for each of its places. Nothing where they are not `$1`, `$2` and so on, each once and in this order.
fn without_names(sql: &str, count: usize) -> Option<String> {
    let mut plain = String::with_capacity(sql.len());
    let (mut rest, mut last, mut marks) = (sql, 0_usize, 0_usize);
    while let Some((before, after)) = rest.split_once('$') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, next) = after.split_at(digits);
        marks += before.bytes().filter(|byte| *byte == b'\'').count();
        // What stands between quotation marks is no place.
        if number.parse::<usize>() != Ok(last + 1) || !marks.is_multiple_of(2) {
            return None;
        }
        plain.push_str(before);
        plain.push('?');
        last += 1;
        rest = next;
    }
    plain.push_str(rest);
    (last == count).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_over_rows() {
        assert_eq!(placeholders(3, 3), "$3, $4, $5");
        assert_eq!(placeholders(3, 0), "");
        assert_eq!(rows(2, 2), "($1, $2), ($3, $4)");
        assert_eq!(rows(0, 2), "");
    }

    #[test]
    fn only_the_last_part_is_of_any_length() {
        let all: Vec<usize> = (0..1_237).collect();
        assert_eq!(parts(&all).map(<[usize]>::len).collect::<Vec<_>>(), [500, 500, 100, 100, 37]);
        assert_eq!(parts(&all).flatten().copied().collect::<Vec<_>>(), all);
        assert_eq!(parts::<usize>(&[]).count(), 0);
    }

    #[test]
    fn places_lose_their_names_only_where_they_come_one_after_the_other() {
        assert_eq!(without_names("VALUES ($1, $2), ($3, 'it''s')", 3).as_deref(), Some("VALUES (?, ?), (?, 'it''s')"));
        let many = format!("INSERT INTO x VALUES {}", rows(100, 11));
        assert_eq!(without_names(&many, 1_100).map(|plain| plain.matches('?').count()), Some(1_100));
        for (other, count) in
            [("$2, $1", 2), ("$1, $1", 2), ("$1, $1", 1), ("$1, $3", 2), ("$1, '$2'", 2), ("$1, '$x'", 1), ("$1", 2), ("$1, $2", 1)]
        {
            assert_eq!(without_names(other, count), None, "{other}");
        }
    }
}
