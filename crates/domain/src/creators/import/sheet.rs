//! From the cells of a spreadsheet to the rows of a plan.
//!
//! Invariant: from here on a sheet is read as a CSV is, and a row keeps the number that the spreadsheet shows. Two rows of
//! headings become one, a cell merged over rows holds for each of them, and what is no creator by its form (totals, remarks,
//! titles between rows) is left out with a note that names it. Absent: files; whoever unpacks them gives the cells.

use std::collections::HashSet;

use super::decode::Decoded;
use super::records::Record;
use super::row::is_total;
use super::{Hints, ImportError, MOST_ROWS, Plan, columns, content, headings};
use crate::text::folded;

/// The most characters that a spreadsheet holds in a cell.
const MOST_IN_CELL: usize = 32_767;
/// A cell of more lines is put on one: no reader of CSV looks for its end so far away.
const MOST_LINES: usize = 400;
/// Among so many rows from the top the headings are looked for.
const TOP: usize = 12;
/// The most places of a table, filled or not.
const MOST_PLACES: usize = 100_000_000;
/// So many cells are filled for the sake of merged ones.
const MOST_FILLED: usize = 2_000_000;
/// So many of the rows left out are named.
const NAMED: usize = 5;

/// A sheet as it was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// What the person should know of the file already.
    pub notes: Vec<String>,
    /// Its rows in their order; those without any cell may be left out.
    pub rows: Vec<SheetRow>,
    /// Cells merged into one, whose text stands in the first of them. Empty also where the file does not say.
    pub merged: Vec<Merged>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number as the spreadsheet shows it, from 1.
    pub row: u64,
    /// Its cells from the first column on, as text.
    pub cells: Vec<String>,
}

/// A block of cells merged into one; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First and last row, from 1.
    pub rows: (u64, u64),
    /// First and last column, from 0.
    pub columns: (usize, usize),
}

impl Sheet {
    /// Whether a row of headings stands among its first rows, with something below it.
    #[must_use]
    pub fn has_headings(&self) -> bool {
        let rows: Vec<SheetRow> = self.rows.iter().filter(|row| filled(row).next().is_some()).take(TOP * 2).cloned().collect();
        let width = width(&rows);
        let mut top = Self { rows, merged: self.merged.clone(), notes: Vec::new() };
        (1..top.rows.len()).contains(&join_headings(&mut top, width))
    }
}

/// How many columns hold anything.
fn width(rows: &[SheetRow]) -> usize {
    rows.iter().filter_map(|row| row.cells.iter().rposition(|cell| !cell.trim().is_empty())).max().unwrap_or(0) + 1
}

impl Plan {
    /// Reads the cells of a sheet as [`Plan::read`] reads a file.
    ///
    /// # Errors
    /// When there is nothing to read, or too much.
    pub fn of_sheet(mut sheet: Sheet, file_name: &str, hints: &Hints) -> Result<Self, ImportError> {
        sheet.rows.retain(|row| filled(row).next().is_some());
        if sheet.rows.is_empty() {
            return Err(ImportError::Empty);
        }
        if sheet.rows.len() as u64 > MOST_ROWS + TOP as u64 {
            return Err(ImportError::TooManyRows);
        }
        let width = width(&sheet.rows);
        if sheet.rows.len().saturating_mul(width) > MOST_PLACES {
            return Err(ImportError::TooManyCells);
        }
        for row in &mut sheet.rows {
            row.cells.iter_mut().filter(|cell| cell.trim().len() < cell.len()).for_each(|cell| *cell = cell.trim().to_owned());
        }
        let first = join_headings(&mut sheet, width);
        fill(&mut sheet, first);
        leave_out(&mut sheet, first, width);
        let decoded = Decoded { text: written(&sheet.rows, width), encoding: "UTF-8", notes: std::mem::take(&mut sheet.notes) };
        Self::of_text(decoded, (0, ',', 1), file_name, hints)
    }
}

fn filled(row: &SheetRow) -> impl DoubleEndedIterator<Item = (usize, &str)> {
    row.cells.iter().enumerate().map(|(at, cell)| (at, cell.trim())).filter(|(_, cell)| !cell.is_empty())
}

/// Whether a row of words could stand over a table: none of its cells is data.
fn is_words(row: &SheetRow) -> bool {
    filled(row).all(|(_, cell)| !content::is_data(cell))
}

/// Makes one row of two where a row of groups stands over the headings: "Instagram" over "Followers" becomes "Instagram
/// Followers". Gives the place of the first row below the headings.
fn join_headings(sheet: &mut Sheet, width: usize) -> usize {
    for at in 0..sheet.rows.len().min(TOP).saturating_sub(1) {
        let joined = match (sheet.rows.get(at), sheet.rows.get(at + 1)) {
            (Some(upper), Some(lower)) if upper.row + 1 == lower.row => over_and_under(upper, lower, &sheet.merged, width),
            _ => None,
        };
        if let Some((joined, lower)) = joined.zip(sheet.rows.get_mut(at + 1)) {
            lower.cells = joined;
            sheet.rows.remove(at);
            return at + 1;
        }
    }
    let record = |row: &SheetRow| Record { row: row.row, cells: padded(row, width), unclosed: false };
    let top: Vec<Record> = sheet.rows.iter().take(TOP * 2).map(record).collect();
    let is_heading = |at: &usize| {
        let below: Vec<&Record> = top.iter().skip(at + 1).collect();
        // A title stands alone in its row; so may the only heading of a list of one column.
        let alone = width > 2 && top.get(*at).is_some_and(|row| row.cells.iter().filter(|cell| !cell.is_empty()).count() == 1);
        !alone && top.get(*at).is_some_and(|row| columns::is_heading_row(row, &below))
    };
    (0..top.len().min(TOP)).find(is_heading).map_or(0, |at| at + 1)
}

/// The headings of two rows together, if they are that.
fn over_and_under(upper: &SheetRow, lower: &SheetRow, merged: &[Merged], width: usize) -> Option<Vec<String>> {
    let known = filled(lower).filter(|(_, cell)| headings::meaning(cell).is_some()).count();
    if known < 2 || !is_words(upper) || !is_words(lower) {
        return None;
    }
    let starts: Vec<usize> = filled(upper).map(|(at, _)| at).collect();
    // Where the file does not say what is merged, a group reaches to the next one.
    let reach = |place: usize, start: usize| match merged.iter().find(|one| one.rows.0 == upper.row && one.columns.0 == start) {
        Some(one) => one.columns.1,
        None if merged.is_empty() => starts.get(place + 1).map_or(width, |next| *next).saturating_sub(1),
        None => start,
    };
    let spans: Vec<(usize, usize)> = starts.iter().enumerate().map(|(place, start)| (*start, reach(place, *start))).collect();
    let under = |(from, to): (usize, usize)| filled(lower).filter(|(at, _)| (from..=to).contains(at)).count();
    let whole = filled(lower).count();
    // A title over everything says nothing of one column; neither does a row that groups nothing.
    let groups = spans.iter().any(|span| under(*span) >= 2 && under(*span) < whole);
    let sure = !merged.is_empty() || spans.len() > 1 || filled(upper).any(|(_, cell)| headings::platform(&headings::words(cell)).is_some());
    if !groups || !sure {
        return None;
    }
    let above = |at: usize| spans.iter().find(|(from, to)| (*from..=*to).contains(&at)).and_then(|(from, _)| upper.cells.get(*from));
    let join = |(at, below): (usize, &String)| {
        let (above, below) = (above(at).map_or("", |cell| cell.trim()), below.trim());
        if folded(above) == folded(below) { below.to_owned() } else { format!("{above} {below}").trim().to_owned() }
    };
    Some(padded(lower, width).iter().enumerate().map(join).collect())
}

/// The cells of a row to the width of the table.
fn padded(row: &SheetRow, width: usize) -> Vec<String> {
    let mut cells = row.cells.clone();
    cells.resize(width, String::new());
    cells
}

/// A cell that is merged over rows holds for each of them.
fn fill(sheet: &mut Sheet, first: usize) {
    let mut left = MOST_FILLED;
    for one in sheet.merged.iter().filter(|one| one.rows.1 > one.rows.0) {
        let at = sheet.rows.partition_point(|row| row.row < one.rows.0);
        let top = sheet.rows.get(at).filter(|row| row.row == one.rows.0 && at >= first);
        let Some(text) = top.and_then(|row| row.cells.get(one.columns.0)).filter(|text| !text.is_empty()).cloned() else { continue };
        for row in sheet.rows.iter_mut().skip(at + 1).take_while(|row| row.row <= one.rows.1) {
            let missing = (one.columns.0 + 1).saturating_sub(row.cells.len());
            left = left.saturating_sub(missing + 1);
            if left == 0 {
                return;
            }
            row.cells.resize(row.cells.len() + missing, String::new());
            if let Some(cell) = row.cells.get_mut(one.columns.0).filter(|cell| cell.is_empty()) {
                cell.clone_from(&text);
            }
        }
    }
}

/// Takes out what is no creator by its form, and says so.
fn leave_out(sheet: &mut Sheet, first: usize, width: usize) {
    let whole = |one: &&Merged| width > 1 && one.columns.0 == 0 && one.columns.1 + 1 >= width;
    let is_wide = |one: &&Merged| one.rows.0 == one.rows.1 && (one.columns.1 - one.columns.0 >= 2 || whole(one));
    let wide: HashSet<u64> = sheet.merged.iter().filter(is_wide).map(|one| one.rows.0).collect();
    let (mut totals, mut remarks) = (Left::default(), Left::default());
    let mut at = 0;
    sheet.rows.retain(|row| {
        at += 1;
        let wide = wide.contains(&row.row);
        if at <= first {
            // A title over the whole table would hide the headings of a narrow one.
            let is_title = at < first && wide && is_remark(row, wide);
            if is_title {
                remarks.add(row);
            }
            return !is_title;
        }
        if width > 1 && is_total(&row.cells) {
            totals.add(row);
            return false;
        }
        let is_remark = (width > 2 || wide) && is_remark(row, wide);
        if is_remark {
            remarks.add(row);
        }
        !is_remark
    });
    sheet.notes.extend(totals.said("Left out as lines of totals"));
    sheet.notes.extend(remarks.said("Left out as remarks or titles"));
}

/// A text alone in its row that names nobody: merged over columns, marked as a note, or a sentence.
fn is_remark(row: &SheetRow, wide: bool) -> bool {
    let mut cells = filled(row);
    let (Some((_, text)), None) = (cells.next(), cells.next()) else { return false };
    if content::is_data(text) {
        return false;
    }
    let begins = folded(text);
    let marks = ["*", "note:", "notes:", "n.b.", "source:", "sources:", "last updated", "updated:", "as of ", "legend:", "remark:"];
    let german = ["hinweis:", "anmerkung:", "quelle:", "stand:", "legende:"];
    let marked = marks.iter().chain(&german).any(|mark| begins.starts_with(mark));
    let sentence = text.split_whitespace().count() >= 6 && (text.ends_with(['.', ':', '!']) || text.contains(": "));
    wide || marked || sentence
}

/// Rows that were left out.
#[derive(Default)]
struct Left {
    named: Vec<String>,
    all: usize,
}

impl Left {
    fn add(&mut self, row: &SheetRow) {
        self.all += 1;
        if self.named.len() < NAMED {
            let text = filled(row).next().map_or("", |(_, cell)| cell);
            let short: String = text.chars().take(60).collect();
            self.named.push(format!("row {} (\"{short}\")", row.row));
        }
    }

    fn said(&self, what: &str) -> Option<String> {
        let more = self.all - self.named.len();
        let named = self.named.join(", ");
        (self.all > 0).then(|| if more == 0 { format!("{what}: {named}.") } else { format!("{what}: {named}, and {more} more.") })
    }
}

/// The rows as a text, each on the line of its number.
fn written(rows: &[SheetRow], width: usize) -> String {
    let mut text = String::new();
    let mut next = 1;
    for row in rows {
        for _ in next..row.row {
            text.push('\n');
        }
        next = row.row + 1;
        for at in 0..width {
            if at > 0 {
                text.push(',');
            }
            let cell = row.cells.get(at).map_or("", |cell| cell.trim());
            if !cell.is_empty() {
                text.push('"');
                write_cell(&mut text, cell);
                text.push('"');
            }
        }
        text.push('\n');
    }
    text
}

fn write_cell(text: &mut String, cell: &str) {
    let many = cell.matches(['\n', '\r']).count() > MOST_LINES;
    let mut letters = cell.chars().take(MOST_IN_CELL).peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => text.push_str("\"\""),
            '\r' if letters.peek() == Some(&'\n') => {}
            '\r' | '\n' => text.push(if many { ' ' } else { '\n' }),
            '\0' => text.push('\u{fffd}'),
            other => text.push(other),
        }
    }
}

#[cfg(test)]
mod tests;
