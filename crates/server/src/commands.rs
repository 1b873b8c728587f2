//! The commands of an operator. They call the same use cases as the pages.

pub(crate) mod accounts;
pub(crate) mod apps;
pub(crate) mod config;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod users;
