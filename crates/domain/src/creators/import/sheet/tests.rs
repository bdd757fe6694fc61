//! Sheets as people keep them, with made-up people.

use super::*;
use crate::creators::import::{ImportedCreator, RowOutcome};
use crate::creators::{Handle, Measure, Platform};

fn sheet(rows: &[(u64, &[&str])], merged: &[(u64, u64, usize, usize)]) -> Sheet {
    let rows =
        rows.iter().map(|(row, cells)| SheetRow { row: *row, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }).collect();
    let merged = merged.iter().map(|(top, end, left, right)| Merged { rows: (*top, *end), columns: (*left, *right) }).collect();
    Sheet { notes: Vec::new(), rows, merged }
}

fn plan(sheet: Sheet) -> Plan {
    Plan::of_sheet(sheet, "list.xlsx", &Hints::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn headings(plan: &Plan) -> Vec<&str> {
    plan.headings().unwrap_or_default().iter().map(String::as_str).collect()
}

fn creators(plan: &Plan) -> Vec<ImportedCreator> {
    let taken = |outcome| match outcome {
        RowOutcome::Creator(creator) => Some(*creator),
        RowOutcome::Rejected(_) => None,
    };
    plan.rows().filter_map(taken).collect()
}

#[test]
fn two_rows_of_headings_become_one_and_rows_keep_their_numbers() {
    let rows: &[(u64, &[&str])] = &[
        (1, &["Creators, autumn"]),
        (3, &["Name", "Instagram", "", "TikTok", ""]),
        (4, &["", "Handle", "Followers", "Handle", "Followers"]),
        (6, &["Maya Okonkwo", "@maya.ok", "48,200", "@mayatok", "1,200"]),
    ];
    for merged in [&[(3, 4, 0, 0), (3, 3, 1, 2), (3, 3, 3, 4)][..], &[]] {
        let plan = plan(sheet(rows, merged));
        assert_eq!(headings(&plan), ["Name", "Instagram Handle", "Instagram Followers", "TikTok Handle", "TikTok Followers"]);
        let maya = &creators(&plan)[0];
        assert_eq!((maya.row, maya.name.as_str(), plan.row_count()), (6, "Maya Okonkwo", 1));
        let accounts: Vec<_> = maya.profiles.iter().map(|one| (&one.platform, one.handle.as_ref().map(Handle::as_str))).collect();
        assert_eq!(accounts, [(&Platform::Instagram, Some("maya.ok")), (&Platform::TikTok, Some("mayatok"))]);
        let followers: Vec<_> = maya.metrics.iter().map(|one| (&one.platform, one.measure, one.value)).collect();
        assert_eq!(followers, [(&Platform::Instagram, Measure::Followers, 48_200), (&Platform::TikTok, Measure::Followers, 1_200)]);
    }
}

#[test]
fn a_title_over_the_headings_is_not_joined_to_them() {
    let rows: &[(u64, &[&str])] =
        &[(1, &["Instagram creators 2026", "", ""]), (2, &["Name", "Handle", "Followers"]), (3, &["Maya", "@maya.ok", "4000"])];
    for merged in [&[(1, 1, 0, 2)][..], &[]] {
        let plan = plan(sheet(rows, merged));
        assert_eq!(headings(&plan), ["Name", "Handle", "Followers"]);
        assert_eq!(creators(&plan).len(), 1);
    }
}

#[test]
fn a_title_over_two_columns_hides_no_headings() {
    let rows: &[(u64, &[&str])] = &[(1, &["Table 1", ""]), (2, &["A", "B"]), (3, &["8", "9"]), (4, &["", "TOTAL"])];
    let plan = plan(sheet(rows, &[(1, 1, 0, 1)]));
    assert_eq!((headings(&plan), plan.row_count()), (vec!["A", "B"], 1));
}

#[test]
fn a_row_of_creators_under_the_headings_is_no_second_row_of_headings() {
    let rows: &[(u64, &[&str])] = &[(1, &["Name", "Handle", "City"]), (2, &["Maya", "maya_ok", "Leeds"]), (3, &["Noor", "noor.h", ""])];
    let plan = plan(sheet(rows, &[]));
    assert_eq!((headings(&plan), creators(&plan).len()), (vec!["Name", "Handle", "City"], 2));
}

#[test]
fn totals_remarks_and_titles_are_left_out_and_named() {
    let plan = plan(sheet(
        &[
            (1, &["Name", "Handle", "Followers", "Fee"]),
            (2, &["Maya", "@maya.ok", "1000", "£100"]),
            (3, &["Wave two", "", "", ""]),
            (4, &["Nina Show", "", "", ""]),
            (5, &["Total", "", "1000", "£100"]),
            (7, &["Source: the agency's list", "", "", ""]),
            (8, &["* followers as of June", "", "", ""]),
        ],
        &[(3, 3, 0, 3)],
    ));
    let names: Vec<String> = creators(&plan).into_iter().map(|creator| creator.name).collect();
    assert_eq!(names, ["Maya", "Nina Show"], "a name alone in its row is somebody");
    assert_eq!(plan.row_count(), 2);
    let notes = plan.notes().join("\n");
    for note in [
        "Left out as lines of totals: row 5 (\"Total\").",
        "Left out as remarks or titles: row 3 (\"Wave two\"), row 7 (\"Source: the agency's list\"), row 8 (\"* followers as of June\").",
    ] {
        assert!(notes.contains(note), "{notes}");
    }
}

#[test]
fn a_cell_merged_over_rows_holds_for_each_of_them() {
    let plan = plan(sheet(
        &[(1, &["Country", "Name", "Handle"]), (2, &["Germany", "Anna", "@anna.b"]), (3, &["", "Bo", "@bo.c"]), (4, &["", "Cy", "@cy.d"])],
        &[(2, 3, 0, 0)],
    ));
    let countries: Vec<_> = creators(&plan).iter().map(|one| one.country.map(|country| country.code())).collect();
    assert_eq!(countries, [Some("DE"), Some("DE"), None]);
}

#[test]
fn cells_with_marks_and_lines_are_read_whole() {
    let odd = "line one\r\nsays \"so\", and\tmore";
    let long = "word\n".repeat(450);
    let plan = plan(sheet(&[(1, &["Name", "Notes", "Tags"]), (2, &["Maya", odd, "a"]), (3, &["Noor", &long, ""])], &[]));
    let all = creators(&plan);
    assert_eq!(all[0].notes.as_deref(), Some("line one\nsays \"so\", and\tmore"));
    assert_eq!((all[1].row, all[1].notes.as_deref().map(|notes| notes.split(' ').count())), (3, Some(450)));
}

#[test]
fn columns_without_a_heading_cost_no_row() {
    let plan = plan(sheet(&[(1, &["Name", "Handle"]), (2, &["Maya", "@maya.ok", "call her", ""]), (3, &["Noor", "@noor.h"])], &[]));
    assert_eq!((creators(&plan).len(), plan.columns().len()), (2, 3));
}

#[test]
fn two_hundred_columns_are_read_and_too_many_rows_are_not() {
    let mut heads: Vec<String> = (0..198).map(|number| format!("Extra {number}")).collect();
    heads.extend(["Name".to_owned(), "Instagram handle".to_owned()]);
    let mut cells = vec!["x".to_owned(); 198];
    cells.extend(["Maya".to_owned(), "@maya.ok".to_owned()]);
    let wide = Sheet { rows: vec![SheetRow { row: 1, cells: heads }, SheetRow { row: 2, cells }], ..Sheet::default() };
    let plan = plan(wide);
    assert_eq!((plan.columns().len(), creators(&plan).len()), (200, 1));
    let many = (1..=1_000_020).map(|row| SheetRow { row, cells: vec!["x".to_owned()] }).collect();
    let refused = Plan::of_sheet(Sheet { rows: many, ..Sheet::default() }, "list.xlsx", &Hints::default());
    assert_eq!(refused.err(), Some(ImportError::TooManyRows));
    let none = Plan::of_sheet(sheet(&[(1, &["", " "])], &[]), "list.xlsx", &Hints::default());
    assert_eq!(none.err(), Some(ImportError::Empty));
}

proptest::proptest! {
    #[test]
    fn any_sheet_gives_each_of_its_rows_once(
        cells in proptest::collection::vec(proptest::collection::vec("(\\PC|[\",\n\r]){0,8}", 1..5), 1..12),
        block in (0u64..12, 0u64..12, 0usize..5, 0usize..5),
    ) {
        let rows: Vec<SheetRow> = cells.iter().zip(1..).map(|(cells, row)| SheetRow { row: row * 2, cells: cells.clone() }).collect();
        let (top, height, left, wide) = block;
        let merged = vec![Merged { rows: (top, top + height), columns: (left, left + wide) }];
        if let Ok(plan) = Plan::of_sheet(Sheet { notes: Vec::new(), rows: rows.clone(), merged }, "list.xlsx", &Hints::default()) {
            let numbers: Vec<u64> = plan.rows().map(|outcome| match outcome {
                RowOutcome::Creator(creator) => creator.row,
                RowOutcome::Rejected(row) => row.row,
            }).collect();
            proptest::prop_assert_eq!(numbers.len() as u64, plan.row_count());
            proptest::prop_assert!(numbers.iter().all(|number| rows.iter().any(|row| row.row == *number)));
        }
    }
}
