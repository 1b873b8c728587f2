//! How many people have access to an app, for its owner; and what an account's apps hold, for the account itself.

use twinlock_domain::{AppId, PolicyEpoch, Timestamp};

/// What an owner is told before and after flipping the requirement. Counts alone, never who.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct AccessCounts {
    /// Accounts whose consent is live.
    pub consented: u64,
    /// Those of them without a confirmed second factor.
    pub without_2fa: u64,
    /// Single-factor grants that can still be refreshed.
    pub grandfathered_grants: u64,
    /// When the last of their refresh tokens ends.
    pub last_grandfathered_expiry: Option<Timestamp>,
}

/// How many rows a store looks at to count those who have access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountLimit {
    /// Counts them all, however many they are. A store may end it with an error when that takes too long.
    All,
    /// Counts where at most so many live consents and at most so many grants of the present access would have to be
    /// looked at, so that it costs no more for a big app than for a small one.
    UpTo(u32),
}

/// Tokens that an app holds of an account and that have not ended: those of grants of one epoch and one kind together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The app.
    pub app: AppId,
    /// The epoch of the grants.
    pub epoch: PolicyEpoch,
    /// Whether a second factor had been passed for them.
    pub two_factor: bool,
    /// Whether these are refresh tokens. Otherwise they are access tokens.
    pub refreshable: bool,
    /// When the last of them ends.
    pub until: Timestamp,
}
