//! What a list that came out empty would have without one of its filters, so that a person knows which to drop.
//!
//! Invariant: at most [`MOST`] filters are tried, in one statement. Absent: leaving out two at once.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// At most so many filters are tried.
const MOST: usize = 4;

/// How many fit without one filter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Without {
    /// The field of the question that is left out.
    pub filter: String,
    /// How many fit then.
    pub count: i64,
    /// Whether there may be more, because it was counted no further.
    pub or_more: bool,
}

/// A field of a question, and what takes it out; gives whether it asked for something.
pub(crate) type Taken<Q> = (&'static str, fn(&mut Q) -> bool);

/// Where nothing fits, the question without each of the filters that are on.
pub(crate) fn each<Q: Clone>(nothing_fits: bool, question: &Q, filters: &[Taken<Q>]) -> (Vec<&'static str>, Vec<Q>) {
    if !nothing_fits {
        return (Vec::new(), Vec::new());
    }
    let less = filters.iter().filter_map(|(name, take)| {
        let mut less = question.clone();
        take(&mut less).then_some((*name, less))
    });
    less.take(MOST).unzip()
}

/// What was counted, by the filter's name.
pub(crate) fn counted(names: Vec<&'static str>, counts: Vec<i64>) -> Vec<Without> {
    names.into_iter().zip(counts).map(|(name, count)| Without { filter: name.to_owned(), count, or_more: false }).collect()
}

/// The same where nobody counted further than `most`.
pub(crate) fn counted_to(most: i64, names: Vec<&'static str>, counts: Vec<i64>) -> Vec<Without> {
    counted(names, counts).into_iter().map(|one| Without { or_more: one.count >= most, ..one }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_that_is_on_is_left_out_once() {
        type Question = (Option<u8>, bool, Option<u8>);
        let filters: [Taken<Question>; 3] = [
            ("first", |question| question.0.take().is_some()),
            ("second", |question| std::mem::take(&mut question.1)),
            ("third", |question| question.2.take().is_some()),
        ];
        let (names, all) = each(true, &(Some(1), false, Some(3)), &filters);
        assert_eq!((names, all), (vec!["first", "third"], vec![(None, false, Some(3)), (Some(1), false, None)]));
        assert!(each(true, &(None, false, None), &filters).0.is_empty());
        assert!(each(false, &(Some(1), true, Some(3)), &filters).0.is_empty(), "where something fits nothing is tried");
    }
}
