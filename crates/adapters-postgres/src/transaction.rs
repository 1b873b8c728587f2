//! One transaction, by optimistic concurrency control. It reads without locks, defers its writes, and commits by one
//! statement: the writes, and the validation of what it read. It begins a transaction in PostgreSQL only if the result
//! of a write is needed before the commit, or the mode requires one. The trait of each kind of row is implemented in
//! the file of that kind.

use async_trait::async_trait;
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use twinlock_domain::{AccountId, AppId, GrantId};
use twinlock_ports::{Mode, StoreError, Transaction};

use crate::column::Id;
use crate::commit_statement::{VersionCheck, Write};
use crate::connection::LentConnection;
use crate::deferred_writes::DeferredWrites;
use crate::pool::timely;
use crate::read_set::{ReadSet, Subject, Unused};

const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const BEGIN_WRITE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

/// A transaction. Dropping it rolls it back.
pub(crate) struct PgTransaction {
    connection: LentConnection,
    mode: Mode,
    has_conflict: bool,
    read_set: ReadSet,
    deferred: DeferredWrites,
}

impl PgTransaction {
    pub(crate) async fn begin(connection: Object<AsyncPgConnection>, mode: Mode) -> Result<Self, StoreError> {
        let mut connection = LentConnection::new(connection);
        match mode {
            Mode::ReadSnapshot => connection.begin(BEGIN_SNAPSHOT).await?,
            Mode::WriteExclusive => connection.begin(BEGIN_WRITE).await?,
            Mode::ReadLatest | Mode::Write => {}
        }
        let (read_set, deferred) = (ReadSet::default(), DeferredWrites::default());
        Ok(Self { connection, mode, has_conflict: false, read_set, deferred })
    }

    /// The connection, for a query. Deferred writes are sent first, so that the query sees them.
    pub(crate) async fn for_query(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        if self.deferred.is_empty() { self.connection.get() } else { self.for_write().await }
    }

    /// The connection, for a write whose result is needed at once. Begins a transaction in PostgreSQL if none is open.
    pub(crate) async fn for_write(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        self.may_write()?;
        if !self.connection.is_open() {
            self.connection.begin(BEGIN_WRITE).await?;
        }
        self.flush().await?;
        self.connection.get()
    }

    /// Defers a write until the commit, or until a query.
    pub(crate) async fn defer(&mut self, write: Write) -> Result<(), StoreError> {
        self.may_write()?;
        if !self.deferred.fits(&write) {
            self.for_write().await?;
        }
        self.deferred.write(write);
        Ok(())
    }

    /// Runs a write whose result is needed at once, and returns how many rows it changed.
    pub(crate) async fn execute<S>(&mut self, what: &'static str, statement: S) -> Result<usize, StoreError>
    where
        S: QueryFragment<Pg> + QueryId + Send,
    {
        let done = timely(statement.execute(self.for_write().await?)).await;
        self.check(what, done)
    }

    /// Converts a statement's database error to a [`StoreError`]; `what` names the kind of row. After an error the
    /// transaction no longer commits.
    pub(crate) fn check<T>(&mut self, what: &'static str, result: QueryResult<T>) -> Result<T, StoreError> {
        let result = self.connection.check(what, result);
        self.has_conflict |= matches!(result, Err(StoreError::Conflict));
        result
    }

    /// Adds the version of a subject that was read to the read set. The commit fails if the version has changed by
    /// then.
    pub(crate) fn track_version(&mut self, subject: Subject, version: i64) -> Result<(), StoreError> {
        if !self.mode.writes() {
            return Ok(());
        }
        let tracked = self.read_set.track_version(subject, version);
        self.has_conflict |= tracked.is_err();
        tracked
    }

    /// Tracks a single-use row that was read as unused.
    pub(crate) fn track_unused(&mut self, unused: Unused) {
        self.read_set.track_unused(unused);
    }

    /// Claims a single-use row. Returns whether it was read as unused, and was not claimed before: a deferred write can
    /// then use it up.
    pub(crate) fn claim_unused(&mut self, unused: Unused) -> bool {
        self.read_set.claim_unused(unused)
    }

    /// Untracks a grant, whose tokens are then no longer recorded by a deferred write.
    pub(crate) fn forget_grant(&mut self, id: GrantId) {
        self.read_set.forget_grant(id);
    }

    /// Locks a subject exclusively and raises its version at once, before its rows are written.
    pub(crate) async fn change(&mut self, subject: Subject) -> Result<(), StoreError> {
        self.change_later(subject);
        self.for_write().await.map(|_| ())
    }

    /// Locks a subject exclusively and raises its version when the deferred writes are sent.
    pub(crate) fn change_later(&mut self, subject: Subject) {
        let check = self.read_set.change(subject, |read| subject.change(read));
        if let Some(check) = check {
            self.deferred.check(check);
        }
    }

    /// Locks an app exclusively before its row is changed, by a statement that raises the version itself.
    pub(crate) async fn lock_app(&mut self, app: AppId) -> Result<(), StoreError> {
        let take = |read| VersionCheck::new("take_app", *app.as_bytes(), read);
        let check = self.read_set.change(Subject::App(app), take);
        if let Some(check) = check {
            self.deferred.check(check);
        }
        self.for_write().await.map(|_| ())
    }

    /// In [`Mode::WriteExclusive`], locks a subject before it is read.
    pub(crate) async fn lock_if_exclusive(&mut self, subject: Subject) -> Result<(), StoreError> {
        if self.is_exclusive() { self.change(subject).await } else { Ok(()) }
    }

    /// As [`Self::lock_if_exclusive`], for the account that a row belongs to, if the row was found.
    pub(crate) async fn lock_if_exclusive_holder(
        &mut self,
        what: &'static str,
        found: QueryResult<Option<Id<AccountId>>>,
    ) -> Result<(), StoreError> {
        match self.check(what, found)? {
            Some(Id(account)) => self.lock_if_exclusive(Subject::Account(account)).await,
            None => Ok(()),
        }
    }

    pub(crate) fn is_exclusive(&self) -> bool {
        self.mode == Mode::WriteExclusive
    }

    pub(crate) fn may_write(&self) -> Result<(), StoreError> {
        if self.mode.writes() {
            return Ok(());
        }
        Err(StoreError::Unavailable("a write in a reading transaction".into()))
    }

    /// Sends the deferred writes.
    async fn flush(&mut self) -> Result<(), StoreError> {
        let Some(statement) = self.deferred.take([], false) else { return Ok(()) };
        let done = timely(statement.execute(self.connection.get()?)).await;
        self.check("transaction", done).map(|_| ())
    }

    /// Sends the deferred writes and validates the read set, in one statement. A transaction that writes nothing is not
    /// validated.
    async fn validate_and_write(&mut self) -> Result<(), StoreError> {
        let is_open = self.connection.is_open();
        if !is_open && self.deferred.is_empty() {
            return Ok(());
        }
        let may_be_lost = !is_open && self.deferred.may_be_lost();
        let statement = self.deferred.take(self.read_set.validations(), may_be_lost);
        let Some(statement) = statement else { return Ok(()) };
        let done = timely(statement.execute(self.connection.get()?)).await;
        self.check("transaction", done).map(|_| ())
    }
}

#[async_trait]
impl Transaction for PgTransaction {
    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if self.has_conflict {
            return Err(StoreError::Conflict);
        }
        self.connection.ensure_sound()?;
        if self.mode.writes() {
            self.validate_and_write().await?;
        }
        self.connection.commit().await
    }

    fn has_conflict(&self) -> bool {
        self.has_conflict
    }
}
