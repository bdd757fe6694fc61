//! Which column holds handles and which holds names, where headings confuse the two.
//!
//! Invariant: content decides; a heading such as "Youtuber" or "channel name" only breaks ties. Absent: other columns.

use super::columns::{Column, Recognised};
use super::content::Content;
use super::headings::{self, Meaning};
use super::records::Record;
use crate::creators::Platform;

/// A column that may hold handles or names.
pub(super) struct Candidate {
    pub place: usize,
    pub meaning: Meaning,
    pub platform: Option<Platform>,
    pub content: Content,
}

impl Candidate {
    /// How likely it holds the handles among several: cells that can be handles, looks, and a little for the heading.
    fn score(&self) -> usize {
        let heading = match self.meaning {
            Meaning::Handle => 50,
            Meaning::Account => 2,
            _ => 0,
        };
        self.content.valid_handles() + self.content.handle_looks() / 4 + heading
    }

    /// Whether it holds handles even though no other column holds the names.
    fn stands_alone(&self) -> bool {
        match self.meaning {
            Meaning::Handle => true,
            Meaning::Account => self.content.valid_handles() >= 60,
            // "paul" is a handle as much as a name; "paul.k" or "@paul" is none but a handle.
            _ => self.content.handle_looks() >= 60 && self.content.handle_signs() >= 30,
        }
    }
}

/// Decides handles and names, and writes the decision with its reason.
pub(super) fn resolve(columns: &mut [Recognised], candidates: &[Candidate], sample: &[Record], notes: &mut Vec<String>) {
    let handles = handle_places(candidates);
    let identified = columns.iter().any(|recognised| matches!(recognised.column, Column::ExternalId | Column::ProfileUrl));
    for candidate in candidates.iter().filter(|candidate| handles.contains(&candidate.place)) {
        // With a channel id or a link beside it, a lone column called "title" or "name" is a name.
        let only_name = identified && candidates.len() == 1 && candidate.meaning == Meaning::Name;
        let Some(recognised) = columns.get_mut(candidate.place).filter(|_| !only_name) else { continue };
        recognised.column = Column::Handle;
        let valid = candidate.content.valid_handles();
        recognised.reason = format!("{}, and {valid} % of its values can be handles", recognised.reason);
        if valid < 95 {
            notes.push(format!(
                "\"{}\": {} % of the values are names rather than handles. Those creators are kept with their handle unknown, and nothing links to them.",
                recognised.title(),
                100 - valid
            ));
        }
    }
    name_column(columns, candidates, sample);
}

/// Of the columns left, the best becomes the display name.
fn name_column(columns: &mut [Recognised], candidates: &[Candidate], sample: &[Record]) {
    let taken = |place: usize, columns: &[Recognised]| columns.get(place).is_some_and(|recognised| recognised.column == Column::Handle);
    let left: Vec<&Candidate> = candidates.iter().filter(|candidate| !taken(candidate.place, columns)).collect();
    let halves = columns.iter().any(|recognised| matches!(recognised.column, Column::FirstName));
    // A heading that says "name" first, and "channel title" before a mere "title", which may be a video's; among equals the
    // fuller column, then the first.
    let whose = |place: usize| columns.get(place).is_some_and(|recognised| headings::words(&recognised.heading) != ["title"]);
    let rank = |candidate: &&&Candidate| {
        (candidate.meaning == Meaning::Name, whose(candidate.place), candidate.content.filled, usize::MAX - candidate.place)
    };
    let best = left.iter().filter(|_| !halves).max_by_key(rank).map(|candidate| candidate.place);
    for candidate in &left {
        let Some(recognised) = columns.get_mut(candidate.place) else { continue };
        if Some(candidate.place) == best {
            recognised.column = Column::DisplayName;
            recognised.reason = format!("{}, and its values are names", recognised.reason);
        } else if best.is_some_and(|best| same_cells(sample, best, candidate.place)) {
            recognised.reason = format!("{}, but it repeats another column", recognised.reason);
        } else {
            recognised.reason = format!("{}, but another column holds the names", recognised.reason);
        }
    }
}

fn same_cells(sample: &[Record], a: usize, b: usize) -> bool {
    sample.iter().all(|record| record.cells.get(a) == record.cells.get(b))
}

/// The places of the columns of handles: one for each platform where headings name several, otherwise at most one.
fn handle_places(candidates: &[Candidate]) -> Vec<usize> {
    let mut platforms: Vec<&Platform> = candidates.iter().filter_map(|candidate| candidate.platform.as_ref()).collect();
    platforms.sort();
    platforms.dedup();
    if platforms.len() > 1 {
        let best = |platform: &Platform| {
            let these = candidates.iter().filter(|candidate| candidate.platform.as_ref() == Some(platform));
            these.max_by_key(|candidate| (candidate.score(), usize::MAX - candidate.place))
        };
        return platforms
            .into_iter()
            .filter_map(best)
            .filter(|candidate| candidate.stands_alone())
            .map(|candidate| candidate.place)
            .collect();
    }
    let best = candidates.iter().max_by_key(|candidate| (candidate.score(), usize::MAX - candidate.place));
    let chosen = best.filter(|best| {
        let content = &best.content;
        let rivals = || candidates.iter().filter(|other| other.place != best.place);
        // Of two columns of names the one whose cells can be handles clearly more often holds them.
        let ahead = rivals().any(|other| other.content.valid_handles() + 10 <= content.valid_handles());
        let likely = best.meaning != Meaning::Name || content.handle_looks() >= 40 || (ahead && content.handle_looks() >= 15);
        let enough = content.valid_handles() >= if ahead { 25 } else { 50 };
        best.stands_alone() || (rivals().next().is_some() && enough && likely)
    });
    chosen.map(|candidate| candidate.place).into_iter().collect()
}
