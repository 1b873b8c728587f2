//! Where a browser continues after a page on the way: a pending request by its id, or one of our own pages by name.
//! Never a URL, so that it cannot redirect anywhere else.

use std::fmt;

use twinlock_application::domain::AuthorizationRequestId;

use crate::paths;

/// Where a browser continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum ReturnTo {
    /// A pending authorization request.
    Request(AuthorizationRequestId),
    /// The overview.
    #[default]
    Dashboard,
    Security,
    Developer,
    Apps,
}

impl ReturnTo {
    /// Parses the parameter `continue`; an unknown value leads to the overview.
    pub(crate) fn parse(text: Option<&str>) -> Self {
        match text.unwrap_or_default() {
            "security" => Self::Security,
            "developer" => Self::Developer,
            "apps" => Self::Apps,
            other => other.parse().map_or(Self::Dashboard, Self::Request),
        }
    }

    /// The pending request, if it is one.
    pub(crate) fn request(self) -> Option<AuthorizationRequestId> {
        match self {
            Self::Request(id) => Some(id),
            Self::Dashboard | Self::Security | Self::Developer | Self::Apps => None,
        }
    }

    /// The path to redirect to.
    pub(crate) fn path(self) -> String {
        match self {
            Self::Request(id) => paths::go_on(&id.to_string()),
            Self::Dashboard => paths::DASHBOARD.into(),
            Self::Security => paths::SECURITY.into(),
            Self::Developer => paths::DEVELOPER.into(),
            Self::Apps => paths::APPS.into(),
        }
    }
}

impl fmt::Display for ReturnTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(id) => id.fmt(f),
            Self::Dashboard => f.write_str("dashboard"),
            Self::Security => f.write_str("security"),
            Self::Developer => f.write_str("developer"),
            Self::Apps => f.write_str("apps"),
        }
    }
}
