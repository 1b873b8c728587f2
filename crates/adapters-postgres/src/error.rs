//! The errors of this store, and the conversion of diesel's, which never leave this crate.

use diesel::result::{DatabaseErrorKind, Error};
use twinlock_ports::StoreError;

use crate::deadlock::is_deadlock;

/// The database cannot be opened, or its schema is not the one that this program knows. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL cannot be parsed, its `sslmode` is not supported, or its `sslrootcert` cannot be read.
    #[error("invalid database URL: {0}")]
    Url(String),
    /// The server cannot be reached, or refuses the connection or a statement.
    #[error("PostgreSQL cannot be used: {0}")]
    Postgres(String),
    /// A migration failed.
    #[error("a migration failed, and changed nothing: {0}")]
    Migration(String),
    /// The database lacks migrations that this program knows.
    #[error("the database is older than this program (missing: {}); run `twinlock migrate`", .0.join(", "))]
    Older(Vec<String>),
    /// The database has had migrations that this program does not know, and that it cannot work with.
    #[error(
        "the database was last used by a newer version (unknown: {}); start that version, or restore a backup made \
         before the upgrade",
        .0.join(", ")
    )]
    Newer(Vec<String>),
}

impl OpenError {
    /// The message without its prefix "PostgreSQL cannot be used", for an error that is later wrapped with that prefix.
    pub(crate) fn cause(&self) -> String {
        match self {
            Self::Postgres(cause) => cause.clone(),
            Self::Url(_) | Self::Migration(_) | Self::Older(_) | Self::Newer(_) => self.to_string(),
        }
    }
}

/// Converts the error of a statement on `what`. It keeps PostgreSQL's message, which names tables and columns only, and
/// not its details, which contain values.
pub(crate) fn failed(what: &'static str, error: Error) -> StoreError {
    match error {
        Error::DeserializationError(_) => StoreError::Corrupt { what },
        Error::SerializationError(_) => StoreError::Unavailable(format!("{what}: a value does not fit its column")),
        error if is_conflict(&error) => StoreError::Conflict,
        Error::DatabaseError(_, information) => StoreError::Unavailable(format!("{what}: {}", information.message())),
        other => StoreError::Unavailable(format!("{what}: {other}")),
    }
}

/// `serialization_failure` (40001) and `deadlock_detected` (40P01).
fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, information) => is_deadlock(information.details()),
        _ => false,
    }
}

/// Whether the connection must not be used again: it broke, or leads to a server that has become a standby.
pub(crate) fn breaks_connection(error: &Error) -> bool {
    matches!(
        error,
        Error::BrokenTransactionManager
            | Error::DatabaseError(
                DatabaseErrorKind::ClosedConnection
                    | DatabaseErrorKind::UnableToSendCommand
                    | DatabaseErrorKind::ReadOnlyTransaction,
                _
            )
    )
}

/// The error of a call that timed out. Its outcome is unknown, so the connection is closed.
pub(crate) fn too_slow() -> Error {
    Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new("no answer in time".to_owned()))
}
