//! `/oauth2/userinfo`: the claims that an access token's scope allows (OIDC Core 5.3).

use twinlock_domain::{BearerSecret, Scope};
use twinlock_ports::AccountClaims;

use super::tokens::claims_about;
use crate::failure::from_ports;
use crate::{Failure, Twinlock};

/// The claims of a userinfo response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// `sub`
    pub subject: String,
    /// The claims about the account that the scope allows
    pub about: AccountClaims,
}

/// Why there are no claims (RFC 6750 3.1).
#[derive(Debug, thiserror::Error)]
pub enum UserInfoError {
    /// `invalid_token`
    #[error("the access token is unknown, expired or revoked")]
    InvalidToken,
    /// `insufficient_scope`
    #[error("the access token has no openid scope")]
    InsufficientScope,
    /// A port failed.
    #[error(transparent)]
    Failure(#[from] Failure),
}

from_ports!(UserInfoError);

impl Twinlock {
    /// The claims of an access token's account.
    ///
    /// # Errors
    /// [`UserInfoError::InvalidToken`] if the token is unknown, expired or revoked;
    /// [`UserInfoError::InsufficientScope`] without `openid`; [`UserInfoError::Failure`] if a port fails.
    pub async fn userinfo(&self, token: &BearerSecret) -> Result<UserInfo, UserInfoError> {
        self.read_latest(async |work| {
            let live = work.live_access(token).await?.ok_or(UserInfoError::InvalidToken)?;
            let scope = live.scope;
            if !scope.contains(Scope::OpenId) {
                return Err(UserInfoError::InsufficientScope);
            }
            let subject = self.subject(&live.app, live.account.id);
            Ok(UserInfo { subject, about: claims_about(&live.account, &scope) })
        })
        .await
    }
}
