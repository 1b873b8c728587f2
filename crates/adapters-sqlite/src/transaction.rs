//! One transaction: a lent connection with a transaction open on it. The port's traits are implemented on it, one in
//! each file.

use std::time::Duration;

use async_trait::async_trait;
use diesel::SqliteConnection;
use twinlock_ports::{Joins, Mode, StoreError, Transaction};

use crate::connection::Lease;
use crate::error::{commit_failed, failed, is_locked};

/// The pause between two attempts to get a lock that another program holds, and the number of attempts.
const NAP: Duration = Duration::from_millis(10);
const NAPS: u32 = 500;

/// A transaction. Dropping it rolls it back.
pub(crate) struct SqliteTransaction {
    lease: Lease,
    mode: Mode,
}

impl SqliteTransaction {
    /// Begins. While another program (a command beside the server) holds the write lock, retries for some seconds
    /// without blocking the thread.
    pub(crate) async fn begin(mut lease: Lease, mode: Mode) -> Result<Self, StoreError> {
        for _ in 0..NAPS {
            match lease.begin(mode) {
                Err(error) if is_locked(&error) => tokio::time::sleep(NAP).await,
                begun => return begun.map_err(failed("begin")).map(|()| Self { lease, mode }),
            }
        }
        Err(StoreError::Unavailable("begin: another program holds the database's lock".into()))
    }

    /// The connection. Statements run on the calling thread: a point read takes some 20 µs, less than a change of
    /// threads.
    pub(crate) fn sqlite(&mut self) -> &mut SqliteConnection {
        &mut self.lease.sqlite
    }
}

/// A query costs no round trip here, so the default methods run separate queries instead of joins.
impl Joins for SqliteTransaction {}

#[async_trait]
impl Transaction for SqliteTransaction {
    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        if !self.lease.waits_for_disk(self.mode) {
            return self.lease.commit().map_err(commit_failed);
        }
        // The disk may take milliseconds, which must not block an async thread. If the caller is dropped meanwhile, the
        // commit still completes.
        match tokio::task::spawn_blocking(move || self.lease.commit()).await {
            Ok(committed) => committed.map_err(commit_failed),
            Err(_) => Err(StoreError::Unavailable("commit: the program is ending".into())),
        }
    }
}

impl Drop for SqliteTransaction {
    fn drop(&mut self) {
        self.lease.roll_back();
    }
}
