//! What can go wrong between rows and values.
//!
//! Absent: whether it matters to anybody; `app` translates once.

/// Result of a store function.
pub type Result<T> = std::result::Result<T, Error>;

/// The ways in which the store fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused or went away.
    #[error("database: {0}")]
    Driver(#[source] sea_orm::DbErr),
    /// There is no room left where the rows lie.
    #[error("the disk of the database is full")]
    Full,
    /// A stored value does not parse. Somebody changed it by hand, or a migration is missing.
    #[error("{table}.{column} of {id} holds what this version cannot read: {reason}")]
    Corrupt {
        /// Table.
        table: String,
        /// Column.
        column: String,
        /// The row's id, or what identifies it.
        id: String,
        /// Why it does not parse.
        reason: String,
    },
    /// Somebody else changed the row in between, or it is not there.
    #[error("{table} {id} was changed by somebody else")]
    Conflict {
        /// Table.
        table: &'static str,
        /// The row's id.
        id: String,
    },
    /// A value that must be unique is taken.
    #[error("{table}: that value is taken")]
    Taken {
        /// Table.
        table: &'static str,
    },
}

impl From<sea_orm::DbErr> for Error {
    fn from(error: sea_orm::DbErr) -> Self {
        match code(&error).as_deref() {
            // SQLite: SQLITE_FULL and SQLITE_IOERR_SHMSIZE; PostgreSQL: disk_full.
            Some("13" | "4874" | "53100") => Self::Full,
            // PostgreSQL: serialization_failure and deadlock_detected. One of those that met had to give way.
            Some("40001" | "40P01") => Self::Conflict { table: "transaction", id: "that met another".to_owned() },
            _ => Self::Driver(error),
        }
    }
}

/// The code that the database itself gives.
fn code(error: &sea_orm::DbErr) -> Option<String> {
    use sea_orm::{DbErr, RuntimeErr};
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => {
            inner.as_database_error().and_then(|inner| inner.code()).map(|code| code.into_owned())
        }
        _ => None,
    }
}

impl Error {
    /// Turns a driver's refusal of a duplicate into [`Error::Taken`].
    pub(crate) fn of_insert(table: &'static str, error: sea_orm::DbErr) -> Self {
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Self::Taken { table },
            _ => error.into(),
        }
    }
}
