//! Rankings: how well one serves who asked (nDCG), and one made of two.
//!
//! Invariant: pure functions over ids, the best first; a figure is between 0 and 1. Absent: how a ranking comes about.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;

/// Places of a ranking that count: a page of results.
pub const PLACES: usize = 10;

/// What a place is worth in a fused ranking is 1 / (60 + place): the constant of Cormack, Clarke and Büttcher (2009), at
/// which the first places of neither ranking decide alone.
pub const RANK_CONSTANT: f64 = 60.0;

/// How much a document of this grade is worth: 1 (a complete answer) to 4 (of least interest) give 15, 7, 3 and 1; any
/// other grade gives nothing.
#[must_use]
pub fn gain(grade: u8) -> f64 {
    match grade {
        1..=4 => f64::from((1_u8 << (5 - grade)) - 1),
        _ => 0.0,
    }
}

/// The discounted cumulative gain of a ranking over its first ten places, as a share of the best possible; `None` where
/// nothing is graded with a gain, so that no ranking can be better than another.
///
/// A document that stands twice in the ranking counts once, where it stands first.
#[must_use]
pub fn ndcg10<T: Eq + Hash>(ranking: &[T], grades: &HashMap<T, u8>) -> Option<f64> {
    let mut best: Vec<f64> = grades.values().map(|grade| gain(*grade)).collect();
    best.sort_unstable_by(|a, b| b.total_cmp(a));
    let ideal = discounted(best.into_iter());
    let gained = ranking.iter().enumerate().map(|(at, id)| {
        let again = ranking.iter().take(at).any(|earlier| earlier == id);
        grades.get(id).filter(|_| !again).map_or(0.0, |grade| gain(*grade))
    });
    (ideal > 0.0).then(|| discounted(gained) / ideal)
}

/// The mean over all queries for which there is a figure; `None` where there is none.
#[must_use]
pub fn mean(figures: impl IntoIterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = figures.into_iter().flatten().fold((0.0, 0_u32), |(sum, count), figure| (sum + figure, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn discounted(gains: impl Iterator<Item = f64>) -> f64 {
    // The first place is divided by log2(2), which is 1.
    gains.take(PLACES).zip(2_u8..).map(|(gain, place)| gain / f64::from(place).log2()).sum()
}

/// How much each ranking counts when they are fused.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Of the ranking by words.
    pub text: f64,
    /// Of the ranking by meaning.
    pub meaning: f64,
}

impl Weights {
    /// Both alike.
    pub const EQUAL: Self = Self { text: 1.0, meaning: 1.0 };
}

/// One ranking of two by their places alone (reciprocal rank fusion), with what each id has gathered: for rankings whose
/// figures are not known or say nothing.
///
/// Of two ids alike the one that comes first in the ranking by words is first, then the one by meaning.
#[must_use]
pub fn fuse<T: Copy + Eq + Hash>(text: &[T], meaning: &[T], weights: Weights) -> Vec<(T, f64)> {
    let worth = |place: u32| 1.0 / (RANK_CONSTANT + f64::from(place));
    gathered(
        (1..).zip(text).map(|(place, id)| (*id, weights.text * worth(place))),
        (1..).zip(meaning).map(|(place, id)| (*id, weights.meaning * worth(place))),
    )
}

/// One ranking of two by how well each id was found, with what each id has gathered.
///
/// A score by words (BM25) has no upper limit and counts as a share of the best one; a closeness in meaning is a share
/// already, so that where nothing is close, meaning says little (a cosine below nothing counts as nothing). This keeps
/// what places throw away, by how much the first is better: see Bruch, Gai and Ingber, "An Analysis of Fusion Functions
/// for Hybrid Retrieval" (2023). Alike ids stand as in [`fuse`].
#[must_use]
pub fn fuse_scores<T: Copy + Eq + Hash>(text: &[(T, f32)], meaning: &[(T, f32)], weights: Weights) -> Vec<(T, f64)> {
    let best = text.iter().fold(0.0_f64, |best, (_, score)| best.max(f64::from(*score)));
    let share = |score: f32| if best > 0.0 { f64::from(score).max(0.0) / best } else { 0.0 };
    gathered(
        text.iter().map(|(id, score)| (*id, weights.text * share(*score))),
        meaning.iter().map(|(id, closeness)| (*id, weights.meaning * f64::from(*closeness).clamp(0.0, 1.0))),
    )
}

/// The sum for each id, the greatest first. An id that stands twice in one of the two counts where it stands first.
fn gathered<T: Copy + Eq + Hash>(text: impl Iterator<Item = (T, f64)>, meaning: impl Iterator<Item = (T, f64)>) -> Vec<(T, f64)> {
    // For each id, where it stands in the answer and which of the two was counted last.
    let mut seen: HashMap<T, (usize, Found)> = HashMap::new();
    let mut sums: Vec<(T, f64)> = Vec::new();
    let all = text.map(|found| (Found::ByText, found)).chain(meaning.map(|found| (Found::ByMeaning, found)));
    for (by, (id, worth)) in all {
        match seen.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert((sums.len(), by));
                sums.push((id, worth));
            }
            Entry::Occupied(mut entry) if entry.get().1 != by => {
                entry.get_mut().1 = by;
                sums[entry.get().0].1 += worth;
            }
            Entry::Occupied(_) => {}
        }
    }
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    ByText,
    ByMeaning,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grades(of: &[(&'static str, u8)]) -> HashMap<&'static str, u8> {
        of.iter().copied().collect()
    }

    #[test]
    fn grades_are_worth_fifteen_seven_three_and_one() {
        assert_eq!([1, 2, 3, 4, 5, 0, 255].map(gain), [15.0, 7.0, 3.0, 1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_ranking_is_measured_as_by_hand() {
        // Found: 7 / log2(2) + 0 + 15 / log2(4) = 14.5. Best: 15 + 7 / log2(3) + 1 / log2(4) = 19.916508.
        let graded = grades(&[("a", 2), ("b", 1), ("c", 4)]);
        let figure = ndcg10(&["a", "x", "b"], &graded).unwrap();
        assert!((figure - 0.728_039).abs() < 1e-6, "{figure}");
    }

    #[test]
    fn the_best_order_is_one_and_a_page_without_an_answer_is_nothing() {
        let graded = grades(&[("a", 2), ("b", 1), ("c", 4)]);
        assert_eq!(ndcg10(&["b", "a", "c"], &graded), Some(1.0));
        assert_eq!(ndcg10(&["x", "y"], &graded), Some(0.0));
        assert_eq!(ndcg10(&[], &graded), Some(0.0));
    }

    #[test]
    fn the_eleventh_place_is_on_the_next_page() {
        let graded = grades(&[("a", 1)]);
        let tenth = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "a"];
        // 15 / log2(11) of 15.
        assert!((ndcg10(&tenth, &graded).unwrap() - 0.289_065).abs() < 1e-6);
        assert_eq!(ndcg10(&["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "a"], &graded), Some(0.0));
    }

    #[test]
    fn more_answers_than_places_can_still_be_the_best() {
        let graded: HashMap<u8, u8> = (0..12).map(|id| (id, 1)).collect();
        let ranking: Vec<u8> = (0..10).collect();
        assert_eq!(ndcg10(&ranking, &graded), Some(1.0));
    }

    #[test]
    fn the_same_document_twice_counts_once() {
        assert_eq!(ndcg10(&["a", "a"], &grades(&[("a", 2), ("b", 2)])), ndcg10(&["a"], &grades(&[("a", 2), ("b", 2)])));
    }

    #[test]
    fn a_query_without_answers_is_no_figure_and_not_in_the_mean() {
        assert_eq!(ndcg10(&["a"], &grades(&[("a", 5)])), None);
        assert_eq!(mean([Some(0.5), None, Some(1.0)]), Some(0.75));
        assert_eq!(mean([None, None]), None);
    }

    #[test]
    fn what_both_find_comes_before_what_one_finds() {
        // a: 1/61 + 1/62 = 0.032522; c: 1/63 + 1/61 = 0.032266; b: 1/62 = 0.016129.
        let fused = fuse(&["a", "b", "c"], &["c", "a"], Weights::EQUAL);
        assert_eq!(fused.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["a", "c", "b"]);
        for ((_, worth), expected) in fused.iter().zip([0.032_522, 0.032_266, 0.016_129]) {
            assert!((worth - expected).abs() < 1e-6, "{worth} is not {expected}");
        }
    }

    #[test]
    fn of_two_alike_the_one_found_by_words_is_first() {
        let fused = fuse(&["words"], &["meaning"], Weights::EQUAL);
        assert_eq!(fused.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["words", "meaning"]);
    }

    #[test]
    fn a_weight_moves_the_second_places_of_the_one_before_the_first_of_the_other() {
        let fused = fuse(&["a", "b"], &["c"], Weights { text: 1.0, meaning: 0.5 });
        assert_eq!(fused.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["a", "b", "c"]);
    }

    #[test]
    fn an_id_twice_in_one_ranking_counts_once() {
        let once = fuse(&["a", "b"], &["b"], Weights::EQUAL);
        assert_eq!(fuse(&["a", "b", "a"], &["b", "b"], Weights::EQUAL), once);
    }

    #[test]
    fn one_empty_ranking_leaves_the_other_as_it_is() {
        for (text, meaning) in [(vec![3, 1, 2], vec![]), (vec![], vec![3, 1, 2])] {
            assert_eq!(fuse(&text, &meaning, Weights::EQUAL).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [3, 1, 2]);
        }
    }

    #[test]
    fn scores_count_as_a_share_of_the_best_and_closeness_as_it_is() {
        // a: 8 / 8 + 0.1 = 1.1; c: 0.9; b: 4 / 8 + 0 = 0.5; d is far and gets nothing.
        let fused = fuse_scores(&[("a", 8.0), ("b", 4.0)], &[("c", 0.9), ("a", 0.1), ("d", -0.4)], Weights::EQUAL);
        assert_eq!(fused.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ["a", "c", "b", "d"]);
        for ((_, worth), expected) in fused.iter().zip([1.1, 0.9, 0.5, 0.0]) {
            assert!((worth - expected).abs() < 1e-6, "{worth} is not {expected}");
        }
    }

    #[test]
    fn scores_a_hundred_times_as_high_give_the_same_ranking() {
        let fused = |factor: f32| fuse_scores(&[("a", 8.0 * factor), ("b", 4.0 * factor)], &[("b", 0.6)], Weights::EQUAL);
        assert_eq!(fused(1.0), fused(100.0));
        assert_eq!(fused(1.0)[0].0, "b");
    }

    #[test]
    fn weights_say_how_much_each_counts() {
        let first = |text: f64, meaning: f64| fuse_scores(&[("a", 5.0)], &[("b", 0.8)], Weights { text, meaning })[0].0;
        assert_eq!((first(1.0, 1.0), first(1.0, 2.0), first(0.0, 1.0)), ("a", "b", "b"));
    }

    #[test]
    fn no_scores_by_words_leave_the_order_by_meaning() {
        let fused = fuse_scores(&[("z", 0.0)], &[("b", 0.8), ("a", 0.3)], Weights::EQUAL);
        assert_eq!(fused.into_iter().map(|(id, _)| id).collect::<Vec<_>>(), ["b", "a", "z"]);
    }
}
