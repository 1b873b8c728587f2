//! `/oauth2/revoke` (RFC 7009): a client revokes a token, and with it the whole grant (R17).

use twinlock_domain::{AuditKind, BearerSecret, Handle};

use super::{ClientCredentials, TokenError};
use crate::{RequestOrigin, TransactionName, Twinlock};

/// Revoke a token.
#[derive(Debug)]
pub struct RevokeToken {
    /// The client that asks.
    pub client: ClientCredentials,
    /// `token`, an access or a refresh token.
    pub token: BearerSecret,
}

impl Twinlock {
    /// Ends the grant of a token of this client. A token that is unknown, or another client's, changes nothing and
    /// is no error (RFC 7009 2.2).
    ///
    /// # Errors
    /// [`TokenError::InvalidClient`] if client authentication fails; [`TokenError::Failure`] if a port fails.
    pub async fn revoke_token(&self, command: RevokeToken, origin: &RequestOrigin) -> Result<(), TokenError> {
        self.write(TransactionName::RevokeToken, origin, async |work| {
            let app = work.authenticate_client(&command.client).await?;
            let Some(handle) = work.open_handle(&command.token).await? else {
                let hash = self.hash(command.token.expose());
                if work.tx.machine_token(hash).await?.is_some_and(|token| token.app == app.id) {
                    work.tx.remove_machine_token(hash).await?;
                }
                return Ok(());
            };
            let grant = match handle {
                Handle::AccessToken(_) | Handle::RefreshToken(_) => work.tx.grant(handle.grant()).await?,
                // A code is not a token.
                Handle::Code(_) => None,
            };
            if let Some(grant) = grant.filter(|grant| grant.app == app.id)
                && work.tx.revoke_grant(grant.id, work.now).await?
            {
                let event = work.record(AuditKind::TokenRevoked).about(grant.account).app(app.id);
                event.await?;
            }
            Ok(())
        })
        .await
    }
}
