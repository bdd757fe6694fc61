//! A large import: its page tells how far it is, it can be cancelled while it runs, and all of it is kept or nothing; its file is kept
//! as it arrives and goes an hour after it has ended, or in a day.
//!
//! Absent: how rows become creators.

use std::{fmt::Write, time::Duration};

use app::{
    Asked,
    creators::{
        ImportCreators, ListCreators, ListImports,
        import::{
            self, kept,
            running::{self, Ended},
        },
    },
    ports::ByteStream,
};
use axum::body::Bytes;
use domain::time::{DAY, HOUR};
use futures_util::{StreamExt, stream};

use crate::{
    support::{World, code, on_both},
    web::client::{Answer, Client, hidden},
};

/// Rows enough that a list runs on by itself.
fn large() -> String {
    let mut list = "Name,Instagram handle,Followers\n".to_owned();
    for row in 0..2_100 {
        let _ = writeln!(list, "Person {row},@person.{row},{}", 1_000 + row);
    }
    list
}

async fn total(world: &World) -> i64 {
    world.show(ListCreators::default()).await.expect("listed").total
}

#[test]
fn an_import_that_is_cancelled_keeps_nothing() {
    on_both(async |world| {
        let command = import::of_bytes("large.csv", large().as_bytes(), ImportCreators::default());
        let (id, _) = running::begin(&world.app, &world.owner, Asked::default(), command.clone()).expect("begun");
        assert_eq!(running::begin(&world.app, &world.owner, Asked::default(), command).expect("begun"), (id, false), "one at a time");
        let (other, _) = world.other_brand().await;
        assert!(running::look(&world.app, other, id).is_none() && !running::cancel(&world.app, other, id), "behind its wall");
        assert!(running::cancel(&world.app, world.brand, id));
        let ended = loop {
            tokio::time::sleep(Duration::from_millis(5)).await;
            if let Some(ended) = running::look(&world.app, world.brand, id).expect("known").ended {
                break ended;
            }
        };
        assert!(matches!(ended, Ended::Cancelled), "{ended:?}");
        assert_eq!((total(world).await, world.show(ListImports {}).await.expect("listed").len()), (0, 0));
        assert!(!running::cancel(&world.app, world.brand, id), "what has ended is not cancelled");
    });
}

#[test]
fn a_large_list_runs_on_its_own_page_without_scripts_and_ends_where_a_small_one_does() {
    on_both(async |world| {
        let mut client = Client::signed_in(world).await;
        client.get("/b/fennel-rye/creators/import").await;
        let fields = [("platform", "instagram"), ("source", "cold"), ("tier", "paid")];
        let looked = client.post_file("/b/fennel-rye/creators/import", &fields, ("file", "large.csv", large().as_bytes())).await;
        let (kept, rows) = (hidden(&looked.text, "kept").expect("kept"), hidden(&looked.text, "rows").expect("counted"));
        assert_eq!(rows, "2100");
        let mut run = fields.to_vec();
        run.extend([("kept", kept.as_str()), ("rows", rows.as_str()), ("do", "import")]);
        let begun = client.post("/b/fennel-rye/creators/import/run", &run).await;
        assert!(begun.status == 303 && begun.location.contains("/creators/import/running?import="), "{} {}", begun.status, begun.location);
        let mut seen = 0;
        let end = loop {
            let page = client.get(&begun.location).await;
            if page.status == 303 {
                break page;
            }
            assert_eq!((page.status, page.header("refresh")), (200, "2"), "{}", page.text);
            assert!(page.text.contains("Rows read") && (page.text.contains("of 2,100") || page.text.contains("of 0")), "{}", page.text);
            assert!(page.text.contains("Cancel the import"));
            seen += 1;
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert!(seen > 0 || end.location.contains("/creators/imports/"), "{}", end.location);
        assert!(client.get(&end.location).await.text.contains("large.csv"));
        assert_eq!(total(world).await, 2_100);
        let late = client
            .post("/b/fennel-rye/creators/import/running/cancel", &[("import", begun.location.rsplit('=').next().expect("a number"))])
            .await;
        assert_eq!(late.status, 303);
        assert_eq!(total(world).await, 2_100);
        let gone = client.get("/b/fennel-rye/creators/import/running").await;
        assert_eq!((gone.status, gone.location.as_str()), (303, "/b/fennel-rye/creators/import"));
    });
}

/// Stands in the headings of a long list, by which its bytes are found.
const MARK: &str = "Seen at the harvest fair";
const IMPORT: &str = "/b/fennel-rye/creators/import";

/// A long list, which names five hundred people over and over: what it costs is its reading. A hundred thousand rows in the long
/// run; a fifth of that otherwise, because it is read several times here.
fn long() -> (usize, String) {
    let rows = if std::env::var_os("TROUPE_SOAK").is_some() { 100_000 } else { 20_000 };
    let mut list = format!("Name,Instagram handle,Followers,{MARK}\n");
    for row in 0..rows {
        let _ = writeln!(list, "Person {0},@person.{0},{1},", row % 500, 1_000 + row % 500);
    }
    (rows, list)
}

/// Looks at a list on its page and gives the fields that bring it in.
async fn looked(client: &mut Client, list: &str, rows: usize) -> Vec<(&'static str, String)> {
    client.get(IMPORT).await;
    let fields = [("platform", "instagram"), ("source", "cold"), ("tier", "paid")];
    let looked = client.post_file(IMPORT, &fields, ("file", "long.csv", list.as_bytes())).await;
    assert_eq!(looked.status, 200, "{}", looked.text);
    let (kept, counted) = (hidden(&looked.text, "kept").expect("kept"), hidden(&looked.text, "rows").expect("counted"));
    assert_eq!(counted, rows.to_string());
    let mut run: Vec<(&'static str, String)> = fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    run.extend([("kept", kept), ("rows", counted), ("do", "import".to_owned())]);
    run
}

/// Sends these fields to be brought in.
async fn brought(client: &mut Client, run: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = run.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post(&format!("{IMPORT}/run"), &fields).await
}

/// Where the page of a running import leads once it has ended.
async fn ended(client: &mut Client, page: &str) -> String {
    loop {
        let answer = client.get(page).await;
        if answer.status == 303 {
            return answer.location;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The list that was brought stays for an hour, for whoever sent the same before, and is gone then.
async fn gone_in_an_hour(world: &World) {
    world.tick().await;
    assert!(world.files.hold(MARK.as_bytes()), "it is kept for an hour");
    world.clock.advance(HOUR);
    world.tick().await;
    assert!(!world.files.hold(MARK.as_bytes()), "it is gone in an hour");
}

#[test]
fn a_long_list_goes_from_the_file_store_once_it_is_cancelled_brought_in_or_forgotten() {
    on_both(async |world| {
        let holds = || world.files.hold(MARK.as_bytes());
        let mut client = Client::signed_in(world).await;
        let (rows, list) = long();

        let run = looked(&mut client, &list, rows).await;
        world.tick().await;
        assert!(holds(), "it is kept between looking and bringing in");
        let begun = brought(&mut client, &run).await;
        let id = begun.location.rsplit('=').next().expect("a number").to_owned();
        client.post(&format!("{IMPORT}/running/cancel"), &[("import", id.as_str())]).await;
        assert_eq!(ended(&mut client, &begun.location).await, IMPORT);
        gone_in_an_hour(world).await;
        assert!(total(world).await == 0, "a cancelled one leaves neither people nor its file");
        let gone = brought(&mut client, &run).await;
        assert!(gone.status == 422 && gone.text.contains("not kept any more"), "{} {}", gone.status, gone.text);

        let run = looked(&mut client, &list, rows).await;
        let begun = brought(&mut client, &run).await;
        let end = ended(&mut client, &begun.location).await;
        assert!(end.contains("/creators/imports/"), "{end}");
        gone_in_an_hour(world).await;
        assert!(total(world).await == 500, "one that is in leaves people and not its file");

        let short = format!("Name,Instagram handle,{MARK}\nJuno Ash,@juno.ash,\n");
        let run = looked(&mut client, &short, 1).await;
        assert_eq!(brought(&mut client, &run).await.status, 303);
        gone_in_an_hour(world).await;
        assert!(total(world).await == 501, "so does a short one");

        looked(&mut client, &list, rows).await;
        world.clock.advance(DAY);
        world.tick().await;
        assert!(!holds(), "one that nobody brings in is gone in a day");
    });
}

#[test]
fn a_list_longer_than_a_form_may_be_pasted() {
    on_both(async |world| {
        let mut list = "Name,Instagram handle,Seen\n".to_owned();
        for row in 0..60 {
            let _ = writeln!(list, "Person {row},@person.{row},{}", "x".repeat(50_000));
        }
        let mut client = Client::signed_in(world).await;
        client.get(IMPORT).await;
        let fields = [("platform", "instagram"), ("source", "cold"), ("tier", "paid"), ("pasted", list.as_str())];
        let looked = client.post_file(IMPORT, &fields, ("file", "", b"".as_slice())).await;
        assert_eq!((looked.status, hidden(&looked.text, "rows").as_deref()), (200, Some("60")));
    });
}

/// So many megabytes that begin so, a megabyte at a time.
fn megabytes(begin: &'static [u8], many: usize) -> ByteStream {
    let rest = stream::iter((0..many).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 1_000_000]))));
    stream::once(async move { Ok(Bytes::from_static(begin)) }).chain(rest).boxed()
}

#[test]
fn a_text_may_be_longer_than_a_workbook() {
    on_both(async |world| {
        let text = kept::keep(&world.app, megabytes(b"Name\n", 33)).await.expect("kept");
        assert_eq!((text.size, text.until), (33_000_005, world.now().plus(DAY)));
        assert!(kept::is_there(&world.app, &text).await);
        let workbook = kept::keep(&world.app, megabytes(b"PK\x03\x04", 33)).await;
        assert!(workbook.as_ref().is_err_and(|error| error.to_string().contains("32 MB")), "{workbook:?}");
        assert_eq!(code(workbook), "invalid");
        // Whoever brought the same bytes later still has them.
        world.clock.advance(1_000);
        let again = kept::keep(&world.app, megabytes(b"Name\n", 33)).await.expect("kept");
        kept::let_go(&world.app, &text).await.expect("let go of");
        world.tick().await;
        assert!(kept::is_there(&world.app, &again).await);
        // Whoever brought them before has an hour.
        kept::let_go(&world.app, &again).await.expect("let go of");
        world.tick().await;
        assert!(kept::is_there(&world.app, &text).await);
        world.clock.advance(HOUR);
        world.tick().await;
        assert!(!kept::is_there(&world.app, &again).await);
    });
}

#[test]
fn a_list_whose_sender_hangs_up_before_it_is_noted_goes_too() {
    on_both(async |world| {
        // Only SQLite has one writer, for which noting waits here.
        let writer = world.app.db().begin().await.expect("begun");
        let app = world.app.clone();
        let sent = tokio::spawn(async move { kept::keep(&app, megabytes(b"Name\n", 1)).await });
        while !world.files.hold(b"xxxx") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // From being in its place on it takes a moment until it waits.
        tokio::time::sleep(Duration::from_millis(50)).await;
        sent.abort();
        drop(writer);
        world.clock.advance(DAY);
        for _ in 0..200 {
            world.tick().await;
            if !world.files.hold(b"xxxx") {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("it was never noted, and stays");
    });
}
