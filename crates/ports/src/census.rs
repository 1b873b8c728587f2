//! How many accounts have access to an app, for its owner; and which tokens an account's apps have, for the account's
//! owner.

use twinlock_domain::{AppId, PolicyEpoch, Timestamp};

/// The counts that an owner sees before and after changing the requirement. Never which accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AccessCounts {
    /// Accounts with a live consent.
    pub consented: u64,
    /// How many of these have no confirmed second factor.
    pub without_2fa: u64,
    /// Single-factor grants that can still be refreshed.
    pub grandfathered_grants: u64,
    /// When the last refresh token of these grants expires.
    pub last_grandfathered_expiry: Option<Timestamp>,
}

/// A limit on the rows that a store reads to count accounts with access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountLimit {
    /// No limit. A store may fail if counting takes too long.
    All,
    /// Count only if there are at most this many live consents and at most this many grants of the current epoch, so
    /// that counting costs no more for a big app than for a small one.
    UpTo(u32),
}

/// Unexpired tokens of an account that an app has, summed up by epoch and kind of their grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The app.
    pub app: AppId,
    /// The epoch of the grants.
    pub epoch: PolicyEpoch,
    /// Whether the grants are two-factor.
    pub two_factor: bool,
    /// Whether these are refresh tokens. Otherwise they are access tokens.
    pub refreshable: bool,
    /// When the last of these tokens expires.
    pub until: Timestamp,
}
