//! Failures that no user has caused, and the errors that many use cases share.

use twinlock_ports::{SignerError, StoreError, VaultError};

/// A port failed: the store, the vault, the signer or the password hasher. The transaction is rolled back, and the
/// response is 503 (R26).
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The vault: a value at rest cannot be opened.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The signer.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// Too many passwords are waiting to be hashed.
    #[error("too many sign-ins at once")]
    Busy,
    /// A row that must exist is missing, or has values that exclude each other.
    #[error("the database is inconsistent: {0}")]
    Inconsistent(&'static str),
}

/// The error of a use case whose only condition is that somebody is signed in.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Nobody is signed in, or the sign-in still needs a code (R2).
    #[error("sign in first")]
    NotSignedIn,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Implements `From` the errors of the ports for the error of a use case.
macro_rules! from_ports {
    ($($error:ty),+ $(,)?) => {$(
        impl From<twinlock_ports::StoreError> for $error {
            fn from(error: twinlock_ports::StoreError) -> Self {
                Self::Failure(error.into())
            }
        }

        impl From<twinlock_ports::VaultError> for $error {
            fn from(error: twinlock_ports::VaultError) -> Self {
                Self::Failure(error.into())
            }
        }

        impl From<twinlock_ports::SignerError> for $error {
            fn from(error: twinlock_ports::SignerError) -> Self {
                Self::Failure(error.into())
            }
        }
    )+};
}

/// As above, and `From<SessionError>`: for the error of a use case that needs somebody signed in.
macro_rules! from_ports_and_session {
    ($error:ty) => {
        $crate::failure::from_ports!($error);

        impl From<$crate::SessionError> for $error {
            fn from(error: $crate::SessionError) -> Self {
                match error {
                    $crate::SessionError::NotSignedIn => Self::NotSignedIn,
                    $crate::SessionError::Failure(failure) => Self::Failure(failure),
                }
            }
        }
    };
}

from_ports!(SessionError);

pub(crate) use {from_ports, from_ports_and_session};
