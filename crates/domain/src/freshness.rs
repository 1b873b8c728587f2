//! How recent an authentication a request requires: `max_age` and `prompt=login` (OIDC Core 3.1.2.1).

use core::time::Duration;

use crate::{Authentication, Timestamp};

/// The requirement of a request. Factors given after the request was made are always recent enough; otherwise a small
/// `max_age` could send the user in circles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreshnessDemand {
    /// `max_age`.
    pub max_age: Option<Duration>,
    /// Whether the password has to be given again in any case (`prompt=login`, `prompt=select_account`).
    pub login: bool,
    /// When the request was made.
    pub requested_at: Timestamp,
}

/// What the user has to give again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Nothing.
    Fresh,
    /// The password, and then the second factor too.
    SignIn,
    /// The second factor, which is too old. `auth_time` depends on it.
    Challenge,
}

impl FreshnessDemand {
    /// Checks an authentication.
    pub fn judge(&self, authentication: &Authentication, now: Timestamp) -> Freshness {
        let too_old = |at: Timestamp| at < self.requested_at && self.max_age.is_some_and(|age| now.since(at) > age);
        let password_at = authentication.password_at;
        if too_old(password_at) || (self.login && password_at < self.requested_at) {
            return Freshness::SignIn;
        }
        if authentication.second_factor.is_some_and(|factor| too_old(factor.at)) {
            return Freshness::Challenge;
        }
        Freshness::Fresh
    }
}
