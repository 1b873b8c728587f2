//! Readiness: the schema is that of this program, and the database accepts writes.

use crate::RequestOrigin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use twinlock_domain::Timestamp;

use crate::{Failure, TransactionName, Twinlock};

/// The least time between two attempts to write, however often readiness is asked for.
const TRY_EVERY: Duration = Duration::from_secs(2);

/// The result of the last attempt to write.
#[derive(Debug, Default)]
pub(crate) struct LastWrite(Mutex<Option<Tried>>);

/// What a readiness check has to do.
enum Next {
    /// Return the result of a recent attempt: why it failed, if it did.
    Tell(Option<String>),
    /// Attempt a write.
    Try,
}

#[derive(Clone, Debug)]
struct Tried {
    at: Timestamp,
    failed: Option<String>,
}

impl LastWrite {
    /// What a check has to do: return the last result if it is recent, otherwise attempt a write. While one caller
    /// attempts it, the others get the previous result.
    fn next(&self, now: Timestamp) -> Next {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *last {
            Some(tried) if now.since(tried.at) < TRY_EVERY && tried.at <= now => Next::Tell(tried.failed.clone()),
            Some(tried) => {
                tried.at = now;
                Next::Try
            }
            None => Next::Try,
        }
    }

    fn note(&self, at: Timestamp, failed: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Tried { at, failed });
    }
}

/// Why the server is not ready.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// The schema cannot be read, or is not that of this program.
    #[error(transparent)]
    Schema(Failure),
    /// The database does not accept writes.
    #[error("the database takes no writes: {0}")]
    Write(String),
}

impl Twinlock {
    /// Whether the schema is that of this program, and the database accepts writes: on a full disk, a read-only file
    /// system or a standby, reading works but nobody can sign in. A write is attempted every two seconds at most.
    ///
    /// # Errors
    /// [`NotReady::Schema`] if the schema cannot be read or is another; [`NotReady::Write`] if the database does not
    /// accept writes.
    pub async fn check_ready(&self) -> Result<(), NotReady> {
        self.ports.store.check_schema().await.map_err(|error| NotReady::Schema(error.into()))?;
        let now = self.now();
        let failed = match self.last_write.next(now) {
            Next::Tell(found) => found,
            Next::Try => {
                let tried = self
                    .write::<_, Failure>(TransactionName::TryToWrite, RequestOrigin::none(), async |work| {
                        Ok(work.tx.try_to_write(work.now).await?)
                    })
                    .await;
                let failed = tried.err().map(|error| error.to_string());
                self.last_write.note(now, failed.clone());
                failed
            }
        };
        failed.map_or(Ok(()), |cause| Err(NotReady::Write(cause)))
    }
}
