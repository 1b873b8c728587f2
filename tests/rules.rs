//! The rules over HTTP, each test named by its number.

mod access;
mod accounts;
mod apps;
mod consent;
mod elsewhere;
mod gate;
mod protocol;
mod story;
pub(crate) mod surface;
