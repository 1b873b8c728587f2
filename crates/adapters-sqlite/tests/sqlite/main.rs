//! Tests of the store's public interface, in one binary, so that SQLite is linked only once.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod contract;
mod corrupt;
mod file;
mod sabotage;
