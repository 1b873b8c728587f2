//! The program as an operator runs it: real processes in a folder of their own, checked by their JSON output.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what a test stands on may fail it too"
)]

mod accounts;
mod apps;
mod configuration;
mod place;
mod places;
mod servers;
