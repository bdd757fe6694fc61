//! Walks through the entries that a query gives: which of them keep within the bounds, the best of these, and what they have.
//!
//! Invariant: an entry outside of a bound is not counted anywhere; one whose number is unknown is counted for the bound alone
//! that it misses, and only where it keeps all others. Absent: scores of words; they come with the entry.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    sync::Arc,
};

use tantivy::{
    DocId, Score, SegmentOrdinal,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
    index::SegmentReader,
};

use super::{
    CLOSE,
    entries::{self, Bound},
    index::Vectors,
    schema::Number,
};
use crate::meaning::{self, Vector};

/// The documents whose words matched, in order, by segment.
pub(super) type Matched = Arc<Vec<Vec<DocId>>>;

/// What entries are ordered by.
#[derive(Clone)]
pub(super) enum Key {
    /// How well their words match.
    Words,
    /// How close they are in meaning.
    Closeness(Box<Vector>),
    /// One of their numbers, largest first.
    Number(Vec<Number>),
}

/// Which entries count.
#[derive(Clone)]
pub(super) enum Counted {
    /// All that keep within the bounds.
    All,
    /// Those whose words matched, by segment, and those that are close enough to this.
    MatchedOrClose(Matched, Box<Vector>),
}

/// A walk through entries.
#[derive(Clone)]
pub(super) struct Gather {
    pub(super) bounds: Vec<Bound>,
    /// The time of asking, in microseconds.
    pub(super) now: i64,
    pub(super) key: Key,
    pub(super) counted: Counted,
    pub(super) vectors: Vec<Arc<Vectors>>,
    /// How many of the best are kept.
    pub(super) most: usize,
    /// Whether facets are counted.
    pub(super) facets: bool,
    /// Whether all that count are listed.
    pub(super) listed: bool,
}

/// One of the best.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Best {
    pub(super) key: f64,
    pub(super) segment: SegmentOrdinal,
    pub(super) document: DocId,
}

impl Eq for Best {}
impl PartialOrd for Best {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Best {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Of equal ones the one that stands first wins, so that a page never shows somebody twice.
        self.key.total_cmp(&other.key).then_with(|| (other.segment, other.document).cmp(&(self.segment, self.document)))
    }
}

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) total: u64,
    /// The best first.
    pub(super) best: Vec<Best>,
    /// For each bound.
    pub(super) unknown: Vec<u64>,
    /// By facet as written in the index.
    pub(super) facets: BTreeMap<String, u64>,
    pub(super) estimated: bool,
    /// By segment, in order, where asked for.
    pub(super) listed: Vec<Vec<DocId>>,
}

/// Up to so many of a segment facets are counted one by one; beyond, in every sixteenth.
const COUNTED_EACH: u64 = 20_000;
const EVERY: u32 = 16;

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = Walk;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Walk> {
        let columns = |numbers: &[Number]| -> tantivy::Result<Vec<Asked>> {
            numbers.iter().map(|number| Ok((*number, reader.fast_fields().i64(number.column())?))).collect()
        };
        let bounds = self.bounds.iter().map(|bound| Ok((bound.clone(), columns(&bound.numbers)?))).collect::<tantivy::Result<_>>()?;
        let has = if self.facets { reader.fast_fields().str("has")? } else { None };
        let facets = has.map(|has| {
            let terms = has.num_terms();
            Facets { has, each: vec![0; terms], part: vec![0; terms] }
        });
        let by_number = if let Key::Number(numbers) = &self.key { columns(numbers)? } else { Vec::new() };
        let matched = match &self.counted {
            Counted::All => None,
            Counted::MatchedOrClose(matched, vector) => Some((matched.clone(), 0, vector.clone())),
        };
        Ok(Walk {
            segment,
            bounds,
            now: self.now,
            key: self.key.clone(),
            by_number,
            matched,
            vectors: self.vectors.get(segment as usize).cloned().unwrap_or_default(),
            most: self.most,
            best: BinaryHeap::new(),
            total: 0,
            unknown: vec![0; self.bounds.len()],
            facets,
            listed: self.listed.then(Vec::new),
        })
    }

    fn requires_scoring(&self) -> bool {
        matches!(self.key, Key::Words)
    }

    fn merge_fruits(&self, mut fruits: Vec<(SegmentOrdinal, Gathered)>) -> tantivy::Result<Gathered> {
        fruits.sort_by_key(|(segment, _)| *segment);
        let mut all = Gathered { unknown: vec![0; self.bounds.len()], ..Gathered::default() };
        for (_, fruit) in fruits {
            all.total += fruit.total;
            all.best.extend(fruit.best);
            for (sum, more) in all.unknown.iter_mut().zip(fruit.unknown) {
                *sum += more;
            }
            for (facet, more) in fruit.facets {
                *all.facets.entry(facet).or_default() += more;
            }
            all.estimated |= fruit.estimated;
            all.listed.extend(fruit.listed);
        }
        all.best.sort_by(|one, other| other.cmp(one));
        all.best.truncate(self.most);
        Ok(all)
    }
}

/// Counts of facets in one segment, by their place in its dictionary.
struct Facets {
    has: StrColumn,
    each: Vec<u32>,
    part: Vec<u32>,
}

/// A walk through one segment.
pub(super) struct Walk {
    segment: SegmentOrdinal,
    bounds: Vec<(Bound, Vec<Asked>)>,
    now: i64,
    key: Key,
    by_number: Vec<Asked>,
    matched: Option<(Matched, usize, Box<Vector>)>,
    vectors: Arc<Vectors>,
    most: usize,
    best: BinaryHeap<Reverse<Best>>,
    total: u64,
    unknown: Vec<u64>,
    facets: Option<Facets>,
    listed: Option<Vec<DocId>>,
}

/// A number and the column that it is read from.
type Asked = (Number, Column<i64>);

fn largest(columns: &[Asked], document: DocId, now: i64) -> Option<i64> {
    columns.iter().filter_map(|(number, column)| entries::asked(*number, column.values_for_doc(document), now)).max()
}

impl Walk {
    /// Whether an entry keeps within the bounds, but for at most one whose number is unknown: `Some(None)` where it keeps
    /// all, and else the bound's place.
    fn keeps(&self, document: DocId) -> Option<Option<usize>> {
        let mut missing = None;
        for (at, (bound, columns)) in self.bounds.iter().enumerate() {
            match largest(columns, document, self.now) {
                Some(value) if value < bound.least || value > bound.most => return None,
                None if !bound.missing_fits && missing.is_some() => return None,
                None if !bound.missing_fits => missing = Some(at),
                _ => {}
            }
        }
        Some(missing)
    }

    /// Whether an entry's words matched. Entries come in order, so the list is walked along.
    fn matched(&mut self, document: DocId) -> bool {
        let Some((lists, at, _)) = &mut self.matched else { return true };
        let Some(list) = lists.get(self.segment as usize) else { return false };
        while list.get(*at).is_some_and(|matched| *matched < document) {
            *at += 1;
        }
        list.get(*at) == Some(&document)
    }

    fn count_facets(&mut self, document: DocId) {
        let Some(facets) = &mut self.facets else { return };
        let (each, part) = (self.total <= COUNTED_EACH, document.is_multiple_of(EVERY));
        if !each && !part {
            return;
        }
        for ord in facets.has.ords().values_for_doc(document) {
            let at = usize::try_from(ord).unwrap_or(usize::MAX);
            if let Some(count) = facets.each.get_mut(at).filter(|_| each) {
                *count += 1;
            }
            if let Some(count) = facets.part.get_mut(at).filter(|_| part) {
                *count += 1;
            }
        }
    }
}

impl SegmentCollector for Walk {
    type Fruit = (SegmentOrdinal, Gathered);

    fn collect(&mut self, document: DocId, score: Score) {
        let matched = self.matched(document);
        let Some(missing) = self.keeps(document) else { return };
        let close = |vector: &Vector| self.vectors.of(document).map_or(0.0, |of| meaning::closeness(vector, of));
        let closeness = match (&self.key, &self.matched) {
            (Key::Closeness(vector), _) => close(vector),
            (_, Some((_, _, vector))) if !matched => close(vector),
            _ => 0.0,
        };
        if !matched && closeness < CLOSE {
            return;
        }
        if let Some(at) = missing {
            if let Some(count) = self.unknown.get_mut(at) {
                *count += 1;
            }
            return;
        }
        self.total += 1;
        let key = match &self.key {
            Key::Words => f64::from(score),
            Key::Closeness(_) => f64::from(closeness),
            #[allow(clippy::cast_precision_loss)]
            Key::Number(_) => largest(&self.by_number, document, self.now).map_or(-1.0, |value| value as f64),
        };
        let one = Best { key, segment: self.segment, document };
        if self.best.len() < self.most {
            self.best.push(Reverse(one));
        } else if self.best.peek().is_some_and(|worst| one > worst.0) {
            self.best.pop();
            self.best.push(Reverse(one));
        }
        self.count_facets(document);
        if let Some(listed) = &mut self.listed {
            listed.push(document);
        }
    }

    fn harvest(self) -> Self::Fruit {
        let estimated = self.facets.is_some() && self.total > COUNTED_EACH;
        let mut facets = BTreeMap::new();
        if let Some(counted) = self.facets {
            let counts = if estimated { &counted.part } else { &counted.each };
            for (ord, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                let mut word = String::new();
                if counted.has.ord_to_str(ord as u64, &mut word).unwrap_or(false) {
                    facets.insert(word, u64::from(*count) * if estimated { u64::from(EVERY) } else { 1 });
                }
            }
        }
        let best = self.best.into_iter().map(|one| one.0).collect();
        let listed = self.listed.into_iter().collect();
        (self.segment, Gathered { total: self.total, best, unknown: self.unknown, facets, estimated, listed })
    }
}
