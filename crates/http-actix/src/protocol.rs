//! The endpoints that relying parties call.

pub(crate) mod authorize;
mod claims;
mod client_auth;
pub(crate) mod discovery;
pub(crate) mod introspect;
pub(crate) mod revoke;
pub(crate) mod token;
pub(crate) mod userinfo;
