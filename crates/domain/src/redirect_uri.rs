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
        if !plain || text.bytes().any(unsafe_bytes) {
            return Err(InvalidRedirectUri::NotAbsolute);
        }
        if text.contains('#') {
            return Err(InvalidRedirectUri::Fragment);
        }
        if text.contains('*') {
            return Err(InvalidRedirectUri::Wildcard);
        }
        let (scheme, rest) = text.split_once(':').ok_or(InvalidRedirectUri::NotAbsolute)?;
        match (scheme, rest.strip_prefix("//")) {
            ("https", Some(rest)) => check_authority_and_path(rest).map(|_| ())?,
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
    /// origin, or the scheme alone where there is no origin.
    pub fn form_action_source(&self) -> &str {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return self.0.split_once(':').map_or("", |(scheme, _)| self.0.get(..=scheme.len()).unwrap_or(""));
        };
        if scheme != "https" && scheme != "http" {
            return self.0.get(..=scheme.len()).unwrap_or("");
        }
        let authority = rest.find(['/', '?']).unwrap_or(rest.len());
        self.0.get(..scheme.len() + "://".len() + authority).unwrap_or("")
    }

    /// The host that people know the app by, or the scheme of a native app.
    pub fn host(&self) -> &str {
        let source = self.form_action_source();
        source.split_once("://").map_or(source.trim_end_matches(':'), |(_, host)| host)
    }

    /// Whether the operating system lets any app claim it, so that nothing vouches for the client's identity
    /// (RFC 8252 8.6).
    pub fn is_claimable(&self) -> bool {
        !self.0.starts_with("https://") && !self.0.starts_with("http://")
    }
}

fn check_authority_and_path(rest: &str) -> Result<&str, InvalidRedirectUri> {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).ok_or(InvalidRedirectUri::NotAbsolute)?;
    if authority.contains('@') {
        return Err(InvalidRedirectUri::UserInfo);
    }
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let port_ok = port.is_none_or(|port| !port.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0));
    let name_ok = !host.is_empty()
        && host.split('.').all(|label| !label.is_empty())
        && host.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_'));
    let literal_ok = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(|address| {
        !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
    });
    if !port_ok || !(name_ok || literal_ok) {
        return Err(InvalidRedirectUri::NotAbsolute);
    }
    let path = tail.split('?').next().unwrap_or_default();
    let lower = path.to_ascii_lowercase();
    let dotted = lower.split('/').any(|segment| matches!(segment, "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."));
    if dotted || lower.contains('\\') || lower.contains("%2f") || lower.contains("%5c") {
        return Err(InvalidRedirectUri::Path);
    }
    Ok(host)
}

fn check_own_scheme(scheme: &str, rest: &str) -> Result<(), InvalidRedirectUri> {
    let shape = scheme.split('.').all(|part| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'+')
    });
    if !shape || !scheme.contains('.') {
        return Err(InvalidRedirectUri::Scheme);
    }
    if rest.is_empty() { Err(InvalidRedirectUri::NotAbsolute) } else { Ok(()) }
}

/// The two sides of the port of a URI on a loopback address; `None` for any other URI.
fn without_loopback_port(uri: &str) -> Option<(&str, &str)> {
    let (host, rest) = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find_map(|host| uri.strip_prefix(host).map(|rest| (host, rest)))?;
    let Some(after) = rest.strip_prefix(':') else {
        return rest.starts_with(['/', '?']).then_some((host, rest)).or((rest.is_empty()).then_some((host, rest)));
    };
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    let (port, tail) = after.split_at_checked(digits)?;
    let ends_well = tail.is_empty() || tail.starts_with(['/', '?']);
    (ends_well && port.parse::<u16>().is_ok_and(|port| port > 0)).then_some((host, tail))
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
