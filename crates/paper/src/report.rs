//! A campaign's report: its figures, how far creators came, each creator, and how the sums add up.
//!
//! Invariant: a picture has its numbers beside it. Absent: which figures there are; they come in said.

use serde::Serialize;

use crate::{Broken, Frame, Paper, press};

/// The report.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    /// What stands around it.
    pub frame: Frame,
    /// What came of it, in one sentence.
    pub headline: String,
    /// Which campaign and which days.
    pub about: String,
    /// What the figures say, sentence by sentence.
    pub told: Vec<String>,
    /// The figures that it exists for.
    pub figures: Vec<Figure>,
    /// What was sold against what was wanted; without bars where nothing was.
    pub goal: Bars,
    /// The funnel.
    pub funnel: Bars,
    /// What each creator sold.
    pub sales: Bars,
    /// Each creator.
    pub creators: Table,
    /// What stands in place of creators while there are none.
    pub nobody: String,
    /// How the sums add up.
    pub sums: Table,
    /// Where the figures come from and what else has to be said.
    pub notes: Vec<String>,
}

/// A figure with its name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Figure {
    /// What it is.
    pub name: String,
    /// How much.
    pub value: String,
    /// How it is known, or how it is counted.
    pub note: String,
}

/// Bars below each other with a table of the same numbers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Bars {
    /// What they show.
    pub title: String,
    /// The heads of the table: what is counted, how many, what share.
    pub heads: [String; 3],
    /// Each bar.
    pub bars: Vec<Bar>,
}

/// One bar.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Bar {
    /// What is counted.
    pub name: String,
    /// How many, said.
    pub value: String,
    /// What share of the whole that is, said.
    pub share: String,
    /// Its length from 0 to 1; what is beyond is cut.
    pub length: f64,
}

/// Rows under heads that stand again on each page.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// How to read it.
    pub note: String,
    /// Its columns. One without heads has rows alone.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// The sums below.
    pub foot: Vec<String>,
}

/// A column: figures stand to the right, one digit under the other.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Column {
    /// Its head.
    pub name: String,
    /// Whether it holds figures.
    pub number: bool,
}

/// A row: a cell for each column, and what is said small under the first of them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Row {
    /// The cells.
    pub cells: Vec<String>,
    /// What is said under the first cell; mostly nothing.
    pub under: String,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub fn words(name: impl Into<String>) -> Self {
        Self { name: name.into(), number: false }
    }

    /// A column of figures.
    #[must_use]
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), number: true }
    }
}

impl Report {
    /// The report as a PDF.
    ///
    /// # Errors
    /// Only when the template itself is wrong.
    pub fn print(mut self) -> Result<Paper, Broken> {
        for bar in [&mut self.goal, &mut self.funnel, &mut self.sales].into_iter().flat_map(|all| &mut all.bars) {
            // What is no number would be no JSON either.
            bar.length = if bar.length.is_finite() { bar.length.clamp(0.0, 1.0) } else { 0.0 };
        }
        for table in [&mut self.creators, &mut self.sums] {
            table.even_out();
        }
        press::print(press::Template::Report, &self)
    }
}

impl Table {
    /// A cell for each column, so that one too few or too many does not move all that follow.
    pub(crate) fn even_out(&mut self) {
        let width = self.columns.len();
        for row in &mut self.rows {
            row.cells.resize(width, String::new());
        }
        if !self.foot.is_empty() {
            self.foot.resize(width, String::new());
        }
    }
}
