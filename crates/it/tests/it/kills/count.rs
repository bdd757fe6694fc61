//! The count at the end: the harness's own books against the rows.
//!
//! Invariant: plain questions to the database, none to the program; then the program's own audit, and its moves derived anew.
//! Absent: mending.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use app::payments::provider::of_key;
use domain::ids::{CreatorId, Id};
use serde_json::json;
use store::{Db, Read};
use troupe::simulate::check::{Checker, Moment};

use super::{
    process::Installation,
    programme::{ACCOUNT, Programme, now},
};

/// How long everything that waits to leave may take, once nobody is killed any more.
const REST: Duration = Duration::from_secs(90);

/// Waits until nothing waits to leave, and nothing is under way at the provider.
pub async fn at_rest(programme: &Programme) {
    let begun = Instant::now();
    loop {
        // Payouts first: what the clock learns of one is told to its creator.
        let sql = "SELECT COUNT(*) AS n FROM payout WHERE state IN ('submitted', 'unknown')";
        let under_way = programme.db.number("payout", sql, vec![]).await.expect("read");
        let sql = "SELECT COUNT(*) AS n FROM outbox WHERE state IN ('waiting', 'leased')";
        let open = programme.db.number("outbox", sql, vec![]).await.expect("read");
        if open == 0 && under_way == 0 {
            return;
        }
        assert!(begun.elapsed() < REST, "{open} effects still wait, and {under_way} payouts are under way");
        programme.let_leases_of_the_dead_run_out().await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn numbers(db: &Db, table: &'static str, sql: &str) -> BTreeMap<String, i64> {
    let rows = db.all(table, sql, vec![]).await.expect("read");
    rows.iter().map(|row| (row.get("word").expect("a word"), row.get("n").expect("a number"))).collect()
}

/// Fails unless every acknowledged act is there once, nothing else is, and the database is whole.
pub async fn everything(installation: &Installation, programme: &Programme) {
    let db = &programme.db;
    whole(db).await;
    acts(programme).await;
    mails(programme).await;
    money(programme).await;
    transfers(programme);
    let zones = {
        let books = programme.books.lock().expect("the books");
        let ids = books.creators.values().map(|id| CreatorId::from_uuid(id.parse().expect("an id")));
        ids.map(|id| (id, programme.zone.clone())).collect()
    };
    let mut checker = Checker::new(programme.brand.uuid(), programme.zone.clone(), zones, 100_000);
    // What is due by now was due when the processes still ran.
    let wrong = checker.check(db, Moment { now: now(), faulty: false }).await.expect("checked");
    assert_eq!(wrong, Vec::<String>::new(), "the invariants of docs/domain.md, section 11");
    installation.run(&["audit", "verify"]);
    let before = store::moves::everything(db).await.expect("read");
    installation.run(&["admin", "rebuild"]);
    assert_eq!(store::moves::everything(db).await.expect("read"), before, "stored moves = derived moves");
    let said = installation.said();
    assert!(!said.contains("panicked"), "{said}");
}

/// The file of SQLite is whole, and every reference leads somewhere; PostgreSQL keeps both itself.
async fn whole(db: &Db) {
    if db.is_postgres() {
        return;
    }
    let found = db.one("pragma", "PRAGMA integrity_check", vec![]).await.expect("read").expect("an answer");
    assert_eq!(found.get::<String>("integrity_check").expect("a word"), "ok");
    assert!(db.all("pragma", "PRAGMA foreign_key_check", vec![]).await.expect("read").is_empty(), "a reference leads nowhere");
}

/// One event for each act, one answer under each key.
async fn acts(programme: &Programme) {
    let events = numbers(&programme.db, "event", "SELECT kind AS word, COUNT(*) AS n FROM event GROUP BY kind").await;
    let books = programme.books.lock().expect("the books").acts.clone();
    for (kind, times) in &books {
        assert_eq!(events.get(*kind), Some(times), "{kind}: what was acknowledged, and the events that tell of it; all: {events:?}");
    }
    let unanswered = "SELECT COUNT(*) AS n FROM idempotency WHERE answer IS NULL";
    assert_eq!(programme.db.number("idempotency", unanswered, vec![]).await.expect("read"), 0, "a key was claimed and nothing answered");
    for (table, kind) in [
        ("creator", "creators.creator_added"),
        // Nobody is let go there and brought back, so that each of these made a row.
        ("collaboration", "campaigns.shortlisted"),
        ("offer", "agreements.offer_made"),
        ("agreement", "agreements.prepared"),
        ("onboarding_form", "agreements.form_filled"),
        ("draft", "content.draft_submitted"),
        ("post", "tracking.post_reported"),
        ("payout", "payments.payout_made"),
        ("payable", "payments.payout_made"),
    ] {
        let rows = programme.db.number(table, &format!("SELECT COUNT(*) AS n FROM {table}"), vec![]).await.expect("read");
        assert_eq!(Some(&rows), books.get(kind), "{table}: rows, and what was acknowledged");
    }
}

/// Each mail left, under one Message-ID, and nothing left that no row knows.
async fn mails(programme: &Programme) {
    let states = numbers(&programme.db, "mail", "SELECT state AS word, COUNT(*) AS n FROM mail GROUP BY state").await;
    let rows = programme.db.all("mail", "SELECT key FROM outbox WHERE kind = 'mail'", vec![]).await.expect("read");
    let written: BTreeSet<String> = rows.iter().map(|row| row.get::<String>("key").expect("a key").replace(':', ".")).collect();
    let taken: BTreeSet<String> =
        programme.sink.all().into_keys().map(|id| id.trim_start_matches('<').split('@').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(taken, written, "what the mail server took, and what was written");
    let sent = i64::try_from(taken.len()).expect("a number");
    assert_eq!(states, BTreeMap::from([("sent".to_owned(), sent)]), "every mail is noted as sent");
    let doubled = "SELECT recipient AS word, COUNT(*) AS n FROM mail WHERE kind = 'invitation' GROUP BY recipient HAVING COUNT(*) > 1";
    assert_eq!(numbers(&programme.db, "mail", doubled).await, BTreeMap::new(), "nobody is invited twice");
}

/// Orders, payouts and the ledger to the penny.
async fn money(programme: &Programme) {
    let (orders, payouts) = {
        let books = programme.books.lock().expect("the books");
        (books.orders.clone(), books.payouts.clone())
    };
    let stored = numbers(&programme.db, "shop_order", "SELECT number AS word, net AS n FROM shop_order").await;
    assert_eq!(stored, orders, "orders by number");
    let rows = programme.db.all("payout", "SELECT id, state, minor FROM payout", vec![]).await.expect("read");
    let stored: BTreeMap<String, i64> = rows
        .iter()
        .map(|row| {
            assert_eq!(row.get::<String>("state").expect("a state"), "settled");
            (row.get::<uuid::Uuid>("id").expect("an id").to_string(), row.get("minor").expect("an amount"))
        })
        .collect();
    assert_eq!(stored, payouts, "payouts by id");
    let accounts = "SELECT account AS word, CAST(SUM(minor) AS BIGINT) AS n FROM ledger_entry GROUP BY account";
    let accounts = numbers(&programme.db, "ledger_entry", accounts).await;
    let paid: i64 = payouts.values().sum();
    assert_eq!(accounts.values().sum::<i64>(), 0, "the ledger sums to zero: {accounts:?}");
    assert_eq!(accounts.get("cash:Marketing GBP"), Some(&-paid), "{accounts:?}");
    assert_eq!(accounts.get("expense:fees"), Some(&paid), "{accounts:?}");
}

/// One transfer at the provider for each payout that was sent with it, of its amount and to its account, and none besides.
fn transfers(programme: &Programme) {
    let Some(bank) = programme.bank.get() else { return };
    let books = programme.books.lock().expect("the books");
    let told: Vec<(String, i64)> = books.sent.iter().map(|payout| (payout.clone(), books.payouts[payout])).collect();
    let mut made: Vec<(String, i64)> = Vec::new();
    for (key, transfer) in bank.transfers() {
        let payout = of_key(&key).map_or_else(|| format!("no payout: {key}"), |payout| payout.to_string());
        assert_eq!((&transfer.order["currency"], &transfer.order["receiver"]), (&json!("GBP"), &json!(ACCOUNT)), "{key}");
        made.push((payout, transfer.order["minor"].as_i64().expect("an amount")));
    }
    made.sort();
    assert_eq!(made, told, "transfers at the provider, and payouts that were acknowledged to go with it");
    assert_eq!(bank.crossed(), Vec::<String>::new(), "a key came with another transfer than before");
}
