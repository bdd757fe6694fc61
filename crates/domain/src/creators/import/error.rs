//! Why a file cannot be read at all.
//!
//! Invariant: each says what the file is and what would do instead. Absent: why a row or a cell is not taken.

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// No bytes, or only white space.
    #[error("The file is empty. Choose one with headings and a row below them.")]
    Empty,
    /// More than 200 MB.
    #[error("The file is larger than 200 MB. Split it and import the parts.")]
    TooLarge,
    /// More than [`MOST_ROWS`](super::MOST_ROWS).
    #[error("The file has more than 1,000,000 rows. Split it and import the parts.")]
    TooManyRows,
    /// Zero bytes.
    #[error("This is no text file. Save the sheet as CSV (UTF-8) and import that.")]
    NotText,
    /// Another kind of file, by its first bytes.
    #[error("This is {0}, not a CSV. Open it, save the sheet as CSV (UTF-8) and import that.")]
    OtherFormat(&'static str),
    /// It asks for a password before it opens.
    #[error("The file is protected by a password. Open it, save a copy without one, and import that.")]
    Protected,
    /// It cannot be read to its end.
    #[error("The file is damaged and cannot be read. Open it in a spreadsheet program, save it again, and import that.")]
    Damaged,
    /// It unpacks to far more than it says, or to more than a list of creators can be.
    #[error("The file unpacks to far more than a list of creators can hold. Save the sheet as CSV (UTF-8) and import that.")]
    Bomb,
    /// More cells than are kept in memory.
    #[error("The sheet has more cells than can be read at once. Save the sheet as CSV (UTF-8) and import that.")]
    TooManyCells,
    /// No sheet of that name.
    #[error("The file has no sheet \"{name}\". It has {sheets}.")]
    NoSheet {
        /// The one asked for.
        name: String,
        /// Those it has.
        sheets: String,
    },
    /// No sheet holds anything.
    #[error("No sheet of the file holds a table. Choose a file with headings and a row below them.")]
    NoTable,
    /// Headings, and nothing under them.
    #[error("The file has headings but no rows below them.")]
    HeadingsOnly,
    /// The mapping given has another number of columns than the file.
    #[error("The file has {expected} columns, the mapping {found}. Give one meaning for each column.")]
    Columns {
        /// In the file.
        expected: usize,
        /// In the mapping.
        found: usize,
    },
}
