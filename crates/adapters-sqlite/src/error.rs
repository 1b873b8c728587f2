//! The errors of this store, and the conversion of diesel's, which never leave this crate.

use std::path::PathBuf;

use diesel::result::{DatabaseErrorKind, Error};
use twinlock_ports::StoreError;

/// The database cannot be opened, or its schema is not the one that this program knows. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file does not exist, and was not to be created.
    #[error("{} does not exist; run `twinlock migrate` to create it", .0.display())]
    Missing(PathBuf),
    /// The file cannot be created or accessed.
    #[error("cannot open {}: {source}", path.display())]
    File {
        /// The path of the file.
        path: PathBuf,
        /// The error of the operating system.
        source: std::io::Error,
    },
    /// The path is not UTF-8, as SQLite requires.
    #[error("{} is not a UTF-8 path; choose another name for the database file", .0.display())]
    Name(PathBuf),
    /// SQLite cannot use the file: it is no database, the disk is full or read-only, or another program holds its lock.
    #[error("SQLite cannot use the database: {0}")]
    Sqlite(String),
    /// A migration failed. The migrations before it stay applied.
    #[error("a migration failed, and changed nothing: {0}")]
    Migration(String),
    /// The database lacks migrations that this program knows.
    #[error("the database is older than this program (missing: {}); run `twinlock migrate`", .0.join(", "))]
    Older(Vec<String>),
    /// The database has had migrations that this program does not know.
    #[error(
        "the database was last used by a newer version (unknown: {}); start that version, or restore a backup made \
         before the upgrade",
        .0.join(", ")
    )]
    Newer(Vec<String>),
}

/// Converts the error of a statement on `what`. SQLite's message is kept: it names tables and columns, and no values.
pub(crate) fn failed(what: &'static str) -> impl FnOnce(Error) -> StoreError {
    move |error| match error {
        Error::DeserializationError(_) => StoreError::Corrupt { what },
        Error::DatabaseError(_, information) => StoreError::Unavailable(format!("{what}: {}", information.message())),
        Error::SerializationError(_) => StoreError::Unavailable(format!("{what}: a value does not fit its column")),
        other => StoreError::Unavailable(format!("{what}: {other}")),
    }
}

/// Whether a row was inserted. A key that exists already is a result (`false`), not a failure.
pub(crate) fn unless_taken(what: &'static str, done: Result<usize, Error>) -> Result<bool, StoreError> {
    match done {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(error) => Err(failed(what)(error)),
    }
}

/// Whether another program holds the lock. diesel passes on the text of SQLite's errors, and not the code
/// (`SQLITE_BUSY`).
pub(crate) fn is_locked(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(_, information) if information.message().contains("locked"))
}

/// A commit that failed on another program's lock changed nothing, and can be retried: a conflict.
pub(crate) fn commit_failed(error: Error) -> StoreError {
    if is_locked(&error) { StoreError::Conflict } else { failed("commit")(error) }
}
