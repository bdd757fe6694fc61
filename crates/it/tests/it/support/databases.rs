//! Fresh databases, gone afterwards.
//!
//! Invariant: every story has a database of its own; a story that fails leaves none behind. What stays on the server is one
//! migrated, empty database, which the stories' are copies of: running the migrations three hundred times took minutes.
//! Absent: starting a server; `cargo xtask test` does that and names it in `TROUPE_TEST_POSTGRES`.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use store::{Database, Db};

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
    if let Some(postgres) = server().map(Postgres::new) {
        block_on(work(Database::Postgres(postgres.url()), "PostgreSQL"));
    }
}

/// The tests' server; nothing, said loudly, where there is none.
fn server() -> Option<String> {
    let named = std::env::var("TROUPE_TEST_POSTGRES").ok().filter(|url| !url.is_empty());
    if named.is_none() {
        println!("SKIPPED: not run on PostgreSQL: TROUPE_TEST_POSTGRES names no server");
    }
    named
}

/// Runs something on a fresh SQLite file alone.
pub fn on_sqlite(work: impl AsyncFnOnce(Database)) {
    let folder = Folder::new();
    block_on(work(Database::Sqlite(folder.0.join("troupe.db"))));
}

/// Runs something on a fresh PostgreSQL database alone.
pub fn on_postgres(work: impl AsyncFnOnce(Database)) {
    if let Some(postgres) = server().map(Postgres::new) {
        block_on(work(Database::Postgres(postgres.url())));
    }
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
    /// A new one, with the schema of now and nothing in it.
    #[must_use]
    pub fn new(server: String) -> Self {
        static MIGRATED: OnceLock<String> = OnceLock::new();
        let model = MIGRATED.get_or_init(|| migrated(server.clone()));
        let made = Self { server, name: unique() };
        on_the_server(&made.server, format!("CREATE DATABASE {} TEMPLATE {model}", made.name)).expect("a database");
        made
    }

    /// How to reach it: the server's address with this database's name.
    #[must_use]
    pub fn url(&self) -> String {
        on(&self.server, &self.name)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(error) = on_the_server(&self.server, format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)) {
            eprintln!("the database {} is left behind: {error}", self.name);
        }
    }
}

/// The server's address with a database's name.
fn on(server: &str, name: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, ""), |(address, query)| (address, query));
    let after_host = address.find("://").map_or(0, |at| at + 3);
    let host_ends = address[after_host..].find('/').map_or(address.len(), |at| after_host + at);
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    format!("{}/{name}{query}", &address[..host_ends])
}

/// On a thread of its own, because a story's runtime may be running here.
fn apart<T: Send + 'static>(work: impl Future<Output = Result<T, String>> + Send + 'static) -> Result<T, String> {
    std::thread::spawn(move || block_on(work)).join().unwrap_or_else(|_| Err("the thread ended".to_owned()))
}

fn on_the_server(server: &str, statement: String) -> Result<(), String> {
    let server = server.to_owned();
    apart(async move {
        let mut connection = PgConnection::connect(&server).await.map_err(|error| error.to_string())?;
        connection.execute(AssertSqlSafe(statement)).await.map_err(|error| error.to_string())?;
        connection.close().await.map_err(|error| error.to_string())
    })
}

/// The migrated, empty database of this schema, made where it is missing; those of other schemas go.
fn migrated(server: String) -> String {
    let name = format!("troupe_model_{:016x}", schema());
    let made = name.clone();
    apart(async move {
        let said = |error: sqlx::Error| error.to_string();
        let mut connection = PgConnection::connect(&server).await.map_err(said)?;
        // Of several test programs on one server one makes it, the others wait here.
        connection.execute("SELECT pg_advisory_lock(724678)").await.map_err(said)?;
        let kept: Vec<String> = connection
            .fetch_all("SELECT datname FROM pg_database WHERE datname LIKE 'troupe\\_model\\_%'")
            .await
            .map_err(said)?
            .iter()
            .map(|row| row.get::<String, _>(0))
            .collect();
        for other in kept.iter().filter(|other| **other != made) {
            connection.execute(AssertSqlSafe(format!("DROP DATABASE IF EXISTS {other} WITH (FORCE)"))).await.map_err(said)?;
        }
        if !kept.contains(&made) {
            // Under another name until it is whole: who is stopped halfway leaves nothing that looks finished.
            let half = format!("troupe_model_half_{}", std::process::id());
            connection.execute(AssertSqlSafe(format!("CREATE DATABASE {half} TEMPLATE template0"))).await.map_err(said)?;
            let db = Db::open(&Database::Postgres(on(&server, &half))).await.map_err(|error| error.to_string())?;
            db.close().await.map_err(|error| error.to_string())?;
            connection.execute(AssertSqlSafe(format!("ALTER DATABASE {half} RENAME TO {made}"))).await.map_err(said)?;
        }
        connection.close().await.map_err(said)
    })
    .expect("a migrated database");
    name
}

/// What the schema is made of, as a number.
fn schema() -> u64 {
    let store = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../store/src");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(store.join("migrations")).expect("migrations").map(|entry| entry.expect("a file").path()).collect();
    files.push(store.join("migrate.rs"));
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::fs::read(file).expect("a migration").hash(&mut hasher);
    }
    hasher.finish()
}
