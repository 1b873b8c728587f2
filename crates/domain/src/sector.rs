//! The sector of an app: apps of one sector get the same pairwise `sub` for an account (OIDC Core 8.1).

use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::{AccountId, AppId, RedirectUri};

/// The sector that determines the `sub`s an app gets (R28). It is set at registration, stored, and never changes, even
/// if the redirect URIs or the owner change.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sector(String);

impl Sector {
    /// The sector of an app that `owner` registers.
    ///
    /// If all redirect URIs with a host have the same one, the sector is the owner together with that host, so that the
    /// owner's apps on one host share subjects. Registering the host of somebody else gains nothing, because the owner
    /// differs. Ports are ignored. If there are several hosts, or none because the app has a URI scheme of its own,
    /// nothing shows which apps belong together, and the app is its own sector.
    pub fn at_registration(app: AppId, owner: AccountId, redirect_uris: &[RedirectUri]) -> Self {
        let mut hosts = redirect_uris.iter().filter_map(host);
        match hosts.next() {
            Some(host) if hosts.all(|other| other == host) => Self(format!("host/{owner}/{host}")),
            _ => Self(format!("app/{app}")),
        }
    }

    /// Parses the stored text; `None` if it is not that of a sector.
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

    /// Its text, different for each sector: ids have a fixed form, and no host has a slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The host of an http or https URI, without its port; `None` for a URI scheme of the app's own. The colons inside an
/// IPv6 address do not begin a port.
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
