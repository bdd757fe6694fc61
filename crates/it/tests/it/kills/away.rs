//! A database that goes away for a while: everybody is told, an operation is done or not, and when it is back everything goes on
//! by itself.
//!
//! Invariant: the server is one of our own, stopped as by a power cut; nothing of Troupe is started anew. Absent: SQLite, whose
//! file does not go away; `disk` has what can happen to it.

use std::time::Duration;

use serde_json::json;
use store::Database;

use super::{
    cluster::Cluster,
    count,
    process::{Installation, binary},
    programme::Programme,
    sink::Sink,
};
use crate::{
    http::road::at,
    support::{databases::block_on, http::text},
};

/// How long it is away: some seconds stand for the minute, which the soak waits for.
fn outage() -> Duration {
    Duration::from_secs(if std::env::var_os("TROUPE_SOAK").is_some() { 60 } else { 3 })
}

#[test]
fn a_database_that_goes_away_is_said_to_be_and_everything_goes_on_by_itself() {
    let Some(binary) = binary() else { return };
    let Some(cluster) = Cluster::start() else { return };
    let sink = Sink::start();
    let mut installation = Installation::new(binary, Some(Database::Postgres(cluster.url())));
    installation.environment.push(("TROUPE_SMTP_URL".to_owned(), sink.url.clone()));
    block_on(async {
        let mut serve = installation.serve().await;
        let mut work = installation.start("work");
        let programme = Programme::begin(&installation, &sink).await;
        programme.story("before", 30_000).await;
        let manager = programme.manager.clone();
        // One story is under way when the server falls, so that some of its requests break off in the middle.
        let through = programme.story("through", 31_000);
        let fall = async {
            tokio::time::sleep(Duration::from_millis(400)).await;
            cluster.stop();
            let key = [("content-type", "application/json"), ("idempotency-key", "while-away")];
            let command = json!({ "creator": { "name": "Maya Away" }, "source": "cold", "tier": "paid" }).to_string();
            let path = format!("/api{}", at("/creators"));
            let (health, refused, page) = tokio::join!(
                manager.once("GET", "/healthz", &[], vec![]),
                manager.once("POST", &path, &key, command.clone().into_bytes()),
                manager.sign_in_page(),
            );
            let (health, refused) = (health.expect("an answer"), refused.expect("an answer"));
            assert_eq!(health.status, 503, "{}", health.text);
            assert_eq!((refused.status, refused.header("content-type")), (503, "application/problem+json"), "{}", refused.text);
            assert_eq!((&refused.json["code"], refused.header("retry-after")), (&json!("store"), "10"));
            assert_eq!((page.status, page.header("retry-after")), (503, "10"), "{}", page.text);
            assert!(page.header("content-type").starts_with("text/html"));
            for said in [&refused.text, &page.text] {
                assert!(said.contains("The data could not be read or saved. Nothing was changed"), "{said}");
                assert!(["sqlx", "pool", "os error", "Connection"].iter().all(|word| !said.contains(word)), "{said}");
            }
            tokio::time::sleep(outage()).await;
            cluster.start_again();
            let done = manager.until("POST", &path, &key, command.as_bytes()).await;
            assert_eq!(done.status, 200, "{}", done.text);
            text(&done.json["id"])
        };
        let ((), made) = tokio::join!(through, fall);
        let again = manager.get(&at(&format!("/creators/{made}"))).await;
        assert_eq!(again["id"], made.as_str());
        programme.story("after", 32_000).await;
        count::at_rest(&programme).await;
        assert!(serve.runs() && work.runs(), "nobody started them anew: {}", installation.said());
        assert_eq!(manager.status("/healthz").await, Some(200));
        serve.kill();
        work.kill();
        programme.acknowledged_creator("away@creators.example", &made);
        count::everything(&installation, &programme).await;
        programme.db.clone().close().await.expect("closed");
    });
}
