//! The embedded store: SQLite through diesel, one file (mode 0600) or memory alone.
//!
//! One connection writes, a few read. A writing transaction holds the only writer from `BEGIN IMMEDIATE` to its end, so
//! writing transactions are serial; a reading one sees one snapshot and waits for no writer. A commit that returned
//! survives a crash (`synchronous = FULL`).
//!
//! ```
//! use twinlock_adapters_sqlite::SqliteStore;
//! use twinlock_ports::{Mode, Store, StoreError, transaction};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let store = SqliteStore::in_memory()?;
//! store.check_schema().await?;
//! let anyone = transaction(&store, Mode::ReadSnapshot, async |tx| tx.newest_admin().await).await?;
//! assert!(anyone.is_none());
//! # Ok(())
//! # }
//! ```
#![warn(missing_docs)]

mod accounts;
mod apps;
mod audit_log;
mod authorization_requests;
mod backup;
mod column;
mod connection;
mod consents;
mod devices;
mod directory;
mod error;
mod form_answers;
mod grants;
mod keys;
mod links;
mod machine_tokens;
mod migrate;
mod outbox;
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

pub use error::OpenError;
pub use store::{OnOpen, SqliteStore};
