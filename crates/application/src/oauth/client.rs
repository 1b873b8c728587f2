//! Client authentication at the token, introspection and revocation endpoints (RFC 6749 2.3).

use std::time::Duration;

use twinlock_domain::{AppSecretId, BearerSecret, Handle, Timestamp};
use twinlock_ports::{App, ClientKey, ClientKind, ClientWithGrant, GrantOfOwner, PresentedClient, StoreError};

use super::TokenError;
use crate::Twinlock;
use crate::unit_of_work::UnitOfWork;

/// The credentials of a client, by `client_secret_basic`, `client_secret_post` or `none`.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// `client_id`
    pub client_id: String,
    /// `client_secret`, if one was sent.
    pub secret: Option<BearerSecret>,
}

/// The client is unknown, or its secret is wrong, missing, or sent although it is public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("client authentication failed")]
pub struct InvalidClient;

/// The least time between two updates of a secret's `last_used_at`.
const USED_EVERY: Duration = Duration::from_mins(1);

impl ClientCredentials {
    /// The key of the joined read: the app, and the hash of the presented secret.
    pub(crate) fn key(&self, twinlock: &Twinlock) -> Result<ClientKey, InvalidClient> {
        let app = self.client_id.parse().map_err(|_| InvalidClient)?;
        Ok(ClientKey { app, secret: self.secret.as_ref().map(|secret| twinlock.hash(secret.expose())) })
    }
}

impl UnitOfWork<'_> {
    /// Authenticates a client by its credentials.
    ///
    /// # Errors
    /// [`TokenError::InvalidClient`] if client authentication fails; [`TokenError::Failure`] if the store fails.
    pub(crate) async fn authenticate_client(&mut self, credentials: &ClientCredentials) -> Result<App, TokenError> {
        Ok(self.authenticate_with_grant(credentials, None).await?.app)
    }

    /// Authenticates a client, and reads the grant that its code or token names. Without a handle there is none.
    ///
    /// # Errors
    /// As [`UnitOfWork::authenticate_client`].
    pub(crate) async fn authenticate_with_grant(
        &mut self,
        credentials: &ClientCredentials,
        handle: Option<&Handle>,
    ) -> Result<AppWithGrant, TokenError> {
        let ClientWithGrant { client, grant } = self.presented_client(credentials, handle).await?;
        Ok(AppWithGrant { app: self.admit(client, credentials).await?, grant })
    }

    /// Reads a client by its credentials, not authenticated yet, with the grant that its code or token names.
    ///
    /// # Errors
    /// As [`UnitOfWork::authenticate_client`].
    pub(super) async fn presented_client(
        &mut self,
        credentials: &ClientCredentials,
        handle: Option<&Handle>,
    ) -> Result<ClientWithGrant, TokenError> {
        let key = credentials.key(self.twinlock)?;
        let found = match handle {
            Some(handle) => self.tx.client_with_grant(key, handle).await?,
            None => self.tx.client(key).await?.map(|client| ClientWithGrant { client, grant: None }),
        };
        Ok(found.ok_or(InvalidClient)?)
    }

    /// Authenticates a client that was read by its credentials, and records that its secret was used.
    ///
    /// # Errors
    /// As [`UnitOfWork::authenticate_client`].
    pub(crate) async fn admit(
        &mut self,
        client: PresentedClient,
        credentials: &ClientCredentials,
    ) -> Result<App, TokenError> {
        let Authentic { app, unnoted } = authentic(client, credentials, self.now)?;
        self.note_secret(unnoted).await?;
        Ok(app)
    }

    /// Records that a secret was used, if that is due.
    pub(crate) async fn note_secret(&mut self, unnoted: Option<AppSecretId>) -> Result<(), StoreError> {
        match unnoted {
            Some(id) => self.tx.touch_secret(id, self.now).await,
            None => Ok(()),
        }
    }
}

/// An authenticated client, and the grant that its code or token names, if there is such a one.
pub(crate) struct AppWithGrant {
    pub(crate) app: App,
    pub(crate) grant: Option<GrantOfOwner>,
}

/// An authenticated client.
pub(crate) struct Authentic {
    pub(crate) app: App,
    /// The secret that it presented, where its `last_used_at` is due for an update.
    pub(crate) unnoted: Option<AppSecretId>,
}

/// Authenticates a client with what the store returned for its credentials. Secrets are random and long, so a lookup by
/// their SHA-256 is safe.
pub(crate) fn authentic(
    client: PresentedClient,
    credentials: &ClientCredentials,
    now: Timestamp,
) -> Result<Authentic, InvalidClient> {
    let PresentedClient { app, secret } = client;
    let shown = match (app.metadata.kind, &credentials.secret, secret) {
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
