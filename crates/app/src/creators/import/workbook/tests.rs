//! Workbooks made by hand, part by part, so that each says one thing. Real ones are read in `it`.

use std::io::Write;

use domain::creators::import::{Hints, ImportError, RowOutcome};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Opened, read};

mod broken;
mod mutated;

/// A zip file of these parts.
fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).expect("a part");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("a file").into_inner()
}

/// A sheet for [`xlsx`]: its name, attributes of its entry, and what stands in its part.
struct Made<'t>(&'t str, &'t str, String);

/// Rows of inline texts as `sheetData`, with what follows it.
fn rows(rows: &[(u32, &[&str])], after: &str) -> String {
    let cell = |row: u32, (at, text): (usize, &&str)| {
        let column = char::from(b'A' + u8::try_from(at).expect("few columns"));
        match text.strip_prefix('=') {
            // A cell as it is written, for numbers, dates, booleans, errors and formulas.
            Some(raw) => raw.replacen("<c", &format!("<c r=\"{column}{row}\""), 1),
            None if text.is_empty() => String::new(),
            None => format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    let row = |(number, cells): &(u32, &[&str])| {
        format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(|one| cell(*number, one)).collect::<String>())
    };
    format!("<sheetData>{}</sheetData>{after}", rows.iter().map(row).collect::<String>())
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// An XLSX of these sheets and further parts.
fn xlsx(sheets: &[Made<'_>], more: &[(&str, &str)]) -> Vec<u8> {
    let (mut entries, mut relations, mut parts) = (String::new(), String::new(), Vec::new());
    for (Made(name, attributes, body), id) in sheets.iter().zip(1..) {
        entries.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\" {attributes}/>"));
        relations.push_str(&format!("<Relationship Id=\"rId{id}\" Type=\"{RELS}/worksheet\" Target=\"worksheets/sheet{id}.xml\"/>"));
        parts.push((format!("xl/worksheets/sheet{id}.xml"), format!("<worksheet xmlns=\"{MAIN}\">{body}</worksheet>")));
    }
    let styles =
        "<styleSheet xmlns=\"M\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".replace('M', MAIN);
    relations.push_str(&format!("<Relationship Id=\"rId99\" Type=\"{RELS}/styles\" Target=\"styles.xml\"/>"));
    parts.push(("xl/styles.xml".to_owned(), styles));
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELS}\"><sheets>{entries}</sheets></workbook>"),
    ));
    let package = "http://schemas.openxmlformats.org/package/2006";
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships xmlns=\"{package}/relationships\">{relations}</Relationships>"),
    ));
    parts.push((
        "_rels/.rels".to_owned(),
        format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" Type=\"{RELS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
    ));
    parts.push(("[Content_Types].xml".to_owned(), format!("<Types xmlns=\"{package}/content-types\"/>")));
    let mut all: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    all.extend(more);
    zipped(&all)
}

/// An ODS whose one table holds these rows.
fn ods(rows: &str) -> Vec<u8> {
    ods_until(&format!("{rows}</table:table></office:spreadsheet></office:body></office:document-content>"))
}

/// An ODS whose text goes on as said after the beginning of its table.
fn ods_until(rest: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"List\">{rest}"
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"),
        ("content.xml", &content),
    ])
}

fn ods_row(cells: &[&str]) -> String {
    let cell = |text: &&str| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>");
    format!("<table:table-row>{}</table:table-row>", cells.iter().map(cell).collect::<String>())
}

fn opened(bytes: &[u8], sheet: Option<&str>) -> Opened {
    read(bytes, "list.xlsx", &Hints::default(), sheet).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(bytes: &[u8]) -> Option<ImportError> {
    read(bytes, "list.xlsx", &Hints::default(), None).err()
}

/// Row, name and followers of each creator.
fn creators(opened: &Opened) -> Vec<(u64, String, Option<i64>)> {
    let taken = |outcome| match outcome {
        RowOutcome::Creator(creator) => Some((creator.row, creator.name, creator.metrics.first().map(|metric| metric.value))),
        RowOutcome::Rejected(_) => None,
    };
    opened.plan.rows().filter_map(taken).collect()
}

const LIST: &[(u32, &[&str])] = &[
    (2, &["Name", "Instagram handle", "Followers", "Notes"]),
    (3, &["Maya Okonkwo", "@maya.ok", "=<c><v>48200</v></c>", "=<c s=\"1\"><v>45943</v></c>"]),
    (5, &["Noor Haddad", "@noorh", "12,5K", "=<c t=\"b\"><v>1</v></c>"]),
    (6, &["Kim Lee", "@kimlee", "=<c><f>A1*2</f><v>900.5</v></c>", "=<c t=\"e\"><v>#DIV/0!</v></c>"]),
];

#[test]
fn numbers_dates_booleans_errors_and_saved_formulas_are_what_they_show() {
    let list = opened(&xlsx(&[Made("Creators", "", rows(LIST, ""))], &[]), None);
    assert_eq!(
        creators(&list),
        [(3, "Maya Okonkwo".to_owned(), Some(48_200)), (5, "Noor Haddad".to_owned(), Some(12_500)), (6, "Kim Lee".to_owned(), Some(901))]
    );
    let notes: Vec<&str> = list.plan.sample().iter().map(|cells| cells[3].as_str()).collect();
    assert_eq!(notes, ["2025-10-13", "TRUE", "#DIV/0!"]);
    assert_eq!((list.sheet.as_deref(), list.plan.notes().len()), (Some("Creators"), 0));
}

#[test]
fn the_fullest_sheet_is_read_unless_another_is_asked_for() {
    let few: &[(u32, &[&str])] = &[(1, &["Name", "Handle"]), (2, &["Zoe", "@zoe.z"])];
    let many: Vec<(u32, &[&str])> = (1..=9).map(|row| (row, &["a", "b"][..])).collect();
    let book = xlsx(
        &[Made("Few", "", rows(few, "")), Made("Creators", "", rows(LIST, "")), Made("Lists", "state=\"hidden\"", rows(&many, ""))],
        &[],
    );
    let list = opened(&book, None);
    assert_eq!(list.sheet.as_deref(), Some("Creators"));
    let sheets: Vec<(&str, u64, bool)> = list.sheets.iter().map(|one| (one.name.as_str(), one.rows, one.hidden)).collect();
    assert_eq!(sheets, [("Few", 2, false), ("Creators", 4, false), ("Lists", 9, true)]);
    assert_eq!(
        list.plan.notes(),
        ["This is the sheet \"Creators\".", "Other sheets were not read: \"Few\".", "Hidden sheets were not read: \"Lists\"."]
    );
    assert_eq!(creators(&opened(&book, Some("few"))), [(2, "Zoe".to_owned(), None)]);
    let none = read(&book, "list.xlsx", &Hints::default(), Some("Nobody")).err();
    assert_eq!(
        none.map(|error| error.to_string()).as_deref(),
        Some("The file has no sheet \"Nobody\". It has \"Few\", \"Creators\", \"Lists\".")
    );
    assert_eq!(refused(&xlsx(&[Made("Empty", "", rows(&[], ""))], &[])), Some(ImportError::NoTable));
}

#[test]
fn merged_headings_are_joined_and_macros_are_said() {
    let table: &[(u32, &[&str])] = &[
        (1, &["Name", "Instagram", "", "TikTok", ""]),
        (2, &["", "Handle", "Followers", "Handle", "Followers"]),
        (3, &["Maya", "@maya.ok", "=<c><v>100</v></c>", "@mayatok", "=<c><v>200</v></c>"]),
    ];
    let merged = "<mergeCells><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"D1:E1\"/></mergeCells>";
    let list = opened(&xlsx(&[Made("One", "", rows(table, merged))], &[("xl/vbaProject.bin", "no program is run")]), None);
    let headings = list.plan.headings().unwrap_or_default();
    assert_eq!(headings, ["Name", "Instagram Handle", "Instagram Followers", "TikTok Handle", "TikTok Followers"]);
    assert_eq!(list.plan.notes(), ["The file has macros. They were not run."]);
}

#[test]
fn an_open_document_is_read_like_the_others() {
    let numbers = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>Maya</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"string\"><text:p>@maya.ok</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"float\" office:value=\"48200\"><text:p>48.200</text:p></table:table-cell>\
        <table:table-cell office:value-type=\"date\" office:date-value=\"2026-06-01\"><text:p>1. Juni</text:p></table:table-cell></table:table-row>";
    let empty = "<table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let table = format!("{}{numbers}{empty}", ods_row(&["Name", "Instagram handle", "Followers", "Notes"]));
    let list = opened(&ods(&table), None);
    assert_eq!(creators(&list), [(2, "Maya".to_owned(), Some(48_200))]);
    assert_eq!(list.plan.sample()[0][3], "2026-06-01");
}

#[test]
fn what_unpacks_to_far_more_is_refused_before_it_is_kept() {
    let zeros = "0".repeat(12 << 20);
    assert_eq!(refused(&xlsx(&[Made("One", "", rows(LIST, ""))], &[("xl/sharedStrings.xml", &zeros)])), Some(ImportError::Bomb));
    let same = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"string\" \
        table:number-columns-repeated=\"16384\"><text:p>a</text:p></table:table-cell></table:table-row>";
    assert_eq!(refused(&ods(same)), Some(ImportError::TooManyCells));
    let far = "<table:table-row><table:table-cell table:number-columns-repeated=\"4000000000\"/><table:table-cell office:value-type=\"string\">\
        <text:p>a</text:p></table:table-cell></table:table-row>";
    assert_eq!(refused(&ods(far)), Some(ImportError::TooManyCells));
    let corner = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name</t></is></c></row>\
        <row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>far</t></is></c></row></sheetData>";
    assert!(
        read(&xlsx(&[Made("One", "", corner.to_owned())], &[]), "list.xlsx", &Hints::default(), None).is_ok(),
        "two cells are two cells"
    );
    let parts: Vec<(String, String)> = (0..10_001).map(|at| (format!("p{at}"), String::new())).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(refused(&zipped(&parts)), Some(ImportError::Bomb));
}

#[test]
fn damaged_protected_and_other_files_say_so() {
    let whole = xlsx(&[Made("Creators", "", rows(LIST, ""))], &[]);
    assert_eq!(refused(whole.get(..whole.len() / 2).unwrap_or_default()), Some(ImportError::Damaged));
    let mut wrong = whole.clone();
    // Somewhere in the packed cells.
    wrong.iter_mut().skip(60).take(20).for_each(|byte| *byte ^= 0x5a);
    assert_eq!(refused(&wrong), Some(ImportError::Damaged));
    assert_eq!(refused(b"PK\x03\x04 and so on"), Some(ImportError::Damaged));
    assert_eq!(refused(b"\xd0\xcf\x11\xe0 and so on"), Some(ImportError::Damaged));
    let open = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Name";
    assert_eq!(refused(&xlsx(&[Made("One", "", open.to_owned())], &[])), Some(ImportError::Damaged));
    let locked = zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry \
             manifest:full-path=\"content.xml\"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        ),
        ("content.xml", "scrambled"),
    ]);
    assert_eq!(refused(&locked), Some(ImportError::Protected));
    for (parts, what) in [
        (&[("xl/workbook.bin", "")][..], "a binary Excel workbook (.xlsb)"),
        (&[("word/document.xml", "")][..], "a Word document"),
        (&[("Index/Document.iwa", "")][..], "a Numbers document"),
        (&[("creators.csv", "Name\nMaya\n")][..], "a zip file"),
    ] {
        assert_eq!(refused(&zipped(parts)), Some(ImportError::OtherFormat(what)));
    }
}

#[test]
fn rows_out_of_order_are_put_in_order() {
    let mixed: &[(u32, &[&str])] =
        &[(3, &["Noor", "@noor.h"]), (1, &["Name", "Instagram handle"]), (2, &["Maya", "@maya.ok"]), (3, &["", "", "late"])];
    let list = opened(&xlsx(&[Made("One", "", rows(mixed, ""))], &[]), None);
    assert_eq!(creators(&list), [(2, "Maya".to_owned(), None), (3, "Noor".to_owned(), None)]);
}

#[test]
fn a_text_is_read_as_before() {
    let list = opened(b"Name,Instagram handle,Followers\nMaya,@maya.ok,1K\n", None);
    assert_eq!((creators(&list).len(), list.sheet, list.sheets.len()), (1, None, 0));
}
