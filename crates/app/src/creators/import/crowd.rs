//! The people of a file on their way in, some at a time.
//!
//! Invariant: in their order, each once. A list of creators gives its people away: whoever is brought in takes no room any more.
//! Absent: what becomes of them.

use std::{borrow::Cow, collections::VecDeque};

use domain::creators::import::Person;

/// How many are taken at a time.
const CHUNK: usize = 500;

/// A file's people.
pub(super) enum Crowd<'p> {
    /// Somebody needs them afterwards.
    Lent(&'p [Person]),
    /// Nobody does.
    Given(VecDeque<Person>),
}

impl<'p> Crowd<'p> {
    /// How many are still to come.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Lent(people) => people.len(),
            Self::Given(people) => people.len(),
        }
    }

    /// The next of them; nothing once all were taken.
    pub(super) fn next_some(&mut self) -> Option<Cow<'p, [Person]>> {
        let count = self.len().min(CHUNK);
        if count == 0 {
            return None;
        }
        match self {
            Self::Lent(people) => {
                let (some, rest) = people.split_at(count);
                *people = rest;
                Some(Cow::Borrowed(some))
            }
            Self::Given(people) => {
                let some: Vec<Person> = people.drain(..count).collect();
                // Given back now and then: moving those who are left together has its price.
                if people.len() < people.capacity() / 2 {
                    people.shrink_to_fit();
                }
                Some(Cow::Owned(some))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::creators::import::{Hints, Plan};

    #[test]
    fn everybody_comes_once_and_in_order() {
        let rows: String = (0..1_201).map(|row| format!("Person {row},@person{row}\n")).collect();
        let file = format!("Name,Instagram handle\n{rows}");
        let Ok(plan) = Plan::read(file.as_bytes(), "list.csv", &Hints::default()) else { panic!("the file is read") };
        let all = plan.people(0).people;
        assert_eq!(all.len(), 1_201);
        for mut crowd in [Crowd::Lent(&all), Crowd::Given(all.clone().into())] {
            let mut came = Vec::new();
            while let Some(some) = crowd.next_some() {
                came.push(some);
            }
            assert_eq!(came.iter().map(|some| some.len()).collect::<Vec<_>>(), [500, 500, 201]);
            assert_eq!(came.concat(), all);
        }
    }
}
