//! What an operator does at the command line, by the same use cases that the pages go through.

pub(crate) mod accounts;
pub(crate) mod apps;
pub(crate) mod config;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod users;
