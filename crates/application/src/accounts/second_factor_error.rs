//! The error that the use cases of an account's second factor share.

use crate::Failure;
use crate::failure::from_ports_and_session;

/// The error of a use case that needs an enrolled account.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// Nobody is signed in; if a code completes a sign-in, no sign-in waits for one.
    #[error("sign in first")]
    NotSignedIn,
    /// The account has no second factor.
    #[error("this account has no second factor")]
    NotEnrolled,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports_and_session!(SecondFactorError);
