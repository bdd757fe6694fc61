//! A clock that jumps: ahead by days and weeks, and back by one.
//!
//! Invariant: the real binary runs with Debian's libfaketime before its system's clock, told by a file how far ahead it is.
//! Absent: the plan of the clock's steps; their own stories have it, on a clock that a test sets.

use std::{path::Path, time::Duration};

use serde_json::json;
use store::Database;

use super::{
    count,
    process::{Installation, binary},
    programme::Programme,
    sink::Sink,
};
use crate::support::{
    PASSWORD,
    databases::{self, Folder, block_on},
};

/// Where Debian puts the library, by machine.
const LIBRARIES: [&str; 2] =
    ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];

/// So many creators are invited, and none answers.
const SILENT: usize = 3;

/// How often each of them was written to.
fn letters(sink: &Sink) -> Vec<usize> {
    (0..SILENT).map(|number| sink.to(&format!("silent{number}@creators.example")).len()).collect()
}

/// Waits until each was written to so often, then whether it stays so.
async fn settles(sink: &Sink, times: usize, when: &str) {
    let soon = async {
        while letters(sink) != [times; SILENT] {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(30), soon).await;
    // The loops go round once in two seconds at the latest.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(letters(sink), [times; SILENT], "{when}: letters to each");
}

#[test]
fn a_clock_that_jumps_sends_nothing_twice_and_no_burst() {
    block_on(jumps(None));
}

/// Apart from the other, because both mostly wait.
#[test]
fn a_clock_that_jumps_before_postgresql_sends_nothing_twice_and_no_burst() {
    databases::on_postgres(|database| jumps(Some(database)));
}

/// Ahead and back, on the SQLite file of the installation where no other database is named.
async fn jumps(database: Option<Database>) {
    let Some(binary) = binary() else { return };
    let Some(library) = LIBRARIES.into_iter().find(|path| Path::new(path).exists()) else {
        println!("SKIPPED: a clock that jumps: Debian's faketime is not installed");
        return;
    };
    let sink = Sink::start();
    let folder = Folder::new();
    let file = folder.0.join("ahead");
    let jump = |ahead: &str| {
        // Whole or not at all: the binary reads it at every look at the clock.
        std::fs::write(folder.0.join("next"), ahead).expect("written");
        std::fs::rename(folder.0.join("next"), &file).expect("in place");
    };
    jump("+0d");
    let mut installation = Installation::new(binary, database);
    let environment = [
        ("TROUPE_SMTP_URL", sink.url.as_str()),
        ("LD_PRELOAD", library),
        ("FAKETIME_TIMESTAMP_FILE", &file.display().to_string()),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("FAKETIME_DONT_RESET", "1"),
        ("NO_FAKE_STAT", "1"),
    ];
    installation.environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let mut serve = installation.serve().await;
    let programme = Programme::begin(&installation, &sink).await;
    for number in 0..SILENT {
        let (name, email) = (format!("silent{number}"), format!("silent{number}@creators.example"));
        programme.invite(&name, &email, &format!("Maya {name}")).await;
    }
    settles(&sink, 1, "at first").await;
    // The reminder of the third day (docs/domain.md, section 4), one for each.
    jump("+4d");
    settles(&sink, 2, "four days later").await;
    // Of all that the clock missed only the newest step.
    jump("+44d");
    settles(&sink, 3, "forty days later").await;
    // Whoever signs in now has a session from a day that has not come yet.
    let sign_in = json!({ "email": "nora@fennel.example", "password": PASSWORD });
    let token = programme.anonymous.post("/sessions", "ahead", sign_in).await["token"].clone();
    let nora = programme.anonymous.with(token.as_str().expect("a token"));
    jump("+43d");
    settles(&sink, 3, "back by a day").await;
    assert!(nora.get("/brands").await[0]["id"].is_string(), "who is signed in stays so");
    // New rows are older than some that stand there.
    programme.invite("late", "late@creators.example", "Maya Late").await;
    count::at_rest(&programme).await;
    assert_eq!(sink.to("late@creators.example").len(), 1);
    jump("+44d");
    settles(&sink, 3, "on again").await;
    assert!(sink.all().values().all(|mail| mail.times == 1), "nothing was handed over twice");
    assert!(serve.runs(), "{}", installation.said());
    serve.kill();
    installation.run(&["audit", "verify"]);
    let before = store::moves::everything(&programme.db).await.expect("read");
    installation.run(&["admin", "rebuild"]);
    assert_eq!(store::moves::everything(&programme.db).await.expect("read"), before, "stored moves = derived moves");
    assert!(!installation.said().contains("panicked"), "{}", installation.said());
    programme.db.clone().close().await.expect("closed");
}
