//! `grant_type=client_credentials`: an app acts for itself. There is no user, so the gate is not asked. Off unless the
//! owner turns it on (R25).

use twinlock_domain::{ScopeSet, Timestamp};
use twinlock_ports::{ClientKind, MachineToken};

use super::{ClientCredentials, TokenAnswer, TokenError};
use crate::{RequestOrigin, TransactionName, Twinlock};

/// Request an access token for the app itself.
#[derive(Debug)]
pub struct RequestMachineToken {
    /// The client's id and credentials.
    pub client: ClientCredentials,
}

impl Twinlock {
    /// Issues an access token without an account: no `id_token`, and no user's `sub`.
    ///
    /// # Errors
    /// [`TokenError::InvalidClient`] if client authentication fails; [`TokenError::UnauthorizedClient`] if the app may
    /// not act for itself; [`TokenError::Failure`] if a port fails.
    pub async fn request_machine_token(&self, command: RequestMachineToken) -> Result<TokenAnswer, TokenError> {
        let now = self.now();
        let token = self.ports.secrets.bearer();
        let expires_at: Timestamp = now + self.lifetimes().access_token;
        self.write::<_, TokenError>(TransactionName::RequestMachineToken, RequestOrigin::none(), async |work| {
            let app = work.authenticate_client(&command.client).await?;
            if !app.metadata.machine_access || app.metadata.kind != ClientKind::Confidential {
                return Err(TokenError::UnauthorizedClient);
            }
            let hash = self.hash(token.expose());
            let row = MachineToken { hash, app: app.id, epoch: app.policy.epoch, issued_at: work.now, expires_at };
            Ok(work.tx.add_machine_token(&row).await?)
        })
        .await?;
        Ok(TokenAnswer {
            access_token: token,
            expires_in: self.lifetimes().access_token.as_secs(),
            refresh_token: None,
            id_token: None,
            scope: ScopeSet::EMPTY,
        })
    }
}
