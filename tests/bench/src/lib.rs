//! Measures what Twinlock costs, from outside: the release server on a throwaway database, with real flows, in turns with
//! a bare server that does only what each operation cannot do without.

#![expect(clippy::missing_errors_doc, reason = "whoever measures reads the error; nobody tells its causes apart")]

mod bench_client;
pub mod contention;
mod cpu;
mod document;
mod figure;
mod floor_site;
mod machine;
mod memory;
pub mod memory_over_time;
pub mod nodes;
mod noise;
mod operation;
mod options;
mod phase;
mod quantiles;
mod relay;
mod round;
mod run;
pub mod scale;
mod server;
mod site;
mod store;
mod table;
mod wire;

pub use operation::Operation;
pub use options::{Instead, Options};
pub use run::run;
pub use store::Kind;
