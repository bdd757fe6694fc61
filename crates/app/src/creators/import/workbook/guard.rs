//! What a packed file is, before anything of it is kept in memory.
//!
//! Invariant: a file is unpacked once into nothing while its bytes are counted, and given up as soon as they are too many in all
//! or for what they were packed in; the table of contents is not believed. Absent: reading cells.

use std::io::{BufRead, BufReader, Cursor, Read};

use domain::creators::import::{ImportError, MOST_BYTES};
use quick_xml::events::Event;
use zip::{ZipArchive, result::ZipError};

use super::{MOST_CELLS, old};

/// The most parts that a workbook has: sheets, pictures, their descriptions.
const MOST_PARTS: usize = 10_000;
/// The most bytes that a file unpacks to.
const MOST_UNPACKED: u64 = 1 << 30;
/// Beyond so many bytes a part may not be much larger than what it was packed in.
const SMALL: u64 = 8 << 20;
/// So many times larger at most. Rows that differ pack to a twelfth, identical ones to a 260th; what packs further is no list.
const MOST_TIMES: u64 = 400;
/// The longest tag of an ODS that is looked at.
const MOST_TAG: u64 = 1 << 20;

/// A workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Office Open XML.
    Xlsx { macros: bool },
    /// Open Document.
    Ods { macros: bool },
    /// The binary format before them.
    Xls { macros: bool },
}

/// Whether it begins like a workbook, or like anything else that is unpacked.
pub(in crate::creators::import) fn is_packed(head: &[u8]) -> bool {
    is_zip(head) || is_old(head)
}

fn is_zip(head: &[u8]) -> bool {
    // No less: the first heading of a text may begin with these two letters.
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

fn is_old(head: &[u8]) -> bool {
    head.starts_with(b"\xd0\xcf\x11\xe0")
}

/// Which kind of workbook a file is; nothing where it is none by its first bytes.
pub(super) fn kind(bytes: &[u8]) -> Result<Option<Kind>, ImportError> {
    if is_zip(bytes) {
        return small(bytes).and_then(packed).map(Some);
    }
    if is_old(bytes) {
        return small(bytes).and_then(old::kind).map(Some);
    }
    Ok(None)
}

fn small(bytes: &[u8]) -> Result<&[u8], ImportError> {
    if bytes.len() > MOST_BYTES { Err(ImportError::TooLarge) } else { Ok(bytes) }
}

/// What a zip file holds, after everything in it was counted.
fn packed(bytes: &[u8]) -> Result<Kind, ImportError> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ImportError::Damaged)?;
    if zip.len() > MOST_PARTS {
        return Err(ImportError::Bomb);
    }
    let names: Vec<String> = zip.file_names().flatten().map(|name| name.replace('\\', "/").to_lowercase()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let begins = |start: &str| names.iter().any(|known| known.starts_with(start));
    let macros = names.iter().any(|name| name.ends_with("vbaproject.bin")) || begins("basic/") || begins("scripts/");
    let kind = if has("content.xml") && has("mimetype") {
        Kind::Ods { macros }
    } else if has("xl/workbook.bin") {
        return Err(ImportError::OtherFormat("a binary Excel workbook (.xlsb)"));
    } else if names.iter().any(|name| name.ends_with("workbook.xml")) {
        Kind::Xlsx { macros }
    } else if has("word/document.xml") {
        return Err(ImportError::OtherFormat("a Word document"));
    } else if names.iter().any(|name| name.ends_with(".iwa")) {
        return Err(ImportError::OtherFormat("a Numbers document"));
    } else {
        return Err(ImportError::OtherFormat("a zip file"));
    };
    let mut unpacked = 0;
    for at in 0..zip.len() {
        let part = zip.by_index(at).map_err(wrong)?;
        let packed = part.compressed_size().min(bytes.len() as u64);
        unpacked += counted(part, packed, MOST_UNPACKED - unpacked)?;
    }
    if matches!(kind, Kind::Ods { .. }) {
        let content = zip.by_name("content.xml").map_err(wrong)?;
        cells_fit(&mut BufReader::new(content))?;
        let content = zip.by_name("content.xml").map_err(wrong)?;
        ends_what_it_begins(BufReader::new(content))?;
    }
    Ok(kind)
}

fn wrong(error: ZipError) -> ImportError {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ImportError::Protected,
        _ => ImportError::Damaged,
    }
}

/// How many bytes a part unpacks to, kept nowhere.
fn counted(mut part: impl Read, packed: u64, left: u64) -> Result<u64, ImportError> {
    let (mut all, mut buffer) = (0_u64, [0_u8; 32 * 1024]);
    loop {
        let read = match part.read(&mut buffer) {
            Ok(0) => return Ok(all),
            Ok(read) => read as u64,
            Err(_) => return Err(ImportError::Damaged),
        };
        all += read;
        if all > left || (all > SMALL && all > packed.saturating_mul(MOST_TIMES)) {
            return Err(ImportError::Bomb);
        }
    }
}

/// Whether each element of a text has its end. The library waits for the end of a table, a note or a list of names, and does not
/// notice that the text is over.
fn ends_what_it_begins(content: impl BufRead) -> Result<(), ImportError> {
    let mut reader = quick_xml::Reader::from_reader(content);
    let mut buffer = Vec::new();
    let mut open = 0_usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open -= 1,
            Ok(Event::Eof) if open == 0 => return Ok(()),
            Ok(Event::Eof) | Err(_) => return Err(ImportError::Damaged),
            Ok(_) => (),
        }
    }
}

/// Whether an ODS has no more cells than are kept. Rows and columns say in a number how often they are repeated, and the library
/// writes them all out.
fn cells_fit(content: &mut impl BufRead) -> Result<(), ImportError> {
    let mut table = Table::default();
    let mut piece = Vec::new();
    loop {
        piece.clear();
        let read = content.by_ref().take(MOST_TAG).read_until(b'>', &mut piece).map_err(|_| ImportError::Damaged)?;
        if read == 0 {
            return Ok(());
        }
        let Some(at) = piece.iter().rposition(|byte| *byte == b'<') else { continue };
        let tag = piece.get(at + 1..).unwrap_or_default();
        if tag.starts_with(b"table:table-row") {
            table.row(repeated(tag, b"table:number-rows-repeated")?);
        } else if tag.starts_with(b"table:table-cell") || tag.starts_with(b"table:covered-table-cell") {
            let holds = [b"office:".as_slice(), b"table:formula"].iter().any(|word| find(tag, word).is_some());
            table.cell(repeated(tag, b"table:number-columns-repeated")?, holds);
        } else if tag.starts_with(b"/table:table-row") {
            table.row_ends();
        } else if tag.starts_with(b"table:table ") {
            table = Table { written: table.written, ..Table::default() };
        }
        if table.size() > MOST_CELLS as u64 {
            return Err(ImportError::TooManyCells);
        }
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|part| part == word)
}

/// How often a tag is repeated: once where it does not say.
fn repeated(tag: &[u8], attribute: &[u8]) -> Result<u64, ImportError> {
    let Some(at) = find(tag, attribute) else { return Ok(1) };
    let rest = tag.get(at + attribute.len()..).unwrap_or_default();
    let digits: String = rest
        .iter()
        .skip_while(|byte| !matches!(byte, b'"' | b'\''))
        .skip(1)
        .take_while(|byte| !matches!(byte, b'"' | b'\''))
        .map(|byte| char::from(*byte))
        .collect();
    digits.parse().map_err(|_| ImportError::Damaged)
}

/// A table of an ODS as far as it was read.
#[derive(Default)]
struct Table {
    /// Cells written out for rows so far, in all tables.
    written: u64,
    /// How often the row is repeated, and how wide it is to its last cell that holds something.
    repeats: u64,
    width: u64,
    empty: u64,
    /// Empty rows that count once another row follows.
    waiting: u64,
    rows: u64,
    widest: u64,
}

impl Table {
    fn row(&mut self, repeats: u64) {
        (self.repeats, self.width, self.empty) = (repeats, 0, 0);
    }

    fn cell(&mut self, repeats: u64, holds: bool) {
        if holds {
            self.width = self.width.saturating_add(self.empty).saturating_add(repeats);
            self.empty = 0;
        } else {
            self.empty = self.empty.saturating_add(repeats);
        }
    }

    fn row_ends(&mut self) {
        self.written = self.written.saturating_add(self.width);
        if self.width == 0 {
            self.waiting = self.waiting.saturating_add(self.repeats);
        } else {
            self.rows = self.rows.saturating_add(self.waiting).saturating_add(self.repeats);
            (self.waiting, self.widest) = (0, self.widest.max(self.width));
        }
    }

    fn size(&self) -> u64 {
        self.rows.saturating_mul(self.widest).saturating_add(self.written).saturating_add(self.width)
    }
}
