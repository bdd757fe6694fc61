//! What can go wrong between rows and values.
//!
//! Absent: whether it matters to anybody; `app` translates once.

/// Result of a store function.
pub type Result<T> = std::result::Result<T, Error>;

/// The three ways in which the store fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused, went away, or the disk is full.
    #[error("database: {0}")]
    Driver(#[from] sea_orm::DbErr),
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

impl Error {
    /// Turns a driver's refusal of a duplicate into [`Error::Taken`].
    pub(crate) fn of_insert(table: &'static str, error: sea_orm::DbErr) -> Self {
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => Self::Taken { table },
            _ => Self::Driver(error),
        }
    }
}
