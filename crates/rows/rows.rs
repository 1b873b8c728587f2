//! The rows of the tables, and their conversion to and from the records of the ports. Both stores compile this folder
//! as a module of theirs, with their own `schema` and `column`: the types in `column` have the same names and meaning
//! in both, while diesel needs the column types of each database. SQL is not shared.
//!
//! A corrupt row is an error, never replaced by a default (R26). Each file has the name of its kind of row for errors.

pub(crate) mod accounts;
pub(crate) mod apps;
pub(crate) mod audit_log;
pub(crate) mod authentication;
pub(crate) mod authorization_requests;
pub(crate) mod consents;
pub(crate) mod devices;
pub(crate) mod form_answers;
pub(crate) mod grants;
pub(crate) mod keys;
pub(crate) mod links;
pub(crate) mod machine_tokens;
pub(crate) mod outbox;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod values;
