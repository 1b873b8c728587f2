//! Client authentication at the token, introspection and revocation endpoints (RFC 6749 2.3).

use std::time::Duration;

use twinlock_domain::{AppSecretId, BearerSecret, Timestamp};
use twinlock_ports::{App, ClientKey, ClientKind, PresentedClient, StoreError, Transaction};

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

impl ClientCredentials {
    /// What a store looks for: the app, and the presented secret's hash.
    pub(crate) fn key(&self, twinlock: &Twinlock) -> Result<ClientKey, InvalidClient> {
        let app = self.client_id.parse().map_err(|_| InvalidClient)?;
        Ok(ClientKey { app, secret: self.secret.as_ref().map(|secret| twinlock.hash(secret.expose())) })
    }
}

impl Twinlock {
    /// The app that the credentials are of.
    pub(crate) async fn authenticate_client(
        &self,
        tx: &mut dyn Transaction,
        credentials: &ClientCredentials,
        now: Timestamp,
    ) -> Result<Result<App, InvalidClient>, StoreError> {
        let Ok(key) = credentials.key(self) else { return Ok(Err(InvalidClient)) };
        let Some(client) = tx.client(key).await? else { return Ok(Err(InvalidClient)) };
        admit(tx, client, credentials, now).await
    }
}

/// Judges a client that was read with what it brings, and notes that its secret was used.
pub(crate) async fn admit(
    tx: &mut dyn Transaction,
    client: PresentedClient,
    credentials: &ClientCredentials,
    now: Timestamp,
) -> Result<Result<App, InvalidClient>, StoreError> {
    let Ok(Authentic { app, unnoted }) = authentic(client, credentials, now) else { return Ok(Err(InvalidClient)) };
    note_secret(tx, unnoted, now).await?;
    Ok(Ok(app))
}

/// A client that is who it says.
pub(crate) struct Authentic {
    pub(crate) app: App,
    /// The secret that it showed, when its last use that was noted is a while ago.
    pub(crate) unnoted: Option<AppSecretId>,
}

/// Judges a client as it was read. Secrets are random, so their SHA-256 says nothing about them and may be looked up by.
pub(crate) fn authentic(
    client: PresentedClient,
    credentials: &ClientCredentials,
    now: Timestamp,
) -> Result<Authentic, InvalidClient> {
    let PresentedClient { app, secret } = client;
    let shown = match (app.kind, &credentials.secret, secret) {
        (ClientKind::Public, None, _) => None,
        (ClientKind::Confidential, Some(_), Some(secret)) => Some(secret),
        (ClientKind::Public, Some(_), _)
        | (ClientKind::Confidential, None, _)
        | (ClientKind::Confidential, Some(_), None) => {
            return Err(InvalidClient);
        }
    };
    let unnoted = shown.filter(|secret| secret.last_used_at.is_none_or(|last| now.since(last) >= USED_EVERY));
    Ok(Authentic { app, unnoted: unnoted.map(|secret| secret.id) })
}

/// Notes that a secret was used.
pub(crate) async fn note_secret(
    tx: &mut dyn Transaction,
    unnoted: Option<AppSecretId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    match unnoted {
        Some(id) => tx.touch_secret(id, now).await,
        None => Ok(()),
    }
}
