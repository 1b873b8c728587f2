//! What every handler has at hand, and what a deployment sets of it.

use std::sync::Arc;

use ipnet::IpNet;
use twinlock_application::Twinlock;
use url::Url;

use crate::limits::{Limits, RateLimits};

/// What a deployment sets of the HTTP side.
#[derive(Clone, Debug)]
pub struct WebSettings {
    /// The public URL, which is the issuer.
    pub public_url: Url,
    /// Proxies whose `X-Forwarded-For` is believed. Of anybody else it is ignored.
    pub trusted_proxies: Vec<IpNet>,
    /// How often things may be tried.
    pub limits: Limits,
}

/// What every handler has at hand.
#[derive(Clone, Debug)]
pub struct Web {
    pub(crate) twinlock: Twinlock,
    pub(crate) settings: Arc<WebSettings>,
    pub(crate) rates: Arc<RateLimits>,
}

impl Web {
    /// Puts Twinlock behind HTTP.
    pub fn new(twinlock: Twinlock, settings: WebSettings) -> Self {
        let rates = RateLimits::new(&settings.limits, &twinlock);
        Self { twinlock, settings: Arc::new(settings), rates: Arc::new(rates) }
    }

    /// Whether browsers reach this by https: then cookies are `Secure` and named `__Host-`.
    pub(crate) fn is_https(&self) -> bool {
        self.settings.public_url.scheme() == "https"
    }

    /// The `Host` that browsers must have asked for.
    pub(crate) fn public_host(&self) -> String {
        let host = self.settings.public_url.host_str().unwrap_or_default();
        self.settings.public_url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The origin that a form of ours is sent from.
    pub(crate) fn public_origin(&self) -> String {
        self.settings.public_url.origin().ascii_serialization()
    }

    /// An absolute URL under the public one.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.twinlock.settings().issuer)
    }
}
