//! Scheme, host and port of a URL, compared by their meaning and not as text.

use std::fmt;

use url::{Host, Url};

/// Scheme, host and port. Two values that mean the same are equal: case, a port that is the scheme's default, a dot at
/// the end of the name, and the spelling of an IP address make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Authority {
    scheme: String,
    host: Host<String>,
    port: u16,
}

impl Authority {
    /// Of a URL; `None` where it has no host.
    pub(crate) fn of_url(url: &Url) -> Option<Self> {
        let host = match url.host()? {
            Host::Domain(name) => Host::Domain(name.strip_suffix('.').unwrap_or(name).to_owned()),
            Host::Ipv4(address) => Host::Ipv4(address),
            Host::Ipv6(address) => Host::Ipv6(address),
        };
        Some(Self { scheme: url.scheme().to_owned(), host, port: url.port_or_known_default()? })
    }

    /// Of a `Host` header (RFC 9110 7.2), which is a host and perhaps a port and nothing else.
    pub(crate) fn of_host(scheme: &str, header: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        if header.is_empty() || !header.bytes().all(plain) {
            return None;
        }
        Self::of_url(&Url::parse(&format!("{scheme}://{header}")).ok()?)
    }

    /// Of an `Origin` header (RFC 6454 7), which has a scheme in addition.
    pub(crate) fn of_origin(header: &str) -> Option<Self> {
        let (scheme, host) = header.split_once("://")?;
        Self::of_host(&scheme.to_ascii_lowercase(), host)
    }

    /// The public URL under which browsers can reach this server by this host. Plain http is for loopback hosts only.
    pub(crate) fn as_public_url(&self) -> String {
        let is_loopback = match &self.host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        if is_loopback || self.scheme == "https" {
            return self.to_string();
        }
        let port = if self.port == 80 { 443 } else { self.port };
        Self { scheme: "https".into(), host: self.host.clone(), port }.to_string()
    }
}

impl fmt::Display for Authority {
    /// As a URL without a path; the scheme's own port is left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.host)?;
        match (self.scheme.as_str(), self.port) {
            ("http", 80) | ("https", 443) => Ok(()),
            (_, port) => write!(f, ":{port}"),
        }
    }
}

#[cfg(test)]
mod tests;
