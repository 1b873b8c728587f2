//! Rate limits, before anything costs much: by address, and by address and account, so that a stranger slows down
//! nobody but themselves.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use twinlock_application::Twinlock;

use crate::refused::Refused;

/// How often things may be tried, each per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Passwords and sign-ups from one address.
    pub passwords_by_address: NonZeroU32,
    /// Passwords for one account from one address.
    pub passwords_by_account: NonZeroU32,
    /// Codes from one address. Each account has the throttle of R5 besides.
    pub codes_by_address: NonZeroU32,
    /// Mailed links asked for from one address.
    pub links_by_address: NonZeroU32,
    /// Requests to the token, introspection and revocation endpoints by one client from one address.
    pub tokens_by_client: NonZeroU32,
    /// Authorization requests from one address that are stored although nobody is signed in.
    pub requests_by_address: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        let per_minute = |count| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
        Self {
            passwords_by_address: per_minute(60),
            passwords_by_account: per_minute(10),
            codes_by_address: per_minute(60),
            links_by_address: per_minute(10),
            tokens_by_client: per_minute(6000),
            requests_by_address: per_minute(60),
        }
    }
}

/// Time for the limiter, from the clock port.
#[derive(Clone)]
pub(crate) struct PortClock(Twinlock);

/// A point of that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tick(u64);

impl Reference for Tick {
    fn duration_since(&self, earlier: Self) -> Nanos {
        Nanos::new(self.0.saturating_sub(earlier.0))
    }

    fn saturating_sub(&self, span: Nanos) -> Self {
        Self(self.0.saturating_sub(span.as_u64()))
    }
}

impl std::ops::Add<Nanos> for Tick {
    type Output = Self;

    fn add(self, span: Nanos) -> Self {
        Self(self.0.saturating_add(span.as_u64()))
    }
}

impl governor::clock::Clock for PortClock {
    type Instant = Tick;

    fn now(&self) -> Tick {
        let millis = u64::try_from(self.0.now().unix_millis()).unwrap_or(0);
        Tick(millis.saturating_mul(1_000_000))
    }
}

type Keyed = RateLimiter<String, DashMapStateStore<String>, PortClock, NoOpMiddleware<Tick>>;

/// The limiters.
pub(crate) struct RateLimits {
    clock: PortClock,
    passwords_by_address: Keyed,
    passwords_by_account: Keyed,
    codes_by_address: Keyed,
    links_by_address: Keyed,
    tokens_by_client: Keyed,
    requests_by_address: Keyed,
}

impl std::fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RateLimits")
    }
}

impl RateLimits {
    pub(crate) fn new(limits: &Limits, twinlock: &Twinlock) -> Self {
        let clock = PortClock(twinlock.clone());
        let keyed = |count| {
            let store = DashMapStateStore::default();
            RateLimiter::new(Quota::per_minute(count), store, clock.clone())
        };
        Self {
            passwords_by_address: keyed(limits.passwords_by_address),
            passwords_by_account: keyed(limits.passwords_by_account),
            codes_by_address: keyed(limits.codes_by_address),
            links_by_address: keyed(limits.links_by_address),
            tokens_by_client: keyed(limits.tokens_by_client),
            requests_by_address: keyed(limits.requests_by_address),
            clock,
        }
    }

    /// Before a password is looked at.
    pub(crate) fn password(&self, address: &str, email: &str) -> Result<(), Refused> {
        self.check(&self.passwords_by_address, address)?;
        let account = format!("{address} {}", email.trim().to_ascii_lowercase());
        self.check(&self.passwords_by_account, &account)
    }

    /// Before an account is made.
    pub(crate) fn sign_up(&self, address: &str) -> Result<(), Refused> {
        self.check(&self.passwords_by_address, address)
    }

    /// Before a code is looked at.
    pub(crate) fn code(&self, address: &str) -> Result<(), Refused> {
        self.check(&self.codes_by_address, address)
    }

    /// Before a link is mailed.
    pub(crate) fn link(&self, address: &str) -> Result<(), Refused> {
        self.check(&self.links_by_address, address)
    }

    /// Before a client is authenticated.
    pub(crate) fn client(&self, address: &str, client: &str) -> Result<(), Refused> {
        self.check(&self.tokens_by_client, &format!("{address} {client}"))
    }

    /// Before an authorization request of somebody who is not signed in is stored.
    pub(crate) fn authorization_request(&self, address: &str, _bytes: usize) -> Result<(), Refused> {
        self.check(&self.requests_by_address, address)
    }

    /// Forgets keys that have been quiet, so that memory does not grow with strangers.
    pub(crate) fn sweep(&self) {
        for limiter in [
            &self.passwords_by_address,
            &self.passwords_by_account,
            &self.codes_by_address,
            &self.links_by_address,
            &self.tokens_by_client,
            &self.requests_by_address,
        ] {
            limiter.retain_recent();
        }
    }

    fn check(&self, limiter: &Keyed, key: &str) -> Result<(), Refused> {
        limiter.check_key(&key.to_owned()).map_err(|until| {
            let wait: Duration = until.wait_time_from(self.clock.now());
            Refused::too_many(wait)
        })
    }
}

/// Forgets what the rate limits of a server no longer need. To be called every few minutes.
pub fn sweep_rate_limits(web: &crate::Web) {
    Arc::clone(&web.rates).sweep();
}
