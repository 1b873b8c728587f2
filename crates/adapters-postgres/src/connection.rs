//! The connection that is lent to one transaction: whether PostgreSQL has a transaction open on it, and whether it can be
//! used by another afterwards.

use diesel::result::QueryResult;
use diesel_async::pooled_connection::deadpool::Object;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use twinlock_ports::StoreError;

use crate::error::{breaks_connection, failed};
use crate::pool::timely;

/// The worst that has happened on a connection, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Health {
    Sound,
    /// A statement failed. PostgreSQL would answer `COMMIT` without an error all the same, and roll back.
    Failed,
    /// The connection broke, did not answer in time, or leads to a server that was fenced off as a standby.
    Broken,
}

/// A connection of the pool, lent to one transaction. Dropping it rolls back what is open.
pub(crate) struct LentConnection {
    /// `None` once it was given back.
    lent: Option<Object<AsyncPgConnection>>,
    is_open: bool,
    health: Health,
}

impl LentConnection {
    pub(crate) fn new(lent: Object<AsyncPgConnection>) -> Self {
        Self { lent: Some(lent), is_open: false, health: Health::Sound }
    }

    /// Whether PostgreSQL has a transaction open on it.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    pub(crate) fn get(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        let lent = self.lent.as_mut().ok_or_else(|| StoreError::Unavailable("the transaction has ended".into()))?;
        Ok(lent)
    }

    /// Begins a transaction in PostgreSQL.
    pub(crate) async fn begin(&mut self, statement: &str) -> Result<(), StoreError> {
        // Set before the statement is sent: a future that is dropped meanwhile is rolled back.
        self.is_open = true;
        let begun = timely(self.get()?.batch_execute(statement)).await;
        self.check("begin", begun)
    }

    /// Commits the transaction in PostgreSQL, if one is open.
    pub(crate) async fn commit(&mut self) -> Result<(), StoreError> {
        if self.is_open {
            let committed = timely(self.get()?.batch_execute("COMMIT")).await;
            self.check("commit", committed)?;
            self.is_open = false;
        }
        Ok(())
    }

    /// Converts a statement's database error to a [`StoreError`]; `what` names the kind of row. After an error
    /// [`Self::ensure_sound`] fails.
    pub(crate) fn check<T>(&mut self, what: &'static str, result: QueryResult<T>) -> Result<T, StoreError> {
        result.map_err(|error| {
            let health = if breaks_connection(&error) { Health::Broken } else { Health::Failed };
            self.health = self.health.max(health);
            failed(what, error)
        })
    }

    /// Fails if a statement failed, since PostgreSQL has then rolled back.
    pub(crate) fn ensure_sound(&self) -> Result<(), StoreError> {
        match self.health {
            Health::Sound => Ok(()),
            Health::Failed | Health::Broken => Err(StoreError::Unavailable("commit: a statement of it failed".into())),
        }
    }
}

impl Drop for LentConnection {
    fn drop(&mut self) {
        let Some(mut lent) = self.lent.take() else { return };
        if self.health == Health::Broken {
            drop(Object::take(lent));
            return;
        }
        if !self.is_open {
            return;
        }
        // Without a runtime, closing the connection rolls back.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            drop(Object::take(lent));
            return;
        };
        runtime.spawn(async move {
            if timely(lent.batch_execute("ROLLBACK")).await.is_err() {
                drop(Object::take(lent));
            }
        });
    }
}
