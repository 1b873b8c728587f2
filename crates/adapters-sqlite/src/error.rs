//! What can go wrong, in the port's words: diesel's errors never leave this crate.

use std::path::PathBuf;

use diesel::result::{DatabaseErrorKind, Error};
use twinlock_ports::StoreError;

/// The database cannot be opened, or its schema is not the one that this program knows. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such file, and it was not to be made.
    #[error("{} does not exist; run `twinlock migrate` to create it", .0.display())]
    Missing(PathBuf),
    /// The file cannot be made or reached.
    #[error("cannot open {}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Its name is not UTF-8, which SQLite's is.
    #[error("{} is not a UTF-8 path; choose another name for the database file", .0.display())]
    Name(PathBuf),
    /// SQLite does not take it: not a database, a read-only disk, a full one, held by another program.
    #[error("SQLite cannot use the database: {0}")]
    Sqlite(String),
    /// A migration failed; those before it are done.
    #[error("a migration failed, and changed nothing: {0}")]
    Migration(String),
    /// It lacks migrations that this program knows.
    #[error("the database is older than this program (missing: {}); run `twinlock migrate`", .0.join(", "))]
    Older(Vec<String>),
    /// It has had migrations that this program does not know.
    #[error(
        "the database was last used by a newer version (unknown: {}); start that version, or restore a backup made \
         before the upgrade",
        .0.join(", ")
    )]
    Newer(Vec<String>),
}

/// Says an error of SQLite's without the values that led to it: its messages name tables and columns alone.
pub(crate) fn failed(what: &'static str) -> impl FnOnce(Error) -> StoreError {
    move |error| match error {
        Error::DeserializationError(_) => StoreError::Corrupt { what },
        Error::DatabaseError(_, information) => StoreError::Unavailable(format!("{what}: {}", information.message())),
        Error::SerializationError(_) => StoreError::Unavailable(format!("{what}: a value does not fit its column")),
        other => StoreError::Unavailable(format!("{what}: {other}")),
    }
}

/// The number of rows changed, or `None` when the row's key is taken: the answer, then, and no failure.
pub(crate) fn unless_taken(what: &'static str, done: Result<usize, Error>) -> Result<bool, StoreError> {
    match done {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(failed(what)(error)),
    }
}

/// Whether another program holds the lock. SQLite's codes (`SQLITE_BUSY` and its kin) come through diesel as text alone.
pub(crate) fn is_locked(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(_, information) if information.message().contains("locked"))
}

/// A commit that another program's lock holds up did not happen, and may be tried again.
pub(crate) fn commit_failed(error: Error) -> StoreError {
    if is_locked(&error) { StoreError::Conflict } else { failed("commit")(error) }
}
