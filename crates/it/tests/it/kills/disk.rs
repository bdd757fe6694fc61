//! A disk that fills up: what was asked for is done or not, people are told in words, and once there is room it goes on.
//!
//! Invariant: the data folder lies on a small file system of its own, so that nothing else of the machine suffers. Absent: where
//! nobody may mount one, the story says that it was skipped.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;
use store::{Db, Read, params};

use super::{
    client::{Client, Reply},
    count,
    process::{Installation, binary},
    programme::Programme,
    sink::Sink,
};
use crate::{
    http::road::at,
    portal::PICTURE,
    registry::rows,
    support::databases::{self, Folder, block_on},
};

/// A file system of a few megabytes in memory; gone with its owner.
struct Small(Folder);

impl Small {
    /// Nothing, said loudly, where it may not be mounted.
    fn mount() -> Option<Self> {
        let folder = Folder::new();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m", "tmpfs"]).arg(&folder.0).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(folder));
        }
        println!("SKIPPED: a full disk: no small file system can be mounted here, which takes root");
        None
    }

    fn path(&self) -> &Path {
        &self.0.0
    }

    /// Writes until nothing more fits.
    fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut file = File::create(&path).expect("a file");
        for size in [1 << 16, 1 << 10, 1] {
            while file.write_all(&vec![1; size]).is_ok() {}
        }
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0.0).status();
    }
}

/// Words of the machinery, which nobody must read.
const INTERNAL: [&str; 6] = ["sqlite", "database:", "SQL", "ENOSPC", "os error", "panicked"];

/// A refusal for want of room, in words.
fn is_told(reply: &Reply) {
    assert_eq!(reply.status, 507, "{}", reply.text);
    assert!(reply.text.contains("no room left on the disk"), "{}", reply.text);
    assert!(!reply.header("retry-after").is_empty());
    assert!(INTERNAL.iter().all(|word| !reply.text.contains(word)), "{}", reply.text);
}

fn creator(number: u32) -> Vec<u8> {
    let name = format!("Maya {number} {}", "Okonkwo ".repeat(12));
    json!({ "creator": { "name": name }, "source": "cold", "tier": "paid" }).to_string().into_bytes()
}

async fn add(manager: &Client, number: u32) -> Reply {
    let key = format!("full-{number}");
    let headers = [("content-type", "application/json"), ("idempotency-key", key.as_str())];
    manager.once("POST", &format!("/api{}", at("/creators")), &headers, creator(number)).await.expect("an answer")
}

async fn upload(manager: &Client) -> Reply {
    let headers = [("x-file-name", "IMG_1.png"), ("content-type", "application/octet-stream")];
    let bytes = [PICTURE, &[7; 300_000]].concat();
    manager.once("POST", &format!("/api{}", at("/uploads")), &headers, bytes).await.expect("an answer")
}

/// What is left of what never became a file.
fn half_files(data: &Path) -> usize {
    std::fs::read_dir(data.join("files/incoming")).expect("the folder").count()
}

/// A full disk makes SQLite end a transaction by itself. Whatever uses that connection next must neither hold the database nor
/// be told that something was kept that was not.
#[test]
fn a_transaction_that_the_database_has_ended_by_itself_leaves_nothing_behind() {
    databases::on_sqlite(async |database| {
        let db = Db::open(&database).await.expect("opened");
        let note = "INSERT INTO migration (number, name) VALUES ($1, 'a note')";
        for round in 0..30 {
            let tx = db.begin().await.expect("begun");
            tx.execute("INSERT OR ROLLBACK INTO migration (number, name) VALUES (1, 'twice')", vec![]).await.expect_err("there already");
            drop(tx);
            let undone = db.begin().await.expect("begun");
            undone.execute(note, params![1_000 + round]).await.expect("written");
            drop(undone);
            let kept = db.begin().await.expect("begun");
            kept.execute(note, params![2_000 + round]).await.expect("written");
            kept.commit().await.expect("kept");
            let other = Db::open(&database).await.expect("nobody holds it");
            let seen = other.number("migration", "SELECT COUNT(*) AS n FROM migration WHERE number >= 1000", vec![]).await.expect("read");
            assert_eq!(seen, round + 1, "what was committed is there for everybody, and nothing else");
            other.close().await.expect("closed");
        }
    });
}

#[test]
fn on_a_full_disk_nothing_is_half_done_and_everybody_is_told() {
    let Some(binary) = binary() else { return };
    let Some(small) = Small::mount() else { return };
    let sink = Sink::start();
    let mut installation = Installation::in_folder(binary, small.path().join("data"), None);
    installation.environment.push(("TROUPE_SMTP_URL".to_owned(), sink.url.clone()));
    block_on(async {
        let serve = installation.serve().await;
        let programme = Programme::begin(&installation, &sink).await;
        count::at_rest(&programme).await;
        let manager = programme.manager.clone();
        assert_eq!(add(&manager, 0).await.status, 200);
        let filler = small.fill();

        // What SQLite keeps in reserve may hold a few more; those are acknowledged and count.
        let mut number = 1;
        let refused = loop {
            let reply = add(&manager, number).await;
            if reply.status != 200 {
                break reply;
            }
            number += 1;
            assert!(number < 20_000, "the disk is not full");
        };
        is_told(&refused);
        assert_eq!(refused.json["code"], "no_room");
        assert_eq!(refused.header("content-type"), "application/problem+json");
        let before = rows::all_of(&programme.db).await;
        is_told(&add(&manager, number).await);
        is_told(&upload(&manager).await);
        assert_eq!(half_files(&installation.data), 0, "nothing stays of an upload that did not fit");
        let page = manager.sign_in_page().await;
        is_told(&page);
        assert!(page.header("content-type").starts_with("text/html"), "a person gets a page");
        assert_eq!(rows::all_of(&programme.db).await, before, "nothing was half done");
        assert_eq!(manager.status("/sign-in").await, Some(200), "looking goes on");
        let listed = manager.get(&at("/creators?limit=1")).await;
        assert!(listed["items"][0]["id"].is_string(), "{listed}");

        std::fs::remove_file(filler).expect("room again");
        let done = add(&manager, number).await;
        assert_eq!(done.status, 200, "the same under the same key, once there is room: {}", done.text);
        assert_eq!(add(&manager, number).await.json, done.json);
        let kept = upload(&manager).await;
        assert_eq!(kept.status, 200, "{} {}", kept.text, installation.said());
        let of_name = "SELECT COUNT(*) AS n FROM creator";
        let count = programme.db.number("creator", of_name, vec![]).await.expect("read");
        assert_eq!(count, i64::from(number) + 1, "each that was acknowledged, once");
        drop(serve);
        installation.run(&["audit", "verify"]);
        assert!(!installation.said().contains("panicked"), "{}", installation.said());
        programme.db.clone().close().await.expect("closed");
    });
}
