//! The errors of this store, and the conversion of diesel's, which never leave this crate.

use diesel::result::{DatabaseErrorKind, Error};
use twinlock_ports::StoreError;

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

/// diesel has no kind for a deadlock and does not expose the SQLSTATE, and the message is in the server's language. The
/// details have a line for each process of the cycle, and the names of lock modes in them are the same in every
/// language. No other error has such details.
fn is_deadlock(details: Option<&str>) -> bool {
    const MODES: [&str; 2] = ["ShareLock", "ExclusiveLock"];
    let waits = |line: &&str| MODES.iter().any(|mode| line.contains(mode));
    details.is_some_and(|details| details.lines().filter(waits).count() >= 2)
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

#[cfg(test)]
mod tests {
    use super::is_deadlock;

    #[test]
    fn i3_a_deadlock_is_recognised_in_every_language() {
        let deadlocks = [
            "Process 71 waits for ShareLock on transaction 740; blocked by process 72.\n\
             Process 72 waits for ExclusiveLock on advisory lock [5,0,1,1]; blocked by process 71.",
            "Prozess 71 wartet auf ShareLock-Sperre auf Transaktion 740; blockiert von Prozess 72.\n\
             Prozess 72 wartet auf AccessExclusiveLock-Sperre auf Relation 7 der Datenbank 5; blockiert von Prozess 71.",
            "プロセス 71 は ShareLock を トランザクション 740 で待機していましたが、プロセス 72 でブロックされました\n\
             プロセス 72 は RowExclusiveLock を リレーション 7 で待機していましたが、プロセス 71 でブロックされました",
        ];
        for details in deadlocks {
            assert!(is_deadlock(Some(details)), "{details}");
        }
        let others = [
            None,
            Some(""),
            Some("Key (email)=(ShareLock@example.org) already exists."),
            Some("Failing row contains (ExclusiveLock, 1)."),
        ];
        for details in others {
            assert!(!is_deadlock(details), "{details:?}");
        }
    }
}
