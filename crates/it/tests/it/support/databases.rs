//! Fresh databases, gone afterwards.
//!
//! Invariant: every story has a database of its own; a story that fails leaves none behind. Absent: starting a server;
//! `cargo xtask test` does that and names it in `TROUPE_TEST_POSTGRES`.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use store::Database;

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn unique() -> String {
    format!("troupe_story_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

/// Runs something to its end on a runtime of its own.
pub fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime").block_on(work)
}

/// Runs something on a fresh SQLite file, then on a fresh PostgreSQL database.
pub fn on_both(mut work: impl AsyncFnMut(Database, &'static str)) {
    let folder = Folder::new();
    block_on(work(Database::Sqlite(folder.0.join("troupe.db")), "SQLite"));
    match std::env::var("TROUPE_TEST_POSTGRES").ok().filter(|url| !url.is_empty()) {
        Some(url) => {
            let postgres = Postgres::new(url);
            block_on(work(Database::Postgres(postgres.url()), "PostgreSQL"));
        }
        None => println!("SKIPPED: not run on PostgreSQL: TROUPE_TEST_POSTGRES names no server"),
    }
}

/// Runs something on a fresh SQLite file alone.
pub fn on_sqlite(work: impl AsyncFnOnce(Database)) {
    let folder = Folder::new();
    block_on(work(Database::Sqlite(folder.0.join("troupe.db"))));
}

/// A folder that goes when it is dropped.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new one below the system's temporary folder.
    #[must_use]
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(unique());
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A database on the tests' server that goes when it is dropped.
pub struct Postgres {
    server: String,
    name: String,
}

impl Postgres {
    /// A new one.
    #[must_use]
    pub fn new(server: String) -> Self {
        let made = Self { server, name: unique() };
        made.on_the_server(format!("CREATE DATABASE {} TEMPLATE template0", made.name)).expect("a database");
        made
    }

    /// How to reach it: the server's address with this database's name.
    #[must_use]
    pub fn url(&self) -> String {
        let (address, query) = self.server.split_once('?').map_or((self.server.as_str(), ""), |(address, query)| (address, query));
        let after_host = address.find("://").map_or(0, |at| at + 3);
        let host_ends = address[after_host..].find('/').map_or(address.len(), |at| after_host + at);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        format!("{}/{}{query}", &address[..host_ends], self.name)
    }

    /// On a thread of its own, because a story's runtime may be running here.
    fn on_the_server(&self, statement: String) -> Result<(), String> {
        let server = self.server.clone();
        let work = async move {
            let mut connection = PgConnection::connect(&server).await.map_err(|error| error.to_string())?;
            connection.execute(AssertSqlSafe(statement)).await.map_err(|error| error.to_string())?;
            connection.close().await.map_err(|error| error.to_string())
        };
        std::thread::spawn(move || block_on(work)).join().unwrap_or_else(|_| Err("the thread ended".to_owned()))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = self.on_the_server(format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)) {
            eprintln!("the database {} is left behind: {error}", self.name);
        }
    }
}
