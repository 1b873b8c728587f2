//! What can go wrong, in the port's words: diesel's errors never leave this crate.

use diesel::result::{DatabaseErrorKind, Error};
use twinlock_ports::StoreError;

/// The database cannot be opened, or its schema is not the one that this program knows. Each message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL cannot be read, or asks for what is not safe.
    #[error("the database URL does not do: {0}")]
    Url(String),
    /// The server cannot be reached, or refuses.
    #[error("PostgreSQL cannot be used: {0}")]
    Postgres(String),
    /// A migration failed.
    #[error("a migration failed, and changed nothing: {0}")]
    Migration(String),
    /// It lacks migrations that this program knows.
    #[error("the database is older than this program (missing: {}); run `twinlock migrate`", .0.join(", "))]
    Older(Vec<String>),
    /// It has had migrations that this program does not know, and that it cannot work with.
    #[error(
        "the database was last used by a newer version (unknown: {}); start that version, or restore a backup made \
         before the upgrade",
        .0.join(", ")
    )]
    Newer(Vec<String>),
}

/// What a statement failed of: which kind of row, and what PostgreSQL says, whose messages name tables and columns
/// alone. (The values that led to it are in its details, which are not told.)
pub(crate) fn failed(what: &'static str, error: Error) -> StoreError {
    match error {
        Error::DeserializationError(_) => StoreError::Corrupt { what },
        Error::SerializationError(_) => StoreError::Unavailable(format!("{what}: a value does not fit its column")),
        error if is_conflict(&error) => StoreError::Conflict,
        Error::DatabaseError(_, information) => StoreError::Unavailable(format!("{what}: {}", information.message())),
        other => StoreError::Unavailable(format!("{what}: {other}")),
    }
}

/// `serialization_failure` (40001) and `deadlock_detected` (40P01), for which diesel has no kind of its own.
fn is_conflict(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::Unknown, information) => information.message() == "deadlock detected",
        _ => false,
    }
}

/// Whether the connection is good for nothing any more: it broke, or leads to a server that has become a standby.
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

/// A call that took too long. What became of it is unknown, so the connection goes with it.
pub(crate) fn too_slow() -> Error {
    Error::DatabaseError(DatabaseErrorKind::ClosedConnection, Box::new("no answer in time".to_owned()))
}
