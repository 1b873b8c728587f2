//! The store: all its traits together as [`Transaction`], and [`transaction`], which opens one, runs a closure in it
//! and commits.

use async_trait::async_trait;

use crate::accounts::Accounts;
use crate::apps::Apps;
use crate::audit_log::AuditLog;
use crate::authorization_requests::AuthorizationRequests;
use crate::consents::Consents;
use crate::devices::Devices;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::form_answers::FormAnswers;
use crate::grants::Grants;
use crate::joins::Joins;
use crate::keys::{HandleKeys, ServerSecrets, SigningKeys};
use crate::links::Links;
use crate::machine_tokens::MachineTokens;
use crate::outbox::Outbox;
use crate::second_factors::SecondFactors;
use crate::sessions::Sessions;
use crate::upkeep::Upkeep;

/// How a transaction reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Read-only, from one snapshot that is no older than the call. A write is refused as [`StoreError::Unavailable`].
    ReadSnapshot,
    /// Read-only without a snapshot: each call sees the latest committed state. For a single query. Writes are refused
    /// as in [`Mode::ReadSnapshot`].
    ReadLatest,
    /// Read-write. An app's policy, an account's factors, a session or a one-time row that the transaction reads cannot
    /// change before its commit; otherwise the commit fails with [`StoreError::Conflict`].
    Write,
    /// Read-write, taking its row locks before reading. Used from the second retry on, so that work that keeps losing
    /// conflicts gets through.
    WriteExclusive,
}

impl Mode {
    /// Whether the mode allows writes.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Write | Self::WriteExclusive)
    }
}

/// A database.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a transaction.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if the database cannot be reached.
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError>;

    /// Checks that the schema is that of this program.
    ///
    /// # Errors
    /// [`StoreError`] if the schema cannot be read, or is another.
    async fn check_schema(&self) -> Result<(), StoreError>;
}

/// An open transaction. Dropping it rolls it back.
///
/// Methods that return `bool` return whether they changed anything; `Option` is `None` if there is no such row.
#[async_trait]
pub trait Transaction:
    Accounts
    + SecondFactors
    + Sessions
    + Devices
    + Apps
    + AuthorizationRequests
    + Consents
    + Grants
    + MachineTokens
    + Links
    + FormAnswers
    + Outbox
    + AuditLog
    + SigningKeys
    + HandleKeys
    + ServerSecrets
    + Joins
    + Directory
    + Upkeep
    + Send
{
    /// Commits. Once this returns `Ok`, the changes survive a crash.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if another transaction committed first; [`StoreError::Unavailable`] if the database
    /// cannot be reached, and then it is unknown whether the transaction was committed.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;

    /// Whether a call of this transaction has returned [`StoreError::Conflict`], so that it can only be run again.
    fn has_conflict(&self) -> bool {
        false
    }
}

/// How often work is retried after a conflict.
const RETRIES: u32 = 5;

/// From this retry on, work runs in [`Mode::WriteExclusive`].
const EXCLUSIVE_FROM: u32 = 2;

/// Runs `work` in one transaction and commits if it returns `Ok`; an error rolls everything back. A refusal that must
/// leave a trace is therefore an `Ok` value. `work` may run again after a conflict, so it must have no other effect.
///
/// # Errors
/// The error of `work`, or the [`StoreError`] of beginning or committing.
pub async fn transaction<T, E: From<StoreError>>(
    store: &dyn Store,
    mode: Mode,
    mut work: impl AsyncFnMut(&mut dyn Transaction) -> Result<T, E>,
) -> Result<T, E> {
    let mut retries = 0;
    loop {
        let exclusive = mode == Mode::Write && retries >= EXCLUSIVE_FROM;
        let mut transaction = store.begin(if exclusive { Mode::WriteExclusive } else { mode }).await?;
        match work(&mut *transaction).await {
            // A conflict can surface as any error of the closure: it is taken as a conflict, and the work runs again.
            Err(_) if transaction.has_conflict() && retries < RETRIES => {}
            Err(error) => return Err(error),
            Ok(value) => match transaction.commit().await {
                Ok(()) => return Ok(value),
                Err(StoreError::Conflict) if retries < RETRIES => {}
                Err(error) => return Err(error.into()),
            },
        }
        retries += 1;
    }
}
