//! What goes wrong without anybody's fault: each use case's error has it as one variant, answered by 503 (R26).

use twinlock_ports::{SignerError, StoreError, VaultError};

/// A port failed. Nothing was decided and nothing recorded.
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
    /// A row that must be there is not, or says what cannot be.
    #[error("the database contradicts itself: {0}")]
    Inconsistent(&'static str),
}

/// Lets a use case's error be made from what its ports say.
macro_rules! fails_with {
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

pub(crate) use fails_with;
