//! The store as others see it, in one binary: linking SQLite once is enough.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod contract;
mod corrupt;
mod file;
mod sabotage;
