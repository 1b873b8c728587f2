//! The measured operations, and the cost that each should stay below.

/// A measured operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Discovery,
    Keys,
    Authorize,
    Redeem,
    Refresh,
    UserInfo,
    Introspect,
    Flow,
    SignIn,
}

impl Operation {
    pub(crate) const ALL: [Self; 9] = [
        Self::Discovery,
        Self::Keys,
        Self::Authorize,
        Self::Redeem,
        Self::Refresh,
        Self::UserInfo,
        Self::Introspect,
        Self::Flow,
        Self::SignIn,
    ];

    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Keys => "JWKS",
            Self::Authorize => "authorize (live session, consent on file)",
            Self::Redeem => "code → token",
            Self::Refresh => "refresh, rotated",
            Self::UserInfo => "userinfo",
            Self::Introspect => "introspect",
            Self::Flow => "whole flow",
            Self::SignIn => "sign-in (argon2id)",
        }
    }

    /// The CPU milliseconds of server and database together that an operation should stay below.
    pub(crate) const fn reach(self) -> f64 {
        match self {
            Self::Discovery | Self::Keys => 0.02,
            Self::Authorize => 0.50,
            Self::Redeem => 0.75,
            Self::Refresh => 0.60,
            Self::UserInfo => 0.22,
            Self::Introspect => 0.25,
            Self::Flow => 2.2,
            // One password hash takes 45 ms; the last tenth is for everything else.
            Self::SignIn => 50.0,
        }
    }
}
