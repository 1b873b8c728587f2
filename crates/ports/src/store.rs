//! The store: the traits of all nouns together as [`Transaction`], and [`transaction`], which opens one, runs a closure in
//! it and commits.

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
use crate::keys::{ServerSecrets, SigningKeys};
use crate::links::Links;
use crate::outbox::Outbox;
use crate::second_factors::SecondFactors;
use crate::sessions::Sessions;
use crate::tokens::Tokens;
use crate::upkeep::Upkeep;

/// How a transaction reads and writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Read-only, from one snapshot that is no older than the call. A write is refused as [`StoreError::Unavailable`].
    ReadSnapshot,
    /// Read-only without a snapshot: each call sees the latest committed state. For a single query. Writes are refused
    /// as in [`Mode::ReadSnapshot`].
    ReadLatest,
    /// Read-write. What it reads of an app's policy, an account's factors, a session or a one-time artefact still holds
    /// when it commits; otherwise the commit is a [`StoreError::Conflict`].
    Write,
    /// Read-write, taking its row locks before reading. Used from the second retry on, so that work that keeps losing
    /// conflicts gets through.
    WriteExclusive,
}

impl Mode {
    /// Whether it may write.
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
    /// When the database cannot be reached.
    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, StoreError>;

    /// Whether the schema is there and is the one that this program knows.
    ///
    /// # Errors
    /// When it cannot be read, or is another.
    async fn check_schema(&self) -> Result<(), StoreError>;
}

/// Everything a use case may do to the store in one go. Dropping it undoes all of it.
///
/// Methods that answer `bool` say whether they changed what they were asked to change; `Option` is `None` where there is
/// no such row.
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
    + Tokens
    + Links
    + FormAnswers
    + Outbox
    + AuditLog
    + SigningKeys
    + ServerSecrets
    + Joins
    + Directory
    + Upkeep
    + Send
{
    /// Makes it last. When this returns `Ok`, it survives a crash.
    ///
    /// # Errors
    /// When it conflicts with another, or the database is gone; whether it was done is then unknown.
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;

    /// Whether another transaction came first, so that this one can only be run again: some call has answered
    /// [`StoreError::Conflict`].
    fn has_conflict(&self) -> bool {
        false
    }
}

/// How often work that conflicts is run again.
const RETRIES: u32 = 5;

/// From which retry on it takes its locks before reading.
const EXCLUSIVE_FROM: u32 = 2;

/// Runs `work` in one transaction and commits when it answers `Ok`; an error undoes everything. A refusal that must
/// leave a trace is therefore an `Ok` value. `work` may run again after a conflict, so it has no other effect.
///
/// # Errors
/// What `work` answers, or what the store says.
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
