//! Throwaway PostgreSQL clusters, so that tests and tools need PostgreSQL's programs, but no running server.
//!
//! [`Cluster`] is a server with its data in a temporary folder. [`fresh_database`] gives a test a migrated database of its
//! own in the cluster that `cargo xtask test` started.

#![expect(
    clippy::missing_errors_doc,
    reason = "whoever starts a cluster reads the error; nobody tells its causes apart"
)]

mod account;
mod cluster;
mod options;
mod port;
mod programs;
mod psql;
mod shared;
mod watch;

pub use account::Account;
pub use cluster::{Cluster, Shutdown};
pub use options::{Durability, Options};
pub use port::free as free_port;
pub use programs::{PROGRAMS_PACKAGE, Programs};
pub use psql::query;
pub use shared::{ADMIN_URL, Database, Shared, fingerprint, fresh_database};
