//! The measured operations, and how much more than the floor each may cost.

use clap::ValueEnum;

/// The number of connections for which ratios to reach are set. On more of them, several commits share a flush of the
/// disk, on the floor more of them than in the product.
pub(crate) const REACH_CONNECTIONS: usize = 8;

/// A measured operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Operation {
    /// The discovery document.
    Discovery,
    /// The signing keys (JWKS).
    Keys,
    /// An authorization request in a live session, with consent on file.
    Authorize,
    /// A code is redeemed.
    Redeem,
    /// A refresh token is rotated.
    Refresh,
    /// The userinfo endpoint.
    UserInfo,
    /// An access token is introspected.
    Introspect,
    /// Authorize, code, refresh and userinfo.
    Flow,
    /// Sign-in with a password.
    SignIn,
}

impl Operation {
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

    /// How many times the CPU time of the floor an operation should cost at most on PostgreSQL, on
    /// [`REACH_CONNECTIONS`].
    pub(crate) const fn ratio_to_reach(self) -> f64 {
        match self {
            Self::Discovery | Self::Keys | Self::Authorize => 2.0,
            Self::Redeem | Self::Refresh | Self::UserInfo | Self::Introspect => 1.6,
            Self::Flow => 1.7,
            // Almost all of the cost is the password hash, which both servers compute with the same parameters.
            Self::SignIn => 1.05,
        }
    }
}
