//! The `twinlock` binary as a library: configuration, wiring and commands. Tests and embedders build the same
//! server over ports of their own with [`wire`].
#![warn(missing_docs)]

pub mod cli;
mod commands;
pub mod config;
pub mod database;
mod demo;
mod descriptors;
mod logging;
mod master_key_file;
mod nothing_here;
mod open;
mod operator;
mod ops;
mod report;
mod serve;
mod tasks;
mod utc;
mod wiring;

pub use report::{OutputFormat, Report};
pub use wiring::{Adapters, Assembly, wire};
