//! What a caption is about, by weighted words.
//!
//! A row of `data/topics.tsv` gives words one weight for one topic: 5 says it alone, 2 says it where nothing says more (a kitchen may
//! be only where it happens), 1 needs a second word. Hashtags that run words together are looked into, and so are the names of
//! accounts, whose words never weigh more than 2.
//!
//! Invariant: the main topic comes first, there are at most [`MOST`], and `Other` stands alone.
//! Absent: meaning beyond words; a caption that only shows its topic in the picture is `Other`.

use super::Topic;
use super::rules::{self, Index, Languages, Looks};
use super::text::{Kind, Text};
use std::collections::HashSet;
use std::sync::LazyLock;

/// The most topics that one caption gets.
pub const MOST: usize = 3;
/// A topic needs this much weight, and half of that of the main topic ...
const NEEDED: u32 = 2;
/// ... or this much, whatever the main topic has.
const ALONE: u32 = 5;
/// The most that a word inside the name of an account weighs.
const IN_A_NAME: u32 = 2;

struct Table {
    rows: Vec<(Topic, u32)>,
    index: Index,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { rows: Vec::new(), index: Index::new(Looks::InsideTags) };
    for [topic, language, weight, words] in rules::rows::<4>(include_str!("data/topics.tsv")) {
        let (Some(topic), Ok(weight)) = (Topic::from_name(topic), weight.parse()) else { continue };
        for word in words.split(',') {
            table.index.add(word, rules::languages(language), table.rows.len());
            table.rows.push((topic, weight));
        }
    }
    table
});

/// The topics of a text, main one first.
pub(super) fn topics(text: &Text<'_>, asked: Languages) -> Vec<Topic> {
    // The weight of each topic, and its first word.
    let mut weights = [(0_u32, usize::MAX); Topic::ALL.len()];
    let mut seen: HashSet<usize> = HashSet::new();
    let mut places: HashSet<(usize, usize)> = HashSet::new();
    TABLE.index.find(text, asked, |fit| {
        let (Some((topic, weight)), Some(word)) = (TABLE.rows.get(fit.meaning), text.words.get(fit.first)) else { return };
        let weight = if word.kind == Kind::Mention { *weight.min(&IN_A_NAME) } else { *weight };
        // A word counts once for a topic, however many rows or repetitions name it.
        if seen.insert(fit.meaning)
            && places.insert((fit.first, *topic as usize))
            && let Some((sum, first)) = weights.get_mut(*topic as usize)
        {
            (*sum, *first) = (*sum + weight, (*first).min(fit.first));
        }
    });
    let most = weights.iter().map(|(weight, _)| *weight).max().unwrap_or(0);
    let enough = |weight: u32| weight >= NEEDED && (weight * 2 >= most || weight >= ALONE);
    let mut ranked: Vec<((u32, usize), Topic)> = weights.into_iter().zip(Topic::ALL).filter(|((weight, _), _)| enough(*weight)).collect();
    ranked.sort_by_key(|((weight, first), _)| (std::cmp::Reverse(*weight), *first));
    ranked.truncate(MOST);
    if ranked.is_empty() { vec![Topic::Other] } else { ranked.into_iter().map(|(_, topic)| topic).collect() }
}
