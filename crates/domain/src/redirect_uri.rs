//! Redirect URIs: which may be registered, and the comparison of a request's URI with the registered ones, byte by byte
//! (RFC 9700 2.1, RFC 8252).

mod registrable;

use alloc::string::String;
use core::fmt;

pub use registrable::InvalidRedirectUri;
use registrable::{check, is_port};

/// A redirect URI that may be registered.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

/// The difference between a request's redirect URI and the most similar registered one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The registered URI with the longest common prefix.
    pub nearest: RedirectUri,
    /// How many bytes of the registered URI are equal. A loopback port that may differ counts as equal.
    pub same_in_nearest: usize,
    /// How many bytes of the request's URI are equal.
    pub same_in_requested: usize,
}

impl RedirectUri {
    /// Parses a URI that an owner wants to register.
    ///
    /// # Errors
    /// The [`InvalidRedirectUri`] that tells what is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidRedirectUri> {
        check(text)?;
        Ok(Self(text.into()))
    }

    /// Its text, as registered or sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request's URI is equal to this registered one, byte by byte; on `127.0.0.1` and `[::1]` the port may
    /// differ (RFC 8252 7.3).
    pub fn allows(&self, requested: &str) -> bool {
        if self.0 == requested {
            return true;
        }
        match (without_loopback_port(&self.0), without_loopback_port(requested)) {
            (Some(registered), Some(requested)) => registered == requested,
            _ => false,
        }
    }

    /// The request's URI, if one of the registered URIs allows it.
    pub fn find(registered: &[Self], requested: &str) -> Option<Self> {
        let parsed = Self::parse(requested).ok()?;
        registered.iter().any(|uri| uri.allows(requested)).then_some(parsed)
    }

    /// The registered URI that is most similar to the request's, for the error page.
    pub fn nearest(registered: &[Self], requested: &str) -> Option<Mismatch> {
        let compared = registered.iter().map(|uri| {
            let (same_in_nearest, same_in_requested) = shared_beginning(&uri.0, requested);
            Mismatch { nearest: uri.clone(), same_in_nearest, same_in_requested }
        });
        compared.max_by_key(|mismatch| mismatch.same_in_requested)
    }

    /// The host of the app, with its port if there is one; for a native app, the scheme.
    pub fn host(&self) -> &str {
        let (scheme, host) = self.scheme_and_host();
        if self.is_private_use_scheme() { scheme } else { host }
    }

    fn scheme_and_host(&self) -> (&str, &str) {
        let (scheme, rest) = self.0.split_once(':').unwrap_or_default();
        (scheme, rest.strip_prefix("//").map_or("", |rest| split_authority(rest).0))
    }

    /// Whether the URI has a scheme of its own. The operating system lets any app claim such a scheme, so it does not
    /// prove the client's identity (RFC 8252 8.6).
    pub fn is_private_use_scheme(&self) -> bool {
        !self.0.starts_with("https://") && !self.0.starts_with("http://")
    }

    /// The scheme, if it is the app's own but not a domain name in reverse (RFC 8252 7.1), so that another app may have
    /// chosen the same. Owners are warned; the URI is accepted.
    pub fn undotted_scheme(&self) -> Option<&str> {
        let (scheme, _) = self.scheme_and_host();
        (self.is_private_use_scheme() && !scheme.contains('.')).then_some(scheme)
    }
}

/// The authority and the rest, starting with the path or query (RFC 3986 3.2). Fragments were rejected before.
fn split_authority(rest: &str) -> (&str, &str) {
    rest.find(['/', '?']).and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""))
}

/// The length of the common prefix in each URI. On a loopback address the port is skipped.
fn shared_beginning(registered: &str, requested: &str) -> (usize, usize) {
    let shared = |a: &str, b: &str| a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    match (without_loopback_port(registered), without_loopback_port(requested)) {
        (Some((host, tail)), Some((other_host, other_tail))) if host == other_host => {
            let tails = shared(tail, other_tail);
            (registered.len() - tail.len() + tails, requested.len() - other_tail.len() + tails)
        }
        _ => {
            let both = shared(registered, requested);
            (both, both)
        }
    }
}

/// The parts before and after the port of a URI on a loopback address; `None` for any other URI.
fn without_loopback_port(uri: &str) -> Option<(&str, &str)> {
    let (host, rest) = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find_map(|host| uri.strip_prefix(host).map(|rest| (host, rest)))?;
    let (port, tail) = split_authority(rest);
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some((host, tail))
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedirectUri({})", self.0)
    }
}
