//! Real lists, as people keep them: nothing panics, no row is lost, no link is made from a name.
//!
//! The files lie beside the repository, in `../shared/data`, because some of them carry no licence to be copied; where they
//! are absent the tests say so loudly. Expected counts are those of the data's own description, checked by another reader.

use std::path::{Path, PathBuf};

use app::creators::{
    ImportCreators, ListCreators,
    import::{self, Opened},
};
use domain::creators::import::{Hints, Plan, error_file};

use crate::support::on_both;

/// A folder of real data, or why the test does not run.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("SKIPPED: real lists were not read: ../shared/data/{name} is not there");
    None
}

/// The files of a folder with their bytes, in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut all: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    all.sort();
    let named = |path: PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        (name, std::fs::read(path).expect("readable"))
    };
    all.into_iter().map(named).collect()
}

/// Every row of a readable file is somebody's or rejected with a reason, and the error file gives the rejected ones back.
fn no_row_is_lost(name: &str, plan: &Plan) {
    let people = plan.people(200);
    let of_people: u64 = people.people.iter().map(|person| person.rows).sum();
    let rejected = u64::try_from(people.rejected.len()).expect("fits");
    assert_eq!(of_people + rejected, plan.row_count(), "{name}: every row is told once");
    assert!(people.rejected.iter().all(|row| !row.reason.is_empty()), "{name}: each rejected row says why");
    let back = error_file(plan, &people.rejected);
    assert!(back.split("\r\n").count() > people.rejected.len(), "{name}: the error file holds them all");
    for person in &people.people {
        for account in &person.creator.profiles {
            let known = account.handle.is_some() || account.channel_id.is_some() || account.given_url.is_some();
            assert!(known || account.url().is_none(), "{name}: no link is made from the name {:?}", person.creator.name);
        }
    }
}

#[test]
fn every_odd_spreadsheet_gives_rows_or_a_clear_answer() {
    let Some(folder) = data("spreadsheets") else { return };
    let all = files(&folder);
    assert!(all.len() >= 150, "{} files", all.len());
    let mut read = 0;
    for (name, bytes) in &all {
        match import::read(bytes, name, &Hints::default(), None) {
            Ok(Opened { plan, sheets, .. }) => {
                no_row_is_lost(name, &plan);
                for sheet in &sheets {
                    if let Ok(opened) = import::read(bytes, name, &Hints::default(), Some(&sheet.name)) {
                        no_row_is_lost(name, &opened.plan);
                    }
                }
                read += 1;
            }
            Err(refused) => assert!(refused.to_string().ends_with('.'), "{name}: {refused}"),
        }
    }
    assert!(read >= 130, "most are tables: {read}");
}

/// What each workbook holds was read with another program (openpyxl, xlrd, odfpy): its sheets, and the rows under the headings.
#[test]
fn workbooks_of_three_kinds_are_read_as_other_programs_read_them() {
    let Some(folder) = data("spreadsheets") else { return };
    for (name, sheets, headings, rows) in WORKBOOKS {
        let bytes = std::fs::read(folder.join(name)).expect("readable");
        let opened = import::read(&bytes, name, &Hints::default(), None).unwrap_or_else(|error| panic!("{name}: {error}"));
        let found: Vec<&str> = opened.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(found.join("|"), *sheets, "{name}");
        let found = opened.plan.headings().map(|headings| headings.join("|")).unwrap_or_default();
        assert_eq!((found.as_str(), opened.plan.row_count()), (*headings, *rows), "{name}");
    }
}

/// File, its sheets, headings and rows of the one that is read.
const WORKBOOKS: &[(&str, &str, &str, u64)] = &[
    ("adjust-floating-point-error.xlsx", "Sheet1", "Sample Name|peak PO4|actual PO4 (formula)|actual PO4 (values)", 5),
    ("cast-int-to-string-issue-1251.xlsx", "Feuille1", "A|B|C|D|E", 2),
    ("issue-312.xlsx", "invalid", "id|name||name|", 4),
    ("issue-870.xlsx", "Sheet1", "0|First Name|Last Name|Gender|Country|Age|Date|Id", 9),
    ("preserve-formatting-percentage.xlsx", "Sheet1", "col1|col2", 3),
    ("sheet2.xlsx", "Sheet1|Sheet2", "id|name", 2),
    ("sheets.xlsx", "Sheet1|Sheet2|Sheet3", "id|name", 1),
    // "Table 1" over all columns is its title, and "TOTAL" its last line.
    ("skip-rows.xlsx", "Sheet 1", "A|B", 1),
    ("table-infer-boolean.xlsx", "Sheet1", "number|string|boolean", 2),
    ("table-output.xlsx", "Sheet 1", "id|name", 2),
    ("table.xlsx", "Лист1|Sheet 2", "id|name", 2),
    ("cast-int-to-string-issue-1251.xls", "Feuille1", "A|B|C|D|E", 2),
    ("sheet2.xls", "Sheet1|Sheet2", "id|name", 2),
    ("table-with-booleans.xls", "Лист1", "id|boolean", 2),
    ("table-with-ints-floats-dates.xls", "Лист1", "Int|Float|Date", 3),
    ("table.xls", "Лист1", "id|name", 2),
    ("table-output.ods", "Sheet 1", "id|name", 2),
    ("table-with-booleans.ods", "test", "id|boolean", 2),
    ("table-with-ints-floats-dates.ods", "test", "Int|Float|Date|Datetime", 3),
];

#[test]
fn lists_of_youtube_channels_are_read_row_by_row() {
    let Some(folder) = data("youtube_channels") else { return };
    // Rows under the headings, comment lines among them, and distinct channel ids, as another program counts them.
    for (name, rows, people) in [("Channels.csv", 3_080, 3_080), ("SeedChannels.csv", 543, 499), ("Visits.csv", 11_790, 128)] {
        let bytes = std::fs::read(folder.join(name)).expect("readable");
        let plan = Plan::read(&bytes, name, &Hints::default()).expect("a list");
        no_row_is_lost(name, &plan);
        assert_eq!(plan.row_count(), rows, "{name}");
        assert_eq!(plan.people(200).people.len(), people, "{name}");
    }
}

#[test]
fn nine_lists_of_the_same_people_come_in_one_after_another() {
    let Some(folder) = data("creators_2022") else { return };
    let lists = files(&folder);
    assert_eq!(lists.len(), 9);
    for (name, bytes) in &lists {
        no_row_is_lost(name, &Plan::read(bytes, name, &Hints::default()).expect("a list"));
    }
    on_both(async |world| {
        let mut rows = 0;
        let mut first = None;
        // All of them on SQLite; three, of one platform each, are enough to see that PostgreSQL does the same.
        let taken = if world.database == "SQLite" { lists.len() } else { 3 };
        for (name, bytes) in &lists[..taken] {
            let view = import::run(&world.app, &world.owner, name, bytes, ImportCreators::default()).await.expect("imported");
            assert_eq!(view.rows, view.created + view.updated + view.merged + view.unchanged + view.rejected, "{name}");
            assert_eq!(view.rejected, 0, "{name}");
            rows += view.rows;
            first.get_or_insert(view);
        }
        if taken == lists.len() {
            assert_eq!(rows, 9_147, "as many as the data's description counts");
        }
        // 400 of the first list of YouTube have a name with spaces where a handle should be.
        let page = world.show(ListCreators { query: Some("Kids Diana Show".to_owned()), ..ListCreators::default() }).await.expect("listed");
        let diana = page.items.first().expect("kept by name");
        assert!(diana.accounts.iter().all(|account| account.handle.is_none() && account.url.is_none()), "{diana:?}");
        let page = world.show(ListCreators { query: Some("khaby.lame".to_owned()), ..ListCreators::default() }).await.expect("listed");
        assert!(page.items.iter().any(|row| row.accounts.iter().any(|account| account.handle.as_deref() == Some("khaby.lame"))));
        // The oldest list again says nothing new, although newer ones have spoken since.
        let (name, bytes) = &lists[0];
        let again = import::run(&world.app, &world.owner, name, bytes, ImportCreators::default()).await.expect("imported");
        let before = first.expect("imported");
        assert_eq!((again.created, again.updated), (0, 0), "{again:?}");
        assert_eq!(again.rows, before.rows);
    });
}
