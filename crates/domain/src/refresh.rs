//! Refresh tokens: rotation, reuse, and the end of grandfathered access (R13, R14, R17).

use core::time::Duration;

use crate::{AppPolicy, Generation, Grant, Timestamp};

/// The lifetimes, each of which is a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Of an authorization code.
    pub code: Duration,
    /// Of an access token.
    pub access_token: Duration,
    /// Of a refresh token, from its last rotation.
    pub refresh_sliding: Duration,
    /// Of all refresh tokens of a grant, from when the grant was made.
    pub refresh_absolute: Duration,
    /// Of a session, from sign-in.
    pub session: Duration,
    /// Of a session, from its last use.
    pub session_idle: Duration,
    /// Of a pending authorization request.
    pub authorization_request: Duration,
    /// Of the trust in a device (R2).
    pub trusted_device: Duration,
    /// How long a password counts as just given (R21).
    pub password_fresh: Duration,
    /// Of an event in the audit log.
    pub audit: Duration,
    /// Of an event in the audit log about a refusal.
    pub audit_refusals: Duration,
    /// How long the response to a rotated refresh token can be repeated, if it was lost (R17).
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
    /// When the first refresh token of a grant expires.
    pub fn first_expiry(&self, grant: &Grant, now: Timestamp) -> Timestamp {
        (now + self.refresh_sliding).min(grant.absolute_expiry)
    }
}

/// The result of presenting a refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefreshUse {
    /// It may be exchanged.
    Fresh,
    /// It was exchanged a moment ago ([`Lifetimes::refresh_retry`]): the same response is sent again.
    Retry,
    /// It was exchanged longer ago, so somebody has a copy. The whole grant ends.
    Reuse,
    /// It has expired.
    Expired,
    /// The grant has led to no such token, as after a failover to a database that had not received the last transactions.
    Unknown,
}

impl Grant {
    /// The result of presenting the refresh token of a generation now.
    ///
    /// The exchange may have been recorded by a node whose clock is ahead of this one's, so that it seems to lie in the
    /// future. This can lengthen the retry window by the difference of the clocks, but never to more than twice the
    /// setting: an exchange further in the future is treated as reuse.
    pub fn judge_refresh(&self, presented: Generation, now: Timestamp, lifetimes: &Lifetimes) -> RefreshUse {
        let Some(tokens) = self.tokens() else { return RefreshUse::Unknown };
        let Some(expires_at) = tokens.refresh_expires_at else { return RefreshUse::Unknown };
        if presented == Generation::NONE || presented > tokens.generation {
            return RefreshUse::Unknown;
        }
        if presented == tokens.generation {
            return if now >= expires_at { RefreshUse::Expired } else { RefreshUse::Fresh };
        }
        // When its successor was issued, it was exchanged.
        let (window, exchanged_at) = (lifetimes.refresh_retry, tokens.issued_at);
        let is_last_but_one = presented.next() == Some(tokens.generation);
        if is_last_but_one && now.since(exchanged_at) <= window && exchanged_at.since(now) <= window {
            RefreshUse::Retry
        } else {
            RefreshUse::Reuse
        }
    }

    /// When the next refresh token expires. The successor of a frozen grant's token expires at the same time, so it never
    /// slides (R13).
    pub fn next_refresh_expiry(&self, policy: &AppPolicy, lifetimes: &Lifetimes, now: Timestamp) -> Timestamp {
        let current = self.tokens().and_then(|tokens| tokens.refresh_expires_at);
        match current {
            Some(end) if self.is_frozen(policy) => end,
            Some(_) | None => lifetimes.first_expiry(self, now),
        }
    }

    /// Whether the grant's access ends with its current refresh token: it is single-factor, and older than the latest
    /// requirement, which may be off again (R13, R14).
    pub fn is_frozen(&self, policy: &AppPolicy) -> bool {
        !self.authentication.is_two_factor() && policy.predates_requirement(self.epoch)
    }
}
