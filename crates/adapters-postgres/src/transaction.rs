//! One transaction. It reads without locks, puts its writes off, and settles all of them in one statement at the end,
//! together with a check that what it read is still so. Only where a write's answer is needed at once does it begin a
//! transaction of PostgreSQL's before. The port's traits are implemented on it, one in each file.

use std::mem;

use async_trait::async_trait;
use diesel::pg::Pg;
use diesel::query_builder::{QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use twinlock_domain::{AccountId, AppId, AuthorizationRequestId, GrantId, SecretHash};
use twinlock_ports::{Mode, StoreError, Transaction};

use crate::column::Id;
use crate::error::{breaks_connection, failed};
use crate::pool::timely;
use crate::settle::{CommitStatement, VersionCheck, Write};

const WHAT: &str = "transaction";

/// What a decision is made on: it has a version, and a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    App(AppId),
    Account(AccountId),
}

impl Subject {
    fn hold(self, seen: i64) -> VersionCheck {
        match self {
            Self::App(id) => VersionCheck::new("hold_app", *id.as_bytes(), Some(seen)),
            Self::Account(id) => VersionCheck::new("hold_account", *id.as_bytes(), Some(seen)),
        }
    }

    fn change(self, seen: Option<i64>) -> VersionCheck {
        match self {
            Self::App(id) => VersionCheck::new("change_app", *id.as_bytes(), seen),
            Self::Account(id) => VersionCheck::new("change_account", *id.as_bytes(), seen),
        }
    }
}

/// Something that works once, and was read as unused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unused {
    Code(GrantId),
    RefreshToken(SecretHash),
    Request(AuthorizationRequestId),
}

/// What its statements have come to, worse as it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Health {
    Sound,
    /// A statement failed. PostgreSQL would answer `COMMIT` without an error all the same, and roll back.
    Failed,
    /// The connection is good for nothing any more.
    Broken,
}

/// A transaction. Dropping it undoes it.
pub(crate) struct PgTransaction {
    /// There until it is given away.
    connection: Option<Object<AsyncPgConnection>>,
    mode: Mode,
    /// Whether a transaction of PostgreSQL's is open.
    open: bool,
    has_conflict: bool,
    health: Health,
    seen: Vec<(Subject, i64)>,
    /// What is changed, or will be by `terms`: nobody else's any more.
    changed: Vec<Subject>,
    unused: Vec<Unused>,
    terms: Vec<VersionCheck>,
    writes: Vec<Write>,
}

impl PgTransaction {
    pub(crate) async fn begin(connection: Object<AsyncPgConnection>, mode: Mode) -> Result<Self, StoreError> {
        let mut begun = Self {
            connection: Some(connection),
            mode,
            open: false,
            has_conflict: false,
            health: Health::Sound,
            seen: Vec::new(),
            changed: Vec::new(),
            unused: Vec::new(),
            terms: Vec::new(),
            writes: Vec::new(),
        };
        match mode {
            Mode::ReadSnapshot => begun.open("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            Mode::WriteExclusive => begun.open("BEGIN ISOLATION LEVEL READ COMMITTED").await?,
            Mode::ReadLatest | Mode::Write => {}
        }
        Ok(begun)
    }

    /// The connection, to ask something. What was put off is done first, so that the answer knows of it.
    pub(crate) async fn for_query(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        if !self.writes.is_empty() || !self.terms.is_empty() {
            return self.for_write().await;
        }
        self.connection()
    }

    /// The connection, for a write whose answer is needed at once.
    pub(crate) async fn for_write(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        self.may_write()?;
        if !self.open {
            self.open("BEGIN ISOLATION LEVEL READ COMMITTED").await?;
        }
        self.flush().await?;
        self.connection()
    }

    /// Puts a write off until the end, or until something is asked.
    pub(crate) async fn defer(&mut self, write: Write) -> Result<(), StoreError> {
        self.may_write()?;
        if !self.writes.iter().all(|other| write.goes_with(other)) {
            self.for_write().await?;
        }
        self.writes.push(write);
        Ok(())
    }

    /// Takes an answer of PostgreSQL's. Keeps in mind what it means for the rest of the transaction.
    pub(crate) fn done<T>(&mut self, what: &'static str, answer: QueryResult<T>) -> Result<T, StoreError> {
        answer.map_err(|error| {
            let health = if breaks_connection(&error) { Health::Broken } else { Health::Failed };
            self.health = self.health.max(health);
            let error = failed(what, error);
            self.has_conflict |= matches!(error, StoreError::Conflict);
            error
        })
    }

    /// Notes the version in which something was read. The transaction fails if it is another when it ends.
    pub(crate) fn track_version(&mut self, subject: Subject, version: i64) -> Result<(), StoreError> {
        if !self.mode.writes() || self.changed.contains(&subject) {
            return Ok(());
        }
        match self.seen.iter().find(|(known, _)| *known == subject) {
            None => self.seen.push((subject, version)),
            Some((_, before)) if *before == version => {}
            Some(_) => {
                self.has_conflict = true;
                return Err(StoreError::Conflict);
            }
        }
        Ok(())
    }

    /// Notes that something works once, and has not been used.
    pub(crate) fn track_unused(&mut self, unused: Unused) {
        self.unused.push(unused);
    }

    /// Whether it was read as unused. From then on it counts as used.
    pub(crate) fn claim_unused(&mut self, unused: Unused) -> bool {
        let before = self.unused.len();
        self.unused.retain(|known| *known != unused);
        self.unused.len() < before
    }

    /// Makes a subject this transaction's alone, until it ends.
    pub(crate) async fn change(&mut self, subject: Subject) -> Result<(), StoreError> {
        self.change_later(subject);
        self.for_write().await.map(|_| ())
    }

    /// The same, no later than what was put off is done.
    pub(crate) fn change_later(&mut self, subject: Subject) {
        self.claim(subject, |seen| subject.change(seen));
    }

    /// Makes an app this transaction's alone, for a change of its row, which writes the next version with all else.
    pub(crate) async fn lock_app(&mut self, app: AppId) -> Result<(), StoreError> {
        self.claim(Subject::App(app), |seen| VersionCheck::new("take_app", *app.as_bytes(), seen));
        self.for_write().await.map(|_| ())
    }

    fn claim(&mut self, subject: Subject, term: impl FnOnce(Option<i64>) -> VersionCheck) {
        if !self.changed.contains(&subject) {
            let seen = self.seen.iter().find(|(known, _)| *known == subject).map(|(_, version)| *version);
            self.seen.retain(|(known, _)| *known != subject);
            self.changed.push(subject);
            self.terms.push(term(seen));
        }
    }

    /// Before something is read of a subject: where others keep coming before, nobody else may change it meanwhile.
    pub(crate) async fn lock_if_exclusive(&mut self, subject: Subject) -> Result<(), StoreError> {
        if self.is_exclusive() { self.change(subject).await } else { Ok(()) }
    }

    /// The same for the account that was found to hold something.
    pub(crate) async fn lock_if_exclusive_holder(
        &mut self,
        what: &'static str,
        found: QueryResult<Option<Id<AccountId>>>,
    ) -> Result<(), StoreError> {
        match self.done(what, found)? {
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

    fn connection(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        let connection = self.connection.as_mut().ok_or_else(|| StoreError::Unavailable("it has ended".into()))?;
        Ok(connection)
    }

    async fn open(&mut self, begin: &str) -> Result<(), StoreError> {
        // Before it is sent: should the caller go away meanwhile, it is rolled back.
        self.open = true;
        let done = timely(self.connection()?.batch_execute(begin)).await;
        self.done("begin", done)
    }

    /// Runs a statement whose effect is needed at once, and says how many rows it had one on.
    pub(crate) async fn execute<S>(&mut self, what: &'static str, statement: S) -> Result<usize, StoreError>
    where
        S: QueryFragment<Pg> + QueryId + Send,
    {
        let done = timely(statement.execute(self.for_write().await?)).await;
        self.done(what, done)
    }

    /// Does what was put off.
    async fn flush(&mut self) -> Result<(), StoreError> {
        let terms = mem::take(&mut self.terms);
        self.send(terms, false).await
    }

    /// Does what was put off, and makes sure that what was read is still so.
    async fn settle(&mut self) -> Result<(), StoreError> {
        let has_work = self.open || !self.writes.is_empty() || !self.terms.is_empty();
        if !has_work {
            return Ok(());
        }
        let is_fleeting = !self.open && self.terms.is_empty() && !self.writes.iter().any(Write::is_lasting);
        let mut terms = mem::take(&mut self.terms);
        terms.extend(self.seen.iter().map(|(subject, version)| subject.hold(*version)));
        self.send(terms, is_fleeting).await
    }

    /// All writes that were put off, and these terms, in one statement.
    async fn send(&mut self, terms: Vec<VersionCheck>, is_fleeting: bool) -> Result<(), StoreError> {
        if terms.is_empty() && self.writes.is_empty() {
            return Ok(());
        }
        let settlement = CommitStatement::new(terms, mem::take(&mut self.writes), is_fleeting);
        let done = timely(settlement.execute(self.connection()?)).await;
        self.done(WHAT, done).map(|_| ())
    }
}

#[async_trait]
impl Transaction for PgTransaction {
    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if self.has_conflict {
            return Err(StoreError::Conflict);
        }
        if self.health > Health::Sound {
            return Err(StoreError::Unavailable("commit: a statement of it failed".into()));
        }
        if self.mode.writes() {
            self.settle().await?;
        }
        if self.open {
            let done = timely(self.connection()?.batch_execute("COMMIT")).await;
            self.done("commit", done)?;
            self.open = false;
        }
        Ok(())
    }

    fn has_conflict(&self) -> bool {
        self.has_conflict
    }
}

impl Drop for PgTransaction {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if self.health == Health::Broken {
            drop(Object::take(connection));
            return;
        }
        if !self.open {
            return;
        }
        // Where nothing runs any more, closing the connection undoes it as well.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(Object::take(connection));
            return;
        };
        runtime.spawn(async move {
            if timely(connection.batch_execute("ROLLBACK")).await.is_err() {
                drop(Object::take(connection));
            }
        });
    }
}
