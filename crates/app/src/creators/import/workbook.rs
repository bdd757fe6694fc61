//! Workbooks: XLSX and its kin, ODS and XLS, to the cells of one sheet and from there to a plan like a CSV's.
//!
//! Invariant: what a file unpacks to is counted before any of it is kept, macros are never run, a formula is the value that was
//! saved with it, and a file that cannot be read says so in a sentence whatever the library made of it. Absent: how rows become
//! creators (`domain::creators::import`), binary workbooks (.xlsb), and colours and formats, which no number depends on.

mod cells;
mod guard;
mod old;

use std::io::Cursor;

use calamine::{Data, DataRef, Dimensions, Ods, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsx, XlsxError};
use domain::creators::import::{Hints, ImportError, Merged, Plan, Sheet, SheetRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use guard::Kind;
pub(super) use guard::is_packed;

/// The most bytes of text of one sheet: what a CSV may have.
const MOST_TEXT: usize = 200_000_000;

/// The most cells that are kept of one sheet.
const MOST_CELLS: usize = 10_000_000;
/// The last row of a sheet as spreadsheets have them.
const LAST_ROW: u32 = 1_048_576;
/// In so many rows of a sheet headings are looked for.
const TOP: u64 = 24;
/// The most sheets that are looked through for the fullest one.
const MOST_SHEETS: usize = 200;

/// A sheet of a file, to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// How many of its rows hold anything.
    pub rows: u64,
    /// Whether the file hides it.
    pub hidden: bool,
}

/// A file as it was read.
#[derive(Debug)]
pub struct Opened {
    /// What it says.
    pub plan: Plan,
    /// Which sheet was read, where it has sheets.
    pub sheet: Option<String>,
    /// Its sheets.
    pub sheets: Vec<SheetView>,
}

/// Reads any file that can be a list: text, or a workbook, of which the sheet of a name or the fullest one that is not hidden.
///
/// # Errors
/// Says why it cannot be read.
pub fn read(bytes: &[u8], file_name: &str, hints: &Hints, sheet: Option<&str>) -> Result<Opened, ImportError> {
    let Some(kind) = contained(|| guard::kind(bytes))? else {
        return Ok(Opened { plan: Plan::read(bytes, file_name, hints)?, sheet: None, sheets: Vec::new() });
    };
    contained(|| {
        let mut book = Book::open(bytes, kind)?;
        let sheets = book.sheets()?;
        let (chosen, mut found) = book.choose(&sheets, sheet)?;
        let sheets: Vec<SheetView> = sheets.into_iter().map(|(sheet, _)| sheet).collect();
        found.notes = notes(&book, &sheets, &chosen);
        let plan = Plan::of_sheet(found, file_name, hints)?;
        Ok(Opened { plan, sheet: Some(chosen), sheets })
    })
}

/// Runs what reads a stranger's file; where the library gives up by panicking the file is damaged, and nothing else is.
fn contained<T>(reading: impl FnOnce() -> Result<T, ImportError>) -> Result<T, ImportError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(reading)).unwrap_or(Err(ImportError::Damaged))
}

/// What a person should know of the file beside the table.
fn notes(book: &Book<'_>, sheets: &[SheetView], chosen: &str) -> Vec<String> {
    let quoted = |wanted: fn(&SheetView) -> bool| {
        let named: Vec<String> =
            sheets.iter().filter(|one| wanted(one) && one.name != chosen).map(|one| format!("\"{}\"", one.name)).collect();
        (!named.is_empty()).then(|| named.join(", "))
    };
    let mut notes = Vec::new();
    notes.extend((sheets.len() > 1).then(|| format!("This is the sheet \"{chosen}\".")));
    notes.extend(quoted(|one| !one.hidden && one.rows > 0).map(|names| format!("Other sheets were not read: {names}.")));
    notes.extend(quoted(|one| one.hidden).map(|names| format!("Hidden sheets were not read: {names}.")));
    notes.extend(book.macros.then(|| "The file has macros. They were not run.".to_owned()));
    notes
}

enum Format<'b> {
    Xlsx(Box<Xlsx<Cursor<&'b [u8]>>>),
    Ods(Box<Ods<Cursor<&'b [u8]>>>),
    Xls(Box<Xls<Cursor<&'b [u8]>>>),
}

/// An open workbook.
struct Book<'b> {
    format: Format<'b>,
    macros: bool,
}

impl<'b> Book<'b> {
    fn open(bytes: &'b [u8], kind: Kind) -> Result<Self, ImportError> {
        let reader = Cursor::new(bytes);
        let (format, macros) = match kind {
            Kind::Xlsx { macros } => {
                let open = Xlsx::new(reader)
                    .map_err(|error| if matches!(error, XlsxError::Password) { ImportError::Protected } else { ImportError::Damaged });
                (Format::Xlsx(Box::new(open?)), macros)
            }
            Kind::Ods { macros } => {
                let open = Ods::new(reader).map_err(|error| {
                    if matches!(error, calamine::OdsError::Password) { ImportError::Protected } else { ImportError::Damaged }
                });
                (Format::Ods(Box::new(open?)), macros)
            }
            Kind::Xls { macros } => {
                let open = Xls::new(reader)
                    .map_err(|error| if matches!(error, XlsError::Password) { ImportError::Protected } else { ImportError::Damaged });
                (Format::Xls(Box::new(open?)), macros)
            }
        };
        Ok(Self { format, macros })
    }

    /// Its sheets of cells, with how full they are; and whether each has headings.
    fn sheets(&mut self) -> Result<Vec<(SheetView, bool)>, ImportError> {
        let all = match &self.format {
            Format::Xlsx(book) => book.sheets_metadata(),
            Format::Ods(book) => book.sheets_metadata(),
            Format::Xls(book) => book.sheets_metadata(),
        };
        let all: Vec<(String, bool)> = all
            .iter()
            .filter(|one| matches!(one.typ, SheetType::WorkSheet))
            .map(|one| (one.name.clone(), one.visible != SheetVisible::Visible))
            .take(MOST_SHEETS)
            .collect();
        let mut sheets = Vec::new();
        for (name, hidden) in all {
            let (mut rows, mut last, mut top) = (0, None, Sheet::default());
            self.each(&name, &mut |row, column, text| {
                if last != Some(row) && !text.trim().is_empty() {
                    (rows, last) = (rows + 1, Some(row));
                }
                if rows <= TOP { put(&mut top, row, column, text).map(drop) } else { Ok(()) }
            })?;
            put_in_order(&mut top);
            sheets.push((SheetView { name, rows, hidden }, top.has_headings()));
        }
        Ok(sheets)
    }

    /// The sheet asked for, or the one with most rows of those that are shown and have headings; the first of equals.
    fn choose(&mut self, sheets: &[(SheetView, bool)], wanted: Option<&str>) -> Result<(String, Sheet), ImportError> {
        if let Some(name) = wanted {
            let alike = |one: &&SheetView| one.name.trim().eq_ignore_ascii_case(name.trim());
            let mut all = sheets.iter().map(|(one, _)| one);
            let found = all.clone().find(|one| one.name == name).or_else(|| all.find(alike));
            let Some(found) = found else {
                let names = sheets.iter().map(|(one, _)| format!("\"{}\"", one.name)).collect::<Vec<_>>().join(", ");
                return Err(ImportError::NoSheet { name: name.to_owned(), sheets: names });
            };
            return Ok((found.name.clone(), self.sheet(&found.name)?));
        }
        let full = sheets.iter().enumerate().filter(|(_, (one, _))| one.rows > 0);
        let fullest = full.max_by_key(|(at, (one, headings))| (!one.hidden, *headings, one.rows, usize::MAX - at));
        let (_, (found, _)) = fullest.ok_or(ImportError::NoTable)?;
        Ok((found.name.clone(), self.sheet(&found.name)?))
    }

    /// The cells of a sheet, row by row.
    fn sheet(&mut self, name: &str) -> Result<Sheet, ImportError> {
        let (mut sheet, mut kept, mut bytes) = (Sheet::default(), 0_usize, 0_usize);
        self.each(name, &mut |row, column, text| {
            bytes = bytes.saturating_add(text.len());
            kept += put(&mut sheet, row, column, text)?;
            if kept > MOST_CELLS || bytes > MOST_TEXT { Err(ImportError::TooManyCells) } else { Ok(()) }
        })?;
        put_in_order(&mut sheet);
        Ok(Sheet { merged: self.merged(name)?, ..sheet })
    }

    /// Gives every cell that holds something, with its row and column from 0, as text.
    fn each(&mut self, name: &str, take: &mut dyn FnMut(u32, u32, String) -> Result<(), ImportError>) -> Result<(), ImportError> {
        let range = match &mut self.format {
            Format::Xlsx(book) => {
                let mut cells = match book.worksheet_cells_reader(name) {
                    Ok(cells) => cells,
                    // A sheet of another kind, such as a chart, has none.
                    Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
                    Err(_) => return Err(ImportError::Damaged),
                };
                while let Some(cell) = cells.next_cell().map_err(|_| ImportError::Damaged)? {
                    let (row, column) = cell.get_position();
                    if row >= LAST_ROW {
                        return Err(ImportError::TooManyRows);
                    }
                    if let Some(text) = cells::text_of(cell.get_value()) {
                        take(row, column, text)?;
                    }
                }
                return Ok(());
            }
            Format::Ods(book) => book.worksheet_range(name).map_err(|_| ImportError::Damaged)?,
            Format::Xls(book) => book.worksheet_range(name).map_err(|_| ImportError::Damaged)?,
        };
        let (top, left) = range.start().unwrap_or((0, 0));
        for (row, column, value) in range.used_cells() {
            let row = u32::try_from(row)
                .ok()
                .and_then(|row| row.checked_add(top))
                .filter(|row| *row < LAST_ROW)
                .ok_or(ImportError::TooManyRows)?;
            let column = u32::try_from(column).ok().and_then(|column| column.checked_add(left)).ok_or(ImportError::Damaged)?;
            if let Some(text) = cells::text_of(&borrowed(value)) {
                take(row, column, text)?;
            }
        }
        Ok(())
    }

    /// Cells merged into one. An ODS does not say so through the library.
    fn merged(&mut self, name: &str) -> Result<Vec<Merged>, ImportError> {
        let found = match &mut self.format {
            Format::Xlsx(book) => book.merge_cells_by_sheet_name(name).map_err(|_| ImportError::Damaged)?,
            Format::Xls(book) => book.merge_cells_by_sheet_name(name).map_err(|_| ImportError::Damaged)?,
            Format::Ods(_) => Vec::new(),
        };
        let merged = |Dimensions { start, end }: Dimensions| {
            let column = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
            Merged { rows: (u64::from(start.0) + 1, u64::from(end.0) + 1), columns: (column(start.1), column(end.1)) }
        };
        Ok(found.into_iter().map(merged).filter(|one| one.rows.0 <= one.rows.1 && one.columns.0 <= one.columns.1).collect())
    }
}

/// Puts a cell into a sheet by its row and column from 0; gives how many places that took.
fn put(sheet: &mut Sheet, row: u32, column: u32, text: String) -> Result<usize, ImportError> {
    let column = usize::try_from(column).map_err(|_| ImportError::Damaged)?;
    let number = u64::from(row) + 1;
    if sheet.rows.last().is_none_or(|last| last.row != number) {
        sheet.rows.push(SheetRow { row: number, cells: Vec::new() });
    }
    let Some(to) = sheet.rows.last_mut() else { return Ok(0) };
    let more = (column + 1).saturating_sub(to.cells.len());
    to.cells.resize(to.cells.len() + more, String::new());
    if let Some(cell) = to.cells.get_mut(column) {
        *cell = text;
    }
    Ok(more)
}

/// A file may give its rows out of order, and one of them in pieces.
fn put_in_order(sheet: &mut Sheet) {
    if sheet.rows.is_sorted_by(|one, next| one.row < next.row) {
        return;
    }
    sheet.rows.sort_by_key(|row| row.row);
    sheet.rows.dedup_by(|piece, whole| {
        let same = piece.row == whole.row;
        if same {
            whole.cells.resize(whole.cells.len().max(piece.cells.len()), String::new());
            for (to, from) in whole.cells.iter_mut().zip(&mut piece.cells).filter(|(_, from)| !from.is_empty()) {
                *to = std::mem::take(from);
            }
        }
        same
    });
}

/// The same cell, borrowed, so that all formats are said alike.
fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(value) => DataRef::Int(*value),
        Data::Float(value) => DataRef::Float(*value),
        Data::String(value) => DataRef::SharedString(value),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(value) => DataRef::DateTime(*value),
        Data::DateTimeIso(value) => DataRef::DateTimeIso(value.clone()),
        Data::DurationIso(value) => DataRef::DurationIso(value.clone()),
        Data::Error(value) => DataRef::Error(value.clone()),
        Data::Empty => DataRef::Empty,
    }
}

#[cfg(test)]
mod tests;
