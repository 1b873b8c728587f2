//! Which redirect URIs may be registered, with a separate error for each reason against one.

use super::split_authority;

/// Why a redirect URI cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRedirectUri {
    /// It is empty.
    #[error("a redirect URI is missing")]
    Empty,
    /// It is longer than 2,000 bytes.
    #[error("a redirect URI has at most 2,000 bytes")]
    TooLong,
    /// It has a space, a control character, or a character outside ASCII.
    #[error(
        "a redirect URI is ASCII without spaces: write a host in Punycode (xn--…) and other characters as %-escapes"
    )]
    NotAscii,
    /// It has an ASCII character that no URI has (RFC 3986 2).
    #[error("a redirect URI cannot contain any of \" < > ^ ` {{ | }}")]
    Character,
    /// A `%` without two hexadecimal digits after it (RFC 3986 2.1).
    #[error("a % in a redirect URI is followed by two hexadecimal digits")]
    Escape,
    /// It has no scheme, or no `//` where its scheme needs it.
    #[error(
        "a redirect URI is absolute: it begins with https:// or with a scheme of your own, such as com.example.app:/"
    )]
    NotAbsolute,
    /// Its scheme has upper-case letters, which other programs normalize.
    #[error("write the scheme in lower case")]
    SchemeCase,
    /// Its host has upper-case letters, which other programs normalize.
    #[error("write the host in lower case")]
    HostCase,
    /// It has no host, or one that cannot be a host.
    #[error("the host is missing or malformed")]
    Host,
    /// Its port is not a number from 1 to 65535.
    #[error("the port is a number from 1 to 65535, or left out together with its colon")]
    Port,
    /// A scheme of its own without a slash after it: most likely an https URI whose scheme was forgotten.
    #[error("after a scheme of your own comes a slash, such as com.example.app:/done; a website begins with https://")]
    SlashMissing,
    /// It has a fragment (RFC 6749 3.1.2).
    #[error("a redirect URI has no fragment (#)")]
    Fragment,
    /// It has a wildcard.
    #[error("a redirect URI has no wildcard (*): register each address")]
    Wildcard,
    /// It has a user name or a password before its host.
    #[error("a redirect URI has no user name or password before its host")]
    UserInfo,
    /// Its path has `.` or `..` segments, a backslash or an encoded slash.
    #[error("the path must be in its plain form: no . or .. segments, no backslash, no %2F or %5C")]
    Path,
    /// Plain http on a host other than this machine (RFC 8252 8.3).
    #[error("http is for 127.0.0.1, [::1] and localhost alone: use https")]
    InsecureHttp,
    /// A scheme that is malformed, or that browsers or operating systems reserve.
    #[error(
        "this scheme cannot be used: a scheme of your own is best a domain name in reverse, such as com.example.app"
    )]
    Scheme,
}

/// Schemes that execute code, open something of the system, or belong to other programs. A redirect to them would hand
/// the code to that program. Schemes that begin with `ms-` are reserved by Windows, and are rejected too.
const RESERVED_SCHEMES: &[&str] = &[
    "about",
    "acct",
    "afp",
    "aim",
    "blob",
    "brave",
    "callto",
    "chrome",
    "chrome-error",
    "chrome-extension",
    "chrome-native",
    "chrome-search",
    "chrome-untrusted",
    "cid",
    "content",
    "data",
    "devtools",
    "dict",
    "dns",
    "edge",
    "facetime",
    "fax",
    "feed",
    "file",
    "filesystem",
    "firefox",
    "ftp",
    "ftps",
    "geo",
    "git",
    "googlechrome",
    "gopher",
    "help",
    "imap",
    "intent",
    "irc",
    "ircs",
    "isolated-app",
    "itms",
    "itms-apps",
    "itms-services",
    "jar",
    "javascript",
    "jscript",
    "ldap",
    "ldaps",
    "livescript",
    "localhost",
    "magnet",
    "mailto",
    "market",
    "microsoft-edge",
    "mid",
    "mk",
    "mms",
    "mocha",
    "moz-extension",
    "news",
    "nfs",
    "nntp",
    "opera",
    "pop",
    "res",
    "resource",
    "rtsp",
    "safari-web-extension",
    "search-ms",
    "sftp",
    "shell",
    "sip",
    "sips",
    "smb",
    "sms",
    "ssh",
    "tel",
    "telnet",
    "urn",
    "vbscript",
    "view-source",
    "vivaldi",
    "wais",
    "ws",
    "wss",
    "x-safari-https",
    "xmpp",
];

/// Checks a URI that an owner wants to register.
pub(super) fn check(text: &str) -> Result<(), InvalidRedirectUri> {
    check_characters(text)?;
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
    if scheme.contains('/') || scheme.contains('?') {
        return Err(InvalidRedirectUri::NotAbsolute);
    }
    if scheme.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(InvalidRedirectUri::SchemeCase);
    }
    match (scheme, rest.strip_prefix("//")) {
        ("https", Some(rest)) => check_authority_and_path(rest).map(drop),
        ("http", Some(rest)) => match check_authority_and_path(rest)? {
            "localhost" | "127.0.0.1" | "[::1]" => Ok(()),
            _ => Err(InvalidRedirectUri::InsecureHttp),
        },
        ("https" | "http", None) => Err(InvalidRedirectUri::NotAbsolute),
        (own, _) => check_own_scheme(own, rest),
    }
}

fn check_characters(text: &str) -> Result<(), InvalidRedirectUri> {
    if text.is_empty() {
        return Err(InvalidRedirectUri::Empty);
    }
    if text.len() > crate::bounds::REDIRECT_URI {
        return Err(InvalidRedirectUri::TooLong);
    }
    if !text.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
        return Err(InvalidRedirectUri::NotAscii);
    }
    if text.bytes().any(|b| matches!(b, b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}')) {
        return Err(InvalidRedirectUri::Character);
    }
    if has_whole_escapes(text) { Ok(()) } else { Err(InvalidRedirectUri::Escape) }
}

/// Whether every `%` begins an escape of two hexadecimal digits (RFC 3986 2.1).
fn has_whole_escapes(text: &str) -> bool {
    let is_escape = |after: &str| after.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    text.split('%').skip(1).all(is_escape)
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
    check_host(host)?;
    if !port.is_none_or(is_port) {
        return Err(InvalidRedirectUri::Port);
    }
    check_path(tail)?;
    Ok(host)
}

fn check_host(host: &str) -> Result<(), InvalidRedirectUri> {
    if let Some(literal) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return literal.parse::<core::net::Ipv6Addr>().map(drop).map_err(|_| InvalidRedirectUri::Host);
    }
    let labels_ok = host.split('.').all(|label| !label.is_empty())
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    if !labels_ok {
        return Err(InvalidRedirectUri::Host);
    }
    if host.bytes().any(|b| b.is_ascii_uppercase()) { Err(InvalidRedirectUri::HostCase) } else { Ok(()) }
}

pub(super) fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn check_path(tail: &str) -> Result<(), InvalidRedirectUri> {
    let path = tail.split('?').next().unwrap_or_default().to_ascii_lowercase();
    let dotted = path.split('/').any(|segment| matches!(segment, "." | ".." | "%2e" | "%2e%2e" | ".%2e" | "%2e."));
    if dotted || path.contains("%2f") || path.contains("%5c") { Err(InvalidRedirectUri::Path) } else { Ok(()) }
}

/// Checks a scheme that only this app should have (RFC 8252 7.1). A single letter is rejected, because it is a drive on
/// Windows.
fn check_own_scheme(scheme: &str, rest: &str) -> Result<(), InvalidRedirectUri> {
    let shape = scheme.len() > 1
        && scheme.split('.').all(|part| {
            part.starts_with(|c: char| c.is_ascii_lowercase())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'+')
        });
    let reserved = RESERVED_SCHEMES.contains(&scheme) || scheme.starts_with("ms-");
    if !shape || reserved {
        return Err(InvalidRedirectUri::Scheme);
    }
    // Without the slash it is most likely an https URI whose scheme was forgotten: `app.example.com:8443/back`.
    if !rest.starts_with('/') {
        return Err(InvalidRedirectUri::SlashMissing);
    }
    let (authority, tail) = rest.strip_prefix("//").map_or(("", rest), split_authority);
    if authority.contains('@') {
        return Err(InvalidRedirectUri::UserInfo);
    }
    check_path(tail)
}
