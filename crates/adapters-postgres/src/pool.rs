//! The connection pool: how connections are opened, the timeouts on them, and the check of idle ones.

use std::future::Future;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{HookError, Timeouts};
use diesel::ConnectionError;
use diesel::result::QueryResult;
use diesel_async::pooled_connection::deadpool::{Hook, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::FutureExt as _;

use crate::error::{OpenError, too_slow};
use crate::url::Target;

/// How long a request waits for a free connection of the pool.
const WAIT: Duration = Duration::from_secs(5);

/// The timeout of one call to the database. PostgreSQL's own timeouts are shorter ([`SETTINGS`]); this one is for a
/// network or a machine that froze.
const PATIENCE: Duration = Duration::from_secs(12);

/// A connection that has been idle for this long is pinged before it is used again.
const TRUSTED_FOR: Duration = Duration::from_secs(15);

/// The timeout of that ping.
const PING: Duration = Duration::from_secs(2);

/// Sent on each new connection. The timeouts end a statement that waits for a lock, and a transaction whose program
/// froze; JIT compilation is never worth its cost for statements this small.
const SETTINGS: &str = "SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
    SET idle_in_transaction_session_timeout = '10s'; SET default_transaction_isolation = 'read committed'; SET jit = off";

/// Waits for a call to the database, for at most [`PATIENCE`].
pub(crate) async fn timely<T>(answer: impl Future<Output = QueryResult<T>>) -> QueryResult<T> {
    tokio::time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(too_slow()))
}

/// A pool of up to `size` connections, which are opened as they are needed.
pub(crate) fn pool(target: Target, size: usize) -> Result<Pool<AsyncPgConnection>, OpenError> {
    // Long enough to try every host.
    let create = target.patience() + PING;
    let mut config = ManagerConfig::<AsyncPgConnection>::default();
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |_| {
        let target = target.clone();
        async move { connect(&target).await.map_err(|error| ConnectionError::BadConnection(error.cause())) }.boxed()
    });
    // The manager requires a URL, which `custom_setup` ignores in favour of `target`.
    let manager = AsyncDieselConnectionManager::new_with_config("", config);
    Pool::builder(manager)
        .max_size(size)
        .timeouts(Timeouts { wait: Some(WAIT), create: Some(create), recycle: Some(WAIT) })
        .runtime(Runtime::Tokio1)
        .pre_recycle(Hook::async_fn(|connection: &mut AsyncPgConnection, metrics| {
            let rested = metrics.last_used();
            Box::pin(async move {
                if rested < TRUSTED_FOR {
                    return Ok(());
                }
                match tokio::time::timeout(PING, connection.batch_execute("SELECT 1")).await {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(_)) | Err(_) => Err(HookError::message("the server does not answer any more")),
                }
            })
        }))
        .build()
        .map_err(|error| OpenError::Postgres(error.to_string()))
}

/// A new connection, ready for use.
pub(crate) async fn connect(target: &Target) -> Result<AsyncPgConnection, OpenError> {
    let mut connection = target.connect().await?;
    connection.batch_execute(SETTINGS).await.map_err(|error| OpenError::Postgres(error.to_string()))?;
    Ok(connection)
}
