//! The pages: each file parses what its form says, runs one use case, and shows what came of it.

pub(crate) mod account;
pub(crate) mod apps;
pub(crate) mod consent;
pub(crate) mod dashboard;
pub(crate) mod developer;
pub(crate) mod enrolment;
pub(crate) mod links;
pub(crate) mod security;
pub(crate) mod sign_in;
pub(crate) mod sign_in_target;
pub(crate) mod sign_out;
pub(crate) mod sign_up;
pub(crate) mod two_factor;
