//! Accounts: signing up and in, second factors, sessions, devices, mailed links.

mod check_code;
mod occasion;
mod reauthenticate;
mod renew_session;

pub use check_code::CodeRefusal;
pub use reauthenticate::ReauthenticationRefusal;

pub(crate) use check_code::CodeVerdict;
pub(crate) use occasion::Occasion;
pub(crate) use reauthenticate::{CheckedPassword, Confirmation, Demand, Proof};
