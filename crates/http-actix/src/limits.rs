//! Rate limits, checked before expensive work: by address, and by address and account or app, so that an attacker slows
//! down nobody else.

mod clock;
mod key;
mod limiter;

use std::net::IpAddr;
use std::num::NonZeroU32;

use twinlock_application::domain::{AccountId, EmailAddress, Timestamp};

use crate::bounds;
use crate::http_error::HttpError;
use clock::PortClock;
use key::{Digest, Place, Subject};
use limiter::Limiter;

/// Rate limits, each per minute. An IPv6 address is counted by its /64 network; in addition each /48 network has a
/// limit of eight times the quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Passwords and sign-ups from one address.
    pub passwords_by_address: NonZeroU32,
    /// Passwords for one account from one address.
    pub passwords_by_account: NonZeroU32,
    /// Codes from one address. Each account has the throttle of R5 besides.
    pub codes_by_address: NonZeroU32,
    /// Mailed links requested from one address.
    pub links_by_address: NonZeroU32,
    /// Requests to the token, introspection and revocation endpoints from one address.
    pub tokens_by_address: NonZeroU32,
    /// The same by one client from one address.
    pub tokens_by_client: NonZeroU32,
    /// Authorization requests from one address that are stored although nobody is signed in.
    pub requests_by_address: NonZeroU32,
    /// Apps that one account registers.
    pub apps_by_account: NonZeroU32,
}

impl Limits {
    /// The same limit for everything.
    pub const fn all(per_minute: NonZeroU32) -> Self {
        Self {
            passwords_by_address: per_minute,
            passwords_by_account: per_minute,
            codes_by_address: per_minute,
            links_by_address: per_minute,
            tokens_by_address: per_minute,
            tokens_by_client: per_minute,
            requests_by_address: per_minute,
            apps_by_account: per_minute,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            passwords_by_address: at_least_one(60),
            passwords_by_account: at_least_one(10),
            codes_by_address: at_least_one(60),
            links_by_address: at_least_one(10),
            tokens_by_address: at_least_one(12_000),
            tokens_by_client: at_least_one(6000),
            requests_by_address: at_least_one(60),
            apps_by_account: at_least_one(10),
        }
    }
}

const fn at_least_one(count: u32) -> NonZeroU32 {
    match NonZeroU32::new(count) {
        Some(count) => count,
        None => NonZeroU32::MIN,
    }
}

/// The quota of a /48 IPv6 network, as a multiple of the quota of one address.
const SITE_FACTOR: NonZeroU32 = at_least_one(8);
/// How many KiB a stored authorization request may have on average.
const KIB_OF_A_REQUEST: NonZeroU32 = at_least_one(8);
/// The size of the longest request body, in KiB.
const LONGEST_REQUEST: NonZeroU32 = at_least_one(64);

/// A limit by address or /64 network, and the wider limit of the /48 networks around them.
#[derive(Debug)]
struct Limit {
    place: Limiter,
    site: Limiter,
}

impl Limit {
    fn new(per_minute: NonZeroU32, clock: &PortClock) -> Self {
        Self {
            place: Limiter::new(per_minute, bounds::KEYS_OF_A_LIMIT, clock),
            site: Limiter::new(per_minute.saturating_mul(SITE_FACTOR), bounds::KEYS_OF_A_LIMIT, clock),
        }
    }
}

/// The limiters.
#[derive(Debug)]
pub(crate) struct RateLimits {
    digest: Digest,
    passwords_by_address: Limit,
    passwords_by_account: Limit,
    codes_by_address: Limit,
    links_by_address: Limit,
    tokens_by_address: Limit,
    tokens_by_client: Limit,
    requests_by_address: Limit,
    request_kib_by_address: Limit,
    apps_by_account: Limiter,
}

impl RateLimits {
    pub(crate) fn new(limits: &Limits, now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let clock = PortClock::new(now);
        let limit = |per_minute| Limit::new(per_minute, &clock);
        // The longest request must pass, however low the limit is.
        let kib = limits.requests_by_address.saturating_mul(KIB_OF_A_REQUEST).max(LONGEST_REQUEST);
        Self {
            digest: Digest::default(),
            passwords_by_address: limit(limits.passwords_by_address),
            passwords_by_account: limit(limits.passwords_by_account),
            codes_by_address: limit(limits.codes_by_address),
            links_by_address: limit(limits.links_by_address),
            tokens_by_address: limit(limits.tokens_by_address),
            tokens_by_client: limit(limits.tokens_by_client),
            requests_by_address: limit(limits.requests_by_address),
            request_kib_by_address: limit(kib),
            apps_by_account: Limiter::new(limits.apps_by_account, bounds::KEYS_OF_A_LIMIT, &clock),
        }
    }

    /// Called before a password is checked, with the email address that was sent with it.
    pub(crate) fn password(&self, address: IpAddr, email: &str) -> Result<(), HttpError> {
        self.check(&self.passwords_by_address, address, &Subject::All)?;
        let email = EmailAddress::parse(email);
        let account = email.as_ref().map_or(Subject::Unreadable, Subject::Email);
        self.check(&self.passwords_by_account, address, &account)
    }

    /// Called before a password is checked that is entered again in a session: the value of the session cookie.
    pub(crate) fn password_again(&self, address: IpAddr, session: Option<&str>) -> Result<(), HttpError> {
        self.check(&self.passwords_by_address, address, &Subject::All)?;
        let session = session.map_or(Subject::Unreadable, Subject::Session);
        self.check(&self.passwords_by_account, address, &session)
    }

    /// Called before an account is created.
    pub(crate) fn sign_up(&self, address: IpAddr) -> Result<(), HttpError> {
        self.check(&self.passwords_by_address, address, &Subject::All)
    }

    /// Called before a code is checked.
    pub(crate) fn code(&self, address: IpAddr) -> Result<(), HttpError> {
        self.check(&self.codes_by_address, address, &Subject::All)
    }

    /// Called before a link is mailed.
    pub(crate) fn link(&self, address: IpAddr) -> Result<(), HttpError> {
        self.check(&self.links_by_address, address, &Subject::All)
    }

    /// Called before a client is authenticated.
    pub(crate) fn client(&self, address: IpAddr, client: &str) -> Result<(), HttpError> {
        self.check(&self.tokens_by_address, address, &Subject::All)?;
        let app = client.parse().map_or(Subject::Unreadable, Subject::App);
        self.check(&self.tokens_by_client, address, &app)
    }

    /// Called before an authorization request is stored without a signed-in user. Limits number and size of such
    /// requests.
    pub(crate) fn authorization_request(&self, address: IpAddr, bytes: usize) -> Result<(), HttpError> {
        self.check(&self.requests_by_address, address, &Subject::All)?;
        let kib = u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX);
        let kib = NonZeroU32::new(kib).unwrap_or(NonZeroU32::MIN);
        self.check_many(&self.request_kib_by_address, address, &Subject::All, kib)
    }

    /// Called before an account registers an app.
    pub(crate) fn app(&self, account: AccountId) -> Result<(), HttpError> {
        let key = self.digest.of(Place::Anywhere, &Subject::Account(account));
        self.apps_by_account.check(key, NonZeroU32::MIN).map_err(HttpError::too_many)
    }

    /// Removes the keys whose quota is full again.
    pub(crate) fn sweep(&self) {
        self.limiters().for_each(Limiter::sweep);
    }

    /// How many keys are counted, over all limits.
    pub(crate) fn keys(&self) -> usize {
        self.limiters().map(Limiter::keys).sum()
    }

    fn limiters(&self) -> impl Iterator<Item = &Limiter> {
        let limits = [
            &self.passwords_by_address,
            &self.passwords_by_account,
            &self.codes_by_address,
            &self.links_by_address,
            &self.tokens_by_address,
            &self.tokens_by_client,
            &self.requests_by_address,
            &self.request_kib_by_address,
        ];
        limits.into_iter().flat_map(|limit| [&limit.place, &limit.site]).chain([&self.apps_by_account])
    }

    fn check(&self, limit: &Limit, address: IpAddr, subject: &Subject<'_>) -> Result<(), HttpError> {
        self.check_many(limit, address, subject, NonZeroU32::MIN)
    }

    fn check_many(
        &self,
        limit: &Limit,
        address: IpAddr,
        subject: &Subject<'_>,
        many: NonZeroU32,
    ) -> Result<(), HttpError> {
        let place = Place::of(address);
        limit.place.check(self.digest.of(place, subject), many).map_err(HttpError::too_many)?;
        place
            .site()
            .map_or(Ok(()), |site| limit.site.check(self.digest.of(site, subject), many).map_err(HttpError::too_many))
    }
}

/// Removes the keys that a server's rate limits no longer need. To be called every few minutes.
pub fn sweep_rate_limits(state: &crate::AppState) {
    state.rates.sweep();
}

/// How many keys the rate limits of a server count.
pub fn rate_limit_keys(state: &crate::AppState) -> usize {
    state.rates.keys()
}

#[cfg(test)]
mod tests;
