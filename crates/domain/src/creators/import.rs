//! Importing creators from a spreadsheet: CSV or TSV in bytes, or the cells of a sheet, to creators row by row.
//!
//! Invariant: no row is lost. Every row is a creator, is rejected with its reason, or is named in a note as what no creator can
//! be (a sheet's totals and remarks); a cell that cannot be read costs that cell, with a warning, and nothing else; a display
//! name is kept as one and never becomes a handle or a link.
//! Absent on purpose: which creators exist already, ids, the time; the operation that saves knows these. Unpacking workbooks.

mod columns;
mod content;
pub(crate) mod decode;
mod error;
mod headings;
pub(crate) mod money;
mod names;
mod people;
pub(crate) mod records;
mod row;
mod seen;
pub(crate) mod several;
mod sheet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::counts::Number;
use super::{AudiencePart, Country, CustomFields, Identity, Manager, Measure, Method, Platform, Profile, Rate, Snapshot, identities};
use crate::ids::CustomFieldId;
use crate::money::Currency;
use crate::text::{folded, safe_cell};
use crate::time::Timestamp;
use decode::Decoded;
use records::{Record, Records};

pub use columns::{Column, Recognised};
pub use decode::MOST_BYTES;
pub use error::ImportError;
pub use people::{People, Person, shared};
pub use seen::Seen;
pub(crate) use several::accounts as accounts_in;
pub use sheet::{Merged, Sheet, SheetRow};

/// The most rows of one file.
pub const MOST_ROWS: u64 = 1_000_000;
/// How many rows are looked at to recognise columns.
const SAMPLE: usize = 500;
/// How many rows a plan shows.
const SHOWN: usize = 10;

/// What the person says about a file beforehand; all of it optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hints {
    /// The platform of rows that name none themselves.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The currency of fees that name none.
    #[serde(default)]
    pub currency: Option<Currency>,
    /// Whether the first row holds headings, where the program would guess wrong.
    #[serde(default)]
    pub headings: Option<bool>,
}

/// A file read and understood, before anything is saved: the dry run shows it.
#[derive(Debug, Clone)]
pub struct Plan {
    text: String,
    body: std::ops::Range<usize>,
    first_row: u64,
    rows: u64,
    delimiter: char,
    encoding: &'static str,
    headings: Option<Vec<String>>,
    columns: Vec<Recognised>,
    platform: Platform,
    currency: Option<Currency>,
    notes: Vec<String>,
    sample: Vec<Vec<String>>,
}

/// A cell that was not taken as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Warning {
    /// The column's heading, or `column 3`; empty for the whole row.
    pub column: String,
    /// What happened.
    pub message: String,
}

/// A number of a row, before it has a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedMetric {
    /// On which platform.
    pub platform: Platform,
    /// What it counts.
    pub measure: Measure,
    /// As in [`Snapshot::value`].
    pub value: i64,
    /// As in [`Snapshot::exact`].
    pub exact: bool,
    /// How far the true value may lie from this one; 0 where exact.
    pub within: i64,
    /// The heading of the column it stands in.
    pub column: String,
}

impl ImportedMetric {
    /// The snapshot, with the file as source. The file says how old its numbers are at best in its name, so the time is
    /// when it was imported unless the person knows better.
    #[must_use]
    pub fn snapshot(&self, file_name: &str, at: Timestamp) -> Snapshot {
        let source = format!("{file_name}, column \"{}\"", self.column);
        Snapshot {
            measure: self.measure,
            value: self.value,
            source,
            method: Method::Imported,
            fetched_at: at,
            exact: self.exact,
            formula: None,
        }
    }
}

/// A share of an account's audience as a row gives one, before it has a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedShare {
    /// On which platform.
    pub platform: Platform,
    /// Whose share.
    pub part: AudiencePart,
    /// In millionths.
    pub share: i64,
    /// The heading of the column it stands in.
    pub column: String,
}

/// One creator as a row gives one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedCreator {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// The name for people; the handle where no name is given.
    pub name: String,
    /// Accounts; one without a handle where only a name is known.
    pub profiles: Vec<Profile>,
    /// E-mail address.
    pub email: Option<String>,
    /// The creator's country.
    pub country: Option<Country>,
    /// Where most of the audience is, by the file's word.
    pub audience_country: Option<Country>,
    /// Shares of the accounts' audiences, one for each part and platform.
    pub audience: Vec<ImportedShare>,
    /// Whether the accounts on a platform carry its badge, with the column's heading.
    pub verified: Vec<(Platform, bool, String)>,
    /// City.
    pub city: Option<String>,
    /// Language.
    pub language: Option<String>,
    /// Categories, each once.
    pub categories: Vec<String>,
    /// Tags, each once.
    pub tags: Vec<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Fees by the column's heading.
    pub rates: Vec<Rate>,
    /// Manager or agent.
    pub manager: Option<Manager>,
    /// Cells of the brand's own fields: the field, the column's heading, and what stands there.
    pub custom: Vec<(CustomFieldId, String, String)>,
    /// Numbers, one for each measure and platform.
    pub metrics: Vec<ImportedMetric>,
    /// Cells that were not taken as they are.
    pub warnings: Vec<Warning>,
}

impl ImportedCreator {
    /// By what this creator is recognised.
    #[must_use]
    pub fn identities(&self) -> Vec<Identity> {
        identities(&self.name, self.email.as_deref(), &self.profiles)
    }
}

/// A row that names nobody or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RejectedRow {
    /// The row's number as a spreadsheet shows it.
    pub row: u64,
    /// Why, and what to do.
    pub reason: String,
    /// Its cells as they stand in the file, for the error file.
    pub cells: Vec<String>,
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOutcome {
    /// A creator.
    Creator(Box<ImportedCreator>),
    /// Nobody.
    Rejected(RejectedRow),
}

impl Plan {
    /// Reads a file and says what each column is taken for and why.
    ///
    /// # Errors
    /// When there is nothing to read: empty, too large, no text, headings only.
    pub fn read(bytes: &[u8], file_name: &str, hints: &Hints) -> Result<Self, ImportError> {
        let decoded = decode::decode(bytes)?;
        let start = beginning(&decoded.text);
        Self::of_text(decoded, start, file_name, hints)
    }

    /// What a text says whose rows begin at a place, with a mark between cells, as the row of a number.
    fn of_text(decoded: Decoded, (start, delimiter, first_row): Beginning, file_name: &str, hints: &Hints) -> Result<Self, ImportError> {
        let text = decoded.text;
        let mut records = Records::new(text.get(start..).unwrap_or(""), delimiter, first_row);
        let mut notes = decoded.notes;
        let (headings, skipped) = find_headings(&mut records, hints.headings);
        if skipped > 0 {
            notes.push(format!("{skipped} lines above the headings were passed over: they are comments or a title."));
        }
        let (rest, first_row) = records.remaining();
        let body = text.len() - rest.len()..text.len();
        let sample: Vec<Record> =
            Records::new(rest, delimiter, first_row).filter(|record| !record.is_blank() && !record.is_comment()).take(SAMPLE).collect();
        let rows = count_rows(rest, delimiter, first_row)?;
        if rows == 0 {
            return Err(ImportError::HeadingsOnly);
        }
        if headings.is_none() {
            notes.push("No headings were found, so the first row is read as data and the columns are told by their content.".to_owned());
        }
        let platform = columns::file_platform(headings.as_deref(), file_name, &sample).or_else(|| hints.platform.clone());
        let platform = platform.unwrap_or_else(Platform::unknown);
        let columns = columns::recognise(headings.as_deref(), &sample, &platform, &mut notes);
        let sample = sample.into_iter().take(SHOWN).map(|record| record.cells).collect();
        let (encoding, currency) = (decoded.encoding, hints.currency);
        Ok(Self { text, body, first_row, rows, delimiter, encoding, headings, columns, platform, currency, notes, sample })
    }

    /// The same file with other meanings of its columns, one for each.
    ///
    /// # Errors
    /// When the number of columns differs.
    pub fn with_columns(self, columns: &[Column]) -> Result<Self, ImportError> {
        self.taken_for(columns, "chosen by hand")
    }

    /// The same file with other meanings of its columns, one for each, and why those that differ do.
    ///
    /// # Errors
    /// When the number of columns differs.
    pub fn taken_for(mut self, columns: &[Column], why: &str) -> Result<Self, ImportError> {
        if columns.len() != self.columns.len() {
            return Err(ImportError::Columns { expected: self.columns.len(), found: columns.len() });
        }
        for (recognised, column) in self.columns.iter_mut().zip(columns) {
            if recognised.column != *column {
                recognised.column = *column;
                recognised.reason = why.to_owned();
            }
        }
        Ok(self)
    }

    /// The same file with columns that are headed like fields of the brand taken for those, unless they name somebody.
    #[must_use]
    pub fn with_fields(mut self, fields: &CustomFields) -> Self {
        for recognised in self.columns.iter_mut().filter(|found| !found.column.names()) {
            if let Some(field) = fields.named(&recognised.heading) {
                recognised.column = Column::Field(field.id);
                recognised.reason = "a field of your own is called so".to_owned();
            }
        }
        self
    }

    /// What its headings are as a whole, folded and in their order, so that the same list is known again; nothing where it
    /// has none.
    #[must_use]
    pub fn headings_key(&self) -> Option<String> {
        let folded = |heading: &String| folded(&heading.split_whitespace().collect::<Vec<_>>().join(" "));
        self.headings.as_ref().map(|headings| headings.iter().map(folded).collect::<Vec<_>>().join("\n"))
    }

    /// Adds what a person should know of the file.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// The same plan once its rows are read: what it says of the file stays, and it gives no rows any more.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self { text: String::new(), body: 0..0, ..self }
    }

    /// What each column is taken for, and why.
    #[must_use]
    pub fn columns(&self) -> &[Recognised] {
        &self.columns
    }

    /// The first rows, as they stand.
    #[must_use]
    pub fn sample(&self) -> &[Vec<String>] {
        &self.sample
    }

    /// What a person should know before going on.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// How many rows [`Plan::rows`] gives. Wholly blank lines are no rows.
    #[must_use]
    pub fn row_count(&self) -> u64 {
        self.rows
    }

    /// The platform of rows that name none themselves.
    #[must_use]
    pub fn platform(&self) -> &Platform {
        &self.platform
    }

    /// The mark between cells.
    #[must_use]
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// The name of the encoding that the file was read as.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// The headings as they stand, where the file has them.
    #[must_use]
    pub fn headings(&self) -> Option<&[String]> {
        self.headings.as_deref()
    }

    /// Whether any column can name a creator; without one every row is rejected.
    #[must_use]
    pub fn names_creators(&self) -> bool {
        self.columns.iter().any(|recognised| recognised.column.names())
    }

    /// The rows as they stand, one for each of [`Plan::rows`], for a reader that takes other things of them: number and cells.
    pub fn lines(&self) -> impl Iterator<Item = (u64, Vec<String>)> + '_ {
        self.records().map(|record| (record.row, record.cells))
    }

    /// As [`Plan::lines`], for lists of something else than creators: comments and empty rows are left out.
    pub fn cells(&self) -> impl Iterator<Item = (u64, Vec<String>)> + '_ {
        let told = self.records().filter(|record| !record.is_blank() && !record.is_comment());
        told.map(|record| (record.row, record.cells))
    }

    /// The rows one after the other, each a creator or rejected.
    pub fn rows(&self) -> impl Iterator<Item = RowOutcome> + '_ {
        self.records().map(move |record| row::read(self, record))
    }

    fn records(&self) -> Records<'_> {
        Records::new(self.text.get(self.body.clone()).unwrap_or(""), self.delimiter, self.first_row)
    }
}

/// Where the rows begin in a text, the mark between cells, and the number of the first row.
type Beginning = (usize, char, u64);

/// Where the rows begin: after `sep=;`, which spreadsheets write to name the delimiter.
fn beginning(text: &str) -> Beginning {
    let line_end = text.find('\n').map_or(text.len(), |at| at + 1);
    let line = text.get(..line_end).unwrap_or("").trim_end_matches(['\n', '\r']);
    let named = line.strip_prefix("sep=").and_then(|rest| {
        let mut chars = rest.chars();
        chars.next().filter(|_| chars.next().is_none())
    });
    match named {
        Some(delimiter) if delimiter != '"' => (line_end, delimiter, 2),
        _ => (0, records::detect_delimiter(text), 1),
    }
}

/// Takes the headings from the records, and leaves the records at the first row of data. Says how many rows of comments
/// and titles stood above.
fn find_headings(records: &mut Records<'_>, wanted: Option<bool>) -> (Option<Vec<String>>, u64) {
    let (text, first_row) = records.remaining();
    let delimiter = records.delimiter();
    let sample: Vec<Record> = Records::new(text, delimiter, first_row).take(60).collect();
    let widest = sample.iter().map(|record| record.cells.len()).max().unwrap_or(1);
    let filled = |record: &Record| record.cells.iter().filter(|cell| !cell.is_empty()).count();
    let above = |record: &&Record| record.is_blank() || record.is_comment() || (widest > 2 && filled(record) == 1);
    let skipped = sample.iter().take(10).take_while(above).count();
    let Some(candidate) = sample.get(skipped) else { return (None, 0) };
    let below: Vec<&Record> = sample.iter().skip(skipped + 1).filter(|record| !record.is_comment()).collect();
    if !wanted.unwrap_or_else(|| columns::is_heading_row(candidate, &below)) {
        return (None, 0);
    }
    let headings = records.by_ref().nth(skipped).map(|record| record.cells);
    (headings, u64::try_from(skipped).unwrap_or(0))
}

fn count_rows(text: &str, delimiter: char, first_row: u64) -> Result<u64, ImportError> {
    let mut rows = 0;
    for _ in Records::new(text, delimiter, first_row) {
        rows += 1;
        if rows > MOST_ROWS {
            return Err(ImportError::TooManyRows);
        }
    }
    Ok(rows)
}

/// The rejected rows as a CSV to mend and import again: the file's columns, then the row's number and the reason. No cell
/// starts a formula.
#[must_use]
pub fn error_file(plan: &Plan, rejected: &[RejectedRow]) -> String {
    let width = rejected.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(plan.columns.len());
    let heading = |at: usize| plan.columns.get(at).map_or_else(|| format!("column {}", at + 1), Recognised::title);
    let mut out = String::new();
    let titles = (0..width).map(heading).chain(["row".to_owned(), "reason".to_owned()]);
    write_line(&mut out, titles);
    for row in rejected {
        let cells = (0..width).map(|at| row.cells.get(at).cloned().unwrap_or_default());
        write_line(&mut out, cells.chain([row.row.to_string(), row.reason.clone()]));
    }
    out
}

fn write_line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = safe_cell(&cell);
        if cell.contains([',', '"', '\n', '\r', ';', '\t']) || cell.starts_with(' ') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests;
