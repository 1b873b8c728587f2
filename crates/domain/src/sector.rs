//! The sector of an app: apps of one sector see the same pairwise `sub` of an account (OIDC Core 8.1).

use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::{AccountId, AppId, RedirectUri};

/// Which `sub` an app sees of an account (R28). It is decided when the app is registered, stored, and never changes:
/// not when redirect URIs change, and not when the app gets another owner.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sector(String);

impl Sector {
    /// The sector of an app that `owner` registers.
    ///
    /// Where all redirect URIs with a host name the same one, it is the owner together with that host, so that the
    /// owner's apps on one host share subjects. Naming the host of somebody else gains nothing, because the owner is
    /// another. Ports do not count. Where several hosts are named, or none because the app has a URI scheme of its
    /// own, nothing shows which apps belong together, and the app is a sector by itself.
    pub fn at_registration(app: AppId, owner: AccountId, redirect_uris: &[RedirectUri]) -> Self {
        let mut hosts = redirect_uris.iter().filter_map(host);
        match hosts.next() {
            Some(host) if hosts.all(|other| other == host) => Self(format!("host/{owner}/{host}")),
            _ => Self(format!("app/{app}")),
        }
    }

    /// From its text, as it was stored; `None` for a text that no sector has.
    pub fn parse(text: &str) -> Option<Self> {
        let known = match text.split_once('/')? {
            ("app", app) => app.parse::<AppId>().is_ok(),
            ("host", rest) => {
                let (owner, host) = rest.split_once('/')?;
                owner.parse::<AccountId>().is_ok() && !host.is_empty() && !host.contains('/')
            }
            _ => false,
        };
        known.then(|| Self(text.into()))
    }

    /// Its text. No two sectors have the same: ids have a fixed form, and no host has a slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of an http or https URI, without its port; a URI scheme of the app's own has none. The colons inside an IPv6
/// address are not a port's.
fn host(uri: &RedirectUri) -> Option<&str> {
    let authority = uri.host();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    (!uri.is_private_use_scheme()).then_some(host)
}

impl fmt::Debug for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sector({})", self.0)
    }
}
