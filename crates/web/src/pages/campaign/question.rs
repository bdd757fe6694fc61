//! What a campaign's table is asked: whose turn, which words, which stage, which wave, what is late, which columns, and
//! whether its rows stand in groups.
//!
//! Invariant: the address says all of it, so that a table can be sent to somebody and kept as a view. Absent: paging; a
//! campaign's table is shown whole.

use app::views::{Tracker, tracker::TrackerRow};
use domain::{
    campaigns::waves::Waves, creators::cells::CellColumn, journey::Stage, moves::Turn, picked::Picked, text::folded, time::Timestamp,
};
use maud::{Markup, html};

use super::waves::{self, Place};
use crate::{
    kernel::values::{Asks, with_query},
    pages::{
        asking::{Offer, said_whole},
        picking, said,
    },
    text::{t, tk},
    ui::{
        Button,
        choice::tick,
        form::hidden,
        overlay::{MenuItem, menu_named},
        views::{self, Filter, chips},
    },
};

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Open,
    Ours,
    Theirs,
    All,
}

impl Shown {
    pub(super) const ALL: [(Shown, &'static str); 4] =
        [(Shown::Open, "open"), (Shown::Ours, "ours"), (Shown::Theirs, "theirs"), (Shown::All, "all")];

    fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|(_, word)| *word == text).map_or(Shown::Open, |(shown, _)| shown)
    }

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(shown, _)| *shown == self).map_or("", |(_, word)| word)
    }

    fn takes(self, row: &TrackerRow) -> bool {
        let turn = row.turn.as_ref().map(|open| open.turn);
        match self {
            Shown::Open => !row.stage.is_off() && row.stage != Stage::Closed,
            Shown::Ours => turn == Some(Turn::Team),
            Shown::Theirs => turn == Some(Turn::Creator),
            Shown::All => true,
        }
    }
}

/// A column beside the creator's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Made,
    Acknowledged,
    Draft,
    Approved,
    Live,
    Link,
    Paid,
    Whose,
    Due,
    /// The days that the agreement names.
    Dates,
    /// What the brand keeps about the creator.
    Kept(CellColumn),
}

impl Cell {
    const ALL: [(Cell, &'static str); 15] = [
        (Cell::Made, "deliverable"),
        (Cell::Acknowledged, "acknowledged"),
        (Cell::Draft, "draft"),
        (Cell::Approved, "approved"),
        (Cell::Live, "live"),
        (Cell::Link, "link"),
        (Cell::Paid, "paid"),
        (Cell::Whose, "whose"),
        (Cell::Due, "due"),
        (Cell::Dates, "dates"),
        (Cell::Kept(CellColumn::Summary), "summary"),
        (Cell::Kept(CellColumn::Tier), "tier"),
        (Cell::Kept(CellColumn::Tags), "tags"),
        (Cell::Kept(CellColumn::Email), "email"),
        (Cell::Kept(CellColumn::Country), "country"),
    ];

    fn is_usual(self) -> bool {
        !matches!(self, Cell::Dates | Cell::Kept(CellColumn::Tier | CellColumn::Tags | CellColumn::Email | CellColumn::Country))
    }

    pub(super) fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(cell, _)| *cell == self).map_or("", |(_, word)| word)
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Cell::Kept(column) => tk("creator_column", column.as_str()),
            own => tk("tracker_column", own.word()),
        }
    }

    /// The columns that somebody may choose from; what the brand keeps is for who may see a creator's record.
    pub(super) fn offered(familiar: bool) -> impl Iterator<Item = (Cell, &'static str)> {
        Self::ALL.into_iter().filter(move |(cell, _)| familiar || !matches!(cell, Cell::Kept(_)))
    }
}

/// The question.
#[derive(Debug, Clone)]
pub(super) struct Question {
    pub shown: Shown,
    /// A part of a name.
    pub words: String,
    stage: Option<Picked>,
    /// What of it could not be read.
    unread: Vec<String>,
    late: bool,
    /// The wave that is asked for, as the address writes it.
    wave: Option<(Place, String)>,
    /// Whether rows of a wave stand together.
    pub grouped: bool,
    cells: Vec<Cell>,
}

impl Question {
    pub(super) fn of(asks: &Asks) -> Self {
        let asked = |word: &str| asks.0.iter().any(|(name, value)| name == "column" && value == word);
        let stage = picking::read(asks, ("stage", t("tracker.stage")), false, |word| Stage::parse(word).is_some());
        Self {
            shown: Shown::parse(asks.get("show")),
            words: asks.get("q").to_owned(),
            stage: stage.picked,
            unread: stage.unread,
            late: asks.get("late") == "yes",
            wave: Place::parse(asks.get("wave")).map(|place| (place, place.word())),
            grouped: asks.get("group") == "wave",
            cells: Cell::ALL.into_iter().filter(|(_, word)| asked(word)).map(|(cell, _)| cell).collect(),
        }
    }

    /// The same with other rows.
    pub(super) fn showing(self, shown: Shown) -> Self {
        Self { shown, ..self }
    }

    /// The same with its rows in groups, or not.
    pub(super) fn in_groups(self, grouped: bool) -> Self {
        Self { grouped, ..self }
    }

    /// The columns that are shown: those that were chosen, or the usual ones.
    pub(super) fn columns(&self, familiar: bool) -> Vec<Cell> {
        let chosen = |cell: Cell| if self.cells.is_empty() { cell.is_usual() } else { self.cells.contains(&cell) };
        Cell::offered(familiar).map(|(cell, _)| cell).filter(|cell| chosen(*cell)).collect()
    }

    /// The rows that it asks for; in groups those of a wave stand together.
    pub(super) fn rows<'a>(&self, tracker: &'a Tracker, waves: &Waves, now: Timestamp) -> Vec<&'a TrackerRow> {
        let words = folded(&self.words);
        let fits = |row: &&TrackerRow| {
            self.shown.takes(row)
                && folded(&row.name).contains(&words)
                && self.stage.as_ref().is_none_or(|asked| asked.fits(&[row.stage.as_str()]))
                && (!self.late || row.turn.as_ref().is_some_and(|open| said::is_late(open, now)))
                && self.wave.as_ref().is_none_or(|(place, _)| Place::of(row, waves) == *place)
        };
        let mut rows: Vec<&TrackerRow> = tracker.rows.iter().filter(fits).collect();
        if self.grouped {
            rows.sort_by_key(|row| Place::of(row, waves));
        }
        rows
    }

    /// As an address writes it.
    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        let mut pairs = Vec::new();
        if self.shown != Shown::Open {
            pairs.push(("show", self.shown.word()));
        }
        if !self.words.is_empty() {
            pairs.push(("q", self.words.as_str()));
        }
        if let Some(stage) = &self.stage {
            pairs.extend(stage.values().iter().map(|value| ("stage", value.as_str())));
            pairs.extend(stage.is_not().then_some(("stage.how", "not")));
        }
        if self.late {
            pairs.push(("late", "yes"));
        }
        if let Some((_, word)) = &self.wave {
            pairs.push(("wave", word.as_str()));
        }
        if self.grouped {
            pairs.push(("group", "wave"));
        }
        pairs.extend(self.cells.iter().map(|cell| ("column", cell.word())));
        pairs
    }

    pub(super) fn pairs_without(&self, name: &str) -> Vec<(&str, &str)> {
        self.pairs().into_iter().filter(|(known, _)| picking::filter_of(known).0 != name).collect()
    }

    /// The filters of which one may be dropped, and how many creators there would be.
    pub(super) fn offers(&self, tracker: &Tracker, waves: &Waves, now: Timestamp, base: &str) -> Vec<Offer> {
        let mut offers = Vec::new();
        let mut offer = |name: &str, filter: String, less: Self| {
            let count = less.rows(tracker, waves, now).len();
            if count > 0 {
                offers.push(Offer { filter, count: count.to_string(), href: with_query(base, &self.pairs_without(name)) });
            }
        };
        if !self.words.is_empty() {
            offer("q", said_whole(t("tracker.creator"), "", &self.words), Self { words: String::new(), ..self.clone() });
        }
        if let Some((how, value)) = self.stage_said() {
            offer("stage", said_whole(t("tracker.stage"), how, &value), Self { stage: None, ..self.clone() });
        }
        if self.late {
            offer("late", said_whole(t("tracker.late"), "", t("tracker.yes")), Self { late: false, ..self.clone() });
        }
        if let Some((place, _)) = &self.wave {
            offer("wave", said_whole(t("waves.title"), "", &place.words(waves)), Self { wave: None, ..self.clone() });
        }
        offers
    }

    /// How the stages are meant, and which.
    fn stage_said(&self) -> Option<(&'static str, String)> {
        let words = |word: &str| Stage::parse(word).map_or_else(|| word.to_owned(), |stage| said::stage_words(stage).to_owned());
        self.stage.as_ref().map(|asked| picking::said(asked, false, words))
    }

    /// The page, or the file, of it.
    pub(super) fn address(&self, path: &str) -> String {
        with_query(path, &self.pairs())
    }
}

/// The filters that are on, each to be dropped, and the menu that sets them.
pub(super) fn filters(question: &Question, waves: &Waves, base: &str) -> Markup {
    let stage = question.stage_said();
    let wave = question.wave.as_ref().map(|(place, _)| place.words(waves));
    let mut on = Vec::new();
    let without = |name: &'static str| Some(with_query(base, &question.pairs_without(name)));
    if !question.words.is_empty() {
        on.push(Filter { name: t("tracker.creator"), how: "", value: &question.words, without: without("q"), guessed: false });
    }
    if let Some((how, value)) = &stage {
        on.push(Filter { name: t("tracker.stage"), how, value, without: without("stage"), guessed: false });
    }
    if question.late {
        on.push(Filter { name: t("tracker.late"), how: "", value: t("tracker.yes"), without: without("late"), guessed: false });
    }
    if let Some(wave) = &wave {
        on.push(Filter { name: t("waves.title"), how: "", value: wave, without: without("wave"), guessed: false });
    }
    html! {
        (chips(&on)) (menu_named(t("creators.filter"), &[MenuItem::Other(builder(question, waves, base))]))
        @for words in &question.unread { p.note.late role="status" { (words) } }
    }
}

fn builder(question: &Question, waves: &Waves, base: &str) -> Markup {
    let stages: Vec<(&str, &str)> = Stage::ALL.iter().map(|stage| (stage.as_str(), said::stage_words(*stage))).collect();
    let asks = Asks(question.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    html! {
        form.filter-form.stack.tight method="get" action=(base) {
            @for (name, value) in question.pairs_without("stage").into_iter().filter(|(name, _)| !matches!(*name, "late" | "wave")) { (hidden(name, value)) }
            (picking::boxes(&asks, ("stage", t("tracker.stage")), false, &stages, |_| false))
            @if waves::are_many(waves) || question.wave.is_some() { (waves::field(waves, question.wave.as_ref().map(|(place, _)| *place))) }
            (tick("late", "yes", t("tracker.late"), question.late, None))
            div { (Button::submit(t("creators.filter.do")).primary()) }
        }
    }
}

/// The menu of columns.
pub(super) fn columns(question: &Question, base: &str, familiar: bool) -> Markup {
    let shown = question.columns(familiar);
    let all: Vec<(&str, &str, bool)> = Cell::offered(familiar).map(|(cell, word)| (word, cell.words(), shown.contains(&cell))).collect();
    views::columns(base, &all, &question.pairs_without("column"))
}
