//! The JSON API: cookie session plus the header `X-CSRF-Token`.

pub mod app_json;
pub(crate) mod consent;
pub(crate) mod developer;
pub(crate) mod session;
