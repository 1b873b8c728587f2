//! The JSON API: cookie session plus the header `X-CSRF-Token`.

pub mod app_json;
pub(crate) mod consent;
pub(crate) mod developer;
mod json_body;
pub(crate) mod session;
