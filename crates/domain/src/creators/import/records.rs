//! From text to records of cells.
//!
//! Invariant: no line is lost. A quotation mark that is opened and not closed spoils its own line only: the line is then
//! read with quotation marks as plain characters, and the next line is a record of its own. (A usual CSV reader would
//! swallow the rest of the file into one cell.) Absent: what the cells mean.

/// The longest cell that is taken, in characters.
pub(crate) const MOST_IN_CELL: usize = 10_000;
/// How far a closing quotation mark is looked for.
const FAR_BYTES: usize = 200_000;
const FAR_LINES: usize = 500;
/// After so many unclosed marks a quoted cell may no longer run over lines, which keeps a hostile file cheap.
const PATIENCE: u32 = 100;

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// The row's number as a spreadsheet shows it, from 1; a cell with line breaks is still one row.
    pub row: u64,
    /// Its cells, trimmed.
    pub cells: Vec<String>,
    /// A quotation mark was opened and not closed.
    pub unclosed: bool,
}

impl Record {
    /// Whether no cell holds anything.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(String::is_empty)
    }

    /// Whether it is a comment, `# like this`, rather than data.
    pub fn is_comment(&self) -> bool {
        self.cells.first().is_some_and(|first| {
            let alone = self.cells.iter().skip(1).all(String::is_empty);
            first == "#" && self.cells.len() == 1
                || first.starts_with("# ")
                || (alone && first.len() > 1 && first.starts_with('#') && first.contains(' '))
        })
    }
}

/// The rows of a text, one after the other. Wholly blank lines count as rows but are not given.
pub(crate) struct Records<'a> {
    rest: &'a str,
    delimiter: char,
    row: u64,
    unclosed_so_far: u32,
}

impl<'a> Records<'a> {
    /// Begins with `text`, whose first line is row `row`.
    pub fn new(text: &'a str, delimiter: char, row: u64) -> Self {
        Self { rest: text, delimiter, row, unclosed_so_far: 0 }
    }

    /// The mark between cells.
    pub fn delimiter(&self) -> char {
        self.delimiter
    }

    /// What has not been read yet, and the number of its first row.
    pub fn remaining(&self) -> (&'a str, u64) {
        (self.rest, self.row)
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while !self.rest.is_empty() {
            let across_lines = self.unclosed_so_far < PATIENCE;
            let (cells, used, unclosed) = match split(self.rest, self.delimiter, across_lines) {
                Some((cells, used)) => (cells, used, false),
                None => {
                    self.unclosed_so_far = self.unclosed_so_far.saturating_add(1);
                    let (line, used) = first_line(self.rest);
                    (line.split(self.delimiter).map(|cell| cell.trim().to_owned()).collect(), used, true)
                }
            };
            let row = self.row;
            self.row += 1;
            self.rest = self.rest.get(used..).unwrap_or("");
            let blank_line = matches!(cells.as_slice(), [only] if only.is_empty());
            if !blank_line {
                return Some(Record { row, cells, unclosed });
            }
        }
        None
    }
}

/// The first line and how many bytes it takes with its end.
fn first_line(text: &str) -> (&str, usize) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    (text.get(..end).unwrap_or(text), end + line_end(text.get(end..).unwrap_or("")))
}

/// How many bytes the end of a line takes here: `\r\n`, `\n`, `\r`, or none.
fn line_end(text: &str) -> usize {
    if text.starts_with("\r\n") { 2 } else { usize::from(text.starts_with(['\n', '\r'])) }
}

/// Splits one record; none when a quotation mark is not closed. Gives the bytes used, with the line's end.
fn split(text: &str, delimiter: char, across_lines: bool) -> Option<(Vec<String>, usize)> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or("");
        let spaces = rest.len() - rest.trim_start_matches(|c: char| c == ' ' && c != delimiter).len();
        let used = if rest.get(spaces..).unwrap_or("").starts_with('"') {
            let (cell, used) = quoted(rest.get(spaces + 1..).unwrap_or(""), delimiter, across_lines)?;
            cells.push(cell);
            spaces + 1 + used
        } else {
            let end = rest.find([delimiter, '\n', '\r']).unwrap_or(rest.len());
            cells.push(rest.get(..end).unwrap_or("").trim().to_owned());
            end
        };
        at += used;
        let after = text.get(at..).unwrap_or("");
        if after.starts_with(delimiter) {
            at += delimiter.len_utf8();
        } else {
            return Some((cells, at + line_end(after)));
        }
    }
}

/// Reads a cell after its opening quotation mark. Gives the bytes used, up to the delimiter or the line's end.
fn quoted(text: &str, delimiter: char, across_lines: bool) -> Option<(String, usize)> {
    let mut cell = String::new();
    let (mut at, mut lines) = (0, 0);
    loop {
        let rest = text.get(at..)?;
        let next = rest.find(['"', '\n'])?;
        cell.push_str(rest.get(..next)?);
        at += next + 1;
        let after = text.get(at..)?;
        if rest.get(next..)?.starts_with('\n') {
            lines += 1;
            if !across_lines || lines > FAR_LINES || at > FAR_BYTES {
                return None;
            }
            cell.push('\n');
        } else if after.starts_with('"') {
            cell.push('"');
            at += 1;
        } else {
            let trimmed = after.trim_start_matches(|c: char| c == ' ' && c != delimiter);
            if trimmed.is_empty() || trimmed.starts_with([delimiter, '\n', '\r']) {
                return Some((cell.trim().to_owned(), at + after.len() - trimmed.len()));
            }
            // A mark inside a word. Within one line it is a plain character; after lines it shows that the mark which
            // opened this cell belongs to nothing.
            if lines > 0 {
                return None;
            }
            cell.push('"');
        }
    }
}

/// The delimiter under which most rows have the same number of cells; the larger number decides between equals.
pub(crate) fn detect_delimiter(text: &str) -> char {
    let score = |delimiter: char| {
        let widths: Vec<usize> = Records::new(text, delimiter, 1)
            .filter(|record| !record.is_blank() && !record.is_comment())
            .take(100)
            .map(|record| record.cells.len())
            .collect();
        let best = widths
            .iter()
            .copied()
            .filter(|width| *width > 1)
            .max_by_key(|width| (widths.iter().filter(|other| *other == width).count(), *width))?;
        let same = widths.iter().filter(|width| **width == best).count();
        Some((same * 100 / widths.len(), best, delimiter))
    };
    // A comma before the others among equals.
    [';', '\t', '|', ',']
        .into_iter()
        .filter_map(score)
        .max_by_key(|(share, width, _)| (*share, *width))
        .map_or(',', |(_, _, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        Records::new(text, ',', 1).map(|record| record.cells).collect()
    }

    #[test]
    fn quotes_line_breaks_and_blank_lines_are_read() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\nd\",e\r\n\n1, \"2\" ,3"), [["a", "b, \"c\"\nd", "e"], ["1", "2", "3"]]);
        let rows: Vec<u64> = Records::new("a\n\n\"b\nc\"\nd", ',', 1).map(|record| record.row).collect();
        assert_eq!(rows, [1, 3, 4]);
        assert_eq!(cells("a,b,\n"), [["a", "b", ""]]);
    }

    #[test]
    fn an_unclosed_mark_spoils_its_own_line_only() {
        let records: Vec<Record> = Records::new("n,c\n\"Maya,1\nNoor,2\n\"Kim\",3\n", ',', 1).collect();
        assert_eq!(records.len(), 4);
        assert!(records.get(1).is_some_and(|record| record.unclosed && record.cells == ["\"Maya", "1"]));
        assert!(records.get(3).is_some_and(|record| !record.unclosed && record.cells == ["Kim", "3"]));
    }

    #[test]
    fn delimiters_are_told_by_consistency() {
        assert_eq!(detect_delimiter("a;b\n1,5;2,5\n1;2,5\n"), ';');
        assert_eq!(detect_delimiter("a\tb\nx, y\tz\n"), '\t');
        assert_eq!(detect_delimiter("a,b\nx|y|z,1\nx,1\n"), ',');
        assert_eq!(detect_delimiter("a|b\n1|2\n"), '|');
        assert_eq!(detect_delimiter("one column\nof text\n"), ',');
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "(\\PC|[\",;\n\r ]){0,200}") {
            let mut records = Records::new(&text, ',', 1);
            let read = records.by_ref().count();
            prop_assert!(read <= text.len() + 1);
            prop_assert_eq!(records.remaining().0, "");
        }

        #[test]
        fn written_cells_read_back(rows in prop::collection::vec(prop::collection::vec("[a-z\", \n]{0,8}x", 2..4), 1..6)) {
            let quote = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
            let text: String = rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",") + "\n").collect();
            let expected: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            prop_assert_eq!(cells(&text), expected);
        }
    }
}
