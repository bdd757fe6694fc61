//! A large import: its page tells how far it is, it can be cancelled while it runs, and all of it is kept or nothing.
//!
//! Absent: how rows become creators.

use std::{fmt::Write, time::Duration};

use app::{
    Asked,
    creators::{
        ImportCreators, ListCreators, ListImports,
        import::{
            self,
            running::{self, Ended},
        },
    },
};

use crate::{
    support::{World, on_both},
    web::client::{Client, hidden},
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
