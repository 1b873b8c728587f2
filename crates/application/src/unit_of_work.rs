//! A unit of work: the open transaction of a use case, with the time and the origin of the request. Everything that a
//! use case reads, writes or records goes through it.

mod event;
mod session;

use twinlock_domain::{SecretHash, Timestamp};
use twinlock_ports::{Mode, StoreError, Transaction, transaction};

use crate::{RequestOrigin, TransactionName, Twinlock};

/// An open transaction, with the ports, the time and the request that every step of a use case needs.
///
/// It is handed to the closure of [`Twinlock::write`], [`Twinlock::read`] or [`Twinlock::read_latest`]. The closure may run
/// again after a conflict with another transaction, so it changes nothing but the store. It ends in one of two ways:
/// `Ok` commits, also where the outcome is a refusal that has to be counted or recorded; `Err` rolls back.
pub(crate) struct UnitOfWork<'a> {
    /// Ports and settings.
    pub(crate) twinlock: &'a Twinlock,
    /// The transaction.
    pub(crate) tx: &'a mut dyn Transaction,
    /// The time of the use case: read once, before the transaction, and the same when the work is run again.
    pub(crate) now: Timestamp,
    /// The request that the use case answers.
    pub(crate) origin: &'a RequestOrigin,
}

impl UnitOfWork<'_> {
    /// The hash that the store keeps of a bearer secret.
    pub(crate) fn hash(&self, secret: &str) -> SecretHash {
        self.twinlock.hash(secret)
    }

    /// The same transaction for another origin: a request that was stored, and is processed now.
    pub(crate) fn on_behalf_of<'b>(&'b mut self, origin: &'b RequestOrigin) -> UnitOfWork<'b> {
        UnitOfWork { twinlock: self.twinlock, tx: self.tx, now: self.now, origin }
    }
}

impl Twinlock {
    /// Runs work in a transaction that writes. The server's own work, which answers no request, has [`RequestOrigin::none`].
    pub(crate) async fn write<T, E: From<StoreError>>(
        &self,
        name: TransactionName,
        origin: &RequestOrigin,
        mut work: impl AsyncFnMut(&mut UnitOfWork<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut runs = 0_u32;
        self.run(Mode::Write, origin, async |unit: &mut UnitOfWork<'_>| {
            runs += 1;
            if runs > 1 {
                self.ports.retries.transaction_retried(name);
            }
            work(unit).await
        })
        .await
    }

    /// Runs work that reads, from one snapshot.
    pub(crate) async fn read<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnMut(&mut UnitOfWork<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Mode::ReadSnapshot, RequestOrigin::none(), work).await
    }

    /// Runs work that reads with a single query, from the latest committed state.
    pub(crate) async fn read_latest<T, E: From<StoreError>>(
        &self,
        work: impl AsyncFnMut(&mut UnitOfWork<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.run(Mode::ReadLatest, RequestOrigin::none(), work).await
    }

    async fn run<T, E: From<StoreError>>(
        &self,
        mode: Mode,
        origin: &RequestOrigin,
        mut work: impl AsyncFnMut(&mut UnitOfWork<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let now = self.now();
        transaction(&*self.ports.store, mode, async |tx| {
            work(&mut UnitOfWork { twinlock: self, tx, now, origin }).await
        })
        .await
    }
}
