//! The errors of administering accounts.

use crate::Failure;
use crate::failure::from_ports_and_session;

/// Why an account was not changed or shown.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// Nobody is signed in.
    #[error("sign in first")]
    NotSignedIn,
    /// The signed-in account is not an administrator's.
    #[error("only administrators may do that")]
    Forbidden,
    /// There is no account with that address.
    #[error("no account has this address")]
    NoSuchAccount,
    /// The account is disabled.
    #[error("this account is disabled")]
    Disabled,
    /// The account owns apps, and deleting it would leave them without an owner.
    #[error("this account owns apps ({}); delete them first", .0.join(", "))]
    OwnsApps(Vec<String>),
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports_and_session!(AdministrationError);
