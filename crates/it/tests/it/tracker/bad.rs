//! Trackers as they are: without headings, with totals and notes between, words that nobody knows, dates that read two ways.
//!
//! Invariant: what cannot be taken says its row and column; what only a person can say is asked once. Absent: files that are none;
//! the reader of creators' lists has those.

use app::imports::{ImportTracker, TakeBackTracker};
use domain::{
    campaigns::Fallen,
    imports::{Ask, Said, StatusMeaning, What},
    money::Currency,
    time::{DAY, DateOrder},
};
use store::Read as _;

use super::{bring, count, look, nothing_is_wrong, payables, stage};
use crate::support::{code, on_both};

fn spring() -> ImportTracker {
    ImportTracker { campaign_name: "Spring".into(), ..ImportTracker::default() }
}

const HEAD: &str = "Name,Handle,Status,Fee,Deliverable,Due date,Post link,Paid\n";

/// The row, the column and the beginning of the reason of each row that is not taken.
async fn refused(world: &crate::support::World, rows: &str, options: ImportTracker) -> Vec<(u64, String, String)> {
    let looked = look(world, &format!("{HEAD}{rows}"), options).await.expect("read");
    looked.refused.into_iter().map(|row| (row.row, row.column, row.reason)).collect()
}

#[test]
fn rows_that_cannot_be_taken_say_where_and_why() {
    on_both(async |world| {
        let pounds = || ImportTracker { currency: Some(Currency::GBP), ..spring() };
        for (rows, row, column, reason) in [
            ("Maya,@maya.ok,live,500-800,,,,\n", 2, "Fee", "is no single amount"),
            ("Maya,@maya.ok,live,£500,,,,£200\n", 2, "Paid", "which is a part"),
            ("Maya,@maya.ok,live,£500,,,,half of it\n", 2, "Paid", "neither yes, no, a date nor the fee"),
            (
                "Maya,@maya.ok,live,,,,see chat,\nNoor,@noor.h,live,,,,https://www.instagram.com/reel/N1/,\n",
                2,
                "Post link",
                "is no address of a post",
            ),
            ("Maya,https://www.instagram.com/maya.ok/,live,,,,https://www.tiktok.com/@noor/video/1,\n", 2, "", ""),
            (
                "Maya,https://www.tiktok.com/@maya.ok,live,,,,https://www.tiktok.com/@noor/video/1,\n",
                2,
                "Post link",
                "is of a post of @noor",
            ),
            (
                "Maya,@maya.ok,live,,,,https://www.instagram.com/reel/X1/,\nNoor,@noor.h,live,,,,https://www.instagram.com/reel/X1/,\n",
                3,
                "",
                "stands in row 2 too",
            ),
            ("Maya,@maya.ok,ghosted,,,,https://www.instagram.com/reel/X1/,\n", 2, "Status", "says that it was posted or paid"),
            ("Maya,@maya.ok,live,£500,,,,\nTotal,,,£500,,,,\n", 3, "", "line of totals"),
            ("Maya,@maya.ok,live,,,,,\n,,,,,,,remember to ask Tom\n", 3, "", "names nobody"),
        ] {
            let found = refused(world, rows, pounds()).await;
            if reason.is_empty() {
                // An account on another platform than the row's says nothing against the link.
                assert_eq!(found, [], "{rows}");
                continue;
            }
            assert_eq!(found.len(), 1, "{rows}: {found:?}");
            assert_eq!((found[0].0, found[0].1.as_str()), (row, column), "{rows}");
            assert!(found[0].2.contains(reason), "{rows}: {}", found[0].2);
        }
        assert_eq!(count(world, "collaboration").await, 0);
    });
}

#[test]
fn a_fee_without_a_currency_is_asked_about_and_one_in_another_is_refused() {
    on_both(async |world| {
        let sheet = format!("{HEAD}Maya,@maya.ok,live,500,,2026-05-01,,\nNoor,@noor.h,live,€300,,2026-05-01,,\n");
        let looked = look(world, &sheet, spring()).await.expect("read");
        assert_eq!(looked.asks, [Ask::Currency { rows: 1 }]);
        assert_eq!(code(bring(world, &sheet, spring()).await), "invalid");
        assert_eq!(count(world, "collaboration").await, 0, "nothing is half done");
        // The campaign is in the currency of its first fee; the other row is given back.
        let brought = bring(world, &sheet, ImportTracker { currency: Some(Currency::GBP), ..spring() }).await.expect("brought in");
        assert_eq!((brought.counts.taken, brought.counts.refused), (1, 1));
        let refused = &brought.refused[0];
        assert_eq!((refused.row, refused.column.as_str()), (3, "Fee"));
        assert!(refused.reason.contains("is in GBP, and this fee is in EUR"), "{}", refused.reason);
        assert!(brought.error_file.is_some(), "the row comes back as a file");
    });
}

#[test]
fn dates_that_read_two_ways_are_asked_once_unless_a_row_decides() {
    on_both(async |world| {
        let dates = |rows: &[&str]| {
            let rows: Vec<String> =
                rows.iter().enumerate().map(|(at, day)| format!("C{at},@creator.{at},in progress,,,{day},,\n")).collect();
            format!("{HEAD}{}", rows.concat())
        };
        let looked = look(world, &dates(&["03/10/2026", "04/10/2026"]), spring()).await.expect("read");
        assert_eq!(looked.asks, [Ask::DateOrder { column: "Due date".into(), example: "03/10/2026".into() }]);
        assert_eq!(code(bring(world, &dates(&["03/10/2026"]), spring()).await), "invalid");
        // Another row of the column decides.
        assert_eq!(look(world, &dates(&["03/10/2026", "25/10/2026"]), spring()).await.expect("read").asks, []);
        // No such day: the cell is left out with its row and column, the row is taken.
        let looked = look(world, &dates(&["13/25/2026", "2026-10-03"]), spring()).await.expect("read");
        let told: Vec<(u64, &str)> = looked.warnings.iter().map(|one| (one.row, one.column.as_str())).collect();
        assert_eq!((looked.counts.taken, told), (2, vec![(2, "Due date")]));
        assert!(looked.warnings[0].message.contains("is no date"), "{}", looked.warnings[0].message);

        let answered = ImportTracker { date_order: Some(DateOrder::MonthFirst), ..spring() };
        bring(world, &dates(&["03/10/2026"]), answered).await.expect("brought in");
        let closes = world.app.db().one("deliverable", "SELECT facts FROM deliverable", vec![]).await.expect("read").expect("one");
        assert_eq!(closes.json::<serde_json::Value>("facts").expect("facts")["closes"], "2026-03-10");
    });
}

#[test]
fn a_word_that_nobody_knows_is_asked_and_remembered() {
    on_both(async |world| {
        let sheet = format!("{HEAD}Maya,@maya.ok,waiting on Priya,,,,,\nNoor,@noor.h,Veröffentlicht,,,2026-05-01,,\n");
        let looked = look(world, &sheet, spring()).await.expect("read");
        assert_eq!(looked.asks, [Ask::Statuses { words: 1 }]);
        assert_eq!((looked.statuses[0].word.as_str(), looked.statuses[0].is), ("waiting on Priya", None));
        assert_eq!(looked.statuses[1].is, Some(Said::Live));
        assert_eq!(code(bring(world, &sheet, spring()).await), "invalid");
        let said = vec![StatusMeaning { word: "Waiting on Priya".into(), is: Said::Talking }];
        bring(world, &sheet, ImportTracker { statuses: said, ..spring() }).await.expect("brought in");
        assert_eq!((stage(world, "Maya").await.0.as_str(), stage(world, "Noor").await.0.as_str()), ("in_conversation", "closed"));
        // The next sheet under the same headings knows the word.
        let next = format!("{HEAD}Zoe,@zoe.ash,waiting on priya,,,,,\n");
        let looked = look(world, &next, spring()).await.expect("read");
        assert_eq!((looked.asks.len(), looked.statuses[0].is), (0, Some(Said::Talking)));
        assert_eq!(look(world, &next, ImportTracker { afresh: true, ..spring() }).await.expect("read").asks, [Ask::Statuses { words: 1 }]);
    });
}

#[test]
fn the_same_row_twice_counts_once_and_two_platforms_are_two_things() {
    on_both(async |world| {
        let sheet = "Name,Handle,Platform,Status,Fee,Due date\n\
            Maya,@maya.ok,Instagram / TikTok,in progress,£101.01,2026-10-01\n\
            Maya,@maya.ok,Instagram / TikTok,in progress,£101.01,2026-10-01\n";
        let brought = bring(world, sheet, spring()).await.expect("brought in");
        assert_eq!((brought.counts.rows, brought.counts.taken, brought.counts.repeated), (2, 1, 1));
        assert!(brought.taken.iter().any(|row| row.what == What::Repeated && row.note.contains("row 2")));
        assert!(brought.warnings.iter().any(|one| one.message.contains("they share the fee")), "{:?}", brought.warnings);
        let made = world.app.db().all("deliverable", "SELECT facts FROM deliverable ORDER BY number", vec![]).await.expect("read");
        let made: Vec<serde_json::Value> = made.iter().map(|row| row.json("facts").expect("facts")).collect();
        let short: Vec<(&str, i64)> =
            made.iter().map(|one| (one["platform"].as_str().expect("a word"), one["share"].as_i64().expect("an amount"))).collect();
        assert_eq!(short, [("instagram", 5_051), ("tiktok", 5_050)]);
    });
}

#[test]
fn a_sheet_without_headings_and_one_of_two_hundred_columns_are_read_by_what_they_hold() {
    on_both(async |world| {
        let sheet = "Maya,@maya.ok,reached out\nNoor,@noor.h,ghosted\nZoe,@zoe.ash,live\nTom,@tom.k,declined\n";
        let looked = look(world, sheet, spring()).await.expect("read");
        assert!(looked.notes.iter().any(|note| note.contains("No headings")), "{:?}", looked.notes);
        assert_eq!((looked.counts.taken, looked.columns[2].column.as_str()), (4, "status"));

        let more: Vec<String> = (0..200).map(|at| format!("Extra {at}")).collect();
        let cells: Vec<String> = (0..200).map(|at| format!("x{at}")).collect();
        let wide = format!("Name,Handle,Status,{}\nMaya,@maya.ok,contacted,{}\n", more.join(","), cells.join(","));
        let looked = look(world, &wide, spring()).await.expect("read");
        assert_eq!((looked.columns.len(), looked.counts.taken), (203, 1));
    });
}

#[test]
fn a_word_that_says_only_that_it_is_over_leaves_money_to_its_column() {
    on_both(async |world| {
        let sheet = format!("{HEAD}Maya,@maya.ok,completed,£500,reel,2026-03-01,,\nNoor,@noor.h,completed,£300,reel,2026-03-01,,yes\n");
        let looked = look(world, &sheet, spring()).await.expect("read");
        assert_eq!(looked.taken.iter().map(|row| row.fallen.clone()).collect::<Vec<_>>(), [vec![Fallen::Unpaid], vec![]]);
        assert_eq!(looked.statuses[0].is, Some(Said::Live), "as it is read");
        let said = vec![StatusMeaning { word: "Completed".into(), is: Said::Paid }];
        let answered = look(world, &sheet, ImportTracker { statuses: said, ..spring() }).await.expect("read");
        assert_eq!(answered.taken.iter().map(|row| row.fallen.clone()).collect::<Vec<_>>(), [vec![], vec![]], "a person said so");
        let sheet = "Name,Handle,Status,Fee,Deliverable,Due date\nMaya,@maya.ok,completed,£500,reel,2026-03-01\n";
        let looked = look(world, sheet, spring()).await.expect("read");
        assert_eq!(looked.taken[0].fallen, [], "no column tells of money");
    });
}

#[test]
fn campaigns_that_share_a_short_name_stay_apart() {
    on_both(async |world| {
        let long = "Spring 2026 influencer activation Germany and Austria, wave";
        let sheet = format!(
            "Name,Handle,Campaign,Status\nMaya,@maya.ok,Весна,contacted\nNoor,@noor.h,Осень,contacted\n\
             Zoe,@zoe.ash,\"{long} 1\",contacted\nMaya,@maya.ok,\"{long} 2\",contacted\nNoor,@noor.h,ВЕСНА,contacted\n"
        );
        let before = count(world, "campaign").await;
        let brought = bring(world, &sheet, ImportTracker::default()).await.expect("brought in");
        assert_eq!((brought.counts.campaigns, count(world, "campaign").await - before), (4, 4));
        assert_eq!(brought.counts.collaborations, 5);
        let again = bring(world, &sheet, ImportTracker::default()).await.expect("read again");
        assert_eq!((again.counts.unchanged, count(world, "campaign").await - before), (5, 4));
    });
}

#[test]
fn spellings_of_one_campaign_or_one_post_are_one() {
    on_both(async |world| {
        let sheet = "Name,Handle,Campaign,Status,Fee,Due date,Post link,Paid\n\
            Maya,@maya.ok,Spring 2026,live,£100,2026-03-01,https://www.instagram.com/reel/M1/ https://instagram.com/reel/M1?igsh=a,yes\n\
            Noor,@noor.h,Spring-2026,live,£200,2026-03-01,,yes\n\
            Zoe,@zoe.ash,spring/2026,live,£300,2026-03-01,,yes\n";
        let before = count(world, "campaign").await;
        let brought = bring(world, sheet, ImportTracker::default()).await.expect("brought in");
        assert_eq!((brought.counts.campaigns, brought.counts.collaborations), (1, 3));
        assert_eq!((count(world, "deliverable").await, count(world, "payable").await), (3, 3), "two spellings of one link are one post");
        let again = bring(world, sheet, ImportTracker::default()).await.expect("read again");
        assert_eq!((again.counts.unchanged, again.counts.collaborations, again.counts.campaigns), (3, 0, 0));
        assert_eq!((count(world, "campaign").await - before, count(world, "payable").await), (1, 3));
        nothing_is_wrong(world).await;
    });
}

/// A newer sheet is read while the older one is taken back: whichever is first, what stands is what the newer one says.
#[test]
fn a_sheet_that_is_taken_back_while_a_newer_one_is_read_takes_nothing_of_it() {
    on_both(async |world| {
        let sheet = |fee: u16| format!("{HEAD}Maya,@maya.ok,live,£{fee},reel,2026-03-01,,yes\n");
        let older = bring(world, &sheet(100), spring()).await.expect("brought in").id.expect("an import");
        let newer = sheet(200);
        let (back, read) = tokio::join!(world.run(TakeBackTracker { tracker: older }), bring(world, &newer, spring()));
        let (back, read) = (code(back), code(read));
        assert!(back == "done" || read == "done", "{back}, {read}");
        if read == "done" {
            let paid = payables(world).await;
            assert_eq!(paid.iter().map(|one| one.amount.minor).collect::<Vec<_>>(), [20_000], "{paid:?}");
        }
        nothing_is_wrong(world).await;
    });
}

/// The sheet of last week stands, two of today were mistakes.
#[test]
fn two_newer_sheets_taken_back_in_order_leave_what_an_older_one_brought() {
    on_both(async |world| {
        let sheet = |fee: u16| format!("{HEAD}Maya,@maya.ok,live,£{fee},reel,2026-03-01,,yes\n");
        bring(world, &sheet(100), spring()).await.expect("brought in");
        world.clock.advance(7 * DAY);
        let first = bring(world, &sheet(200), spring()).await.expect("brought in").id.expect("an import");
        let second = bring(world, &sheet(300), spring()).await.expect("brought in").id.expect("an import");
        world.run(TakeBackTracker { tracker: first }).await.expect("taken back");
        world.run(TakeBackTracker { tracker: second }).await.expect("taken back");
        assert_eq!((count(world, "collaboration").await, count(world, "payable").await), (1, 1));
        let paid = payables(world).await;
        assert!(paid.iter().all(|one| one.amount.minor == 10_000), "as the first sheet said: {paid:?}");
        nothing_is_wrong(world).await;
    });
}

#[test]
fn another_brands_campaign_is_not_found() {
    on_both(async |world| {
        bring(world, &format!("{HEAD}Maya,@maya.ok,contacted,,,,,\n"), spring()).await.expect("brought in");
        let row = world.app.db().one("campaign", "SELECT id FROM campaign", vec![]).await.expect("read").expect("one");
        let campaign = Some(row.get("id").expect("an id"));
        let (_, other) = world.other_brand().await;
        let command = ImportTracker { campaign, ..ImportTracker::default() };
        let sheet = format!("{HEAD}Noor,@noor.h,contacted,,,,,\n");
        let refused = app::imports::run(&world.app, &other, "tracker.csv", sheet.as_bytes(), command.clone()).await;
        assert_eq!(code(refused), "not_found");
        assert_eq!(count(world, "collaboration").await, 1);
        let own = bring(world, &sheet, command).await.expect("brought in");
        assert_eq!((own.counts.collaborations, own.counts.campaigns), (1, 0));
    });
}

#[test]
fn two_thousand_rows_come_in_at_once() {
    on_both(async |world| {
        let said = ["paid", "live", "contacted", "ghosted", "in progress"];
        let row = |at: usize| {
            let due = if at % 5 == 4 { "2026-10-01" } else { "2026-03-01" };
            format!("Creator {at},@creator.{at}.x,{},£{},reel,{due},,\n", said[at % 5], 100 + at % 7)
        };
        let sheet = format!("{HEAD}{}", (0..2_000).map(row).collect::<String>());
        let brought = bring(world, &sheet, spring()).await.expect("brought in");
        assert_eq!((brought.counts.rows, brought.counts.collaborations, brought.counts.refused), (2_000, 2_000, 0));
        assert_eq!((count(world, "stage").await, count(world, "payable").await), (2_000, 400));
        let again = bring(world, &sheet, spring()).await.expect("read again");
        assert_eq!((again.counts.unchanged, count(world, "collaboration").await), (2_000, 2_000));
        assert_eq!(count(world, "mail").await, 0);
    });
}
