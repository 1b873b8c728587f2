//! Web origins (RFC 6454): the scheme, host and port of a page in a browser.

use alloc::format;
use alloc::string::String;
use core::net::Ipv6Addr;

use crate::RedirectUri;

/// The origin of a page that may be an app: https, or plain http on this machine.
///
/// Equal origins have equal texts: the default port of the scheme is left out, an IPv6 address is in its shortest form,
/// and on the addresses `127.0.0.1` and `[::1]` the port is left out, because there a redirect URI may have any port
/// (RFC 8252 7.3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// Parses an `Origin` header. `None` for `null`, and for anything that is not such an origin.
    pub fn parse(header: &str) -> Option<Self> {
        let (_, authority) = header.split_once("://")?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._:[]".contains(&b);
        if authority.is_empty() || !authority.bytes().all(plain) {
            return None;
        }
        Self::of(&RedirectUri::parse(header).ok()?)
    }

    /// The origin of a redirect URI. `None` for a URI scheme of an app's own, which has no web origin.
    pub fn of(uri: &RedirectUri) -> Option<Self> {
        if uri.is_private_use_scheme() {
            return None;
        }
        let (scheme, rest) = uri.as_str().split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
            _ => (authority, own_port(scheme)),
        };
        let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let host = match literal.and_then(|address| address.parse::<Ipv6Addr>().ok()) {
            Some(address) => format!("[{address}]"),
            None => host.into(),
        };
        let is_free = scheme == "http" && matches!(host.as_str(), "127.0.0.1" | "[::1]");
        let text = if is_free || port == own_port(scheme) {
            format!("{scheme}://{host}")
        } else {
            format!("{scheme}://{host}:{port}")
        };
        Some(Self(text))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn own_port(scheme: &str) -> u16 {
    if scheme == "https" { 443 } else { 80 }
}
