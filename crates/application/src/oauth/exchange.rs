//! What the token endpoint refuses, and why (RFC 6749 5.2).

use twinlock_domain::Reason;

use super::InvalidClient;
use crate::Failure;
use crate::failure::fails_with;

/// The token endpoint gives no tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// `invalid_client`
    #[error(transparent)]
    InvalidClient(#[from] InvalidClient),
    /// `invalid_grant`
    #[error("{}", .0.as_str())]
    InvalidGrant(GrantRefusal),
    /// `invalid_scope`: more than was granted.
    #[error("the scope is wider than what was granted")]
    InvalidScope,
    /// `unauthorized_client`: the app may not use this grant type.
    #[error("the app may not use this grant type")]
    UnauthorizedClient,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fails_with!(TokenError);

/// Why a code or a refresh token is worth nothing. The client is told `invalid_grant` and no more; the log is told this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GrantRefusal {
    /// There is no such code or token, or it is another client's.
    Unknown,
    /// It is past its end.
    Expired,
    /// It was used before; its grant ended.
    Reused,
    /// Its grant was revoked.
    Revoked,
    /// `redirect_uri` is not the one of the request.
    RedirectUri,
    /// The PKCE verifier does not fit, is missing, or is uncalled for.
    Pkce,
    /// The gate does not pass (R9, R15, R16).
    Gate(Reason),
}

impl GrantRefusal {
    /// A stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::Reused => "reused",
            Self::Revoked => "revoked",
            Self::RedirectUri => "redirect_uri",
            Self::Pkce => "pkce",
            Self::Gate(reason) => reason.as_str(),
        }
    }
}
