//! Refresh tokens: rotation, reuse, and the end of grandfathered access (R13, R14, R17).

use core::time::Duration;

use crate::{AppPolicy, Grant, GrantId, SecretHash, Timestamp};

/// How long things last. Each is a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// An authorization code.
    pub code: Duration,
    /// An access token.
    pub access_token: Duration,
    /// A refresh token, from its last rotation.
    pub refresh_sliding: Duration,
    /// All refresh tokens of a grant, from the grant's beginning.
    pub refresh_absolute: Duration,
    /// A session, from sign-in.
    pub session: Duration,
    /// A session, from its last use.
    pub session_idle: Duration,
    /// A pending authorization request.
    pub authorization_request: Duration,
    /// A device that an account trusts (R2).
    pub trusted_device: Duration,
    /// How long a password counts as just given (R21).
    pub password_fresh: Duration,
    /// A line of the audit log.
    pub audit: Duration,
    /// A line of the audit log that tells of a refusal.
    pub audit_refusals: Duration,
    /// For how long the answer to a rotated refresh token can be had again, should it have been lost on the way (R17).
    pub refresh_retry: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        const DAY: u64 = 24;
        Self {
            code: Duration::from_mins(1),
            access_token: Duration::from_mins(10),
            refresh_sliding: Duration::from_hours(30 * DAY),
            refresh_absolute: Duration::from_hours(90 * DAY),
            session: Duration::from_hours(12),
            session_idle: Duration::from_mins(30),
            authorization_request: Duration::from_hours(1),
            trusted_device: Duration::from_hours(30 * DAY),
            password_fresh: Duration::from_mins(5),
            audit: Duration::from_hours(400 * DAY),
            audit_refusals: Duration::from_hours(90 * DAY),
            refresh_retry: Duration::from_secs(30),
        }
    }
}

impl Lifetimes {
    /// When the first refresh token of a grant ends.
    pub fn first_expiry(&self, grant: &Grant, now: Timestamp) -> Timestamp {
        (now + self.refresh_sliding).min(grant.absolute_expiry)
    }
}

/// A refresh token on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its hash.
    pub hash: SecretHash,
    /// Its grant.
    pub grant: GrantId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was exchanged for its successor.
    pub rotated_at: Option<Timestamp>,
}

/// What presenting a refresh token amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshUse {
    /// It may be exchanged.
    Fresh,
    /// It was exchanged a moment ago ([`Lifetimes::refresh_retry`]): the same answer again, nothing new.
    Retry,
    /// It was exchanged before that: somebody has a copy. The whole grant ends.
    Reuse,
    /// It is past its end.
    Expired,
}

impl RefreshToken {
    /// What presenting it now amounts to.
    ///
    /// The exchange may have been noted by a server whose clock is ahead of this one's, and then it seems to lie in the
    /// future. That can lengthen the time in which the answer is told again by the difference of the two clocks, but
    /// never to more than twice what is set: an exchange that seems to lie further ahead than that is reuse.
    pub fn judge(&self, now: Timestamp, lifetimes: &Lifetimes) -> RefreshUse {
        let window = lifetimes.refresh_retry;
        match self.rotated_at {
            Some(at) if now.since(at) <= window && at.since(now) <= window => RefreshUse::Retry,
            Some(_) => RefreshUse::Reuse,
            None if now >= self.expires_at => RefreshUse::Expired,
            None => RefreshUse::Fresh,
        }
    }

    /// When its successor ends. A frozen grant hands on the end it had: it never slides (R13).
    pub fn next_expiry(&self, policy: &AppPolicy, grant: &Grant, lifetimes: &Lifetimes, now: Timestamp) -> Timestamp {
        if grant.is_frozen(policy) { self.expires_at } else { lifetimes.first_expiry(grant, now) }
    }
}

impl Grant {
    /// Whether its access ends with the refresh token it has: single-factor, and older than the latest
    /// requirement, which may be off again (R13, R14).
    pub fn is_frozen(&self, policy: &AppPolicy) -> bool {
        !self.authentication.is_two_factor() && policy.predates_requirement(self.epoch)
    }
}
