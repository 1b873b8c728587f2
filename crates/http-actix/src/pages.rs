//! The pages: the handlers of each file parse a form, run one use case, and render its outcome.

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
