//! The state that every handler uses, and the part of it that a deployment configures.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ipnet::IpNet;
use twinlock_application::Twinlock;
use url::Url;

use crate::bounds;
use crate::limits::{Limits, RateLimits};
use crate::request::authority::Authority;

/// What a deployment configures of the HTTP side.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// The public URL, which is the issuer.
    pub public_url: Url,
    /// Proxies whose `X-Forwarded-For` is trusted. From any other peer the header is ignored.
    pub trusted_proxies: Vec<IpNet>,
    /// The rate limits.
    pub limits: Limits,
    /// How long the body of a request may take to arrive.
    pub body_timeout: Duration,
}

/// How long the body of a request may take to arrive, outside of tests.
pub const BODY_TIMEOUT: Duration = Duration::from_secs(bounds::BODY_SECONDS as u64);

/// The state that every handler uses: the use cases, the settings and the rate limits.
#[derive(Clone, Debug)]
pub struct AppState {
    pub(crate) twinlock: Twinlock,
    pub(crate) settings: Arc<HttpSettings>,
    pub(crate) rates: Arc<RateLimits>,
    /// Whether it was logged that a proxy may be missing in the settings.
    proxy_hint_given: Arc<AtomicBool>,
}

impl AppState {
    /// The state of a server that offers the use cases of `twinlock` over HTTP.
    pub fn new(twinlock: Twinlock, settings: HttpSettings) -> Self {
        let clock = twinlock.clone();
        let rates = RateLimits::new(&settings.limits, move || clock.now());
        Self { twinlock, settings: Arc::new(settings), rates: Arc::new(rates), proxy_hint_given: Arc::default() }
    }

    /// Whether this is the first call: a missing proxy is logged once and not with every request.
    pub(crate) fn is_first_proxy_hint(&self) -> bool {
        !self.proxy_hint_given.swap(true, Ordering::Relaxed)
    }

    /// Whether browsers reach this server by https: then cookies are `Secure` and named `__Host-`.
    pub(crate) fn is_https(&self) -> bool {
        self.settings.public_url.scheme() == "https"
    }

    /// Whether a `Host` header names this server.
    pub(crate) fn is_own_host(&self, host: &str) -> bool {
        self.own_authority().is_some_and(|own| Authority::of_host(self.settings.public_url.scheme(), host) == Some(own))
    }

    /// Whether an `Origin` header names this server.
    pub(crate) fn is_own_origin(&self, origin: &str) -> bool {
        self.own_authority().is_some_and(|own| Authority::of_origin(origin) == Some(own))
    }

    /// The public URL with which this server would accept a `Host` header; `None` if the header is not a host.
    pub(crate) fn public_url_for(&self, host: &str) -> Option<String> {
        Authority::of_host(self.settings.public_url.scheme(), host).map(|opened| opened.as_public_url())
    }

    fn own_authority(&self) -> Option<Authority> {
        Authority::of_url(&self.settings.public_url)
    }

    /// An absolute URL under the public one.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.twinlock.settings().issuer)
    }
}
