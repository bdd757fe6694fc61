//! Tables: hairlines, numbers to the right, and a head that stays. For more than three of a kind.
//!
//! Invariant: a table has a real head, and the column that it is ordered by says so. Absent: paging; the page links it.

use maud::{Markup, Render, html};

use super::icon::icon;
use crate::text::{t, tf};

/// The order of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// From small to large.
    Ascending,
    /// From large to small.
    Descending,
}

/// The head of a column.
#[derive(Debug, Clone, Default)]
pub struct Column<'a> {
    words: &'a str,
    hidden: bool,
    numbers: bool,
    sort: Option<(String, Option<Order>)>,
    choose_all: bool,
}

impl<'a> Column<'a> {
    /// A column of words.
    #[must_use]
    pub fn text(words: &'a str) -> Self {
        Self { words, ..Self::default() }
    }

    /// A column of figures; units stand in the head.
    #[must_use]
    pub fn number(words: &'a str) -> Self {
        Self { words, numbers: true, ..Self::default() }
    }

    /// A column whose head is only there for screen readers (pictures, buttons).
    #[must_use]
    pub fn unseen(words: &'a str) -> Self {
        Self { words, hidden: true, ..Self::default() }
    }

    /// The column of boxes that choose rows; its head chooses all (shown only where scripts run).
    #[must_use]
    pub fn choose() -> Self {
        Self { choose_all: true, ..Self::default() }
    }

    /// Can be ordered by: where a click leads, and the order now if it is by this column.
    #[must_use]
    pub fn sorted(mut self, href: impl Into<String>, now: Option<Order>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }
}

impl Render for Column<'_> {
    fn render(&self) -> Markup {
        let now = self.sort.as_ref().and_then(|(_, now)| *now);
        let sort = now.map(|order| if order == Order::Ascending { "ascending" } else { "descending" });
        html! {
            th scope="col" class=[self.numbers.then_some("num")] aria-sort=[sort] {
                @if self.choose_all {
                    input.tick.needs-script type="checkbox" aria-label=(t("table.choose_all")) data-all;
                } @else if let Some((href, _)) = &self.sort {
                    a href=(href) {
                        (self.words)
                        @match now { Some(Order::Ascending) => (icon("up")), Some(Order::Descending) => (icon("down")), None => {} }
                    }
                } @else if self.hidden { span.vh { (self.words) } } @else { (self.words) }
            }
        }
    }
}

/// A table. `rows` are `tr` elements; the cells of figures have the class `num`.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    columns: &'a [Column<'a>],
    rows: Markup,
    foot: Option<Markup>,
    inset: bool,
    caption: Option<&'a str>,
    tall: bool,
}

impl<'a> Table<'a> {
    /// A table that fills the page.
    #[must_use]
    pub fn new(columns: &'a [Column<'a>], rows: Markup) -> Self {
        Self { columns, rows, foot: None, inset: false, caption: None, tall: false }
    }

    /// A table inside a page's text: 32 px rows, no margins. Columns may be none, then it has no head.
    #[must_use]
    pub fn inset(columns: &'a [Column<'a>], rows: Markup) -> Self {
        Self { inset: true, ..Self::new(columns, rows) }
    }

    /// Rows of 46 px inside a page, for people with two lines.
    #[must_use]
    pub fn tall(mut self) -> Self {
        self.tall = true;
        self
    }

    /// With a foot: `tr` elements with the sums.
    #[must_use]
    pub fn foot(mut self, foot: Markup) -> Self {
        self.foot = Some(foot);
        self
    }

    /// What the table shows, for screen readers.
    #[must_use]
    pub fn caption(mut self, caption: &'a str) -> Self {
        self.caption = Some(caption);
        self
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        html! {
            table.table.inset[self.inset].tall[self.tall] {
                @if let Some(caption) = self.caption { caption.vh { (caption) } }
                @if !self.columns.is_empty() { thead { tr { @for column in self.columns { (column) } } } }
                tbody { (self.rows) }
                @if let Some(foot) = &self.foot { tfoot { (foot) } }
            }
        }
    }
}

/// A row that names a group of rows, with a note after it.
#[must_use]
pub fn group_row(columns: usize, name: &str, note: &str) -> Markup {
    html! { tr.group { td colspan=(columns) { (name) " " span.quiet.light { (note) } } } }
}

/// The cell with the box that chooses a row; sends `name=value` with the table's form.
#[must_use]
pub fn choose_cell(name: &str, value: &str, whom: &str, chosen: bool) -> Markup {
    html! {
        td.fit { input.tick type="checkbox" name=(name) value=(value) checked[chosen] aria-label=(tf("table.choose", &[("whom", whom)])) data-row; }
    }
}

/// A dot for "not yet", in a cell whose turn has not come.
#[must_use]
pub fn not_yet() -> Markup {
    html! { span.quiet aria-label=(t("table.not_yet")) role="img" { "·" } }
}

/// The word *unknown*, in italics: never 0 and never a dash.
#[must_use]
pub fn unknown() -> Markup {
    html! { span.unknown { (t("figure.unknown")) } }
}

/// The bar of verbs for the chosen rows. It stands inside the form around the table; with scripts it is shown once
/// something is chosen, and counts it.
#[must_use]
pub fn bulk(words: &str, buttons: Markup) -> Markup {
    html! { div.bulk role="group" aria-label=(words) { b data-count {} " " (words) (buttons) } }
}
