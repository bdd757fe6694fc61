//! Rows out of JSON: an array, an array inside objects, or one object a line.
//!
//! Invariant: one element is held at a time, and of it only what we know a column for, so a file of any shape stays small in
//! memory. Absent: arrays inside an element.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::columns::{Cell, Field, field};

/// Deeper than this, nothing is looked for.
const DEEPEST: usize = 6;

/// Gives each element of the text to `take`: where it stands (line or place in its array, from 1) and its cells.
pub fn rows(text: &str, take: &mut dyn FnMut(u64, Vec<(Field, Cell)>)) -> Result<(), serde_json::Error> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let first = lines.next().map_or("", |(_, line)| line).trim();
    let one_a_line = first.starts_with('{') && lines.next().is_some() && serde_json::from_str::<IgnoredAny>(first).is_ok();
    if one_a_line {
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut found = Vec::new();
            let mut reader = serde_json::Deserializer::from_str(line);
            Row { key: None, depth: 0, found: &mut found }
                .deserialize(&mut reader)
                .and_then(|()| reader.end())
                // The error knows its column only; the line is ours.
                .map_err(|error| serde_json::Error::custom(format!("line {}: {error}", at + 1)))?;
            take(at as u64 + 1, shallow_first(found));
        }
        return Ok(());
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut place = 0;
    List { depth: 0, place: &mut place, take }.deserialize(&mut reader)?;
    reader.end()
}

type Found = (usize, Field, Cell);

fn shallow_first(mut found: Vec<Found>) -> Vec<(Field, Cell)> {
    found.sort_by_key(|(depth, ..)| *depth);
    found.into_iter().map(|(_, field, cell)| (field, cell)).collect()
}

/// A value in which arrays hold the rows.
struct List<'a> {
    depth: usize,
    place: &'a mut u64,
    take: &'a mut dyn FnMut(u64, Vec<(Field, Cell)>),
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list of accounts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        loop {
            let mut found = Vec::new();
            // A text in the list is a username.
            let row = Row { key: Some(Field::Username), depth: 0, found: &mut found };
            if list.next_element_seed(row)?.is_none() {
                return Ok(());
            }
            *self.place += 1;
            (self.take)(*self.place, shallow_first(found));
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            if self.depth >= DEEPEST {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(List { depth: self.depth + 1, place: self.place, take: self.take })?;
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}

/// One element: its cells are collected, those of objects inside it too.
struct Row<'a> {
    key: Option<Field>,
    depth: usize,
    found: &'a mut Vec<Found>,
}

impl Row<'_> {
    fn keep(self, cell: Option<Cell>) {
        if let (Some(field), Some(cell)) = (self.key, cell) {
            self.found.push((self.depth, field, cell));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an account")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if self.depth >= DEEPEST {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            // {"edge_followed_by": {"count": 12}}: the object stands for its count.
            let counted = self.key.filter(|key| !key.identifies() && name.eq_ignore_ascii_case("count"));
            let key = counted.or_else(|| field(&name));
            map.next_value_seed(Row { key, depth: self.depth + 1, found: self.found })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.keep(Some(Cell::Flag(flag)));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.keep(Some(Cell::Number(number as f64)));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.keep(Some(Cell::Number(number as f64)));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.keep(Some(Cell::Number(number)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.keep(Cell::of(text));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
