//! Workbooks that are broken at random: cut off, with bytes changed in the packed file, and with bytes changed in what a part
//! unpacks to, which is where a reader's own mistakes are.
//!
//! Invariant: a file is read or refused with a sentence; what is read holds no more than the file could say, and every row that
//! is no creator names itself. A panic of the library is held by `contained`; one of our own is not forgiven. Absent: real
//! files; `it` reads them, and `mutated` changes them.

use std::{cell::Cell, sync::Once};

use domain::creators::import::{MOST_ROWS, Warning};
use proptest::prelude::*;

use super::*;

thread_local! {
    /// Whether code of ours panicked on this thread.
    static OURS: Cell<bool> = const { Cell::new(false) };
}

/// Notes panics of our own files, and keeps quiet about those of the library, which are expected here by the dozen.
fn watched() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let file = info.location().map(|location| location.file().replace('\\', "/")).unwrap_or_default();
            if file.contains(".rustup/")
                || file.contains(".cargo/")
                || file.contains("/registry/")
                || file.contains("/vendor/")
                || file.starts_with("/rustc/")
            {
                return;
            }
            OURS.set(true);
            before(info);
        }));
    });
    OURS.set(false);
}

/// One change of bytes, by its place as a share of all.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Flip(u16, u8),
    Cut(u16),
    Repeat(u16, u8),
    Write(u16, &'static str),
}

/// What means something in the parts of a workbook.
pub(super) const PIECES: [&str; 16] = [
    "<c r=\"A1\"><v>",
    "<c r=\"XFD1048576\"><v>1</v></c>",
    "<c r=\"ZZZZZZZ9\" t=\"s\"><v>99999999999999999999</v></c>",
    "<row r=\"0\">",
    "<row r=\"-1\">",
    "</row>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<mergeCell ref=\"B2:A1\"/>",
    "table:number-rows-repeated=\"1048576\"",
    "table:number-columns-repeated=\"-3\"",
    "<f t=\"shared\" si=\"4294967295\"/>",
    "&#x0;",
    "&lt;",
    "\"",
    "<!--",
    "1e999",
];

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        any::<u16>().prop_map(Change::Cut),
        (any::<u16>(), 1_u8..40).prop_map(|(at, length)| Change::Repeat(at, length)),
        (any::<u16>(), prop::sample::select(PIECES.to_vec())).prop_map(|(at, piece)| Change::Write(at, piece)),
    ]
}

pub(super) fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let place = |at: u16| usize::from(at) * bytes.len() / 65_536;
        match *change {
            Change::Flip(at, byte) => {
                let at = place(at);
                bytes.get_mut(at).into_iter().for_each(|one| *one ^= byte.max(1));
            }
            Change::Cut(at) => bytes.truncate(place(at)),
            Change::Repeat(at, length) => {
                let at = place(at);
                let piece: Vec<u8> = bytes.iter().skip(at).take(length.into()).copied().collect();
                bytes.splice(at..at, piece);
            }
            Change::Write(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

/// A workbook of each kind that is read.
fn whole(ods_not_xlsx: bool) -> Vec<u8> {
    if ods_not_xlsx {
        let rows: String = LIST.iter().map(|(_, cells)| ods_row(&cells.map_cells())).collect();
        return ods(&rows);
    }
    let merged = "<mergeCells count=\"1\"><mergeCell ref=\"A1:D1\"/></mergeCells>";
    xlsx(&[Made("Creators", "", rows(LIST, merged)), Made("Old", "state=\"hidden\"", rows(LIST, ""))], &[])
}

trait Cells {
    fn map_cells(&self) -> Vec<&str>;
}

impl Cells for &[&str] {
    /// Without what is written as XML in [`LIST`].
    fn map_cells(&self) -> Vec<&str> {
        self.iter().map(|text| if text.starts_with('=') { "48200" } else { text }).collect()
    }
}

/// The parts of a packed file, each unpacked.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip file");
    let all = zip.len();
    let part = |at: usize| {
        let mut part = zip.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut text = Vec::new();
        std::io::copy(&mut part, &mut text).expect("unpacked");
        (name, text)
    };
    (0..all).map(part).collect()
}

/// The same parts, packed again, one of them changed.
pub(super) fn with_part_changed(bytes: &[u8], which: usize, changes: &[Change]) -> Vec<u8> {
    let mut parts = parts(bytes);
    let at = which % parts.len();
    let text = std::mem::take(&mut parts[at].1);
    parts[at].1 = changed(text, changes);
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(&text).expect("written");
    }
    zip.finish().expect("a file").into_inner()
}

/// That a file is read or refused as files are.
pub(super) fn holds(bytes: &[u8]) -> Result<(), TestCaseError> {
    watched();
    let read = read(bytes, "list.xlsx", &Hints::default(), None);
    prop_assert!(!OURS.get(), "code of ours panicked");
    let opened = match read {
        Ok(opened) => opened,
        Err(error) => {
            let words = error.to_string();
            prop_assert!(words.ends_with('.') && words.len() < 2_000, "{words}");
            return Ok(());
        }
    };
    prop_assert!(opened.plan.row_count() <= MOST_ROWS);
    let (mut rows, mut kept) = (0_u64, 0_usize);
    for outcome in opened.plan.rows() {
        rows += 1;
        match outcome {
            RowOutcome::Creator(creator) => {
                prop_assert!(creator.row > 0);
                let said = |warning: &Warning| !warning.message.is_empty();
                prop_assert!(creator.warnings.iter().all(said), "{:?}", creator.warnings);
            }
            RowOutcome::Rejected(row) => {
                prop_assert!(row.row > 0 && !row.reason.is_empty(), "{row:?}");
                kept += row.cells.iter().map(String::len).sum::<usize>();
            }
        }
    }
    prop_assert_eq!(rows, opened.plan.row_count());
    prop_assert!(kept < 50_000_000, "{} bytes of cells from a file of {}", kept, bytes.len());
    Ok(())
}

#[test]
fn the_files_that_are_broken_below_are_whole() {
    for (name, bytes) in [("xlsx", whole(false)), ("ods", whole(true))] {
        assert_eq!(creators(&opened(&bytes, None)).len(), 3, "{name}");
        let same = with_part_changed(&bytes, 0, &[]);
        assert_eq!(creators(&opened(&same, None)).len(), 3, "{name} packed again");
    }
}

#[test]
fn an_ods_that_does_not_end_what_it_begins_is_damaged() {
    let ends = [
        ("a table", "<table:table-row></table:table-row>"),
        ("a table whose end has another name", "</table:tabel></office:spreadsheet></office:body></office:document-content>"),
        ("a note", "<table:table-row><table:table-cell office:value-type=\"string\"><office:annotation><text:p>a</text:p>"),
        ("names", "</table:table><table:named-expressions><table:named-range/>"),
    ];
    for (what, rest) in ends {
        assert_eq!(refused(&ods_until(rest)), Some(ImportError::Damaged), "{what}");
    }
}

/// How many cases: as many as the long run says, otherwise few.
fn cases(usually: u32) -> u32 {
    if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { usually }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(200)))]

    #[test]
    fn a_workbook_with_changed_bytes_is_read_or_refused(ods in any::<bool>(), changes in prop::collection::vec(change(), 1..5)) {
        holds(&changed(whole(ods), &changes))?;
    }

    #[test]
    fn a_workbook_with_a_changed_part_is_read_or_refused(
        ods in any::<bool>(),
        which in 0_usize..12,
        changes in prop::collection::vec(change(), 1..6),
    ) {
        holds(&with_part_changed(&whole(ods), which, &changes))?;
    }

    #[test]
    fn any_bytes_that_begin_like_a_workbook_are_read_or_refused(
        begin in prop::sample::select(vec![&b"PK\x03\x04"[..], b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0"]),
        rest in prop::collection::vec(any::<u8>(), 0..1_500),
    ) {
        holds(&[begin, rest.as_slice()].concat())?;
    }
}
