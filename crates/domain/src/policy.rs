//! An app's requirement and its epochs (R6). "Before" and "after" are compared by epoch, never by time.

use core::time::Duration;

use crate::Timestamp;

/// A value of an app's counter. The counter rises by one when the requirement is turned on and when all consents are
/// revoked (R6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PolicyEpoch(u64);

impl PolicyEpoch {
    /// From the number in the store.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The number for the store.
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// The requirements of an app for the accounts that authorize it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AppPolicy {
    /// Whether *Require 2FA* is on.
    pub two_factor_required: bool,
    /// The current value of the app's counter.
    pub epoch: PolicyEpoch,
    /// The epoch of the last time the requirement was turned on; kept while it is off (R14). Zero: never on.
    pub required_epoch: PolicyEpoch,
    /// When the requirement was last turned on, for display only.
    pub required_since: Option<Timestamp>,
    /// The epoch of the last *revoke all* (R16). Zero: never.
    pub revoked_epoch: PolicyEpoch,
    /// When all consents were last revoked, for display only.
    pub revoked_at: Option<Timestamp>,
    /// How long ago a factor must have been enrolled to satisfy this app (R22).
    pub enrolment_age: Duration,
}

impl AppPolicy {
    /// Whether these values are possible at all. A store checks this for every policy that it reads, and returns an
    /// error instead of guessing (R26).
    ///
    /// ```
    /// # use twinlock_domain::{AppPolicy, Timestamp};
    /// let mut policy = AppPolicy::default();
    /// assert!(policy.makes_sense());
    /// policy.two_factor_required = true;
    /// assert!(!policy.makes_sense(), "it is on, and never was turned on");
    /// policy.two_factor_required = false;
    /// policy.require_2fa(Timestamp::from_unix_seconds(1_790_000_000));
    /// assert!(policy.makes_sense());
    /// ```
    pub fn makes_sense(&self) -> bool {
        let ever_on = self.required_epoch > PolicyEpoch::default();
        let ever_revoked = self.revoked_epoch > PolicyEpoch::default();
        (ever_on || !self.two_factor_required)
            && self.required_since.is_some() == ever_on
            && self.revoked_at.is_some() == ever_revoked
            && self.required_epoch.max(self.revoked_epoch) <= self.epoch
    }

    /// Turns the requirement on. Returns whether anything changed: the epoch does not rise if it is on already.
    pub fn require_2fa(&mut self, now: Timestamp) -> bool {
        if self.two_factor_required {
            return false;
        }
        self.two_factor_required = true;
        self.required_epoch = self.raise();
        self.required_since = Some(now);
        true
    }

    /// Turns the requirement off. Grants that it froze stay frozen (R14). Returns whether anything changed.
    pub fn lift_2fa(&mut self) -> bool {
        core::mem::replace(&mut self.two_factor_required, false)
    }

    /// Ends every existing consent, code, access token and refresh token, by raising one number (R16).
    pub fn revoke_all(&mut self, now: Timestamp) {
        self.revoked_epoch = self.raise();
        self.revoked_at = Some(now);
    }

    /// Whether the latest *revoke all* ended consents and grants of this epoch (R16).
    pub fn has_revoked(&self, epoch: PolicyEpoch) -> bool {
        epoch < self.revoked_epoch
    }

    /// Whether a consent or grant of this epoch is older than the latest requirement, on or off by now (R13, R14).
    pub fn predates_requirement(&self, epoch: PolicyEpoch) -> bool {
        epoch < self.required_epoch
    }

    fn raise(&mut self) -> PolicyEpoch {
        self.epoch = PolicyEpoch(self.epoch.0.saturating_add(1));
        self.epoch
    }
}
