//! Workbooks come in like lists, the sheet can be chosen, and what a person said of columns is remembered for the next list.
//!
//! Absent: what a workbook can hold; `app` has its tests, and `real_input` reads real ones.

use app::creators::{ImportCreators, ImportView, ListCreators, ListImports, import};
use domain::{
    creators::{Measure, import::Column},
    time::DAY,
};

use crate::{
    support::{World, code, on_both, workbook::xlsx},
    web::client::{Client, hidden},
};

fn book() -> Vec<u8> {
    let creators: &[&[&str]] = &[
        &["Spring list", "", "", ""],
        &["Name", "Instagram handle", "Followers", "Country"],
        &["Maya Okonkwo", "@maya.ok", "48,200", "Vereinigtes Königreich"],
        &["Noor Haddad", "@noorh", "12k-15k", "Jordania"],
        &["Total", "", "61,700", ""],
        &["Source: the agency's list of June", "", "", ""],
    ];
    let old: &[&[&str]] = &[&["Name", "Instagram handle"], &["Kim Lee", "@kimlee"]];
    xlsx(&[("Old", old), ("Creators", creators)])
}

async fn bring(world: &World, file: &[u8], options: ImportCreators) -> ImportView {
    import::run(&world.app, &world.owner, "list.xlsx", file, options).await.expect("imported")
}

#[test]
fn a_workbook_comes_in_with_its_rows_numbered_as_they_are_shown() {
    on_both(async |world| {
        let view = bring(world, &book(), ImportCreators::default()).await;
        assert_eq!((view.rows, view.created, view.rejected, view.sheet.as_deref()), (2, 2, 0, Some("Creators")));
        let notes = view.notes.join("\n");
        for note in [
            "Other sheets were not read: \"Old\".",
            "Left out as lines of totals: row 5 (\"Total\").",
            "Left out as remarks or titles: row 6 (\"Source: the agency's list of June\").",
        ] {
            assert!(notes.contains(note), "{notes}");
        }
        let page = world.show(ListCreators { query: Some("noor".to_owned()), ..ListCreators::default() }).await.expect("listed");
        let noor = page.items.first().expect("there");
        assert_eq!((noor.followers, noor.country.map(|country| country.code())), (Some(13_500), Some("JO")));
        let again = bring(world, &book(), ImportCreators::default()).await;
        assert_eq!((again.unchanged, again.created), (2, 0), "the same file again changes nothing");

        let old = bring(world, &book(), ImportCreators { sheet: Some("Old".to_owned()), ..ImportCreators::default() }).await;
        assert_eq!((old.created, old.sheet.as_deref()), (1, Some("Old")));
        let none = ImportCreators { sheet: Some("None".to_owned()), ..ImportCreators::default() };
        assert_eq!(code(import::run(&world.app, &world.owner, "list.xlsx", &book(), none).await), "creators.no_sheet");
    });
}

const JUNE: &str = "Wer,Konto,Reichweite,Spalte\n\
    Maya Okonkwo,@maya.ok,48200,x\n\
    Noor Haddad,@noorh,12500,y\n";

/// What each column of a view is.
fn columns(view: &ImportView) -> Vec<Column> {
    view.columns.iter().map(|column| column.column).collect()
}

#[test]
fn what_a_person_said_of_columns_is_offered_for_the_same_headings() {
    on_both(async |world| {
        let dry = || ImportCreators { dry_run: true, ..ImportCreators::default() };
        let seen = bring(world, JUNE.as_bytes(), dry()).await;
        let told = vec![Column::DisplayName, Column::Handle, Column::Measure(Measure::Followers), Column::Tags];
        assert_ne!(columns(&seen), told);
        assert_eq!(seen.as_before, None);
        // Looking alone is not remembered.
        bring(world, JUNE.as_bytes(), ImportCreators { columns: Some(told.clone()), ..dry() }).await;
        assert_eq!(bring(world, JUNE.as_bytes(), dry()).await.as_before, None);
        bring(world, JUNE.as_bytes(), ImportCreators { columns: Some(told.clone()), ..ImportCreators::default() }).await;

        world.clock.advance(30 * DAY);
        let july = JUNE.replace("48200", "51000").replace("Wer,", " WER ,");
        let next = bring(world, july.as_bytes(), dry()).await;
        assert_eq!(columns(&next), told, "case and spaces of headings do not matter");
        let before = next.as_before.expect("said by whom");
        assert_eq!((before.name.as_str(), world.now() > before.at), ("Nora Quill", true));
        assert!(next.columns.iter().any(|column| column.reason == "as last time"));
        let afresh = bring(world, july.as_bytes(), ImportCreators { afresh: true, ..dry() }).await;
        assert_eq!((columns(&afresh), afresh.as_before), (columns(&seen), None));
        let other = july.replace("Spalte", "Stadt");
        assert_eq!(bring(world, other.as_bytes(), dry()).await.as_before, None, "other headings are another list");
        let (_, neighbour) = world.other_brand().await;
        let theirs = import::run(&world.app, &neighbour, "list.csv", july.as_bytes(), dry()).await.expect("seen");
        assert_eq!(theirs.as_before, None, "another brand's lists are its own");

        // Whoever goes back to what the program thinks is remembered too.
        bring(world, july.as_bytes(), ImportCreators { columns: Some(columns(&seen)), ..ImportCreators::default() }).await;
        let last = bring(world, july.as_bytes(), dry()).await;
        assert_eq!((columns(&last), last.as_before), (columns(&seen), None));
    });
}

const IMPORT: &str = "/b/fennel-rye/creators/import";

#[test]
fn the_page_lets_choose_the_sheet_and_offers_the_columns_of_last_time() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get(IMPORT).await;
        let fields = [("source", "cold"), ("tier", "paid")];
        let looked = client.post_file(IMPORT, &fields, ("file", "list.xlsx", &book())).await;
        assert!(looked.status == 200 && looked.text.contains("Creators: 6 rows") && looked.text.contains("Old: 2 rows"), "{}", looked.text);
        let kept = hidden(&looked.text, "kept").expect("the kept file");
        // Another sheet is read by its own columns, although those of the first were sent along.
        let sent = |sheet: &'static str, what: &'static str| {
            let mut sent = vec![
                ("kept", kept.as_str()),
                ("do", what),
                ("source", "cold"),
                ("tier", "paid"),
                ("sheet", sheet),
                ("sheet_read", "Creators"),
            ];
            sent.extend([
                ("columns.0.is", "display_name"),
                ("columns.1.is", "handle"),
                ("columns.2.is", "followers"),
                ("columns.3.is", "notes"),
            ]);
            sent
        };
        let other = client.post(&format!("{IMPORT}/run"), &sent("Old", "look")).await;
        assert!(other.status == 200 && other.text.contains("Kim Lee") && !other.text.contains("Maya"), "{}", other.text);
        let done = client.post(&format!("{IMPORT}/run"), &sent("Creators", "import")).await;
        assert_eq!(done.status, 303, "{}", done.text);

        let again = client.post_file(IMPORT, &fields, ("file", "list.xlsx", &book())).await;
        assert!(again.text.contains("Columns as last time") && again.text.contains("Nora Quill said on"), "{}", again.text);
        let kept = hidden(&again.text, "kept").expect("the kept file");
        let afresh = [("kept", kept.as_str()), ("do", "afresh"), ("sheet", "Creators"), ("sheet_read", "Creators")];
        let afresh = client.post(&format!("{IMPORT}/run"), &afresh).await;
        assert!(afresh.status == 200 && !afresh.text.contains("Columns as last time"));
        assert_eq!(world.show(ListImports {}).await.expect("listed").len(), 1, "looking brings nothing in");
    });
}
