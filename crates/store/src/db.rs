//! Connections, transactions, parameters and rows: the thin layer between our SQL and the two databases.
//!
//! Invariants: SQL text is the same on both (`$1` parameters, BIGINT, TEXT, UUID); SQLite writers take their turn
//! here instead of failing with "busy"; statements are counted, so that a page's cost is known.
//! Absent: which statements; each room has its own file.

mod much;
mod places;
mod text;

use std::{path::PathBuf, sync::Arc, time::Duration};

use domain::{
    files::ContentHash,
    ids::{CreatorId, Id, ProfileId},
    money::{Currency, Money},
    time::{Day, Timestamp, Zone},
};
use sea_orm::{
    ConnectOptions, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, QueryResult, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, Value,
};
use sqlx::Connection as _;
use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

pub(crate) use places::parts;
pub use places::{placeholders, rows};
pub use text::json;
pub(crate) use text::without_nul;

use self::much::Much;
use crate::{Error, Result, changed::Changed, later::Later, trouble::Trouble};

/// Where the rows live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// One file. `:memory:` is not offered: tests use a file in a folder of their own.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// So many prepared statements a connection keeps; all of ours with room to spare, where the drivers' own hundred would throw
/// away what is needed again at once.
const STATEMENTS: usize = 1_000;

/// A pool of connections.
#[derive(Clone)]
pub struct Db {
    connection: DatabaseConnection,
    backend: DbBackend,
    /// SQLite has one writer; waiting here is fair and never times out as "busy".
    writer: Arc<Mutex<()>>,
    trouble: Arc<Trouble>,
}

/// Whether a connection that comes back has no transaction open. SQLite ends a transaction by itself where the disk is full;
/// the driver does not notice, would begin the next one inside of the one that is gone, and never commit it. Such a connection
/// is closed.
async fn is_at_rest(connection: &mut sqlx::SqliteConnection) -> sqlx::Result<bool> {
    // After a read there is nothing to ask; each question costs a way to the driver's thread and back.
    if !connection.is_in_transaction() {
        return Ok(true);
    }
    // What was rolled back is rolled back once this is answered.
    connection.ping().await?;
    if connection.is_in_transaction() {
        return Ok(false);
    }
    much::is_over(connection).await?;
    Ok(true)
}

/// One open transaction. Rolled back when dropped.
pub struct Tx {
    transaction: DatabaseTransaction,
    backend: DbBackend,
    trouble: Arc<Trouble>,
    later: Later,
    changed: Changed,
    much: Much,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Db {
    /// Connects and leaves everything as it is, or missing: for who must first see what is there.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn as_it_is(database: &Database) -> Result<Self> {
        Self::connect(database, Arc::default(), false).await
    }

    /// Connects and brings the schema up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or a migration fails.
    pub async fn open(database: &Database) -> Result<Self> {
        Self::open_as(database, Arc::default(), true).await
    }

    /// The same for made-up data, which nobody misses after a power cut: SQLite does not wait for the disk.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_made_up(database: &Database) -> Result<Self> {
        Self::open_as(database, Arc::default(), false).await
    }

    /// Made-up data with trouble that a test makes.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_with(database: &Database, trouble: Arc<Trouble>) -> Result<Self> {
        Self::open_as(database, trouble, false).await
    }

    async fn open_as(database: &Database, trouble: Arc<Trouble>, lasting: bool) -> Result<Self> {
        let db = Self::connect(database, trouble, lasting).await?;
        crate::migrate::up(&db).await?;
        db.know_sizes().await?;
        Ok(db)
    }

    async fn connect(database: &Database, trouble: Arc<Trouble>, lasting: bool) -> Result<Self> {
        use sqlx::sqlite::SqliteSynchronous::{Full, Off};
        let (url, backend) = match database {
            Database::Sqlite(path) => (format!("sqlite://{}?mode=rwc", path.display()), DbBackend::Sqlite),
            Database::Postgres(url) => (url.clone(), DbBackend::Postgres),
        };
        let mut options = ConnectOptions::new(url);
        // Nobody looks at an empty page for longer; a database that is away is said to be.
        options.max_connections(8).min_connections(1).acquire_timeout(Duration::from_secs(5)).sqlx_logging(false).map_sqlx_sqlite_opts(
            move |sqlite| {
                sqlite
                    .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                    .synchronous(if lasting { Full } else { Off })
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(10))
                    .statement_cache_capacity(STATEMENTS)
                    .pragma("temp_store", "memory")
                    // What many transactions write to the same pages goes into the file once, after some 32 MB and not after 4.
                    .pragma("wal_autocheckpoint", "8000")
                    .pragma("journal_size_limit", "67108864")
                    // In KiB: what is read again and again need not come from the system each time.
                    .pragma("cache_size", "-8000")
            },
        );
        // A file does not go away between two questions as a server does.
        options.test_before_acquire(backend == DbBackend::Postgres);
        options.map_sqlx_postgres_opts(|server| server.statement_cache_capacity(STATEMENTS));
        options.map_sqlx_sqlite_pool_opts(|pool| pool.after_release(|connection, _| Box::pin(is_at_rest(connection))));
        let connection = sea_orm::Database::connect(options).await?;
        Ok(Self { connection, backend, writer: Arc::new(Mutex::new(())), trouble })
    }

    /// Lets SQLite look at how its tables have grown, in a few milliseconds, so that it chooses its indexes by that; PostgreSQL
    /// does so by itself.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn know_sizes(&self) -> Result<()> {
        if self.backend == DbBackend::Sqlite {
            // The mask also takes tables that this connection has not asked yet, as SQLite's manual advises at the opening.
            self.connection.execute_unprepared("PRAGMA analysis_limit = 400; PRAGMA optimize = 0x10002;").await?;
        }
        Ok(())
    }

    /// Opens a transaction that will write.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(&self) -> Result<Tx> {
        let turn = match self.backend {
            DbBackend::Sqlite => Some(self.writer.clone().lock_owned().await),
            _ => None,
        };
        self.opened(turn).await
    }

    /// Opens a transaction for what may as well be written another time: nothing where somebody else writes just now.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin_if_free(&self) -> Result<Option<Tx>> {
        let turn = match self.backend {
            DbBackend::Sqlite => match self.writer.clone().try_lock_owned() {
                Ok(turn) => Some(turn),
                Err(_) => return Ok(None),
            },
            _ => None,
        };
        self.opened(turn).await.map(Some)
    }

    async fn opened(&self, turn: Option<OwnedMutexGuard<()>>) -> Result<Tx> {
        let _spent = self.trouble.call()?;
        let options = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
        let transaction = self.connection.begin_with_options(options).await?;
        Ok(Tx {
            transaction,
            backend: self.backend,
            trouble: self.trouble.clone(),
            later: Later::default(),
            changed: Changed::default(),
            much: Much::default(),
            _turn: turn,
        })
    }

    /// Whether rows can be locked one by one (`FOR UPDATE SKIP LOCKED`).
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.backend == DbBackend::Postgres
    }

    /// How many statements were sent since the start, for the tests that count a page's queries.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.trouble.statements()
    }

    /// How long statements, beginnings and commits took altogether, for the benchmark.
    #[must_use]
    pub fn spent(&self) -> Duration {
        self.trouble.spent()
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// When the driver says so.
    pub async fn close(self) -> Result<()> {
        Ok(self.connection.close().await?)
    }
}

impl Tx {
    /// Makes everything done in it true, at once.
    ///
    /// # Errors
    /// When the database refuses; then nothing is true.
    pub async fn commit(self) -> Result<()> {
        self.write_out().await?;
        while let Some((sql, values)) = self.changed.next() {
            self.execute(&sql, values).await?;
        }
        let _spent = self.trouble.call()?;
        self.much_is_written().await?;
        self.transaction.commit().await?;
        self.trouble.committed()
    }

    /// Notes that something about a creator changed, for the search; written once for each with the commit.
    pub(crate) fn changed(&self, creator: Option<CreatorId>) {
        self.changed.creators(creator.into_iter());
    }

    /// The same for the creators of accounts.
    pub(crate) fn changed_accounts(&self, accounts: impl Iterator<Item = ProfileId>) {
        self.changed.accounts(accounts);
    }

    /// Runs a statement that changes rows; gives how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn execute(&self, sql: &str, values: Vec<Value>) -> Result<u64> {
        self.write_out().await?;
        let _spent = self.trouble.statement()?;
        Ok(self.transaction.execute_raw(places::statement(self.backend, sql, values)).await?.rows_affected())
    }

    /// Inserts; a duplicate of something unique is [`Error::Taken`]. On PostgreSQL the transaction is lost with
    /// it, so callers that want to go on ask `ON CONFLICT DO NOTHING` and look at the count instead.
    ///
    /// # Errors
    /// Taken, or the database's own.
    pub async fn insert(&self, table: &'static str, sql: &str, values: Vec<Value>) -> Result<()> {
        self.write_out().await?;
        self.insert_now(table, sql, values).await
    }

    /// Inserts a row of a table that is only added to ([`later::TABLES`](crate::later::TABLES)), together with others like it:
    /// before anything else is asked in this transaction, and at the latest with its commit. `columns` are the same for every
    /// row of the table, `end` is what follows the values.
    pub(crate) fn insert_later(&self, table: &'static str, columns: &str, end: &'static str, values: Vec<Value>) {
        self.later.add(table, columns, end, values);
    }

    /// Writes what [`Tx::insert_later`] gathered. When that fails the transaction can not be committed any more, whatever its
    /// holder makes of the error.
    async fn write_out(&self) -> Result<()> {
        while let Some(next) = self.later.next()? {
            let (table, sql, values) = next.statement();
            if let Err(error) = self.insert_now(table, &sql, values).await {
                self.later.lose();
                return Err(error);
            }
        }
        Ok(())
    }

    async fn insert_now(&self, table: &'static str, sql: &str, values: Vec<Value>) -> Result<()> {
        let _spent = self.trouble.statement()?;
        match self.transaction.execute_raw(places::statement(self.backend, sql, values)).await {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::of_insert(table, error)),
        }
    }

    /// The clause that holds a row until the end of the transaction; SQLite has one writer and needs none.
    #[must_use]
    pub fn for_update(&self) -> &'static str {
        if self.backend == DbBackend::Postgres { " FOR UPDATE" } else { "" }
    }

    /// The clause that holds those rows that nobody else holds, and lets others still refer to them.
    #[must_use]
    pub fn skip_held(&self) -> &'static str {
        if self.backend == DbBackend::Postgres { " FOR NO KEY UPDATE SKIP LOCKED" } else { "" }
    }

    /// The clause that lets several workers share a queue; SQLite has one writer and needs none.
    #[must_use]
    pub fn skip_locked(&self) -> &'static str {
        if self.backend == DbBackend::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" }
    }
}

/// What can be asked: a pool or an open transaction.
#[allow(async_fn_in_trait)]
pub trait Read: Send + Sync {
    /// The text of a field of a column that holds a JSON object, as an expression of SQL; NULL where there is none.
    fn field_of(&self, column: &str, field: &str) -> String;

    /// All rows of a query. `table` names the rows in errors.
    fn all(&self, table: &'static str, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// The first row of a query.
    fn one(&self, table: &'static str, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<Option<Row>>> + Send {
        async move { Ok(self.all(table, sql, values).await?.into_iter().next()) }
    }

    /// One number, such as a count.
    fn number(&self, table: &'static str, sql: &str, values: Vec<Value>) -> impl Future<Output = Result<i64>> + Send {
        async move {
            match self.one(table, sql, values).await? {
                Some(row) => Ok(row.get::<Option<i64>>("n")?.unwrap_or(0)),
                None => Ok(0),
            }
        }
    }
}

/// How each database reaches into JSON that is kept as text.
fn field_of(backend: DbBackend, column: &str, field: &str) -> String {
    if backend == DbBackend::Postgres { format!("(CAST({column} AS JSON) ->> '{field}')") } else { format!("({column} ->> '{field}')") }
}

impl Read for Db {
    fn field_of(&self, column: &str, field: &str) -> String {
        field_of(self.backend, column, field)
    }

    async fn all(&self, table: &'static str, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        let _spent = self.trouble.statement()?;
        let rows = self.connection.query_all_raw(places::statement(self.backend, sql, values)).await?;
        Ok(rows.into_iter().map(|row| Row { table, row }).collect())
    }
}

impl Read for Tx {
    fn field_of(&self, column: &str, field: &str) -> String {
        field_of(self.backend, column, field)
    }

    async fn all(&self, table: &'static str, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.write_out().await?;
        let _spent = self.trouble.statement()?;
        let rows = self.transaction.query_all_raw(places::statement(self.backend, sql, values)).await?;
        Ok(rows.into_iter().map(|row| Row { table, row }).collect())
    }
}

/// One row, read by column name.
pub struct Row {
    table: &'static str,
    row: QueryResult,
}

impl Row {
    /// A column's value.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it does not parse.
    pub fn get<T: Column>(&self, column: &str) -> Result<T> {
        T::read(self, column)
    }

    /// A column that holds JSON.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it does not parse.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|error| self.corrupt(column, error.to_string()))
    }

    /// A column that holds one of our words.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when `parse` does not know it.
    pub fn word<T>(&self, column: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let text: String = self.get(column)?;
        parse(&text).ok_or_else(|| self.corrupt(column, format!("unknown word {text:?}")))
    }

    /// An amount in two columns.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when they do not parse.
    pub fn money(&self, minor: &str, currency: &str) -> Result<Money> {
        Ok(Money::new(self.get(minor)?, self.get(currency)?))
    }

    fn corrupt(&self, column: &str, reason: String) -> Error {
        let id = self.row.try_get::<Uuid>("", "id").map(|id| id.to_string()).unwrap_or_else(|_| "a row".to_owned());
        Error::Corrupt { table: self.table.to_owned(), column: column.to_owned(), id, reason }
    }

    fn raw<T: sea_orm::TryGetable>(&self, column: &str) -> Result<Option<T>> {
        self.row.try_get::<Option<T>>("", column).map_err(|error| self.corrupt(column, error.to_string()))
    }
}

/// A value that a column can hold. `Option` of one reads NULL.
pub trait Column: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when it is NULL and must not be, or does not parse.
    fn read(row: &Row, column: &str) -> Result<Self>;
}

/// A value that can be a parameter.
pub trait Bind {
    /// As the driver takes it.
    fn bind(self) -> Value;
}

/// One kind of column: what the driver gives, how that reads, and how it is written.
macro_rules! column {
    ($($kind:ty as $raw:ty, $read:expr, $write:expr;)+) => {$(
        impl Column for Option<$kind> {
            fn read(row: &Row, column: &str) -> Result<Self> {
                let read: fn($raw) -> std::result::Result<$kind, String> = $read;
                row.raw::<$raw>(column)?.map(|raw| read(raw).map_err(|reason| row.corrupt(column, reason))).transpose()
            }
        }
        impl Column for $kind {
            fn read(row: &Row, column: &str) -> Result<Self> {
                Option::<$kind>::read(row, column)?.ok_or_else(|| row.corrupt(column, "is NULL".to_owned()))
            }
        }
        impl Bind for $kind {
            fn bind(self) -> Value {
                let write: fn($kind) -> $raw = $write;
                Value::from(write(self))
            }
        }
        impl Bind for Option<$kind> {
            fn bind(self) -> Value {
                let write: fn($kind) -> $raw = $write;
                Value::from(self.map(write))
            }
        }
    )+};
}

macro_rules! plain_columns {
    ($($kind:ty),+ $(,)?) => { column! { $($kind as $kind, Ok, |value| value;)+ } };
}
macro_rules! id_columns {
    ($($kind:ident),+ $(,)?) => { column! { $(domain::ids::$kind as Uuid, |raw| Ok(domain::ids::$kind::from_uuid(raw)), |id| id.uuid();)+ } };
}
macro_rules! text_columns {
    ($($kind:ty),+ $(,)?) => { column! { $($kind as String, |raw| <$kind>::parse(&raw).map_err(|error| error.to_string()), |value| value.to_string();)+ } };
}

plain_columns!(i64, f64, bool, String, Uuid, Vec<u8>);
column! { Timestamp as i64, |raw| Ok(Timestamp(raw)), |at| at.0; }
text_columns!(Day, Zone, Currency, ContentHash);
id_columns!(
    OrganisationId,
    CustomerId,
    MentionId,
    ListImportId,
    MatchDecisionId,
    NoteId,
    AttachmentId,
    CustomFieldsId,
    BrandId,
    PersonId,
    ApiKeyId,
    SavedViewId,
    ApplicationId,
    ApplicationPageId,
    CreatorId,
    CreatorPostId,
    CreatorCommentId,
    FollowerSampleId,
    DecisionId,
    SearchWatchId,
    RelationshipId,
    ProfileId,
    MergeId,
    MetricId,
    ConnectionId,
    LanguageModelId,
    SummaryId,
    AccessId,
    ImportId,
    CampaignId,
    CollaborationId,
    TemplateId,
    MessageId,
    MailId,
    OfferId,
    AgreementId,
    ShipmentId,
    BriefId,
    DeliverableId,
    DraftId,
    ReviewId,
    FileId,
    UploadId,
    PostId,
    LinkId,
    CodeId,
    ClickId,
    OrderId,
    RefundId,
    PayableId,
    PayoutId,
    LedgerEntryId,
    EventId,
    OutboxId,
    ChaseId,
    PauseId,
    StandingId,
);

impl Bind for &str {
    fn bind(self) -> Value {
        Value::from(self)
    }
}
impl Bind for Option<&str> {
    fn bind(self) -> Value {
        Value::from(self.map(str::to_owned))
    }
}
impl Bind for &String {
    fn bind(self) -> Value {
        Value::from(self.as_str())
    }
}

/// Parameters of a statement, in order.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Bind::bind($value)),*] };
}
