//! Client authentication at the token, introspection and revocation endpoints (RFC 6749 2.3).

use std::time::Duration;

use twinlock_domain::{AppId, BearerSecret, Timestamp};
use twinlock_ports::{App, ClientKind, StoreError, Transaction};

use crate::Twinlock;

/// Who a client says it is, by `client_secret_basic`, `client_secret_post` or `none`.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// `client_id`
    pub client_id: String,
    /// `client_secret`, where it came.
    pub secret: Option<BearerSecret>,
}

/// The client is unknown, or its secret is wrong, missing or uncalled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("client authentication failed")]
pub struct InvalidClient;

/// How fresh a secret's `last_used_at` is kept.
const USED_EVERY: Duration = Duration::from_mins(1);

impl Twinlock {
    /// The app that the credentials are of.
    pub(crate) async fn authenticate_client(
        &self,
        tx: &mut dyn Transaction,
        credentials: &ClientCredentials,
        now: Timestamp,
    ) -> Result<Result<App, InvalidClient>, StoreError> {
        let Ok(id) = credentials.client_id.parse::<AppId>() else { return Ok(Err(InvalidClient)) };
        let Some(app) = tx.app(id).await? else { return Ok(Err(InvalidClient)) };
        let authenticated = match (app.kind, &credentials.secret) {
            (ClientKind::Public, None) => true,
            (ClientKind::Public, Some(_)) | (ClientKind::Confidential, None) => false,
            (ClientKind::Confidential, Some(secret)) => self.has_secret(tx, id, secret, now).await?,
        };
        Ok(if authenticated { Ok(app) } else { Err(InvalidClient) })
    }

    /// Secrets are random, so their SHA-256 says nothing about them and may be compared plainly.
    async fn has_secret(
        &self,
        tx: &mut dyn Transaction,
        app: AppId,
        secret: &BearerSecret,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let hash = self.hash(secret.expose());
        let Some(known) = tx.secrets(app).await?.into_iter().find(|known| known.hash == hash) else {
            return Ok(false);
        };
        if known.last_used_at.is_none_or(|last| now.since(last) >= USED_EVERY) {
            tx.touch_secret(known.id, now).await?;
        }
        Ok(true)
    }
}
