//! Tests of the store's public interface, on databases of their own in the cluster that `cargo xtask test` starts.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod connections;
mod contract;
mod corrupt;
mod database;
mod functions;
mod migrations;
mod sabotage;
mod statements;
