//! The score: the deliverables of one collaboration over its stages. Solid is done, dashed is to come.
//!
//! Invariant: it is drawn for at most five deliverables (then a table is used), and a sentence says the same.
//! Absent: which stages there are; the caller names them.

use maud::{Markup, html};

use super::turn::{Whose, turn_mark};

/// One deliverable of the score.
#[derive(Debug, Clone)]
pub struct ScoreRow<'a> {
    /// "Reel, 30 to 60 s".
    pub name: &'a str,
    /// The line under it: "Instagram · post 18 to 21 Nov".
    pub about: &'a str,
    /// The index of the stage where it stands; the number of stages when it is through.
    pub at: usize,
    /// Where it stands in words, where that is not the stage that it is on the way to.
    pub words: Option<&'a str>,
    /// Whose turn it is there.
    pub whose: Whose,
    /// Whether that is late.
    pub late: bool,
    /// A date or nothing for each stage, past or planned.
    pub dates: Vec<String>,
}

/// The score of a collaboration. `sentence` says it for those who cannot see it.
#[must_use]
pub fn score(head: &str, stages: &[&str], rows: &[ScoreRow<'_>], sentence: &str) -> Markup {
    let now = rows.iter().map(|row| row.at).min().unwrap_or_default();
    html! {
        div class={ "score n-" (stages.len()) } role="img" aria-label=(sentence) {
            div.h { (head) }
            @for (index, stage) in stages.iter().enumerate() { div class={ "h" (if index == now { " at" } else { "" }) } { (stage) } }
            @for row in rows {
                div.k { b { (row.name) } br; span.about { (row.about) } }
                @for (index, stage) in stages.iter().enumerate() { (cell(row, index, stage)) }
            }
        }
    }
}

fn cell(row: &ScoreRow<'_>, index: usize, stage: &str) -> Markup {
    let date = row.dates.get(index).map(String::as_str).unwrap_or_default();
    html! {
        @if index == row.at {
            div.c.at { span { (turn_mark(row.whose, row.late)) } span.small-only { (row.words.unwrap_or(stage)) } }
        } @else {
            div class={ "c" (if index < row.at { " past" } else { "" }) } { @if !date.is_empty() { span { (date) } } }
        }
    }
}
