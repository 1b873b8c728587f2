//! The store for many nodes: PostgreSQL (14 or newer) through diesel-async, by any number of stateless programs at once.
//!
//! It uses optimistic concurrency control: a transaction reads without locks and writes in one statement, which fails
//! with a conflict if an app or account that was read has another version by then; the port's `transaction` then runs
//! the work again. Changes of an app or account take an exclusive advisory lock. A commit that returned survives a
//! crash, except for authorization codes, which nobody has used yet, and times of last use.
//!
//! ```no_run
//! use twinlock_adapters_postgres::{OnOpen, PostgresStore};
//! use twinlock_ports::{Mode, Store, StoreError, transaction};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let store = PostgresStore::open("postgres://twinlock@localhost/twinlock", OnOpen::Migrate).await?;
//! store.check_schema().await?;
//! let newest = transaction::<_, StoreError>(&store, Mode::ReadSnapshot, async |tx| tx.newest_admin().await).await?;
//! # Ok(())
//! # }
//! ```
#![warn(missing_docs)]

mod accounts;
mod apps;
mod audit_log;
mod authorization_requests;
mod column;
mod commit_statement;
mod connection;
mod consents;
mod deadlock;
mod deferred_writes;
mod devices;
mod directory;
mod error;
mod form_answers;
mod grants;
mod hosts;
mod joins;
mod keys;
mod links;
mod machine_tokens;
mod migrate;
mod outbox;
mod pool;
mod prelude;
mod read_set;
mod request_parameters;
#[path = "../../rows/rows.rs"]
mod rows;
mod schema;
mod second_factors;
mod sessions;
mod store;
mod sweep;
mod transaction;
mod upkeep;
mod url;

pub use error::OpenError;
pub use store::{OnOpen, PostgresStore};
pub use url::check_url;
