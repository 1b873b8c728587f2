//! Histories of Twinlock under faults, and the checker that reads them.

#![expect(clippy::missing_errors_doc, reason = "whoever runs a history reads the error; nobody tells its causes apart")]

pub mod check;
pub mod clock;
pub mod history;
pub mod nemesis;
pub mod people;
pub mod proxy;
pub mod race;
pub mod record;
pub mod recorder;
pub mod rng;
pub mod run;
pub mod site;
pub mod stop;
pub mod summary;
