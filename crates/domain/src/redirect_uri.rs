//! Redirect URIs: which may be registered, and that a request's is the registered one, byte by byte
//! (RFC 9700 2.1, RFC 8252).

use alloc::string::String;
use core::fmt;

/// Why a redirect URI cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedirectUri {
    /// Not an absolute URI in ASCII without spaces, or longer than 2,000 bytes.
    #[error("not an absolute URI in ASCII")]
    NotAbsolute,
    /// It has a fragment (RFC 6749 3.1.2).
    #[error("a redirect URI has no fragment")]
    Fragment,
    /// It has a wildcard.
    #[error("a redirect URI has no wildcard")]
    Wildcard,
    /// It has a user name or a password before its host.
    #[error("a redirect URI has no user name")]
    UserInfo,
    /// Its path has `.` or `..` segments, a backslash or an encoded slash.
    #[error("the path must be in its plain form")]
    Path,
    /// Plain http elsewhere than on this machine (RFC 8252 8.3).
    #[error("http is for 127.0.0.1, [::1] and localhost alone: use https")]
    InsecureHttp,
    /// A scheme of its own without a dot (RFC 8252 7.1), or one that runs something.
    #[error("a scheme of your own is a domain name in reverse, such as com.example.app")]
    Scheme,
}

/// A redirect URI that may be registered.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

/// Where a request's redirect URI departs from the nearest registered one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The registered URI that shares the longest beginning with it.
    pub nearest: RedirectUri,
    /// How many bytes they share.
    pub common: usize,
}

impl RedirectUri {
    /// Checks what an owner would register.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, InvalidRedirectUri> {
        let plain = !text.is_empty() && text.len() <= 2000 && text.bytes().all(|b| (0x21..=0x7e).contains(&b));
        let unsafe_bytes = |b: u8| matches!(b, b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}');
        if !plain || text.bytes().any(unsafe_bytes) || !has_whole_escapes(text) {
            return Err(InvalidRedirectUri::NotAbsolute);
        }
        if text.contains('#') {
            return Err(InvalidRedirectUri::Fragment);
        }
        if text.contains('*') {
            return Err(InvalidRedirectUri::Wildcard);
        }
        if text.contains('\\') {
            return Err(InvalidRedirectUri::Path);
        }
        let (scheme, rest) = text.split_once(':').ok_or(InvalidRedirectUri::NotAbsolute)?;
        match (scheme, rest.strip_prefix("//")) {
            ("https", Some(rest)) => _ = check_authority_and_path(rest)?,
            ("http", Some(rest)) => {
                let host = check_authority_and_path(rest)?;
                if !matches!(host, "localhost" | "127.0.0.1" | "[::1]") {
                    return Err(InvalidRedirectUri::InsecureHttp);
                }
            }
            ("https" | "http", None) => return Err(InvalidRedirectUri::NotAbsolute),
            (own, _) => check_own_scheme(own, rest)?,
        }
        Ok(Self(text.into()))
    }

    /// Its text, as registered or sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a request's URI is this registered one: the same bytes; on `127.0.0.1` and `[::1]` the port is
    /// free (RFC 8252 7.3).
    pub fn allows(&self, requested: &str) -> bool {
        if self.0 == requested {
            return true;
        }
        match (without_loopback_port(&self.0), without_loopback_port(requested)) {
            (Some(registered), Some(requested)) => registered == requested,
            _ => false,
        }
    }

    /// The URI that a request names, if one of those registered allows it.
    pub fn find(registered: &[Self], requested: &str) -> Option<Self> {
        let parsed = Self::parse(requested).ok()?;
        registered.iter().any(|uri| uri.allows(requested)).then_some(parsed)
    }

    /// The registered URI that a request came nearest to, for the page that explains.
    pub fn nearest(registered: &[Self], requested: &str) -> Option<Mismatch> {
        let common = |uri: &Self| uri.0.bytes().zip(requested.bytes()).take_while(|(a, b)| a == b).count();
        let nearest = registered.iter().max_by_key(|uri| common(uri))?;
        Some(Mismatch { nearest: nearest.clone(), common: common(nearest) })
    }

    /// What a Content Security Policy's `form-action` must allow for a form whose answer leads here: the
    /// origin, or the scheme alone where the policy has no way to write the origin (CSP3 6.7.2: no custom
    /// scheme has one, and of addresses only 127.0.0.1 is ever matched).
    pub fn form_action_source(&self) -> &str {
        let (scheme, host) = self.scheme_and_host();
        let host_name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        let writable = host_name == "127.0.0.1" || !(host_name.contains(['[', '_']) || is_ipv4(host_name));
        let end = if self.is_claimable() || !writable {
            scheme.len() + ":".len()
        } else {
            scheme.len() + "://".len() + host.len()
        };
        self.0.get(..end).unwrap_or_default()
    }

    /// The host that people know the app by, with its port if it names one; the scheme of a native app.
    pub fn host(&self) -> &str {
        let (scheme, host) = self.scheme_and_host();
        if self.is_claimable() { scheme } else { host }
    }

    fn scheme_and_host(&self) -> (&str, &str) {
        let (scheme, rest) = self.0.split_once(':').unwrap_or_default();
        (scheme, rest.strip_prefix("//").map_or("", |rest| split_authority(rest).0))
    }

    /// Whether the operating system lets any app claim it, so that nothing vouches for the client's identity
    /// (RFC 8252 8.6).
    pub fn is_claimable(&self) -> bool {
        !self.0.starts_with("https://") && !self.0.starts_with("http://")
    }
}

/// Every `%` begins an escape of two hexadecimal digits (RFC 3986 2.1).
fn has_whole_escapes(text: &str) -> bool {
    let is_escape = |after: &str| after.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    text.split('%').skip(1).all(is_escape)
}

/// What comes before the path, and the rest (RFC 3986 3.2; there is no fragment any more).
fn split_authority(rest: &str) -> (&str, &str) {
    rest.find(['/', '?']).and_then(|end| rest.split_at_checked(end)).unwrap_or((rest, ""))
}

fn check_authority_and_path(rest: &str) -> Result<&str, InvalidRedirectUri> {
    let (authority, tail) = split_authority(rest);
    if authority.contains('@') {
        return Err(InvalidRedirectUri::UserInfo);
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let name_ok = host.split('.').all(|label| !label.is_empty())
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_'));
    let literal = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let literal_ok = literal.is_some_and(|address| address.parse::<core::net::Ipv6Addr>().is_ok());
    if !port.is_none_or(is_port) || !(name_ok || literal_ok) {
        return Err(InvalidRedirectUri::NotAbsolute);
    }
    check_path(tail)?;
    Ok(host)
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_ipv4(host: &str) -> bool {
    host.parse::<core::net::Ipv4Addr>().is_ok()
}

fn check_path(tail: &str) -> Result<(), InvalidRedirectUri> {
    let path = tail.split('?').next().unwrap_or_default().to_ascii_lowercase();
    let dotted = path.split('/').any(|segment| matches!(segment, "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."));
    if dotted || path.contains("%2f") || path.contains("%5c") { Err(InvalidRedirectUri::Path) } else { Ok(()) }
}

fn check_own_scheme(scheme: &str, rest: &str) -> Result<(), InvalidRedirectUri> {
    let shape = scheme.split('.').all(|part| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'+')
    });
    if !shape || !scheme.contains('.') {
        return Err(InvalidRedirectUri::Scheme);
    }
    // Without the slash it is most likely an https URI whose scheme was forgotten: `app.example.com:8443/back`.
    if !rest.starts_with('/') {
        return Err(InvalidRedirectUri::NotAbsolute);
    }
    let (authority, tail) = rest.strip_prefix("//").map_or(("", rest), split_authority);
    if authority.contains('@') {
        return Err(InvalidRedirectUri::UserInfo);
    }
    check_path(tail)
}

/// The two sides of the port of a URI on a loopback address; `None` for any other URI.
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
